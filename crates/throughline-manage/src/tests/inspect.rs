//! `inspectdb` and `drift`.

use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::Result;

use super::*;

/// Statements on the database of a project, as somebody else would send them.
struct ByHand(Vec<String>);

impl Operation for ByHand {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        for sql in &self.0 {
            connection.execute(sql, &[]).await?;
        }
        Ok(())
    }
}

impl Project {
    fn by_hand(&self, statements: &[&str]) {
        let url = format!("sqlite://{}", self.path().join("school.db").display());
        let database = Database::connect_blocking(&url).unwrap();
        let statements = statements.iter().map(|&sql| sql.to_owned());
        database.run_blocking(ByHand(statements.collect())).unwrap();
    }
}

#[test]
fn models_migrations_and_database_are_compared() {
    let project = Project::new();
    let both = [&STUDENT, &COURSE];
    project.manage(&both, "makemigrations");
    let mut session = project.manage(&both, "drift");
    project.manage(&both, "migrate");
    session += &project.manage(&both, "drift");
    session += &project.manage(&both, "drift --format json");
    session += &project.manage(&[&OLDER, &COURSE], "drift");
    session += &project.manage(&[&AGED, &COURSE], "drift");
    project.by_hand(&[
        "DROP TABLE course",
        "CREATE TABLE course (id integer PRIMARY KEY AUTOINCREMENT, name varchar(50) NOT NULL)",
        "CREATE INDEX slow ON student (name)",
        "CREATE TABLE note (id integer PRIMARY KEY)",
        "CREATE TABLE django_session (id integer PRIMARY KEY)",
    ]);
    session += &project.manage(&both, "drift --ignore django_* --ignore notes");
    session += &project.manage(&both, "drift --ignore django_* --ignore note --format json");
    assert_golden!(session);
}

#[test]
fn a_ledger_that_does_not_fit_is_shown_whole() {
    let project = Project::new();
    project.manage(&[&STUDENT], "makemigrations");
    project.manage(&[&STUDENT], "migrate");
    project.manage(&[&STUDENT, &COURSE], "makemigrations");
    let file = project.path().join("migrations/0001_initial.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + "# changed\n").unwrap();
    project.by_hand(&[
        "INSERT INTO throughline_migrations SELECT '0003_gone', checksum, applied_at \
         FROM throughline_migrations",
    ]);
    assert_golden!(project.manage(&[&STUDENT, &COURSE], "drift"));
}

#[test]
fn without_migrations_the_models_are_compared_with_the_database() {
    let project = Project::new();
    let mut session = project.manage(&[&STUDENT], "drift");
    project.by_hand(&[
        "CREATE TABLE student (id integer PRIMARY KEY, name varchar(100) NOT NULL)",
        "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text)",
    ]);
    session += &project.manage(&[&STUDENT], "drift");
    session += &project.manage(&[&AGED], "drift");
    session += &project.manage(&[], "drift");
    assert_golden!(session);
}

#[test]
fn models_are_printed_for_a_database() {
    let project = Project::new();
    let mut session = project.manage(&[], "inspectdb");
    project.by_hand(&[
        "CREATE TABLE school_student (id integer PRIMARY KEY, name varchar(100) NOT NULL, \
         place geometry)",
        "CREATE TABLE school_course (id integer PRIMARY KEY, teacher_id bigint NOT NULL \
         REFERENCES school_student (id) ON DELETE CASCADE)",
        "CREATE TABLE school_course_students (course_id bigint NOT NULL REFERENCES school_course \
         (id), student_id bigint NOT NULL REFERENCES school_student (id), \
         PRIMARY KEY (course_id, student_id))",
        "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text)",
        "INSERT INTO django_migrations VALUES (1, 'school', '0001_initial')",
    ]);
    session += &project.manage(&[], "inspectdb");
    session += &project.manage(&[], "inspectdb school_course");
    session += &project.manage(&[], "inspectdb school_courses");
    let file = project.path().join("models.rs");
    let output = format!("inspectdb --output {}", file.display());
    for _ in 0..2 {
        let printed = project.manage(&[], &output);
        session += &printed.replace(&file.display().to_string(), "models.rs");
    }
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .contains("pub struct Student")
    );
    assert_golden!(session);
}
