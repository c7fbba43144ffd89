"""A visit, as in `workload/src/timing.rs`: one operation, called again and again, each call timed.

Answers are checked alike, those of writes by reading what is there, which is not timed.
"""

from time import perf_counter_ns

import operations
from data import SPARE, new_student, student


class Unsupported(Exception):
    """There is no such operation here."""


class Wrong(Exception):
    """An answer that is not the expected one."""


class Visit:
    """One operation, called again and again. Each method makes one call and returns its time."""

    def __init__(self, data, operation, round):
        self.data = data
        self.round = round
        self.number = -1
        self.call = getattr(self, operation, None)
        if self.call is None:
            raise Unsupported

    def run(self, milliseconds):
        self.tidy()
        if self.call != self.bulk_link_usual:
            for _ in range(3):
                self.next()
        begin = perf_counter_ns()
        calls = []
        while not calls or (
            perf_counter_ns() - begin < milliseconds * 1_000_000 and len(calls) < 20_000
        ):
            calls.append(self.next())
        self.tidy()
        calls.sort()
        return f"done {calls[len(calls) // 2]} {len(calls)}"

    def next(self):
        self.number += 1
        return self.call()

    def tidy(self):
        operations.tidy(self.data.courses, self.data.students, student)

    # Reading: other rows for each call and each round.

    @property
    def row(self):
        return self.number * 7919 + self.round * 104729

    @property
    def student(self):
        return 1 + self.row % self.data.students

    @property
    def course(self):
        return 1 + self.row % self.data.courses

    def get_one(self):
        return answered(sorted, [self.student], operations.get_one, self.student)

    def all_forward(self):
        expected = self.data.students_of[self.course - 1]
        return answered(sorted, expected, operations.students_of, self.course)

    def all_reverse(self):
        expected = self.data.courses_of[self.student - 1]
        return answered(sorted, expected, operations.courses_of, self.student)

    def filter(self):
        expected = self.data.courses_of[self.student - 1]
        email = student(self.student)["email"]
        return answered(sorted, expected, operations.courses_by_email, email)

    def enrolled(self):
        expected = self.data.enrolled[self.student - 1]
        return answered(list, expected, operations.enrolled, self.student)

    def load_100(self):
        courses = self.data.students_of[:100]
        return answered(sum, products(courses), operations.load, len(courses))

    def load_all(self):
        return answered(sum, products(self.data.students_of), operations.load_all)

    def most(self):
        courses = [(-len(of), course) for course, of in enumerate(self.data.students_of, 1)]
        expected = [course - less for less, course in sorted(courses)[:10]]
        return answered(sorted, expected, operations.most, 10)

    # Writing: at the courses that nobody attends.

    @property
    def spare(self):
        return self.data.courses + 1 + self.number % SPARE

    def some_students(self, first):
        return [
            1 + (self.number * 31 + nth * 9973) % self.data.students
            for nth in range(first, first + 100)
        ]

    def add_one(self):
        one = 1 + self.number // SPARE % self.data.students
        return changed(1, self.spare, operations.add, self.spare, [one])

    def add_existing(self):
        course = 1 + self.number % self.data.courses
        students = self.data.students_of[course - 1]
        one = students[self.number % len(students)]
        return changed(0, course, operations.add, course, [one])

    def add_many(self):
        operations.clear(self.spare)
        return changed(100, self.spare, operations.add, self.spare, self.some_students(0))

    def remove_one(self):
        one = 1 + self.number // SPARE % self.data.students
        operations.add(self.spare, [one])
        return changed(1, self.spare, operations.remove, self.spare, one)

    def set(self):
        operations.clear(self.spare)
        operations.add(self.spare, self.some_students(0))
        return changed(100, self.spare, operations.set, self.spare, self.some_students(50))

    def clear(self):
        operations.add(self.spare, self.some_students(0))
        return changed(100, self.spare, operations.clear, self.spare)

    def upsert_hit(self):
        id = 1 + self.number * 7919 % self.data.students
        wanted = student(id) | {"name": f"Changed {self.number}", "year": 6 + self.round % 1000}
        return answered(int, id, operations.update_or_create, wanted)

    def upsert_miss(self):
        return made(1, operations.update_or_create, new_student(self.number))

    def insert_1(self):
        return made(1, operations.insert, new_student(self.number))

    def insert_1000(self):
        first = self.number * 1000
        students = [new_student(number) for number in range(first, first + 1000)]
        return made(1000, operations.insert_many, students)

    def bulk_link_usual(self):
        operations.unlink_all()
        elapsed, _ = timed(operations.link_all, self.data.links)
        check(len(self.data.links), operations.count_links())
        return elapsed


OPERATIONS = {name for name in vars(Visit) if not name.startswith("_")} - {
    "run", "next", "tidy", "row", "student", "course", "spare", "some_students"
}


def timed(function, *arguments):
    begin = perf_counter_ns()
    answer = function(*arguments)
    return perf_counter_ns() - begin, answer


def answered(seen, expected, function, *arguments):
    """A call whose answer is checked."""
    elapsed, answer = timed(function, *arguments)
    check(seen(expected) if seen is not sum else expected, seen(answer))
    return elapsed


def changed(expected, course, function, *arguments):
    """A call that changes so many links of a course."""
    before = operations.links_of(course)
    elapsed, _ = timed(function, *arguments)
    check(expected, len(before ^ operations.links_of(course)))
    return elapsed


def made(expected, function, *arguments):
    """A call that makes so many students."""
    before = operations.count_students()
    elapsed, _ = timed(function, *arguments)
    check(expected, operations.count_students() - before)
    return elapsed


def check(expected, seen):
    if expected != seen:
        raise Wrong(f"gave {str(seen)[:80]}, expected {str(expected)[:80]}")


def products(courses):
    return sum(number * sum(students) for number, students in enumerate(courses, 1))


def answer(words, data):
    try:
        match words:
            case ["visit", operation, milliseconds, round]:
                if operation not in OPERATIONS:
                    raise Unsupported
                return Visit(data, operation, int(round)).run(int(milliseconds))
            case ["peak"]:
                with open("/proc/self/status") as status:
                    line = next(line for line in status if line.startswith("VmHWM:"))
                return f"peak {line.split()[1]}"
            case _:
                return f"failed not understood: {' '.join(words)}"
    except Unsupported:
        return "unsupported"
    except Exception as error:
        return f"failed {type(error).__name__}: {error}".replace("\n", " ")
