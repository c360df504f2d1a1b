//! Quotes for programs. Their schema stands in `docs/schema/quote.schema.json`.

use std::io;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Value, json as object};

use super::{ConsignmentQuote, QuoteRun};
use crate::inert;
use crate::sentence::MessageLanguage;
use crate::value::shown;
use tidewaiter_checker::json::QuoteView;
use tidewaiter_run::json::problem_view;

/// Everything as one object, written item by item.
///
/// # Errors
///
/// Those of the writer.
pub fn json(run: &QuoteRun<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    inert::to_writer_pretty(&mut *out, &Report(run))?;
    out.write_all(b"\n")
}

/// A list of which each element is made when its turn to be written comes.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct Report<'r, 'a>(&'r QuoteRun<'a>);

impl Serialize for Report<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let run = self.0;
        let markets: Vec<String> = run
            .checker
            .markets()
            .iter()
            .map(ToString::to_string)
            .collect();
        let tables: Vec<Value> = run
            .tables()
            .iter()
            .map(|table| {
                object!({
                    "name": table.name,
                    "hash": table.hash,
                    "as_of": table.as_of.map(|day| day.to_string()),
                    "review_by": table.review_by.map(|day| day.to_string()),
                    "stale": table.stale,
                })
            })
            .collect();
        let both = MessageLanguage::Chinese;
        let problems = || run.problems.iter().map(|one| problem_view(one, both));
        let margin = run.target.as_ref().map(|(margin, _)| shown(*margin));
        let consignments = || run.consignments.iter().map(Consigned);
        let mut report = serializer.serialize_map(None)?;
        report.serialize_entry("tidewaiter", env!("CARGO_PKG_VERSION"))?;
        report.serialize_entry("rules", run.checker.pack())?;
        report.serialize_entry("tables", &tables)?;
        report.serialize_entry("tariffs", run.checker.tariffs())?;
        report.serialize_entry("as_of", &run.checker.date().to_string())?;
        report.serialize_entry("markets", &markets)?;
        report.serialize_entry("strict", &run.strict)?;
        report.serialize_entry("target_margin", &margin)?;
        report.serialize_entry("inputs", &run.inputs)?;
        report.serialize_entry("complete", &run.complete())?;
        report.serialize_entry("consignments", &Each(consignments))?;
        report.serialize_entry("problems", &Each(problems))?;
        report.end()
    }
}

struct Consigned<'r>(&'r ConsignmentQuote);

impl Serialize for Consigned<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(one) = *self;
        let quotes = || {
            let quotes = one.quotes.iter();
            quotes.map(|market| QuoteView::of(&market.quote, &market.targets))
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &one.name)?;
        map.serialize_entry("file", &one.file)?;
        map.serialize_entry("line", &(one.place.line > 0).then_some(one.place.line))?;
        map.serialize_entry("pointer", &one.place.pointer())?;
        map.serialize_entry("quotes", &Each(quotes))?;
        map.end()
    }
}
