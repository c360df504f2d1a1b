//! Days of the calendar.

pub use jiff::civil::Date;
use thiserror::Error;

use super::Duration;
use crate::sentence::{Explain, Sentence, say};

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
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
/// use tidewaiter_value::parse_date;
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

/// The beginnings of the names of months in the languages of catalogues, in small letters, with their
/// numbers. `listopad` is not among them: it is November in Poland and October in Croatia.
const MONTHS: &[(&str, u8)] = &[
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("sty", 1),
    ("oca", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("lut", 2),
    ("şub", 2),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("mrt", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwi", 4),
    ("nis", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("maj", 5),
    ("mei", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("cze", 6),
    ("haz", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("lipc", 7),
    ("lipiec", 7),
    ("tem", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sie", 8),
    ("ağu", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("eyl", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("paź", 10),
    ("eki", 10),
    ("nov", 11),
    ("kas", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("gru", 12),
    ("ara", 12),
];

/// A day whose month is a word: `24. November 2026`, `24-Nov-2026`, `Nov 24, 2026`.
fn with_name(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '/'));
    let parts: Vec<&str> = parts
        .filter(|part| !part.is_empty() && !matches!(*part, "de" | "of" | "den" | "del"))
        .collect();
    let [first, second, year] = parts.as_slice() else {
        return None;
    };
    let is_day = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let (day, name) = if is_day(first) {
        (first, second)
    } else {
        (second, first)
    };
    let named = |(start, _): &&(&str, u8)| name.starts_with(start);
    let (_, month) = MONTHS.iter().find(named)?;
    let whole = is_day(day) && year.len() == 4 && name.chars().all(char::is_alphabetic);
    whole
        .then(|| parse_date(&format!("{year}-{month:02}-{day:0>2}")).ok())
        .flatten()
}

/// Reads what catalogues write, with or without a time behind it: `2026-11-24`, `2026/11/24`,
/// `2026年11月24日`, `24. November 2026`, `20261124`, `24.11.2026`, and `24/11/2026` where only one of the numbers can be the month.
///
/// ```
/// use tidewaiter_value::{parse_date, written_date};
/// let day = parse_date("2026-11-24").unwrap();
/// assert_eq!(written_date("24.11.2026"), Ok(day));
/// assert_eq!(written_date("11/24/2026 10:00"), Ok(day));
/// assert_eq!(written_date("24 de noviembre de 2026"), Ok(day));
/// assert_eq!(written_date("24-Nov-2026"), Ok(day));
/// assert!(written_date("04/05/2026").is_err());
/// ```
pub fn written_date(text: &str) -> Result<Date, DateError> {
    let text = text.trim();
    let shape = || DateError::Shape(text.to_owned());
    if let Some(day) = with_name(text) {
        return Ok(day);
    }
    if text.len() == 8
        && text.bytes().all(|b| b.is_ascii_digit())
        && let (Some(year), Some(month), Some(day)) = (text.get(..4), text.get(4..6), text.get(6..))
        && (1950..2100).contains(&year.parse::<i16>().unwrap_or(0))
        && let Ok(day) = parse_date(&format!("{year}-{month}-{day}"))
    {
        return Ok(day);
    }
    let korean = text.replace("년 ", "-").replace("월 ", "-");
    let spaced = korean
        .replace(['年', '月', '년', '월'], "-")
        .replace(['日', '일', ','], " ");
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
