//! What can be known of a statement whose answer was lost, where a change of a table ends the
//! transaction. Read of the text alone; the executor of migrations asks, and looks at the tables.

use super::SchemaRules;
use super::tokens::{Token, between, tokens};

/// How the work of a statement, or of several, is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// With its transaction: it changes rows.
    WithTransaction,
    /// At once and as a whole: it changes one table, which tells whether it did.
    AtOnce,
    /// Nobody knows.
    Unknown,
}

/// How the work of this text is kept.
#[must_use]
pub fn kept(rules: &SchemaRules, sql: &str) -> Kept {
    let tokens = tokens(sql, rules.spelling);
    if is_odd(sql, &tokens) {
        return Kept::Unknown;
    }
    match pieces(&tokens).as_slice() {
        [one] => kept_of(one),
        several
            if several
                .iter()
                .all(|one| kept_of(one) == Kept::WithTransaction) =>
        {
            Kept::WithTransaction
        }
        _ => Kept::Unknown,
    }
}

/// The statements of a text one by one, if their work is not kept together and each by itself is
/// known; else all of it.
#[must_use]
pub fn kept_apart(rules: &SchemaRules, sql: &str) -> Vec<String> {
    let tokens = tokens(sql, rules.spelling);
    let pieces = pieces(&tokens);
    let is_known = |one: &&[Token<'_>]| kept_of(one) != Kept::Unknown;
    if kept(rules, sql) == Kept::Unknown && !is_odd(sql, &tokens) && pieces.iter().all(is_known) {
        return pieces.into_iter().map(|one| between(sql, one)).collect();
    }
    vec![sql.to_owned()]
}

/// Whether a table is named in the text.
#[must_use]
pub fn is_named(rules: &SchemaRules, sql: &str, table: &str) -> bool {
    let tokens = tokens(sql, rules.spelling);
    tokens.iter().any(|token| {
        let name = token.name();
        let name = name.rsplit('.').next().unwrap_or(&name);
        name.eq_ignore_ascii_case(table)
    })
}

/// The statement that made a table, without the number that its next row gets.
#[must_use]
pub fn without_next_number(rules: &SchemaRules, made_by: &str) -> String {
    let tokens = tokens(made_by, rules.spelling);
    let mut words = Vec::new();
    let mut rest = tokens.as_slice();
    while let [first, behind @ ..] = rest {
        rest = match behind {
            [equals, _, behind @ ..] if first.is("auto_increment") && equals.is("=") => behind,
            _ => {
                words.push(first.text);
                behind
            }
        };
    }
    words.join(" ")
}

/// Whether there is something in the text that is no comment, or one, in a way that tokens do not know.
fn is_odd(sql: &str, tokens: &[Token<'_>]) -> bool {
    let is_executed = ["/*!", "/*M!"].iter().any(|sign| sql.contains(sign));
    is_executed || tokens.iter().any(|token| token.is("#"))
}

/// The statements between the semicolons.
fn pieces<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
    let pieces = tokens.split(|token| token.is(";"));
    pieces.filter(|piece| !piece.is_empty()).collect()
}

fn kept_of(statement: &[Token<'_>]) -> Kept {
    const ROWS: [&str; 6] = ["insert", "replace", "update", "delete", "select", "with"];
    let begins = |words: &[&str]| {
        let mut pairs = statement.iter().zip(words);
        statement.len() > words.len() && pairs.all(|(token, word)| token.is(word))
    };
    let has = |word: &str| statement.iter().any(|token| token.is(word));
    if begins(&["set", "statement"]) {
        // For the one statement behind `FOR`.
        let end = statement.iter().position(|token| token.is("for"));
        return end.map_or(Kept::Unknown, |end| kept_of(&statement[end + 1..]));
    }
    let is_at_once = match () {
        () if begins(&["create", "table"]) => !has("select"),
        // Of several tables each goes by itself.
        () if begins(&["drop", "table"]) => !has(","),
        () => {
            begins(&["alter", "table"])
                || begins(&["rename", "table"]) && !has(",")
                || begins(&["create", "index"])
                || begins(&["create", "unique", "index"])
                || begins(&["drop", "index"])
        }
    };
    match () {
        () if is_at_once => Kept::AtOnce,
        () if ROWS.iter().any(|word| begins(&[word])) => Kept::WithTransaction,
        () => Kept::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &SchemaRules = &SchemaRules::MARIADB;

    #[test]
    fn a_statement_is_known_by_its_first_words() {
        for (sql, expected) in [
            (
                "INSERT INTO t SELECT 1; UPDATE t SET a = ';';",
                Kept::WithTransaction,
            ),
            ("with x as (select 1) delete from t", Kept::WithTransaction),
            ("CREATE TABLE t (a int)", Kept::AtOnce),
            ("create unique index i on t (a, b)", Kept::AtOnce),
            (
                "SET STATEMENT a = 0 FOR ALTER TABLE t DROP a, ADD b int;",
                Kept::AtOnce,
            ),
            ("CREATE TABLE t AS SELECT 1", Kept::Unknown),
            ("DROP TABLE a, b", Kept::Unknown),
            ("CREATE OR REPLACE TABLE t (a int)", Kept::Unknown),
            ("CREATE VIEW v AS SELECT 1", Kept::Unknown),
            (
                "CREATE TABLE t (a int); INSERT INTO t VALUES (1)",
                Kept::Unknown,
            ),
            ("CALL p()", Kept::Unknown),
            (
                "INSERT INTO t VALUES (1) /*!; DROP TABLE t */",
                Kept::Unknown,
            ),
            (
                "UPDATE t SET a = 1 # don't\n; DROP TABLE t # don't",
                Kept::Unknown,
            ),
            ("", Kept::WithTransaction),
        ] {
            assert_eq!(kept(RULES, sql), expected, "{sql}");
        }
    }

    #[test]
    fn statements_stand_alone_where_each_is_known() {
        let apart = |sql| kept_apart(RULES, sql);
        assert_eq!(
            apart("CREATE TABLE t (a int);\nINSERT INTO t VALUES (';');"),
            ["CREATE TABLE t (a int)", "INSERT INTO t VALUES (';')"]
        );
        for whole in [
            "INSERT INTO t VALUES (1); DELETE FROM t",
            "CREATE TABLE t (a int); CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW BEGIN END",
            "DROP TABLE t",
            "",
        ] {
            assert_eq!(apart(whole), [whole]);
        }
    }

    #[test]
    fn tables_are_named_in_any_way_and_told_without_numbers() {
        for sql in [
            "DROP TABLE `a b`",
            "drop table x.`A B`",
            "ALTER TABLE t ADD b int REFERENCES `a b` (id)",
        ] {
            assert!(is_named(RULES, sql, "a b"), "{sql}");
        }
        assert!(is_named(RULES, "DROP TABLE x.t", "T"));
        assert!(!is_named(RULES, "DROP TABLE t1", "t"));
        let made =
            "CREATE TABLE `t` (\n `id` int AUTO_INCREMENT,\n PRIMARY KEY (`id`)\n) ENGINE=InnoDB";
        let numbered = format!("{made} AUTO_INCREMENT=7 COMMENT='AUTO_INCREMENT=7'");
        let expected = format!("{made} COMMENT='AUTO_INCREMENT=7'");
        let plain = |sql: &str| without_next_number(RULES, sql);
        assert_eq!(plain(&numbered), plain(&expected));
        assert_ne!(plain(&numbered), plain(made));
    }
}
