//! From anywhere to anywhere: the schema is that of a new database, and the way back leads back.

use proptest::test_runner::TestCaseError;

use super::*;
use crate::{Answer, NoAnswers, Question, Questioner, Target};

/// Says yes to whatever may be lost; renames only if it is told to.
pub(super) struct Says {
    pub(super) renames: bool,
}

impl Questioner for Says {
    fn ask(&mut self, question: &Question) -> Result<Option<Answer>> {
        let yes = match question {
            Question::DropModel { .. }
            | Question::DropColumns { .. }
            | Question::DropField { .. } => true,
            _ => self.renames,
        };
        Ok(Some(if yes { Answer::Yes } else { Answer::No }))
    }
}

/// Detected, applied, equal; detected again, nothing; undone, equal.
fn there_and_back(
    from: &ProjectState,
    to: &ProjectState,
    mut says: Says,
) -> Result<(), TestCaseError> {
    let first = initial(from);
    let second = detect(from, to, &FillAll(to), &mut says).unwrap();
    prop_assert!(second.questions.is_empty(), "{:?}", second.questions);
    let mut state = from.clone();
    for operation in &second.operations {
        operation.state_forwards(&mut state).unwrap();
    }
    let again = detect(&state, to, &(), &mut NoAnswers).unwrap();
    prop_assert_eq!(again, crate::Changes::default());

    let (new, changed) = (memory(), memory());
    migrate(&new, &graph(&[&initial(to)])).unwrap();
    let graph = graph(&[&first, &second.operations]);
    let start = Target::Migration("0001".into());
    go(&changed, &graph, start.clone()).unwrap();
    let before = schema(&changed);
    let descriptions = || -> Vec<_> {
        let operations = second.operations.iter();
        operations.map(Operation::description).collect()
    };
    let forth = go(&changed, &graph, Target::Latest);
    prop_assert!(forth.is_ok(), "{:?}\n{:?}", forth, descriptions());
    prop_assert_eq!(schema(&new), schema(&changed), "{:?}", descriptions());
    let back = go(&changed, &graph, start);
    prop_assert!(back.is_ok(), "{:?}\n{:?}", back, descriptions());
    prop_assert_eq!(before, schema(&changed), "{:?}", descriptions());
    Ok(())
}

// 2,000 pairs in all, in two tests, since these run side by side.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_the_pair_the_schema_is_that_of_the_state((from, to) in any_pair()) {
        there_and_back(&from, &to, Says { renames: false })?;
    }

    #[test]
    fn whatever_is_renamed_the_schema_is_that_of_the_state((from, to) in any_pair()) {
        there_and_back(&from, &to, Says { renames: true })?;
    }
}
