//! The app of a crate: how its tables are named.

/// Says how the tables of this crate's models are named. Stands once, at the root of the crate that
/// declares the models; a crate without it has the naming `throughline`.
///
/// ```standalone_crate
/// use throughline::prelude::*;
///
/// throughline::app! { name = "school", naming = django }
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// pub struct Student {
///     pub id: i64,
/// }
///
/// #[derive(Model, Debug, Clone, PartialEq)]
/// pub struct ReportCard {
///     pub id: i64,
///     pub students: ManyToMany<Student>,
/// }
///
/// fn main() -> throughline::Result<()> {
///     assert_eq!(ReportCard::META.table, "school_reportcard");
///     let db = throughline::blocking::Db::memory()?;
///     throughline::create_tables(&db, [Student::META, ReportCard::META])?;
///     db.execute("INSERT INTO school_student (id) VALUES (1)", ())?;
///     db.execute("INSERT INTO school_reportcard (id) VALUES (7)", ())?;
///     let link = "INSERT INTO school_reportcard_students (reportcard_id, student_id) VALUES (7, 1)";
///     db.execute(link, ())?;
///     assert_eq!(Student::get(&db, 1)?.report_card_set().count(&db)?, 1);
///     Ok(())
/// }
/// ```
///
/// | naming | table of `ReportCard` | join table of `students` | its columns | to itself |
/// | --- | --- | --- | --- | --- |
/// | `throughline` | `report_card` | `report_card_students` | `report_card_id`, `student_id` | `from_person_id`, `to_person_id` |
/// | `django` | `school_reportcard` | `school_reportcard_students`, with an `id` | `reportcard_id`, `student_id` | `from_person_id`, `to_person_id` |
///
/// `django` is for a database that Django made, and for one that both are to use. There the join
/// table's name begins with the table of the model, whatever it is, and a table's name of more than 63
/// characters is cut as Django cuts it on PostgreSQL; on SQLite Django does not, so give such a table
/// its name by `#[model(table = "…")]` there.
///
/// `table`, `column` and `join_table` in a declaration come first in both. The methods of
/// relations have the same names in both: they are Rust's and not the database's.
#[macro_export]
macro_rules! app {
    (name = $name:literal $(, naming = throughline)? $(,)?) => {
        $crate::__app! { $name, Throughline }
    };
    (name = $name:literal, naming = django $(,)?) => {
        $crate::__app! { $name, Django }
    };
    (name = $name:literal, naming = $naming:tt $(,)?) => {
        ::core::compile_error! {
            ::core::concat!(
                "there is no naming `", ::core::stringify!($naming), "`: there are `throughline` \
and `django`"
            )
        }
    };
    ($($other:tt)*) => {
        ::core::compile_error! {
            "write `throughline::app! { name = \"school\", naming = django }`"
        }
    };
}

/// What `app!` puts at the root of the crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __app {
    ($name:literal, $naming:ident) => {
        #[doc(hidden)]
        pub(crate) const __THROUGHLINE_APP: $crate::__private::names::App =
            $crate::__private::names::App {
                name: $name,
                naming: $crate::__private::names::Naming::$naming,
            };
        const _: () = ::core::assert!(
            $crate::__private::names::is_root(::core::module_path!()),
            "`throughline::app!` stands at the root of the crate, in `lib.rs` or `main.rs`, where \
             the models find it"
        );
        const _: () = ::core::assert!(
            !__THROUGHLINE_APP.name.is_empty(),
            "an app needs a name, such as `school`"
        );
    };
}
