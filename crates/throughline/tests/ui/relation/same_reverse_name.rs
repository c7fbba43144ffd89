//! Two relations to one model need two names there.

use throughline::prelude::*;

#[derive(Model)]
pub struct Team {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Match {
    pub id: i64,
    pub home: ForeignKey<Team>,
    pub guest: ForeignKey<Team>,
}

pub fn uses(team: &Team, game: &Match) {
    let _ = team.match_set();
    let _ = (game.home(), game.guest());
    let _ = Match::objects().filter(|m| m.home().name().eq("A") & m.guest().name().eq("B"));
}

fn main() {}
