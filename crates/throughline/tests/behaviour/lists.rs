//! Rows and links that are looked up by lists of keys: by an index, however long the list and however many
//! other rows there are.

use throughline::blocking::Db;

use crate::database::on;
use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Book {
    id: i64,
    #[field(duplicates)]
    readers: ManyToMany<Student, Loan>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Loan {
    id: i64,
    book: ForeignKey<Book>,
    reader: ForeignKey<Student>,
    #[field(default = 14)]
    days: i32,
}

/// A book, and so many students.
fn library(db: &Db, readers: usize) -> (Book, Vec<Student>) {
    let school = [Student::META, Teacher::META, Course::META];
    let all = school.into_iter().chain([Book::META, Loan::META]);
    throughline::create_tables(db, all).unwrap();
    let builders = (0..readers).map(|number| Student::builder().name(format!("{number}")));
    let students = Student::objects().bulk_create(db, builders).unwrap();
    (Book::builder().create(db).unwrap(), students)
}

#[test]
fn a_link_that_may_be_there_twice_is_made_where_it_is_not_there() {
    let db = crate::database::empty();
    let (book, readers) = library(&db, 3);
    let other = Book::builder().create(&db).unwrap();
    other.readers().add(&db, &readers).unwrap();
    for _ in 0..2 {
        let loan = Loan::builder().book(&book).reader(&readers[0]);
        loan.create(&db).unwrap();
    }
    let added = book.readers().add(&db, &readers).unwrap();
    assert_eq!(added, [readers[1].id, readers[2].id]);
    assert_eq!(Loan::objects().count(&db).unwrap(), 3 + 4);
    assert!(book.readers().add(&db, [&readers[2]]).unwrap().is_empty());
    let done = book.readers();
    let done = done.add_or_update_with(&db, &readers, |loan| loan.days(21));
    let outcomes: Vec<_> = done.unwrap().into_iter().map(|(_, done)| done).collect();
    assert_eq!(outcomes, [Outcome::Updated; 3]);
    let longer = Loan::objects().filter(|loan| loan.days().eq(21));
    assert_eq!(
        longer.count(&db).unwrap(),
        4,
        "both of the first, not the other book's"
    );
    let changes = book.readers().set(&db, &readers[1..]).unwrap();
    assert_eq!(changes.removed, [readers[0].id]);
    assert!(changes.added.is_empty());
    assert_eq!(Loan::objects().count(&db).unwrap(), 3 + 2);
}

/// `NOT IN` all links read the whole table once for each new link.
#[test]
fn a_link_that_may_be_there_twice_is_looked_for_by_an_index() {
    let db = crate::database::empty();
    if !crate::database::is_embedded() {
        return;
    }
    let (book, readers) = library(&db, 1);
    let (_, sent) = sent(&db, || book.readers().add(&db, &readers).unwrap());
    let insert = sent.iter().find(|sql| sql.starts_with("INSERT")).unwrap();
    let values = (book.id, readers[0].id, 14, book.id, readers[0].id);
    let plan: Vec<(i64, i64, i64, String)> = db
        .query_as(format!("EXPLAIN QUERY PLAN {insert}"), values)
        .unwrap();
    let lines: Vec<_> = plan.into_iter().map(|(.., line)| line).collect();
    assert!(
        lines.iter().any(|line| line.starts_with("SEARCH loan")),
        "{lines:?}"
    );
    assert!(
        !lines.iter().any(|line| line.starts_with("SCAN loan")),
        "{lines:?}"
    );
}

#[test]
fn a_long_list_does_what_a_short_one_does() {
    let db = crate::database::empty();
    let (_, students) = library(&db, 2_500);
    let [rust, logic, _] = courses(&db);
    let keys: Vec<_> = students.iter().map(|student| student.id).collect();
    let (these, others) = keys.split_at(2_000);
    for _ in 0..7 {
        assert_eq!(
            rust.students().add(&db, these.iter().copied()).unwrap(),
            these
        );
        logic.students().add(&db, keys.iter().copied()).unwrap();
        let changes = rust
            .students()
            .set(&db, keys[1_000..].iter().copied())
            .unwrap();
        assert_eq!(changes.removed, keys[..1_000]);
        assert_eq!(changes.kept, keys[1_000..2_000]);
        assert_eq!(changes.added, others);
        let without = Student::objects().exclude(|s| s.id().is_in(these.iter().copied()));
        assert_eq!(without.clone().count(&db).unwrap(), 500);
        let of_rust = without.filter(|s| s.course_set().id().eq(rust.id));
        assert_eq!(of_rust.count(&db).unwrap(), 500);
        let removed = rust.students().remove(&db, these.iter().copied()).unwrap();
        assert_eq!(removed, keys[1_000..2_000]);
        let pairs = others.iter().map(|&student| (rust.id, student));
        assert_eq!(
            Course::objects()
                .unlink_all(&db, |c| c.students(), pairs)
                .unwrap(),
            500
        );
        assert_eq!(rust.students().count(&db).unwrap(), 0);
        assert_eq!(logic.students().count(&db).unwrap(), 2_500);
    }
}

#[test]
fn rows_in_a_list_are_changed_and_deleted() {
    #[derive(Model, Debug, Clone, PartialEq)]
    struct Desk {
        id: i64,
        row: i32,
        seat: i32,
    }
    let db = crate::database::empty();
    throughline::create_tables(&db, [Desk::META]).unwrap();
    let desks: Vec<_> = (1..=4)
        .map(|row| Desk::builder().row(row).seat(10).create(&db).unwrap())
        .collect();
    let keys: Vec<_> = desks[1..].iter().map(|desk| desk.id).collect();
    let some = || Desk::objects().filter(|d| d.id().is_in(keys.iter().copied()));
    // Each gets what the other was before.
    let behind = some().filter(|d| d.row().gt(2));
    let turned = behind.update(&db, |d| {
        (d.row().set_to(d.seat()), d.seat().set_to(d.row()))
    });
    assert_eq!(turned.unwrap(), 2);
    assert_eq!(
        some().update(&db, |d| d.row().set_to(d.row() + 1)).unwrap(),
        3
    );
    let all = Desk::objects().order_by(|d| d.id());
    let places = all.select(|d| (d.row(), d.seat())).all(&db).unwrap();
    assert_eq!(places, [(1, 10), (3, 10), (11, 3), (11, 4)]);
    assert_eq!(some().delete(&db).unwrap(), 3);
    assert_eq!(Desk::objects().all(&db).unwrap(), desks[..1]);
}

/// A plan for lists of any length goes through a list for each row: the server is not to keep one for a
/// long list.
#[cfg(feature = "postgres")]
#[test]
fn postgres_plans_for_a_long_list() {
    let db = crate::models::database();
    if on(true, false, true) {
        return;
    }
    let planned = |part: &str| {
        let sql = "SELECT generic_plans + custom_plans FROM pg_prepared_statements \
                   WHERE statement LIKE $1 AND statement NOT LIKE '%pg_prepared%'";
        let plans: Vec<(i64,)> = db.query_as(sql, (part,)).unwrap();
        plans.into_iter().map(|(plans,)| plans).sum::<i64>()
    };
    let count = |keys: std::ops::Range<i64>| {
        for _ in 0..7 {
            let others = Student::objects().exclude(|s| s.id().is_in(keys.clone()));
            others.count(&db).unwrap();
        }
        planned("%IS NOT TRUE%")
    };
    assert_eq!(count(0..101), 0, "each was planned for itself");
    assert_eq!(
        count(0..100),
        7,
        "a short list is served by what is prepared"
    );
    for _ in 0..7 {
        let new = (0..101).map(|n| Student::builder().name(n.to_string()));
        Student::objects().bulk_insert(&db, new).unwrap();
    }
    assert_eq!(
        planned("INSERT INTO \"student\"%unnest%"),
        7,
        "nothing is looked up by rows that are new"
    );
}
