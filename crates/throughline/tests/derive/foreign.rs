//! Relations to models of another crate, whose other end is a trait's.

use std::slice::from_ref;

use throughline::prelude::*;
use throughline::{Result, create_tables};
use throughline_guide::Student;

/// What another module has to import is the traits alone.
mod library {
    use throughline::prelude::*;
    use throughline_guide::{self as school, Student, StudentPath};

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct Book {
        pub(crate) id: i64,
        pub(crate) title: String,
        #[field(reverse = trait, related_name = "books")]
        pub(crate) readers: ManyToMany<Student, Loan>,
        #[field(reverse = trait)]
        pub(crate) authors: ManyToMany<school::Student>,
        #[field(reverse = trait, related_name = "guarded")]
        pub(crate) keeper: Option<ForeignKey<Student>>,
        #[field(related_name = "+")]
        pub(crate) buyer: Option<ForeignKey<::throughline_guide::Student>>,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(unique(book, student))]
    pub(crate) struct Loan {
        pub(crate) id: i64,
        pub(crate) book: ForeignKey<Book>,
        #[field(reverse = trait)]
        pub(crate) student: ForeignKey<Student>,
        pub(crate) until: Date,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct LibraryCard {
        pub(crate) id: i64,
        #[field(reverse = trait)]
        pub(crate) student: OneToOne<Student>,
    }
}

use library::{
    Book, BookAuthorsReverse, BookKeeperReverse, BookReadersReverse, LibraryCard,
    LibraryCardStudentReverse, Loan, LoanStudentReverse,
};

#[test]
fn a_trait_gives_a_model_of_another_crate_its_other_ends() -> Result<()> {
    let db = crate::database::empty();
    create_tables(
        &db,
        [Student::META, Book::META, Loan::META, LibraryCard::META],
    )?;
    let ann = Student::builder().name("Ann").create(&db)?;
    let rust = Book::builder().title("Rust").buyer(&ann).create(&db)?;
    let until: Date = "2026-02-03".parse().unwrap();

    ann.books()
        .add_with(&db, [&rust], |link| link.until(until))?;
    assert_eq!(rust.readers().all(&db)?, from_ref(&ann));
    let loan = ann.loan_set().objects().get(&db)?;
    assert_eq!((loan.until, loan.book().get(&db)?), (until, rust.clone()));
    ann.book_set().add(&db, [&rust])?;
    assert_eq!(rust.authors().all(&db)?, from_ref(&ann));
    ann.guarded().add(&db, [&rust])?;
    assert_eq!(
        rust.refresh(&db)?.keeper().get(&db)?.as_ref(),
        Some(&ann),
        "the manager of a nullable key"
    );
    let card = ann.library_card().create(&db, LibraryCard::builder())?;
    assert_eq!(card.student().get(&db)?, ann);

    let found = Student::objects().filter(|s| {
        s.books().title().eq("Rust")
            & s.loan_set().book().eq(&rust)
            & s.book_set().eq(&rust)
            & s.guarded().title().eq("Rust")
            & s.library_card().is_not_null()
    });
    assert_eq!(found.all(&db)?, from_ref(&ann));
    let found = Loan::objects().filter(|l| l.student().books().keeper().eq(&ann));
    assert_eq!(found.all(&db)?, [loan]);
    Ok(())
}
