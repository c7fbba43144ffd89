//! A function of the program's own.

use throughline_core::Result;
use throughline_sql::dialect::Dialect;

use super::{Behavior, Direction};
use crate::problem;
use crate::schema_editor::{Call, Step};
use crate::state::ProjectState;

/// A function of the program's own, called with rows as they are at this point of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRust {
    /// The name by which the program has registered it.
    pub function: String,
    /// The name of the one that takes it back. None if nothing can; empty if nothing has to.
    pub reverse: Option<String>,
    /// The model whose rows it is called with. Without one it is called once.
    pub model: Option<String>,
    /// How many rows it is called with at a time.
    pub batch: u32,
    /// Whether each call is a transaction of its own, after which a stopped migration goes on.
    pub resumable: bool,
}

impl RunRust {
    /// How many rows a function is called with where the file does not say.
    pub const BATCH: u32 = 1_000;
}

impl Behavior for RunRust {
    fn model(&self) -> &str {
        self.model.as_deref().unwrap_or_default()
    }

    fn description(&self) -> String {
        match &self.model {
            Some(model) => format!("~ Run {} on the rows of {model}", self.function),
            None => format!("~ Run {}", self.function),
        }
    }

    fn fragment(&self) -> String {
        self.function.clone()
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        match &self.model {
            Some(model) => state.require(model).map(drop),
            None => Ok(()),
        }
    }

    fn own_steps(
        &self,
        direction: Direction,
        state: &ProjectState,
        _: &dyn Dialect,
    ) -> Result<Vec<Step>> {
        let function = match (direction, &self.reverse) {
            (Direction::Forwards, _) => &self.function,
            (Direction::Backwards, Some(reverse)) => reverse,
            (Direction::Backwards, None) => {
                let message = format!(
                    "`run_rust = \"{}\"` cannot be undone: it has no `reverse`",
                    self.function
                );
                return Err(problem(message).with_hint(
                    "write `reverse = \"…\"` below it; `reverse = \"\"` if nothing has to be done",
                ));
            }
        };
        if function.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Step::Call(Box::new(Call {
            function: function.clone(),
            model: self.model.clone(),
            batch: self.batch,
            resumable: self.resumable,
            state: state.clone(),
        }))])
    }
}
