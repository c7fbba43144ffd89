//! What the verbs do with the columns of links.

use throughline::prelude::*;

use super::Fixture;
use crate::cells::{Node, ThroughCell};

/// The weights of the links of an owner, by the names of the targets: `c1 d7`.
fn weights<C: ThroughCell>(it: &Fixture<C>, owner: char) -> String {
    let links = C::near(it.owner(owner)).with_link().all(&it.db).unwrap();
    let mut links: Vec<_> = links
        .iter()
        .map(|(target, link)| format!("{}{}", target.name(), C::weight_of(link)))
        .collect();
    links.sort_unstable();
    links.join(" ")
}

fn targets<'f, C: ThroughCell>(
    it: &'f Fixture<C>,
    names: &'f str,
) -> impl Iterator<Item = &'f C::Target> {
    names.chars().map(|name| it.target(name))
}

pub(crate) fn add_with<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    let add = |names, weight| {
        let near = C::near(it.owner('a'));
        near.add_with(&it.db, targets(&it, names), |link| C::weigh(link, weight))
            .unwrap()
    };
    assert_eq!(add("cd", 3), it.keys("cd"));
    assert_eq!(add("de", 7), it.keys("e"));
    assert_eq!(
        weights(&it, 'a'),
        "c3 d3 e7",
        "a link that is there keeps its columns"
    );
    if C::SYMMETRICAL {
        let back = C::far(it.target('e')).with_link().get(&it.db).unwrap();
        assert_eq!(
            C::weight_of(&back.1),
            7,
            "both directions have the same columns"
        );
    }
}

pub(crate) fn add_each<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    it.add('a', "c");
    let near = C::near(it.owner('a'));
    let links = [('c', 9), ('d', 2), ('e', 3), ('d', 8)];
    let links = links.map(|(name, weight)| (it.target(name), C::weigh(near.link(), weight)));
    let recorder = it.db.record();
    assert_eq!(near.add_each(&it.db, links).unwrap(), it.keys("de"));
    assert_eq!(recorder.statements().len(), 1, "one statement");
    assert_eq!(
        weights(&it, 'a'),
        "c1 d2 e3",
        "of two for one row the first counts"
    );
    if C::SYMMETRICAL {
        let back = C::far(it.target('e')).with_link().get(&it.db).unwrap();
        assert_eq!(C::weight_of(&back.1), 3);
    }
}

pub(crate) fn add_or_update_with<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    it.add('b', "c");
    let near = C::near(it.owner('a'));
    near.add_or_update_with(&it.db, [it.target('d')], |link| C::weigh(link, 5))
        .unwrap();
    let done = near
        .add_or_update_with(&it.db, targets(&it, "cde"), |link| C::weigh(link, 5))
        .unwrap();
    let mut expected = vec![
        (it.target('c').key(), Outcome::Updated),
        (it.target('d').key(), Outcome::Unchanged),
        (it.target('e').key(), Outcome::Created),
    ];
    expected.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert_eq!(done, expected);
    assert_eq!(
        (weights(&it, 'a').as_str(), weights(&it, 'b').as_str()),
        ("c5 d5 e5", "c1")
    );
    if C::SYMMETRICAL {
        let back = C::far(it.target('d')).with_link().get(&it.db).unwrap();
        assert_eq!(C::weight_of(&back.1), 5);
    }
    let nobody: [C::Target; 0] = [];
    let recorder = it.db.record();
    assert_eq!(
        near.add_or_update_with(&it.db, nobody, |l| C::weigh(l, 1))
            .unwrap(),
        []
    );
    assert_eq!(recorder.all(), []);
}

pub(crate) fn set_with<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    let near = C::near(it.owner('a'));
    near.set_with(&it.db, targets(&it, "de"), |link| C::weigh(link, 4))
        .unwrap();
    assert_eq!(weights(&it, 'a'), "d1 e4", "what stays keeps its columns");
}

pub(crate) fn create_with<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    let near = C::near(it.owner('a'));
    near.create_with(&it.db, C::Target::new("new"), |link| C::weigh(link, 6))
        .unwrap();
    assert_eq!(weights(&it, 'a'), "new6");
}

pub(crate) fn upserts_with<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    it.add('a', "c");
    let near = C::near(it.owner('a'));
    let weigh = |link| C::weigh(link, 8);
    let upsert = |name, note| C::Target::upsert(name, note);
    let (_, outcome, linked) = near
        .get_or_create_with(&it.db, upsert("c", None), weigh)
        .unwrap();
    assert_eq!((outcome, linked), (Outcome::Found, false));
    let (_, outcome, linked) = near
        .update_or_create_with(&it.db, upsert("d", Some(3)), weigh)
        .unwrap();
    assert_eq!((outcome, linked), (Outcome::Updated, true));
    assert_eq!(weights(&it, 'a'), "c1 d8");
}

pub(crate) fn with_link<C: ThroughCell>() {
    let it = Fixture::<C>::new();
    it.add('a', "cd");
    it.add('b', "c");
    let recorder = it.db.record();
    let links = C::near(it.owner('a')).with_link().all(&it.db).unwrap();
    assert_eq!(recorder.statements().len(), 1, "one statement");
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|(_, link)| C::weight_of(link) == 1));
    let back = C::far(it.target('d')).with_link();
    assert_eq!(back.clone().get(&it.db).unwrap().0.name(), "a");
    assert!(back.first(&it.db).unwrap().is_some());
    assert!(
        C::far(it.target('c'))
            .with_link()
            .get(&it.db)
            .map(drop)
            .unwrap_err()
            .is_multiple_found()
    );
    assert!(
        C::far(it.target('e'))
            .with_link()
            .get(&it.db)
            .map(drop)
            .unwrap_err()
            .is_does_not_exist()
    );
}
