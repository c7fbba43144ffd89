//! Keys at their limits, through every verb: nothing is lost on the way through JSON lists.

use std::fmt::Debug;

use throughline::blocking::Db;
use throughline::{Changes, RelatedManager, SingleKey};

use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Hub {
    id: i64,
    longs: ManyToMany<Long>,
    ints: ManyToMany<Int>,
    texts: ManyToMany<Text>,
    uuids: ManyToMany<Unique>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Long {
    id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Int {
    id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Text {
    #[field(primary_key)]
    id: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Unique {
    id: Uuid,
}

fn hub() -> (Db, Hub) {
    let db = crate::database::empty();
    let models = [Hub::META, Long::META, Int::META, Text::META, Unique::META];
    throughline::create_tables(&db, models).unwrap();
    let hub = Hub::builder().id(i64::MIN).create(&db).unwrap();
    (db, hub)
}

/// Links all, keeps half, and takes them away again; `rows` are in the order of their keys.
fn through_every_verb<T>(db: &Db, manager: &RelatedManager<T>, rows: &[T])
where
    T: Model<Key: SingleKey> + Clone + Debug + PartialEq,
{
    let keys: Vec<_> = rows.iter().map(Model::key).collect();
    assert_eq!(manager.add(db, rows).unwrap(), keys);
    assert_eq!(manager.add(db, rows).unwrap(), Vec::<T::Key>::new());
    for row in rows {
        assert!(manager.contains(db, row).unwrap(), "{row:?}");
        assert_eq!(&row.refresh(db).unwrap(), row);
    }
    assert_eq!(manager.all(db).unwrap().len(), rows.len());
    let half = rows.len() / 2;
    let (kept, removed) = (keys[..half].to_vec(), keys[half..].to_vec());
    let changes = manager.set(db, &rows[..half]).unwrap();
    assert_eq!(
        changes,
        Changes {
            added: Vec::new(),
            removed,
            kept: kept.clone()
        }
    );
    assert_eq!(manager.remove(db, rows).unwrap(), kept);
}

#[test]
fn i64() {
    let (db, hub) = hub();
    let beyond_a_float = (1_i64 << 53) + 1;
    let rows = [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        beyond_a_float,
        i64::MAX - 1,
        i64::MAX,
    ]
    .map(|id| Long::builder().id(id).create(&db).unwrap());
    through_every_verb(&db, &hub.longs(), &rows);
}

#[test]
fn i32() {
    let (db, hub) = hub();
    let rows = [i32::MIN, -1, 0, 1, i32::MAX].map(|id| Int::builder().id(id).create(&db).unwrap());
    through_every_verb(&db, &hub.ints(), &rows);
}

#[test]
fn text() {
    let (db, hub) = hub();
    // A key of text has at most 255 characters on MariaDB.
    let long = "ü".repeat(crate::database::on(10_000, 10_000, 255));
    let mut keys = [
        "", " ", "  ", "\t", "\"", "'", "\\", "%_", "null", "1", "1.0", "é", "e\u{301}", "🦀",
        "a\0b", &long,
    ];
    // PostgreSQL takes no NUL.
    keys[14] = crate::database::on("a\0b", "a\u{1}b", "a\0b");
    keys.sort_unstable();
    let rows = keys.map(|id| Text::builder().id(id).create(&db).unwrap());
    through_every_verb(&db, &hub.texts(), &rows);
}

/// What is equal is for the column to say: `set` keeps a link whose key is written in another way.
#[test]
fn text_that_a_column_takes_for_the_same() {
    let db = Db::memory().unwrap();
    for sql in [
        "CREATE TABLE hub (id integer PRIMARY KEY)",
        "CREATE TABLE text (id text COLLATE NOCASE PRIMARY KEY)",
        "CREATE TABLE hub_texts (hub_id bigint REFERENCES hub, \
         text_id text COLLATE NOCASE REFERENCES text, PRIMARY KEY (hub_id, text_id))",
    ] {
        db.execute(sql, ()).unwrap();
    }
    let hub = Hub::builder().id(1).create(&db).unwrap();
    Text::builder().id("Ann").create(&db).unwrap();
    hub.texts().add(&db, ["Ann"]).unwrap();
    let changes = hub.texts().set(&db, ["ANN"]).unwrap();
    assert_eq!((changes.added.len(), changes.removed.len()), (0, 0));
    assert_eq!(hub.texts().all(&db).unwrap().len(), 1);
    assert_eq!(changes.kept, ["ANN"]);
}

#[test]
fn uuid() {
    let (db, hub) = hub();
    let rows = [Uuid::nil(), Uuid::from_u128(1), Uuid::now_v7(), Uuid::max()]
        .map(|id| Unique::builder().id(id).create(&db).unwrap());
    through_every_verb(&db, &hub.uuids(), &rows);
    let made = Unique::builder().create(&db).unwrap();
    assert_eq!(
        made.id.get_version_num(),
        7,
        "made by the library, in the order of time"
    );
}

#[test]
fn owners_by_keys_of_any_type_come_with_their_rows() {
    let (db, hub) = hub();
    let other = Hub::builder().id(i64::MAX).create(&db).unwrap();
    macro_rules! with_hubs {
        ($model:ident, $relation:ident, $keys:expr) => {
            let rows = $keys.map(|id| $model::builder().id(id).create(&db).unwrap());
            hub.$relation().add(&db, &rows).unwrap();
            other.$relation().add(&db, &rows[1..]).unwrap();
            let loaded = $model::objects()
                .order_by(|row| row.id())
                .with(|row| row.hub_set().order_by(|hub| hub.id()))
                .all(&db)
                .unwrap();
            assert_eq!(loaded[0], (rows[0].clone(), vec![hub.clone()]));
            for (row, loaded) in rows.into_iter().zip(loaded).skip(1) {
                assert_eq!(loaded, (row, vec![hub.clone(), other.clone()]));
            }
        };
    }
    with_hubs!(Long, longs, [i64::MIN, -1, i64::MAX]);
    with_hubs!(Int, ints, [i32::MIN, 0, i32::MAX]);
    with_hubs!(Text, texts, ["", "a\"{,}", "é"]);
    with_hubs!(Unique, uuids, [Uuid::nil(), Uuid::max()]);
}
