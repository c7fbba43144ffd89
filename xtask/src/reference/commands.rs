//! Whether the page of the commands has all of them.

use std::path::Path;

use super::FOLDER;
use super::declared::Declared;
use crate::Result;
use crate::workspace::Workspace;

const SOURCE: &str = "crates/throughline-manage/src/arguments.rs";

pub(super) fn check(workspace: &Workspace) -> Result {
    let page = workspace.read(&Path::new(FOLDER).join("commands.md"))?;
    for command in Declared::read(workspace, SOURCE)?.variants("Command")? {
        let name = command.name.to_lowercase();
        if !page.contains(&format!("\n## `{name}`\n")) {
            return Err(format!(
                "the command `{name}` is not in {FOLDER}/commands.md; `THROUGHLINE_BLESS=1 cargo test \
                 -p throughline-manage reference` writes it"
            )
            .into());
        }
    }
    Ok(())
}
