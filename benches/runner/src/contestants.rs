//! The contestants, as a table. One more contestant is one more line here.

use Style::{Async, Blocking};

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
#[rustfmt::skip]
pub(crate) const CONTESTANTS: &[Contestant] = &[
    floor("raw-sqlite", Sqlite),
    throughline("throughline-blocking-sqlite", Sqlite, Blocking),
    throughline("throughline-async-sqlite", Sqlite, Async),
    peer("diesel-sqlite", Sqlite, Blocking, rust("diesel-sqlite", "diesel-sqlite", &[])),
    peer("diesel-async-sqlite", Sqlite, Async, rust("diesel-async-sqlite", "diesel-async-sqlite", &[])),
    peer("sqlx-sqlite", Sqlite, Async, rust("sqlx-sqlite-contestant", "sqlx-sqlite", &[])),
    peer("seaorm-sqlite", Sqlite, Async, rust("seaorm-contestant", "seaorm", feature(Sqlite))),
    peer("toasty-sqlite", Sqlite, Async, rust("toasty-contestant", "toasty", feature(Sqlite))),
    peer("butane-sqlite", Sqlite, Blocking, rust("butane-contestant", "butane", feature(Sqlite))),
    peer("django-sqlite", Sqlite, Blocking, Program::Python { folder: "django" }),
    floor("raw-pg", Postgres),
    throughline("throughline-blocking-pg", Postgres, Blocking),
    throughline("throughline-async-pg", Postgres, Async),
    peer("diesel-pg", Postgres, Blocking, rust("diesel-pg", "diesel-pg", &[])),
    peer("diesel-async-pg", Postgres, Async, rust("diesel-async-pg", "diesel-async-pg", &[])),
    peer("sqlx-pg", Postgres, Async, rust("sqlx-pg", "sqlx-pg", &[])),
    peer("seaorm-pg", Postgres, Async, rust("seaorm-contestant", "seaorm", feature(Postgres))),
    peer("toasty-pg", Postgres, Async, rust("toasty-contestant", "toasty", feature(Postgres))),
    peer("butane-pg", Postgres, Async, rust("butane-contestant", "butane", feature(Postgres))),
    peer("django-pg", Postgres, Blocking, Program::Python { folder: "django" }),
    floor("raw-mariadb", MariaDb),
    throughline("throughline-blocking-mariadb", MariaDb, Blocking),
    throughline("throughline-async-mariadb", MariaDb, Async),
];

const fn floor(name: &'static str, engine: Engine) -> Contestant {
    contestant(name, engine, Kind::Floor, rust(name, name, &[]))
}

const fn throughline(name: &'static str, engine: Engine, style: Style) -> Contestant {
    let program = rust("throughline-contestant", "throughline", feature(engine));
    Contestant {
        arguments: match style {
            Style::Blocking => &["--blocking"],
            Style::Async => &[],
        },
        ..contestant(name, engine, Kind::Throughline(style), program)
    }
}

const fn peer(name: &'static str, engine: Engine, style: Style, program: Program) -> Contestant {
    contestant(name, engine, Kind::Peer(style), program)
}

const fn contestant(
    name: &'static str,
    engine: Engine,
    kind: Kind,
    program: Program,
) -> Contestant {
    Contestant {
        name,
        engine,
        kind,
        program,
        arguments: &[],
    }
}

const fn rust(
    package: &'static str,
    folder: &'static str,
    features: &'static [&'static str],
) -> Program {
    Program::Rust {
        package,
        folder,
        features,
    }
}

/// The feature of packages that serve several engines.
const fn feature(engine: Engine) -> &'static [&'static str] {
    match engine {
        Sqlite => &["sqlite"],
        Postgres => &["postgres"],
        MariaDb => &["mariadb"],
    }
}

/// Throughline on an engine, and the hand-written code that it is measured by.
pub(crate) fn ours_and_floor(engine: Engine) -> Vec<Contestant> {
    let takes_part = |one: &&Contestant| one.kind == Kind::Floor || one.is_ours();
    let of_engine = CONTESTANTS.iter().filter(|one| one.engine == engine);
    of_engine.filter(takes_part).copied().collect()
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
