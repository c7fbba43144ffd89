//! A field of a model, as data.

use crate::{ModelDef, Value};

/// The logical type of a column. The dialect chooses the engine's own.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{ColumnType, FieldType};
///
/// assert_eq!(String::COLUMN_TYPE, ColumnType::Text);
/// assert_eq!(<Option<i64>>::COLUMN_TYPE, ColumnType::BigInt);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// 16-bit integer.
    SmallInt,
    /// 32-bit integer.
    Int,
    /// 64-bit integer.
    BigInt,
    /// 64-bit floating-point number.
    Float,
    /// Truth value.
    Bool,
    /// Text; [`FieldDef::max_length`] bounds it, in characters.
    Text,
    /// Bytes.
    Bytes,
    /// Calendar date.
    Date,
    /// Time of day, to the microsecond.
    Time,
    /// Date and time of day without time zone, to the microsecond.
    DateTime,
    /// Point in time, to the microsecond.
    Timestamp,
    /// UUID.
    Uuid,
    /// Exact decimal number; [`FieldDef::digits`] bounds it.
    Decimal,
    /// JSON document.
    Json,
}

/// What the database does with rows that point to a row that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnDelete {
    /// They are deleted too.
    Cascade,
    /// The deletion is refused.
    Restrict,
    /// Their column becomes null.
    SetNull,
    /// Their column takes its database default.
    SetDefault,
    /// Nothing: the deletion is refused while such rows are left at its end.
    NoAction,
}

/// A column's value that the library sets to the present moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AutoNow {
    /// Never.
    No,
    /// When the row is created (`auto_now_add`).
    OnCreate,
    /// When the row is created and whenever it is changed (`auto_now`).
    OnChange,
}

/// Who chooses the value of a primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeySource {
    /// The database numbers the rows.
    Database,
    /// The library makes a UUID (version 7).
    Client,
    /// The caller gives it. Also the answer for a field that is no key.
    Caller,
}

/// A constant that can stand in a declaration: the default that the database itself keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(&'static str),
}

impl Literal {
    /// The literal as a value.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            Literal::Bool(v) => Value::Bool(v),
            Literal::Int(v) => Value::Int(v),
            Literal::Float(v) => Value::Float(v),
            Literal::Text(v) => Value::Text(v.to_owned()),
        }
    }
}

/// The target of a foreign key.
#[derive(Debug, Clone, Copy)]
pub struct ForeignKeyDef {
    /// The model that the key points to.
    pub target: fn() -> &'static ModelDef,
    /// What happens when the target is deleted.
    pub on_delete: OnDelete,
}

/// A field that has a column. (A many-to-many field has none: see
/// [`RelationDef`](crate::RelationDef).)
#[derive(Debug, Clone, Copy)]
pub struct FieldDef {
    /// The field's name as the user wrote it, without `r#`.
    pub name: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The logical type.
    pub column_type: ColumnType,
    /// Whether the column takes null.
    pub nullable: bool,
    /// Who chooses the value if this is the primary key.
    pub key_source: KeySource,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
    /// For decimals: digits in all, and digits after the point.
    pub digits: Option<(u32, u32)>,
    /// Makes the value of a new row that was given none. Never left in the database.
    pub default: Option<fn() -> Value>,
    /// The default that the database keeps.
    pub db_default: Option<Literal>,
    /// Whether the library sets the present moment.
    pub auto_now: AutoNow,
    /// The target, for a foreign key.
    pub references: Option<ForeignKeyDef>,
}

impl FieldDef {
    /// A field with nothing but a name, a column and a type; the derive changes the rest.
    #[must_use]
    pub const fn new(name: &'static str, column: &'static str, column_type: ColumnType) -> Self {
        FieldDef {
            name,
            column,
            column_type,
            nullable: false,
            key_source: KeySource::Caller,
            max_length: None,
            digits: None,
            default: None,
            db_default: None,
            auto_now: AutoNow::No,
            references: None,
        }
    }

    /// The value of a new row that was given none, if the library makes one: a default, the
    /// present moment, or a new UUID key.
    #[must_use]
    pub fn initial_value(&self) -> Option<Value> {
        if self.auto_now != AutoNow::No {
            return Some(self.now());
        }
        if self.key_source == KeySource::Client {
            return Some(Value::Uuid(uuid::Uuid::now_v7()));
        }
        self.default.map(|default| default())
    }

    /// The present moment in this field's type.
    #[must_use]
    pub fn now(&self) -> Value {
        // No engine keeps more than microseconds.
        let now = jiff::Timestamp::now();
        let now = jiff::Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        let civil = || jiff::tz::TimeZone::UTC.to_datetime(now);
        match self.column_type {
            ColumnType::Date => Value::Date(civil().date()),
            ColumnType::Time => Value::Time(civil().time()),
            ColumnType::DateTime => Value::DateTime(civil()),
            _ => Value::Timestamp(now),
        }
    }
}
