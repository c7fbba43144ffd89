//! A through model whose table becomes a join table.

use throughline_core::Result;
use throughline_sql::schema::SchemaRules;

use super::links_to_model::{fold, link_moves, numbered_key};
use super::{Behavior, Direction, fill_value, fragment_of};
use crate::loss::Loss;
use crate::problem;
use crate::schema_editor::{Moves, Owner, Transition};
use crate::state::{Links, Literal, ModelState, ProjectState};

/// A through model whose table becomes the join table of the relation. Every pair of linked rows
/// stays linked; the values of other columns are lost, and of several links between two rows
/// the one with the lowest key stays.
///
/// On the way back the links come back, and the other columns empty; one that takes no null needs
/// one of the `fills_back` for that, unless there are no links. A file says `lossy = true` if there are other columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelToLinks {
    /// The model that declares the relation.
    pub model: String,
    /// The many-to-many field.
    pub field: String,
    /// The join table.
    pub links: Links,
    /// Whether values of other columns are lost.
    pub lossy: bool,
    /// What the links get in the other columns when these come back.
    pub fills_back: Vec<(String, Literal)>,
}

impl ModelToLinks {
    /// The through model in the state before, with its two foreign keys.
    fn through<'s>(&self, from: &'s ProjectState) -> Result<(&'s ModelState, [&'s str; 2])> {
        let field = from.require(&self.model)?.require_field(&self.field)?;
        let links = field.many_to_many().map(|relation| &relation.links);
        match links {
            Some(Links::Through {
                model,
                source,
                target,
            }) => Ok((from.require(model)?, [source, target])),
            _ => Err(problem(format!(
                "`{}.{}` has no through model that could become a join table",
                self.model, self.field
            ))),
        }
    }
}

/// Whether a through model has columns besides its two foreign keys and its numbers.
pub(crate) fn has_payload(through: &ModelState, ends: [&str; 2]) -> bool {
    let number = numbered_key(through);
    let mut columns = through.fields.iter();
    columns.any(|field| {
        field.column().is_some()
            && !ends.contains(&field.name.as_str())
            && number != Some(&field.name)
    })
}

impl Behavior for ModelToLinks {
    fn model(&self) -> &str {
        &self.model
    }

    fn description(&self) -> String {
        let lost = if self.lossy {
            " (other values are lost)"
        } else {
            ""
        };
        format!(
            "~ Turn the through model of {}.{} into a join table{lost}",
            self.model, self.field
        )
    }

    fn fragment(&self) -> String {
        format!("{}_{}_simple", fragment_of(&self.model), self.field)
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        let (through, ends) = self.through(state)?;
        if has_payload(through, ends) && !self.lossy {
            return Err(problem(format!(
                "the other columns of `{}` would be lost, and the operation does not say so",
                through.name
            ))
            .with_hint("write `lossy = true` below it, if that is what you want"));
        }
        let through = through.name.clone();
        let model = state.model_mut(&self.model)?;
        let position = model.position(&self.field)?;
        if let Some(relation) = model.fields[position].many_to_many_mut() {
            relation.links = self.links.clone();
        }
        state.remove_model(&through).map(drop)
    }

    fn moves(&self, from: &ProjectState) -> Result<Moves> {
        let (through, ends) = self.through(from)?;
        let links = Owner::Join(self.model.clone(), self.field.clone());
        let model = Owner::Model(through.name.clone());
        let has_id = matches!(
            &self.links,
            Links::JoinTable {
                surrogate_id: true,
                ..
            }
        );
        let id = numbered_key(through).filter(|_| has_id);
        Ok(link_moves(&links, &model, ends, id).inverse())
    }

    fn transition(
        &self,
        direction: Direction,
        before: &ProjectState,
        after: &ProjectState,
        _: &SchemaRules,
    ) -> Result<Transition> {
        let mut transition = Transition::default();
        match direction {
            Direction::Forwards => {
                transition.moves = self.moves(before)?;
                let (through, ends) = self.through(before)?;
                transition.fold = fold(&self.model, &self.field, through, ends);
            }
            Direction::Backwards => {
                transition.moves = self.moves(after)?.inverse();
                let through = &self.through(after)?.0.name;
                for (field, literal) in &self.fills_back {
                    let value = fill_value(after, through, field, literal)?;
                    let owner = Owner::Model(through.clone());
                    transition.fills.push((owner, field.clone(), value));
                }
            }
        }
        Ok(transition)
    }

    fn loses_data(&self) -> bool {
        self.lossy
    }

    fn undo_loses(&self, _: &ProjectState, _: &SchemaRules) -> Result<Vec<Loss>> {
        let what = format!(
            "what the model between had besides the links of {}.{}",
            self.model, self.field
        );
        Ok(self.lossy.then(|| Loss::gone(what)).into_iter().collect())
    }
}
