//! Annotations, numbers of all rows, and updates by names.

use throughline::ErrorKind::{InvalidLookup, InvalidValue};
use throughline::{Calculation, LookupValue};

use super::*;

#[test]
fn an_annotation_is_of_all_related_rows_whatever_is_filtered() {
    let db = filled();
    let counted = || {
        Course::objects()
            .filter_by("students__name", "Ann")
            .annotate("attending", Calculation::count("students"))
            .annotate("heaviest", Calculation::max("tagging_set__weight"))
    };
    let (rows, statements) = sent(&db, || {
        counted()
            .values(["title", "attending", "heaviest"])
            .all(&db)
            .unwrap()
    });
    assert!(rows == [[text("Rust"), Value::Int(2), Value::Int(5)]]);
    assert_eq!(statements.len(), 1);
    let none = counted().filter_by("attending__gt", 2);
    assert_eq!(none.count(&db).unwrap(), 0);
}

#[test]
fn an_annotation_is_a_name_to_filter_and_order_by() {
    let db = filled();
    let set = Course::objects()
        .annotate("n", Calculation::count("students"))
        .order_by_names(["-n", "pk"]);
    let titles: Vec<_> = set
        .clone()
        .all(&db)
        .unwrap()
        .into_iter()
        .map(|c| c.title)
        .collect();
    assert_eq!(titles, ["Rust", "Logic", "Art"]);
    assert_eq!(
        set.clone().filter_by("n", "0").get(&db).unwrap().title,
        "Art"
    );
    assert_eq!(
        set.clone()
            .filter_by("n__in", vec![1, 2])
            .count(&db)
            .unwrap(),
        2
    );
    let with_key = set.filter_by("pk", LookupValue::column("n").plus(1));
    assert_eq!(with_key.get(&db).unwrap().title, "Logic");
}

#[test]
fn an_annotation_of_one_row_counts_whether_it_is_there() {
    let db = filled();
    let set = Course::objects()
        .annotate("teachers", Calculation::count("teacher"))
        .annotate("mean", Calculation::avg("teacher__pk"))
        .order_by_names(["pk"])
        .values(["teachers", "mean"]);
    let some = || vec![Value::Int(1), Value::Float(1.0)];
    assert!(set.all(&db).unwrap() == [some(), some(), vec![Value::Int(0), Value::Null]]);
}

#[test]
fn an_annotations_name_is_its_own() {
    let db = filled();
    let annotated = |name: &str| {
        let set = Course::objects().annotate(name, Calculation::count("students"));
        refused(&db, set.annotate("n", Calculation::count("tags")))
    };
    assert_eq!(annotated("title").1, "`Course` has a name `title` already");
    assert_eq!(annotated("n").1, "`Course` has a name `n` already");
    assert_eq!(
        annotated("a__b").1,
        "an annotation cannot have the name `a__b`"
    );
    let sum = Course::objects().annotate("n", Calculation::sum("students__name"));
    assert_eq!(
        refused(&db, sum).1,
        "`name` of `Student` holds text, and sums are made of numbers"
    );
}

#[test]
fn calculate_takes_different_rows_with_all_that_is_related() {
    let db = filled();
    let numbers = || {
        [
            Calculation::count("pk"),
            Calculation::count("students"),
            Calculation::count("students").distinct(),
            Calculation::avg("students__age"),
            Calculation::max("title"),
            Calculation::sum("tagging_set__weight"),
        ]
    };
    let values = |set: QuerySet<Course>| set.calculate(&db, numbers()).unwrap();
    let all = values(Course::objects());
    let mean = Value::Float(64.0 / 3.0);
    assert!(
        all == [
            Value::Int(3),
            Value::Int(3),
            Value::Int(2),
            mean,
            text("Rust"),
            Value::Int(6)
        ]
    );
    let of_any = values(Course::objects().filter_by("students__pk__gte", 1));
    assert!(
        of_any[..2] == [Value::Int(2), Value::Int(3)],
        "Rust counts once"
    );
    let slice = Course::objects()
        .order_by_names(["-students__age", "-pk"])
        .limit(2);
    assert!(
        values(slice)[..2] == [Value::Int(2), Value::Int(1)],
        "Art and Logic"
    );
    let none = values(Course::objects().filter_by("pk__in", Vec::<i64>::new()));
    assert!(none[..4] == [Value::Int(0), Value::Int(0), Value::Int(0), Value::Null]);
}

#[test]
fn update_by_sets_values_and_columns_of_the_row() {
    let db = filled();
    let of_bob = || Student::objects().filter_by("course_set__title", "Logic");
    let (changed, statements) = sent(&db, || {
        let older = LookupValue::column("age").plus(1);
        of_bob()
            .update_by(&db, [("age", older), ("name", "Rob".into())])
            .unwrap()
    });
    assert_eq!(changed, 1);
    crate::database::assert_sent(
        &statements,
        &[
            r#"UPDATE "student" SET "age" = "student"."age" + ?, "name" = ? WHERE "student"."id" IN (SELECT "t1"."student_id" FROM "course_students" AS "t1" INNER JOIN "course" AS "t2" ON "t2"."id" = "t1"."course_id" WHERE "t2"."title" = ?)"#,
        ],
    );
    let rob = of_bob().get(&db).unwrap();
    assert_eq!((rob.name.as_str(), rob.age), ("Rob", Some(23)));
    let free = Course::objects().update_by(&db, [("teacher", LookupValue::null())]);
    assert_eq!(free.unwrap(), 3);
    assert_eq!(
        Course::objects()
            .filter_by("teacher__isnull", true)
            .count(&db)
            .unwrap(),
        3
    );
    let nobody = Course::objects()
        .update_by(&db, [("teacher", 99)])
        .unwrap_err();
    assert!(nobody.is_foreign_key_violation());
}

#[test]
fn update_by_refuses_what_is_not_a_field_of_the_model() {
    let db = filled();
    for (name, value, message) in [
        (
            "nosuch",
            LookupValue::from(1),
            "`Course` has no field and no relation `nosuch`",
        ),
        (
            "students",
            1.into(),
            "an update of `Course` writes and reads fields of `Course`, and `students` is none",
        ),
        (
            "teacher__name",
            "x".into(),
            "an update of `Course` writes and reads fields of `Course`, and `teacher__name` is none",
        ),
        (
            "title",
            LookupValue::column("teacher__name"),
            "an update of `Course` writes and reads fields of `Course`, and `teacher__name` is none",
        ),
    ] {
        let error = Course::objects()
            .update_by(&db, [(name, value)])
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (InvalidLookup, message)
        );
    }
    let error = Course::objects()
        .update_by(&db, [("title", vec!["x"])])
        .unwrap_err();
    assert_eq!(error.kind(), InvalidValue);
}

#[test]
fn a_sliced_query_set_is_neither_updated_nor_deleted() {
    let db = filled();
    let slice = || Student::objects().order_by(|s| s.id()).limit(2);
    let (errors, statements) = sent(&db, || {
        [
            slice().update(&db, |s| s.age().set(1)).unwrap_err(),
            slice().update_by(&db, [("age", 1)]).unwrap_err(),
            slice().delete(&db).unwrap_err(),
            Student::objects().offset(1).delete(&db).unwrap_err(),
        ]
    });
    crate::database::assert_sent(&statements, &Vec::<String>::new());
    let messages = errors.map(|error| (error.kind(), error.to_string()));
    let update = "`update` of a sliced query set of `Student`".to_owned();
    let delete = "`delete` of a sliced query set of `Student`".to_owned();
    assert_eq!(
        messages,
        [update.clone(), update, delete.clone(), delete].map(|message| (InvalidValue, message))
    );
}
