//! A field that becomes another one of the same name.

use throughline_core::{Result, Value};
use throughline_sql::schema::{
    LinkTable, Lookup, SchemaRules, copy_links, every_source, single_targets,
};

use super::{Behavior, Direction, fill_value, fragment_of};
use crate::problem;
use crate::schema_editor::{Owner, Transition, key};
use crate::state::{Column, Field, FieldKind, Links, Literal, ManyToMany, ProjectState};

/// A field that becomes another one of the same name: another type, null or not, another
/// default or column; other links of a many-to-many field; a foreign key that becomes a
/// many-to-many field, or the other way round.
///
/// Values are turned into the new type and links are kept; where that cannot be, the migration
/// is refused with the number of rows in the way. Where a relation leads to another model the keys
/// stay as they are, and are refused where that model has no such rows. The table is rewritten on
/// SQLite unless only a name changes; on the servers if the type does.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterField {
    /// The model.
    pub model: String,
    /// The field as it is to be.
    pub field: Field,
    /// What stands in place of null.
    pub fill: Option<Literal>,
    /// What stands in place of null on the way back.
    pub fill_back: Option<Literal>,
    /// What copied links get in other columns of a through model.
    pub link_fills: Vec<(String, Literal)>,
}

impl Behavior for AlterField {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        format!(
            "~ Alter field {} of {}{}",
            self.field.name,
            self.model,
            self.field.relation_note()
        )
    }

    fn fragment(&self) -> String {
        format!("alter_{}_{}", fragment_of(&self.model), self.field.name)
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let before = state.replace_field(&self.model, self.field.clone())?;
        if can_become(&before, &self.field) {
            return Ok(());
        }
        Err(problem(format!(
            "`{}.{}` cannot become a field of that kind and keep what it holds",
            self.model, self.field.name
        ))
        .with_hint("remove the field and add another one, if its values may go"))
    }

    fn transition(
        &self,
        direction: Direction,
        before: &ProjectState,
        after: &ProjectState,
        rules: &SchemaRules,
    ) -> Result<Transition> {
        let mut transition = Transition::default();
        let name = &self.field.name;
        let old = before.require(&self.model)?.require_field(name)?;
        let new = after.require(&self.model)?.require_field(name)?;
        match (&old.kind, &new.kind) {
            (FieldKind::Column(_), FieldKind::Column(_)) => {
                let fill = match direction {
                    Direction::Forwards => &self.fill,
                    Direction::Backwards => &self.fill_back,
                };
                if let Some(fill) = fill {
                    let value = fill_value(after, &self.model, name, fill)?;
                    let owner = Owner::Model(self.model.clone());
                    transition.fills.push((owner, name.clone(), value));
                }
            }
            (FieldKind::ManyToMany(from), FieldKind::ManyToMany(into)) => {
                let values = match direction {
                    Direction::Forwards => self.link_values(after, into)?,
                    Direction::Backwards => Vec::new(),
                };
                self.move_links(
                    (before, from),
                    (after, into),
                    &values,
                    rules,
                    &mut transition,
                )?;
            }
            (FieldKind::Column(column), FieldKind::ManyToMany(into)) => {
                let from = self.key_table(before, column)?;
                let into = link_table(after, into)?;
                transition.copies.push(copy_links(rules, &from, &into, &[]));
            }
            (FieldKind::ManyToMany(from), FieldKind::Column(column)) => {
                let links = link_table(before, from)?;
                self.collapse(before, &links, column, rules, &mut transition)?;
            }
        }
        Ok(transition)
    }
}

impl AlterField {
    /// The values that copied links get in the through model.
    fn link_values(&self, state: &ProjectState, into: &ManyToMany) -> Result<Vec<(String, Value)>> {
        let Some(through) = into.through() else {
            return Ok(Vec::new());
        };
        let values = self.link_fills.iter().map(|(field, literal)| {
            let column = state
                .require(through)?
                .require_column(field)?
                .column
                .clone();
            Ok((column, fill_value(state, through, field, literal)?))
        });
        values.collect()
    }

    /// Links that get another table; those of a relation that becomes symmetrical get their
    /// counterparts.
    fn move_links(
        &self,
        (before, from): (&ProjectState, &ManyToMany),
        (after, into): (&ProjectState, &ManyToMany),
        values: &[(String, Value)],
        rules: &SchemaRules,
        transition: &mut Transition,
    ) -> Result<()> {
        let old = link_table(before, from)?;
        let new = link_table(after, into)?;
        let stays = from.through().is_none() && into.through().is_none();
        if !stays && from.through() != into.through() {
            transition
                .copies
                .push(copy_links(rules, &old, &new, values));
        }
        if into.symmetrical && !from.symmetrical {
            let (here, there) = if stays { (&old, &old) } else { (&new, &new) };
            transition
                .copies
                .push(copy_links(rules, &here.reversed(), there, values));
        }
        Ok(())
    }

    /// The own key and a foreign key, as links.
    fn key_table(&self, state: &ProjectState, column: &Column) -> Result<LinkTable> {
        let model = state.require(&self.model)?;
        Ok(LinkTable {
            table: model.table.clone(),
            source: key(model)?.column.clone(),
            target: column.column.clone(),
        })
    }

    /// Links that become a foreign key.
    fn collapse(
        &self,
        before: &ProjectState,
        links: &LinkTable,
        column: &Column,
        rules: &SchemaRules,
        transition: &mut Transition,
    ) -> Result<()> {
        let model = before.require(&self.model)?;
        let own = key(model)?.column.clone();
        transition
            .guards
            .push(single_targets(rules, links, &model.table));
        if !column.null {
            transition
                .guards
                .push(every_source(rules, links, &model.table, &own));
        }
        let lookup = Lookup {
            column: own,
            table: links.table.clone(),
            key: links.source.clone(),
            value: links.target.clone(),
        };
        let owner = Owner::Model(self.model.clone());
        transition
            .lookups
            .push((owner, self.field.name.clone(), lookup));
        Ok(())
    }
}

/// The table that holds the links of a relation.
fn link_table(state: &ProjectState, relation: &ManyToMany) -> Result<LinkTable> {
    Ok(match &relation.links {
        Links::JoinTable {
            table,
            source_column,
            target_column,
            ..
        } => LinkTable {
            table: table.clone(),
            source: source_column.clone(),
            target: target_column.clone(),
        },
        Links::Through {
            model,
            source,
            target,
        } => {
            let model = state.require(model)?;
            LinkTable {
                table: model.table.clone(),
                source: model.require_column(source)?.column.clone(),
                target: model.require_column(target)?.column.clone(),
            }
        }
    })
}

/// Whether a field can become the other one and keep what it holds.
pub(crate) fn can_become(before: &Field, after: &Field) -> bool {
    match (&before.kind, &after.kind) {
        (FieldKind::Column(_), FieldKind::Column(_)) => true,
        // As those of a foreign key, the keys in a join table may become keys of another model.
        (FieldKind::ManyToMany(before), FieldKind::ManyToMany(after)) => {
            let own = [before, after].map(|relation| relation.through().is_none());
            before.to == after.to || own == [true, true]
        }
        (FieldKind::Column(column), FieldKind::ManyToMany(relation))
        | (FieldKind::ManyToMany(relation), FieldKind::Column(column)) => {
            column.to() == Some(&relation.to)
        }
    }
}
