//! What a contestant implements.

use crate::{Data, NewStudent};

/// The error of a contestant's method.
#[derive(Debug)]
pub enum Failure {
    /// The library has no way to do this.
    Unsupported,
    /// It failed.
    Error(Box<dyn std::error::Error>),
}

impl<E: Into<Box<dyn std::error::Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// The result of a contestant's method.
pub type Result<T = Seen> = std::result::Result<T, Failure>;

/// What came back, so far that a wrong answer is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many rows.
    pub rows: u64,
    /// The sum of their keys.
    pub sum: i64,
}

impl Seen {
    /// The library does not tell how many links it made or took away. What is there is looked at instead,
    /// at the first call of a visit.
    pub const UNTOLD: Self = Self {
        rows: u64::MAX,
        sum: 0,
    };

    /// Of the keys of the rows that were read, or written.
    pub fn keys(keys: impl IntoIterator<Item = i64>) -> Self {
        let mut seen = Self::default();
        keys.into_iter().for_each(|key| seen.take(key));
        seen
    }

    /// Takes one more key.
    pub fn take(&mut self, key: i64) {
        self.rows += 1;
        self.sum += key;
    }

    /// Keys whose order counts: each is multiplied by its position.
    pub fn in_order(keys: impl IntoIterator<Item = i64>) -> Self {
        Self::keys(
            keys.into_iter()
                .zip(1..)
                .map(|(key, position)| key * position),
        )
    }

    /// Courses with their students: the key of each student, multiplied by that of the course.
    pub fn loaded<S: IntoIterator<Item = i64>>(
        courses: impl IntoIterator<Item = (i64, S)>,
    ) -> Self {
        let mut seen = Self::default();
        for (course, students) in courses {
            students
                .into_iter()
                .for_each(|student| seen.take(course * student));
        }
        seen
    }

    /// Of a number of rows that is told without their keys.
    pub fn rows(rows: u64) -> Self {
        Self { rows, sum: 0 }
    }
}

/// A library, on one connection to a database with [`Data`].
///
/// What reads makes the library's own structs, with all columns, and lets go of them before it returns.
/// What is written is durable as the engine's settings say, in a transaction where it takes more than
/// one statement. A method that the library has no way to do stays as it is here.
#[allow(
    async_fn_in_trait,
    reason = "called by this crate alone, in one thread"
)]
#[allow(unused_variables, reason = "the names say what the values are")]
pub trait Contestant: Sized {
    /// Opens the database.
    async fn connect(url: &str) -> Result<Self>;

    /// What it is made of, with versions: `throughline 0.1.0, SQLite 3.54.1`.
    async fn versions(&mut self) -> Result<String>;

    /// A student.
    async fn get_one(&mut self, student: i64) -> Result;

    /// The students of a course.
    async fn students_of(&mut self, course: i64) -> Result;

    /// The courses of a student.
    async fn courses_of(&mut self, student: i64) -> Result;

    /// The courses that the student of this e-mail address attends.
    async fn courses_by_email(&mut self, email: &str) -> Result {
        Err(Failure::Unsupported)
    }

    /// The courses in which a student is enrolled, in the order of their titles. Returns
    /// [`Seen::in_order`].
    async fn enrolled(&mut self, student: i64) -> Result {
        Err(Failure::Unsupported)
    }

    /// Links a student to a course, if it is not linked. Returns whether it is new.
    async fn add_one(&mut self, course: i64, student: i64) -> Result;

    /// Links students to a course. Returns how many are new.
    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result;

    /// The same. Returns the keys of those that are new.
    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        Err(Failure::Unsupported)
    }

    /// Takes a link away. Returns how many were there.
    async fn remove_one(&mut self, course: i64, student: i64) -> Result;

    /// Makes these the students of a course. Returns how many came and went.
    async fn set(&mut self, course: i64, students: &[i64]) -> Result;

    /// The same. Returns the keys of those that came and of those that went.
    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        Err(Failure::Unsupported)
    }

    /// Takes all links of a course away. Returns how many were there.
    async fn clear(&mut self, course: i64) -> Result;

    /// The same. Returns the keys of the students.
    async fn clear_telling(&mut self, course: i64) -> Result {
        Err(Failure::Unsupported)
    }

    /// Changes the student of this e-mail address, or makes it. Returns the key.
    async fn upsert(&mut self, student: &NewStudent) -> Result;

    /// The courses up to this one, each with its students. Returns [`Seen::loaded`].
    async fn load(&mut self, up_to: i64) -> Result {
        Err(Failure::Unsupported)
    }

    /// All courses, each with its students. Returns [`Seen::loaded`].
    async fn load_all(&mut self) -> Result {
        Err(Failure::Unsupported)
    }

    /// The courses with most students, the first of equals first. The sum is of the courses' keys and of
    /// their numbers of students.
    async fn most(&mut self, how_many: i64) -> Result {
        Err(Failure::Unsupported)
    }

    /// All students, one after the other, of whom none is kept.
    async fn stream(&mut self) -> Result {
        Err(Failure::Unsupported)
    }

    /// Makes a student. Returns the key.
    async fn insert_one(&mut self, student: NewStudent) -> Result;

    /// Makes students. Returns how many.
    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result;

    /// Makes students, and reads of each all columns as the database has them.
    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        Err(Failure::Unsupported)
    }

    /// Links all pairs of course and student, in the join table whose key is both columns.
    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        Err(Failure::Unsupported)
    }

    /// Links all pairs, in the table `usual_course_students`.
    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        Err(Failure::Unsupported)
    }

    /// Not timed: empties both join tables.
    async fn unlink_all(&mut self) -> Result<()>;

    /// Not timed: links all pairs in the empty table that the other operations read and write, which is
    /// that of [`bulk_link`](Self::bulk_link) unless the library wants the usual one.
    async fn relink(&mut self, links: &[(i64, i64)]) -> Result<()> {
        self.bulk_link(links).await?;
        Ok(())
    }

    /// Not timed: takes away what was written: links of the spare courses, students behind the last, and
    /// the changes of the others.
    async fn tidy(&mut self, data: &Data) -> Result<()>;
}
