//! A field of a model, as migrations know it.
//!
//! A field is a column or a many-to-many relation. What the others want to know of it they ask
//! here; only the reader and the writer, which spell it out, look at its kind.

use throughline_core::{ColumnType, OnDelete};

use super::Literal;

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The field's name.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
}

/// What a field is.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// It has a column.
    Column(Column),
    /// It is a relation whose links are rows of another table.
    ManyToMany(ManyToMany),
}

/// A field that has a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The column's name.
    pub column: String,
    /// What it holds.
    pub content: Content,
    /// Whether it takes null.
    pub null: bool,
    /// The default that the database keeps.
    pub db_default: Option<Literal>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A value.
    Plain(Plain),
    /// The key of a row. The column's type is that of the key, whatever it may become.
    ForeignKey {
        /// The model that it points to.
        to: String,
        /// What happens when the row there is deleted.
        on_delete: OnDelete,
    },
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain {
    /// The logical type.
    pub column_type: ColumnType,
    /// Whether the database numbers the rows by it.
    pub auto: bool,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
    /// For decimals: digits in all, and digits after the point.
    pub digits: Option<(u32, u32)>,
}

/// A many-to-many relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManyToMany {
    /// The model that it points to.
    pub to: String,
    /// Where its links are.
    pub links: Links,
    /// Whether each link stands in both directions.
    pub symmetrical: bool,
}

/// Where the links of a many-to-many relation are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Links {
    /// In a table that belongs to the relation.
    JoinTable {
        /// The table.
        table: String,
        /// Its column that points to the declaring model.
        source_column: String,
        /// Its column that points to the target.
        target_column: String,
        /// Whether it has a primary key `id` of its own beside the unique pair, as Django's has.
        surrogate_id: bool,
    },
    /// In the table of a model.
    Through {
        /// The model.
        model: String,
        /// Its foreign key to the declaring model.
        source: String,
        /// Its foreign key to the target.
        target: String,
    },
}

impl From<Column> for FieldKind {
    fn from(column: Column) -> Self {
        FieldKind::Column(column)
    }
}

impl From<ManyToMany> for FieldKind {
    fn from(relation: ManyToMany) -> Self {
        FieldKind::ManyToMany(relation)
    }
}

impl Field {
    /// The column, if it has one.
    #[must_use]
    pub fn column(&self) -> Option<&Column> {
        match &self.kind {
            FieldKind::Column(column) => Some(column),
            FieldKind::ManyToMany(_) => None,
        }
    }

    /// The relation, if it is a many-to-many one.
    #[must_use]
    pub fn many_to_many(&self) -> Option<&ManyToMany> {
        match &self.kind {
            FieldKind::Column(_) => None,
            FieldKind::ManyToMany(relation) => Some(relation),
        }
    }

    /// The relation, to be changed.
    pub(crate) fn many_to_many_mut(&mut self) -> Option<&mut ManyToMany> {
        match &mut self.kind {
            FieldKind::Column(_) => None,
            FieldKind::ManyToMany(relation) => Some(relation),
        }
    }

    /// The column, to be changed.
    pub(crate) fn column_mut(&mut self) -> Option<&mut Column> {
        match &mut self.kind {
            FieldKind::Column(column) => Some(column),
            FieldKind::ManyToMany(_) => None,
        }
    }

    /// The models that must be there before this field can be.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        let (to, through) = match &self.kind {
            FieldKind::Column(column) => (column.to(), None),
            FieldKind::ManyToMany(relation) => (Some(relation.to.as_str()), relation.through()),
        };
        to.into_iter().chain(through)
    }

    /// What kind of relation it is, for people: ` (many-to-many through Enrollment)`.
    pub(crate) fn relation_note(&self) -> String {
        match &self.kind {
            FieldKind::Column(column) => match column.to() {
                Some(to) => format!(" (foreign key to {to})"),
                None => String::new(),
            },
            FieldKind::ManyToMany(relation) => match relation.through() {
                Some(through) => format!(" (many-to-many through {through})"),
                None => " (many-to-many)".to_owned(),
            },
        }
    }
}

impl Column {
    /// Whether the database numbers the rows by it, once it is the primary key.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        matches!(&self.content, Content::Plain(plain) if plain.auto)
    }

    /// The model that it points to, if it is a foreign key.
    #[must_use]
    pub fn to(&self) -> Option<&str> {
        match &self.content {
            Content::Plain(_) => None,
            Content::ForeignKey { to, .. } => Some(to),
        }
    }
}

impl ManyToMany {
    /// The through model, if it has one.
    #[must_use]
    pub fn through(&self) -> Option<&str> {
        match &self.links {
            Links::JoinTable { .. } => None,
            Links::Through { model, .. } => Some(model),
        }
    }
}
