//! Check constraints of a declared model: from positions of fields to their names.

use throughline_core::{CheckCondition as Declared, CheckOperand as DeclaredOperand, ModelDef};

use crate::state::{Check, CheckCondition, CheckOperand, Literal};

/// The checks of a model.
pub(super) fn checks(model: &ModelDef) -> Vec<Check> {
    let check = |check: &throughline_core::CheckDef| Check {
        name: check.name.to_owned(),
        condition: condition(model, &check.condition),
    };
    model.checks.iter().map(check).collect()
}

/// What is compared with a constant that is none of its type. The derive knows the types that have
/// a name of ours, not those of the program.
pub(super) fn faults(model: &ModelDef) -> Vec<String> {
    let mut faults = Vec::new();
    for check in model.checks {
        for (position, constant) in check.condition.constants() {
            let field = &model.fields[position];
            if Literal::from(constant)
                .to_value(field.column_type)
                .is_none()
            {
                faults.push(format!(
                    "the check `{}` of `{}` compares `{}` with no value of its type",
                    check.name, model.name, field.name
                ));
            }
        }
    }
    faults
}

fn condition(model: &ModelDef, declared: &Declared) -> CheckCondition {
    let name = |position: usize| model.fields[position].name.to_owned();
    let terms = |terms: &[Declared]| terms.iter().map(|term| condition(model, term)).collect();
    match *declared {
        Declared::And(list) => CheckCondition::And(terms(list)),
        Declared::Or(list) => CheckCondition::Or(terms(list)),
        Declared::Not(term) => CheckCondition::Not(Box::new(condition(model, term))),
        Declared::Compare(comparison, field, operand) => {
            let operand = match operand {
                DeclaredOperand::Literal(literal) => CheckOperand::Literal(literal.into()),
                DeclaredOperand::Field(position) => CheckOperand::Field(name(position)),
            };
            CheckCondition::Compare(comparison, name(field), operand)
        }
        Declared::In(field, list) => {
            let list = list.iter().map(|&literal| literal.into());
            CheckCondition::In(name(field), list.collect())
        }
        Declared::IsNull(field, null) => CheckCondition::IsNull(name(field), null),
    }
}
