//! The commands behind `cargo manage`: `makemigrations`, `migrate`, `check`, `dumpdata` and others;
//! `cargo manage --help` lists them.
//!
//! They are a binary of your own crate, since only your program knows its models. It is one line,
//! `src/bin/manage.rs`:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     throughline::manage!(throughline_guide)
//! }
//! ```
//!
//! Here `throughline_guide` is the library with the models. The command gets its name by an alias
//! in `.cargo/config.toml`:
//!
//! ```toml
//! [alias]
//! manage = "run --quiet --bin manage --"
//! ```
//!
//! `cargo throughline init` adds both to a package that has neither.

pub use throughline_manage::{ManageConfig, main};

/// Runs the command that the program's arguments ask for, and gives its exit code: the `main` of
/// a `manage` binary.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     throughline::manage!(throughline_guide, database = "sqlite://school.db")
/// }
/// ```
///
/// First the crate whose models these are: naming it sees to it that they are linked. It is left
/// out where the models are in the binary itself. Behind it, the database for those who give
/// neither `--database` nor the variable `DATABASE_URL`.
///
/// The migrations are in the folder `migrations` beside `Cargo.toml`.
#[macro_export]
macro_rules! manage {
    ($models:ident $(, database = $url:expr)? $(,)?) => {{
        use $models as _;
        $crate::manage!($(database = $url)?)
    }};
    ($(database = $url:expr)? $(,)?) => {
        $crate::manage::main($crate::manage::ManageConfig {
            registry: $crate::Registry::linked(),
            migrations_dir: ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/migrations").into(),
            database_url: [$(::std::string::String::from($url))?].into_iter().next(),
        })
    };
}
