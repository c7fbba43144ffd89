//! The related rows of many owners, read together and given to each of them.

use foldhash::{HashMap, HashMapExt};
use throughline_backend::Connection;
use throughline_core::{ModelDef, Relation, Result, Row, RowCursor, Value};
use throughline_sql::plan::{self, ChildOutput, Children, Order};

use super::shared::{self, Take};
use super::{Loads, Owners, Parents, RelatedSet};
use crate::link::KeyOf;
use crate::path::ModelPath;
use crate::{Many, Model, row_set};

/// Which part of the related rows is read, and how.
pub(super) struct Keyed {
    pub(super) order: Vec<Order>,
    pub(super) condition: Option<plan::Condition>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
    /// Whether the values that a row is ordered by are read with it.
    pub(super) keyed: bool,
}

impl Keyed {
    /// All that the set asks for.
    pub(super) fn all<P: ModelPath, L>(set: &RelatedSet<P, L>) -> Self {
        let mut order = set.order.clone();
        if order.is_empty() {
            order = crate::query_set::model_order::<P::Model>();
        }
        Keyed {
            order,
            condition: None,
            limit: set.limit,
            offset: set.offset,
            keyed: false,
        }
    }
}

/// The related rows of one row, each with what else was read of it, and the values that they are
/// ordered by.
pub(super) struct Related<R, A> {
    pub(super) rows: Vec<(R, A)>,
    pub(super) keys: Vec<Value>,
}

impl<R, A> Related<R, A> {
    const fn none() -> Self {
        Related {
            rows: Vec::new(),
            keys: Vec::new(),
        }
    }
}

/// The one relation of a path from a row of that model.
fn only_relation<P: ModelPath>(path: &P, owners: &Owners) -> Result<Relation> {
    match path.as_path().relations() {
        [relation] => Ok(*relation),
        relations => Err(super::one_at_a_time(owners.model, relations.len())),
    }
}

impl<P, L> RelatedSet<P, L>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
    L: Loads<P::Model>,
{
    /// The related rows of each owner, each with what `also` reads behind its columns.
    pub(super) async fn children<A: Send>(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        output: ChildOutput,
        part: &Keyed,
        also: impl Fn(&dyn Row, &mut usize) -> Result<A> + Send + Sync,
    ) -> Result<Vec<Related<L::Row, A>>> {
        let relation = only_relation(&self.path, owners)?;
        let mut plan = self.plan(relation, owners.of_plan(relation), part);
        plan.output = output;
        self.loads.all_columns(&[], &mut plan.extra);
        let keys = if part.keyed { plan.order.len() } else { 0 };
        let by = plan.order[..keys].iter().map(|order| order.operand.clone());
        plan.extra.extend(by.collect::<Vec<_>>());
        let places = Places::new(owners.keys.iter().enumerate());
        let mut given = Given {
            loads: &self.loads,
            also,
            keys,
            places: &places,
            at: &[],
            loaded: owners.keys.iter().map(|_| Related::none()).collect(),
            whole: Vec::new(),
            in_turn: connection.dialect().capabilities().in_process,
            model: <P::Model as Model>::META,
            found: Vec::new(),
            rows: Vec::new(),
            joined: Vec::new(),
        };
        shared::fetch(connection, &plan, owners.keys.len(), &mut given).await?;
        given.hand_over();
        let Given {
            mut loaded,
            found,
            rows,
            joined,
            ..
        } = given;
        let together = owners.parents.as_ref().is_some_and(Parents::are_together);
        let parents = together.then(|| Parents::related(&plan));
        let rows = self.loads.load_all(connection, parents, rows, joined);
        let rows = rows.await?;
        for ((place, also), row) in found.into_iter().zip(rows) {
            loaded[place].rows.push((row, also));
        }
        Ok(loaded)
    }

    fn plan(&self, relation: Relation, owners: plan::Owners, part: &Keyed) -> Children {
        let mut plan = Children::new(relation, owners);
        plan.conditions = self.conditions.iter().map(|one| one.0.clone()).collect();
        plan.conditions.extend(part.condition.clone());
        plan.order.clone_from(&part.order);
        (plan.limit, plan.offset) = (part.limit, part.offset);
        if plan.is_sliced() {
            // A part by places needs an order without ties, or it would change from time to time.
            crate::page::decide_ties(&mut plan.order, <P::Model as Model>::META);
        }
        plan
    }
}

/// Where related rows go as they are read.
struct Given<'a, M: Model, L: Loads<M>, A, F> {
    loads: &'a L,
    also: F,
    /// How many values a row is ordered by, which are read with it.
    keys: usize,
    places: &'a Places,
    /// The places of the owner whose rows come.
    at: &'a [usize],
    loaded: Vec<Related<L::Row, A>>,
    /// The rows of that owner for the first of its places, on an engine that gives those of an owner one after
    /// the other: handed over together, they take the memory that they need and no more. A server gives them as
    /// it finds them.
    whole: Vec<(L::Row, A)>,
    in_turn: bool,
    model: &'static ModelDef,
    /// Rows that come with others are whole when these are read: places, rows, and what they came with.
    found: Vec<(usize, A)>,
    rows: Vec<M>,
    joined: Vec<L::Joined>,
}

impl<M: Model, L: Loads<M>, A, F> Given<'_, M, L, A, F> {
    /// Gives the owner what came of it.
    fn hand_over(&mut self) {
        if let Some(&place) = self.at.first() {
            self.loaded[place].rows.append(&mut self.whole);
        }
    }
}

impl<M, L, A, F> Take for Given<'_, M, L, A, F>
where
    M: Model,
    L: Loads<M>,
    A: Send,
    F: Fn(&dyn Row, &mut usize) -> Result<A> + Send + Sync,
{
    fn owner(&mut self, key: &Value) {
        self.hand_over();
        self.at = self.places.of(key);
    }

    fn row(&mut self, row: &dyn Row, first: usize) -> Result<()> {
        for (number, &place) in self.at.iter().enumerate() {
            let mut position = first + self.model.fields.len();
            let one = M::from_row(&mut RowCursor::new(row, self.model, first))?;
            let also = (self.also)(row, &mut position)?;
            let joined = self.loads.all_joined(row, &mut position)?;
            match L::ALONE {
                Some(whole) if number == 0 && self.in_turn => self.whole.push((whole(one), also)),
                Some(whole) => self.loaded[place].rows.push((whole(one), also)),
                None => {
                    self.rows.push(one);
                    self.found.push((place, also));
                    self.joined.push(joined);
                }
            }
            let keys = &mut self.loaded[place].keys;
            row_set::take_values(row, position, self.keys, keys)?;
        }
        Ok(())
    }
}

/// The places of rows by a key that they have. Several rows may have one: a student comes once
/// with each course.
pub(super) struct Places(HashMap<KeyOf, Vec<usize>>);

impl Places {
    pub(super) fn new<'k>(keys: impl Iterator<Item = (usize, &'k Value)>) -> Self {
        let mut places: HashMap<KeyOf, Vec<usize>> = HashMap::new();
        for (place, key) in keys {
            places.entry(KeyOf::of(key)).or_default().push(place);
        }
        Places(places)
    }

    pub(super) fn of(&self, key: &Value) -> &[usize] {
        self.0.get(&KeyOf::of(key)).map_or(&[], Vec::as_slice)
    }
}
