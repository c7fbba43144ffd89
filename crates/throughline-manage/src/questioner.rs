//! Who answers `makemigrations`: the file of answers, `renamed_from` in the models, and whoever
//! sits at the terminal, in this order.

mod terminal;

use throughline_core::{Registry, Result};
use throughline_migrate::{Answer, Answers, Question, Questioner};

pub(crate) use terminal::confirm;

/// Answers from all that is there.
pub(crate) struct Asking {
    answers: Answers,
    terminal: bool,
}

impl Asking {
    /// Answers from these, and from a terminal if there is one.
    pub(crate) fn new(registry: &Registry, mut answers: Answers, terminal: bool) -> Self {
        for renamed in registry.renamed() {
            let model = renamed.model().name.to_owned();
            let old = renamed.from.to_owned();
            let question = match renamed.field {
                None => Question::RenameModel { old, new: model },
                Some(field) => Question::RenameField {
                    model,
                    old,
                    new: field.to_owned(),
                },
            };
            answers.add(question, Answer::Yes);
        }
        Asking { answers, terminal }
    }
}

impl Questioner for Asking {
    fn ask(&mut self, question: &Question) -> Result<Option<Answer>> {
        if let Some(answer) = self.answers.answer(question) {
            return Ok(Some(answer.clone()));
        }
        if !self.terminal {
            return Ok(None);
        }
        let answer = terminal::ask(question)?;
        if let Some(answer) = &answer {
            self.answers.add(question.clone(), answer.clone());
        }
        Ok(answer)
    }

    fn renamed_models(&self) -> Vec<(String, String)> {
        self.answers.renamed_models()
    }

    fn renamed_fields(&self) -> Vec<(String, String, String)> {
        self.answers.renamed_fields()
    }
}
