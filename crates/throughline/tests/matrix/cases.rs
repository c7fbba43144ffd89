//! What each verb does, in any cell. The names of rows are `a` to `f`; owners are the first
//! rows, targets the last ones, so that nothing is linked with itself unless a case says so.

pub(crate) mod payload;

use throughline::blocking::Db;
use throughline::prelude::*;
use throughline::{Changes, ErrorKind, LinkReport};

use crate::cells::{Cell, Node, Pairs, database, names};
use crate::database::on;

/// A database, its rows, and the keys of the targets `c` to `f`.
struct Fixture<C: Cell> {
    db: Db,
    owners: Vec<C::Owner>,
    targets: Vec<C::Target>,
}

impl<C: Cell> Fixture<C> {
    fn new() -> Self {
        let db = database::<C>();
        let (owners, targets) = C::rows(&db);
        Fixture {
            db,
            owners,
            targets,
        }
    }

    /// The keys of the targets of these names, in the order of the keys.
    fn keys(&self, names: &str) -> Vec<<C::Target as Model>::Key> {
        let mut keys: Vec<_> = names.chars().map(|name| self.target(name).key()).collect();
        keys.sort_unstable();
        keys
    }

    fn target(&self, name: char) -> &C::Target {
        self.targets
            .iter()
            .find(|row| row.name() == name.to_string())
            .unwrap()
    }

    fn owner(&self, name: char) -> &C::Owner {
        self.owners
            .iter()
            .find(|row| row.name() == name.to_string())
            .unwrap()
    }

    fn add(&self, owner: char, names: &str) -> Vec<<C::Target as Model>::Key> {
        C::add(&C::near(self.owner(owner)), &self.db, &self.keys(names)).unwrap()
    }

    /// The names of what an owner is linked to.
    fn near(&self, owner: char) -> String {
        names(&C::near(self.owner(owner)).all(&self.db).unwrap()).concat()
    }

    /// The names of what a target is linked to.
    fn far(&self, target: char) -> String {
        names(&C::far(self.target(target)).all(&self.db).unwrap()).concat()
    }
}

pub(crate) fn add<C: Cell>() {
    let it = Fixture::<C>::new();
    assert_eq!(it.add('a', "cd"), it.keys("cd"));
    assert_eq!(it.add('b', "c"), it.keys("c"));
    assert_eq!(it.add('a', "def"), it.keys("ef"), "d was linked");
    let twice = [it.keys("c"), it.keys("c")].concat();
    assert_eq!(C::add(&C::near(it.owner('b')), &it.db, &twice).unwrap(), []);
    assert_eq!(
        (it.near('a').as_str(), it.near('b').as_str()),
        ("cdef", "c")
    );
    assert_eq!((it.far('c').as_str(), it.far('d').as_str()), ("ab", "a"));
    if C::SYMMETRICAL {
        assert_eq!(it.near('c'), "ab", "each link is one in both directions");
    }
}

pub(crate) fn remove<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cde");
    it.add('b', "cd");
    let remove = |names: &str| {
        let targets: Vec<_> = names.chars().map(|name| it.target(name).clone()).collect();
        C::near(it.owner('a')).remove(&it.db, targets).unwrap()
    };
    assert_eq!(remove("fc"), it.keys("c"), "f was not linked");
    assert_eq!(remove("c"), []);
    assert_eq!((it.near('a').as_str(), it.near('b').as_str()), ("de", "cd"));
    assert_eq!(it.far('c'), "b");
}

pub(crate) fn clear<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cde");
    it.add('b', "cd");
    assert_eq!(
        C::near(it.owner('a')).clear(&it.db).unwrap(),
        it.keys("cde")
    );
    assert_eq!(C::near(it.owner('a')).clear(&it.db).unwrap(), []);
    assert_eq!((it.near('a').as_str(), it.near('b').as_str()), ("", "cd"));
    assert_eq!(
        C::far(it.target('c')).clear(&it.db).unwrap(),
        [it.owner('b').key()]
    );
    assert_eq!(it.near('b'), "d");
}

pub(crate) fn set<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    it.add('b', "cf");
    let changes = C::set(&C::near(it.owner('a')), &it.db, &it.keys("def")).unwrap();
    let expected = Changes {
        added: it.keys("ef"),
        removed: it.keys("c"),
        kept: it.keys("d"),
    };
    assert_eq!(changes, expected);
    assert_eq!(
        (it.near('a').as_str(), it.near('b').as_str()),
        ("def", "cf")
    );
    let back = C::set(&C::far(it.target('f')), &it.db, &[it.owner('b').key()]).unwrap();
    assert_eq!(back.removed, [it.owner('a').key()]);
    assert_eq!(back.kept, [it.owner('b').key()]);
    assert_eq!(it.near('a'), "de");
    let none = C::set(&C::near(it.owner('a')), &it.db, &[]).unwrap();
    assert_eq!(none.removed, it.keys("de"));
    assert_eq!((it.near('a').as_str(), it.near('b').as_str()), ("", "cf"));
}

pub(crate) fn create<C: Cell>() {
    let it = Fixture::<C>::new();
    let new = C::create(&C::near(it.owner('a')), &it.db, "new").unwrap();
    assert_eq!(names(&C::near(it.owner('a')).all(&it.db).unwrap()), ["new"]);
    assert_eq!(names(&C::far(&new).all(&it.db).unwrap()), ["a"]);
    let again = C::create(&C::near(it.owner('b')), &it.db, "new").unwrap_err();
    assert!(again.is_unique_violation());
    assert_eq!(it.near('b'), "");
    it.owner('b').delete(&it.db).unwrap();
    let before = C::Target::objects().count(&it.db).unwrap();
    let orphan = C::create(&C::near(it.owner('b')), &it.db, "orphan").unwrap_err();
    assert_eq!(orphan.kind(), ErrorKind::ForeignKeyViolation);
    assert_eq!(
        C::Target::objects().count(&it.db).unwrap(),
        before,
        "both or neither"
    );
}

pub(crate) fn get_or_create<C: Cell>() {
    let it = Fixture::<C>::new();
    let manager = C::near(it.owner('a'));
    let (new, outcome, linked) = C::upsert(&manager, &it.db, "new", None).unwrap();
    assert_eq!(
        (new.name(), outcome, linked),
        ("new", Outcome::Created, true)
    );
    let (same, outcome, linked) = C::upsert(&manager, &it.db, "new", None).unwrap();
    assert_eq!((same, outcome, linked), (new, Outcome::Found, false));
    let (old, outcome, linked) = C::upsert(&manager, &it.db, "c", None).unwrap();
    assert_eq!(
        (&old, outcome, linked),
        (it.target('c'), Outcome::Found, true)
    );
    assert_eq!(it.near('a'), "cnew");
}

pub(crate) fn update_or_create<C: Cell>() {
    let it = Fixture::<C>::new();
    let manager = C::near(it.owner('a'));
    let upsert = |name, note| {
        let (row, outcome, linked) = C::upsert(&manager, &it.db, name, Some(note)).unwrap();
        (row.note(), outcome, linked)
    };
    assert_eq!(upsert("new", 1), (1, Outcome::Created, true));
    assert_eq!(upsert("new", 2), (2, Outcome::Updated, false));
    assert_eq!(upsert("new", 2), (2, Outcome::Unchanged, false));
    assert_eq!(upsert("c", 5), (5, Outcome::Updated, true));
    assert_eq!(upsert("d", 0), (0, Outcome::Unchanged, true));
    assert_eq!(it.near('a'), "cdnew");
}

pub(crate) fn contains_count_exists<C: Cell>() {
    let it = Fixture::<C>::new();
    let manager = C::near(it.owner('a'));
    assert!(!manager.exists(&it.db).unwrap());
    it.add('a', "cd");
    it.add('b', "e");
    let recorder = it.db.record();
    assert!(manager.exists(&it.db).unwrap());
    assert_eq!(manager.count(&it.db).unwrap(), 2);
    assert!(manager.contains(&it.db, it.target('c').clone()).unwrap());
    assert!(!manager.contains(&it.db, it.target('e')).unwrap());
    assert!(
        C::far(it.target('c'))
            .contains(&it.db, it.owner('a'))
            .unwrap()
    );
    assert!(
        !C::far(it.target('c'))
            .contains(&it.db, it.owner('b'))
            .unwrap()
    );
    let statements = recorder.statements();
    assert_eq!(statements.len(), 6);
    assert!(
        statements.iter().all(|one| !one.contains("JOIN")),
        "{statements:#?}"
    );
}

pub(crate) fn all_and_filter<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cde");
    it.add('b', "f");
    let recorder = it.db.record();
    let from_d = C::Target::from_name(&C::near(it.owner('a')), &it.db, "d");
    assert_eq!(names(&from_d), ["d", "e"]);
    assert_eq!(recorder.statements().len(), 1);
    let back = C::Owner::from_name(&C::far(it.target('f')), &it.db, "a");
    assert_eq!(names(&back), ["b"]);
}

pub(crate) fn unknown_key<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "c");
    it.target('e').delete(&it.db).unwrap();
    let manager = C::near(it.owner('a'));
    for error in [
        C::add(&manager, &it.db, &it.keys("def")).unwrap_err(),
        C::set(&manager, &it.db, &it.keys("de")).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
        assert!(
            error
                .field()
                .is_some_and(|field| error.to_string().contains(field)),
            "{error}"
        );
    }
    assert_eq!(it.near('a'), "c", "nothing of either call is kept");
}

pub(crate) fn empty_list<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "c");
    let recorder = it.db.record();
    assert_eq!(C::add(&C::near(it.owner('a')), &it.db, &[]).unwrap(), []);
    let nobody: [C::Target; 0] = [];
    assert_eq!(C::near(it.owner('a')).remove(&it.db, nobody).unwrap(), []);
    if let Ok(report) = C::link_all(&it.db, Vec::new()) {
        assert_eq!(report, LinkReport::default());
    }
    assert_eq!(C::unlink_all(&it.db, Vec::new()).unwrap(), 0);
    assert_eq!(recorder.all(), []);
}

pub(crate) fn deleting_a_row<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    it.add('b', "c");
    it.target('c').delete(&it.db).unwrap();
    assert_eq!((it.near('a').as_str(), it.near('b').as_str()), ("d", ""));
    it.owner('a').delete(&it.db).unwrap();
    assert_eq!(it.far('d'), "");
}

/// The budget of each verb: statements, those that begin and end transactions left out.
pub(crate) fn statements<C: Cell>() {
    let it = Fixture::<C>::new();
    let manager = C::near(it.owner('a'));
    let budget = |what: &str, expected: usize, run: &dyn Fn()| {
        let recorder = it.db.record();
        run();
        let sent = recorder.statements();
        assert_eq!(sent.len(), expected, "{what}: {sent:#?}");
    };
    budget("add", 1, &|| drop(it.add('a', "cde")));
    // SQLite compares texts itself; what else differs is read first.
    let is_text = C::Target::META.key().column_type == throughline::ColumnType::Text;
    budget("set", on(if is_text { 2 } else { 3 }, 2, 3), &|| {
        drop(C::set(&manager, &it.db, &it.keys("ef")).unwrap())
    });
    budget("remove", 1, &|| {
        drop(manager.remove(&it.db, [it.target('e')]).unwrap())
    });
    budget("clear", 1, &|| drop(manager.clear(&it.db).unwrap()));
    budget("create", on(2, 1, 2), &|| {
        drop(C::create(&manager, &it.db, "new").unwrap())
    });
    budget("all", 1, &|| drop(manager.all(&it.db).unwrap()));
    budget("get_or_create, found", on(2, 1, 2), &|| {
        drop(C::upsert(&manager, &it.db, "c", None).unwrap())
    });
    let pairs = || vec![(it.owner('b').key(), it.target('d').key())];
    budget("unlink_all", 1, &|| {
        _ = C::unlink_all(&it.db, pairs()).unwrap()
    });
}

/// Pairs of an owner and a target, by name.
fn pairs<C: Cell>(it: &Fixture<C>, pairs: &[&str]) -> Pairs<C::Owner, C::Target> {
    let pair = |pair: &&str| {
        let mut names = pair.chars();
        let (owner, target) = (names.next().unwrap(), names.next().unwrap());
        (it.owner(owner).key(), it.target(target).key())
    };
    pairs.iter().map(pair).collect()
}

pub(crate) fn link_all<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "c");
    it.owner('b').delete(&it.db).unwrap();
    let wanted = pairs(&it, &["ac", "ad", "bc", "ae", "ad"]);
    match C::link_all(&it.db, wanted) {
        Ok(report) => {
            assert_eq!((report.added, report.present), (2, 2));
            let refused: Vec<_> = report
                .refused
                .iter()
                .map(|one| (one.position, one.missing))
                .collect();
            assert_eq!(refused, [(2, C::Owner::NAME)]);
            assert_eq!(it.near('a'), "cde", "the others are linked");
        }
        Err(error) => {
            // The links need a weight: they are rows to create.
            assert_eq!(error.kind(), ErrorKind::InvalidValue);
            assert!(error.to_string().contains("`weight`"), "{error}");
            assert_eq!(it.near('a'), "c");
        }
    }
}

pub(crate) fn unlink_all<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    it.add('b', "cd");
    let gone = pairs(&it, &["ac", "bd", "ae", "ac"]);
    assert_eq!(C::unlink_all(&it.db, gone).unwrap(), 2);
    assert_eq!((it.near('a').as_str(), it.near('b').as_str()), ("d", "c"));
}

pub(crate) fn clear_all<C: Cell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    it.add('b', "c");
    let recorder = it.db.record();
    assert_eq!(C::clear_all(&it.db, "b").unwrap(), 1);
    assert_eq!(recorder.statements().len(), 1);
    assert_eq!((it.near('a').as_str(), it.near('b').as_str()), ("cd", ""));
    assert_eq!(C::clear_all(&it.db, "nobody").unwrap(), 0);
    assert_eq!(C::clear_all(&it.db, "a").unwrap(), 2);
    assert_eq!((it.far('c').as_str(), it.far('d').as_str()), ("", ""));
}
