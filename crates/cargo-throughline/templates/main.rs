//! Brings the database up to the models, and makes the first calls. It can be run again and again.

use throughline::blocking::Db;
use throughline::prelude::*;

use __library__::{Course, MIGRATIONS, Student, database_url};

fn main() -> throughline::Result<()> {
    // With `throughline::Db` the same calls are futures.
    let db = Db::connect(&database_url())?;
    db.migrate(MIGRATIONS)?;

    // Builders make rows. `get_or_create` goes by the unique key, so that no row is made twice.
    let (ann, _) = Student::builder().name("Ann").get_or_create(&db)?;
    let (ben, _) = Student::builder().name("Ben").get_or_create(&db)?;
    let (rust, _) = Course::builder().title("Rust").get_or_create(&db)?;
    let (sets, _) = Course::builder().title("Sets").get_or_create(&db)?;

    // Links are added from either side. A link that is there stays as it is.
    rust.students().add(&db, [&ann, &ben])?;
    ann.course_set().add(&db, [&sets])?;

    // Each course with its students: two statements, for any number of courses.
    let courses = Course::objects().with(|c| c.students()).all(&db)?;
    for (course, students) in courses {
        let names: Vec<_> = students.iter().map(|s| s.name.as_str()).collect();
        println!("{}: {}", course.title, names.join(", "));
    }

    // A path across the relation, in a condition.
    let of_ben = Course::objects().filter(|c| c.students().name().eq("Ben"));
    println!("Ben takes {} of them", of_ben.count(&db)?);
    Ok(())
}
