//! A relation's target is imported with its path type, or named by its module.

mod student {
    use throughline::prelude::*;

    #[derive(Model)]
    pub struct Student {
        pub id: i64,
    }
}

mod course {
    use super::student::Student;
    use throughline::prelude::*;

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
        pub students: ManyToMany<Student>,
    }
}

fn main() {}
