//! What a query of one's own can be read into, and what can be bound to it.

struct Other;

fn row(db: &throughline::blocking::Db) -> throughline::Result<Vec<Other>> {
    db.query_as::<Other>("SELECT 1", ())
}

fn number(db: &throughline::blocking::Db) -> throughline::Result<Vec<i64>> {
    db.query_as::<i64>("SELECT 1", ())
}

fn value(db: &throughline::blocking::Db) -> throughline::Result<u64> {
    db.execute("SELECT ?", 1)
}

fn values(db: &throughline::blocking::Db) -> throughline::Result<u64> {
    db.execute("SELECT ?", (1_u32, "text"))
}

fn main() {}
