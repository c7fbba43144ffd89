//! `cargo manage makemigrations`, `cargo manage migrate`, `cargo manage showmigrations`.

fn main() -> std::process::ExitCode {
    throughline::manage!(school, database = "sqlite://school.db")
}
