//! Installs a server, where that can be done without asking: as `root` on Debian.

use std::path::Path;
use std::process::Command;

use super::kind::Kind;
use crate::{Result, cargo, report};

/// Installs the package of the server.
pub(super) fn packages(kind: &Kind) -> Result {
    if !is_root() || !Path::new("/etc/debian_version").exists() {
        return Err(format!(
            "no server answers on port {port}, and none is installed. Install one (on Debian: \
             `sudo apt-get install {package}`), or name one by its URL, whose user may create \
             databases: `{variable}={url}`",
            port = kind.port,
            package = kind.package,
            variable = kind.variable,
            url = kind.url(kind.port),
        )
        .into());
    }
    report::line(format_args!("{}: installing {}", kind.name, kind.package));
    for arguments in [
        ["update", "--quiet"].as_slice(),
        &[
            "install",
            "--quiet",
            "--yes",
            "--no-install-recommends",
            kind.package,
        ],
    ] {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        cargo::run(&mut command)?;
    }
    Ok(())
}

/// Whether this is `root`.
pub(super) fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
