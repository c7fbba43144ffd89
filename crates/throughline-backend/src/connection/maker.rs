//! One transaction at a time makes rows of a table that others look for first.
//!
//! Two that look for the same row, find none and make it would make two of them: no lock can be had
//! on a row that is not there. So who finds none waits until it is the only one who may make some,
//! and looks again.

use throughline_core::{Error, ErrorKind, Result, Row, Value, ValueRef};

use super::Connection;

impl Connection {
    /// Waits until no other transaction makes rows of the table, until the end of this one. Gives
    /// whether one may have made some until then; not so where the engine undoes one of two that
    /// would make the same.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LockTimeout`] if another one is open for too long.
    pub async fn become_maker(&mut self, table: &str) -> Result<bool> {
        let maker = self.dialect().one_maker();
        let Some(maker) = maker.filter(|_| !self.driver.is_serializable()) else {
            return Ok(false);
        };
        let table = Value::Text(table.to_owned());
        if self.made.contains(&table) {
            return Ok(true);
        }
        let mut had = false;
        let each = &mut |row: &dyn Row| {
            had = row.value(0)? == ValueRef::Int(1);
            Ok(())
        };
        self.query(maker.take, std::slice::from_ref(&table), each)
            .await?;
        if !had {
            return Err(busy());
        }
        if maker.give_back.is_some() {
            self.made.push(table);
        }
        Ok(true)
    }

    /// Behind the end of a transaction: others may make rows again.
    pub(super) async fn let_others_make(&mut self) {
        let give_back = self.dialect().one_maker().and_then(|maker| maker.give_back);
        for table in std::mem::take(&mut self.made) {
            if let Some(sql) = give_back {
                // A connection that cannot do this is lost, and the lock with it.
                self.execute(sql, &[table]).await.ok();
            }
        }
    }
}

fn busy() -> Error {
    let message = "another transaction has been making rows of the same table for too long";
    Error::new(ErrorKind::LockTimeout, message)
        .with_hint("keep transactions short, or raise `lock_timeout` in the URL")
}
