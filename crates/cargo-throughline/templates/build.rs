//! Builds the program anew when a migration is written, since `migrations!()` embeds them.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
