//! A value of a record, of the type that the schema declares.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::{
    Country, Currency, Date, Decimal, Duration, DutyRate, HsCode, Language, Market, Money,
    Quantity, UnitPrice, shown,
};

/// The attributes of a record that are given.
pub type Fields = BTreeMap<Arc<str>, Value>;

/// A value.
#[derive(Debug, Clone)]
pub enum Value {
    /// Stated not to exist.
    None,
    /// Given, but not of its type or range: unknown, and nothing may be presumed for it.
    Unreadable,
    /// `true` or `false`.
    Bool(bool),
    /// A text, or a trade item number.
    Text(Arc<str>),
    /// A number without unit.
    Number(Decimal),
    /// A number of a unit.
    Quantity(Quantity),
    /// An amount of money.
    Money(Money),
    /// A price of a unit.
    UnitPrice(UnitPrice),
    /// A day.
    Date(Date),
    /// A length of time.
    Duration(Duration),
    /// The time from one day to another.
    Period(Date, Date),
    /// A country.
    Country(Country),
    /// A country or region.
    Market(Market),
    /// A currency.
    Currency(Currency),
    /// A language.
    Language(Language),
    /// A code of the Harmonized System.
    Hs(HsCode),
    /// A rate of duty.
    Duty(Arc<DutyRate>),
    /// A value of an enum, a class or a channel.
    Word(Arc<str>),
    /// A list.
    List(Vec<Value>),
    /// A nested record.
    Record(Fields),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Unreadable => f.write_str("(unreadable)"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => f.write_str(&shown(*number)),
            Self::Quantity(quantity) => write!(f, "{quantity}"),
            Self::Money(money) => write!(f, "{money}"),
            Self::UnitPrice(price) => write!(f, "{price}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Duration(duration) => write!(f, "{duration}"),
            Self::Period(from, to) => write!(f, "{from} to {to}"),
            Self::Country(country) => write!(f, "{country}"),
            Self::Market(market) => write!(f, "{market}"),
            Self::Currency(currency) => write!(f, "{currency}"),
            Self::Language(language) => write!(f, "{language}"),
            Self::Hs(code) => write!(f, "{code}"),
            Self::Duty(rate) => write!(f, "{rate}"),
            Self::Word(word) => f.write_str(word),
            Self::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                Ok(())
            }
            Self::Record(fields) => {
                f.write_str("{ ")?;
                for (i, (name, value)) in fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {value}")?;
                }
                f.write_str(" }")
            }
        }
    }
}

crate::sentence::the_same_in_both! { Value }
