//! The methods of query sets that take words.

use throughline_sql::plan::{Condition, Order, Output, Select};

use super::calculate::Calculate;
use super::fault::{self, Read};
use super::resolve::{Target, Term};
use super::state::Dynamic;
use super::{Calculation, Lookup, LookupValue, MAX_BYTES, OrderName, ValuesSet, assign, names};
use crate::query_set::assign::Checked;
use crate::query_set::model_order;
use crate::{Executor, Model, QuerySet};

impl<M: Model, B> QuerySet<M, B> {
    /// Only the rows for which the words hold of the value: `title__startswith`, or `title` alone
    /// for equality. See [`dynamic`](crate::dynamic) for the words.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let of_bob = Course::objects().filter_by("students__name", "Bob");
    /// // SELECT … FROM "course" WHERE "course"."id" IN (SELECT "t1"."course_id"
    /// // FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON … WHERE "t2"."name" = ?)
    /// assert_eq!(of_bob.all(&db)?, [rust, logic]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// What is wrong with the words is the result of the terminal method:
    /// [`InvalidLookup`](crate::ErrorKind::InvalidLookup), or
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) for a value that the column cannot hold.
    pub fn filter_by(self, words: impl Into<String>, value: impl Into<LookupValue>) -> Self {
        self.filter_lookup(Lookup::new(words, value))
    }

    /// Only the rows for which the lookup holds. Whatever it asks of a relation to many rows is
    /// asked of the same related row; another call asks of another.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// let of_chairs = Club::objects()
    ///     .filter_lookup([("membership_set__role", "chair"), ("members__name__istartswith", "a")]);
    /// assert_eq!(of_chairs.all(&db)?, [chess]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter_lookup<L: Into<Lookup>>(self, lookup: L) -> Self {
        self.call(lookup.into(), |term| term)
    }

    /// Only the rows that [`filter_by`](QuerySet::filter_by) would leave out, nulls included.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, logic, .. } = school()?;
    /// let without_ann = Course::objects().exclude_by("students__name", "Ann");
    /// assert_eq!(without_ann.all(&db)?, [logic]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude_by(self, words: impl Into<String>, value: impl Into<LookupValue>) -> Self {
        self.exclude_lookup(Lookup::new(words, value))
    }

    /// Only the rows that [`filter_lookup`](QuerySet::filter_lookup) would leave out, nulls
    /// included.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let both = [("students__name", "Ann"), ("students__pk", "2")];
    /// assert_eq!(Course::objects().exclude_lookup(both).count(&db)?, 2); // no student is both
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude_lookup<L: Into<Lookup>>(self, lookup: L) -> Self {
        self.call(lookup.into(), |term| Term::Not(Box::new(term)))
    }

    fn call(mut self, lookup: Lookup, make: impl FnOnce(Term) -> Term) -> Self {
        self.take_up(lookup.terms(), |dynamic| {
            let term = dynamic.scope(M::META).term(&lookup)?;
            dynamic.calls.push(make(term));
            Ok(())
        });
        self
    }

    /// The order of the rows, in place of any earlier one, by names: `title`, or `-title` for the
    /// greatest first.
    ///
    /// Over a relation to many rows a row comes at the first of the places that its related rows
    /// give it: of those that the newest filter over the same relation is about, else of all.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let by_student = Course::objects().order_by_names(["-students__name", "title"]);
    /// assert_eq!(by_student.all(&db)?, [logic, rust]); // both by Bob, then by title
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn order_by_names<N: Into<OrderName>>(
        mut self,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        let names: Vec<OrderName> = bounded(names);
        let order = self.take_up(names.len(), |dynamic| {
            let scope = dynamic.scope(M::META);
            let ordered = names.iter().map(|name| name.ordered(scope));
            let ordered: Vec<_> = ordered
                .collect::<Read<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect();
            dynamic.clear_order();
            if ordered.iter().any(|one| one.target.is_multiple()) {
                dynamic.order = ordered;
                return Ok(Vec::new());
            }
            let own = ordered.into_iter().map(|one| Order {
                operand: one.target.operand(0),
                descending: one.descending,
                nulls: one.nulls,
            });
            Ok(own.collect())
        });
        self.select.order = order.unwrap_or_default();
        self
    }

    /// A number for each row, with a name by which later calls filter, order and read it. It is
    /// made of all related rows, whatever the query set is filtered by.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Calculation;
    /// # let School { db, rust, .. } = school()?;
    /// let full = Course::objects()
    ///     .annotate("attending", Calculation::count("students"))
    ///     .filter_by("attending__gte", 2);
    /// assert_eq!(full.all(&db)?, [rust]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn annotate(mut self, name: impl Into<String>, calculation: Calculation) -> Self {
        let name = name.into();
        self.take_up(1, |dynamic| {
            let scope = dynamic.scope(M::META);
            let taken = names::find(M::META, &name).is_some() || name == names::KEY;
            let annotated = scope.annotations.iter().any(|other| other.name == name);
            if taken || annotated {
                let message = format!("`{}` has a name `{}` already", M::NAME, fault::shown(&name));
                return Err(fault::lookup(message, "give the annotation another name"));
            }
            if name.is_empty() || name.contains("__") || name.len() > MAX_BYTES {
                let message = format!(
                    "an annotation cannot have the name `{}`",
                    fault::shown(&name)
                );
                return Err(fault::lookup(message, "give it a short name without `__`"));
            }
            let annotation = calculation.annotation(name, scope)?;
            dynamic.annotations.push(annotation);
            Ok(())
        });
        self
    }

    /// The values of these names, for each row.
    ///
    /// Over a relation to many rows a row comes once with each related row: with those that the
    /// newest filter over the same relation is about, else with all, or once with nulls if there
    /// are none. As in Django, rows also come several times if a filter over such a relation holds
    /// for several related rows; [`distinct`](ValuesSet::distinct) takes equal rows together. With
    /// an annotation rows come once.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Value;
    /// # let School { db, .. } = school()?;
    /// let rows = Course::objects()
    ///     .filter_by("students__name__gt", "Ann")
    ///     .order_by_names(["title"])
    ///     .values(["title", "students__name"]);
    /// let text = |text: &str| Value::Text(text.to_owned());
    /// assert!(rows.all(&db)? == [[text("Logic"), text("Bob")], [text("Rust"), text("Bob")]]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn values<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> ValuesSet {
        let names: Vec<String> = bounded(names);
        let columns = self.take_up(names.len(), |dynamic| {
            let scope = dynamic.scope(M::META);
            let columns = names.into_iter().map(|name| {
                let target = scope.only_target(&name)?;
                if let Target::Route(route) = &target {
                    route.clone().single()?;
                }
                Ok((name, target))
            });
            columns.collect()
        });
        let dynamic = self.dynamic.unwrap_or_default();
        let mut select = self.select;
        if let Some(fault) = dynamic.fault() {
            select.conditions.push(Condition::Fault(fault));
        }
        ValuesSet::new(
            &dynamic,
            select,
            columns.unwrap_or_default(),
            model_order::<M>(),
        )
    }

    /// Numbers of all rows of the query set, in the order of the calculations. One statement for
    /// those of the rows themselves, and one for each path to many related rows.
    ///
    /// Each different row counts once, with all its related rows, whatever the query set is
    /// filtered by.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{Calculation, Value};
    /// # let School { db, .. } = school()?;
    /// let numbers = [Calculation::count("pk"), Calculation::count("students")];
    /// let of_ann = Course::objects().filter_by("students__name", "Ann");
    /// assert!(of_ann.calculate(&db, numbers)? == [Value::Int(1), Value::Int(2)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidLookup`](crate::ErrorKind::InvalidLookup) if a name is not there, or a sum is asked
    /// for of what is no number.
    pub fn calculate<E: Executor>(
        mut self,
        db: E,
        calculations: impl IntoIterator<Item = Calculation>,
    ) -> E::Out<Vec<throughline_core::Value>> {
        let wanted: Vec<Calculation> = bounded(calculations);
        self.take_up(wanted.len(), |_| Ok(()));
        let dynamic = self.dynamic.clone().unwrap_or_default();
        let calculate = match dynamic.fault() {
            Some(fault) => Err(fault),
            None => {
                let sliced = self.select.is_sliced();
                let output = if sliced { Output::Rows } else { Output::Count };
                Calculate::new(&dynamic, self.into_select(output), &wanted)
            }
        };
        db.run(Checked(calculate.map_err(|fault| fault::error(*fault))))
    }

    /// Changes all rows of the query set: fields of the model by their names, to values or to
    /// columns of the same row. Gives their number. One statement. Fields with `auto_now` are set
    /// to the present moment.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::LookupValue;
    /// # let School { db, eve, .. } = school()?;
    /// let next = LookupValue::column("room").plus(1);
    /// assert_eq!(Teacher::objects().filter_by("name", "Eve").update_by(&db, [("room", next)])?, 1);
    /// // UPDATE "teacher" SET "room" = "room" + ? WHERE "name" = ?
    /// assert_eq!(eve.refresh(&db)?.room, Some(13));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidLookup`](crate::ErrorKind::InvalidLookup) if a name is no field of the model itself;
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if a value does not fit, or the query set is
    /// sliced; the kind of a violated constraint.
    pub fn update_by<E: Executor, S: Into<String>, V: Into<LookupValue>>(
        mut self,
        db: E,
        changes: impl IntoIterator<Item = (S, V)>,
    ) -> E::Out<u64> {
        let changes = changes
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        let changes: Vec<(String, LookupValue)> = bounded(changes);
        let assignments = self.take_up(changes.len(), |dynamic| {
            let scope = dynamic.scope(M::META);
            let all = changes
                .iter()
                .map(|(name, value)| assign::assignment(scope, name, value));
            all.collect()
        });
        let fault = self.dynamic.as_ref().and_then(|dynamic| dynamic.fault());
        let assignments = match fault {
            Some(fault) => Err(fault::error(*fault)),
            None => Ok(assignments.unwrap_or_default()),
        };
        self.update_rows(db, assignments)
    }

    fn take_up<T>(
        &mut self,
        terms: usize,
        read: impl FnOnce(&mut Dynamic) -> Read<T>,
    ) -> Option<T> {
        self.dynamic.get_or_insert_default().take_up(terms, read)
    }

    /// The plan of the rows, with dynamic lookups as conditions.
    pub(crate) fn lowered(self, output: Output) -> Select {
        let select = Select {
            output,
            ..self.select
        };
        match self.dynamic {
            Some(dynamic) => dynamic.into_rows(select),
            None => select,
        }
    }

    /// Whether an order was asked for.
    pub(crate) fn is_ordered(&self) -> bool {
        let dynamic = self.dynamic.as_ref();
        !self.select.order.is_empty() || dynamic.is_some_and(|dynamic| !dynamic.order.is_empty())
    }
}

/// As many as there may be, and one more.
fn bounded<T>(all: impl IntoIterator<Item: Into<T>>) -> Vec<T> {
    all.into_iter()
        .take(super::MAX_TERMS + 1)
        .map(Into::into)
        .collect()
}
