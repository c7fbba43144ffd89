//! How far transactions are kept apart.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Result, Row, Value};

use crate::ask::{rows, rows_in};
use crate::server::Schema;

/// The level of a transaction of the library's that writes, and of one that reads.
struct Levels;

impl Operation for Levels {
    type Output = [Value; 2];

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        let mut found = [Value::Null, Value::Null];
        for (reads, found) in found.iter_mut().enumerate() {
            let level = match reads {
                0 => connection.begin().await?,
                _ => connection.begin_read().await?,
            };
            let each = &mut |row: &dyn Row| {
                *found = row.value(0)?.to_value();
                Ok(())
            };
            let asked = connection
                .query("SHOW transaction_isolation", &[], each)
                .await;
            connection.end(level, asked).await?;
        }
        Ok(found)
    }
}

#[test]
fn transactions_are_kept_apart_as_the_url_says() {
    let schema = Schema::new();
    for (options, callers, writes, reads) in [
        (
            "connections=1",
            "read committed",
            "read committed",
            "repeatable read",
        ),
        (
            "isolation=repeatable-read",
            "repeatable read",
            "read committed",
            "repeatable read",
        ),
        (
            "isolation=serializable",
            "serializable",
            "serializable",
            "serializable",
        ),
    ] {
        let db = schema.open_with(options);
        let text = |text: &str| Value::Text(text.to_owned());
        let levels = db.run_blocking(Levels).unwrap();
        assert!(levels == [text(writes), text(reads)], "{options}");
        let tx = db.begin_blocking().unwrap();
        let own = rows_in(&tx, "SHOW transaction_isolation").unwrap();
        assert!(own == [[text(callers)]], "{options}");
        drop(tx);
        let alone = rows(&db, "SHOW transaction_isolation").unwrap();
        assert!(alone == [[text(callers)]], "{options}");
    }
}
