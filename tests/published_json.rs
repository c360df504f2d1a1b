//! The JSON of the library: it has its published schemas, and says what the program says of the same
//! record, word for word.

use serde_json::{Value, json};
use tidewaiter::{
    Assessment, CheckError, Checker, Datum, MessageLanguage, RulePack, Settings, SourceFile,
};

const LAPTOP: &str = r#"{ "id": "SKU-1", "title": "Laptop", "classes": ["laptop"], "clases": ["toy"],
    "weight": "heavy", "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#;

fn settings(language: MessageLanguage) -> Settings {
    Settings::new()
        .markets(["DE", "NG"])
        .language(language)
        .as_of("2026-11-24")
}

fn schema(name: &str) -> Value {
    let path = format!("{}/docs/schema/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What of a value does not follow a part of a schema; everything follows the whole of it.
fn follows(value: &Value, file: &str, part: Option<&str>) {
    let mut schema = schema(file);
    if let Some(part) = part {
        let reference = format!("#/$defs/{part}");
        schema = json!({ "$ref": reference, "$defs": schema["$defs"] });
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

fn parsed(json: &impl ToString) -> Value {
    serde_json::from_str(&json.to_string()).unwrap()
}

#[test]
fn an_assessment_has_its_schema() {
    for language in MessageLanguage::BOTH {
        let checker = Checker::standard(settings(language)).unwrap();
        for record in [LAPTOP, "{}", r#"{ "title": "Book", "classes": ["book"] }"#] {
            let assessment = checker.check_json(record).unwrap();
            let view = assessment.to_json(language);
            let value = parsed(&view);
            assert_eq!(serde_json::to_value(&view).unwrap(), value);
            follows(&value, "report.schema.json", Some("assessment"));
            assert_eq!(value["clear"], assessment.is_clear());
            assert_eq!(value["as_of"], assessment.as_of.to_string());
            assert_eq!(value["as_of"], "2026-11-24");
            assert_eq!(value["rules"], json!(*assessment.rules));
            assert_eq!(*assessment.rules, *checker.pack());
            assert_eq!(value["rules"]["hash"].as_str().unwrap().len(), 16);
            assert_eq!(value["incomplete"], assessment.is_incomplete());
            let chinese = language == MessageLanguage::Chinese;
            let obstacle = &value["obstacles"][0];
            assert_eq!(obstacle.get("message_zh").is_some(), chinese, "{obstacle}");
        }
    }
}

/// What of a record is not read has the codes that reports have for it.
#[test]
fn problems_of_a_record_have_the_codes_of_the_readers() {
    let checker = Checker::standard(settings(MessageLanguage::English)).unwrap();
    let record = r#"{ "id": "1", "clases": [], "weight": "heavy", "gtin": "4006381333932" }"#;
    let told = |assessment: &Assessment| -> Vec<(String, String)> {
        let value = parsed(&assessment.to_json(MessageLanguage::English));
        let problems = value["problems"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let pair = |problem: &Value| (text(&problem["code"]), text(&problem["path"]));
        problems.iter().map(pair).collect()
    };
    let assessment = checker.check_json(record).unwrap();
    let codes = told(&assessment);
    assert!(
        codes.contains(&("TW1101".to_owned(), "clases".to_owned())),
        "{codes:?}"
    );
    assert!(
        codes.contains(&("TW1102".to_owned(), "weight".to_owned())),
        "{codes:?}"
    );
    let as_read = assessment.problems.iter().cloned().map(|problem| {
        let (code, unread) = (problem.kind.code(), problem.kind.is_unread());
        let read = tidewaiter_catalog::InputProblem::of_record(problem, "a.json", None);
        assert_eq!((code, unread), (read.code.code(), read.code.unread()));
        code.to_owned()
    });
    let codes: Vec<String> = codes.into_iter().map(|(code, _)| code).collect();
    assert_eq!(as_read.collect::<Vec<_>>(), codes);
}

#[test]
fn errors_and_diagnostics_have_their_schema() {
    let rules = |text: &str| {
        let file = |path: &str, text: &str| SourceFile {
            name: path.to_owned(),
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        RulePack::from_files(&[
            file("base.tide", include_str!("lang/base.tide")),
            file("more.tide", text),
        ])
    };
    let seller = Datum::from_json(&json!({ "contry": "CN" }));
    let german = || Settings::new().market("DE").as_of("2026-11-24");
    let errors: [CheckError; 4] = [
        Checker::standard(Settings::new()).unwrap_err(),
        Checker::standard(german().seller(seller)).unwrap_err(),
        rules("module a\ndefine b = titel is given\nrule {").unwrap_err(),
        Checker::standard(german())
            .unwrap()
            .check_json("[")
            .unwrap_err(),
    ];
    for error in &errors {
        let value = parsed(&error.to_json());
        follows(&value, "error.schema.json", None);
        assert_eq!(value["code"], error.code());
    }
    let seller = parsed(&errors[1].to_json());
    assert_eq!(seller["problems"][0]["path"], "seller.contry", "{seller}");
    let mistakes = parsed(&errors[2].to_json());
    assert_eq!(mistakes["diagnostics"][0]["at"]["file"], "more.tide");

    let pack = rules("module a\ndefine b = title is given").unwrap();
    let warnings = parsed(&pack.warnings_to_json());
    let unused = warnings.as_array().unwrap().iter();
    let unused: Vec<&Value> = unused
        .filter(|one| one["at"]["file"] == "more.tide")
        .collect();
    assert_eq!(unused.len(), 1, "{warnings:#}");
    follows(unused[0], "error.schema.json", Some("diagnostic"));
    assert_eq!(unused[0]["level"], "warning");
}

#[test]
fn texts_of_a_record_move_no_cursor() {
    let checker = Checker::standard(settings(MessageLanguage::English)).unwrap();
    let assessment = checker
        .check_json("{ \"title\": \"a\\u202e\\u001bz\" }")
        .unwrap();
    let json = assessment.to_json(MessageLanguage::English).to_string();
    assert!(json.contains("a\\u202e\\u001bz"), "{json}");
    assert_eq!(json.lines().count(), 1);
}

#[cfg(feature = "cli")]
mod beside_the_program {
    use super::*;
    use std::fs;
    use std::process::Command;
    use tidewaiter::catalog::{ReadOptions, Source, read};
    use tidewaiter::run::{Input, Json, Ndjson, Run};

    /// What the program writes of a file.
    fn program(name: &str, text: &str, arguments: &[&str]) -> String {
        program_of(name, text, arguments, &[])
    }

    /// The same, with more files, which need not be there.
    fn program_of(name: &str, text: &str, arguments: &[&str], more: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
            .args(arguments)
            .arg(name)
            .args(more)
            .args(["--as-of", "2026-11-24", "--to", "DE,NG"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The bytes of a line of NDJSON are those of the finding, but for the file and the type.
    #[test]
    fn findings_are_the_lines_of_the_program() {
        for (language, word) in [
            (MessageLanguage::English, "en"),
            (MessageLanguage::Chinese, "zh"),
        ] {
            let arguments = ["check", "--format", "ndjson", "--lang", word];
            let lines = program("a.json", LAPTOP, &arguments);
            let findings: Vec<String> = lines
                .lines()
                .filter(|line| line.starts_with(r#"{"type":"finding","#))
                .map(|line| line.replacen(r#""type":"finding","#, "", 1))
                .map(|line| line.replacen(r#""file":"a.json""#, r#""file":null"#, 1))
                .collect();

            let checker = Checker::standard(settings(language)).unwrap();
            let catalogue = read("a.json", LAPTOP.as_bytes(), &ReadOptions::default());
            let record = checker.bind(&catalogue.records[0]);
            let assessment = checker.check(&record);
            let of_library: Vec<String> = assessment
                .findings
                .iter()
                .map(|finding| finding.to_json(language).to_string())
                .collect();
            assert!(findings.len() > 5);
            assert_eq!(of_library, findings);
            let whole = parsed(&assessment.to_json(language));
            assert_eq!(
                whole["findings"].to_string(),
                format!("[{}]", findings.join(","))
            );

            // What the schema does not have, the program tells once for a file, in words of its own.
            let unread: Vec<Value> = lines
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap())
                .filter(|line| line["code"] == "TW1102")
                .collect();
            let of_library = whole["problems"].as_array().unwrap();
            let [theirs] = &unread[..] else {
                panic!("{unread:?}")
            };
            let mut ours = of_library.iter();
            let ours = ours.find(|one| one["code"] == "TW1102").unwrap();
            for key in [
                "unread",
                "message",
                "message_zh",
                "line",
                "pointer",
                "record",
            ] {
                assert_eq!(ours.get(key), theirs.get(key), "{key}: {ours} {theirs}");
            }
        }
    }

    /// A whole run, written by the listeners of the library, has the bytes of the program.
    #[test]
    fn a_run_is_that_of_the_program() {
        let table = "id,title,classes,wieght,weight\nA,Plush bear,toy,1 kg,heavy\nA,Lamp,,2 kg,\n";
        for (language, word) in [
            (MessageLanguage::English, "en"),
            (MessageLanguage::Chinese, "zh"),
        ] {
            let checker = Checker::standard(settings(language)).unwrap();
            let options = ReadOptions {
                as_of: Some(checker.date()),
                ..ReadOptions::default()
            };
            let source = || Source::of_reader("a.csv", table.as_bytes());
            let input = || Input::catalogue(source(), &options);
            let run = Run::new(&checker).threads(2);
            let missing = Source::open("missing.csv".as_ref()).unwrap_err();

            let mut lines = Ndjson::new(&checker, Vec::new());
            run.over(input(), &mut lines).unwrap();
            lines.not_opened(&missing).unwrap();
            let (totals, lines) = lines.finish().unwrap();
            assert_eq!(totals.records, 2);

            let mut whole = Json::start(&checker, Vec::new()).unwrap();
            run.over(input(), &mut whole).unwrap();
            whole.not_opened(&missing).unwrap();
            let (_, whole) = whole.finish().unwrap();
            let value: Value = serde_json::from_slice(&whole).unwrap();
            follows(&value, "report.schema.json", None);
            assert!(value["problems"].as_array().unwrap().len() > 2, "{value:#}");

            for (format, written) in [("ndjson", lines), ("json", whole)] {
                let arguments = ["check", "--format", format, "--lang", word];
                let of_program = program_of("a.csv", table, &arguments, &["missing.csv"]);
                assert_eq!(String::from_utf8(written).unwrap(), of_program);
            }
        }
    }

    #[test]
    fn a_quote_is_that_of_the_program() {
        let order = r#"{ "id": "1", "title": "T-shirt", "hs_code": "6109.10", "origin": "CN",
            "price": "20 EUR", "price_includes_tax": false, "cost": "8 EUR", "quantity": 2,
            "shipment": { "freight": "5 EUR", "tax_schemes": ["ioss"] } }"#;
        let arguments = ["quote", "--format", "json", "--target-margin", "25%"];
        let report: Value = serde_json::from_str(&program("a.json", order, &arguments)).unwrap();
        let quotes = report["consignments"][0]["quotes"].as_array().unwrap();

        let pack = RulePack::standard().unwrap();
        let settings = settings(MessageLanguage::English);
        let checker = Checker::for_quotes(pack, settings).unwrap();
        let items = [checker.record_from_json(order).unwrap()];
        let of_library: Vec<Value> = checker
            .quote(&items)
            .iter()
            .map(|quote| {
                let margin = "0.25".parse().unwrap();
                let prices = checker.prices_for_margin(&items, quote.market, margin, None);
                let mut value = parsed(&checker.quote_to_json(quote, &prices));
                follows(&value, "quote.schema.json", Some("quote"));
                // What a report says once, a quote that stands alone says itself.
                let fields = value.as_object_mut().unwrap();
                for made in ["as_of", "rules", "tariffs"] {
                    assert_eq!(fields.remove(made).as_ref(), Some(&report[made]), "{made}");
                }
                value
            })
            .collect();
        assert_eq!(&of_library, quotes);
        assert!(of_library[0]["items"][0]["price"]["lowest"].is_string());
    }
}
