//! Warnings of relations that are read row by row.

use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex};

use throughline::blocking;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::models::*;

/// One warning: the names and values of its fields, as text.
type Told = Vec<(String, String)>;

/// A subscriber that keeps the warnings.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<Told>>>);

/// With two subscribers alive, `tracing` asks that of the thread; see `traces.rs`.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Warnings::default()));

impl Warnings {
    fn of(run: impl FnOnce()) -> Vec<Told> {
        LazyLock::force(&SECOND);
        let warnings = Warnings::default();
        tracing::subscriber::with_default(warnings.clone(), run);
        std::mem::take(&mut *warnings.0.lock().unwrap())
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "throughline::n_plus_one"
    }

    fn event(&self, event: &Event<'_>) {
        assert_eq!(*event.metadata().level(), Level::WARN);
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

fn field<'w>(warning: &'w Told, name: &str) -> &'w str {
    let found = warning.iter().find(|(field, _)| field == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// What was told of each warning: the relation, and what to write instead.
fn told(warnings: &[Told]) -> Vec<(&str, &str)> {
    let both = |warning| (field(warning, "relation"), field(warning, "instead"));
    warnings.iter().map(both).collect()
}

/// A database with ten courses of one teacher, which ten students attend.
fn ten() -> (blocking::Db, Vec<Course>) {
    let db = database();
    let eve = Teacher::builder().name("Eve").create(&db).unwrap();
    let names = || (0..10).map(|number| number.to_string());
    let students = names().map(|name| Student::builder().name(name));
    let students = Student::objects().bulk_create(&db, students).unwrap();
    let courses = names().map(|title| Course::builder().title(title).teacher(&eve));
    let courses = Course::objects().bulk_create(&db, courses).unwrap();
    for course in &courses {
        course.students().add(&db, &students).unwrap();
    }
    (db, courses)
}

#[test]
fn a_relation_that_is_read_row_by_row_is_told_once_with_its_place() {
    let (db, courses) = ten();
    let mut line = 0;
    let warnings = Warnings::of(|| {
        for _ in 0..2 {
            for course in &courses {
                line = line!() + 1;
                assert_eq!(course.students().all(&db).unwrap().len(), 10);
            }
        }
    });
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let file = file!();
    let message = format!(
        "`Course.students` is read row by row at {file}:{line}: `.with(|c| c.students())` reads it \
         for all rows at once"
    );
    let expected = [
        ("message", message.as_str()),
        ("relation", "Course.students"),
        ("rows", "6"),
        ("file", file),
        ("line", &line.to_string()),
        ("instead", ".with(|c| c.students())"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(warnings[0], expected);
}

#[test]
fn every_read_of_a_manager_counts_and_has_its_own_place() {
    let (db, courses) = ten();
    let warnings = Warnings::of(|| {
        for course in &courses {
            let students = course.students();
            let named = || students.filter(|s| s.name().eq("1"));
            students.count(&db).unwrap();
            students.exists(&db).unwrap();
            students.contains(&db, 1).unwrap();
            students.order_by(|s| s.name()).first(&db).unwrap();
            named().get(&db).unwrap();
            named().count(&db).unwrap();
            named().last(&db).unwrap();
            students.objects().in_bulk(&db, [1]).unwrap();
        }
    });
    let (rows, number) = (".with(|c| c.students())", ".with(|c| c.students().count())");
    let expected = [number, number, number, rows, rows, number, rows, rows];
    assert_eq!(
        told(&warnings),
        expected.map(|instead| ("Course.students", instead))
    );
}

#[test]
fn reverse_managers_and_foreign_keys_count_too() {
    let (db, courses) = ten();
    let teachers = ["a", "b", "c", "d", "e", "f"]
        .map(|name| Teacher::builder().name(name).create(&db).unwrap());
    for (course, teacher) in courses.iter().zip(&teachers) {
        let course = Course::objects().filter(|c| c.id().eq(course.id));
        course.update(&db, |c| c.teacher().set(teacher)).unwrap();
    }
    let warnings = Warnings::of(|| {
        for teacher in &teachers {
            teacher.course_set().all(&db).unwrap();
        }
        for student in Student::objects().all(&db).unwrap() {
            student.course_set().count(&db).unwrap();
        }
        for course in Course::objects().all(&db).unwrap() {
            course.teacher().get(&db).unwrap();
        }
    });
    assert_eq!(
        told(&warnings),
        [
            ("Teacher.course_set", ".with(|t| t.course_set())"),
            ("Student.course_set", ".with(|s| s.course_set().count())"),
            ("Course.teacher", ".with(|c| c.teacher())"),
        ]
    );
}

#[test]
fn five_rows_and_the_same_row_are_not_too_many() {
    let (db, courses) = ten();
    let warnings = Warnings::of(|| {
        for course in &courses[..5] {
            course.students().all(&db).unwrap();
        }
        for _ in 0..20 {
            courses[0].students().all(&db).unwrap();
        }
        // All have one teacher.
        for course in &courses {
            course.teacher().get(&db).unwrap();
        }
    });
    assert_eq!(told(&warnings), []);
}

/// As a server that answers one request after the other.
#[test]
fn one_row_and_what_is_related_to_it_time_after_time_is_not_row_by_row() {
    let (db, courses) = ten();
    let page = |id: i64| {
        let course = Course::get(&db, id).unwrap();
        course.students().all(&db).unwrap();
        let course = Course::objects()
            .filter(|c| c.id().eq(id))
            .get(&db)
            .unwrap();
        course.students().count(&db).unwrap();
        let course = Course::builder().title("new").create(&db).unwrap();
        course.students().exists(&db).unwrap();
    };
    let warnings = Warnings::of(|| courses.iter().for_each(|course| page(course.id)));
    assert_eq!(told(&warnings), []);
}

#[test]
fn it_can_be_switched_off_and_on_for_all_handles() {
    let (db, courses) = ten();
    let read = |db: &blocking::Session| {
        for course in &courses {
            course.students().all(db).unwrap();
        }
    };
    db.clone().warn_row_by_row(false);
    assert_eq!(told(&Warnings::of(|| read(&db))), []);
    db.warn_row_by_row(true);
    let tx = db.begin().unwrap();
    assert_eq!(Warnings::of(|| read(&tx)).len(), 1);
}

#[test]
fn with_reads_nothing_row_by_row() {
    let (db, _) = ten();
    let warnings = Warnings::of(|| {
        let courses = Course::objects().with(|c| c.students().with(|s| s.clubs()));
        assert_eq!(courses.all(&db).unwrap().len(), 10);
    });
    assert_eq!(told(&warnings), []);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
}

/// An async database with ten courses.
async fn ten_async() -> (Db, Vec<Course>) {
    let db = crate::database::empty_async().await;
    let models = [Student::META, Teacher::META, Course::META];
    throughline::create_tables(&db, models).await.unwrap();
    let courses = (0..10).map(|number| Course::builder().title(number.to_string()));
    let courses = Course::objects().bulk_create(&db, courses).await.unwrap();
    (db, courses)
}

#[test]
fn the_place_of_an_async_read_is_where_it_is_called() {
    let mut line = 0;
    let warnings = Warnings::of(|| {
        runtime().block_on(async {
            let (db, courses) = ten_async().await;
            for course in &courses {
                line = line!() + 1;
                course.students().all(&db).await.unwrap();
            }
        });
    });
    assert_eq!(
        told(&warnings),
        [("Course.students", ".with(|c| c.students())")]
    );
    assert_eq!(field(&warnings[0], "line"), line.to_string());
    assert_eq!(field(&warnings[0], "file"), file!());
}

#[test]
fn tasks_that_read_one_row_each_do_not_count_together() {
    let warnings = Warnings::of(|| {
        runtime().block_on(async {
            let (db, courses) = ten_async().await;
            let tasks = courses.into_iter().map(|course| {
                let db = db.clone();
                tokio::spawn(async move { course.students().all(&db).await.unwrap() })
            });
            for task in tasks.collect::<Vec<_>>() {
                task.await.unwrap();
            }
        });
    });
    assert_eq!(told(&warnings), []);
}

#[test]
fn a_read_that_is_not_awaited_does_not_count() {
    let warnings = Warnings::of(|| {
        runtime().block_on(async {
            let (db, courses) = ten_async().await;
            for course in &courses {
                drop(course.students().all(&db));
            }
        });
    });
    assert_eq!(told(&warnings), []);
}
