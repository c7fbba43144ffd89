//! `cargo manage makemigrations`, `cargo manage migrate`, and others: `cargo manage --help`.

fn main() -> std::process::ExitCode {
    throughline::manage!(__library__, database = __database__)
}
