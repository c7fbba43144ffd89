//! What it was measured on, and when: from Linux's own files and the programs of the path.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// One sentence: processor, cores, memory, kernel, compiler, state of the project and day.
pub(crate) fn describe(benches: &Path) -> String {
    let read = |file| std::fs::read_to_string(file).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = field(&read("/proc/cpuinfo"), "model name");
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
    let compiler = said(Command::new("rustc").arg("--version"));
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let parts = [
        format!("{cores} cores of {processor}"),
        format!("{} of memory", gibibytes(&memory)),
        format!("Linux {kernel}"),
        compiler,
        format!("Throughline at {}", commit(benches)),
        date(seconds / 86_400),
    ];
    parts.join(", ")
}

/// The commit, and whether files were changed since. The tables and charts are none of what is measured: those of one engine
/// are written before the next one's turn.
fn commit(benches: &Path) -> String {
    let git = |arguments: &[&str]| said(Command::new("git").current_dir(benches).args(arguments));
    let commit = git(&["rev-parse", "--short=10", "HEAD"]);
    let but_tables = [":/", ":(exclude)README.md", ":(exclude)results"];
    match git(&[&["diff", "--name-only", "HEAD", "--"], &but_tables[..]].concat()).as_str() {
        "" | "unknown" => commit,
        _ => format!("{commit}-dirty"),
    }
}

/// The value of a line `name : value`.
fn field(text: &str, name: &str) -> String {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().strip_prefix(':'))
        .map_or_else(|| "unknown".to_owned(), |value| value.trim().to_owned())
}

fn gibibytes(kib: &str) -> String {
    let number = kib.trim_end_matches(" kB").parse::<u64>();
    number.map_or_else(
        |_| kib.to_owned(),
        |kib| format!("{} GiB", (kib + (1 << 19)) >> 20),
    )
}

fn said(command: &mut Command) -> String {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success());
    output.map_or_else(
        || "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// The calendar date of a number of days since 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn date(days: u64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    // Its year begins in March.
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year_of_era + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(20_783), "2026-11-26");
    }

    #[test]
    fn fields_are_found_by_name() {
        let text = "processor\t: 0\nmodel name\t: Some CPU\nMemTotal:       24600000 kB\n";
        assert_eq!(field(text, "model name"), "Some CPU");
        assert_eq!(gibibytes(&field(text, "MemTotal")), "23 GiB");
        assert_eq!(field(text, "nothing"), "unknown");
    }
}
