//! JUnit XML: a suite a market, a test case a product and rule.
//!
//! Suites follow one another in the file while products come with all their markets; so each market's
//! cases wait in a temporary file of their own.

use std::collections::BTreeMap;
use std::io::{self, Seek as _, Write};

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Writer as Xml, escape::escape};
use tempfile::SpooledTempFile;

use super::finding::{Level, evidence, joined, law, name, needed};
use super::visible::{allowed, lines, short, visible};
use super::words::Words;
use super::{Product, Setting, Tally, Writer};
use crate::Finding;
use crate::catalog::InputProblem;
use crate::engine::Outcome;

/// Bytes of one suite that are held in memory before they go to a temporary file.
const HELD: usize = 1024 * 1024;
/// Characters of a message in an attribute; the text of the element has the whole.
const MOST: usize = 300;

struct Suite {
    cases: SpooledTempFile,
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

impl Default for Suite {
    fn default() -> Self {
        Self {
            cases: SpooledTempFile::new(HELD),
            tests: 0,
            failures: 0,
            errors: 0,
            skipped: 0,
        }
    }
}

/// The test case of what nothing was checked of.
const UNCHECKED: &str = "not checked";

/// How a test case ends.
enum End<'a> {
    Passed,
    Failed(&'a str),
    Skipped(String),
    Error(&'a str),
}

impl Suite {
    fn case(&mut self, class: &str, name: &str, end: &End<'_>, text: &str) -> io::Result<()> {
        self.tests += 1;
        let (element, kind, message) = match end {
            End::Passed if text.is_empty() => ("", "", String::new()),
            End::Passed => ("system-out", "", String::new()),
            End::Failed(kind) => {
                self.failures += 1;
                let line = text.lines().next().unwrap_or_default();
                ("failure", *kind, short(line, MOST))
            }
            End::Error(kind) => {
                self.errors += 1;
                let line = text.lines().next().unwrap_or_default();
                ("error", *kind, short(line, MOST))
            }
            End::Skipped(why) => {
                self.skipped += 1;
                ("skipped", "", short(why, MOST))
            }
        };
        let mut xml = Xml::new_with_indent(&mut self.cases, b' ', 2);
        let (class, name) = (allowed(&visible(class)), allowed(&visible(name)));
        let case =
            BytesStart::new("testcase").with_attributes([("classname", &*class), ("name", &*name)]);
        if element.is_empty() {
            xml.write_event(Event::Empty(case))?;
        } else {
            xml.write_event(Event::Start(case))?;
            let mut inner = BytesStart::new(element);
            if !kind.is_empty() {
                inner.push_attribute(("type", kind));
            }
            let message = allowed(&message);
            if !message.is_empty() {
                inner.push_attribute(("message", &*message));
            }
            xml.write_event(Event::Start(inner))?;
            xml.write_event(Event::Text(BytesText::from_escaped(escape(&*allowed(
                &lines(text),
            )))))?;
            xml.write_event(Event::End(BytesEnd::new(element)))?;
            xml.write_event(Event::End(BytesEnd::new("testcase")))?;
        }
        self.cases.write_all(b"\n")
    }

    fn write(&mut self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            escape(name),
            self.tests,
            self.failures,
            self.errors,
            self.skipped
        )?;
        self.cases.rewind()?;
        io::copy(&mut self.cases, out)?;
        writeln!(out, "</testsuite>")
    }
}

/// Writes JUnit XML.
#[derive(Default)]
pub(super) struct Junit {
    markets: BTreeMap<String, Suite>,
    input: Suite,
}

impl Writer for Junit {
    fn start(&mut self, setting: &Setting<'_>, _: &mut dyn Write) -> io::Result<()> {
        for market in setting.checker.markets() {
            self.markets.entry(market.to_string()).or_default();
        }
        Ok(())
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let assessment = product.assessment;
        let class = name(&assessment.record);
        for (market, counts) in &assessment.outcomes {
            let suite = self.markets.entry(market.to_string()).or_default();
            if let Some(satisfied) = counts.get(&Outcome::Satisfied) {
                let text = (Words::of(setting.language).satisfied)(*satisfied);
                suite.case(&class, "satisfied", &End::Passed, &text)?;
            }
        }
        for finding in &assessment.findings {
            let suite = self.markets.entry(finding.market.clone()).or_default();
            let level = Level::of(finding);
            let fails = finding.outcome == Outcome::Violated
                && setting
                    .fail_on
                    .is_some_and(|least| finding.severity >= least);
            let end = match level {
                _ if fails => End::Failed(level.word()),
                Level::Open => End::Skipped(format!(
                    "{}: {}",
                    Words::of(setting.language).level(level),
                    needed(finding, setting.language).join(", ")
                )),
                Level::Waived => {
                    End::Skipped(finding.waiver.as_deref().unwrap_or("waived").to_owned())
                }
                _ => End::Passed,
            };
            suite.case(
                &class,
                &finding.rule,
                &end,
                &text(finding, product, setting),
            )?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let code = problem.code.code();
        let end = if problem.code.unread() {
            End::Error(code)
        } else {
            End::Passed
        };
        self.input.case(
            &problem.location(),
            code,
            &end,
            &problem.in_language(setting.language),
        )
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for (market, why) in Words::of(setting.language).unchecked(tally) {
            let suite = match self.markets.get_mut(&market) {
                Some(suite) => suite,
                None => &mut self.input,
            };
            suite.case("tidewaiter", UNCHECKED, &End::Error(UNCHECKED), &why)?;
        }
        let sum =
            |of: fn(&Suite) -> u64| self.markets.values().map(of).sum::<u64>() + of(&self.input);
        Xml::new(&mut *out).write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writeln!(
            out,
            "\n<testsuites name=\"tidewaiter\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
            sum(|suite| suite.tests),
            sum(|suite| suite.failures),
            sum(|suite| suite.errors)
        )?;
        if self.input.tests > 0 {
            self.input.write("input", out)?;
        }
        for market in setting.checker.markets() {
            let market = market.to_string();
            if let Some(suite) = self.markets.get_mut(&market) {
                suite.write(&market, out)?;
            }
        }
        writeln!(out, "</testsuites>")
    }
}

/// The message, and below it what decided it, what to do and the law.
fn text(finding: &Finding, product: Product<'_>, setting: &Setting<'_>) -> String {
    let words = Words::of(setting.language);
    let mut lines = vec![visible(&finding.message).into_owned()];
    if let Some(day) = finding.upcoming {
        lines.push(format!("{}: {day}", words.from));
    }
    let seen = evidence(finding, product.raw, words);
    if !seen.is_empty() {
        lines.push(format!("{}: {}", words.at, seen.join("; ")));
    }
    if !finding.needs.is_empty() {
        lines.push(format!("{}: {}", words.open, joined(&finding.needs, ", ")));
    }
    lines.push(format!("{}: {}", words.fix, visible(&finding.remedy)));
    lines.push(format!("{}: {}", words.law, law(finding)));
    lines.join("\n")
}
