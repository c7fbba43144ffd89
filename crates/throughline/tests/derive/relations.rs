//! Relations between a model and itself, several between the same two, and in other modules.

use std::slice::from_ref;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Result, create_tables};

mod person {
    use throughline::prelude::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct Person {
        pub(crate) id: i64,
        pub(crate) name: String,
        pub(crate) friends: ManyToMany<Person>,
        #[field(related_name = "followers")]
        pub(crate) follows: ManyToMany<Self>,
        #[field(related_name = "children")]
        pub(crate) parent: Option<ForeignKey<Person>>,
    }
}

mod club {
    use throughline::prelude::*;

    use super::person;
    use super::person::PersonPath as Human;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct Club {
        pub(crate) id: i64,
        pub(crate) name: String,
        pub(crate) founder: ForeignKey<person::Person>,
        #[field(related_name = "clubs", path = Human)]
        pub(crate) members: ManyToMany<person::Person, super::membership::Membership>,
        #[field(related_name = "banned_from")]
        pub(crate) banned: ManyToMany<person::Person>,
    }
}

mod membership {
    use super::club::{Club, ClubPath};
    use super::person::{Person, PersonPath};
    use throughline::prelude::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(unique(club, person))]
    pub(crate) struct Membership {
        pub(crate) id: i64,
        pub(crate) person: ForeignKey<Person>,
        pub(crate) club: ForeignKey<Club>,
        pub(crate) joined: Date,
    }
}

use club::Club;
use membership::Membership;
use person::Person;

fn people(db: &Db) -> Result<(Person, Person)> {
    create_tables(db, [Person::META, Club::META, Membership::META])?;
    let ann = Person::builder().name("Ann").create(db)?;
    let bob = Person::builder().name("Bob").parent(&ann).create(db)?;
    Ok((ann, bob))
}

#[test]
fn a_relation_of_a_model_to_itself_has_two_ends() -> Result<()> {
    let db = crate::database::empty();
    let (ann, bob) = people(&db)?;
    ann.friends().add(&db, [&bob])?;
    bob.follows().add(&db, [&ann])?;
    assert_eq!(ann.friends().all(&db)?, from_ref(&bob));
    assert_eq!(bob.friends().count(&db)?, 0);
    assert_eq!(bob.person_set().all(&db)?, from_ref(&ann));
    assert_eq!(ann.followers().all(&db)?, from_ref(&bob));
    assert_eq!(bob.parent().get(&db)?, Some(ann.clone()));
    assert_eq!(ann.children().all(&db)?, from_ref(&bob));
    let found = Person::objects().filter(|p| p.followers().parent().eq(&ann));
    assert_eq!(found.all(&db)?, [ann]);
    Ok(())
}

#[test]
fn several_relations_between_two_models_are_kept_apart() -> Result<()> {
    let db = crate::database::empty();
    let (ann, bob) = people(&db)?;
    let chess = Club::builder().name("Chess").founder(&ann).create(&db)?;
    let joined: Date = "2026-01-31".parse().unwrap();
    chess
        .members()
        .add_with(&db, [&bob], |link| link.joined(joined))?;
    chess.banned().add(&db, [&ann])?;
    assert_eq!(ann.club_set().all(&db)?, from_ref(&chess));
    assert_eq!(bob.clubs().all(&db)?, from_ref(&chess));
    assert_eq!(ann.banned_from().all(&db)?, from_ref(&chess));
    assert_eq!(chess.founder().get(&db)?, ann);
    let memberships = bob.membership_set().all(&db)?;
    assert_eq!(memberships.len(), 1);
    assert_eq!(memberships[0].club().get(&db)?, chess);
    let found = Club::objects().filter(|c| {
        c.members().name().eq("Bob") & c.banned().name().eq("Ann") & c.founder().name().eq("Ann")
    });
    assert_eq!(found.all(&db)?, from_ref(&chess));
    let found = Membership::objects().filter(|m| m.club().members().clubs().eq(&chess));
    assert_eq!(found.count(&db)?, 1);
    Ok(())
}
