//! The optimizer: fewer operations that do the same.
//!
//! Two operations become one, or none, where [`reduce`](reduce::reduce) knows how. What stands
//! between them has to let one of the two pass ([`touches`]); then the rows are what they were.
//! Whether the state is what it was is not argued: the new operations are replayed, and what
//! leads elsewhere, or to two tables of one name on the way, is not taken.
//!
//! `squashmigrations` calls it. An operation that is not known here lets nothing pass.

mod follow;
mod reduce;
mod touches;

use throughline_core::Result;

use self::follow::follow;
use self::reduce::reduce;
use self::touches::{Touches, independent, touches};
use crate::autodetector::check_names;
use crate::operation::Operation;
use crate::state::{Field, ProjectState};

/// Fewer operations that lead from that state to the same one, and do the same to the rows that
/// are there. Those that cannot be replayed from there come back as they are.
///
/// ```
/// # mod throughline { pub use throughline_migrate as migrations; }
/// use throughline::migrations::{self, ProjectState};
///
/// let text = r#"
/// format = 1
///
/// [[operation]]
/// create_model = "Student"
/// table = "student"
/// fields = [{ name = "id", type = "big_auto", primary_key = true }]
///
/// [[operation]]
/// add_field = "Student.nickname"
/// type = "text"
/// null = true
///
/// [[operation]]
/// rename_field = "Student.nickname"
/// to = "name"
/// "#;
/// let operations = migrations::read("0001_initial", "0001_initial.toml", text)?.migration.operations;
/// let optimized = migrations::optimize(&ProjectState::new(), operations);
/// assert_eq!(optimized.len(), 1);
/// assert_eq!(optimized[0].description(), "+ Create model Student");
/// # Ok::<(), throughline_core::Error>(())
/// ```
#[must_use]
pub fn optimize(from: &ProjectState, operations: Vec<Operation>) -> Vec<Operation> {
    let Some(states) = replay(from.clone(), &operations) else {
        return operations;
    };
    let mut optimizer = Optimizer {
        touched: touched(&operations, &states),
        operations,
        states,
    };
    while optimizer.pass() {}
    optimizer.operations
}

/// Operations on their way to fewer.
struct Optimizer {
    operations: Vec<Operation>,
    /// The state before each operation, and the one behind all of them.
    states: Vec<ProjectState>,
    /// What each operation touches.
    touched: Vec<Touches>,
}

impl Optimizer {
    /// Tries each operation with all behind it. Gives whether there was something to do.
    fn pass(&mut self) -> bool {
        let mut changed = false;
        let mut first = 0;
        while first < self.operations.len() {
            let mut others = first + 1..self.operations.len();
            if others.any(|next| self.reduce_pair(first, next)) {
                changed = true;
            } else {
                first += 1;
            }
        }
        changed
    }

    /// Tries to make the two less, in the place of the first or in that of the second.
    fn reduce_pair(&mut self, first: usize, next: usize) -> bool {
        if independent(&self.touched[first], &self.touched[next]) {
            return false;
        }
        let candidates = [self.in_front(first, next), self.behind(first, next)];
        let mut candidates = candidates.into_iter().flatten();
        candidates.any(|candidate| self.replace(first, next, candidate))
    }

    /// The second comes to the first.
    fn in_front(&self, first: usize, next: usize) -> Option<Vec<Operation>> {
        let (one, other) = (&self.operations[first], &self.operations[next]);
        let mut reduced = reduce(one, other, &self.states[first])?;
        let mut between = self.operations[first + 1..next].to_vec();
        if let Operation::CreateModel(create) = one {
            if !self.stays_empty(&create.model.name, first + 1..next) {
                return None;
            }
            for operation in &mut between {
                follow(operation, other);
            }
        } else if !self.passes(next, first + 1..next) {
            return None;
        }
        reduced.extend(between);
        Some(reduced)
    }

    /// The first goes to the second.
    fn behind(&self, first: usize, next: usize) -> Option<Vec<Operation>> {
        if next == first + 1 || !self.passes(first, first + 1..next) {
            return None;
        }
        let mut operations = self.operations[first + 1..next].to_vec();
        let state = replay(self.states[first].clone(), &operations)?.pop()?;
        let (one, other) = (&self.operations[first], &self.operations[next]);
        operations.extend(reduce(one, other, &state)?);
        Some(operations)
    }

    /// Whether an operation may be done before all of these, or behind them.
    fn passes(&self, operation: usize, others: std::ops::Range<usize>) -> bool {
        let own = &self.touched[operation];
        self.touched[others]
            .iter()
            .all(|other| independent(own, other))
    }

    /// Whether none of these puts rows into the table of a new model. Then nothing is in it that
    /// a change of the table could change.
    fn stays_empty(&self, model: &str, others: std::ops::Range<usize>) -> bool {
        others.into_iter().all(|other| {
            let copies = match &self.operations[other] {
                Operation::AlterField(alter) => {
                    let relation = alter.field.many_to_many();
                    relation.and_then(|relation| relation.through()) == Some(model)
                }
                _ => false,
            };
            self.touched[other] != Touches::Everything && !copies
        })
    }

    /// Takes these operations in place of those from `first` to `last`, if they lead to the same
    /// state and can be applied.
    fn replace(&mut self, first: usize, last: usize, operations: Vec<Operation>) -> bool {
        let Some(mut states) = replay(self.states[first].clone(), &operations) else {
            return false;
        };
        let end = states.pop();
        let can_be_applied = |state: &ProjectState| check(state).is_ok();
        if end.as_ref() != Some(&self.states[last + 1]) || !states.iter().all(can_be_applied) {
            return false;
        }
        self.touched
            .splice(first..=last, touched(&operations, &states));
        self.states.splice(first..=last, states);
        self.operations.splice(first..=last, operations);
        true
    }
}

/// The states before each of these, and the one behind all. None if one does not fit.
fn replay(state: ProjectState, operations: &[Operation]) -> Option<Vec<ProjectState>> {
    let mut states = vec![state];
    for operation in operations {
        let mut next = states.last()?.clone();
        operation.state_forwards(&mut next).ok()?;
        states.push(next);
    }
    Some(states)
}

fn touched(operations: &[Operation], states: &[ProjectState]) -> Vec<Touches> {
    let pairs = operations.iter().zip(states);
    pairs
        .map(|(operation, before)| touches(operation, before))
        .collect()
}

/// Refuses two tables, indexes or columns of one name.
fn check(state: &ProjectState) -> Result<()> {
    check_names(state)?;
    for model in state.models() {
        let columns = model.fields.iter().filter_map(Field::column);
        let mut names: Vec<_> = columns.map(|column| column.column.to_lowercase()).collect();
        names.sort();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            let message = format!("two columns of `{}` have one name", model.name);
            return Err(crate::problem(message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
