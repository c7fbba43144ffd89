//! One `SELECT`: its first table, and the tables that paths to one row joined to it.

use sea_query::{Expr, ExprTrait, JoinType, SelectStatement};
use throughline_core::{FieldDef, ModelDef, Relation};

use super::context::Context;
use crate::plan::FieldPath;

/// The tables of one `SELECT`.
#[derive(Debug)]
pub(super) struct Scope {
    base: Base,
    joins: Vec<Join>,
    /// Relations to one row that every path of the scope follows first.
    prefix: Vec<Relation>,
    /// The through model of a related source, and the alias under which it is joined.
    through: Option<(String, &'static ModelDef)>,
}

/// Where the paths of a scope begin.
#[derive(Debug)]
enum Base {
    /// A table of a model, under its own name or an alias.
    Model(String),
    /// The links of a many-to-many relation; the far model is joined when a path needs more of
    /// it than its key.
    Links {
        alias: String,
        far_column: &'static str,
        far: &'static ModelDef,
        joined: Option<String>,
    },
}

#[derive(Debug)]
struct Join {
    /// The way from the base to the joined table.
    relations: Vec<Relation>,
    table: &'static str,
    alias: String,
    /// The key of the joined table, and the column that points to it.
    on: (&'static str, Expr),
    outer: bool,
}

impl Scope {
    /// A scope whose paths begin at the table of that name.
    pub(super) fn model(name: impl Into<String>) -> Self {
        Scope {
            base: Base::Model(name.into()),
            joins: Vec::new(),
            prefix: Vec::new(),
            through: None,
        }
    }

    /// A scope whose paths begin at the far end of the links.
    pub(super) fn links(alias: String, far_column: &'static str, far: &'static ModelDef) -> Self {
        let base = Base::Links {
            alias,
            far_column,
            far,
            joined: None,
        };
        Scope {
            base,
            joins: Vec::new(),
            prefix: Vec::new(),
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
        match &self.base {
            Base::Model(name) => name.clone(),
            Base::Links { alias, .. } => alias.clone(),
        }
    }

    /// Whether paths have joined tables.
    pub(super) fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }

    /// Makes every path of the scope begin at the end of these relations to one row.
    pub(super) fn begin_at(&mut self, relations: &[Relation]) {
        self.prefix = relations.to_vec();
    }

    /// The relations of a path of the scope, from its first table.
    pub(super) fn relations_from_base(&self, relations: &[Relation]) -> Vec<Relation> {
        [&self.prefix, relations].concat()
    }

    /// The column at the end of a path of the scope that leads to at most one row.
    pub(super) fn column(&mut self, context: &mut Context<'_>, path: &FieldPath) -> Expr {
        if self.prefix.is_empty() {
            return self.resolve(context, path);
        }
        let relations = self.relations_from_base(&path.relations);
        self.resolve(
            context,
            &FieldPath {
                relations,
                field: path.field,
            },
        )
    }

    /// The column at the end of a path from the first table that leads to at most one row.
    ///
    /// A key that a foreign key on the way holds is read there, and its table left out.
    pub(super) fn resolve(&mut self, context: &mut Context<'_>, path: &FieldPath) -> Expr {
        if let [front @ .., last] = path.relations.as_slice()
            && let Some(column) = last.own_column()
            && is_key(last.far().model, path.field)
        {
            return self.column_of(context, front, column);
        }
        if path.relations.is_empty()
            && let Base::Links {
                alias,
                far_column,
                far,
                ..
            } = &self.base
            && is_key(far, path.field)
        {
            return column(alias, far_column);
        }
        self.column_of(context, &path.relations, path.field.column)
    }

    /// A column of the table at the end of these relations.
    fn column_of(
        &mut self,
        context: &mut Context<'_>,
        relations: &[Relation],
        name: &'static str,
    ) -> Expr {
        if relations.is_empty() {
            return match &mut self.base {
                Base::Model(table) if context.qualify => column(table, name),
                Base::Model(_) => Expr::col(name),
                Base::Links { joined, .. } => {
                    let alias = joined.get_or_insert_with(|| context.alias());
                    column(alias, name)
                }
            };
        }
        let alias = self.join(context, relations);
        column(&alias, name)
    }

    /// The alias of the table at the end of these relations, which is joined if it is not yet.
    fn join(&mut self, context: &mut Context<'_>, relations: &[Relation]) -> String {
        if let Some(join) = self.joins.iter().find(|join| join.relations == relations) {
            return join.alias.clone();
        }
        let Some((last, front)) = relations.split_last() else {
            return String::new();
        };
        let far = last.far();
        let near = last.own_column().unwrap_or(last.near().key.column);
        let near = self.column_of(context, front, near);
        let inherited = self
            .joins
            .iter()
            .any(|join| join.outer && front.starts_with(&join.relations));
        let alias = context.alias();
        self.joins.push(Join {
            relations: relations.to_vec(),
            table: far.model.table,
            alias: alias.clone(),
            on: (last.far_column().unwrap_or(far.key.column), near),
            outer: inherited || last.is_optional(),
        });
        alias
    }

    /// Adds the joined tables to the `SELECT`.
    pub(super) fn finish(self, select: &mut SelectStatement) {
        if let Base::Links {
            alias,
            far_column,
            far,
            joined: Some(joined),
        } = self.base
        {
            let on = column(&joined, far.key().column).eq(column(&alias, far_column));
            select.join_as(JoinType::InnerJoin, far.table, joined, on);
        }
        for join in self.joins {
            let kind = if join.outer {
                JoinType::LeftJoin
            } else {
                JoinType::InnerJoin
            };
            let on = column(&join.alias, join.on.0).eq(join.on.1);
            select.join_as(kind, join.table, join.alias, on);
        }
    }
}

/// A column behind its table.
pub(super) fn column(table: &str, name: &'static str) -> Expr {
    Expr::col((sea_query::Alias::new(table), name))
}

fn is_key(model: &'static ModelDef, field: &FieldDef) -> bool {
    model.primary_key.len() == 1 && model.key().name == field.name
}
