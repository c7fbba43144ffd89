//! What the commands make is built and run with cargo, against this checkout.
//!
//! All builds share `target/scaffold`, and the folders of the packages are the same each time, so that
//! what they depend on is built once. One test builds at a time: programs of one name have one place.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use throughline::blocking::Db;

const OWN: &str = env!("CARGO_MANIFEST_DIR");

/// A package that is made and built while no other is.
struct Package {
    folder: PathBuf,
    database: Option<String>,
    _alone: MutexGuard<'static, ()>,
}

impl Package {
    /// An empty folder for a package of that name, outside of this workspace.
    fn new(name: &str) -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut checkout = DefaultHasher::new();
        OWN.hash(&mut checkout);
        let all = format!("throughline-scaffold-{:016x}", checkout.finish());
        let folder = std::env::temp_dir().join(all).join(name);
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        Package {
            folder,
            database: None,
            _alone: alone,
        }
    }

    /// Calls `cargo throughline` in the folder. The versions are then those of this workspace.
    fn throughline(&self, words: &[&str]) {
        let program = env!("CARGO_BIN_EXE_cargo-throughline");
        self.output(Command::new(program).args(words));
        let lock = Path::new(OWN).join("../../Cargo.lock");
        fs::copy(lock, self.folder.join("Cargo.lock")).unwrap();
    }

    /// Calls cargo in the folder, and gives what it prints.
    fn cargo(&self, line: &str) -> String {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap());
        command
            .args(line.split(' '))
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("DATABASE_URL");
        if let Some(url) = &self.database {
            command.env("DATABASE_URL", url);
        }
        self.output(&mut command)
    }

    fn output(&self, command: &mut Command) -> String {
        let output = command.current_dir(&self.folder).output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}\n{complaint}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{text}");
        fs::write(self.folder.join(file), text.replace(from, to)).unwrap();
    }

    /// Runs what every package can do that was made by `new`.
    fn runs(&self) {
        let calls = "Rust: Ann, Ben\nSets: Ann\nBen takes 1 of them\n";
        assert_eq!(self.cargo("run"), calls);
        assert_eq!(self.cargo("run"), calls, "once more on the same rows");
        assert_eq!(self.cargo("manage makemigrations --check"), "No changes\n");
        assert_eq!(
            self.cargo("manage migrate"),
            "Nothing to apply (1 migration)\n"
        );
        assert!(self.cargo("test --test links").contains("1 passed"));
        self.cargo("fmt --check");
    }
}

/// Where all is built.
fn target() -> PathBuf {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR"));
    own.parent().unwrap().join("scaffold")
}

const INITIAL: &str = "migrations/0001_initial.toml";

#[test]
fn a_new_package_on_sqlite_builds_runs_and_has_the_migration_of_its_models() {
    let package = Package::new("my-school");
    package.throughline(&["new", "."]);
    package.runs();

    let shipped = package.read(INITIAL);
    fs::remove_file(package.folder.join(INITIAL)).unwrap();
    // The program as it is built, so that it is not built without the migration.
    package.output(Command::new(target().join("debug/manage")).arg("makemigrations"));
    assert_eq!(package.read(INITIAL), shipped);
}

#[test]
fn init_keeps_a_program_and_gives_it_models() {
    let package = Package::new("a-program");
    package.cargo("init --quiet --vcs none --edition 2024");
    package.throughline(&["throughline", "init"]);
    assert_eq!(package.cargo("run"), "Hello, world!\n");
    assert_eq!(
        package.cargo("manage makemigrations --check"),
        "No changes\n"
    );
}

#[test]
fn init_gives_a_library_models_that_one_line_takes_in() {
    let mut package = Package::new("a-library");
    package.cargo("init --quiet --vcs none --edition 2021 --lib");
    package.throughline(&["throughline", "init"]);
    package.replace("src/lib.rs", "pub fn add", "pub mod models;\n\npub fn add");
    package.cargo("manage makemigrations");
    let shipped = fs::read_to_string(Path::new(OWN).join("templates/0001_initial.toml")).unwrap();
    let shipped = shipped.replace("__version__", env!("CARGO_PKG_VERSION"));
    assert_eq!(package.read(INITIAL), shipped);
    let file = package.folder.join("other.db");
    package.database = Some(format!("sqlite://{}", file.display()));
    assert_eq!(package.cargo("manage migrate"), "Applied 0001_initial\n");
    assert!(file.exists());
}

/// The features of both servers, so that what the two packages depend on is built once.
const BOTH: &str = "features = [\"manage\", \"postgres\", \"mariadb\"]";

#[test]
fn a_new_package_on_postgres_builds_and_runs() {
    let schema = Own::new(
        (
            "THROUGHLINE_POSTGRES_URL",
            "postgres://postgres@127.0.0.1:5432/test",
        ),
        ("SCHEMA", " CASCADE"),
        |url, name| {
            let sign = if url.contains('?') { '&' } else { '?' };
            format!("{url}{sign}search_path={name}")
        },
    );
    on_server(
        "on-postgres",
        &["new", ".", "--database", "postgres"],
        &schema,
    );
}

#[test]
fn a_new_package_on_mariadb_builds_and_runs() {
    let database = Own::new(
        (
            "THROUGHLINE_MARIADB_URL",
            "mariadb://root@127.0.0.1:3306/test",
        ),
        ("DATABASE", ""),
        |url, name| {
            let (front, options) = url.split_once('?').unwrap_or((url, ""));
            let (front, _) = front.rsplit_once('/').unwrap();
            format!("{front}/{name}?{options}")
        },
    );
    on_server(
        "on-mariadb",
        &["new", ".", "--database", "mariadb"],
        &database,
    );
}

fn on_server(name: &str, words: &[&str], own: &Own) {
    let mut package = Package::new(name);
    package.database = Some(own.url.clone());
    package.throughline(words);
    let feature = format!("features = [\"manage\", {:?}]", words[3]);
    package.replace("Cargo.toml", &feature, BOTH);
    package.runs();
}

/// A schema or a database of the test's own, which is dropped at its end.
struct Own {
    url: String,
    server: String,
    drop: String,
}

impl Own {
    /// Makes it on the server that the variable names, or on that of this machine.
    fn new(
        (variable, local): (&str, &str),
        (kind, behind): (&str, &str),
        within: fn(&str, &str) -> String,
    ) -> Self {
        let server = std::env::var(variable).unwrap_or_else(|_| local.to_owned());
        let name = format!("throughline_scaffold_{}", std::process::id());
        let made =
            Db::connect(&server).and_then(|db| db.execute(format!("CREATE {kind} {name}"), ()));
        made.unwrap_or_else(|error| {
            panic!("{error:?}\n\nstart the server, or name another in {variable}")
        });
        Own {
            url: within(&server, &name),
            server,
            drop: format!("DROP {kind} {name}{behind}"),
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let dropped = Db::connect(&self.server).and_then(|db| db.execute(self.drop.clone(), ()));
        dropped.unwrap();
    }
}
