//! What differs between the engines: data in [`Capabilities`], text in [`Dialect`].

mod mariadb;
mod marks;
mod postgres;
mod sqlite;

use std::fmt::Debug;

use sea_query::{
    DeleteStatement, Expr, ExprTrait, InsertStatement, QueryBuilder, QueryStatementBuilder,
    ReturningClause, SelectStatement, UpdateStatement, Values, WithQuery,
};
use throughline_core::{ColumnType, Value};

use crate::explain;
use crate::plan::{TextMatch, TextTest};
#[cfg(feature = "schema")]
use crate::schema::SchemaRules;
use crate::statement::Encoding;

pub use mariadb::NONE_PASSED_OVER;
pub use marks::Marks;

/// The dialect of SQLite.
pub static SQLITE: sqlite::Sqlite = sqlite::Sqlite;
/// The dialect of PostgreSQL.
pub static POSTGRES: postgres::Postgres = postgres::Postgres;
/// The dialect of MariaDB.
pub static MARIADB: mariadb::MariaDb = mariadb::MariaDb;

/// All dialects.
pub static DIALECTS: [&dyn Dialect; 3] = [&SQLITE, &POSTGRES, &MARIADB];

/// What an engine can do, as data for planners and migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
pub struct Capabilities {
    /// `RETURNING` behind an `INSERT` and a `DELETE`.
    pub returning: bool,
    /// `RETURNING` behind an `UPDATE`.
    pub update_returning: bool,
    /// `ON CONFLICT (columns)`, which names the key that may conflict.
    pub on_conflict: bool,
    /// A statement tells of the row that a unique key decides about whether it was made, changed or
    /// left as it was, and no rival can come in between: see [`Upsert`](crate::plan::Upsert).
    pub tells_outcomes: bool,
    /// Statements that write can stand in the `WITH` of another, which takes the rows that they give
    /// back.
    pub writes_in_with: bool,
    /// What an `UPDATE` or `DELETE` asks of other rows is read before the first row is written;
    /// else it may be asked again after rows are gone by cascade.
    pub reads_before_writing: bool,
    /// Arrays, as parameters and in results.
    pub arrays: bool,
    /// Several statements can be sent before the first answer is read.
    pub pipelining: bool,
    /// An `UPDATE` or `DELETE` in the form for several tables looks up the rows that it is for, where
    /// one in the form for one table reads, and locks, all rows. It gives nothing back.
    pub looks_up_joined: bool,
    /// Of tables with an `INNER JOIN` the engine may begin with any, and read all of it where a few rows are asked
    /// for. What is joined for its columns alone has a `LEFT JOIN` then, which it cannot begin with: the
    /// foreign key says that the row is there.
    pub begins_anywhere: bool,
    /// The engine is in this process: a statement is run once for each row rather than sent with all of
    /// them, and what a new row is known to hold is not asked for.
    pub in_process: bool,
    /// An index alone tells how many rows have a key, so that counting them for each row takes no longer
    /// than for all rows at once; else the table says which of them are there for whom.
    pub counts_by_index: bool,
    /// `CREATE TABLE` and its like are part of a transaction.
    pub transactional_ddl: bool,
    /// A table can be altered in place for most changes; else it is built anew.
    pub alter_table: bool,
    /// `SELECT … FOR UPDATE` locks rows; else the transaction holds the only write lock.
    pub row_locks: bool,
    /// A lock names the tables that it is for, as others may be joined that cannot be locked.
    pub lock_tables: bool,
    /// A row can be locked so that others may still make rows which point to it.
    pub lock_without_key: bool,
    /// Nulls come behind all values by themselves; else before them.
    pub nulls_are_greatest: bool,
}

/// What an `INSERT` tells of the rows that it passes over, as they are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// Which they are: new rows come back.
    Which,
    /// Whether the one row was, by the number of new rows.
    WhetherOne,
    /// How many they are, by the number of new rows.
    HowMany,
}

/// Why an engine does not take a value, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// What it cannot.
    pub message: &'static str,
    /// What to do about it.
    pub hint: &'static str,
}

/// The queries by which one transaction at a time makes rows of a table. Each has one parameter, the
/// table's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneMaker {
    /// Waits until no other transaction that has sent it is open. Gives 1, or something else if that
    /// took too long.
    pub take: &'static str,
    /// What has to be sent after the end of the transaction, where the end does not say it all.
    pub give_back: Option<&'static str>,
}

/// A statement of sea-query, of whichever kind.
#[derive(Debug, Clone)]
pub enum Query {
    /// A `SELECT`.
    Select(SelectStatement),
    /// An `INSERT`.
    Insert(InsertStatement),
    /// An `UPDATE`.
    Update(UpdateStatement),
    /// A `DELETE`.
    Delete(DeleteStatement),
    /// An `UPDATE` of this table in the form for several, where the engine
    /// [looks rows up](Capabilities::looks_up_joined) by it.
    UpdateJoined(&'static str, UpdateStatement),
    /// A `DELETE` from this table in that form.
    DeleteJoined(&'static str, DeleteStatement),
    /// Statements whose rows others take.
    With(Box<WithQuery>),
}

impl Query {
    /// An `UPDATE` of the table, in the form for several if the rows are looked up by it.
    pub(crate) fn update(table: &'static str, update: UpdateStatement, looks_up: bool) -> Self {
        match looks_up {
            true => Query::UpdateJoined(table, update),
            false => Query::Update(update),
        }
    }

    /// A `DELETE` from the table, in the form for several if the rows are looked up by it.
    pub(crate) fn delete(table: &'static str, delete: DeleteStatement, looks_up: bool) -> Self {
        match looks_up {
            true => Query::DeleteJoined(table, delete),
            false => Query::Delete(delete),
        }
    }
}

/// The text of one engine.
pub trait Dialect: Debug + Send + Sync {
    /// The engine's name, for people.
    fn name(&self) -> &'static str;

    /// What its URLs begin with.
    fn scheme(&self) -> &'static str;

    /// What the engine can do.
    fn capabilities(&self) -> &'static Capabilities;

    /// The engine's words for tables and columns.
    #[cfg(feature = "schema")]
    fn schema_rules(&self) -> &'static SchemaRules;

    /// The text of a statement and its values in the order of the placeholders. `returning`
    /// names the columns that are wanted back from an `INSERT`, `UPDATE` or `DELETE`.
    fn build(&self, query: Query, returning: &[&'static str]) -> (String, Values);

    /// What a column is set to in a row that is passed over, as it is there already.
    fn kept(&self, column: Expr, telling: Telling) -> Expr {
        _ = telling;
        column
    }

    /// Has an `INSERT` of these rows count [how many](Telling::HowMany) it passes over.
    fn counting(&self, rows: &mut SelectStatement) {
        _ = rows;
    }

    /// Whether an `INSERT` gives back the rows that it has passed over too, and marks them: in the
    /// column behind those that are wanted.
    fn marks_passed_over(&self, sql: &str) -> bool {
        _ = sql;
        false
    }

    /// The marks by which an `INSERT` tells what became of each row, where it does so.
    fn marks(&self) -> Option<Marks> {
        None
    }

    /// A value made ready to be compared with all that is in it.
    fn whole(&self, value: Expr, column_type: ColumnType) -> Expr {
        _ = column_type;
        value
    }

    /// A key made ready to be ordered as [`Value::key_order`] orders keys.
    fn in_key_order(&self, key: Expr, column_type: ColumnType) -> Expr {
        _ = column_type;
        key
    }

    /// Neither equal nor both null: a comparison that is never unknown.
    fn is_distinct(&self, left: Expr, right: Expr) -> Expr;

    /// Whether a text matches. `parameter` may be written more than once.
    fn text_match(&self, column: Expr, text_match: TextMatch, parameter: Expr) -> Expr {
        let (test, ignores_case) = text_match.test();
        let part = self.typed(parameter, ColumnType::Text);
        if ignores_case {
            self.text_test(self.fold(column), test, self.fold(part))
        } else {
            self.text_test(self.exact(column), test, part)
        }
    }

    /// A text with upper and lower case made alike.
    fn fold(&self, text: Expr) -> Expr;

    /// A text whose letters are told apart by case.
    fn exact(&self, text: Expr) -> Expr {
        text
    }

    /// What [`text_match`](Dialect::text_match) asks, of texts that are made ready for it.
    fn text_test(&self, text: Expr, test: TextTest, part: Expr) -> Expr;

    /// Whether a column is in a list that is one parameter.
    fn in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr;

    /// Whether these columns stand in one of the rows with these expressions.
    fn in_rows(&self, columns: Vec<Expr>, mut rows: SelectStatement, values: Vec<Expr>) -> Expr {
        Expr::tuple(columns).in_subquery(rows.exprs(values).take())
    }

    /// Whether a column that is not null is none of a list that is one parameter, and has no nulls.
    fn not_in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr {
        self.in_list(column, list, column_type).not()
    }

    /// How a list is sent.
    fn list_encoding(&self) -> Encoding;

    /// Whether a value of that type surely comes back as it was given, so that a row which was written
    /// need not be asked for. A server is not asked for the only link that a statement writes.
    fn gives_back(&self, column_type: ColumnType) -> bool {
        _ = column_type;
        false
    }

    /// Rows that are sent as few parameters: what to select from, and the expression of each
    /// column. `parameter` makes the placeholder for an encoding.
    fn rows(
        &self,
        column_types: &[ColumnType],
        parameter: &mut dyn FnMut(Encoding) -> Expr,
    ) -> (sea_query::SelectStatement, Vec<Expr>);

    /// Why the engine does not take the value: it would keep another one, and say nothing.
    fn refuses(&self, value: &Value) -> Option<Refusal> {
        _ = value;
        None
    }

    /// How a transaction becomes the only one that makes rows of a table, for rows that are looked
    /// for and made where there are none. None where a transaction that writes excludes others by
    /// itself.
    fn one_maker(&self) -> Option<&'static OneMaker> {
        None
    }

    /// A sum or a mean as that type, where the engine would give another.
    fn number(&self, number: Expr, column_type: ColumnType) -> Expr {
        _ = column_type;
        number
    }

    /// The type of a parameter, said where the engine could not tell it from its place.
    fn typed(&self, parameter: Expr, column_type: ColumnType) -> Expr {
        _ = column_type;
        parameter
    }

    /// A parameter that is compared with a value of that type, which most engines give it by that.
    fn compared(&self, parameter: Expr, column_type: ColumnType) -> Expr {
        _ = column_type;
        parameter
    }

    /// The statement that asks for the plan of a statement, without running it.
    fn explain(&self, sql: &str) -> String {
        format!("EXPLAIN {sql}")
    }

    /// The plan that the engine tells in these rows, as lines for people.
    fn explanation(&self, columns: &[String], rows: &[Vec<Value>]) -> String {
        explain::lines(columns, rows)
    }
}

/// The encoding of rows as JSON: rows of one column are a list of its values.
fn json_encoding(column_types: &[ColumnType]) -> Encoding {
    match column_types {
        [_] => Encoding::JsonList,
        _ => Encoding::JsonRows,
    }
}

/// The name under which rows that were sent as parameters are selected from.
const ROWS: &str = "t";

/// Builds with `RETURNING` as sea-query writes it.
fn build_returning(
    query: Query,
    returning: &[&'static str],
    builder: &impl QueryBuilder,
) -> (String, Values) {
    let columns = || ReturningClause::Columns(returning.iter().map(|&c| c.into()).collect());
    match query {
        Query::Insert(mut insert) if !returning.is_empty() => {
            insert.returning(columns()).build_any(builder)
        }
        Query::Update(mut update) if !returning.is_empty() => {
            update.returning(columns()).build_any(builder)
        }
        Query::Delete(mut delete) if !returning.is_empty() => {
            delete.returning(columns()).build_any(builder)
        }
        query => build_plain(query, builder),
    }
}

fn build_plain(query: Query, builder: &impl QueryBuilder) -> (String, Values) {
    match query {
        Query::Select(select) => select.build_any(builder),
        Query::Insert(insert) => insert.build_any(builder),
        Query::Update(update) => update.build_any(builder),
        Query::Delete(delete) => delete.build_any(builder),
        Query::UpdateJoined(_, update) => update.build_any(builder),
        Query::DeleteJoined(_, delete) => delete.build_any(builder),
        Query::With(with) => with.build_any(builder),
    }
}
