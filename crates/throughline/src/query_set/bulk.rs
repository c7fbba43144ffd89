//! Many rows and many links at once.

use std::marker::PhantomData;
use std::sync::Arc;

use throughline_core::{
    AutoNow, Error, ErrorKind, FieldDef, FieldType, KeySource, Relation, Result, SingleKey, Value,
};

use super::QuerySet;
use throughline_sql::plan::{OnConflict, Output};

use super::assign::{Checked, own_fields, unsliced};
use crate::builder::{Builder, Complete, Draft};
use crate::create::{BulkCreate, BulkInsert, UpsertBuilder};
use crate::link::{self, ClearAll, LinkAll, LinkReport, UnlinkAll};
use crate::path::{ModelPath, Target};
use crate::upsert::{BulkUpsert, ByKey, Mode};
use crate::{Executor, IntoFields, Model, Outcome};

impl<M: Model> QuerySet<M> {
    /// As [`update_or_create`](crate::CreateExt::update_or_create) for each of these rows, in one
    /// transaction: all or none. Gives them in the order of the builders, each with what was
    /// done.
    ///
    /// PostgreSQL is sent a statement for each row, many at one moment; MariaDB statements of many
    /// rows, as long as these are given the same fields; SQLite runs two for each.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let teacher = |name: &str| {
    ///     Teacher::builder().name(name).email(format!("{}@school.example", name.to_lowercase()))
    /// };
    /// let done = Teacher::objects().bulk_update_or_create(&db, [teacher("Eve"), teacher("Zoe")])?;
    /// let outcomes: Vec<_> = done.iter().map(|(_, outcome)| *outcome).collect();
    /// assert_eq!(outcomes, [Outcome::Unchanged, Outcome::Created]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create), for the first row that is refused.
    pub fn bulk_update_or_create<E: Executor, R: UpsertBuilder<Model = M>>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<(M, Outcome)>> {
        let all = builders
            .into_iter()
            .map(|builder| builder.into_by_key(Mode::Update))
            .collect();
        db.run(BulkUpsert {
            all,
            marker: PhantomData,
        })
    }

    /// Links many owners at once, by the relation at the end of the path. The pairs are those of
    /// an owner and a target, each a row, a reference to one, or a key. Gives how many links are
    /// new, how many were there, and which pairs name a row that is not there: these are left
    /// out, and the others are linked.
    ///
    /// In one transaction; one statement, which SQLite runs for each pair. PostgreSQL is sent another one
    /// for each million pairs, MariaDB for each 20,000.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let pairs = [(1, 1), (1, 2), (2, 1)];
    /// let report = Course::objects().link_all(db, |c| c.students(), pairs).await?;
    /// assert_eq!(report.added, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if the path is not one many-to-many relation, or
    /// its through model has columns that need a value: then the links are rows to create.
    pub fn link_all<E: Executor, P: ModelPath<Model: Model<Key: SingleKey>>, A, Z>(
        &self,
        db: E,
        path: impl FnOnce(M::Path) -> P,
        pairs: impl IntoIterator<Item = (A, Z)>,
    ) -> E::Out<LinkReport>
    where
        M: Model<Key: SingleKey>,
        A: Target<M>,
        Z: Target<P::Model>,
    {
        let relation = many_to_many(&path(Self::path()));
        let link_all = relation.and_then(|relation| {
            let payload = link_draft(relation)?;
            Ok(LinkAll {
                relation,
                pairs: key_pairs(pairs),
                payload,
            })
        });
        db.run(Checked(link_all))
    }

    /// Takes away the links of many owners at once, by the relation at the end of the path. Gives
    /// how many there were. In one transaction; one statement, which SQLite runs for each pair.
    /// PostgreSQL is sent another one for each million pairs, MariaDB for each 20,000.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, ann, bob, .. } = school()?;
    /// let pairs = [(&rust, &ann), (&logic, &bob)];
    /// assert_eq!(Course::objects().unlink_all(&db, |c| c.students(), pairs)?, 2);
    /// assert_eq!(rust.students().all(&db)?, [bob]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if the path is not one many-to-many relation.
    pub fn unlink_all<E: Executor, P: ModelPath<Model: Model<Key: SingleKey>>, A, Z>(
        &self,
        db: E,
        path: impl FnOnce(M::Path) -> P,
        pairs: impl IntoIterator<Item = (A, Z)>,
    ) -> E::Out<u64>
    where
        M: Model<Key: SingleKey>,
        A: Target<M>,
        Z: Target<P::Model>,
    {
        let relation = many_to_many(&path(Self::path()));
        db.run(Checked(relation.map(|relation| UnlinkAll {
            relation,
            pairs: key_pairs(pairs),
        })))
    }

    /// Takes away all links of the rows of the query set, by the relation at the end of the path. Gives
    /// how many there were; the rows themselves stay. One statement, which gives back nothing but their number,
    /// as long as a link is one row: a symmetrical one is two, and a through model may have several.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// let over = Course::objects().filter(|c| c.title().is_in(["Rust", "Logic"]));
    /// assert_eq!(over.clear_all(&db, |c| c.students())?, 3);
    /// // DELETE FROM "course_students" WHERE "course_id" IN (SELECT … FROM "course" …)
    ///
    /// // Of one row, where its links are many and nobody asks which: [`clear`] tells that.
    /// let only = Course::objects().filter(|c| c.id().eq(rust.id));
    /// assert_eq!(only.clear_all(&db, |c| c.students())?, 0);
    /// // DELETE FROM "course_students" WHERE "course_students"."course_id" = ?
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// [`clear`]: crate::RelatedManager::clear
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if the path is not one many-to-many relation, or the
    /// query set is sliced by `limit` or `offset`.
    pub fn clear_all<E: Executor, P: ModelPath<Model: Model<Key: SingleKey>>>(
        self,
        db: E,
        path: impl FnOnce(M::Path) -> P,
    ) -> E::Out<u64>
    where
        M: Model<Key: SingleKey>,
    {
        let relation = unsliced::<M>(&self.select, "clear_all")
            .and_then(|()| many_to_many(&path(Self::path())));
        db.run(Checked(relation.map(|relation| {
            ClearAll::new(relation, self.lowered(Output::Rows))
        })))
    }

    /// Creates all these rows, in one transaction: all or none. Gives them in the order of the
    /// builders. One statement for rows that are given the same fields, whatever their number: SQLite
    /// runs it for each. On MariaDB one for some hundred rows, and a few for what is left.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let names = ["Ann", "Bob", "Cleo"];
    /// let students =
    ///     Student::objects().bulk_create(db, names.map(|n| Student::builder().name(n))).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create), for the first row that is refused.
    pub fn bulk_create<E: Executor, R: Complete<Model = M>>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<M>> {
        let drafts = builders.into_iter().map(Builder::into_draft);
        db.run(BulkCreate::new(drafts, None))
    }

    /// As [`bulk_create`](QuerySet::bulk_create), for rows that nobody wants back: gives their number.
    /// Quicker on a server, which need not send them.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let new = ["Dan", "Eli", "Fay"].map(|name| Student::builder().name(name));
    /// assert_eq!(Student::objects().bulk_insert(&db, new)?, 3);
    /// // INSERT INTO "student" ("name") VALUES (?), for each
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`bulk_create`](QuerySet::bulk_create).
    pub fn bulk_insert<E: Executor, R: Complete<Model = M>>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
    ) -> E::Out<u64> {
        let drafts = builders.into_iter().map(Builder::into_draft);
        db.run(BulkInsert::new(M::META, drafts))
    }

    /// As [`bulk_create`](QuerySet::bulk_create), but a row that collides with one that is there,
    /// by its primary key or by any unique key, is passed over. Gives those that were created.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let teacher = |name: &str| {
    ///     Teacher::builder().name(name).email(format!("{}@school.example", name.to_lowercase()))
    /// };
    /// let new = ["Eve", "Zoe"].map(teacher); // Eve's address is taken
    /// let created = Teacher::objects().bulk_create_ignoring_conflicts(&db, new)?;
    /// // INSERT INTO "teacher" ("name", "email") VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING …
    /// assert_eq!(created.len(), 1);
    /// assert_eq!(created[0].name, "Zoe");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create), but for
    /// [`UniqueViolation`](crate::ErrorKind::UniqueViolation).
    pub fn bulk_create_ignoring_conflicts<E: Executor, R: Complete<Model = M>>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<M>> {
        let drafts = builders.into_iter().map(Builder::into_draft);
        db.run(BulkCreate::new(drafts, Some(OnConflict::Any)))
    }

    /// As [`bulk_create`](QuerySet::bulk_create), but a row that is there already, by the unique
    /// key that decides, gets the new values of these fields, defaults included, and keeps the
    /// others. Gives the rows in the order of the builders, each with what was done.
    ///
    /// [`bulk_update_or_create`](QuerySet::bulk_update_or_create) changes the fields that the
    /// builders were given; this changes the fields that are named.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, .. } = school()?;
    /// let since = Date::constant(2026, 2, 1);
    /// let rows = [&ann, &bob].map(|student| {
    ///     Enrollment::builder().student(student).course(&rust).enrollment_date(since)
    /// });
    /// let done = Enrollment::objects()
    ///     .bulk_create_updating_conflicts(&db, rows, |e| e.enrollment_date())?;
    /// let outcomes: Vec<_> = done.iter().map(|(_, outcome)| *outcome).collect();
    /// assert_eq!(outcomes, [Outcome::Updated, Outcome::Created]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// The key is the model's one unique key besides the primary key, or the one that each
    /// builder names by [`on`](crate::CreateExt::on) or [`on_key`](crate::CreateExt::on_key). On
    /// SQLite: a transaction of at most two statements for each row.
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create), for the first row that is refused;
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if a field of another model is named.
    pub fn bulk_create_updating_conflicts<E, R, F>(
        &self,
        db: E,
        builders: impl IntoIterator<Item = R>,
        fields: impl FnOnce(M::Path) -> F,
    ) -> E::Out<Vec<(M, Outcome)>>
    where
        E: Executor,
        R: UpsertBuilder<Model = M>,
        F: IntoFields,
    {
        let only = own_fields::<M>(fields(Self::path()));
        let builders = builders.into_iter();
        let all: Vec<_> = builders.map(|one| one.into_by_key(Mode::Update)).collect();
        let upsert = only.map(|only| BulkUpsert {
            all: all
                .into_iter()
                .map(|by_key| ByKey {
                    only: Some(only.clone()),
                    ..by_key
                })
                .collect(),
            marker: PhantomData,
        });
        db.run(Checked(upsert))
    }
}

/// The relation that a path of one many-to-many relation follows.
fn many_to_many<P: ModelPath>(path: &P) -> Result<Relation> {
    match path.as_path().relations() {
        [relation] if relation.link().is_some() => Ok(*relation),
        _ => Err(Error::new(
            ErrorKind::InvalidValue,
            "links are those of one many-to-many relation, and this path is another",
        )
        .with_hint("give the relation alone, such as `|c| c.students()`")),
    }
}

/// The columns of a new link, if none of them needs a value from the caller.
fn link_draft(relation: Relation) -> Result<Option<Draft>> {
    let Some((link, model)) = relation.link().and_then(|link| Some((link, link.through?))) else {
        return Ok(None);
    };
    let needs_value = |field: &&FieldDef| {
        let made = field.nullable
            || field.default.is_some()
            || field.db_default.is_some()
            || field.auto_now != AutoNow::No
            || field.key_source != KeySource::Caller;
        !made && field.column != link.near && field.column != link.far
    };
    let columns: Vec<_> = model
        .fields
        .iter()
        .filter(needs_value)
        .map(|field| field.name)
        .collect();
    if columns.is_empty() {
        Ok(Some(Draft::new(model)))
    } else {
        Err(link::needs_columns(relation, &columns))
    }
}

fn key_pairs<M: Model<Key: SingleKey>, T: Model<Key: SingleKey>, A: Target<M>, Z: Target<T>>(
    pairs: impl IntoIterator<Item = (A, Z)>,
) -> Arc<Vec<[Value; 2]>> {
    let pairs = pairs.into_iter().map(|(owner, target)| {
        [
            owner.target_key().into_value(),
            target.target_key().into_value(),
        ]
    });
    Arc::new(pairs.collect())
}
