//! Several processes that migrate one database at once.

use throughline::blocking::Db;
use throughline::migrations::{self, Graph, MigrationTarget};

/// Four of them, of which one applies each migration, and the others wait for it.
pub(crate) fn race(url: &str) {
    let applied = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let db = Db::connect(url).unwrap();
                    let done = migrations::migrate(&db, graph(), MigrationTarget::Latest);
                    done.unwrap().migrations
                })
            })
            .collect();
        let applied = threads.into_iter().flat_map(|one| one.join().unwrap());
        applied.collect::<Vec<_>>()
    });
    let mut sorted = applied.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((applied.len(), sorted.len()), (6, 6), "{applied:?}");
}

fn graph() -> Graph {
    let files = (1..=6).map(|number| {
        let depends = match number {
            1 => String::new(),
            number => format!("depends = [\"{:04}_step\"]\n", number - 1),
        };
        let text = format!(
            "format = 1\n{depends}\n[[operation]]\ncreate_model = \"Step{number}\"\n\
             table = \"step{number}\"\n\
             fields = [{{ name = \"id\", type = \"big_auto\", primary_key = true }}]\n"
        );
        let name = format!("{number:04}_step");
        migrations::read(&name, &format!("{name}.toml"), &text).unwrap()
    });
    Graph::new(files.collect()).unwrap()
}
