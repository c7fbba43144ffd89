//! Plans that nobody wrote: rendering never panics, every placeholder has its parameter, the
//! shape alone decides the text, no value gets into it, and SQLite takes it.

use std::cell::RefCell;
use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use throughline_core::{ColumnType, End, FieldDef, ModelDef, Relation, Value};
use throughline_sql::dialect::SQLITE;
use throughline_sql::plan::{
    Aggregate, Arithmetic, Assignment, ChildOutput, Children, Comparison, Condition, Delete, Each,
    FieldPath, Function, Insert, LinkClear, LinkCount, LinkDelete, LinkInsert, MirrorDelete, Nulls,
    OnConflict, Operand, Order, Output, Owners, PairDelete, PairInsert, PairUpdate, Raw, Select,
    Shape, Source, Targets, TextMatch, Update,
};
use throughline_sql::{Render, render};

use crate::golden::{DIALECTS, assert_placeholders};
use crate::school::{MODELS, relations};
use crate::tables::create_all;

/// Every integer is at least this, and every text begins with it: neither is found in a text by
/// chance.
const MARK: u8 = 77;
const MARKED: i64 = 7_700_000_000;

/// A plan from bytes: `structure` decides all but the values, which come from `values`.
struct Choices<'a> {
    structure: std::slice::Iter<'a, u8>,
    values: std::slice::Iter<'a, u8>,
}

impl Choices<'_> {
    fn number(&mut self, below: usize) -> usize {
        usize::from(*self.structure.next().unwrap_or(&0)) % below
    }

    fn flag(&mut self) -> bool {
        self.number(2) == 1
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.number(of.len())].clone()
    }

    fn several<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.number(most + 1)).map(|_| make(self)).collect()
    }

    fn any_value(&mut self) -> u8 {
        *self.values.next().unwrap_or(&0)
    }

    fn value(&mut self, field: &FieldDef) -> Value {
        let byte = self.any_value();
        match field.column_type {
            _ if byte == 0 => Value::Null,
            ColumnType::Text | ColumnType::Json => Value::Text(format!("{MARKED}{byte}'\"`?$1")),
            ColumnType::Bytes => Value::Bytes(vec![MARK, byte]),
            ColumnType::Uuid => Value::Uuid(uuid::Uuid::from_bytes([MARK.max(byte); 16])),
            _ => Value::Int(MARKED + i64::from(byte)),
        }
    }

    /// As many values as a value says: a list's length is no part of the shape.
    fn list(&mut self, field: &FieldDef) -> Vec<Value> {
        (0..self.any_value() % 4)
            .map(|_| self.value(field))
            .collect()
    }

    fn count(&mut self) -> u64 {
        MARKED.unsigned_abs() + u64::from(self.any_value())
    }

    fn field(&mut self, model: &'static ModelDef) -> &'static FieldDef {
        &model.fields[self.number(model.fields.len())]
    }

    fn path(&mut self, model: &'static ModelDef, multiple: bool) -> FieldPath {
        let mut at = model;
        let mut path = Vec::new();
        for _ in 0..self.number(4) {
            let mut next = relations(at);
            next.retain(|relation| multiple || !relation.is_multiple());
            if next.is_empty() {
                break;
            }
            let relation = self.one(&next);
            path.push(relation);
            at = relation.far().model;
        }
        FieldPath::over(path, self.field(at))
    }

    fn operand(&mut self, model: &'static ModelDef, field: &FieldDef) -> Operand {
        if self.flag() {
            return Operand::Value(self.value(field));
        }
        self.column(model, 1)
    }

    /// What one row has one value of.
    fn column(&mut self, model: &'static ModelDef, depth: usize) -> Operand {
        match self.number(if depth == 0 { 3 } else { 6 }) {
            3 => {
                let arithmetic = self.one(&[
                    Arithmetic::Add,
                    Arithmetic::Subtract,
                    Arithmetic::Multiply,
                    Arithmetic::Divide,
                ]);
                let left = Box::new(self.column(model, depth - 1));
                let value = Operand::Value(Value::Int(MARKED + i64::from(self.any_value())));
                Operand::Arithmetic(left, arithmetic, Box::new(value))
            }
            4 => match self.many_rows(model) {
                Some((relations, end)) => self.aggregate(relations, end),
                None => self.path(model, false).into(),
            },
            5 => Operand::Raw(Raw {
                parts: vec!["coalesce(".into(), ", '?$1')".into()],
                operands: vec![self.path(model, false).into()],
                column_type: ColumnType::Text,
            }),
            _ => self.path(model, false).into(),
        }
    }

    fn aggregate(&mut self, relations: Vec<Relation>, end: &'static ModelDef) -> Operand {
        Operand::Aggregate(Box::new(Aggregate {
            function: self.function(),
            distinct: self.flag(),
            start: 0,
            relations,
            value: self.column(end, 0),
            conditions: self.several(1, |c| c.condition(end, 0)),
        }))
    }

    fn function(&mut self) -> Function {
        self.one(&[
            Function::Count,
            Function::Sum,
            Function::Avg,
            Function::Min,
            Function::Max,
        ])
    }

    fn order(&mut self, model: &'static ModelDef) -> Order {
        Order {
            nulls: self.one(&[None, Some(Nulls::First), Some(Nulls::Last)]),
            ..Order::by(self.column(model, 1), self.flag())
        }
    }

    /// The first row to many rows from the model, joined.
    fn each(&mut self, model: &'static ModelDef) -> Vec<Each> {
        let mut many = relations(model);
        many.retain(Relation::is_multiple);
        self.several(1, |c| c.flag())
            .into_iter()
            .filter(|_| !many.is_empty())
            .map(|outer| Each {
                start: 0,
                relations: vec![self.one(&many)],
                outer,
            })
            .collect()
    }

    fn condition(&mut self, model: &'static ModelDef, depth: usize) -> Condition {
        let path = self.path(model, true);
        let field = path.field;
        let path = if self.number(4) == 0 && depth > 0 {
            self.column(model, 1)
        } else {
            Operand::from(path)
        };
        let leaves = 7;
        match self.number(if depth == 0 { leaves } else { leaves + 6 }) {
            0 => {
                let comparison = self.one(&[
                    Comparison::Equal,
                    Comparison::NotEqual,
                    Comparison::Less,
                    Comparison::LessOrEqual,
                    Comparison::Greater,
                    Comparison::GreaterOrEqual,
                ]);
                Condition::Compare(path, comparison, self.operand(model, field))
            }
            1 => {
                let (low, high) = (self.operand(model, field), self.operand(model, field));
                Condition::Between(path, low, high)
            }
            2 => {
                let text_match = self.one(&[
                    TextMatch::IExact,
                    TextMatch::Contains,
                    TextMatch::IContains,
                    TextMatch::StartsWith,
                    TextMatch::IStartsWith,
                    TextMatch::EndsWith,
                    TextMatch::IEndsWith,
                    TextMatch::Regex,
                ]);
                Condition::Text(path, text_match, self.value(field))
            }
            3 => Condition::IsNull(path, self.flag()),
            4 | 5 => Condition::InList(path, self.list(field)),
            6 => Condition::Constant(self.flag()),
            7 => Condition::And(self.several(3, |c| c.condition(model, depth - 1))),
            8 => Condition::Or(self.several(3, |c| c.condition(model, depth - 1))),
            9 => Condition::Not(Box::new(self.condition(model, depth - 1))),
            10 => self.quantified(model, depth),
            11 => self.counted(model, depth),
            _ => {
                let mut select = self.select(depth - 1);
                select.output = Output::Columns(vec![self.path(select.model(), false).into()]);
                select.once = false;
                Condition::InSelect(path, Box::new(select))
            }
        }
    }

    /// Relations of which one at least leads to many rows, if the model has such, and the model
    /// at their end.
    fn many_rows(
        &mut self,
        model: &'static ModelDef,
    ) -> Option<(Vec<Relation>, &'static ModelDef)> {
        let mut path = self.path(model, true).relations;
        while path.last().is_some_and(|last| !last.is_multiple()) && self.flag() {
            path.pop();
        }
        let many = path.iter().any(Relation::is_multiple);
        let end = path.last()?.far().model;
        many.then_some((path, end))
    }

    fn quantified(&mut self, model: &'static ModelDef, depth: usize) -> Condition {
        match self.many_rows(model) {
            Some((relations, end)) => {
                Condition::Some(relations.into(), Box::new(self.condition(end, depth - 1)))
            }
            None => Condition::Constant(self.flag()),
        }
    }

    fn counted(&mut self, model: &'static ModelDef, depth: usize) -> Condition {
        match self.many_rows(model) {
            Some((relations, end)) if relations.last().is_some_and(Relation::is_multiple) => {
                let count = self.count();
                let condition = Box::new(self.condition(end, depth - 1));
                Condition::AtLeast(relations.into(), count, condition)
            }
            _ => Condition::Constant(self.flag()),
        }
    }

    fn select(&mut self, depth: usize) -> Select {
        let model: &'static ModelDef = self.one(&MODELS);
        let ends = relations(model);
        let source = if self.flag() || ends.is_empty() {
            Source::Model(model)
        } else {
            let relation = self.one(&ends);
            Source::Related(relation, self.value(relation.near().key))
        };
        let mut select = Select::new(source);
        let model = select.model();
        select.conditions = self.several(3, |c| c.condition(model, depth));
        select.order = self.several(2, |c| c.order(model));
        select.limit = self.flag().then(|| self.count());
        select.offset = (select.limit.is_some() && self.flag()).then(|| self.count());
        select.each = self.each(model);
        select.once = self.flag() && !select.each.is_empty();
        select.distinct = self.flag() && select.each.is_empty();
        select.output = match self.number(7) {
            4 if !select.is_sliced() => Output::Aggregates(vec![Aggregate {
                function: self.function(),
                distinct: self.flag(),
                start: 0,
                relations: Vec::new(),
                value: self.path(model, false).into(),
                conditions: Vec::new(),
            }]),
            5 => Output::CountColumns(vec![self.column(model, 1)]),
            0 => Output::Rows,
            1 => Output::Count,
            2 => Output::Exists,
            3 => Output::RowsWithLink,
            _ => Output::Columns(vec![self.column(model, 1), self.column(model, 1)]),
        };
        select
    }

    fn children(&mut self) -> Children {
        let ends = MODELS.into_iter().flat_map(relations);
        let apart: Vec<_> = ends.filter(|end| end.own_column().is_none()).collect();
        let relation = self.one(&apart);
        let far = relation.far().model;
        Children {
            owners: self.owners(relation.near()),
            conditions: self.several(3, |c| c.condition(far, 2)),
            order: self.several(2, |c| c.order(far)),
            limit: self.flag().then(|| self.count()),
            offset: self.flag().then(|| self.count()),
            output: self.child_output(far),
            extra: Vec::new(),
            only: self.flag().then(|| FieldPath::own(far.key()).into()),
            relation,
        }
    }

    fn owners(&mut self, near: End) -> Owners {
        if self.flag() {
            return self.list(near.key).into();
        }
        let mut found = Select::new(Source::Model(near.model));
        found.conditions = self.several(2, |c| c.condition(near.model, 1));
        found.output = Output::Columns(vec![FieldPath::own(near.key).into()]);
        Owners::Found(Box::new(found))
    }

    fn child_output(&mut self, far: &'static ModelDef) -> ChildOutput {
        if self.flag() {
            return ChildOutput::Rows;
        }
        ChildOutput::Aggregate(Aggregate {
            function: self.function(),
            distinct: self.flag(),
            start: 0,
            relations: self.path(far, true).relations,
            value: Operand::Value(Value::Int(MARKED + i64::from(self.any_value()))),
            conditions: Vec::new(),
        })
    }

    fn rows_to_write(&mut self) -> Select {
        let mut select = self.select(2);
        select.output = Output::Rows;
        (select.once, select.distinct) = (false, false);
        select.each.clear();
        select
    }

    fn insert(&mut self) -> Insert {
        let model: &'static ModelDef = self.one(&MODELS);
        let fields: Vec<_> = model.fields.iter().filter(|_| self.flag()).collect();
        let keys: Vec<_> = std::iter::once(model.primary_key)
            .chain(model.unique.iter().copied())
            .collect();
        let rows = 1 + self.number(3);
        let every = std::iter::repeat_n(&fields, rows).flatten();
        Insert {
            model,
            values: every.map(|field| self.value(field)).collect(),
            on_conflict: (self.flag() && !fields.is_empty()).then(|| {
                if self.flag() {
                    OnConflict::Key(self.one(&keys))
                } else {
                    OnConflict::Any
                }
            }),
            counted: self.flag(),
            fields,
        }
    }

    fn update(&mut self) -> Update {
        let select = self.rows_to_write();
        let model = select.model();
        let mut fields: Vec<_> = model.fields.iter().filter(|_| self.flag()).collect();
        if fields.is_empty() {
            fields.push(model.key());
        }
        let assignments = fields.into_iter().map(|field| Assignment {
            field,
            operand: self.operand(model, field),
        });
        Update {
            assignments: assignments.collect(),
            returning: self.flag(),
            select,
        }
    }

    /// A relation that has links.
    fn links(&mut self) -> Relation {
        let ends = MODELS.into_iter().flat_map(relations);
        let with_links: Vec<_> = ends.filter(|relation| relation.link().is_some()).collect();
        self.one(&with_links)
    }

    fn link_insert(&mut self) -> LinkInsert {
        let relation = self.links();
        let link = relation.link().expect("it was chosen so");
        let mut row_fields = Vec::new();
        let mut shared_fields = Vec::new();
        let columns = link.through.map_or(&[][..], |model| model.fields).iter();
        for field in columns.filter(|field| field.references.is_none()) {
            match self.number(3) {
                0 => row_fields.push(field),
                1 => shared_fields.push(field),
                _ => {}
            }
        }
        let far = relation.far().key;
        let row = |c: &mut Self| -> Vec<Value> {
            let fields = std::iter::once(far).chain(row_fields.iter().copied());
            fields.map(|field| c.value(field)).collect()
        };
        let rows = (0..self.rows()).map(|_| row(self)).collect();
        LinkInsert {
            relation,
            owner: self.value(relation.near().key),
            rows,
            shared: shared_fields
                .iter()
                .map(|field| self.value(field))
                .collect(),
            row_fields,
            shared_fields,
        }
    }

    fn link_delete(&mut self) -> LinkDelete {
        let relation = self.links();
        let far = relation.far().key;
        LinkDelete {
            relation,
            owner: self.value(relation.near().key),
            targets: match self.number(3) {
                0 => Targets::All,
                1 => Targets::In(self.list(far)),
                _ => Targets::NotIn(self.list(far)),
            },
        }
    }

    fn link_count(&mut self) -> LinkCount {
        let relation = self.links();
        LinkCount {
            relation,
            owner: self.value(relation.near().key),
            target: self.flag().then(|| self.value(relation.far().key)),
            rows: self.flag().then(|| self.count()),
        }
    }

    fn pair_insert(&mut self) -> PairInsert {
        let links = self.link_insert();
        let near = links.relation.near().key;
        let with_near = |row: &[Value]| [&[self.value(near)], row].concat();
        let rows = links.rows.iter().map(with_near).collect();
        PairInsert {
            relation: links.relation,
            rows,
            row_fields: links.row_fields,
            shared_fields: links.shared_fields,
            shared: links.shared,
            counted: self.number(2) == 0,
        }
    }

    /// How many rows: a single one has a statement of its own.
    fn rows(&mut self) -> usize {
        match self.flag() {
            true => 1,
            false => [0, 2, 3][usize::from(self.any_value() % 3)],
        }
    }

    /// Some keys of both ends.
    fn pairs(&mut self, relation: Relation) -> Vec<Vec<Value>> {
        let ends = [relation.near().key, relation.far().key];
        (0..self.rows())
            .map(|_| ends.map(|key| self.value(key)).to_vec())
            .collect()
    }

    fn pair_delete(&mut self) -> PairDelete {
        let relation = self.links();
        let rows = self.pairs(relation);
        PairDelete {
            relation,
            rows: rows.into_iter().collect(),
            counted: self.flag(),
        }
    }

    /// `None` for rows of which no relation has links.
    fn link_clear(&mut self) -> Option<LinkClear> {
        let mut owners = self.rows_to_write();
        let mut of_model = relations(owners.model());
        of_model.retain(|relation| relation.link().is_some());
        if of_model.is_empty() {
            return None;
        }
        let relation = self.one(&of_model);
        owners.output = Output::Columns(vec![FieldPath::own(relation.near().key).into()]);
        owners.lock = None;
        Some(LinkClear {
            relation,
            owners,
            counted: self.flag(),
        })
    }

    fn mirror_delete(&mut self) -> MirrorDelete {
        MirrorDelete(self.link_delete())
    }

    /// `None` for a relation whose links have no columns.
    fn pair_update(&mut self) -> Option<PairUpdate> {
        let relation = self.links();
        let model = relation.link()?.through?;
        let fields: Vec<_> = model.fields.iter().filter(|_| self.flag()).collect();
        (!fields.is_empty()).then(|| PairUpdate {
            relation,
            rows: self.pairs(relation).into_iter().collect(),
            values: fields.iter().map(|field| self.value(field)).collect(),
            compared: self.number(fields.len() + 1),
            fields,
        })
    }

    fn plan(&mut self) -> Box<dyn Render> {
        match self.number(15) {
            0..=2 => Box::new(self.select(3)),
            3 => Box::new(self.insert()),
            4 => Box::new(self.update()),
            5 => Box::new(Delete {
                select: self.rows_to_write(),
            }),
            6 => Box::new(self.link_insert()),
            7 => Box::new(self.link_delete()),
            8 => Box::new(self.link_count()),
            9 => Box::new(self.pair_insert()),
            10 => Box::new(self.pair_delete()),
            11 => Box::new(self.mirror_delete()),
            12 => Box::new(self.children()),
            13 => match self.link_clear() {
                Some(clear) => Box::new(clear),
                None => Box::new(self.pair_delete()),
            },
            _ => match self.pair_update() {
                Some(update) => Box::new(update),
                None => Box::new(self.link_count()),
            },
        }
    }
}

fn plan(structure: &[u8], values: &[u8]) -> Box<dyn Render> {
    let mut choices = Choices {
        structure: structure.iter(),
        values: values.iter(),
    };
    choices.plan()
}

/// A database with the tables and the functions that the statements use.
fn sqlite() -> Connection {
    let connection = Connection::open_in_memory().expect("a database in memory");
    for (name, arguments) in [("throughline_fold", 1), ("regexp", 2)] {
        connection
            .create_scalar_function(name, arguments, FunctionFlags::SQLITE_UTF8, |_| Ok(0))
            .expect("a function");
    }
    for statement in create_all(&SQLITE) {
        connection.execute_batch(&statement).expect("a table");
    }
    connection
}

#[test]
fn any_plan_is_rendered() {
    let connection = sqlite();
    let known: RefCell<HashMap<Vec<u8>, [String; 3]>> = RefCell::default();
    let config = ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let bytes = |most| proptest::collection::vec(any::<u8>(), 0..most);
    let plans = (bytes(120), bytes(30), bytes(30));
    let result = TestRunner::new(config).run(&plans, |(structure, values, others)| {
        let texts = [&values, &others].map(|values| {
            let plan = plan(&structure, values);
            let shape = Shape::of(&*plan);
            let texts = DIALECTS.map(|(_, dialect)| {
                let statement = render(&*plan, dialect);
                assert_placeholders(&statement, dialect);
                let bound = statement
                    .bind(shape.arguments())
                    .expect("its own statement");
                assert_eq!(bound.len(), statement.parameters.len());
                statement.sql
            });
            (shape.key().to_vec(), texts)
        });
        let [(key, texts), (other_key, other_texts)] = texts;
        prop_assert_eq!(&key, &other_key, "values are in the shape: {}", texts[0]);
        prop_assert_eq!(&texts, &other_texts, "values decide the text");
        for text in &texts {
            prop_assert!(!text.contains("7700000"), "a value is in the text: {text}");
        }
        if let Err(error) = connection.prepare(&texts[0]) {
            return Err(TestCaseError::fail(format!("{error}: {}", texts[0])));
        }
        let mut known = known.borrow_mut();
        let first = known.entry(key).or_insert_with(|| texts.clone());
        prop_assert_eq!(&*first, &texts, "one shape, two texts");
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(known.borrow().len() > 200, "many shapes were made");
}
