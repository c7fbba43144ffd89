use proptest::prelude::*;
use throughline_core::{ColumnType, OnDelete};

use super::*;
use crate::fixtures::{any_project, list};
use crate::operation::{AddField, AddIndex, AddUnique};
use crate::state::{Plain, ProjectState};

fn any_name() -> impl Strategy<Value = String> {
    // Anything that a name in a database can hold, quotes and control characters included.
    prop_oneof![
        "[a-z_]{1,12}",
        "\\PC{1,8}",
        any::<String>().prop_filter("not empty", |s| !s.is_empty())
    ]
}

fn any_literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<bool>().prop_map(Literal::Bool),
        any::<i64>().prop_map(Literal::Integer),
        any::<f64>()
            .prop_filter("finite", |v| v.is_finite())
            .prop_map(Literal::Float),
        "\\PC{1,20}".prop_map(Literal::Text),
    ]
}

fn any_plain() -> impl Strategy<Value = (Plain, Option<Literal>)> {
    let plain = |column_type| Plain {
        column_type,
        auto: false,
        max_length: None,
        digits: None,
    };
    let text = |v: String| Some(Literal::Text(v));
    prop_oneof![
        Just((
            Plain {
                auto: true,
                ..plain(ColumnType::Int)
            },
            None
        )),
        Just((
            Plain {
                auto: true,
                ..plain(ColumnType::BigInt)
            },
            None
        )),
        any::<i16>().prop_map(move |v| (
            plain(ColumnType::SmallInt),
            Some(Literal::Integer(v.into()))
        )),
        any::<i64>().prop_map(move |v| (plain(ColumnType::BigInt), Some(Literal::Integer(v)))),
        any::<bool>().prop_map(move |v| (plain(ColumnType::Bool), Some(Literal::Bool(v)))),
        (1..9_u32, "\\PC{1,9}").prop_map(move |(length, v)| {
            (
                Plain {
                    max_length: Some(length),
                    ..plain(ColumnType::Text)
                },
                text(v),
            )
        }),
        (1..30_u32, 0..9_u32).prop_map(move |digits| {
            (
                Plain {
                    digits: Some(digits),
                    ..plain(ColumnType::Decimal)
                },
                text("1.50".into()),
            )
        }),
        prop::sample::select(
            &[
                ColumnType::Int,
                ColumnType::Float,
                ColumnType::Text,
                ColumnType::Bytes,
                ColumnType::Date,
                ColumnType::Time,
                ColumnType::DateTime,
                ColumnType::Timestamp,
                ColumnType::Uuid,
                ColumnType::Decimal,
                ColumnType::Json,
            ][..]
        )
        .prop_map(move |column_type| (plain(column_type), None)),
    ]
}

fn any_column() -> impl Strategy<Value = Column> {
    let actions = [
        OnDelete::Cascade,
        OnDelete::Restrict,
        OnDelete::SetNull,
        OnDelete::SetDefault,
        OnDelete::NoAction,
    ];
    let plain = any_plain().prop_map(|(plain, default)| (Content::Plain(plain), default));
    let key = (
        "[A-Z][a-z]{1,5}",
        prop::sample::select(actions.to_vec()),
        any::<Option<i64>>(),
    )
        .prop_map(|(to, on_delete, default)| {
            (
                Content::ForeignKey { to, on_delete },
                default.map(Literal::Integer),
            )
        });
    (
        any_name(),
        prop_oneof![plain, key],
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(column, (content, default), null, has_default)| {
            let db_default = default.filter(|_| has_default);
            Column {
                column,
                content,
                null,
                db_default,
            }
        })
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let names = || prop::collection::vec("[a-z]{1,5}", 1..4);
    let index = ("[A-Z][a-z]{1,5}", names())
        .prop_map(|(model, fields)| Operation::AddIndex(AddIndex { model, fields }));
    let unique = ("[A-Z][a-z]{1,5}", names())
        .prop_map(|(model, fields)| Operation::AddUnique(AddUnique { model, fields }));
    let field = (any_column(), "[a-z]{1,9}", prop::option::of(any_literal())).prop_map(
        |(column, name, fill)| {
            let field = Field {
                name,
                kind: FieldKind::Column(column),
            };
            Operation::AddField(AddField {
                model: "Student".into(),
                field,
                fill,
            })
        },
    );
    let model = (
        any_name(),
        prop::collection::vec(any_column(), 1..5),
        any::<bool>(),
    )
        .prop_map(|(table, columns, single)| {
            let fields: Vec<_> = columns
                .into_iter()
                .enumerate()
                .map(|(i, column)| Field {
                    name: format!("f{i}"),
                    kind: FieldKind::Column(column),
                })
                .collect();
            let primary_key = if single || fields.len() < 2 {
                list(&["f0"])
            } else {
                list(&["f0", "f1"])
            };
            let (unique, indexes) = (vec![list(&["f0"])], vec![list(&["f0"]), list(&["f0"])]);
            let name = "Course".to_owned();
            let model = ModelState {
                name,
                table,
                fields,
                primary_key,
                unique,
                indexes,
            };
            Operation::CreateModel(crate::operation::CreateModel { model })
        });
    prop_oneof![index, unique, field, model]
}

fn round_trip(migration: &Migration) {
    let text = write(migration);
    let read = crate::read(&migration.name, "x.toml", &text);
    let read = read.unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(read.migration, *migration, "{text}");
    assert_eq!(write(&read.migration), text);
}

proptest! {
    #[test]
    fn what_is_written_reads_back_equal(
        depends in prop::collection::vec("[0-9]{4}_[a-z]{1,9}", 0..3),
        operations in prop::collection::vec(any_operation(), 0..4),
    ) {
        round_trip(&Migration { name: "0002_x".into(), depends, operations });
    }

    #[test]
    fn what_is_detected_reads_back_equal(to in any_project()) {
        let changes = crate::detect(&ProjectState::new(), &to, &crate::fixtures::FillNone).unwrap();
        let operations = changes.operations;
        round_trip(&Migration { name: "0001_initial".into(), depends: Vec::new(), operations });
    }
}
