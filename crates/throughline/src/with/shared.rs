//! Related rows that many owners share: the links first, then each row once.
//!
//! Usually the join table is joined with the rows, and a row comes with each of its links: nothing is
//! faster where rows hardly repeat. Where each comes several times, the links alone and each row once
//! take two thirds of the time. Which it is, the links show; they are read ahead only for many owners,
//! where they cost little beside the rows.

use foldhash::{HashMap, HashMapExt};
use throughline_backend::Connection;
use throughline_core::{Result, Row, Value};
use throughline_sql::plan::{ChildOutput, Children, Condition, FieldPath, Select, Source};

use crate::link::KeyOf;
use crate::rows::Values;

/// So many owners are many.
const MANY: usize = 256;

/// A row has to come so often, on average, that it is better read once: measured on SQLite with rows of
/// four columns.
const OFTEN: usize = 3;

/// What takes a row of a plan.
type Each<'a> = &'a mut (dyn FnMut(&dyn Row) -> Result<()> + Send);

/// Asks for the related rows of so many owners, and takes them as the plan gives them.
pub(super) async fn fetch(
    connection: &mut Connection,
    plan: &Children,
    owners: usize,
    each: Each<'_>,
) -> Result<()> {
    if owners >= MANY && may_share(connection, plan) {
        let links = Links::read(connection, plan).await?;
        if links.all.len() >= OFTEN * links.far.len() {
            return links.share_out(connection, plan, each).await;
        }
    }
    connection.fetch(plan, each).await.map(drop)
}

/// Whether the rows are those of a join table, whole and in no order, on an engine that one more
/// statement costs nothing.
fn may_share(connection: &Connection, plan: &Children) -> bool {
    let whole = plan.conditions.is_empty() && plan.order.is_empty() && !plan.is_sliced();
    let rows = matches!(plan.output, ChildOutput::Rows) && plan.extra.is_empty();
    let linked = plan.relation.link().is_some_and(|link| link.unique);
    connection.dialect().capabilities().in_process && whole && rows && linked
}

/// Links of many owners.
#[derive(Default)]
struct Links {
    /// The keys of the owners, as they come.
    near: Vec<Value>,
    /// The keys of the far rows, each once.
    far: Vec<Value>,
    /// The places of both keys, for each link.
    all: Vec<(u32, u32)>,
}

impl Links {
    async fn read(connection: &mut Connection, plan: &Children) -> Result<Self> {
        let plan = Children {
            output: ChildOutput::Links,
            ..plan.clone()
        };
        let (near, far) = (plan.relation.near(), plan.relation.far());
        let mut links = Links::default();
        let mut places: HashMap<KeyOf, u32> = HashMap::new();
        let mut take = |row: &dyn Row| {
            let owner = crate::link::key(row, 0, near)?;
            if links.near.last() != Some(&owner) {
                links.near.push(owner);
            }
            let key = crate::link::key(row, 1, far)?;
            let place = *places.entry(KeyOf::of(&key)).or_insert_with(|| {
                links.far.push(key);
                place(links.far.len() - 1)
            });
            links.all.push((self::place(links.near.len() - 1), place));
            Ok(())
        };
        connection.fetch(&plan, &mut take).await?;
        Ok(links)
    }

    /// Reads each far row once, and gives it with each of its links.
    async fn share_out(
        self,
        connection: &mut Connection,
        plan: &Children,
        each: Each<'_>,
    ) -> Result<()> {
        let near = plan.relation.link().map_or("", |link| link.near);
        let far = plan.relation.far();
        let model = far.model;
        let columns = model.fields.len();
        let key = model.fields.iter();
        let key = key.take_while(|field| field.name != far.key.name).count();
        let mut rows: HashMap<KeyOf, Vec<Value>> = HashMap::with_capacity(self.far.len());
        let mut select = Select::new(Source::Model(model));
        let path = FieldPath::own(far.key).into();
        select.conditions = vec![Condition::InList(path, self.far.clone())];
        let mut take = |row: &dyn Row| {
            let values = (0..columns).map(|column| row.value(column).map(|one| one.to_value()));
            let values = values.collect::<Result<Vec<_>>>()?;
            rows.insert(KeyOf::of(&crate::link::key(row, key, far)?), values);
            Ok(())
        };
        connection.fetch(&select, &mut take).await?;
        let far: Vec<_> = self
            .far
            .iter()
            .map(|key| rows.get(&KeyOf::of(key)))
            .collect();
        for (owner, row) in self.all {
            // A row that is gone since the links were read has none any more.
            if let Some(values) = far[row as usize] {
                // The key of the owner stands before the far row, as the joined tables give it.
                each(&Values {
                    before: &[(near, &self.near[owner as usize])],
                    model,
                    values,
                })?;
            }
        }
        Ok(())
    }
}

/// Places are as many as there is memory for: four bytes are enough.
fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
