//! Builds the program anew when a migration is written, since `migrations!()` embeds them.

#![allow(
    clippy::print_stdout,
    reason = "what a build script prints is for cargo"
)]

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
