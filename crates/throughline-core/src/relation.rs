//! A relation: declared once, asked from both sides.
//!
//! [`RelationDef`] is what the derive writes. [`Relation`] is a `RelationDef` seen from one
//! side, and answers the questions that managers, queries and migrations have. No other file
//! looks at the kind of a relation.

use crate::{FieldDef, ModelDef, Value};

/// The side from which a relation is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the model that declares it.
    Forward,
    /// From the model that it points to.
    Reverse,
}

/// A declared relation. Keyed by its field, never by the pair of models.
#[derive(Debug, Clone, Copy)]
pub struct RelationDef {
    /// The declaring field.
    pub name: &'static str,
    /// The declaring model.
    pub source: fn() -> &'static ModelDef,
    /// The model that it points to.
    pub target: fn() -> &'static ModelDef,
    /// The name of the other end; none if it was given as `"+"`.
    pub related_name: Option<&'static str>,
    /// How it is kept.
    pub kind: RelationKind,
}

/// How a relation is kept.
#[derive(Debug, Clone, Copy)]
pub enum RelationKind {
    /// A column of the source: the position of the field.
    ForeignKey(usize),
    /// A unique column of the source: the position of the field.
    OneToOne(usize),
    /// Rows of a join table or of a through model.
    ManyToMany(JoinDef),
    /// The same, of a model with itself, where each link is kept in both directions.
    Symmetrical(JoinDef),
}

/// Where the links of a many-to-many relation are.
#[derive(Debug, Clone, Copy)]
pub enum JoinDef {
    /// A join table that belongs to the relation.
    Table {
        /// The table.
        table: &'static str,
        /// The column that points to the source.
        source_column: &'static str,
        /// The column that points to the target.
        target_column: &'static str,
    },
    /// A join table that also has a primary key `id` of its own, such as one made by Django.
    TableWithId {
        /// The table.
        table: &'static str,
        /// The column that points to the source.
        source_column: &'static str,
        /// The column that points to the target.
        target_column: &'static str,
    },
    /// A model of the user's, with columns of its own.
    Through {
        /// The through model.
        model: fn() -> &'static ModelDef,
        /// Position of its foreign key to the source.
        source: usize,
        /// Position of its foreign key to the target.
        target: usize,
    },
}

/// A relation seen from one side.
#[derive(Debug, Clone, Copy)]
pub struct Relation {
    /// The declaration.
    pub def: &'static RelationDef,
    /// The side.
    pub direction: Direction,
}

/// One end of a relation: a model, and the key by which the relation knows its rows.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// The model.
    pub model: &'static ModelDef,
    /// Its primary key.
    pub key: &'static FieldDef,
}

/// The table that holds the links of a many-to-many relation, as seen from one side.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The table.
    pub table: &'static str,
    /// The column that points to the near end.
    pub near: &'static str,
    /// The column that points to the far end.
    pub far: &'static str,
    /// The through model, if it is one.
    pub through: Option<&'static ModelDef>,
    /// Whether there is at most one link between two rows.
    pub unique: bool,
}

impl RelationKind {
    /// The position of the field that holds the key, if a field does.
    const fn field(&self) -> Option<usize> {
        match self {
            RelationKind::ForeignKey(position) | RelationKind::OneToOne(position) => {
                Some(*position)
            }
            RelationKind::ManyToMany(_) | RelationKind::Symmetrical(_) => None,
        }
    }

    /// Where the links are, if there are links.
    #[must_use]
    pub const fn join(&self) -> Option<JoinDef> {
        match self {
            RelationKind::ForeignKey(_) | RelationKind::OneToOne(_) => None,
            RelationKind::ManyToMany(join) | RelationKind::Symmetrical(join) => Some(*join),
        }
    }
}

impl Relation {
    /// The relation from the side of the model that declares it.
    #[must_use]
    pub const fn forward(def: &'static RelationDef) -> Self {
        Relation {
            def,
            direction: Direction::Forward,
        }
    }

    /// The relation from the side of the model that it points to.
    #[must_use]
    pub const fn reverse(def: &'static RelationDef) -> Self {
        Relation {
            def,
            direction: Direction::Reverse,
        }
    }

    /// The end where one stands.
    #[must_use]
    pub fn near(&self) -> End {
        self.end(self.direction == Direction::Forward)
    }

    /// The end where it leads.
    #[must_use]
    pub fn far(&self) -> End {
        self.end(self.direction == Direction::Reverse)
    }

    fn end(&self, source: bool) -> End {
        let model = if source {
            (self.def.source)()
        } else {
            (self.def.target)()
        };
        End {
            model,
            key: model.key(),
        }
    }

    /// The name of the end where one stands, as the user reads it: `Course.students`, or
    /// `Student.course_set` from the other side.
    #[must_use]
    pub fn label(&self) -> String {
        let name = self.name().unwrap_or("+");
        format!("{}.{name}", self.near().model.name)
    }

    /// Whether it leads to any number of rows rather than to at most one.
    #[must_use]
    pub fn is_multiple(&self) -> bool {
        match self.def.kind {
            RelationKind::ForeignKey(_) => self.direction == Direction::Reverse,
            RelationKind::OneToOne(_) => false,
            RelationKind::ManyToMany(_) | RelationKind::Symmetrical(_) => true,
        }
    }

    /// Whether each link is kept in both directions.
    #[must_use]
    pub const fn is_symmetrical(&self) -> bool {
        matches!(self.def.kind, RelationKind::Symmetrical(_))
    }

    /// The links between the near row and these far rows as they are written: see
    /// [`in_order`](Relation::in_order).
    #[must_use]
    pub fn pairs(&self, near: &Value, far: &[Value]) -> Vec<[Value; 2]> {
        self.in_order(far.iter().map(|far| [near, far]))
    }

    /// These links as they are written: in both directions where the relation is symmetrical, each once,
    /// and in the order in which everyone takes locks, from whatever side: by the row that declares
    /// the relation, then by the other one.
    #[must_use]
    pub fn in_order<'v>(
        &self,
        pairs: impl Iterator<Item = [&'v Value; 2]> + Clone,
    ) -> Vec<[Value; 2]> {
        let pairs = self.in_both_directions(pairs);
        // Most keys are numbers, a quarter as large as a value, and compared without asking what they are.
        match self.numbers(pairs.clone()) {
            Some(mut numbers) => {
                numbers.sort_unstable();
                numbers.dedup();
                let pairs = numbers.into_iter();
                let pairs = pairs.map(|(source, target)| [source, target].map(Value::Int));
                pairs.map(|keys| self.turned(keys)).collect()
            }
            None => {
                let mut pairs: Vec<_> = pairs.map(|pair| self.turned(pair)).collect();
                let by_keys = |[a, b]: &[&Value; 2], [c, d]: &[&Value; 2]| {
                    a.key_order(c).then_with(|| b.key_order(d))
                };
                pairs.sort_unstable_by(by_keys);
                pairs.dedup();
                let pairs = pairs.into_iter().map(|pair| pair.map(Value::clone));
                pairs.map(|pair| self.turned(pair)).collect()
            }
        }
    }

    /// The keys of the row that declares the relation and of the other one, if all are numbers.
    fn numbers<'v>(&self, pairs: impl Iterator<Item = [&'v Value; 2]>) -> Option<Vec<(i64, i64)>> {
        pairs
            .map(|pair| match self.turned(pair) {
                [Value::Int(source), Value::Int(target)] => Some((*source, *target)),
                _ => None,
            })
            .collect()
    }

    /// What is said of the near and the far row, said of the one that declares the relation and of the
    /// other; and the other way round.
    fn turned<T>(&self, [near, far]: [T; 2]) -> [T; 2] {
        match self.direction {
            Direction::Forward => [near, far],
            Direction::Reverse => [far, near],
        }
    }

    /// These links, and those of a symmetrical relation once more from their other end, behind the others.
    pub fn in_both_directions<'v>(
        &self,
        pairs: impl Iterator<Item = [&'v Value; 2]> + Clone,
    ) -> impl Iterator<Item = [&'v Value; 2]> + Clone {
        let mirrored = pairs.clone().map(|[near, far]| [far, near]);
        let many = if self.is_symmetrical() { usize::MAX } else { 0 };
        pairs.chain(mirrored.take(many))
    }

    /// Whether links have numbers of their own that the database gives, or may have.
    #[must_use]
    pub const fn numbers_links(&self) -> bool {
        !matches!(self.def.kind.join(), Some(JoinDef::Table { .. }))
    }

    /// Whether it may lead to no row at all, where it leads to at most one.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        match (self.def.kind.field(), self.direction) {
            (Some(position), Direction::Forward) => (self.def.source)().fields[position].nullable,
            _ => true,
        }
    }

    /// The column of the near model that holds the far key, for a foreign key seen forward.
    #[must_use]
    pub fn own_column(&self) -> Option<&'static str> {
        let position = self.def.kind.field()?;
        (self.direction == Direction::Forward).then(|| (self.def.source)().fields[position].column)
    }

    /// The column of the far model that holds the near key, for a foreign key seen in reverse.
    #[must_use]
    pub fn far_column(&self) -> Option<&'static str> {
        let position = self.def.kind.field()?;
        (self.direction == Direction::Reverse).then(|| (self.def.source)().fields[position].column)
    }

    /// The two steps of a many-to-many relation through a model: to the rows of that model, and from
    /// there to the far row.
    #[must_use]
    pub fn link_steps(&self) -> Option<(Relation, Relation)> {
        let Some(JoinDef::Through {
            model,
            source,
            target,
        }) = self.def.kind.join()
        else {
            return None;
        };
        let relations = model().relations;
        let key = |position| {
            let mut all = relations.iter();
            all.find(|def| def.kind.field() == Some(position))
        };
        let (near, far) = match self.direction {
            Direction::Forward => (source, target),
            Direction::Reverse => (target, source),
        };
        Some((Relation::reverse(key(near)?), Relation::forward(key(far)?)))
    }

    /// The same relation from its other end.
    #[must_use]
    pub const fn inverse(&self) -> Self {
        match self.direction {
            Direction::Forward => Relation::reverse(self.def),
            Direction::Reverse => Relation::forward(self.def),
        }
    }

    /// The name of the end where one stands; none if it was given as `"+"`.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        match self.direction {
            Direction::Forward => Some(self.def.name),
            Direction::Reverse => self.def.related_name,
        }
    }

    /// The table of the links, for a many-to-many relation.
    #[must_use]
    pub fn link(&self) -> Option<Link> {
        let (table, source, target, through) = match self.def.kind.join()? {
            JoinDef::Table {
                table,
                source_column,
                target_column,
            }
            | JoinDef::TableWithId {
                table,
                source_column,
                target_column,
            } => (table, source_column, target_column, None),
            JoinDef::Through {
                model,
                source,
                target,
            } => {
                let model = model();
                let column = |position: usize| model.fields[position].column;
                (
                    model.table,
                    column(source),
                    column(target),
                    Some((model, [source, target])),
                )
            }
        };
        let unique = through.is_none_or(|(model, ends)| model.is_unique(&ends));
        let through = through.map(|(model, _)| model);
        let (near, far) = match self.direction {
            Direction::Forward => (source, target),
            Direction::Reverse => (target, source),
        };
        Some(Link {
            table,
            near,
            far,
            through,
            unique,
        })
    }
}

/// Two relations are the same if they are the same end of the same field.
impl PartialEq for Relation {
    fn eq(&self, other: &Self) -> bool {
        self.direction == other.direction
            && self.def.name == other.def.name
            && (self.def.source)() == (other.def.source)()
    }
}

impl Eq for Relation {}
