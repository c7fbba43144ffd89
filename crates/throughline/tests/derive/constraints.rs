//! `check(…)`: conditions as migrations know them.

use throughline::Registry;
use throughline::migrations::{
    Check, CheckComparison, CheckCondition, CheckOperand, Literal, ProjectState,
};
use throughline::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(check(
    adult = age >= 18,
    window = starts < ends && (kind == "a" || kind == "b") && score > -0.5,
    few = !(seats > 100),
    other = seats != 13,
))]
#[model(check(known = kind.is_in("a", "b"), named = nick.is_not_null(), type = r#type.is_null()))]
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) age: i32,
    pub(crate) starts: Date,
    pub(crate) ends: Option<Date>,
    pub(crate) kind: String,
    pub(crate) score: f64,
    pub(crate) seats: i64,
    pub(crate) nick: Option<String>,
    pub(crate) r#type: Option<ForeignKey<Event>>,
}

fn compare(field: &str, comparison: CheckComparison, literal: Literal) -> CheckCondition {
    CheckCondition::Compare(comparison, field.to_owned(), CheckOperand::Literal(literal))
}

#[test]
fn a_condition_is_what_was_written() {
    use CheckComparison::{Equal, Greater, GreaterOrEqual, Less};
    let state = ProjectState::from_registry(&Registry::new([Event::META])).expect("it is one");
    let kind = |kind: &str| compare("kind", Equal, Literal::Text(kind.to_owned()));
    let ends = CheckOperand::Field("ends".to_owned());
    let window = CheckCondition::And(vec![
        CheckCondition::Compare(Less, "starts".to_owned(), ends),
        CheckCondition::Or(vec![kind("a"), kind("b")]),
        compare("score", Greater, Literal::Float(-0.5)),
    ]);
    let not = |condition| CheckCondition::Not(Box::new(condition));
    let known = ["a", "b"].map(|kind| Literal::Text(kind.to_owned()));
    let expected = [
        (
            "adult",
            compare("age", GreaterOrEqual, Literal::Integer(18)),
        ),
        ("window", window),
        ("few", not(compare("seats", Greater, Literal::Integer(100)))),
        ("other", not(compare("seats", Equal, Literal::Integer(13)))),
        (
            "known",
            CheckCondition::In("kind".to_owned(), known.to_vec()),
        ),
        ("named", CheckCondition::IsNull("nick".to_owned(), false)),
        ("type", CheckCondition::IsNull("type".to_owned(), true)),
    ];
    let expected = expected.map(|(name, condition)| Check {
        name: name.to_owned(),
        condition,
    });
    let event = state.model("Event").expect("it is declared");
    assert_eq!(event.checks, expected);
}
