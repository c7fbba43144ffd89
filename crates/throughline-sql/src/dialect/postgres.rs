//! PostgreSQL.

use sea_query::{
    Expr, ExprTrait, Func, PostgresQueryBuilder, Query as Q, QueryStatementBuilder,
    SelectStatement, Values,
};
use throughline_core::{ColumnType, Value};

use super::{Capabilities, Dialect, OneMaker, Query, ROWS, Refusal, build_returning};
use crate::plan::TextTest;
#[cfg(feature = "schema")]
use crate::schema::SchemaRules;
use crate::statement::Encoding;

/// The dialect of PostgreSQL.
#[derive(Debug, Clone, Copy)]
pub struct Postgres;

static CAPABILITIES: Capabilities = Capabilities {
    returning: true,
    update_returning: true,
    on_conflict: true,
    tells_outcomes: true,
    writes_in_with: true,
    reads_before_writing: true,
    arrays: true,
    pipelining: true,
    looks_up_joined: false,
    begins_anywhere: false,
    in_process: false,
    counts_by_index: false,
    transactional_ddl: true,
    alter_table: true,
    row_locks: true,
    lock_tables: true,
    lock_without_key: true,
    nulls_are_greatest: true,
};

/// The type as a cast names it.
const fn type_name(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::SmallInt => "smallint",
        ColumnType::Int => "integer",
        ColumnType::BigInt => "bigint",
        ColumnType::Float => "double precision",
        ColumnType::Bool => "boolean",
        ColumnType::Text => "text",
        ColumnType::Bytes => "bytea",
        ColumnType::Date => "date",
        ColumnType::Time => "time",
        ColumnType::DateTime => "timestamp",
        ColumnType::Timestamp => "timestamptz",
        ColumnType::Uuid => "uuid",
        ColumnType::Decimal => "numeric",
        ColumnType::Json => "jsonb",
    }
}

fn cast(expression: Expr, column_type: ColumnType) -> Expr {
    Expr::cust_with_expr(
        format!("CAST($1 AS {})", type_name(column_type)),
        expression,
    )
}

fn cast_array(expression: Expr, column_type: ColumnType) -> Expr {
    Expr::cust_with_expr(
        format!("CAST($1 AS {}[])", type_name(column_type)),
        expression,
    )
}

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn scheme(&self) -> &'static str {
        "postgres"
    }

    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    #[cfg(feature = "schema")]
    fn schema_rules(&self) -> &'static SchemaRules {
        &SchemaRules::POSTGRES
    }

    fn build(&self, query: Query, returning: &[&'static str]) -> (String, Values) {
        match query {
            Query::With(with) => number_once(with.build_any(&PostgresQueryBuilder)),
            query => build_returning(query, returning, &PostgresQueryBuilder),
        }
    }

    /// The type `json`, which tables of others may have, has no equality.
    fn whole(&self, value: Expr, column_type: ColumnType) -> Expr {
        match column_type {
            ColumnType::Json => cast(value, column_type),
            _ => value,
        }
    }

    fn in_key_order(&self, key: Expr, column_type: ColumnType) -> Expr {
        match column_type {
            ColumnType::Text => Expr::cust_with_expr("$1 COLLATE \"C\"", key),
            _ => key,
        }
    }

    fn is_distinct(&self, left: Expr, right: Expr) -> Expr {
        Expr::cust_with_exprs("$1 IS DISTINCT FROM $2", [left, right])
    }

    fn fold(&self, text: Expr) -> Expr {
        Func::lower(text).into()
    }

    fn text_test(&self, text: Expr, test: TextTest, part: Expr) -> Expr {
        let template = match test {
            TextTest::Equals => return text.eq(part),
            TextTest::Contains => "strpos($1, $2) > 0",
            TextTest::StartsWith => "starts_with($1, $2)",
            TextTest::EndsWith => "right($1, length($2)) = $2",
            TextTest::Regex => "$1 ~ $2",
        };
        Expr::cust_with_exprs(template, [text, part])
    }

    fn in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr {
        Expr::cust_with_exprs("$1 = ANY($2)", [column, cast_array(list, column_type)])
    }

    /// By a table of hashes that is made once. `<> ALL` goes through the list for each row, where the
    /// server has planned for lists of any length: 10,000 links that stay took 0.7 s.
    fn not_in_list(&self, column: Expr, list: Expr, column_type: ColumnType) -> Expr {
        let mut listed = Q::select();
        listed.expr(Func::cust("unnest").arg(cast_array(list, column_type)));
        column.not_in_subquery(listed)
    }

    fn gives_back(&self, column_type: ColumnType) -> bool {
        use ColumnType as T;
        matches!(
            column_type,
            T::SmallInt | T::Int | T::BigInt | T::Uuid | T::Text
        )
    }

    fn list_encoding(&self) -> Encoding {
        Encoding::Array
    }

    fn rows(
        &self,
        column_types: &[ColumnType],
        parameter: &mut dyn FnMut(Encoding) -> Expr,
    ) -> (SelectStatement, Vec<Expr>) {
        // Functions that give rows, side by side in a select list, advance together.
        let mut rows = Q::select();
        let mut columns = Vec::new();
        for (position, &column_type) in column_types.iter().enumerate() {
            let array = cast_array(parameter(Encoding::ArrayColumn(position)), column_type);
            let name = sea_query::Alias::new(format!("c{position}"));
            rows.expr_as(Func::cust("unnest").arg(array), name.clone());
            columns.push(Expr::col(name));
        }
        let mut select = Q::select();
        select.from_subquery(rows.take(), ROWS);
        (select.take(), columns)
    }

    fn refuses(&self, value: &Value) -> Option<Refusal> {
        match value {
            Value::Text(text) | Value::Json(text) if has_nul(text) => Some(Refusal {
                message: "PostgreSQL takes no NUL character in a text",
                hint: "remove it, or keep the text as bytes, in a `Vec<u8>`",
            }),
            _ => None,
        }
    }

    fn one_maker(&self) -> Option<&'static OneMaker> {
        Some(&OneMaker {
            take: "SELECT 1 FROM pg_advisory_xact_lock(hashtext(current_schema()), hashtext($1))",
            give_back: None,
        })
    }

    fn number(&self, number: Expr, column_type: ColumnType) -> Expr {
        cast(number, column_type)
    }

    fn typed(&self, parameter: Expr, column_type: ColumnType) -> Expr {
        cast(parameter, column_type)
    }
}

/// Whether a text has a NUL character. Eight bytes at a time: most texts are too short for the standard
/// library's search to begin with more than one.
fn has_nul(text: &str) -> bool {
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    // Less one, the lowest byte that is zero gains its highest bit, and no byte does where none is zero.
    let has_zero = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        eight.wrapping_sub(0x0101_0101_0101_0101) & !eight & 0x8080_8080_8080_8080 != 0
    };
    eights.iter().any(has_zero) || rest.contains(&0)
}

/// Numbers each parameter once: where one stands several times, all its places get the number of the
/// first. sea-query has numbered the places in their order.
fn number_once((sql, places): (String, Values)) -> (String, Values) {
    let mut once = Vec::new();
    let mut numbers = Vec::with_capacity(places.0.len());
    for value in places {
        let known = once.iter().position(|known| *known == value);
        numbers.push(known.unwrap_or(once.len()) + 1);
        if known.is_none() {
            once.push(value);
        }
    }
    let mut numbers = numbers.into_iter();
    let mut text = String::with_capacity(sql.len());
    let mut quotation = None;
    let mut signs = sql.chars().peekable();
    while let Some(sign) = signs.next() {
        text.push(sign);
        match sign {
            '"' | '\'' if quotation.is_none() => quotation = Some(sign),
            _ if quotation == Some(sign) => quotation = None,
            '$' if quotation.is_none() => {
                while signs.next_if(char::is_ascii_digit).is_some() {}
                text.push_str(&numbers.next().unwrap_or_default().to_string());
            }
            _ => {}
        }
    }
    (text, Values(once))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_character_is_found_wherever_it_stands() {
        for letter in ["a", "\u{1}", "\u{7f}", "é", "\u{10ffff}"] {
            for length in 0..20 {
                let text = letter.repeat(length);
                assert!(!has_nul(&text), "{text:?}");
                for (place, _) in text.char_indices().chain([(text.len(), ' ')]) {
                    let (front, behind) = text.split_at(place);
                    assert!(has_nul(&format!("{front}\0{behind}")), "{text:?} {place}");
                }
            }
        }
    }
}
