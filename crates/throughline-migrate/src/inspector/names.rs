//! Names of models and fields, made of those of tables and columns.
//!
//! A model has the name of its table in upper camel case, nothing made singular: `students` is
//! `Students`. Where the table is one of Django's, `<app>_<model>`, the application is left out,
//! unless two models would then have one name. A field has the name of its column in snake case, a
//! foreign key without `_id` at its end.

use std::collections::BTreeMap;

use throughline_core::names;

use crate::introspector::LiveTable;

/// Names that the source of the models uses for something else.
const TAKEN: [&str; 24] = [
    "Self",
    "Model",
    "Debug",
    "Clone",
    "PartialEq",
    "Option",
    "String",
    "Vec",
    "Date",
    "Time",
    "DateTime",
    "Timestamp",
    "Uuid",
    "Decimal",
    "Json",
    "ForeignKey",
    "OneToOne",
    "ManyToMany",
    "Some",
    "None",
    "Ok",
    "Err",
    "Result",
    "Box",
];

/// Names that no field and no end of a relation can have: keywords that cannot be escaped, and methods of every model.
const REFUSED: [&str; 14] = [
    "self",
    "super",
    "crate",
    "_",
    "get",
    "save",
    "delete",
    "refresh",
    "objects",
    "builder",
    "key",
    "from_row",
    "to_values",
    "clone",
];

/// The name of the model of each table, by the table's name in lower case.
pub(super) fn model_names<'t>(
    tables: impl Iterator<Item = &'t LiveTable> + Clone,
    apps: &[String],
) -> BTreeMap<String, String> {
    let mut short: BTreeMap<String, usize> = BTreeMap::new();
    for table in tables.clone() {
        *short
            .entry(camel(without_app(&table.name, apps)))
            .or_default() += 1;
    }
    let mut models: BTreeMap<String, String> = BTreeMap::new();
    for table in tables {
        let mut name = camel(without_app(&table.name, apps));
        if short.get(&name) != Some(&1) {
            name = camel(&table.name);
        }
        let taken = |name: &String| {
            TAKEN.contains(&name.as_str()) || models.values().any(|other| clash(name, other))
        };
        let name = numbered(name, "", taken);
        models.insert(table.name.to_lowercase(), name);
    }
    models
}

/// Whether two models cannot have these names: a model `User` has the types `UserPath` and
/// `UserBuilder` beside it.
fn clash(one: &str, other: &str) -> bool {
    ["", "Path", "Builder"]
        .iter()
        .any(|end| one.strip_suffix(end) == Some(other) || other.strip_suffix(end) == Some(one))
}

/// Why no model can have that name of a table or a column.
pub(super) fn unusable(name: &str) -> Option<String> {
    let limit = names::LIMIT;
    (name.len() > limit).then(|| format!("its name is longer than {limit} bytes"))
}

/// The name of a table without that of the application before it.
pub(super) fn without_app<'t>(table: &'t str, apps: &[String]) -> &'t str {
    let rest = |app: &String| {
        let rest = table.strip_prefix(app.as_str())?.strip_prefix('_')?;
        (!rest.is_empty()).then_some(rest)
    };
    // The longest prefix: there may be an app `school` and an app `school_admin`.
    apps.iter()
        .filter_map(rest)
        .min_by_key(|rest| rest.len())
        .unwrap_or(table)
}

/// The name of a field: that of its column, in snake case and as Rust can have it.
pub(super) fn field_name(column: &str, taken: impl Fn(&str) -> bool) -> String {
    let letters = column.chars();
    let letters = letters.map(|sign| if sign.is_alphanumeric() { sign } else { '_' });
    let snake = names::table(&letters.collect::<String>())
        .as_str()
        .to_lowercase();
    let words: Vec<_> = snake.split('_').filter(|word| !word.is_empty()).collect();
    let mut name = words.join("_");
    let digit = name.starts_with(|sign: char| sign.is_numeric());
    if name.is_empty() || digit {
        name.insert_str(0, if digit { "field_" } else { "field" });
    }
    if is_refused(&name) {
        name.push_str("_field");
    }
    numbered(name, "_", |name| taken(name))
}

/// Whether no field and no end of a relation can have that name.
pub(crate) fn is_refused(name: &str) -> bool {
    REFUSED.contains(&name)
}

/// The name, or the first that is free with a number behind it.
fn numbered(name: String, separator: &str, taken: impl Fn(&String) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    let mut names = (2_u32..).map(|number| format!("{name}{separator}{number}"));
    names.find(|name| !taken(name)).unwrap_or(name)
}

/// Upper camel case: each word with a capital letter, the rest as it is.
fn camel(table: &str) -> String {
    let words = table.split(|sign: char| !sign.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    });
    let name: String = words.collect();
    if name.is_empty() || name.starts_with(|sign: char| sign.is_numeric()) {
        return format!("Table{name}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_models_without_their_application() {
        let apps = ["school".to_owned(), "school_admin".to_owned()];
        for (table, model) in [
            ("school_student", "Student"),
            ("school_admin_log", "Log"),
            ("school", "School"),
            ("school_", "School"),
            ("students", "Students"),
            ("HTTPLog", "HTTPLog"),
            ("2nd try", "Table2ndTry"),
            ("--", "Table"),
        ] {
            assert_eq!(camel(without_app(table, &apps)), model, "{table}");
        }
    }

    #[test]
    fn two_tables_of_one_name_keep_their_applications() {
        let table = |name: &str| LiveTable {
            name: name.to_owned(),
            ..LiveTable::default()
        };
        let tables = [
            "auth_user",
            "blog_user",
            "blog_option",
            "blog-option",
            "way",
            "way_path",
        ];
        let tables = tables.map(table);
        let apps = ["auth".to_owned(), "blog".to_owned()];
        let models = model_names(tables.iter(), &apps);
        assert_eq!(models["auth_user"], "AuthUser");
        assert_eq!(models["blog_user"], "BlogUser");
        assert_eq!(models["blog_option"], "Option2");
        assert_eq!(models["blog-option"], "BlogOption");
        assert_eq!(models["way_path"], "WayPath2");
    }

    #[test]
    fn columns_are_fields_that_rust_can_have() {
        for (column, field) in [
            ("firstName", "first_name"),
            ("a__b_", "a_b"),
            ("type", "type"),
            ("self", "self_field"),
            ("clone", "clone_field"),
            ("2nd", "field_2nd"),
            ("ärger mit", "ärger_mit"),
            ("%", "field"),
            ("id", "id_2"),
        ] {
            assert_eq!(field_name(column, |name| name == "id"), field, "{column}");
        }
    }
}
