//! The model as data, and the names that it has by default.

use throughline::prelude::*;
use throughline_core::{AutoNow, ColumnType, JoinDef, KeySource, Literal, OnDelete, RelationKind};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(name, born), index(born), ordering(-born, name))]
pub(crate) struct HTTPStudent {
    pub(crate) id: i64,
    #[field(max_length = 100, unique)]
    pub(crate) name: String,
    #[field(column = "birth")]
    pub(crate) born: Date,
    #[field(max_digits = 5, decimal_places = 2, db_default = 0.5)]
    pub(crate) grade: Decimal,
    #[field(auto_now)]
    pub(crate) changed: Timestamp,
    #[field(index, on_delete = protect)]
    pub(crate) tutor: ForeignKey<HTTPStudent>,
    #[field(related_name = "+")]
    pub(crate) friend: Option<ForeignKey<Self>>,
    #[field(related_name = "fans")]
    pub(crate) idols: ManyToMany<HTTPStudent>,
    #[field(related_name = "members", join_table = "in_room")]
    pub(crate) rooms: ManyToMany<Room>,
    #[field(related_name = "keepers")]
    pub(crate) keys: ManyToMany<Room, Loan>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "space")]
pub(crate) struct Room {
    pub(crate) id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(room, student))]
pub(crate) struct Loan {
    pub(crate) days: Option<i64>,
    pub(crate) student: ForeignKey<HTTPStudent>,
    pub(crate) room: ForeignKey<Room>,
}

#[test]
fn columns_are_what_was_said() {
    let meta = HTTPStudent::META;
    assert_eq!((meta.name, meta.table), ("HTTPStudent", "http_student"));
    assert!(meta.module.ends_with("meta"));
    let columns: Vec<&str> = meta.fields.iter().map(|field| field.column).collect();
    assert_eq!(
        columns,
        [
            "id",
            "name",
            "birth",
            "grade",
            "changed",
            "tutor_id",
            "friend_id"
        ]
    );
    assert_eq!(meta.key().key_source, KeySource::Database);
    assert_eq!(meta.fields[1].max_length, Some(100));
    assert_eq!(meta.fields[3].digits, Some((5, 2)));
    assert_eq!(meta.fields[3].db_default, Some(Literal::Float(0.5)));
    assert_eq!(meta.fields[4].auto_now, AutoNow::OnChange);
    assert_eq!(
        (meta.fields[5].nullable, meta.fields[6].nullable),
        (false, true)
    );
    assert_eq!(meta.fields[5].column_type, ColumnType::BigInt);
    let on_delete = |position: usize| meta.fields[position].references.map(|key| key.on_delete);
    assert_eq!(on_delete(5), Some(OnDelete::Restrict));
    assert_eq!(on_delete(6), Some(OnDelete::SetNull));
    assert_eq!(on_delete(0), None);
    assert!(
        HTTPStudent::META.fields[5]
            .references
            .is_some_and(|key| (key.target)() == meta)
    );
}

#[test]
fn keys_are_positions() {
    let meta = HTTPStudent::META;
    assert_eq!(meta.primary_key, [0]);
    assert_eq!(meta.unique, [&[1][..], &[1, 2]]);
    let indexes: Vec<&[usize]> = meta.indexes.iter().map(|index| index.fields).collect();
    assert_eq!(indexes, [&[5], &[2]]);
    let ordering: Vec<(usize, bool)> = meta
        .ordering
        .iter()
        .map(|order| (order.field, order.descending))
        .collect();
    assert_eq!(ordering, [(2, true), (1, false)]);
    assert_eq!(Loan::META.primary_key, [2, 1]);
    assert!(Loan::META.is_unique(&[1, 2]));
}

#[test]
fn relations_are_named_by_both_ends() {
    let relations = HTTPStudent::META.relations;
    let names: Vec<(&str, Option<&str>)> = relations
        .iter()
        .map(|relation| (relation.name, relation.related_name))
        .collect();
    let expected = [
        ("tutor", Some("http_student_set")),
        ("friend", None),
        ("idols", Some("fans")),
        ("rooms", Some("members")),
        ("keys", Some("keepers")),
    ];
    assert_eq!(names, expected);
    assert_eq!(Room::META.table, "space");
    assert_eq!(Room::META.relations.len(), 0);
}

#[test]
fn join_tables_are_named_by_the_declaration() {
    let join = |at: usize| match HTTPStudent::META.relations[at].kind {
        RelationKind::ManyToMany(JoinDef::Table {
            table,
            source_column,
            target_column,
            ..
        }) => (table, source_column, target_column),
        _ => ("", "", ""),
    };
    let own = (
        "http_student_idols",
        "from_http_student_id",
        "to_http_student_id",
    );
    assert_eq!(join(2), own);
    assert_eq!(join(3), ("in_room", "http_student_id", "room_id"));
    let RelationKind::ManyToMany(JoinDef::Through {
        model,
        source,
        target,
        ..
    }) = HTTPStudent::META.relations[4].kind
    else {
        panic!("`keys` goes through `Loan`");
    };
    assert_eq!((model().name, source, target), ("Loan", 1, 2));
}

#[test]
fn each_model_is_linked_into_the_program_once() {
    let models = throughline::Registry::linked();
    let name = |model: &&&throughline::ModelDef| **model == HTTPStudent::META;
    assert_eq!(models.models().iter().filter(name).count(), 1);
}

#[test]
fn the_marker_of_a_relation_takes_no_room() {
    assert_eq!(size_of::<ManyToMany<Room, Loan>>(), 0);
    assert_eq!(size_of::<ForeignKey<Room>>(), size_of::<i64>());
}
