//! `cargo manage makemigrations`, `cargo manage migrate`, `cargo manage showmigrations`.
//!
//! It is not called `manage`: that is the name in another example, and the programs of a workspace
//! are in one folder.

fn main() -> std::process::ExitCode {
    throughline::manage!(service, database = "sqlite://service.db")
}
