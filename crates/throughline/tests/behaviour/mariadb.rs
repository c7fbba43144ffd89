//! What MariaDB does in a way of its own, on a server of it whatever engine the other tests run on.

mod dumps;
mod errors;
mod links;
mod locks;
mod reads;

use throughline::blocking::Db;
use throughline::migrations;
use throughline_sql::schema::{SchemaRules, same_condition};

fn connect(url: &str) -> Db {
    Db::connect(url).unwrap()
}

#[test]
fn checks_are_told_as_they_were_made() {
    let db = connect(&crate::database::mariadb());
    let made = [
        ("a", "`age` >= 18"),
        ("b", "`role` = 'x'"),
        ("c", "`role` IN ('a', 'b')"),
        ("d", "`role` IN ('it''s', 'a\\\\b', '\u{1f600}', '\n')"),
        ("e", "(`age` > 1) AND (`score` <= 5.5)"),
        ("f", "(`role` = 'a') OR (`age` IS NULL)"),
        ("g", "`born` > '2020-01-01 00:00:00'"),
        ("h", "`age` IN (1, 2)"),
        ("i", "`age` > -5"),
        ("j", "NOT ((`role` = 'q') OR (`age` IN (1, 2)))"),
    ];
    let checks = made.map(|(name, condition)| format!("CONSTRAINT {name} CHECK ({condition})"));
    let sql = format!(
        "CREATE TABLE student (id int AUTO_INCREMENT PRIMARY KEY, age int, role varchar(10), \
         name longtext DEFAULT 'it''s', score decimal(5, 2), born datetime(6), note json, {})",
        checks.join(", ")
    );
    db.execute(sql, ()).unwrap();
    let [table] = &migrations::tables(&db).unwrap()[..] else {
        panic!("there is one table");
    };
    for (name, condition) in made {
        let mut told = table.checks.iter();
        let told = told.find(|check| check.name.as_deref() == Some(name));
        let told = &told.unwrap().condition;
        assert!(
            same_condition(&SchemaRules::MARIADB, told, condition),
            "{told}, made as {condition}"
        );
    }
    assert!(table.columns[0].identity);
    let types = table.columns.iter().map(|column| &*column.type_name);
    assert_eq!(
        types.collect::<Vec<_>>(),
        [
            "int(11)",
            "int(11)",
            "varchar(10)",
            "longtext",
            "decimal(5,2)",
            "datetime(6)",
            "longtext"
        ]
    );
    assert_eq!(table.columns[3].default.as_deref(), Some("'it\\'s'"));
}

#[test]
fn any_check_is_told_as_it_was_made_and_as_no_other() {
    let db = connect(&crate::database::mariadb());
    crate::told_checks::at_random(&db, &SchemaRules::MARIADB);
}

#[test]
fn of_several_who_migrate_at_once_one_applies_each_migration() {
    crate::migrators::race(&crate::database::mariadb());
}
