//! Faults of servers, and of the way to them: connections that are cut at any message, servers that are
//! killed, pools that are exhausted, statements that take too long, futures that are dropped.
//!
//! What holds: an operation is done whole or not at all, and its error says which, or that nobody
//! knows; the pool goes on by itself; nothing that was acknowledged is missing.

#![cfg(any(feature = "postgres", feature = "mariadb"))]
#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]

mod acknowledged;
mod cuts;
#[path = "../support/drift.rs"]
mod drift;
mod dropped;
mod kills;
mod limits;
mod migrations;
#[path = "../races/models.rs"]
mod models;
mod polls;
mod proxy;
mod retries;
#[path = "../races/server.rs"]
mod server;
mod throw_away;
mod verbs;

/// The faults of a server: one to use, and one to kill.
macro_rules! faults {
    ($server:expr, $kind:expr) => {
        #[test]
        fn a_verb_that_is_cut_at_any_message_is_whole_or_not_there() {
            crate::cuts::every_verb_at_every_message(&$server);
        }

        #[test]
        fn a_migration_that_is_cut_at_any_message_can_be_finished() {
            crate::migrations::cut_at_every_message(&$server);
        }

        #[test]
        fn a_migration_in_which_the_server_is_killed_can_be_finished() {
            crate::migrations::killed_in_the_middle(&$server, &$kind);
        }

        #[test]
        fn a_server_that_is_killed_in_a_verb_keeps_it_whole_or_not_at_all() {
            crate::kills::in_every_verb(&$server, &$kind);
        }

        #[test]
        fn nothing_that_was_acknowledged_is_missing_after_kills_and_cuts() {
            crate::acknowledged::writers(&$server, &$kind);
        }

        #[test]
        fn a_pool_that_is_exhausted_goes_on() {
            crate::limits::pool(&$server);
        }

        #[test]
        fn a_verb_that_takes_too_long_leaves_nothing() {
            crate::limits::statement_timeout(&$server);
        }

        #[test]
        fn a_verb_that_waits_too_long_for_a_lock_leaves_nothing() {
            crate::limits::lock_timeout(&$server);
        }

        #[test]
        fn a_future_that_is_dropped_at_any_moment_is_whole_or_not_there() {
            crate::dropped::every_verb(&$server);
        }

        #[test]
        fn a_future_that_is_dropped_behind_any_poll_is_whole_or_not_there() {
            let arena = crate::server::Arena::new(&$server, "lock_timeout=20000");
            crate::polls::every_call(arena.url(), 2);
        }

        #[test]
        fn a_migration_that_is_dropped_behind_any_poll_is_whole_or_not_there() {
            crate::migrations::dropped_behind_every_poll(|look| {
                let arena = crate::server::Arena::on(&$server.url(), &$server, "", &[]);
                look(arena.url());
            });
        }

        #[test]
        fn a_future_that_is_dropped_in_a_transaction_undoes_all_of_it() {
            crate::dropped::in_a_transaction(&$server);
        }

        #[test]
        fn a_deadlock_is_tried_again_as_often_as_the_policy_says() {
            crate::retries::deadlock(&$server);
        }

        #[test]
        fn a_commit_without_an_answer_is_tried_again_only_if_twice_is_no_harm() {
            crate::retries::commit_without_an_answer(&$server);
        }

        #[test]
        fn a_server_that_is_away_for_a_moment_is_waited_for_if_twice_is_no_harm() {
            crate::retries::no_connection(&$server);
        }
    };
}

#[cfg(feature = "postgres")]
mod postgres {
    faults!(crate::server::POSTGRES, crate::throw_away::POSTGRES);
}

#[cfg(feature = "mariadb")]
mod mariadb {
    faults!(crate::server::MARIADB, crate::throw_away::MARIADB);

    #[test]
    fn a_statement_of_which_nobody_knows_whether_it_was_carried_out_is_named() {
        crate::migrations::cut_where_nobody_knows(&crate::server::MARIADB);
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    fn in_a_file(look: impl FnOnce(&str)) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("school.db");
        look(&format!("sqlite://{}?busy_timeout=20000", file.display()));
    }

    #[test]
    fn a_future_that_is_dropped_behind_any_poll_is_whole_or_not_there() {
        in_a_file(|url| {
            crate::models::create_tables(&throughline::blocking::Db::connect(url).unwrap());
            crate::polls::every_call(url, 1);
        });
    }

    #[test]
    fn a_migration_that_is_dropped_behind_any_poll_is_whole_or_not_there() {
        crate::migrations::dropped_behind_every_poll(|look| in_a_file(look));
    }
}
