//! The models of these tests, and a database with some rows.

use throughline::blocking;
pub(crate) use throughline::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Student {
    pub id: i64,
    #[field(max_length = 100)]
    pub name: String,
    pub age: Option<i32>,
    #[field(unique)]
    pub email: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Teacher {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(ordering(title))]
pub(crate) struct Course {
    pub id: i64,
    pub title: String,
    pub teacher: Option<ForeignKey<Teacher>>,
    pub students: ManyToMany<Student>,
}

/// Has columns of its own, all with a default.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(course, tag))]
pub(crate) struct Tagging {
    pub id: Uuid,
    pub course: ForeignKey<Course>,
    pub tag: ForeignKey<Tag>,
    #[field(default = 1)]
    pub weight: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Tag {
    #[field(primary_key)]
    pub word: String,
    #[field(related_name = "tags")]
    pub courses: ManyToMany<Course, Tagging>,
}

/// Has columns that a link needs.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(student, club))]
pub(crate) struct Membership {
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
    pub joined: Date,
    #[field(max_length = 20, default = "member")]
    pub role: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Club {
    pub id: Uuid,
    pub name: String,
    #[field(related_name = "clubs")]
    pub members: ManyToMany<Student, Membership>,
}

/// An empty database with all tables.
pub(crate) fn database() -> blocking::Db {
    let db = crate::database::empty();
    throughline::create_tables(
        &db,
        [
            Student::META,
            Teacher::META,
            Course::META,
            Tagging::META,
            Tag::META,
            Membership::META,
            Club::META,
        ],
    )
    .unwrap();
    db
}

/// Students 1 to 4: Ann (20), Bob (22), Cleo (no age), Dan (22).
pub(crate) fn students(db: &blocking::Db) -> [Student; 4] {
    let rows = [
        ("Ann", Some(20)),
        ("Bob", Some(22)),
        ("Cleo", None),
        ("Dan", Some(22)),
    ];
    rows.map(|(name, age)| Student::builder().name(name).age(age).create(db).unwrap())
}

/// Courses 1 to 3: Rust, Logic, Art. Rust and Logic have the teacher Eve.
pub(crate) fn courses(db: &blocking::Db) -> [Course; 3] {
    let eve = Teacher::builder().name("Eve").create(db).unwrap();
    [("Rust", Some(&eve)), ("Logic", Some(&eve)), ("Art", None)].map(|(title, teacher)| {
        Course::builder()
            .title(title)
            .teacher(teacher)
            .create(db)
            .unwrap()
    })
}

/// A club with no members.
pub(crate) fn club(db: &blocking::Db) -> Club {
    Club::builder().name("Chess").create(db).unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// What was sent while the closure ran, without BEGIN and COMMIT.
pub(crate) fn sent<T>(db: &blocking::Db, run: impl FnOnce() -> T) -> (T, Vec<String>) {
    let recorder = db.record();
    let result = run();
    (result, recorder.statements())
}
