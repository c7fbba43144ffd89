//! The other end of a relation that was given by a trait needs the trait in scope.

mod models {
    use throughline::prelude::*;

    #[derive(Model)]
    pub struct Student {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
        #[field(reverse = trait)]
        pub students: ManyToMany<Student>,
    }
}

fn main() -> throughline::Result<()> {
    use models::Student;
    use throughline::prelude::*;

    let db = throughline::blocking::Db::memory()?;
    let ann = Student::builder().name("Ann").create(&db)?;
    let _courses = ann.course_set().all(&db)?;
    let _filtered = Student::objects().filter(|s| s.course_set().id().eq(1));
    Ok(())
}
