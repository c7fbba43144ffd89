//! What the relation between students and courses does, in a database in memory.

use throughline::blocking::Db;
use throughline::prelude::*;

use __library__::{Course, MIGRATIONS, Student};

#[test]
fn a_link_is_seen_from_both_sides() -> throughline::Result<()> {
    let db = Db::memory()?;
    db.migrate(MIGRATIONS)?;

    let eve = Student::builder().name("Eve").create(&db)?;
    let logic = Course::builder().title("Logic").create(&db)?;
    logic.students().add(&db, [&eve])?;
    assert_eq!(eve.course_set().all(&db)?, [logic.clone()]);

    eve.course_set().remove(&db, [&logic])?;
    assert_eq!(logic.students().count(&db)?, 0);
    Ok(())
}
