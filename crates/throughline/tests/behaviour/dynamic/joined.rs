//! Several terms about one related row, orders and values over relations to many rows.

use throughline::{Lookup, LookupValue};

use super::*;

fn one(words: &str, value: impl Into<LookupValue>) -> Lookup {
    Lookup::new(words, value)
}

#[test]
fn one_call_is_about_one_related_row() {
    let db = filled();
    let ann = || one("students__name", "Ann");
    let aged = |age: i32| one("students__age", age);
    assert_eq!(titles(&db, ann() & aged(22)), Vec::<String>::new());
    assert_eq!(titles(&db, ann() & aged(20)), ["Rust"]);
    let calls = Course::objects()
        .filter_lookup(ann())
        .filter_lookup(aged(22));
    assert_eq!(
        calls.count(&db).unwrap(),
        1,
        "another call asks of another student"
    );
    let (_, sent) = sent(&db, || titles(&db, ann() & aged(20)));
    crate::database::assert_sent!(
        sent,
        [
            r#"SELECT "course"."id", "course"."title", "course"."teacher_id" FROM "course" WHERE "course"."id" IN (SELECT "t1"."course_id" FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t2"."name" = ? AND "t2"."age" = ?) ORDER BY "course"."id" ASC"#
        ]
    );
}

#[test]
fn a_relation_through_a_model_and_its_links_are_the_same_row() {
    let db = filled();
    let clubs = |name: &str, role: &str| {
        let same = [("members__name", name), ("membership_set__role", role)];
        Club::objects().filter_lookup(same).count(&db).unwrap()
    };
    assert_eq!((clubs("Ann", "chair"), clubs("Bob", "chair")), (1, 0));
    let weighty = |word: &'static str| [("tags", word), ("tagging_set__weight", "5")];
    assert_eq!(titles(&db, weighty("safe")), ["Rust"]);
    assert_eq!(titles(&db, weighty("fast")), Vec::<String>::new());
}

#[test]
fn or_and_own_columns_within_a_call_need_a_query_of_joined_rows() {
    let db = filled();
    // The student of the other side of `|` is the one who is called Bob.
    let lookup =
        || one("students__name", "Bob") & (one("students__age", 20) | one("title", "Logic"));
    assert_eq!(titles(&db, lookup()), ["Logic"]);
    let (_, sent) = sent(&db, || {
        Course::objects()
            .filter_lookup(lookup())
            .count(&db)
            .unwrap()
    });
    crate::database::assert_sent!(
        sent,
        [
            r#"SELECT COUNT(*) FROM "course" WHERE "course"."id" IN (SELECT "course"."id" FROM "course" LEFT JOIN "course_students" AS "t1" ON "t1"."course_id" = "course"."id" LEFT JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t2"."name" = ? AND ("t2"."age" = ? OR "course"."title" = ?))"#
        ]
    );
}

#[test]
fn no_related_row_is_null() {
    let db = filled();
    assert_eq!(titles(&db, ("students", LookupValue::null())), ["Art"]);
    assert_eq!(titles(&db, ("students__name__isnull", true)), ["Art"]);
    assert_eq!(
        titles(&db, ("students__isnull", "false")),
        ["Rust", "Logic"]
    );
    assert_eq!(titles(&db, ("tags__isnull", true)), ["Logic", "Art"]);
    let cleo = Student::objects().get_name(&db, "Cleo");
    let art = Course::objects()
        .filter_by("title", "Art")
        .get(&db)
        .unwrap();
    art.students().add(&db, [&cleo]).unwrap();
    assert_eq!(
        titles(&db, ("students__age__isnull", true)),
        ["Art"],
        "she has no age"
    );
    let both = one("students__isnull", true) | one("students__name", "Ann");
    assert_eq!(titles(&db, both), ["Rust"]);
    assert_eq!(
        titles(
            &db,
            one("students__age__isnull", true) & one("students__name", "Cleo")
        ),
        ["Art"]
    );
}

trait GetName {
    fn get_name(self, db: &Db, name: &str) -> Student;
}

impl GetName for QuerySet<Student> {
    fn get_name(self, db: &Db, name: &str) -> Student {
        self.filter_by("name", name).get(db).unwrap()
    }
}

#[test]
fn not_is_the_complement_of_a_call_of_its_own() {
    let db = filled();
    let both = || Lookup::from([("students__name", "Ann"), ("students__age", "22")]);
    assert_eq!(titles(&db, !both()), ["Rust", "Logic", "Art"]);
    assert_eq!(titles(&db, !!both()), Vec::<String>::new());
    let some = Lookup::some("students", Lookup::from([("name", "Bob"), ("age", "22")]));
    assert_eq!(titles(&db, some.clone()), ["Rust", "Logic"]);
    assert_eq!(titles(&db, !some), ["Art"]);
    assert_eq!(
        titles(&db, Lookup::none("students", Lookup::all([]))),
        ["Art"]
    );
    let of_teacher = Lookup::some("teacher", Lookup::all([]));
    assert_eq!(titles(&db, of_teacher), ["Rust", "Logic"], "Art has none");
}

#[test]
fn a_column_is_of_the_row_that_the_call_is_about() {
    let db = filled();
    let same = one(
        "students__age",
        LookupValue::column("students__pk").plus(19),
    );
    assert_eq!(titles(&db, same), ["Rust"], "Ann is 1 and 20");
    let others = one(
        "students__pk__lt",
        LookupValue::column("tagging_set__weight"),
    );
    assert_eq!(titles(&db, others), ["Rust"]);
}

#[test]
fn an_order_over_many_rows_takes_each_row_at_its_first_place() {
    let db = filled();
    let by = |name: &str| {
        let found = Course::objects()
            .order_by_names([name, "pk"])
            .all(&db)
            .unwrap();
        found
            .into_iter()
            .map(|course| course.title)
            .collect::<Vec<_>>()
    };
    assert_eq!(by("students__age"), ["Rust", "Logic", "Art"]);
    assert_eq!(
        by("-students__name"),
        ["Art", "Rust", "Logic"],
        "no student is greater than all"
    );
    let sliced = Course::objects().order_by_names(["-students__age", "-pk"]);
    let sliced = sliced.filter_by("students__isnull", false);
    let (first, statements) = sent(&db, || sliced.clone().limit(1).all(&db).unwrap());
    assert_eq!(first[0].title, "Logic");
    crate::database::assert_sent!(
        statements,
        [
            r#"SELECT "c0", "c1", "c2" FROM (SELECT "course"."id" AS "c0", "course"."title" AS "c1", "course"."teacher_id" AS "c2", "t2"."age" AS "o0", "course"."id" AS "o1", ROW_NUMBER() OVER ( PARTITION BY "course"."id" ORDER BY "t2"."age" DESC NULLS FIRST, "course"."id" DESC ) AS "place" FROM "course" LEFT JOIN "course_students" AS "t1" ON "t1"."course_id" = "course"."id" LEFT JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t1"."student_id" IS NOT NULL) AS "t3" WHERE "place" = 1 ORDER BY "o0" DESC NULLS FIRST, "o1" DESC LIMIT ?"#
        ]
    );
    assert_eq!(sliced.clone().count(&db).unwrap(), 2);
    assert_eq!(
        sliced
            .clone()
            .last(&db)
            .unwrap()
            .map(|course| course.title)
            .as_deref(),
        Some("Rust")
    );
    assert_eq!(
        sliced
            .order_by(|c| c.title())
            .first(&db)
            .unwrap()
            .unwrap()
            .title,
        "Logic"
    );
}

#[test]
fn an_order_shares_the_newest_filter_and_then_the_managers_link() {
    let db = filled();
    let ann = Student::objects().get_name(&db, "Ann");
    let bob = Student::objects().get_name(&db, "Bob");
    let order = |set: QuerySet<Course>| {
        let found = set
            .order_by_names(["students__age", "-pk"])
            .all(&db)
            .unwrap();
        found
            .into_iter()
            .map(|course| course.title)
            .collect::<Vec<_>>()
    };
    let with = Course::objects().filter_by("students__isnull", false);
    assert_eq!(order(with.clone()), ["Rust", "Logic"]);
    assert_eq!(
        order(with.filter_by("students__name", "Bob")),
        ["Logic", "Rust"],
        "both by Bob"
    );
    let of_bob = bob
        .course_set()
        .objects()
        .order_by_names(["students__age", "-pk"]);
    let titles: Vec<_> = of_bob
        .all(&db)
        .unwrap()
        .into_iter()
        .map(|course| course.title)
        .collect();
    assert_eq!(
        titles,
        ["Logic", "Rust"],
        "the link of the manager is Bob's"
    );
    let with_ann = bob
        .course_set()
        .objects()
        .filter_by("students__name", "Ann");
    assert_eq!(
        with_ann.count(&db).unwrap(),
        1,
        "a filter asks of any student"
    );
    let chess = Club::objects().first(&db).unwrap().unwrap();
    let by_role = chess
        .members()
        .objects()
        .order_by_names(["-membership_set__role"]);
    assert_eq!(
        by_role.clone().all(&db).unwrap(),
        [bob.clone(), ann.clone()]
    );
    let links = by_role.with_link().all(&db).unwrap();
    assert_eq!(
        links
            .into_iter()
            .map(|(student, _)| student)
            .collect::<Vec<_>>(),
        [bob, ann]
    );
}

#[test]
fn values_come_once_for_each_joined_row() {
    let db = filled();
    let rows = |set: QuerySet<Course>| set.values(["title", "students__name"]).all(&db).unwrap();
    let all = Course::objects().order_by_names(["pk", "students__name"]);
    let row = |title: &str, name: Value| vec![text(title), name];
    assert!(
        rows(all.clone())
            == [
                row("Rust", text("Ann")),
                row("Rust", text("Bob")),
                row("Logic", text("Bob")),
                row("Art", Value::Null),
            ]
    );
    let of_ann = all.clone().filter_by("students__name", "Ann");
    assert!(rows(of_ann) == [row("Rust", text("Ann"))]);
    let without_ann = all.clone().exclude_by("students__name", "Ann");
    assert!(rows(without_ann) == [row("Logic", text("Bob")), row("Art", Value::Null)]);
    let twice = Course::objects()
        .filter_by("students__pk__gt", 0)
        .values(["title"]);
    assert_eq!(
        twice.clone().all(&db).unwrap().len(),
        3,
        "a filter multiplies, as in Django"
    );
    assert_eq!(twice.distinct().all(&db).unwrap().len(), 2);
    let (slice, statements) = sent(&db, || {
        all.values(["title", "students__age"])
            .offset(2)
            .limit(1)
            .all(&db)
            .unwrap()
    });
    assert!(slice == [row("Logic", Value::Int(22))]);
    assert_eq!(statements.len(), 1);
}

#[test]
fn values_are_of_the_type_of_their_column() {
    let db = filled();
    let names = ["pk", "name", "membership_set__joined", "clubs", "age"];
    let rows = Student::objects()
        .order_by_names(["pk"])
        .values(names)
        .all(&db)
        .unwrap();
    let chess = Club::objects().get(&db).unwrap();
    let joined = Value::Date(date("2025-09-01"));
    assert!(
        rows[0]
            == [
                Value::Int(1),
                text("Ann"),
                joined,
                Value::Uuid(chess.id),
                Value::Int(20)
            ]
    );
    assert!(
        rows[2]
            == [
                Value::Int(3),
                text("Cleo"),
                Value::Null,
                Value::Null,
                Value::Null
            ]
    );
}

#[test]
fn a_composite_key_is_asked_where_no_query_of_keys_is_needed() {
    let db = filled();
    let chairs = Membership::objects().filter_lookup([("role", "chair"), ("student__name", "Ann")]);
    assert_eq!(chairs.count(&db).unwrap(), 1);
    let mixed = one("student__course_set__title", "Rust")
        & (one("role", "chair") | one("student__course_set__pk", 2));
    let (_, message, hint) = refused(&db, Membership::objects().filter_lookup(mixed));
    assert_eq!(
        message,
        "this lookup needs a primary key of one field, and that of `Membership` has several"
    );
    assert_eq!(hint, "ask in several calls, or by a typed filter");
}

#[test]
fn typed_calls_and_words_go_together() {
    let db = filled();
    let set = Course::objects()
        .filter(|c| c.teacher().is_not_null())
        .filter_by("students__age__gte", 22)
        .order_by_names(["-students__name", "pk"]);
    assert_eq!(
        set.clone().select(|c| c.title()).all(&db).unwrap(),
        ["Rust", "Logic"]
    );
    let error = set.clone().each(|c| c.tags()).all(&db).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`each` does not keep an order over a relation to many rows"
    );
    let with = set.with(|c| c.students().count()).all(&db).unwrap();
    assert_eq!(
        with.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
        [2, 1]
    );
}
