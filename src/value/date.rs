//! Days of the calendar.

pub use jiff::civil::Date;
use thiserror::Error;

use super::Duration;
use crate::sentence::{Explain, Sentence, say};

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// The text has another shape.
    #[error("{}", self.sentence())]
    Shape(String),
    /// The calendar has no such day.
    #[error("{}", self.sentence())]
    NoSuchDay(String),
    /// Day and month may be either.
    #[error("{}", self.sentence())]
    Either {
        /// The text.
        text: String,
        /// The day if the day stands first.
        day_first: Date,
        /// The day if the month stands first.
        month_first: Date,
    },
}

impl Explain for DateError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not a date; write year-month-day, such as 2026-11-24",
                "`{text}` 不是日期;请按年-月-日填写,例如 2026-11-24",
                text,
            ),
            Self::NoSuchDay(text) => say!(
                "`{text}` is not in the calendar",
                "`{text}` 不是日历上的日期",
                text,
            ),
            Self::Either {
                text,
                day_first,
                month_first,
            } => say!(
                "`{text}` can be {day_first} or {month_first}; write year-month-day",
                "`{text}` 可能是 {day_first} 或 {month_first};请按年-月-日填写",
                text,
                day_first,
                month_first,
            ),
        }
    }
}

/// Reads `2026-11-24`, and nothing else.
///
/// ```
/// use tidewaiter::value::parse_date;
/// assert!(parse_date("2026-11-24").is_ok());
/// assert!(parse_date("2026-02-30").is_err());
/// assert!(parse_date("24.11.2026").is_err());
/// ```
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let shape = || DateError::Shape(text.to_owned());
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(shape());
    };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return Err(shape());
    }
    let number = |text: &str| -> Result<i16, DateError> {
        if text.bytes().all(|b| b.is_ascii_digit()) {
            text.parse().map_err(|_| shape())
        } else {
            Err(shape())
        }
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let none = || DateError::NoSuchDay(text.to_owned());
    let month = i8::try_from(month).map_err(|_| none())?;
    let day = i8::try_from(day).map_err(|_| none())?;
    Date::new(year, month, day).map_err(|_| none())
}

/// Reads what catalogues write, with or without a time behind it: `2026-11-24`, `2026/11/24`,
/// `2026年11月24日`, `24.11.2026`, and `24/11/2026` where only one of the numbers can be the month.
///
/// ```
/// use tidewaiter::value::{parse_date, written_date};
/// let day = parse_date("2026-11-24").unwrap();
/// assert_eq!(written_date("24.11.2026"), Ok(day));
/// assert_eq!(written_date("11/24/2026 10:00"), Ok(day));
/// assert!(written_date("04/05/2026").is_err());
/// ```
pub fn written_date(text: &str) -> Result<Date, DateError> {
    let text = text.trim();
    let shape = || DateError::Shape(text.to_owned());
    let spaced = text.replace(['年', '月'], "-").replace('日', " ");
    let day = spaced.split(['T', ' ']).next().unwrap_or_default();
    let dotted = day.contains('.');
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return Err(shape());
    };
    let of = |year: &str, month: &str, day: &str| {
        if (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) {
            parse_date(&format!("{year}-{month:0>2}-{day:0>2}"))
        } else {
            Err(shape())
        }
    };
    if first.len() == 4 {
        return of(first, second, third).map_err(|error| match error {
            DateError::NoSuchDay(_) => DateError::NoSuchDay(text.to_owned()),
            _ => shape(),
        });
    }
    if third.len() != 4 {
        return Err(shape());
    }
    match (of(third, second, first), of(third, first, second)) {
        (Ok(day_first), _) if dotted => Ok(day_first),
        (Ok(day_first), Ok(month_first)) if day_first != month_first => Err(DateError::Either {
            text: text.to_owned(),
            day_first,
            month_first,
        }),
        (Ok(day), _) => Ok(day),
        (Err(_), Ok(day)) if !dotted => Ok(day),
        _ => Err(shape()),
    }
}

/// Days from `from` to `to`, negative if `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The day a duration later; a month has its last day where it lacks the day (31 January and one
/// month is 28 or 29 February). Nothing outside of the years -9999 to 9999.
pub fn add_duration(date: Date, duration: Duration) -> Option<Date> {
    let span = jiff::Span::new()
        .try_months(duration.months)
        .ok()?
        .try_days(duration.days)
        .ok()?;
    date.checked_add(span).ok()
}
