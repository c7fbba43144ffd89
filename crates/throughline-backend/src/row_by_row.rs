//! Reads of what is related to one row after the other, where one statement for all rows would do:
//! found while the program runs, and told to `tracing` once for each place.
//!
//! A terminal method tells each [`Reading`] to [`Database::note`](crate::Database::note). Reads of
//! one relation from one call site, by one thread or task, each soon after the one before, are a
//! burst; a burst over more than a few different rows is told. Rows that are read by themselves
//! begin a new one: a program that reads a row and what is related to it, then another row and
//! what is related to that, as a server does for its requests, does nothing row by row.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use throughline_core::{ModelDef, Relation, Value};

/// For so many rows a relation may be read one by one.
const ROWS: usize = 5;

/// A read that comes later than this after the one before begins a new burst.
const PAUSE: Duration = Duration::from_secs(1);

/// So many bursts are kept at most; the oldest goes first.
const BURSTS: usize = 256;

/// The places that were told, of the whole program: no more than it has.
static TOLD: Mutex<BTreeSet<&'static Location<'static>>> = Mutex::new(BTreeSet::new());

/// What is about to be read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// Rows of a model by themselves, or new ones.
    Rows(&'static ModelDef),
    /// What is related to one row.
    Related(RelatedReading),
}

/// A read of what is related to one row.
#[derive(Debug, Clone)]
pub struct RelatedReading {
    /// The relation.
    pub relation: Relation,
    /// The key that tells the row from others: its own, or the foreign key in it.
    pub row: Value,
    /// Whether a number of rows is asked for, not the rows.
    pub counts: bool,
    /// The call in the user's code.
    pub site: &'static Location<'static>,
}

/// Who reads: a thread, or a task of an async runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A thread.
    Thread(ThreadId),
    /// A task, by the address that its waker has while it lives.
    Task(usize),
}

impl Reader {
    /// This thread.
    #[must_use]
    pub fn thread() -> Self {
        Reader::Thread(std::thread::current().id())
    }

    /// The task that polls this.
    pub async fn task() -> Self {
        poll_fn(|context| Poll::Ready(Reader::Task(context.waker().data().addr()))).await
    }
}

/// The bursts of reads of one database.
#[derive(Debug)]
pub(crate) struct RowByRow {
    on: AtomicBool,
    bursts: Mutex<Vec<Burst>>,
}

#[derive(Debug)]
struct Burst {
    reader: Reader,
    relation: Relation,
    site: &'static Location<'static>,
    /// Different ones.
    rows: Vec<Value>,
    last: Instant,
}

impl Default for RowByRow {
    fn default() -> Self {
        RowByRow {
            on: AtomicBool::new(cfg!(debug_assertions)),
            bursts: Mutex::default(),
        }
    }
}

impl RowByRow {
    pub(crate) fn switch(&self, on: bool) {
        self.on.store(on, Ordering::Relaxed);
    }

    /// Whether readings are wanted: somebody switched it on, and somebody listens.
    pub(crate) fn is_on(&self) -> bool {
        self.on.load(Ordering::Relaxed)
            && tracing::enabled!(target: "throughline::n_plus_one", tracing::Level::WARN)
    }

    pub(crate) fn note(&self, reader: Reader, reading: Reading) {
        let told = match reading {
            Reading::Rows(model) => {
                self.new_rows(reader, model);
                None
            }
            Reading::Related(reading) => self.burst(reader, reading, Instant::now()),
        };
        if let Some(reading) = told
            && lock(&TOLD).insert(reading.site)
        {
            tell(&reading);
        }
    }

    /// Rows of the model have come by themselves: what is related to them is read for the first
    /// time.
    fn new_rows(&self, reader: Reader, model: &'static ModelDef) {
        let of_others =
            |burst: &Burst| burst.reader != reader || burst.relation.near().model != model;
        lock(&self.bursts).retain(of_others);
    }

    /// One more read. Gives it back if it is the one that is too many.
    fn burst(
        &self,
        reader: Reader,
        reading: RelatedReading,
        now: Instant,
    ) -> Option<RelatedReading> {
        if lock(&TOLD).contains(reading.site) {
            return None;
        }
        let mut bursts = lock(&self.bursts);
        bursts.retain(|burst| now.saturating_duration_since(burst.last) < PAUSE);
        let same = |burst: &Burst| {
            burst.reader == reader
                && burst.site == reading.site
                && burst.relation == reading.relation
        };
        // The newest one stands last.
        let mut burst = match bursts.iter().position(same) {
            Some(position) => bursts.remove(position),
            None => Burst {
                reader,
                relation: reading.relation,
                site: reading.site,
                rows: Vec::new(),
                last: now,
            },
        };
        burst.last = now;
        if !burst.rows.contains(&reading.row) {
            burst.rows.push(reading.row.clone());
        }
        if burst.rows.len() > ROWS {
            return Some(reading);
        }
        if bursts.len() == BURSTS {
            bursts.remove(0);
        }
        bursts.push(burst);
        None
    }
}

/// A panic while a lock was held can have left nothing half done.
fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tell(reading: &RelatedReading) {
    let (file, line) = (reading.site.file(), reading.site.line());
    let relation = reading.relation.label();
    let instead = instead(reading);
    tracing::warn!(
        target: "throughline::n_plus_one",
        relation,
        rows = ROWS + 1,
        file,
        line,
        instead,
        "`{relation}` is read row by row at {file}:{line}: `{instead}` reads it for all rows at once",
    );
}

/// What to write on the query set of the rows: `.with(|c| c.students())`.
fn instead(reading: &RelatedReading) -> String {
    let label = reading.relation.label();
    let (model, name) = label.split_once('.').unwrap_or(("row", &label));
    let row: String = model.chars().take(1).flat_map(char::to_lowercase).collect();
    let count = if reading.counts && reading.relation.is_multiple() {
        ".count()"
    } else {
        ""
    };
    format!(".with(|{row}| {row}.{name}(){count})")
}

#[cfg(test)]
mod tests {
    use throughline_core::{ColumnType, FieldDef, JoinDef, RelationDef, RelationKind};

    use super::*;

    const FIELDS: &[FieldDef] = &[FieldDef::new("id", "id", ColumnType::BigInt)];
    static COURSE: ModelDef = model("Course");
    static STUDENT: ModelDef = model("Student");
    static STUDENTS: RelationDef = RelationDef {
        name: "students",
        source: || &COURSE,
        target: || &STUDENT,
        related_name: Some("course_set"),
        kind: RelationKind::ManyToMany(JoinDef::Table {
            table: "course_students",
            source_column: "course_id",
            target_column: "student_id",
        }),
    };

    const fn model(name: &'static str) -> ModelDef {
        ModelDef {
            name,
            module: "school",
            table: "",
            fields: FIELDS,
            primary_key: &[0],
            relations: &[],
            unique: &[],
            indexes: &[],
            checks: &[],
            ordering: &[],
        }
    }

    fn reading(row: i64, site: &'static Location<'static>) -> RelatedReading {
        RelatedReading {
            relation: Relation::forward(&STUDENTS),
            row: Value::Int(row),
            counts: false,
            site,
        }
    }

    #[test]
    fn the_sixth_row_is_too_many_and_the_same_row_counts_once() {
        let (watch, site, now) = (RowByRow::default(), Location::caller(), Instant::now());
        for row in [1, 2, 3, 4, 5, 5, 4, 3] {
            let read = watch.burst(Reader::Task(1), reading(row, site), now);
            assert!(read.is_none(), "{row}");
        }
        assert!(
            watch
                .burst(Reader::Task(1), reading(6, site), now)
                .is_some()
        );
    }

    #[test]
    fn a_pause_begins_a_new_burst() {
        let (watch, site, start) = (RowByRow::default(), Location::caller(), Instant::now());
        for row in 0..20 {
            let now = start + PAUSE * u32::try_from(row).unwrap();
            let read = watch.burst(Reader::thread(), reading(row, site), now);
            assert!(read.is_none(), "{row}");
        }
    }

    #[test]
    fn each_reader_place_and_end_of_a_relation_has_its_own_burst() {
        let (watch, here, now) = (RowByRow::default(), Location::caller(), Instant::now());
        let there = Location::caller();
        for row in 0..20 {
            let by = usize::try_from(row % 4).unwrap();
            let site = [here, there][by % 2];
            let read = watch.burst(Reader::Task(by), reading(row, site), now);
            assert!(read.is_none(), "{row}");
        }
        let mut reverse = reading(20, here);
        reverse.relation = Relation::reverse(&STUDENTS);
        assert!(watch.burst(Reader::Task(0), reverse, now).is_none());
        assert!(
            watch
                .burst(Reader::Task(0), reading(20, here), now)
                .is_some()
        );
    }

    #[test]
    fn rows_of_the_model_begin_a_new_burst_and_others_do_not() {
        let (watch, site, now) = (RowByRow::default(), Location::caller(), Instant::now());
        let reader = Reader::Task(1);
        for row in 0..5 {
            watch.burst(reader, reading(row, site), now);
        }
        watch.new_rows(reader, &STUDENT);
        watch.new_rows(Reader::Task(2), &COURSE);
        assert_eq!(lock(&watch.bursts).len(), 1);
        watch.new_rows(reader, &COURSE);
        assert!(watch.burst(reader, reading(5, site), now).is_none());
    }

    #[test]
    fn no_more_than_so_many_bursts_are_kept() {
        let (watch, site, now) = (RowByRow::default(), Location::caller(), Instant::now());
        for task in 0..BURSTS + 10 {
            watch.burst(Reader::Task(task), reading(1, site), now);
        }
        let bursts = lock(&watch.bursts);
        assert_eq!(bursts.len(), BURSTS);
        assert_eq!(bursts[0].reader, Reader::Task(10), "the oldest are gone");
    }

    #[test]
    fn what_to_write_instead_has_the_names_of_the_model() {
        let mut one = reading(1, Location::caller());
        assert_eq!(instead(&one), ".with(|c| c.students())");
        one.counts = true;
        one.relation = Relation::reverse(&STUDENTS);
        assert_eq!(instead(&one), ".with(|s| s.course_set().count())");
    }
}
