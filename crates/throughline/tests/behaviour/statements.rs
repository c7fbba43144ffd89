//! What each operation sends: the table of `guide/book/reference/statements.md`.
//!
//! Each engine compares its own column. `THROUGHLINE_BLESS=1` writes it instead.

use std::path::PathBuf;

use throughline::blocking::Db;

use crate::models::*;

/// An operation, and the statements and round trips that it took.
struct Cost {
    operation: &'static str,
    statements: usize,
    trips: usize,
}

impl Cost {
    /// As the table shows it: on SQLite nothing travels.
    fn shown(&self) -> String {
        match crate::database::is_embedded() {
            true => self.statements.to_string(),
            false => format!("{} in {}", self.statements, self.trips),
        }
    }
}

/// What operations cost, one after the other, on one database.
struct Costs {
    db: Db,
    all: Vec<Cost>,
}

impl Costs {
    fn of<T>(&mut self, operation: &'static str, run: impl FnOnce(&Db) -> throughline::Result<T>) {
        let recorder = self.db.record();
        run(&self.db).unwrap();
        self.all.push(Cost {
            operation,
            statements: recorder.statements().len(),
            trips: recorder.round_trips(),
        });
    }
}

fn measured() -> Vec<Cost> {
    let db = database();
    let (students, [rust, logic, _], club) = (students(&db), courses(&db), club(&db));
    let mut costs = Costs {
        db,
        all: Vec::new(),
    };
    rows(&mut costs, &students[0]);
    links(&mut costs, &students, &rust);
    links_with_columns(&mut costs, &students, &club);
    through_relations(&mut costs, &logic);
    upserts(&mut costs);
    queries(&mut costs, &rust);
    many(&mut costs);
    costs.all
}

fn rows(costs: &mut Costs, ann: &Student) {
    costs.of("`get` by key", |db| Student::get(db, ann.id));
    costs.of("`create`", |db| Student::builder().name("Eve").create(db));
    costs.of("`save`", |db| ann.save(db));
    costs.of("`refresh`", |db| ann.refresh(db));
    let of_eve = || Student::objects().filter(|s| s.name().eq("Eve"));
    costs.of("`update` of a query set", |db| {
        of_eve().update(db, |s| s.age().set(30))
    });
    costs.of("`delete` of a query set", |db| of_eve().delete(db));
    let zoe = Student::builder().name("Zoe").create(&costs.db).unwrap();
    costs.of("`delete` of a row", |db| zoe.delete(db));
}

fn links(costs: &mut Costs, [ann, bob, cleo, dan]: &[Student; 4], rust: &Course) {
    let students = rust.students();
    costs.of("`add`, new links", |db| students.add(db, [ann, bob]));
    costs.of("`add`, a link that is there", |db| students.add(db, [ann]));
    costs.of("`contains`", |db| students.contains(db, ann));
    costs.of("`count`", |db| students.count(db));
    costs.of("`all`", |db| students.all(db));
    costs.of("`set`", |db| students.set(db, [bob, cleo, dan]));
    costs.of("`set` to what is there", |db| {
        students.set(db, [bob, cleo, dan])
    });
    costs.of("`remove`", |db| students.remove(db, [bob]));
    costs.of("`clear`", |db| students.clear(db));
}

fn links_with_columns(costs: &mut Costs, [ann, bob, cleo, _]: &[Student; 4], club: &Club) {
    let (members, monday) = (club.members(), date("2026-01-05"));
    costs.of("`add_with`", |db| {
        members.add_with(db, [ann], |link| link.joined(monday))
    });
    costs.of("`add_each`", |db| {
        members.add_each(db, [(bob, members.link().joined(monday))])
    });
    costs.of("`add_or_update_with`", |db| {
        members.add_or_update_with(db, [ann, bob, cleo], |link| {
            link.joined(monday).role("chair")
        })
    });
    costs.of("`with_link`", |db| members.with_link().all(db));
    costs.of("`set_with`", |db| {
        members.set_with(db, [bob, cleo], |link| link.joined(monday))
    });
}

fn through_relations(costs: &mut Costs, logic: &Course) {
    let students = logic.students();
    let fay = || Student::builder().name("Fay").email("fay@x.example");
    let old = |name: &'static str| Student::builder().name(name).email("old@x.example");
    old("Old").create(&costs.db).unwrap();
    costs.of("`create` through a relation", |db| {
        students.create(db, Student::builder().name("Eva"))
    });
    costs.of("`get_or_create` through a relation, new", |db| {
        students.get_or_create(db, fay())
    });
    costs.of("`get_or_create` through a relation, found", |db| {
        students.get_or_create(db, fay())
    });
    costs.of("`get_or_create` through a relation, not linked yet", |db| {
        students.get_or_create(db, old("Old"))
    });
    costs.of("`update_or_create` through a relation, changed", |db| {
        students.update_or_create(db, old("New"))
    });
    costs.of(
        "`get_or_create` of a filter through a relation, new",
        |db| {
            let gus = students.filter(|s| s.name().eq("Gus"));
            gus.get_or_create(db, Student::builder().name("Gus"))
        },
    );
}

fn upserts(costs: &mut Costs) {
    let ida = |name: &'static str| Student::builder().name(name).email("ida@x.example");
    costs.of("`get_or_create`, new", |db| ida("Ida").get_or_create(db));
    costs.of("`get_or_create`, found", |db| ida("Ida").get_or_create(db));
    costs.of("`update_or_create`, changed", |db| {
        ida("Ada").update_or_create(db)
    });
    costs.of("`update_or_create`, unchanged", |db| {
        ida("Ada").update_or_create(db)
    });
    let kim = || Student::objects().filter(|s| s.name().eq("Kim"));
    let new = || Student::builder().name("Kim");
    costs.of("`update_or_create` of a filter, new", |db| {
        kim().update_or_create(db, |s| s.age().set(20), new())
    });
    costs.of("`update_or_create` of a filter, changed", |db| {
        kim().update_or_create(db, |s| s.age().set(21), new())
    });
}

fn queries(costs: &mut Costs, rust: &Course) {
    let all: Vec<_> = Student::objects().all(&costs.db).unwrap();
    rust.students().add(&costs.db, &all).unwrap();
    let taught = || Course::objects().filter(|c| c.students().name().eq("Ann"));
    costs.of("a filter across a relation", |db| taught().all(db));
    costs.of("`.with` a row behind a foreign key", |db| {
        Course::objects().with(|c| c.teacher()).all(db)
    });
    costs.of("`.with` rows of a relation", |db| {
        Course::objects().with(|c| c.students()).all(db)
    });
    costs.of("`.with` rows, and rows of these", |db| {
        let students = |c: CoursePath| c.students().with(|s| s.clubs());
        Course::objects().with(students).all(db)
    });
    costs.of("`.with` a number of rows", |db| {
        Course::objects().with(|c| c.students().count()).all(db)
    });
    costs.of("a page with its total", |db| {
        Student::objects().order_by(|s| s.id()).page(1, 2).get(db)
    });
}

fn many(costs: &mut Costs) {
    let name = |at: usize| format!("{at:04}");
    let new = || (0..1_000).map(|at| Tag::builder().word(name(at)));
    costs.of("`bulk_create` of 1,000 rows", |db| {
        Tag::objects().bulk_create(db, new())
    });
    let more = || (0..1_000).map(|at| Tag::builder().word(format!("more {at}")));
    costs.of("`bulk_insert` of 1,000 rows", |db| {
        Tag::objects().bulk_insert(db, more())
    });
    let course = Course::builder().title("Many").create(&costs.db).unwrap();
    let pairs = || (0..1_000).map(|at| (course.id, name(at)));
    costs.of("`link_all` of 1,000 pairs", |db| {
        Course::objects().link_all(db, |c| c.tags(), pairs())
    });
    costs.of("`unlink_all` of 1,000 pairs", |db| {
        Course::objects().unlink_all(db, |c| c.tags(), pairs())
    });
    costs.of("`clear_all` of many rows", |db| {
        let of_eve = Course::objects().filter(|c| c.teacher().name().eq("Eve"));
        of_eve.clear_all(db, |c| c.students())
    });
    let student = |at: usize| {
        Student::builder()
            .name("x")
            .email(format!("{at}@x.example"))
    };
    costs.of("`bulk_update_or_create` of 100 rows", |db| {
        Student::objects().bulk_update_or_create(db, (0..100).map(student))
    });
}

/// The column of the engine that the tests run on.
fn column() -> usize {
    let engine = std::env::var("THROUGHLINE_TEST_ENGINE").unwrap_or_default();
    let engines = ["sqlite", "postgres", "mariadb"];
    engines
        .iter()
        .position(|known| *known == engine)
        .unwrap_or(0)
}

const HEAD: &str = "\
# Statements and round trips

What each operation sends, on the models of the tests. Statements that begin or end a transaction are not
counted; round trips are all that the answer of a server is waited for, those of a transaction among them.
`2 in 1` is two statements in one round trip: they travel together. On SQLite nothing travels.

A test measures this table on each engine: `cargo xtask test` fails where it is not true.

| operation | SQLite | PostgreSQL | MariaDB |
| --- | --- | --- | --- |
";

/// The table with the column of this engine as measured, and the others as the table had them.
fn table(before: &str, costs: &[Cost]) -> String {
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    let lines: Vec<_> = before.lines().map(cells).collect();
    let mut table = HEAD.to_owned();
    for cost in costs {
        let known = lines.iter().find(|line| line[0] == cost.operation);
        let mut row = known.cloned().unwrap_or_default();
        row.resize(4, String::new());
        row[0] = cost.operation.to_owned();
        row[1 + column()] = cost.shown();
        table += &format!("| {} |\n", row.join(" | "));
    }
    table
}

#[test]
fn the_table_of_the_guide_is_what_is_sent() {
    let file = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../guide/book/reference/statements.md"
    ));
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let now = table(&before, &measured());
    if std::env::var_os("THROUGHLINE_BLESS").is_some() {
        std::fs::write(&file, now).unwrap();
    } else {
        assert_eq!(before, now, "THROUGHLINE_BLESS=1 writes the table anew");
    }
}
