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
//!
//! # Where to begin
//!
//! - **Rules of one's own**: a [`RulePack`] from memory or a folder, given to [`Checker::new`];
//!   [`Checker::reloaded`] reads the folder anew.
//! - **A record**: [`Checker::check_json`], or [`RulePack::record_from_json`] and [`Checker::check`].
#![cfg_attr(
    feature = "catalog",
    doc = "- **A file**: [`catalog::read_each`] gives its records one by one, whatever its form."
)]
//! - **Quotes**: [`Checker::quote`] gives a [`Quote`] a market: duty, tax and every other charge, each
//!   with its law; [`Settings::rates`] and [`tariff::Tariff`] bring in what changes from day to day.
//! - **Threads**: a [`Checker`] is cheap to clone, [`Send`] and [`Sync`], and shares its rules.
//! - **JSON**: [`Assessment::to_json`] and its like on [`Finding`], [`Checker`], [`RulePack`] and [`CheckError`]
//!   write what the reports of the program write; `docs/schema/` has the schemas.
#![cfg_attr(
    feature = "catalog",
    doc = "- **Many products**: a [`run::Run`] takes a source through a checker over threads, and tells in order."
)]
//! - **Languages**: findings speak as [`Settings::language`] says; reasons, problems and obstacles are
//!   [`Sentence`]s, in English and Chinese at any time.
//!
//! # Features
//!
//! `catalog` has the readers of catalogues and of tariffs that come as workbooks, and the run over them; `arrow` those of Parquet
//! and Arrow; `cli`, which is on if nothing is said, the command line. With `default-features = false` none
//! of them is built.
//!
//! # What is stable
//!
//! The names on this page and in its modules, and the codes of [`CheckError`] and of findings. The packages that the library
//! is made of, `tidewaiter-engine` and the like, are internal and promise nothing. Findings change with the
//! rules, whose version [`PackInfo`] has.

// The door: what is set, the rules, the checker made of both.
pub use tidewaiter_checker::{Checker, Day, Horizon, PackInfo, RulePack, Settings, standard_files};
pub use tidewaiter_lang::SourceFile;

// What goes in.
pub use tidewaiter_value::record::{Datum, Place, RawRecord, Record};
pub use tidewaiter_value::{Currency, Date, Decimal, ExchangeRates, Market, Money};

// What is said.
pub use tidewaiter_checker::{Assessment, Finding, Obstacle, RecordRef, Wording};
pub use tidewaiter_engine::Unknown;
pub use tidewaiter_engine::quote::Quote;
pub use tidewaiter_lang::{Confidence, Outcome, Severity};
pub use tidewaiter_value::record::Problem;
pub use tidewaiter_value::sentence::{Explain, MessageLanguage, Sentence};

// Why not.
pub use tidewaiter_checker::CheckError;

/// What a service shares among its threads.
const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<Checker>();
    shared::<RulePack>();
    shared::<Settings>();
    shared::<Record>();
    shared::<Assessment>();
    shared::<Finding>();
    shared::<Quote>();
    shared::<CheckError>();
};

/// Catalogue files: their records, one by one, and what of them cannot be read.
#[cfg(feature = "catalog")]
pub mod catalog {
    pub use tidewaiter_catalog::profile::ProfileError;
    pub use tidewaiter_catalog::{
        ByColumn, ByProfile, Catalogue, Entry, Flow, InputCode, InputProblem, Mapping,
        ProfileChoice, ReadOptions, Source, read, read_each,
    };
    pub use tidewaiter_value::Mark;
}

/// A catalogue, or records from elsewhere, over threads: told in order, and the same whatever their number.
#[cfg(feature = "catalog")]
pub mod run {
    pub use tidewaiter_run::{
        Input, InputSummary, Json, Listener, Memory, Ndjson, Product, Progress, Run, TableSummary,
        Totals,
    };
}

/// What a rule says of itself, as findings and lines of quotes repeat it, and how it came to its answer.
pub mod rule {
    pub use tidewaiter_engine::Step;
    pub use tidewaiter_lang::{Area, Citation, Instrument, Party};
}

/// What a [`Quote`] is made of, and prices that keep a margin.
pub mod quote {
    pub use tidewaiter_engine::ChargeState;
    pub use tidewaiter_engine::quote::{
        Ending, EndingError, ItemQuote, Margin, QuoteLine, TargetPrice,
    };
    pub use tidewaiter_value::ExchangeRate;
}

/// Official tariffs as they are downloaded, for [`Settings::tariff`].
pub mod tariff {
    pub use tidewaiter_checker::{TariffInfo, TariffMismatch};
    pub use tidewaiter_tariff::{
        Kind, Met, ReadOptions, Tally, Tariff, TariffError, TariffProblem,
    };
    pub use tidewaiter_value::{HsCode, HsError};
}

/// Why a text, a number or a setting is refused: the causes of a [`CheckError`], and what values say that
/// are read by themselves.
pub mod error {
    pub use tidewaiter_checker::{HorizonError, RecordError};
    pub use tidewaiter_lang::LoadError;
    pub use tidewaiter_value::{
        ArithmeticError, DateError, MoneyError, NumberError, RateError, RateFileError,
        UnknownCurrency, UnknownMarket,
    };
}
