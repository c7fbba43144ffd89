//! Migrations whose connection is cut.

use std::cell::Cell;
use std::sync::{Arc, Mutex};

use throughline::Migrations;
use throughline::blocking::Db;
use throughline::migrations::{self, MigrationTarget};

use crate::kills;
use crate::polls::{When, polled, runtime};
use crate::proxy::Proxy;
use crate::server::{Arena, Server};
use crate::throw_away::{Kind, ThrowAway};

const INITIAL: (&str, &str) = (
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
);

const MIGRATIONS: Migrations = Migrations::new(&[
    INITIAL,
    (
        "0002_age",
        r#"
format = 1
depends = ["0001_initial"]
[[operation]]
run_sql = "INSERT INTO pupil (name) VALUES ('Ann')"
reverse = "DELETE FROM pupil"
[[operation]]
add_field = "Pupil.age"
type = "integer"
fill = 7
[[operation]]
rename_field = "Pupil.name"
to = "called"
[[operation]]
run_sql = { sqlite = "", postgres = "INSERT INTO pupil (called, age) VALUES ('Bob', 7)", mariadb = """
  CREATE TABLE by_hand (called varchar(100));
  INSERT INTO by_hand VALUES ('Bob');
  INSERT INTO pupil (called, age) SELECT called, 7 FROM by_hand; DROP TABLE by_hand;""" }
reverse = ""
[[operation]]
add_index = "Pupil"
fields = ["called", "age"]
[[operation]]
rename_model = "Lesson"
to = "Hour"
table = "hour"
"#,
    ),
]);

/// A call whose future is dropped leaves all of it, or nothing, or what the next one goes on with.
pub(crate) fn dropped_behind_every_poll(database: impl Fn(&dyn Fn(&str))) {
    let state = MIGRATIONS.graph().unwrap().state().unwrap();
    for when in [When::AtOnce, When::AsItWouldGoOn] {
        let ended = Cell::new(false);
        for polls in 0.. {
            database(&|url| {
                let done = runtime().block_on(async {
                    let db = throughline::Db::connect(url).await.unwrap();
                    let done = polled(polls, when, db.migrate(MIGRATIONS)).await;
                    // It waits until another that migrates has ended.
                    db.migrate(MIGRATIONS).await.unwrap();
                    done
                });
                ended.set(done.is_break());
                let direct = Db::connect(url).unwrap();
                let count = direct.query_as::<(i64,)>("SELECT count(*) FROM pupil", ());
                assert!(count.unwrap()[0].0 >= 1, "behind {polls} polls");
                assert_eq!(crate::drift::differences(&direct, state.clone()), [""; 0]);
            });
            if ended.get() {
                break;
            }
        }
    }
}

/// At any message. Done again, a migration comes to its end, forwards and back, by itself: the tables are
/// those that it leads to, with all their rows.
pub(crate) fn cut_at_every_message(server: &Server) {
    let graph = MIGRATIONS.graph().unwrap();
    let forwards = |db: &Db| migrations::migrate(db, graph.clone(), MigrationTarget::Latest);
    let back = |db: &Db| {
        let target = MigrationTarget::Migration("0001_initial".to_owned());
        migrations::migrate(db, graph.clone(), target)
    };
    let before = graph
        .state_of(|file| file.name() == "0001_initial")
        .unwrap();
    let is_back = |db: &Db| {
        let rows = db.query_as::<(i64,)>("SELECT count(*) FROM pupil", ());
        assert_eq!(rows.unwrap(), [(0,)]);
        assert_eq!(crate::drift::differences(db, before.clone()), [""; 0]);
    };
    cut(server, |_| (), forwards, is_all_there);
    cut(server, |db| drop(forwards(db).unwrap()), back, is_back);
}

fn is_all_there(db: &Db) {
    let pupils = db.query_as::<(String, i32)>("SELECT called, age FROM pupil ORDER BY id", ());
    let pupil = |name: &str| (name.to_owned(), 7);
    assert_eq!(pupils.unwrap(), [pupil("Ann"), pupil("Bob")]);
    let state = MIGRATIONS.graph().unwrap().state().unwrap();
    assert_eq!(crate::drift::differences(db, state), [""; 0]);
}

/// The server dies in the middle and comes back. Done again, the migration comes to its end.
pub(crate) fn killed_in_the_middle(server: &Server, kind: &'static Kind) {
    let graph = MIGRATIONS.graph().unwrap();
    let migrate = |db: &Db| migrations::migrate(db, graph.clone(), MigrationTarget::Latest);
    let running = Arc::new(Mutex::new(ThrowAway::new(kind)));
    let url = running.lock().unwrap().url();
    let step = kills::number("THROUGHLINE_MIGRATION_KILL_STEP", 29);
    for flight in (step..).step_by(step) {
        let arena = Arena::on(&url, server, "", &[]);
        let (proxy, countdown) = kills::killing(arena.url(), &running);
        let db = Db::connect(&proxy.url(arena.url())).unwrap();
        countdown.start(flight);
        let first = migrate(&db);
        let was_killed = countdown.stop();
        if was_killed {
            // The call may have ended before the server did.
            while !running.lock().unwrap().is_killed() {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            running.lock().unwrap().start();
        }
        assert!(first.is_ok() || was_killed, "{first:?}");
        let db = arena.open();
        let again = migrate(&db);
        assert!(again.is_ok(), "flight {flight}: {first:?}, then {again:?}");
        is_all_there(&db);
        if !was_killed {
            assert!(flight > step, "it was never killed");
            break;
        }
    }
}

/// Cuts it at any message, does it again, and looks.
fn cut<T: std::fmt::Debug>(
    server: &Server,
    prepare: impl Fn(&Db),
    migrate: impl Fn(&Db) -> throughline::Result<T>,
    look: impl Fn(&Db),
) {
    let step = kills::number("THROUGHLINE_MIGRATION_STEP", 11);
    for flight in (1..).step_by(step) {
        let arena = Arena::on(&server.url(), server, "", &[]);
        prepare(&arena.open());
        let (proxy, countdown) = Proxy::counted(arena.url());
        let db = Db::connect(&proxy.url(arena.url())).unwrap();
        countdown.start(flight);
        let first = migrate(&db);
        let was_cut = countdown.stop();
        // What is cut behind the last commit is no loss: the lock goes with its connection.
        assert!(first.is_ok() || was_cut, "{first:?}");
        let db = arena.open();
        let again = migrate(&db);
        assert!(again.is_ok(), "flight {flight}: {first:?}, then {again:?}");
        look(&db);
        if !was_cut {
            break;
        }
    }
}

/// What no transaction has and no table tells: the error says which statement it is, and another text
/// in its place goes on.
pub(crate) fn cut_where_nobody_knows(server: &Server) {
    const VIEW: &str = "
format = 1
depends = [\"0001_initial\"]
[[operation]]
run_sql = \"CREATE VIEW names AS SELECT name FROM pupil\"
reverse = \"\"
";
    let migrations = |view: &str| {
        let files = [INITIAL, ("0002_view", view)];
        let files = files.map(|(name, text)| migrations::read(name, &format!("{name}.toml"), text));
        let files = files.into_iter().collect::<throughline::Result<_>>();
        migrations::Graph::new(files.unwrap()).unwrap()
    };
    let migrate =
        |db: &Db, view: &str| migrations::migrate(db, migrations(view), MigrationTarget::Latest);
    let mut asked = 0;
    for flight in (1..).step_by(kills::number("THROUGHLINE_MIGRATION_STEP", 11)) {
        let arena = Arena::on(&server.url(), server, "", &[]);
        let target = MigrationTarget::Migration("0001_initial".to_owned());
        migrations::migrate(&arena.open(), migrations(VIEW), target).unwrap();
        let (proxy, countdown) = Proxy::counted(arena.url());
        let db = Db::connect(&proxy.url(arena.url())).unwrap();
        countdown.start(flight);
        let first = migrate(&db, VIEW);
        let was_cut = countdown.stop();
        assert!(first.is_ok() || was_cut, "{first:?}");
        let db = arena.open();
        if let Err(error) = migrate(&db, VIEW) {
            asked += 1;
            assert!(error.to_string().starts_with("nobody knows"), "{error:?}");
            assert_eq!(
                error.statement(),
                Some("CREATE VIEW names AS SELECT name FROM pupil")
            );
            // To ask again is no answer.
            assert!(migrate(&db, VIEW).is_err());
            migrate(&db, &VIEW.replace("CREATE", "CREATE OR REPLACE")).unwrap();
        }
        assert!(
            db.query_as::<(String,)>("SELECT name FROM names", ())
                .unwrap()
                .is_empty()
        );
        if !was_cut {
            break;
        }
    }
    assert!(asked > 0, "it was never asked");
}
