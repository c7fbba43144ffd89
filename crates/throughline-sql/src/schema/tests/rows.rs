//! Rows of tables that are known at run time only.

use super::*;

fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// The statements, with the positions of their values in place of these.
fn positions(statements: Vec<RowStatement>) -> Vec<SchemaStatement> {
    let position = |at: &usize| Value::Int(i64::try_from(*at).unwrap());
    let statement = |row: RowStatement| {
        assert_eq!(
            row.values.len(),
            row.sql.matches(['?', '$']).count(),
            "a value for each placeholder: {}",
            row.sql
        );
        let shown: Vec<_> = row.values.iter().map(usize::to_string).collect();
        SchemaStatement {
            sql: format!("{} /* {} */", row.sql, shown.join(" ")),
            parameters: row.values.iter().map(position).collect(),
            work: Work::Free,
        }
    };
    statements.into_iter().map(statement).collect()
}

#[test]
fn rows_in_order_and_by_their_key() {
    let student = table("student", vec![id(), char("na\"me`", 100)], &["id"]);
    let links = table(
        "course_students",
        vec![
            foreign_key("course_id", "course", OnDelete::Cascade),
            foreign_key("student_id", "student", OnDelete::Cascade),
        ],
        &["course_id", "student_id"],
    );
    let pair = list(&["course_id", "student_id"]);
    assert_golden!(golden(|rules| {
        let columns = list(&["id", "na\"me`"]);
        let mut statements = vec![
            select_in_order(rules, &student, &columns),
            select_in_order(rules, &links, &pair),
            count_rows(rules, "student"),
        ];
        let upserts = [
            upsert_row(rules, "student", &columns, &list(&["id"])),
            upsert_row(rules, "course_students", &pair, &pair),
        ];
        statements.extend(upserts.into_iter().flat_map(positions));
        statements
    }));
}

#[test]
fn tables_that_are_emptied() {
    let student = table("student", vec![id(), char("name", 100)], &["id"]);
    let country = table("country", vec![char("code", 2)], &["code"]);
    assert_golden!(golden(|rules| {
        let tables = [&student, &country];
        let mut statements = empty_tables(rules, &tables);
        statements.extend(restart_numbering(rules, &tables));
        statements.extend(catch_up_numbering(rules, &student));
        statements.extend(catch_up_numbering(rules, &country));
        statements
    }));
    assert!(empty_tables(&SchemaRules::SQLITE, &[]).is_empty());
}

#[test]
fn rows_that_point_to_nothing() {
    let placed = |name: &str| PlacedTable {
        schema: "school".to_owned(),
        name: name.to_owned(),
    };
    let pair = |column: &str, target: &str| (column.to_owned(), target.to_owned());
    let key = FoundForeignKey {
        table: placed("enrol`ment\""),
        target: placed("student"),
        columns: vec![pair("first", "a"), pair("second", "b")],
    };
    assert_golden!(golden(|rules| vec![count_dangling(rules, &key)]));
}
