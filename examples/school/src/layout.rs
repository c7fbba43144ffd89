//! Rust code, SQL and sentences, laid out in lines of a width. Pure: texts in, lines out.

/// How far a line that continues another one is moved to the right.
const INDENT: &str = "    ";

/// Where a long statement is broken: before each of these words, outside of brackets.
const CLAUSES: [&str; 11] = [
    "SELECT ",
    "FROM ",
    "INNER JOIN ",
    "WHERE ",
    "ORDER BY ",
    "LIMIT ",
    "VALUES ",
    "ON CONFLICT ",
    "ON DUPLICATE KEY UPDATE ",
    "SET ",
    "RETURNING ",
];

/// An expression as `stringify!` gives it. If it is too long, each call of its chain is a line.
pub(crate) fn code(expression: &str, width: usize) -> Vec<String> {
    // `stringify!` breaks its lines at spaces.
    let line = expression.split_whitespace().collect::<Vec<_>>().join(" ");
    if fits(&line, width) {
        return vec![line];
    }
    let mut lines = pieces(&line, |rest| rest.starts_with('.'));
    lines
        .iter_mut()
        .skip(1)
        .for_each(|line| line.insert_str(0, INDENT));
    lines
}

/// A statement. If it is too long, each clause is a line.
pub(crate) fn sql(statement: &str, width: usize) -> Vec<String> {
    if fits(statement, width) {
        return vec![statement.to_owned()];
    }
    let is_clause = |rest: &str| {
        rest.strip_prefix(' ')
            .is_some_and(|rest| CLAUSES.iter().any(|clause| rest.starts_with(clause)))
    };
    let mut clauses = pieces(statement, is_clause);
    if clauses[0] == "DELETE" {
        let from = clauses.remove(1);
        clauses[0].push_str(&from);
    }
    clauses
        .iter()
        .flat_map(|clause| sql_clause(clause.trim_start(), width))
        .collect()
}

/// A clause. If it is too long and has a query in brackets, that is moved to the right.
fn sql_clause(clause: &str, width: usize) -> Vec<String> {
    let nested = clause.find("(SELECT ").filter(|_| !fits(clause, width));
    let Some(open) = nested else {
        return words(clause, width, INDENT);
    };
    let (before, query) = clause.split_at(open + 1);
    let close = matching_bracket(query);
    let mut lines = words(before, width, INDENT);
    let query_lines = sql(&query[..close], width - INDENT.len());
    lines.extend(query_lines.iter().map(|line| format!("{INDENT}{line}")));
    lines.extend(sql_clause(&query[close..], width));
    lines
}

/// Where the bracket is closed that was opened before the text.
fn matching_bracket(text: &str) -> usize {
    let end = pieces(text, |rest| rest.starts_with(')'));
    end.first().map_or(0, String::len)
}

/// A text, broken between words; `indent` stands before each line but the first.
pub(crate) fn words(text: &str, width: usize, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}"), width) => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("{indent}{word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn fits(line: &str, width: usize) -> bool {
    line.chars().count() <= width
}

/// The text, cut wherever `begins` says that the rest begins a new piece, outside of brackets
/// and quotes.
fn pieces(text: &str, begins: impl Fn(&str) -> bool) -> Vec<String> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    let (mut depth, mut quoted) = (0_usize, false);
    for (position, character) in text.char_indices() {
        if depth == 0 && !quoted && position > start && begins(&text[position..]) {
            pieces.push(text[start..position].to_owned());
            start = position;
        }
        match character {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    pieces.push(text[start..].to_owned());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_expression_is_one_line() {
        let expression = "course.students().add(&db,\n[&student]).await?";
        assert_eq!(
            code(expression, 80),
            ["course.students().add(&db, [&student]).await?"]
        );
    }

    #[test]
    fn a_long_chain_is_a_line_for_each_call() {
        let expression = "Course::objects().filter(|c| c.title().eq(\"a.b\")).all(&db).await?";
        let lines = [
            "Course::objects()",
            "    .filter(|c| c.title().eq(\"a.b\"))",
            "    .all(&db)",
            "    .await?",
        ];
        assert_eq!(code(expression, 40), lines);
    }

    #[test]
    fn a_long_statement_is_a_line_for_each_clause() {
        let statement = r#"SELECT "id" FROM "a" WHERE "id" IN (SELECT "b" FROM "c") ORDER BY "id""#;
        let lines = [
            r#"SELECT "id""#,
            r#"FROM "a""#,
            r#"WHERE "id" IN ("#,
            r#"    SELECT "b" FROM "c""#,
            r#")"#,
            r#"ORDER BY "id""#,
        ];
        assert_eq!(sql(statement, 26), lines);
    }

    #[test]
    fn a_deletion_is_one_clause() {
        let statement = r#"DELETE FROM "a" WHERE "b" = ? RETURNING "c""#;
        let lines = [r#"DELETE FROM "a""#, r#"WHERE "b" = ?"#, r#"RETURNING "c""#];
        assert_eq!(sql(statement, 30), lines);
    }
}
