//! The lock by which one process at a time migrates, on an engine where a transaction does not see
//! to it. The session has it: if the process dies, so does the lock.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, Result, Value};

use crate::introspector::read;

/// Waits for the lock.
///
/// # Errors
///
/// [`ErrorKind::LockTimeout`] if another process has it for too long.
pub(super) async fn take(connection: &mut Connection) -> Result<()> {
    let Some(lock) = connection.dialect().schema_rules().migration_lock else {
        return Ok(());
    };
    if read(connection, lock.take, &[]).await? == [[Value::Int(1)]] {
        return Ok(());
    }
    let message = "another process has been migrating the database for a minute";
    Err(Error::new(ErrorKind::LockTimeout, message)
        .with_hint("wait until it is done, then do this again: what it has applied is left out"))
}

/// Gives it back.
pub(super) async fn release(connection: &mut Connection) {
    if let Some(lock) = connection.dialect().schema_rules().migration_lock {
        // A connection that cannot do this is lost, and the lock with it.
        read(connection, lock.release, &[]).await.ok();
    }
}
