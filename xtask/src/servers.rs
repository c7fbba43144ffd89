//! The database servers that tests run on: found, started, or installed.
//!
//! Whoever names one by its variable gets that one. Else the one on the standard port of this
//! machine is taken, if it lets us in; else one of our own is started from what is installed, and
//! is gone with its files at the end. On Debian, `root` gets the packages installed first.

mod install;
mod kind;
mod start;

use crate::{Result, report};
use kind::{KINDS, Kind};
use start::Running;

/// The servers, reachable as long as this lives.
pub(crate) struct Servers {
    /// Variables for the tests.
    pub(crate) variables: Vec<(&'static str, String)>,
    _running: Vec<Running>,
}

impl Servers {
    /// Makes every server reachable.
    ///
    /// # Errors
    ///
    /// Says what to do for each that cannot be.
    pub(crate) fn reach() -> Result<Servers> {
        let mut servers = Servers {
            variables: Vec::new(),
            _running: Vec::new(),
        };
        let mut faults = Vec::new();
        for kind in &KINDS {
            match servers.reach_one(kind) {
                Ok(how) => report::line(format_args!("{}: {how}", kind.name)),
                Err(error) => faults.push(format!("{}: {error}", kind.name)),
            }
        }
        match faults.is_empty() {
            true => Ok(servers),
            false => Err(faults.join("\n").into()),
        }
    }

    fn reach_one(&mut self, kind: &'static Kind) -> Result<String> {
        if let Ok(url) = std::env::var(kind.variable) {
            self.variables.push((kind.variable, url));
            return Ok(format!("the server that {} names", kind.variable));
        }
        if kind.answers() {
            let url = kind.url(kind.port);
            self.variables.push((kind.variable, url));
            return Ok(format!("the server on port {} of this machine", kind.port));
        }
        if !kind.is_installed() {
            install::packages(kind)?;
        }
        let running = start::start(kind)?;
        let how = format!("a server of our own, on port {}", running.port);
        self.variables.push((kind.variable, kind.url(running.port)));
        self._running.push(running);
        Ok(how)
    }
}
