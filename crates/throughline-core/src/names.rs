//! Default names of tables, join tables, columns and relation ends.
//!
//! The one place where a default name is made. Every function is `const`, so that the derive's
//! constants, the running program and the migrations use the same text. A default name depends
//! on its own declaration only, and on the [`App`] that it belongs to: no other model or field can
//! change it. The functions here are the scheme of an app that chose none.

mod app;
mod django;
mod name;

pub use app::{App, Naming};
pub use name::Name;

/// The longest identifier that every supported engine takes, in bytes (PostgreSQL's limit).
pub const LIMIT: usize = 63;

/// A name as Django 5.2 cuts it on PostgreSQL: of one over 63 characters the first 59, and four
/// digits of the MD5 of the whole.
///
/// ```
/// use throughline_core::names;
/// assert_eq!(names::django("school_student").as_str(), "school_student");
/// ```
#[must_use]
pub const fn django(name: &str) -> Name {
    django::cut(name)
}

/// The table of a model: its name in snake case.
///
/// ```
/// use throughline_core::names;
/// assert_eq!(names::table("HTTPLogEntry").as_str(), "http_log_entry");
/// ```
#[must_use]
pub const fn table(model: &str) -> Name {
    Name::new().push_snake(model).finish()
}

/// The join table of a simple many-to-many relation: `<model>_<field>`.
///
/// ```
/// use throughline_core::names;
/// assert_eq!(names::join_table("Course", "students").as_str(), "course_students");
/// ```
#[must_use]
pub const fn join_table(model: &str, field: &str) -> Name {
    Name::new()
        .push_snake(model)
        .push(b'_')
        .push_str(field)
        .finish()
}

/// The column of a join table that points to the declaring model: `<source>_id`, or
/// `from_<model>_id` where the model is related to itself.
#[must_use]
pub const fn source_column(source: &str, target: &str) -> Name {
    join_column("from_", source, equal(source, target))
}

/// The column of a join table that points to the target: `<target>_id`, or `to_<model>_id`
/// where the model is related to itself.
#[must_use]
pub const fn target_column(source: &str, target: &str) -> Name {
    join_column("to_", target, equal(source, target))
}

const fn join_column(prefix: &str, model: &str, own: bool) -> Name {
    let mut name = Name::new();
    if own {
        name = name.push_str(prefix);
    }
    name.push_snake(model).push_str("_id").finish()
}

/// The column of a foreign key: `<field>_id`.
#[must_use]
pub const fn foreign_key_column(field: &str) -> Name {
    Name::new().push_str(field).push_str("_id").finish()
}

/// The reverse end of a relation without a `related_name`: `<model>_set`.
#[must_use]
pub const fn reverse(model: &str) -> Name {
    Name::new().push_snake(model).push_str("_set").finish()
}

/// The reverse end of a one-to-one relation without a `related_name`: `<model>`.
///
/// ```
/// use throughline_core::names;
/// assert_eq!(names::reverse_one("UserProfile").as_str(), "user_profile");
/// ```
#[must_use]
pub const fn reverse_one(model: &str) -> Name {
    Name::new().push_snake(model).finish()
}

/// The name of an index or a unique constraint: `<table>_<column>…_<suffix>`.
#[must_use]
pub fn constraint(table: &str, columns: &[&str], suffix: &str) -> String {
    let mut name = Name::new().push_str(table);
    for column in columns {
        name = name.push(b'_').push_str(column);
    }
    name.push(b'_')
        .push_str(suffix)
        .finish()
        .as_str()
        .to_owned()
}

/// Whether two modules are of one crate, in a constant. A model with errors is of none, and
/// passes for one of any crate.
#[must_use]
pub const fn same_crate(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    loop {
        let (one, other) = (i == a.len() || a[i] == b':', i == b.len() || b[i] == b':');
        if one || other {
            return (one && other) || b.is_empty();
        }
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
}

/// Whether a module is the root of its crate, in a constant.
#[must_use]
pub const fn is_root(module: &str) -> bool {
    let bytes = module.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == b':' {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether two texts are equal, in a constant.
#[must_use]
pub const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether two names of tables are one on an engine that does not tell upper from lower case, in
/// a constant.
#[must_use]
pub const fn same_table(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_reader_would() {
        for (model, expected) in [
            ("Student", "student"),
            ("HTTPLog", "http_log"),
            ("Grade2Entry", "grade2_entry"),
            ("already_snake", "already_snake"),
            ("A", "a"),
            ("ABTest", "ab_test"),
        ] {
            assert_eq!(table(model).as_str(), expected);
        }
    }

    #[test]
    fn a_crate_is_the_first_word_of_a_module() {
        for (a, b, same) in [
            ("school", "school::models", true),
            ("school::a", "school::b", true),
            ("school", "schools", false),
            ("schools::a", "school::a", false),
            ("school", "", true),
        ] {
            assert_eq!(same_crate(a, b), same, "{a} {b}");
        }
    }

    #[test]
    fn a_relation_to_itself_says_from_and_to() {
        assert_eq!(source_column("Person", "Person").as_str(), "from_person_id");
        assert_eq!(target_column("Person", "Person").as_str(), "to_person_id");
        assert_eq!(target_column("Course", "Student").as_str(), "student_id");
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_stays_distinct() {
        let (a, b) = ("é".repeat(40), format!("{}x", "é".repeat(40)));
        let (a, b) = (table(&a), table(&b));
        assert!(a.as_str().len() <= LIMIT && a.as_str().starts_with("éé"));
        assert_ne!(a.as_str(), b.as_str());
    }
}
