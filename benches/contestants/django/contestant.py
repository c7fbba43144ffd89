"""Django as a contestant: `contestant.py URL STUDENTS [LIST]`, then commands on the standard input.

The protocol is that of `workload/src/protocol.rs`; it takes part with lists of a hundred links alone.
"""

import sys

import database
from data import Data


def main():
    if len(sys.argv) < 3 or sys.argv[3:] not in ([], ["100"]):
        sys.exit("usage: contestant.py URL STUDENTS [100], then commands on the standard input")
    database.set_up(sys.argv[1])
    # The models are there from now on.
    import visits

    data = Data(int(sys.argv[2]))
    print(f"ready {visits.operations.versions()}", flush=True)
    for line in sys.stdin:
        print(visits.answer(line.split(), data), flush=True)


if __name__ == "__main__":
    main()
