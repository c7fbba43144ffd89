//! The data of a school: `students.csv`, `courses.csv`, `enrollments.csv`.
//!
//! Each file is one transaction: with one bad line, nothing of the file is kept. Its lines are
//! upserts: loading it again changes nothing.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use school::{Course, Enrollment, Student};
use throughline::prelude::*;

use crate::csv_file::{CsvFile, Unique};
use crate::failure::Failure;

/// What became of the rows of a file. Prints as `120 (118 new, 2 changed)`.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    created: usize,
    updated: usize,
    same: usize,
    removed: usize,
}

impl Loaded {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged | Outcome::Found => self.same += 1,
        }
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loaded {
            created,
            updated,
            same,
            removed,
        } = *self;
        let parts = [
            (created, "new"),
            (updated, "changed"),
            (same, "already there"),
            (removed, "removed"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = parts
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        write!(f, "{}", created + updated + same)?;
        if parts.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", parts.join(", "))
        }
    }
}

/// Loads the students: `id,name`.
pub(crate) async fn students(db: &Db, folder: &Path) -> Result<Loaded, Failure> {
    let file = CsvFile::read(folder, "students.csv", ["id", "name"])?;
    let mut ids = Unique::new("id");
    let rows = file
        .rows(|line, [id, name]| Ok((ids.add(line, number("id", id)?)?, filled("name", name)?)))?;
    db.transaction(async |tx| {
        let mut loaded = Loaded::default();
        for (line, (id, name)) in rows {
            let new = Student::builder().id(id).name(&name);
            let student = Student::objects().filter(|s| s.id().eq(id));
            let upsert = student
                .update_or_create(&tx, |s| s.name().set(&name), new)
                .await;
            loaded.count(file.stored(line, upsert)?.1);
        }
        Ok(loaded)
    })
    .await
}

/// Loads the courses: `id,title`.
pub(crate) async fn courses(db: &Db, folder: &Path) -> Result<Loaded, Failure> {
    let file = CsvFile::read(folder, "courses.csv", ["id", "title"])?;
    let mut ids = Unique::new("id");
    let rows = file.rows(|line, [id, title]| {
        Ok((ids.add(line, number("id", id)?)?, filled("title", title)?))
    })?;
    db.transaction(async |tx| {
        let mut loaded = Loaded::default();
        for (line, (id, title)) in rows {
            let new = Course::builder().id(id).title(&title);
            let course = Course::objects().filter(|c| c.id().eq(id));
            let upsert = course
                .update_or_create(&tx, |c| c.title().set(&title), new)
                .await;
            loaded.count(file.stored(line, upsert)?.1);
        }
        Ok(loaded)
    })
    .await
}

/// Loads the enrollments: `student_id,course_id,enrollment_date`.
pub(crate) async fn enrollments(db: &Db, folder: &Path) -> Result<Loaded, Failure> {
    let header = ["student_id", "course_id", "enrollment_date"];
    let file = CsvFile::read(folder, "enrollments.csv", header)?;
    let students = Student::objects()
        .all(db)
        .await?
        .iter()
        .map(Model::key)
        .collect();
    let courses = Course::objects()
        .all(db)
        .await?
        .iter()
        .map(Model::key)
        .collect();
    let mut pairs = Unique::new("student and course");
    let rows = file.rows(|line, [student, course, date]| {
        let student = known("student", student, &students)?;
        let course = known("course", course, &courses)?;
        let date = day("enrollment_date", date)?;
        pairs.add(line, (student, course))?;
        Ok((student, course, date))
    })?;
    db.transaction(async |tx| {
        let mut loaded = Loaded::default();
        for (line, (student, course, date)) in rows {
            let enrollment = Enrollment::builder()
                .student(student)
                .course(course)
                .enrollment_date(date);
            let upsert = enrollment.update_or_create(&tx).await;
            loaded.count(file.stored(line, upsert)?.1);
        }
        Ok(loaded)
    })
    .await
}

/// Makes those who attend each course exactly those who are enrolled.
pub(crate) async fn attendance(db: &Db) -> Result<Loaded, Failure> {
    db.transaction(async |tx| {
        let mut loaded = Loaded::default();
        for course in Course::objects().all(&tx).await? {
            let enrolled = course.enrolled().all(&tx).await?;
            let changes = course.students().set(&tx, &enrolled).await?;
            loaded.created += changes.added.len();
            loaded.same += changes.kept.len();
            loaded.removed += changes.removed.len();
        }
        Ok(loaded)
    })
    .await
}

fn number(column: &str, text: &str) -> Result<i64, String> {
    filled(column, text)?
        .parse()
        .map_err(|_| format!("{column}: `{text}` is no whole number"))
}

fn known(what: &str, text: &str, ids: &HashSet<i64>) -> Result<i64, String> {
    let id = number(&format!("{what}_id"), text)?;
    if ids.contains(&id) {
        Ok(id)
    } else {
        Err(format!("unknown {what} {id}"))
    }
}

fn day(column: &str, text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| format!("{column}: `{text}` is no date, such as 2025-02-28"))
}

fn filled(column: &str, text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err(format!("{column} is empty"))
    } else {
        Ok(text.to_owned())
    }
}
