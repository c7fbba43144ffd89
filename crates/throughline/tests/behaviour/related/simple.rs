//! A simple relation: `Course.students`, and `Student.course_set` from the other side.

use throughline::{Changes, ErrorKind};

use super::{courses_of, students_of};
use crate::models::*;

const REMOVE: &str = r#"DELETE FROM "course_students" WHERE "course_id" = ? AND "student_id" = ?"#;
const ADD: &str = r#"INSERT INTO "course_students" ("course_id", "student_id") VALUES (?, ?) ON CONFLICT ("course_id", "student_id") DO NOTHING"#;

#[test]
fn forward_add_links_what_is_not_linked_and_says_what_was_new() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    let (added, sent) = sent(&db, || {
        rust.students().add(&db, [&bob, &ann, &bob]).unwrap()
    });
    assert_eq!(added, [ann.id, bob.id], "each once");
    crate::database::assert_sent(&sent, &[ADD]);
    assert_eq!(
        rust.students().add(&db, [1, 2, 3]).unwrap(),
        [3],
        "only 3 was new"
    );
    assert_eq!(students_of(&db, &rust), ["Ann", "Bob", "Cleo"]);
}

#[test]
fn reverse_add_writes_the_same_links_from_the_other_side() {
    let db = database();
    let ([ann, ..], [rust, logic, _]) = (students(&db), courses(&db));
    let (added, sent) = sent(&db, || ann.course_set().add(&db, [&logic, &rust]).unwrap());
    assert_eq!(added, [rust.id, logic.id]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"INSERT INTO "course_students" ("student_id", "course_id") VALUES (?, ?) ON CONFLICT ("student_id", "course_id") DO NOTHING"#,
        ],
    );
    assert_eq!(students_of(&db, &rust), ["Ann"]);
    assert_eq!(courses_of(&db, &ann), ["Logic", "Rust"]);
}

#[test]
fn targets_are_rows_references_keys_or_references_to_keys() {
    let db = database();
    let ([ann, bob, cleo, dan], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [ann.clone()]).unwrap();
    let list = vec![bob.clone()];
    rust.students().add(&db, &list).unwrap();
    rust.students().add(&db, [&cleo.id]).unwrap();
    rust.students().add(&db, vec![dan.id]).unwrap();
    assert_eq!(students_of(&db, &rust), ["Ann", "Bob", "Cleo", "Dan"]);
}

#[test]
fn an_empty_list_sends_nothing() {
    let db = database();
    let ([ann, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann]).unwrap();
    let nobody: [&Student; 0] = [];
    let recorder = db.record();
    assert_eq!(rust.students().add(&db, nobody).unwrap(), Vec::<i64>::new());
    assert_eq!(
        rust.students().remove(&db, nobody).unwrap(),
        Vec::<i64>::new()
    );
    assert_eq!(
        ann.course_set().add(&db, Vec::<i64>::new()).unwrap(),
        Vec::<i64>::new()
    );
    assert_eq!(recorder.all(), []);
    assert_eq!(students_of(&db, &rust), ["Ann"]);
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_relation_and_keeps_nothing() {
    let db = database();
    let ([ann, ..], [rust, ..]) = (students(&db), courses(&db));
    let error = rust.students().add(&db, [ann.id, 99]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert!(error.to_string().contains("`Course.students`"), "{error}");
    assert_eq!(
        (error.model(), error.field()),
        (Some("Course"), Some("Course.students"))
    );
    assert_eq!(students_of(&db, &rust), Vec::<String>::new());

    let error = ann.course_set().set(&db, [rust.id, 99]).unwrap_err();
    assert!(
        error.to_string().contains("`Student.course_set`"),
        "{error}"
    );
    assert_eq!(courses_of(&db, &ann), Vec::<String>::new());
}

#[test]
fn a_set_that_fails_keeps_the_links_as_they_were() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    rust.students().set(&db, [3, 99]).unwrap_err();
    assert_eq!(students_of(&db, &rust), ["Ann", "Bob"]);
}

#[test]
fn forward_remove_takes_links_of_this_row_alone() {
    let db = database();
    let ([ann, bob, cleo, _], [rust, logic, _]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    logic.students().add(&db, [&ann, &bob]).unwrap();
    let (removed, sent) = sent(&db, || rust.students().remove(&db, [&cleo, &ann]).unwrap());
    assert_eq!(removed, [ann.id], "Cleo was not linked");
    crate::database::assert_sent(&sent, &[REMOVE]);
    assert_eq!(students_of(&db, &rust), ["Bob"]);
    assert_eq!(
        students_of(&db, &logic),
        ["Ann", "Bob"],
        "another owner's links stay"
    );
    assert_eq!(Student::objects().count(&db).unwrap(), 4, "the rows stay");
}

#[test]
fn reverse_remove_takes_links_of_this_row_alone() {
    let db = database();
    let ([ann, bob, ..], [rust, logic, _]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    logic.students().add(&db, [&ann]).unwrap();
    assert_eq!(ann.course_set().remove(&db, [&rust]).unwrap(), [rust.id]);
    assert_eq!(courses_of(&db, &ann), ["Logic"]);
    assert_eq!(courses_of(&db, &bob), ["Rust"]);
}

#[test]
fn forward_clear_takes_all_links_of_this_row() {
    let db = database();
    let ([ann, bob, ..], [rust, logic, _]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    logic.students().add(&db, [&ann]).unwrap();
    let (mut removed, sent) = sent(&db, || rust.students().clear(&db).unwrap());
    removed.sort_unstable();
    assert_eq!(removed, [ann.id, bob.id]);
    crate::database::assert_sent(
        &sent,
        &[r#"DELETE FROM "course_students" WHERE "course_id" = ? RETURNING "student_id""#],
    );
    assert_eq!(courses_of(&db, &ann), ["Logic"]);
    assert_eq!(
        rust.students().clear(&db).unwrap(),
        Vec::<i64>::new(),
        "nothing is left to clear"
    );
}

#[test]
fn reverse_clear_takes_all_links_of_this_row() {
    let db = database();
    let ([ann, bob, ..], [rust, logic, _]) = (students(&db), courses(&db));
    ann.course_set().add(&db, [&rust, &logic]).unwrap();
    bob.course_set().add(&db, [&rust]).unwrap();
    assert_eq!(ann.course_set().clear(&db).unwrap().len(), 2);
    assert_eq!(students_of(&db, &rust), ["Bob"]);
}

#[test]
fn forward_set_adds_removes_and_keeps() {
    let db = database();
    let ([ann, bob, cleo, dan], [rust, logic, _]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    logic.students().add(&db, [&ann]).unwrap();
    let recorder = db.record();
    let changes = rust.students().set(&db, [&dan, &bob, &cleo, &dan]).unwrap();
    assert_eq!(
        changes,
        Changes {
            added: vec![cleo.id, dan.id],
            removed: vec![ann.id],
            kept: vec![bob.id]
        }
    );
    let mut all: Vec<_> = recorder.all().into_iter().map(|one| one.sql).collect();
    // The lock comes before the difference: with the transaction, or as a statement.
    let before = all.remove(1);
    if crate::database::is_embedded() {
        assert_eq!(
            before,
            r#"SELECT "student_id" FROM "course_students" WHERE "course_id" = ?"#
        );
    } else {
        assert!(
            before.contains(" FOR ") && before.contains("course"),
            "{before}"
        );
    }
    crate::database::assert_sent(
        &all,
        &[
            "BEGIN IMMEDIATE",
            r#"DELETE FROM "course_students" WHERE "course_id" = ? AND "student_id" = ?"#,
            ADD,
            "COMMIT",
        ],
    );
    assert_eq!(students_of(&db, &rust), ["Bob", "Cleo", "Dan"]);
    assert_eq!(
        students_of(&db, &logic),
        ["Ann"],
        "another owner's links stay"
    );
}

#[test]
fn reverse_set_adds_removes_and_keeps() {
    let db = database();
    let ([ann, bob, ..], [rust, logic, art]) = (students(&db), courses(&db));
    ann.course_set().add(&db, [&rust, &logic]).unwrap();
    bob.course_set().add(&db, [&rust]).unwrap();
    let changes = ann.course_set().set(&db, [&logic, &art]).unwrap();
    assert_eq!(
        changes,
        Changes {
            added: vec![art.id],
            removed: vec![rust.id],
            kept: vec![logic.id]
        }
    );
    assert_eq!(courses_of(&db, &ann), ["Art", "Logic"]);
    assert_eq!(courses_of(&db, &bob), ["Rust"]);
}

#[test]
fn set_of_nothing_clears_by_one_statement() {
    let db = database();
    let ([ann, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann]).unwrap();
    let recorder = db.record();
    let changes = rust.students().set(&db, Vec::<i64>::new()).unwrap();
    assert_eq!(
        changes,
        Changes {
            added: vec![],
            removed: vec![ann.id],
            kept: vec![]
        }
    );
    assert_eq!(recorder.all().len(), 1);
}

#[test]
fn forward_create_makes_a_row_and_its_link() {
    let db = database();
    let [rust, ..] = courses(&db);
    let (eve, sent) = sent(&db, || {
        rust.students()
            .create(&db, Student::builder().name("Eve"))
            .unwrap()
    });
    let insert =
        r#"INSERT INTO "student" ("name") VALUES (?) RETURNING "id", "name", "age", "email""#;
    // On PostgreSQL one statement inserts both.
    assert_eq!(sent.len(), crate::database::on(2, 1, 2));
    crate::database::assert_sent(&sent, &[insert, ADD]);
    assert_eq!(courses_of(&db, &eve), ["Rust"]);
}

#[test]
fn reverse_create_makes_a_row_and_its_link() {
    let db = database();
    let [ann, ..] = students(&db);
    let go = ann
        .course_set()
        .create(&db, Course::builder().title("Go"))
        .unwrap();
    assert_eq!(students_of(&db, &go), ["Ann"]);
}

#[test]
fn create_makes_neither_if_the_link_cannot_be() {
    let db = database();
    let [rust, ..] = courses(&db);
    rust.delete(&db).unwrap();
    let error = rust
        .students()
        .create(&db, Student::builder().name("Eve"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(Student::objects().count(&db).unwrap(), 0);
}

#[test]
fn contains_count_and_exists_read_the_join_table_alone() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    assert!(!rust.students().exists(&db).unwrap());
    rust.students().add(&db, [&ann]).unwrap();
    let recorder = db.record();
    assert!(rust.students().contains(&db, &ann).unwrap());
    assert!(!rust.students().contains(&db, bob.id).unwrap());
    assert_eq!(rust.students().count(&db).unwrap(), 1);
    assert!(ann.course_set().exists(&db).unwrap());
    crate::database::assert_sent(
        &recorder.statements(),
        &[
            r#"SELECT 1 FROM "course_students" WHERE "course_id" = ? AND "student_id" = ? LIMIT ?"#,
            r#"SELECT 1 FROM "course_students" WHERE "course_id" = ? AND "student_id" = ? LIMIT ?"#,
            r#"SELECT COUNT(*) FROM "course_students" WHERE "course_id" = ?"#,
            r#"SELECT 1 FROM "course_students" WHERE "student_id" = ? LIMIT ?"#,
        ],
    );
}

#[test]
fn all_and_filter_read_the_rows_of_this_owner() {
    let db = database();
    let ([ann, bob, cleo, dan], [rust, logic, _]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob, &cleo]).unwrap();
    logic.students().add(&db, [&dan]).unwrap();
    let (all, sent) = sent(&db, || rust.students().all(&db).unwrap());
    assert_eq!(all, [ann.clone(), bob.clone(), cleo.clone()]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"SELECT "student"."id", "student"."name", "student"."age", "student"."email" FROM "student" INNER JOIN "course_students" AS "t1" ON "t1"."student_id" = "student"."id" WHERE "t1"."course_id" = ?"#,
        ],
    );
    assert_eq!(
        rust.students().filter(|s| s.age().gt(20)).all(&db).unwrap(),
        [bob]
    );
    assert_eq!(
        rust.students()
            .exclude(|s| s.age().gt(20))
            .count(&db)
            .unwrap(),
        2
    );
    let last = rust
        .students()
        .order_by(|s| s.name().desc())
        .limit(1)
        .all(&db)
        .unwrap();
    assert_eq!(last, [cleo]);
}

#[test]
fn a_filter_back_over_the_relation_means_any_row() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    // Django would look at the join row of Ann alone and find nothing.
    let with_bob = ann
        .course_set()
        .filter(|c| c.students().eq(&bob))
        .all(&db)
        .unwrap();
    assert_eq!(with_bob, [rust]);
}

#[test]
fn deleting_a_row_takes_its_links_along() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    let (_, sent) = sent(&db, || ann.delete(&db).unwrap());
    // The database cascades.
    crate::database::assert_sent(&sent, &[r#"DELETE FROM "student" WHERE "id" = ?"#]);
    assert_eq!(rust.students().count(&db).unwrap(), 1);
    rust.delete(&db).unwrap();
    assert!(!bob.course_set().exists(&db).unwrap());
}

#[test]
fn deleting_a_filtered_manager_deletes_rows_not_links() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann, &bob]).unwrap();
    assert_eq!(
        rust.students()
            .filter(|s| s.name().eq("Ann"))
            .delete(&db)
            .unwrap(),
        1
    );
    assert_eq!(Student::objects().count(&db).unwrap(), 3);
    assert_eq!(students_of(&db, &rust), ["Bob"]);
}

#[test]
fn updating_a_manager_changes_the_rows_of_this_owner() {
    let db = database();
    let ([ann, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    rust.students().add(&db, [&ann]).unwrap();
    assert_eq!(
        rust.students()
            .objects()
            .update(&db, |s| s.age().set(99))
            .unwrap(),
        1
    );
    assert_eq!(ann.refresh(&db).unwrap().age, Some(99));
    assert_eq!(bob.refresh(&db).unwrap().age, Some(22));
}

#[test]
fn get_or_create_looks_among_the_linked_rows_and_links_a_new_one() {
    let db = database();
    let ([_, bob, ..], [rust, ..]) = (students(&db), courses(&db));
    let bobs = || rust.students().filter(|s| s.name().eq("Bob"));
    let (other_bob, outcome) = bobs()
        .get_or_create(&db, Student::builder().name("Bob"))
        .unwrap();
    assert_eq!(
        outcome,
        Outcome::Created,
        "there is a Bob, but not in this course"
    );
    assert_ne!(other_bob.id, bob.id);
    let (found, outcome) = bobs()
        .get_or_create(&db, Student::builder().name("Bob"))
        .unwrap();
    assert_eq!((found, outcome), (other_bob, Outcome::Found));
    assert_eq!(students_of(&db, &rust), ["Bob"]);
}

#[test]
fn a_hundred_thousand_targets_are_one_statement() {
    let db = database();
    let [rust, ..] = courses(&db);
    let new = (0..100_000).map(|i| Student::builder().name(format!("s{i}")));
    let keys: Vec<i64> = Student::objects()
        .bulk_create(&db, new)
        .unwrap()
        .iter()
        .map(|s| s.id)
        .collect();
    let (added, sent) = sent(&db, || rust.students().add(&db, &keys).unwrap());
    assert_eq!((added.len(), sent.len()), (100_000, 1));
    let changes = rust.students().set(&db, &keys[50_000..]).unwrap();
    assert_eq!(
        (
            changes.added.len(),
            changes.removed.len(),
            changes.kept.len()
        ),
        (0, 50_000, 50_000)
    );
    assert_eq!(rust.students().remove(&db, &keys).unwrap().len(), 50_000);
}

#[test]
fn the_links_of_rows_that_a_query_finds_are_cleared_by_one_statement() {
    let db = database();
    students(&db);
    courses(&db);
    let linked = || {
        let pairs = [(1, 1), (1, 2), (2, 2), (3, 3)];
        Course::objects()
            .link_all(&db, |c| c.students(), pairs)
            .unwrap();
    };
    let clear = |courses: throughline::QuerySet<Course>| {
        linked();
        let recorder = db.record();
        let cleared = courses.clear_all(&db, |c| c.students()).unwrap();
        (cleared, recorder.statements().len())
    };
    let all = || Course::objects();
    assert_eq!(clear(all().filter(|c| c.id().eq(1))), (2, 1));
    assert_eq!(
        clear(all().filter(|c| c.teacher().name().eq("Eve"))),
        (3, 1)
    );
    // What is asked of the links that go is asked before they do.
    assert_eq!(
        clear(all().filter(|c| c.students().name().eq("Bob"))),
        (3, 1)
    );
    assert_eq!(clear(all().exclude(|c| c.students().count().gt(1))), (2, 1));
    assert_eq!(
        clear(all().filter(|c| c.id().is_in([0_i64; 0]))),
        (0, 0),
        "nothing to ask"
    );
    assert_eq!(clear(all()), (4, 1));
    let first = all().order_by(|c| c.id()).limit(1);
    let error = first.clear_all(&db, |c| c.students()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    let error = all().clear_all(&db, |c| c.teacher()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
}
