//! The questioner: who answers what the models alone do not say.
//!
//! A renamed model and a removed one with a new one beside it look the same, and so do fields.
//! Such things are asked, never guessed; so is what to put into columns that existing rows have
//! no value for, and whether rows may be lost. Answers come from a file, from
//! `renamed_from` in the models, from a terminal, or from a program.

use throughline_core::Result;

use crate::state::Literal;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Is the new model the old one under another name?
    RenameModel {
        /// The old name.
        old: String,
        /// The new name.
        new: String,
    },
    /// Is the new field the old one under another name?
    RenameField {
        /// The model, by its new name.
        model: String,
        /// The old name.
        old: String,
        /// The new name.
        new: String,
    },
    /// Is the new many-to-many field the old one, declared at its other end?
    MoveRelation {
        /// The model and the field that are gone.
        old: (String, String),
        /// The model and the field that are new.
        new: (String, String),
    },
    /// What do rows get that have no value?
    Fill {
        /// The model.
        model: String,
        /// The field.
        field: String,
    },
    /// May all rows of the model be lost?
    DropModel {
        /// The model.
        model: String,
    },
    /// May all be lost that the rows of a through model hold besides its links, which stay?
    DropColumns {
        /// The through model.
        model: String,
    },
    /// May the values, or the links, of the field be lost?
    DropField {
        /// The model.
        model: String,
        /// The field.
        field: String,
    },
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// This value.
    Value(Literal),
    /// Leave the nulls, and let the database refuse them if there are any.
    LeaveNulls,
}

/// Answers questions.
pub trait Questioner {
    /// The answer; none if nobody knows it.
    ///
    /// # Errors
    ///
    /// If asking failed.
    fn ask(&mut self, question: &Question) -> Result<Option<Answer>>;

    /// Renames of models that are known without a question: old and new names.
    fn renamed_models(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Renames of fields that are known without a question: the model's new name, the old and
    /// the new name of the field.
    fn renamed_fields(&self) -> Vec<(String, String, String)> {
        Vec::new()
    }
}

/// Nobody answers: every question stays open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoAnswers;

impl Questioner for NoAnswers {
    fn ask(&mut self, _: &Question) -> Result<Option<Answer>> {
        Ok(None)
    }
}

impl Question {
    /// The question, for people.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Question::RenameModel { old, new } => format!("Was model {old} renamed to {new}?"),
            Question::RenameField { model, old, new } => {
                format!("Was field {old} of {model} renamed to {new}?")
            }
            Question::MoveRelation { old, new } => format!(
                "Is the relation {}.{} declared by {}.{} from now on?",
                old.0, old.1, new.0, new.1
            ),
            Question::Fill { model, field } => {
                format!("What do existing rows get in {model}.{field}, which takes no null?")
            }
            Question::DropModel { model } => {
                format!("Model {model} is gone. May its table be dropped, with all rows?")
            }
            Question::DropColumns { model } => format!(
                "Model {model} is gone, and its links stay. May all be lost that it holds besides them?"
            ),
            Question::DropField { model, field } => {
                format!("Field {field} of {model} is gone. May its values be lost?")
            }
        }
    }
}
