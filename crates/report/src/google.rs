//! Findings as Google tells item-level issues: the `productStatus` of products in the Merchant API
//! (products v1; the Content API's `productstatuses` before it had the same parts).

use std::io::{self, Write};

use serde::Serialize;

use super::finding::{Level, grouped, name};
use tidewaiter_run::json::Waiting;

use super::json::numbers;
use super::{Product, Setting, Tally, Writer, inert};
use crate::catalog::InputProblem;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    offer_id: String,
    product_status: Status<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    item_level_issues: Vec<Issue<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issue<'a> {
    code: &'a str,
    severity: &'static str,
    resolution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
    description: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<&'a str>,
    applicable_countries: Vec<&'a str>,
}

/// Writes the answer to a listing of products, without what only Google knows.
#[derive(Default)]
pub(super) struct Google {
    products: u64,
    problems: Waiting,
}

impl Writer for Google {
    fn start(&mut self, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"products\": [")
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let groups = grouped(product.assessment);
        let issues = groups
            .iter()
            .filter_map(|group| {
                let finding = group.finding;
                let severity = match Level::of(finding) {
                    Level::Error => "DISAPPROVED",
                    Level::Warning => "DEMOTED",
                    Level::Notice | Level::Upcoming => "NOT_IMPACTED",
                    Level::Open if setting.all => "NOT_IMPACTED",
                    Level::Open | Level::Waived => return None,
                };
                let attributes = if finding.at.is_empty() {
                    &finding.needs
                } else {
                    &finding.at
                };
                // Google names the attribute only where it is a single one.
                let attribute = match attributes.as_slice() {
                    [attribute] => Some(&**attribute),
                    _ => None,
                };
                // A region of a country is not known to it.
                let mut countries: Vec<&str> = Vec::new();
                for market in &group.markets {
                    let country = market.split('-').next().unwrap_or(market);
                    if !countries.contains(&country) {
                        countries.push(country);
                    }
                }
                Some(Issue {
                    code: &finding.rule,
                    severity,
                    resolution: "merchant_action",
                    attribute,
                    description: &finding.message,
                    detail: &finding.remedy,
                    documentation: finding
                        .citations
                        .iter()
                        .find_map(|citation| citation.instrument.url.as_deref()),
                    applicable_countries: countries,
                })
            })
            .collect();
        let listed = Listed {
            offer_id: name(&product.assessment.record),
            product_status: Status {
                item_level_issues: issues,
            },
        };
        let comma = if self.products > 0 { "," } else { "" };
        self.products += 1;
        write!(out, "{comma}\n    {}", inert::to_string(&listed)?)
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
        let end = if self.products > 0 { "\n  ]" } else { "]" };
        writeln!(out, "{end},")?;
        self.problems.write(out)?;
        writeln!(out, ",")?;
        numbers(tally).write_last(out)?;
        writeln!(out, "}}")
    }
}
