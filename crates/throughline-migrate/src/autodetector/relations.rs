//! Many-to-many fields: reshapes that keep every link.

use throughline_core::Result;

use super::Detector;
use crate::operation::{
    AddField, AlterField, LinksToModel, ModelToLinks, MoveRelation, Operation, has_payload,
};
use crate::questioner::Question;
use crate::state::{Field, Links, Literal, ManyToMany, ModelState};

impl Detector<'_> {
    /// Relations that the other model declares from now on.
    pub(super) fn move_relations(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            for field in &before.fields {
                let Some(relation) = field.many_to_many() else {
                    continue;
                };
                let stays = after.field(&field.name).is_some();
                if stays || relation.through().is_some() || relation.to == after.name {
                    continue;
                }
                if let Some(new) = self.other_end(&after.name, field, relation)? {
                    self.push(Operation::MoveRelation(new))?;
                }
            }
        }
        Ok(())
    }

    /// The new field at the other end of a relation that is gone, if the answer says so.
    fn other_end(
        &mut self,
        model: &str,
        field: &Field,
        relation: &ManyToMany,
    ) -> Result<Option<MoveRelation>> {
        let (Some(here), Some(there)) =
            (self.state.model(&relation.to), self.to.model(&relation.to))
        else {
            return Ok(None);
        };
        let here = here.clone();
        for new in &there.fields {
            let fits = new.many_to_many().is_some_and(|new| new.to == model);
            if !fits || here.field(&new.name).is_some() {
                continue;
            }
            let question = Question::MoveRelation {
                old: (model.to_owned(), field.name.clone()),
                new: (relation.to.clone(), new.name.clone()),
            };
            if self.confirm(question)? {
                return Ok(Some(MoveRelation {
                    model: model.to_owned(),
                    field: field.name.clone(),
                    to_model: relation.to.clone(),
                    to_field: Field {
                        name: new.name.clone(),
                        kind: crate::state::FieldKind::ManyToMany(
                            self.turned(model, relation, new),
                        ),
                    },
                }));
            }
        }
        Ok(None)
    }

    /// The relation seen from its other end: as it is to be, or in the table that it has, if it
    /// is to be changed further.
    fn turned(&self, model: &str, relation: &ManyToMany, new: &Field) -> ManyToMany {
        let wanted = new.many_to_many();
        let is_free = |table: &str| !self.has_table(table);
        match (&relation.links, wanted.map(|wanted| &wanted.links)) {
            (Links::JoinTable { table: old, .. }, Some(links @ Links::JoinTable { table, .. }))
                if table == old || is_free(table) =>
            {
                ManyToMany {
                    to: model.to_owned(),
                    links: links.clone(),
                    symmetrical: false,
                }
            }
            (
                Links::JoinTable {
                    table,
                    source_column,
                    target_column,
                    surrogate_id,
                },
                _,
            ) => ManyToMany {
                to: model.to_owned(),
                links: Links::JoinTable {
                    table: table.clone(),
                    source_column: target_column.clone(),
                    target_column: source_column.clone(),
                    surrogate_id: *surrogate_id,
                },
                symmetrical: false,
            },
            (links, _) => ManyToMany {
                to: model.to_owned(),
                links: links.clone(),
                symmetrical: false,
            },
        }
    }

    /// The operation that makes a new model of a join table whose relation goes through it from
    /// now on; none if there is no such relation.
    pub(super) fn links_to_model(&mut self, model: &ModelState) -> Result<Option<LinksToModel>> {
        for owner in self.to.models() {
            for field in &owner.fields {
                let Some(ManyToMany {
                    to,
                    links:
                        Links::Through {
                            model: through,
                            source,
                            target,
                        },
                    ..
                }) = field.many_to_many()
                else {
                    continue;
                };
                let before = self.state.model(&owner.name);
                let before = before.and_then(|owner| owner.field(&field.name)?.many_to_many());
                let simple = before.is_some_and(|old| old.through().is_none() && old.to == *to);
                let has_ends = model.field(source).is_some() && model.field(target).is_some();
                if *through != model.name || !simple || !has_ends {
                    continue;
                }
                return Ok(Some(LinksToModel {
                    model: owner.name.clone(),
                    field: field.name.clone(),
                    through: model.clone(),
                    source: source.clone(),
                    target: target.clone(),
                    fills: self.payload_fills(model, [source, target])?,
                }));
            }
        }
        Ok(None)
    }

    /// What links get in the other columns of a through model.
    fn payload_fills(
        &mut self,
        through: &ModelState,
        ends: [&str; 2],
    ) -> Result<Vec<(String, Literal)>> {
        let mut fills = Vec::new();
        for field in &through.fields {
            let Some(column) = field.column() else {
                continue;
            };
            if ends.contains(&field.name.as_str()) || column.is_numbered() {
                continue;
            }
            if let Some(fill) = self.column_fill(through, field, column)? {
                fills.push((field.name.clone(), fill));
            }
        }
        Ok(fills)
    }

    /// What links get in the other columns, if they are copied into a through model.
    pub(super) fn link_fills(&mut self, relation: &ManyToMany) -> Result<Vec<(String, Literal)>> {
        match &relation.links {
            Links::JoinTable { .. } => Ok(Vec::new()),
            Links::Through {
                model,
                source,
                target,
            } => {
                let through = self.to.require(model)?;
                self.payload_fills(through, [source, target])
            }
        }
    }

    /// Changes many-to-many fields that stay.
    pub(super) fn alter_relations(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            for field in &after.fields {
                let old = before.field(&field.name).filter(|old| *old != field);
                let Some(old) = old.and_then(Field::many_to_many) else {
                    continue;
                };
                self.alter_relation(&after.name, old, field)?;
            }
        }
        Ok(())
    }

    fn alter_relation(&mut self, model: &str, old: &ManyToMany, field: &Field) -> Result<()> {
        if let Some(operation) = self.model_to_links(model, old, field)? {
            self.push(Operation::ModelToLinks(operation))?;
        }
        let now = self.state.require(model)?.require_field(&field.name)?;
        if now == field {
            return Ok(());
        }
        let link_fills = match field.many_to_many() {
            Some(relation) if relation.through() != old.through() => self.link_fills(relation)?,
            _ => Vec::new(),
        };
        self.push(Operation::AlterField(AlterField {
            model: model.to_owned(),
            field: field.clone(),
            fill: None,
            fill_back: None,
            link_fills,
        }))
    }

    /// The operation that makes a join table of a through model that is gone; none if the model
    /// stays, or something else needs it.
    fn model_to_links(
        &mut self,
        model: &str,
        old: &ManyToMany,
        field: &Field,
    ) -> Result<Option<ModelToLinks>> {
        let Links::Through {
            model: through,
            source,
            target,
        } = &old.links
        else {
            return Ok(None);
        };
        let new = field.many_to_many().map(|relation| &relation.links);
        let Some(links @ Links::JoinTable { .. }) = new else {
            return Ok(None);
        };
        let others = self.state.models().flat_map(|owner| {
            let fields = owner.fields.iter().map(move |field| (&owner.name, field));
            fields.filter(|(_, field)| field.targets().any(|target| target == through))
        });
        let needed = others
            .filter(|(owner, other)| !(*owner == model && other.name == field.name))
            .any(|(owner, _)| owner != through);
        let state = self.state.require(through)?;
        let has_relations = state
            .fields
            .iter()
            .any(|field| field.many_to_many().is_some());
        if self.to.model(through).is_some() || needed || has_relations {
            return Ok(None);
        }
        let lossy = has_payload(state, [source, target]);
        let fills_back = self.former_fills(state)?;
        if lossy {
            let model = through.clone();
            self.may_lose(Question::DropColumns { model })?;
        }
        Ok(Some(ModelToLinks {
            model: model.to_owned(),
            field: field.name.clone(),
            links: links.clone(),
            lossy,
            fills_back,
        }))
    }

    /// What is known of the columns of a model that goes, for the way back.
    fn former_fills(&self, model: &ModelState) -> Result<Vec<(String, Literal)>> {
        let mut fills = Vec::new();
        for field in &model.fields {
            let needs_value = field
                .column()
                .is_some_and(|column| !column.null && !column.is_numbered());
            if needs_value && let Some(fill) = self.fills.former(&model.name, &field.name)? {
                fills.push((field.name.clone(), fill));
            }
        }
        Ok(fills)
    }

    /// Adds the many-to-many fields that are new.
    pub(super) fn add_relations(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            let fields = after.fields.iter();
            for field in fields.filter(|field| before.field(&field.name).is_none()) {
                self.push(Operation::AddField(AddField {
                    model: after.name.clone(),
                    field: field.clone(),
                    fill: None,
                }))?;
            }
        }
        Ok(())
    }
}
