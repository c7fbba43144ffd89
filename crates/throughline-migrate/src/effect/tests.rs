use throughline_sql::dialect;

use super::*;
use crate::fixtures::*;
use crate::state::ProjectState;
use crate::{Graph, detect, read, steps};

const BEFORE: &str = r#"format = 1
[[operation]]
create_model = "Course"
table = "course"
fields = [
  { name = "id", type = "big_auto", primary_key = true },
  { name = "title", type = "char", max_length = 50 },
  { name = "hours", type = "integer", null = true },
  { name = "note", type = "text" },
]
"#;

const CHANGES: [&str; 9] = [
    "add_field = \"Course.level\"\ntype = \"integer\"\nnull = true",
    "add_field = \"Course.level\"\ntype = \"integer\"\nfill = 1",
    "alter_field = \"Course.title\"\ntype = \"char\"\nmax_length = 80",
    "alter_field = \"Course.hours\"\ntype = \"big_integer\"\nnull = true",
    "alter_field = \"Course.hours\"\ntype = \"integer\"\nfill = 0",
    "add_index = \"Course\"\nfields = [\"title\"]",
    "rename_field = \"Course.note\"\nto = \"remark\"\ncolumn = \"remark\"",
    "remove_field = \"Course.note\"\nlossy = true",
    "run_sql = \"UPDATE course SET hours = 1\"",
];

/// What each change does on each engine, one line each.
#[test]
fn what_others_notice_depends_on_the_engine() {
    let mut text = String::new();
    for change in CHANGES {
        let first = read("0001_course", "0001_course.toml", BEFORE).unwrap();
        let mut state = Graph::new(vec![first]).unwrap().state().unwrap();
        let source = format!("format = 1\n[[operation]]\n{change}\n");
        let file = read("0002_change", "0002_change.toml", &source).unwrap();
        let operation = &file.migration.operations[0];
        text.push_str(&format!("{}\n", operation.description()));
        let before = state.clone();
        for dialect in dialect::DIALECTS {
            state.clone_from(&before);
            let steps = steps(&file, &mut state, dialect).unwrap();
            let effects = effects(&steps, 1, dialect.schema_rules());
            let effect = effects[0].text().unwrap_or_default();
            text.push_str(&format!("  {:<11} {effect}\n", dialect.name()));
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

#[test]
fn nobody_waits_for_what_is_new() {
    let operations = detect(&ProjectState::new(), &school(), &(), &mut crate::NoAnswers);
    let migration = crate::Migration {
        name: "0001_initial".to_owned(),
        operations: operations.unwrap().operations,
        ..crate::Migration::default()
    };
    let file = read("0001_initial", "", &crate::write(&migration)).unwrap();
    let steps = steps(&file, &mut ProjectState::new(), &dialect::SQLITE).unwrap();
    let rules = dialect::DIALECTS[0].schema_rules();
    for effect in effects(&steps, migration.operations.len(), rules) {
        assert_eq!((effect.work, effect.lock), (Some(Work::Free), Lock::Nobody));
    }
}
