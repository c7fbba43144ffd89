//! The rows that Django wrote, read by the printed models. What is expected is in
//! `django/fill.py`.

use std::slice::from_ref;

use serde_json::json;
use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Error, Result};

use crate::Fixture;
use crate::models::{Club, Course, Group, Membership, Permission, Profile, Sample, Student};
use crate::models::{Teacher, User};

fn student(db: &Db, name: &str) -> Result<Student> {
    Student::objects().filter(|s| s.name().eq(name)).get(db)
}

fn names(students: &[Student]) -> Vec<&str> {
    students
        .iter()
        .map(|student| student.name.as_str())
        .collect()
}

const CHO: &str = "조은 Ünlü 🎓";

#[test]
fn every_type_is_read() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let samples = Sample::objects().order_by(|s| s.small()).all(&db)?;
    let uuid = |text: &str| text.parse::<Uuid>().unwrap();
    let full = Sample {
        id: Uuid::from_u128(42),
        small: i16::MIN,
        medium: i32::MIN,
        big: i64::MIN,
        positive: i32::MAX,
        positive_small: i16::MAX,
        truth: false,
        text: "l'été\n\"ok\"".to_owned(),
        char_column: "naïve".to_owned(),
        day: "2024-02-29".parse().unwrap(),
        hour: "23:59:59.999999".parse().unwrap(),
        moment: "2024-02-29T12:30:45.123456Z".parse().unwrap(),
        token: uuid("0123abcd-0123-4567-89ab-0123456789ab"),
        document: Json(json!({ "names": ["Ann", "조"], "n": -1.5, "none": null })),
        price: "-12345678.90".parse().unwrap(),
        ratio: -0.1,
        raw: vec![0, 1, 254, 255],
        lasting: 86_400_000_001,
        slug: "a-slug".to_owned(),
        address: "2001:db8::1".to_owned(),
        maybe_number: Some(-7),
        maybe_moment: Some("1969-12-31T23:59:59Z".parse().unwrap()),
        maybe_document: Some(Json(json!([1, 2]))),
        maybe_price: Some("0.125".parse().unwrap()),
    };
    let empty = Sample {
        id: Uuid::max(),
        small: 0,
        medium: 0,
        big: 0,
        positive: 0,
        positive_small: 0,
        truth: true,
        text: String::new(),
        char_column: String::new(),
        day: "0001-01-01".parse().unwrap(),
        hour: "00:00:00".parse().unwrap(),
        moment: "2024-01-01T00:00:00Z".parse().unwrap(),
        token: Uuid::nil(),
        document: Json(json!([])),
        price: "100".parse().unwrap(),
        ratio: 2.0,
        raw: Vec::new(),
        lasting: 0,
        slug: "b".to_owned(),
        address: "127.0.0.1".to_owned(),
        maybe_number: None,
        maybe_moment: None,
        maybe_document: None,
        maybe_price: None,
    };
    assert_eq!(samples, [full, empty]);
    Ok(())
}

#[test]
fn values_as_django_writes_them_are_found() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let sample = Sample::objects().order_by(|s| s.small()).first(&db)?;
    let sample = sample.unwrap();
    let samples = Sample::objects();
    assert_eq!(
        samples
            .clone()
            .filter(|s| s.moment().eq(sample.moment))
            .count(&db)?,
        1
    );
    assert_eq!(
        samples
            .clone()
            .filter(|s| s.moment().lt(sample.moment))
            .count(&db)?,
        1
    );
    assert_eq!(
        samples
            .clone()
            .filter(|s| s.hour().eq(sample.hour))
            .count(&db)?,
        1
    );
    assert_eq!(
        samples
            .clone()
            .filter(|s| s.day().is_in([sample.day]))
            .count(&db)?,
        1
    );
    assert_eq!(
        samples
            .clone()
            .filter(|s| s.price().eq(sample.price))
            .count(&db)?,
        1
    );
    assert_eq!(
        samples.clone().filter(|s| s.truth().eq(false)).count(&db)?,
        1
    );
    assert_eq!(
        samples
            .clone()
            .filter(|s| s.raw().eq(sample.raw.clone()))
            .count(&db)?,
        1
    );
    let before = sample.maybe_moment.unwrap();
    assert_eq!(
        samples.filter(|s| s.maybe_moment().le(before)).count(&db)?,
        1
    );
    Ok(())
}

/// Django keeps UUIDs on SQLite without hyphens, and Throughline with them: `inspectdb` says so.
#[test]
fn a_uuid_without_hyphens_is_read_and_not_found() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let token = Sample::objects()
        .order_by(|s| s.small())
        .first(&db)?
        .unwrap()
        .token;
    assert_eq!(
        Sample::objects()
            .filter(|s| s.token().eq(token))
            .count(&db)?,
        0
    );
    let missing = Sample::get(&db, Uuid::from_u128(42)).unwrap_err();
    assert!(Error::is_does_not_exist(&missing));
    Ok(())
}

#[test]
fn join_tables_lead_both_ways() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let ann = student(&db, "Ann")?;
    let courses = ann.course_set().order_by(|c| c.title()).all(&db)?;
    let titles: Vec<_> = courses.iter().map(|c| (c.title.as_str(), c.year)).collect();
    assert_eq!(titles, [("Algebra", 2024), ("Logic", -44)]);
    assert_eq!(
        names(&courses[0].students().order_by(|s| s.name()).all(&db)?),
        ["Ann", CHO]
    );
    let of_cho = Course::objects().filter(|c| c.students().name().eq(CHO));
    assert_eq!(of_cho.all(&db)?, courses[..1]);

    let bob = student(&db, "Bob")?;
    courses[1].students().set(&db, [&bob, &ann])?;
    assert_eq!(courses[1].students().count(&db)?, 2);
    courses[1].students().remove(&db, [&ann])?;
    assert_eq!(names(&courses[1].students().all(&db)?), ["Bob"]);
    Ok(())
}

#[test]
fn relations_of_students_with_students_are_read() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let (ann, bob, cho) = (
        student(&db, "Ann")?,
        student(&db, "Bob")?,
        student(&db, CHO)?,
    );
    assert_eq!(names(&ann.friends().all(&db)?), ["Bob"]);
    assert_eq!(names(&bob.friends().all(&db)?), ["Ann"]);
    assert_eq!(names(&ann.follows().all(&db)?), [CHO]);
    assert_eq!(cho.follows().count(&db)?, 0);
    let followers = cho.student_follows_set().order_by(|s| s.name());
    assert_eq!(names(&followers.all(&db)?), ["Ann", "Bob"]);
    Ok(())
}

#[test]
fn the_rows_of_a_through_model_are_read() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let ann = student(&db, "Ann")?;
    let clubs = ann.clubs().order_by(|c| c.name()).with_link().all(&db)?;
    let seen: Vec<_> = clubs
        .iter()
        .map(|(club, link)| {
            (
                club.name.as_str(),
                link.joined.to_string(),
                link.role.as_str(),
            )
        })
        .collect();
    let chess = ("Chess", "2023-09-01".to_owned(), "member");
    assert_eq!(seen, [chess, ("Go", "2024-01-31".to_owned(), "président")]);
    let go = Club::objects().filter(|c| c.name().eq("Go")).get(&db)?;
    assert_eq!(
        names(&go.student_set().order_by(|s| s.name()).all(&db)?),
        ["Ann", CHO]
    );
    assert_eq!(
        Membership::objects()
            .filter(|m| m.club().eq(&go))
            .count(&db)?,
        2
    );
    Ok(())
}

#[test]
fn keys_of_one_row_are_followed() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let ann = student(&db, "Ann")?;
    let profile = ann.profile().get(&db)?.unwrap();
    assert_eq!(profile.motto, "Per aspera");
    assert_eq!(profile.student().get(&db)?, ann);
    assert_eq!(Profile::get(&db, ann.id)?, profile);
    assert_eq!(student(&db, "Bob")?.profile().get(&db)?, None);

    let algebra = Course::objects()
        .filter(|c| c.title().eq("Algebra"))
        .get(&db)?;
    assert_eq!(algebra.teacher().get(&db)?.r#type, "professor");
    let turing = Teacher::get(&db, "TUR")?;
    assert_eq!(algebra.substitute().get(&db)?, Some(turing.clone()));
    assert_eq!(turing.r#type, "lecturer");
    assert_eq!(turing.course_teacher_set().count(&db)?, 1);
    assert_eq!(turing.course_substitute_set().all(&db)?, [algebra]);
    Ok(())
}

#[test]
fn accounts_of_django_are_read() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let ann = student(&db, "Ann")?;
    let user = ann.account().get(&db)?.unwrap();
    assert_eq!(
        (user.username.as_str(), user.is_active, user.is_staff),
        ("ann", true, false)
    );
    assert_eq!(
        user.date_joined,
        "2024-02-29T12:30:45.123456Z".parse().unwrap()
    );
    assert_eq!(user.last_login, None);
    let groups = user.groups().all(&db)?;
    assert_eq!(groups[0].name, "staff");
    let teach = groups[0].permissions().objects().get(&db)?;
    assert_eq!(teach.codename, "teach");
    assert_eq!(teach.content_type().get(&db)?.model, "course");
    assert_eq!(user.user_permissions().all(&db)?, from_ref(&teach));
    assert_eq!(teach.user_set().all(&db)?, [user]);
    let of_teach = Group::objects().filter(|g| g.permissions().eq(&teach));
    assert_eq!(of_teach.count(&db)?, 1);
    assert_eq!(Permission::objects().count(&db)?, 1);
    assert_eq!(
        User::objects()
            .filter(|u| u.groups().name().eq("staff"))
            .count(&db)?,
        1
    );
    Ok(())
}

#[test]
fn new_rows_stand_beside_those_of_django() -> Result<()> {
    let fixture = Fixture::new();
    let db = fixture.open();
    let dan = Student::builder().name("Dan").create(&db)?;
    assert_eq!(dan.id, 4);
    let go = Club::objects().filter(|c| c.name().eq("Go")).get(&db)?;
    let joined = "2026-01-31".parse::<Date>().unwrap();
    dan.clubs()
        .add_with(&db, [&go], |link| link.joined(joined).role("member"))?;
    dan.friends().add(&db, [&student(&db, "Bob")?])?;
    assert_eq!(dan.clubs().count(&db)?, 1);
    let teacher = Teacher::builder().code("NEW").create(&db)?;
    assert_eq!(teacher.r#type, "lecturer");
    Ok(())
}
