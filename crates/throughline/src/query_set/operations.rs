//! The operations of query sets.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_sql::plan::{Assignment, Delete, Select, Update};

use crate::upsert::with_auto_now;
use crate::{Model, explain, rows};

pub(super) struct All<M> {
    pub(super) select: Box<Select>,
    pub(super) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for All<M> {
    type Output = Vec<M>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<M>> {
        rows::rows::<M>(connection, &*self.select).await
    }
}

pub(super) struct Get<M> {
    pub(super) select: Box<Select>,
    pub(super) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for Get<M> {
    type Output = M;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(mut self, connection: &mut Connection) -> Result<M> {
        let row = rows::only_row::<M>(connection, &mut self.select).await?;
        row.ok_or_else(|| rows::does_not_exist(M::NAME))
    }
}

pub(super) struct First<M> {
    pub(super) select: Box<Select>,
    pub(super) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for First<M> {
    type Output = Option<M>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Option<M>> {
        rows::row::<M>(connection, &*self.select).await
    }
}

pub(super) struct Count {
    pub(super) select: Select,
}

impl Operation for Count {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        rows::count(connection, &self.select).await
    }
}

pub(super) struct Exists {
    pub(super) select: Select,
}

impl Operation for Exists {
    type Output = bool;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<bool> {
        Ok(connection.fetch(&self.select, &mut |_| Ok(())).await? > 0)
    }
}

pub(super) struct UpdateRows<M> {
    pub(super) select: Select,
    pub(super) assignments: Vec<Assignment>,
    pub(super) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for UpdateRows<M> {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(UpdateRows {
            select: self.select.clone(),
            assignments: self.assignments.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        if self.assignments.is_empty() {
            return Ok(0);
        }
        let assignments = with_auto_now(M::META, self.assignments);
        let update = Update {
            select: self.select,
            assignments,
            returning: false,
        };
        let changed = connection.run(&update).await;
        changed.map_err(|error| explain::write(error, M::META))
    }
}

pub(super) struct DeleteRows<M> {
    pub(super) select: Select,
    pub(super) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for DeleteRows<M> {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(DeleteRows {
            select: self.select.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        let deleted = connection
            .run(&Delete {
                select: self.select,
            })
            .await;
        deleted.map_err(|error| explain::delete(error, M::META))
    }
}
