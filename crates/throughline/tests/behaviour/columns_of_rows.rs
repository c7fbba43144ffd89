//! `select`, `each`, `aggregate`, `map`, arithmetic, raw expressions: columns in place of rows.

use throughline::blocking::Db;
use throughline::{ErrorKind, Expr};

use crate::models::*;

/// Rust has Ann and Bob, Logic has Bob and Dan, Art has nobody; Eve teaches Rust and Logic. Ann is
/// in the chess club as its chair.
fn school() -> Db {
    let db = database();
    let (students, courses, chess) = (students(&db), courses(&db), club(&db));
    courses[0].students().add(&db, &students[..2]).unwrap();
    courses[1].students().add(&db, [2, 4]).unwrap();
    chess
        .members()
        .add_with(&db, [1], |link| {
            link.joined(date("2026-01-01")).role("chair")
        })
        .unwrap();
    db
}

fn text(of: &[&str]) -> Vec<String> {
    of.iter().map(|&one| one.to_owned()).collect()
}

#[test]
fn columns_come_as_typed_tuples() {
    let db = school();
    let (found, sent) = sent(&db, || {
        let columns = Course::objects().select(|c| (c.id(), c.title(), c.teacher().name()));
        columns.all(&db).unwrap()
    });
    let eve = || Some("Eve".to_owned());
    assert_eq!(
        found,
        [
            (3, "Art".to_owned(), None),
            (2, "Logic".to_owned(), eve()),
            (1, "Rust".to_owned(), eve())
        ]
    );
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "course"."id", "course"."title", "t1"."name" FROM "course" LEFT JOIN "teacher" AS "t1" ON "t1"."id" = "course"."teacher_id" ORDER BY "course"."title" ASC"#,
        ],
    );
    let ages: Vec<Option<i32>> = Student::objects().select(|s| s.age()).all(&db).unwrap();
    assert_eq!(ages, [Some(20), Some(22), None, Some(22)]);
    let first = Student::objects().order_by(|s| s.name().desc());
    assert_eq!(
        first.select(|s| s.name()).first(&db).unwrap(),
        Some("Dan".to_owned())
    );
    let several = Student::objects().select(|s| s.id()).get(&db).unwrap_err();
    assert_eq!(several.kind(), ErrorKind::MultipleFound);
}

#[test]
fn distinct_takes_equal_results_together() {
    let db = school();
    let ages = || Student::objects().order_by(|s| s.age()).select(|s| s.age());
    let (found, sent) = sent(&db, || ages().distinct().all(&db).unwrap());
    assert_eq!(found, [Some(20), Some(22), None]);
    crate::database::assert_sent(
        &sent,
        &[r#"SELECT DISTINCT "age" FROM "student" ORDER BY "age" ASC NULLS LAST"#],
    );
    assert_eq!(ages().distinct().count(&db).unwrap(), 3);
    assert_eq!(ages().count(&db).unwrap(), 4);
    assert_eq!(
        ages().distinct().limit(1).offset(1).all(&db).unwrap(),
        [Some(22)]
    );
}

#[test]
fn numbers_of_related_rows_are_columns() {
    let db = school();
    let (found, sent) = sent(&db, || {
        Course::objects()
            .filter(|c| c.students().count().ge(1))
            .order_by(|c| (c.students().count().desc(), c.title()))
            .select(|c| (c.title(), c.students().count(), c.students().age().avg()))
            .all(&db)
            .unwrap()
    });
    assert_eq!(
        found,
        [
            ("Logic".to_owned(), 2, Some(22.0)),
            ("Rust".to_owned(), 2, Some(21.0))
        ]
    );
    // Asked three times, the count is made once.
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "course"."title", COALESCE("t2"."value", 0), "t5"."value" FROM "course" LEFT JOIN (SELECT "t1"."course_id" AS "near", COUNT(*) AS "value" FROM "course_students" AS "t1" GROUP BY "t1"."course_id") AS "t2" ON "t2"."near" = "course"."id" LEFT JOIN (SELECT "t3"."course_id" AS "near", AVG("t4"."age") AS "value" FROM "course_students" AS "t3" INNER JOIN "student" AS "t4" ON "t4"."id" = "t3"."student_id" GROUP BY "t3"."course_id") AS "t5" ON "t5"."near" = "course"."id" WHERE COALESCE("t2"."value", 0) >= ? ORDER BY COALESCE("t2"."value", 0) DESC, "course"."title" ASC"#,
        ],
    );
    let none = Course::objects().filter(|c| c.students().count().eq(0));
    assert_eq!(none.get(&db).unwrap().title, "Art");
    let few = Course::objects().exclude(|c| c.students().count().gt(0));
    assert_eq!(few.count(&db).unwrap(), 1);
}

#[test]
fn two_numbers_over_two_relations_do_not_multiply_each_other() {
    let db = school();
    let numbers = Student::objects()
        .order_by(|s| s.id())
        .select(|s| (s.course_set().count(), s.clubs().count()));
    assert_eq!(numbers.all(&db).unwrap(), [(1, 1), (2, 0), (0, 0), (1, 0)]);
}

#[test]
fn filtered_and_distinct_numbers() {
    let db = school();
    let numbers = Teacher::objects().select(|t| {
        (
            t.course_set().students().id().count(),
            t.course_set().students().id().count().distinct(),
            t.course_set()
                .filter(|c| c.students().name().eq("Ann"))
                .count(),
            t.course_set().students().age().max(),
        )
    });
    // Bob attends two courses of Eve's.
    assert_eq!(numbers.get(&db).unwrap(), (4, 3, 1, Some(22)));
    let within = Club::objects().filter(|c| c.members().any(|s| s.course_set().count().eq(1)));
    assert_eq!(within.count(&db).unwrap(), 1);
    let behind = Course::objects().filter(|c| c.teacher().course_set().count().eq(2));
    assert_eq!(behind.count(&db).unwrap(), 2);
    let nobodys = Course::objects().filter(|c| c.teacher().course_set().count().eq(0));
    assert_eq!(
        nobodys.get(&db).unwrap().title,
        "Art",
        "no teacher, no courses of one"
    );
}

#[test]
fn all_rows_are_made_into_numbers() {
    let db = school();
    let (found, sent) = sent(&db, || {
        Student::objects()
            .filter(|s| s.name().ne("Ann"))
            .aggregate(&db, |s| {
                (
                    s.id().count(),
                    s.age().count(),
                    s.age().sum(),
                    s.age().avg(),
                    s.name().min(),
                )
            })
            .unwrap()
    });
    assert_eq!(found, (3, 2, Some(44), Some(22.0), Some("Bob".to_owned())));
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT COUNT("id"), COUNT("age"), SUM("age"), AVG("age"), MIN("name") FROM "student" WHERE "name" <> ?"#,
        ],
    );
    let none = Student::objects().filter(|s| s.name().eq("Zoe"));
    let none = none.aggregate(&db, |s| (s.id().count(), s.age().sum(), s.age().avg()));
    assert_eq!(none.unwrap(), (0, None, None));
    let over_all = Course::objects().aggregate(&db, |c| {
        (
            c.id().count(),
            c.students().count(),
            c.students().age().avg(),
        )
    });
    assert_eq!(over_all.unwrap(), (3, 4, Some(21.5)));
    let of_two = Student::objects().order_by(|s| s.id()).limit(2);
    assert_eq!(of_two.aggregate(&db, |s| s.age().sum()).unwrap(), Some(42));
}

#[test]
fn rows_in_groups_are_made_into_numbers_of_each() {
    let db = school();
    let (found, sent) = sent(&db, || {
        Student::objects()
            .filter(|s| s.name().ne("Ann"))
            .group_by(|s| s.age())
            .aggregate(&db, |s| (s.id().count(), s.name().max()))
            .unwrap()
    });
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        found,
        [(Some(22), (2, name("Dan"))), (None, (1, name("Cleo")))]
    );
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "age", COUNT("id"), MAX("name") FROM "student" WHERE "name" <> ? GROUP BY "age" ORDER BY "age" ASC NULLS LAST"#,
        ],
    );
    let by_teacher = Course::objects().group_by(|c| (c.teacher().name(), c.teacher().id()));
    let by_teacher = by_teacher.aggregate(&db, |c| c.id().count()).unwrap();
    assert_eq!(by_teacher, [((name("Eve"), Some(1)), 2), ((None, None), 1)]);
    let related = Course::objects().group_by(|c| c.title());
    let error = related
        .aggregate(&db, |c| c.students().count())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "each row of `Course` has a number of related rows of its own: it is none of a group"
    );
}

#[test]
fn a_row_comes_with_each_of_its_related_ones() {
    let db = school();
    let (found, sent) = sent(&db, || {
        Course::objects()
            .each(|c| c.students())
            .filter(|c, s| s.age().gt(20) & c.title().ne("Art"))
            .order_by(|c, s| (s.name(), c.title()))
            .select(|c, s| (s.name(), c.title()))
            .all(&db)
            .unwrap()
    });
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        found,
        [
            pair("Bob", "Logic"),
            pair("Bob", "Rust"),
            pair("Dan", "Logic")
        ]
    );
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "t2"."name", "course"."title" FROM "course" INNER JOIN "course_students" AS "t1" ON "t1"."course_id" = "course"."id" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t2"."age" > ? AND "course"."title" <> ? ORDER BY "t2"."name" ASC NULLS LAST, "course"."title" ASC"#,
        ],
    );
    let rows: Vec<(Teacher, Student)> = Teacher::objects()
        .each(|t| t.course_set().students())
        .order_by(|_, s| (s.name(), s.id()))
        .all(&db)
        .unwrap();
    let names: Vec<_> = rows.into_iter().map(|(_, s)| s.name).collect();
    assert_eq!(names, ["Ann", "Bob", "Bob", "Dan"], "once for each way");
    let some = Course::objects()
        .each(|c| c.students())
        .filter(|_, s| s.course_set().any(|c| c.title().eq("Logic")));
    assert_eq!(some.all(&db).unwrap().len(), 3, "Bob twice, Dan once");
}

#[test]
fn rows_are_made_into_types_of_ones_own() {
    #[derive(Debug, PartialEq)]
    struct Attendance {
        title: String,
        names: Vec<String>,
    }
    let db = school();
    let rows = Course::objects()
        .with(|c| c.students().order_by(|s| s.name()))
        .map(|(course, students)| Attendance {
            title: course.title,
            names: students.into_iter().map(|student| student.name).collect(),
        });
    let rows = rows.all(&db).unwrap();
    assert_eq!(
        rows[1],
        Attendance {
            title: "Logic".to_owned(),
            names: text(&["Bob", "Dan"])
        }
    );
}

#[test]
fn arithmetic_is_compared_ordered_by_selected_and_assigned() {
    let db = school();
    let next_year = Student::objects().order_by(|s| (s.age() * 2).desc());
    let (found, sent) = sent(&db, || {
        next_year
            .filter(|s| (s.age() + 1).gt(21))
            .select(|s| (s.name(), s.age() + 1, s.age() - s.age()))
            .all(&db)
            .unwrap()
    });
    assert_eq!(found[0], ("Bob".to_owned(), Some(23), Some(0)));
    assert_eq!(found.len(), 2);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "name", "age" + ?, "age" - "age" FROM "student" WHERE "age" + ? > ? ORDER BY "age" * ? DESC NULLS FIRST"#,
        ],
    );
    let older = Student::objects().update(&db, |s| s.age().set_to(s.age() + 1));
    assert_eq!(older.unwrap(), 4);
    let ages = Student::objects().select(|s| s.age()).all(&db).unwrap();
    assert_eq!(
        ages,
        [Some(21), Some(23), None, Some(23)],
        "null stays null"
    );
}

#[test]
fn an_update_takes_numbers_and_columns_of_related_rows() {
    let db = school();
    let (changed, sent) = sent(&db, || {
        Course::objects()
            .filter(|c| c.teacher().is_not_null())
            .update(&db, |c| c.title().set_to(c.teacher().name()))
            .unwrap()
    });
    assert_eq!(changed, 2);
    crate::database::assert_sent(
        &sent,
        &[
            r#"UPDATE "course" SET "title" = (SELECT "t1"."name" FROM "teacher" AS "t1" WHERE "t1"."id" = "course"."teacher_id") WHERE "teacher_id" IS NOT NULL"#,
        ],
    );
    let weights = Tag::builder().word("hard").create(&db).unwrap();
    weights.courses().add(&db, [1, 2]).unwrap();
    Tagging::objects()
        .update(&db, |t| {
            t.weight()
                .set_to(Expr::raw::<i32>("{} + 10").column(t.weight()).end())
        })
        .unwrap();
    assert_eq!(
        Tagging::objects()
            .aggregate(&db, |t| t.weight().sum())
            .unwrap(),
        Some(22)
    );
}

#[test]
fn raw_text_has_columns_and_bound_values() {
    let db = school();
    let marked = crate::database::on("{} || '?'", "{} || '?'", "concat({}, '?')");
    let (found, sent) = sent(&db, || {
        Course::objects()
            .filter(|c| {
                let length = Expr::raw::<i64>("length({}) - {}").column(c.title());
                length.value(1_i64).end().eq(3)
            })
            .select(|c| Expr::raw::<String>(marked).column(c.title()).end())
            .all(&db)
            .unwrap()
    });
    assert_eq!(found, ["Rust?"]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "title" || '?' FROM "course" WHERE (length( "title" ) - ?) = ? ORDER BY "title" ASC"#,
        ],
    );
    let too_few = Course::objects().filter(|_| Expr::raw::<i64>("{} + {}").end().eq(3));
    let error = too_few.count(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(
        error.to_string(),
        "a raw expression has 2 places `{}` and was given 0 columns and values"
    );
}

#[test]
fn a_list_may_be_another_query() {
    let db = school();
    let (found, sent) = sent(&db, || {
        let of_eve = Course::objects().filter(|c| c.teacher().name().eq("Eve"));
        Student::objects()
            .filter(|s| s.course_set().is_in(of_eve) & s.name().is_in(["Ann", "Cleo"]))
            .all(&db)
            .unwrap()
    });
    assert_eq!(found.len(), 1);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "student"."id", "student"."name", "student"."age", "student"."email" FROM "student" WHERE "student"."id" IN (SELECT "t1"."student_id" FROM "course_students" AS "t1" WHERE "t1"."course_id" IN (SELECT "course"."id" FROM "course" LEFT JOIN "teacher" AS "t2" ON "t2"."id" = "course"."teacher_id" WHERE "t2"."name" = ?)) AND "student"."name" IN (SELECT "value" FROM json_each(?) AS "t")"#,
        ],
    );
    let newest = Student::objects().order_by(|s| s.id().desc()).limit(2);
    let two = Student::objects().filter(|s| s.id().is_in(newest.select(|s| s.id())));
    assert_eq!(two.count(&db).unwrap(), 2);
}

#[test]
fn the_link_and_the_row_behind_it_are_asked_at_once() {
    let db = school();
    let ask = |name: &'static str, role: &'static str| {
        Club::objects().filter(move |c| {
            c.members()
                .any_link(|s, m: MembershipPath| s.name().eq(name) & m.role().eq(role))
        })
    };
    let (found, sent) = sent(&db, || ask("Ann", "chair").count(&db).unwrap());
    assert_eq!(found, 1);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT COUNT(*) FROM "club" WHERE "club"."id" IN (SELECT "t1"."club_id" FROM "membership" AS "t1" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t2"."name" = ? AND "t1"."role" = ?)"#,
        ],
    );
    assert_eq!(ask("Ann", "member").count(&db).unwrap(), 0);
    let wrong =
        Club::objects().filter(|c| c.members().any_link(|_, t: TaggingPath| t.weight().gt(1)));
    let error = wrong.count(&db).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Club.members` is not linked by rows of `Tagging`"
    );
    assert_eq!(
        error.hint(),
        Some("name its path: `|row, link: MembershipPath|`")
    );
}
