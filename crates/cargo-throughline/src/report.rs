//! What is printed: what was done and what comes next to standard output, problems to standard
//! error. No line is longer than 80 columns where the words allow it.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::plan::{Change, Plan, Problem};

/// The columns of a terminal.
const WIDTH: usize = 80;

/// Prints what was done, and what comes next.
pub(crate) fn done(plan: &Plan) {
    write(io::stdout(), &told(plan));
}

/// Prints what stands in the way.
pub(crate) fn problems(problems: &[Problem]) {
    write(io::stderr(), &complaint(problems));
}

/// A stream that takes no more, such as a closed pipe, is no reason to fail.
fn write(mut stream: impl Write, text: &str) {
    _ = stream.write_all(text.as_bytes());
}

fn told(plan: &Plan) -> String {
    let mut text = format!("{}\n\n", plan.title);
    let paths = plan
        .files
        .iter()
        .map(|file| file.path.display().to_string());
    let paths: Vec<_> = paths.collect();
    let width = width(paths.iter());
    for (file, path) in plan.files.iter().zip(&paths) {
        let verb = match file.change {
            Change::Make(_) => "made",
            Change::Edit(..) => "changed",
            Change::Leave => "left",
        };
        line(
            &mut text,
            &format!("  {verb:<7}  {path:<width$}  {}", file.note),
        );
    }
    if !plan.notes.is_empty() {
        text.push_str("\nby hand:\n");
        for note in &plan.notes {
            paragraph(&mut text, "  ", note);
        }
    }
    if !plan.next.is_empty() {
        text.push_str("\nnext:\n");
        // A command that speaks for itself may be longer than the others.
        let told = plan.next.iter().filter(|(_, why)| !why.is_empty());
        let width = self::width(told.map(|(command, _)| command));
        for (command, why) in &plan.next {
            let why = if why.is_empty() {
                String::new()
            } else {
                format!("  # {why}")
            };
            line(&mut text, &format!("  {command:<width$}{why}"));
        }
    }
    text
}

fn complaint(problems: &[Problem]) -> String {
    let mut text = String::new();
    for Problem { what, fix } in problems {
        paragraph(&mut text, "error: ", what);
        paragraph(&mut text, "  hint: ", fix);
    }
    text
}

fn width<'t>(texts: impl Iterator<Item = &'t String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    _ = writeln!(text, "{}", line.trim_end());
}

/// A paragraph behind a first word, its other lines below the first one.
fn paragraph(text: &mut String, first: &str, words: &str) {
    let mut current = first.trim_end().to_owned();
    let mut begins = true;
    for word in words.split_whitespace() {
        let long = current.chars().count() + 1 + word.chars().count() > WIDTH;
        if long && !begins {
            line(text, &current);
            current = " ".repeat(first.len()) + word;
        } else if begins {
            current = first.to_owned() + word;
        } else {
            current = current + " " + word;
        }
        begins = false;
    }
    line(text, &current);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_commands_stand_in_columns() {
        let mut plan = Plan {
            title: "Made it".to_owned(),
            notes: vec!["add `pub mod models;` to src/lib.rs".to_owned()],
            next: vec![
                ("cd school".to_owned(), ""),
                ("cargo run".to_owned(), "runs it"),
            ],
            ..Plan::default()
        };
        plan.make("src/bin/manage.rs", String::new(), "cargo manage");
        plan.edit("Cargo.toml", String::new(), String::new(), "throughline");
        plan.leave("build.rs", "is there");
        let expected = "\
Made it

  made     src/bin/manage.rs  cargo manage
  changed  Cargo.toml         throughline
  left     build.rs           is there

by hand:
  add `pub mod models;` to src/lib.rs

next:
  cd school
  cargo run  # runs it
";
        assert_eq!(told(&plan), expected);
    }

    #[test]
    fn long_problems_are_broken_between_words() {
        let problem = Problem::new(
            "school is there and not empty",
            "choose another name, or make a package there: `cargo init school`, then \
             `cargo throughline init school`",
        );
        let expected = "\
error: school is there and not empty
  hint: choose another name, or make a package there: `cargo init school`, then
        `cargo throughline init school`
";
        assert_eq!(complaint(&[problem]), expected);
    }
}
