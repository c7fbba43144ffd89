//! An app has a name and a naming, and stands at the root of the crate.

use throughline::prelude::*;

throughline::app! { name = "", naming = django }

mod unknown_naming {
    throughline::app! { name = "school", naming = Django }
}

mod naming_alone {
    throughline::app! { naming = django }
}

mod models {
    throughline::app! { name = "school", naming = django }
}

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

fn main() {}
