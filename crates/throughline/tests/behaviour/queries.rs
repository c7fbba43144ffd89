//! Query sets: filters across relations in both directions, order, slices, counts.

use throughline::blocking::Db;

use crate::models::*;

/// Rust has Ann and Bob, Logic has Bob; Ann is in the chess club since 2026.
struct School {
    db: Db,
    students: [Student; 4],
    courses: [Course; 3],
    chess: Club,
}

fn school() -> School {
    let db = database();
    let (students, courses, chess) = (students(&db), courses(&db), club(&db));
    courses[0].students().add(&db, &students[..2]).unwrap();
    courses[1].students().add(&db, [&students[1]]).unwrap();
    chess
        .members()
        .add_with(&db, [1], |link| link.joined(date("2026-01-01")))
        .unwrap();
    School {
        db,
        students,
        courses,
        chess,
    }
}

fn titles(courses: Vec<Course>) -> Vec<String> {
    courses.into_iter().map(|course| course.title).collect()
}

fn names(students: Vec<Student>) -> Vec<String> {
    students.into_iter().map(|student| student.name).collect()
}

#[test]
fn forward_across_a_simple_relation_means_some_related_row() {
    let School { db, .. } = school();
    let (found, sent) = sent(&db, || {
        Course::objects()
            .filter(|c| c.students().name().eq("Bob"))
            .all(&db)
            .unwrap()
    });
    assert_eq!(
        titles(found),
        ["Logic", "Rust"],
        "each once, in the order of the model"
    );
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "course"."id", "course"."title", "course"."teacher_id" FROM "course" WHERE "course"."id" IN (SELECT "t1"."course_id" FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id" WHERE "t2"."name" = ?) ORDER BY "course"."title" ASC"#,
        ],
    );
    // Both students of Rust are over 19: the course still comes once.
    let over_19 = Course::objects().filter(|c| c.students().age().gt(19));
    assert_eq!(over_19.clone().count(&db).unwrap(), 2);
    assert_eq!(titles(over_19.all(&db).unwrap()), ["Logic", "Rust"]);
}

#[test]
fn a_key_is_read_in_the_join_table() {
    let School {
        db,
        students: [_, bob, ..],
        ..
    } = school();
    let (found, sent) = sent(&db, || {
        Course::objects()
            .filter(|c| c.students().eq(&bob))
            .count(&db)
            .unwrap()
    });
    assert_eq!(found, 2);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT COUNT(*) FROM "course" INNER JOIN "course_students" AS "t1" ON "t1"."course_id" = "course"."id" WHERE "t1"."student_id" = ?"#,
        ],
    );
}

#[test]
fn reverse_across_a_simple_relation() {
    let School {
        db,
        courses: [rust, ..],
        ..
    } = school();
    let in_logic = Student::objects().filter(|s| s.course_set().title().eq("Logic"));
    assert_eq!(names(in_logic.all(&db).unwrap()), ["Bob"]);
    let in_rust = Student::objects().filter(|s| s.course_set().eq(&rust));
    assert_eq!(names(in_rust.all(&db).unwrap()), ["Ann", "Bob"]);
    let in_none = Student::objects().exclude(|s| s.course_set().id().is_not_null());
    assert_eq!(names(in_none.all(&db).unwrap()), ["Cleo", "Dan"]);
}

#[test]
fn across_a_through_model_and_over_its_rows() {
    let School {
        db,
        students: [ann, ..],
        chess,
        ..
    } = school();
    let by_relation = Student::objects().filter(|s| s.clubs().name().eq("Chess"));
    assert_eq!(names(by_relation.all(&db).unwrap()), ["Ann"]);
    let by_rows = Student::objects().filter(|s| s.membership_set().club().eq(&chess));
    assert_eq!(names(by_rows.all(&db).unwrap()), ["Ann"]);
    let since = |day| Club::objects().filter(move |c| c.membership_set().joined().ge(date(day)));
    assert_eq!(since("2026-01-01").count(&db).unwrap(), 1);
    assert_eq!(since("2026-01-02").count(&db).unwrap(), 0);
    let of_ann = Membership::objects().filter(|m| m.student().eq(&ann));
    let (memberships, sent) = sent(&db, || of_ann.all(&db).unwrap());
    assert_eq!(memberships.len(), 1);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "student_id", "club_id", "joined", "role" FROM "membership" WHERE "student_id" = ?"#,
        ],
    );
}

#[test]
fn two_terms_are_two_independent_questions() {
    let School { db, .. } = school();
    // Nobody in Rust is Ann and 22, but there is an Ann, and there is somebody of 22.
    let rust =
        Course::objects().filter(|c| c.students().name().eq("Ann") & c.students().age().eq(22));
    assert_eq!(titles(rust.all(&db).unwrap()), ["Rust"]);
    let same = Course::objects()
        .filter(|c| c.students().name().eq("Ann"))
        .filter(|c| c.students().age().eq(22));
    assert_eq!(titles(same.all(&db).unwrap()), ["Rust"]);
}

#[test]
fn through_three_relations_and_back() {
    let School { db, .. } = school();
    let chess_courses =
        Course::objects().filter(|c| c.students().membership_set().club().name().eq("Chess"));
    assert_eq!(titles(chess_courses.all(&db).unwrap()), ["Rust"]);
    let (classmates, sent) = sent(&db, || {
        let path = |s: StudentPath| s.course_set().students().name().eq("Ann");
        Student::objects()
            .filter(path)
            .order_by(|s| s.name())
            .all(&db)
            .unwrap()
    });
    assert_eq!(names(classmates), ["Ann", "Bob"]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "student"."id", "student"."name", "student"."age", "student"."email" FROM "student" WHERE "student"."id" IN (SELECT "t1"."student_id" FROM "course_students" AS "t1" WHERE "t1"."course_id" IN (SELECT "t2"."course_id" FROM "course_students" AS "t2" INNER JOIN "student" AS "t3" ON "t3"."id" = "t2"."student_id" WHERE "t3"."name" = ?)) ORDER BY "student"."name" ASC"#,
        ],
    );
}

#[test]
fn across_foreign_keys_in_both_directions() {
    let School { db, .. } = school();
    let of_eve = Course::objects().filter(|c| c.teacher().name().eq("Eve"));
    assert_eq!(titles(of_eve.all(&db).unwrap()), ["Logic", "Rust"]);
    let not_of_eve = Course::objects().exclude(|c| c.teacher().name().eq("Eve"));
    assert_eq!(
        titles(not_of_eve.all(&db).unwrap()),
        ["Art"],
        "no teacher is not Eve"
    );
    let without = Course::objects().filter(|c| c.teacher().is_null());
    assert_eq!(titles(without.all(&db).unwrap()), ["Art"]);
    let teachers = Teacher::objects().filter(|t| t.course_set().students().name().eq("Ann"));
    assert_eq!(teachers.count(&db).unwrap(), 1);
    let eve = Teacher::objects().get(&db).unwrap();
    assert_eq!(
        titles(eve.course_set().all(&db).unwrap()),
        ["Logic", "Rust"]
    );
    assert_eq!(
        eve.course_set()
            .filter(|c| c.title().eq("Rust"))
            .count(&db)
            .unwrap(),
        1
    );
}

#[test]
fn an_or_keeps_rows_without_a_related_one() {
    let School { db, .. } = school();
    let found = Course::objects().filter(|c| c.teacher().name().eq("Eve") | c.title().eq("Art"));
    assert_eq!(found.count(&db).unwrap(), 3);
}

#[test]
fn order_goes_over_columns_and_rows_that_a_key_points_to() {
    let School { db, .. } = school();
    let by_teacher = Course::objects().order_by(|c| (c.teacher().name(), c.title().desc()));
    let (found, sent) = sent(&db, || by_teacher.all(&db).unwrap());
    assert_eq!(
        titles(found),
        ["Rust", "Logic", "Art"],
        "no teacher is behind all teachers, on every engine"
    );
    let sent = crate::database::plain(&sent[0]);
    assert!(sent.contains("LEFT JOIN \"teacher\""), "{sent}");
    let by_member = Membership::objects().order_by(|m| m.student().name());
    assert_eq!(by_member.count(&db).unwrap(), 1);
}

#[test]
fn limit_offset_first_and_exists() {
    let School { db, .. } = school();
    let by_name = || Student::objects().order_by(|s| s.name());
    assert_eq!(
        names(by_name().limit(2).offset(1).all(&db).unwrap()),
        ["Bob", "Cleo"]
    );
    assert_eq!(names(by_name().offset(3).all(&db).unwrap()), ["Dan"]);
    assert_eq!(
        names(by_name().limit(0).all(&db).unwrap()),
        Vec::<String>::new()
    );
    assert_eq!(by_name().limit(3).count(&db).unwrap(), 3);
    assert_eq!(by_name().offset(3).count(&db).unwrap(), 1);
    assert!(!by_name().offset(4).exists(&db).unwrap());
    assert!(by_name().offset(3).exists(&db).unwrap());
    assert_eq!(by_name().offset(1).first(&db).unwrap().unwrap().name, "Bob");
    assert_eq!(
        Student::objects().first(&db).unwrap().unwrap().id,
        1,
        "by the primary key"
    );
    assert_eq!(
        Course::objects().first(&db).unwrap().unwrap().title,
        "Art",
        "by the model's order"
    );
    assert_eq!(
        Student::objects()
            .filter(|s| s.id().eq(9))
            .first(&db)
            .unwrap(),
        None
    );
}

#[test]
fn a_write_by_a_filter_across_relations() {
    let School { db, .. } = school();
    let (changed, sent) = sent(&db, || {
        let of_eve = Course::objects().filter(|c| c.teacher().name().eq("Eve"));
        of_eve.update(&db, |c| c.title().set("x")).unwrap()
    });
    assert_eq!(changed, 2);
    crate::database::assert_sent(
        &sent,
        &[
            r#"UPDATE "course" SET "title" = ? WHERE "id" IN (SELECT "id" FROM (SELECT "course"."id" FROM "course" LEFT JOIN "teacher" AS "t2" ON "t2"."id" = "course"."teacher_id" WHERE "t2"."name" = ?) AS "t3")"#,
        ],
    );
    let newest = Student::objects().order_by(|s| s.id().desc()).limit(2);
    let newest = Student::objects().filter(|s| s.id().is_in(newest.select(|s| s.id())));
    assert_eq!(newest.delete(&db).unwrap(), 2);
    assert_eq!(names(Student::objects().all(&db).unwrap()), ["Ann", "Bob"]);
}

#[test]
fn statements_are_rendered_once_for_each_shape() {
    let School { db, .. } = school();
    let recorder = db.record();
    for name in ["Ann", "Bob", "Zoe"] {
        Student::objects()
            .filter(|s| s.name().eq(name))
            .count(&db)
            .unwrap();
    }
    let sent = recorder.statements();
    assert!(
        sent.iter().all(|statement| *statement == sent[0]),
        "values are never in the text"
    );
}
