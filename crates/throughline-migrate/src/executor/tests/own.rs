//! What the user wrote: `run_sql` and `run_rust`.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use throughline_core::Error;

use crate::{Called, RustFunction, Target};

const TABLES: &str = r#"format = 1
[[operation]]
create_model = "Course"
table = "course"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "title", type = "text" },
  { name = "words", type = "integer", null = true },
]
[[operation]]
create_model = "Tag"
table = "tag"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "name", type = "text" },
]
[[operation]]
add_field = "Course.tags"
type = "many_to_many"
to = "Tag"
join_table = "course_tags"
source_column = "course_id"
target_column = "tag_id"
"#;

/// The tables, and a migration with these operations behind them.
fn with(operations: &str) -> Result<Graph> {
    let first = read("0001_tables", "m/0001_tables.toml", TABLES)?;
    let text = format!("format = 1\ndepends = [\"0001_tables\"]\n{operations}");
    Graph::new(vec![first, read("0002_own", "m/0002_own.toml", &text)?])
}

fn to(database: &Database, graph: Result<Graph>, target: &str) -> Result<Applied> {
    let target = match target {
        "latest" => Target::Latest,
        "zero" => Target::Zero,
        name => Target::Migration(name.to_owned()),
    };
    let graph = graph?;
    database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move { super::super::migrate(connection, &graph, &target, &mut ()).await })
    })))
}

/// The tables, with so many courses.
fn courses(count: usize) -> Database {
    let database = memory();
    to(&database, with(""), "0001").unwrap();
    let titles = (0..count).map(|n| format!("('course {n}')"));
    if count > 0 {
        let titles: Vec<_> = titles.collect();
        let sql = format!("INSERT INTO course (title) VALUES {}", titles.join(", "));
        execute_all(&database, &sql).unwrap();
    }
    database
}

fn text(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!("\n  {error}"));
        cause = error.source();
    }
    format!("{text}\n  hint: {}", error.hint().unwrap_or_default())
}

#[test]
fn a_text_of_sql_may_hold_several_statements_and_is_undone_by_its_reverse() {
    let database = courses(2);
    let graph = || {
        with(
            r#"[[operation]]
run_sql = """
CREATE VIEW titles AS SELECT title FROM course; -- a comment; with a semicolon
UPDATE course SET title = 'a;b' WHERE id = 1;
"""
reverse = { sqlite = "DROP VIEW titles", postgres = "", mariadb = "" }
"#,
        )
    };
    to(&database, graph(), "latest").unwrap();
    assert_eq!(rows(&database, "SELECT * FROM titles"), ["a;b", "course 1"]);
    to(&database, graph(), "0001").unwrap();
    let views = "SELECT count(*) FROM sqlite_schema WHERE type = 'view'";
    assert_eq!(rows(&database, views), ["0"]);
}

#[test]
fn what_comes_behind_a_text_of_sql_sees_what_it_did() {
    // Both changes of `course` would otherwise be one copy, before the text.
    let database = courses(0);
    let graph = with(
        r#"[[operation]]
alter_field = "Course.words"
type = "big_integer"
null = true
[[operation]]
run_sql = "INSERT INTO course (title) VALUES ('new')"
[[operation]]
alter_field = "Course.words"
type = "big_integer"
fill = 7
"#,
    );
    to(&database, graph, "latest").unwrap();
    assert_eq!(
        rows(&database, "SELECT title, words FROM course"),
        ["new|7"]
    );
}

#[test]
fn sql_that_fails_or_cannot_be_undone_leaves_everything_as_it_was() {
    let database = courses(1);
    let graph = with("[[operation]]\nrun_sql = \"UPDATE course SET title = 'x'; SELEC\"\n");
    let error = to(&database, graph, "latest").unwrap_err();
    assert!(
        text(&error).contains("m/0002_own.toml:3"),
        "{}",
        text(&error)
    );
    assert_eq!(rows(&database, "SELECT title FROM course"), ["course 0"]);

    let graph = || with("[[operation]]\nrun_sql = \"UPDATE course SET title = 'x'\"\n");
    to(&database, graph(), "latest").unwrap();
    let error = to(&database, graph(), "zero").unwrap_err();
    assert!(
        text(&error).contains("it has no `reverse`"),
        "{}",
        text(&error)
    );
    assert_eq!(rows(&database, "SELECT title FROM course"), ["x"]);

    let ended = with("[[operation]]\nrun_sql = \"COMMIT\"\n");
    let error = to(&courses(1), ended, "latest").unwrap_err();
    assert!(
        text(&error).contains("ended the transaction"),
        "{}",
        text(&error)
    );

    let other = with("[[operation]]\nrun_sql = { postgres = \"SELECT 1\" }\n");
    let error = to(&courses(1), other, "latest").unwrap_err();
    assert!(
        text(&error).contains("no text for SQLite"),
        "{}",
        text(&error)
    );
}

fn count_words<'a>(batch: &'a mut Batch<'_>) -> Called<'a> {
    Box::pin(async move {
        for mut course in batch.take_rows() {
            let title: String = course.get("title")?;
            course.set(
                "words",
                i32::try_from(title.split(' ').count()).unwrap_or(0),
            )?;
            batch.update(&course).await?;
        }
        Ok(())
    })
}

fn forget_words<'a>(batch: &'a mut Batch<'_>) -> Called<'a> {
    Box::pin(async move {
        for mut course in batch.take_rows() {
            course.set("words", None::<i32>)?;
            batch.update(&course).await?;
        }
        Ok(())
    })
}

fn tag_by_first_word<'a>(batch: &'a mut Batch<'_>) -> Called<'a> {
    Box::pin(async move {
        for course in batch.take_rows() {
            let title: String = course.get("title")?;
            let word = title.split(' ').next().unwrap_or_default().to_owned();
            let tag = match batch.find("Tag", "name", word.clone()).await?.pop() {
                Some(tag) => tag,
                None => {
                    let mut tag = batch.new_row("Tag")?;
                    tag.set("name", word)?;
                    batch.insert(&tag).await?
                }
            };
            assert!(batch.link("Course.tags", &course, &tag).await?);
            assert!(
                !batch.link("Course.tags", &course, &tag).await?,
                "it is there"
            );
        }
        Ok(())
    })
}

/// Fails at the third batch, as long as it is told to.
fn stops<'a>(batch: &'a mut Batch<'_>) -> Called<'a> {
    Box::pin(async move {
        let rows = batch.take_rows();
        assert!(rows.len() <= 10);
        for mut course in rows {
            let id: i64 = course.get("id")?;
            if id > 20 && STOPS.load(Ordering::SeqCst) > 0 {
                return Err(problem("stopped"));
            }
            let words: Option<i32> = course.get("words")?;
            course.set("words", words.unwrap_or(0) + 1)?;
            batch.update(&course).await?;
        }
        Ok(())
    })
}

static STOPS: AtomicUsize = AtomicUsize::new(0);

fn wrong<'a>(batch: &'a mut Batch<'_>) -> Called<'a> {
    Box::pin(async move {
        for mut course in batch.take_rows() {
            course.set("words", "many".to_owned())?;
        }
        Ok(())
    })
}

mod registered {
    use super::*;
    use throughline_core::inventory::submit;

    submit! { RustFunction::new("count_words", |batch| count_words(batch)) }
    submit! { RustFunction::new("forget_words", |batch| forget_words(batch)) }
    submit! { RustFunction::new("tag_by_first_word", |batch| tag_by_first_word(batch)) }
    submit! { RustFunction::new("stops", |batch| stops(batch)) }
    submit! { RustFunction::new("wrong", |batch| wrong(batch)) }
    submit! { RustFunction::new("twice", |batch| wrong(batch)) }
    submit! { RustFunction::new("twice", |batch| stops(batch)) }
}

#[test]
fn a_function_gets_all_rows_some_at_a_time_and_is_undone_by_its_reverse() {
    let database = courses(25);
    let graph = || {
        with(
            "[[operation]]\nrun_rust = \"count_words\"\nmodel = \"Course\"\nbatch = 10\nreverse = \"forget_words\"\n",
        )
    };
    to(&database, graph(), "latest").unwrap();
    let counted = "SELECT count(*) FROM course WHERE words = 2";
    assert_eq!(rows(&database, counted), ["25"]);
    to(&database, graph(), "0001").unwrap();
    assert_eq!(rows(&database, counted), ["0"]);
}

#[test]
fn a_function_makes_rows_and_links() {
    let database = courses(12);
    let graph = with("[[operation]]\nrun_rust = \"tag_by_first_word\"\nmodel = \"Course\"\n");
    to(&database, graph, "latest").unwrap();
    assert_eq!(rows(&database, "SELECT name FROM tag"), ["course"]);
    assert_eq!(rows(&database, "SELECT count(*) FROM course_tags"), ["12"]);
}

#[test]
fn a_function_that_stops_goes_on_where_it_was_if_each_batch_is_a_transaction() {
    const STOPPED: &str =
        "[[operation]]\nrun_rust = \"stops\"\nmodel = \"Course\"\nbatch = 10\nreverse = \"\"\n";
    let done = "SELECT count(*) FROM course WHERE words = 1";

    let database = courses(35);
    STOPS.store(1, Ordering::SeqCst);
    to(&database, with(STOPPED), "latest").unwrap_err();
    assert_eq!(
        rows(&database, done),
        ["0"],
        "one transaction: all or nothing"
    );

    let graph = || with(&format!("{STOPPED}resumable = true\n"));
    let error = to(&database, graph(), "latest").unwrap_err();
    assert!(
        text(&error).contains("the rows before these are done"),
        "{}",
        text(&error)
    );
    assert_eq!(rows(&database, done), ["20"]);
    let error = to(&database, graph(), "zero").unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration `0002_own` is half applied: 20 of 35 rows are done"
    );

    let changed = with(&format!("{STOPPED}resumable = true\n# changed\n"));
    let error = to(&database, changed, "latest").unwrap_err();
    assert!(
        text(&error).contains("was changed after"),
        "{}",
        text(&error)
    );

    // A row that comes in the meantime is not gone through, and nothing is done twice.
    execute_all(&database, "INSERT INTO course (title) VALUES ('late')").unwrap();
    STOPS.store(0, Ordering::SeqCst);
    to(&database, graph(), "latest").unwrap();
    assert_eq!(rows(&database, done), ["35"]);
    let left = "SELECT count(*) FROM sqlite_schema WHERE name = 'throughline_progress'";
    assert_eq!(rows(&database, left), ["0"]);
    assert_eq!(
        to(&database, graph(), "latest").unwrap(),
        Applied::default()
    );
    to(&database, graph(), "zero").unwrap();
}

#[test]
fn faults_of_functions_are_found_before_anything_is_done_where_they_can_be() {
    for (operation, expected) in [
        (
            "run_rust = \"nobody\"",
            "the program has no function `nobody`",
        ),
        (
            "run_rust = \"twice\"",
            "two functions are registered as `twice`",
        ),
        ("run_rust = \"stops\"\nmodel = \"Nothing\"", "`Nothing`"),
        (
            "run_rust = \"stops\"\nresumable = true",
            "m/0002_own.toml:5:",
        ),
        (
            "run_rust = \"stops\"\nmodel = \"Course\"\nbatch = 0",
            "at least one row",
        ),
        (
            "run_rust = \"stops\"\nmodel = \"Course\"\nresumable = true\n[[operation]]\nrun_sql = \"\"",
            "the only operation of its migration",
        ),
    ] {
        let database = memory();
        let graph = with(&format!("[[operation]]\n{operation}\n"));
        let error = to(&database, graph, "latest").unwrap_err();
        assert!(text(&error).contains(expected), "{}", text(&error));
        let tables = "SELECT count(*) FROM sqlite_schema";
        assert_eq!(rows(&database, tables), ["0"], "{operation}");
    }

    let database = courses(1);
    let graph = with("[[operation]]\nrun_rust = \"wrong\"\nmodel = \"Course\"\n");
    let error = to(&database, graph, "latest").unwrap_err();
    let text = text(&error);
    assert!(text.contains("no value of `Course.words`"), "{text}");
    assert!(
        !text.contains("many"),
        "values stay out of messages: {text}"
    );
}
