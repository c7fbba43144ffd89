//! `cargo xtask bench`: builds the contestants, lets them take turns, and writes the table and the chart.
//!
//! Not in it: what is done and how it is timed, which is `workload`'s, and the contestants, which are
//! programs of their own.

mod bars;
mod chart;
mod compile;
mod contestants;
mod database;
mod engine;
mod growing;
mod lists;
mod machine;
mod process;
mod program;
mod progress;
mod readme;
mod results;
mod selection;
mod table;
mod turns;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use workload::Size;

use crate::database::Places;
use crate::engine::Engine;
use crate::program::Folders;
use crate::results::Results;
use crate::selection::Selection;
use crate::turns::{Effort, Turns};

#[derive(Parser)]
#[command(
    name = "cargo xtask bench",
    about = "Throughline beside hand-written code and other ORMs, on one workload",
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Task {
    /// SQLite with ever more rows: what touches one owner, and loading
    Growing(Growing),
    /// Ever longer lists of links, on each engine: what one link takes
    Lists(Lists),
    /// How long models take to compile, and how large the program is
    Compile(Compile),
}

#[derive(Args)]
struct Bench {
    /// Operations and contestants by name, or by how the contestants' names begin: `set,diesel`
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The engines; without it those that answer
    #[arg(long, value_delimiter = ',')]
    engine: Vec<Engine>,
    /// How often each contestant has its turn at each operation
    #[arg(long, default_value_t = 9)]
    rounds: u64,
    /// How long a turn takes, in milliseconds
    #[arg(long, default_value_t = 100)]
    ms: u64,
    /// How many students there are; ten times as many links
    #[arg(long, default_value_t = 10_000)]
    students: i64,
    /// Exit with 1 if a bar is missed or a peer is ahead
    #[arg(long)]
    bars: bool,
    /// Write table and chart into benches/README.md and benches/results
    #[arg(long, conflicts_with = "only")]
    save: bool,
    #[command(flatten)]
    servers: Servers,
}

/// Where the servers are.
#[derive(Args)]
struct Servers {
    /// The PostgreSQL server
    #[arg(long, default_value = "postgres://root@127.0.0.1:5432")]
    postgres: String,
    /// The MariaDB server
    #[arg(long, default_value = "mariadb://root@127.0.0.1:3306")]
    mariadb: String,
    /// How the names of the databases on servers begin; what is there by such a name is dropped
    #[arg(long, default_value = "throughline_bench")]
    prefix: String,
}

/// A table of ours and hand-written code, of its own.
#[derive(Args, Clone, Copy)]
struct TableOf {
    /// How often each contestant has its turn at each operation
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// How long a turn takes, in milliseconds
    #[arg(long, default_value_t = 100)]
    ms: u64,
    /// Write the table into benches/README.md
    #[arg(long)]
    save: bool,
}

#[derive(Args)]
struct Growing {
    /// Up to ten million links; takes some minutes and gigabytes more
    #[arg(long)]
    huge: bool,
    #[command(flatten)]
    table: TableOf,
}

#[derive(Args)]
struct Lists {
    /// The engines; without it those that answer
    #[arg(long, value_delimiter = ',')]
    engine: Vec<Engine>,
    #[command(flatten)]
    table: TableOf,
    #[command(flatten)]
    servers: Servers,
}

#[derive(Args)]
struct Compile {
    /// Libraries by name
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Numbers of models
    #[arg(long, value_delimiter = ',', default_values_t = [10, 100])]
    models: Vec<usize>,
    /// How often a file is changed
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Write the tables into benches/README.md
    #[arg(long, conflicts_with = "only")]
    save: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.task {
        None => arguments.bench.run(),
        Some(Task::Growing(growing)) => growing.run(),
        Some(Task::Lists(lists)) => lists.run(),
        Some(Task::Compile(compile)) => compile.run(),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

impl Servers {
    fn places(&self) -> Places {
        Places {
            postgres: self.postgres.clone(),
            mariadb: self.mariadb.clone(),
            prefix: self.prefix.clone(),
        }
    }
}

impl Growing {
    fn run(&self) -> Result<ExitCode, String> {
        let folders = Folders::new();
        // SQLite has no server.
        let places = Places::default();
        let TableOf { rounds, ms, save } = self.table;
        let table = growing::tables(self.huge, rounds, ms, &places, &folders)?;
        folders.tell("growing", &table, save)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Lists {
    fn run(&self) -> Result<ExitCode, String> {
        let folders = Folders::new();
        let places = self.servers.places();
        let TableOf { rounds, ms, save } = self.table;
        let table = lists::table(&self.engine, rounds, ms, &places, &folders)?;
        folders.tell("lists", &table, save)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Compile {
    fn run(&self) -> Result<ExitCode, String> {
        let folders = Folders::new();
        let effort = compile::Effort {
            models: self.models.clone(),
            only: self.only.clone(),
            rounds: self.rounds,
        };
        let tables = compile::tables(&effort, &folders)?;
        folders.tell("compile", &tables, self.save)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Bench {
    fn run(&self) -> Result<ExitCode, String> {
        let selection = Selection::new(&self.only, &self.engine)?;
        let effort = Effort {
            rounds: self.rounds.max(1),
            milliseconds: self.ms,
            students: self.students,
            list: Size::of(self.students).list,
        };
        let places = self.servers.places();
        let folders = Folders::new();
        let (mut missed, mut measured) = (0, 0);
        for &engine in Engine::ALL {
            let contestants = selection.on(engine);
            if contestants.is_empty() {
                continue;
            }
            let operations = selection.operations(engine);
            let turns = Turns::open(engine, &contestants, effort, &places, &folders);
            match turns {
                Ok(turns) => {
                    let results = turns.play(&operations);
                    measured += 1;
                    missed += table::missed(&results);
                    self.show(&results, effort, &folders)?;
                }
                Err(why) => eprintln!("{} is left out: {why}", engine.title()),
            }
        }
        if measured == 0 {
            return Err("nothing was measured".to_owned());
        }
        if self.bars && missed > 0 {
            eprintln!("missed: {missed}");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Prints the table, and writes the chart.
    fn show(&self, results: &Results, effort: Effort, folders: &Folders) -> Result<(), String> {
        let machine = machine::describe(&folders.benches);
        let text = format!(
            "{}\n{}\n\n{} rounds of {} ms, {} students, {} links; {machine}.\n",
            table::markdown(results),
            table::LEGEND,
            effort.rounds,
            effort.milliseconds,
            effort.students,
            effort.students * 10,
        );
        println!("### {}\n\n{text}", results.engine.title());
        let chart = format!("{}.svg", results.engine.word());
        let folder = if self.save {
            folders.benches.join("results")
        } else {
            folders.target().join("results")
        };
        let file = folder.join(&chart);
        write(&file, &chart::svg(results))?;
        eprintln!("the chart is {}", file.display());
        if self.save {
            let title = results.engine.title();
            let part =
                format!("{text}\n![{title}: times by those of hand-written code](results/{chart})");
            folders.save(results.engine.word(), &part)?;
        }
        Ok(())
    }
}

impl Folders {
    /// Prints tables with the machine that they were measured on, and saves them if that is wanted.
    fn tell(&self, name: &str, tables: &str, save: bool) -> Result<(), String> {
        let text = format!("{tables}\n{}.\n", machine::describe(&self.benches));
        println!("{text}");
        if save {
            self.save(name, &text)?;
        }
        Ok(())
    }

    /// Writes a part of `benches/README.md` anew.
    fn save(&self, name: &str, text: &str) -> Result<(), String> {
        let file = self.benches.join("README.md");
        let readme = std::fs::read_to_string(&file)
            .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        write(&file, &readme::replace(&readme, name, text)?)
    }
}

fn write(file: &std::path::Path, text: &str) -> Result<(), String> {
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(file, text))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}
