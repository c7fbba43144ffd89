//! The lecture, point by point.
//!
//! Each point prints what it teaches, the code, the statements that the code sent, and what it
//! gave. The code is the expression that is run: `show!` prints it and evaluates it.

use std::collections::HashMap;

use school::{Course, Enrollment, Student};
use throughline::prelude::*;

use crate::failure::Failure;
use crate::report::{Cells, Report};

/// The declarations, to be quoted.
const MODELS: &str = include_str!("lib.rs");

/// Prints the expression, evaluates it, prints the statements that it sent, and gives its value.
macro_rules! show {
    ($report:ident, $expression:expr) => {{
        $report.code(stringify!($expression))?;
        let value = $expression;
        $report.statements()?;
        value
    }};
}

/// Who and what the lecture is about.
#[derive(Clone)]
struct Cast {
    db: Db,
    student: Student,
    course: Course,
}

/// Takes away the enrollments that an earlier lecture made, so that this one begins alike. Gives
/// their number.
pub(crate) async fn forget(db: &Db) -> Result<u64, Failure> {
    let made = Enrollment::objects().filter(|e| e.student().eq(3) & e.course().is_in([7, 10]));
    Ok(made.delete(db).await?)
}

/// Goes through the lecture.
pub(crate) async fn lecture(db: Db, report: &mut Report) -> Result<(), Failure> {
    report.chapter(
        "A student and a course",
        "The lecture needs one of each. `get` gives the row with a key, or the one row that a \
         filter leaves.",
    )?;
    let student = show!(report, Student::get(&db, 3).await?);
    report.row(&student)?;
    let course = show!(
        report,
        Course::objects()
            .filter(|c| c.title().eq("Databases"))
            .get(&db)
            .await?
    );
    report.row(&course)?;

    let cast = Cast {
        db,
        student,
        course,
    };
    declarations(report, cast.clone()).await?;
    links(report, cast.clone()).await?;
    both_directions(report, cast.clone()).await?;
    taking_away(report, cast).await
}

/// Points 1 and 2: the two ways to declare a relation.
async fn declarations(report: &mut Report, Cast { db, course, .. }: Cast) -> Result<(), Failure> {
    report.step(
        "A simple relation",
        "One field declares it: `students: ManyToMany<Student>`. It makes a join table, \
         `course_students`, and an accessor on both sides: `course.students()` and \
         `student.course_set()`.",
    )?;
    report.declaration(&declaration("Course"))?;
    let count = show!(report, course.students().count(&db).await?);
    report.value(count)?;

    report.step(
        "A relation through a model",
        "Where a link has columns of its own, such as `enrollment_date`, it is a row of a model. \
         The second relation of `Course`, `enrolled`, goes through `Enrollment`. These are the \
         newest enrollments of the course.",
    )?;
    report.declaration(&declaration("Enrollment"))?;
    let enrollments = show!(
        report,
        Enrollment::objects()
            .filter(|e| e.course().eq(&course))
            .order_by(|e| (e.enrollment_date().desc(), e.student().name()))
            .limit(5)
            .all(&db)
            .await?
    );
    report.rows(&all_named(&db, enrollments).await?)?;
    Ok(())
}

/// Points 3 to 5: making links.
async fn links(
    report: &mut Report,
    Cast {
        db,
        student,
        course,
    }: Cast,
) -> Result<(), Failure> {
    report.step(
        "Add",
        "`add` links rows and gives the keys of the new links.",
    )?;
    let added = show!(report, course.students().add(&db, [&student]).await?);
    report.value(keys(&added))?;
    report.then(
        "Keys do in place of rows. A link that is there already stays as it is, and that is no \
         error: of these four only one is new. SQLite, which runs in the program itself, carries the \
         statement out for each of them; a server gets all of them at once.",
    )?;
    let added = show!(report, course.students().add(&db, [1, 2, 3, 4]).await?);
    report.value(keys(&added))?;

    report.step(
        "Create on the through model",
        "A link with columns is created like any other row. The compiler asks for each of them: \
         without `.enrollment_date(…)` this does not compile.",
    )?;
    let enrollment = show!(
        report,
        Enrollment::builder()
            .student(&student)
            .course(&course)
            .enrollment_date(Date::constant(2025, 2, 3))
            .create(&db)
            .await?
    );
    report.row(&named(&db, enrollment).await?)?;

    report.step(
        "Upsert",
        "`update_or_create` looks for the row with the same unique key, here the student and the \
         course. There is none, so it creates one.",
    )?;
    let (enrollment, outcome) = show!(
        report,
        Enrollment::builder()
            .student(&student)
            .course(10)
            .enrollment_date(Date::constant(2025, 2, 10))
            .update_or_create(&db)
            .await?
    );
    report.outcome(format_args!("{outcome:?}"), &named(&db, enrollment).await?)?;
    report.then("With another date, it updates the row. Only what differs is written.")?;
    let (enrollment, outcome) = show!(
        report,
        Enrollment::builder()
            .student(&student)
            .course(10)
            .enrollment_date(Date::constant(2025, 2, 17))
            .update_or_create(&db)
            .await?
    );
    report.outcome(format_args!("{outcome:?}"), &named(&db, enrollment).await?)?;
    report.then("With the same date again, it writes nothing.")?;
    let (enrollment, outcome) = show!(
        report,
        Enrollment::builder()
            .student(&student)
            .course(10)
            .enrollment_date(Date::constant(2025, 2, 17))
            .update_or_create(&db)
            .await?
    );
    report.outcome(format_args!("{outcome:?}"), &named(&db, enrollment).await?)?;
    Ok(())
}

/// Points 6 to 10: the same links, seen from everywhere.
async fn both_directions(
    report: &mut Report,
    Cast {
        db,
        student,
        course,
    }: Cast,
) -> Result<(), Failure> {
    report.step(
        "All students of a course",
        "The accessor has the name of the field. Among the rows are the two students that point 3 \
         has added.",
    )?;
    let students = show!(report, course.students().all(&db).await?);
    report.rows(&students)?;

    report.step(
        "All courses of a student, by the default name",
        "The other side of `students`. It was given no name, so it is called after the model: \
         `course_set`.",
    )?;
    let courses = show!(report, student.course_set().all(&db).await?);
    report.rows(&courses)?;

    report.step(
        "All courses of a student, by related_name",
        "The other side of `enrolled`, which says `related_name = \"enrolled_courses\"`. Here are the \
         two enrollments that points 4 and 5 have made.",
    )?;
    let courses = show!(report, student.enrolled_courses().all(&db).await?);
    report.rows(&courses)?;

    report.step(
        "The enrollments of a student",
        "The through model is a model like any other: its rows can be asked for, with their \
         columns.",
    )?;
    let enrollments = show!(
        report,
        Enrollment::objects()
            .filter(|e| e.student().eq(&student))
            .all(&db)
            .await?
    );
    report.rows(&all_named(&db, enrollments).await?)?;

    report.step(
        "The courses of a student, through enrollment",
        "A condition can follow relations in both directions. Over a relation to many rows it means \
         \"some related row\": no course comes twice.",
    )?;
    let courses = show!(
        report,
        Course::objects()
            .filter(|c| c.enrollment_set().student().eq(&student))
            .all(&db)
            .await?
    );
    report.rows(&courses)?;
    Ok(())
}

/// Points 11 and 12: taking links away.
async fn taking_away(
    report: &mut Report,
    Cast {
        db,
        student,
        course,
    }: Cast,
) -> Result<(), Failure> {
    report.step(
        "Remove one",
        "`remove` takes away links, and gives the keys of the rows that were linked.",
    )?;
    let removed = show!(report, course.students().remove(&db, [&student]).await?);
    report.value(keys(&removed))?;
    report.then("The student is not in the course any more.")?;
    let linked = show!(report, course.students().contains(&db, &student).await?);
    report.value(linked)?;

    report.step("Clear all", "`clear` takes away all links of a row.")?;
    let removed = show!(report, course.students().clear(&db).await?);
    report.value(keys(&removed))?;
    report.then("Only links are gone. The students are all there.")?;
    let students = show!(report, Student::objects().count(&db).await?);
    report.value(students)?;

    report.chapter(
        "What is left",
        "The database keeps the two enrollments, and the course has no links. The next run takes \
         the enrollments away and links the students again, so that it shows the same.",
    )?;
    report.then(
        "To go on: change a model in src/lib.rs, and let `cargo manage makemigrations` write the \
         migration. README.md says how.",
    )?;
    Ok(())
}

/// The declaration of a model, as it is in the source, without the comments.
fn declaration(model: &str) -> Vec<&'static str> {
    let code: Vec<_> = MODELS
        .lines()
        .filter(|line| !line.trim().starts_with("///"))
        .collect();
    let head = format!("pub struct {model} {{");
    let is_model = |lines: &&[&str]| lines.contains(&head.as_str());
    code.split(|line| line.is_empty())
        .find(is_model)
        .unwrap_or_default()
        .to_vec()
}

/// Keys; only the first of them, if there are many.
fn keys(keys: &[i64]) -> String {
    if keys.len() <= 8 {
        return format!("{keys:?}");
    }
    let first: Vec<_> = keys[..6].iter().map(ToString::to_string).collect();
    format!("[{}, …], {} keys", first.join(", "), keys.len())
}

impl Cells for Student {
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.name.clone()]
    }
}

impl Cells for Course {
    const COLUMNS: &'static [&'static str] = &["id", "title"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.title.clone()]
    }
}

/// An enrollment, with the names behind its keys.
struct Named {
    enrollment: Enrollment,
    student: String,
    course: String,
}

impl Cells for Named {
    const COLUMNS: &'static [&'static str] = &["student", "course", "enrollment_date"];

    fn cells(&self) -> Vec<String> {
        let Named {
            enrollment,
            student,
            course,
        } = self;
        vec![
            format!("{} {student}", enrollment.student.key()),
            format!("{} {course}", enrollment.course.key()),
            enrollment.enrollment_date.to_string(),
        ]
    }
}

/// An enrollment with the names behind its keys.
async fn named(db: &Db, enrollment: Enrollment) -> Result<Named, Failure> {
    let student = enrollment.student().get(db).await?.name;
    let course = enrollment.course().get(db).await?.title;
    Ok(Named {
        enrollment,
        student,
        course,
    })
}

/// Enrollments with the names behind their keys: two statements, however many they are.
async fn all_named(db: &Db, enrollments: Vec<Enrollment>) -> Result<Vec<Named>, Failure> {
    let students = enrollments.iter().map(|enrollment| &enrollment.student);
    let students = Student::objects()
        .filter(|s| s.is_in(students))
        .all(db)
        .await?;
    let students: HashMap<_, _> = students.into_iter().map(|row| (row.id, row.name)).collect();
    let courses = enrollments.iter().map(|enrollment| &enrollment.course);
    let courses = Course::objects()
        .filter(|c| c.is_in(courses))
        .all(db)
        .await?;
    let courses: HashMap<_, _> = courses.into_iter().map(|row| (row.id, row.title)).collect();
    let named = enrollments.into_iter().map(|enrollment| Named {
        student: students[enrollment.student.key()].clone(),
        course: courses[enrollment.course.key()].clone(),
        enrollment,
    });
    Ok(named.collect())
}
