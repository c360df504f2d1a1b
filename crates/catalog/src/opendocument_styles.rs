//! The number formats of an ODS file: which text its styles show beside a number.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::binary::damaged;
use super::cell_formats::MOST_FORMATS;
use super::number_format::Shown;
use crate::sentence::Sentence;

/// The value of an attribute of an element.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let mut all = attributes.with_checks(false).flatten();
    let found = all.find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.to_string())
}

/// The styles that have been read, and the numbers of what they show.
#[derive(Debug)]
pub(super) struct Styles {
    pub(super) shown: Vec<Shown>,
    /// Number formats by name.
    formats: HashMap<String, u32>,
    /// Styles of cells by name.
    cells: HashMap<String, u32>,
    /// Currencies that cells state.
    currencies: HashMap<String, u32>,
    /// The number format at hand: its name and the texts in it.
    at: Option<Format>,
    in_text: bool,
}

#[derive(Debug)]
struct Format {
    name: String,
    text: String,
    shown: Shown,
}

/// What a number shows whose style says nothing, and one in percent.
pub(super) const PLAIN: u32 = 0;
pub(super) const PERCENT: u32 = 1;

impl Default for Styles {
    fn default() -> Self {
        let percent = Shown {
            percent: true,
            ..Shown::default()
        };
        Self {
            shown: vec![Shown::default(), percent],
            formats: HashMap::new(),
            cells: HashMap::new(),
            currencies: HashMap::new(),
            at: None,
            in_text: false,
        }
    }
}

impl Styles {
    /// Reads the styles that stand in a part of their own.
    pub(super) fn read(&mut self, part: impl BufRead) -> Result<(), Sentence> {
        let mut xml = quick_xml::Reader::from_reader(part);
        let mut buffer = Vec::new();
        // What is not well-formed in it is no part of the table.
        while let Ok(event) = xml.read_event_into(&mut buffer) {
            if matches!(event, Event::Eof) {
                break;
            }
            self.event(&event)?;
            buffer.clear();
        }
        Ok(())
    }

    /// Takes what comes before the tables.
    pub(super) fn event(&mut self, event: &Event<'_>) -> Result<(), Sentence> {
        match event {
            Event::Start(start) => self.begin(start, false)?,
            Event::Empty(start) => self.begin(start, true)?,
            Event::Text(text) if self.in_text => self.text(&text.xml10_content()),
            Event::CData(text) if self.in_text => self.text(&text.xml10_content()),
            Event::End(end) => match end.name().as_ref() {
                "number:text" | "number:currency-symbol" => self.in_text = false,
                "number:number-style" | "number:currency-style" | "number:percentage-style" => {
                    self.end_format()?;
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(format) = self.at.as_mut().filter(|format| format.text.len() < 256) {
            format.text.push_str(text);
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>, is_empty: bool) -> Result<(), Sentence> {
        match start.name().as_ref() {
            kind
            @ ("number:number-style" | "number:currency-style" | "number:percentage-style") => {
                self.at = Some(Format {
                    name: attribute(start, "style:name").unwrap_or_default(),
                    text: String::new(),
                    shown: Shown {
                        percent: kind == "number:percentage-style",
                        ..Shown::default()
                    },
                });
                self.in_text = false;
            }
            "number:text" | "number:currency-symbol" => self.in_text = !is_empty,
            "number:number" => {
                let number = |name| attribute(start, name)?.parse::<usize>().ok();
                let digits = number("number:min-integer-digits").unwrap_or_default();
                let whole = number("number:decimal-places").unwrap_or_default() == 0;
                if let Some(format) = &mut self.at
                    && whole
                    && (2..=20).contains(&digits)
                    && attribute(start, "number:grouping").as_deref() != Some("true")
                {
                    format.shown.zeros = digits;
                }
            }
            "style:style" => self.style(start)?,
            _ => {}
        }
        Ok(())
    }

    fn end_format(&mut self) -> Result<(), Sentence> {
        let Some(format) = self.at.take() else {
            return Ok(());
        };
        let mut shown = format.shown;
        if !shown.percent {
            shown.beside = Shown::beside(&format.text).beside;
            if !format.text.trim().is_empty() {
                shown.zeros = 0;
            }
        }
        let number = self.number(shown)?;
        self.formats.insert(format.name, number);
        Ok(())
    }

    fn style(&mut self, start: &BytesStart<'_>) -> Result<(), Sentence> {
        let Some(name) = attribute(start, "style:name") else {
            return Ok(());
        };
        let own = attribute(start, "style:data-style-name");
        let shown = match &own {
            Some(format) => self.formats.get(format),
            None => attribute(start, "style:parent-style-name")
                .and_then(|parent| self.cells.get(&parent)),
        };
        let shown = shown.copied().unwrap_or(PLAIN);
        if self.cells.len() >= MOST_FORMATS {
            return Err(damaged());
        }
        self.cells.insert(name, shown);
        Ok(())
    }

    fn number(&mut self, shown: Shown) -> Result<u32, Sentence> {
        if self.shown.len() >= MOST_FORMATS {
            return Err(damaged());
        }
        self.shown.push(shown);
        Ok(self.shown.len() as u32 - 1)
    }

    /// What the style of a cell shows.
    pub(super) fn of(&self, style: &str) -> u32 {
        self.cells.get(style).copied().unwrap_or(PLAIN)
    }

    /// What a cell shows that states its currency.
    pub(super) fn currency(&mut self, currency: &str) -> Result<u32, Sentence> {
        if let Some(number) = self.currencies.get(currency) {
            return Ok(*number);
        }
        let number = self.number(Shown {
            beside: Some(currency.to_owned()),
            ..Shown::default()
        })?;
        self.currencies.insert(currency.to_owned(), number);
        Ok(number)
    }
}
