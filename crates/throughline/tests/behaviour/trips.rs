//! Statements and round trips of operations on PostgreSQL, which pipelines, whatever engine the
//! other tests run on.

use throughline::blocking::Db;
use throughline::{Expr, Recorder, create_tables};

use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Person {
    id: i64,
    name: String,
    #[field(symmetrical)]
    friends: ManyToMany<Person>,
}

/// No two have one number.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(team, student))]
struct Player {
    id: i64,
    team: ForeignKey<Team>,
    student: ForeignKey<Student>,
    #[field(unique)]
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

#[test]
fn rows_and_what_they_come_with_are_one_round_trip() {
    let (db, [ann, bob, cleo, _], [rust, logic, art]) = school();
    let chess = club(&db);
    chess
        .members()
        .add_with(&db, [&ann, &cleo], |link| link.joined(date("2026-01-01")))
        .unwrap();
    rust.students().add(&db, [&ann, &bob, &cleo]).unwrap();
    logic.students().add(&db, [&bob]).unwrap();
    let recorder = db.record();
    let all = Course::objects()
        .with(|c| c.students().order_by(|s| s.name()).with(|s| s.clubs()))
        .with(|c| c.teacher().with(|t| t.course_set().count()))
        .with(|c| c.students().order_by(|s| s.name().desc()).limit(2))
        .all(&db)
        .unwrap();
    assert_eq!(cost(&recorder), (5, 1));
    let [
        (a, none, no_teacher, _),
        (l, _, eve, _),
        (r, three, _, last),
    ] = &all[..]
    else {
        panic!("{} courses", all.len());
    };
    assert_eq!([a, l, r], [&art, &logic, &rust]);
    assert!(none.is_empty() && no_teacher.is_none());
    assert_eq!(eve.as_ref().map(|(_, courses)| *courses), Some(2));
    let with_clubs = |student: &Student, clubs: usize| (student.clone(), clubs);
    let found: Vec<_> = three
        .iter()
        .map(|(s, clubs)| with_clubs(s, clubs.len()))
        .collect();
    assert_eq!(
        found,
        [
            with_clubs(&ann, 1),
            with_clubs(&bob, 0),
            with_clubs(&cleo, 1)
        ]
    );
    assert_eq!(last, &[cleo, bob]);
}

#[test]
fn a_part_of_the_rows_comes_with_its_own_children() {
    let (db, students, [rust, logic, art]) = school();
    for (place, course) in [&rust, &logic, &art].into_iter().enumerate() {
        course.students().add(&db, &students[..=place]).unwrap();
    }
    // Without an order, and with ties: the parts are the same in all statements.
    db.execute("UPDATE course SET title = 'same'", ()).unwrap();
    let recorder = db.record();
    for offset in 0..3 {
        let found = Course::objects()
            .with(|c| c.students())
            .offset(offset)
            .limit(1);
        let found = found.all(&db).unwrap();
        assert_eq!(cost(&recorder), (2, 1));
        let [(course, students)] = &found[..] else {
            panic!("{} courses", found.len());
        };
        assert_eq!(students.len(), usize::try_from(course.id).unwrap());
    }
    // The last students of each course, and their courses.
    let nested = Course::objects().order_by(|c| c.id()).with(|c| {
        let last = c.students().order_by(|s| s.id().desc()).limit(1);
        last.with(|s| s.course_set())
    });
    let nested = nested.all(&db).unwrap();
    assert_eq!(cost(&recorder), (3, 1));
    let counts: Vec<_> = nested.iter().map(|(_, last)| last[0].1.len()).collect();
    assert_eq!(counts, [3, 2, 1]);
}

#[test]
fn a_page_and_its_total_are_one_round_trip() {
    let (db, ..) = school();
    let recorder = db.record();
    let by_name = || Student::objects().order_by(|s| s.name());
    let page = by_name().page(2, 3).get(&db).unwrap();
    assert_eq!((page.rows.len(), page.total), (1, 4));
    assert_eq!(cost(&recorder), (2, 1));
    let page = by_name()
        .with(|s| s.course_set())
        .page(1, 3)
        .get(&db)
        .unwrap();
    assert_eq!((page.rows.len(), page.total), (3, 4));
    assert_eq!(cost(&recorder), (3, 1));
    let pages = Course::objects().with(|c| c.students().page(1, 2));
    pages.all(&db).unwrap();
    assert_eq!(cost(&recorder), (3, 1));
}

#[test]
fn what_may_mean_something_else_a_second_time_is_asked_by_keys() {
    let (db, _, [rust, ..]) = school();
    rust.students().add(&db, [1, 2]).unwrap();
    let recorder = db.record();
    let random = Course::objects()
        .order_by(|_| Expr::raw::<f64>("random()").end())
        .limit(1)
        .with(|c| c.students());
    random.all(&db).unwrap();
    assert_eq!(cost(&recorder), (2, 2));
    // Within a transaction each statement sees rows of another moment.
    let tx = db.begin().unwrap();
    _ = recorder.take();
    let courses = Course::objects().with(|c| c.students()).all(&tx).unwrap();
    assert_eq!(courses.iter().map(|(_, all)| all.len()).sum::<usize>(), 2);
    assert_eq!(cost(&recorder), (2, 2));
    let locked = Course::objects().for_update().with(|c| c.students());
    locked.all(&tx).unwrap();
    assert_eq!(cost(&recorder), (2, 2));
    // One statement is sent as it is.
    drop(tx);
    _ = recorder.take();
    Course::objects().with(|c| c.teacher()).all(&db).unwrap();
    assert_eq!((recorder.all().len(), cost(&recorder)), (1, (1, 1)));
}

#[test]
fn bulk_create_is_one_statement_whatever_the_number_of_rows() {
    let (db, ..) = school();
    let recorder = db.record();
    for number in [1, 2, 3_000] {
        let new = (0..number).map(|i| Student::builder().name(i.to_string()).age(Some(i)));
        let created = Student::objects().bulk_create(&db, new).unwrap();
        assert_eq!(cost(&recorder), (1, 1));
        let ages: Vec<_> = created.iter().map(|student| student.age).collect();
        assert_eq!(ages, (0..number).map(Some).collect::<Vec<_>>());
        assert!(created.is_sorted_by_key(|student| student.id));
    }
    // One for those that are given the same fields, all together.
    let name = |i: i64| Student::builder().name(i.to_string());
    let new = (0..30).map(|i| match i / 10 {
        1 => name(i).id(10_000 + i),
        _ => name(i),
    });
    let created = Student::objects().bulk_create(&db, new).unwrap();
    assert_eq!((created.len(), cost(&recorder)), (30, (3, 1)));
    assert_eq!(created[10].id, 10_010);
    // All or none.
    let before = Student::objects().count(&db).unwrap();
    let same = |i| name(i).email("same@school");
    let both = [same(1), same(2).id(20_000)];
    let error = Student::objects().bulk_create(&db, both).unwrap_err();
    assert!(error.is_unique_violation(), "the second statement failed");
    assert_eq!(Student::objects().count(&db).unwrap(), before);
}

#[test]
fn links_of_many_owners_are_one_statement() {
    let (db, ..) = school();
    let recorder = db.record();
    let all = || (1..=3).flat_map(|course| (1..=4).map(move |student| (course, student)));
    let link = |pairs: Vec<(i64, i64)>| Course::objects().link_all(&db, |c| c.students(), pairs);
    let report = link(all().collect()).unwrap();
    assert_eq!((report.added, report.present), (12, 0));
    assert_eq!(cost(&recorder), (1, 1));
    let removed = Course::objects().unlink_all(&db, |c| c.students(), all().take(5));
    assert_eq!(removed.unwrap(), 5);
    assert_eq!(cost(&recorder), (1, 1));
    // Only if one is refused it is looked which.
    let report = link(vec![(1, 1), (1, 99), (3, 1)]).unwrap();
    assert_eq!((report.added, report.present), (1, 1));
    assert_eq!(
        (report.refused[0].position, report.refused[0].missing),
        (1, "Student")
    );
    assert_eq!(cost(&recorder).0, 4);
    // Inside a transaction it is undone by itself.
    let tx = db.begin().unwrap();
    _ = recorder.take();
    let pairs = [(1, 1), (1, 99)];
    let report = Course::objects()
        .link_all(&tx, |c| c.students(), pairs)
        .unwrap();
    assert_eq!((report.present, report.refused.len()), (1, 1));
    tx.commit().unwrap();
}

/// MariaDB is sent two batches, of which the second has a pair that cannot be linked.
#[test]
fn a_refused_pair_behind_many_is_told_by_its_place_among_all() {
    let (db, ..) = school();
    let same = std::iter::repeat_n((1, 1), 20_000);
    let pairs = same.chain([(1, 2), (1, 99), (2, 1)]);
    let report = Course::objects().link_all(&db, |c| c.students(), pairs);
    let report = report.unwrap();
    assert_eq!((report.added, report.present), (3, 19_999));
    let refused = report
        .refused
        .iter()
        .map(|pair| (pair.position, pair.missing));
    assert_eq!(refused.collect::<Vec<_>>(), [(20_001, "Student")]);
    let removed = Course::objects().unlink_all(&db, |c| c.students(), [(2, 1), (1, 2), (2, 1)]);
    assert_eq!(removed.unwrap(), 2);
}
