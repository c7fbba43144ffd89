//! Statements of the user's own.

use throughline_core::Result;
use throughline_sql::dialect::Dialect;

use super::{Behavior, Direction};
use crate::problem;
use crate::schema_editor::Step;
use crate::state::ProjectState;

/// Statements of the user's own, which the state knows nothing of.
///
/// A text may hold several statements; they run inside the transaction of the migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSql {
    /// What runs.
    pub sql: SqlText,
    /// What takes it back. None if nothing can; a text without a statement if nothing has to.
    pub reverse: Option<SqlText>,
    /// Whether rows or values are gone after it, which only the author knows.
    pub lossy: bool,
}

/// A text of SQL, or one for each engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlText {
    /// The same on every engine.
    Every(String),
    /// By the scheme of the engine's URLs: `sqlite`, `postgres`, `mariadb`.
    By(Vec<(String, String)>),
}

impl SqlText {
    /// The text for that engine, if there is one.
    #[must_use]
    pub fn text(&self, dialect: &dyn Dialect) -> Option<&str> {
        match self {
            SqlText::Every(text) => Some(text),
            SqlText::By(texts) => {
                let text = texts.iter().find(|(word, _)| word == dialect.scheme());
                text.map(|(_, text)| text.as_str())
            }
        }
    }
}

impl Behavior for RunSql {
    fn model(&self) -> &str {
        ""
    }

    fn description(&self) -> String {
        let lost = if self.lossy { " (loses data)" } else { "" };
        format!("~ Run SQL{lost}")
    }

    fn fragment(&self) -> String {
        "run_sql".to_owned()
    }

    fn state_forwards(&self, _: &mut ProjectState) -> Result<()> {
        Ok(())
    }

    fn own_steps(
        &self,
        direction: Direction,
        _: &ProjectState,
        dialect: &dyn Dialect,
    ) -> Result<Vec<Step>> {
        let text = match (direction, &self.reverse) {
            (Direction::Forwards, _) => &self.sql,
            (Direction::Backwards, Some(reverse)) => reverse,
            (Direction::Backwards, None) => {
                return Err(problem("this `run_sql` cannot be undone: it has no `reverse`")
                    .with_hint("write `reverse = \"…\"` below it; `reverse = \"\"` if nothing has to be done"));
            }
        };
        let Some(text) = text.text(dialect) else {
            let (name, word) = (dialect.name(), dialect.scheme());
            return Err(
                problem(format!("this `run_sql` has no text for {name}")).with_hint(format!(
                    "add `{word} = \"…\"` to it; `{word} = \"\"` if nothing has to be done there"
                )),
            );
        };
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Step::Script(text.to_owned())])
    }

    fn loses_data(&self) -> bool {
        self.lossy
    }
}
