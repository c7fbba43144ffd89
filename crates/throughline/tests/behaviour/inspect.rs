//! `to_sql` and `explain`.

use throughline::Engine;

use crate::models::*;

#[test]
fn to_sql_is_what_all_sends() {
    let db = database();
    let older = Course::objects()
        .filter(|c| c.students().age().gt(20))
        .exclude(|c| c.title().is_in(["Art"]))
        .offset(1);
    let text = older.to_sql(crate::database::engine());
    let (_, sent) = sent(&db, || older.clone().all(&db).unwrap());
    assert_eq!(sent, [text.as_str()]);
    let postgres = older.to_sql(Engine::Postgres);
    assert!(postgres.contains(r#""t2"."age" > $1"#), "{postgres}");
    let maria_db = older.to_sql(Engine::MariaDb);
    assert!(maria_db.contains("`t2`.`age` > ?"), "{maria_db}");
}

#[test]
fn to_sql_has_the_order_of_the_model() {
    assert_eq!(
        Course::objects().to_sql(Engine::MariaDb),
        "SELECT `id`, `title`, `teacher_id` FROM `course` ORDER BY `title` ASC"
    );
}

#[test]
fn explain_tells_the_plan_of_all_and_runs_nothing_else() {
    let db = database();
    let [ann, ..] = students(&db);
    let of_ann = Course::objects().filter(|c| c.students().name().eq(&*ann.name));
    let (plan, sent) = sent(&db, || of_ann.clone().explain(&db).unwrap());
    let sql = of_ann.to_sql(crate::database::engine());
    let words = crate::database::on("EXPLAIN QUERY PLAN", "EXPLAIN", "EXPLAIN");
    assert_eq!(sent, [format!("{words} {sql}")]);
    if !crate::database::is_embedded() {
        let part = crate::database::on("", "(cost=", "select_type: PRIMARY, table: course");
        assert!(plan.contains(part), "{plan}");
        return;
    }
    let lines: Vec<_> = plan.lines().collect();
    assert!(
        lines[0].starts_with("SEARCH course USING INTEGER PRIMARY KEY"),
        "{plan}"
    );
    assert!(lines.contains(&"LIST SUBQUERY 1"), "{plan}");
    let nested = |line: &&&str| line.starts_with("  S");
    assert_eq!(lines.iter().filter(nested).count(), 2, "{plan}");
}

#[tokio::test]
async fn explain_has_the_values_bound() {
    let db = crate::database::empty_async().await;
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let by_email = Student::objects().filter(|s| s.email().eq("x"));
    let plan = by_email.explain(&db).await.unwrap();
    let by_index = crate::database::on(
        "SEARCH student USING INDEX",
        "Index Scan using student_email_uniq",
        "id: 1, select_type: SIMPLE, table: student, type: ALL, possible_keys: student_email_uniq",
    );
    assert!(plan.starts_with(by_index), "{plan}");
}
