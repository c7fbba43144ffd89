//! The service as a program: arguments, log, database, address.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use service::models::MIGRATIONS;
use service::server::{Limits, stop_signal};
use throughline::Db;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// A web service over a school.
#[derive(Debug, Parser)]
struct Arguments {
    /// The database, as a URL of SQLite, PostgreSQL or MariaDB
    // Its value may hold a password, and the help would show it.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite://service.db"
    )]
    database: String,

    /// The address to listen at; with port 0, at a free one
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // `RUST_LOG=info,throughline=debug` shows each statement too.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { what, hint }) => {
            tracing::error!(hint, "{what}");
            ExitCode::FAILURE
        }
    }
}

async fn run(Arguments { database, listen }: Arguments) -> Result<(), Failure> {
    // Signals that come from here on end the service in good order.
    let stop = stop_signal()?;
    let db = Db::connect(&database).await?;
    let applied = db.migrate(MIGRATIONS).await?.migrations;
    tracing::info!(applied = applied.len(), "migrations");
    let listener = TcpListener::bind(listen).await?;
    tracing::info!("listening at http://{}", listener.local_addr()?);
    service::serve(listener, service::router(db, Limits::default()), stop).await?;
    tracing::info!("ended");
    Ok(())
}

/// Why the program ends at once.
struct Failure {
    what: String,
    hint: Option<String>,
}

impl From<throughline::Error> for Failure {
    fn from(error: throughline::Error) -> Self {
        Failure {
            what: error.to_string(),
            hint: error.hint().map(str::to_owned),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure {
            what: error.to_string(),
            hint: None,
        }
    }
}
