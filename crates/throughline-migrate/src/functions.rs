//! Functions of the program that migrations call by their names.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use throughline_core::{Result, inventory};

use crate::executor::Batch;
use crate::problem;

/// What a call of a function gives.
pub type Called<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// A function that `run_rust` of a migration can call. `throughline::run_rust!` registers it.
#[derive(Clone, Copy)]
pub struct RustFunction {
    name: &'static str,
    call: for<'a, 'b> fn(&'a mut Batch<'b>) -> Called<'a>,
}

inventory::collect!(RustFunction);

impl RustFunction {
    /// The function, and the name that migrations call it by.
    #[must_use]
    pub const fn new(
        name: &'static str,
        call: for<'a, 'b> fn(&'a mut Batch<'b>) -> Called<'a>,
    ) -> Self {
        RustFunction { name, call }
    }

    pub(crate) async fn call(&self, batch: &mut Batch<'_>) -> Result<()> {
        (self.call)(batch).await
    }
}

impl fmt::Debug for RustFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RustFunction")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The function of that name.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is none, or two.
pub fn function(name: &str) -> Result<RustFunction> {
    let all = || inventory::iter::<RustFunction>.into_iter();
    let mut found = all().filter(|function| function.name == name);
    match (found.next(), found.next()) {
        (Some(function), None) => Ok(*function),
        (Some(_), Some(_)) => Err(problem(format!("two functions are registered as `{name}`"))
            .with_hint("give one of them another name, also in the migrations that call it")),
        (None, _) => {
            let mut names: Vec<_> = all().map(|function| function.name).collect();
            names.sort_unstable();
            let known = match names.is_empty() {
                true => "none is registered".to_owned(),
                false => format!("registered are {}", names.join(", ")),
            };
            Err(problem(format!("the program has no function `{name}`")).with_hint(format!(
                "register it by `throughline::run_rust!({name});` in a crate that is linked; {known}"
            )))
        }
    }
}
