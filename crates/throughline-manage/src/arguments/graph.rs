//! `graph`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Draw the models and their relations
///
/// Prints an entity-relationship diagram: each model is a box, and so is each join table. Needs no
/// database, and no other program.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// Draw what the migrations make, in place of the models
    #[arg(long)]
    pub(crate) migrations: bool,

    /// The language of the diagram; otherwise that of the output, `.svg` or `.mmd`, otherwise
    /// Mermaid
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<DiagramFormat>,

    /// The file to write; it is there whole or not at all. Otherwise standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// See [`Graph::format`].
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DiagramFormat {
    /// Text that GitHub, GitLab and `https://mermaid.live` turn into a picture; in Markdown it is a
    /// code block of the language `mermaid`
    Mermaid,
    /// A picture, for browsers and editors, light or dark as the reader has it
    Svg,
}
