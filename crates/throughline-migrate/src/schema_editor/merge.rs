//! Several changes of one table, made as one: its rows are copied once.
//!
//! A change joins the rebuild before it if nothing but this table was touched since, and if
//! the two say where each value comes from as plainly as one does. What has to happen before
//! the copy, questions and indexes that go, is put before the rebuild.

use throughline_sql::schema::{self, Change, Guard, Index, Source, Table};

use super::{MigrationStep, SchemaEditor, Step};

impl SchemaEditor<'_> {
    /// Leaves a change to the rebuild of the same table, if there was one just before.
    pub(super) fn join_rebuild(&mut self, change: &Change) -> bool {
        let Some(position) = self.open_position(&change.after.name) else {
            return false;
        };
        let Some(Step::Rebuild(first)) = self.steps.get(position).map(|step| &step.step) else {
            return false;
        };
        let Some(merged) = merged(first, change) else {
            return false;
        };
        self.steps[position].step = Step::Rebuild(Box::new(merged));
        true
    }

    /// A question about a table. About columns that only come by the open rebuild, it would be
    /// too early there, so that rebuild is closed.
    pub(super) fn guard(&mut self, _table: &str, guard: Guard) {
        self.open_rebuild = None;
        self.push(Step::Guard(guard));
    }

    /// Drops indexes; before the rebuild that is open, if the table has them then.
    pub(super) fn drop_indexes(&mut self, table: &Table, indexes: &[&Index]) {
        for index in indexes {
            let statement = schema::drop_index(self.rules, &table.name, &index.name);
            let Some(position) = self.take_from_rebuild(table, index) else {
                self.open_rebuild = None;
                self.statements(&table.name, vec![statement]);
                continue;
            };
            let operation = self.operation;
            let step = Step::Statement(statement);
            self.steps
                .insert(position, MigrationStep { operation, step });
            self.open_rebuild = Some((table.name.clone(), position + 1));
            for created in self.created.values_mut().filter(|at| **at >= position) {
                *created += 1;
            }
        }
    }

    /// Takes the index from what the open rebuild of the table finds, and gives the place before that. None if it
    /// is not there: an index of the same definition that comes by a later step is another one.
    fn take_from_rebuild(&mut self, table: &Table, index: &Index) -> Option<usize> {
        let position = self.open_position(&table.name)?;
        let Step::Rebuild(change) = &mut self.steps.get_mut(position)?.step else {
            return None;
        };
        let indexes = &mut change.before.indexes;
        let at = indexes.iter().position(|old| old.name == index.name)?;
        indexes.remove(at);
        Some(position)
    }

    fn open_position(&self, table: &str) -> Option<usize> {
        let open = self.open_rebuild.as_ref();
        open.filter(|(name, _)| name == table)
            .map(|(_, position)| *position)
    }
}

/// Two changes one after the other, as one. None if they cannot be said as one.
fn merged(first: &Change, second: &Change) -> Option<Change> {
    if !second.fold.is_empty() || !first.fold.is_empty() {
        return None;
    }
    let mut sources = Vec::new();
    for (column, source) in &second.sources {
        let source = match source {
            Source::Fill(_) => source.clone(),
            Source::Number | Source::Lookup(_) => return None,
            Source::Column { name, fill } => match (first.source(name), fill) {
                (None, None) => continue,
                (None, Some(_)) => return None,
                (Some(source), None) => converted_once(first, second, name, source)?,
                (Some(Source::Column { name, fill: None }), Some(fill)) => Source::Column {
                    name: name.clone(),
                    fill: Some(fill.clone()),
                },
                (Some(_), Some(_)) => return None,
            },
        };
        sources.push((column.clone(), source));
    }
    Some(Change {
        before: first.before.clone(),
        after: second.after.clone(),
        sources,
        fold: Vec::new(),
    })
}

/// A source that may be used as it is, since the second change does not turn its values into
/// another type.
fn converted_once(first: &Change, second: &Change, name: &str, source: &Source) -> Option<Source> {
    let type_in = |table: &Table| table.column(name).map(|column| column.column_type);
    (type_in(&first.after) == type_in(&second.after)).then(|| source.clone())
}
