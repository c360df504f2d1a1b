//! What a checker is set to: markets, day, channel, language and the rest, in any order.

use std::sync::Arc;

use crate::error::CheckError;
use crate::record::Datum;
use crate::sentence::MessageLanguage;
use crate::tariff::Tariff;
use crate::value::{Date, DateError, ExchangeRates, parse_date};

/// What a [`Checker`](crate::Checker) is set to. The order does not matter: names are looked up, and
/// groups such as `EU` resolved, when the checker is made, as of the day that is set then.
///
/// A market and a day must be set; nothing stands in for them.
///
/// ```
/// use tidewaiter::{Checker, MessageLanguage, Settings};
///
/// let settings = Settings::new()
///     .market("EU")
///     .channel("amazon")
///     .language(MessageLanguage::Chinese)
///     .as_of("2026-11-24");
/// let checker = Checker::standard(settings)?;
/// assert_eq!(checker.markets().len(), 27);
/// # Ok::<(), tidewaiter::CheckError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub(crate) markets: Vec<Arc<str>>,
    pub(crate) day: Option<Day>,
    pub(crate) channel: Option<Arc<str>>,
    pub(crate) horizon: Horizon,
    pub(crate) language: MessageLanguage,
    pub(crate) others: Vec<MessageLanguage>,
    pub(crate) strict: bool,
    pub(crate) explain: bool,
    pub(crate) seller: Option<Datum>,
    pub(crate) rates: Option<Arc<ExchangeRates>>,
    pub(crate) tariffs: Vec<Arc<Tariff>>,
}

impl Settings {
    /// Settings with neither market nor day.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a market: the code of a country (`DE`) or region (`US-CA`), or a group (`EU`), which stands
    /// for every market that belongs to it on the day of the assessment.
    #[must_use]
    pub fn market(mut self, code: impl Into<Arc<str>>) -> Self {
        self.markets.push(code.into());
        self
    }

    /// Adds several markets.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().markets(["DE", "JP"]).as_of("2026-11-24"))?;
    /// assert_eq!(checker.markets().len(), 2);
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    #[must_use]
    pub fn markets(mut self, codes: impl IntoIterator<Item = impl Into<Arc<str>>>) -> Self {
        self.markets.extend(codes.into_iter().map(Into::into));
        self
    }

    /// Sets the day of the assessment: `2026-11-24`, or a [`Date`]. The library reads no clock.
    #[must_use]
    pub fn as_of(mut self, day: impl Into<Day>) -> Self {
        self.day = Some(day.into());
        self
    }

    /// Sets the channel, such as `amazon`. Rules of channels speak only on theirs.
    #[must_use]
    pub fn channel(mut self, name: impl Into<Arc<str>>) -> Self {
        self.channel = Some(name.into());
        self
    }

    /// Sets how far ahead rules are looked at that are not in force yet; 180 days if left out.
    #[must_use]
    pub fn horizon(mut self, horizon: Horizon) -> Self {
        self.horizon = horizon;
        self
    }

    /// Sets the language of messages; English if left out.
    #[must_use]
    pub fn language(mut self, language: MessageLanguage) -> Self {
        self.language = language;
        self
    }

    /// Has findings tell their message and remedy in another language too; see
    /// [`Finding::in_language`](crate::Finding::in_language).
    #[must_use]
    pub fn also_in(mut self, language: MessageLanguage) -> Self {
        self.others.push(language);
        self
    }

    /// Switches presumptions off: what is not given is unknown, also where it is so for nearly all goods.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Keeps derivations, step by step.
    #[must_use]
    pub fn explain(mut self, explain: bool) -> Self {
        self.explain = explain;
        self
    }

    /// Sets the seller of every product, a record of the schema's `seller`. What is wrong with it is an
    /// error when the checker is made.
    ///
    /// ```
    /// use tidewaiter::{CheckError, Checker, Datum, Settings};
    ///
    /// let settings = |seller: serde_json::Value| {
    ///     let seller = Datum::from_json(&seller);
    ///     Settings::new().market("DE").as_of("2026-11-24").seller(seller)
    /// };
    /// assert!(Checker::standard(settings(serde_json::json!({ "country": "CN" }))).is_ok());
    /// let misspelt = Checker::standard(settings(serde_json::json!({ "contry": "CN" })));
    /// assert!(matches!(misspelt, Err(CheckError::Seller(_))));
    /// ```
    #[must_use]
    pub fn seller(mut self, seller: Datum) -> Self {
        self.seller = Some(seller);
        self
    }

    /// Gives rates of exchange.
    #[must_use]
    pub fn rates(mut self, rates: impl Into<Arc<ExchangeRates>>) -> Self {
        self.rates = Some(rates.into());
        self
    }

    /// Adds the rows of a tariff to the tables of the rules. Of several tariffs with a row for one key
    /// and day, that of the last counts.
    #[must_use]
    pub fn tariff(mut self, tariff: impl Into<Arc<Tariff>>) -> Self {
        self.tariffs.push(tariff.into());
        self
    }

    /// The day that was set, if it is one.
    pub(crate) fn date(&self) -> Result<Date, CheckError> {
        match &self.day {
            None => Err(CheckError::NoDay),
            Some(Day::Date(date)) => Ok(*date),
            Some(Day::Text(text)) => Ok(parse_date(text)?),
        }
    }
}

/// The day of an assessment, as a [`Date`] or as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Day {
    /// A day.
    Date(Date),
    /// A day as it is written, `2026-11-24`; read when the checker is made.
    Text(Arc<str>),
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<&str> for Day {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Day {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl TryFrom<&Day> for Date {
    type Error = DateError;

    fn try_from(day: &Day) -> Result<Self, DateError> {
        match day {
            Day::Date(date) => Ok(*date),
            Day::Text(text) => parse_date(text),
        }
    }
}

/// How far ahead rules are looked at that are not in force yet.
///
/// ```
/// use tidewaiter::Horizon;
///
/// assert_eq!(Horizon::default(), Horizon::of_days(180)?);
/// assert!(Horizon::of_days(-400).is_err());
/// # Ok::<(), tidewaiter::error::HorizonError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Horizon(i32);

/// A horizon that is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a horizon is 0 to {most} days, not {0}", most = Horizon::MOST)]
pub struct HorizonError(pub i32);

impl Horizon {
    /// Nothing that is not in force yet.
    pub const NONE: Self = Self(0);

    /// The furthest, in days: about a hundred years.
    pub const MOST: i32 = 36_500;

    /// So many days ahead, 0 to [`Horizon::MOST`].
    pub fn of_days(days: i32) -> Result<Self, HorizonError> {
        match days {
            0..=Self::MOST => Ok(Self(days)),
            _ => Err(HorizonError(days)),
        }
    }

    /// The days.
    pub fn days(self) -> i32 {
        self.0
    }
}

impl Default for Horizon {
    fn default() -> Self {
        Self(crate::gate::HORIZON)
    }
}
