//! tidewaiter: rule-based compliance and listing validation.
//!
//! Rules written in Tide (`docs/language.md`) state what markets require of a product listing. A
//! [`Checker`] holds records against them and gives cited, dated, explained findings.
//!
//! ```
//! use tidewaiter::{Checker, Settings};
//!
//! let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
//! let assessment = checker.check_json(r#"{ "id": "SKU-1", "title": "Laptop", "classes": ["laptop"],
//!     "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#)?;
//!
//! if !assessment.is_clear() {
//!     for obstacle in assessment.obstacles() {
//!         println!("{obstacle}");
//!     }
//!     for finding in &assessment.findings {
//!         println!("{}: {} ({})", finding.rule, finding.message, finding.citations[0]);
//!     }
//! }
//! # Ok::<(), tidewaiter::CheckError>(())
//! ```
//!
//! A checker without a market, a day or a rule in force cannot be made, and what is not known of a
//! product stands in its [`Assessment`]: `docs/library.md` shows a service that rests on it.
//!
//! The library reads no clock, and no file but the folder of rules that it is told: date, rates and
//! rules come in as arguments, and the same input gives the same findings.

#[cfg(feature = "catalog")]
pub use tidewaiter_catalog as catalog;
pub use tidewaiter_checker::*;
#[cfg(feature = "cli")]
pub use tidewaiter_cli as cli;
pub use tidewaiter_diag as diag;
pub use tidewaiter_engine::{self as engine, gate, quote};
pub use tidewaiter_lang as lang;
#[cfg(feature = "cli")]
pub use tidewaiter_report as report;
pub use tidewaiter_syntax as syntax;
pub use tidewaiter_tariff as tariff;
pub use tidewaiter_value::{
    self as value, record,
    sentence::{Explain, Sentence},
};
