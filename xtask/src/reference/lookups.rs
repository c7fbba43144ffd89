//! Lookups: the words of dynamic ones, and the methods of columns and paths.

use super::cell;
use super::declared::{Declared, first};
use crate::Result;
use crate::workspace::Workspace;

const WORDS: &str = "crates/throughline/src/dynamic/leaf.rs";
const BOUNDS: &str = "crates/throughline/src/dynamic.rs";
const COLUMN: &str = "crates/throughline/src/column.rs";
const PATH: &str = "crates/throughline/src/path.rs";
const MANY: &str = "crates/throughline/src/quantifier.rs";

/// The methods of a column that ask what the words ask.
const METHODS: [(&str, &str); 16] = [
    ("exact", "eq"),
    ("iexact", "iexact"),
    ("contains", "contains"),
    ("icontains", "icontains"),
    ("startswith", "starts_with"),
    ("istartswith", "istarts_with"),
    ("endswith", "ends_with"),
    ("iendswith", "iends_with"),
    ("regex", "regex"),
    ("gt", "gt"),
    ("gte", "ge"),
    ("lt", "lt"),
    ("lte", "le"),
    ("in", "is_in"),
    ("range", "between"),
    ("isnull", "is_null"),
];

const HEAD: &str = "\
# Lookups

A lookup asks something of a column. It is a method of the column in a closure, or a word in a string for what is
known only when the program runs:

```rust
# use throughline_guide::*;
# let School { db, rust, .. } = school()?;
let typed = Course::objects().filter(|c| c.students().name().icontains(\"AN\")).all(&db)?;
let dynamic = Course::objects().filter_by(\"students__name__icontains\", \"AN\").all(&db)?;
assert_eq!(typed, [rust]);
assert_eq!(dynamic, typed);
# Ok::<(), throughline::Error>(())
```

## Words of `filter_by`

The words are joined by `__`: fields, relations by the name of the end where one stands, `pk` for the primary key of
whatever model, and at the end one of these. Without one it is `exact`; words that end in a relation ask for the key of
its row. An unknown name is an error of the kind `InvalidLookup` that lists the near ones.

| word | the same as | true of |
| --- | --- | --- |
";

const BEHIND: &str = "
Values are bound, texts become what the column holds, and what does not fit is an error. Terms that are given to one
call are asked of the same related row; another call asks anew.

| bound | |
| --- | --- |
";

pub(super) fn page(workspace: &Workspace) -> Result<String> {
    let columns = Declared::read(workspace, COLUMN)?.methods();
    let mut page = HEAD.to_owned();
    for word in Declared::read(workspace, WORDS)?
        .table("QUESTIONS")?
        .concat()
    {
        let method = METHODS.iter().find(|(known, _)| *known == word);
        let method =
            method.and_then(|(_, name)| columns.iter().find(|method| method.name == *name));
        let method = method.ok_or_else(|| {
            format!(
                "the lookup `{word}` of {WORDS} has no method in METHODS of \
                 xtask/src/reference/lookups.rs, which the guide's reference explains it by"
            )
        })?;
        let docs = cell(first(&method.docs));
        page += &format!("| `{word}` | `{}` | {docs} |\n", method.name);
    }
    page += BEHIND;
    let bounds = workspace.read(std::path::Path::new(BOUNDS))?;
    for (name, value, docs) in constants(&bounds) {
        page += &format!("| `{name}` = {value} | {} |\n", cell(&docs));
    }
    page += "\n## Methods of columns\n\n| method | |\n| --- | --- |\n";
    for method in &columns {
        page += &format!("| `{}` | {} |\n", method.name, cell(first(&method.docs)));
    }
    let paths: [(&str, &str, &[&str]); 2] = [
        ("Paths that end in a row", PATH, &["target_key"]),
        ("Paths to many rows", MANY, &[]),
    ];
    for (heading, path, others) in paths {
        page += &format!("\n## {heading}\n\n| method | |\n| --- | --- |\n");
        let methods = Declared::read(workspace, path)?.methods();
        for method in methods
            .iter()
            .filter(|method| !others.contains(&method.name.as_str()))
        {
            page += &format!("| `{}` | {} |\n", method.name, cell(first(&method.docs)));
        }
    }
    Ok(page)
}

/// The public constants of a source, with value and documentation.
fn constants(text: &str) -> Vec<(String, String, String)> {
    let mut constants = Vec::new();
    let mut docs: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("///") {
            docs.push(line.trim());
        } else {
            let constant = line.strip_prefix("pub const ");
            let parts = constant.and_then(|rest| rest.split_once(": usize = "));
            if let Some((name, value)) = parts {
                let first = docs.split(|line| line.is_empty()).next();
                let first = first.unwrap_or_default().join(" ");
                constants.push((
                    name.to_owned(),
                    value.trim_end_matches(';').to_owned(),
                    first,
                ));
            }
            docs.clear();
        }
    }
    constants
}
