//! Every cell of {two models, self, symmetrical} × {simple, through} × {forward, reverse}, for
//! each verb of a related manager: a test for each cell and verb, by name, and a property test
//! for each cell that drives random verbs from both sides against a model of sets.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod cases;
mod cells;
#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../support/database.rs"]
mod database;
mod property;
mod races;

/// The tests of a cell: the name of a module, and the type that says what the cell is.
macro_rules! cells {
    ($($name:ident: $cell:ty;)*) => {$(
        mod $name {
            type Cell = $cell;
            cells!(@tests
                add remove clear set create get_or_create update_or_create
                contains_count_exists all_and_filter unknown_key empty_list
                deleting_a_row statements link_all unlink_all clear_all
            );
            #[test]
            fn eight_threads_through_every_verb() {
                crate::races::every_verb::<Cell>();
            }
            #[test]
            fn eight_threads_set_one_row() {
                crate::races::set_against_set::<Cell>();
            }
            #[test]
            fn property() {
                crate::property::holds::<Cell>();
            }
        }
    )*};
    (@tests $($case:ident)*) => {$(
        #[test]
        fn $case() {
            crate::cases::$case::<Cell>();
        }
    )*};
}

/// The tests of a cell through a model: those of the columns of its links.
macro_rules! through_cells {
    ($($name:ident: $cell:ty;)*) => {
        mod payload {$(
            mod $name {
                type Cell = $cell;
                through_cells!(@tests
                    add_with add_each add_or_update_with set_with create_with upserts_with with_link
                );
                #[test]
                fn eight_threads_write_columns() {
                    crate::races::columns_of_links::<Cell>();
                }
            }
        )*}
    };
    (@tests $($case:ident)*) => {$(
        #[test]
        fn $case() {
            crate::cases::payload::$case::<Cell>();
        }
    )*};
}

cells! {
    two_models_simple_forward: crate::cells::two_models::Simple;
    two_models_simple_reverse: crate::cells::Reverse<crate::cells::two_models::Simple>;
    two_models_through_forward: crate::cells::two_models::Through;
    two_models_through_reverse: crate::cells::Reverse<crate::cells::two_models::Through>;
    self_simple_forward: crate::cells::itself::Simple;
    self_simple_reverse: crate::cells::Reverse<crate::cells::itself::Simple>;
    self_through_forward: crate::cells::itself::Through;
    self_through_reverse: crate::cells::Reverse<crate::cells::itself::Through>;
    symmetrical_simple: crate::cells::symmetrical::Simple;
    symmetrical_through: crate::cells::symmetrical::Through;
}

through_cells! {
    two_models_forward: crate::cells::two_models::Through;
    two_models_reverse: crate::cells::Reverse<crate::cells::two_models::Through>;
    self_forward: crate::cells::itself::Through;
    self_reverse: crate::cells::Reverse<crate::cells::itself::Through>;
    symmetrical: crate::cells::symmetrical::Through;
}
