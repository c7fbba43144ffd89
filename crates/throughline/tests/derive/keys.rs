//! Primary keys: numbered, made, given, composite, and of types of one's own.

use std::slice::from_ref;

use throughline::prelude::*;
use throughline::{ErrorKind, Result, create_tables};
use throughline_core::KeySource;

#[derive(FieldType, Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Isbn(pub(crate) String);

#[derive(FieldType, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Shelf {
    pub(crate) number: i64,
}

#[derive(Choice, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    English,
    German,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Book {
    #[field(primary_key)]
    pub(crate) isbn: Isbn,
    pub(crate) title: String,
    pub(crate) shelf: Option<ForeignKey<Place>>,
    #[field(related_name = "translations")]
    pub(crate) languages: ManyToMany<Tongue>,
    pub(crate) language: ForeignKey<Tongue>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) id: Shelf,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Tongue {
    #[field(primary_key)]
    pub(crate) code: Language,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(number, year))]
pub(crate) struct Invoice {
    pub(crate) year: i32,
    pub(crate) number: i64,
    pub(crate) event: Option<ForeignKey<Event>>,
    pub(crate) note: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Setting {
    #[field(primary_key)]
    pub(crate) name: String,
    pub(crate) value: String,
}

#[test]
fn a_key_is_numbered_made_or_given() {
    let source = |model: &throughline::ModelDef| model.key().key_source;
    assert_eq!(source(Event::META), KeySource::Client);
    assert_eq!(source(Setting::META), KeySource::Caller);
    assert_eq!(source(Book::META), KeySource::Caller);
    assert_eq!(source(Place::META), KeySource::Caller);
    assert_eq!(Invoice::META.primary_key, [1, 0]);
    assert!(
        Invoice::META
            .key_fields()
            .all(|field| field.key_source == KeySource::Caller)
    );
}

#[test]
fn a_uuid_is_made_unless_it_is_given() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Event::META])?;
    let made = Event::builder().name("a").create(&db)?;
    assert_eq!(made.id.get_version_num(), 7);
    let given = Event::builder().name("b").id(Uuid::nil()).create(&db)?;
    assert_eq!(Event::get(&db, Uuid::nil())?, given);
    Ok(())
}

#[test]
fn a_composite_key_is_a_tuple_in_its_own_order() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Event::META, Invoice::META])?;
    let event = Event::builder().name("a").create(&db)?;
    let invoice = Invoice::builder()
        .year(2026)
        .number(7)
        .event(&event)
        .create(&db)?;
    assert_eq!(invoice.key(), (7, 2026));
    assert_eq!(Invoice::get(&db, (7, 2026))?, invoice);
    assert_eq!(
        Invoice::get(&db, (2026, 7)).unwrap_err().kind(),
        ErrorKind::DoesNotExist
    );
    assert_eq!(event.invoice_set().all(&db)?, from_ref(&invoice));
    let again = Invoice::builder().year(2026).number(7).note("new");
    let (changed, outcome) = again.update_or_create(&db)?;
    assert_eq!(
        (changed.note.as_deref(), outcome),
        (Some("new"), Outcome::Updated)
    );
    changed.delete(&db)?;
    Ok(())
}

#[test]
fn a_key_that_is_given_decides_an_upsert() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Setting::META])?;
    let setting = || Setting::builder().name("colour").value("red");
    assert_eq!(setting().update_or_create(&db)?.1, Outcome::Created);
    assert_eq!(
        setting().on(Setting::by_name).get_or_create(&db)?.1,
        Outcome::Found
    );
    assert_eq!(Setting::get(&db, "colour")?.value, "red");
    Ok(())
}

#[test]
fn a_type_of_ones_own_is_a_key_and_is_pointed_to() -> Result<()> {
    let db = crate::database::empty();
    create_tables(&db, [Book::META, Place::META, Tongue::META])?;
    let place = Place::builder().id(Shelf { number: 3 }).create(&db)?;
    let english = Tongue::builder().code(Language::English).create(&db)?;
    Tongue::builder().code(Language::German).create(&db)?;
    let isbn = Isbn("978".to_owned());
    let book = Book::builder()
        .isbn(&isbn)
        .title("Rust")
        .language(Language::English);
    let book = book.shelf(place.id).create(&db)?;
    assert_eq!(book.shelf().get(&db)?, Some(place.clone()));
    assert_eq!(Book::get(&db, isbn.clone())?, book);
    assert_eq!(place.book_set().all(&db)?, from_ref(&book));
    let added = book
        .languages()
        .add(&db, [Language::German, english.code])?;
    assert_eq!(added.len(), 2);
    assert!(book.languages().contains(&db, &english)?);
    let found = Book::objects().filter(|b| {
        b.languages().eq(Language::German) & b.language().eq(&english) & b.shelf().eq(place.id)
    });
    assert_eq!(found.all(&db)?, [book]);
    Ok(())
}
