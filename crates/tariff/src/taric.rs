//! TARIC, the tariff of the European Union: the extraction "Duties Import".

use super::duty_text::Dialect;
use super::measure::{Authority, Measure, take};
use super::row::Sink;
use super::sheet::{Cell, Header, Rows, text};

const EU: Authority = Authority {
    market: "EU",
    dialect: Dialect::Eu,
    code: "Goods code",
    from: "Start date",
    until: "End date",
    duty: "Duty",
};

/// Rows of the extraction.
pub(super) struct Table {
    code: usize,
    start: usize,
    end: usize,
    duty: usize,
    area: usize,
    kind: usize,
    additional_code: Option<usize>,
    order_number: Option<usize>,
    kind_name: Option<usize>,
}

impl Table {
    pub(super) fn new(header: &Header) -> Result<Self, Vec<String>> {
        let [code, start, end, duty, area, kind] = header.need([
            "goods code",
            "start date",
            "end date",
            "duty",
            "origin code",
            "meas. type code",
        ])?;
        Ok(Self {
            code,
            start,
            end,
            duty,
            area,
            kind,
            additional_code: header.at("add code"),
            order_number: header.at("order no."),
            kind_name: header.at("measure type"),
        })
    }
}

impl Rows for Table {
    fn row(&mut self, line: u64, cells: &[Cell], sink: &mut Sink<'_>) {
        let at = |place| text(cells, Some(place));
        let code = at(self.code);
        // A code of ten digits that a sheet has as a number has lost the zero before it.
        let padded = cells
            .get(self.code)
            .filter(|cell| cell.number && code.len() == 9)
            .map(|_| format!("0{code}"));
        let measure = Measure {
            line,
            kind: at(self.kind),
            kind_name: text(cells, self.kind_name),
            code: padded.as_deref().unwrap_or(code),
            area: at(self.area),
            additional_code: text(cells, self.additional_code),
            order_number: text(cells, self.order_number),
            from: at(self.start),
            until: at(self.end),
            duty: at(self.duty),
            ..Measure::default()
        };
        take(&measure, EU, sink);
    }
}
