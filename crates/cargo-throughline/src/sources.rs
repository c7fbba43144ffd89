//! What the sources of a package have of Throughline, told by their text.

use std::fs;
use std::path::{Path, PathBuf};

/// The files in `src` that derive `Model`, sorted.
pub(crate) fn with_models(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&folder.join("src"), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    // What cannot be read, cargo complains about.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs")
            && fs::read_to_string(&path).is_ok_and(|text| derives_model(&text))
        {
            files.push(path);
        }
    }
}

/// Whether a text has `derive(…, Model, …)` outside of comments.
fn derives_model(text: &str) -> bool {
    let lines = text.lines().map(str::trim_start);
    let code: String = lines.filter(|line| !line.starts_with("//")).collect();
    let lists = code
        .split("derive(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mut names = lists.flat_map(|list| list.split(','));
    names.any(|name| matches!(name.trim(), "Model" | "throughline::Model"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_told_by_their_derive() {
        assert!(derives_model("#[derive(Model, Debug)]\nstruct A;"));
        assert!(derives_model(
            "#[derive(\n    Debug,\n    throughline::Model,\n)]"
        ));
        assert!(!derives_model(
            "/// #[derive(Model)]\n#[derive(Debug)]\nstruct Model;"
        ));
        assert!(!derives_model("#[derive(ModelView)]"));
    }
}
