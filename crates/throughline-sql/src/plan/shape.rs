//! The shape of a plan, and its values in order.

use std::cell::Cell;

use smallvec::SmallVec;
use throughline_core::{FieldDef, Relation, Value};

use super::{Fault, Operand, ValueRows};

/// A plan: something that has a shape and values.
pub trait Plan {
    /// Writes the shape and the values, in an order that depends on the shape alone.
    fn shape<'a>(&'a self, shape: &mut Shape<'a>);

    /// Whether it surely finds no row, so that it need not be sent: its result is as empty.
    fn is_never(&self) -> bool {
        false
    }

    /// Whether it surely finds one row at most, behind which nothing has to be looked for.
    fn is_single(&self) -> bool {
        false
    }
}

/// What a bound parameter is made of.
#[derive(Debug, Clone, Copy)]
pub enum Argument<'a> {
    /// One value.
    Value(&'a Value),
    /// A list of values, sent as one parameter (an array, or a JSON text).
    List(&'a Vec<Value>),
    /// Rows of values, sent as one parameter or as a few.
    Rows(&'a ValueRows),
    /// A number of rows.
    Count(&'a u64),
}

impl Argument<'_> {
    /// The first answer that one of the values gives.
    pub fn find_value<T>(&self, mut ask: impl FnMut(&Value) -> Option<T>) -> Option<T> {
        match self {
            Argument::Value(value) => ask(value),
            Argument::List(values) => values.iter().find_map(ask),
            Argument::Rows(rows) => rows.values().iter().find_map(ask),
            Argument::Count(_) => None,
        }
    }

    /// Why one of the values cannot be kept, if one cannot.
    pub(crate) fn unfit(&self) -> Option<&'static str> {
        self.find_value(|value| match value {
            Value::Unfit(reason) => Some(*reason),
            _ => None,
        })
    }

    /// Where the argument is in the plan. The renderer meets the same plan and finds the
    /// argument's number by it, in whatever order it writes the text.
    pub(crate) fn address(&self) -> usize {
        match self {
            Argument::Value(value) => std::ptr::from_ref(*value).addr(),
            Argument::List(list) => std::ptr::from_ref(*list).addr(),
            Argument::Rows(rows) => std::ptr::from_ref(*rows).addr(),
            Argument::Count(count) => std::ptr::from_ref(*count).addr(),
        }
    }
}

/// The arguments of a plan, in order. Those of most plans are on the stack: this is made at each call.
pub type Arguments<'a> = SmallVec<[Argument<'a>; 2]>;

/// Memory of a thread that is longer than this is given back to the system.
const KEPT: usize = 4096;

thread_local! {
    /// The memory of the last key, for the next one: each call makes a key, and few are still there after it.
    static KEY: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The shape of a plan as bytes, and its arguments in order.
///
/// Static declarations stand in it by their address, so that the bytes of two plans are equal
/// exactly if the plans differ in nothing but values.
#[derive(Debug, Default)]
pub struct Shape<'a> {
    key: Vec<u8>,
    arguments: Arguments<'a>,
    fault: Option<&'a Fault>,
    locks: bool,
    raw: bool,
}

impl<'a> Shape<'a> {
    /// The shape of a plan.
    pub fn of(plan: &'a (impl Plan + ?Sized)) -> Self {
        let mut shape = Shape::default();
        shape.key = KEY.try_with(Cell::take).unwrap_or_default();
        shape.key.reserve(192);
        plan.shape(&mut shape);
        shape
    }

    /// The shape of a part of a plan.
    pub(crate) fn of_operand(operand: &'a Operand) -> Self {
        let mut shape = Shape::default();
        operand.shape(&mut shape);
        shape
    }

    /// The shape, to look a statement up by.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The arguments, in order.
    #[must_use]
    pub fn arguments(&self) -> &[Argument<'a>] {
        &self.arguments
    }

    /// The arguments alone.
    #[must_use]
    pub fn into_arguments(mut self) -> Arguments<'a> {
        std::mem::take(&mut self.arguments)
    }

    /// Why the plan cannot be sent, if it cannot.
    #[must_use]
    pub fn fault(&self) -> Option<&'a Fault> {
        self.fault
    }

    /// Whether the plan locks rows until the end of the transaction.
    #[must_use]
    pub fn locks(&self) -> bool {
        self.locks
    }

    /// Whether the caller's own text is in it, of which nobody knows whether it means the same a
    /// second time.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.raw
    }

    pub(super) fn set_raw(&mut self) {
        self.raw = true;
    }

    pub(super) fn set_locks(&mut self) {
        self.locks = true;
    }

    pub(super) fn set_fault(&mut self, fault: &'a Fault) {
        self.fault.get_or_insert(fault);
    }

    /// Text that is part of the statement.
    pub(super) fn text(&mut self, text: &str) {
        self.length(text.len());
        self.key.extend_from_slice(text.as_bytes());
    }

    /// Marks what follows. Tags of one place differ from each other.
    pub(super) fn tag(&mut self, tag: u8) {
        self.key.push(tag);
    }

    pub(super) fn length(&mut self, length: usize) {
        self.key.extend_from_slice(&length.to_ne_bytes());
    }

    /// A static declaration, by its address.
    pub(super) fn pointer<T>(&mut self, declaration: &'static T) {
        self.length(std::ptr::from_ref(declaration).addr());
    }

    pub(super) fn relations(&mut self, relations: &[Relation]) {
        self.length(relations.len());
        for relation in relations {
            self.pointer(relation.def);
            self.tag(relation.direction as u8);
        }
    }

    pub(super) fn fields(&mut self, fields: &[&'static FieldDef]) {
        self.length(fields.len());
        for field in fields {
            self.pointer(*field);
        }
    }

    pub(super) fn operands(&mut self, operands: &'a [Operand]) {
        self.length(operands.len());
        for operand in operands {
            operand.shape(self);
        }
    }

    pub(super) fn value(&mut self, value: &'a Value) {
        self.arguments.push(Argument::Value(value));
    }

    /// A list, known by the address of its vector.
    pub(super) fn list(&mut self, values: &'a Vec<Value>) {
        self.arguments.push(Argument::List(values));
    }

    /// Rows, known by the address of their list. A single one has a statement of its own.
    pub(super) fn rows(&mut self, rows: &'a ValueRows) {
        self.tag(u8::from(rows.len() == 1));
        self.arguments.push(Argument::Rows(rows));
    }

    pub(super) fn count(&mut self, count: Option<&'a u64>) {
        self.tag(u8::from(count.is_some()));
        if let Some(count) = count {
            self.arguments.push(Argument::Count(count));
        }
    }
}

impl Drop for Shape<'_> {
    fn drop(&mut self) {
        let mut key = std::mem::take(&mut self.key);
        if key.capacity() <= KEPT {
            key.clear();
            // A thread that ends keeps nothing.
            KEY.try_with(|kept| kept.set(key)).ok();
        }
    }
}
