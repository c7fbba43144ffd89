//! The answers of a scenario: what a person said to Django, and nothing besides.

use serde_json::Value as Json;
use throughline::migrations::{Answer, Fills, Literal, Question, Questioner};

use super::state::{default, field_of};
use super::values::literal;

/// The decisions of a step.
pub(super) struct Decisions<'j> {
    /// `decisions`.
    pub(super) given: &'j Json,
    /// The state behind the step, which has the defaults of fields.
    pub(super) state: &'j Json,
    /// The state before it, which has the defaults of fields that are gone.
    pub(super) previous: &'j Json,
    /// Whether the step goes beyond Django, where a relation may move to its other end.
    pub(super) beyond: bool,
}

impl Decisions<'_> {
    fn rows(&self, key: &str) -> &[Json] {
        self.given[key].as_array().map_or(&[], Vec::as_slice)
    }

    /// Values and defaults are the same to a migration: the one-off answer, else the default of the
    /// field.
    fn value(&self, model: &str, field: &str) -> Option<Literal> {
        let declared = field_of(self.state, model, field);
        let is_document = declared.is_some_and(|field| field["type"] == "json");
        let mut answers = self.rows("defaults").iter();
        let answer = answers.find(|row| row[0] == model && row[1] == field);
        match answer {
            Some(row) => literal(&row[2], is_document),
            None => declared.and_then(default),
        }
    }
}

impl Fills for Decisions<'_> {
    fn fill(&self, model: &str, field: &str) -> throughline::Result<Option<Literal>> {
        Ok(self.value(model, field))
    }

    fn former(&self, model: &str, field: &str) -> throughline::Result<Option<Literal>> {
        let mut models = self.rows("rename_models").iter();
        let renamed = models.find(|row| row[1] == model);
        let old_model = renamed.and_then(|row| row[0].as_str()).unwrap_or(model);
        let mut fields = self.rows("rename_fields").iter();
        let renamed = fields.find(|row| row[0] == model && row[2] == field);
        let old_field = renamed.and_then(|row| row[1].as_str()).unwrap_or(field);
        Ok(field_of(self.previous, old_model, old_field).and_then(default))
    }
}

impl Questioner for Decisions<'_> {
    fn ask(&mut self, question: &Question) -> throughline::Result<Option<Answer>> {
        Ok(match question {
            // What Django drops without a word may be dropped here.
            Question::DropModel { .. }
            | Question::DropColumns { .. }
            | Question::DropField { .. } => Some(Answer::Yes),
            Question::RenameModel { .. } | Question::RenameField { .. } => Some(Answer::No),
            Question::MoveRelation { .. } => {
                Some(if self.beyond { Answer::Yes } else { Answer::No })
            }
            Question::Fill { model, field } => {
                let ignored = self.rows("ignore_null").iter();
                let ignored = ignored.filter(|row| row[0] == model.as_str());
                let mut ignored = ignored.filter(|row| row[1] == field.as_str());
                ignored.next().map(|_| Answer::LeaveNulls)
            }
        })
    }

    fn renamed_models(&self) -> Vec<(String, String)> {
        let rows = self.rows("rename_models").iter();
        rows.map(|row| (text(&row[0]), text(&row[1]))).collect()
    }

    fn renamed_fields(&self) -> Vec<(String, String, String)> {
        let rows = self.rows("rename_fields").iter();
        rows.map(|row| (text(&row[0]), text(&row[1]), text(&row[2])))
            .collect()
    }
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}
