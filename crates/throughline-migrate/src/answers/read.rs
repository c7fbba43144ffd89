//! A file of answers, read with the same care as a migration.

use throughline_core::Result;

use super::{ALL_COLUMNS, Answers, is_open};
use crate::questioner::{Answer, Question};
use crate::reader::{Keys, Source};
use crate::state::Literal;

pub(super) fn answers(path: &str, text: &str) -> Result<Answers> {
    let source = Source { path, text };
    let document = source.parse()?;
    let mut keys = Keys::new(source, &document, "a file of answers");
    let mut answers = Answers::default();
    for mut entry in keys.optional_tables("rename_model", "a rename")? {
        let (old, new) = (entry.string("from")?, entry.string("to")?);
        decided(&mut answers, Question::RenameModel { old, new }, entry)?;
    }
    for mut entry in keys.optional_tables("rename_field", "a rename")? {
        let model = entry.string("model")?;
        let (old, new) = (entry.string("from")?, entry.string("to")?);
        decided(
            &mut answers,
            Question::RenameField { model, old, new },
            entry,
        )?;
    }
    for mut entry in keys.optional_tables("move_relation", "a move")? {
        let (old, new) = (place(&mut entry, "from")?, place(&mut entry, "to")?);
        decided(&mut answers, Question::MoveRelation { old, new }, entry)?;
    }
    for mut entry in keys.optional_tables("fill", "a fill")? {
        let (model, field) = place(&mut entry, "field")?;
        filled(&mut answers, Question::Fill { model, field }, entry)?;
    }
    for mut entry in keys.optional_tables("lose", "a loss")? {
        let what = entry.string("what")?;
        let question = match what.split_once('.') {
            Some((model, ALL_COLUMNS)) => Question::DropColumns {
                model: model.to_owned(),
            },
            Some((model, field)) => Question::DropField {
                model: model.to_owned(),
                field: field.to_owned(),
            },
            None => Question::DropModel { model: what },
        };
        decided(&mut answers, question, entry)?;
    }
    keys.finish()?;
    Ok(answers)
}

/// A question that is answered with yes or no.
fn decided(answers: &mut Answers, question: Question, mut entry: Keys<'_>) -> Result<()> {
    match entry.optional_literal("answer")? {
        Some(Literal::Bool(true)) => answers.add(question, Answer::Yes),
        Some(Literal::Bool(false)) => answers.add(question, Answer::No),
        None => return Err(entry.error("an answer needs `answer = true` or `answer = false`")),
        Some(value) if is_open(&value) => {}
        Some(_) => return Err(entry.error_at("answer", "`answer` is `true` or `false`")),
    }
    entry.finish()
}

/// A question that is answered with a value.
fn filled(answers: &mut Answers, question: Question, mut entry: Keys<'_>) -> Result<()> {
    let leaves = entry.optional_bool("leave_nulls")?.unwrap_or(false);
    match entry.optional_literal("value")? {
        _ if leaves => answers.add(question, Answer::LeaveNulls),
        None => return Err(entry.error("a fill needs a `value`")),
        Some(value) if is_open(&value) => {}
        Some(value) => answers.add(question, Answer::Value(value)),
    }
    entry.finish()
}

/// `Model.field`.
fn place(entry: &mut Keys<'_>, key: &'static str) -> Result<(String, String)> {
    let place = entry.string(key)?;
    match place.split_once('.') {
        Some((model, field)) => Ok((model.to_owned(), field.to_owned())),
        None => Err(entry.error_at(key, "expected `Model.field`")),
    }
}
