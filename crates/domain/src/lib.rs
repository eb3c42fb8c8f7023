//! The facts and decisions of half-yearly child welfare reporting.
//!
//! Pure: no clock, no I/O, no async, no randomness of its own. Time, ids and random numbers come in
//! through [`Ctx`]. Desktop, server and web pages share these types, so that the same report gives the
//! same bytes, the same findings and the same refusal everywhere.

pub mod application;
pub mod canonical;
pub mod ctx;
pub mod deadlines;
pub mod decision;
pub mod diff;
pub mod feed;
pub mod figures;
pub mod findings;
pub mod form_page;
pub mod generator;
pub mod ids;
pub mod interchange;
pub mod lease;
pub mod mishap;
pub mod national_id;
pub mod norway;
pub mod number;
pub mod period;
pub mod permissions;
pub mod planted;
pub mod published;
pub mod report;
pub mod rules;
pub mod sealing;
pub mod signing;
pub mod sorting;
pub mod template;
pub mod text;
pub mod units;
pub mod wire;
pub mod workflow;

mod csv;

pub use ctx::{Clock, Ctx, Entropy};
pub use form_page::form_page;
pub use period::Period;
pub use text::{Language, Text};
