//! One `SELECT`: its first table, and the tables that paths and aggregates joined to it.

use sea_query::{Alias, Expr, ExprTrait, JoinType, SelectStatement};
use throughline_core::{FieldDef, ModelDef, Relation};

use super::context::Context;
use crate::plan::{Aggregate, Each, FieldPath};

/// The tables of one `SELECT`.
#[derive(Debug)]
pub(super) struct Scope {
    /// The first table, then what each further one joins for rows that come several times.
    starts: Vec<Start>,
    joins: Vec<Join>,
    /// Where a path with the start 0 begins.
    origin: Place,
    /// Aggregates without values of their own, by their shape: asked twice, they are made once.
    aggregates: Vec<(Vec<u8>, Expr)>,
    row_by_row: RowByRow,
    /// Whether what is joined now is joined for results alone, and the engine should not begin there.
    results_only: bool,
    /// Aggregates that are results, by their shape, each with its place among these, counted from 1.
    results: Vec<(Vec<u8>, usize)>,
    /// The through model of a related source, and the alias under which it is joined.
    through: Option<(String, &'static ModelDef)>,
}

/// Where a path begins: a start, and relations to one row that are followed first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) relations: Vec<Relation>,
}

/// A table where paths begin.
#[derive(Debug)]
enum Start {
    /// A table of a model, under its own name or an alias.
    Model { name: String, outer: bool },
    /// The links of a many-to-many relation; the far model is joined when a path needs more of
    /// it than its key.
    Links {
        alias: String,
        far_column: &'static str,
        far: &'static ModelDef,
        joined: Option<String>,
        outer: bool,
    },
}

/// Which aggregates are asked for each row by itself, not of all rows at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowByRow {
    None,
    /// Those that an index alone tells.
    Links,
    All,
}

#[derive(Debug)]
struct Join {
    /// The way to the joined table; none for one that no path leads to.
    place: Option<Place>,
    source: Source,
    alias: String,
    on: Expr,
    /// There may be no row.
    outer: bool,
    /// No condition and no order reads it, and the engine should not begin there.
    results_only: bool,
}

#[derive(Debug)]
enum Source {
    Table(&'static str),
    Query(Box<SelectStatement>),
}

impl Scope {
    /// A scope whose paths begin at the table of that name.
    pub(super) fn model(name: impl Into<String>) -> Self {
        Scope::starting(Start::Model {
            name: name.into(),
            outer: false,
        })
    }

    /// A scope whose paths begin at the far end of the links.
    pub(super) fn links(alias: String, far_column: &'static str, far: &'static ModelDef) -> Self {
        Scope::starting(Start::Links {
            alias,
            far_column,
            far,
            joined: None,
            outer: false,
        })
    }

    fn starting(start: Start) -> Self {
        Scope {
            starts: vec![start],
            joins: Vec::new(),
            origin: Place::default(),
            aggregates: Vec::new(),
            row_by_row: RowByRow::None,
            results_only: false,
            results: Vec::new(),
            through: None,
        }
    }

    /// The same scope, with the through model of its source under that alias.
    pub(super) fn with_through(mut self, alias: String, model: &'static ModelDef) -> Self {
        self.through = Some((alias, model));
        self
    }

    /// The through model of the source, and its alias.
    pub(super) fn through(&self) -> Option<(String, &'static ModelDef)> {
        self.through.clone()
    }

    /// The name of the first table.
    pub(super) fn base_name(&self) -> String {
        self.starts[0].name().to_owned()
    }

    /// Whether paths have joined tables.
    pub(super) fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }

    /// Makes paths with the start 0 begin there. Gives where they began.
    pub(super) fn begin_at(&mut self, place: Place) -> Place {
        std::mem::replace(&mut self.origin, place)
    }

    /// Where a path of the scope leads, from one of its starts.
    pub(super) fn place(&self, start: usize, relations: &[Relation]) -> Place {
        if start > 0 {
            return Place {
                start,
                relations: relations.to_vec(),
            };
        }
        Place {
            start: self.origin.start,
            relations: [&self.origin.relations, relations].concat(),
        }
    }

    /// The column at the end of a path of the scope that leads to at most one row.
    pub(super) fn column(&mut self, context: &mut Context<'_>, path: &FieldPath) -> Expr {
        let place = self.place(path.start, &path.relations);
        self.resolve(context, &place, path.field)
    }

    /// The column of the row where paths begin, of its own table.
    pub(super) fn own_column(&mut self, context: &mut Context<'_>, field: &FieldDef) -> Expr {
        let Place { start, relations } = self.place(0, &[]);
        self.column_of(context, start, &relations, field.column)
    }

    /// A column at a place.
    ///
    /// A key that a foreign key on the way holds is read there, and its table left out.
    pub(super) fn resolve(
        &mut self,
        context: &mut Context<'_>,
        place: &Place,
        field: &FieldDef,
    ) -> Expr {
        if let [front @ .., last] = place.relations.as_slice()
            && let Some(column) = last.own_column()
            && is_key(last.far().model, field)
        {
            return self.column_of(context, place.start, front, column);
        }
        if place.relations.is_empty()
            && let Start::Links {
                alias,
                far_column,
                far,
                ..
            } = &self.starts[place.start]
            && is_key(far, field)
        {
            return column(alias, far_column);
        }
        self.column_of(context, place.start, &place.relations, field.column)
    }

    /// A column of the table at the end of these relations.
    fn column_of(
        &mut self,
        context: &mut Context<'_>,
        start: usize,
        relations: &[Relation],
        name: &'static str,
    ) -> Expr {
        if !relations.is_empty() {
            let alias = self.join(context, start, relations);
            return column(&alias, name);
        }
        match &self.starts[start] {
            Start::Model { name: table, .. } if context.qualify => column(table, name),
            Start::Model { .. } => Expr::col(name),
            Start::Links { .. } => column(&self.far_table(context, start), name),
        }
    }

    /// The alias of the far model behind the links where paths begin.
    fn far_table(&mut self, context: &mut Context<'_>, start: usize) -> String {
        let Start::Links {
            alias,
            far_column,
            far,
            joined,
            outer,
        } = &mut self.starts[start]
        else {
            return String::new();
        };
        if let Some(joined) = joined {
            return joined.clone();
        }
        let table = context.alias();
        *joined = Some(table.clone());
        let join = Join {
            place: None,
            source: Source::Table(far.table),
            alias: table.clone(),
            on: column(&table, far.key().column).eq(column(alias, far_column)),
            outer: *outer,
            results_only: false,
        };
        self.joins.push(join);
        table
    }

    /// The alias of the table at the end of these relations to one row, which is joined if it is
    /// not yet.
    fn join(&mut self, context: &mut Context<'_>, start: usize, relations: &[Relation]) -> String {
        let place = Place {
            start,
            relations: relations.to_vec(),
        };
        let is_there = |join: &&Join| join.place.as_ref() == Some(&place);
        if let Some(join) = self.joins.iter().find(is_there) {
            let alias = join.alias.clone();
            if !self.results_only {
                self.read_elsewhere(&place);
            }
            return alias;
        }
        let Some((last, front)) = relations.split_last() else {
            return String::new();
        };
        let far = last.far();
        let near = last.own_column().unwrap_or(last.near().key.column);
        let near = self.column_of(context, start, front, near);
        let outer = self.is_outer(start, front) || last.is_optional();
        let alias = context.alias();
        let key = last.far_column().unwrap_or(far.key.column);
        self.joins.push(Join {
            place: Some(place),
            source: Source::Table(far.model.table),
            alias: alias.clone(),
            on: column(&alias, key).eq(near),
            outer,
            results_only: self.results_only,
        });
        alias
    }

    /// What stands on the way to a place, and there, is read by more than the results.
    fn read_elsewhere(&mut self, place: &Place) {
        for join in &mut self.joins {
            let on_the_way = join.place.as_ref().is_some_and(|other| {
                other.start == place.start && place.relations.starts_with(&other.relations)
            });
            join.results_only &= !on_the_way;
        }
    }

    /// Whether there may be no row at a place.
    fn is_outer(&self, start: usize, relations: &[Relation]) -> bool {
        let joined = self.joins.iter().filter(|join| join.outer);
        let mut places = joined.filter_map(|join| join.place.as_ref());
        self.starts[start].is_outer()
            || places.any(|place| place.start == start && relations.starts_with(&place.relations))
    }

    /// Joins the rows that each row comes with, once for each of them. Gives the start of paths
    /// from there.
    pub(super) fn each(&mut self, context: &mut Context<'_>, each: &Each) -> usize {
        let place = self.place(each.start, &each.relations);
        self.enter(context, &place, each.outer)
    }

    /// Joins what is at the end of relations of which only the last leads to many rows.
    pub(super) fn enter(&mut self, context: &mut Context<'_>, place: &Place, outer: bool) -> usize {
        let Some((relation, front)) = place.relations.split_last() else {
            return place.start;
        };
        let before = Place {
            start: place.start,
            relations: front.to_vec(),
        };
        let near = self.resolve(context, &before, relation.near().key);
        let outer = outer || self.is_outer(place.start, front);
        let alias = context.alias();
        let far = relation.far();
        let (table, key, start) = match relation.link() {
            Some(link) => (
                link.table,
                link.near,
                Start::Links {
                    alias: alias.clone(),
                    far_column: link.far,
                    far: far.model,
                    joined: None,
                    outer,
                },
            ),
            None => (
                far.model.table,
                relation.far_column().unwrap_or(far.key.column),
                Start::Model {
                    name: alias.clone(),
                    outer,
                },
            ),
        };
        self.joins.push(Join {
            place: None,
            source: Source::Table(table),
            on: column(&alias, key).eq(near),
            alias,
            outer,
            results_only: false,
        });
        self.starts.push(start);
        self.starts.len() - 1
    }

    /// Follows relations of any kind: a row comes once for each way to the end. Paths with the
    /// start 0 begin there afterwards.
    pub(super) fn follow(&mut self, context: &mut Context<'_>, relations: &[Relation]) {
        let mut place = self.origin.clone();
        for relation in relations {
            place.relations.push(*relation);
            if relation.is_multiple() {
                let start = self.enter(context, &place, false);
                place = Place {
                    start,
                    relations: Vec::new(),
                };
            }
        }
        self.origin = place;
    }

    /// Joins a query of one row for each row at most. Gives its alias.
    pub(super) fn join_query(
        &mut self,
        context: &mut Context<'_>,
        query: SelectStatement,
        key: &'static str,
        near: Expr,
    ) -> String {
        let alias = context.alias();
        self.joins.push(Join {
            place: None,
            source: Source::Query(Box::new(query)),
            on: column(&alias, key).eq(near),
            alias: alias.clone(),
            outer: true,
            results_only: false,
        });
        alias
    }

    /// What an aggregate of that shape is, if it was made already.
    pub(super) fn aggregate(&self, shape: &[u8]) -> Option<Expr> {
        let mut made = self.aggregates.iter();
        made.find(|(key, _)| key == shape).map(|(_, of)| of.clone())
    }

    /// Remembers what an aggregate of that shape is.
    pub(super) fn remember_aggregate(&mut self, shape: &[u8], value: Expr) {
        self.aggregates.push((shape.to_vec(), value));
    }

    /// Makes these aggregates be asked for each row by itself.
    pub(super) fn ask_row_by_row(&mut self, row_by_row: RowByRow) {
        self.row_by_row = row_by_row;
    }

    /// Whether that aggregate is asked for each row by itself.
    pub(super) fn asks_row_by_row(&self, aggregate: &Aggregate) -> bool {
        match self.row_by_row {
            RowByRow::None => false,
            RowByRow::Links => aggregate.counts_links(),
            RowByRow::All => true,
        }
    }

    /// What is joined from now on is joined for results alone, until they [end](Scope::end_results).
    pub(super) fn begin_results(&mut self, context: &Context<'_>) {
        self.results_only = context.dialect.capabilities().begins_anywhere;
    }

    /// What is joined from now on is read by conditions, or by the order.
    pub(super) fn end_results(&mut self) {
        self.results_only = false;
    }

    /// Remembers that an aggregate of that shape is a result, at that place.
    pub(super) fn remember_result(&mut self, shape: Vec<u8>, place: usize) {
        self.results.push((shape, place));
    }

    /// The place of the result that is an aggregate of that shape.
    pub(super) fn place_of_result(&self, shape: &[u8]) -> Option<usize> {
        let mut results = self.results.iter();
        results
            .find(|(key, _)| key == shape)
            .map(|(_, place)| *place)
    }

    /// Adds the joined tables to the `SELECT`.
    pub(super) fn finish(self, select: &mut SelectStatement) {
        for join in self.joins {
            let kind = if join.outer || join.results_only {
                JoinType::LeftJoin
            } else {
                JoinType::InnerJoin
            };
            match join.source {
                Source::Table(table) => select.join_as(kind, table, join.alias, join.on),
                Source::Query(query) => {
                    select.join_subquery(kind, *query, Alias::new(join.alias), join.on)
                }
            };
        }
    }
}

impl Start {
    fn name(&self) -> &str {
        match self {
            Start::Model { name, .. } => name,
            Start::Links { alias, .. } => alias,
        }
    }

    const fn is_outer(&self) -> bool {
        match self {
            Start::Model { outer, .. } | Start::Links { outer, .. } => *outer,
        }
    }
}

/// A column behind its table.
pub(super) fn column(table: &str, name: &'static str) -> Expr {
    Expr::col((Alias::new(table), name))
}

fn is_key(model: &'static ModelDef, field: &FieldDef) -> bool {
    model.primary_key.len() == 1 && model.key().name == field.name
}
