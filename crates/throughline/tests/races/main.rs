//! Rivals on servers: four connections at the same moment on the same rows, hundreds of times for
//! each verb, on each engine where several transactions write at a time, at the level of isolation
//! that they have by themselves and under `SERIALIZABLE`.
//!
//! What holds: no error reaches a caller but one that is true, nothing is there twice, and nothing
//! that was acknowledged is missing. SQLite, where one transaction writes at a time, has its races
//! in `behaviour` and `matrix`.

#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]
#![cfg_attr(
    not(any(feature = "postgres", feature = "mariadb")),
    expect(dead_code, reason = "there is no server to race on")
)]

mod deletes;
mod links;
mod many;
mod models;
mod race;
mod rows;
mod server;
mod transactions;
mod upserts;

/// The races at one level of isolation of a server.
macro_rules! races {
    ($server:expr, $isolation:literal: $($module:ident::{$($race:ident),* $(,)?})*) => {$(
        $(
            #[test]
            fn $race() {
                crate::$module::$race(&crate::server::Arena::new(&$server, $isolation));
            }
        )*
    )*};
}

/// All races of a server.
macro_rules! server {
    ($server:expr) => {
        mod by_default {
            levels!($server, "");
        }
        mod serializable {
            levels!($server, "isolation=serializable");
        }
    };
}

macro_rules! levels {
    ($server:expr, $isolation:literal) => {
        races! { $server, $isolation:
            links::{
                add_against_add,
                add_against_add_of_a_symmetrical_relation,
                set_against_set,
                set_against_set_from_both_sides,
                add_against_remove_clear_and_set,
                add_or_update_with_against_itself,
                reads_against_set,
            }
            upserts::{
                update_or_create_by_key_against_itself,
                get_or_create_across_owners,
                get_or_create_by_filter_against_itself,
                update_or_create_by_filter_against_itself,
                get_or_create_by_filter_among_related_rows,
                create_through_a_relation_against_set,
            }
            deletes::{
                add_against_delete_of_the_target,
                add_against_delete_of_the_owner,
                link_all_against_deletes,
            }
            many::{
                link_all_against_link_all,
                link_all_from_both_sides,
                link_all_against_unlink_all,
                bulk_update_or_create_against_itself,
                bulk_create_ignoring_conflicts_against_itself,
                set_of_a_foreign_key_against_itself,
            }
            transactions::{
                verbs_in_a_transaction_that_is_retried,
                a_counter_that_is_read_and_written,
            }
        }
    };
}

#[cfg(feature = "postgres")]
mod postgres {
    server!(crate::server::POSTGRES);
}

#[cfg(feature = "mariadb")]
mod mariadb {
    server!(crate::server::MARIADB);
}
