//! What upserts do and tell, and how many statements they send: on SQLite in a transaction, which
//! looks before it writes; on PostgreSQL one statement; on MariaDB one, before which `get_or_create`
//! looks.

use throughline::{ErrorKind, Recorder, blocking, create_tables};

use crate::database::on;
use crate::models::*;

#[derive(Model, Debug, Clone, PartialEq)]
struct Page {
    id: i64,
    #[field(unique)]
    path: String,
    title: Option<String>,
    #[field(default = 1)]
    weight: i32,
    #[field(auto_now_add)]
    made: Timestamp,
    #[field(auto_now)]
    changed: Timestamp,
    author: Option<ForeignKey<Teacher>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Shelf {
    id: i64,
    #[field(related_name = "shelves")]
    pages: ManyToMany<Page, Place>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(shelf, page))]
struct Place {
    id: i64,
    shelf: ForeignKey<Shelf>,
    page: ForeignKey<Page>,
    #[field(max_length = 5)]
    row: String,
    note: Option<String>,
    #[field(auto_now)]
    moved: Timestamp,
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Person {
    id: i64,
    #[field(unique)]
    name: String,
    #[field(symmetrical)]
    friends: ManyToMany<Person>,
}

fn pages() -> blocking::Db {
    let db = crate::database::empty();
    let models = [
        Page::META,
        Teacher::META,
        Shelf::META,
        Place::META,
        Person::META,
    ];
    create_tables(&db, models).unwrap();
    db
}

/// Statements, and those that begin and end transactions.
fn counted(recorder: &Recorder) -> (usize, usize) {
    let statements = recorder.statements().len();
    let all = recorder.take().len();
    (statements, all - statements)
}

#[test]
fn update_or_create_changes_what_differs_and_nothing_else() {
    let db = pages();
    let page = || Page::builder().path("/");
    let recorder = db.record();
    let (made, outcome) = page().title("Home").update_or_create(&db).unwrap();
    assert_eq!(outcome, Outcome::Created);
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (1, 0)));

    let (same, outcome) = page().title("Home").update_or_create(&db).unwrap();
    assert_eq!((&same, outcome), (&made, Outcome::Unchanged));
    assert_eq!(counted(&recorder), on((1, 2), (1, 0), (1, 0)));

    let (null, outcome) = page().title(None::<String>).update_or_create(&db).unwrap();
    assert_eq!((null.title.as_deref(), outcome), (None, Outcome::Updated));
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (1, 0)));
    assert!(null.changed > made.changed, "it follows another change");
    assert_eq!((null.made, null.weight), (made.made, 1));

    let (same, outcome) = page().title(None::<String>).update_or_create(&db).unwrap();
    assert_eq!((&same, outcome), (&null, Outcome::Unchanged));
    let (back, outcome) = page()
        .title("home")
        .weight(2)
        .update_or_create(&db)
        .unwrap();
    assert_eq!((back.title.as_deref(), back.weight), (Some("home"), 2));
    assert_eq!(outcome, Outcome::Updated);
    let (case, outcome) = page().title("HOME").update_or_create(&db).unwrap();
    assert_eq!(
        (case.title.as_deref(), outcome),
        (Some("HOME"), Outcome::Updated)
    );
    let (bare, outcome) = page().update_or_create(&db).unwrap();
    assert_eq!(
        (bare, outcome),
        (case, Outcome::Unchanged),
        "nothing was given"
    );
    assert_eq!(Page::objects().count(&db).unwrap(), 1);
}

#[test]
fn get_or_create_finds_or_makes_and_writes_nothing_to_what_it_finds() {
    let db = pages();
    let page = || Page::builder().path("/").title("New");
    let recorder = db.record();
    let (made, outcome) = page().get_or_create(&db).unwrap();
    assert_eq!(outcome, Outcome::Created);
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (2, 0)));
    let (found, outcome) = page().title("Other").get_or_create(&db).unwrap();
    assert_eq!((found, outcome), (made.clone(), Outcome::Found));
    assert_eq!(counted(&recorder), on((1, 2), (1, 0), (1, 0)));
    let next = Page::builder().path("/next").create(&db).unwrap();
    assert_eq!(
        next.id,
        made.id + 1,
        "no number was taken for what was there"
    );
}

#[test]
fn a_key_with_a_null_in_it_is_always_new() {
    let db = database();
    let recorder = db.record();
    for _ in 0..2 {
        let nobody = Student::builder().name("Nobody");
        let (_, outcome) = nobody.update_or_create(&db).unwrap();
        assert_eq!(outcome, Outcome::Created);
        assert_eq!(counted(&recorder), on((1, 2), (1, 0), (1, 0)));
    }
    assert_eq!(Student::objects().count(&db).unwrap(), 2);
}

#[test]
fn a_reverse_manager_takes_its_own_rows_and_those_of_nobody() {
    let db = pages();
    let [ann, bob] = ["Ann", "Bob"].map(|name| Teacher::builder().name(name).create(&db).unwrap());
    let page = |title: &str| Page::builder().path("/").title(title);
    let (made, outcome) = ann.page_set().update_or_create(&db, page("A")).unwrap();
    assert_eq!(
        (made.author, outcome),
        (Some(ForeignKey::new(ann.id)), Outcome::Created)
    );
    let recorder = db.record();
    let (own, outcome) = ann.page_set().update_or_create(&db, page("B")).unwrap();
    assert_eq!(
        (own.title.as_deref(), outcome),
        (Some("B"), Outcome::Updated)
    );
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (1, 0)));
    let (_, outcome) = ann.page_set().get_or_create(&db, page("C")).unwrap();
    assert_eq!(outcome, Outcome::Found);

    for refused in [
        bob.page_set().update_or_create(&db, page("D")),
        bob.page_set().get_or_create(&db, page("D")),
    ] {
        let error = refused.unwrap_err();
        assert!(error.is_unique_violation());
        assert_eq!(
            (error.model(), error.field()),
            (Some("Page"), Some("author"))
        );
        assert!(error.hint().unwrap().starts_with("nothing was changed"));
    }
    assert_eq!(own.refresh(&db).unwrap(), own);

    ann.page_set().clear(&db).unwrap();
    let (claimed, outcome) = bob.page_set().update_or_create(&db, page("D")).unwrap();
    assert_eq!(
        (claimed.title.as_deref(), outcome),
        (Some("D"), Outcome::Updated)
    );
    assert_eq!(claimed.author, Some(ForeignKey::new(bob.id)));
    bob.page_set().clear(&db).unwrap();
    let (claimed, outcome) = ann.page_set().get_or_create(&db, page("E")).unwrap();
    assert_eq!(
        (claimed.title.as_deref(), outcome),
        (Some("D"), Outcome::Found)
    );
    assert_eq!(claimed.author, Some(ForeignKey::new(ann.id)));
}

#[test]
fn an_upsert_that_collides_by_another_key_is_an_error() {
    let db = pages();
    let made = Page::builder().path("/").create(&db).unwrap();
    let other = Page::builder().path("/other").create(&db).unwrap();
    let by_path = Page::builder().path("/new").id(made.id).title("lost");
    let error = by_path.update_or_create(&db).unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    let by_key = Page::builder().path("/other").id(made.id).on_key();
    let error = by_key.update_or_create(&db).unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!(
        Page::objects().order_by(|p| p.id()).all(&db).unwrap(),
        [made, other]
    );
    // What is told of the next row is told of it.
    let (_, outcome) = Page::builder().path("/next").update_or_create(&db).unwrap();
    assert_eq!(outcome, Outcome::Created);
}

#[test]
fn a_related_manager_makes_the_row_and_the_link() {
    let db = pages();
    let shelf = Shelf::builder().create(&db).unwrap();
    let page = |path: &str| Page::builder().path(path);
    let recorder = db.record();
    let first = shelf
        .pages()
        .create_with(&db, page("/1"), |link| link.row("A"))
        .unwrap();
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (2, 2)));
    let upsert = |path: &str, title: &str| {
        let new = page(path).title(title);
        let done = shelf
            .pages()
            .update_or_create_with(&db, new, |link| link.row("B"));
        let (page, outcome, linked) = done.unwrap();
        (page.title, outcome, linked)
    };
    let told = |title: &str, outcome, linked| (Some(title.to_owned()), outcome, linked);
    assert_eq!(upsert("/1", "One"), told("One", Outcome::Updated, false));
    assert_eq!(counted(&recorder), on((3, 2), (1, 0), (2, 2)));
    assert_eq!(upsert("/2", "Two"), told("Two", Outcome::Created, true));
    assert_eq!(counted(&recorder), on((3, 2), (1, 0), (2, 2)));
    shelf.pages().remove(&db, [&first]).unwrap();
    drop(recorder.take());
    assert_eq!(upsert("/1", "One"), told("One", Outcome::Unchanged, true));
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (2, 2)));
    let found = shelf
        .pages()
        .get_or_create_with(&db, page("/2"), |link| link.row("C"));
    let (_, outcome, linked) = found.unwrap();
    assert_eq!((outcome, linked), (Outcome::Found, false));
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (2, 2)));
    let rows: Vec<_> = Place::objects().order_by(|p| p.id()).all(&db).unwrap();
    let rows: Vec<_> = rows.iter().map(|place| place.row.as_str()).collect();
    assert_eq!(rows, ["B", "B"], "a link that is there keeps its columns");
}

#[test]
fn errors_of_the_row_and_of_the_link_are_told_apart() {
    let db = pages();
    let shelf = Shelf::builder().create(&db).unwrap();
    let page = || Page::builder().path("/");
    let create = |new, row: &str| shelf.pages().create_with(&db, new, |link| link.row(row));
    let error = create(page(), "too long").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CheckViolation);
    assert_eq!((error.model(), error.field()), (Some("Place"), Some("row")));
    let error = create(page().author(99), "A").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(error.model(), Some("Page"));
    assert!(error.to_string().contains("`author`"), "{error}");
    create(page(), "A").unwrap();
    let error = create(page(), "A").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    assert_eq!((error.model(), error.field()), (Some("Page"), Some("path")));
    shelf.delete(&db).unwrap();
    let new = Page::builder().path("/orphan");
    let error = create(new, "A").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(error.field(), Some("Shelf.pages"));
    assert_eq!(Page::objects().count(&db).unwrap(), 1, "both or neither");
}

#[test]
fn a_symmetrical_link_to_a_row_that_is_upserted_is_made_in_both_directions() {
    let db = pages();
    let ann = Person::builder().name("Ann").create(&db).unwrap();
    let recorder = db.record();
    let upsert = |name: &str| {
        let done = ann
            .friends()
            .get_or_create(&db, Person::builder().name(name));
        let (person, outcome, linked) = done.unwrap();
        (person, outcome, linked)
    };
    let (bob, outcome, linked) = upsert("Bob");
    assert_eq!((outcome, linked), (Outcome::Created, true));
    assert_eq!(counted(&recorder), on((3, 2), (1, 0), (3, 2)));
    assert_eq!(upsert("Bob"), (bob.clone(), Outcome::Found, false));
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (2, 2)));
    assert_eq!(bob.friends().all(&db).unwrap(), std::slice::from_ref(&ann));
    let cleo = bob
        .friends()
        .create(&db, Person::builder().name("Cleo"))
        .unwrap();
    assert!(cleo.friends().contains(&db, &bob).unwrap());
    assert_eq!(
        upsert("Ann"),
        (ann.clone(), Outcome::Found, true),
        "a row with itself"
    );
    assert_eq!(ann.friends().count(&db).unwrap(), 2);
}

#[test]
fn add_or_update_with_tells_of_each_link_what_was_done() {
    let db = pages();
    let shelf = Shelf::builder().create(&db).unwrap();
    let [one, two, three] =
        ["/1", "/2", "/3"].map(|path| Page::builder().path(path).create(&db).unwrap());
    let recorder = db.record();
    let put = |pages: &[&Page], row: &str| {
        let done = shelf
            .pages()
            .add_or_update_with(&db, pages.iter().copied(), |l| l.row(row));
        done.unwrap()
            .into_iter()
            .map(|(_, outcome)| outcome)
            .collect::<Vec<_>>()
    };
    assert_eq!(put(&[&two, &one], "A"), [Outcome::Created; 2]);
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (1, 0)));
    assert_eq!(put(&[&one], "B"), [Outcome::Updated]);
    let noted = Place::objects().filter(|p| p.page().eq(&one));
    noted.clone().update(&db, |p| p.note().set("kept")).unwrap();
    let before = noted.clone().get(&db).unwrap();
    drop(recorder.take());
    let done = put(&[&three, &two, &one], "B");
    assert_eq!(
        done,
        [Outcome::Unchanged, Outcome::Updated, Outcome::Created]
    );
    assert_eq!(counted(&recorder), on((2, 2), (1, 0), (1, 0)));
    assert_eq!(
        noted.clone().get(&db).unwrap(),
        before,
        "nothing of it was written"
    );
    assert_eq!(put(&[&one], "C"), [Outcome::Updated]);
    let after = noted.get(&db).unwrap();
    assert_eq!(
        (after.row.as_str(), after.note.as_deref()),
        ("C", Some("kept"))
    );
    assert!(after.moved > before.moved);
    let error = shelf
        .pages()
        .add_or_update_with(&db, [99], |l| l.row("A"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(error.field(), Some("Shelf.pages"));
}

#[test]
fn rivals_that_upsert_one_row_through_one_relation_make_one_row_and_one_link() {
    let folder = tempfile::tempdir().unwrap();
    let url = crate::database::shared(&folder);
    let db = blocking::Db::connect(&url).unwrap();
    create_tables(&db, [Page::META, Teacher::META, Shelf::META, Place::META]).unwrap();
    let shelf = Shelf::builder().create(&db).unwrap();
    let start = std::sync::Barrier::new(4);
    let (mut made, mut linked) = (0, 0);
    std::thread::scope(|scope| {
        let threads = [0, 1, 2, 3].map(|thread| {
            let (shelf, start, url) = (&shelf, &start, &url);
            scope.spawn(move || {
                let db = blocking::Db::connect(url).unwrap();
                let mut told = (0, 0);
                for round in 0..20 {
                    start.wait();
                    let page = Page::builder().path(format!("/{round}")).weight(thread);
                    let done = shelf
                        .pages()
                        .update_or_create_with(&db, page, |l| l.row("A"));
                    // A panic would leave the others waiting.
                    let Ok((page, outcome, linked)) = done else {
                        told.0 += 1_000;
                        continue;
                    };
                    assert_eq!(page.weight, thread);
                    told.0 += usize::from(outcome.is_created());
                    told.1 += usize::from(linked);
                    let done = shelf
                        .pages()
                        .add_or_update_with(&db, [&page], |l| l.row(thread.to_string()));
                    told.1 += usize::from(done.is_ok_and(|done| done[0].1.is_created()));
                }
                told
            })
        });
        for thread in threads {
            let told = thread.join().unwrap();
            made += told.0;
            linked += told.1;
        }
    });
    assert_eq!((made, linked), (20, 20), "each is told once");
    assert_eq!(Page::objects().count(&db).unwrap(), 20);
    assert_eq!(shelf.pages().count(&db).unwrap(), 20);
}

#[test]
fn many_rows_are_upserted_in_their_order_whatever_repeats() {
    let db = pages();
    let page = |path: &str, weight: i32| Page::builder().path(path).weight(weight);
    page("/old", 1).create(&db).unwrap();
    let many = (0..300).map(|at| page(&format!("/{at}"), at));
    let all = [
        page("/old", 2),
        page("/new", 3),
        page("/new", 4),
        page("/old", 2),
    ];
    let recorder = db.record();
    let done = Page::objects()
        .bulk_update_or_create(&db, all.into_iter().chain(many))
        .unwrap();
    // PostgreSQL is sent batches of 128, and one that ends where a key comes again; MariaDB statements of
    // many rows.
    if on(false, true, true) {
        assert!(recorder.round_trips() < 10, "{}", recorder.round_trips());
    }
    let told: Vec<_> = done[..4]
        .iter()
        .map(|(page, outcome)| (page.weight, *outcome))
        .collect();
    let expected = [
        (2, Outcome::Updated),
        (3, Outcome::Created),
        (4, Outcome::Updated),
        (2, Outcome::Unchanged),
    ];
    assert_eq!(told, expected);
    for (at, (page, outcome)) in done[4..].iter().enumerate() {
        assert_eq!((page.weight as usize, *outcome), (at, Outcome::Created));
    }
    let nobody = || Student::builder().name("Nobody");
    let db = database();
    let [ann, first, second] = [nobody().email("ann"), nobody(), nobody()];
    let done = Student::objects()
        .bulk_update_or_create(
            &db,
            [ann, first, second].map(|row| row.on(Student::by_email)),
        )
        .unwrap();
    assert!(done.iter().all(|(_, outcome)| outcome.is_created()));
}
