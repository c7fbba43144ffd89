//! `psql` and `mariadb`: the clients of servers.

use crate::Shell;
use crate::url::server::{ServerOptions, Tls};

/// What differs between the clients.
pub(super) struct Client {
    program: &'static str,
    package: &'static str,
    /// The variable that takes the password.
    password: &'static str,
    /// The options for the host, for a socket instead, the port, the user, and the database.
    options: [&'static str; 5],
    /// What asks for an encrypted connection: a variable and its value, or an option; and the
    /// variable or option for the file of certificates.
    tls: (Place, Place),
}

/// Where something is said to a client.
enum Place {
    /// In a variable, with that before the value.
    #[cfg(feature = "postgres")]
    Variable(&'static str, &'static str),
    /// As an option, with that before the value.
    #[cfg(feature = "mariadb")]
    Option(&'static str),
}

/// PostgreSQL's. A folder as the host is that of its socket.
#[cfg(feature = "postgres")]
pub(super) const PSQL: Client = Client {
    program: "psql",
    package: "postgresql-client",
    password: "PGPASSWORD",
    options: ["--host=", "--host=", "--port=", "--username=", "--dbname="],
    tls: (
        Place::Variable("PGSSLMODE", "verify-full"),
        Place::Variable("PGSSLROOTCERT", ""),
    ),
};

/// MariaDB's.
#[cfg(feature = "mariadb")]
pub(super) const MARIADB: Client = Client {
    program: "mariadb",
    package: "mariadb-client",
    password: "MYSQL_PWD",
    options: ["--host=", "--socket=", "--port=", "--user=", "--database="],
    tls: (
        Place::Option("--ssl-verify-server-cert"),
        Place::Option("--ssl-ca="),
    ),
};

/// The shell for the database of a server.
pub(super) fn shell(options: &ServerOptions, client: &Client) -> Shell {
    let [host, socket, port, user, database] = client.options;
    let host = match options.host.starts_with('/') {
        true => socket,
        false => host,
    };
    let mut shell = Shell {
        program: client.program,
        arguments: vec![
            format!("{host}{}", options.host),
            format!("{port}{}", options.port),
            format!("{user}{}", options.user),
            format!("{database}{}", options.database),
        ],
        environment: Vec::new(),
        package: client.package,
    };
    if let Some(password) = &options.password {
        shell.environment.push((client.password, password.clone()));
    }
    if let Tls::On { certificates } = &options.tls {
        say(&mut shell, &client.tls.0, "");
        if let Some(file) = certificates {
            say(&mut shell, &client.tls.1, file);
        }
    }
    shell
}

fn say(shell: &mut Shell, place: &Place, value: &str) {
    match place {
        #[cfg(feature = "postgres")]
        Place::Variable(name, before) => shell.environment.push((name, format!("{before}{value}"))),
        #[cfg(feature = "mariadb")]
        Place::Option(before) => shell.arguments.push(format!("{before}{value}")),
    }
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_no_argument() {
        let url = "postgres://ann:secret@db.example:6432/school?tls_certificates=/ca.pem";
        let shell = Shell::of(url).unwrap();
        assert_eq!(
            shell.arguments.join("|"),
            "--host=db.example|--port=6432|--username=ann|--dbname=school"
        );
        assert_eq!(
            shell.environment,
            [
                ("PGPASSWORD", "secret".to_owned()),
                ("PGSSLMODE", "verify-full".to_owned()),
                ("PGSSLROOTCERT", "/ca.pem".to_owned()),
            ]
        );
    }
}
