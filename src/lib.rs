//! tidewaiter: rule-based compliance and listing validation.

#[cfg(feature = "catalog")]
pub mod catalog;
pub mod diag;
pub mod engine;
pub mod lang;
pub mod record;
pub mod syntax;
pub mod value;
