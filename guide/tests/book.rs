//! The book is whole: each chapter is in the summary and is run, and what it shows is made by code.

use std::fs;
use std::path::{Path, PathBuf};

/// The chapters that are generated: nothing in them is made by the code of a block.
const GENERATED: &str = "reference/";

fn guide() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: impl AsRef<Path>) -> String {
    fs::read_to_string(guide().join(file)).expect("the file can be read")
}

/// The files of the chapters, relative to the folder of the book.
fn chapters() -> Vec<String> {
    let (mut chapters, book) = (Vec::new(), guide().join("book"));
    let mut folders = vec![book.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path: PathBuf = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let own = path.strip_prefix(&book).expect("it is in the folder");
                chapters.push(own.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    chapters.retain(|chapter| chapter != "SUMMARY.md");
    chapters.sort();
    chapters
}

/// The names behind that text, up to that sign.
fn names<'a>(text: &'a str, before: &str, end: char) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts.filter_map(|part| part.split(end).next()).collect()
}

#[test]
fn each_chapter_is_in_the_summary_and_is_run() {
    let (summary, run) = (read("book/SUMMARY.md"), read("src/chapters.rs"));
    for chapter in chapters() {
        let linked = summary.matches(&format!("({chapter})")).count();
        assert_eq!(linked, 1, "{chapter} in guide/book/SUMMARY.md");
        let included = run.matches(&format!("\"../book/{chapter}\"")).count();
        assert_eq!(included, 1, "{chapter} in guide/src/chapters.rs");
    }
}

#[test]
fn what_a_chapter_shows_is_made_by_its_code() {
    for chapter in chapters() {
        let text = read(format!("book/{chapter}"));
        for name in names(&text, "<!-- shown: ", ' ') {
            let made = text.matches(&format!("\"{name}\"")).count();
            assert_eq!(made, 1, "{chapter}: hidden lines that make `{name}`");
            let places = text.matches(&format!("<!-- shown: {name} -->")).count();
            assert_eq!(places, 1, "{chapter}: markers of `{name}`");
        }
        let lines: Vec<_> = text.lines().collect();
        let typed = lines
            .windows(2)
            .filter(|pair| pair[1] == "```sql" && !pair[0].starts_with("<!-- shown: "));
        assert_eq!(typed.count(), 0, "{chapter}: statements without a marker");
    }
}

#[test]
fn what_a_block_of_a_chapter_makes_is_for_that_chapter() {
    for chapter in chapters() {
        let text = read(format!("book/{chapter}"));
        for named in names(&text, "Shown::new(\"", '"') {
            assert_eq!(named, chapter, "the chapter that a block compares with");
        }
    }
}

#[test]
fn a_chapter_has_a_length_to_be_read_at_once() {
    for chapter in chapters() {
        let lines = lines_to_read(&read(format!("book/{chapter}")));
        let short = chapter == "introduction.md" || chapter.starts_with(GENERATED);
        assert!(lines >= 60 || short, "{chapter}: {lines} lines are few");
        assert!(lines <= 200 || short, "{chapter}: {lines} lines are many");
    }
}

/// How many lines there are, without those that set the scene.
fn lines_to_read(text: &str) -> usize {
    let mut fenced = false;
    let read = text.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !(fenced && (line.starts_with("# ") || *line == "#"))
    });
    read.count()
}
