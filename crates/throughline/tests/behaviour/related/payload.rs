//! Through a model whose columns need a value: `Club.members` by `Membership`, with a UUID key on
//! one side and a composite key of the through model, and `Student.clubs` from the other.

use throughline::{Changes, ErrorKind};

use crate::models::*;

fn membership(db: &throughline::blocking::Db, student: &Student, club: &Club) -> Membership {
    Membership::get(db, (student.id, club.id)).unwrap()
}

#[test]
fn forward_add_with_gives_each_new_link_the_values() {
    let db = database();
    let ([ann, bob, ..], chess) = (students(&db), club(&db));
    let (added, sent) = sent(&db, || {
        chess
            .members()
            .add_with(&db, [&ann, &bob], |link| link.joined(date("2026-01-15")))
            .unwrap()
    });
    assert_eq!(added, [ann.id, bob.id]);
    crate::database::assert_sent(
        &sent,
        &[
            r#"INSERT INTO "membership" ("club_id", "student_id", "joined", "role") VALUES (?, ?, ?, ?) ON CONFLICT ("club_id", "student_id") DO NOTHING"#,
        ],
    );
    let of_ann = membership(&db, &ann, &chess);
    assert_eq!(
        (of_ann.joined, of_ann.role.as_str()),
        (date("2026-01-15"), "member")
    );
}

#[test]
fn a_link_that_is_there_keeps_its_columns() {
    let db = database();
    let ([ann, bob, ..], chess) = (students(&db), club(&db));
    chess
        .members()
        .add_with(&db, [&ann], |link| {
            link.joined(date("2024-01-15")).role("chair")
        })
        .unwrap();
    let added = chess
        .members()
        .add_with(&db, [&ann, &bob], |link| link.joined(date("2026-01-01")))
        .unwrap();
    assert_eq!(added, [bob.id]);
    assert_eq!(membership(&db, &ann, &chess).role, "chair");
    assert_eq!(membership(&db, &bob, &chess).role, "member");
}

#[test]
fn reverse_add_with_writes_the_same_links() {
    let db = database();
    let ([ann, ..], chess, go) = (students(&db), club(&db), club(&db));
    let added = ann
        .clubs()
        .add_with(&db, [&go, &chess], |link| {
            link.role("guest").joined(date("2026-01-01"))
        })
        .unwrap();
    assert_eq!(added.len(), 2);
    assert!(added.contains(&chess.id) && added.contains(&go.id));
    assert_eq!(membership(&db, &ann, &chess).role, "guest");
    assert_eq!(chess.members().all(&db).unwrap(), [ann]);
}

#[test]
fn set_with_keeps_the_columns_of_what_stays() {
    let db = database();
    let ([ann, bob, cleo, _], chess) = (students(&db), club(&db));
    let old = date("2024-01-15");
    chess
        .members()
        .add_with(&db, [&ann, &bob], |link| link.joined(old))
        .unwrap();
    let (changes, sent) = sent(&db, || {
        chess
            .members()
            .set_with(&db, [&bob, &cleo], |link| link.joined(date("2026-01-01")))
            .unwrap()
    });
    assert_eq!(
        changes,
        Changes {
            added: vec![cleo.id],
            removed: vec![ann.id],
            kept: vec![bob.id]
        }
    );
    // The links are read, or the owner is locked; and then the difference.
    assert_eq!(sent.len(), crate::database::on(3, 2, 3));
    assert_eq!(membership(&db, &bob, &chess).joined, old);
    let changes = ann
        .clubs()
        .set_with(&db, [chess.id], |link| link.joined(old))
        .unwrap();
    assert_eq!(
        changes,
        Changes {
            added: vec![chess.id],
            removed: vec![],
            kept: vec![]
        }
    );
    let changes = ann
        .clubs()
        .set_with(&db, [chess.id], |link| link.joined(old))
        .unwrap();
    assert_eq!(
        changes.kept,
        [chess.id],
        "a UUID that is kept is recognised"
    );
}

#[test]
fn create_with_makes_the_row_and_its_link_or_neither() {
    let db = database();
    let chess = club(&db);
    let eve = chess
        .members()
        .create_with(&db, Student::builder().name("Eve"), |link| {
            link.joined(date("2026-01-01"))
        })
        .unwrap();
    assert_eq!(membership(&db, &eve, &chess).role, "member");

    let long = "a role of more than twenty characters";
    let error = chess
        .members()
        .create_with(&db, Student::builder().name("Fay"), |link| {
            link.joined(date("2026-01-01")).role(long)
        })
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CheckViolation);
    assert_eq!(
        Student::objects().count(&db).unwrap(),
        1,
        "no student without the link"
    );
}

#[test]
fn remove_clear_count_and_contains_ask_the_through_model_alone() {
    let db = database();
    let ([ann, bob, ..], chess) = (students(&db), club(&db));
    chess
        .members()
        .add_with(&db, [&ann, &bob], |link| link.joined(date("2026-01-01")))
        .unwrap();
    let recorder = db.record();
    assert!(ann.clubs().contains(&db, &chess).unwrap());
    assert_eq!(chess.members().count(&db).unwrap(), 2);
    assert_eq!(ann.clubs().remove(&db, [&chess]).unwrap(), [chess.id]);
    assert_eq!(chess.members().clear(&db).unwrap(), [bob.id]);
    for statement in recorder.statements() {
        assert!(
            !statement.contains("\"student\"") && !statement.contains("\"club\""),
            "{statement}"
        );
    }
    assert_eq!(recorder.statements().len(), 4);
}

#[test]
fn the_through_model_is_a_model_like_any_other() {
    let db = database();
    let ([ann, ..], chess) = (students(&db), club(&db));
    let joined = date("2026-01-01");
    let created = Membership::builder()
        .student(&ann)
        .club(&chess)
        .joined(joined)
        .create(&db)
        .unwrap();
    assert_eq!(created.student.key(), &ann.id);
    assert_eq!(created.student().get(&db).unwrap(), ann);
    assert_eq!(created.club().get(&db).unwrap(), chess);
    assert_eq!(
        ann.membership_set().all(&db).unwrap(),
        std::slice::from_ref(&created)
    );
    assert_eq!(ann.clubs().all(&db).unwrap(), std::slice::from_ref(&chess));
    let again = Membership::builder()
        .student(&ann)
        .club(&chess)
        .joined(joined)
        .create(&db);
    assert_eq!(again.unwrap_err().kind(), ErrorKind::UniqueViolation);
    created.delete(&db).unwrap();
    assert!(!ann.clubs().exists(&db).unwrap());
}

#[test]
fn an_upsert_by_a_filter_gives_its_columns_to_the_link_of_a_new_row_alone() {
    let db = database();
    let ([ann, ..], chess) = (students(&db), club(&db));
    let (old, new) = (date("2026-01-01"), date("2026-02-01"));
    chess
        .members()
        .add_with(&db, [&ann], |link| link.joined(old))
        .unwrap();
    let named = |name: &str| chess.members().filter(|s| s.name().eq(name));
    let row = |name: &str| Student::builder().name(name);
    let links = || -> Vec<(String, Date)> {
        let members = chess.members().order_by(|s| s.id());
        let links = members.with_link().all(&db).unwrap().into_iter();
        links
            .map(|(student, link)| (student.name, link.joined))
            .collect()
    };

    let found = named("Ann").get_or_create_with(&db, row("Ann"), |link| link.joined(new));
    assert_eq!(found.unwrap(), (ann.clone(), Outcome::Found));
    let changed = named("Ann").update_or_create_with(
        &db,
        |s| s.name().set("Anna"),
        row("Ann"),
        |link| link.joined(new),
    );
    assert_eq!(changed.unwrap().1, Outcome::Updated);
    assert_eq!(links(), [("Anna".to_owned(), old)]);

    // There is a Bob, but not among the members.
    let made = named("Bob").update_or_create_with(
        &db,
        |s| s.name().set("Bobby"),
        row("Bob"),
        |link| link.joined(new),
    );
    assert_eq!(made.unwrap().1, Outcome::Created);
    let made = named("Zoe").get_or_create_with(&db, row("Zoe"), |link| link.joined(new));
    assert_eq!(made.unwrap().1, Outcome::Created);
    let expected = [("Anna", old), ("Bob", new), ("Zoe", new)];
    assert_eq!(
        links(),
        expected.map(|(name, joined)| (name.to_owned(), joined))
    );
}

/// There is no default filter of a through model that reads would pass over and writes would keep.
#[test]
fn a_link_is_there_whatever_its_columns_say() {
    let db = database();
    let ([ann, bob, ..], chess) = (students(&db), club(&db));
    let day = date("2026-01-01");
    for (student, role) in [(&ann, "gone"), (&bob, "member")] {
        chess
            .members()
            .add_with(&db, [student], |link| link.joined(day).role(role))
            .unwrap();
    }
    let present = Student::objects()
        .filter(|s| {
            s.membership_set()
                .any(|m| m.club().eq(&chess) & m.role().ne("gone"))
        })
        .all(&db)
        .unwrap();
    assert_eq!(present, std::slice::from_ref(&bob), "by a condition alone");
    assert_eq!(chess.members().count(&db).unwrap(), 2);
    let again = chess
        .members()
        .add_with(&db, [&ann], |link| link.joined(day))
        .unwrap();
    assert!(again.is_empty(), "it is no new link, and no error");
    let changes = chess
        .members()
        .set_with(&db, [&bob], |link| link.joined(day))
        .unwrap();
    assert_eq!(
        (changes.removed, changes.kept),
        (vec![ann.id], vec![bob.id])
    );
    chess.members().clear(&db).unwrap();
    assert_eq!(Membership::objects().count(&db).unwrap(), 0);
}

#[test]
fn links_are_ordered_by_their_own_columns() {
    let db = database();
    let ([ann, bob, cleo, _], chess) = (students(&db), club(&db));
    for (student, day) in [
        (&ann, "2026-01-02"),
        (&bob, "2026-01-03"),
        (&cleo, "2026-01-01"),
    ] {
        chess
            .members()
            .add_with(&db, [student], |link| link.joined(date(day)))
            .unwrap();
    }
    let (newest, sent_once) = sent(&db, || {
        chess
            .membership_set()
            .order_by(|m| m.joined().desc())
            .with(|m| m.student())
            .all(&db)
            .unwrap()
    });
    let newest: Vec<_> = newest.into_iter().map(|(_, student)| student).collect();
    assert_eq!(newest, [bob.clone(), ann, cleo]);
    assert_eq!(sent_once.len(), 1);
    let clubs = Club::objects()
        .with(|c| {
            let links = c.membership_set().order_by(|m| m.joined().desc()).limit(1);
            links.with(|m| m.student())
        })
        .all(&db)
        .unwrap();
    assert_eq!(clubs[0].1[0].1, bob, "the last one of each club");
}
