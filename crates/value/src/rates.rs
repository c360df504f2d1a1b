//! Rates of exchange, which the caller gives with the days they hold on.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

use super::{
    ArithmeticError, Currency, Date, Decimal, Money, Rounding, div, mul, parse_date, parse_decimal,
    round_to_step, shown,
};

/// A rate of exchange: one unit of `from` is worth `rate` units of `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRate {
    /// The currency of which one unit is worth the rate.
    pub from: Currency,
    /// The currency that the rate is stated in.
    pub to: Currency,
    /// The rate, larger than zero.
    pub rate: Decimal,
    /// The first day.
    pub valid_from: Date,
    /// The last day.
    pub valid_until: Date,
    /// Who published it.
    pub source: Option<String>,
}

/// Rates of exchange with the days they hold on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExchangeRates {
    rates: Vec<ExchangeRate>,
}

/// Why an amount cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RateError {
    /// The caller gave no such rate.
    #[error("{}", self.sentence())]
    Missing {
        /// The currency of the amount.
        from: Currency,
        /// The currency wanted.
        to: Currency,
    },
    /// The caller gave rates for other days only.
    #[error("{}", self.sentence())]
    OtherDay {
        /// The currency of the amount.
        from: Currency,
        /// The currency wanted.
        to: Currency,
        /// The day.
        on: Date,
        /// The first day of the rate that was given.
        valid_from: Date,
        /// The last day of the rate that was given.
        valid_until: Date,
    },
    /// The result cannot be computed.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl Explain for RateError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Missing { from, to } => say!(
                "no rate of exchange from {from} to {to} was given",
                "未提供 {from} 兑 {to} 的汇率",
                from,
                to,
            ),
            Self::OtherDay {
                from,
                to,
                on,
                valid_from,
                valid_until,
            } => say!(
                "no rate of exchange from {from} to {to} holds on {on}; the one given holds from {valid_from} to {valid_until}",
                "{on} 没有有效的 {from} 兑 {to} 汇率;所提供的汇率有效期为 {valid_from} 至 {valid_until}",
                from,
                to,
                on,
                valid_from,
                valid_until,
            ),
            Self::Arithmetic(error) => error.sentence(),
        }
    }
}

/// What is wrong with a file of rates.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}{}: {message}", .column.map(|c| format!(", column `{c}`")).unwrap_or_default())]
#[non_exhaustive]
pub struct RateFileError {
    /// The line, from 1.
    pub line: u64,
    /// The column.
    pub column: Option<&'static str>,
    /// What was expected.
    pub message: String,
}

/// The columns of a file of rates.
const COLUMNS: [&str; 6] = ["from", "to", "rate", "valid_from", "valid_until", "source"];

impl ExchangeRates {
    /// No rates yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rate. A later one for the same currencies and days is found before an earlier one.
    pub fn insert(&mut self, rate: ExchangeRate) {
        self.rates.insert(0, rate);
    }

    /// The rates, the last one added first.
    pub fn rates(&self) -> &[ExchangeRate] {
        &self.rates
    }

    /// Reads a CSV file with the columns `from`, `to`, `rate`, `valid_from`, `valid_until` and, if
    /// wished, `source`: one unit of `from` is worth `rate` units of `to` from the one day to the
    /// other, both included. A row may be repeated, and both directions of a pair may be given where
    /// the one is the other's reciprocal in the digits it is written with.
    ///
    /// # Errors
    ///
    /// Every cell that cannot be used, with its line and column, and every row that contradicts
    /// another on a day that both hold on.
    ///
    /// ```
    /// use tidewaiter_value::{Currency, ExchangeRates, Money, parse_date};
    /// let rates = ExchangeRates::read("from,to,rate,valid_from,valid_until\nGBP,EUR,1.1361,2023-05-01,2023-05-31\n").unwrap();
    /// let day = parse_date("2023-05-15").unwrap();
    /// let pounds = rates.convert(Money::parse("1200 EUR").unwrap(), Currency::parse("GBP").unwrap(), day).unwrap();
    /// assert!(pounds.to_string().starts_with("1056.24504885"));
    /// ```
    pub fn read(text: &str) -> Result<Self, Vec<RateFileError>> {
        let mut problems = Vec::new();
        let mut read: Vec<(u64, ExchangeRate)> = Vec::new();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                let message = format!("the header cannot be read: {error}");
                return Err(vec![RateFileError {
                    line: 1,
                    column: None,
                    message,
                }]);
            }
        };
        let place = |name: &str| {
            header
                .iter()
                .position(|cell| cell.eq_ignore_ascii_case(name))
        };
        for name in COLUMNS
            .iter()
            .filter(|name| **name != "source" && place(name).is_none())
        {
            problems.push(RateFileError {
                line: 1,
                column: Some(name),
                message: format!(
                    "the file has no such column; it needs {}",
                    COLUMNS.join(",")
                ),
            });
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        for row in reader.records() {
            match row {
                Ok(row) => {
                    let line = row.position().map_or(0, csv::Position::line);
                    let cell = |name: &'static str| {
                        place(name).and_then(|i| row.get(i)).unwrap_or_default()
                    };
                    match read_rate(&cell) {
                        Ok(rate) => read.push((line, rate)),
                        Err(wrong) => {
                            problems.extend(wrong.into_iter().map(|(column, message)| {
                                RateFileError {
                                    line,
                                    column: Some(column),
                                    message,
                                }
                            }));
                        }
                    }
                }
                Err(error) => problems.push(RateFileError {
                    line: error.position().map_or(0, csv::Position::line),
                    column: None,
                    message: format!("the row cannot be read: {error}"),
                }),
            }
        }
        problems.extend(contradictions(&read));
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.line);
            return Err(problems);
        }
        let rates = read.into_iter().rev().map(|(_, rate)| rate).collect();
        Ok(Self { rates })
    }

    /// The amount in another currency on a day, not rounded. A rate in the other direction is divided
    /// by, as authorities publish one direction only. Nothing is worth nothing in every currency.
    pub fn convert(&self, money: Money, to: Currency, on: Date) -> Result<Money, RateError> {
        self.convert_with(money, to, on).map(|(money, _)| money)
    }

    /// Like [`ExchangeRates::convert`], with the rate that was used.
    pub fn convert_with(
        &self,
        money: Money,
        to: Currency,
        on: Date,
    ) -> Result<(Money, Option<&ExchangeRate>), RateError> {
        let from = money.currency;
        if from == to || money.amount.is_zero() {
            return Ok((
                Money {
                    currency: to,
                    ..money
                },
                None,
            ));
        }
        let holds = |rate: &&ExchangeRate| rate.valid_from <= on && on <= rate.valid_until;
        let pair = |a: Currency, b: Currency| {
            self.rates
                .iter()
                .filter(move |rate| rate.from == a && rate.to == b)
        };
        if let Some(rate) = pair(from, to).find(holds) {
            let amount = mul(money.amount, rate.rate)?;
            return Ok((
                Money {
                    amount,
                    currency: to,
                },
                Some(rate),
            ));
        }
        if let Some(rate) = pair(to, from).find(holds) {
            let amount = div(money.amount, rate.rate)?;
            return Ok((
                Money {
                    amount,
                    currency: to,
                },
                Some(rate),
            ));
        }
        match pair(from, to).chain(pair(to, from)).next() {
            Some(other) => Err(RateError::OtherDay {
                from,
                to,
                on,
                valid_from: other.valid_from,
                valid_until: other.valid_until,
            }),
            None => Err(RateError::Missing { from, to }),
        }
    }
}

impl std::fmt::Display for ExchangeRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "1 {} = {} {}", self.from, shown(self.rate), self.to)?;
        match &self.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

/// The rows that say something else than a row before them on a day that both hold on.
fn contradictions(rows: &[(u64, ExchangeRate)]) -> Vec<RateFileError> {
    let mut pairs: BTreeMap<(Currency, Currency), Vec<&(u64, ExchangeRate)>> = BTreeMap::new();
    for row in rows {
        let (from, to) = (row.1.from, row.1.to);
        let pair = (from.min(to), from.max(to));
        pairs.entry(pair).or_default().push(row);
    }
    let mut problems = Vec::new();
    for same in pairs.values_mut() {
        same.sort_by_key(|(line, rate)| (rate.valid_from, *line));
        // What holds on the day looked at and is not contradicted: a row for each rate that is written.
        let mut open: Vec<&(u64, ExchangeRate)> = Vec::new();
        for row in same.iter().copied() {
            open.retain(|(_, rate)| rate.valid_until >= row.1.valid_from);
            if let Some(other) = open.iter().find(|other| !agree(&other.1, &row.1)) {
                let (first, second) = if other.0 <= row.0 {
                    (*other, row)
                } else {
                    (row, *other)
                };
                problems.push(RateFileError {
                    line: second.0,
                    column: Some("rate"),
                    message: format!(
                        "two rates for {}-{} on {}: line {} says {}, and line {} says {}; keep the one that holds",
                        first.1.from,
                        first.1.to,
                        row.1.valid_from,
                        first.0,
                        stated(&first.1),
                        second.0,
                        stated(&second.1),
                    ),
                });
            } else if let Some(like) = open
                .iter_mut()
                .find(|other| other.1.from == row.1.from && other.1.rate == row.1.rate)
            {
                if like.1.valid_until < row.1.valid_until {
                    *like = row;
                }
            } else {
                open.push(row);
            }
        }
    }
    problems
}

fn stated(rate: &ExchangeRate) -> String {
    format!("1 {} = {} {}", rate.from, shown(rate.rate), rate.to)
}

/// Whether two rates for the same two currencies say the same.
fn agree(one: &ExchangeRate, other: &ExchangeRate) -> bool {
    if one.from == other.from {
        return one.rate == other.rate;
    }
    let reciprocal = |of: Decimal| div(Decimal::ONE, of).ok();
    // A rate rounded to so few digits would agree with almost anything.
    let rounds_to = |exact: Option<Decimal>, rate: Decimal| {
        let digits = Decimal::new(1, rate.scale());
        rate.mantissa().unsigned_abs() >= 100
            && exact.and_then(|exact| round_to_step(exact, Rounding::HalfUp, digits).ok())
                == Some(rate)
    };
    mul(one.rate, other.rate) == Ok(Decimal::ONE)
        || rounds_to(reciprocal(one.rate), other.rate)
        || rounds_to(reciprocal(other.rate), one.rate)
}

fn read_rate<'a>(
    cell: &dyn Fn(&'static str) -> &'a str,
) -> Result<ExchangeRate, Vec<(&'static str, String)>> {
    let mut wrong: Vec<(&'static str, String)> = Vec::new();
    let mut currency = |name: &'static str| {
        Currency::parse(cell(name))
            .map_err(|error| wrong.push((name, error.to_string())))
            .ok()
    };
    let (from, to) = (currency("from"), currency("to"));
    let mut date = |name: &'static str| {
        parse_date(cell(name))
            .map_err(|error| wrong.push((name, error.to_string())))
            .ok()
    };
    let (valid_from, valid_until) = (date("valid_from"), date("valid_until"));
    let rate = match parse_decimal(cell("rate")) {
        Ok(rate) if rate > Decimal::ZERO => Some(rate),
        Ok(_) => {
            wrong.push(("rate", "a rate of exchange is larger than zero".into()));
            None
        }
        Err(error) => {
            wrong.push(("rate", error.to_string()));
            None
        }
    };
    if let (Some(first), Some(last)) = (valid_from, valid_until)
        && last < first
    {
        wrong.push(("valid_until", format!("{last} lies before {first}")));
    }
    if from.is_some() && from == to {
        wrong.push(("to", "both currencies are the same".into()));
    }
    match (from, to, rate, valid_from, valid_until) {
        (Some(from), Some(to), Some(rate), Some(valid_from), Some(valid_until))
            if wrong.is_empty() =>
        {
            let source = cell("source");
            Ok(ExchangeRate {
                from,
                to,
                rate,
                valid_from,
                valid_until,
                source: (!source.is_empty()).then(|| source.to_owned()),
            })
        }
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong_with_a_file() {
        let problems = ExchangeRates::read(
            "from,to,rate,valid_from,valid_until\n\
             EUR,USD,\"1,08\",2026-11-01,2026-11-30\n\
             EUR,XXQ,1.08,2026-11-31,2026-11-30\n\
             EUR,GBP,0,2026-11-30,2026-11-01\n",
        )
        .unwrap_err();
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(shown.join("\n"));
        let problems = ExchangeRates::read("a,b\n1,2\n").unwrap_err();
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn two_rates_for_one_pair_and_day_are_refused() {
        let read = |rows: &str| {
            ExchangeRates::read(&format!("from,to,rate,valid_from,valid_until\n{rows}"))
                .map(|rates| rates.rates().len())
                .map_err(|problems| {
                    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
                    told.join("\n")
                })
        };
        let told = [
            "EUR,USD,1,2026-11-01,2026-11-30\nEUR,USD,2,2026-11-01,2026-11-30\n",
            // One day in common, the later row the first in time; a third row is told as well.
            "EUR,USD,1.08,2026-11-30,2026-12-31\nEUR,GBP,0.87,2026-11-01,2026-11-30\n\
                 EUR,USD,1.07,2026-11-01,2026-11-30\nEUR,USD,1.07,2026-12-31,2026-12-31\n",
            // The other direction.
            "EUR,USD,1.08,2026-11-01,2026-11-30\nUSD,EUR,0.91,2026-11-15,2026-11-15\n",
            "EUR,USD,2,2026-11-01,2026-11-30\nUSD,EUR,1,2026-11-01,2026-11-30\n",
        ]
        .map(|rows| read(rows).unwrap_err())
        .join("\n\n");
        insta::assert_snapshot!(told);
        for (sound, rows) in [
            (
                2,
                "EUR,USD,1.1,2026-11-01,2026-11-30\nEUR,USD,1.10,2026-11-01,2026-11-30\n",
            ),
            (
                2,
                "EUR,USD,1.08,2026-11-01,2026-11-30\nEUR,USD,1.09,2026-12-01,2026-12-31\n",
            ),
            (
                2,
                "EUR,USD,1.25,2026-11-01,2026-11-30\nUSD,EUR,0.8,2026-11-01,2026-11-30\n",
            ),
            (
                2,
                "EUR,JPY,157.5,2026-11-01,2026-11-30\nJPY,EUR,0.00635,2026-11-01,2026-11-30\n",
            ),
        ] {
            assert_eq!(read(rows), Ok(sound), "{rows}");
        }
    }

    #[test]
    fn a_rate_of_another_day_is_not_used() {
        let rates = ExchangeRates::read(
            "from,to,rate,valid_from,valid_until\nEUR,USD,1.08,2026-10-01,2026-10-31\n",
        )
        .unwrap();
        let day = |text| parse_date(text).unwrap();
        let (usd, euros) = (
            Currency::parse("USD").unwrap(),
            Money::parse("10 EUR").unwrap(),
        );
        assert_eq!(
            rates
                .convert(euros, usd, day("2026-10-31"))
                .unwrap()
                .to_string(),
            "10.80 USD"
        );
        assert_eq!(
            rates
                .convert(euros, usd, day("2026-11-01"))
                .unwrap_err()
                .to_string(),
            "no rate of exchange from EUR to USD holds on 2026-11-01; the one given holds from 2026-10-01 to 2026-10-31"
        );
    }
}
