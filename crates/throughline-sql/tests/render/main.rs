//! The statements of plans, in the three dialects side by side.
//!
//! A case is a plan and its name; [`golden::golden`] renders it, checks what holds for every
//! statement, and compares it with `snapshots/NAME.snap`. [`random`] checks plans that nobody
//! wrote.

mod children;
mod computed;
mod conditions;
mod golden;
mod joined;
mod links;
mod lists;
mod names;
mod pairs;
mod paths;
mod quantifiers;
mod random;
mod school;
mod selects;
mod tables;
mod texts;
mod upserts;
mod writes;
