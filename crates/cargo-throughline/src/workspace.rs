//! The workspace around a new package: cargo takes a package in its folder for a member, and builds
//! none that the workspace does not name.

use std::path::{Component, Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Value};

use crate::manifest;
use crate::plan::Problem;

/// A manifest that has to name the package.
#[derive(Debug)]
pub(crate) struct Edit {
    /// From the folder of the package.
    pub(crate) manifest: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// What has to change in the workspace around a folder, if there is one that does not know it yet.
pub(crate) fn join(folder: &Path) -> Result<Option<Edit>, Problem> {
    let mut up = String::new();
    for root in folder.ancestors().skip(1) {
        up.push_str("../");
        let path = root.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let (from, mut document) = manifest::parse(&path)?;
        let Some(workspace) = document.get_mut("workspace") else {
            continue;
        };
        let own = parts(folder.strip_prefix(root).unwrap_or(folder));
        if names(workspace, &own) {
            return Ok(None);
        }
        add(workspace, &own.join("/"), &path)?;
        return Ok(Some(Edit {
            manifest: up + "Cargo.toml",
            from,
            to: document.to_string(),
        }));
    }
    Ok(None)
}

fn parts(path: &Path) -> Vec<String> {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect()
}

/// Whether the workspace has the folder as a member, or leaves it out on purpose.
fn names(workspace: &Item, own: &[String]) -> bool {
    let list = |key| workspace.get(key).and_then(Item::as_array);
    let texts = |array: Option<&Array>| -> Vec<Vec<String>> {
        let texts = array.into_iter().flatten().filter_map(Value::as_str);
        texts.map(|text| parts(&PathBuf::from(text))).collect()
    };
    let left_out = texts(list("exclude"));
    let members = texts(list("members"));
    left_out.iter().any(|folder| own.starts_with(folder))
        || members.iter().any(|pattern| {
            let pairs = || pattern.iter().zip(own);
            pattern.len() == own.len() && pairs().all(|(pattern, name)| matches(pattern, name))
        })
}

/// Whether a name fits a pattern with `*` and `?`.
fn matches(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('*') => {
            let mut ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.any(|at| matches(rest.as_str(), &name[at..]))
        }
        Some(sign) => {
            let mut name = name.chars();
            let next = name.next();
            next.is_some_and(|next| sign == '?' || sign == next)
                && matches(rest.as_str(), name.as_str())
        }
    }
}

fn add(workspace: &mut Item, own: &str, path: &Path) -> Result<(), Problem> {
    let table = workspace.as_table_like_mut();
    let members = table.and_then(|table| {
        let members = table
            .entry("members")
            .or_insert_with(|| Array::new().into());
        members.as_array_mut()
    });
    let members = members.ok_or_else(|| {
        let what = format!("the `workspace.members` of {} are no list", path.display());
        Problem::new(what, "correct it, and run the command again")
    })?;
    // A list with a line for each is kept so.
    let decor = members.iter().last().map(|last| last.decor().clone());
    let mut own = Value::from(own);
    let lines = decor.filter(|decor| {
        let prefix = decor.prefix().and_then(|prefix| prefix.as_str());
        prefix.is_some_and(|prefix| prefix.contains('\n') && !prefix.contains('#'))
    });
    match lines {
        Some(decor) => {
            *own.decor_mut() = decor;
            members.push_formatted(own);
        }
        None => members.push(own),
    }
    Ok(())
}

/// The members of a workspace, as its manifest has them.
pub(crate) fn members(document: &DocumentMut) -> Vec<String> {
    let members = document
        .get("workspace")
        .and_then(|workspace| workspace.get("members"));
    let members = members.and_then(Item::as_array).into_iter().flatten();
    members
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What becomes of the manifest of a workspace in whose folder `crates/school` is made.
    fn joined(manifest: &str) -> Option<String> {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("Cargo.toml"), manifest).unwrap();
        let edit = join(&root.path().join("crates/school")).unwrap()?;
        assert_eq!(
            (&*edit.manifest, &*edit.from),
            ("../../Cargo.toml", manifest)
        );
        Some(edit.to)
    }

    #[test]
    fn a_folder_that_the_workspace_names_needs_nothing() {
        for manifest in [
            "[package]\nname = \"alone\"\n",
            "[workspace]\nmembers = [\"crates/*\"]\n",
            "[workspace]\nmembers = [\"./crates/sch?ol\"]\n",
            "[workspace]\nmembers = [\"a\", \"crates/school\"]\n",
            "[workspace]\nexclude = [\"crates\"]\n",
        ] {
            assert_eq!(joined(manifest), None, "{manifest}");
        }
    }

    #[test]
    fn another_is_added_and_the_rest_stays() {
        assert_eq!(
            joined("[workspace] # ours\nmembers = [\"a\", \"tools/*\"]\nresolver = \"3\"\n")
                .unwrap(),
            "[workspace] # ours\nmembers = [\"a\", \"tools/*\", \"crates/school\"]\nresolver = \"3\"\n"
        );
        assert_eq!(
            joined("[workspace]\nmembers = [\n    \"a\",\n    \"b\", # last\n]\n").unwrap(),
            "[workspace]\nmembers = [\n    \"a\",\n    \"b\",\n    \"crates/school\", # last\n]\n"
        );
        assert_eq!(
            joined("[workspace]\n").unwrap(),
            "[workspace]\nmembers = [\"crates/school\"]\n"
        );
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_a_problem() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("Cargo.toml"), "[workspace\n").unwrap();
        let problem = join(&root.path().join("school")).unwrap_err();
        assert!(problem.what.contains("line 1"), "{problem:?}");
    }
}
