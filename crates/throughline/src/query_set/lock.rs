//! Rows that are locked until the transaction ends: `.for_update()`.

use throughline_sql::plan::Lock;

use super::QuerySet;
use crate::Model;

impl<M: Model, B> QuerySet<M, B> {
    /// Locks the rows that are read until the transaction ends: another one that wants to change
    /// or lock them waits. For rows that are read, thought about and written.
    ///
    /// On SQLite, where a transaction has locked the whole database, it adds nothing.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// db.transaction(|tx| {
    ///     let eve = Teacher::objects().filter(|t| t.name().eq("Eve")).for_update().get(&tx)?;
    ///     // SELECT … FROM "teacher" WHERE "name" = $1 LIMIT $2 FOR UPDATE OF "teacher"
    ///     Teacher { room: eve.room.map(|room| room + 1), ..eve }.save(&tx)
    /// })?;
    /// let outside = Teacher::objects().for_update().all(&db).unwrap_err();
    /// assert_eq!(outside.kind(), throughline::ErrorKind::InvalidValue);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// The query set fails with [`InvalidValue`](crate::ErrorKind::InvalidValue) outside of a
    /// transaction.
    pub fn for_update(mut self) -> Self {
        self.select.lock = Some(Lock::Wait);
        self
    }

    /// As [`for_update`](QuerySet::for_update), without the rows that another transaction has
    /// locked: for workers that share a queue.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let next = db.transaction(|tx| {
    ///     let free = Enrollment::objects().order_by(|e| e.id()).skip_locked();
    ///     // SELECT … ORDER BY "id" ASC LIMIT $1 FOR UPDATE OF "enrollment" SKIP LOCKED
    ///     free.first(&tx)
    /// })?;
    /// assert!(next.is_some());
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn skip_locked(mut self) -> Self {
        self.select.lock = Some(Lock::SkipLocked);
        self
    }

    /// As [`for_update`](QuerySet::for_update), with an error instead of waiting for a row that
    /// another transaction has locked.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// db.transaction(|tx| Teacher::objects().nowait().all(&tx))?;
    /// // SELECT … FROM "teacher" FOR UPDATE OF "teacher" NOWAIT
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn nowait(mut self) -> Self {
        self.select.lock = Some(Lock::NoWait);
        self
    }
}
