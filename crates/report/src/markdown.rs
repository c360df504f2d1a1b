//! Markdown for a pull request: the numbers, what to do first, and a section a product to unfold.
//!
//! GitHub refuses a comment of more than 65,536 characters, so what does not fit is counted. Only the
//! products that fit are held; the numbers that stand above them are known last.

use std::io::{self, Write};

use super::finding::{Level, evidence, grouped, law, name, place};
use super::visible::short;
use super::words::Words;
use super::{Product, Setting, Tally, Writer};
use crate::catalog::InputProblem;
use crate::lang::Severity;

/// Bytes of the whole, so that it has no more characters than GitHub allows, however it counts them.
const LIMIT: usize = 65_536;
/// Bytes kept for the numbers above the products and the count of the rest below.
const KEPT: usize = 12_000;
/// Markets whose numbers are shown.
const MARKETS: usize = 40;
/// Characters of a message, title or value.
const MOST: usize = 400;

/// Writes Markdown.
#[derive(Default)]
pub(super) struct Markdown {
    products: String,
    problems: String,
    untold: u64,
    untold_problems: u64,
    rules: std::collections::BTreeMap<std::sync::Arc<str>, usize>,
    over_limit: u64,
}

impl Writer for Markdown {
    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
        let assessment = product.assessment;
        let mut body = String::new();
        let mut counts = [0usize; 4];
        for group in grouped(assessment) {
            let finding = group.finding;
            let level = Level::of(finding);
            if level > Level::Upcoming && !(setting.all && level == Level::Open) {
                continue;
            }
            if let Some(count) = counts.get_mut(level as usize) {
                *count += 1;
            }
            let told = self.rules.entry(finding.rule.clone()).or_insert(0);
            *told += 1;
            if setting.limit > 0 && *told > setting.limit {
                self.over_limit += 1;
                continue;
            }
            let day = finding
                .upcoming
                .map(|day| format!(" {} {day}", words.from))
                .unwrap_or_default();
            body.push_str(&format!(
                "- {} **{}{day}** {} `{}`: {}\n",
                mark(level),
                words.level(level),
                group.markets.join(", "),
                finding.rule,
                escaped(&finding.message)
            ));
            let seen = evidence(finding, product.raw, words);
            if !seen.is_empty() {
                body.push_str(&format!(
                    "  {}: {}  \n",
                    words.at,
                    escaped(&seen.join("; "))
                ));
            }
            body.push_str(&format!(
                "  {}: {}  \n",
                words.fix,
                escaped(&finding.remedy)
            ));
            body.push_str(&format!("  {}: {}\n", words.law, escaped(&law(finding))));
        }
        if body.is_empty() {
            return Ok(());
        }
        let numbers: Vec<String> = [Level::Error, Level::Warning, Level::Notice, Level::Upcoming]
            .into_iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| format!("{} {count}", mark(level)))
            .collect();
        let section = format!(
            "<details><summary><b>{}</b> {} {} <code>{}</code></summary>\n\n{body}\n</details>\n",
            html(&name(&assessment.record)),
            html(assessment.title.as_deref().unwrap_or("")),
            numbers.join(" "),
            html(&place(&assessment.record)),
        );
        if self.products.len() + self.problems.len() + section.len() + KEPT > LIMIT {
            self.untold += 1;
        } else {
            self.products.push_str(&section);
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        const SHARE: usize = 8_000;
        let line = format!("- {}\n", escaped(&problem.in_language(setting.language)));
        if self.problems.len() + line.len() > SHARE
            || self.products.len() + self.problems.len() + line.len() + KEPT > LIMIT
        {
            self.untold_problems += 1;
        } else {
            self.problems.push_str(&line);
        }
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
        let mut text = head(tally, setting);
        text.push_str(&self.products);
        if self.untold > 0 {
            text.push_str(&format!("\n{}\n", (words.do_not_fit)(self.untold)));
        }
        if self.over_limit > 0 {
            let told = (words.over_limit)(self.over_limit, setting.limit);
            text.push_str(&format!("\n{told}\n"));
        }
        if !self.problems.is_empty() || self.untold_problems > 0 {
            text.push_str(&format!("\n### {}\n\n{}", words.problems, self.problems));
            if self.untold_problems > 0 {
                text.push_str(&format!("- {}\n", (words.more)(self.untold_problems)));
            }
        }
        out.write_all(text.as_bytes())
    }
}

fn head(tally: &Tally, setting: &Setting<'_>) -> String {
    let words = Words::of(setting.language);
    let totals = &tally.totals;
    let (ready, open, blocked) = tally.listings();
    let pack = setting.checker.pack();
    let mut text = format!(
        "## tidewaiter: {} {ready}, {} {open}, {} {blocked}\n\n",
        words.ready, words.to_complete, words.blocked
    );
    for line in words.lead(tally) {
        text.push_str(&format!("**{}**\n\n", escaped(&line)));
    }
    text.push_str(&format!(
        "{} {}; {} {}, {} {}, {} {}; {} {}; {} {} ({}).\n\n",
        totals.records,
        words.products,
        totals.of(Severity::Error),
        words.level(Level::Error),
        totals.of(Severity::Warning),
        words.level(Level::Warning),
        totals.undetermined,
        words.level(Level::Open),
        words.as_of,
        setting.checker.date(),
        escaped(&pack.name),
        escaped(&pack.version),
        pack.hash,
    ));
    text.push_str(&format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        words.market,
        words.ready,
        words.to_complete,
        words.blocked,
        words.level(Level::Error),
        words.level(Level::Warning),
        words.level(Level::Notice),
        words.level(Level::Open),
    ));
    let markets = setting.checker.markets();
    for market in markets.iter().take(MARKETS) {
        let name = market.to_string();
        let numbers = tally.markets.get(&name).cloned().unwrap_or_default();
        text.push_str(&format!(
            "| {name} | {} | {} | {} | {} | {} | {} | {} |\n",
            numbers.ready,
            numbers.open,
            numbers.blocked,
            numbers.errors,
            numbers.warnings,
            numbers.notices,
            numbers.undetermined
        ));
    }
    if markets.len() > MARKETS {
        let more = (words.more_markets)(markets.len() - MARKETS);
        text.push_str(&format!("\n{more}\n"));
    }
    let steps = tally.steps(5);
    if !steps.is_empty() {
        text.push_str(&format!("\n### {}\n\n", words.first));
        for step in &steps {
            let remedy = tally.rules.get(&step.rule).map_or("", |rule| &rule.remedy);
            text.push_str(&format!(
                "1. `{}` {}: {}\n",
                step.rule,
                (words.step)(step),
                escaped(remedy),
            ));
        }
    }
    text.push('\n');
    text
}

fn mark(level: Level) -> &'static str {
    match level {
        Level::Error => "🔴",
        Level::Warning => "🟠",
        Level::Notice => "🔵",
        Level::Upcoming => "🕓",
        Level::Open | Level::Waived => "⚪",
    }
}

/// A text in which nothing is Markdown, HTML or a mention of somebody.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for c in short(text, MOST).chars() {
        match c {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            // A comment between the sign and the name keeps people from being notified.
            '@' => shown.push_str("@<!-- -->"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                shown.push('\\');
                shown.push(c);
            }
            _ => shown.push(c),
        }
    }
    shown
}

/// The same inside of an HTML element, where backslashes do not escape.
fn html(text: &str) -> String {
    let mut shown = String::new();
    for c in short(text, MOST).chars() {
        match c {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '@' => shown.push_str("@<!-- -->"),
            '`' | '*' | '_' | '[' | ']' | '~' | '!' | '\\' | '#' | '|' => {
                shown.push_str(&format!("&#{};", c as u32));
            }
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_of_a_title_is_markup() {
        assert_eq!(
            super::escaped("<b>*x* @acme [l](u)\n# h | `c`"),
            "&lt;b&gt;\\*x\\* @<!-- -->acme \\[l\\](u) \\# h \\| \\`c\\`"
        );
        assert_eq!(super::html("</summary>_x_"), "&lt;/summary&gt;&#95;x&#95;");
    }
}
