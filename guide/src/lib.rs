//! The models of the guide and of the examples in the documentation: a school.
//!
//! The guide itself is the book in `guide/book`. Its chapters are run as examples of this crate,
//! and what they show beside their code is compared by [`shown`].
//!
//! ```text
//! student ──< course_students >── course      a join table of its own
//! student ──< enrollment      >── course      through a model with a date
//! student ──< membership      >── club        through a model with a date and a role
//! student ──1 locker                          one to one
//! teacher ──< teacher                         a mentor, or none
//! teacher ──< trip_helpers    >── trip        a join table of its own
//! teacher ──< guiding         >── trip        through a model with a language
//! person  ──< person_friends  >── person      symmetrical: friends are friends of each other
//! person  ──< person_follows  >── person      one way: who follows whom
//! ```
//!
//! [`school`] makes a database with some rows:
//!
//! ```text
//! student     1 Ann, 2 Bob, 3 Cleo
//! course      1 Rust: Ann and Bob     2 Logic: Bob
//! enrollment  Ann in Rust since 2026-01-05
//! club        1 Chess: Ann, chair since 2025-09-01
//! teacher     1 Eve, room 12          2 Max, no room, mentor Eve
//! locker      7 of Ann
//! trip        1 Zoo: helper Max, guide Eve in English
//! ```

mod layout;
pub mod shown;

pub use shown::Shown;
pub use throughline::prelude::*;

/// Somebody who learns.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Student {
    /// The primary key.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
}

/// What is taught.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Course {
    /// The primary key.
    pub id: i64,
    /// The title.
    #[field(max_length = 100)]
    pub title: String,
    /// Those who attend.
    pub students: ManyToMany<Student>,
}

/// A student in a course, since a day.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, course))]
pub struct Enrollment {
    /// The primary key.
    pub id: i64,
    /// The student.
    pub student: ForeignKey<Student>,
    /// The course.
    pub course: ForeignKey<Course>,
    /// The day.
    pub enrollment_date: Date,
}

/// A student in a club, since a day, in a role.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, club))]
pub struct Membership {
    /// The primary key.
    pub id: i64,
    /// The student.
    pub student: ForeignKey<Student>,
    /// The club.
    pub club: ForeignKey<Club>,
    /// The day.
    pub joined: Date,
    /// What the student does there.
    #[field(max_length = 20, default = "member")]
    pub role: String,
}

/// A club.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Club {
    /// The primary key.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
    /// Its members.
    #[field(related_name = "clubs")]
    pub members: ManyToMany<Student, Membership>,
}

/// Where a student keeps things.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Locker {
    /// The primary key.
    pub id: i64,
    /// Whose it is.
    pub student: OneToOne<Student>,
    /// The number on the door.
    pub number: i32,
}

/// Somebody who teaches.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Teacher {
    /// The primary key.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
    /// The address for letters.
    #[field(unique)]
    pub email: String,
    /// The room, if there is one.
    pub room: Option<i32>,
    /// Who helps the teacher, if anybody does.
    #[field(related_name = "mentees")]
    pub mentor: Option<ForeignKey<Teacher>>,
}

/// A day out.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Trip {
    /// The primary key.
    pub id: i64,
    /// Where it goes.
    #[field(max_length = 100)]
    pub name: String,
    /// Those who help.
    #[field(related_name = "trips")]
    pub helpers: ManyToMany<Teacher>,
    /// Those who explain.
    #[field(related_name = "guided_trips")]
    pub guides: ManyToMany<Teacher, Guiding>,
}

/// A teacher who explains on a trip.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(trip, teacher))]
pub struct Guiding {
    /// The primary key.
    pub id: i64,
    /// The trip.
    pub trip: ForeignKey<Trip>,
    /// The teacher.
    pub teacher: ForeignKey<Teacher>,
    /// In which language.
    #[field(max_length = 20)]
    pub language: String,
}

/// Somebody on the school's notice board.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Person {
    /// The primary key.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
    /// Whose friend the person is, and who is the person's.
    #[field(symmetrical)]
    pub friends: ManyToMany<Person>,
    /// Whose notes the person reads.
    #[field(related_name = "followers")]
    pub follows: ManyToMany<Person>,
}

/// Makes the tables of the models.
///
/// # Errors
///
/// If they are there already.
pub fn create_tables(db: &throughline::blocking::Db) -> throughline::Result<()> {
    throughline::create_tables(db, models())
}

/// All models.
fn models() -> [&'static throughline::ModelDef; 10] {
    [
        Student::META,
        Course::META,
        Enrollment::META,
        Membership::META,
        Club::META,
        Locker::META,
        Teacher::META,
        Trip::META,
        Guiding::META,
        Person::META,
    ]
}

/// A database in memory with the rows that are shown above.
#[derive(Debug)]
#[non_exhaustive]
pub struct School {
    /// The database.
    pub db: throughline::blocking::Db,
    /// Attends Rust, is enrolled in it, and chairs the chess club.
    pub ann: Student,
    /// Attends Rust and Logic.
    pub bob: Student,
    /// Attends nothing.
    pub cleo: Student,
    /// Attended by Ann and Bob.
    pub rust: Course,
    /// Attended by Bob.
    pub logic: Course,
    /// Ann is in it.
    pub chess: Club,
    /// Has room 12, and mentors Max.
    pub eve: Teacher,
    /// Has no room.
    pub max: Teacher,
    /// Max helps, Eve guides in English.
    pub zoo: Trip,
}

/// Makes the tables of the models, and the rows.
///
/// # Errors
///
/// If there is no memory.
pub fn school() -> throughline::Result<School> {
    let db = throughline::blocking::Db::memory()?;
    create_tables(&db)?;
    let student = |name: &str| Student::builder().name(name).create(&db);
    let (ann, bob, cleo) = (student("Ann")?, student("Bob")?, student("Cleo")?);
    let course = |title: &str| Course::builder().title(title).create(&db);
    let (rust, logic) = (course("Rust")?, course("Logic")?);
    rust.students().add(&db, [&ann, &bob])?;
    logic.students().add(&db, [&bob])?;
    Enrollment::builder()
        .student(&ann)
        .course(&rust)
        .enrollment_date(Date::constant(2026, 1, 5))
        .create(&db)?;
    let chess = Club::builder().name("Chess").create(&db)?;
    let since = Date::constant(2025, 9, 1);
    chess
        .members()
        .add_with(&db, [&ann], |link| link.joined(since).role("chair"))?;
    let teacher = |name: &str| {
        let email = format!("{}@school.example", name.to_lowercase());
        Teacher::builder().name(name).email(email)
    };
    let eve = teacher("Eve").room(12).create(&db)?;
    let max = teacher("Max").mentor(&eve).create(&db)?;
    Locker::builder().student(&ann).number(7).create(&db)?;
    let zoo = Trip::builder().name("Zoo").create(&db)?;
    zoo.helpers().add(&db, [&max])?;
    zoo.guides()
        .add_with(&db, [&eve], |link| link.language("English"))?;
    Ok(School {
        db,
        ann,
        bob,
        cleo,
        rust,
        logic,
        chess,
        eve,
        max,
        zoo,
    })
}

/// The chapters, each compiled and run.
#[cfg(doctest)]
mod chapters;
