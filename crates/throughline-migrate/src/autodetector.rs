//! The autodetector: from two states to the operations between them.
//!
//! A pure function of the states and of the answers to its questions. First it finds what became
//! of what: models and fields under other names, relations that moved. With these renamed, what
//! is left is compared model by model, and every difference is an operation that keeps what the
//! rows hold, or one that is marked as losing it.

mod compare;
mod fields;
mod models;
mod order;
mod relations;
mod renames;
mod tables;

use throughline_core::Result;

pub(crate) use self::compare::check_names;

use crate::operation::Operation;
use crate::questioner::{Answer, Question, Questioner};
use crate::state::{Fills, Literal, ProjectState};

/// What is between two states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// The operations, in an order in which they can be applied.
    pub operations: Vec<Operation>,
    /// What was asked and not answered. If there is any, the operations are not to be used.
    pub questions: Vec<Question>,
}

/// The operations that lead from one state to the other.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if the new state cannot be:
/// two tables or indexes have one name, a foreign key points to a key of several fields, primary
/// keys point to each other in a circle. Also those of `fills` and of the questioner.
pub fn detect(
    from: &ProjectState,
    to: &ProjectState,
    fills: &dyn Fills,
    questioner: &mut dyn Questioner,
) -> Result<Changes> {
    check_names(to)?;
    let mut detector = Detector {
        state: from.clone(),
        to,
        fills,
        questioner,
        changes: Changes::default(),
        created: Vec::new(),
    };
    detector.rename_models()?;
    detector.rename_tables()?;
    detector.rename_fields()?;
    detector.clear_columns()?;
    detector.remove_keys()?;
    detector.move_relations()?;
    detector.replace_fields()?;
    detector.create_models()?;
    detector.add_columns()?;
    detector.alter_columns()?;
    detector.alter_relations()?;
    detector.alter_primary_keys()?;
    detector.remove_columns()?;
    detector.delete_models()?;
    detector.add_keys()?;
    detector.add_relations()?;
    let mut changes = detector.changes;
    changes.questions.sort();
    changes.questions.dedup();
    Ok(changes)
}

/// The detection on its way: the state that the operations so far lead to.
struct Detector<'d> {
    state: ProjectState,
    to: &'d ProjectState,
    fills: &'d dyn Fills,
    questioner: &'d mut dyn Questioner,
    changes: Changes,
    /// The models whose tables are new, and have no rows.
    created: Vec<String>,
}

impl Detector<'_> {
    /// Adds an operation, and makes its change in the state.
    fn push(&mut self, operation: Operation) -> Result<()> {
        operation.state_forwards(&mut self.state)?;
        self.changes.operations.push(operation);
        Ok(())
    }

    /// Asks; a question that nobody answers is noted.
    fn ask(&mut self, question: Question) -> Result<Option<Answer>> {
        let answer = self.questioner.ask(&question)?;
        if answer.is_none() {
            self.changes.questions.push(question);
        }
        Ok(answer)
    }

    /// Asks for a yes.
    fn confirm(&mut self, question: Question) -> Result<bool> {
        Ok(self.ask(question)? == Some(Answer::Yes))
    }

    /// Asks whether something may be lost. A no ends the detection.
    fn may_lose(&mut self, question: Question) -> Result<()> {
        let text = question.text();
        match self.ask(question)? {
            Some(Answer::No) => Err(crate::problem(format!("the answer was no: {text}"))
                .with_hint("put it back into the models; then nothing is lost")),
            _ => Ok(()),
        }
    }

    /// The value for rows that have none: the declaration's, else the answer to a question.
    fn fill(&mut self, model: &str, field: &str) -> Result<Fill> {
        if let Some(value) = self.fills.fill(model, field)? {
            return Ok(Fill::Value(value));
        }
        let question = Question::Fill {
            model: model.to_owned(),
            field: field.to_owned(),
        };
        Ok(match self.ask(question)? {
            Some(Answer::Value(value)) => Fill::Value(value),
            _ => Fill::None,
        })
    }
}

/// What rows get that have no value.
enum Fill {
    Value(Literal),
    None,
}

impl Fill {
    fn value(self) -> Option<Literal> {
        match self {
            Fill::Value(value) => Some(value),
            Fill::None => None,
        }
    }
}

#[cfg(test)]
mod tests;
