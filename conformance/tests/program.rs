//! The program as one calls it: what it prints, and how it exits.

#![allow(
    clippy::unwrap_used,
    reason = "a test panics on what it does not expect"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A course with a student.
const START: &str = r#"
{"do":{"op":"create","model":"Student","pk":2,"fields":{"name":"Ann","age":null}},"expect":{"result":{"pk":2},"links":{},"rows":{"Student":{"2":{"name":"Ann","age":null}}}}},
{"do":{"op":"create","model":"Course","pk":1,"fields":{"title":"Art"}},"expect":{"result":{"pk":1},"links":{},"rows":{"Course":{"1":{"title":"Art","teacher":null}}}}}"#;

/// The rows of these at the end.
const ROWS: &str = r#""rows":{"Student":{"2":{"name":"Ann","age":null}},"Course":{"1":{"title":"Art","teacher":null}}}"#;

const ADD: &str = r#""op":"add","on":{"model":"Course","pk":1,"field":"students"}"#;

fn conformance(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command.args(arguments).output().unwrap()
}

fn orm(folder: &Path) -> Output {
    conformance(&["orm", folder.to_str().unwrap(), "--engine", "sqlite"])
}

/// Replays the start and these steps, after which there are these links.
fn replay(steps: &[&str], links: &str) -> (Option<i32>, String) {
    let folder = TempDir::new().unwrap();
    let steps = steps.iter().map(|step| format!(",\n{step}"));
    let steps: String = steps.collect();
    let trace = format!(
        r#"{{"name":"t","seed":1,"django":"5.2","steps":[{START}{steps}],"final":{{{ROWS},"links":{links}}}}}"#
    );
    fs::write(folder.path().join("t.json"), trace).unwrap();
    let output = orm(folder.path());
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

#[test]
fn a_conversation_that_agrees_passes() {
    let add = format!(
        r#"{{"do":{{{ADD},"objs":[{{"pk":2}}]}},"expect":{{"result":null,"links":{{"Course.students":[[1,2]]}},"queries":1}}}}"#
    );
    let (code, text) = replay(&[&add], r#"{"Course.students":[[1,2]]}"#);
    assert_eq!(
        (code, last_line(&text)),
        (Some(0), "3 passed, 0 failed"),
        "{text}"
    );
    assert!(text.contains("0 ruled out by types"));
}

#[test]
fn a_link_that_should_not_be_there_is_shown_and_the_rest_is_given_up() {
    let add = format!(
        r#"{{"do":{{{ADD},"objs":[{{"pk":2}}]}},"expect":{{"result":null,"links":{{}}}}}}"#
    );
    let (code, text) = replay(&[&add, &add], "{}");
    assert_eq!(
        (code, last_line(&text)),
        (Some(1), "2 passed, 2 failed"),
        "{text}"
    );
    assert!(text.starts_with("t.json step 3 (line 4)\n"), "{text}");
    assert!(text.contains("database  + Course.students [1,2]"), "{text}");
}

#[test]
fn an_end_that_differs_fails() {
    let (code, text) = replay(&[], r#"{"Course.students":[[1,2]]}"#);
    assert_eq!(
        (code, last_line(&text)),
        (Some(1), "2 passed, 1 failed"),
        "{text}"
    );
    assert!(text.contains("- Course.students [1,2]"), "{text}");
}

#[test]
fn an_error_is_compared_by_its_class_and_kind() {
    let add = |expected: &str| {
        format!(r#"{{"do":{{{ADD},"objs":[{{"pk":2}},{{"pk":9}}]}},"expect":{{{expected}}}}}"#)
    };
    let foreign_key = add(r#""error":"IntegrityError","kind":"foreign_key""#);
    assert_eq!(replay(&[&foreign_key], "{}").0, Some(0));
    for other in [
        r#""error":"IntegrityError","kind":"unique""#,
        r#""error":"DoesNotExist""#,
        r#""error":"NoSuchError""#,
        r#""result":null,"links":{}"#,
    ] {
        let (code, text) = replay(&[&add(other)], "{}");
        assert_eq!(
            (code, last_line(&text)),
            (Some(1), "2 passed, 1 failed"),
            "{text}"
        );
    }
}

#[test]
fn what_the_types_rule_out_is_counted_apart() {
    let unsaved = format!(
        r#"{{"do":{{{ADD},"objs":[{{"unsaved":{{"name":"New"}}}}]}},"expect":{{"error":"ValueError"}}}}"#
    );
    let (code, text) = replay(&[&unsaved], "{}");
    assert_eq!(
        (code, last_line(&text)),
        (Some(0), "2 passed, 0 failed"),
        "{text}"
    );
    assert!(text.contains("1 ruled out by types"), "{text}");

    let expects_success = unsaved.replace(r#""error":"ValueError""#, r#""result":null,"links":{}"#);
    assert_eq!(replay(&[&expects_success], "{}").0, Some(1));
}

#[test]
fn select_related_of_many_differs_whether_or_not_there_are_rows() {
    for (model, accessor) in [("Tag", "posts"), ("Course", "students")] {
        let step = format!(
            r#"{{"do":{{"op":"select_related","model":"{model}","select":[["{accessor}"]]}},"expect":{{"error":"FieldError"}}}}"#
        );
        let (code, text) = replay(&[&step], "{}");
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("1  select_related of many"), "{text}");
    }
}

#[test]
fn a_step_that_is_not_understood_fails_and_says_why() {
    for (step, why) in [
        (
            r#"{"do":{"op":"truncate","model":"Student"},"expect":{"result":null,"links":{}}}"#,
            "truncate",
        ),
        (
            r#"{"do":{"op":"create","model":"Pupil","pk":3,"fields":{}},"expect":{"result":{"pk":3},"links":{}}}"#,
            "Pupil",
        ),
        (
            r#"{"do":{"op":"create","model":"Tag","pk":3,"fields":{"label":"a"},"force":true},"expect":{"result":{"pk":3},"links":{}}}"#,
            "force",
        ),
        (
            r#"{"do":{"op":"create","model":"Tag","pk":3,"fields":{"label":"a","size":1}},"expect":{"result":{"pk":3},"links":{}}}"#,
            "size",
        ),
        (
            r#"{"do":{"op":"clear","on":{"model":"Course","pk":1,"field":"pupils"}},"expect":{"result":null,"links":{}}}"#,
            "pupils",
        ),
        (
            r#"{"do":{"op":"clear","on":{"model":"Course","pk":1,"field":"students"}},"expect":{"result":null,"links":{},"warning":1}}"#,
            "warning",
        ),
        (
            r#"{"do":{"op":"clear","on":{"model":"Course","pk":1,"field":"students"}},"expect":{"result":null,"links":{}},"retries":1}"#,
            "retries",
        ),
        (
            r#"{"do":{"op":"clear","on":{"model":"Course","pk":1,"field":"students"}},"expect":{"result":null,"quirks":["odd"],"clean":{"result":null,"links":{}}}}"#,
            "odd",
        ),
        (
            r#"{"do":{"op":"contains","on":{"model":"Course","pk":1,"field":"students"},"arg":{"obj":1,"model":"Tag"},"filter":[[{"path":["pk"],"lookup":"gt","value":1,"sign":1}]]},"expect":{"contains":false}}"#,
            "sign",
        ),
        (
            r#"{"do":{"op":"exists","model":"Tag"},"expect":{"exists":true,"hint":1,"quirks":["exclude_f_null"],"clean":{"exists":false}}}"#,
            "hint",
        ),
        (
            r#"{"do":{"op":"query","model":"Tag","slice":["first",null]},"expect":{"pks":[]}}"#,
            "slice",
        ),
    ] {
        let (code, text) = replay(&[step], "{}");
        assert_eq!(
            (code, last_line(&text)),
            (Some(1), "2 passed, 1 failed"),
            "{text}"
        );
        assert!(text.contains(why), "{text}");
    }
}

#[test]
fn a_file_that_is_no_trace_fails() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.json"), "[]").unwrap();
    fs::write(folder.path().join("b.json"), "{").unwrap();
    fs::write(folder.path().join("c.txt"), "not looked at").unwrap();
    let output = orm(folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), last_line(&text)),
        (Some(1), "0 passed, 2 failed")
    );
}

#[test]
fn a_command_that_is_wrong_exits_with_2() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    for arguments in [
        &["orm", path][..],
        &["orm", path, "--engine", "oracle"],
        &["orm", path, "--engine", "sqlite"],
        &["orm", "/no/such/folder", "--engine", "sqlite"],
        &["replay"],
        &[],
    ] {
        let output = conformance(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let output = conformance(&["orm", path, "--engine", "oracle"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("oracle") && text.contains("sqlite"), "{text}");
}
