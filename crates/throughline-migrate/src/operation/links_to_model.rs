//! A join table that becomes the table of a through model.

use throughline_core::Result;
use throughline_sql::schema::SchemaRules;

use super::{Behavior, Direction, fill_value, fragment_of};
use crate::loss::Loss;
use crate::problem;
use crate::schema_editor::{ID, Moves, Owner, SOURCE, TARGET, Transition};
use crate::state::{Column, Field, Links, Literal, ModelState, ProjectState};

/// A join table that becomes the table of a new through model: it gets another name and more
/// columns, and every link stays.
///
/// The table is rewritten only where the engine cannot add the columns in place. On the way back
/// the values of the other columns are lost, and of several links between two rows the first
/// one stays.
#[derive(Debug, Clone, PartialEq)]
pub struct LinksToModel {
    /// The model that declares the relation.
    pub model: String,
    /// The many-to-many field.
    pub field: String,
    /// The through model.
    pub through: ModelState,
    /// Its foreign key to the declaring model.
    pub source: String,
    /// Its foreign key to the target.
    pub target: String,
    /// What the links that are there get in the other columns.
    pub fills: Vec<(String, Literal)>,
}

impl Behavior for LinksToModel {
    fn model(&self) -> &str {
        &self.through.name
    }

    fn description(&self) -> String {
        format!(
            "~ Turn the links of {}.{} into model {}",
            self.model, self.field, self.through.name
        )
    }

    fn fragment(&self) -> String {
        format!(
            "{}_{}_through_{}",
            fragment_of(&self.model),
            self.field,
            fragment_of(&self.through.name)
        )
    }

    fn state_forwards(&self, state: &mut ProjectState) -> Result<()> {
        for end in [&self.source, &self.target] {
            self.through.require_column(end)?;
        }
        state.add_model(self.through.clone())?;
        let model = state.model_mut(&self.model)?;
        let position = model.position(&self.field)?;
        let relation = model.fields[position].many_to_many_mut();
        let relation = relation.filter(|relation| relation.through().is_none());
        let Some(relation) = relation else {
            return Err(problem(format!(
                "`{}.{}` has no join table that could become a model",
                self.model, self.field
            )));
        };
        relation.links = Links::Through {
            model: self.through.name.clone(),
            source: self.source.clone(),
            target: self.target.clone(),
        };
        Ok(())
    }

    fn moves(&self, from: &ProjectState) -> Result<Moves> {
        let links = Owner::Join(self.model.clone(), self.field.clone());
        let model = Owner::Model(self.through.name.clone());
        let field = from.require(&self.model)?.require_field(&self.field)?;
        let relation = field.many_to_many();
        let has_id = relation.is_some_and(|relation| {
            matches!(
                relation.links,
                Links::JoinTable {
                    surrogate_id: true,
                    ..
                }
            )
        });
        let id = numbered_key(&self.through).filter(|_| has_id);
        Ok(link_moves(&links, &model, [&self.source, &self.target], id))
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
                let model = &self.through.name;
                for (field, literal) in &self.fills {
                    let value = fill_value(after, model, field, literal)?;
                    let owner = Owner::Model(model.clone());
                    transition.fills.push((owner, field.clone(), value));
                }
            }
            Direction::Backwards => {
                transition.moves = self.moves(after)?.inverse();
                transition.fold = fold(
                    &self.model,
                    &self.field,
                    &self.through,
                    [&self.source, &self.target],
                );
            }
        }
        Ok(transition)
    }

    fn undo_loses(&self, state: &ProjectState, rules: &SchemaRules) -> Result<Vec<Loss>> {
        let ends = [&self.source, &self.target];
        let is_kept = |field: &Field| {
            ends.contains(&&field.name) || field.column().is_some_and(Column::is_numbered)
        };
        let fields = self.through.fields.iter().filter(|field| !is_kept(field));
        let losses = fields.map(|field| Loss::field(state, &self.through.name, field, rules));
        losses.filter_map(Result::transpose).collect()
    }
}

/// The pair of a join table, to fold by, unless the model had it as a key.
pub(super) fn fold(
    model: &str,
    field: &str,
    through: &ModelState,
    ends: [&str; 2],
) -> Option<(Owner, Vec<String>)> {
    let is_pair = |key: &Vec<String>| {
        key.len() == 2 && ends.iter().all(|end| key.iter().any(|name| name == end))
    };
    let single_key = through.primary_key.len() == 1;
    let unique = through.unique.iter().any(is_pair);
    (single_key && !unique).then(|| {
        let owner = Owner::Join(model.to_owned(), field.to_owned());
        (owner, vec![SOURCE.to_owned(), TARGET.to_owned()])
    })
}

/// What becomes of a join table and its columns when it is a model's table.
pub(super) fn link_moves(
    links: &Owner,
    model: &Owner,
    [source, target]: [&str; 2],
    id: Option<&str>,
) -> Moves {
    let mut moves = Moves::none();
    moves.owner(links.clone(), model.clone());
    moves.slot((links, SOURCE), (model, source));
    moves.slot((links, TARGET), (model, target));
    match id {
        Some(id) => moves.slot((links, ID), (model, id)),
        // No slot of the model has this name.
        None => moves.slot((links, ID), (model, "")),
    }
    moves
}

/// The field of the primary key, if the database numbers the rows by it.
pub(super) fn numbered_key(model: &ModelState) -> Option<&str> {
    let [key] = model.primary_key.as_slice() else {
        return None;
    };
    let column = model.field(key)?.column()?;
    column.is_numbered().then_some(key)
}
