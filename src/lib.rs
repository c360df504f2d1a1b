//! tidewaiter: rule-based compliance and listing validation.

#[cfg(feature = "catalog")]
pub mod catalog;
pub mod diag;
pub mod record;
pub mod syntax;
pub mod value;
