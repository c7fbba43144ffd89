//! Relations between two models: several of them, with links that repeat, and in tables that have
//! keys of their own.

use std::slice::from_ref;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Result, create_tables};
use throughline_core::JoinDef;

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Player {
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Team {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[field(related_name = "teams", through_fields(team, player))]
    pub(crate) players: ManyToMany<Player, Contract>,
    #[field(
        related_name = "negotiated_for",
        through_fields(team, agent),
        duplicates
    )]
    pub(crate) agents: ManyToMany<Player, Contract>,
    #[field(surrogate_id, join_table = "app_team_fans")]
    pub(crate) fans: ManyToMany<Player>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(team, player))]
pub(crate) struct Contract {
    pub(crate) id: i64,
    pub(crate) player: ForeignKey<Player>,
    #[field(related_name = "negotiated")]
    pub(crate) agent: ForeignKey<Player>,
    pub(crate) team: ForeignKey<Team>,
}

fn database() -> Result<(Db, [Player; 3], Team)> {
    let db = crate::database::empty();
    create_tables(&db, [Player::META, Team::META, Contract::META])?;
    let create = |name| Player::builder().name(name).create(&db);
    let players = [create("Ann")?, create("Bob")?, create("Cleo")?];
    let team = Team::builder().name("Reds").create(&db)?;
    Ok((db, players, team))
}

#[test]
fn two_relations_through_one_model_are_told_apart_by_their_keys() -> Result<()> {
    let (db, [ann, bob, cleo], reds) = database()?;
    reds.players()
        .add_with(&db, [&ann, &bob], |link| link.agent(&cleo))?;
    assert_eq!(reds.players().all(&db)?, [ann.clone(), bob.clone()]);
    assert_eq!(ann.teams().all(&db)?, from_ref(&reds));
    assert_eq!(cleo.teams().count(&db)?, 0);
    let found = Player::objects().filter(|p| p.negotiated_for().players().eq(&ann));
    assert_eq!(found.all(&db)?, from_ref(&cleo));
    reds.players()
        .set_with(&db, [&bob], |link| link.agent(&ann))?;
    let contract = bob.contract_set().objects().get(&db)?;
    assert_eq!(
        contract.agent().get(&db)?,
        cleo,
        "a link that stays is kept"
    );
    Ok(())
}

#[test]
fn links_that_may_repeat_lead_to_each_row() -> Result<()> {
    let (db, [ann, bob, cleo], reds) = database()?;
    reds.players()
        .add_with(&db, [&ann, &bob], |link| link.agent(&cleo))?;
    assert!(reds.agents().contains(&db, &cleo)?);
    assert_eq!(cleo.negotiated().all(&db)?.len(), 2);
    let removed = reds.agents().remove(&db, [&cleo])?;
    assert_eq!(removed.first(), Some(&cleo.id));
    assert_eq!(Contract::objects().count(&db)?, 0);
    Ok(())
}

#[test]
fn a_join_table_can_have_a_key_of_its_own() -> Result<()> {
    assert!(matches!(
        Team::META.relations[2].kind.join(),
        Some(JoinDef::TableWithId {
            table: "app_team_fans",
            source_column: "team_id",
            target_column: "player_id",
        })
    ));
    let (db, [ann, bob, _], reds) = database()?;
    reds.fans().add(&db, [&ann, &bob])?;
    assert!(reds.fans().add(&db, [&ann])?.is_empty());
    ann.team_set().remove(&db, [&reds])?;
    assert_eq!(reds.fans().all(&db)?, [bob]);
    Ok(())
}
