//! Models for tests, in few words.

mod live;

use proptest::prelude::*;
use throughline_core::{ColumnType, OnDelete, Result, names};

pub(crate) use live::{live, rules};

use crate::state::*;

pub(crate) fn plain(name: &str, column_type: ColumnType) -> Field {
    let plain = Plain {
        column_type,
        auto: false,
        max_length: None,
        digits: None,
    };
    column(name, name, Content::Plain(plain))
}

pub(crate) fn column(name: &str, column: &str, content: Content) -> Field {
    let column = Column {
        column: column.to_owned(),
        content,
        null: false,
        db_default: None,
    };
    Field {
        name: name.to_owned(),
        kind: FieldKind::Column(column),
    }
}

pub(crate) fn id() -> Field {
    let plain = Plain {
        column_type: ColumnType::BigInt,
        auto: true,
        max_length: None,
        digits: None,
    };
    column("id", "id", Content::Plain(plain))
}

pub(crate) fn char(name: &str, length: u32) -> Field {
    let max_length = Some(length);
    let plain = Plain {
        column_type: ColumnType::Text,
        auto: false,
        max_length,
        digits: None,
    };
    column(name, name, Content::Plain(plain))
}

pub(crate) fn foreign_key(name: &str, to: &str) -> Field {
    let content = Content::ForeignKey {
        to: to.to_owned(),
        on_delete: OnDelete::Cascade,
    };
    column(name, &format!("{name}_id"), content)
}

pub(crate) fn with(mut field: Field, change: impl FnOnce(&mut Column)) -> Field {
    if let FieldKind::Column(column) = &mut field.kind {
        change(column);
    }
    field
}

pub(crate) fn null(field: Field) -> Field {
    with(field, |column| column.null = true)
}

pub(crate) fn many_to_many(owner: &str, name: &str, to: &str) -> Field {
    let links = Links::JoinTable {
        table: names::join_table(owner, name).as_str().to_owned(),
        source_column: names::source_column(owner, to).as_str().to_owned(),
        target_column: names::target_column(owner, to).as_str().to_owned(),
        surrogate_id: false,
    };
    let kind = FieldKind::ManyToMany(ManyToMany {
        to: to.to_owned(),
        links,
        symmetrical: false,
    });
    Field {
        name: name.to_owned(),
        kind,
    }
}

pub(crate) fn through(name: &str, to: &str, model: &str, fields: [&str; 2]) -> Field {
    let [source, target] = fields.map(str::to_owned);
    let links = Links::Through {
        model: model.to_owned(),
        source,
        target,
    };
    let kind = FieldKind::ManyToMany(ManyToMany {
        to: to.to_owned(),
        links,
        symmetrical: false,
    });
    Field {
        name: name.to_owned(),
        kind,
    }
}

/// A model with an `id` before these fields.
pub(crate) fn model(name: &str, fields: impl IntoIterator<Item = Field>) -> ModelState {
    ModelState {
        name: name.to_owned(),
        table: names::table(name).as_str().to_owned(),
        fields: [id()].into_iter().chain(fields).collect(),
        primary_key: vec!["id".to_owned()],
        unique: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
    }
}

pub(crate) fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// The models of the design document.
pub(crate) fn school() -> ProjectState {
    let mut membership = model(
        "Membership",
        [
            foreign_key("student", "Student"),
            foreign_key("club", "Club"),
            plain("joined", ColumnType::Date),
            char("role", 20),
        ],
    );
    membership.unique.push(list(&["student", "club"]));
    ProjectState::of([
        model("Student", [char("name", 100)]),
        model(
            "Course",
            [
                char("title", 100),
                many_to_many("Course", "students", "Student"),
            ],
        ),
        membership,
        model(
            "Club",
            [
                plain("name", ColumnType::Text),
                through("members", "Student", "Membership", ["club", "student"]),
            ],
        ),
    ])
}

/// Fills every column with something of its type.
pub(crate) struct FillAll<'s>(pub(crate) &'s ProjectState);

impl Fills for FillAll<'_> {
    fn fill(&self, model: &str, field: &str) -> Result<Option<Literal>> {
        let field = self.0.require(model)?.require_column(field)?;
        Ok(match &field.content {
            Content::Plain(plain) => match plain.column_type {
                ColumnType::Text => Some(Literal::Text("x".into())),
                ColumnType::Bool => Some(Literal::Bool(true)),
                ColumnType::Date => Some(Literal::Text("2026-01-31".into())),
                _ => Some(Literal::Integer(7)),
            },
            Content::ForeignKey { .. } => Some(Literal::Integer(1)),
        })
    }
}

const MODELS: [&str; 5] = ["Alpha", "Beta", "Gamma", "Delta", "Order"];

fn any_model() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&MODELS[..])
}

fn any_field(owner: &'static str, number: usize) -> impl Strategy<Value = Field> {
    let name = format!("f{number}");
    let types = [
        ColumnType::Text,
        ColumnType::Bool,
        ColumnType::Date,
        ColumnType::Int,
    ];
    let plain = (prop::sample::select(types.to_vec()), any::<bool>()).prop_map({
        let name = name.clone();
        move |(column_type, is_null)| {
            let field = plain(&name, column_type);
            if is_null { null(field) } else { field }
        }
    });
    let key = (any_model(), any::<bool>()).prop_map({
        let name = name.clone();
        move |(to, is_null)| {
            let field = foreign_key(&name, to);
            if is_null { null(field) } else { field }
        }
    });
    let many = any_model().prop_map(move |to| many_to_many(owner, &name, to));
    prop_oneof![2 => plain, 2 => key, 1 => many]
}

fn any_model_state(name: &'static str) -> impl Strategy<Value = ModelState> {
    let fields: Vec<_> = (0..4)
        .map(|number| any_field(name, number).boxed())
        .collect();
    (fields, 0..=4_usize, prop::collection::vec(any::<bool>(), 2)).prop_map(
        move |(mut fields, count, keys)| {
            fields.truncate(count);
            // As in the registry: many-to-many fields behind the others.
            fields.sort_by_key(|field| field.many_to_many().is_some());
            let mut state = model(name, fields);
            let columns = state.fields.iter().filter(|field| field.column().is_some());
            let columns: Vec<_> = columns.map(|field| field.name.clone()).skip(1).collect();
            if let (true, [first, second, ..]) = (keys[0], columns.as_slice()) {
                state.unique.push(vec![first.clone(), second.clone()]);
            }
            if let (true, Some(last)) = (keys[1], columns.last()) {
                state.indexes.push(vec![last.clone()]);
            }
            state
        },
    )
}

/// Five models with fields of all kinds between them, circles included.
pub(crate) fn any_project() -> impl Strategy<Value = ProjectState> {
    let models: Vec<_> = MODELS
        .iter()
        .map(|name| any_model_state(name).boxed())
        .collect();
    models.prop_map(ProjectState::of)
}

/// Two projects of some of these models, with nothing in common but names.
pub(crate) fn any_pair() -> impl Strategy<Value = (ProjectState, ProjectState)> {
    let masks = prop::collection::vec(prop::bool::weighted(0.7), 10);
    (any_project(), any_project(), masks)
        .prop_map(|(from, to, masks)| (part(&from, &masks[..5]), part(&to, &masks[5..])))
}

/// Two to five projects of some of these models, each with nothing in common with the one before
/// but names.
pub(crate) fn any_chain() -> impl Strategy<Value = Vec<ProjectState>> {
    let masks = prop::collection::vec(prop::bool::weighted(0.7), 5);
    prop::collection::vec((any_project(), masks), 2..=5).prop_map(|states| {
        let states = states.iter();
        states.map(|(state, mask)| part(state, mask)).collect()
    })
}

/// The models that are wanted, without what points to others.
fn part(state: &ProjectState, wanted: &[bool]) -> ProjectState {
    let names: Vec<_> = MODELS
        .iter()
        .zip(wanted)
        .filter(|(_, wanted)| **wanted)
        .map(|(name, _)| *name)
        .collect();
    let models = state
        .models()
        .filter(|model| names.contains(&model.name.as_str()));
    ProjectState::of(models.map(|model| {
        let mut model = model.clone();
        let whole = |field: &Field| field.targets().all(|target| names.contains(&target));
        model.fields.retain(whole);
        let left: Vec<_> = model
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect();
        let there = |list: &Vec<String>| list.iter().all(|name| left.contains(name));
        model.unique.retain(there);
        model.indexes.retain(there);
        model
    }))
}
