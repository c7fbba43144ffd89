//! The rows that are joined to those of a query, and who shares them.

use throughline_core::{Relation, Value};
use throughline_sql::plan::{Comparison, Condition, Each, FieldPath, Operand};

use super::resolve::Target;

/// Whose joins a path may take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Share {
    /// Those of that call.
    Call(usize),
    /// Any, the newest first.
    Newest,
}

/// The rows that are joined, in the order of their joining.
#[derive(Debug, Default)]
pub(super) struct Joins {
    each: Vec<Each>,
    /// The call that joined each of them; 0 for what belongs to none.
    calls: Vec<usize>,
    /// The link by which a related manager's rows are found.
    link: Option<Link>,
    /// The calls whose joins were shared by what belongs to no call.
    shared: Vec<usize>,
}

/// The link of a related manager, from its far row.
#[derive(Debug, Clone)]
struct Link {
    /// The relations to the link.
    hop: Vec<Relation>,
    /// From there to the key of the owner.
    rest: Vec<Relation>,
    relation: Relation,
    owner: Value,
    is_joined: bool,
}

impl Joins {
    /// With these rows joined, which belong to no call, and perhaps the link of a related manager.
    pub(super) fn new(each: Vec<Each>, link: Option<(Relation, Value)>) -> Self {
        Joins {
            calls: vec![0; each.len()],
            each,
            link: link.map(|(relation, owner)| {
                let relation = relation.inverse();
                let (hop, rest) = match relation.link_steps() {
                    Some((links, owner)) => (vec![links], vec![owner]),
                    None => (vec![relation], Vec::new()),
                };
                Link {
                    hop,
                    rest,
                    relation,
                    owner,
                    is_joined: false,
                }
            }),
            shared: Vec::new(),
        }
    }

    pub(super) fn into_each(self) -> Vec<Each> {
        self.each
    }

    /// The calls whose joins have been shared by what belongs to no call.
    pub(super) fn shared(&self) -> &[usize] {
        &self.shared
    }

    /// Whose row the link of the related manager has to be, if it has been joined.
    pub(super) fn link_condition(&self) -> Option<Condition> {
        let link = self.link.as_ref().filter(|link| link.is_joined)?;
        let start = self.find(0, &link.hop, |call| call == 0)?;
        let path = FieldPath {
            start,
            relations: link.rest.clone(),
            field: link.relation.far().key,
        };
        let owner = Operand::Value(link.owner.clone());
        Some(Condition::Compare(path.into(), Comparison::Equal, owner))
    }

    /// The operand at the end of the way to a target, its relations taken from that one on.
    pub(super) fn operand(&mut self, target: &Target, from: usize, share: Share) -> Operand {
        match target {
            Target::Computed(annotation) => annotation.operand.clone(),
            Target::Route(route) => {
                let (start, relations) = self.follow(&route.relations[from..], share);
                FieldPath {
                    start,
                    relations,
                    field: route.field,
                }
                .into()
            }
        }
    }

    /// Joins what is not yet joined. Gives where the last of the joined rows are, and the relations
    /// to one row from there.
    pub(super) fn follow(
        &mut self,
        relations: &[Relation],
        share: Share,
    ) -> (usize, Vec<Relation>) {
        let (mut start, mut rest) = (0, relations);
        while let Some(at) = rest.iter().position(Relation::is_multiple) {
            let (hop, behind) = rest.split_at(at + 1);
            start = self.join(start, hop, share);
            rest = behind;
        }
        (start, rest.to_vec())
    }

    fn join(&mut self, start: usize, hop: &[Relation], share: Share) -> usize {
        let call = match share {
            Share::Call(call) => call,
            Share::Newest => 0,
        };
        let found = match share {
            Share::Call(own) => self.find(start, hop, |call| call == own),
            Share::Newest => self.find(start, hop, |_| true),
        };
        if let Some(found) = found {
            if call == 0 {
                self.shared.push(self.calls[found - 1]);
            }
            return found;
        }
        let of_manager = self
            .link
            .as_mut()
            .filter(|link| call == 0 && start == 0 && link.hop == hop);
        let outer = of_manager.is_none();
        if let Some(link) = of_manager {
            link.is_joined = true;
        }
        self.each.push(Each {
            start,
            relations: hop.to_vec(),
            outer,
        });
        self.calls.push(call);
        self.each.len()
    }

    /// The newest of the joined rows that are reached so.
    fn find(&self, start: usize, hop: &[Relation], of: impl Fn(usize) -> bool) -> Option<usize> {
        let joined = self.each.iter().zip(&self.calls);
        let mut newest = joined.enumerate().rev();
        newest
            .find(|(_, (each, call))| each.start == start && each.relations == hop && of(**call))
            .map(|(position, _)| position + 1)
    }
}
