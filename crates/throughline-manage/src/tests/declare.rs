//! What models declare, as migrations.

use throughline_core::{CheckComparison, CheckCondition, CheckDef, CheckOperand, Literal};

use super::*;

const fn age(least: i64) -> CheckCondition {
    let least = CheckOperand::Literal(Literal::Int(least));
    CheckCondition::Compare(CheckComparison::GreaterOrEqual, 2, least)
}

const CHECKED: ModelDef = ModelDef {
    checks: &[CheckDef {
        name: "adult",
        condition: age(18),
    }],
    ..AGED
};
const CHECKED_OTHERWISE: ModelDef = ModelDef {
    checks: &[CheckDef {
        name: "adult",
        condition: age(21),
    }],
    ..AGED
};

#[test]
fn a_check_is_added_changed_and_removed() {
    let project = Project::new();
    project.manage(&[&AGED], "makemigrations");
    let mut session = String::new();
    for model in [&CHECKED, &CHECKED_OTHERWISE, &AGED] {
        session += &project.manage(&[model], "makemigrations");
        session += &project.manage(&[model], "migrate");
        session += &project.manage(&[model], "makemigrations --check");
    }
    assert_golden!(session);
}
