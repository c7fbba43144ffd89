//! URLs of PostgreSQL.

use super::server::Form;

/// What is particular to them.
pub(super) const FORM: Form = Form {
    text: "use `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, or `postgres:///DATABASE?host=/FOLDER/OF/SOCKET`; \
           the options are `connections`, `wait_timeout`, `connect_timeout`, `statement_timeout` and \
           `lock_timeout` (milliseconds), `application_name`, `search_path`, `tls=on|off` and \
           `tls_certificates=FILE`",
    port: 5432,
    search_path: true,
};
