//! The commands, one a file.

pub(crate) mod check;
pub(crate) mod dbshell;
pub(crate) mod drift;
pub(crate) mod dumpdata;
pub(crate) mod flush;
pub(crate) mod graph;
pub(crate) mod inspectdb;
pub(crate) mod loaddata;
pub(crate) mod makemigrations;
pub(crate) mod migrate;
pub(crate) mod showmigrations;
pub(crate) mod sqlmigrate;
pub(crate) mod squashmigrations;
