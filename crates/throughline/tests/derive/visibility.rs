//! Models of every visibility, related to each other, under `deny(warnings)`.

use throughline::{Model as _, Result, create_tables};

/// A model that its own module alone sees, and one that the crate sees.
mod hidden {
    use throughline::prelude::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Secret {
        id: i64,
        text: String,
        level: Level,
    }

    #[derive(Choice, Debug, Clone, Copy, PartialEq)]
    enum Level {
        Low,
        High,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(super) struct Keeper {
        pub(super) id: i64,
        secret: Option<ForeignKey<Secret>>,
        #[field(related_name = "readers")]
        reads: ManyToMany<Secret>,
    }

    /// Public, with a private type in a private field, and a relation whose field nobody reads.
    #[derive(Model, Debug)]
    pub(crate) struct Vault {
        pub(crate) id: i64,
        #[field(unique, default = Level::Low)]
        level: Level,
        #[field(related_name = "vaults")]
        pub(in crate::visibility) keepers: ManyToMany<Keeper>,
    }

    pub(super) fn models() -> [&'static throughline::ModelDef; 3] {
        [Secret::META, Keeper::META, Vault::META]
    }

    pub(super) fn keep(db: &throughline::blocking::Db) -> throughline::Result<Keeper> {
        let secret = Secret::builder().text("x").level(Level::High).create(db)?;
        let keeper = Keeper::builder().secret(&secret).create(db)?;
        assert_eq!(secret.keeper_set().all(db)?, std::slice::from_ref(&keeper));
        secret.readers().add(db, [&keeper])?;
        let readers = Keeper::objects().filter(|k| k.reads().level().eq(Level::High));
        assert_eq!(readers.count(db)?, 1);
        Vault::builder().on(Vault::by_level).get_or_create(db)?;
        Ok(keeper)
    }
}

#[test]
fn accessors_are_seen_where_the_declaring_model_is() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, hidden::models())?;
    let keeper = hidden::keep(&db)?;
    let vault = hidden::Vault::objects().get(&db)?;
    vault.keepers().add(&db, [keeper.id])?;
    let vaults = keeper.vaults().all(&db)?;
    assert_eq!(
        vaults.iter().map(|one| one.id).collect::<Vec<_>>(),
        [vault.id]
    );
    Ok(())
}

#[test]
fn a_model_may_be_declared_within_a_function() -> Result<()> {
    use throughline::{CreateExt as _, Model};

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Local {
        id: i64,
        name: String,
    }

    let db = crate::database::empty();
    create_tables(&db, [Local::META])?;
    let local = Local::builder().name("a").create(&db)?;
    assert_eq!(
        Local::objects().filter(|l| l.name().eq("a")).all(&db)?,
        [local]
    );
    Ok(())
}

/// Types that a macro of the user's puts in come with invisible parentheses.
macro_rules! model {
    ($name:ident, $key:ty, $text:ty, $length:expr) => {
        #[derive(throughline::Model, Debug, Clone, PartialEq)]
        struct $name {
            id: $key,
            #[field(max_length = $length)]
            text: $text,
        }
    };
}

model!(Made, i64, Option<String>, 3);

#[test]
fn a_model_may_be_declared_by_a_macro() {
    let made = Made { id: 1, text: None };
    assert_eq!(made.text, None);
    assert_eq!(
        Made::META.key().key_source,
        throughline_core::KeySource::Database
    );
    assert_eq!(Made::META.fields[1].max_length, Some(3));
    assert!(Made::META.fields[1].nullable);
}
