//! The alias behind `cargo manage`, in `.cargo/config.toml`.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, value};

use crate::manifest;
use crate::plan::{Plan, Problem};
use crate::templates;

/// What `cargo manage` stands for.
const ALIAS: &str = "run --quiet --bin manage --";

/// Where cargo looks, the old name first, which it prefers.
const PATHS: &[&str] = &[".cargo/config", ".cargo/config.toml"];

/// Plans the alias in the folder of the plan.
pub(crate) fn plan(plan: &mut Plan) -> Result<(), Problem> {
    let there = PATHS.iter().find(|path| plan.folder.join(path).exists());
    let Some(path) = there else {
        let text = templates::CARGO_CONFIG.to_owned();
        plan.make(".cargo/config.toml", text, "the alias `manage`");
        return Ok(());
    };
    let (from, mut document) = manifest::parse(&plan.folder.join(path))?;
    if add(&mut document, Path::new(path))? {
        plan.edit(path, from, document.to_string(), "the alias `manage`");
    } else {
        plan.leave(path, "has an alias `manage`");
    }
    Ok(())
}

/// Adds the alias. False if there is one of that name.
fn add(document: &mut DocumentMut, path: &Path) -> Result<bool, Problem> {
    let aliases = document.entry("alias").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(false);
        Item::Table(table)
    });
    let aliases = aliases.as_table_like_mut().ok_or_else(|| {
        let what = format!("`alias` in {} is no table", path.display());
        Problem::new(what, "correct it, and run the command again")
    })?;
    if aliases.contains_key("manage") {
        return Ok(false);
    }
    aliases.insert("manage", value(ALIAS));
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the alias, if it had none.
    fn added(text: &str) -> Option<String> {
        let mut document = text.parse().unwrap();
        let added = add(&mut document, Path::new("config.toml")).unwrap();
        added.then(|| document.to_string())
    }

    #[test]
    fn the_alias_is_that_of_the_template() {
        assert_eq!(added("").unwrap(), templates::CARGO_CONFIG);
    }

    #[test]
    fn what_is_there_stays() {
        let text = "# ours\n[alias]\nx = \"run -p x --\" # short\n\n[build]\njobs = 2\n";
        let expected = "# ours\n[alias]\nx = \"run -p x --\" # short\n\
                        manage = \"run --quiet --bin manage --\"\n\n[build]\njobs = 2\n";
        assert_eq!(added(text).unwrap(), expected);
        assert_eq!(added("[alias]\nmanage = [\"run\"]\n"), None);
        assert_eq!(added("alias.manage = \"x\"\n"), None);
        assert!(add(&mut "alias = 3\n".parse().unwrap(), Path::new("x")).is_err());
    }
}
