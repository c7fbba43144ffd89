//! Related rows that many owners share: the links first, then each row once.
//!
//! Usually the join table is joined with the rows, and a row comes with each of its links: nothing is
//! faster where rows hardly repeat. Where each comes several times, the links alone and each row once
//! take two thirds of the time. Which it is, the links show; they are read ahead only for many owners,
//! where they cost little beside the rows.

use foldhash::HashMap;
use throughline_backend::Connection;
use throughline_core::{Result, Row, Value};
use throughline_sql::plan::{ChildOutput, Children, Condition, FieldPath, Select, Source};

use super::kept::{Kept, place};
use crate::link::{KeyOf, changed, key};

/// So many owners are many.
const MANY: usize = 256;

/// A row has to come so often, on average, that it is better read once: measured on SQLite with rows of
/// four columns.
const OFTEN: usize = 3;

/// What takes the related rows of a plan, those of one owner mostly one after the other.
pub(super) trait Take: Send {
    /// What follows is of the owner with this key.
    fn owner(&mut self, key: &Value);

    /// A related row, whose columns begin at that position.
    fn row(&mut self, row: &dyn Row, first: usize) -> Result<()>;
}

/// Asks for the related rows of so many owners.
pub(super) async fn fetch(
    connection: &mut Connection,
    plan: &Children,
    owners: usize,
    take: &mut dyn Take,
) -> Result<()> {
    if owners >= MANY && may_share(connection, plan) {
        let links = Links::read(connection, plan).await?;
        if links.far.len() >= OFTEN * links.keys.len() {
            return links.share_out(connection, plan, take).await;
        }
    }
    let near = plan.relation.near();
    let mut owner = Value::Null;
    let mut each = |row: &dyn Row| {
        if changed(&mut owner, row, 0, near)? {
            take.owner(&owner);
        }
        take.row(row, 1)
    };
    connection.fetch(plan, &mut each).await.map(drop)
}

/// Whether the rows are those of a join table, whole and in no order, on an engine that one more
/// statement costs nothing.
fn may_share(connection: &Connection, plan: &Children) -> bool {
    let as_they_come = plan.order.is_empty() && plan.extra.is_empty();
    connection.dialect().capabilities().in_process && plan.is_whole() && as_they_come
}

/// Links of many owners.
#[derive(Default)]
struct Links {
    /// The owners as they come, each with the number of links up to its last.
    near: Vec<(Value, usize)>,
    /// The place of the far row of each link.
    far: Vec<u32>,
    /// The keys of the far rows, each once.
    keys: Vec<Value>,
    /// The places of these keys.
    places: HashMap<KeyOf, u32>,
}

impl Links {
    async fn read(connection: &mut Connection, plan: &Children) -> Result<Self> {
        let plan = Children {
            output: ChildOutput::Links,
            ..plan.clone()
        };
        let (near, far) = (plan.relation.near(), plan.relation.far());
        let mut links = Links::default();
        let mut owner = Value::Null;
        let mut take = |row: &dyn Row| {
            if changed(&mut owner, row, 0, near)? {
                links.near.push((owner.clone(), 0));
            }
            let key = key(row, 1, far)?;
            let next = place(links.keys.len());
            let place = *links.places.entry(KeyOf::of(&key)).or_insert_with(|| {
                links.keys.push(key);
                next
            });
            links.far.push(place);
            if let Some((_, end)) = links.near.last_mut() {
                *end = links.far.len();
            }
            Ok(())
        };
        connection.fetch(&plan, &mut take).await?;
        Ok(links)
    }

    /// Gives each far row with each of its links.
    async fn share_out(
        mut self,
        connection: &mut Connection,
        plan: &Children,
        take: &mut dyn Take,
    ) -> Result<()> {
        let (rows, places) = self.read_rows(connection, plan).await?;
        let mut begin = 0;
        for (owner, end) in &self.near {
            take.owner(owner);
            for place in &self.far[begin..*end] {
                if let Some(number) = places[*place as usize] {
                    take.row(&rows.row(number), 0)?;
                }
            }
            begin = *end;
        }
        Ok(())
    }

    /// Reads each far row once. Tells which it is for each key; a row that is gone since the links were
    /// read has none any more. The keys are not needed any longer.
    async fn read_rows(
        &mut self,
        connection: &mut Connection,
        plan: &Children,
    ) -> Result<(Kept, Vec<Option<usize>>)> {
        let far = plan.relation.far();
        let columns = far.model.fields.iter();
        let position = columns.take_while(|field| field.name != far.key.name);
        let position = position.count();
        let keys = std::mem::take(&mut self.keys);
        let places = std::mem::take(&mut self.places);
        let mut rows = Kept::new(far.model, keys.len());
        let mut numbers = vec![None; keys.len()];
        let mut select = Select::new(Source::Model(far.model));
        let path = FieldPath::own(far.key).into();
        select.conditions = vec![Condition::InList(path, keys)];
        let mut keep = |row: &dyn Row| {
            let key = KeyOf::of(&key(row, position, far)?);
            if let Some(place) = places.get(&key) {
                numbers[*place as usize] = Some(rows.keep(row)?);
            }
            Ok(())
        };
        connection.fetch(&select, &mut keep).await?;
        Ok((rows, numbers))
    }
}
