//! Every field type, with and without `Option`, to the database and back.

use throughline::prelude::*;
use throughline::{FieldType as _, Result, create_tables};

/// Kept as text.
#[derive(Choice, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Member,
    VicePresident,
    #[choice("president!")]
    Chair,
    #[choice(rename = "")]
    None,
}

/// Kept as a number.
#[derive(FieldType, Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Points(pub(crate) i32);

/// Kept as text that may be null; its field has a name.
#[derive(FieldType, Debug, Clone, PartialEq)]
pub(crate) struct Nick {
    pub(crate) text: Option<String>,
}

/// Without `Clone` or anything else.
#[derive(FieldType)]
pub(crate) struct Bare(bool);

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct All {
    pub(crate) id: i64,
    pub(crate) small: i16,
    pub(crate) medium: i32,
    pub(crate) big: i64,
    pub(crate) float: f64,
    pub(crate) truth: bool,
    #[field(max_length = 20)]
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) date: Date,
    pub(crate) time: Time,
    pub(crate) date_time: DateTime,
    pub(crate) timestamp: Timestamp,
    pub(crate) uuid: Uuid,
    #[field(max_digits = 10, decimal_places = 2)]
    pub(crate) decimal: Decimal,
    pub(crate) json: Json<Vec<String>>,
    pub(crate) role: Role,
    pub(crate) points: Points,
    pub(crate) nick: Nick,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Nothing {
    pub(crate) id: i32,
    pub(crate) small: Option<i16>,
    pub(crate) medium: Option<i32>,
    pub(crate) big: Option<i64>,
    pub(crate) float: Option<f64>,
    pub(crate) truth: Option<bool>,
    pub(crate) text: Option<String>,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) date: Option<Date>,
    pub(crate) time: Option<Time>,
    pub(crate) date_time: Option<DateTime>,
    pub(crate) timestamp: Option<Timestamp>,
    pub(crate) uuid: Option<Uuid>,
    pub(crate) decimal: Option<Decimal>,
    pub(crate) json: Option<Json<Vec<String>>>,
    pub(crate) role: Option<Role>,
    pub(crate) points: Option<Points>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub(crate) id: i64,
    #[field(default = 3)]
    pub(crate) small: i16,
    #[field(default = 2 + 2)]
    pub(crate) big: i64,
    #[field(default = Role::VicePresident)]
    pub(crate) role: Role,
    #[field(default = String::from("x"))]
    pub(crate) text: String,
    #[field(default = Vec::new())]
    pub(crate) bytes: Vec<u8>,
    #[field(default = "maybe")]
    pub(crate) perhaps: Option<String>,
    #[field(db_default = -7)]
    pub(crate) below: i64,
    #[field(db_default = "member")]
    pub(crate) kept: Role,
    #[field(db_default = true)]
    pub(crate) open: bool,
    #[field(auto_now_add)]
    pub(crate) made: Timestamp,
    #[field(auto_now)]
    pub(crate) changed: Option<DateTime>,
}

#[test]
fn each_type_comes_back_as_it_went() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [All::META])?;
    let date: Date = "2026-01-31".parse().unwrap();
    let timestamp: Timestamp = "2026-01-31T13:30:00.123456Z".parse().unwrap();
    let all = All::builder()
        .small(1)
        .medium(-2)
        .big(3)
        .float(0.5)
        .truth(true)
        .text("é");
    let all = all
        .bytes(&[0, 255])
        .date(date)
        .time(Time::midnight())
        .timestamp(timestamp);
    let all = all
        .date_time(date.at(13, 30, 0, 0))
        .uuid(Uuid::from_u128(7))
        .decimal(42);
    let all = all
        .json(vec!["a".to_owned()])
        .role(Role::Chair)
        .points(Points(9));
    let all = all.nick(Nick { text: None }).create(&db)?;
    assert_eq!(
        (all.small, all.medium, all.big, all.float, all.truth),
        (1, -2, 3, 0.5, true)
    );
    assert_eq!(
        (all.text.as_str(), all.bytes.as_slice()),
        ("é", &[0, 255][..])
    );
    assert_eq!(
        (all.date, all.time, all.timestamp),
        (date, Time::midnight(), timestamp)
    );
    assert_eq!(
        (all.role, all.points, all.nick.text.is_none()),
        (Role::Chair, Points(9), true)
    );
    assert_eq!(all.refresh(&db)?, all);
    all.save(&db)?;
    assert_eq!(All::objects().get(&db)?, all);
    Ok(())
}

#[test]
fn each_type_can_be_null() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Nothing::META])?;
    let nothing = Nothing::builder().create(&db)?;
    assert_eq!(
        (nothing.small, nothing.text.as_ref(), nothing.role),
        (None, None, None)
    );
    let some = Nothing::builder()
        .role(Role::Member)
        .points(Some(Points(1)))
        .big(Some(2));
    let some = some.create(&db)?;
    let found = Nothing::objects().filter(|n| n.role().eq(Role::Member) & n.big().eq(2));
    assert_eq!(found.all(&db)?, [some]);
    assert_eq!(
        Nothing::objects().filter(|n| n.role().is_null()).all(&db)?,
        [nothing]
    );
    Ok(())
}

#[test]
fn what_is_not_given_is_made() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Given::META])?;
    let given = Given::builder().create(&db)?;
    assert_eq!(
        (given.small, given.big, given.role),
        (3, 4, Role::VicePresident)
    );
    assert_eq!(
        (given.text.as_str(), given.perhaps.as_deref()),
        ("x", Some("maybe"))
    );
    assert_eq!(
        (given.below, given.kept, given.open),
        (-7, Role::Member, true)
    );
    assert!(given.changed.is_some());
    let other = Given::builder()
        .below(0)
        .kept(Role::Chair)
        .perhaps(None::<String>)
        .create(&db)?;
    assert_eq!(
        (other.below, other.kept, other.perhaps),
        (0, Role::Chair, None)
    );
    Ok(())
}

#[test]
fn a_choice_is_its_text() {
    assert_eq!(
        Role::CHOICES,
        ["member", "vice_president", "president!", ""]
    );
    let role = Role::from_value(throughline::ValueRef::Text("president!"));
    assert_eq!(role, Ok(Role::Chair));
    let unknown = Role::from_value(throughline::ValueRef::Text("guest")).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "expected `member`, `vice_president`, `president!` or ``"
    );
    assert!(Role::None.to_value() == throughline::Value::Text(String::new()));
}

#[test]
fn a_struct_is_kept_as_what_is_in_it() {
    assert!(Points(3).to_value() == throughline::Value::Int(3));
    assert!(Bare(true).to_value() == throughline::Value::Bool(true));
    assert_eq!((Nick::NULLABLE, Points::NULLABLE), (true, false));
}
