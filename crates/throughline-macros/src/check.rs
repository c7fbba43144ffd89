//! From a declaration to a model: what the pieces mean to each other.
//!
//! [`check`] always gives a model. Where the declaration has errors, the model leaves out what
//! is wrong, and is good for stubs only.

mod column;
mod constraint;
mod key;
mod many_to_many;
mod relation;
mod reverse;

use syn::{Expr, Ident, LitStr, Type, Visibility};

use crate::errors::Errors;
use crate::parse::attribute::Literal;
use crate::parse::field::FieldInput;
use crate::parse::model::ModelInput;
use crate::parse::relation::Target;

/// A model, resolved: fields are known by their positions.
pub(crate) struct Model {
    pub(crate) ident: Ident,
    /// The name without `r#`.
    pub(crate) name: String,
    pub(crate) vis: Visibility,
    pub(crate) table: Option<LitStr>,
    /// All fields, those without a column included.
    pub(crate) fields: Vec<Field>,
    /// Positions of columns. Empty only where the declaration has errors.
    pub(crate) primary_key: Vec<usize>,
    pub(crate) unique: Vec<Vec<usize>>,
    pub(crate) indexes: Vec<Vec<usize>>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) ordering: Vec<(usize, bool)>,
    pub(crate) renamed: Vec<Renamed>,
}

/// A check constraint.
pub(crate) struct Constraint {
    pub(crate) name: String,
    pub(crate) condition: Condition,
}

/// What a check constraint asks of the columns at these positions.
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// A comparison by the name of its variant.
    Compare(&'static str, usize, Operand),
    In(usize, Vec<Literal>),
    IsNull(usize, bool),
}

/// What a column is compared with.
pub(crate) enum Operand {
    Literal(Literal),
    Column(usize),
}

/// What had another name: the model, or a field.
pub(crate) struct Renamed {
    pub(crate) field: Option<String>,
    pub(crate) from: LitStr,
}

/// A field: a column, a relation, or (a foreign key) both.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    /// The name without `r#`.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) column: Option<Column>,
    pub(crate) relation: Option<Relation>,
}

/// What a field keeps in its row.
pub(crate) struct Column {
    /// Its position among the columns.
    pub(crate) position: usize,
    /// The column's name, if the user gave one.
    pub(crate) name: Option<LitStr>,
    pub(crate) key_source: KeySource,
    pub(crate) max_length: Option<(Ident, u32)>,
    pub(crate) digits: Option<(Ident, u32, u32)>,
    pub(crate) default: Option<Expr>,
    pub(crate) db_default: Option<Literal>,
    pub(crate) auto_now: Option<(Ident, AutoNow)>,
    /// Whether the builder demands it.
    pub(crate) required: bool,
}

/// A relation.
pub(crate) struct Relation {
    /// Its position among the relations of the model.
    pub(crate) index: usize,
    pub(crate) target: Target,
    pub(crate) kind: RelationKind,
    /// The other end, if it has a name.
    pub(crate) reverse: Option<Reverse>,
    /// Whether the accessor of the field's name can be written.
    pub(crate) accessor: bool,
}

pub(crate) enum RelationKind {
    ForeignKey {
        optional: bool,
        /// Whether no two rows have the same key.
        one_to_one: bool,
        on_delete: &'static str,
    },
    ManyToMany {
        links: Links,
        symmetrical: bool,
    },
}

/// Where the links of a many-to-many relation are.
pub(crate) enum Links {
    Table {
        name: Option<LitStr>,
        /// Whether it has a primary key `id` of its own.
        surrogate_id: bool,
    },
    Through(Box<Through>),
}

/// The model that holds the links.
pub(crate) struct Through {
    pub(crate) model: Type,
    pub(crate) ends: Ends,
    /// Whether it may hold the same pair twice.
    pub(crate) duplicates: bool,
}

/// How the two foreign keys of a through model are found.
pub(crate) enum Ends {
    /// Each is the only one to its model.
    ByModel,
    /// The user named them: the one to the declaring model, and the one to the target.
    Named([Ident; 2]),
    /// Not at all: it was reported.
    Unknown,
}

/// The other end of a relation.
pub(crate) struct Reverse {
    pub(crate) ident: Ident,
    /// Whether the user gave the name.
    pub(crate) given: bool,
    /// The trait that gives it, where the target is a model of another crate.
    pub(crate) by_trait: Option<Ident>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeySource {
    Database,
    Client,
    Caller,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AutoNow {
    OnCreate,
    OnChange,
}

impl Model {
    /// The fields that have a column, in order of their positions.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.fields
            .iter()
            .filter_map(|field| Some((field, field.column.as_ref()?)))
    }

    /// The fields that are relations, in order.
    pub(crate) fn relations(&self) -> impl Iterator<Item = (&Field, &Relation)> {
        self.fields
            .iter()
            .filter_map(|field| Some((field, field.relation.as_ref()?)))
    }

    /// The fields that the builder demands.
    pub(crate) fn required(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.columns().filter(|(_, column)| column.required)
    }

    /// The fields of the primary key, in its order.
    pub(crate) fn key_fields(&self) -> impl Iterator<Item = &Field> {
        self.primary_key.iter().filter_map(|&key| self.column(key))
    }

    /// The field of the column at that position.
    pub(crate) fn column(&self, position: usize) -> Option<&Field> {
        let found = self
            .columns()
            .find(|(_, column)| column.position == position);
        found.map(|(field, _)| field)
    }

    /// Whether the caller gives the primary key.
    pub(crate) fn key_is_given(&self) -> bool {
        let from_caller = |(_, column): (&Field, &Column)| {
            self.primary_key.contains(&column.position) && column.key_source == KeySource::Caller
        };
        self.columns().any(from_caller)
    }

    /// The keys by which a row can be named besides one that it is given.
    pub(crate) fn unique_keys(&self) -> impl Iterator<Item = &[usize]> {
        let key = self.key_is_given().then_some(&self.primary_key);
        key.into_iter().chain(&self.unique).map(Vec::as_slice)
    }
}

impl RelationKind {
    pub(crate) fn is_foreign_key(&self) -> bool {
        matches!(self, RelationKind::ForeignKey { .. })
    }

    /// The through model, if it has one.
    pub(crate) fn through(&self) -> Option<&Through> {
        match self {
            RelationKind::ManyToMany {
                links: Links::Through(through),
                ..
            } => Some(through),
            _ => None,
        }
    }
}

/// Resolves a declaration. Adds what is wrong with it to `errors`.
pub(crate) fn check(input: ModelInput, errors: &mut Errors) -> Model {
    let positions = positions(&input.fields);
    let key = key::primary_key(&input, errors);
    let keys = key::Keys::resolve(&input, &key, errors);
    let constraints = constraint::constraints(&input, errors);
    let table = input
        .attributes
        .table
        .as_ref()
        .map(|table| table.value.clone());
    if let Some(table) = &table {
        column::check_name(table, "table", errors);
    }
    column::check_distinct(&input, errors);
    let renamed = renamed(&input);
    let mut relations = relation::Relations::new(&input, key.positions.len() > 1);
    let mut fields = Vec::with_capacity(input.fields.len());
    for (field, &position) in input.fields.into_iter().zip(&positions) {
        let role = key.role(position);
        let relation = relations.check(&field, errors);
        let column = position.map(|position| column::column(&field, position, role, errors));
        let FieldInput {
            ident, name, ty, ..
        } = field;
        fields.push(Field {
            ident,
            name,
            ty,
            column,
            relation,
        });
    }
    Model {
        name: syn::ext::IdentExt::unraw(&input.ident).to_string(),
        ident: input.ident,
        vis: input.vis,
        table,
        fields,
        primary_key: key.positions,
        unique: keys.unique,
        indexes: keys.indexes,
        constraints,
        ordering: keys.ordering,
        renamed,
    }
}

/// What says that it had another name.
fn renamed(input: &ModelInput) -> Vec<Renamed> {
    let model = input.attributes.renamed_from.as_ref().map(|given| Renamed {
        field: None,
        from: given.value.clone(),
    });
    let fields = input.fields.iter().filter_map(|field| {
        let given = field.attributes.renamed_from.as_ref()?;
        Some(Renamed {
            field: Some(field.name.clone()),
            from: given.value.clone(),
        })
    });
    model.into_iter().chain(fields).collect()
}

/// The position of each field among the columns; none for a field without a column.
fn positions(fields: &[FieldInput]) -> Vec<Option<usize>> {
    let mut next = 0..;
    let position = |field: &FieldInput| field.shape.has_column().then(|| next.next()).flatten();
    fields.iter().map(position).collect()
}

#[cfg(test)]
mod tests;
