//! Statements and round trips of operations on PostgreSQL, which pipelines, whatever engine the
//! other tests run on.

use throughline::blocking::Db;
use throughline::{Recorder, create_tables};

use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Person {
    id: i64,
    name: String,
    #[field(symmetrical)]
    friends: ManyToMany<Person>,
}

/// No two of a team have one number.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(team, student), unique(team, number))]
struct Player {
    id: i64,
    team: ForeignKey<Team>,
    student: ForeignKey<Student>,
    number: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Team {
    id: i64,
    #[field(related_name = "teams")]
    players: ManyToMany<Student, Player>,
}

/// Four students and three courses.
fn school() -> (Db, [Student; 4], [Course; 3]) {
    let db = Db::connect(&crate::database::postgres()).unwrap();
    let models = [
        Student::META,
        Course::META,
        Teacher::META,
        Club::META,
        Membership::META,
        Person::META,
        Player::META,
        Team::META,
    ];
    create_tables(&db, models).unwrap();
    let (students, courses) = (students(&db), courses(&db));
    (db, students, courses)
}

/// Statements, without those that begin and end transactions, and round trips.
fn cost(recorder: &Recorder) -> (usize, usize) {
    let cost = (recorder.statements().len(), recorder.round_trips());
    _ = recorder.take();
    cost
}

#[test]
fn set_is_a_lock_and_one_statement_in_one_round_trip() {
    let (db, _, [rust, ..]) = school();
    let recorder = db.record();
    for (wanted, added, removed) in [
        (vec![1, 2, 3], 3, 0),
        (vec![2, 3, 4], 1, 1),
        (vec![2, 3, 4], 0, 0),
    ] {
        let done = rust.students().set(&db, wanted).unwrap();
        assert_eq!((done.added.len(), done.removed.len()), (added, removed));
        assert_eq!(cost(&recorder), (2, 1));
    }
    // To none there is nothing to compare.
    rust.students().set(&db, [0; 0]).unwrap();
    assert_eq!(cost(&recorder), (1, 1));
    // In a transaction it is undone by itself if it fails.
    let tx = db.begin().unwrap();
    _ = recorder.take();
    rust.students().set(&tx, [1, 2]).unwrap();
    let sent: Vec<_> = recorder.all().into_iter().map(|one| one.sql).collect();
    assert_eq!(sent[0], "SAVEPOINT throughline_1");
    assert_eq!(cost(&recorder), (2, 1));
    rust.students().set(&tx, [1, 99]).unwrap_err();
    tx.commit().unwrap();
    assert_eq!(rust.students().count(&db).unwrap(), 2);
}

#[test]
fn set_of_a_symmetrical_relation_costs_as_much_and_tells_far_keys() {
    let (db, ..) = school();
    let new = (0..4).map(|i| Person::builder().name(i.to_string()));
    let [ann, ..] = &Person::objects().bulk_create(&db, new).unwrap()[..] else {
        panic!("four were created");
    };
    ann.friends().add(&db, [2, 3]).unwrap();
    let recorder = db.record();
    let done = ann.friends().set(&db, [1, 3, 4]).unwrap();
    assert_eq!(cost(&recorder), (2, 1));
    assert_eq!(
        (done.added, done.removed, done.kept),
        (vec![1, 4], vec![2], vec![3])
    );
    let links = db.query_as::<(i64, i64)>(
        "SELECT from_person_id, to_person_id FROM person_friends ORDER BY 1, 2",
        (),
    );
    assert_eq!(links.unwrap(), [(1, 1), (1, 3), (1, 4), (3, 1), (4, 1)]);
}

#[test]
fn what_set_removes_is_gone_before_something_new_could_collide_with_it() {
    let (db, ..) = school();
    let team = Team::builder().create(&db).unwrap();
    team.players().add_with(&db, [1], |p| p.number(7)).unwrap();
    for next in [2, 3, 1] {
        let done = team
            .players()
            .set_with(&db, [next], |p| p.number(7))
            .unwrap();
        assert_eq!((done.added.len(), done.removed.len()), (1, 1));
    }
}
