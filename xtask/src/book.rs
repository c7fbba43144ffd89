//! The guide as pages: rendered, and what they point to is there.
//!
//! Markdown says where a link leads, the pages where it arrives: a heading may get another anchor
//! than its text suggests. So the links of the pages are looked at, too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::workspace::Workspace;
use crate::{Result, cargo, report};

/// The package that renders, which is in no workspace but its own.
const RENDERER: &str = "guide/render/Cargo.toml";

/// Where the pages are, as `guide/book.toml` says.
const PAGES: &str = "target/guide";

/// Renders the book and checks the links of its pages.
pub(crate) fn render(workspace: &Workspace) -> Result {
    let pages = workspace.root.join(PAGES);
    if pages.exists() {
        std::fs::remove_dir_all(&pages)?;
    }
    // Not quiet: the first time it compiles for a minute or two.
    let run = ["run", "--locked", "--manifest-path", RENDERER];
    let mut command = cargo::cargo(&workspace.root, &run);
    let target = workspace.root.join("target");
    command
        .arg("--target-dir")
        .arg(target)
        .args(["--", "guide"]);
    cargo::run(&mut command)?;
    let pages = read(&pages)?;
    let broken = broken(&pages);
    for (page, link) in &broken {
        report::problem(format_args!("{PAGES}/{page}: `{link}` leads nowhere"));
    }
    if !broken.is_empty() {
        return Err(format!("{} links of the guide lead nowhere", broken.len()).into());
    }
    report::line(format_args!(
        "docs: the guide is in {PAGES}/index.html, {} pages",
        pages.iter().filter(|(_, page)| page.is_html).count()
    ));
    Ok(())
}

/// A file that was rendered.
#[derive(Default)]
struct Page {
    is_html: bool,
    /// What its elements are called.
    anchors: BTreeSet<String>,
    /// What it links to, loads or shows.
    links: Vec<String>,
}

/// The files of a folder, by their path in it.
fn read(root: &Path) -> Result<BTreeMap<String, Page>> {
    let (mut pages, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = slashes(path.strip_prefix(root)?);
            let page = if path
                .extension()
                .is_some_and(|extension| extension == "html")
            {
                parse(&std::fs::read_to_string(&path)?)
            } else {
                Page::default()
            };
            pages.insert(name, page);
        }
    }
    Ok(pages)
}

fn parse(html: &str) -> Page {
    let values = |attribute: &str| -> Vec<String> {
        let before = format!(" {attribute}=\"");
        let parts = html.split(&before).skip(1);
        let values = parts.filter_map(|part| part.split_once('"'));
        values.map(|(value, _)| value.to_owned()).collect()
    };
    let links = values("href").into_iter().chain(values("src"));
    Page {
        is_html: true,
        anchors: values("id").into_iter().collect(),
        links: links.filter(|link| !link.contains(':')).collect(),
    }
}

/// The links that lead to no file, or to nothing in it.
fn broken(pages: &BTreeMap<String, Page>) -> BTreeSet<(&str, &str)> {
    let mut broken = BTreeSet::new();
    for (name, page) in pages {
        // It is shown for whatever address is unknown, and links from the root of a server.
        if name == "404.html" {
            continue;
        }
        for link in &page.links {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = path.split('?').next().unwrap_or_default();
            let target = if path.is_empty() {
                Some(page)
            } else {
                pages.get(&beside(name, path))
            };
            let there =
                target.is_some_and(|target| anchor.is_empty() || target.anchors.contains(anchor));
            if !there {
                broken.insert((name.as_str(), link.as_str()));
            }
        }
    }
    broken
}

/// The path of a file that is linked from another one.
fn beside(page: &str, link: &str) -> String {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for part in folder.join(link).components() {
        match part {
            Component::ParentDir => _ = path.pop(),
            part => path.push(part),
        }
    }
    slashes(&path)
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lead_nowhere() {
        let first = r##"<h1 id="top"><a href="#top">x</a></h1> <a href="a/b.html#no">y</a> <a href="https://x.example">z</a>"##;
        let second = r##"<h1 id="b"></h1> <a href="../index.html#top">x</a> <img src="none.png">"##;
        let pages = BTreeMap::from([
            ("index.html".to_owned(), parse(first)),
            ("a/b.html".to_owned(), parse(second)),
        ]);
        let broken: Vec<_> = broken(&pages).into_iter().collect();
        assert_eq!(
            broken,
            [("a/b.html", "none.png"), ("index.html", "a/b.html#no")]
        );
    }
}
