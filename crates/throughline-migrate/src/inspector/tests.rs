mod property;

use insta::assert_snapshot;

use super::*;
use crate::fixtures::*;

/// The models of the tables that these statements make, and the notes about them.
fn inspected(statements: &[&str], apps: &[&str]) -> String {
    let schema = live(&ProjectState::new(), statements);
    let apps: Vec<_> = apps.iter().map(|&app| app.to_owned()).collect();
    let found = inspect(&schema, &apps, rules()).unwrap();
    let mut text = String::new();
    for model in found.state.models() {
        let (name, table) = (&model.name, &model.table);
        text += &format!("{name} ({table}), key {:?}", model.primary_key);
        text += &format!(", unique {:?}, indexes {:?}\n", model.unique, model.indexes);
        for field in &model.fields {
            text += &format!("  {}: {:?}\n", field.name, field.kind);
        }
    }
    for hint in &found.hints {
        text += &format!("{}.{}: {}\n", hint.model, hint.field, hint.text);
    }
    for note in &found.notes {
        let column = note.column.as_ref().map(|column| format!(".{column}"));
        let (table, column) = (&note.table, column.unwrap_or_default());
        text += &format!("{table}{column}: {}\n", note.text);
    }
    text
}

#[test]
fn what_is_no_table_of_a_model_is_noted() {
    assert_snapshot!(inspected(
        &[
            "CREATE TABLE keyless (a integer)",
            "CREATE TABLE real_key (a real PRIMARY KEY)",
            "CREATE TABLE wide (a int, b int, c int, d int, e int, PRIMARY KEY (a, b, c, d, e))",
            "CREATE TABLE near_key (a integer PRIMARY KEY, k int REFERENCES keyless (a))",
            "CREATE VIEW seen AS SELECT 1",
            "CREATE VIRTUAL TABLE words USING fts5 (word)",
            "CREATE TABLE django_migrations (id integer PRIMARY KEY)",
        ],
        &[]
    ));
}

#[test]
fn columns_that_no_field_can_be_are_noted() {
    assert_snapshot!(inspected(
        &[
            "CREATE TABLE odd (id integer PRIMARY KEY, place geometry NOT NULL, \
           untyped, twice integer AS (id * 2), at datetime DEFAULT CURRENT_TIMESTAMP, \
           small smallint unsigned NOT NULL CHECK (\"small\" >= 0) DEFAULT 7, \
           token char(32) NOT NULL, note text CHECK (json_valid(note) OR note IS NULL), \
           price decimal(10, 2) DEFAULT '0.50', CHECK (id < 1000), UNIQUE (place), \
           CONSTRAINT odd_small CHECK (small <> 3))",
            "CREATE INDEX late ON odd (at) WHERE at > 9",
            "CREATE INDEX low ON odd (lower(note))"
        ],
        &[]
    ));
}

#[test]
fn a_pair_of_keys_is_a_relation_and_with_more_a_model() {
    assert_snapshot!(inspected(
        &[
            "CREATE TABLE student (id integer PRIMARY KEY, tutor_id int UNIQUE REFERENCES teacher)",
            "CREATE TABLE course (code varchar(9) NOT NULL PRIMARY KEY)",
            "CREATE TABLE teacher (id bigint NOT NULL PRIMARY KEY)",
            // By the name of the second target, with an id.
            "CREATE TABLE course_students (id integer PRIMARY KEY, student_id int NOT NULL \
             REFERENCES student, course_id varchar(9) NOT NULL REFERENCES course (code), \
             UNIQUE (course_id, student_id))",
            // By no name.
            "CREATE TABLE attends (student_id int NOT NULL REFERENCES student, course_id \
             varchar(9) NOT NULL REFERENCES course, PRIMARY KEY (student_id, course_id))",
            // Columns of other names.
            "CREATE TABLE likes (who int NOT NULL REFERENCES student, what varchar(9) NOT NULL \
             REFERENCES course, PRIMARY KEY (who, what))",
            // Another column.
            "CREATE TABLE grade (id integer PRIMARY KEY, student_id int NOT NULL REFERENCES \
             student ON DELETE CASCADE, course_id varchar(9) NOT NULL REFERENCES course, \
             points int, UNIQUE (student_id, course_id))",
            // One that may be null, and pairs that may be there twice.
            "CREATE TABLE maybe (id integer PRIMARY KEY, student_id int REFERENCES student, \
             course_id varchar(9) NOT NULL REFERENCES course, UNIQUE (student_id, course_id))",
            "CREATE TABLE often (id integer PRIMARY KEY, student_id int NOT NULL REFERENCES \
             student, course_id varchar(9) NOT NULL REFERENCES course)",
            // With itself.
            "CREATE TABLE student_friends (to_student_id int NOT NULL REFERENCES student, \
             from_student_id int NOT NULL REFERENCES student, \
             PRIMARY KEY (from_student_id, to_student_id))",
        ],
        &[]
    ));
}

#[test]
fn keys_point_where_models_can_say() {
    assert_snapshot!(inspected(
        &[
            "CREATE TABLE app_place (id integer PRIMARY KEY, name text UNIQUE)",
            "CREATE TABLE app_pair (a int, b int, PRIMARY KEY (a, b))",
            "CREATE TABLE app_event (place_id int PRIMARY KEY REFERENCES app_place ON DELETE CASCADE, \
             by_name text REFERENCES app_place (name), pair_a int, pair_b int, \
             self int NOT NULL REFERENCES app_event ON DELETE SET NULL, \
             \"type\" int DEFAULT 3 REFERENCES APP_PLACE (ID) ON DELETE SET DEFAULT, \
             gone int REFERENCES nowhere, FOREIGN KEY (pair_a, pair_b) REFERENCES app_pair)",
        ],
        &["app"]
    ));
}
