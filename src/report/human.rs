//! The report for people: product by product, and at the end, where the eye rests, what was read,
//! what was found in each market and what to do first.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use anstyle::{AnsiColor, Style};

use super::finding::{Grouped, Level, evidence, grouped, joined, law, name, place};
use super::visible::{short, visible};
use super::words::Words;
use super::{Product, Setting, Tally, Writer, counted};
use crate::Finding;
use crate::catalog::{InputCode, InputProblem};
use crate::lang::{Confidence, ScopeItem, Severity};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const BLUE: Style = AnsiColor::Blue.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Characters of a message; a title of a page's length is somebody's mistake.
const MOST: usize = 400;
/// How many problems of one kind in one column are told before the rest is counted.
const PROBLEMS: usize = 3;
/// How many attributes that would decide something are named for a product.
const NEEDS: usize = 6;

/// Input problems: what is told, and how many are behind it.
#[derive(Default)]
struct Problems {
    told: BTreeMap<(String, InputCode, String), (Vec<String>, u64)>,
    columns: BTreeMap<String, Vec<String>>,
}

/// Writes text with colours.
#[derive(Default)]
pub(super) struct Human {
    /// How often each rule was told, and how often it was left out.
    rules: BTreeMap<Arc<str>, (usize, u64)>,
    problems: Problems,
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
        // A product of which everything has been told of others before is only counted.
        if shown.is_empty() && (hidden > 0 || open.is_empty()) {
            return Ok(());
        }
        writeln!(
            out,
            "{BOLD}{}{BOLD:#}  {}  {DIM}{}{DIM:#}",
            short(&name(&assessment.record), 80),
            short(assessment.title.as_deref().unwrap_or(""), 80),
            visible(&place(&assessment.record))
        )?;
        for group in &shown {
            one(group, product, words, out)?;
        }
        if hidden > 0 {
            writeln!(out, "  {DIM}+ {}{DIM:#}", (words.told_above)(hidden))?;
        }
        if !open.is_empty() {
            needed(&open, words, out)?;
        }
        writeln!(out)
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        _: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        self.problems.add(problem);
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
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
        summary(tally, setting, words, out)?;
        first(tally, setting, words, out)
    }
}

fn one(
    group: &Grouped<'_>,
    product: Product<'_>,
    words: &Words,
    out: &mut dyn Write,
) -> io::Result<()> {
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
        told(words.open, &visible(reason))?;
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
    fn add(&mut self, problem: &InputProblem) {
        let header = problem.place.header.as_deref().unwrap_or_default();
        if problem.code == InputCode::UnknownColumn && problem.help.is_none() && !header.is_empty()
        {
            let columns = self.columns.entry(problem.file.clone()).or_default();
            columns.push(visible(header).into_owned());
            return;
        }
        let key = (problem.file.clone(), problem.code, header.to_owned());
        let (told, count) = self.told.entry(key).or_default();
        *count += 1;
        if *count <= PROBLEMS as u64 || header.is_empty() {
            let lines: Vec<String> = problem
                .to_string()
                .lines()
                .map(|line| short(line, MOST))
                .collect();
            told.push(lines.join("\n  "));
        }
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
                writeln!(
                    out,
                    "  {}: {} more [{}] in the column \"{}\"",
                    visible(file),
                    count - told.len() as u64,
                    code.code(),
                    visible(header)
                )?;
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

/// What was read, under which rules, and what was found in each market.
fn summary(
    tally: &Tally,
    setting: &Setting<'_>,
    words: &Words,
    out: &mut dyn Write,
) -> io::Result<()> {
    let checker = setting.checker;
    let pack = checker.pack();
    let totals = &tally.totals;
    writeln!(out, "{BOLD}{}{BOLD:#}", words.summary)?;
    for input in &tally.inputs {
        let format = input.format.as_deref().unwrap_or("-");
        let unread = match input.unread {
            0 => String::new(),
            unread => format!(", {unread} not read"),
        };
        writeln!(
            out,
            "  {}: {format}, {}{unread}",
            visible(&input.file),
            counted(input.records, "product")
        )?;
    }
    let channel = checker
        .channel()
        .map(|channel| format!(", on {channel}"))
        .unwrap_or_default();
    writeln!(
        out,
        "  {} rules of {} {} ({}), as of {}{channel}",
        checker.rules().rules.len(),
        pack.name,
        pack.version,
        pack.hash,
        checker.date(),
    )?;
    table(tally, setting, out)?;
    let errors = totals.of(Severity::Error);
    let style = if errors > 0 { RED } else { GREEN };
    writeln!(
        out,
        "\n  {style}{}{style:#}, {}, {}, {} upcoming, {} undetermined, {} waived; {} of {} {}",
        counted(errors, "error"),
        counted(totals.of(Severity::Warning), "warning"),
        counted(totals.of(Severity::Notice), "notice"),
        totals.upcoming,
        totals.undetermined,
        totals.waived,
        totals.cleared,
        totals.records,
        words.cleared,
    )?;
    if totals.presumed > 0 {
        writeln!(
            out,
            "  {} presumptions were used (--strict switches them off)",
            totals.presumed
        )?;
    }
    regions(setting, out)
}

/// A row a market. A listing is ready, or blocked by an error, or else open.
fn table(tally: &Tally, setting: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n  {DIM}{:<8}{:>7}{:>9}{:>6} {:>9}{:>10}{:>9}{:>10}{:>14}{:>11}{DIM:#}",
        "market",
        "ready",
        "blocked",
        "open",
        "errors",
        "warnings",
        "notices",
        "upcoming",
        "undetermined",
        "satisfied"
    )?;
    for market in setting.checker.markets() {
        let name = market.to_string();
        let of = tally.markets.get(&name).cloned().unwrap_or_default();
        writeln!(
            out,
            "  {name:<8}{:>7}{:>9}{:>6} {:>9}{:>10}{:>9}{:>10}{:>14}{:>11}",
            of.ready,
            of.blocked,
            of.open,
            of.errors,
            of.warnings,
            of.notices,
            of.upcoming,
            of.undetermined,
            of.satisfied
        )?;
    }
    Ok(())
}

/// Rules for a region of a market that was not asked for.
fn regions(setting: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
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
        writeln!(
            out,
            "  {region} has {} of its own: add it to --to if you ship there",
            counted(rules, "rule")
        )?;
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
