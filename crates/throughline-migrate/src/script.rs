//! A migration as a text that the engine's own shell can run: the statements that `migrate`
//! would send, in their order, with what each operation does above them.
//!
//! What `migrate` asks the database for is taken from the states instead. So the indexes that a
//! table made anew gets back are those that migrations made; others, and triggers, are not in
//! the text.

use std::fmt::Write;

use throughline_core::Result;
use throughline_sql::dialect::Dialect;
use throughline_sql::schema::{
    self, Change, Guard, SchemaRules, SchemaStatement, ledger, ledger_entry, ledger_removal,
    rebuild, with_literals,
};

use crate::effect::{Effect, effects};
use crate::graph::Graph;
use crate::migration::MigrationFile;
use crate::operation::Direction;
use crate::schema_editor::{Call, MigrationStep, Step, steps, steps_back};

/// The statements of a migration, or of its way back, on the engine of that dialect.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if an operation does not fit
/// those before it, naming its place.
pub fn script(
    graph: &Graph,
    file: &MigrationFile,
    direction: Direction,
    dialect: &dyn Dialect,
) -> Result<String> {
    let mut state = graph.state_before(file)?;
    let steps = match direction {
        Direction::Forwards => steps(file, &mut state, dialect)?,
        Direction::Backwards => steps_back(file, &state, dialect)?,
    };
    let rules = dialect.schema_rules();
    let mut script = Script {
        rules,
        effects: effects(&steps, file.migration.operations.len(), rules),
        file,
        direction,
        text: String::new(),
    };
    script.write(&steps, dialect);
    Ok(script.text)
}

/// The text on its way.
struct Script<'s> {
    rules: &'static SchemaRules,
    /// Those of each operation.
    effects: Vec<Effect>,
    file: &'s MigrationFile,
    direction: Direction,
    text: String,
}

impl Script<'_> {
    fn write(&mut self, steps: &[MigrationStep], dialect: &dyn Dialect) {
        let words = self.rules.script;
        let undone = match self.direction {
            Direction::Forwards => "",
            Direction::Backwards => ", undone",
        };
        self.comment(&format!(
            "{}{undone}, on {}",
            self.file.name(),
            dialect.name()
        ));
        let keys_off = steps.iter().any(|step| step.step.needs_foreign_keys_off());
        let switch = words.foreign_keys.filter(|_| keys_off);
        if let Some(switch) = switch {
            self.statement(switch.off);
        }
        match words.transaction {
            Some([begin, _]) => self.statement(begin),
            None => self.comment(
                "Each change of a table is kept at once: no transaction holds them together.",
            ),
        }
        self.statement(&ledger(self.rules).create);
        self.operations(steps);
        self.text.push('\n');
        if let Some(switch) = switch {
            self.comment("Must give no row; `migrate` keeps nothing otherwise.");
            self.statement(switch.violations);
        }
        self.ledger_row();
        if let Some([_, commit]) = words.transaction {
            self.statement(commit);
        }
        if let Some(switch) = switch {
            self.statement(switch.on);
        }
    }

    /// The operations in their order, each with its steps.
    fn operations(&mut self, steps: &[MigrationStep]) {
        let mut left: Vec<_> = (0..self.file.migration.operations.len()).collect();
        if self.direction == Direction::Backwards {
            left.reverse();
        }
        let mut current = None;
        for step in steps {
            if current != Some(step.operation) {
                // Those that stand before it and have nothing of their own.
                let silent = left.iter().position(|&other| other == step.operation);
                for operation in left.drain(..silent.unwrap_or(0)).collect::<Vec<_>>() {
                    self.silent(operation, steps);
                }
                left.retain(|&other| other != step.operation);
                self.heading(step.operation);
                current = Some(step.operation);
            }
            self.step(&step.step);
        }
        for operation in left {
            self.silent(operation, steps);
        }
    }

    /// What an operation does, and what is to be known of it before.
    fn heading(&mut self, operation: usize) {
        let Some(what) = self.file.migration.operations.get(operation) else {
            return;
        };
        let effect = self.effects.get(operation).and_then(Effect::text);
        let loses = self.direction == Direction::Forwards && what.loses_data();
        let notes = [
            loses.then(|| "Loses data.".to_owned()),
            effect.map(|effect| format!("It {effect}.")),
        ];
        let word = match self.direction {
            Direction::Forwards => "",
            Direction::Backwards => "Undo: ",
        };
        self.text.push('\n');
        self.comment(&format!("{word}{}", what.description()));
        for note in notes.into_iter().flatten() {
            self.comment(&format!("  {note}"));
        }
    }

    /// An operation without a step that begins with it.
    fn silent(&mut self, operation: usize, steps: &[MigrationStep]) {
        if steps.iter().any(|step| step.operation == operation) {
            // Its steps stand further up, before a table that is made anew.
            return;
        }
        self.heading(operation);
        self.comment("  No statement of its own.");
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Guard(guard) => self.guard(guard),
            Step::Statement(statement) | Step::Drop(statement) => self.schema(statement),
            Step::Rebuild(change) => self.rebuild(change),
            Step::Script(sql) => self.statement(sql.trim().trim_end_matches(';')),
            Step::Call(call) => self.call(call),
        }
    }

    fn call(&mut self, call: &Call) {
        let function = &call.function;
        let rows = match &call.model {
            Some(model) => format!(" with the rows of {model}"),
            None => String::new(),
        };
        self.comment(&format!(
            "Calls `{function}` of the program{rows}, which only `migrate` can."
        ));
    }

    fn guard(&mut self, guard: &Guard) {
        self.comment(&format!(
            "Must give 0; else `migrate` refuses: rows {}.",
            guard.complaint
        ));
        self.schema(&guard.count);
    }

    fn rebuild(&mut self, change: &Change) {
        let statements = rebuild(self.rules, change);
        for statement in &statements.statements {
            self.schema(statement);
        }
        self.schema(&statements.cleanup);
        for statement in live_indexes(self.rules, change) {
            self.schema(&statement);
        }
    }

    fn ledger_row(&mut self) {
        let statement = match self.direction {
            Direction::Forwards => ledger_entry(self.rules, self.file.name(), &self.file.checksum),
            Direction::Backwards => ledger_removal(self.rules, self.file.name()),
        };
        self.schema(&statement);
    }

    fn schema(&mut self, statement: &SchemaStatement) {
        let text = with_literals(self.rules, statement);
        self.statement(&text);
    }

    fn statement(&mut self, sql: &str) {
        self.text.push_str(sql);
        self.text.push_str(";\n");
    }

    /// A comment is one line, whatever the names in it are.
    fn comment(&mut self, text: &str) {
        let line: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        // Writing to a string cannot fail.
        _ = writeln!(self.text, "-- {line}");
    }
}

/// The indexes that a table has when it is made anew, which go with the old one.
fn live_indexes(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let table = &change.before;
    let mut indexes: Vec<_> = table.indexes.iter().collect();
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    let indexes = indexes.into_iter();
    indexes
        .map(|index| schema::create_index(rules, table, index))
        .collect()
}
