//! The models of the schema that the traces of `orm` were recorded over.

use throughline::ModelDef;
use throughline::prelude::*;

/// Gives courses.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Teacher {
    pub(crate) id: i64,
    #[field(max_length = 100)]
    pub(crate) name: String,
}

/// Attends courses, and is a member of clubs.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Student {
    pub(crate) id: i64,
    #[field(max_length = 100)]
    pub(crate) name: String,
    pub(crate) age: Option<i64>,
}

/// Has students in a join table of its own.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Course {
    pub(crate) id: i64,
    #[field(max_length = 100)]
    pub(crate) title: String,
    pub(crate) teacher: Option<ForeignKey<Teacher>>,
    pub(crate) students: ManyToMany<Student>,
}

/// Has members through a model.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Club {
    pub(crate) id: i64,
    #[field(max_length = 100)]
    pub(crate) name: String,
    #[field(related_name = "clubs")]
    pub(crate) members: ManyToMany<Student, Membership>,
}

/// A student in a club, since a day, in a role.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, club))]
pub(crate) struct Membership {
    pub(crate) id: i64,
    pub(crate) student: ForeignKey<Student>,
    pub(crate) club: ForeignKey<Club>,
    pub(crate) joined: Date,
    #[field(max_length = 100, default = "member")]
    pub(crate) role: String,
}

/// A student in a course, since a day: a model of links that is no through model.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, course))]
pub(crate) struct Enrollment {
    pub(crate) id: i64,
    pub(crate) student: ForeignKey<Student>,
    pub(crate) course: ForeignKey<Course>,
    pub(crate) enrollment_date: Date,
}

/// Has relations to its own kind, one of them symmetrical.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub(crate) id: i64,
    #[field(max_length = 100)]
    pub(crate) name: String,
    #[field(symmetrical)]
    pub(crate) friends: ManyToMany<Person>,
    #[field(related_name = "followers")]
    pub(crate) follows: ManyToMany<Person>,
}

/// A word about posts.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Tag {
    pub(crate) id: i64,
    #[field(max_length = 100, unique)]
    pub(crate) label: String,
}

/// Has two relations to the same model, one without a way back.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Post {
    pub(crate) id: i64,
    #[field(max_length = 100)]
    pub(crate) title: String,
    #[field(related_name = "posts")]
    pub(crate) tags: ManyToMany<Tag>,
    #[field(related_name = "+")]
    pub(crate) hidden_tags: ManyToMany<Tag>,
}

/// All of them, to make the tables.
pub(crate) const ALL: [&ModelDef; 9] = [
    Teacher::META,
    Student::META,
    Course::META,
    Club::META,
    Membership::META,
    Enrollment::META,
    Person::META,
    Tag::META,
    Post::META,
];
