//! Errors of MariaDB, by their kind and in the names of models and fields; what is left of a
//! transaction.

use std::sync::{Arc, Barrier};

use throughline::{ErrorKind, blocking};

use super::connect;
use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(street, number), check(grown_up = age >= 18))]
struct Lodger {
    id: i64,
    #[field(max_length = 5)]
    street: String,
    number: i32,
    age: Option<i16>,
    #[field(max_digits = 5, decimal_places = 2, default = Decimal::ONE)]
    rent: Decimal,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Pass {
    #[field(primary_key)]
    code: String,
    #[field(on_delete = restrict)]
    lodger: ForeignKey<Lodger>,
}

fn lodgers(url: &str) -> blocking::Db {
    let db = connect(url);
    throughline::create_tables(&db, [Lodger::META, Pass::META]).unwrap();
    for number in [1, 2] {
        let builder = Lodger::builder().street("Elm").number(number);
        builder.create(&db).unwrap();
    }
    db
}

#[test]
fn a_refusal_is_told_in_the_names_of_the_model() {
    let db = lodgers(&crate::database::mariadb());
    let ann = Lodger::get(&db, 1).unwrap();
    let saved = |change: fn(&mut Lodger)| {
        let mut changed = ann.clone();
        change(&mut changed);
        changed.save(&db).unwrap_err()
    };
    for (error, kind, constraint, field, message) in [
        (
            saved(|lodger| lodger.number = 2),
            ErrorKind::UniqueViolation,
            Some("lodger_street_number_uniq"),
            None,
            "`Lodger` has a row with this `street` and `number` already",
        ),
        (
            Lodger::builder()
                .id(1)
                .street("Oak")
                .number(1)
                .create(&db)
                .unwrap_err(),
            ErrorKind::UniqueViolation,
            Some("PRIMARY"),
            Some("id"),
            "`Lodger` has a row with this `id` already",
        ),
        (
            saved(|lodger| lodger.age = Some(17)),
            ErrorKind::CheckViolation,
            Some("grown_up"),
            None,
            "a value of `Lodger` breaks the check `grown_up`",
        ),
        (
            saved(|lodger| lodger.street = "nowhere".to_owned()),
            ErrorKind::CheckViolation,
            Some("street"),
            Some("street"),
            "`street` of `Lodger` takes at most 5 characters",
        ),
        (
            saved(|lodger| lodger.rent = "1000".parse().unwrap()),
            ErrorKind::InvalidValue,
            None,
            None,
            "invalid value",
        ),
        (
            Pass::builder()
                .code("A")
                .lodger(99)
                .create(&db)
                .unwrap_err(),
            ErrorKind::ForeignKeyViolation,
            Some("pass_lodger_id_fk"),
            None,
            "`Pass` points to a row that is not there: see `lodger`",
        ),
        (
            Pass::builder()
                .code("x".repeat(256))
                .lodger(1)
                .create(&db)
                .unwrap_err(),
            ErrorKind::CheckViolation,
            Some("code"),
            Some("code"),
            "`code` of `Pass` is longer than its column takes",
        ),
    ] {
        assert_eq!(error.kind(), kind, "{error:?}");
        assert_eq!(error.constraint(), constraint, "{error:?}");
        assert_eq!(error.field(), field, "{error:?}");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_row_that_others_point_to_stays_and_a_value_that_is_needed_is_named() {
    let db = lodgers(&crate::database::mariadb());
    let ann = Lodger::get(&db, 1).unwrap();
    Pass::builder().code("A").lodger(&ann).create(&db).unwrap();
    let error = ann.delete(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(error.model(), Some("Lodger"));
    let null = "INSERT INTO lodger (street, number, rent) VALUES (NULL, 1, 1)";
    let error = db.execute(null, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotNullViolation);
    assert_eq!(error.constraint(), Some("street"));
}

#[test]
fn a_statement_takes_so_long_and_no_longer() {
    let url = crate::database::mariadb();
    let db = connect(&format!("{url}&statement_timeout=100"));
    let slow = "SELECT SLEEP(5) FROM information_schema.columns";
    let error = db.execute(slow, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StatementTimeout, "{error:?}");
    assert!(!error.is_retryable());
    assert!(error.hint().unwrap().contains("statement_timeout"));
}

#[test]
fn a_lock_that_is_not_free_ends_a_statement_alone() {
    let url = crate::database::mariadb();
    let db = lodgers(&format!("{url}&lock_timeout=1000"));
    let change = |tx: &blocking::Tx, id: i64| {
        let one = Lodger::objects().filter(|l| l.id().eq(id));
        one.update(tx, |l| l.age().set(30))
    };
    let first = db.begin().unwrap();
    change(&first, 1).unwrap();
    let second = db.begin().unwrap();
    change(&second, 2).unwrap();
    let error = change(&second, 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error:?}");
    assert!(error.is_retryable());
    second.commit().unwrap();
    first.rollback().unwrap();
    let ages = Lodger::objects().order_by(|l| l.id()).select(|l| l.age());
    assert_eq!(ages.all(&db).unwrap(), [None, Some(30)]);
}

#[test]
fn of_two_transactions_that_wait_for_each_other_one_is_dead_and_can_be_done_again() {
    let db = lodgers(&crate::database::mariadb());
    let barrier = Arc::new(Barrier::new(2));
    let rivals = [(1, 2), (2, 1)].map(|(first, second)| {
        let (db, barrier) = (db.clone(), Arc::clone(&barrier));
        std::thread::spawn(move || {
            let older = |tx: &blocking::Tx, id: i64| {
                let one = Lodger::objects().filter(|l| l.id().eq(id));
                one.update(tx, |l| l.number().set_to(l.number() + 10))
            };
            let tx = db.begin().unwrap();
            older(&tx, first).unwrap();
            barrier.wait();
            let Err(error) = older(&tx, second) else {
                tx.commit().unwrap();
                return false;
            };
            assert_eq!(error.kind(), ErrorKind::Deadlock, "{error:?}");
            assert!(error.is_retryable());
            let later = older(&tx, first).unwrap_err();
            assert_eq!(later.kind(), ErrorKind::TransactionClosed, "{later:?}");
            let late = tx.commit().unwrap_err();
            assert_eq!(late.kind(), ErrorKind::TransactionClosed, "{late:?}");
            true
        })
    });
    let dead = rivals.map(|rival| rival.join().unwrap());
    assert_eq!(dead.iter().filter(|dead| **dead).count(), 1);
    let numbers = Lodger::objects()
        .order_by(|l| l.id())
        .select(|l| l.number());
    assert_eq!(numbers.all(&db).unwrap(), [11, 12], "only one was kept");
}

#[test]
fn a_connection_that_is_cut_loses_its_transaction_and_the_pool_goes_on() {
    let url = crate::database::mariadb();
    let db = lodgers(&url);
    let other = connect(&url);
    let tx = db.begin().unwrap();
    Lodger::objects().update(&tx, |l| l.age().set(99)).unwrap();
    let [(session,)] = tx.query_as::<(i64,)>("SELECT CONNECTION_ID()", ()).unwrap()[..] else {
        panic!("a session has a number");
    };
    other
        .execute(format!("KILL CONNECTION {session}"), ())
        .unwrap();
    let error = Lodger::objects().count(&tx).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    let error = tx.commit().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed, "{error:?}");
    let changed = Lodger::objects().filter(|l| l.age().eq(99));
    assert_eq!(changed.count(&db).unwrap(), 0);
}
