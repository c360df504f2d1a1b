//! Tariffs in the columns of the tables of the rules, read and written.

use std::sync::Arc;

use super::duty_text::{Dialect, shown};
use super::row::{Entry, Origin, Rank, Sink, TariffRow, TariffTable};
use super::sheet::{Cell, Header, Rows, text};
use super::{Ruled, Tariff};
use crate::diag::did_you_mean;
use crate::sentence::Sentence;
use crate::value::{Country, Date, HsCode, Market, parse_date};

/// The columns, in the order in which they are written.
const COLUMNS: [&str; 10] = [
    "table", "market", "code", "origin", "measure", "duty", "from", "until", "source", "open",
];

/// The columns of a plain tariff.
pub(super) struct Plain {
    market: usize,
    code: usize,
    duty: usize,
    table: Option<usize>,
    origin: Option<usize>,
    measure: Option<usize>,
    from: Option<usize>,
    until: Option<usize>,
    source: Option<usize>,
    open: Option<usize>,
}

impl Plain {
    pub(super) fn new(header: &Header) -> Result<Self, Vec<String>> {
        let [market, code, duty] = header.need(["market", "code", "duty"])?;
        Ok(Self {
            market,
            code,
            duty,
            table: header.at("table"),
            origin: header.at("origin"),
            measure: header.at("measure"),
            from: header.at("from"),
            until: header.at("until"),
            source: header.at("source"),
            open: header.at("open"),
        })
    }

    /// The row, or the column that is wrong and why.
    fn understood(
        &self,
        line: u64,
        cells: &[Cell],
        sink: &mut Sink<'_>,
    ) -> Result<TariffRow, (&'static str, String)> {
        let at = |place| text(cells, place);
        let measure = at(self.measure);
        let table = match at(self.table) {
            "" if measure.is_empty() => TariffTable::Tariff,
            "" => TariffTable::Additional,
            name => table(name).map_err(|message| ("table", message))?,
        };
        if (table == TariffTable::Additional) == measure.is_empty() {
            let message =
                "a measure (such as section_301) is given for additional duties, and for them only";
            return Err(("measure", message.to_owned()));
        }
        let market = market(text(cells, Some(self.market))).map_err(|m| ("market", m))?;
        let code = text(cells, Some(self.code));
        let code = HsCode::parse(code).map_err(|error| ("code", error.to_string()))?;
        let origin = origin(at(self.origin)).map_err(|message| ("origin", message))?;
        let from = date(at(self.from)).map_err(|message| ("from", message))?;
        let until = date(at(self.until)).map_err(|message| ("until", message))?;
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            let message = format!("the row ends on {until}, before it begins on {from}");
            return Err(("until", message));
        }
        let duty = text(cells, Some(self.duty));
        let duty = match (duty, at(self.open)) {
            ("", "") => {
                return Err((
                    "duty",
                    "is empty; write the rate, or in the column `open` why it cannot be told"
                        .to_owned(),
                ));
            }
            ("", why) => Err(Sentence::verbatim(why)),
            (_, why) if !why.is_empty() => {
                return Err(("open", "a row with a duty is not open".to_owned()));
            }
            (duty, _) => sink.rate(duty, Dialect::Plain, line, "duty"),
        };
        Ok(TariffRow {
            table,
            market,
            code,
            origin,
            measure: (!measure.is_empty()).then(|| measure.into()),
            duty,
            from,
            until,
            line,
            label: sink.text(at(self.source)),
        })
    }
}

impl Rows for Plain {
    fn row(&mut self, line: u64, cells: &[Cell], sink: &mut Sink<'_>) {
        let row = match self.understood(line, cells, sink) {
            Ok(row) => row,
            Err((column, message)) => {
                sink.tally.unread(line, Some(column), message);
                return;
            }
        };
        let ruled = Ruled {
            code: row.code,
            from: row.from,
            until: row.until,
            line,
        };
        if !sink.asked(&ruled) {
            return;
        }
        sink.tally.used += 1;
        sink.entries.push(Entry {
            row,
            rank: Rank::Rate,
            kind: "".into(),
            additional_code: None,
        });
    }
}

fn table(name: &str) -> Result<TariffTable, String> {
    let names = TariffTable::ALL.map(TariffTable::name);
    TariffTable::ALL
        .into_iter()
        .find(|table| table.name() == name)
        .ok_or_else(|| {
            let near = did_you_mean(name, names).map(|near| format!("; did you mean `{near}`?"));
            format!(
                "there is no table `{}`; the tables are {}{}",
                shown(name),
                names.join(", "),
                near.unwrap_or_default()
            )
        })
}

/// A country, a region, or what may be a group of the rules.
fn market(code: &str) -> Result<Arc<str>, String> {
    let group = code.len() > 1
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    match Market::parse(code) {
        Ok(_) => Ok(code.into()),
        Err(_) if group => Ok(code.into()),
        Err(error) => Err(error.to_string()),
    }
}

fn origin(code: &str) -> Result<Origin, String> {
    if matches!(code, "" | "*") {
        return Ok(Origin::Any);
    }
    match Country::parse(code) {
        Some(country) => Ok(Origin::Country(country)),
        None => market(code).and_then(|group| match Market::parse(&group) {
            Ok(_) => Err(format!(
                "`{code}` is a region; an origin is a country, a group or `*`"
            )),
            Err(_) => Ok(Origin::Group(group)),
        }),
    }
}

fn date(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    parse_date(text)
        .map(Some)
        .map_err(|error| error.to_string())
}

/// Rows of a tariff in the plain form.
pub(super) fn write<'t>(tariff: &Tariff, rows: impl IntoIterator<Item = &'t TariffRow>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for row in rows {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let (duty, open) = match &row.duty {
            Ok(rate) => (rate.to_string(), String::new()),
            Err(why) => (String::new(), why.to_string()),
        };
        let _ = writer.write_record([
            row.table.name(),
            &row.market,
            &row.code.to_string(),
            &row.origin.to_string(),
            row.measure.as_deref().unwrap_or_default(),
            &duty,
            &day(row.from),
            &day(row.until),
            &tariff.source(row),
            &open,
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
