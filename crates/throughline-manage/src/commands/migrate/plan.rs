//! `migrate --plan`: what would be done, and what would be lost.

use serde_json::json;
use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_migrate::{Graph, Lost, Planned, Target, applied, losses, planned, resolve};

/// Looks what would be done.
pub(super) struct Plan {
    pub(super) graph: Graph,
    pub(super) target: Target,
}

/// What would be done: for people, and for programs.
pub(super) struct Found {
    pub(super) count: usize,
    pub(super) text: String,
    pub(super) json: serde_json::Value,
}

impl Operation for Plan {
    type Output = Found;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Found> {
        let (graph, ledger) = resolve(&self.graph, &applied(connection).await?)?;
        let lost = losses(connection, &graph, &ledger, &self.target).await?;
        let plan = planned(&graph, &ledger, &self.target, connection.dialect())?;
        let texts = plan.iter().map(|planned| text(planned, &lost));
        let values = plan.iter().map(|planned| value(planned, &lost));
        Ok(Found {
            count: plan.len(),
            text: texts.collect(),
            json: values.collect(),
        })
    }
}

/// Looks what would be lost of what is there.
pub(super) struct Losses {
    pub(super) graph: Graph,
    pub(super) target: Target,
}

impl Operation for Losses {
    type Output = Vec<Lost>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<Lost>> {
        let (graph, ledger) = resolve(&self.graph, &applied(connection).await?)?;
        let mut lost = losses(connection, &graph, &ledger, &self.target).await?;
        lost.retain(|lost| !lost.gone);
        Ok(lost)
    }
}

fn text(planned: &Planned<'_>, lost: &[Lost]) -> String {
    let operations = planned.file.migration.operations.iter();
    let mut lines: Vec<_> = operations
        .zip(&planned.effects)
        .map(|(operation, effect)| {
            let description = operation.description();
            match effect.text() {
                Some(effect) => format!("  {description}  [{effect}]\n"),
                None => format!("  {description}\n"),
            }
        })
        .collect();
    if planned.undo {
        lines.reverse();
    }
    lines.extend(of(planned, lost).map(|lost| format!("  {}\n", sentence(lost))));
    let word = if planned.undo { "Undo " } else { "" };
    format!("{word}{}\n{}", planned.file.name(), lines.concat())
}

fn of<'l>(planned: &Planned<'_>, lost: &'l [Lost]) -> impl Iterator<Item = &'l Lost> {
    let name = planned.file.name().to_owned();
    lost.iter().filter(move |lost| lost.migration == name)
}

/// The loss, as a sentence without its end: `! the values of Student.age are lost (12 rows)`.
pub(super) fn sentence(lost: &Lost) -> String {
    let what = &lost.what;
    match (lost.gone, lost.count) {
        (true, _) => format!("! gone since it was applied: {what}"),
        (false, Some(1)) => format!("! lost: {what} (1 row)"),
        (false, Some(count)) => format!("! lost: {what} ({count} rows)"),
        (false, None) => format!("! lost: {what}"),
    }
}

fn value(planned: &Planned<'_>, lost: &[Lost]) -> serde_json::Value {
    let operations = planned.file.migration.operations.iter();
    let operations = operations.zip(&planned.effects).map(|(operation, effect)| {
        json!({
            "description": operation.description(),
            "loses_data": operation.loses_data(),
            "effect": effect.text(),
        })
    });
    let lost = of(planned, lost)
        .map(|lost| json!({ "what": lost.what, "rows": lost.count, "gone": lost.gone }));
    json!({
        "name": planned.file.name(),
        "undo": planned.undo,
        "operations": operations.collect::<Vec<_>>(),
        "lost": lost.collect::<Vec<_>>(),
    })
}
