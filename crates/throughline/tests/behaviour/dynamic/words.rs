//! Names and lookups, values and what they become, and what is wrong with them.

use throughline::ErrorKind::{InvalidLookup, InvalidValue};
use throughline::{Lookup, LookupValue};

use super::*;

#[test]
fn a_path_asks_for_some_related_row_by_the_typed_statement() {
    let db = filled();
    let (dynamic, by_words) = sent(&db, || titles(&db, ("students__name", "Ann")));
    let (_, typed) = sent(&db, || {
        let typed = Course::objects().filter(|c| c.students().name().eq("Ann"));
        typed.order_by(|c| c.id()).all(&db).unwrap()
    });
    assert_eq!((dynamic, by_words), (vec!["Rust".to_owned()], typed));
}

#[test]
fn names_go_forward_and_back_and_end_in_rows_keys_and_columns() {
    let db = filled();
    assert_eq!(titles(&db, ("teacher", 1)), ["Rust", "Logic"]);
    assert_eq!(titles(&db, ("teacher__pk", "1")), ["Rust", "Logic"]);
    assert_eq!(titles(&db, ("students", 1)), ["Rust"]);
    assert_eq!(titles(&db, ("tags", "safe")), ["Rust"]);
    assert_eq!(titles(&db, ("tags__pk__startswith", "f")), ["Rust"]);
    assert_eq!(titles(&db, ("tagging_set__weight__gt", 4)), ["Rust"]);
    assert_eq!(
        titles(&db, ("students__clubs__name__iexact", "CHESS")),
        ["Rust", "Logic"]
    );
    let teachers = Teacher::objects().filter_by("course_set__students__age__lt", 21);
    assert_eq!(teachers.count(&db).unwrap(), 1);
}

#[test]
fn every_lookup_asks_what_it_says() {
    let db = filled();
    for (words, value, expected) in [
        ("name__exact", LookupValue::from("Ann"), &["Ann"][..]),
        ("name__iexact", "aNN".into(), &["Ann"]),
        ("name__contains", "o".into(), &["Bob", "Cleo"]),
        ("name__contains", "B".into(), &["Bob"]),
        ("name__icontains", "B".into(), &["Bob"]),
        ("name__startswith", "b".into(), &[]),
        ("name__istartswith", "b".into(), &["Bob"]),
        ("name__endswith", "n".into(), &["Ann", "Dan"]),
        ("name__iendswith", "N".into(), &["Ann", "Dan"]),
        ("name__regex", "^[AB]".into(), &["Ann", "Bob"]),
        ("age__gt", 20.into(), &["Bob", "Dan"]),
        ("age__gte", "20".into(), &["Ann", "Bob", "Dan"]),
        ("age__lt", 22.0.into(), &["Ann"]),
        ("age__lte", 19_i64.into(), &[]),
        ("age__in", vec![Some(20), None].into(), &["Ann"]),
        ("age__in", "20, 22".into(), &["Ann", "Bob", "Dan"]),
        ("age__in", "".into(), &[]),
        ("age__range", [20, 21].into(), &["Ann"]),
        ("age__range", "22,20".into(), &[]),
        ("age__isnull", true.into(), &["Cleo"]),
        ("age__isnull", "False".into(), &["Ann", "Bob", "Dan"]),
        ("age", LookupValue::null(), &["Cleo"]),
        ("age", None::<i32>.into(), &["Cleo"]),
        ("age__gt", LookupValue::null(), &[]),
        ("name__contains", "%".into(), &[]),
        (
            "pk__lte",
            LookupValue::column("course_set__pk"),
            &["Ann", "Bob"],
        ),
        (
            "age",
            LookupValue::column("age").plus(0),
            &["Ann", "Bob", "Dan"],
        ),
        ("age__gt", LookupValue::column("pk").plus(19), &["Bob"]),
    ] {
        let set = || Student::objects().order_by(|s| s.id());
        let found = set().filter_by(words, value.clone()).all(&db).unwrap();
        let names: Vec<_> = found.into_iter().map(|student| student.name).collect();
        assert_eq!(names, expected, "{words} {value:?}");
        let others = set().exclude_by(words, value.clone()).count(&db).unwrap();
        assert_eq!(names.len() as u64 + others, 4, "{words} {value:?}");
    }
}

#[test]
fn an_unknown_name_is_told_with_those_that_are_near() {
    let db = filled();
    assert_eq!(
        refused(&db, Course::objects().filter_by("studnets__name", "Ann")),
        (
            InvalidLookup,
            "`Course` has no field and no relation `studnets`".to_owned(),
            "did you mean `students`? `Course` has `id`, `title`, `teacher`, `students`, \
             `tags`, `tagging_set`, `pk`"
                .to_owned()
        )
    );
    assert_eq!(
        refused(
            &db,
            Course::objects().filter_by("students__nosuch__exact", "Ann")
        )
        .1,
        "`Student` has no field and no relation `nosuch`"
    );
    assert_eq!(
        refused(&db, Course::objects().order_by_names(["-titel"])).2[..22],
        *"did you mean `title`? "
    );
}

#[test]
fn what_is_loaded_is_refused_also_where_there_is_no_row_to_load_it_for() {
    let db = filled();
    let nobody = || Course::objects().filter_by("title", "nosuch");
    let wrong = || ("nosuch", 1);
    let of_rows = nobody().with(|c| c.students().limit(9).filter_lookup(wrong()));
    assert_eq!(of_rows.all(&db).unwrap_err().kind(), InvalidLookup);
    let behind = nobody().with(|c| {
        c.students()
            .with(|s| s.course_set().limit(9).filter_lookup(wrong()))
    });
    assert_eq!(behind.all(&db).unwrap_err().kind(), InvalidLookup);
    let number = nobody().with(|c| {
        c.students()
            .filter(|_| Lookup::from(wrong()).on::<Student>())
            .count()
    });
    assert_eq!(number.all(&db).unwrap_err().kind(), InvalidLookup);
    let (rows, statements) = sent(&db, || {
        let set = nobody().with(|c| c.students().with(|s| s.course_set()));
        set.all(&db).unwrap()
    });
    let expected = if crate::database::pipelines() { 3 } else { 1 };
    assert_eq!(
        (rows.len(), statements.len()),
        (0, expected),
        "{statements:?}"
    );
}

#[test]
fn a_word_behind_a_column_is_a_lookup_or_an_error() {
    let db = filled();
    let (kind, message, hint) = refused(&db, Course::objects().filter_by("title__contain", "R"));
    assert_eq!(
        (kind, message.as_str()),
        (
            InvalidLookup,
            "`title` of `Course` is a column, and `contain` is no lookup"
        )
    );
    assert!(
        hint.starts_with("did you mean `contains` or `icontains`? the lookups are `exact`, "),
        "{hint}"
    );
    let (_, message, hint) = refused(
        &db,
        Course::objects().filter_by("title__teacher__name", "R"),
    );
    assert_eq!(
        message,
        "`title` of `Course` is a column, and `teacher__name` is no lookup"
    );
    assert!(
        hint.ends_with("; no relation leads on from a column"),
        "{hint}"
    );
    assert_eq!(
        refused(&db, Course::objects().order_by_names(["title__lower"])).1,
        "`title` of `Course` is a column, and `lower` cannot follow it"
    );
}

#[test]
fn a_value_that_does_not_fit_is_told_by_its_type_alone() {
    let db = filled();
    for (words, value, message) in [
        (
            "age",
            LookupValue::from("secret"),
            "`age` of `Student`: expected a 32-bit integer, found text",
        ),
        (
            "age",
            (1_i64 << 40).into(),
            "`age` of `Student`: expected a 32-bit integer, found an integer",
        ),
        (
            "age__in",
            "1,secret".into(),
            "`age` of `Student`: expected a 32-bit integer, found text",
        ),
        (
            "age",
            vec![1].into(),
            "`age` of `Student`: expected an integer, found a list",
        ),
        (
            "age",
            vec![vec![1]].into(),
            "`age` of `Student`: expected an integer, found a list of lists",
        ),
        (
            "age__isnull",
            "secret".into(),
            "`age` of `Student`: expected a truth value (`true` or `false`), found text",
        ),
        (
            "age__range",
            "1,2,3".into(),
            "`age` of `Student`: expected two values, the lowest and the highest, found 3 values",
        ),
        (
            "name",
            true.into(),
            "`name` of `Student`: expected text, found a truth value",
        ),
        (
            "name",
            LookupValue::column("age"),
            "`name` of `Student`: expected text, found a column of an integer",
        ),
        (
            "age",
            LookupValue::from(1).plus(1),
            "`age` of `Student`: expected an integer, found a sum of a value that is no column",
        ),
        (
            "name",
            LookupValue::column("name").plus(1),
            "`name` of `Student`: expected a number to add to, found text",
        ),
        (
            "membership_set__joined",
            "2025-02-30".into(),
            "`joined` of `Membership`: expected a date (2026-01-31), found text",
        ),
        (
            "clubs",
            "7".into(),
            "`id` of `Club`: expected a UUID, found text",
        ),
    ] {
        let (kind, found, _) = refused(&db, Student::objects().filter_by(words, value));
        assert_eq!(
            (kind, found),
            (InvalidValue, format!("lookup on {message}"))
        );
    }
}

#[test]
fn what_cannot_be_asked_is_an_invalid_lookup() {
    let db = filled();
    for (words, value, message) in [
        (
            "age__contains",
            LookupValue::from("2"),
            "`age` of `Student` holds an integer, and `contains` is asked of text",
        ),
        (
            "name__in",
            LookupValue::column("name"),
            "`in` compares with values alone",
        ),
        (
            "membership_set",
            1.into(),
            "the key of `Membership` has several fields",
        ),
    ] {
        let (kind, found, _) = refused(&db, Student::objects().filter_by(words, value));
        assert_eq!((kind, found), (InvalidLookup, message.to_owned()));
    }
    let by_column = Lookup::some("course_set__title", Lookup::all([]));
    assert_eq!(
        refused(&db, Student::objects().filter_lookup(by_column)).1,
        "`course_set__title` does not end in a relation"
    );
    let members = Student::objects().filter_by("membership_set__isnull", false);
    assert_eq!(
        members.count(&db).unwrap(),
        2,
        "whether there is a row needs no key"
    );
}

#[test]
fn a_fault_reaches_every_terminal() {
    let db = filled();
    let set = || Student::objects().filter_by("nosuch", 1);
    assert!(set().get(&db).unwrap_err().is_invalid_lookup());
    assert!(set().first(&db).unwrap_err().is_invalid_lookup());
    assert!(set().count(&db).unwrap_err().is_invalid_lookup());
    assert!(set().exists(&db).unwrap_err().is_invalid_lookup());
    assert!(set().delete(&db).unwrap_err().is_invalid_lookup());
    assert!(
        set()
            .update(&db, |s| s.age().set(1))
            .unwrap_err()
            .is_invalid_lookup()
    );
    assert!(
        set()
            .update_by(&db, [("age", 1)])
            .unwrap_err()
            .is_invalid_lookup()
    );
    assert!(
        set()
            .values(["pk"])
            .all(&db)
            .unwrap_err()
            .is_invalid_lookup()
    );
    assert!(set().calculate(&db, []).unwrap_err().is_invalid_lookup());
    let zoe = Student::builder().name("Zoe");
    assert!(
        set()
            .get_or_create(&db, zoe)
            .unwrap_err()
            .is_invalid_lookup()
    );
    assert_eq!(Student::objects().count(&db).unwrap(), 4);
}
