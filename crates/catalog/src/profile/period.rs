//! Prices that hold for a time: whether a day falls in the period that a row states.

use crate::sentence::{Sentence, say};
use crate::value::{Date, Duration, add_duration, parse_date};

use super::reading::Kind;

/// Why it cannot be said whether a period holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Open {
    /// Nobody has said which day it is.
    NoDay,
    /// The text is no day, or may be one of two.
    Text(String),
    /// It begins or ends within the day.
    Within(String),
    /// It ends before it begins.
    Reversed(String),
}

impl Open {
    pub(super) fn sentence(&self) -> Sentence {
        match self {
            Self::NoDay => say!(
                "it holds for a time, and no day is stated on which the catalogue is read",
                "该价格有有效期,但未指定读取商品数据的日期",
            ),
            Self::Text(text) => say!(
                "`{text}` does not say on which day its period begins or ends",
                "`{text}` 未明确有效期开始或结束的日期",
                text,
            ),
            Self::Within(text) => say!(
                "its period begins or ends within the day: `{text}`",
                "有效期在当天之内开始或结束:`{text}`",
                text,
            ),
            Self::Reversed(text) => say!(
                "its period ends before it begins: `{text}`",
                "有效期的结束早于开始:`{text}`",
                text,
            ),
        }
    }
}

/// A text of a period with how its column is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'t> {
    pub(super) text: &'t str,
    pub(super) kind: Kind,
}

/// When something begins or ends, as far as its text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    /// The first and the last day that the text may mean.
    first: Date,
    last: Date,
    clock: Clock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    None,
    /// Midnight at the beginning of the day, behind a blank or behind a `T`.
    Midnight {
        exact: bool,
    },
    /// The last minute of the day.
    Last,
    Within,
}

/// Whether a day falls in a period that two texts bound.
pub(super) fn holds(
    today: Option<Date>,
    from: Option<Bound<'_>>,
    until: Option<Bound<'_>>,
) -> Result<bool, Open> {
    let [from, until] = [from, until].map(|bound| bound.filter(|bound| !is_none(bound.text)));
    if from.is_none() && until.is_none() {
        return Ok(true);
    }
    let today = today.ok_or(Open::NoDay)?;
    let read = |bound: Option<Bound<'_>>| {
        bound
            .map(|bound| moment(bound.text, bound.kind).ok_or_else(|| unread(bound.text)))
            .transpose()
    };
    let (start, end) = (read(from), read(until));
    if let (Ok(Some(start)), Ok(Some(end))) = (&start, &end)
        && end.last < start.first
    {
        let text = |bound: Option<Bound<'_>>| bound.map(|b| b.text.trim().to_owned());
        let texts: Vec<String> = [text(from), text(until)].into_iter().flatten().collect();
        return Err(Open::Reversed(texts.join(" / ")));
    }
    let begun = start.and_then(|start| match (start, from) {
        (Some(start), Some(from)) => begun(start, today, from.text),
        _ => Ok(true),
    });
    let over = end.and_then(|end| match (end, until) {
        (Some(end), Some(until)) => over(end, today, until.text),
        _ => Ok(false),
    });
    match (begun, over) {
        (Ok(false), _) | (_, Ok(true)) => Ok(false),
        (Ok(true), Ok(false)) => Ok(true),
        (Err(open), _) | (_, Err(open)) => Err(open),
    }
}

/// Every beginning with every end: several columns may bound one period.
pub(super) fn pairs<'t>(
    from: &[Bound<'t>],
    until: &[Bound<'t>],
) -> Vec<(Option<Bound<'t>>, Option<Bound<'t>>)> {
    let or_none = |bounds: &[Bound<'t>]| -> Vec<Option<Bound<'t>>> {
        if bounds.is_empty() {
            vec![None]
        } else {
            bounds.iter().copied().map(Some).collect()
        }
    };
    let until = or_none(until);
    or_none(from)
        .into_iter()
        .flat_map(|from| until.iter().map(move |until| (from, *until)))
        .collect()
}

/// Whether a day falls in an interval such as `2026-01-01T00:00+0100/2026-01-31T23:59+0100`.
pub(super) fn holds_during(today: Option<Date>, text: &str) -> Result<bool, Open> {
    if is_none(text) {
        return Ok(true);
    }
    let today = today.ok_or(Open::NoDay)?;
    let kind = Kind::Date;
    let (from, until) = text.split_once('/').ok_or_else(|| unread(text))?;
    let start = moment(from, kind);
    let end = moment(until, kind).and_then(|end| match end.clock {
        // The end of an interval is the moment itself.
        Clock::Midnight { .. } => {
            let before = |day| {
                add_duration(
                    day,
                    Duration {
                        months: 0,
                        days: -1,
                    },
                )
            };
            Some(Moment {
                first: before(end.first)?,
                last: before(end.last)?,
                clock: Clock::Last,
            })
        }
        _ => Some(end),
    });
    if let (Some(start), Some(end)) = (start, end)
        && end.last < start.first
    {
        return Err(Open::Reversed(text.trim().to_owned()));
    }
    let begun = start.map(|start| begun(start, today, text));
    let over = end.map(|end| over(end, today, text));
    match (begun, over) {
        (Some(Ok(false)), _) | (_, Some(Ok(true))) => Ok(false),
        (Some(Ok(true)), Some(Ok(false))) => Ok(true),
        (Some(Err(open)), _) | (_, Some(Err(open))) => Err(open),
        _ => Err(unread(text)),
    }
}

fn unread(text: &str) -> Open {
    Open::Text(super::reading::short(text.trim()))
}

fn begun(start: Moment, today: Date, text: &str) -> Result<bool, Open> {
    if today < start.first {
        return Ok(false);
    }
    if today < start.last {
        return Err(unread(text));
    }
    let whole = matches!(start.clock, Clock::None | Clock::Midnight { .. });
    if today == start.last && !whole {
        return Err(Open::Within(super::reading::short(text.trim())));
    }
    Ok(true)
}

fn over(end: Moment, today: Date, text: &str) -> Result<bool, Open> {
    if today > end.last {
        return Ok(true);
    }
    if today > end.first {
        return Err(unread(text));
    }
    // Many exports write a day as its midnight; a moment behind a `T` may be meant as one.
    let whole = matches!(
        end.clock,
        Clock::None | Clock::Last | Clock::Midnight { exact: false }
    );
    if today == end.first && !whole {
        return Err(Open::Within(super::reading::short(text.trim())));
    }
    Ok(false)
}

/// Nothing is stated: blank, or the zeros that databases write for no day.
fn is_none(text: &str) -> bool {
    let mut bare = text
        .chars()
        .filter(|c| !matches!(c, '-' | ':' | '.' | ' ' | 'T' | 'Z'));
    bare.all(|c| c == '0' || c.is_whitespace())
}

/// The moment that a text states.
fn moment(text: &str, kind: Kind) -> Option<Moment> {
    let text = text.trim().trim_start_matches('\'');
    if let Some(moment) = of_epoch(text) {
        return Some(moment);
    }
    let (day, clock) = parted(text);
    let [first, last] = days(day, kind)?;
    Some(Moment {
        first,
        last,
        clock: clock?,
    })
}

/// The day that a text states, where it can only be one.
pub(super) fn one_day(text: &str, kind: Kind) -> Option<Date> {
    let moment = moment(text, kind)?;
    (moment.first == moment.last).then_some(moment.first)
}

/// Seconds or milliseconds since 1970, which are one day here and the next one there.
fn of_epoch(text: &str) -> Option<Moment> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    let seconds: i64 = match text.len() {
        10 if is_number => text.parse().ok()?,
        13 if is_number => text.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    let day = |seconds: i64| {
        let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
        add_duration(parse_date("1970-01-01").ok()?, Duration { months: 0, days })
    };
    Some(Moment {
        first: day(seconds - 12 * 3600)?,
        last: day(seconds + 14 * 3600)?,
        clock: Clock::Within,
    })
}

/// The text of a day, and the time behind it; no time where the text behind the day is none.
fn parted(text: &str) -> (&str, Option<Clock>) {
    let at_letter = text
        .char_indices()
        .find(|(at, c)| {
            let before = text.get(..*at).and_then(|t| t.chars().next_back());
            let behind = text.get(at + 1..).and_then(|t| t.chars().next());
            matches!(c, 'T' | 't')
                && before.is_some_and(|c| c.is_ascii_digit())
                && behind.is_some_and(|c| c.is_ascii_digit())
        })
        .map(|(at, _)| at);
    if let Some(at) = at_letter {
        let time = text.get(at + 1..).unwrap_or_default();
        return (text.get(..at).unwrap_or_default(), clock(time, true));
    }
    // `Jan 1, 2017, 12:00:00 AM`: the time begins at the word with the first colon.
    match text.find(':') {
        None => (text, Some(Clock::None)),
        Some(colon) => {
            let before = text.get(..colon).unwrap_or_default();
            let Some(blank) = before.rfind(char::is_whitespace) else {
                return (text, None);
            };
            let day = text.get(..blank).unwrap_or_default();
            let time = text.get(blank..).unwrap_or_default();
            (day.trim_end_matches([',', ' ']), clock(time, false))
        }
    }
}

fn clock(text: &str, exact: bool) -> Option<Clock> {
    let text = text.trim();
    let mut parts = text.splitn(3, ':');
    let hour: u32 = parts.next()?.trim().parse().ok()?;
    let minute = parts.next()?;
    let digits: String = minute.chars().take_while(char::is_ascii_digit).collect();
    let minute: u32 = digits.parse().ok()?;
    let seconds = parts.next().unwrap_or_default();
    let lower = text.to_lowercase();
    let hour = match (hour, lower.contains("pm"), lower.contains("am")) {
        (12, _, true) => 0,
        (1..=11, true, _) => hour + 12,
        _ => hour,
    };
    let zero = !seconds.starts_with(|c: char| c.is_ascii_digit()) || seconds.starts_with("00");
    match (hour, minute) {
        (0, 0) if zero => Some(Clock::Midnight { exact }),
        (24, 0) | (23, 59) => Some(Clock::Last),
        (0..=23, 0..=59) => Some(Clock::Within),
        _ => None,
    }
}

/// The days that a text may mean: twice the same, where it is clear.
fn days(text: &str, kind: Kind) -> Option<[Date; 2]> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (year, rest) = text.split_at(4);
        let (month, day) = rest.split_at(2);
        return one(year, month, day);
    }
    if text.contains(|c: char| c.is_alphabetic()) {
        return named(text);
    }
    let parts: Vec<&str> = text
        .split(['-', '/', '.', '年', '月'])
        .map(str::trim)
        .collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    if a.len() == 4 {
        return one(a, b, c);
    }
    let dmy = one(c, b, a);
    let mdy = one(c, a, b);
    match kind {
        Kind::DateDmy => dmy,
        Kind::DateMdy => mdy,
        _ if text.contains('.') => dmy,
        _ => match (dmy, mdy) {
            (Some([one, _]), Some([other, _])) => Some([one.min(other), one.max(other)]),
            (only, other) => only.or(other),
        },
    }
}

fn one(year: &str, month: &str, day: &str) -> Option<[Date; 2]> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if ![year, month, day].into_iter().all(digits) || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year = match year.len() {
        4 => year.to_owned(),
        2 => format!("20{year}"),
        _ => return None,
    };
    let date = parse_date(&format!("{year}-{month:0>2}-{day:0>2}")).ok()?;
    Some([date, date])
}

/// The beginnings of the English names of months.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `Jan 31, 2026`, `31 January 2026` and `2026年1月31日`.
fn named(text: &str) -> Option<[Date; 2]> {
    if let Some(day) = text.strip_suffix('日') {
        let parts: Vec<&str> = day.split(['年', '月']).map(str::trim).collect();
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        return one(year, month, day);
    }
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let month = words.iter().find_map(|word| {
        let start = word.to_lowercase();
        let start = start.get(..3)?;
        MONTHS.iter().position(|month| *month == start)
    })?;
    let numbers: Vec<&&str> = words
        .iter()
        .filter(|word| word.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    let [a, b] = numbers.as_slice() else {
        return None;
    };
    let (year, day) = if a.len() == 4 { (a, b) } else { (b, a) };
    one(year, &(month + 1).to_string(), day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Option<Date> {
        parse_date("2026-11-24").ok()
    }

    fn until(text: &str) -> Result<bool, Open> {
        let kind = Kind::Date;
        holds(today(), None, Some(Bound { text, kind }))
    }

    fn from(text: &str) -> Result<bool, Open> {
        let kind = Kind::Date;
        holds(today(), Some(Bound { text, kind }), None)
    }

    #[test]
    fn days_of_many_hands() {
        for text in [
            "2025-01-31",
            "2025-01-31 00:00:00",
            "2025-01-31T23:59:59",
            "31.01.2025",
            "1/31/25",
            "31/01/2025",
            "Jan 31, 2025, 12:00:00 AM",
            "31 January 2025",
            "20250131",
            "2025年1月31日",
            "1738281600",
            "1738281600000",
            "'2025-01-31",
            // Whichever of the two, it is over.
            "02/01/2025",
        ] {
            assert_eq!(until(text), Ok(false), "{text}");
            assert_eq!(from(text), Ok(true), "{text}");
        }
        for text in ["", "0", "0000-00-00 00:00:00", " "] {
            assert_eq!(until(text), Ok(true), "{text}");
        }
    }

    #[test]
    fn the_day_itself() {
        for text in [
            "2026-11-24",
            "2026-11-24 00:00:00",
            "2026-11-24T23:59:59+01:00",
        ] {
            assert_eq!(until(text), Ok(true), "{text}");
        }
        for text in ["2026-11-24", "2026-11-24T00:00:00"] {
            assert_eq!(from(text), Ok(true), "{text}");
        }
        let within = |text: &str| Err(Open::Within(text.to_owned()));
        for text in [
            "2026-11-24T12:00",
            "2026-11-24T00:00:00Z",
            "2026-11-24 6:00 PM",
        ] {
            assert_eq!(until(text), within(text));
        }
        assert_eq!(from("2026-11-24T12:00"), within("2026-11-24T12:00"));
    }

    #[test]
    fn what_no_day_decides() {
        let open = |text: &str| Err(Open::Text(text.to_owned()));
        // 12 January or 1 December.
        assert_eq!(until("12/01/2026"), open("12/01/2026"));
        for text in [
            "end of season",
            "2026-02-30",
            "24.11.",
            "soon 12:00",
            "2026-11-24T9h",
        ] {
            assert_eq!(until(text), open(text), "{text}");
        }
        let kind = Kind::Date;
        let bound = |text| Some(Bound { text, kind });
        assert_eq!(holds(None, bound("2026-01-01"), None), Err(Open::NoDay));
        assert_eq!(holds(None, bound(""), None), Ok(true));
        // It has not begun, whenever it ends.
        let holds = |a, b| holds(today(), bound(a), bound(b));
        assert_eq!(holds("2027-01-01", "later"), Ok(false));
        assert!(matches!(
            holds("2027-01-01", "2026-01-01"),
            Err(Open::Reversed(_))
        ));
    }

    #[test]
    fn intervals() {
        let holds = |text| holds_during(today(), text);
        assert_eq!(
            holds("2026-01-01T00:00+0100/2026-01-31T23:59+0100"),
            Ok(false)
        );
        assert_eq!(
            holds("2026-11-01T00:00+0100/2026-11-24T23:59+0100"),
            Ok(true)
        );
        assert_eq!(holds("2026-11-01/2026-11-24"), Ok(true));
        assert_eq!(holds("2026-11-24T00:00Z / 2026-12-01T00:00Z"), Ok(true));
        // It ended when the day began.
        assert_eq!(holds("2026-11-01T00:00Z/2026-11-24T00:00Z"), Ok(false));
        assert_eq!(holds(""), Ok(true));
        assert!(holds("2026-11-01").is_err());
        assert!(holds("2026-11-01/").is_err());
        assert_eq!(holds("2027-01-01/"), Ok(false));
    }
}
