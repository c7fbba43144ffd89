//! URLs and servers that cannot be connected to.

use throughline_backend::Database;
use throughline_core::ErrorKind;

use super::server::{Fresh, url};

/// The same server with another user, password, host or database.
fn with(user: &str, database: &str) -> String {
    let url = url();
    let (_, rest) = url.split_once('@').expect("a URL has a user");
    let (server, _) = rest.rsplit_once('/').expect("a URL has a database");
    format!("mariadb://{user}@{server}/{database}")
}

#[test]
fn a_connection_that_is_refused_says_what_is_wrong_and_no_password() {
    for (url, message) in [
        (with("nobody:secret", "test"), "refuses the user `nobody`"),
        (
            with("root", "no_such_database"),
            "has no database `no_such_database`",
        ),
        (
            "mariadb://root:secret@127.0.0.1:1/test".to_owned(),
            "no MariaDB server answers at 127.0.0.1:1",
        ),
        (
            "mariadb:///test?socket=/nowhere/at/all.sock".to_owned(),
            "answers at /nowhere/at/all.sock",
        ),
        (
            "mariadb://root@127.0.0.1/test?tls_certificates=/no/file".to_owned(),
            "`/no/file`",
        ),
    ] {
        let error = Database::connect_blocking(&url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error:?}");
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.hint().is_some());
        assert!(!format!("{error:?}").contains("secret"));
    }
}

#[test]
fn mysql_is_another_engine() {
    let error = Database::connect_blocking("mysql://root@127.0.0.1/test").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(error.hint().unwrap().contains("mariadb://"));
}

#[test]
fn tls_where_the_server_has_none_is_an_error_of_its_own() {
    let fresh = Fresh::new();
    let has = super::server::ask(&fresh.connect(""), "SELECT @@have_ssl = 'YES'").unwrap();
    let error = Database::connect_blocking(&fresh.url("?tls=on")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert!(
        error.to_string().starts_with("no encrypted connection"),
        "{has:?} {error:?}"
    );
}
