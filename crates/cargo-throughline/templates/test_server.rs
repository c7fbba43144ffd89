//! What the relation between students and courses does, in the database that `DATABASE_URL` names.

use throughline::blocking::Db;
use throughline::prelude::*;

use __library__::{Course, MIGRATIONS, Student, database_url};

#[test]
fn a_link_is_seen_from_both_sides() -> throughline::Result<()> {
    let db = Db::connect(&database_url())?;
    db.migrate(MIGRATIONS)?;
    // What is done through this handle is undone at the end.
    let db = db.rolled_back()?;

    let eve = Student::builder().name("Eve").create(&db)?;
    let logic = Course::builder().title("Logic").create(&db)?;
    logic.students().add(&db, [&eve])?;
    assert_eq!(eve.course_set().all(&db)?, [logic.clone()]);

    eve.course_set().remove(&db, [&logic])?;
    assert_eq!(logic.students().count(&db)?, 0);
    Ok(())
}
