//! Readings of several statements that are sent together, where the engine pipelines.
//!
//! What is asked stands in many places: rows, what they come with, what that comes with, a total.
//! So it is asked twice. The first time nothing is sent, there are no rows, and each statement is
//! noted; then all of them are sent at one moment, and the second time finds their answers.

use std::future::Future;

use throughline_core::Result;
use throughline_sql::Bound;
use throughline_sql::plan::Shape;

use super::Connection;
use crate::driver::{Ahead, Purpose};

/// Something that is read by statements which can be sent together: neither their texts nor their
/// values may depend on rows, as long as [`reads_together`](Connection::reads_together).
pub trait Reads: Sync {
    /// What is read.
    type Output: Send;

    /// Reads it. This is called several times.
    fn read(
        &self,
        connection: &mut Connection,
    ) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// A reading whose statements are sent together.
pub(super) enum Reading {
    /// They are found out.
    Noting {
        noted: Vec<(String, Vec<Bound<'static>>)>,
        /// Whether all of them say the same at each time.
        steady: bool,
    },
    /// They were sent.
    Sent,
}

impl Reading {
    pub(super) fn note_plan(&mut self, shape: &Shape<'_>) {
        if let Reading::Noting { steady, .. } = self {
            *steady &= !shape.is_raw();
        }
    }

    /// Whether the statement was noted, in place of being sent.
    pub(super) fn note(&mut self, sql: &str, parameters: &[Bound<'_>]) -> bool {
        let Reading::Noting { noted, .. } = self else {
            return false;
        };
        let parameters = parameters.iter().cloned().map(Bound::into_owned);
        noted.push((sql.to_owned(), parameters.collect()));
        true
    }
}

impl Connection {
    /// Whether what is read now are statements that go together: then they are made before there
    /// are rows.
    #[must_use]
    pub fn reads_together(&self) -> bool {
        self.reading.is_some()
    }

    /// Reads that by one round trip and as of one moment, where the engine pipelines and no
    /// transaction is open; else by a round trip for each statement. Inside a transaction each
    /// statement may find rows of another moment, so that they cannot be asked before the rows of
    /// the one before are there.
    ///
    /// # Errors
    ///
    /// The reading's; the engine's.
    pub async fn read_together<R: Reads>(&mut self, reads: &R) -> Result<R::Output> {
        if !self.dialect().capabilities().pipelining || !self.is_idle() {
            return reads.read(self).await;
        }
        let Some(noted) = self.note(reads).await? else {
            return reads.read(self).await;
        };
        loop {
            let ahead = noted
                .iter()
                .map(|(sql, parameters)| Ahead { sql, parameters });
            self.send_ahead(Purpose::Read, ahead.collect()).await?;
            self.reading = Some(Reading::Sent);
            let level = self.begin_read().await;
            let result = match level {
                Ok(level) => {
                    let read = reads.read(self).await;
                    self.end(level, read).await
                }
                Err(error) => Err(error),
            };
            self.reading = None;
            if result.is_err() && self.driver.was_stale() {
                continue;
            }
            return result;
        }
    }

    /// The statements of a reading; none if they are better sent as they come.
    async fn note<R: Reads>(
        &mut self,
        reads: &R,
    ) -> Result<Option<Vec<(String, Vec<Bound<'static>>)>>> {
        self.reading = Some(Reading::Noting {
            noted: Vec::new(),
            steady: true,
        });
        let found = reads.read(self).await;
        let reading = self.reading.take();
        found?;
        Ok(match reading {
            Some(Reading::Noting { noted, steady }) if steady && noted.len() > 1 => Some(noted),
            _ => None,
        })
    }
}
