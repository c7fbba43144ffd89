//! The folder is named by a text.

use throughline::Migrations;

const MIGRATIONS: Migrations = throughline::migrations!(migrations);

fn main() {
    let _ = MIGRATIONS;
}
