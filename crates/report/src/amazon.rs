//! Findings as Amazon tells the issues of a listing: `issues` of the Listings Items API 2021-08-01.
//!
//! `enforcements` stays away: it tells what Amazon has done, of which nothing is known here.

use std::io::{self, Write};

use serde::Serialize;

use super::finding::{Level, name};
use tidewaiter_run::json::Waiting;

use super::json::numbers;
use super::{Product, Setting, Tally, Writer, inert};
use crate::Finding;
use crate::catalog::InputProblem;
use crate::lang::Area;

#[derive(Serialize)]
struct Item<'a> {
    sku: &'a str,
    market: &'a str,
    issues: Vec<Issue<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issue<'a> {
    code: &'a str,
    message: String,
    severity: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attribute_names: Vec<&'a str>,
    categories: Vec<&'static str>,
}

/// Writes an item a product and market, each with its issues.
#[derive(Default)]
pub(super) struct Amazon {
    items: u64,
    problems: Waiting,
}

impl Writer for Amazon {
    fn start(&mut self, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"items\": [")
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let sku = name(&product.assessment.record);
        for market in setting.checker.markets() {
            let market = market.to_string();
            let issues = product
                .assessment
                .findings
                .iter()
                .filter(|finding| finding.market == market)
                .filter_map(|finding| issue(finding, setting.all))
                .collect();
            let item = Item {
                sku: &sku,
                market: &market,
                issues,
            };
            let comma = if self.items > 0 { "," } else { "" };
            self.items += 1;
            write!(out, "{comma}\n    {}", inert::to_string(&item)?)?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        self.problems.add(problem, setting.language)
    }

    fn finish(&mut self, tally: &Tally, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        let end = if self.items > 0 { "\n  ]" } else { "]" };
        writeln!(out, "{end},")?;
        self.problems.write(out)?;
        writeln!(out, ",")?;
        numbers(tally).write_last(out)?;
        writeln!(out, "}}")
    }
}

fn issue(finding: &Finding, all: bool) -> Option<Issue<'_>> {
    let severity = match Level::of(finding) {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Notice | Level::Upcoming => "INFO",
        Level::Open if all => "INFO",
        Level::Open | Level::Waived => return None,
    };
    let attributes = if finding.at.is_empty() {
        &finding.needs
    } else {
        &finding.at
    };
    Some(Issue {
        code: &finding.rule,
        message: format!("{} {}", finding.message, finding.remedy),
        severity,
        attribute_names: attributes.iter().map(|path| &**path).collect(),
        categories: categories(finding),
    })
}

/// The categories that Amazon has: attributes, images and prices that are missing or invalid, and what
/// needs an approval.
fn categories(finding: &Finding) -> Vec<&'static str> {
    let mut categories = Vec::new();
    let mut add = |category| {
        if !categories.contains(&category) {
            categories.push(category);
        }
    };
    for path in finding.at.iter().chain(&finding.needs) {
        let given = matches!(finding.values.get(path), Some(Some(_)));
        let root = path.split(['.', '[']).next().unwrap_or(path);
        add(match (root, given) {
            ("images", true) => "INVALID_IMAGE",
            ("images", false) => "MISSING_IMAGE",
            ("price", true) => "INVALID_PRICE",
            ("price", false) => "MISSING_PRICE",
            (_, true) => "INVALID_ATTRIBUTE",
            (_, false) => "MISSING_ATTRIBUTE",
        });
    }
    if matches!(finding.area, Area::Certification | Area::Restricted) {
        add("QUALIFICATION_REQUIRED");
    }
    if categories.is_empty() {
        categories.push("INVALID_ATTRIBUTE");
    }
    categories
}
