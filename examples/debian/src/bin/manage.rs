//! `cargo manage makemigrations`, `cargo manage migrate`, `cargo manage showmigrations`.

fn main() -> std::process::ExitCode {
    throughline::manage!(debian, database = "sqlite://debian.db")
}
