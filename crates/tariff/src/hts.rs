//! The Harmonized Tariff Schedule of the United States, JSON and CSV: lines with an indent, whose
//! rates hold for the lines below them that have none.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;
use std::sync::Arc;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::Value;

use super::Ruled;
use super::duty_text::{Dialect, shown, tidy};
use super::programme::{column_2, countries, special};
use super::row::{Entry, Origin, Rank, Sink, TariffRow, TariffTable};
use super::sheet::{self, Bounded, Header, Rows, text};
use crate::sentence::{Sentence, say};
use crate::value::{Date, DutyRate, HsCode};

/// A line of the schedule.
#[derive(Debug, Clone, Default)]
struct Line {
    number: u64,
    code: String,
    indent: u32,
    general: String,
    special: String,
    other: String,
    quota: String,
}

/// Names of the columns in messages.
struct Columns {
    code: &'static str,
    indent: &'static str,
    general: &'static str,
    special: &'static str,
    other: &'static str,
}

const JSON: Columns = Columns {
    code: "htsno",
    indent: "indent",
    general: "general",
    special: "special",
    other: "other",
};

const CSV: Columns = Columns {
    code: "HTS Number",
    indent: "Indent",
    general: "General Rate of Duty",
    special: "Special Rate of Duty",
    other: "Column 2 Rate of Duty",
};

/// The schedule, line after line.
struct Schedule {
    columns: Columns,
    /// The lines that the present one stands under, from the heading, and the line itself.
    above: Vec<Line>,
}

/// Rows of the CSV export.
pub(super) struct Table {
    schedule: Schedule,
    code: usize,
    indent: usize,
    general: usize,
    special: usize,
    other: usize,
    quota: Option<usize>,
}

impl Table {
    pub(super) fn new(header: &Header) -> Result<Self, Vec<String>> {
        let [code, indent, general, special, other] = header.need([
            "hts number",
            "indent",
            "general rate of duty",
            "special rate of duty",
            "column 2 rate of duty",
        ])?;
        Ok(Self {
            schedule: Schedule {
                columns: CSV,
                above: Vec::new(),
            },
            code,
            indent,
            general,
            special,
            other,
            quota: header.at("quota quantity"),
        })
    }
}

impl Rows for Table {
    fn row(&mut self, number: u64, cells: &[sheet::Cell], sink: &mut Sink<'_>) {
        let at = |place| text(cells, Some(place));
        let Some(indent) = self.schedule.indent(number, at(self.indent), sink) else {
            return;
        };
        let line = Line {
            number,
            code: at(self.code).to_owned(),
            indent,
            general: tidy(at(self.general)),
            special: tidy(at(self.special)),
            other: tidy(at(self.other)),
            quota: tidy(text(cells, self.quota)),
        };
        self.schedule.line(line, sink);
    }
}

/// Reads the JSON export, a list of lines. Where the text breaks off, the lines before it count.
pub(super) fn json(input: impl Read, sink: &mut Sink<'_>) {
    let (input, since) = Bounded::new(input);
    let mut lines = Lines {
        since,
        schedule: Schedule {
            columns: JSON,
            above: Vec::new(),
        },
        sink,
    };
    let mut reader = serde_json::Deserializer::from_reader(skip_mark(input));
    let read = reader
        .deserialize_seq(&mut lines)
        .and_then(|()| reader.end());
    if let Err(error) = read {
        let record = sink.tally.read + 1;
        sink.tally.problem(
            record,
            None,
            format!("the JSON breaks here, and nothing behind it was read: {error}"),
        );
    }
}

/// Without the byte order mark that editors put before UTF-8.
fn skip_mark(mut input: impl Read) -> impl Read {
    let mut head = [0; 3];
    let mut filled = 0;
    while let Some(space) = head.get_mut(filled..).filter(|space| !space.is_empty()) {
        match input.read(space) {
            Ok(0) | Err(_) => break,
            Ok(read) => filled += read,
        }
    }
    let head: Vec<u8> = head.iter().take(filled).copied().collect();
    let kept = if head == b"\xEF\xBB\xBF" {
        Vec::new()
    } else {
        head
    };
    std::io::Cursor::new(kept).chain(input)
}

struct Lines<'s, 'o> {
    since: Rc<Cell<usize>>,
    schedule: Schedule,
    sink: &'s mut Sink<'o>,
}

impl<'de> Visitor<'de> for &mut Lines<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of lines of the schedule")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<(), A::Error> {
        while let Some(record) = lines.next_element::<Value>()? {
            self.since.set(0);
            self.sink.tally.read += 1;
            self.schedule
                .record(self.sink.tally.read, &record, self.sink);
        }
        Ok(())
    }
}

impl Schedule {
    fn record(&mut self, number: u64, record: &Value, sink: &mut Sink<'_>) {
        if !record.is_object() {
            let message = "not an object with htsno, indent, general, special and other";
            sink.tally.unread(number, None, message);
            return;
        }
        let text = |name: &str| match record.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        if record.get("htsno").is_none() || record.get("general").is_none() {
            let message = "the line has no `htsno` or no `general`; is it from the schedule?";
            sink.tally.unread(number, None, message);
            return;
        }
        let Some(indent) = self.indent(number, &text("indent"), sink) else {
            return;
        };
        let line = Line {
            number,
            code: text("htsno"),
            indent,
            general: tidy(&text("general")),
            special: tidy(&text("special")),
            other: tidy(&text("other")),
            quota: tidy(&text("quotaQuantity")),
        };
        self.line(line, sink);
    }

    fn indent(&self, number: u64, text: &str, sink: &mut Sink<'_>) -> Option<u32> {
        let indent = text.parse().ok().filter(|indent| *indent < 64);
        if indent.is_none() {
            let message = format!(
                "`{}` is not an indent; it is 0 for a heading, 1 below it, and so on",
                shown(text)
            );
            sink.tally
                .unread(number, Some(self.columns.indent), message);
        }
        indent
    }

    fn line(&mut self, line: Line, sink: &mut Sink<'_>) {
        while self
            .above
            .last()
            .is_some_and(|above| above.indent >= line.indent)
        {
            self.above.pop();
        }
        self.above.push(line.clone());
        if line.code.is_empty() {
            sink.tally.pass_over("headings without a code", line.number);
            return;
        }
        let code = match HsCode::parse(&line.code) {
            Ok(code) => code,
            Err(error) => {
                sink.tally
                    .unread(line.number, Some(self.columns.code), error.to_string());
                return;
            }
        };
        if code.as_str().starts_with("99") {
            sink.tally.pass_over("chapter 99: temporary and additional duties, which no line of the tariff says when to take", line.number);
            return;
        }
        let number = line.number;
        let ruled = Ruled {
            code,
            from: None,
            until: None,
            line: number,
        };
        // A rate stands for all below it, so that a line without one needs a row of its own only where
        // the line above is no beginning of its code.
        let Some(source) = self.rates() else {
            sink.tally
                .pass_over("lines without a rate, on them or above", number);
            return;
        };
        let above =
            HsCode::parse(&source.code).is_ok_and(|above| code.under(above) && above != code);
        if above {
            sink.tally.pass_over(
                "statistical lines, which have the rate of the line above",
                number,
            );
            return;
        }
        if !sink.asked(&ruled) {
            return;
        }
        let quota = if line.quota.is_empty() {
            source.quota
        } else {
            line.quota
        };
        let rates = Line {
            number,
            quota,
            ..source
        };
        sink.tally.used += 1;
        self.rows(code, &rates, sink);
    }

    /// The rates of the last line: its own, or those of the nearest line above that has some.
    fn rates(&self) -> Option<Line> {
        self.above
            .iter()
            .rev()
            .find(|line| !line.general.is_empty())
            .cloned()
    }

    fn rows(&self, code: HsCode, line: &Line, sink: &mut Sink<'_>) {
        let columns = &self.columns;
        let general = Row {
            table: TariffTable::Tariff,
            origin: Origin::Any,
            from: None,
            duty: rate(line, &line.general, columns.general, sink),
            label: "column 1, general",
        };
        general.add(code, line, sink);
        if !line.other.is_empty() {
            let duty = rate(line, &line.other, columns.other, sink);
            for (country, from) in column_2() {
                let row = Row {
                    table: TariffTable::Tariff,
                    origin: Origin::Country(country),
                    from,
                    duty: duty.clone(),
                    label: "column 2",
                };
                row.add(code, line, sink);
            }
        }
        let mut uncertain = false;
        for (text, symbols) in special(&line.special) {
            if symbols.is_empty() {
                let why = "rates of the special column without a programme";
                sink.tally.leave_out(why, line.number);
            }
            for symbol in symbols {
                uncertain |= !self.programme(code, line, text, symbol, sink);
            }
        }
        if uncertain {
            let why = say!(
                "a preference under a programme whose countries are not certain",
                "优惠项目的国家范围不确定",
            );
            let row = Row {
                table: TariffTable::Preferences,
                origin: Origin::Any,
                from: None,
                duty: Err(why),
                label: "column 1, special",
            };
            row.add(code, line, sink);
        }
    }

    /// Adds the rates of a programme; its countries may not be certain.
    fn programme(
        &self,
        code: HsCode,
        line: &Line,
        text: &str,
        symbol: &str,
        sink: &mut Sink<'_>,
    ) -> bool {
        let Some(countries) = countries(symbol) else {
            let symbol = shown(symbol);
            let why = format!(
                "programme {symbol} of the special column, whose countries are not certain"
            );
            sink.tally.leave_out(why, line.number);
            return false;
        };
        let duty = rate(line, text, self.columns.special, sink);
        let label = format!("column 1, special ({symbol})");
        for country in countries {
            let row = Row {
                table: TariffTable::Preferences,
                origin: Origin::Country(country),
                from: None,
                duty: duty.clone(),
                label: &label,
            };
            row.add(code, line, sink);
        }
        true
    }
}

/// The rate that a column states; within a quota it is none that can be counted on.
fn rate(
    line: &Line,
    text: &str,
    column: &str,
    sink: &mut Sink<'_>,
) -> Result<Arc<DutyRate>, Sentence> {
    if line.quota.is_empty() {
        return sink.rate(text, Dialect::Us, line.number, column);
    }
    let quota = shown(&line.quota);
    Err(sink.reason(say!(
        "the rate holds within a quota: `{quota}`",
        "税率仅在配额内有效:`{quota}`",
        quota,
    )))
}

/// A row that a line gives.
struct Row<'a> {
    table: TariffTable,
    origin: Origin,
    from: Option<Date>,
    duty: Result<Arc<DutyRate>, Sentence>,
    label: &'a str,
}

impl Row<'_> {
    fn add(self, code: HsCode, line: &Line, sink: &mut Sink<'_>) {
        let entry = Entry {
            row: TariffRow {
                table: self.table,
                market: sink.text("US"),
                code,
                origin: self.origin,
                measure: None,
                duty: self.duty,
                from: self.from,
                until: None,
                line: line.number,
                label: sink.text(self.label),
            },
            rank: Rank::Rate,
            kind: sink.text(""),
            additional_code: None,
        };
        sink.entries.push(entry);
    }
}
