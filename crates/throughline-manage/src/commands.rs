//! The commands, one a file.

pub(crate) mod drift;
pub(crate) mod inspectdb;
pub(crate) mod makemigrations;
pub(crate) mod migrate;
pub(crate) mod showmigrations;
pub(crate) mod squashmigrations;
