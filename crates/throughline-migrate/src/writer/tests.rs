use proptest::prelude::*;
use throughline_core::{ColumnType, OnDelete};

use super::*;
use crate::fixtures::{any_project, list};
use crate::operation::*;
use crate::state::{Check, CheckCondition, CheckOperand, ModelState, Plain, ProjectState};

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
                checks: Vec::new(),
            };
            Operation::CreateModel(CreateModel { model })
        });
    prop_oneof![
        index,
        unique,
        field,
        model.boxed(),
        any_change(),
        any_reshape(),
        any_run()
    ]
}

fn any_run() -> impl Strategy<Value = Operation> {
    // Quotes, backslashes, line ends and what TOML escapes.
    let sql = || "[a\"'\\\\\n\r\t; é]{0,12}";
    let every = sql().prop_map(SqlText::Every);
    let by = (sql(), sql())
        .prop_map(|(one, two)| SqlText::By(vec![("mariadb".into(), one), ("sqlite".into(), two)]));
    let texts = prop_oneof![every, by].boxed();
    let run_sql = (texts.clone(), prop::option::of(texts), any::<bool>()).prop_map(
        |(sql, reverse, lossy)| {
            Operation::RunSql(RunSql {
                sql,
                reverse,
                lossy,
            })
        },
    );
    let name = || prop::option::of("[a-z]{0,5}");
    let run_rust = (any_name(), name(), any_name(), 1..2_000_u32).prop_map(
        |(function, reverse, model, batch)| {
            Operation::RunRust(RunRust {
                function,
                reverse,
                model: Some(model),
                batch,
                resumable: false,
            })
        },
    );
    prop_oneof![run_sql, run_rust]
}

fn any_condition() -> impl Strategy<Value = CheckCondition> {
    use throughline_core::CheckComparison::{GreaterOrEqual, Less};
    let leaf = prop_oneof![
        (any_name(), any_literal()).prop_map(|(field, value)| {
            CheckCondition::Compare(GreaterOrEqual, field, CheckOperand::Literal(value))
        }),
        (any_name(), any_name()).prop_map(|(field, other)| {
            CheckCondition::Compare(Less, field, CheckOperand::Field(other))
        }),
        (any_name(), prop::collection::vec(any_literal(), 1..3))
            .prop_map(|(field, values)| CheckCondition::In(field, values)),
        (any_name(), any::<bool>()).prop_map(|(field, null)| CheckCondition::IsNull(field, null)),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            several().prop_map(CheckCondition::And),
            several().prop_map(CheckCondition::Or),
            inner
                .clone()
                .prop_map(|term| CheckCondition::Not(Box::new(term))),
        ]
    })
}

/// Operations that change or remove something.
fn any_change() -> BoxedStrategy<Operation> {
    let model = || "[A-Z][a-z]{1,5}";
    let names = || prop::collection::vec("[a-z]{1,5}", 1..4);
    prop_oneof![
        model().prop_map(|model| Operation::DeleteModel(DeleteModel { model })),
        (model(), model(), prop::option::of(any_name())).prop_map(|(old, new, table)| {
            Operation::RenameModel(RenameModel { old, new, table })
        }),
        (model(), any_name())
            .prop_map(|(model, table)| Operation::AlterTable(AlterTable { model, table })),
        (model(), names()).prop_map(|(model, fields)| Operation::AlterPrimaryKey(
            AlterPrimaryKey { model, fields }
        )),
        (model(), names())
            .prop_map(|(model, fields)| Operation::RemoveIndex(RemoveIndex { model, fields })),
        (model(), names())
            .prop_map(|(model, fields)| Operation::RemoveUnique(RemoveUnique { model, fields })),
        (
            model(),
            any_name(),
            any::<bool>(),
            prop::option::of(any_literal())
        )
            .prop_map(|(model, field, lossy, fill_back)| {
                Operation::RemoveField(RemoveField {
                    model,
                    field,
                    lossy,
                    fill_back,
                })
            }),
        (
            model(),
            any_name(),
            any_name(),
            prop::option::of(any_name())
        )
            .prop_map(|(model, old, new, column)| {
                let join_table = column.clone();
                Operation::RenameField(RenameField {
                    model,
                    old,
                    new,
                    column,
                    join_table,
                })
            }),
        (model(), any_name(), any_condition()).prop_map(|(model, name, condition)| {
            Operation::AddCheck(AddCheck {
                model,
                check: Check { name, condition },
            })
        }),
        (model(), any_name())
            .prop_map(|(model, name)| Operation::RemoveCheck(RemoveCheck { model, name })),
    ]
    .boxed()
}

fn any_links() -> impl Strategy<Value = Links> {
    prop_oneof![
        (any_name(), any_name(), any_name(), any::<bool>()).prop_map(
            |(table, source_column, target_column, surrogate_id)| Links::JoinTable {
                table,
                source_column,
                target_column,
                surrogate_id,
            }
        ),
        (any_name(), any_name(), any_name()).prop_map(|(model, source, target)| Links::Through {
            model,
            source,
            target
        }),
    ]
}

/// Operations that give links another place.
fn any_reshape() -> BoxedStrategy<Operation> {
    let relation = || {
        (any_name(), any_links(), any::<bool>()).prop_map(|(to, links, symmetrical)| {
            FieldKind::ManyToMany(ManyToMany {
                to,
                links,
                symmetrical,
            })
        })
    };
    let altered = prop_oneof![any_column().prop_map(FieldKind::Column), relation()];
    prop_oneof![
        (any_name(), altered, any_literal()).prop_map(|(name, kind, value)| {
            let fill = matches!(kind, FieldKind::Column(_)).then(|| value.clone());
            let fill_back = fill.clone();
            let link_fills = vec![("grade".to_owned(), value)];
            let (model, field) = ("Student".to_owned(), Field { name, kind });
            Operation::AlterField(AlterField {
                model,
                field,
                fill,
                fill_back,
                link_fills,
            })
        }),
        (any_name(), relation()).prop_map(|(name, kind)| {
            let (model, field, to_model) = ("A".to_owned(), name.clone(), "B".to_owned());
            let to_field = Field { name, kind };
            Operation::MoveRelation(MoveRelation {
                model,
                field,
                to_model,
                to_field,
            })
        }),
        (any_name(), any_links(), any::<bool>())
            .prop_filter("a join table", |(_, links, _)| matches!(
                links,
                Links::JoinTable { .. }
            ))
            .prop_map(|(field, links, lossy)| {
                let model = "Course".to_owned();
                Operation::ModelToLinks(ModelToLinks {
                    model,
                    field,
                    links,
                    lossy,
                    fills_back: vec![("grade".to_owned(), Literal::Integer(3))],
                })
            }),
        (any_name(), any_column(), any_literal(), any_condition()).prop_map(
            |(field, column, value, condition)| {
                let column = Field {
                    name: "grade".to_owned(),
                    kind: FieldKind::Column(column),
                };
                let mut through = crate::fixtures::model("Enrollment", [column]);
                through.checks.push(Check {
                    name: "c".to_owned(),
                    condition,
                });
                Operation::LinksToModel(LinksToModel {
                    model: "Course".to_owned(),
                    field,
                    through,
                    source: "course".to_owned(),
                    target: "student".to_owned(),
                    fills: vec![("grade".to_owned(), value)],
                })
            }
        ),
    ]
    .boxed()
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
        replaces in prop::collection::vec("[0-9]{4}_[a-z]{1,9}", 0..3),
        operations in prop::collection::vec(any_operation(), 0..4),
    ) {
        round_trip(&Migration { name: "0002_x".into(), depends, replaces, operations });
    }

    #[test]
    fn what_is_detected_reads_back_equal(to in any_project()) {
        let changes = crate::detect(&ProjectState::new(), &to, &(), &mut crate::NoAnswers).unwrap();
        let operations = changes.operations;
        round_trip(&Migration { name: "0001_initial".into(), operations, ..Migration::default() });
    }
}
