//! Through a model whose own columns all have defaults: `Tag.courses` by `Tagging`, with a text
//! key on one side, and `Course.tags` (a `related_name`) from the other. Each link has a UUID
//! that the library makes.

use throughline::{Changes, ErrorKind};

use crate::models::*;

fn tag(db: &throughline::blocking::Db, word: &str) -> Tag {
    Tag::builder().word(word).create(db).unwrap()
}

#[test]
fn forward_add_needs_no_payload_and_fills_the_defaults() {
    let db = database();
    let ([rust, logic, _], hard) = (courses(&db), tag(&db, "hard"));
    let (added, sent) = sent(&db, || hard.courses().add(&db, [&rust, &logic]).unwrap());
    assert_eq!(added, [rust.id, logic.id]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"INSERT INTO "tagging" ("tag_id", "course_id", "id", "weight") VALUES (?, ?, ?, ?) ON CONFLICT ("tag_id", "course_id") DO NOTHING"#,
        ],
    );
    let taggings = Tagging::objects()
        .order_by(|t| t.course().title())
        .all(&db)
        .unwrap();
    assert_eq!(
        taggings.iter().map(|t| t.weight).collect::<Vec<_>>(),
        [1, 1]
    );
    assert_ne!(
        taggings[0].id, taggings[1].id,
        "each link has a key of its own"
    );
}

#[test]
fn reverse_add_remove_set_and_clear_take_text_keys() {
    let db = database();
    let ([rust, logic, _], ..) = (
        courses(&db),
        tag(&db, "hard"),
        tag(&db, "fun"),
        tag(&db, "new"),
    );
    assert_eq!(rust.tags().add(&db, ["hard", "fun"]).unwrap().len(), 2);
    logic.tags().add(&db, ["hard"]).unwrap();
    let changes = rust.tags().set(&db, ["new", "fun"]).unwrap();
    assert_eq!(
        changes,
        Changes {
            added: vec!["new".to_owned()],
            removed: vec!["hard".to_owned()],
            kept: vec!["fun".to_owned()]
        }
    );
    assert_eq!(rust.tags().remove(&db, ["fun", "hard"]).unwrap(), ["fun"]);
    assert!(rust.tags().contains(&db, "new").unwrap());
    assert_eq!(rust.tags().clear(&db).unwrap(), ["new"]);
    assert_eq!(
        logic.tags().count(&db).unwrap(),
        1,
        "another owner's links stay"
    );
}

#[test]
fn add_leaves_the_columns_of_a_link_that_is_there() {
    let db = database();
    let ([rust, ..], hard) = (courses(&db), tag(&db, "hard"));
    hard.courses()
        .add_with(&db, [&rust], |link| link.weight(7))
        .unwrap();
    assert_eq!(hard.courses().add(&db, [&rust]).unwrap(), Vec::<i64>::new());
    assert_eq!(
        hard.courses()
            .add_with(&db, [&rust], |link| link.weight(9))
            .unwrap(),
        Vec::<i64>::new()
    );
    hard.courses().set(&db, [&rust]).unwrap();
    assert_eq!(Tagging::objects().get(&db).unwrap().weight, 7);
}

#[test]
fn create_and_get_or_create_link_by_the_defaults() {
    let db = database();
    let ([rust, ..], hard) = (courses(&db), tag(&db, "hard"));
    let art = hard
        .courses()
        .create(&db, Course::builder().title("Go"))
        .unwrap();
    assert!(art.tags().contains(&db, &hard).unwrap());
    let new = Tag::builder().word("fun");
    let (fun, outcome) = rust
        .tags()
        .filter(|t| t.word().eq("fun"))
        .get_or_create(&db, new)
        .unwrap();
    assert_eq!(outcome, Outcome::Created);
    assert!(fun.courses().contains(&db, &rust).unwrap());
}

#[test]
fn a_key_with_every_kind_of_character_is_found_again() {
    let db = database();
    let [rust, ..] = courses(&db);
    let words = [
        "",
        "a\"b",
        "back\\slash",
        "new\nline",
        "\u{1}",
        "'; DROP TABLE tag; --",
        "Ω≈ç√",
        "🦀",
    ];
    for word in words {
        tag(&db, word);
    }
    assert_eq!(rust.tags().add(&db, words).unwrap().len(), words.len());
    let mut all: Vec<_> = rust
        .tags()
        .all(&db)
        .unwrap()
        .into_iter()
        .map(|t| t.word)
        .collect();
    all.sort_unstable();
    let mut expected = words.map(str::to_owned);
    expected.sort_unstable();
    assert_eq!(all, expected);
    assert_eq!(rust.tags().remove(&db, words).unwrap().len(), words.len());
}

#[test]
fn an_unknown_key_names_the_relation() {
    let db = database();
    let [rust, ..] = courses(&db);
    let error = rust.tags().add(&db, ["nothing"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert!(error.to_string().contains("`Course.tags`"), "{error}");
}
