//! What a cell of the matrix is.

pub(crate) mod itself;
pub(crate) mod symmetrical;
pub(crate) mod two_models;

use std::fmt::Debug;
use std::marker::PhantomData;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{
    Changes, Complete, LinkReport, ModelDef, RelatedManager, Result, SingleKey, UpsertBuilder,
};

/// A model of the tests: with a unique name, and a note that can change.
pub(crate) trait Node: Model<Key: SingleKey + Ord> + Clone + PartialEq + Debug {
    fn new(name: &str) -> impl Complete<Model = Self>;
    fn upsert(name: &str, note: Option<i32>) -> impl UpsertBuilder<Model = Self>;
    fn name(&self) -> &str;
    fn note(&self) -> i32;
    /// The linked rows of that name or a greater one.
    fn from_name<B>(manager: &RelatedManager<Self, B>, db: &Db, name: &str) -> Vec<Self>;
}

/// Pairs of keys of two models.
pub(crate) type Pairs<A, B> = Vec<(<A as Model>::Key, <B as Model>::Key)>;

/// A relation, seen from one side. What a link needs (nothing, or a weight of 1) is given by the
/// verbs here.
pub(crate) trait Cell: Sized {
    /// The model where the manager is.
    type Owner: Node;
    /// The model where it leads.
    type Target: Node;
    /// What a link needs.
    type Link;
    const MODELS: &'static [&'static ModelDef];
    const SYMMETRICAL: bool = false;

    /// The manager of a row.
    fn near(owner: &Self::Owner) -> RelatedManager<Self::Target, Self::Link>;
    /// The manager at the other end.
    fn far(target: &Self::Target) -> RelatedManager<Self::Owner, Self::Link>;

    fn add<T: Node>(manager: &Manager<T, Self>, db: &Db, keys: &[T::Key]) -> Result<Vec<T::Key>>;
    fn set<T: Node>(
        manager: &Manager<T, Self>,
        db: &Db,
        keys: &[T::Key],
    ) -> Result<Changes<T::Key>>;
    fn create<T: Node>(manager: &Manager<T, Self>, db: &Db, name: &str) -> Result<T>;
    fn upsert<T: Node>(
        manager: &Manager<T, Self>,
        db: &Db,
        name: &str,
        note: Option<i32>,
    ) -> Result<(T, Outcome, bool)>;

    fn link_all(db: &Db, pairs: Pairs<Self::Owner, Self::Target>) -> Result<LinkReport>;
    fn unlink_all(db: &Db, pairs: Pairs<Self::Owner, Self::Target>) -> Result<u64>;
    fn link_all_back(db: &Db, pairs: Pairs<Self::Target, Self::Owner>) -> Result<LinkReport>;
    fn unlink_all_back(db: &Db, pairs: Pairs<Self::Target, Self::Owner>) -> Result<u64>;

    /// Clears the owners of that name.
    fn clear_all(db: &Db, name: &str) -> Result<u64>;
    /// Clears the targets of that name.
    fn clear_all_back(db: &Db, name: &str) -> Result<u64>;

    /// Rows of both models; of a model with itself, the same rows twice.
    fn rows(db: &Db) -> (Vec<Self::Owner>, Vec<Self::Target>);
}

/// The manager of a cell that leads to `T`.
pub(crate) type Manager<T, C> = RelatedManager<T, <C as Cell>::Link>;

/// An empty database with the tables of the cell.
pub(crate) fn database<C: Cell>() -> Db {
    let db = crate::database::empty();
    throughline::create_tables(&db, C::MODELS.iter().copied()).unwrap();
    db
}

/// Rows named `a` to `f`.
pub(crate) fn make<T: Node>(db: &Db) -> Vec<T> {
    ["a", "b", "c", "d", "e", "f"]
        .map(|name| T::new(name).create(db).unwrap())
        .into()
}

/// The names of the rows, sorted.
pub(crate) fn names<T: Node>(rows: &[T]) -> Vec<&str> {
    let mut names: Vec<_> = rows.iter().map(Node::name).collect();
    names.sort_unstable();
    names
}

/// A cell seen from its other side.
pub(crate) struct Reverse<C>(PhantomData<C>);

impl<C: Cell> Cell for Reverse<C> {
    type Owner = C::Target;
    type Target = C::Owner;
    type Link = C::Link;
    const MODELS: &'static [&'static ModelDef] = C::MODELS;

    fn near(owner: &C::Target) -> RelatedManager<C::Owner, C::Link> {
        C::far(owner)
    }

    fn far(target: &C::Owner) -> RelatedManager<C::Target, C::Link> {
        C::near(target)
    }

    fn add<T: Node>(manager: &Manager<T, C>, db: &Db, keys: &[T::Key]) -> Result<Vec<T::Key>> {
        C::add(manager, db, keys)
    }

    fn set<T: Node>(manager: &Manager<T, C>, db: &Db, keys: &[T::Key]) -> Result<Changes<T::Key>> {
        C::set(manager, db, keys)
    }

    fn create<T: Node>(manager: &Manager<T, C>, db: &Db, name: &str) -> Result<T> {
        C::create(manager, db, name)
    }

    fn upsert<T: Node>(
        manager: &Manager<T, C>,
        db: &Db,
        name: &str,
        note: Option<i32>,
    ) -> Result<(T, Outcome, bool)> {
        C::upsert(manager, db, name, note)
    }

    fn link_all(db: &Db, pairs: Pairs<C::Target, C::Owner>) -> Result<LinkReport> {
        C::link_all_back(db, pairs)
    }

    fn unlink_all(db: &Db, pairs: Pairs<C::Target, C::Owner>) -> Result<u64> {
        C::unlink_all_back(db, pairs)
    }

    fn link_all_back(db: &Db, pairs: Pairs<C::Owner, C::Target>) -> Result<LinkReport> {
        C::link_all(db, pairs)
    }

    fn unlink_all_back(db: &Db, pairs: Pairs<C::Owner, C::Target>) -> Result<u64> {
        C::unlink_all(db, pairs)
    }

    fn clear_all(db: &Db, name: &str) -> Result<u64> {
        C::clear_all_back(db, name)
    }

    fn clear_all_back(db: &Db, name: &str) -> Result<u64> {
        C::clear_all(db, name)
    }

    fn rows(db: &Db) -> (Vec<C::Target>, Vec<C::Owner>) {
        let (owners, targets) = C::rows(db);
        (targets, owners)
    }
}

/// A cell through a model with a weight.
pub(crate) trait ThroughCell: Cell<Link: throughline::Builder> {
    /// The builder of a link, complete.
    fn weigh(link: Self::Link, weight: i32) -> impl Complete<Model = Through<Self>>;
    /// The weight of the row of the through model.
    fn weight_of(link: &Through<Self>) -> i32;
}

/// The through model of a cell.
pub(crate) type Through<C> = <<C as Cell>::Link as throughline::Builder>::Model;

impl<C: ThroughCell> ThroughCell for Reverse<C> {
    fn weigh(link: C::Link, weight: i32) -> impl Complete<Model = Through<C>> {
        C::weigh(link, weight)
    }

    fn weight_of(link: &Through<C>) -> i32 {
        C::weight_of(link)
    }
}

/// Implements [`Node`] for a model with `name` and `note`.
macro_rules! node {
    ($model:ident) => {
        impl $crate::cells::Node for $model {
            fn new(name: &str) -> impl throughline::Complete<Model = Self> {
                $model::builder().name(name)
            }

            fn upsert(
                name: &str,
                note: Option<i32>,
            ) -> impl throughline::UpsertBuilder<Model = Self> {
                let builder = $model::builder().name(name);
                match note {
                    Some(note) => builder.note(note),
                    None => builder,
                }
            }

            fn name(&self) -> &str {
                &self.name
            }

            fn note(&self) -> i32 {
                self.note
            }

            fn from_name<B>(
                manager: &throughline::RelatedManager<Self, B>,
                db: &throughline::blocking::Db,
                name: &str,
            ) -> Vec<Self> {
                manager
                    .filter(|row| row.name().ge(name))
                    .order_by(|row| row.name())
                    .all(db)
                    .unwrap()
            }
        }
    };
}
pub(crate) use node;

/// The keys as targets.
pub(crate) fn targets<T: Node>(keys: &[T::Key]) -> impl Iterator<Item = ForeignKey<T>> {
    keys.iter().cloned().map(ForeignKey::new)
}

/// The verbs of a cell whose links need nothing.
macro_rules! simple_verbs {
    () => {
        fn add<T: Node>(
            manager: &Manager<T, Self>,
            db: &Db,
            keys: &[T::Key],
        ) -> Result<Vec<T::Key>> {
            manager.add(db, targets::<T>(keys))
        }

        fn set<T: Node>(
            manager: &Manager<T, Self>,
            db: &Db,
            keys: &[T::Key],
        ) -> Result<Changes<T::Key>> {
            manager.set(db, targets::<T>(keys))
        }

        fn create<T: Node>(manager: &Manager<T, Self>, db: &Db, name: &str) -> Result<T> {
            manager.create(db, T::new(name))
        }

        fn upsert<T: Node>(
            manager: &Manager<T, Self>,
            db: &Db,
            name: &str,
            note: Option<i32>,
        ) -> Result<(T, Outcome, bool)> {
            match note {
                Some(_) => manager.update_or_create(db, T::upsert(name, note)),
                None => manager.get_or_create(db, T::upsert(name, note)),
            }
        }
    };
}
pub(crate) use simple_verbs;

/// The verbs of a cell whose links need a weight.
macro_rules! through_verbs {
    () => {
        fn add<T: Node>(
            manager: &Manager<T, Self>,
            db: &Db,
            keys: &[T::Key],
        ) -> Result<Vec<T::Key>> {
            manager.add_with(db, targets::<T>(keys), |link| link.weight(1))
        }

        fn set<T: Node>(
            manager: &Manager<T, Self>,
            db: &Db,
            keys: &[T::Key],
        ) -> Result<Changes<T::Key>> {
            manager.set_with(db, targets::<T>(keys), |link| link.weight(1))
        }

        fn create<T: Node>(manager: &Manager<T, Self>, db: &Db, name: &str) -> Result<T> {
            manager.create_with(db, T::new(name), |link| link.weight(1))
        }

        fn upsert<T: Node>(
            manager: &Manager<T, Self>,
            db: &Db,
            name: &str,
            note: Option<i32>,
        ) -> Result<(T, Outcome, bool)> {
            let new = T::upsert(name, note);
            match note {
                Some(_) => manager.update_or_create_with(db, new, |link| link.weight(1)),
                None => manager.get_or_create_with(db, new, |link| link.weight(1)),
            }
        }
    };
}
pub(crate) use through_verbs;

/// Links of many owners at once, by the paths of both ends.
macro_rules! bulk_verbs {
    ($near:ident, $far:ident) => {
        fn link_all(db: &Db, pairs: Pairs<Self::Owner, Self::Target>) -> Result<LinkReport> {
            Self::Owner::objects().link_all(db, |row| row.$near(), as_targets(pairs))
        }

        fn unlink_all(db: &Db, pairs: Pairs<Self::Owner, Self::Target>) -> Result<u64> {
            Self::Owner::objects().unlink_all(db, |row| row.$near(), as_targets(pairs))
        }

        fn link_all_back(db: &Db, pairs: Pairs<Self::Target, Self::Owner>) -> Result<LinkReport> {
            Self::Target::objects().link_all(db, |row| row.$far(), as_targets(pairs))
        }

        fn unlink_all_back(db: &Db, pairs: Pairs<Self::Target, Self::Owner>) -> Result<u64> {
            Self::Target::objects().unlink_all(db, |row| row.$far(), as_targets(pairs))
        }

        fn clear_all(db: &Db, name: &str) -> Result<u64> {
            let named = Self::Owner::objects().filter(|row| row.name().eq(name));
            named.clear_all(db, |row| row.$near())
        }

        fn clear_all_back(db: &Db, name: &str) -> Result<u64> {
            let named = Self::Target::objects().filter(|row| row.name().eq(name));
            named.clear_all(db, |row| row.$far())
        }
    };
}
pub(crate) use bulk_verbs;

/// The pairs of keys as pairs of targets.
pub(crate) fn as_targets<A: Node, B: Node>(
    pairs: Pairs<A, B>,
) -> impl Iterator<Item = (ForeignKey<A>, ForeignKey<B>)> {
    pairs
        .into_iter()
        .map(|(a, b)| (ForeignKey::new(a), ForeignKey::new(b)))
}
