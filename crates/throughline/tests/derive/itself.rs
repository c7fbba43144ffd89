//! Relations of a model with itself: symmetrical or from one row to another, with a join table or
//! a through model.

use std::slice::from_ref;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Result, create_tables};
use throughline_core::{JoinDef, RelationKind};

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[field(symmetrical)]
    pub(crate) friends: ManyToMany<Person>,
    #[field(symmetrical, through_fields(one, other))]
    pub(crate) siblings: ManyToMany<Self, Kinship>,
    #[field(related_name = "followers", through_fields(follower, followed))]
    pub(crate) follows: ManyToMany<Person, Follow>,
    #[field(related_name = "+", join_table = "blocks")]
    pub(crate) blocked: ManyToMany<Person>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(one, other))]
pub(crate) struct Kinship {
    #[field(related_name = "+")]
    pub(crate) one: ForeignKey<Person>,
    #[field(related_name = "+")]
    pub(crate) other: ForeignKey<Person>,
    pub(crate) kind: String,
}

/// The keys stand in the other order, and a third one points to the same model.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(follower, followed))]
pub(crate) struct Follow {
    pub(crate) id: i64,
    #[field(related_name = "+")]
    pub(crate) recommended_by: Option<ForeignKey<Person>>,
    #[field(related_name = "followed_by")]
    pub(crate) followed: ForeignKey<Person>,
    #[field(related_name = "following")]
    pub(crate) follower: ForeignKey<Person>,
    #[field(default = 1)]
    pub(crate) weight: i32,
}

fn people(db: &Db) -> Result<[Person; 3]> {
    create_tables(db, [Person::META, Kinship::META, Follow::META])?;
    let create = |name| Person::builder().name(name).create(db);
    Ok([create("Ann")?, create("Bob")?, create("Cleo")?])
}

#[test]
fn a_symmetrical_relation_is_one_end_that_is_seen_from_both_rows() -> Result<()> {
    let [friends, siblings, ..] = Person::META.relations else {
        panic!("there are four relations");
    };
    assert!(matches!(
        friends.kind,
        RelationKind::Symmetrical(JoinDef::Table {
            table: "person_friends",
            source_column: "from_person_id",
            target_column: "to_person_id",
        })
    ));
    assert!(matches!(
        siblings.kind,
        RelationKind::Symmetrical(JoinDef::Through {
            source: 0,
            target: 1,
            ..
        })
    ));
    assert_eq!((friends.related_name, siblings.related_name), (None, None));

    let db = crate::database::empty();
    let [ann, bob, cleo] = people(&db)?;
    assert_eq!(ann.friends().add(&db, [&bob, &cleo])?.len(), 2);
    assert_eq!(bob.friends().all(&db)?, from_ref(&ann));
    assert!(bob.friends().add(&db, [&ann])?.is_empty());
    let of_bob = Person::objects().filter(|p| p.friends().name().eq("Bob"));
    assert_eq!(of_bob.all(&db)?, from_ref(&ann));
    cleo.friends().remove(&db, [&ann])?;
    assert_eq!(ann.friends().all(&db)?, from_ref(&bob));
    Ok(())
}

#[test]
fn both_rows_of_a_symmetrical_through_model_carry_the_same() -> Result<()> {
    let db = crate::database::empty();
    let [ann, bob, cleo] = people(&db)?;
    ann.siblings()
        .add_with(&db, [&bob], |link| link.kind("half"))?;
    let kinships = Kinship::objects().order_by(|k| k.one().id()).all(&db)?;
    let seen: Vec<_> = kinships
        .iter()
        .map(|k| (*k.one.key(), *k.other.key(), k.kind.as_str()))
        .collect();
    assert_eq!(seen, [(ann.id, bob.id, "half"), (bob.id, ann.id, "half")]);
    let with = bob.siblings().with_link().all(&db)?;
    assert_eq!((&with[0].0, with[0].1.kind.as_str()), (&ann, "half"));
    bob.siblings()
        .set_with(&db, [&cleo], |link| link.kind("full"))?;
    assert!(!ann.siblings().exists(&db)?);
    assert_eq!(cleo.siblings().all(&db)?, [bob]);
    Ok(())
}

#[test]
fn through_fields_say_which_key_leads_where() -> Result<()> {
    assert!(matches!(
        Person::META.relations[2].kind,
        RelationKind::ManyToMany(JoinDef::Through {
            source: 3,
            target: 2,
            ..
        })
    ));
    let db = crate::database::empty();
    let [ann, bob, cleo] = people(&db)?;
    ann.follows().add(&db, [&bob])?;
    cleo.follows()
        .add_with(&db, [&bob], |link| link.recommended_by(&ann).weight(5))?;
    assert_eq!(bob.follows().count(&db)?, 0);
    assert_eq!(bob.followers().all(&db)?, [ann.clone(), cleo.clone()]);
    assert!(bob.followers().contains(&db, &ann)?);
    let follow = cleo.following().objects().get(&db)?;
    assert_eq!(
        (follow.weight, follow.recommended_by().get(&db)?),
        (5, Some(ann.clone()))
    );
    let found = Person::objects().filter(|p| p.followers().name().eq("Cleo"));
    assert_eq!(found.all(&db)?, from_ref(&bob));
    bob.followers().remove(&db, [&ann])?;
    assert_eq!(bob.followed_by().all(&db)?, [follow]);
    Ok(())
}

#[test]
fn a_relation_without_another_end_has_one() -> Result<()> {
    let db = crate::database::empty();
    let [ann, bob, _] = people(&db)?;
    assert_eq!(Person::META.relations[3].related_name, None);
    ann.blocked().add(&db, [&bob])?;
    assert_eq!(ann.blocked().all(&db)?, from_ref(&bob));
    assert_eq!(bob.blocked().count(&db)?, 0);
    Ok(())
}
