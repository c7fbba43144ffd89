//! `--only`: which contestants and which operations.

use workload::Operation;

use crate::contestants::{CONTESTANTS, Contestant, Kind};
use crate::engine::Engine;

/// What takes part.
#[derive(Debug)]
pub(crate) struct Selection {
    contestants: Vec<Contestant>,
    operations: Vec<Operation>,
}

impl Selection {
    /// By the words of `--only`: the name of an operation, or of a contestant, or how names of contestants
    /// begin (`diesel`, `throughline-async`). Without words of the one sort all of it take part.
    pub(crate) fn new(words: &[String], engines: &[Engine]) -> Result<Self, String> {
        let (operations, names): (Vec<&String>, Vec<&String>) = words
            .iter()
            .partition(|word| Operation::named(word).is_some());
        if let Some(unknown) = names
            .iter()
            .find(|name| !CONTESTANTS.iter().any(|contestant| is(contestant, name)))
        {
            return Err(format!(
                "no operation and no contestant is `{unknown}`; operations: {}; contestants: {}",
                list(Operation::ALL.iter().map(|operation| operation.name())),
                list(CONTESTANTS.iter().map(|contestant| contestant.name)),
            ));
        }
        let picked = |contestant: &Contestant| {
            names.is_empty() || names.iter().any(|name| is(contestant, name))
        };
        let mut contestants = Vec::new();
        for &engine in Engine::ALL {
            let on_it = || CONTESTANTS.iter().filter(move |c| c.engine == engine);
            let taken = engines.is_empty() || engines.contains(&engine);
            if taken && on_it().any(picked) {
                // Without the floor there is nothing to compare with.
                contestants.extend(on_it().filter(|c| c.kind == Kind::Floor || picked(c)));
            }
        }
        let operations = Operation::ALL.iter().copied().filter(|operation| {
            // What only `growing` asks for is written for its contestants alone.
            operations.is_empty() && *operation != Operation::Stream
                || operations.iter().any(|word| *word == operation.name())
        });
        Ok(Self {
            contestants,
            operations: operations.collect(),
        })
    }

    /// The operations on an engine. Those that tell more of links are for peers, of which MariaDB has none.
    pub(crate) fn operations(&self, engine: Engine) -> Vec<Operation> {
        let for_peers =
            |operation: Operation| operation.tells() && operation != Operation::InsertReturning;
        let wanted = |operation: &Operation| engine != Engine::MariaDb || !for_peers(*operation);
        self.operations.iter().copied().filter(wanted).collect()
    }

    /// The contestants on an engine, the floor first.
    pub(crate) fn on(&self, engine: Engine) -> Vec<Contestant> {
        let on_it = self.contestants.iter().filter(|c| c.engine == engine);
        on_it.copied().collect()
    }
}

fn is(contestant: &Contestant, word: &str) -> bool {
    contestant
        .name
        .strip_prefix(word)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str], engines: &[Engine]) -> Vec<&'static str> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let selection = Selection::new(&words, engines).unwrap();
        let on = Engine::ALL.iter().flat_map(|&engine| selection.on(engine));
        on.map(|contestant| contestant.name).collect()
    }

    #[test]
    fn everything_takes_part_unless_words_pick() {
        assert_eq!(names(&[], &[]).len(), CONTESTANTS.len());
        let selection = Selection::new(&[], &[]).unwrap();
        let on = |engine| selection.operations(engine).len();
        assert_eq!(on(Engine::Sqlite), Operation::ALL.len() - 1);
        assert_eq!(on(Engine::MariaDb), Operation::ALL.len() - 4);
    }

    #[test]
    fn the_floor_of_an_engine_comes_with_a_contestant_on_it() {
        assert_eq!(
            names(&["sqlx", "set"], &[]),
            ["raw-sqlite", "sqlx-sqlite", "raw-pg", "sqlx-pg"]
        );
        assert_eq!(names(&["diesel-pg"], &[]), ["raw-pg", "diesel-pg"]);
    }

    #[test]
    fn engines_and_operations_are_picked_too() {
        assert_eq!(
            names(&["throughline"], &[Engine::MariaDb]),
            [
                "raw-mariadb",
                "throughline-blocking-mariadb",
                "throughline-async-mariadb"
            ]
        );
        let words = ["most".to_owned(), "get_one".to_owned()];
        let selection = Selection::new(&words, &[]).unwrap();
        let operations = selection.operations(Engine::Sqlite);
        assert_eq!(operations, [Operation::GetOne, Operation::Most]);
    }

    #[test]
    fn a_word_that_is_nothing_is_told() {
        let error = Selection::new(&["diesl".to_owned()], &[]).unwrap_err();
        assert!(error.contains("`diesl`") && error.contains("diesel-pg") && error.contains("set"));
    }
}
