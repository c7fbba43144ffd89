//! The models of a database, as `cargo manage inspectdb` found them: to be read and corrected.
//!
//! What they do not say:
//!
//! - `beyond`: the foreign key of several columns, (seat_number, seat_row), is not declared
//! - `beyond`: the index `beyond_late` (at) is for some rows only, or for an expression
//! - `beyond.a_column_with_a_name_that_is_longer_than_names_may_be_on_postgres`: the column is left
//!   out: its name is longer than 63 bytes
//! - `beyond.age`: the check `grown`, `age > 17`, is not declared
//! - `beyond.at`: the default `CURRENT_TIMESTAMP` is no constant of its type
//! - `beyond.event_before`: it points to `event.before`, which is no primary key of a model
//! - `beyond.place`: the column is left out: no field type holds `geometry`
//! - `beyond.twice`: the column is left out: the database computes it
//! - `everybody`: the view is left out
//! - `keyless`: the table is left out: it has no primary key
//! - `likes`: a model, and no join table: `who` and `what` are not the names that the columns of a
//!   join table have

use throughline::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct ATableWithANameThatIsAsLongAsNamesMayBeOnPostgres {
    #[field(primary_key)]
    pub a_column_with_a_name_that_is_as_long_as_names_may_be_on_postgre: String,
    #[field(column = "name", on_delete = no_action, related_name = "+")]
    pub name: Option<ForeignKey<ATableWithANameThatIsAsLongAsNamesMayBeOnPostgres>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Beyond {
    pub id: i64,
    pub at: Option<Timestamp>,
    pub age: i32,
    pub event_before: Option<Uuid>,
    pub seat_row: Option<i16>,
    pub seat_number: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Defaults {
    pub id: i64,
    #[field(db_default = -7)]
    pub small: i16,
    #[field(db_default = 0)]
    pub medium: i32,
    #[field(db_default = 9000000000)]
    pub big: i64,
    #[field(db_default = false)]
    pub truth: bool,
    #[field(db_default = 0.1)]
    pub real: f64,
    #[field(db_default = 2.0)]
    pub whole: f64,
    #[field(max_digits = 10, decimal_places = 2, db_default = 0.50)]
    pub price: Decimal,
    #[field(max_length = 20, db_default = "it's \"\\\"")]
    pub text: String,
    #[field(db_default = "00ff")]
    pub raw: Vec<u8>,
    #[field(db_default = "2026-01-31")]
    pub day: Date,
    #[field(db_default = "13:30:00")]
    pub hour: Time,
    #[field(db_default = "2026-01-31T13:30:00Z")]
    pub moment: Timestamp,
    #[field(db_default = "00000000-0000-0000-0000-00000000002a")]
    pub token: Uuid,
    #[field(db_default = "{\"a\": 1}")]
    pub document: Json<serde_json::Value>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Event {
    pub id: Uuid,
    #[field(column = "place", on_delete = set_default, db_default = "here")]
    pub place: ForeignKey<Place>,
    #[field(column = "before", on_delete = restrict)]
    pub before: Option<OneToOne<Event>>,
    // It goes through `Guest`, and can as well stand in `Person`.
    #[field(through_fields(event, person), related_name = "event_persons_set")]
    pub persons: ManyToMany<Person, Guest>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(event, person))]
pub struct Guest {
    #[field(related_name = "guest_person_set")]
    pub person: ForeignKey<Person>,
    pub event: ForeignKey<Event>,
    #[field(on_delete = no_action, related_name = "guest_invited_by_set")]
    pub invited_by: Option<ForeignKey<Person>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(who, what))]
pub struct Likes {
    #[field(column = "who")]
    pub who: ForeignKey<Person>,
    #[field(column = "what")]
    pub what: ForeignKey<Event>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "my table")]
#[model(index(field_2nd, select))]
pub struct MyTable {
    pub id: i64,
    #[field(column = "first name")]
    pub first_name: Option<String>,
    #[field(column = "firstName")]
    pub first_name_2: Option<String>,
    #[field(column = "2nd")]
    pub field_2nd: Option<String>,
    #[field(column = "Select", unique)]
    pub select: Option<String>,
    #[field(column = "get", related_name = "my_table_get_field_set")]
    pub get_field: Option<ForeignKey<Option2>>,
    #[field(related_name = "my_table_match_set")]
    pub r#match: Option<ForeignKey<Option2>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "option")]
pub struct Option2 {
    pub id: i64,
    #[field(column = "self")]
    pub self_field: String,
    pub r#type: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Person {
    pub id: i64,
    pub event_set: Option<String>,
    // Whether it is symmetrical cannot be seen: if it is, add `symmetrical`, and take
    // `related_name` away if there is one.
    #[field(surrogate_id, related_name = "person_enemies_set")]
    pub enemies: ManyToMany<Person>,
    // Whether it is symmetrical cannot be seen: if it is, add `symmetrical`, and take
    // `related_name` away if there is one.
    #[field(related_name = "person_friends_set")]
    pub friends: ManyToMany<Person>,
    // It goes through `Likes`, and can as well stand in `Event`.
    pub whats: ManyToMany<Event, Likes>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Place {
    #[field(primary_key, max_length = 8)]
    pub code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(number, row))]
pub struct Seat {
    pub row: i16,
    pub number: i32,
    pub ticket: Option<ForeignKey<Ticket>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Ticket {
    #[field(primary_key)]
    pub event: OneToOne<Event>,
    pub number: i32,
}
