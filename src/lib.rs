//! tidewaiter: rule-based compliance and listing validation.

pub mod value;
#[cfg(feature = "catalog")]
pub mod catalog;
pub mod record;
