//! `docs`: the documentation builds without a warning, what *.md files point to is there, and the
//! guide has all that the code has, and is rendered.

use std::path::{Path, PathBuf};

use crate::markdown::{Document, Target};
use crate::workspace::Workspace;
use crate::{Result, book, cargo, reference, report};

/// Builds the documentation and the guide, and checks the links.
pub(crate) fn run() -> Result {
    let workspace = Workspace::load()?;
    reference::check(&workspace)?;
    let mut command = cargo::cargo(&workspace.root, &["doc", "--workspace", "--no-deps"]);
    cargo::run(command.env("RUSTDOCFLAGS", "-D warnings"))?;
    check_links(&workspace)?;
    book::render(&workspace)
}

fn check_links(workspace: &Workspace) -> Result {
    let files = workspace.files(Path::new(""), "md")?;
    let (mut targets, mut broken) = (0, 0);
    for file in &files {
        let document = Document::parse(&workspace.read(file)?);
        for (line, target) in &document.targets {
            targets += 1;
            if let Some(problem) = problem(workspace, file, &document, target)? {
                broken += 1;
                report::problem(format_args!("{}:{line}: {problem}", file.display()));
            }
        }
    }
    if broken > 0 {
        return Err(format!("{broken} of {targets} links and paths in *.md lead nowhere").into());
    }
    report::line(format_args!(
        "docs: no warning; {targets} links and paths in {} *.md files are good",
        files.len()
    ));
    Ok(())
}

/// What is wrong with a target, if anything is.
fn problem(
    workspace: &Workspace,
    file: &Path,
    document: &Document,
    target: &Target,
) -> Result<Option<String>> {
    let (path, anchor) = match target {
        Target::Path(path) => {
            let there = workspace.root.join(path).exists();
            return Ok((!there).then(|| format!("`{path}` is not in the repository")));
        }
        Target::Link(link) => link.split_once('#').unwrap_or((link, "")),
    };
    let linked = if path.is_empty() {
        None
    } else {
        let linked: PathBuf = file.parent().unwrap_or(Path::new("")).join(path);
        if !workspace.root.join(&linked).exists() {
            return Ok(Some(format!("the link `{path}` leads to no file")));
        }
        Some(linked)
    };
    if anchor.is_empty() {
        return Ok(None);
    }
    let there = match linked {
        None => document.has_heading(anchor),
        Some(linked) => Document::parse(&workspace.read(&linked)?).has_heading(anchor),
    };
    Ok((!there).then(|| format!("no heading makes the anchor `#{anchor}`")))
}
