//! What consignments cost, for people and for programs.

mod csv;
mod human;
mod json;

pub use csv::csv;
pub use human::human;
pub use json::json;

use crate::Checker;
use crate::catalog::InputProblem;
use crate::engine::Unknown;
use crate::lang::Charge;
use crate::record::Place;
use crate::sentence::MessageLanguage;
use crate::value::{Date, Decimal};
use tidewaiter_engine::quote::{Ending, Quote, TargetPrice};

use super::InputSummary;
use super::finding::said;

/// The quotes of a run.
#[derive(Debug)]
pub struct QuoteRun<'a> {
    /// The checker, with its rules, markets and date.
    pub checker: &'a Checker,
    /// Presumptions were switched off.
    pub strict: bool,
    /// The files, with what they turned out to be.
    pub inputs: Vec<InputSummary>,
    /// The consignments, in the order of the files.
    pub consignments: Vec<ConsignmentQuote>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
    /// The margin that prices are sought for, as a fraction, and how they shall end.
    pub target: Option<(Decimal, Option<Ending>)>,
}

/// What one consignment costs at every destination.
#[derive(Debug)]
pub struct ConsignmentQuote {
    /// The file.
    pub file: String,
    /// Its name, where the file gives one.
    pub name: Option<String>,
    /// Where it begins.
    pub place: Place,
    /// The quotes, in the order of the markets.
    pub quotes: Vec<MarketQuote>,
}

/// What one consignment costs at one destination.
#[derive(Debug)]
pub struct MarketQuote {
    /// The quote.
    pub quote: Quote,
    /// The lowest price of each item that keeps the margin; empty where none was asked for.
    pub targets: Vec<Result<TargetPrice, Unknown>>,
}

impl QuoteRun<'_> {
    /// Every landed cost and every price asked for can be told.
    pub fn complete(&self) -> bool {
        self.consignments
            .iter()
            .flat_map(|consignment| &consignment.quotes)
            .all(|market| market.quote.landed.is_ok() && market.targets.iter().all(Result::is_ok))
    }

    /// The tables that rows were used of, and those that should have been looked at again: name,
    /// hash, the day whose law they show, the day of review.
    fn tables(&self) -> Vec<TableUsed<'_>> {
        let rules = self.checker.rules();
        let used: std::collections::BTreeSet<&str> = self
            .consignments
            .iter()
            .flat_map(|consignment| &consignment.quotes)
            .flat_map(|market| market.quote.all_lines())
            .flat_map(|(_, line)| &line.line.rows)
            .map(|row| &*row.table)
            .collect();
        rules
            .names
            .tables
            .iter()
            .filter(|table| used.contains(&*table.name))
            .map(|table| TableUsed {
                name: &table.name,
                hash: &table.hash,
                as_of: table.as_of,
                review_by: table.review_by,
                stale: table.stale(self.checker.date()),
            })
            .collect()
    }
}

/// A table that rows were used of.
struct TableUsed<'a> {
    name: &'a str,
    hash: &'a str,
    as_of: Option<Date>,
    review_by: Option<Date>,
    stale: bool,
}

/// The law of a line, as it is cited.
fn law(charge: &Charge) -> String {
    let cite: Vec<String> = charge.cite.iter().map(ToString::to_string).collect();
    cite.join("; ")
}

/// What is missing: attributes first, then reasons.
fn missing(unknown: &Unknown, language: MessageLanguage) -> Vec<String> {
    let mut missing: Vec<String> = unknown.needs.iter().map(ToString::to_string).collect();
    missing.extend(said(&unknown.reasons, language));
    missing
}

/// The row of a table, as it is named in reports.
fn row(row: &crate::engine::RowUsed, language: MessageLanguage) -> String {
    let source = row
        .source
        .as_deref()
        .filter(|source| !source.is_empty())
        .map_or_else(String::new, |source| format!(" ({source})"));
    let (table, line, keys) = (&row.table, row.line, &row.keys);
    if language == MessageLanguage::Chinese {
        format!("{table} 第 {line} 行: {keys}{source}")
    } else {
        format!("{table} line {line}: {keys}{source}")
    }
}
