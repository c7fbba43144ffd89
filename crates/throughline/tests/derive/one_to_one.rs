//! One-to-one relations: required, optional, and as a primary key.

use std::slice::from_ref;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Result, create_tables};
use throughline_core::RelationKind;

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct UserProfile {
    pub(crate) id: i64,
    pub(crate) user: OneToOne<User>,
    pub(crate) text: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Desk {
    pub(crate) id: i64,
    #[field(related_name = "desk")]
    pub(crate) owner: Option<OneToOne<User>>,
    #[field(unique)]
    pub(crate) number: i32,
}

/// Has the key of the user that it is of.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Badge {
    #[field(primary_key)]
    pub(crate) user: OneToOne<User>,
    pub(crate) color: String,
    pub(crate) doors: ManyToMany<Door>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Door {
    pub(crate) id: i64,
    pub(crate) opened_by: Option<ForeignKey<Badge>>,
}

/// Its name in snake case is a word of Rust.
#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Type {
    pub(crate) id: i64,
    pub(crate) door: Option<OneToOne<Door>>,
}

fn database() -> Result<(Db, [User; 2])> {
    let db = crate::database::empty();
    create_tables(
        &db,
        [
            User::META,
            UserProfile::META,
            Desk::META,
            Badge::META,
            Door::META,
            Type::META,
        ],
    )?;
    let create = |name| User::builder().name(name).create(&db);
    let users = [create("Ann")?, create("Bob")?];
    Ok((db, users))
}

#[test]
fn a_one_to_one_key_is_a_unique_key_of_its_model() {
    assert_eq!(UserProfile::META.unique, [[1]]);
    assert_eq!(Desk::META.unique, [[1], [2]]);
    assert!(Badge::META.unique.is_empty());
    let relation = &UserProfile::META.relations[0];
    assert!(matches!(relation.kind, RelationKind::OneToOne(1)));
    assert_eq!(relation.related_name, Some("user_profile"));
    assert_eq!(Type::META.relations[0].related_name, Some("type"));
}

#[test]
fn each_row_has_at_most_one_on_the_other_side() -> Result<()> {
    let (db, [ann, bob]) = database()?;
    let profile = ann
        .user_profile()
        .create(&db, UserProfile::builder().text("hers"))?;
    assert_eq!(profile.user().get(&db)?, ann);
    assert_eq!(ann.user_profile().get(&db)?, Some(profile.clone()));
    assert_eq!(bob.user_profile().get(&db)?, None);
    let second = UserProfile::builder().user(&ann).text("second").create(&db);
    assert!(second.unwrap_err().is_unique_violation());

    let (same, outcome) = UserProfile::builder()
        .user(&ann)
        .text("new")
        .update_or_create(&db)?;
    assert_eq!((same.id, outcome), (profile.id, Outcome::Updated));
    let (_, outcome) = UserProfile::builder()
        .user(&bob)
        .text("his")
        .on(UserProfile::by_user)
        .get_or_create(&db)?;
    assert_eq!(outcome, Outcome::Created);
    Ok(())
}

#[test]
fn a_path_leads_over_it_both_ways_to_one_row() -> Result<()> {
    let (db, [ann, bob]) = database()?;
    let profile = UserProfile::builder().user(&ann).text("hers").create(&db)?;
    let found = UserProfile::objects().filter(|p| p.user().name().eq("Ann"));
    assert_eq!(found.all(&db)?, from_ref(&profile));
    let found = User::objects().filter(|u| u.user_profile().text().eq("hers"));
    assert_eq!(found.all(&db)?, from_ref(&ann));
    let without = User::objects().filter(|u| u.user_profile().is_null());
    assert_eq!(without.all(&db)?, from_ref(&bob));
    // At most one row: it can be ordered by.
    let ordered = User::objects().order_by(|u| u.user_profile().text());
    assert_eq!(ordered.all(&db)?, [ann, bob]);
    Ok(())
}

#[test]
fn an_optional_one_to_one_key_may_be_missing_on_any_number_of_rows() -> Result<()> {
    let (db, [ann, bob]) = database()?;
    let desk = Desk::builder().number(1).create(&db)?;
    Desk::builder().number(2).create(&db)?;
    assert_eq!(desk.owner().get(&db)?, None);
    assert_eq!(ann.desk().get(&db)?, None);
    let theirs = ann.desk().create(&db, Desk::builder().number(3))?;
    assert_eq!(theirs.owner().get(&db)?, Some(ann.clone()));
    assert_eq!(ann.desk().get(&db)?, Some(theirs.clone()));
    let (again, outcome) = Desk::builder()
        .number(3)
        .owner(&bob)
        .on(Desk::by_number)
        .update_or_create(&db)?;
    assert_eq!((again.id, outcome), (theirs.id, Outcome::Updated));
    assert_eq!(ann.desk().get(&db)?, None);
    bob.delete(&db)?;
    assert_eq!(again.refresh(&db)?.owner, None);
    Ok(())
}

#[test]
fn a_one_to_one_key_can_be_the_primary_key() -> Result<()> {
    let (db, [ann, bob]) = database()?;
    let badge = Badge::builder().user(&ann).color("red").create(&db)?;
    assert_eq!(badge.key(), ann.id);
    assert_eq!(Badge::get(&db, ann.id)?, badge);
    assert_eq!(ann.badge().get(&db)?, Some(badge.clone()));
    assert_eq!(badge.user().get(&db)?, ann);
    let (green, outcome) = Badge::builder()
        .user(&ann)
        .color("green")
        .update_or_create(&db)?;
    assert_eq!(outcome, Outcome::Updated);
    green.save(&db)?;
    bob.badge().create(&db, Badge::builder().color("blue"))?;

    let door = Door::builder().opened_by(&badge).create(&db)?;
    badge.doors().add(&db, [&door])?;
    assert_eq!(door.opened_by().get(&db)?, Some(green.clone()));
    let found = Door::objects().filter(|d| d.badge_set().user().name().eq("Ann"));
    assert_eq!(found.all(&db)?, from_ref(&door));
    let found = Badge::objects().filter(|b| b.user().eq(&ann) & b.doors().eq(&door));
    assert_eq!(found.all(&db)?, [green]);
    ann.delete(&db)?;
    assert_eq!(Badge::objects().count(&db)?, 1);
    Ok(())
}

#[test]
fn a_default_name_may_be_a_word_of_rust() -> Result<()> {
    let (db, _) = database()?;
    let door = Door::builder().create(&db)?;
    let r#type = Type::builder().door(&door).create(&db)?;
    assert_eq!(door.r#type().get(&db)?, Some(r#type.clone()));
    let found = Door::objects().filter(|d| d.r#type().eq(&r#type));
    assert_eq!(found.count(&db)?, 1);
    assert_eq!(r#type.door().get(&db)?, Some(door));
    Ok(())
}
