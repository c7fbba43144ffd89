//! `cargo manage makemigrations`, `cargo manage migrate`, and others: `cargo manage --help`.

fn main() -> std::process::ExitCode {
    throughline::manage!(school, database = "sqlite://school.db")
}
