//! Transactions that look at foreign keys when they end: inside, rows may come and go in any
//! order.

use throughline_backend::{Connection, Level};
use throughline_core::{Error, ErrorKind, Result};

/// Begins a transaction with foreign keys off. To be ended by [`end_checked`].
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] inside a transaction, where they stay on; the engine's.
pub(crate) async fn begin_unchecked(connection: &mut Connection) -> Result<Level> {
    if !connection.is_idle() {
        let message = "foreign keys cannot be switched off inside a transaction";
        return Err(Error::new(ErrorKind::Unsupported, message)
            .with_hint("do it before the transaction begins"));
    }
    connection.foreign_keys(false).await?;
    match connection.begin().await {
        Ok(level) => Ok(level),
        Err(error) => {
            // The first error is the one that explains.
            connection.foreign_keys(true).await.ok();
            Err(error)
        }
    }
}

/// Ends the transaction: keeps it if the result is good and every foreign key points to a row.
/// `subject` is who would leave such rows, for the message.
///
/// # Errors
///
/// The result's; [`ErrorKind::ForeignKeyViolation`] if rows point to nothing; the engine's.
pub(crate) async fn end_checked<T>(
    connection: &mut Connection,
    level: Level,
    result: Result<T>,
    subject: &str,
    hint: &str,
) -> Result<T> {
    let result = match result {
        Ok(value) => refuse_violations(connection, subject, hint)
            .await
            .map(|()| value),
        Err(error) => Err(error),
    };
    let result = connection.end(level, result).await;
    let restored = connection.foreign_keys(true).await;
    result.and_then(|value| restored.map(|()| value))
}

/// Refuses if rows would point to nothing.
pub(crate) async fn refuse_violations(
    connection: &mut Connection,
    subject: &str,
    hint: &str,
) -> Result<()> {
    /// As many as a person wants to read.
    const SHOWN: usize = 5;
    let violations = connection.foreign_key_violations().await?;
    if violations.is_empty() {
        return Ok(());
    }
    let mut list: Vec<_> = violations.iter().take(SHOWN).cloned().collect();
    if violations.len() > SHOWN {
        list.push(format!("and {} more", violations.len() - SHOWN));
    }
    let list = list.join("\n  ");
    let message = format!("{subject} would leave rows that point to nothing\n  {list}");
    Err(Error::new(ErrorKind::ForeignKeyViolation, message).with_hint(hint.to_owned()))
}
