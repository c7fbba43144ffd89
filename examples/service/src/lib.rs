//! A web service over a school, with axum and Throughline.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`models`] | the models, and the migrations |
//! | [`courses`], [`students`], [`teachers`] | rows: to list, to read, to write |
//! | [`attendance`] | the students of a course: to add, to remove, to set |
//! | [`enrollments`] | one student in one course, with day and grade |
//! | [`listing`] | filters, order and pages, from the query string of a list |
//! | [`extract`] | what a handler takes from a request |
//! | [`problem`] | what went wrong, as HTTP |
//! | [`server`] | limits, traces, and an end in which no answer is lost |

pub mod attendance;
pub mod courses;
pub mod enrollments;
pub mod extract;
pub mod listing;
pub mod models;
pub mod problem;
pub mod server;
pub mod students;
pub mod teachers;

pub use server::{router, serve};
