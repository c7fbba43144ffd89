//! Questions at the terminal.

use inquire::{Confirm, InquireError, Text};
use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{Answer, Literal, Question};

/// Asks. No answer if the question was passed over by Escape.
pub(crate) fn ask(question: &Question) -> Result<Option<Answer>> {
    let text = question.text();
    let answer = match question {
        Question::Fill { .. } => Text::new(&text)
            .with_help_message("a value as in a migration file; text may stand without quotes")
            .prompt_skippable()
            .map(|value| value.map(|value| Answer::Value(literal(&value)))),
        _ => Confirm::new(&text)
            .with_default(false)
            .prompt_skippable()
            .map(|yes| yes.map(|yes| if yes { Answer::Yes } else { Answer::No })),
    };
    answer.map_err(|error| match error {
        InquireError::OperationInterrupted => Error::new(
            ErrorKind::Migration,
            "interrupted, and no migration was written",
        ),
        error => cannot_ask(error),
    })
}

/// Asks for a yes. Whatever else is typed, Escape included, is a no.
pub(crate) fn confirm(question: &str) -> Result<bool> {
    match Confirm::new(question)
        .with_default(false)
        .prompt_skippable()
    {
        Ok(answer) => Ok(answer == Some(true)),
        Err(InquireError::OperationInterrupted) => Ok(false),
        Err(error) => Err(cannot_ask(error)),
    }
}

fn cannot_ask(error: InquireError) -> Error {
    Error::new(ErrorKind::Io, "cannot ask at this terminal").with_source(error)
}

/// A constant as it was typed: a truth value or a number if it is one, else text.
fn literal(typed: &str) -> Literal {
    let typed = typed.trim();
    if let Ok(value) = typed.parse() {
        return Literal::Bool(value);
    }
    if let Ok(value) = typed.parse() {
        return Literal::Integer(value);
    }
    if let Some(value) = typed.parse().ok().filter(|value: &f64| value.is_finite()) {
        return Literal::Float(value);
    }
    let quoted = typed
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    Literal::Text(quoted.unwrap_or(typed).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_constant() {
        let cases = [
            ("true", Literal::Bool(true)),
            (" 18 ", Literal::Integer(18)),
            ("0.5", Literal::Float(0.5)),
            ("2026-01-31", Literal::Text("2026-01-31".into())),
            ("\"18\"", Literal::Text("18".into())),
            ("inf", Literal::Text("inf".into())),
        ];
        for (typed, expected) in cases {
            assert_eq!(literal(typed), expected);
        }
    }
}
