//! The values that rules compute with, exact, dimensioned and dated; the records of products that are made
//! of them; and the sentences, in two languages, in which all is told.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know rules, nor any form of file but JSON for records and CSV for rates; it reads no file, no clock
//! and no global setting.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_diag as diag;

pub mod inert;
pub mod record;
pub mod sentence;

mod country;
mod currency;
mod date;
mod decimal;
mod duration;
mod duty;
mod exact;
mod gtin;
mod hs;
mod language;
mod money;
mod nothing;
mod phrase;
mod quantity;
mod rates;
mod register;
mod tri;
mod truth;
mod unit;
mod unit_price;
mod written;

pub use country::folded;
pub use country::{Country, CountryError, Market, UnknownMarket};
pub use currency::{Currency, UnknownCurrency};
pub use date::{Date, DateError, add_duration, days_between, parse_date, written_date};
pub use decimal::{
    ArithmeticError, Decimal, NumberError, Rounding, add, div, mul, parse_decimal, remainder,
    round_to_step, shown, sub,
};
pub use duration::{Duration, DurationError};
pub use duty::{DutyError, DutyFailure, DutyPart, DutyRate, DutyUnit};
pub use gtin::{GtinError, GtinText, check_gtin, read_gtin};
pub use hs::{HsCode, HsError};
pub use language::{Language, UnknownLanguage};
pub use money::{Money, MoneyError};
pub use nothing::says_nothing;
pub use nothing::{NAMES, names_nobody};
pub use phrase::{Folded, find_phrase};
pub use quantity::{Quantity, QuantityError};
pub use rates::{ExchangeRate, ExchangeRates, RateError, RateFileError};
pub use register::no_format;
pub use register::{
    RegisterError, check_abn, check_eori, check_gstin, check_ioss, check_isbn, check_vat_number,
};
pub use tri::Tri;
pub use truth::truth;
pub use unit::{Dimension, Unit};
pub use unit_price::{UnitPrice, UnitPriceError};
pub use written::looks_like_number;
pub use written::short;
pub use written::{Evidence, evidence, is_sign};
pub use written::{
    Lacks, Lean, Mark, Stated, Unwritten, no_currency, written_money, written_number,
    written_quantity,
};

crate::sentence::the_same_in_both! { Country Currency Date Decimal HsCode Market Money }
