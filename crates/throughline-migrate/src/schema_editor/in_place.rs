//! Tables that change together, on an engine that changes them where they are.
//!
//! What they point to changes with them, so each part of all comes before the next of any: no
//! foreign key is there while the key under it changes, and each finds its new one.

use throughline_sql::schema::{self, Change, InPlace, Index};

use super::{SchemaEditor, missing_indexes};

/// Makes the columns, keys, checks and indexes of these tables what they are to be.
pub(super) fn alter(editor: &mut SchemaEditor<'_>, changes: &[Change]) {
    let parts = changes.iter().map(|change| match change.touches_columns() {
        true => schema::alter_in_place(editor.rules, change),
        false => InPlace::default(),
    });
    let parts: Vec<_> = changes.iter().zip(parts.collect::<Vec<_>>()).collect();
    for (change, part) in &parts {
        editor.statements(&change.after.name, part.release.clone());
    }
    for (change, part) in &parts {
        editor.statements(&change.after.name, part.columns.clone());
        new_indexes(editor, change);
    }
    for (change, part) in &parts {
        editor.statements(&change.after.name, part.keys.clone());
    }
    for (change, part) in &parts {
        editor.statements(&change.after.name, part.constrain.clone());
    }
    for (change, _) in &parts {
        old_indexes(editor, change);
    }
}

/// Makes new indexes, before old ones go: MariaDB lets no foreign key be without one for a moment.
fn new_indexes(editor: &mut SchemaEditor<'_>, change: &Change) {
    let table = &change.after;
    for index in missing_indexes(table, &change.before) {
        if let Some(namesake) = namesake(change, index) {
            let drop = schema::drop_index(editor.rules, &table.name, &namesake.name);
            editor.statements(&table.name, vec![drop]);
        }
        let create = schema::create_index(editor.rules, table, index);
        editor.statements(&table.name, vec![create]);
    }
}

/// The old index of the same name, which has to go first.
fn namesake<'c>(change: &'c Change, index: &Index) -> Option<&'c Index> {
    let mut indexes = change.before.indexes.iter();
    indexes.find(|other| other.name == index.name)
}

fn old_indexes(editor: &mut SchemaEditor<'_>, change: &Change) {
    let table = &change.after;
    let old = missing_indexes(&change.before, table);
    let is_replaced = |index: &&&Index| table.indexes.iter().any(|new| new.name == index.name);
    for index in old.iter().filter(|index| !is_replaced(index)) {
        let columns = index.columns.iter();
        let left = columns.clone().all(|name| table.column(name).is_some());
        let drop = match left {
            true => schema::drop_index(editor.rules, &table.name, &index.name),
            false => schema::drop_index_if_left(editor.rules, &table.name, &index.name),
        };
        editor.statements(&table.name, vec![drop]);
    }
}
