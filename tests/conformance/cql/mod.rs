//! The test cases of HL7's Clinical Quality Language, translated to Tide and put to the evaluator.

mod calls;
mod intervals;
mod syntax;
mod tokens;
mod translate;
mod types;

use std::path::Path;

use tidewaiter::RulePack;
use tidewaiter_engine::reference::{Interpreter, Reference, shown};
use tidewaiter_engine::{Ledger, Setting};
use tidewaiter_lang::SourceFile;
use tidewaiter_value::record::{Datum, Place, RawRecord};
use tidewaiter_value::{Market, parse_date};

use crate::differences::CQL;
use crate::tally::{Tally, Verdict};
use translate::{Answer, Question};

/// Runs every file of the corpus.
pub(crate) fn run(folder: &Path) -> Vec<Tally> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        .collect();
    files.sort();
    files.iter().map(|path| run_file(path)).collect()
}

fn run_file(path: &Path) -> Tally {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    let text = std::fs::read_to_string(path).expect("the file is read");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let mut tally = Tally::new(name);
    for test in document
        .descendants()
        .filter(|node| node.has_tag_name_local("test"))
    {
        let id = test.attribute("name").expect("a test has a name");
        let meant = CQL
            .iter()
            .find(|(_, file, cases)| {
                *file == name && cases.split_whitespace().any(|case| case == id)
            })
            .map(|(reason, ..)| *reason);
        tally.put(id, verdict(test), meant);
    }
    tally
}

/// Names of elements whatever their namespace.
trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for roxmltree::Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

fn verdict(test: roxmltree::Node<'_, '_>) -> Verdict {
    let child = |name: &str| test.children().find(|node| node.has_tag_name_local(name));
    let Some(expression) = child("expression") else {
        return Verdict::Outside("a case without an expression".into());
    };
    if expression
        .attribute("invalid")
        .is_some_and(|how| how != "false")
    {
        return Verdict::Outside("an error is expected; rules compute or are unknown".into());
    }
    let Some(output) = child("output") else {
        return Verdict::Outside("a case without a result".into());
    };
    let text = |node: roxmltree::Node<'_, '_>| node.text().unwrap_or_default().trim().to_owned();
    let (source, result) = (text(expression), text(output));
    let question = syntax::read(&source)
        .and_then(|expression| Ok((expression, syntax::read(&result)?)))
        .and_then(|(expression, result)| translate::question(&expression, &result));
    match question {
        Err(reason) => Verdict::Outside(reason),
        Ok(question) => asked(&source, &result, &question),
    }
}

fn asked(source: &str, result: &str, question: &Question) -> Verdict {
    let found = answer(question);
    let agrees = match (&found, question.agrees) {
        (Ok(text), Answer::True) => text == "true",
        (Ok(text), Answer::False) => text == "false",
        (Ok(text), Answer::Unknown) => text.starts_with("unknown"),
        (Err(_), _) => false,
    };
    if agrees {
        return Verdict::Agrees;
    }
    let found = found.unwrap_or_else(|error| error);
    Verdict::Differs(format!(
        "`{source}` is {result}, but `{}` on {} is {found}",
        question.condition, question.record
    ))
}

/// What the evaluator says; an error if the rule does not load.
fn answer(question: &Question) -> Result<String, String> {
    let source = format!(
        "module t\n{}instrument LAW \"Law\"\nrule r {{ market DE area listing severity error\n cite LAW art. 1\n unverified require {}\n message en \"m\" zh \"m\" remedy en \"r\" zh \"r\"\n example ok as of 2026-01-01 {{ }} example fails as of 2026-01-01 {{ }} }}",
        question.schema, question.condition
    );
    let files = [SourceFile {
        name: "t.tide".into(),
        path: "t.tide".into(),
        bytes: source.into_bytes(),
    }];
    let pack = RulePack::from_files(&files).map_err(|error| error.to_string())?;
    let value: serde_json::Value =
        serde_json::from_str(&question.record).map_err(|error| error.to_string())?;
    let record = pack.bind(&RawRecord::new(
        Datum::from_json(&value),
        Place::default(),
        1,
    ));
    if !record.problems.is_empty() {
        let problems = &record.problems;
        return Err(format!("a value is not taken: {problems:?}"));
    }
    let rules = pack.rules();
    let setting = Setting {
        rules,
        today: parse_date("2026-01-01").expect("a date"),
        destination: Market::parse("DE").expect("a market"),
        channel: None,
        presume: true,
        rates: None,
        trace: false,
        expressions: &Reference,
    };
    let ledger = Ledger::new(setting, vec![&record.fields]);
    let mut interpreter = Interpreter::new(ledger.env(Some(0)));
    let edition = &rules.rules[0].editions[0];
    Ok(shown(&interpreter.eval(&edition.requirements[0]).value))
}
