//! A crate has one app.

throughline::app! { name = "school" }
throughline::app! { name = "library", naming = django }

fn main() {}
