//! The values that rules compute with: exact, dimensioned, dated.
//!
//! Nothing here reads a file, a clock or a global setting.

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

#[cfg(feature = "catalog")]
pub(crate) use country::folded;
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
#[cfg(feature = "catalog")]
pub(crate) use nothing::says_nothing;
pub(crate) use nothing::{NAMES, names_nobody};
pub use phrase::find_phrase;
pub use quantity::{Quantity, QuantityError};
pub use rates::{ExchangeRate, ExchangeRates, RateError, RateFileError};
pub(crate) use register::no_format;
pub use register::{
    RegisterError, check_abn, check_eori, check_gstin, check_ioss, check_isbn, check_vat_number,
};
pub use tri::Tri;
pub(crate) use truth::truth;
pub use unit::{Dimension, Unit};
pub use unit_price::{UnitPrice, UnitPriceError};
pub(crate) use written::looks_like_number;
#[cfg(feature = "catalog")]
pub(crate) use written::short;
#[cfg(feature = "catalog")]
pub(crate) use written::{Evidence, evidence, is_sign};
pub use written::{
    Lacks, Lean, Mark, Stated, Unwritten, no_currency, written_money, written_number,
    written_quantity,
};

crate::sentence::the_same_in_both! { Country Currency Date Decimal HsCode Market Money }
