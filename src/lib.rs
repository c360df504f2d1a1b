//! tidewaiter: rule-based compliance and listing validation.
//!
//! Rules written in Tide (`docs/language.md`) state what markets require of a product listing. A
//! [`Checker`] holds records against them and gives cited, dated, explained findings.
//!
//! ```
//! use tidewaiter::Checker;
//!
//! let checker = Checker::standard()?.as_of("2026-11-24")?.for_market("DE")?;
//! let record = checker.record_from_json(r#"{ "id": "SKU-1", "title": "Laptop", "classes": ["laptop"],
//!     "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#)?;
//!
//! for finding in checker.check(&record).findings {
//!     println!("{}: {} ({})", finding.rule, finding.message, finding.citations[0]);
//! }
//! # Ok::<(), tidewaiter::CheckError>(())
//! ```
//!
//! The library reads no clock and no file: date, rates and rules come in as arguments, and the same
//! input gives the same findings.

#[cfg(feature = "catalog")]
pub mod catalog;
mod checker;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diag;
pub mod engine;
pub mod gate;
pub mod lang;
pub mod quote;
pub mod record;
#[cfg(feature = "cli")]
pub mod report;
mod sentence;
pub mod syntax;
pub mod tariff;
pub mod value;

pub use checker::{
    Assessment, CheckError, Checker, Finding, PackInfo, RecordRef, TariffInfo, Wording,
    standard_files,
};
pub use sentence::{Explain, Sentence};
