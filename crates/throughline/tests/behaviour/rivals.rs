//! Rivals on one file: threads with handles of their own, and one handle shared by all.

use std::collections::BTreeSet;
use std::sync::Barrier;

use throughline::blocking::Db;

use crate::models::*;

fn file_db(folder: &tempfile::TempDir) -> Db {
    let url = crate::database::shared(folder);
    Db::connect(&url).unwrap()
}

/// Runs the same with four threads, each with a connection pool of its own.
fn race(folder: &tempfile::TempDir, rounds: usize, run: impl Fn(&Db, usize, usize) + Sync) {
    let barrier = Barrier::new(4);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (barrier, run) = (&barrier, &run);
            scope.spawn(move || {
                let db = file_db(folder);
                for round in 0..rounds {
                    barrier.wait();
                    run(&db, thread, round);
                }
            });
        }
    });
}

fn school(folder: &tempfile::TempDir) -> (Db, Course) {
    let db = file_db(folder);
    throughline::create_tables(&db, [Student::META, Course::META, Teacher::META]).unwrap();
    let new = (0..40).map(|i| Student::builder().name(i.to_string()));
    Student::objects().bulk_create(&db, new).unwrap();
    let rust = Course::builder().title("Rust").create(&db).unwrap();
    (db, rust)
}

#[test]
fn add_of_the_same_links_succeeds_for_all_and_each_link_is_new_once() {
    let folder = tempfile::tempdir().unwrap();
    let (db, rust) = school(&folder);
    let new = std::sync::atomic::AtomicUsize::new(0);
    race(&folder, 1, |db, thread, _| {
        let keys = if thread % 2 == 0 {
            (1..=40).collect()
        } else {
            (1..=40).rev().collect::<Vec<i64>>()
        };
        let added = rust.students().add(db, keys).unwrap();
        new.fetch_add(added.len(), std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(new.into_inner(), 40);
    assert_eq!(rust.students().count(&db).unwrap(), 40);
}

#[test]
fn set_ends_as_one_of_the_rivals_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (_, rust) = school(&folder);
    let check = Barrier::new(4);
    race(&folder, 25, |db, thread, round| {
        let first = 1 + 10 * thread as i64;
        rust.students().set(db, first..first + 10).unwrap();
        check.wait();
        let links = rust.students().all(db).unwrap();
        let keys: BTreeSet<i64> = links.iter().map(|student| student.id).collect();
        let first = *keys.first().unwrap();
        assert_eq!(keys, (first..first + 10).collect(), "round {round}");
        check.wait();
    });
}

#[test]
fn upserts_never_fail_and_make_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let (db, _) = school(&folder);
    race(&folder, 25, |db, thread, round| {
        let email = format!("{round}@school");
        let builder = Student::builder().name(thread.to_string()).email(email);
        builder.on(Student::by_email).update_or_create(db).unwrap();
    });
    assert_eq!(
        Student::objects()
            .filter(|s| s.email().is_not_null())
            .count(&db)
            .unwrap(),
        25
    );
}

#[test]
fn get_or_create_by_filter_makes_one_row_without_a_unique_key() {
    let folder = tempfile::tempdir().unwrap();
    let (db, rust) = school(&folder);
    race(&folder, 10, |db, _, round| {
        let title = format!("Course {round}");
        let by_title = Course::objects().filter(|c| c.title().eq(&title));
        by_title
            .get_or_create(db, Course::builder().title(&title))
            .unwrap();
        let name = format!("Student {round}");
        let by_name = rust.students().filter(|s| s.name().eq(&name));
        by_name
            .get_or_create(db, Student::builder().name(&name))
            .unwrap();
    });
    assert_eq!(Course::objects().count(&db).unwrap(), 11);
    assert_eq!(rust.students().count(&db).unwrap(), 10);
}
