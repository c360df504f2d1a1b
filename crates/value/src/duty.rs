//! Rates of duty as tariffs write them: of the value, of a quantity, or of both with bounds.

use std::collections::BTreeSet;
use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

use super::{
    ArithmeticError, Currency, Decimal, Dimension, Money, NumberError, Quantity, Unit,
    UnknownCurrency, add, div, mul, parse_decimal, shown,
};

/// A rate of duty: parts that are added up, and bounds of their sum.
///
/// Written as in tariffs: `12 %`, `1.50 EUR/kg`, `8 % + 11.5 EUR/100 kg`, `9 EUR/1000 p/st`,
/// `10 % min 2 EUR/kg max 5 EUR/kg`, `0.60 EUR/%vol/hl + 6.40 EUR/hl`, `free`. Weights are net.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyRate {
    /// What is added up; never empty.
    pub parts: Vec<DutyPart>,
    /// The least that is taken.
    pub minimum: Option<DutyPart>,
    /// The most that is taken.
    pub maximum: Option<DutyPart>,
}

/// One part of a rate of duty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DutyPart {
    /// A share of the value, in percent.
    AdValorem(Decimal),
    /// An amount for each unit of a quantity.
    Specific(Money, DutyUnit),
}

/// What a specific duty counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DutyUnit {
    /// So many units: `100 kg` is 100 of kg.
    Unit(Decimal, Unit),
    /// Each percent of alcohol by volume in a hectolitre.
    AlcoholHectolitre,
}

/// Why a text is not a rate of duty.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DutyError {
    /// The text has another shape.
    #[error("{}", self.sentence())]
    Shape(String),
    /// A number cannot be read.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A currency does not exist.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
    /// What the duty is counted by is no unit.
    #[error("{}", self.sentence())]
    Unit(String),
    /// The rate is below zero.
    #[error("{}", self.sentence())]
    Negative(String),
    /// The share of the value is larger than that of any tariff.
    #[error("{}", self.sentence())]
    TooHigh(String),
}

impl Explain for DutyError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not a rate of duty; write `12 %`, `1.50 EUR/kg`, or several joined by ` + `, with ` min …` and ` max …` behind them",
                "`{text}` 不是关税税率;请填写 `12 %`、`1.50 EUR/kg`,或用 ` + ` 连接多项,其后可加 ` min …` 和 ` max …`",
                text,
            ),
            Self::Number(error) => error.sentence(),
            Self::Currency(error) => error.sentence(),
            Self::Unit(unit) => say!(
                "there is no unit `{unit}` that a duty is counted by; they are kg, g, t, l, hl, piece (p/st), pair, dozen, gross, m, m2, m3 and %vol/hl",
                "关税没有计量单位 `{unit}`;可用 kg、g、t、l、hl、piece (p/st)、pair、dozen、gross、m、m2、m3 和 %vol/hl",
                unit,
            ),
            Self::Negative(text) => say!(
                "`{text}` is negative; a rate of duty is zero or more",
                "`{text}` 为负数;关税税率不得小于零",
                text,
            ),
            Self::TooHigh(text) => say!(
                "`{text}` is more than {most} % of the value, which no tariff takes",
                "`{text}` 超过价值的 {most} %,任何税则都没有这样的税率",
                text,
                most = MOST_PERCENT,
            ),
        }
    }
}

/// The largest share of the value that is taken for a rate, in percent.
const MOST_PERCENT: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Why a duty cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DutyFailure {
    /// The quantity that the rate counts is not given.
    #[error("{}", self.sentence())]
    Quantity {
        /// The rate.
        rate: String,
        /// What it counts.
        what: Sentence,
    },
    /// A number has too many digits.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
    /// An amount cannot be converted.
    #[error("{}", self.sentence())]
    Conversion(Sentence),
}

impl Explain for DutyFailure {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Quantity { rate, what } => say!(
                "the rate {rate} counts {what}, which is not given",
                "税率 {rate} 按{what}计征,而{what}未提供",
                rate,
                what,
            ),
            Self::Arithmetic(error) => error.sentence(),
            Self::Conversion(why) => why.clone(),
        }
    }
}

impl DutyRate {
    /// Reads a rate.
    ///
    /// ```
    /// use tidewaiter_value::DutyRate;
    /// assert_eq!(DutyRate::parse("12%").unwrap().to_string(), "12 %");
    /// assert_eq!(DutyRate::parse("8 % + 11.5 EUR/100 kg").unwrap().to_string(), "8 % + 11.5 EUR/100 kg");
    /// assert!(DutyRate::parse("12,5%").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DutyError> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("free") {
            return Ok(Self::ad_valorem(Decimal::ZERO));
        }
        let (sum, bounds) = match text
            .find(" min ")
            .into_iter()
            .chain(text.find(" max "))
            .min()
        {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let parts = sum
            .split(" + ")
            .map(DutyPart::parse)
            .collect::<Result<Vec<_>, _>>()?;
        let (mut minimum, mut maximum) = (None, None);
        let mut rest = bounds.trim();
        while !rest.is_empty() {
            let (word, tail) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
            let next = tail
                .find(" min ")
                .into_iter()
                .chain(tail.find(" max "))
                .min();
            let (bound, further) = tail.split_at(next.unwrap_or(tail.len()));
            let slot = if word == "min" {
                &mut minimum
            } else {
                &mut maximum
            };
            if slot.replace(DutyPart::parse(bound)?).is_some() {
                return Err(DutyError::Shape(text.to_owned()));
            }
            rest = further.trim();
        }
        Ok(Self {
            parts,
            minimum,
            maximum,
        })
    }

    /// A share of the value, in percent.
    pub fn ad_valorem(percent: Decimal) -> Self {
        Self {
            parts: vec![DutyPart::AdValorem(percent)],
            minimum: None,
            maximum: None,
        }
    }

    /// The dimensions of what the rate counts.
    ///
    /// ```
    /// use tidewaiter_value::{Dimension, DutyRate};
    /// let rate = DutyRate::parse("8 % + 11.5 EUR/100 kg").unwrap();
    /// assert_eq!(rate.counts(), [Dimension::Mass].into());
    /// ```
    pub fn counts(&self) -> BTreeSet<Dimension> {
        let mut counted = BTreeSet::new();
        for part in self.parts.iter().chain(&self.minimum).chain(&self.maximum) {
            match part {
                DutyPart::AdValorem(_) => {}
                DutyPart::Specific(_, DutyUnit::Unit(_, unit)) => {
                    counted.insert(unit.dimension());
                }
                DutyPart::Specific(_, DutyUnit::AlcoholHectolitre) => {
                    counted.extend([Dimension::Volume, Dimension::Fraction]);
                }
            }
        }
        counted
    }

    /// The duty on a value and the quantities of the goods, not rounded, in the currency of the
    /// value. `convert` changes an amount into that currency.
    pub fn of(
        &self,
        value: Money,
        quantities: &[Quantity],
        convert: &dyn Fn(Money, Currency) -> Result<Money, Sentence>,
    ) -> Result<Money, DutyFailure> {
        let part = |part: &DutyPart| self.part(*part, value, quantities, convert);
        let mut sum = Decimal::ZERO;
        for one in &self.parts {
            sum = add(sum, part(one)?)?;
        }
        if let Some(minimum) = &self.minimum {
            sum = sum.max(part(minimum)?);
        }
        if let Some(maximum) = &self.maximum {
            sum = sum.min(part(maximum)?);
        }
        Ok(Money {
            amount: sum,
            ..value
        })
    }

    fn part(
        &self,
        part: DutyPart,
        value: Money,
        quantities: &[Quantity],
        convert: &dyn Fn(Money, Currency) -> Result<Money, Sentence>,
    ) -> Result<Decimal, DutyFailure> {
        match part {
            DutyPart::AdValorem(percent) => {
                Ok(div(mul(value.amount, percent)?, Decimal::ONE_HUNDRED)?)
            }
            DutyPart::Specific(amount, unit) => {
                let find = |dimension: Dimension| {
                    quantities
                        .iter()
                        .find(|q| q.dimension() == dimension)
                        .copied()
                        .ok_or_else(|| DutyFailure::Quantity {
                            rate: self.to_string(),
                            what: described(dimension),
                        })
                };
                let times = match unit {
                    DutyUnit::Unit(count, unit) => {
                        div(find(unit.dimension())?.convert(unit)?.value, count)?
                    }
                    DutyUnit::AlcoholHectolitre => {
                        let litres = find(Dimension::Volume)?.to_base()?;
                        let hectolitres = mul(litres, Decimal::TEN)?;
                        let percent =
                            mul(find(Dimension::Fraction)?.to_base()?, Decimal::ONE_HUNDRED)?;
                        mul(hectolitres, percent)?
                    }
                };
                let amount = convert(amount, value.currency).map_err(DutyFailure::Conversion)?;
                Ok(mul(amount.amount, times)?)
            }
        }
    }
}

fn described(dimension: Dimension) -> Sentence {
    match dimension {
        Dimension::Mass => say!("the net weight", "净重"),
        Dimension::Volume => say!("the volume", "体积"),
        Dimension::Fraction => say!("the strength of the alcohol", "酒精度"),
        Dimension::Count => say!("the number of pieces", "件数"),
        Dimension::Area => say!("the area", "面积"),
        Dimension::Length => say!("the length", "长度"),
        other => other.sentence(),
    }
}

impl DutyPart {
    fn parse(text: &str) -> Result<Self, DutyError> {
        let text = text.trim();
        let shape = || DutyError::Shape(text.to_owned());
        if let Some(number) = text.strip_suffix('%') {
            return Self::AdValorem(parse_decimal(number.trim())?).sensible();
        }
        let (amount, unit) = text.split_once('/').ok_or_else(shape)?;
        let (number, code) = amount.trim().split_once(' ').ok_or_else(shape)?;
        let amount = Money {
            amount: parse_decimal(number)?,
            currency: Currency::parse(code.trim())?,
        };
        let unit = unit.trim();
        if unit == "%vol/hl" {
            return Self::Specific(amount, DutyUnit::AlcoholHectolitre).sensible();
        }
        let (count, name) = match unit.split_once(' ') {
            Some((count, name)) => (parse_decimal(count)?, name.trim()),
            None => (Decimal::ONE, unit),
        };
        if count <= Decimal::ZERO {
            return Err(shape());
        }
        let unit =
            DutyUnit::counted(count, name).ok_or_else(|| DutyError::Unit(name.to_owned()))?;
        Self::Specific(amount, unit).sensible()
    }

    /// The part, where a tariff can take it: nothing is paid out, and no share is beyond all sense.
    pub fn sensible(self) -> Result<Self, DutyError> {
        let number = match self {
            Self::AdValorem(percent) => percent,
            Self::Specific(amount, _) => amount.amount,
        };
        match self {
            _ if number < Decimal::ZERO => Err(DutyError::Negative(self.to_string())),
            Self::AdValorem(percent) if percent > MOST_PERCENT => {
                Err(DutyError::TooHigh(self.to_string()))
            }
            part => Ok(part),
        }
    }
}

impl DutyUnit {
    /// So many of a unit, by the name that tariffs have for it; none where nothing is counted by it or
    /// the count is too large.
    pub fn counted(count: Decimal, name: &str) -> Option<Self> {
        let (times, symbol) = match name {
            "p/st" => (Decimal::ONE, "piece"),
            "gross" => (Decimal::from(144), "piece"),
            other => (Decimal::ONE, other),
        };
        let unit = Unit::parse(symbol).filter(|unit| {
            matches!(
                unit.dimension(),
                Dimension::Mass
                    | Dimension::Volume
                    | Dimension::Count
                    | Dimension::Area
                    | Dimension::Length
            )
        })?;
        Some(Self::Unit(mul(count, times).ok()?, unit))
    }
}

impl fmt::Display for DutyPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AdValorem(percent) => write!(f, "{} %", shown(*percent)),
            Self::Specific(amount, unit) => {
                write!(f, "{} {}/", shown(amount.amount), amount.currency)?;
                match unit {
                    DutyUnit::AlcoholHectolitre => f.write_str("%vol/hl"),
                    DutyUnit::Unit(count, unit) if *count == Decimal::ONE => write!(f, "{unit}"),
                    DutyUnit::Unit(count, unit) => write!(f, "{} {unit}", shown(*count)),
                }
            }
        }
    }
}

impl fmt::Display for DutyRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                f.write_str(" + ")?;
            }
            write!(f, "{part}")?;
        }
        if let Some(minimum) = &self.minimum {
            write!(f, " min {minimum}")?;
        }
        if let Some(maximum) = &self.maximum {
            write!(f, " max {maximum}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duty(rate: &str, value: &str, quantities: &[&str]) -> Result<String, String> {
        let quantities: Vec<Quantity> = quantities
            .iter()
            .map(|q| Quantity::parse(q).unwrap())
            .collect();
        let none = |money: Money, to: Currency| {
            if money.currency == to {
                Ok(money)
            } else {
                let from = money.currency;
                Err(crate::RateError::Missing { from, to }.into())
            }
        };
        DutyRate::parse(rate)
            .unwrap()
            .of(Money::parse(value).unwrap(), &quantities, &none)
            .map(|money| money.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn computes_what_tariffs_write() {
        let ok = |text: &str| Ok(text.to_owned());
        assert_eq!(duty("12 %", "100 EUR", &[]), ok("12.00 EUR"));
        assert_eq!(duty("free", "100 EUR", &[]), ok("0.00 EUR"));
        assert_eq!(duty("1.50 EUR/kg", "100 EUR", &["500 g"]), ok("0.75 EUR"));
        assert_eq!(
            duty("8 % + 11.5 EUR/100 kg", "100 EUR", &["20 kg"]),
            ok("10.30 EUR")
        );
        assert_eq!(
            duty("10 % min 2 EUR/kg max 5 EUR/kg", "100 EUR", &["1 kg"]),
            ok("5.00 EUR")
        );
        assert_eq!(
            duty("10 % min 2 EUR/kg max 5 EUR/kg", "1 EUR", &["1 kg"]),
            ok("2.00 EUR")
        );
        assert_eq!(
            duty("0.6 EUR/%vol/hl + 6.4 EUR/hl", "0 EUR", &["70 cl", "40 %"]),
            ok("0.2128 EUR")
        );
        assert_eq!(
            duty("9 EUR/1000 p/st", "0 EUR", &["250 piece"]),
            ok("2.25 EUR")
        );
        assert_eq!(duty("3 USD/gross", "0 USD", &["36 piece"]), ok("0.75 USD"));
        assert_eq!(duty("1 USD/dozen", "0 USD", &["6 piece"]), ok("0.50 USD"));
        assert_eq!(
            duty(
                "0.018 USD/kg + 5 % + 0.002 USD/piece",
                "10 USD",
                &["3 kg", "4 piece"]
            ),
            ok("0.562 USD")
        );
        assert_eq!(
            duty("1.50 EUR/kg", "100 EUR", &[]),
            Err("the rate 1.5 EUR/kg counts the net weight, which is not given".into())
        );
        assert_eq!(
            duty("1.50 USD/kg", "100 EUR", &["1 kg"]),
            Err("no rate of exchange from USD to EUR was given".into())
        );
    }

    #[test]
    fn refuses_what_is_no_rate() {
        for text in [
            "",
            "12",
            "12,5%",
            "1 EUR",
            "1 EURO/kg",
            "1 EUR/V",
            "1 EUR/0 kg",
            "5 % min",
            "5 % min 1 %  min 2 %",
            "% 5",
            "1 EUR/kg +",
            "-5 %",
            "-0.01 EUR/kg",
            "1 EUR/kg + -5 %",
            "5 % min -1 EUR/kg",
            "5 % max -1 %",
            "-1 EUR/%vol/hl",
            "1 EUR/-2 kg",
            "99999999999999999999999 %",
            "10000.01 %",
        ] {
            assert!(DutyRate::parse(text).is_err(), "{text}");
        }
    }
}
