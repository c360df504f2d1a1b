//! One page for a browser, with everything in it: what to send to somebody who decides.
//!
//! The page is `html/template.html`; its style and scripts stand beside it and are embedded as they
//! are. Products go into the page as they come, one array each, with what they share (rules, markets)
//! by number; the table of the rules and the numbers come behind them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Value, json};

use super::finding::{Level, cell, grouped, name, place, template};
use super::visible::short;
use super::words::Words;
use super::{Product, Setting, Tally, Writer, inert};
use crate::Finding;
use crate::catalog::InputProblem;
use crate::lang::Confidence;
use crate::sentence::{MessageLanguage, Sentence};

const TEMPLATE: &str = include_str!("html/template.html");
const STYLE: &str = include_str!("html/style.css");
/// In the order in which they need one another.
const SCRIPTS: [&str; 6] = [
    include_str!("html/words.js"),
    include_str!("html/data.js"),
    include_str!("html/charts.js"),
    include_str!("html/grid.js"),
    include_str!("html/detail.js"),
    include_str!("html/app.js"),
];

/// Input problems that the page tells; the rest is counted.
const PROBLEMS: usize = 500;
/// Characters of a text from the catalogue.
const MOST: usize = 2_000;

/// A rule that was met.
struct Met {
    number: usize,
    remedy: [String; 2],
}

/// Writes the page.
#[derive(Default)]
pub(super) struct Html {
    rules: BTreeMap<Arc<str>, Met>,
    products: u64,
    problems: Vec<Value>,
    untold: u64,
}

impl Writer for Html {
    fn start(&mut self, setting: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (head, _) = parts();
        let language = if setting.language == MessageLanguage::Chinese {
            "zh-CN"
        } else {
            "en"
        };
        let head = head
            .replace("{{language}}", language)
            .replace("{{style}}", STYLE);
        out.write_all(head.as_bytes())?;
        out.write_all(b"[")
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let assessment = product.assessment;
        let markets: BTreeMap<String, usize> = setting
            .checker
            .markets()
            .iter()
            .enumerate()
            .map(|(i, market)| (market.to_string(), i))
            .collect();
        let findings: Vec<Value> = grouped(assessment)
            .into_iter()
            .map(|group| {
                let numbers: Vec<usize> = group
                    .markets
                    .iter()
                    .filter_map(|market| markets.get(*market).copied())
                    .collect();
                self.finding(group.finding, &numbers, product)
            })
            .collect();
        let row = json!([
            short(&name(&assessment.record), 120),
            short(assessment.title.as_deref().unwrap_or(""), 300),
            place(&assessment.record),
            assessment.classes,
            findings,
        ]);
        let comma = if self.products > 0 { "," } else { "" };
        self.products += 1;
        write!(out, "{comma}\n{}", embedded(&row)?)
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        _: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        if self.problems.len() >= PROBLEMS {
            self.untold += 1;
            return Ok(());
        }
        self.problems.push(json!({
            "code": problem.code.code(),
            "unread": problem.code.unread(),
            "place": problem.location(),
            "column": problem.place.header().map(|header| short(header, 120)),
            "message": both(&problem.message),
            "help": problem.help.as_ref().map(both),
        }));
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (_, tail) = parts();
        let run = self.run(tally, setting);
        let scripts: Vec<String> = SCRIPTS
            .iter()
            .map(|script| format!("<script>\n{script}</script>"))
            .collect();
        out.write_all(b"\n]")?;
        // The data last, so that nothing in it is taken for a place of the template.
        let (before, after) = tail.split_once("{{run}}").unwrap_or((tail, ""));
        out.write_all(before.as_bytes())?;
        out.write_all(embedded(&run)?.as_bytes())?;
        out.write_all(after.replace("{{scripts}}", &scripts.join("\n")).as_bytes())
    }
}

impl Html {
    /// `[rule, level, markets, message en, zh, values, needs, day, remedy en, zh, waiver]`, with 0 for
    /// what there is not. An undetermined rule has no message, as a message says what is wrong.
    fn finding(&mut self, finding: &Finding, markets: &[usize], product: Product<'_>) -> Value {
        let level = Level::of(finding);
        let (en, remedy_en) = finding.in_language(MessageLanguage::English);
        let (zh, remedy_zh) = finding.in_language(MessageLanguage::Chinese);
        let next = self.rules.len();
        let met = self
            .rules
            .entry(finding.rule.clone())
            .or_insert_with(|| Met {
                number: next,
                remedy: [short(remedy_en, MOST), short(remedy_zh, MOST)],
            });
        let own = |remedy: &str, common: &str| {
            let remedy = short(remedy, MOST);
            if remedy == common {
                json!(0)
            } else {
                remedy.into()
            }
        };
        let values: Vec<Value> = finding
            .at
            .iter()
            .map(|path| {
                let value = finding.values.get(path).and_then(|value| value.as_deref());
                let (header, column) = cell(finding, path, product.raw);
                json!([
                    path,
                    value.map(|v| short(v, 120)),
                    header.map(|h| short(h, 120)),
                    column
                ])
            })
            .collect();
        // A reason stands there in both languages, an attribute by its path.
        let needs: Vec<Value> = if finding.needs.is_empty() {
            finding.reasons.iter().map(both).collect()
        } else {
            finding.needs.iter().map(|path| json!(path)).collect()
        };
        let told = |text: &str| {
            if level == Level::Open {
                json!(0)
            } else {
                short(text, MOST).into()
            }
        };
        json!([
            met.number,
            level as u8,
            markets,
            told(en),
            told(zh),
            values,
            needs,
            finding
                .upcoming
                .map_or(json!(0), |day| day.to_string().into()),
            own(remedy_en, &met.remedy[0]),
            own(remedy_zh, &met.remedy[1]),
            finding.waiver.as_deref().map_or(json!(0), Into::into),
        ])
    }

    fn run(&self, tally: &Tally, setting: &Setting<'_>) -> Value {
        let checker = setting.checker;
        let mut met: Vec<(&Arc<str>, &Met)> = self.rules.iter().collect();
        met.sort_by_key(|(_, met)| met.number);
        let rules: Vec<Value> = met
            .into_iter()
            .map(|(id, met)| rule(id, met, setting))
            .collect();
        let classes: BTreeMap<&str, [&str; 2]> = checker
            .rules()
            .names
            .classes
            .iter()
            .map(|(name, class)| {
                let title = &class.title;
                (
                    &**name,
                    [
                        title.in_language(MessageLanguage::English),
                        title.in_language(MessageLanguage::Chinese),
                    ],
                )
            })
            .collect();
        let steps: Vec<Value> = tally
            .steps(8)
            .iter()
            .map(|step| json!([step.rule, step.blocks, step.unlocked]))
            .collect();
        let needs: Vec<Value> = tally
            .most_needed(8)
            .into_iter()
            .map(|(path, count)| {
                let root = path.split('.').next().unwrap_or(path);
                let doc = checker.rules().names.schema.root_attribute(root);
                let told = |language| doc.map_or("", |a| a.doc.in_language(language));
                let [en, zh] = MessageLanguage::BOTH.map(told);
                json!([path, count, en, zh])
            })
            .collect();
        let markets: Vec<String> = checker.markets().iter().map(ToString::to_string).collect();
        let lead = MessageLanguage::BOTH.map(|language| Words::of(language).lead(tally));
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "pack": checker.pack(),
            "asOf": checker.date().to_string(),
            "language": setting.language.code(),
            "channel": checker.channel(),
            "strict": setting.checker.is_strict(),
            "markets": markets,
            "rules": rules,
            "noRules": tally.no_rules,
            "lead": lead,
            "classes": classes,
            "inputs": tally.inputs,
            "totals": tally.totals,
            "steps": steps,
            "needs": needs,
            "problems": self.problems,
            "untold": self.untold,
        })
    }
}

fn rule(id: &Arc<str>, met: &Met, setting: &Setting<'_>) -> Value {
    let edition = setting
        .checker
        .rules()
        .rule(id)
        .and_then(|rule| rule.editions.last());
    let law: Vec<Value> = edition
        .iter()
        .flat_map(|edition| &edition.cite)
        .map(|citation| json!([citation.to_string(), citation.instrument.url]))
        .collect();
    let told = |language| edition.map_or_else(String::new, |e| template(&e.message, language));
    json!({
        "id": id,
        "area": edition.map(|e| e.area.word()),
        "what": MessageLanguage::BOTH.map(told),
        "remedy": met.remedy,
        "law": law,
        "doubtful": edition.is_some_and(|e| e.verification.confidence >= Confidence::Low),
    })
}

/// A sentence in English and Chinese.
fn both(sentence: &Sentence) -> Value {
    json!(MessageLanguage::BOTH.map(|language| short(&sentence.in_language(language), MOST)))
}

/// The template before and behind the products.
fn parts() -> (&'static str, &'static str) {
    TEMPLATE
        .split_once("{{products}}")
        .unwrap_or((TEMPLATE, ""))
}

/// JSON in which nothing ends the script element that it stands in.
fn embedded(value: &Value) -> serde_json::Result<String> {
    Ok(inert::to_string(value)?.replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_a_place_for_everything() {
        let (head, tail) = parts();
        assert!(head.contains("{{style}}") && head.contains("{{language}}"));
        assert!(tail.contains("{{run}}") && tail.contains("{{scripts}}"));
        assert!(SCRIPTS.iter().all(|script| !script.contains("</script")));
    }

    #[test]
    fn data_cannot_leave_its_element() {
        let text = embedded(&json!(["</script><script>x", "<!--"])).unwrap();
        assert!(!text.contains('<'));
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap()[0],
            "</script><script>x"
        );
    }
}
