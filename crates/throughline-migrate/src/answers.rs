//! Answers in a file: what `makemigrations --answers` reads, and the one that it prints when
//! answers are missing.
//!
//! ```toml
//! [[rename_model]]
//! from = "Teacher"
//! to = "Instructor"
//! answer = true
//!
//! [[fill]]
//! field = "Student.age"
//! value = 18
//!
//! [[lose]]
//! what = "Room"
//! answer = true
//! ```

mod read;

use throughline_core::Result;

use crate::questioner::{Answer, Question, Questioner};
use crate::state::Literal;
use crate::writer::{line, literal, string};

/// The word that stands where an answer is to be written.
const OPEN: &str = "?";

/// Answers, from a file or elsewhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    answers: Vec<(Question, Answer)>,
}

impl Answers {
    /// Reads a file of answers. `path` is for messages. A question whose answer is still `"?"` is
    /// not answered.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration), naming the place.
    pub fn read(path: &str, text: &str) -> Result<Answers> {
        read::answers(path, text)
    }

    /// These answers.
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = (Question, Answer)>) -> Self {
        Answers {
            answers: answers.into_iter().collect(),
        }
    }

    /// Adds an answer; one that is there already stays.
    pub fn add(&mut self, question: Question, answer: Answer) {
        if self.answer(&question).is_none() {
            self.answers.push((question, answer));
        }
    }

    /// The answer to a question.
    #[must_use]
    pub fn answer(&self, question: &Question) -> Option<&Answer> {
        let found = self.answers.iter().find(|(known, _)| known == question);
        found.map(|(_, answer)| answer)
    }

    /// The text of a file that asks these questions, to be filled in.
    #[must_use]
    pub fn template(questions: &[Question]) -> String {
        let parts: Vec<_> = questions.iter().map(asked).collect();
        parts.join("\n")
    }

    /// The text of a file with these answers.
    #[must_use]
    pub fn text(&self) -> String {
        let parts = self.answers.iter().map(|(question, answer)| {
            let answer = match answer {
                Answer::Yes => line("answer", "true"),
                Answer::No => line("answer", "false"),
                Answer::Value(value) => line("value", &literal(value)),
                Answer::LeaveNulls => line("leave_nulls", "true"),
            };
            head(question) + &answer
        });
        parts.collect::<Vec<_>>().join("\n")
    }
}

impl Questioner for Answers {
    fn ask(&mut self, question: &Question) -> Result<Option<Answer>> {
        Ok(self.answer(question).cloned())
    }

    fn renamed_models(&self) -> Vec<(String, String)> {
        let renamed = self.answers.iter().filter_map(|answer| match answer {
            (Question::RenameModel { old, new }, Answer::Yes) => Some((old.clone(), new.clone())),
            _ => None,
        });
        renamed.collect()
    }

    fn renamed_fields(&self) -> Vec<(String, String, String)> {
        let renamed = self.answers.iter().filter_map(|answer| match answer {
            (Question::RenameField { model, old, new }, Answer::Yes) => {
                Some((model.clone(), old.clone(), new.clone()))
            }
            _ => None,
        });
        renamed.collect()
    }
}

/// A question with a place for its answer.
fn asked(question: &Question) -> String {
    let comment = format!("# {}\n", question.text());
    let answer = match question {
        Question::Fill { .. } => {
            "value = \"?\"  # a value of the field's type; or `leave_nulls = true`\n"
        }
        _ => "answer = \"?\"  # true or false\n",
    };
    comment + &head(question) + answer
}

/// What is asked.
fn head(question: &Question) -> String {
    let place = |place: &(String, String)| string(&format!("{}.{}", place.0, place.1));
    match question {
        Question::RenameModel { old, new } => {
            format!(
                "[[rename_model]]\nfrom = {}\nto = {}\n",
                string(old),
                string(new)
            )
        }
        Question::RenameField { model, old, new } => format!(
            "[[rename_field]]\nmodel = {}\nfrom = {}\nto = {}\n",
            string(model),
            string(old),
            string(new)
        ),
        Question::MoveRelation { old, new } => {
            format!(
                "[[move_relation]]\nfrom = {}\nto = {}\n",
                place(old),
                place(new)
            )
        }
        Question::Fill { model, field } => {
            format!(
                "[[fill]]\nfield = {}\n",
                place(&(model.clone(), field.clone()))
            )
        }
        Question::DropModel { model } => format!("[[lose]]\nwhat = {}\n", string(model)),
        Question::DropColumns { model } => {
            let all = (model.clone(), ALL_COLUMNS.to_owned());
            format!("[[lose]]\nwhat = {}\n", place(&all))
        }
        Question::DropField { model, field } => {
            format!(
                "[[lose]]\nwhat = {}\n",
                place(&(model.clone(), field.clone()))
            )
        }
    }
}

/// The word for all that a through model holds besides its links: `Enrollment.*`.
const ALL_COLUMNS: &str = "*";

/// Whether the place of an answer is still open.
fn is_open(value: &Literal) -> bool {
    *value == Literal::Text(OPEN.to_owned())
}

#[cfg(test)]
mod tests;
