//! Rows of values, by names.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{ColumnType, Error, ModelDef, Result, Value};
use throughline_sql::plan::{FieldPath, Operand, Order, Output, Select};

use super::convert::decode;
use super::state::Dynamic;
use crate::Executor;

/// Values of rows, by their names: made by [`values`](crate::QuerySet::values).
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Value;
/// # let School { db, .. } = school()?;
/// let rows = Course::objects().order_by_names(["students__name"]).values(["title", "students__name"]);
/// let rows: Vec<Vec<Value>> = rows.limit(1).all(&db)?;
/// assert!(rows == [[Value::Text("Rust".to_owned()), Value::Text("Ann".to_owned())]]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a set of values asks nothing before `all`"]
pub struct ValuesSet {
    select: Select,
    model: &'static ModelDef,
    columns: Vec<(String, ColumnType)>,
    /// The order of the model, which gives way where it would keep equal rows apart.
    by_itself: Vec<Order>,
    /// What keeps the values of different rows apart, if rows come once.
    apart: Vec<Operand>,
}

impl ValuesSet {
    /// The values of the columns that have these names and types.
    pub(super) fn new(
        dynamic: &Dynamic,
        mut select: Select,
        columns: Vec<(String, super::resolve::Target)>,
        by_itself: Vec<Order>,
    ) -> Self {
        let model = select.model();
        let ordered = dynamic.order.iter().map(|one| one.target.clone());
        let targets: Vec<_> = columns
            .iter()
            .map(|(_, target)| target.clone())
            .chain(ordered)
            .collect();
        // Rows with numbers of their own are not multiplied by what they were filtered by.
        let grouped = !dynamic.annotations.is_empty();
        let mut operands = dynamic.join(&mut select, &targets, !grouped);
        let ordered = operands.split_off(columns.len());
        if !dynamic.order.is_empty() {
            select.order = super::rows::order(&dynamic.order, ordered);
        }
        let apart = if grouped && !select.each.is_empty() {
            model
                .key_fields()
                .map(|field| FieldPath::own(field).into())
                .collect()
        } else {
            Vec::new()
        };
        select.output = Output::Columns(operands);
        let types = columns
            .into_iter()
            .map(|(name, target)| (name, target.column_type()));
        ValuesSet {
            select,
            model,
            columns: types.collect(),
            by_itself,
            apart,
        }
    }

    /// Rows that are equal come once.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Value;
    /// # let School { db, .. } = school()?;
    /// let names = Student::objects().filter_by("course_set__pk__gt", 0).values(["name"]);
    /// assert_eq!(names.clone().all(&db)?.len(), 3); // Bob attends two courses
    /// assert_eq!(names.distinct().all(&db)?.len(), 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn distinct(mut self) -> Self {
        self.select.distinct = true;
        self.by_itself.clear();
        self.apart.clear();
        self
    }

    /// At most so many rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Student::objects().values(["name"]).limit(2).all(&db)?.len(), 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn limit(mut self, limit: u64) -> Self {
        self.select.limit = Some(limit);
        self
    }

    /// Without the first so many rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Value;
    /// # let School { db, .. } = school()?;
    /// let last = Student::objects().order_by_names(["name"]).values(["name"]).offset(2);
    /// assert!(last.all(&db)? == [[Value::Text("Cleo".to_owned())]]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn offset(mut self, offset: u64) -> Self {
        self.select.offset = Some(offset);
        self
    }

    /// The rows, each with its values in the order of the names. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Value;
    /// # let School { db, .. } = school()?;
    /// let rooms = Teacher::objects().order_by_names(["pk"]).values(["room"]).all(&db)?;
    /// assert!(rooms == [[Value::Int(12)], [Value::Null]]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidLookup`](crate::ErrorKind::InvalidLookup) if a name is not there.
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<Vec<Value>>> {
        let ValuesSet {
            mut select,
            model,
            columns,
            by_itself,
            apart,
        } = self;
        if select.order.is_empty() {
            select.order = by_itself;
        }
        if !apart.is_empty() {
            select.distinct = true;
            select.extra.extend(apart);
        }
        if select.distinct {
            // What is ordered by has to be among what is told apart.
            let operands = select.order.iter().map(|order| order.operand.clone());
            select.extra.extend(operands.collect::<Vec<Operand>>());
        }
        select.limit_the_offset();
        db.run(Values {
            select,
            model,
            columns,
        })
    }
}

struct Values {
    select: Select,
    model: &'static ModelDef,
    columns: Vec<(String, ColumnType)>,
}

impl Operation for Values {
    type Output = Vec<Vec<Value>>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Vec<Value>>> {
        let mut rows = Vec::new();
        connection
            .fetch(&self.select, &mut |row| {
                let columns = self.columns.iter().enumerate();
                let values = columns.map(|(position, (name, column_type))| {
                    let value = row.value(position)?;
                    decode(value, *column_type).map_err(|error| {
                        let message = format!(
                            "`{name}` of `{}`: expected {}, found {}",
                            self.model.name,
                            error.expected(),
                            value.kind()
                        );
                        Error::new(throughline_core::ErrorKind::Decode, message)
                    })
                });
                rows.push(values.collect::<Result<Vec<_>>>()?);
                Ok(())
            })
            .await?;
        Ok(rows)
    }
}
