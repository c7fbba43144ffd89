//! `prefetch` and `select_related`: rows with related rows, to any depth.
//!
//! What is loaded is known at run time alone, so each load gives branches of the tree, and its type
//! is erased.

use serde_json::{Map, Value};
use throughline::BoxedLoad;
use throughline::blocking::Session;
use throughline::dynamic::Lookup;
use throughline::prelude::*;

use super::answer::{Answer, Fault};
use super::lookup;
use super::query;
use super::recorded::Recorded;
use super::request::{QUERY, Request, WHERE, words};
use super::source::{Rows, Visit, path};
use crate::models::*;

/// What is loaded beside a row, by accessor.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    branches: Vec<(&'a str, Tree<'a>)>,
    /// The calls that restrict the rows of this hop.
    filter: &'a [Value],
}

impl<'a> Tree<'a> {
    /// What `prefetch` or `select` asks for.
    fn of(request: Request<'a>) -> Result<Self, Fault> {
        let mut tree = Tree::default();
        if request.text("op")? == "prefetch" {
            request.only(&[&WHERE, &QUERY, &["prefetch"]])?;
            for asked in request.list("prefetch")? {
                let asked = Request::of(asked)?;
                asked.only(&[&["path", "filter"]])?;
                let hop = tree.at(&words(asked.need("path")?)?);
                hop.filter = asked.list_or_empty("filter")?;
            }
        } else {
            request.only(&[&WHERE, &QUERY, &["select"]])?;
            for asked in request.list("select")? {
                tree.at(&words(asked)?);
            }
        }
        Ok(tree)
    }

    /// The tree at the end of the path, made if it is not there.
    fn at(&mut self, path: &[&'a str]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else {
            return self;
        };
        let known = self.branches.iter().position(|(name, _)| name == first);
        let at = known.unwrap_or_else(|| {
            self.branches.push((first, Tree::default()));
            self.branches.len() - 1
        });
        self.branches[at].1.at(rest)
    }
}

/// A branch of a node: the accessor, and what it leads to.
type Branch = (String, Value);

/// The two reads.
pub(crate) struct Trees<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for Trees<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, rows: R) -> Answer {
        let Trees { db, request } = self;
        let tree = Tree::of(request)?;
        let loads = R::Model::loads(db, &tree)?;
        let rows = query::build(&rows, request)?.with(|_| loads).all(db)?;
        if request.text("op")? == "select_related" && R::Model::leads_to_many(&tree) {
            return Err(Fault::Allowed("select_related of many"));
        }
        let nodes: Vec<_> = rows.into_iter().map(Node::node).collect();
        Ok(serde_json::json!({ "tree": nodes }))
    }
}

/// What a load gives, as a node of the tree.
trait Node {
    fn node(self) -> Value;
}

impl<M: Recorded> Node for (M, Vec<Branch>) {
    fn node(self) -> Value {
        let (row, branches) = self;
        let mut node = Map::new();
        node.insert("pk".to_owned(), row.identity());
        node.extend(branches);
        Value::Object(node)
    }
}

impl<N: Node> Node for Vec<N> {
    fn node(self) -> Value {
        self.into_iter().map(Node::node).collect()
    }
}

impl<N: Node> Node for Option<N> {
    fn node(self) -> Value {
        self.map_or(Value::Null, Node::node)
    }
}

/// A model whose rows are read with related ones.
pub(crate) trait Loaded: Recorded {
    /// A load for each branch.
    fn loads(db: &Session, tree: &Tree<'_>) -> Result<Vec<BoxedLoad<Branch>>, Fault>;

    /// Whether a relation to many rows is in the tree.
    fn leads_to_many(tree: &Tree<'_>) -> bool;
}

/// The error of the library for an accessor that the model does not have.
fn unknown<M: Recorded>(db: &Session, accessor: &str) -> Fault {
    let lookup = Lookup::new(format!("{accessor}__pk__isnull"), false);
    match M::objects().filter_lookup(lookup).exists(db) {
        Err(error) => Fault::Library(error),
        Ok(_) => Fault::Unknown(format!("no load for `{accessor}` of {}", M::NAME)),
    }
}

macro_rules! loaded {
    ($model:ident, many: [$($many:ident: $far:ident),*], one: [$($one:ident: $target:ident),*]) => {
        impl Loaded for $model {
            fn loads(db: &Session, tree: &Tree<'_>) -> Result<Vec<BoxedLoad<Branch>>, Fault> {
                let path = path::<$model>();
                let mut loads = Vec::new();
                for (accessor, tree) in &tree.branches {
                    let name = (*accessor).to_owned();
                    loads.push(match *accessor {
                        $(stringify!($many) => {
                            let mut rows = path.$many().order_by(|far| $far::in_order(&far));
                            for call in lookup::calls($far::NAME, tree.filter)? {
                                rows = rows.filter_lookup(call);
                            }
                            let rows = { let loads = $far::loads(db, tree)?; rows.with(|_| loads) };
                            rows.map(move |rows| (name.clone(), rows.node())).boxed()
                        })*
                        $(stringify!($one) => {
                            if !tree.filter.is_empty() {
                                let what = format!("a filter of `{accessor}`, which is one row");
                                return Err(Fault::Unknown(what));
                            }
                            let row = { let loads = $target::loads(db, tree)?; path.$one().with(|_| loads) };
                            row.map(move |row| (name.clone(), row.node())).boxed()
                        })*
                        _ => return Err(unknown::<$model>(db, accessor)),
                    });
                }
                Ok(loads)
            }

            fn leads_to_many(tree: &Tree<'_>) -> bool {
                const MANY: &[&str] = &[$(stringify!($many)),*];
                tree.branches.iter().any(|branch| {
                    MANY.contains(&branch.0)
                        $(|| (branch.0 == stringify!($one) && $target::leads_to_many(&branch.1)))*
                })
            }
        }
    };
}

loaded!(Teacher, many: [course_set: Course], one: []);
loaded!(
    Student,
    many: [
        course_set: Course,
        clubs: Club,
        membership_set: Membership,
        enrollment_set: Enrollment
    ],
    one: []
);
loaded!(
    Course,
    many: [students: Student, enrollment_set: Enrollment],
    one: [teacher: Teacher]
);
loaded!(Club, many: [members: Student, membership_set: Membership], one: []);
loaded!(Membership, many: [], one: [student: Student, club: Club]);
loaded!(Enrollment, many: [], one: [student: Student, course: Course]);
loaded!(
    Person,
    many: [friends: Person, follows: Person, followers: Person],
    one: []
);
loaded!(Tag, many: [posts: Post], one: []);
loaded!(Post, many: [tags: Tag, hidden_tags: Tag], one: []);
