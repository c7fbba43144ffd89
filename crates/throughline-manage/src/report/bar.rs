//! How far a long step is: a line on standard error that changes, on a terminal alone.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How far a long step is. It is gone when it is dropped.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar that is seen, or one that is not.
    pub(super) fn new(visible: bool) -> Self {
        if !visible {
            return Bar(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        // A thread of its own moves it: a step may be one statement that takes minutes.
        bar.enable_steady_tick(Duration::from_millis(120));
        Bar(bar)
    }

    /// What is being done, with the time that it takes.
    pub(crate) fn step(&self, what: &str) {
        self.0.reset_elapsed();
        self.style("{spinner} {msg}  {elapsed}");
        self.0.set_message(what.to_owned());
    }

    /// So many are done, of so many.
    pub(crate) fn rows(&self, done: u64, total: u64) {
        self.style("{spinner} {msg}  {human_pos} of {human_len} rows  {elapsed}");
        self.0.set_length(total);
        self.0.set_position(done);
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
