//! The verbs of related managers.

use std::marker::PhantomData;

use throughline_core::{FieldType, SingleKey, Value};
use throughline_sql::plan::{LinkDelete, Source, Targets};

use super::operations::{CreateLinked, Keys, SetLinks, UpsertLinked, UpsertLinks};
use super::{Changes, CompleteLink, RelatedManager, start_link};
use crate::builder::{Builder, Complete, Draft};
use crate::create::UpsertBuilder;
use crate::link::Payload;
use crate::path::Target;
use crate::upsert::Mode;
use crate::{Executor, Model, Outcome, link};

fn keys<T: Model<Key: SingleKey>, R: Target<T>>(
    targets: impl IntoIterator<Item = R>,
) -> Vec<Value> {
    link::distinct(
        targets
            .into_iter()
            .map(|target| target.target_key().into_value())
            .collect(),
    )
}

/// What the verbs have in common.
impl<T: Model<Key: SingleKey>, B> RelatedManager<T, B> {
    /// Takes away the links to these rows. Gives the keys of those that were linked; the others
    /// are passed over. The rows themselves stay. One statement; none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course, ann: Student) -> throughline::Result<()> {
    /// let removed: Vec<i64> = course.students().remove(db, [&ann]).await?;
    /// // DELETE FROM "course_students" WHERE "course_id" = ? AND "student_id" = ?
    /// // of several rows, where SQLite runs that for each: PostgreSQL … AND "student_id" = ANY(?)
    /// // RETURNING "student_id"
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn remove<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<T::Key>> {
        let mut targets = targets.into_iter();
        // One key alone, as is usual, needs no list.
        let targets = match (targets.next(), targets.next()) {
            (Some(target), None) => Targets::One(target.target_key().into_value()),
            (first, second) => {
                let all = first.into_iter().chain(second).chain(targets);
                Targets::these(keys(all))
            }
        };
        self.unlink(db, targets)
    }

    /// Takes away all links of this row. Gives the keys of the rows that were linked. The rows
    /// themselves stay. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// assert_eq!(rust.students().clear(&db)?, [1, 2]);
    /// // DELETE FROM "course_students" WHERE "course_id" = ? RETURNING "student_id"
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn clear<E: Executor>(&self, db: E) -> E::Out<Vec<T::Key>> {
        self.unlink(db, Targets::All)
    }

    fn unlink<E: Executor>(&self, db: E, targets: Targets) -> E::Out<Vec<T::Key>> {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Keys::<T, _>::new(link::Remove(LinkDelete {
            relation,
            owner,
            targets,
        })))
    }

    fn add_keys<E: Executor>(
        &self,
        db: E,
        keys: Vec<Value>,
        payload: Option<Payload>,
    ) -> E::Out<Vec<T::Key>> {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Keys::<T, _>::new(link::Add {
            relation,
            owner,
            keys,
            payload: payload.map(Box::new),
        }))
    }

    fn replace<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        payload: Option<Draft>,
    ) -> E::Out<Changes<T::Key>> {
        let (relation, owner, keys) = (self.relation, self.owner.clone(), keys(targets));
        let set = link::Set {
            relation,
            owner,
            keys,
            payload,
        };
        db.run(SetLinks::<T> {
            set,
            marker: PhantomData,
        })
    }

    fn create_linked<E: Executor>(
        &self,
        db: E,
        builder: impl Complete<Model = T>,
        payload: Option<Draft>,
    ) -> E::Out<T> {
        db.run(CreateLinked::<T> {
            source: Source::Related(self.relation, self.owner.clone()),
            draft: builder.into_draft(),
            payload,
            marker: PhantomData,
        })
    }

    fn upsert_linked<E: Executor>(
        &self,
        db: E,
        new: impl UpsertBuilder<Model = T>,
        mode: Mode,
        payload: Option<Draft>,
    ) -> E::Out<(T, Outcome, bool)> {
        db.run(UpsertLinked::<T> {
            relation: self.relation,
            owner: self.owner.clone(),
            by_key: new.into_by_key(mode),
            payload,
            marker: PhantomData,
        })
    }
}

/// The verbs that need nothing for a link but its two ends.
impl<T: Model<Key: SingleKey>, B> RelatedManager<T, B> {
    /// Links these rows. Those that are linked already stay as they are. Gives the keys of the
    /// new ones. One statement, which SQLite runs for each row: all or none. None for an empty list.
    /// Takes rows, references to rows, or keys.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course, ann: Student) -> throughline::Result<()> {
    /// let added: Vec<i64> = course.students().add(db, [&ann]).await?;
    /// // INSERT INTO "course_students" ("course_id", "student_id")
    /// // VALUES (?, ?) ON CONFLICT ("course_id", "student_id") DO NOTHING
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// On a through model with required columns this does not compile:
    /// [`add_with`](RelatedManager::add_with) takes them.
    ///
    /// # Errors
    ///
    /// [`ForeignKeyViolation`](crate::ErrorKind::ForeignKeyViolation) if a key is that of no
    /// row; then no link is made.
    pub fn add<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<T::Key>>
    where
        B: CompleteLink,
    {
        let draft = B::start().into_link_draft();
        let payload = draft.map(|draft| Payload::shared(self.relation, Some(draft)));
        self.add_keys(db, keys(targets), payload)
    }

    /// Makes the links of this row exactly these: adds what is missing, removes what is not
    /// listed, and leaves the others as they are, with all their columns. Of two rivals, the
    /// result is what one of them asked. On SQLite: a transaction that reads the links, and at most two
    /// statements that write those that differ; one statement for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course) -> throughline::Result<()> {
    /// let changes = course.students().set(db, [1, 2, 3]).await?;
    /// println!("{} new, {} gone", changes.added.len(), changes.removed.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKeyViolation`](crate::ErrorKind::ForeignKeyViolation) if a key is that of no
    /// row; then no link is changed.
    pub fn set<E: Executor, R: Target<T>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
    ) -> E::Out<Changes<T::Key>>
    where
        B: CompleteLink,
    {
        self.replace(db, targets, B::start().into_link_draft())
    }

    /// Creates a row and links it: both or neither. On PostgreSQL one statement, elsewhere a
    /// transaction of two.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course) -> throughline::Result<()> {
    /// let bob = course.students().create(db, Student::builder().name("Bob")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn create<E: Executor>(&self, db: E, new: impl Complete<Model = T>) -> E::Out<T>
    where
        B: CompleteLink,
    {
        self.create_linked(db, new, B::start().into_link_draft())
    }

    /// The row with the same unique key, or this one if there is none yet, linked: a row that
    /// exists and is not linked is linked too. Gives the row, whether it was created, and whether
    /// the link is new. The row's unique key decides; where there are several, say which:
    /// [`on`](crate::CreateExt::on).
    ///
    /// To look among the linked rows only, as Django does:
    /// `manager.filter(…).get_or_create(…)`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, zoo, .. } = school()?;
    /// // The unique key of a teacher is `email`. Eve is there, and does not help yet.
    /// let eve = Teacher::builder().name("Eve").email("eve@school.example");
    /// let (eve, outcome, linked) = zoo.helpers().get_or_create(&db, eve)?;
    /// assert_eq!((outcome, linked), (Outcome::Found, true));
    /// assert!(zoo.helpers().contains(&db, &eve)?);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn get_or_create<E: Executor>(
        &self,
        db: E,
        new: impl UpsertBuilder<Model = T>,
    ) -> E::Out<(T, Outcome, bool)>
    where
        B: CompleteLink,
    {
        self.upsert_linked(db, new, Mode::Get, B::start().into_link_draft())
    }

    /// As [`get_or_create`](RelatedManager::get_or_create), and a row that exists gets the values
    /// that the builder was given.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, zoo, max, .. } = school()?;
    /// let moritz = Teacher::builder().name("Moritz").email("max@school.example");
    /// let (moritz, outcome, linked) = zoo.helpers().update_or_create(&db, moritz)?;
    /// assert_eq!((outcome, linked), (Outcome::Updated, false)); // he did help already
    /// assert_eq!(max.refresh(&db)?, moritz);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn update_or_create<E: Executor>(
        &self,
        db: E,
        new: impl UpsertBuilder<Model = T>,
    ) -> E::Out<(T, Outcome, bool)>
    where
        B: CompleteLink,
    {
        self.upsert_linked(db, new, Mode::Update, B::start().into_link_draft())
    }
}

/// The verbs that take values for the columns of the through model.
impl<T: Model<Key: SingleKey>, B: Builder> RelatedManager<T, B> {
    /// Links these rows, with values for the columns of the through model. The closure runs once;
    /// its values go to each *new* link, and links that are there keep theirs. One statement;
    /// none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, club: Club, ann: Student, date: Date) -> throughline::Result<()> {
    /// club.members().add_with(db, [&ann], |link| link.joined(date)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add`](RelatedManager::add).
    pub fn add_with<E: Executor, R: Target<T>, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<Vec<T::Key>> {
        let payload = Payload::shared(self.relation, Some(link(start_link()).into_draft()));
        self.add_keys(db, keys(targets), Some(payload))
    }

    /// Links these rows, each with values of its own for the columns of the through model, made
    /// from [`link`](RelatedManager::link). Links that are there keep theirs. Of two for one row
    /// the first counts. One statement; none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, club: Club, ann: Student, bob: Student) -> throughline::Result<()> {
    /// # let (monday, friday) = (Date::constant(2026, 1, 5), Date::constant(2026, 1, 9));
    /// let members = club.members();
    /// let links = [(&ann, members.link().joined(monday)), (&bob, members.link().joined(friday))];
    /// members.add_each(db, links).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add`](RelatedManager::add).
    pub fn add_each<E: Executor, R: Target<T>, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        links: impl IntoIterator<Item = (R, C)>,
    ) -> E::Out<Vec<T::Key>> {
        let links = links.into_iter();
        let links: Vec<_> = links
            .map(|(target, link)| (target.target_key().into_value(), link.into_draft()))
            .collect();
        let keys = link::distinct(links.iter().map(|(key, _)| key.clone()).collect());
        self.add_keys(db, keys, Some(Payload::each(self.relation, links)))
    }

    /// Links these rows with these values for the columns of the through model, whether they are
    /// linked or not: a link that is there gets the values that the closure gave, and keeps the
    /// others. Gives what was done for each row, in the order of the keys. On SQLite: a
    /// transaction of two statements; none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, club: Club, ann: Student, date: Date) -> throughline::Result<()> {
    /// let done = club
    ///     .members()
    ///     .add_or_update_with(db, [&ann], |link| link.joined(date).role("chair"))
    ///     .await?;
    /// assert_eq!(done, [(ann.id, Outcome::Created)]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add`](RelatedManager::add).
    pub fn add_or_update_with<E: Executor, R: Target<T>, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<Vec<(T::Key, Outcome)>> {
        let links = link::AddOrUpdate {
            relation: self.relation,
            owner: self.owner.clone(),
            keys: keys(targets),
            payload: link(start_link()).into_draft(),
        };
        db.run(UpsertLinks::<T> {
            links,
            marker: PhantomData,
        })
    }

    /// As [`set`](RelatedManager::set), with values for the columns of the through model in each
    /// *new* link.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, ann, bob, .. } = school()?;
    /// let since = Date::constant(2026, 1, 5);
    /// let changes = chess.members().set_with(&db, [&ann, &bob], |link| link.joined(since))?;
    /// assert_eq!((changes.added, changes.kept), (vec![bob.id], vec![ann.id]));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`set`](RelatedManager::set).
    pub fn set_with<E: Executor, R: Target<T>, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        targets: impl IntoIterator<Item = R>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<Changes<T::Key>> {
        self.replace(db, targets, Some(link(start_link()).into_draft()))
    }

    /// As [`create`](RelatedManager::create), with values for the columns of the through model.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// let since = Date::constant(2026, 1, 5);
    /// let dan = Student::builder().name("Dan");
    /// let dan = chess.members().create_with(&db, dan, |link| link.joined(since))?;
    /// assert!(chess.members().contains(&db, &dan)?);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn create_with<E: Executor, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        new: impl Complete<Model = T>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<T> {
        self.create_linked(db, new, Some(link(start_link()).into_draft()))
    }

    /// As [`get_or_create`](RelatedManager::get_or_create), with values for the columns of the
    /// through model in a *new* link.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, zoo, .. } = school()?;
    /// let zoe = Teacher::builder().name("Zoe").email("zoe@school.example");
    /// let in_french = zoo.guides().get_or_create_with(&db, zoe, |link| link.language("French"))?;
    /// assert_eq!((in_french.1, in_french.2), (Outcome::Created, true));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn get_or_create_with<E: Executor, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        new: impl UpsertBuilder<Model = T>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<(T, Outcome, bool)> {
        let payload = Some(link(start_link()).into_draft());
        self.upsert_linked(db, new, Mode::Get, payload)
    }

    /// As [`update_or_create`](RelatedManager::update_or_create), with values for the columns of
    /// the through model in a *new* link.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, zoo, .. } = school()?;
    /// let eva = Teacher::builder().name("Eva").email("eve@school.example");
    /// let (eva, outcome, linked) =
    ///     zoo.guides().update_or_create_with(&db, eva, |link| link.language("French"))?;
    /// assert_eq!((outcome, linked), (Outcome::Updated, false));
    /// let (_, guiding) = zoo.guides().with_link().get(&db)?;
    /// assert_eq!(guiding.language, "English"); // a link that is there keeps its columns
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](crate::CreateExt::create).
    pub fn update_or_create_with<E: Executor, C: Complete<Model = B::Model>>(
        &self,
        db: E,
        new: impl UpsertBuilder<Model = T>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<(T, Outcome, bool)> {
        let payload = Some(link(start_link()).into_draft());
        self.upsert_linked(db, new, Mode::Update, payload)
    }
}
