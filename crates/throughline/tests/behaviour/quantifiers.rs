//! Some, none, all, at least so many: questions about one related row.

use throughline::Condition;
use throughline::blocking::Db;

use crate::models::*;

/// Rust has Ann (20) and Bob (22), Logic has Bob, Art has nobody.
fn school() -> (Db, [Student; 4]) {
    let db = database();
    let (students, courses) = (students(&db), courses(&db));
    courses[0].students().add(&db, &students[..2]).unwrap();
    courses[1].students().add(&db, [&students[1]]).unwrap();
    (db, students)
}

fn titles(db: &Db, condition: impl FnOnce(CoursePath) -> Condition) -> Vec<String> {
    let found = Course::objects()
        .filter(condition)
        .order_by(|c| c.id())
        .all(db)
        .unwrap();
    found.into_iter().map(|course| course.title).collect()
}

#[test]
fn any_asks_all_of_one_related_row() {
    let (db, _) = school();
    let nobody = titles(&db, |c| {
        c.students().any(|s| s.name().eq("Ann") & s.age().eq(22))
    });
    assert!(
        nobody.is_empty(),
        "there is an Ann, and somebody of 22, but they are two"
    );
    let (found, sent) = sent(&db, || {
        titles(&db, |c| {
            c.students().any(|s| s.name().eq("Bob") & s.age().eq(22))
        })
    });
    assert_eq!(found, ["Rust", "Logic"]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "course"."id", "course"."title", "course"."teacher_id" FROM "course" WHERE "course"."id" IN (SELECT "t1"."course_id" FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t2"."name" = ? AND "t2"."age" = ?) ORDER BY "course"."id" ASC"#,
        ],
    );
}

#[test]
fn none_and_all_hold_where_there_is_no_related_row() {
    let (db, _) = school();
    assert_eq!(
        titles(&db, |c| c.students().none(|s| s.name().eq("Ann"))),
        ["Logic", "Art"]
    );
    assert_eq!(
        titles(&db, |c| c.students().all(|s| s.age().gt(21))),
        ["Logic", "Art"]
    );
    assert_eq!(
        titles(&db, |c| c.students().none(|_| Condition::always())),
        ["Art"]
    );
    assert_eq!(
        titles(&db, |c| c.students().any(|_| Condition::always())),
        ["Rust", "Logic"]
    );
    // An unknown age is not over 21.
    let cleo = Student::objects()
        .filter(|s| s.name().eq("Cleo"))
        .get(&db)
        .unwrap();
    Course::get(&db, 2)
        .unwrap()
        .students()
        .add(&db, [&cleo])
        .unwrap();
    assert_eq!(
        titles(&db, |c| c.students().all(|s| s.age().gt(21))),
        ["Art"]
    );
}

#[test]
fn sets_of_rows() {
    let (db, [ann, bob, cleo, _]) = school();
    let nobody: [&Student; 0] = [];
    assert_eq!(titles(&db, |c| c.students().contains(&ann)), ["Rust"]);
    assert_eq!(
        titles(&db, |c| c.students().has_all([&ann, &bob, &ann])),
        ["Rust"]
    );
    assert_eq!(
        titles(&db, |c| c.students().has_all([&ann, &cleo])),
        Vec::<String>::new()
    );
    assert_eq!(titles(&db, |c| c.students().has_all(nobody)).len(), 3);
    assert_eq!(
        titles(&db, |c| c.students().overlaps([&ann, &cleo])),
        ["Rust"]
    );
    assert_eq!(
        titles(&db, |c| c.students().overlaps(nobody)),
        Vec::<String>::new()
    );
    assert_eq!(titles(&db, |c| c.students().is_exactly([&bob])), ["Logic"]);
    assert_eq!(
        titles(&db, |c| c.students().is_exactly([&bob, &ann])),
        ["Rust"]
    );
    assert_eq!(titles(&db, |c| c.students().is_exactly(nobody)), ["Art"]);
    assert_eq!(
        titles(&db, |c| c.students().has_at_least(1, [1, 2, 3])),
        ["Rust", "Logic"]
    );
    assert_eq!(
        titles(&db, |c| c.students().has_at_least(2, [1, 2, 3])),
        ["Rust"]
    );
    assert_eq!(titles(&db, |c| c.students().has_at_least(0, [1])).len(), 3);
    let (_, sent) = sent(&db, || titles(&db, |c| c.students().has_all([&ann, &bob])));
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "course"."id", "course"."title", "course"."teacher_id" FROM "course" WHERE "course"."id" IN (SELECT "t1"."course_id" FROM "course_students" AS "t1" WHERE "t1"."student_id" IN (SELECT "value" FROM json_each(?) AS "t") GROUP BY "t1"."course_id" HAVING COUNT(DISTINCT "t1"."student_id") >= ?) ORDER BY "course"."id" ASC"#,
        ],
    );
}

#[test]
fn a_link_and_the_row_behind_it_are_asked_through_the_through_model() {
    let (db, [ann, bob, ..]) = school();
    let chess = club(&db);
    chess
        .members()
        .add_with(&db, [&ann], |l| l.joined(date("2024-01-01")))
        .unwrap();
    chess
        .members()
        .add_with(&db, [&bob], |l| l.joined(date("2026-01-01")))
        .unwrap();
    let joined_by = |name: &'static str, since: &str| {
        let since = date(since);
        Club::objects()
            .filter(|c| {
                c.membership_set()
                    .any(|m| m.student().name().eq(name) & m.joined().ge(since))
            })
            .count(&db)
            .unwrap()
    };
    assert_eq!(joined_by("Bob", "2025-01-01"), 1);
    assert_eq!(
        joined_by("Ann", "2025-01-01"),
        0,
        "Ann joined, and somebody since 2025, but not she"
    );
}

#[test]
fn they_nest_go_over_several_relations_and_begin_behind_a_foreign_key() {
    let (db, _) = school();
    // Teachers with a course of which every student is over 21, and which has one.
    let teachers = Teacher::objects().filter(|t| {
        t.course_set().any(|c| {
            c.students().all(|s| s.age().gt(21)) & c.students().any(|_| Condition::always())
        })
    });
    assert_eq!(teachers.count(&db).unwrap(), 1);
    // Students in a course of somebody whose other courses include one with Ann.
    let students = Student::objects().filter(|s| {
        s.course_set()
            .teacher()
            .course_set()
            .any(|c| c.students().name().eq("Ann"))
    });
    assert_eq!(students.order_by(|s| s.id()).count(&db).unwrap(), 2);
    // A path over two relations to many rows: some club of some student.
    let courses = Course::objects().filter(|c| c.students().clubs().any(|c| c.name().eq("Chess")));
    assert_eq!(courses.count(&db).unwrap(), 0);
    // The condition goes on over a foreign key, on the same related row.
    let by_teacher = Student::objects().filter(|s| {
        s.course_set()
            .any(|c| c.teacher().name().eq("Eve") & c.title().eq("Rust"))
    });
    assert_eq!(by_teacher.count(&db).unwrap(), 2);
    // What it asks can be complemented, and changed by.
    let changed = Course::objects()
        .filter(|c| !c.students().any(|s| s.name().eq("Ann")))
        .update(&db, |c| c.title().set("no Ann"));
    assert_eq!(changed.unwrap(), 2);
}

/// Ann is in Rust, which Eve teaches, and in Art, which nobody teaches; Bob is in Art alone.
#[test]
fn a_row_that_is_not_there_makes_nothing_true() {
    let db = database();
    let (students, courses) = (students(&db), courses(&db));
    courses[0].students().add(&db, [&students[0]]).unwrap();
    courses[2].students().add(&db, &students[..2]).unwrap();
    let eve = Teacher::objects().get(&db).unwrap();
    let names = |condition: fn(StudentPath) -> Condition| {
        let found = Student::objects().filter(condition).order_by(|s| s.id());
        let found = found.all(&db).unwrap();
        found.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    let everyone = ["Ann", "Bob", "Cleo", "Dan"];
    assert_eq!(
        names(|s| s.course_set().teacher().any(|_| Condition::always())),
        ["Ann"]
    );
    assert_eq!(
        names(|s| s.course_set().teacher().none(|_| Condition::always())),
        ["Bob", "Cleo", "Dan"]
    );
    let other = names(|s| s.course_set().teacher().any(|t| !t.name().eq("Eve")));
    assert!(other.is_empty(), "nobody is not Eve: {other:?}");
    assert_eq!(
        names(|s| s.course_set().teacher().all(|t| t.name().eq("Eve"))),
        everyone
    );
    let by_eve = Student::objects().filter(|s| s.course_set().teacher().is_exactly([&eve]));
    assert_eq!(by_eve.all(&db).unwrap(), [students[0].clone()]);
    // The same in words, over relations to many rows and to one.
    let count = |lookup| Student::objects().filter_lookup(lookup).count(&db).unwrap();
    let some = |path: &str| throughline::Lookup::some(path, throughline::Lookup::all([]));
    assert_eq!(count(some("course_set__teacher")), 1);
    assert_eq!(count(!some("course_set__teacher")), 3);
    let taught = Course::objects().filter_lookup(some("teacher"));
    assert_eq!(taught.count(&db).unwrap(), 2);

    let (_, sent) = sent(&db, || {
        names(|s| s.course_set().teacher().any(|t| !t.name().eq("Eve")));
        // A column that is compared is not null: that there is a row needs no test of its own.
        names(|s| s.course_set().teacher().any(|t| t.name().eq("Eve")));
    });
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "student"."id", "student"."name", "student"."age", "student"."email" FROM "student" WHERE "student"."id" IN (SELECT "t1"."student_id" FROM "course_students" AS "t1" INNER JOIN "course" AS "t2" ON "t2"."id" = "t1"."course_id" LEFT JOIN "teacher" AS "t3" ON "t3"."id" = "t2"."teacher_id" WHERE "t2"."teacher_id" IS NOT NULL AND (("t3"."name" = ?) IS NOT TRUE)) ORDER BY "student"."id" ASC"#,
            r#"SELECT "student"."id", "student"."name", "student"."age", "student"."email" FROM "student" WHERE "student"."id" IN (SELECT "t1"."student_id" FROM "course_students" AS "t1" INNER JOIN "course" AS "t2" ON "t2"."id" = "t1"."course_id" LEFT JOIN "teacher" AS "t3" ON "t3"."id" = "t2"."teacher_id" WHERE "t3"."name" = ?) ORDER BY "student"."id" ASC"#,
        ],
    );
}
