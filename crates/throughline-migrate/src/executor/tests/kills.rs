//! A process that ends at any statement of a migration leaves the old state or the new one.

use std::process::{Command, abort};
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;

/// Ends the process behind the statement of that number.
struct Abort {
    at: usize,
    sent: AtomicUsize,
}

impl Subscriber for Abort {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "throughline::statement"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        if self.sent.fetch_add(1, Ordering::SeqCst) + 1 == self.at {
            abort();
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Ten operations of many kinds, over tables that hold rows and links.
fn ten_operations() -> Vec<Operation> {
    let text = r#"
format = 1
[[operation]]
rename_model = "Student"
to = "Pupil"
table = "pupil"
[[operation]]
rename_field = "Pupil.name"
to = "full_name"
[[operation]]
add_field = "Pupil.age"
type = "integer"
fill = 7
[[operation]]
alter_field = "Pupil.full_name"
type = "text"
null = true
[[operation]]
alter_field = "Course.students"
type = "many_to_many"
to = "Pupil"
join_table = "course_students"
source_column = "course_id"
target_column = "pupil_id"
[[operation]]
links_to_model = "Course.students"
model = "Enrollment"
through_fields = ["course", "pupil"]
table = "enrollment"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "course", type = "foreign_key", to = "Course", on_delete = "cascade", column = "course_id" },
  { name = "pupil", type = "foreign_key", to = "Pupil", on_delete = "cascade", column = "pupil_id" },
  { name = "grade", type = "integer", fill = 1 },
]
unique = [["course", "pupil"]]
[[operation]]
remove_unique = "Membership"
fields = ["student", "club"]
[[operation]]
remove_field = "Membership.role"
lossy = true
[[operation]]
add_index = "Pupil"
fields = ["age"]
[[operation]]
remove_field = "Club.members"
"#;
    read("0002_test", "m/0002_test.toml", text)
        .unwrap()
        .migration
        .operations
}

fn both() -> Graph {
    graph(&[&initial(&school()), &ten_operations()])
}

/// The victim of the next test.
#[test]
#[ignore = "run by the next test in a process of its own"]
fn victim_of_a_statement() {
    let at = std::env::var("VICTIM_AT").unwrap().parse().unwrap();
    let sent = AtomicUsize::new(0);
    let database = Database::connect_blocking(&std::env::var("VICTIM_URL").unwrap()).unwrap();
    tracing::subscriber::set_global_default(Abort { at, sent }).unwrap();
    migrate(&database, &both()).unwrap();
    // What is left of a run that was not killed.
    std::process::exit(0);
}

#[test]
fn killed_at_any_statement_it_is_old_or_new() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("school.db");
    let start = directory.path().join("start.db");
    let url = format!("sqlite://{}", path.display());
    {
        let database =
            Database::connect_blocking(&format!("sqlite://{}", start.display())).unwrap();
        migrate(&database, &graph(&[&initial(&school())])).unwrap();
        execute_all(&database, SEED.split_once("CREATE INDEX").unwrap().0).unwrap();
        execute_all(&database, "PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    }
    let new = {
        std::fs::copy(&start, &path).unwrap();
        let database = Database::connect_blocking(&url).unwrap();
        migrate(&database, &both()).unwrap();
        schema(&database)
    };
    let (mut killed, mut at) = (0, 0);
    loop {
        at += 1;
        for suffix in ["", "-wal", "-shm"] {
            _ = std::fs::remove_file(directory.path().join(format!("school.db{suffix}")));
        }
        std::fs::copy(&start, &path).unwrap();
        let status = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "executor::tests::kills::victim_of_a_statement",
                "--ignored",
            ])
            .env("VICTIM_URL", &url)
            .env("VICTIM_AT", at.to_string())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        let database = Database::connect_blocking(&url).unwrap();
        let ledger = rows(&database, "SELECT name FROM throughline_migrations").len();
        let links = match ledger {
            1 => "SELECT course_id, student_id FROM course_students",
            _ => "SELECT course_id, pupil_id FROM enrollment",
        };
        assert_eq!(rows(&database, links), ["1|1", "1|2"], "statement {at}");
        assert_eq!(rows(&database, "PRAGMA integrity_check"), ["ok"]);
        if ledger == 1 {
            assert_ne!(schema(&database), new);
            assert_eq!(rows(&database, "SELECT name FROM student"), ["Ann", "Bob"]);
            migrate(&database, &both()).unwrap();
        }
        assert_eq!(schema(&database), new, "statement {at}");
        if status.success() {
            break;
        }
        killed += 1;
    }
    assert!(killed > 30, "{killed} statements");
}
