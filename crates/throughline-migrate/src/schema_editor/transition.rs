//! From one state to the next: which tables come, change and go, and what moves between them.
//!
//! New tables come first, then what is copied into them, then the tables that change, then
//! those that go. So a link has a new place before it loses the old one.

use std::collections::{BTreeMap, BTreeSet};

use throughline_core::{Result, Value};
use throughline_sql::schema::{self, Change, Guard, Lookup, SchemaStatement, Source, Table};

use super::moves::{Moves, Owner};
use super::owned::{Owned, owned_tables};
use super::{SchemaEditor, Step, tables};
use crate::state::ProjectState;

/// What an operation knows of its change besides the two states.
#[derive(Debug, Clone, Default)]
pub(crate) struct Transition {
    /// What became of what.
    pub(crate) moves: Moves,
    /// The values of existing rows in new columns, and in place of null: owner and slot behind
    /// the change.
    pub(crate) fills: Vec<(Owner, String, Value)>,
    /// Columns whose rows are numbered.
    pub(crate) numbers: Vec<(Owner, String)>,
    /// Columns whose values are found elsewhere.
    pub(crate) lookups: Vec<(Owner, String, Lookup)>,
    /// The model whose primary key is another field from now on, by its name behind the change.
    pub(crate) rekeyed: Option<Rekeyed>,
    /// Slots that are unique together from now on, where several rows fold into one.
    pub(crate) fold: Option<(Owner, Vec<String>)>,
    /// What must be answered with 0 first.
    pub(crate) guards: Vec<Guard>,
    /// What is copied when the new tables are there.
    pub(crate) copies: Vec<SchemaStatement>,
}

/// A model whose primary key is another field from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rekeyed {
    /// The model.
    pub(crate) model: String,
    /// The column of the key until now.
    pub(crate) old: String,
    /// The column of the key from now on.
    pub(crate) new: String,
}

impl SchemaEditor<'_> {
    /// Makes the tables of one state those of the next.
    pub(crate) fn transition(
        &mut self,
        before: &ProjectState,
        after: &ProjectState,
        transition: &Transition,
    ) -> Result<()> {
        // What one operation leaves is what the next one finds.
        let old = match self.tables.take() {
            Some(tables) => tables,
            None => owned_tables(before)?,
        };
        let new = owned_tables(after)?;
        let origins: BTreeMap<&Owner, Owner> = new
            .keys()
            .filter_map(|owner| {
                let origin = transition.moves.origin(owner)?;
                old.contains_key(&origin).then_some((owner, origin))
            })
            .collect();
        let kept: BTreeSet<&Owner> = origins.values().collect();
        for guard in &transition.guards {
            self.push(Step::Guard(guard.clone()));
        }
        for (_, owned) in new.iter().filter(|(owner, _)| !origins.contains_key(owner)) {
            self.create_table(&owned.table);
        }
        for copy in &transition.copies {
            self.statements("", vec![copy.clone()]);
        }
        let renames = Renames::new(&old, &new, &origins, transition);
        let mut changes = Vec::new();
        for (owner, owned) in &new {
            let Some(origin) = origins.get(owner).and_then(|origin| old.get(origin)) else {
                continue;
            };
            let mut change = self.renamed(origin, owned, owner, &renames, transition);
            values(&mut change, owner, owned, transition);
            follow_keys(&mut change, after, owner, owned, transition)?;
            changes.push(change);
        }
        for change in &changes {
            // A foreign key that is made anew names its target, which has its new name by now.
            let table = &change.after.name;
            let statements = schema::rename_constraints(self.rules, &change.before, &change.after);
            if !statements.is_empty() {
                self.rename(table, statements);
            }
        }
        self.alter_tables(&changes);
        for (_, owned) in old.iter().filter(|(owner, _)| !kept.contains(owner)) {
            self.drop_table(&owned.table.name);
        }
        self.tables = Some(new);
        Ok(())
    }

    /// Renames what has another name, and gives the rest of the change.
    fn renamed(
        &mut self,
        origin: &Owned,
        owned: &Owned,
        owner: &Owner,
        renames: &Renames,
        transition: &Transition,
    ) -> Change {
        let (from, to) = (&origin.table, &owned.table);
        if from.name != to.name {
            let statements = schema::rename_table(self.rules, &from.name, &to.name);
            self.rename(&to.name, statements);
        }
        let columns = column_names(origin, owned, owner, &transition.moves);
        for (old, new) in columns.iter().filter(|(old, new)| old != new) {
            let statement = schema::rename_column(self.rules, &to.name, old, new);
            self.rename(&to.name, vec![statement]);
        }
        let before = renames.table(from, &to.name, &columns);
        let sources = columns.into_iter().map(|(_, new)| {
            let (name, fill) = (new.clone(), None);
            (new, Source::Column { name, fill })
        });
        Change {
            before,
            after: to.clone(),
            sources: sources.collect(),
            fold: Vec::new(),
        }
    }
}

/// The columns that stay: their names before and after.
fn column_names(
    origin: &Owned,
    owned: &Owned,
    owner: &Owner,
    moves: &Moves,
) -> Vec<(String, String)> {
    let pair = |(slot, column): &(String, String)| {
        let from = moves.slot_origin(owner, slot)?;
        Some((origin.column(&from)?.to_owned(), column.clone()))
    };
    owned.slots.iter().filter_map(pair).collect()
}

/// The values that an operation gives.
fn values(change: &mut Change, owner: &Owner, owned: &Owned, transition: &Transition) {
    let place = |to: &Owner, slot: &str| (to == owner).then(|| owned.column(slot)).flatten();
    for (to, slot, value) in &transition.fills {
        let Some(column) = place(to, slot) else {
            continue;
        };
        let known = change.sources.iter_mut().find(|(name, _)| name == column);
        match known {
            Some((_, Source::Column { fill, .. })) => *fill = Some(value.clone()),
            _ => change
                .sources
                .push((column.to_owned(), Source::Fill(value.clone()))),
        }
    }
    for (to, slot) in &transition.numbers {
        if let Some(column) = place(to, slot) {
            change.sources.push((column.to_owned(), Source::Number));
        }
    }
    for (to, slot, lookup) in &transition.lookups {
        if let Some(column) = place(to, slot) {
            change.sources.retain(|(name, _)| name != column);
            change
                .sources
                .push((column.to_owned(), Source::Lookup(lookup.clone())));
        }
    }
    if let Some((to, slots)) = &transition.fold
        && to == owner
    {
        let columns = slots.iter().filter_map(|slot| owned.column(slot));
        change.fold = columns.map(str::to_owned).collect();
    }
}

/// Where the key of a model is another field, the foreign keys that lead to it hold its values.
fn follow_keys(
    change: &mut Change,
    after: &ProjectState,
    owner: &Owner,
    owned: &Owned,
    transition: &Transition,
) -> Result<()> {
    let Some(rekeyed) = &transition.rekeyed else {
        return Ok(());
    };
    let table = &after.require(&rekeyed.model)?.table;
    for (slot, column) in &owned.slots {
        if !tables::leads_to(after, owner, slot, &rekeyed.model)? {
            continue;
        }
        let lookup = Lookup {
            column: column.clone(),
            table: table.clone(),
            key: rekeyed.old.clone(),
            value: rekeyed.new.clone(),
        };
        change.sources.retain(|(name, _)| name != column);
        change
            .sources
            .push((column.clone(), Source::Lookup(lookup)));
    }
    Ok(())
}

/// The new names of tables and columns, for the foreign keys that point there.
struct Renames {
    tables: BTreeMap<String, (String, Vec<(String, String)>)>,
}

impl Renames {
    fn new(
        old: &BTreeMap<Owner, Owned>,
        new: &BTreeMap<Owner, Owned>,
        origins: &BTreeMap<&Owner, Owner>,
        transition: &Transition,
    ) -> Self {
        let mut tables = BTreeMap::new();
        for (owner, origin) in origins {
            if let (Some(before), Some(after)) = (old.get(origin), new.get(owner)) {
                let columns = column_names(before, after, owner, &transition.moves);
                let renamed = (after.table.name.clone(), columns);
                tables.insert(before.table.name.clone(), renamed);
            }
        }
        Renames { tables }
    }

    /// The table as it is when everything has its new name.
    fn table(&self, table: &Table, name: &str, columns: &[(String, String)]) -> Table {
        let renamed = |column: &String| renamed(columns, column);
        let mut table = table.clone();
        name.clone_into(&mut table.name);
        for column in &mut table.columns {
            column.name = renamed(&column.name);
            if let Some(references) = &mut column.references
                && let Some((target, columns)) = self.tables.get(&references.table)
            {
                target.clone_into(&mut references.table);
                references.column = self::renamed(columns, &references.column);
            }
        }
        let lists = table.indexes.iter_mut().map(|index| &mut index.columns);
        for column in lists.chain([&mut table.primary_key]).flatten() {
            *column = renamed(column);
        }
        for check in &mut table.checks {
            check.condition.rename_columns(&renamed);
        }
        table
    }
}

fn renamed(columns: &[(String, String)], column: &str) -> String {
    let found = columns.iter().find(|(old, _)| old == column);
    found.map_or_else(|| column.to_owned(), |(_, new)| new.clone())
}
