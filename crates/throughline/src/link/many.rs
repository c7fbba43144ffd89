//! New links of many owners at once.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashSet;
use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{End, Error, ErrorKind, Relation, Result, Row, Value};
use throughline_sql::plan::{Condition, FieldPath, Output, PairInsert, Select, Source};

use super::payload::Payload;
use super::{KeyOf, pair, pair_insert, read};
use crate::builder::Draft;
use crate::explain;

/// So many pairs go with one statement: enough that the statement costs nothing, few enough
/// that the JSON text of a batch stays in the cache.
const BATCH: usize = 20_000;

/// The same where they are sent as arrays: few enough for the server's memory.
const ARRAYS: usize = 1_000_000;

pub(super) fn batch_size(connection: &Connection) -> usize {
    let capabilities = connection.dialect().capabilities();
    if capabilities.in_process {
        usize::MAX
    } else if capabilities.arrays {
        ARRAYS
    } else {
        BATCH
    }
}

/// What [`link_all`](crate::QuerySet::link_all) did.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, logic, ann, bob, .. } = school()?;
/// let pairs = [(&logic, &ann), (&logic, &bob)];
/// let report = Course::objects().link_all(&db, |c| c.students(), pairs)?;
/// assert_eq!((report.added, report.present), (1, 1));
/// assert!(report.refused.is_empty());
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkReport {
    /// New links.
    pub added: u64,
    /// Links that were there, or came twice among the pairs.
    pub present: u64,
    /// Pairs that cannot be linked, in their order. The others are linked all the same.
    pub refused: Vec<Refused>,
}

/// A pair that cannot be linked.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let pairs = [(1, 3), (1, 99)];
/// let report = Course::objects().link_all(&db, |c| c.students(), pairs)?;
/// assert_eq!(report.added, 1);
/// assert_eq!(report.refused[0].position, 1);
/// assert_eq!(report.refused[0].missing, "Student");
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which pair, counted from 0.
    pub position: usize,
    /// The model of which there is no such row: that of the owner, or that of the target.
    pub missing: &'static str,
}

/// Links these pairs. To try again shares them.
#[derive(Clone)]
pub(crate) struct LinkAll {
    pub(crate) relation: Relation,
    pub(crate) pairs: Arc<Vec<[Value; 2]>>,
    /// The columns of the through model.
    pub(crate) payload: Option<Draft>,
}

impl Operation for LinkAll {
    type Output = LinkReport;

    fn access(&self) -> Access {
        Access::write_unless(self.pairs.is_empty())
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<LinkReport> {
        let mut report = LinkReport::default();
        if self.pairs.is_empty() {
            return Ok(report);
        }
        let size = batch_size(connection);
        if self.pairs.len() <= size {
            self.link(connection, &mut report).await?;
            return Ok(report);
        }
        let level = connection.begin().await?;
        let result = self.link_batches(connection, size, &mut report).await;
        connection.end(level, result.map(|()| report)).await
    }
}

impl LinkAll {
    async fn link(self, connection: &mut Connection, report: &mut LinkReport) -> Result<()> {
        let batch = Batch {
            relation: self.relation,
            payload: &self.payload,
            first: 0,
        };
        let shared;
        let pairs = match Arc::try_unwrap(self.pairs) {
            Ok(pairs) => Cow::Owned(pairs),
            Err(pairs) => {
                shared = pairs;
                Cow::Borrowed(shared.as_slice())
            }
        };
        batch.link(connection, pairs, report).await
    }

    async fn link_batches(
        &self,
        connection: &mut Connection,
        size: usize,
        report: &mut LinkReport,
    ) -> Result<()> {
        let batches = self.pairs.chunks(size).zip((0..).step_by(size));
        for (pairs, first) in batches {
            let batch = Batch {
                relation: self.relation,
                payload: &self.payload,
                first,
            };
            batch.link(connection, Cow::Borrowed(pairs), report).await?;
        }
        Ok(())
    }
}

/// Near and far keys, owned where nobody else wants them.
type Pairs<'p> = Cow<'p, [[Value; 2]]>;

/// Some of the pairs.
struct Batch<'a> {
    relation: Relation,
    /// The columns of the through model.
    payload: &'a Option<Draft>,
    /// The position of the first one among all.
    first: usize,
}

impl Batch<'_> {
    /// All at once; only if a key is that of no row, the pairs with such keys are looked for.
    async fn link(
        &self,
        connection: &mut Connection,
        mut pairs: Pairs<'_>,
        report: &mut LinkReport,
    ) -> Result<()> {
        let many = pairs.len() as u64;
        match self.insert(connection, &mut pairs).await {
            Err(error) if error.is_foreign_key_violation() => {
                let level = connection.begin().await?;
                let result = self.link_good(connection, &pairs, error, report).await;
                connection.end(level, result).await
            }
            inserted => {
                let added = inserted?;
                report.added += added;
                report.present += many - added;
                Ok(())
            }
        }
    }

    /// The pairs whose rows are there. A rival may take another row away in the meantime: then they
    /// are looked for again.
    async fn link_good(
        &self,
        connection: &mut Connection,
        pairs: &[[Value; 2]],
        mut error: Error,
        report: &mut LinkReport,
    ) -> Result<()> {
        let mut tried = pairs.len();
        loop {
            let (good, refused) = self.divided(connection, pairs).await?;
            let many = good.len();
            if many == tried {
                // The transaction sees a moment at which all of them were there.
                return Err(error);
            }
            match self.insert(connection, &mut Cow::Owned(good)).await {
                Err(again) if again.is_foreign_key_violation() => {
                    (error, tried) = (again, many);
                }
                inserted => {
                    let added = inserted?;
                    report.added += added;
                    report.present += many as u64 - added;
                    report.refused.extend(refused);
                    return Ok(());
                }
            }
        }
    }

    /// The pairs whose rows are there, and what is said of the others.
    async fn divided(
        &self,
        connection: &mut Connection,
        pairs: &[[Value; 2]],
    ) -> Result<(Vec<[Value; 2]>, Vec<Refused>)> {
        let relation = self.relation;
        let near = existing(connection, relation.near(), pairs, 0).await?;
        let far = existing(connection, relation.far(), pairs, 1).await?;
        let (mut good, mut refused) = (Vec::new(), Vec::new());
        for (at, pair) in pairs.iter().enumerate() {
            let missing = [(&near, relation.near()), (&far, relation.far())]
                .into_iter()
                .zip(pair)
                .find(|((known, _), key)| !known.contains(&KeyOf::of(key)));
            match missing {
                Some(((_, end), _)) => refused.push(Refused {
                    position: self.first + at,
                    missing: end.model.name,
                }),
                None => good.push(pair.clone()),
            }
        }
        Ok((good, refused))
    }

    /// All of them or none. Gives the number of new links. Where it fails the pairs are as they were.
    async fn insert(&self, connection: &mut Connection, pairs: &mut Pairs<'_>) -> Result<u64> {
        let relation = self.relation;
        let payload = Payload::shared(relation, self.payload.clone());
        let as_given = connection.dialect().capabilities().in_process
            && !relation.is_symmetrical()
            && payload.row_fields.is_empty();
        // They may be many: where they stay as they are nothing is copied.
        let kept = match as_given {
            true => std::mem::take(pairs).into_owned(),
            false => as_kept(connection, relation, pairs),
        };
        let mut plan = pair_insert(relation, kept, payload, |[_, far]| far);
        let inserted = self.send(connection, &mut plan).await;
        if as_given && inserted.is_err() {
            *pairs = Cow::Owned(plan.rows.into_pairs());
        }
        inserted
    }

    async fn send(&self, connection: &mut Connection, plan: &mut PairInsert) -> Result<u64> {
        let relation = self.relation;
        // An engine that names no key in conflict tells how many it has passed over by the number of a new link.
        let names_keys = connection.dialect().capabilities().on_conflict;
        if (names_keys || !relation.numbers_links()) && !relation.is_symmetrical() {
            plan.counted = true;
            let inserted = connection.together(&mut [Step::run(plan)]).await;
            let counts = inserted.map_err(|error| explain::link(error, relation))?;
            return Ok(counts.into_iter().sum());
        }
        let mut new = 0;
        let mut take = |row: &dyn Row| {
            new += u64::from(!relation.is_symmetrical() || is_counted(&pair(row, relation)?));
            Ok(())
        };
        let mut steps = [Step::fetch(plan, &mut take)];
        let inserted = connection.together(&mut steps).await;
        inserted.map_err(|error| explain::link(error, relation))?;
        Ok(new)
    }
}

/// The pairs as they are kept: both directions of a symmetrical one; each once, and in the order in which
/// everyone takes locks.
///
/// An engine in this process has one writer, whose locks need no order: there they stay as they were given,
/// and it passes over what comes twice. What is best for its pages, the caller knows or nobody does. Links
/// that are given by student and written by course go through all pages of the students once for each
/// course, and SQLite's page cache, which lets go of what was used longest ago, has then lost each page
/// that comes next: 100,000 took half as long again.
pub(super) fn as_kept(
    connection: &Connection,
    relation: Relation,
    pairs: &[[Value; 2]],
) -> Vec<[Value; 2]> {
    let pairs = pairs.iter().map(<[_; 2]>::each_ref);
    match connection.dialect().capabilities().in_process {
        true => relation
            .in_both_directions(pairs)
            .map(|pair| pair.map(Value::clone))
            .collect(),
        false => relation.in_order(pairs),
    }
}

/// A symmetrical link is one, though it is kept in two rows.
fn count(relation: Relation, pairs: &[[Value; 2]]) -> u64 {
    let counted = pairs
        .iter()
        .filter(|pair| !relation.is_symmetrical() || is_counted(pair));
    counted.count() as u64
}

/// Whether this one of the two rows of a symmetrical link stands for it.
fn is_counted([near, far]: &[Value; 2]) -> bool {
    near.key_order(far).is_le()
}

/// The keys on that side of the pairs of which there are rows.
async fn existing(
    connection: &mut Connection,
    end: End,
    pairs: &[[Value; 2]],
    side: usize,
) -> Result<HashSet<KeyOf>> {
    let keys = super::distinct(pairs.iter().map(|pair| pair[side].clone()).collect());
    let mut select = Select::new(Source::Model(end.model));
    select.conditions = vec![Condition::InList(FieldPath::own(end.key).into(), keys)];
    select.output = Output::Columns(vec![FieldPath::own(end.key).into()]);
    let keys = read::keys(connection, &select, end).await?;
    Ok(keys.iter().map(KeyOf::of).collect())
}

/// How many links these pairs are: a through model may have several between two rows.
pub(super) fn different(relation: Relation, pairs: &[[Value; 2]]) -> u64 {
    let pairs = pairs.iter().map(<[_; 2]>::each_ref);
    count(relation, &relation.in_order(pairs))
}

/// The error of `link_all` over a through model that has columns which need a value.
pub(crate) fn needs_columns(relation: Relation, columns: &[&str]) -> Error {
    let through = relation
        .link()
        .and_then(|link| link.through)
        .map_or("", |model| model.name);
    let message = format!(
        "`{}`: a link needs values for {} of `{through}`",
        relation.label(),
        columns
            .iter()
            .map(|column| format!("`{column}`"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    Error::new(ErrorKind::InvalidValue, message).with_hint(format!(
        "create the links as rows: `{through}::objects().bulk_create(…)`"
    ))
}
