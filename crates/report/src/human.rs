//! The report for people: product by product, and at the end, where the eye rests, what was read,
//! what was found in each market and what to do first.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use anstyle::{AnsiColor, Style};

use super::finding::{Grouped, Level, evidence, grouped, joined, law, name, place};
use super::table::Columns;
use super::visible::{short, visible};
use super::words::Words;
use super::{Product, Setting, Tally, Writer, stale_tables};
use crate::Finding;
use crate::catalog::{InputCode, InputProblem};
use crate::engine::Outcome;
use crate::lang::{Confidence, ScopeItem, Severity};
use crate::sentence::MessageLanguage;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const BLUE: Style = AnsiColor::Blue.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Characters of a message; a title of a page's length is somebody's mistake.
const MOST: usize = 400;
/// How many problems of one kind in one column are told before the rest is counted.
const PROBLEMS: u64 = 3;
/// The same for problems of whole rows, which each need their line.
const ROWS: u64 = 100;
/// Markets with a row each; with more, those with the same numbers share one.
const MARKETS: usize = 12;
/// How many attributes that would decide something are named for a product.
const NEEDS: usize = 6;

/// Input problems: what is told, and how many are behind it.
#[derive(Default)]
struct Problems {
    told: BTreeMap<(String, InputCode, String), (Vec<String>, u64)>,
    columns: BTreeMap<String, Vec<String>>,
}

/// A finding without its words: rule, market, outcome, and what would decide it.
type Said = (Arc<str>, String, Outcome, Vec<Arc<str>>);

/// What was told of a variant, and of how many others of its product the same would be.
struct Told {
    /// Rules, markets and what they say; two variants of which it is the same are alike.
    said: Vec<Said>,
    heading: String,
    body: Vec<u8>,
    /// Names of the first variants alike, and the number of all.
    alike: Vec<String>,
    more: u64,
}

/// Variants of one product, which stand together.
#[derive(Default)]
struct Variants {
    product: Option<(Option<Arc<str>>, Arc<str>)>,
    told: Vec<Told>,
}

/// Variants of a product that differ and wait to be told; those behind are told as they come.
const WAITING: usize = 50;
/// Variants alike that are named.
const NAMED: usize = 4;

/// Writes text with colours.
#[derive(Default)]
pub(super) struct Human {
    variants: Variants,
    /// How often each rule was told, and how often it was left out.
    rules: BTreeMap<Arc<str>, (usize, u64)>,
    problems: Problems,
    columns: Columns,
}

impl Writer for Human {
    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
        let assessment = product.assessment;
        if let Some(raw) = product.raw {
            self.columns.see(raw);
        }
        let record = &assessment.record;
        let group = record.group.clone();
        let product_of = group.map(|group| (record.file.clone(), group));
        if product_of.is_none() || self.variants.product != product_of {
            self.variants.write(words, out)?;
            self.variants.product = product_of;
        }
        let said: Vec<Said> = assessment
            .findings
            .iter()
            .map(|f| (f.rule.clone(), f.market.clone(), f.outcome, f.needs.clone()))
            .collect();
        if self.variants.product.is_some()
            && let Some(told) = self.variants.told.iter_mut().find(|t| t.said == said)
        {
            told.more += 1;
            if told.alike.len() < NAMED {
                told.alike.push(short(&name(record), 40));
            }
            return Ok(());
        }
        let mut body = Vec::new();
        if self.findings(product, setting, &mut body)? {
            let heading = format!(
                "{BOLD}{}{BOLD:#}  {}  {DIM}{}{DIM:#}",
                short(&name(record), 80),
                short(assessment.title.as_deref().unwrap_or(""), 80),
                visible(&place(record))
            );
            self.variants.told.push(Told {
                said,
                heading,
                body,
                alike: Vec::new(),
                more: 0,
            });
        }
        if self.variants.product.is_none() || self.variants.told.len() >= WAITING {
            self.variants.write(words, out)?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        self.problems.add(problem, setting.language);
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
        self.variants.write(words, out)?;
        let left_out: Vec<(&Arc<str>, u64)> = self
            .rules
            .iter()
            .filter(|(_, (_, count))| *count > 0)
            .map(|(rule, (_, count))| (rule, *count))
            .collect();
        if !left_out.is_empty() {
            writeln!(out, "{BOLD}{}{BOLD:#}", (words.left_out)(setting.limit))?;
            for (rule, count) in left_out {
                writeln!(out, "  {count:>5} × {rule}")?;
            }
            writeln!(out)?;
        }
        self.problems.write(words, out)?;
        self.summary(tally, setting, words, out)?;
        first(tally, setting, words, out)
    }
}

impl Variants {
    /// Tells what waits.
    fn write(&mut self, words: &Words, out: &mut dyn Write) -> io::Result<()> {
        for told in self.told.drain(..) {
            write!(out, "{}", told.heading)?;
            if told.more > 0 {
                let more = if told.more > told.alike.len() as u64 {
                    ", …"
                } else {
                    ""
                };
                let alike = (words.alike)(told.more);
                write!(
                    out,
                    "  {DIM}+{alike}: {}{more}{DIM:#}",
                    told.alike.join(", ")
                )?;
            }
            writeln!(out)?;
            out.write_all(&told.body)?;
        }
        Ok(())
    }
}

impl Human {
    /// What is to be said about a product; `false` if everything has been told of others before, so
    /// that it is only counted.
    fn findings(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<bool> {
        let words = Words::of(setting.language);
        let assessment = product.assessment;
        let groups = grouped(assessment);
        let (open, told): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| Level::of(group.finding) == Level::Open && !setting.all);
        let open: Vec<&Finding> = assessment
            .findings
            .iter()
            .filter(|finding| !open.is_empty() && Level::of(finding) == Level::Open)
            .collect();
        let mut shown = Vec::new();
        let mut hidden = 0;
        for group in told {
            let (count, left_out) = self.rules.entry(group.finding.rule.clone()).or_default();
            if setting.limit > 0 && *count >= setting.limit {
                *left_out += 1;
                hidden += 1;
            } else {
                *count += 1;
                shown.push(group);
            }
        }
        if shown.is_empty() && (hidden > 0 || open.is_empty()) {
            return Ok(false);
        }
        for group in &shown {
            one(group, product, setting, out)?;
        }
        if hidden > 0 {
            writeln!(out, "  {DIM}+ {}{DIM:#}", (words.told_above)(hidden))?;
        }
        if !open.is_empty() {
            needed(&open, words, out)?;
        }
        writeln!(out)?;
        Ok(true)
    }

    /// What was read, under which rules, and what was found in each market.
    fn summary(
        &self,
        tally: &Tally,
        setting: &Setting<'_>,
        words: &Words,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let totals = &tally.totals;
        writeln!(out, "{BOLD}{}{BOLD:#}", words.summary)?;
        for input in &tally.inputs {
            writeln!(out, "  {}: {}", visible(&input.file), (words.read)(input))?;
        }
        let (columns, unknown) = (self.columns.count(), self.problems.unknown());
        // With a profile it is not the columns of the file that records show.
        let plain = tally.inputs.iter().all(|input| input.profile.is_none());
        if columns > 0 && plain {
            let attributes = columns.saturating_sub(unknown);
            writeln!(out, "  {}", (words.understood)(columns, attributes))?;
        }
        writeln!(out, "  {}", (words.rules)(setting.checker))?;
        // A table of nothing but noughts would look like a clean run.
        if totals.records == 0 {
            return writeln!(out, "\n  {YELLOW}{}{YELLOW:#}", words.nothing);
        }
        let lead = words.lead(tally);
        if !lead.is_empty() {
            writeln!(out)?;
        }
        for line in lead {
            writeln!(out, "  {YELLOW}{line}{YELLOW:#}")?;
        }
        table(tally, setting, words, out)?;
        let (errors, others) = (words.totals)(totals);
        let style = if totals.of(Severity::Error) > 0 {
            RED
        } else if tally.is_open() {
            YELLOW
        } else {
            GREEN
        };
        writeln!(out, "\n  {style}{errors}{style:#}{others}")?;
        if totals.presumed > 0 {
            writeln!(out, "  {}", (words.presumed)(totals.presumed))?;
        }
        for (table, day) in stale_tables(setting.checker) {
            writeln!(out, "  {YELLOW}!{YELLOW:#} {}", (words.stale)(table, day))?;
        }
        regions(setting, words, out)
    }
}

fn one(
    group: &Grouped<'_>,
    product: Product<'_>,
    setting: &Setting<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let words = Words::of(setting.language);
    let finding = group.finding;
    let level = Level::of(finding);
    let style = match level {
        Level::Error => RED,
        Level::Warning => YELLOW,
        Level::Notice | Level::Upcoming => BLUE,
        Level::Open | Level::Waived => DIM,
    };
    let day = finding
        .upcoming
        .map(|day| format!(" {} {day}", words.from))
        .unwrap_or_default();
    let doubt = if finding.confidence >= Confidence::Low {
        format!("  {DIM}{}{DIM:#}", words.unverified)
    } else {
        String::new()
    };
    writeln!(
        out,
        "  {style}{}{day}{style:#} {}  {DIM}{}{DIM:#}{doubt}",
        words.level(level),
        group.markets.join(","),
        finding.rule
    )?;
    writeln!(out, "    {}", short(&finding.message, MOST))?;
    let mut told = |word: &str, text: &str| writeln!(out, "    {DIM}{word}{DIM:#}  {text}");
    let seen = evidence(finding, product.raw, words);
    if !seen.is_empty() {
        told(words.at, &seen.join("; "))?;
    }
    if !finding.needs.is_empty() {
        told(words.open, &joined(&finding.needs, ", "))?;
    }
    for reason in &finding.reasons {
        told(words.open, &visible(&reason.in_language(setting.language)))?;
    }
    if let Some(waiver) = &finding.waiver {
        told(words.waiver, waiver)?;
    }
    writeln!(out, "    {DIM}{}{DIM:#} {}", words.law, law(finding))?;
    writeln!(
        out,
        "    {DIM}{}{DIM:#} {}",
        words.fix,
        short(&finding.remedy, MOST)
    )
}

/// What would decide the rules of a product that are open.
fn needed(open: &[&Finding], words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let mut needs: BTreeMap<&str, u64> = BTreeMap::new();
    for path in open.iter().flat_map(|finding| &finding.needs) {
        *needs.entry(path).or_insert(0) += 1;
    }
    let mut needs: Vec<(&str, u64)> = needs.into_iter().collect();
    needs.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let listed: Vec<String> = needs
        .iter()
        .take(NEEDS)
        .map(|(path, n)| format!("{path} ({n})"))
        .collect();
    let more = if needs.len() > NEEDS {
        format!(" +{}", needs.len() - NEEDS)
    } else {
        String::new()
    };
    writeln!(
        out,
        "  {DIM}? {} {}: {}{more}{DIM:#}",
        open.len(),
        words.open,
        listed.join(", ")
    )
}

impl Problems {
    fn add(&mut self, problem: &InputProblem, language: MessageLanguage) {
        let header = problem.place.header().unwrap_or_default();
        if problem.code == InputCode::UnknownColumn && problem.help.is_none() && !header.is_empty()
        {
            let columns = self.columns.entry(problem.file.clone()).or_default();
            columns.push(visible(header).into_owned());
            return;
        }
        let key = (problem.file.clone(), problem.code, header.to_owned());
        let (told, count) = self.told.entry(key).or_default();
        *count += 1;
        let most = if header.is_empty() { ROWS } else { PROBLEMS };
        if *count <= most {
            let lines: Vec<String> = problem
                .in_language(language)
                .lines()
                .map(|line| short(line, MOST))
                .collect();
            told.push(lines.join("\n  "));
        }
    }

    /// Columns that are no attributes.
    fn unknown(&self) -> usize {
        let guessed = |(_, code, header): &&(String, InputCode, String)| {
            *code == InputCode::UnknownColumn && !header.is_empty()
        };
        self.told.keys().filter(guessed).count()
            + self.columns.values().map(Vec::len).sum::<usize>()
    }

    fn write(&self, words: &Words, out: &mut dyn Write) -> io::Result<()> {
        if self.told.is_empty() && self.columns.is_empty() {
            return Ok(());
        }
        writeln!(out, "{BOLD}{}{BOLD:#}", words.problems)?;
        for ((file, code, header), (told, count)) in &self.told {
            for text in told {
                writeln!(out, "  {text}")?;
            }
            if *count > told.len() as u64 {
                let more = count - told.len() as u64;
                let text = (words.more_problems)(more, code.code(), &visible(header));
                writeln!(out, "  {}: {text}", visible(file))?;
            }
        }
        for (file, headers) in &self.columns {
            writeln!(
                out,
                "  {}: {} {}: {}",
                visible(file),
                headers.len(),
                words.columns,
                headers.join(", ")
            )?;
        }
        writeln!(out)
    }
}

/// A row a market. A listing is ready, or blocked by an error, or else open.
fn table(
    tally: &Tally,
    setting: &Setting<'_>,
    words: &Words,
    out: &mut dyn Write,
) -> io::Result<()> {
    const WIDTHS: [usize; 10] = [10, 7, 9, 8, 8, 10, 9, 10, 14, 11];
    let row = |cells: &[String]| -> String {
        let mut row = String::from("  ");
        for (i, (cell, width)) in cells.iter().zip(WIDTHS).enumerate() {
            let space = " ".repeat(width.saturating_sub(columns(cell)));
            // Names of markets to the left, numbers to the right.
            let (before, after) = if i == 0 { ("", &*space) } else { (&*space, "") };
            row.push_str(&format!("{before}{cell}{after}"));
        }
        row.trim_end().to_owned()
    };
    let heads = words.table.map(str::to_owned);
    writeln!(out, "\n{DIM}{}{DIM:#}", row(&heads))?;
    let markets = setting.checker.markets();
    let mut rows: Vec<(String, usize, [u64; 9])> = Vec::new();
    for market in markets {
        let name = market.to_string();
        let of = tally.markets.get(&name).cloned().unwrap_or_default();
        let numbers = of.numbers();
        let same = rows
            .iter_mut()
            .find(|(_, _, other)| markets.len() > MARKETS && *other == numbers);
        match same {
            Some((_, others, _)) => *others += 1,
            None => rows.push((name, 0, numbers)),
        }
    }
    for (name, others, numbers) in rows {
        let name = if others > 0 {
            format!("{name} +{others}")
        } else {
            name
        };
        let cells: Vec<String> = std::iter::once(name)
            .chain(numbers.iter().map(ToString::to_string))
            .collect();
        writeln!(out, "{}", row(&cells))?;
    }
    Ok(())
}

/// How many columns of a terminal a text of the report's own words takes: Chinese ones two a sign.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Rules for a region of a market that was not asked for.
fn regions(setting: &Setting<'_>, words: &Words, out: &mut dyn Write) -> io::Result<()> {
    let markets = setting.checker.markets();
    let mut missed: BTreeMap<String, u64> = BTreeMap::new();
    let rules = &setting.checker.rules().rules;
    for edition in rules.iter().filter_map(|rule| rule.editions.last()) {
        for item in &edition.market.included {
            if let ScopeItem::One(region) = item
                && region.is_region()
                && !markets.contains(region)
                && markets.iter().any(|market| market.contains(*region))
            {
                *missed.entry(region.to_string()).or_insert(0) += 1;
            }
        }
    }
    for (region, rules) in missed {
        writeln!(out, "  {}", (words.region)(&region, rules))?;
    }
    Ok(())
}

/// The rules to satisfy and the attributes to give, in the order in which they help most.
fn first(
    tally: &Tally,
    setting: &Setting<'_>,
    words: &Words,
    out: &mut dyn Write,
) -> io::Result<()> {
    let steps = tally.steps(5);
    if !steps.is_empty() {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", words.first)?;
        for (i, step) in steps.iter().enumerate() {
            let remedy = tally.rules.get(&step.rule).map_or("", |rule| &rule.remedy);
            writeln!(
                out,
                "  {}. {}  {DIM}{}{DIM:#}\n     {}",
                i + 1,
                step.rule,
                (words.step)(step),
                short(remedy, 160)
            )?;
        }
        writeln!(
            out,
            "  {DIM}tidewaiter explain {}{DIM:#}",
            steps.first().map_or("RULE", |step| &step.rule)
        )?;
    }
    let needed = tally.most_needed(3);
    if !needed.is_empty() {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", words.needed)?;
    }
    for (path, count) in needed {
        let root = path.split('.').next().unwrap_or(path);
        let schema = &setting.checker.rules().names.schema;
        let doc = schema
            .root_attribute(root)
            .map(|attribute| attribute.doc.in_language(setting.language))
            .unwrap_or_default();
        writeln!(out, "  {count:>5} × {path}  {DIM}{doc}{DIM:#}")?;
    }
    Ok(())
}
