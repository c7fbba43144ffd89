//! URLs of MariaDB.

use super::server::Form;

/// What is particular to them.
pub(super) const FORM: Form = Form {
    text: "use `mariadb://USER:PASSWORD@HOST:PORT/DATABASE`, with `?socket=FILE`, \
           `connections=N`, `tls=on` and others behind it",
    port: 3306,
    search_path: false,
};
