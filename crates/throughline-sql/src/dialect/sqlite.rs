//! SQLite.

use sea_query::{Expr, ExprTrait, Func, Query as Q, SelectStatement, SqliteQueryBuilder, Values};
use throughline_core::{ColumnType, Value};

use super::{Capabilities, Dialect, Query, ROWS, Refusal, build_returning, json_encoding};
use crate::explain;
use crate::plan::TextTest;
#[cfg(feature = "schema")]
use crate::schema::SchemaRules;
use crate::statement::Encoding;

/// The dialect of SQLite. Its connections have the functions `throughline_fold`, which folds
/// upper and lower case in any script, and `regexp`.
#[derive(Debug, Clone, Copy)]
pub struct Sqlite;

static CAPABILITIES: Capabilities = Capabilities {
    returning: true,
    update_returning: true,
    on_conflict: true,
    tells_outcomes: false,
    writes_in_with: false,
    reads_before_writing: true,
    arrays: false,
    pipelining: false,
    looks_up_joined: false,
    begins_anywhere: false,
    in_process: true,
    counts_by_index: true,
    transactional_ddl: true,
    alter_table: false,
    row_locks: false,
    lock_tables: false,
    lock_without_key: false,
    nulls_are_greatest: false,
};

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn scheme(&self) -> &'static str {
        "sqlite"
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    #[cfg(feature = "schema")]
    fn schema_rules(&self) -> &'static SchemaRules {
        &SchemaRules::SQLITE
    }

    fn build(&self, query: Query, returning: &[&'static str]) -> (String, Values) {
        build_returning(query, returning, &SqliteQueryBuilder)
    }

    fn is_distinct(&self, left: Expr, right: Expr) -> Expr {
        left.binary(sea_query::BinOper::IsNot, right)
    }

    fn fold(&self, text: Expr) -> Expr {
        Func::cust("throughline_fold").arg(text).into()
    }

    /// By functions, not `LIKE`, which ignores the case of ASCII letters alone and gives `%` and
    /// `_` a meaning.
    fn text_test(&self, text: Expr, test: TextTest, part: Expr) -> Expr {
        match test {
            TextTest::Equals => text.eq(part),
            TextTest::Contains => Expr::cust_with_exprs("instr(?, ?) > 0", [text, part]),
            TextTest::StartsWith => Expr::cust_with_exprs("instr(?, ?) = 1", [text, part]),
            // The length of a text ends at a character that is 0; that of its bytes does not. Of no
            // bytes `substr` gives null: both get one more.
            TextTest::EndsWith => {
                let longer = |text| Expr::cust_with_expr("CAST(? || '.' AS blob)", text);
                let [text, part] = [text, part].map(longer);
                let parts = [text.clone(), text, part.clone()];
                Expr::cust_with_exprs("substr(?, length(?) - length(?) + 1)", parts).eq(part)
            }
            TextTest::Regex => text.binary(sea_query::BinOper::Custom("REGEXP"), part),
        }
    }

    /// The list is a JSON text: from some hundred parameters on SQLite turns the join order
    /// round, and each number of parameters would be a statement of its own.
    fn in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr {
        let mut select = Q::select();
        select
            .from_function(Func::cust("json_each").arg(list), ROWS)
            .expr(match column_type {
                ColumnType::Bytes => Expr::cust("unhex(\"value\")"),
                _ => Expr::col("value"),
            });
        column.in_subquery(select.take())
    }

    fn list_encoding(&self) -> Encoding {
        Encoding::JsonList
    }

    /// It makes a number of a decimal, and of a document that is one.
    fn gives_back(&self, column_type: ColumnType) -> bool {
        !matches!(column_type, ColumnType::Decimal | ColumnType::Json)
    }

    fn rows(
        &self,
        column_types: &[ColumnType],
        parameter: &mut dyn FnMut(Encoding) -> Expr,
    ) -> (SelectStatement, Vec<Expr>) {
        let single = column_types.len() == 1;
        let list = parameter(json_encoding(column_types));
        let mut select = Q::select();
        // Without a condition, SQLite takes the ON of ON CONFLICT for that of a join.
        select
            .from_function(Func::cust("json_each").arg(list), ROWS)
            .and_where(Expr::cust("TRUE"));
        let columns = column_types
            .iter()
            .enumerate()
            .map(|(position, column_type)| {
                let column = if single {
                    "\"value\"".to_owned()
                } else {
                    format!("json_extract(\"value\", '$[{position}]')")
                };
                Expr::cust(match column_type {
                    ColumnType::Bytes => format!("unhex({column})"),
                    _ => column,
                })
            });
        (select.take(), columns.collect())
    }

    fn refuses(&self, value: &Value) -> Option<Refusal> {
        match value {
            Value::Float(value) if value.is_nan() => Some(Refusal {
                message: "SQLite cannot keep a floating-point NaN",
                hint: "use an `Option<f64>` and give `None`",
            }),
            Value::Decimal(value) if value.mantissa().unsigned_abs() >= 10_u128.pow(15) => {
                Some(Refusal {
                    message: "SQLite keeps decimals of at most 15 digits exactly, and this one \
                              has more",
                    hint: "round it, or keep it in a `String`",
                })
            }
            _ => None,
        }
    }
    fn explain(&self, sql: &str) -> String {
        format!("EXPLAIN QUERY PLAN {sql}")
    }

    fn explanation(&self, _: &[String], rows: &[Vec<Value>]) -> String {
        explain::tree(rows)
    }
}
