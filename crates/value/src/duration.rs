//! Lengths of time in calendar months and days.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

/// A length of time: months and days, which do not convert into one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    /// Calendar months; a year is twelve.
    pub months: i32,
    /// Days; a week is seven.
    pub days: i32,
}

/// Why a text is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub struct DurationError(pub String);

impl Explain for DurationError {
    fn sentence(&self) -> Sentence {
        say!(
            "`{text}` is not a duration; write a whole number of days, weeks, months or years, such as 24 months",
            "`{text}` 不是时长;请填写整数的天(days)、周(weeks)、月(months)或年(years),例如 24 months",
            text = self.0,
        )
    }
}

impl Duration {
    /// `count` of a unit named in English, singular or plural.
    pub fn of(count: i32, unit: &str) -> Option<Self> {
        let (months, days) = match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => (0, count),
            "week" => (0, count.checked_mul(7)?),
            "month" => (count, 0),
            "year" => (count.checked_mul(12)?, 0),
            _ => return None,
        };
        Some(Self { months, days })
    }

    /// Reads `24 months`, `2 years 6 months`, or ISO 8601 `P2Y6M`.
    ///
    /// ```
    /// use tidewaiter_value::Duration;
    /// assert_eq!(Duration::parse("2 years"), Duration::parse("P24M"));
    /// assert!(Duration::parse("soon").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let fail = || DurationError(text.to_owned());
        let mut total = Self::default();
        let mut add = |count: &str, unit: &str| -> Option<()> {
            let part = Self::of(count.parse().ok()?, unit)?;
            total.months = total.months.checked_add(part.months)?;
            total.days = total.days.checked_add(part.days)?;
            Some(())
        };
        let trimmed = text.trim();
        if let Some(iso) = trimmed.strip_prefix('P') {
            let mut rest = iso;
            while !rest.is_empty() {
                let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(fail)?;
                let (count, tail) = rest.split_at(end);
                let unit = match tail.chars().next() {
                    Some('Y') => "year",
                    Some('M') => "month",
                    Some('W') => "week",
                    Some('D') => "day",
                    _ => return Err(fail()),
                };
                add(count, unit).ok_or_else(fail)?;
                rest = tail.get(1..).unwrap_or_default();
            }
            return if iso.is_empty() {
                Err(fail())
            } else {
                Ok(total)
            };
        }
        let words: Vec<&str> = trimmed.split_whitespace().collect();
        if words.is_empty() || !words.len().is_multiple_of(2) {
            return Err(fail());
        }
        for pair in words.chunks_exact(2) {
            let [number, unit] = pair else {
                return Err(fail());
            };
            add(number, &unit.to_lowercase()).ok_or_else(fail)?;
        }
        Ok(total)
    }

    /// The opposite length.
    #[must_use]
    pub fn negate(self) -> Self {
        Self {
            months: self.months.saturating_neg(),
            days: self.days.saturating_neg(),
        }
    }

    /// The order, where every calendar agrees; none where it depends on the months meant.
    ///
    /// Twelve months have 365 or 366 days, any number of months at least 28 days each; between
    /// those bounds nothing is decided.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let months = i64::from(self.months) - i64::from(other.months);
        let days = i64::from(self.days) - i64::from(other.days);
        let (least, most) = days_of(months);
        if least + days > 0 {
            Some(Ordering::Greater)
        } else if most + days < 0 {
            Some(Ordering::Less)
        } else if months == 0 && days == 0 {
            Some(Ordering::Equal)
        } else {
            None
        }
    }
}

/// The fewest and the most days that a number of months can have.
///
/// Full years have 365 or 366 days each; the months left over have 28 to 31. The bounds are wide
/// rather than sharp: what lies between them is reported as undecided.
fn days_of(months: i64) -> (i64, i64) {
    let (years, rest) = (months.abs() / 12, months.abs() % 12);
    let leap = years / 4 + i64::from(years % 4 != 0);
    let fewest_leap = (years / 4 - 1).max(0) - years / 100;
    let (least, most) = (
        years * 365 + fewest_leap.max(0) + rest * 30 - 2 * i64::from(rest > 0),
        years * 365 + leap + rest * 31,
    );
    if months < 0 {
        (-most, -least)
    } else {
        (least, most)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = |n: i32, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        let months = match self.months {
            0 => None,
            n if n % 12 == 0 => Some(unit(n / 12, "year")),
            n => Some(unit(n, "month")),
        };
        let days = (self.days != 0 || months.is_none()).then(|| unit(self.days, "day"));
        let parts: Vec<String> = months.into_iter().chain(days).collect();
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{add_duration, days_between, parse_date};

    #[test]
    fn months_and_days_compare_only_where_calendars_agree() {
        let d = |text: &str| Duration::parse(text).unwrap();
        assert_eq!(d("1 month").compare(d("27 days")), Some(Ordering::Greater));
        assert_eq!(d("1 month").compare(d("30 days")), None);
        assert_eq!(d("1 year").compare(d("364 days")), Some(Ordering::Greater));
        assert_eq!(d("1 year").compare(d("367 days")), Some(Ordering::Less));
        assert_eq!(d("2 years").compare(d("24 months")), Some(Ordering::Equal));
    }

    #[test]
    fn bounds_hold_for_every_start_in_four_centuries() {
        for months in [1, 2, 3, 6, 11, 12, 13, 24, 36, 48, 60, 96, 97, 120, 240] {
            let (least, most) = days_of(months);
            let mut start = parse_date("1888-01-01").unwrap();
            while start < parse_date("2110-01-01").unwrap() {
                let end = add_duration(
                    start,
                    Duration {
                        months: months as i32,
                        days: 0,
                    },
                )
                .unwrap();
                let days = i64::from(days_between(start, end));
                assert!(
                    least <= days && days <= most,
                    "{months} months from {start}: {days}"
                );
                start = add_duration(start, Duration { months: 1, days: 0 }).unwrap();
            }
        }
    }
}
