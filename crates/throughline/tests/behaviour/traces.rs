//! What `tracing` and the recorder are told: statements, rows and time, never a value.

use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::models::*;

/// The value that may be seen nowhere.
const SECRET: &str = "x-secret-x";

/// One event: the names and values of its fields, as text.
type Told = Vec<(String, String)>;

/// A subscriber that keeps the events about statements.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<Told>>>);

/// With one subscriber alive, `tracing` asks the thread that comes to a statement first whether it
/// wants the event, and keeps its answer for all; a test that listens to nothing says no. With two
/// it asks the subscribers.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Events::default()));

impl Events {
    fn of(self, run: impl FnOnce()) -> Vec<Told> {
        LazyLock::force(&SECOND);
        tracing::subscriber::with_default(self.clone(), run);
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "throughline::statement"
    }

    fn event(&self, event: &Event<'_>) {
        assert_eq!(*event.metadata().level(), Level::DEBUG);
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields(Told);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }
}

fn field<'e>(event: &'e [(String, String)], name: &str) -> &'e str {
    let found = event.iter().find(|(field, _)| field == name);
    found
        .map(|(_, value)| value.as_str())
        .expect("the event has such a field")
}

#[test]
fn each_statement_is_one_event_with_its_rows_and_time() {
    let db = database();
    let [ann, ..] = students(&db);
    let events = Events::default().of(|| {
        Student::objects()
            .filter(|s| s.age().gt(20))
            .all(&db)
            .unwrap();
        ann.delete(&db).unwrap();
    });
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            (
                crate::database::plain(field(event, "statement")),
                field(event, "rows"),
                field(event, "failed"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                r#"SELECT "id", "name", "age", "email" FROM "student" WHERE "age" > ?"#.to_owned(),
                "2",
                "false"
            ),
            (
                r#"DELETE FROM "student" WHERE "id" = ?"#.to_owned(),
                "1",
                "false"
            ),
        ]
    );
    for event in &events {
        let names: Vec<_> = event.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["statement", "rows", "elapsed_us", "failed"],
            "and nothing else"
        );
        field(event, "elapsed_us")
            .parse::<u64>()
            .expect("a number of microseconds");
    }
}

#[test]
fn a_statement_that_fails_is_told_too() {
    let db = database();
    let events = Events::default().of(|| {
        for _ in 0..2 {
            _ = Student::builder()
                .name("Ann")
                .email("ann@example.org")
                .create(&db);
        }
    });
    let failed: Vec<_> = events.iter().map(|event| field(event, "failed")).collect();
    assert_eq!(failed, ["false", "true"]);
    assert_eq!(field(&events[1], "rows"), "0");
}

#[test]
fn no_value_is_told_or_recorded() {
    let db = database();
    let recorder = db.record();
    let events = Events::default().of(|| {
        let create = || Student::builder().name(SECRET).email(SECRET).create(&db);
        let student = create().unwrap();
        create().unwrap_err();
        let named = |name: &str| Student::objects().filter(|s| s.name().contains(name));
        assert_eq!(named(SECRET).count(&db).unwrap(), 1);
        let listed = Student::objects().filter(|s| s.email().is_in([SECRET]));
        assert_eq!(listed.update(&db, |s| s.email().set(SECRET)).unwrap(), 1);
        let tag = Tag::builder().word(SECRET).create(&db).unwrap();
        let course = Course::builder().title(SECRET).create(&db).unwrap();
        course.tags().add(&db, [&tag]).unwrap();
        course.tags().set(&db, [SECRET]).unwrap();
        course.tags().remove(&db, [SECRET]).unwrap();
        student.save(&db).unwrap();
    });
    assert!(events.len() > 9);
    for event in &events {
        assert!(
            !event.iter().any(|(_, value)| value.contains(SECRET)),
            "{event:?}"
        );
    }
    for recorded in recorder.all() {
        assert!(!format!("{recorded:?}").contains(SECRET), "{recorded:?}");
    }
    assert_eq!(recorder.all().len(), events.len(), "both are told the same");
}

#[test]
fn no_value_is_in_an_error() {
    let db = database();
    let create = || Student::builder().name(SECRET).email(SECRET).create(&db);
    create().unwrap();
    let error = create().unwrap_err();
    assert!(error.is_unique_violation());
    let shown = format!(
        "{error} {error:?} {:?} {:?}",
        error.hint(),
        error.constraint()
    );
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn a_recorder_stops_when_it_is_dropped() {
    let db = database();
    let outer = db.record();
    {
        let inner = db.clone().record();
        Student::objects().count(&db).unwrap();
        assert_eq!(inner.all().len(), 1);
    }
    Student::objects().exists(&db).unwrap();
    assert_eq!(outer.all().len(), 2, "another recorder goes on");
    let taken = outer.take();
    assert_eq!(taken[0].rows, 1);
    assert!(taken[0].sql.starts_with("SELECT COUNT(*)"));
    assert_eq!(outer.all(), [], "begun anew");
}
