//! Relations between two models, with keys of four kinds.

use throughline::__private::FillAt;
use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Changes, Complete, LinkReport, ModelDef, RelatedManager, Result};

use super::*;

/// Key: i64, made by the database.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Course {
    id: i64,
    #[field(unique)]
    name: String,
    #[field(default = 0)]
    note: i32,
    students: ManyToMany<Student>,
}

/// Key: a UUID, made by the library.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Student {
    id: Uuid,
    #[field(unique)]
    name: String,
    #[field(default = 0)]
    note: i32,
}

/// Key: i32, made by the database.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Club {
    id: i32,
    #[field(unique)]
    name: String,
    #[field(default = 0)]
    note: i32,
    #[field(related_name = "clubs")]
    members: ManyToMany<Member, Membership>,
}

/// Key: a text.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Member {
    #[field(primary_key)]
    name: String,
    #[field(default = 0)]
    note: i32,
}

/// Key: the pair.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(club, member))]
pub(crate) struct Membership {
    club: ForeignKey<Club>,
    member: ForeignKey<Member>,
    weight: i32,
}

node!(Course);
node!(Student);
node!(Club);
node!(Member);

pub(crate) struct Simple;

impl Cell for Simple {
    type Owner = Course;
    type Target = Student;
    type Link = throughline::SimpleLink;
    const MODELS: &'static [&'static ModelDef] = &[Course::META, Student::META];

    fn near(owner: &Course) -> RelatedManager<Student, Self::Link> {
        owner.students()
    }

    fn far(target: &Student) -> RelatedManager<Course, Self::Link> {
        target.course_set()
    }

    simple_verbs!();
    bulk_verbs!(students, course_set);

    fn rows(db: &Db) -> (Vec<Course>, Vec<Student>) {
        (make(db), make(db))
    }
}

pub(crate) struct Through;

impl Cell for Through {
    type Owner = Club;
    type Target = Member;
    type Link = <<<Membership as Model>::Builder as FillAt<0>>::Out as FillAt<1>>::Out;
    const MODELS: &'static [&'static ModelDef] = &[Club::META, Member::META, Membership::META];

    fn near(owner: &Club) -> RelatedManager<Member, Self::Link> {
        owner.members()
    }

    fn far(target: &Member) -> RelatedManager<Club, Self::Link> {
        target.clubs()
    }

    through_verbs!();
    bulk_verbs!(members, clubs);

    fn rows(db: &Db) -> (Vec<Club>, Vec<Member>) {
        (make(db), make(db))
    }
}

impl ThroughCell for Through {
    fn weigh(link: Self::Link, weight: i32) -> impl Complete<Model = Membership> {
        link.weight(weight)
    }

    fn weight_of(link: &Membership) -> i32 {
        link.weight
    }
}
