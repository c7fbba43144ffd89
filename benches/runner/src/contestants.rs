//! The contestants, as a table. One more contestant is one more line here.

use crate::engine::Engine::{self, MariaDb, Postgres, Sqlite};

/// A program that takes part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contestant {
    /// Ends with the word of its engine.
    pub(crate) name: &'static str,
    pub(crate) engine: Engine,
    pub(crate) kind: Kind,
    pub(crate) program: Program,
    /// What stands behind the URL and the number of students.
    pub(crate) arguments: &'static [&'static str],
}

/// What a contestant is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Hand-written code on the engine's driver. Every engine has one, which makes the databases too.
    Floor,
    Throughline(Style),
    Peer(Style),
}

/// How its functions are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Blocking,
    Async,
}

/// How its program is made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Program {
    /// A package in a folder of `contestants`.
    Rust {
        package: &'static str,
        folder: &'static str,
        features: &'static [&'static str],
    },
    /// A folder of `contestants` with a `contestant.py` and a `requirements.txt`.
    Python { folder: &'static str },
}

impl Contestant {
    /// The name without the engine.
    pub(crate) fn title(&self) -> &'static str {
        let word = self.engine.word();
        self.name
            .strip_suffix(word)
            .and_then(|name| name.strip_suffix('-'))
            .unwrap_or(self.name)
    }

    /// Whether it is one of ours.
    pub(crate) const fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Throughline(_))
    }
}

/// All of them, in the order of the table's columns. The floor stands first in its engine.
pub(crate) const CONTESTANTS: &[Contestant] = &[
    floor("raw-sqlite", Sqlite),
    throughline("throughline-blocking-sqlite", Sqlite, Style::Blocking),
    throughline("throughline-async-sqlite", Sqlite, Style::Async),
    peer("diesel-sqlite", Sqlite, Style::Blocking),
    peer("butane-sqlite", Sqlite, Style::Blocking),
    peer("sqlx-sqlite", Sqlite, Style::Async),
    peer("seaorm-sqlite", Sqlite, Style::Async),
    peer("toasty-sqlite", Sqlite, Style::Async),
    python("django-sqlite", "django", Sqlite),
    floor("raw-pg", Postgres),
    throughline("throughline-blocking-pg", Postgres, Style::Blocking),
    throughline("throughline-async-pg", Postgres, Style::Async),
    peer("diesel-pg", Postgres, Style::Blocking),
    peer("diesel-async-pg", Postgres, Style::Async),
    peer("sqlx-pg", Postgres, Style::Async),
    peer("seaorm-pg", Postgres, Style::Async),
    peer("toasty-pg", Postgres, Style::Async),
    python("django-pg", "django", Postgres),
    floor("raw-mariadb", MariaDb),
    throughline("throughline-blocking-mariadb", MariaDb, Style::Blocking),
    throughline("throughline-async-mariadb", MariaDb, Style::Async),
];

const fn floor(name: &'static str, engine: Engine) -> Contestant {
    Contestant {
        name,
        engine,
        kind: Kind::Floor,
        program: package(name),
        arguments: &[],
    }
}

const fn peer(name: &'static str, engine: Engine, style: Style) -> Contestant {
    Contestant {
        name,
        engine,
        kind: Kind::Peer(style),
        program: package(name),
        arguments: &[],
    }
}

const fn python(name: &'static str, folder: &'static str, engine: Engine) -> Contestant {
    Contestant {
        name,
        engine,
        kind: Kind::Peer(Style::Blocking),
        program: Program::Python { folder },
        arguments: &[],
    }
}

const fn throughline(name: &'static str, engine: Engine, style: Style) -> Contestant {
    Contestant {
        name,
        engine,
        kind: Kind::Throughline(style),
        program: Program::Rust {
            package: "throughline-contestant",
            folder: "throughline",
            features: match engine {
                Sqlite => &["sqlite"],
                Postgres => &["postgres"],
                MariaDb => &["mariadb"],
            },
        },
        arguments: match style {
            Style::Blocking => &["--blocking"],
            Style::Async => &[],
        },
    }
}

/// A package named for its folder.
const fn package(name: &'static str) -> Program {
    Program::Rust {
        package: name,
        folder: name,
        features: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_has_one_floor_and_it_is_first() {
        for &engine in Engine::ALL {
            let kinds: Vec<Kind> = CONTESTANTS
                .iter()
                .filter(|contestant| contestant.engine == engine)
                .map(|contestant| contestant.kind)
                .collect();
            assert_eq!(kinds[0], Kind::Floor);
            assert!(!kinds[1..].contains(&Kind::Floor));
        }
    }

    #[test]
    fn every_name_ends_with_its_engine() {
        for contestant in CONTESTANTS {
            let title = contestant.title();
            assert_ne!(title, contestant.name);
            assert_eq!(
                contestant.name,
                format!("{title}-{}", contestant.engine.word())
            );
        }
    }
}
