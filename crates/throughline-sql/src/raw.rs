//! Statements of the user's own: whether one only reads.

/// What a statement that only reads begins with.
const READS: [&str; 3] = ["SELECT", "VALUES", "WITH"];

/// Words of statements that write or lock, though they begin as one that reads.
const WRITES: [&str; 7] = ["CALL", "DELETE", "FOR", "INSERT", "INTO", "MERGE", "UPDATE"];

/// Whether the statement surely only reads, so that a connection which cannot write will do.
///
/// It looks at words alone and says no where it is in doubt: a word in a text or a comment counts
/// too.
///
/// ```
/// use throughline_sql::only_reads;
///
/// assert!(only_reads("select * from student"));
/// assert!(only_reads("WITH s AS (SELECT 1) SELECT * FROM s"));
/// assert!(!only_reads("WITH old AS (SELECT 1) DELETE FROM student"));
/// assert!(!only_reads("SELECT * FROM student FOR UPDATE"));
/// assert!(!only_reads("PRAGMA journal_mode"));
/// ```
#[must_use]
pub fn only_reads(sql: &str) -> bool {
    let is = |word: &str, of: &[&str]| of.iter().any(|one| word.eq_ignore_ascii_case(one));
    let mut words = sql
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty());
    words.next().is_some_and(|first| is(first, &READS)) && !words.any(|word| is(word, &WRITES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_a_read_and_has_no_word_of_a_write_reads() {
        for sql in [
            "SELECT 1",
            "\n  select name from student",
            "(SELECT 1) UNION (SELECT 2)",
            "VALUES (1), (2)",
            "SELECT updated, inserted FROM log",
        ] {
            assert!(only_reads(sql), "{sql}");
        }
    }

    #[test]
    fn what_may_write_does_not_only_read() {
        for sql in [
            "",
            "INSERT INTO student VALUES (1)",
            "REPLACE INTO student VALUES (1)",
            "UPDATE student SET name = ?",
            "EXPLAIN ANALYZE DELETE FROM student",
            "SELECT 1 INTO copy",
            "with a as (insert into student values (1) returning id) select * from a",
            "SELECT id FROM student FOR SHARE",
            "SELECT 1; DELETE FROM student",
            "-- a comment\nSELECT 1",
        ] {
            assert!(!only_reads(sql), "{sql}");
        }
    }
}
