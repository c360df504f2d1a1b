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

mod assessment;
#[cfg(feature = "catalog")]
pub mod catalog;
mod checker;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diag;
pub mod engine;
mod error;
pub mod gate;
pub mod lang;
mod pack;
pub mod quote;
pub mod record;
#[cfg(feature = "cli")]
pub mod report;
mod sentence;
mod settings;
pub mod syntax;
pub mod tariff;
pub mod value;

pub use assessment::{Assessment, Finding, Obstacle, RecordRef, Wording};
pub use checker::{Checker, TariffInfo};
pub use error::{CheckError, RecordError, TariffMismatch};
pub use pack::{PackInfo, RulePack, standard_files};
pub use sentence::{Explain, Sentence};
pub use settings::{Day, Horizon, HorizonError, MessageLanguage, Settings, UnknownMessageLanguage};
