//! What is read, for sqlx on both engines: by position, since a name is looked up for each row.

use sqlx::{Error, FromRow, Row};

#[expect(
    dead_code,
    reason = "made whole, as an application would; the check reads the keys alone"
)]
pub(crate) struct Student {
    pub(crate) id: i64,
    name: String,
    email: String,
    year: i32,
}

impl Student {
    fn from_columns(row: &crate::Row, first: usize) -> Result<Self, Error> {
        Ok(Self {
            id: row.try_get(first)?,
            name: row.try_get(first + 1)?,
            email: row.try_get(first + 2)?,
            year: row.try_get(first + 3)?,
        })
    }
}

impl FromRow<'_, crate::Row> for Student {
    fn from_row(row: &crate::Row) -> Result<Self, Error> {
        Self::from_columns(row, 0)
    }
}

#[expect(dead_code, reason = "as above")]
pub(crate) struct Course {
    pub(crate) id: i64,
    title: String,
}

impl FromRow<'_, crate::Row> for Course {
    fn from_row(row: &crate::Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.try_get(0)?,
            title: row.try_get(1)?,
        })
    }
}

/// A course and how many students it has.
pub(crate) struct Attended {
    pub(crate) course: Course,
    pub(crate) students: i64,
}

impl FromRow<'_, crate::Row> for Attended {
    fn from_row(row: &crate::Row) -> Result<Self, Error> {
        Ok(Self {
            course: Course::from_row(row)?,
            students: row.try_get(2)?,
        })
    }
}

/// A student, behind the key of one of its courses.
pub(crate) struct StudentOf {
    pub(crate) course: i64,
    pub(crate) student: Student,
}

impl FromRow<'_, crate::Row> for StudentOf {
    fn from_row(row: &crate::Row) -> Result<Self, Error> {
        Ok(Self {
            course: row.try_get(0)?,
            student: Student::from_columns(row, 1)?,
        })
    }
}
