//! Migrations whose connection is cut.

use throughline::Migrations;
use throughline::blocking::Db;

use crate::proxy::Proxy;
use crate::server::{Arena, Server};

const MIGRATIONS: Migrations = Migrations::new(&[
    (
        "0001_initial",
        r#"
format = 1
[[operation]]
create_model = "Pupil"
table = "pupil"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "name", type = "char", max_length = 100 },
]
[[operation]]
create_model = "Lesson"
table = "lesson"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "pupil", type = "foreign_key", to = "Pupil", on_delete = "cascade", column = "pupil_id" },
]
"#,
    ),
    (
        "0002_age",
        r#"
format = 1
depends = ["0001_initial"]
[[operation]]
run_sql = "INSERT INTO pupil (name) VALUES ('Ann')"
[[operation]]
add_field = "Pupil.age"
type = "integer"
fill = 7
"#,
    ),
]);

/// At any message. Done again, a migration comes to its end; where a change of a table is no part of a
/// transaction, one that was cut right behind such a change fails at it, and says where.
pub(crate) fn cut_at_every_message(server: &Server, is_transactional: bool) {
    let step = crate::kills::number("THROUGHLINE_MIGRATION_STEP", 3);
    for flight in (1..).step_by(step) {
        let arena = Arena::on(&server.url(), server, "", &[]);
        let (proxy, countdown) = Proxy::counted(arena.url());
        let db = Db::connect(&proxy.url(arena.url())).unwrap();
        countdown.start(flight);
        let first = db.migrate(MIGRATIONS);
        let was_cut = countdown.stop();
        // What is cut behind the last commit is no loss: the lock goes with its connection.
        assert!(first.is_ok() || was_cut, "{first:?}");
        match arena.open().migrate(MIGRATIONS) {
            Ok(_) => {
                let ages = arena.open().query_as::<(i32,)>("SELECT age FROM pupil", ());
                assert_eq!(ages.unwrap(), [(7,)], "flight {flight}");
            }
            Err(error) => {
                assert!(!is_transactional, "flight {flight}: {error:?}");
                assert!(error.to_string().contains("failed at"), "{error:?}");
            }
        }
        if !was_cut {
            break;
        }
    }
}
