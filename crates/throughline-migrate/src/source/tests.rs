use insta::assert_snapshot;

use super::*;
use crate::fixtures::{live, rules};
use crate::inspector::inspect;

/// The models of the tables that these statements make.
fn source(statements: &[&str], tables: &[&str]) -> String {
    let schema = live(&ProjectState::new(), statements);
    let found = inspect(&schema, &["app".to_owned()], rules()).unwrap();
    let tables: Vec<_> = tables.iter().map(|&table| table.to_owned()).collect();
    models_source(&found, &tables)
}

const TABLES: [&str; 6] = [
    "CREATE TABLE app_place (id integer PRIMARY KEY, \"type\" varchar(9) DEFAULT 'a \"b\"' UNIQUE, \
     price decimal(10, 2) NOT NULL DEFAULT 0.50, n integer DEFAULT -1, f real DEFAULT 1, \
     firstName text, data json, raw blob, bad geometry, game_set integer)",
    "CREATE TABLE game (code text PRIMARY KEY, home_id int NOT NULL REFERENCES app_place ON DELETE \
     CASCADE, away_id int NOT NULL REFERENCES app_place ON DELETE RESTRICT, \
     place_id int UNIQUE REFERENCES app_place ON DELETE SET NULL, \"self\" int REFERENCES app_place)",
    "CREATE TABLE detail (game text PRIMARY KEY REFERENCES game ON DELETE CASCADE, note text)",
    "CREATE TABLE seat (place_id int NOT NULL REFERENCES app_place, game_id text NOT NULL \
     REFERENCES game, \"row\" smallint NOT NULL, other_id text REFERENCES game, \
     PRIMARY KEY (place_id, game_id))",
    "CREATE INDEX seat_row ON seat (\"row\", other_id)",
    "CREATE TABLE game_players (id integer PRIMARY KEY, from_game_id text NOT NULL REFERENCES game, \
     to_game_id text NOT NULL REFERENCES game, UNIQUE (from_game_id, to_game_id))",
];

#[test]
fn models_say_what_differs_from_the_defaults() {
    assert_snapshot!(source(&TABLES, &[]));
}

#[test]
fn only_the_tables_that_are_asked_for_are_written() {
    assert_snapshot!(source(&TABLES, &["detail"]));
}
