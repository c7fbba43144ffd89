//! `graph`.

use clap::{Args, ValueEnum};

/// Draw the models and their relations
///
/// Prints an entity-relationship diagram as text, which GitHub, GitLab and `https://mermaid.live`
/// turn into a picture. Each model is an entity, and so is each join table. Needs no database.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// Draw what the migrations make, in place of the models
    #[arg(long)]
    pub(crate) migrations: bool,

    /// The language of the diagram
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: DiagramFormat,
}

/// See [`Graph::format`].
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum DiagramFormat {
    /// Mermaid; in Markdown it is a code block of the language `mermaid`
    #[default]
    Mermaid,
}
