//! What became of what: the tables of one state, and those of the next that hold the same rows.
//!
//! A table is known by its owner, a model or a many-to-many field, and a column by its slot in
//! it: the name of its field, or its part in a join table. Whatever an operation does not name
//! stays what it is. The way back is the same, read the other way round.

/// Who a table belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// The model of that name.
    Model(String),
    /// The many-to-many field: its model and its name.
    Join(String, String),
}

/// The slot of a join table's own primary key.
pub(crate) const ID: &str = "id";
/// The slot of a join table's column that points to the declaring model.
pub(crate) const SOURCE: &str = "source";
/// The slot of a join table's column that points to the target.
pub(crate) const TARGET: &str = "target";

/// What became of what between two states.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Moves {
    owners: Vec<(Owner, Owner)>,
    slots: Vec<(Owner, String, Owner, String)>,
}

impl Moves {
    /// Nothing is called otherwise.
    pub(crate) fn none() -> Self {
        Moves::default()
    }

    /// A table goes over to another owner.
    pub(crate) fn owner(&mut self, before: Owner, after: Owner) {
        self.owners.push((before, after));
    }

    /// A column of these owners takes another slot.
    pub(crate) fn slot(&mut self, before: (&Owner, &str), after: (&Owner, &str)) {
        self.slots.push((
            before.0.clone(),
            before.1.to_owned(),
            after.0.clone(),
            after.1.to_owned(),
        ));
    }

    /// The way back.
    pub(crate) fn inverse(&self) -> Moves {
        let owners = self.owners.iter();
        let slots = self.slots.iter().cloned();
        Moves {
            owners: owners.map(|(a, b)| (b.clone(), a.clone())).collect(),
            slots: slots.map(|(a, x, b, y)| (b, y, a, x)).collect(),
        }
    }

    /// Who had the table that this owner has.
    pub(crate) fn origin(&self, after: &Owner) -> Option<Owner> {
        let named = self.owners.iter().find(|(_, owner)| owner == after);
        match named {
            Some((before, _)) => Some(before.clone()),
            // What went over to another is not here any more.
            None if self.owners.iter().any(|(before, _)| before == after) => None,
            None => Some(after.clone()),
        }
    }

    /// The slot that held the values of this slot.
    pub(crate) fn slot_origin(&self, after: &Owner, slot: &str) -> Option<String> {
        let is_named =
            |(_, _, owner, name): &&(Owner, String, Owner, String)| owner == after && name == slot;
        if let Some((_, before, ..)) = self.slots.iter().find(is_named) {
            return Some(before.clone());
        }
        let origin = self.origin(after)?;
        let went = self
            .slots
            .iter()
            .any(|(owner, name, ..)| *owner == origin && name == slot);
        (!went).then(|| slot.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_way_read_backwards() {
        let (old, new) = (Owner::Model("Old".into()), Owner::Model("New".into()));
        let mut moves = Moves::none();
        moves.owner(old.clone(), new.clone());
        moves.slot((&old, "a"), (&new, "b"));
        assert_eq!(moves.origin(&new), Some(old.clone()));
        assert_eq!(moves.origin(&old), None);
        assert_eq!(moves.slot_origin(&new, "b").as_deref(), Some("a"));
        assert_eq!(moves.slot_origin(&new, "a"), None);
        assert_eq!(moves.slot_origin(&new, "c").as_deref(), Some("c"));
        let back = moves.inverse();
        assert_eq!(back.origin(&old), Some(new));
        assert_eq!(back.slot_origin(&old, "a").as_deref(), Some("b"));
    }
}
