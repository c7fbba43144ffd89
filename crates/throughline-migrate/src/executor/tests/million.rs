//! A million links that become rows of a through model, and links again.

use super::*;
use crate::state::*;
use crate::{Answer, Question, Questioner, Target};

/// 1,000 courses, 1,000 students, each with each.
const SEED: &str = "
INSERT INTO student (name) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 1000) SELECT 'x' FROM n;
INSERT INTO course (title) SELECT 'x' FROM student;
INSERT INTO course_students (course_id, student_id) SELECT course.id, student.id FROM course, student";

/// The links of a table: their number, and what would change if one were another.
fn links(database: &Database, table: &str) -> Vec<String> {
    let sum = "count(*), sum(course_id * 7919 + student_id), sum(course_id * student_id)";
    rows(database, &format!("SELECT {sum} FROM {table}"))
}

struct Yes;

impl Questioner for Yes {
    fn ask(&mut self, _: &Question) -> Result<Option<Answer>> {
        Ok(Some(Answer::Yes))
    }
}

/// Courses whose links with students are in a join table.
fn simple(surrogate_id: bool) -> ProjectState {
    let mut students = many_to_many("Course", "students", "Student");
    if let Some(relation) = students.many_to_many_mut()
        && let Links::JoinTable {
            surrogate_id: id, ..
        } = &mut relation.links
    {
        *id = surrogate_id;
    }
    ProjectState::of([
        model("Student", [char("name", 9)]),
        model("Course", [char("title", 9), students]),
    ])
}

/// Courses whose links with students are enrollments, with a grade.
fn through_model(pair_is_key: bool) -> ProjectState {
    let grade = with(plain("grade", ColumnType::Int), |column| {
        column.db_default = Some(Literal::Integer(3));
    });
    let mut enrollment = model(
        "Enrollment",
        [
            foreign_key("course", "Course"),
            foreign_key("student", "Student"),
            grade,
        ],
    );
    let pair = list(&["course", "student"]);
    if pair_is_key {
        enrollment.fields.remove(0);
        enrollment.primary_key = pair;
    } else {
        enrollment.unique.push(pair);
    }
    let ends = ["course", "student"];
    let students = through("students", "Student", "Enrollment", ends);
    ProjectState::of([
        model("Student", [char("name", 9)]),
        model("Course", [char("title", 9), students]),
        enrollment,
    ])
}

/// Goes there and back. Gives the statements of the way there that copy rows.
fn there_and_back(from: &ProjectState, to: &ProjectState) -> Vec<String> {
    let database = memory();
    let first = initial(from);
    migrate(&database, &graph(&[&first])).unwrap();
    execute_all(&database, SEED).unwrap();
    let before = links(&database, "course_students");
    assert!(before[0].starts_with("1000000|"), "{before:?}");

    let changes = detect(from, to, &(), &mut Yes).unwrap();
    let graph = graph(&[&first, &changes.operations]);
    let recorder = database.record();
    migrate(&database, &graph).unwrap();
    let statements = recorder.take().into_iter().map(|statement| statement.sql);
    let copies = statements.filter(|sql| sql.contains("INSERT INTO") && sql.contains("SELECT"));
    let copies: Vec<_> = copies.collect();

    assert_eq!(links(&database, "enrollment"), before);
    let graded = "SELECT count(*) FROM enrollment WHERE grade = 3";
    assert_eq!(rows(&database, graded), ["1000000"]);

    let back = database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move {
            let target = Target::Migration("0001".into());
            super::super::migrate(connection, &graph, &target, &mut ()).await
        })
    })));
    assert_eq!(back.unwrap().undone.len(), 1);
    assert_eq!(links(&database, "course_students"), before);
    copies
}

#[test]
fn a_million_links_become_rows_without_a_copy_where_the_key_stays() {
    assert_eq!(
        there_and_back(&simple(false), &through_model(true)),
        [""; 0]
    );
    assert_eq!(
        there_and_back(&simple(true), &through_model(false)),
        [""; 0]
    );
}

#[test]
fn a_million_links_are_copied_once_where_they_get_a_key_of_their_own() {
    let copies = there_and_back(&simple(false), &through_model(false));
    assert_eq!(copies.len(), 1, "{copies:?}");
}
