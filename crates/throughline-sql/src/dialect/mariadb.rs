//! MariaDB.

use jiff::tz::TimeZone;
use sea_query::{Expr, ExprTrait, Func, MysqlQueryBuilder, Query as Q, SelectStatement, Values};
use throughline_core::{ColumnType, Value};

use super::{
    Capabilities, Dialect, Marks, OneMaker, Query, ROWS, Refusal, Telling, build_plain,
    json_encoding,
};
use crate::plan::TextTest;
#[cfg(feature = "schema")]
use crate::schema::SchemaRules;
use crate::statement::Encoding;

/// The dialect of MariaDB, from version 10.7 on, which has the type `uuid`.
#[derive(Debug, Clone, Copy)]
pub struct MariaDb;

static CAPABILITIES: Capabilities = Capabilities {
    returning: true,
    update_returning: false,
    on_conflict: false,
    tells_outcomes: true,
    writes_in_with: false,
    reads_before_writing: false,
    arrays: false,
    pipelining: false,
    looks_up_joined: true,
    begins_anywhere: true,
    in_process: false,
    counts_by_index: true,
    transactional_ddl: false,
    alter_table: true,
    row_locks: true,
    lock_tables: false,
    lock_without_key: false,
    nulls_are_greatest: false,
};

/// The variable of the session by which an `INSERT` tells the rows that it has passed over: `ON
/// DUPLICATE KEY UPDATE` sets it, and `RETURNING`, which comes for each row right behind that, reads
/// it and sets it back. The session begins with it set to `FALSE`.
const PASSED_OVER: &str = "@throughline_passed_over";

/// An `INSERT` that gives nothing back tells how many rows it has passed over in place of the number of a new row, as
/// this less so many: the driver counts rows that are found, as an `UPDATE` wants it, and so these too. Neither a result
/// nor a variable is as quick: to add one link took half as long again, and many a tenth. No row has such a number: they
/// are the last ones.
pub const NONE_PASSED_OVER: u64 = u64::MAX;

/// A table of one row, beside those that an `INSERT` reads, which begins to count what it passes over.
const COUNTED: &str = "throughline_counted";

/// A second table for a statement that is in the form for several: one row, and a name that no table beside
/// it has.
const ONE_ROW: &str = " JOIN (SELECT 1) AS `throughline_one`";

/// The name of the column of a list, which no column beside it has.
const LISTED: &str = "throughline_listed";

/// The name of the column with the first characters of a text that is listed.
const BEGINNING: &str = "throughline_beginning";

/// The type of a column of `JSON_TABLE`, which takes no `uuid`. Text is told apart as in our tables:
/// else the collation of the database would take `Ann` and `ann` for one.
const fn type_name(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::SmallInt | ColumnType::Int | ColumnType::BigInt => "bigint",
        ColumnType::Float => "double",
        ColumnType::Bool => "tinyint",
        ColumnType::Date => "date",
        ColumnType::Time => "time(6)",
        ColumnType::DateTime | ColumnType::Timestamp => "datetime(6)",
        ColumnType::Uuid => "char(36)",
        ColumnType::Decimal => "decimal(65, 30)",
        ColumnType::Text | ColumnType::Json => {
            "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
        }
        // As hexadecimal digits.
        ColumnType::Bytes => "longtext",
    }
}

/// `JSON_TABLE` over the list, with the columns `c0`, `c1`, ….
fn json_table(list: Expr, column_types: &[ColumnType]) -> (SelectStatement, Vec<Expr>) {
    let single = column_types.len() == 1;
    let columns: Vec<_> = column_types
        .iter()
        .enumerate()
        .map(|(position, column_type)| {
            let path = if single {
                "$".to_owned()
            } else {
                format!("$[{position}]")
            };
            format!("c{position} {} PATH '{path}'", type_name(*column_type))
        })
        .collect();
    let template = format!("?, '$[*]' COLUMNS ({})", columns.join(", "));
    let mut select = Q::select();
    select.from_function(
        Func::cust("JSON_TABLE").arg(Expr::cust_with_expr(template, list)),
        ROWS,
    );
    let values = column_types
        .iter()
        .enumerate()
        .map(|(position, column_type)| {
            Expr::cust(match column_type {
                ColumnType::Bytes => format!("UNHEX(c{position})"),
                ColumnType::Uuid => format!("CAST(c{position} AS uuid)"),
                _ => format!("c{position}"),
            })
        });
    (select.take(), values.collect())
}

/// The values of a list.
struct Listed {
    value: Expr,
    /// `SELECT` from them, without a column.
    rows: SelectStatement,
}

/// The list as a table of its own, made once and with an index: a `DELETE` or `UPDATE` would read the text
/// anew for each row.
fn listed(column: &Expr, list: Expr, column_type: ColumnType) -> Listed {
    // Of bytes, `DISTINCT` gives one that is none of them: they are listed as digits.
    let is_digits = column_type == ColumnType::Bytes;
    let listed_type = match is_digits {
        true => ColumnType::Text,
        false => column_type,
    };
    let (mut list, mut values) = json_table(list, &[listed_type]);
    let value = values.pop().unwrap_or_else(Expr::null);
    let mut rows = Q::select();
    if column_type == ColumnType::Text {
        // A text of any length has no index, but its beginning has.
        let begin = |text: Expr| Expr::cust_with_expr("LEFT(?, 100)", text);
        list.expr_as(begin(value.clone()), BEGINNING);
        rows.and_where(Expr::col(BEGINNING).eq(begin(column.clone())));
    }
    list.expr_as(value, LISTED).distinct();
    rows.from_subquery(list, ROWS);
    let value = match is_digits {
        true => Expr::cust_with_expr("UNHEX(?)", Expr::col(LISTED)),
        false => Expr::col(LISTED),
    };
    Listed { value, rows }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

impl Dialect for MariaDb {
    fn name(&self) -> &'static str {
        "MariaDB"
    }

    fn scheme(&self) -> &'static str {
        "mariadb"
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    #[cfg(feature = "schema")]
    fn schema_rules(&self) -> &'static SchemaRules {
        &SchemaRules::MARIADB
    }

    /// sea-query leaves `RETURNING` out for MySQL; MariaDB has it behind `INSERT` and `DELETE`.
    /// Behind an `UPDATE` it has not: who wants the rows back has to read them.
    fn build(&self, query: Query, returning: &[&'static str]) -> (String, Values) {
        let returning = match query {
            Query::Update(_) | Query::UpdateJoined(..) => &[],
            _ => returning,
        };
        // sea-query has neither form: what differs stands at the beginning.
        let begin = match &query {
            Query::UpdateJoined(table, _) => {
                let update = format!("UPDATE {}", quoted(table));
                Some((update.len(), format!("{update}{ONE_ROW}")))
            }
            Query::DeleteJoined(table, _) => {
                Some(("DELETE".len(), format!("DELETE {}", quoted(table))))
            }
            _ => None,
        };
        let (mut sql, values) = build_plain(query, &MysqlQueryBuilder);
        if let Some((until, begin)) = begin {
            sql.replace_range(..until, &begin);
        }
        for (i, column) in returning.iter().enumerate() {
            sql.push_str(if i == 0 { " RETURNING " } else { ", " });
            sql.push_str(&quoted(column));
        }
        if !returning.is_empty() && Marks::stand_in(&sql) {
            sql.push_str(Marks::TOLD);
        }
        if !returning.is_empty() && self.marks_passed_over(&sql) {
            let read = format!(", IF({PASSED_OVER}, NOT ({PASSED_OVER} := FALSE), FALSE)");
            sql.push_str(&read);
        }
        (sql, values)
    }

    fn kept(&self, column: Expr, telling: Telling) -> Expr {
        let mark = match telling {
            Telling::Which => format!("{PASSED_OVER} := TRUE"),
            Telling::WhetherOne => format!("LAST_INSERT_ID({})", NONE_PASSED_OVER - 1),
            Telling::HowMany => "LAST_INSERT_ID(LAST_INSERT_ID() - 1)".to_owned(),
        };
        Expr::cust_with_exprs(format!("IF({mark}, ?, ?)"), [column.clone(), column])
    }

    /// The server makes it once for each call of the statement, before the first row.
    fn counting(&self, rows: &mut SelectStatement) {
        let mut none = Q::select();
        none.expr(Expr::cust(format!("LAST_INSERT_ID({NONE_PASSED_OVER})")));
        rows.from_subquery(none, COUNTED);
    }

    fn marks_passed_over(&self, sql: &str) -> bool {
        sql.contains(PASSED_OVER)
    }

    /// Text is told apart by the column's own order, which may take one for another.
    fn gives_back(&self, column_type: ColumnType) -> bool {
        use ColumnType as T;
        matches!(column_type, T::SmallInt | T::Int | T::BigInt | T::Uuid)
    }

    fn marks(&self) -> Option<Marks> {
        Some(Marks)
    }

    fn whole(&self, value: Expr, column_type: ColumnType) -> Expr {
        match column_type {
            ColumnType::Text => Expr::cust_with_expr("BINARY ?", value),
            _ => value,
        }
    }

    fn is_distinct(&self, left: Expr, right: Expr) -> Expr {
        Expr::cust_with_exprs("NOT (? <=> ?)", [left, right])
    }

    fn fold(&self, text: Expr) -> Expr {
        Expr::cust_with_expr("LOWER(?) COLLATE utf8mb4_nopad_bin", text)
    }

    fn exact(&self, text: Expr) -> Expr {
        Expr::cust_with_expr("? COLLATE utf8mb4_nopad_bin", text)
    }

    fn text_test(&self, text: Expr, test: TextTest, part: Expr) -> Expr {
        match test {
            TextTest::Equals => text.eq(part),
            TextTest::Contains => Expr::cust_with_exprs("LOCATE(?, ?) > 0", [part, text]),
            TextTest::StartsWith => {
                Expr::cust_with_exprs("LEFT(?, CHAR_LENGTH(?)) = ?", [text, part.clone(), part])
            }
            TextTest::EndsWith => {
                Expr::cust_with_exprs("RIGHT(?, CHAR_LENGTH(?)) = ?", [text, part.clone(), part])
            }
            TextTest::Regex => Expr::cust_with_exprs("? REGEXP ?", [text, part]),
        }
    }

    fn number(&self, number: Expr, column_type: ColumnType) -> Expr {
        match column_type {
            ColumnType::SmallInt | ColumnType::Int | ColumnType::BigInt => {
                Expr::cust_with_expr("CAST(? AS SIGNED)", number)
            }
            ColumnType::Float => Expr::cust_with_expr("CAST(? AS DOUBLE)", number),
            _ => number,
        }
    }

    /// By `IN`, since `EXISTS` within another query is asked for each of its rows.
    fn in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr {
        let Listed { value, mut rows } = listed(&column, list, column_type);
        column.in_subquery(rows.expr(value).take())
    }

    /// By `EXISTS`, since `NOT IN` would not take the index, as the list could have nulls.
    fn not_in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr {
        let Listed { value, mut rows } = listed(&column, list, column_type);
        rows.expr(Expr::cust("1")).and_where(value.eq(column));
        Expr::exists(rows).not()
    }

    /// As a table of its own, for the same reason.
    fn in_rows(&self, columns: Vec<Expr>, mut rows: SelectStatement, values: Vec<Expr>) -> Expr {
        let mut listed = Q::select();
        for (position, (value, column)) in values.into_iter().zip(columns).enumerate() {
            let name = format!("{LISTED}_{position}");
            rows.expr_as(value, name.clone());
            listed.and_where(Expr::col(name).eq(column));
        }
        listed
            .expr(Expr::cust("1"))
            .from_subquery(rows.distinct().take(), ROWS);
        Expr::exists(listed)
    }

    fn compared(&self, parameter: Expr, column_type: ColumnType) -> Expr {
        self.typed(parameter, column_type)
    }

    /// A decimal is sent as a text, which is taken for a floating-point number where it is computed
    /// or compared with others.
    fn typed(&self, parameter: Expr, column_type: ColumnType) -> Expr {
        match column_type {
            ColumnType::Decimal => Expr::cust_with_expr("CAST(? AS decimal(65, 30))", parameter),
            _ => parameter,
        }
    }

    fn list_encoding(&self) -> Encoding {
        Encoding::JsonList
    }

    fn rows(
        &self,
        column_types: &[ColumnType],
        parameter: &mut dyn FnMut(Encoding) -> Expr,
    ) -> (SelectStatement, Vec<Expr>) {
        let list = parameter(json_encoding(column_types));
        json_table(list, column_types)
    }
    fn refuses(&self, value: &Value) -> Option<Refusal> {
        match value {
            Value::Float(value) if !value.is_finite() => Some(Refusal {
                message: "MariaDB keeps neither infinity nor NaN in a floating-point number",
                hint: "use an `Option<f64>` and give `None`",
            }),
            Value::Date(date) => year(date.year()),
            Value::DateTime(moment) => year(moment.date().year()),
            Value::Timestamp(moment) => year(TimeZone::UTC.to_datetime(*moment).year()),
            _ => None,
        }
    }

    /// The lock is the session's: the server gives none that ends with the transaction. It waits as
    /// long as for a row, as the server does not see who waits for whom where one of them is a row.
    fn one_maker(&self) -> Option<&'static OneMaker> {
        Some(&OneMaker {
            take: "SELECT GET_LOCK(CONCAT('throughline.', MD5(CONCAT(DATABASE(), '.', ?))), \
                   @@innodb_lock_wait_timeout)",
            give_back: Some(
                "SELECT RELEASE_LOCK(CONCAT('throughline.', MD5(CONCAT(DATABASE(), '.', ?))))",
            ),
        })
    }
}

/// Why a date of that year is not taken.
fn year(year: i16) -> Option<Refusal> {
    (year < 0).then_some(Refusal {
        message: "MariaDB keeps no date before the year 0",
        hint: "keep it in a `String`, or as a number of days",
    })
}
