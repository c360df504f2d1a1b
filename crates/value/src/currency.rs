//! Currencies of ISO 4217.

use std::fmt;

use thiserror::Error;

use crate::diag::did_you_mean;
use crate::sentence::{Explain, Sentence, say};

/// A currency with its minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// A code that is not a currency.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
#[non_exhaustive]
pub struct UnknownCurrency {
    /// The code.
    pub code: String,
    /// The nearest code that exists.
    pub suggestion: Option<String>,
}

impl Explain for UnknownCurrency {
    fn sentence(&self) -> Sentence {
        let code = &self.code;
        match &self.suggestion {
            None => say!("there is no currency `{code}`", "没有货币 `{code}`", code),
            Some(meant) => say!(
                "there is no currency `{code}`; did you mean {meant}?",
                "没有货币 `{code}`;是否应为 {meant}?",
                code,
                meant,
            ),
        }
    }
}

const COMMON: [&str; 24] = [
    "EUR", "USD", "GBP", "JPY", "CNY", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN",
    "CZK", "HUF", "KRW", "INR", "BRL", "MXN", "SGD", "HKD", "TWD", "THB", "ZAR",
];

impl Currency {
    /// Reads the three capital letters.
    ///
    /// ```
    /// use tidewaiter_value::Currency;
    /// assert_eq!(Currency::parse("JPY").unwrap().minor_units(), 0);
    /// assert!(Currency::parse("EURO").is_err());
    /// ```
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| UnknownCurrency {
                code: code.to_owned(),
                suggestion: did_you_mean(code, COMMON),
            })
    }

    /// Reads what catalogues write: the letters in any case, `€`, `Euro`, and a sign of several
    /// currencies where it is one that is stated.
    ///
    /// ```
    /// use tidewaiter_value::Currency;
    /// assert_eq!(Currency::written("€", None), Currency::parse("EUR"));
    /// assert!(Currency::written("kr", None).is_err());
    /// ```
    #[doc(hidden)]
    pub fn written(text: &str, stated: Option<Self>) -> Result<Self, UnknownCurrency> {
        let text = text.trim();
        match super::written::sign_of(text, stated) {
            Some(currency) => Ok(currency),
            None => Self::parse(&text.to_uppercase()),
        }
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the smallest coin: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn minor_units(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}
