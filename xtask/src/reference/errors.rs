//! The kinds of errors: the variants of `ErrorKind`, and the methods of `Error` that ask for them.

use super::cell;
use super::declared::{Declared, first};
use crate::Result;
use crate::workspace::Workspace;

const SOURCE: &str = "crates/throughline-core/src/error.rs";

const HEAD: &str = "\
# Kinds of errors

Everything that can fail gives a `throughline::Error`. Its `kind()` says what a caller can do about it; the
message says what and where, in the names of your models and fields; `hint()` says what to do. The kind comes from
the engine's code, never from its text.

```rust
# use throughline_guide::*;
use throughline::ErrorKind;

# let School { db, .. } = school()?;
let error = Teacher::builder().name(\"Eva\").email(\"eve@school.example\").create(&db).unwrap_err();
assert_eq!(error.kind(), ErrorKind::UniqueViolation);
assert!(error.is_unique_violation());
assert_eq!(error.to_string(), \"`Teacher` has a row with this `email` already\");
assert_eq!((error.model(), error.field()), (Some(\"Teacher\"), Some(\"email\")));
# Ok::<(), throughline::Error>(())
```

`ErrorKind` may get more variants, so a `match` has an arm for the others.

| kind | means | asked by |
| --- | --- | --- |
";

pub(super) fn page(workspace: &Workspace) -> Result<String> {
    let source = Declared::read(workspace, SOURCE)?;
    let methods = source.methods();
    let questions: Vec<_> = methods
        .iter()
        .filter(|method| method.name.starts_with("is_"))
        .collect();
    let mut page = HEAD.to_owned();
    for kind in source.variants("ErrorKind")? {
        let path = format!("ErrorKind::{}", kind.name);
        let asks = |body: &str| {
            body.split(|sign: char| !sign.is_alphanumeric() && sign != ':')
                .any(|word| word == path)
        };
        let asked = questions.iter().filter(|method| asks(&method.body));
        let asked: Vec<_> = asked.map(|method| format!("`{}`", method.name)).collect();
        if kind.docs.is_empty() {
            return Err(format!("{SOURCE}: `{}` has no documentation", kind.name).into());
        }
        page += &format!(
            "| `{}` | {} | {} |\n",
            kind.name,
            cell(&kind.docs),
            asked.join(", ")
        );
    }
    page += "\n## Questions\n\n| method of `Error` | |\n| --- | --- |\n";
    for question in questions {
        page += &format!(
            "| `{}` | {} |\n",
            question.name,
            cell(first(&question.docs))
        );
    }
    Ok(page)
}
