//! The report for people: product by product, then the numbers, then what to do first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::Run;
use crate::catalog::InputCode;
use crate::engine::Outcome;
use crate::lang::Severity;
use crate::{Assessment, Finding};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const BLUE: Style = AnsiColor::Blue.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Words of the report in a language.
struct Words {
    law: &'static str,
    fix: &'static str,
    at: &'static str,
    note: &'static str,
    missing: &'static str,
    open: &'static str,
    from: &'static str,
    unverified: &'static str,
    summary: &'static str,
    first: &'static str,
    cleared: &'static str,
    columns: &'static str,
    problems: &'static str,
    left_out: &'static str,
    alike: &'static str,
    alike_one: &'static str,
}

const EN: Words = Words {
    law: "law",
    fix: "fix",
    at: "at",
    note: "waiver",
    missing: "(not given)",
    open: "open",
    from: "from",
    unverified: "not verified against a source",
    summary: "Summary",
    first: "What to do first",
    cleared: "products are cleared (no violation, nothing undetermined)",
    columns: "columns are not attributes and were not looked at (`--map COLUMN=PATH` maps one)",
    problems: "Could not be read",
    left_out: "drafts, archived and hidden products were left out (--include-drafts checks them)",
    alike: "variants alike",
    alike_one: "variant alike",
};

const ZH: Words = Words {
    law: "法规",
    fix: "整改",
    at: "位置",
    note: "豁免",
    missing: "(未提供)",
    open: "待定",
    from: "生效",
    unverified: "未经来源核实",
    summary: "汇总",
    first: "优先处理",
    cleared: "件商品已通过(无违规且无待定)",
    columns: "列不是已知属性,未作检查(可用 --map 列=路径 映射)",
    problems: "无法读取",
    left_out: "件草稿、已归档或未公开的商品未检查(可用 --include-drafts 检查)",
    alike: "个相同变体",
    alike_one: "个相同变体",
};

/// The report as text; `all` shows each undetermined rule instead of what would decide them.
pub fn human(run: &Run<'_>, language: &str, all: bool) -> String {
    let words = if language == "zh" { &ZH } else { &EN };
    let mut text = String::new();
    let mut waiting = run.assessments.as_slice();
    while let Some((first, rest)) = waiting.split_first() {
        // Variants of one product stand together.
        let variants = rest
            .iter()
            .take_while(|other| same_product(first, other))
            .count();
        let (product, behind) = waiting.split_at(1 + variants);
        products(&mut text, product, words, all);
        waiting = behind;
    }
    problems(&mut text, run, words);
    summary(&mut text, run, words, language);
    text
}

fn same_product(one: &Assessment, other: &Assessment) -> bool {
    one.record.group.is_some()
        && one.record.group == other.record.group
        && one.record.file == other.record.file
}

/// Products, or the variants of one: those of which the same is to be said are told together.
fn products(text: &mut String, variants: &[Assessment], words: &Words, all: bool) {
    let mut told: Vec<(String, Vec<&Assessment>)> = Vec::new();
    for variant in variants {
        let said = findings(variant, words, all);
        if said.is_empty() {
            continue;
        }
        match told.iter_mut().find(|(other, _)| *other == said) {
            Some((_, alike)) => alike.push(variant),
            None => told.push((said, vec![variant])),
        }
    }
    for (said, alike) in told {
        heading(text, &alike, words);
        text.push_str(&said);
        text.push('\n');
    }
}

/// The product, or its variants, and the place of the first.
fn heading(text: &mut String, alike: &[&Assessment], words: &Words) {
    let Some((first, others)) = alike.split_first() else {
        return;
    };
    let record = &first.record;
    let id = record.id.as_deref().unwrap_or("-");
    let title = first.title.as_deref().unwrap_or("");
    let place = match (&record.file, record.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file.to_string(),
        _ => String::new(),
    };
    let _ = write!(text, "{BOLD}{id}{BOLD:#}  {title}  {DIM}{place}{DIM:#}");
    if !others.is_empty() {
        let ids: Vec<&str> = others
            .iter()
            .take(4)
            .map(|other| other.record.id.as_deref().unwrap_or("-"))
            .collect();
        let more = if others.len() > ids.len() {
            ", …"
        } else {
            ""
        };
        let _ = write!(
            text,
            "  {DIM}+{} {}: {}{more}{DIM:#}",
            others.len(),
            if others.len() == 1 {
                words.alike_one
            } else {
                words.alike
            },
            ids.join(", ")
        );
    }
    text.push('\n');
}

/// What is to be said about a product, without its heading; nothing, if nothing is.
fn findings(assessment: &Assessment, words: &Words, all: bool) -> String {
    let mut text = String::new();
    let text = &mut text;
    let shown: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|f| all || f.outcome != Outcome::Undetermined)
        .collect();
    let open: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|f| f.outcome == Outcome::Undetermined)
        .collect();
    // One and the same finding in several markets is told once.
    let mut grouped: Vec<(Vec<&str>, &Finding)> = Vec::new();
    for finding in shown {
        match grouped.iter_mut().find(|(_, other)| {
            other.rule == finding.rule
                && other.outcome == finding.outcome
                && other.message == finding.message
        }) {
            Some((markets, _)) => markets.push(&finding.market),
            None => grouped.push((vec![&finding.market], finding)),
        }
    }
    grouped.sort_by_key(|(_, f)| (rank(f), f.rule.clone()));
    for (markets, finding) in grouped {
        one(text, &markets, finding, words);
    }
    if !all && !open.is_empty() {
        let mut needs: BTreeMap<&str, u64> = BTreeMap::new();
        for finding in &open {
            for path in &finding.needs {
                *needs.entry(path).or_insert(0) += 1;
            }
        }
        let mut needs: Vec<(&str, u64)> = needs.into_iter().collect();
        needs.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let listed: Vec<String> = needs
            .iter()
            .take(6)
            .map(|(path, n)| format!("{path} ({n})"))
            .collect();
        let more = if needs.len() > 6 {
            format!(" +{}", needs.len() - 6)
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "  {DIM}? {} {}: {}{more}{DIM:#}",
            open.len(),
            words.open,
            listed.join(", ")
        );
    }
    std::mem::take(text)
}

/// Errors first, then warnings, notices, what is coming, what is waived.
fn rank(finding: &Finding) -> u8 {
    match (finding.outcome, finding.severity) {
        (Outcome::Violated, Severity::Error) => 0,
        (Outcome::Violated, Severity::Warning) => 1,
        (Outcome::Violated, Severity::Notice) => 2,
        (Outcome::Upcoming, _) => 3,
        (Outcome::Undetermined, _) => 4,
        _ => 5,
    }
}

fn one(text: &mut String, markets: &[&str], finding: &Finding, words: &Words) {
    let (style, word) = match (finding.outcome, finding.severity) {
        (Outcome::Violated, Severity::Error) => (RED, "error"),
        (Outcome::Violated, Severity::Warning) => (YELLOW, "warning"),
        (Outcome::Violated, Severity::Notice) => (BLUE, "notice"),
        (Outcome::Upcoming, _) => (BLUE, "upcoming"),
        (Outcome::Waived, _) => (DIM, "waived"),
        _ => (DIM, "open"),
    };
    let day = finding
        .upcoming
        .map(|day| format!(" {} {day}", words.from))
        .unwrap_or_default();
    let doubt = if finding.confidence >= crate::lang::Confidence::Low {
        format!("  {DIM}{}{DIM:#}", words.unverified)
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "  {style}{word}{day}{style:#} {}  {DIM}{}{DIM:#}{doubt}",
        markets.join(","),
        finding.rule
    );
    let _ = writeln!(text, "    {}", finding.message);
    let mut seen = Vec::new();
    for path in &finding.at {
        let value = finding
            .values
            .get(path)
            .and_then(|v| v.as_deref())
            .unwrap_or(words.missing);
        let column = finding
            .cells
            .get(path)
            .filter(|cell| **cell != *path)
            .map(|cell| format!(" [{cell}]"))
            .unwrap_or_default();
        seen.push(format!("{path} = {}{column}", short(value)));
    }
    if !seen.is_empty() {
        let _ = writeln!(text, "    {DIM}{}{DIM:#}  {}", words.at, seen.join("; "));
    }
    if !finding.needs.is_empty() {
        let needs: Vec<&str> = finding.needs.iter().map(|p| &**p).collect();
        let _ = writeln!(text, "    {DIM}{}{DIM:#}  {}", words.open, needs.join(", "));
    }
    for reason in &finding.reasons {
        let _ = writeln!(text, "    {DIM}{}{DIM:#}  {reason}", words.open);
    }
    if let Some(waiver) = &finding.waiver {
        let _ = writeln!(text, "    {DIM}{}{DIM:#}  {waiver}", words.note);
    }
    let law: Vec<String> = finding.citations.iter().map(ToString::to_string).collect();
    let _ = writeln!(text, "    {DIM}{}{DIM:#} {}", words.law, law.join("; "));
    let _ = writeln!(text, "    {DIM}{}{DIM:#} {}", words.fix, finding.remedy);
}

fn short(value: &str) -> String {
    const MOST: usize = 60;
    if value.chars().count() <= MOST {
        return value.to_owned();
    }
    format!("{}…", value.chars().take(MOST).collect::<String>())
}

/// How many problems of one kind in one column are told before the rest is counted.
const MOST: usize = 3;

fn problems(text: &mut String, run: &Run<'_>, words: &Words) {
    if run.problems.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}{}{BOLD:#}", words.problems);
    let mut told: BTreeMap<(&str, InputCode, &str), usize> = BTreeMap::new();
    let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for problem in &run.problems {
        let header = problem.place.header.as_deref().unwrap_or_default();
        if problem.code == InputCode::UnknownColumn && problem.help.is_none() && !header.is_empty()
        {
            columns.entry(&problem.file).or_default().push(header);
            continue;
        }
        let count = told
            .entry((&problem.file, problem.code, header))
            .or_insert(0);
        *count += 1;
        if *count <= MOST || header.is_empty() {
            let _ = writeln!(text, "  {}", problem.to_string().replace('\n', "\n  "));
        }
    }
    for ((file, code, header), count) in told {
        if count > MOST && !header.is_empty() {
            let _ = writeln!(
                text,
                "  {file}: {} more [{}] in the column \"{header}\"",
                count - MOST,
                code.code()
            );
        }
    }
    for (file, headers) in columns {
        let _ = writeln!(
            text,
            "  {file}: {} {}: {}",
            headers.len(),
            words.columns,
            headers.join(", ")
        );
    }
    text.push('\n');
}

fn summary(text: &mut String, run: &Run<'_>, words: &Words, language: &str) {
    let totals = run.totals();
    let rules = run.checker.rules();
    let pack = run.checker.pack();
    let _ = writeln!(text, "{BOLD}{}{BOLD:#}", words.summary);
    for input in &run.inputs {
        let format = input.format.as_deref().unwrap_or("-");
        let unread = if input.unread > 0 {
            format!(", {} not read", input.unread)
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "  {}: {format}, {} products{unread}",
            input.file, input.records
        );
    }
    let _ = writeln!(
        text,
        "  {} rules of {} {} ({}), as of {}{}",
        rules.rules.len(),
        pack.name,
        pack.version,
        pack.hash,
        run.checker.date(),
        run.checker
            .channel()
            .map(|c| format!(", on {c}"))
            .unwrap_or_default(),
    );
    text.push('\n');
    table(text, run);
    let count = |severity: Severity| totals.violated.get(severity.word()).copied().unwrap_or(0);
    let (errors, warnings, notices) = (
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Notice),
    );
    let style = if errors > 0 { RED } else { GREEN };
    let _ = writeln!(
        text,
        "\n  {style}{errors} errors{style:#}, {warnings} warnings, {notices} notices, {} upcoming, {} undetermined, {} waived; {} of {} {}",
        totals.upcoming,
        totals.undetermined,
        totals.waived,
        totals.cleared,
        totals.records,
        words.cleared,
    );
    if totals.presumed > 0 {
        let _ = writeln!(
            text,
            "  {} presumptions were used (--strict switches them off)",
            totals.presumed
        );
    }
    let left_out: u64 = run.inputs.iter().map(|input| input.left_out).sum();
    if left_out > 0 {
        let _ = writeln!(text, "  {left_out} {}", words.left_out);
    }
    regions(text, run);
    first(text, run, words, language);
}

fn table(text: &mut String, run: &Run<'_>) {
    let _ = writeln!(
        text,
        "  {:<8}{:>8}{:>10}{:>9}{:>10}{:>14}{:>11}",
        "market", "errors", "warnings", "notices", "upcoming", "undetermined", "satisfied"
    );
    for market in run.checker.markets() {
        let name = market.to_string();
        let of = |wanted: Outcome, severity: Option<Severity>| {
            run.findings()
                .filter(|f| {
                    f.market == name
                        && f.outcome == wanted
                        && severity.is_none_or(|s| f.severity == s)
                })
                .count()
        };
        let satisfied: u64 = run
            .assessments
            .iter()
            .filter_map(|a| a.outcomes.get(market))
            .filter_map(|counts| counts.get(&Outcome::Satisfied))
            .sum();
        let _ = writeln!(
            text,
            "  {name:<8}{:>8}{:>10}{:>9}{:>10}{:>14}{satisfied:>11}",
            of(Outcome::Violated, Some(Severity::Error)),
            of(Outcome::Violated, Some(Severity::Warning)),
            of(Outcome::Violated, Some(Severity::Notice)),
            of(Outcome::Upcoming, None),
            of(Outcome::Undetermined, None),
        );
    }
}

/// Rules for a region of a market that was not asked for.
fn regions(text: &mut String, run: &Run<'_>) {
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for edition in run
        .checker
        .rules()
        .rules
        .iter()
        .filter_map(|rule| rule.editions.last())
    {
        for item in &edition.market.included {
            if let crate::lang::ScopeItem::One(region) = item
                && region.is_region()
                && !run.checker.markets().contains(region)
                && run
                    .checker
                    .markets()
                    .iter()
                    .any(|market| market.contains(*region))
            {
                *missed.entry(region.to_string()).or_insert(0) += 1;
            }
        }
    }
    for (region, rules) in missed {
        let _ = writeln!(
            text,
            "  {region} has {rules} rules of its own: add it to --to if you ship there"
        );
    }
}

fn first(text: &mut String, run: &Run<'_>, words: &Words, language: &str) {
    let mut by_rule: BTreeMap<&str, (u64, &Finding)> = BTreeMap::new();
    for finding in run
        .findings()
        .filter(|f| f.outcome == Outcome::Violated && f.severity == Severity::Error)
    {
        by_rule.entry(&finding.rule).or_insert((0, finding)).0 += 1;
    }
    let mut rules: Vec<(u64, &Finding)> = by_rule.into_values().collect();
    rules.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.rule.cmp(&b.1.rule)));
    if rules.is_empty() && run.totals().undetermined == 0 {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", words.first);
    for (count, finding) in rules.iter().take(5) {
        let _ = writeln!(
            text,
            "  {count:>4} × {}  {DIM}tidewaiter explain {}{DIM:#}",
            finding.rule, finding.rule
        );
    }
    let mut needs: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in run
        .findings()
        .filter(|f| f.outcome == Outcome::Undetermined)
    {
        for path in &finding.needs {
            let path = path.split('[').next().unwrap_or(path);
            *needs.entry(path).or_insert(0) += 1;
        }
    }
    if let Some((path, count)) = needs
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))
    {
        let root = path.split('.').next().unwrap_or(path);
        let doc = run
            .checker
            .rules()
            .names
            .schema
            .root_attribute(root)
            .map(|a| a.doc.in_language(language))
            .unwrap_or_default();
        let _ = writeln!(text, "  {count:>4} ? {path}: {doc}");
    }
}
