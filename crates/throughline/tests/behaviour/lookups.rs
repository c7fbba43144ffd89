//! The lookups of columns.

use throughline::Condition;
use throughline::blocking::Db;

use crate::models::*;

/// The names of the students for whom the condition is true, in the order of their keys.
fn names(db: &Db, condition: impl FnOnce(StudentPath) -> Condition) -> Vec<String> {
    let found = Student::objects()
        .filter(condition)
        .order_by(|s| s.id())
        .all(db)
        .unwrap();
    found.into_iter().map(|student| student.name).collect()
}

fn with_names(names: &[&str]) -> Db {
    let db = database();
    let new: Vec<_> = names
        .iter()
        .map(|name| Student::builder().name(*name))
        .collect();
    Student::objects().bulk_create(&db, new).unwrap();
    db
}

#[test]
fn comparisons_leave_nulls_out_and_ne_counts_them() {
    let db = database();
    students(&db);
    assert_eq!(names(&db, |s| s.age().eq(22)), ["Bob", "Dan"]);
    assert_eq!(
        names(&db, |s| s.age().ne(22)),
        ["Ann", "Cleo"],
        "no age is not 22 either"
    );
    assert_eq!(names(&db, |s| s.age().lt(22)), ["Ann"]);
    assert_eq!(names(&db, |s| s.age().le(22)), ["Ann", "Bob", "Dan"]);
    assert_eq!(names(&db, |s| s.age().gt(20)), ["Bob", "Dan"]);
    assert_eq!(names(&db, |s| s.age().ge(20)), ["Ann", "Bob", "Dan"]);
    assert_eq!(names(&db, |s| s.age().between(20, 21)), ["Ann"]);
    assert_eq!(
        names(&db, |s| s.age().between(22, 20)),
        Vec::<String>::new()
    );
}

#[test]
fn none_means_null() {
    let db = database();
    students(&db);
    assert_eq!(names(&db, |s| s.age().eq(None::<i32>)), ["Cleo"]);
    assert_eq!(
        names(&db, |s| s.age().ne(None::<i32>)),
        ["Ann", "Bob", "Dan"]
    );
    assert_eq!(names(&db, |s| s.age().is_null()), ["Cleo"]);
    assert_eq!(names(&db, |s| s.age().is_not_null()), ["Ann", "Bob", "Dan"]);
}

#[test]
fn is_in_takes_any_list_as_one_parameter() {
    let db = database();
    students(&db);
    assert_eq!(
        names(&db, |s| s.name().is_in(["Ann", "Dan", "Zoe"])),
        ["Ann", "Dan"]
    );
    assert_eq!(names(&db, |s| s.id().is_in(2..4)), ["Bob", "Cleo"]);
    assert_eq!(
        names(&db, |s| s.age().is_in([None, Some(22)])),
        ["Bob", "Dan"]
    );
    assert_eq!(
        names(&db, |s| s.age().is_in(Vec::<i32>::new())),
        Vec::<String>::new()
    );
    let (_, sent) = sent(&db, || names(&db, |s| s.id().is_in(0..100_000)));
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "id", "name", "age", "email" FROM "student" WHERE "id" IN (SELECT "value" FROM json_each(?) AS "t") ORDER BY "id" ASC"#,
        ],
    );
}

#[test]
fn a_column_is_compared_with_a_column() {
    let db = database();
    for (name, email) in [("a", Some("a")), ("b", Some("x")), ("c", None)] {
        Student::builder()
            .name(name)
            .email(email)
            .create(&db)
            .unwrap();
    }
    let with_teacher = Course::objects().filter(|c| c.title().eq(c.teacher().name()));
    assert_eq!(with_teacher.count(&db).unwrap(), 0);
    assert_eq!(
        names(&db, |s| s.email().eq(s.email())),
        ["a", "b"],
        "null is equal to no column"
    );
    assert_eq!(names(&db, |s| s.id().lt(s.id())), Vec::<String>::new());
}

#[test]
fn text_lookups_tell_upper_from_lower_case() {
    let db = with_names(&["Anna", "anna", "Joanna", "ANN"]);
    assert_eq!(names(&db, |s| s.name().contains("ann")), ["anna", "Joanna"]);
    assert_eq!(names(&db, |s| s.name().starts_with("An")), ["Anna"]);
    assert_eq!(
        names(&db, |s| s.name().ends_with("na")),
        ["Anna", "anna", "Joanna"]
    );
    assert_eq!(
        names(&db, |s| s.name().icontains("ANN")),
        ["Anna", "anna", "Joanna", "ANN"]
    );
    assert_eq!(
        names(&db, |s| s.name().istarts_with("aN")),
        ["Anna", "anna", "ANN"]
    );
    assert_eq!(names(&db, |s| s.name().iends_with("NN")), ["ANN"]);
    assert_eq!(names(&db, |s| s.name().iexact("ANNA")), ["Anna", "anna"]);
}

#[test]
fn case_is_folded_in_any_script() {
    let db = with_names(&["ÉLODIE", "Ярослав", "ΕΛΕΝΗ"]);
    assert_eq!(names(&db, |s| s.name().iexact("élodie")), ["ÉLODIE"]);
    assert_eq!(names(&db, |s| s.name().icontains("ЯРО")), ["Ярослав"]);
    assert_eq!(names(&db, |s| s.name().iends_with("λενη")), ["ΕΛΕΝΗ"]);
}

#[test]
fn wildcards_are_plain_characters() {
    let db = with_names(&["100%", "100x", "a_b", "axb", "a\\b", "it's", "a*b", "[ab]"]);
    assert_eq!(names(&db, |s| s.name().contains("0%")), ["100%"]);
    assert_eq!(names(&db, |s| s.name().starts_with("a_")), ["a_b"]);
    assert_eq!(names(&db, |s| s.name().icontains("A\\B")), ["a\\b"]);
    assert_eq!(names(&db, |s| s.name().ends_with("*b")), ["a*b"]);
    assert_eq!(names(&db, |s| s.name().contains("'")), ["it's"]);
    assert_eq!(names(&db, |s| s.name().starts_with("[ab]")), ["[ab]"]);
}

#[test]
fn the_empty_text_is_everywhere_and_a_longer_one_nowhere() {
    let db = with_names(&["ab", ""]);
    assert_eq!(names(&db, |s| s.name().contains("")), ["ab", ""]);
    assert_eq!(names(&db, |s| s.name().starts_with("")), ["ab", ""]);
    assert_eq!(names(&db, |s| s.name().ends_with("")), ["ab", ""]);
    assert_eq!(names(&db, |s| s.name().istarts_with("")), ["ab", ""]);
    assert_eq!(names(&db, |s| s.name().iends_with("")), ["ab", ""]);
    let nulls = names(&db, |s| {
        s.email().starts_with("") | s.email().ends_with("") | s.email().contains("")
    });
    assert!(nulls.is_empty(), "null holds no text: {nulls:?}");
    for text in ["xab", "abx", "aab", "bab"] {
        let none = Vec::<String>::new();
        assert_eq!(names(&db, |s| s.name().ends_with(text)), none, "{text}");
        assert_eq!(names(&db, |s| s.name().starts_with(text)), none, "{text}");
    }
}

#[test]
fn a_regular_expression_is_the_engine_s_or_the_crate_regex_s() {
    let db = with_names(&["Ann", "Annika", "Bob"]);
    assert_eq!(names(&db, |s| s.name().regex("^Ann")), ["Ann", "Annika"]);
    assert_eq!(
        names(&db, |s| s.name().regex(r"^[[:upper:]]\w\w$")),
        ["Ann", "Bob"]
    );
    assert_eq!(names(&db, |s| s.email().regex(".")), Vec::<String>::new());
    let broken = Student::objects().filter(|s| s.name().regex("(")).all(&db);
    let error = broken.unwrap_err();
    match crate::database::is_embedded() {
        true => assert!(format!("{error:?}").contains("by: no regular expression: unclosed group")),
        false => assert_eq!(error.kind(), throughline::ErrorKind::InvalidValue),
    }
}

#[test]
fn a_condition_and_its_complement_split_the_table() {
    let db = database();
    students(&db);
    let ([_, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&bob]).unwrap();
    let all = Student::objects().count(&db).unwrap();
    let conditions: [fn(StudentPath) -> Condition; 7] = [
        |s| s.age().eq(22),
        |s| s.age().ne(22),
        |s| s.age().gt(21) & s.name().contains("o"),
        |s| s.age().gt(21) | s.age().is_null(),
        |s| !(s.age().lt(21) | s.name().starts_with("C")),
        |s| s.course_set().title().eq("Rust"),
        |s| s.email().contains("@"),
    ];
    for condition in conditions {
        let count = |set: throughline::QuerySet<Student>| set.count(&db).unwrap();
        let (inside, outside) = (
            count(Student::objects().filter(condition)),
            count(Student::objects().exclude(condition)),
        );
        assert_eq!(inside + outside, all);
        assert_eq!(count(Student::objects().filter(|s| !!condition(s))), inside);
    }
}

#[test]
fn always_and_never() {
    let db = database();
    students(&db);
    assert_eq!(names(&db, |_| Condition::always()).len(), 4);
    assert_eq!(names(&db, |_| Condition::never()), Vec::<String>::new());
}
