//! Statements and rows, laid out for reading. Pure: texts in, texts out.

/// The longest line of a statement that is not broken.
const WIDTH: usize = 78;

/// Where a long statement is broken: before each of these words, outside of brackets.
const CLAUSES: [&str; 18] = [
    "SELECT ",
    "FROM ",
    "INNER JOIN ",
    "LEFT JOIN ",
    "WHERE ",
    "AND ",
    "OR ",
    "GROUP BY ",
    "HAVING ",
    "ORDER BY ",
    "LIMIT ",
    "OFFSET ",
    "VALUES ",
    "ON CONFLICT ",
    "SET ",
    "RETURNING ",
    "UNION ",
    "REFERENCES ",
];

/// A statement and its semicolon. If it is long, each clause is a line, and a query in brackets is
/// moved to the right. A statement that has lines keeps them, but for those that are too long.
pub(crate) fn sql(statement: &str) -> String {
    let lines = if statement.contains('\n') {
        let lines = statement.lines().map(|line| filled(line, WIDTH));
        lines.collect::<Vec<_>>().concat()
    } else {
        lines(statement, WIDTH)
    };
    lines.join("\n") + ";"
}

fn lines(statement: &str, width: usize) -> Vec<String> {
    if statement.len() <= width {
        return vec![statement.to_owned()];
    }
    let mut lines = Vec::new();
    for piece in clauses(statement) {
        if piece.len() > width
            && let Some((before, query, after)) = nested(piece)
        {
            lines.push(before.to_owned());
            let query = self::lines(query, width.saturating_sub(4));
            lines.extend(query.iter().map(|line| format!("    {line}")));
            lines.extend(self::lines(after, width));
        } else {
            lines.extend(filled(piece, width));
        }
    }
    lines
}

/// A clause in lines of a width: broken behind commas outside of brackets, and within a part that
/// is too long between its words.
fn filled(clause: &str, width: usize) -> Vec<String> {
    let indent = clause.len() - clause.trim_start().len();
    let mut lines: Vec<String> = Vec::new();
    for part in parts(clause.trim_start()) {
        let fits = lines
            .last()
            .is_some_and(|line| line.len() + 1 + part.len() <= width);
        match lines.last_mut() {
            Some(line) if fits => {
                line.push(' ');
                line.push_str(part);
            }
            _ => {
                let from = if lines.is_empty() { indent } else { indent + 4 };
                lines.extend(words(part, from, width));
            }
        }
    }
    lines
}

/// The parts of a clause, each with the comma behind it.
fn parts(clause: &str) -> Vec<&str> {
    let commas = depths(clause).filter(|&(position, depth)| {
        depth == 0 && clause[..position].ends_with(',') && clause[position..].starts_with(' ')
    });
    let mut parts = Vec::new();
    let mut start = 0;
    for (position, _) in commas {
        parts.push(&clause[start..position]);
        start = position + 1;
    }
    parts.push(&clause[start..]);
    parts
}

/// A text, broken between its words, from that column on.
fn words(text: &str, indent: usize, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            last => {
                let indent = indent + if last.is_some() { 4 } else { 0 };
                lines.push(format!("{:indent$}{word}", ""));
            }
        }
    }
    lines
}

/// The clauses of a statement.
fn clauses(statement: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let mut between = false;
    for (position, _) in depths(statement).filter(|(_, depth)| *depth == 0) {
        let (before, rest) = statement.split_at(position);
        between = between || rest.starts_with(" BETWEEN ");
        let is_clause = rest
            .strip_prefix(' ')
            .is_some_and(|rest| CLAUSES.iter().any(|clause| rest.starts_with(clause)));
        // The `AND` of a `BETWEEN` is no clause.
        let of_between = between && rest.starts_with(" AND ");
        if of_between {
            between = false;
        } else if is_clause && !before.ends_with("DELETE") && !before.ends_with("UPDATE") {
            starts.push(position + 1);
        }
    }
    starts.push(statement.len() + 1);
    let pieces = starts
        .windows(2)
        .map(|pair| statement[pair[0]..pair[1] - 1].trim());
    pieces.collect()
}

/// What stands before, in and behind the first query in brackets of a clause.
fn nested(clause: &str) -> Option<(&str, &str, &str)> {
    let open = clause.find("(SELECT ")? + 1;
    let length = depths(&clause[open..])
        .find(|&(position, depth)| depth == 0 && clause[open + position..].starts_with(')'))
        .map(|(position, _)| position)?;
    let (query, after) = clause[open..].split_at(length);
    Some((&clause[..open], query, after))
}

/// Each position outside of quotes, with the number of brackets that are open there.
fn depths(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let (mut depth, mut quoted) = (0_usize, false);
    text.char_indices()
        .filter_map(move |(position, character)| {
            let before = depth;
            match character {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            (!quoted).then_some((position, before))
        })
}

/// Rows under the names of their columns, below the name of their table.
pub(crate) fn table(title: &str, names: Vec<&str>, rows: &[Vec<&str>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let cells = cells.chain(names.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..names.len()).map(width).collect();
    let line = |row: &Vec<&str>| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells
            .map(|(cell, width)| format!(" {cell:<width$} "))
            .collect();
        cells.join("|").trim_end().to_owned()
    };
    let rule: Vec<_> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
    let mut text = format!("{title}\n{}\n{}", line(&names), rule.join("+"));
    for row in rows {
        text.push('\n');
        text += &line(row);
    }
    if rows.is_empty() {
        text += "\n (no rows)";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_statement_is_one_line() {
        let statement = r#"SELECT "id" FROM "student" WHERE "id" = ?"#;
        assert_eq!(sql(statement), format!("{statement};"));
    }

    #[test]
    fn a_long_statement_is_a_line_for_each_clause() {
        let statement = concat!(
            r#"SELECT "id" FROM "course" WHERE "day" BETWEEN ? AND ? AND "id" IN (SELECT "t1"."course_id" "#,
            r#"FROM "course_students" AS "t1" WHERE "t1"."student_id" = ?) ORDER BY "id""#
        );
        let lines = [
            r#"SELECT "id""#,
            r#"FROM "course""#,
            r#"WHERE "day" BETWEEN ? AND ?"#,
            r#"AND "id" IN ("#,
            r#"    SELECT "t1"."course_id""#,
            r#"    FROM "course_students" AS "t1""#,
            r#"    WHERE "t1"."student_id" = ?"#,
            r#")"#,
            r#"ORDER BY "id";"#,
        ];
        assert_eq!(sql(statement), lines.join("\n"));
    }

    #[test]
    fn a_long_clause_is_broken_behind_its_commas() {
        let names: Vec<_> = ('a'..='f')
            .map(|name| format!(r#"f("{name}", 1, 2)"#))
            .collect();
        let shown = sql(&format!("SELECT {} FROM b", names.join(", ")));
        let lines = [
            r#"SELECT f("a", 1, 2), f("b", 1, 2), f("c", 1, 2), f("d", 1, 2), f("e", 1, 2),"#,
            r#"    f("f", 1, 2)"#,
            "FROM b;",
        ];
        assert_eq!(shown, lines.join("\n"));
    }

    #[test]
    fn a_deletion_is_one_clause() {
        let statement = format!(r#"DELETE FROM "{}" WHERE "b" = ?"#, "a".repeat(60));
        assert_eq!(sql(&statement).lines().count(), 2);
    }

    #[test]
    fn rows_stand_under_the_names_of_their_columns() {
        let rows = vec![vec!["1", "Ann"], vec!["2", "Bob"]];
        let shown = table("student", vec!["id", "name"], &rows);
        let lines = [
            "student",
            " id | name",
            "----+------",
            " 1  | Ann",
            " 2  | Bob",
        ];
        assert_eq!(shown, lines.join("\n"));
    }
}
