//! `last` and `in_bulk`.

use crate::models::*;

const STUDENT: &str = r#"SELECT "id", "name", "age", "email" FROM "student""#;

#[test]
fn last_is_the_first_of_the_reverse_order() {
    let db = database();
    let [ann, _, _, dan] = students(&db);
    courses(&db);
    let (last, by_key) = sent(&db, || Student::objects().last(&db).unwrap());
    assert_eq!(last.as_ref(), Some(&dan));
    crate::database::assert_sent(
        &by_key,
        &[format!(r#"{STUDENT} ORDER BY "id" DESC LIMIT ?"#)],
    );
    let (last, by_two) = sent(&db, || {
        let ordered = Student::objects().order_by(|s| (s.age().desc(), s.name()));
        ordered.filter(|s| s.age().is_not_null()).last(&db).unwrap()
    });
    assert_eq!(last, Some(ann));
    let ordered = r#"WHERE "age" IS NOT NULL ORDER BY "age" ASC NULLS LAST, "name" DESC LIMIT ?"#;
    crate::database::assert_sent(&by_two, &[format!("{STUDENT} {ordered}")]);
    let by_model = Course::objects().last(&db).unwrap().unwrap();
    assert_eq!(by_model.title, "Rust", "in the order of the model");
    let none = Student::objects().filter(|s| s.name().eq("Zoe"));
    assert_eq!(none.last(&db).unwrap(), None);
}

#[test]
fn last_of_a_part_is_the_last_of_it() {
    let db = database();
    let [_, bob, cleo, dan] = students(&db);
    let (last, sent) = sent(&db, || Student::objects().limit(2).last(&db).unwrap());
    assert_eq!(last.as_ref(), Some(&bob));
    crate::database::assert_sent(&sent, &[format!(r#"{STUDENT} ORDER BY "id" ASC LIMIT ?"#)]);
    let ordered = || Student::objects().order_by(|s| s.name());
    assert_eq!(ordered().offset(1).limit(2).last(&db).unwrap(), Some(cleo));
    assert_eq!(ordered().offset(2).last(&db).unwrap(), Some(dan));
    assert_eq!(ordered().offset(4).last(&db).unwrap(), None);
    assert_eq!(ordered().limit(0).last(&db).unwrap(), None);
}

#[test]
fn last_of_a_related_manager_is_one_of_its_rows() {
    let db = database();
    let [ann, bob, ..] = students(&db);
    let [rust, ..] = courses(&db);
    rust.students().add(&db, [&ann, &bob]).unwrap();
    let by_name = rust.students().order_by(|s| s.name().desc());
    assert_eq!(by_name.last(&db).unwrap(), Some(ann));
}

#[test]
fn in_bulk_gives_the_rows_by_their_keys() {
    let db = database();
    let [ann, bob, cleo, _] = students(&db);
    let (found, sent) = sent(&db, || {
        let keys = [&cleo, &ann, &cleo];
        Student::objects().in_bulk(&db, keys).unwrap()
    });
    assert_eq!(found.len(), 2);
    assert_eq!((&found[&1], &found[&3]), (&ann, &cleo));
    let listed = r#"WHERE "id" IN (SELECT "value" FROM json_each(?) AS "t")"#;
    crate::database::assert_sent(&sent, &[format!("{STUDENT} {listed}")]);
    let older = Student::objects().filter(|s| s.age().gt(20));
    let found = older.in_bulk(&db, [1, 2, 99]).unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(2, bob)]);
    let tag = Tag::builder().word("new").create(&db).unwrap();
    let found = Tag::objects().in_bulk(&db, ["new", "old"]).unwrap();
    assert_eq!(found["new"], tag);
}

#[test]
fn in_bulk_of_no_keys_asks_nothing() {
    let db = database();
    let (found, sent) = sent(&db, || Student::objects().in_bulk(&db, [0_i64; 0]).unwrap());
    assert!(found.is_empty());
    crate::database::assert_sent(&sent, &[""; 0]);
}

#[test]
fn in_bulk_takes_a_hundred_thousand_keys() {
    let db = database();
    students(&db);
    let (found, sent) = sent(&db, || {
        Student::objects().in_bulk(&db, 0..100_000_i64).unwrap()
    });
    assert_eq!((found.len(), sent.len()), (4, 1));
}

#[test]
fn in_bulk_of_a_part_is_a_part() {
    let db = database();
    students(&db);
    let youngest = Student::objects().order_by(|s| s.name().desc()).limit(1);
    let found = youngest.in_bulk(&db, [1, 2]).unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), [&2]);
}
