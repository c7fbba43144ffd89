//! The trait of another end is imported where the end is used.

pub mod library {
    use throughline::prelude::*;
    use throughline_guide::{Student, StudentPath};

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[field(reverse = trait)]
        pub readers: ManyToMany<Student>,
    }
}

pub fn run(student: throughline_guide::Student) {
    let _manager = student.book_set();
}

fn main() {}
