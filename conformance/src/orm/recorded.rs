//! The models as a trace names them: rows by key or by pair, columns by name.

use serde_json::{Value, json};
use throughline::prelude::*;
use throughline::{Assignment, Complete, Condition, Fields, Ordering, UniqueKey};

use super::answer::Fault;
use super::fields::{Columns, Stored, read};
use crate::models::*;

/// A model of the schema.
pub(crate) trait Recorded: Model<Key = i64> + Clone {
    /// The names of its columns, but for the key.
    const COLUMNS: &'static [&'static str];

    /// The two columns that name a row in place of its key: of Membership and Enrollment.
    const PAIR: Option<[&'static str; 2]>;

    /// The builder of a new row, to which all is given.
    fn whole(
        key: Option<i64>,
        columns: &Columns,
    ) -> Result<impl Complete<Model = Self> + use<Self>, Fault>;

    /// A row that is in no database.
    fn blank(key: i64) -> Self;

    /// All columns, but for the key.
    fn columns(&self) -> Columns;

    /// Gives a column another value.
    fn assign(&mut self, name: &str, value: &Value) -> Result<(), Fault>;

    /// The column has this value.
    fn equals(path: &Self::Path, name: &str, value: &Value) -> Result<Condition, Fault>;

    /// The key has this value.
    fn key_is(path: &Self::Path, key: i64) -> Condition;

    /// In the order of the keys, or of the pairs.
    fn in_order(path: &Self::Path) -> Vec<Ordering>;

    /// The column gets this value.
    fn change(path: &Self::Path, name: &str, value: &Value) -> Result<Assignment, Fault>;

    /// The column itself.
    fn field(path: &Self::Path, name: &str) -> Result<Fields, Fault>;

    /// The unique key of these columns.
    fn unique(names: &[&str]) -> Result<UniqueKey<Self>, Fault>;

    /// What a trace calls the row: its key, or its pair.
    fn identity(&self) -> Value {
        let Some(pair) = Self::PAIR else {
            return json!(self.key());
        };
        let columns = self.columns();
        json!(pair.map(|name| columns[name].clone()))
    }
}

/// The condition that the row is the one that a trace calls so.
pub(crate) fn is_row<M: Recorded>(path: &M::Path, identity: &Value) -> Result<Condition, Fault> {
    match (M::PAIR, identity.as_array().map(Vec::as_slice)) {
        (None, None) => Ok(M::key_is(path, i64::read(identity)?)),
        (Some([near, far]), Some([near_key, far_key])) => {
            Ok(M::equals(path, near, near_key)? & M::equals(path, far, far_key)?)
        }
        _ => Err(Fault::Unknown(format!(
            "{identity} names no row of {}",
            M::NAME
        ))),
    }
}

/// The condition that all these columns have these values.
pub(crate) fn all_equal<M: Recorded>(
    path: &M::Path,
    columns: &Columns,
) -> Result<Condition, Fault> {
    let mut columns = columns.iter();
    columns.try_fold(Condition::always(), |all, (name, value)| {
        let one = match name.as_str() {
            "pk" => is_row::<M>(path, value)?,
            name => M::equals(path, name, value)?,
        };
        Ok(all & one)
    })
}

/// The changes of all these columns to these values.
pub(crate) fn all_changes<M: Recorded>(
    path: &M::Path,
    columns: &Columns,
) -> Result<Vec<Assignment>, Fault> {
    let columns = columns.iter();
    columns
        .map(|(name, value)| M::change(path, name, value))
        .collect()
}

/// The columns that are unknown are an error of the trace.
fn known<M: Recorded>(columns: &Columns) -> Result<(), Fault> {
    match columns
        .keys()
        .find(|name| !M::COLUMNS.contains(&name.as_str()))
    {
        None => Ok(()),
        Some(name) => Err(unknown::<M>(name)),
    }
}

fn unknown<M: Recorded>(name: &str) -> Fault {
    Fault::Unknown(format!("{} has no column `{name}`", M::NAME))
}

/// Declares a model: columns that a builder demands, such with a default, such that may be null,
/// markers of relations, unique keys by their columns.
macro_rules! recorded {
    (
        $model:ident by $pair:expr, in order of |$path:ident| $order:expr,
        required: [$($required:ident: $required_type:ty),*],
        defaulted: [$($defaulted:ident: $defaulted_type:ty),*],
        nullable: [$($nullable:ident: $nullable_type:ty),*],
        markers: [$($marker:ident),*],
        unique: [$($unique:pat => $by:ident),*] $(,)?
    ) => {
        impl Recorded for $model {
            const COLUMNS: &'static [&'static str] = &[
                $(stringify!($required),)* $(stringify!($defaulted),)* $(stringify!($nullable)),*
            ];
            const PAIR: Option<[&'static str; 2]> = $pair;

            fn whole(
                key: Option<i64>,
                columns: &Columns,
            ) -> Result<impl Complete<Model = Self> + use<>, Fault> {
                known::<Self>(columns)?;
                let new = $model::builder()
                    $(.$required(read::<$required_type>(columns, stringify!($required))?))*
                    $(.$nullable(read::<Option<$nullable_type>>(columns, stringify!($nullable))?))*;
                $(let new = match columns.get(stringify!($defaulted)) {
                    None => new,
                    Some(value) => new.$defaulted(<$defaulted_type>::read(value)?),
                };)*
                Ok(match key {
                    None => new,
                    Some(key) => new.id(key),
                })
            }

            fn blank(key: i64) -> Self {
                $model {
                    id: key,
                    $($required: Stored::blank(),)*
                    $($defaulted: Stored::blank(),)*
                    $($nullable: None,)*
                    $($marker: ManyToMany::new(),)*
                }
            }

            fn columns(&self) -> Columns {
                let mut columns = Columns::new();
                $(columns.insert(stringify!($required).to_owned(), self.$required.show());)*
                $(columns.insert(stringify!($defaulted).to_owned(), self.$defaulted.show());)*
                $(columns.insert(stringify!($nullable).to_owned(), self.$nullable.show());)*
                columns
            }

            fn assign(&mut self, name: &str, value: &Value) -> Result<(), Fault> {
                match name {
                    $(stringify!($required) => self.$required = Stored::read(value)?,)*
                    $(stringify!($defaulted) => self.$defaulted = Stored::read(value)?,)*
                    $(stringify!($nullable) => self.$nullable = Stored::read(value)?,)*
                    _ => return Err(unknown::<Self>(name)),
                }
                Ok(())
            }

            fn equals(path: &Self::Path, name: &str, value: &Value) -> Result<Condition, Fault> {
                Ok(match name {
                    $(stringify!($required) => {
                        path.$required().eq(<$required_type>::read(value)?)
                    })*
                    $(stringify!($defaulted) => {
                        path.$defaulted().eq(<$defaulted_type>::read(value)?)
                    })*
                    $(stringify!($nullable) => match <Option<$nullable_type>>::read(value)? {
                        None => path.$nullable().is_null(),
                        Some(value) => path.$nullable().eq(value),
                    })*
                    _ => return Err(unknown::<Self>(name)),
                })
            }

            fn key_is(path: &Self::Path, key: i64) -> Condition {
                path.id().eq(key)
            }

            fn in_order($path: &Self::Path) -> Vec<Ordering> {
                $order.map(|column| column.asc()).to_vec()
            }

            fn change(path: &Self::Path, name: &str, value: &Value) -> Result<Assignment, Fault> {
                Ok(match name {
                    $(stringify!($required) => {
                        path.$required().set(<$required_type>::read(value)?)
                    })*
                    $(stringify!($defaulted) => {
                        path.$defaulted().set(<$defaulted_type>::read(value)?)
                    })*
                    $(stringify!($nullable) => match <Option<$nullable_type>>::read(value)? {
                        None => path.$nullable().set_null(),
                        Some(value) => path.$nullable().set(value),
                    })*
                    _ => return Err(unknown::<Self>(name)),
                })
            }

            fn field(path: &Self::Path, name: &str) -> Result<Fields, Fault> {
                Ok(match name {
                    $(stringify!($required) => Fields::of(path.$required()),)*
                    $(stringify!($defaulted) => Fields::of(path.$defaulted()),)*
                    $(stringify!($nullable) => Fields::of(path.$nullable()),)*
                    _ => return Err(unknown::<Self>(name)),
                })
            }

            fn unique(names: &[&str]) -> Result<UniqueKey<Self>, Fault> {
                match names {
                    $($unique => Ok($model::$by()),)*
                    _ => Err(Fault::Unknown(format!(
                        "{} has no unique key of {names:?}",
                        Self::NAME
                    ))),
                }
            }
        }
    };
}

recorded! {
    Teacher by None, in order of |path| [path.id()],
    required: [name: String], defaulted: [], nullable: [], markers: [], unique: [],
}

recorded! {
    Student by None, in order of |path| [path.id()],
    required: [name: String], defaulted: [], nullable: [age: i64], markers: [], unique: [],
}

recorded! {
    Course by None, in order of |path| [path.id()],
    required: [title: String],
    defaulted: [],
    nullable: [teacher: ForeignKey<Teacher>],
    markers: [students],
    unique: [],
}

recorded! {
    Club by None, in order of |path| [path.id()],
    required: [name: String], defaulted: [], nullable: [], markers: [members], unique: [],
}

recorded! {
    Membership by Some(["student", "club"]),
    in order of |path| [path.student().id(), path.club().id()],
    required: [student: ForeignKey<Student>, club: ForeignKey<Club>, joined: Date],
    defaulted: [role: String],
    nullable: [],
    markers: [],
    unique: [["student", "club"] | ["club", "student"] => by_student_and_club],
}

recorded! {
    Enrollment by Some(["student", "course"]),
    in order of |path| [path.student().id(), path.course().id()],
    required: [student: ForeignKey<Student>, course: ForeignKey<Course>, enrollment_date: Date],
    defaulted: [],
    nullable: [],
    markers: [],
    unique: [["student", "course"] | ["course", "student"] => by_student_and_course],
}

recorded! {
    Person by None, in order of |path| [path.id()],
    required: [name: String], defaulted: [], nullable: [], markers: [friends, follows], unique: [],
}

recorded! {
    Tag by None, in order of |path| [path.id()],
    required: [label: String],
    defaulted: [],
    nullable: [],
    markers: [],
    unique: [["label"] => by_label],
}

recorded! {
    Post by None, in order of |path| [path.id()],
    required: [title: String],
    defaulted: [],
    nullable: [],
    markers: [tags, hidden_tags],
    unique: [],
}
