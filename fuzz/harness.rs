//! What must hold of any bytes, one function a subject. The targets of cargo-fuzz call them, and so does
//! `tests/fuzz.rs`, with the same seeds and mutants of them, where no fuzzer is at hand.
//!
//! A function returns where all holds and panics where something does not: a panic is what a fuzzer
//! looks for.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::OnceLock;

use tidewaiter::{Checker, RulePack, Settings};
use tidewaiter_catalog::profile::{Profile, validate};
use tidewaiter_catalog::{Catalogue, ProfileChoice, ReadOptions, read};
use tidewaiter_lang::{RuleSet, SourceFile, load};
use tidewaiter_report::{Format, Report, Setting};
use tidewaiter_syntax::{FileId, format, parse};
use tidewaiter_tariff::Tariff;
use tidewaiter_value::record::{Datum, RawRecord};
use tidewaiter_value::{
    Country, Currency, Duration, DutyRate, ExchangeRates, HsCode, Language, Market, Money,
    Quantity, UnitPrice, check_gtin, parse_date, parse_decimal, shown,
};

const BASE: &str = include_str!("../tests/lang/base.tide");

fn germany() -> Settings {
    Settings::new().market("DE").as_of("2026-11-24")
}

/// The standard rules for one market, loaded once.
fn checker() -> &'static Checker {
    static CHECKER: OnceLock<Checker> = OnceLock::new();
    CHECKER.get_or_init(|| Checker::standard(germany()).expect("the standard rules load"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether nothing is the right answer: a table that ends with its header, a list of nothing.
fn empty(name: &str, bytes: &[u8]) -> bool {
    let text = text(bytes);
    let lines = text
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv" | "ndjson" | "yaml") => lines.count() <= 1,
        Some("json") => {
            lines.count() <= 1 || serde_json::from_str::<serde_json::Value>(&text).is_ok()
        }
        _ => true,
    }
}

/// A catalogue under a name of this format: everything is read or told, and what was read can be bound.
pub(crate) fn reader(name: &str, bytes: &[u8]) -> Catalogue {
    let options = ReadOptions {
        max_unpacked_bytes: 1 << 24,
        max_workbook_bytes: 1 << 24,
        ..ReadOptions::default()
    };
    let catalogue = read(name, bytes, &options);
    if catalogue.records.is_empty() && catalogue.problems.is_empty() {
        assert!(
            empty(name, bytes),
            "nothing was read and nothing said of {:?}",
            text(bytes)
        );
    }
    for problem in &catalogue.problems {
        for language in tidewaiter::MessageLanguage::BOTH {
            assert!(!problem.in_language(language).trim().is_empty());
        }
    }
    for record in catalogue.records.iter().take(8) {
        let _ = checker().bind(record);
    }
    catalogue
}

/// Every type of value: what is read is written so that it is read as the same again.
pub(crate) fn values(bytes: &[u8]) {
    let text = text(bytes);
    let text = text.as_str();
    if let Ok(value) = parse_decimal(text) {
        assert_eq!(parse_decimal(&shown(value)), Ok(value), "number {text:?}");
    }
    if let Ok(value) = Money::parse(text) {
        assert_eq!(
            Money::parse(&value.to_string()).ok(),
            Some(value),
            "money {text:?}"
        );
    }
    if let Ok(value) = Quantity::parse(text) {
        let again = Quantity::parse(&value.to_string()).ok();
        assert_eq!(
            again.map(|again| again.to_string()),
            Some(value.to_string()),
            "quantity {text:?}"
        );
    }
    if let Ok(value) = UnitPrice::parse(text) {
        let again = UnitPrice::parse(&value.to_string()).ok();
        assert_eq!(
            again.map(|again| again.to_string()),
            Some(value.to_string()),
            "{text:?}"
        );
    }
    if let Ok(value) = parse_date(text) {
        assert_eq!(
            parse_date(&value.to_string()).ok(),
            Some(value),
            "date {text:?}"
        );
    }
    if let Ok(value) = HsCode::parse(text) {
        assert_eq!(
            HsCode::parse(&value.to_string()).ok(),
            Some(value),
            "HS code {text:?}"
        );
    }
    if let Some(value) = Country::lookup(text) {
        assert_eq!(
            Country::parse(value.code()),
            Some(value),
            "country {text:?}"
        );
    }
    if let Ok(value) = Market::parse(text) {
        assert_eq!(
            Market::parse(&value.to_string()).ok(),
            Some(value),
            "market {text:?}"
        );
    }
    if let Ok(value) = Currency::parse(text) {
        assert_eq!(
            Currency::parse(value.code()).ok(),
            Some(value),
            "currency {text:?}"
        );
    }
    if let Ok(value) = Language::lookup(text) {
        assert_eq!(
            Language::parse(value.code()).ok(),
            Some(value),
            "language {text:?}"
        );
    }
    if let Ok(value) = DutyRate::parse(text) {
        let again = DutyRate::parse(&value.to_string()).ok();
        assert_eq!(
            again.map(|again| again.to_string()),
            Some(value.to_string()),
            "{text:?}"
        );
    }
    let _ = Duration::parse(text);
    let _ = check_gtin(text);
    let _ = ExchangeRates::read(text);
    registers(text);
}

fn registers(text: &str) {
    use tidewaiter_value as register;
    let _ = register::check_isbn(text);
    let _ = register::check_eori(text);
    let _ = register::check_abn(text);
    let _ = register::check_gstin(text);
    let _ = register::check_ioss(text);
    if let Some(country) = text.get(..2).and_then(Country::parse) {
        let _ = register::check_vat_number(text, country);
    }
}

/// The tree of a text, without its places.
fn tree(text: &str) -> Option<String> {
    let (file, mistakes) = parse(text, FileId::default());
    mistakes.is_empty().then(|| {
        let debug = format!("{file:?}");
        without_places(&debug)
    })
}

/// A tree as it is printed for debugging, without the numbers of its places.
fn without_places(debug: &str) -> String {
    let mut rest = debug;
    let mut out = String::with_capacity(debug.len());
    while let Some(at) = rest.find("Span {") {
        let (before, place) = rest.split_at(at);
        out.push_str(before);
        match place.find('}') {
            Some(end) => rest = &place[end + 1..],
            None => return out,
        }
    }
    out.push_str(rest);
    // The spaces of a citation are set by the formatter.
    out.retain(|character| !character.is_whitespace());
    out
}

/// A text of rules: mistakes are told, a formatted text has the same tree and is formatted already.
pub(crate) fn rules(bytes: &[u8]) {
    let text = text(bytes);
    let (_, _) = parse(&text, FileId::default());
    if let Ok(once) = format::format(&text, FileId::default()) {
        assert_eq!(
            tree(&once),
            tree(&text),
            "formatting changed the tree of {text:?}"
        );
        let twice =
            format::format(&once, FileId::default()).expect("a formatted text can be formatted");
        assert_eq!(once, twice, "formatting is not settled");
    }
    let _ = loaded(&text);
}

fn loaded(text: &str) -> Option<RuleSet> {
    let file = |path: &str, bytes: &[u8]| SourceFile {
        name: path.to_owned(),
        path: path.to_owned(),
        bytes: bytes.to_vec(),
    };
    let files = [
        file("base.tide", BASE.as_bytes()),
        file("example.tide", text.as_bytes()),
    ];
    load(&files).checked().ok()
}

/// A condition in a rule that is otherwise right: it is refused at load, or it decides every record.
pub(crate) fn expressions(bytes: &[u8]) {
    let condition = text(bytes);
    let rule = format!(
        "module fuzz\nrule r {{\n  market any\n  area labelling\n  severity notice\n  cite base.LAW art. 1\n  unverified\n  require {condition}\n  message en \"m\" zh \"m\"\n  remedy en \"r\" zh \"r\"\n  example ok {{ title: \"a\" }}\n  example fails {{ title: \"\" }}\n}}\n"
    );
    let base = SourceFile {
        name: "base.tide".into(),
        path: "base.tide".into(),
        bytes: BASE.as_bytes().to_vec(),
    };
    let example = SourceFile {
        name: "fuzz.tide".into(),
        path: "fuzz.tide".into(),
        bytes: rule.into_bytes(),
    };
    let Ok(pack) = RulePack::from_files(&[base, example]) else {
        return;
    };
    let Ok(checker) = Checker::for_quotes(pack, germany()) else {
        return;
    };
    for record in [
        "{}",
        r#"{"title":"a","weight":"1 kg","price":"3 EUR","parts":[{"name":"b","percent":"40 %"}],"wireless":true}"#,
    ] {
        let _ = checker.check_json(record).map(|said| said.is_clear());
    }
}

/// A profile: it is refused with a reason, or a table and a tree can be read with it.
pub(crate) fn profiles(bytes: &[u8]) {
    let text = text(bytes);
    let Ok(profile) = Profile::from_yaml(&text) else {
        return;
    };
    if !validate(&profile, &checker().rules().names).is_empty() {
        return;
    }
    let options = ReadOptions {
        profile: ProfileChoice::Named(std::sync::Arc::new(profile)),
        ..ReadOptions::default()
    };
    let table = "Article,Text,Price EUR,Weight (kg),Picture 1\nA1,Lamp,\"1.299,00\",1.2,http://a.example/1.png\n,Lamp,,,\n";
    let _ = read("a.csv", table.as_bytes(), &options);
    let _ = read(
        "a.json",
        br#"[{"Article":"A1","Text":"Lamp","offers":{"price":"12 EUR"}}]"#,
        &options,
    );
}

/// A tariff under a name of this format.
pub(crate) fn tariffs(name: &str, bytes: &[u8]) {
    if let Ok(tariff) = Tariff::read(
        name,
        Cursor::new(bytes),
        &tidewaiter_tariff::ReadOptions::default(),
    ) {
        let _ = tariff.to_csv(tariff.rows());
        let _ = checker().clone().with_tariff(tariff);
    }
}

/// The report of one product with this text wherever a text can stand.
fn report(form: Format, text: &str) -> String {
    let value = serde_json::json!({
        "id": text, "title": text, "brand": text, "sku": text, "description": text, "no such": text,
        "charging": { "wired": text, "connector": text },
    });
    let raw = RawRecord::new(
        Datum::from_json(&value),
        tidewaiter_value::record::Place::default(),
        1,
    );
    let record = checker().bind(&raw);
    let mut report =
        Report::start(form, Setting::new(checker()), Vec::new()).expect("memory can be written");
    report
        .product(&checker().check(&record), Some(&raw))
        .expect("memory can be written");
    let (_, bytes) = report.finish().expect("memory can be written");
    String::from_utf8(bytes).expect("reports are UTF-8")
}

/// Reports: what goes in as text comes out as text, never as markup, formula or escape sequence.
pub(crate) fn writers(bytes: &[u8]) {
    let text = text(bytes);
    html(&report(Format::Html, &text));
    for form in [Format::Human, Format::Markdown, Format::Github] {
        let report = unstyled(&report(form, &text));
        assert!(
            !report.chars().any(harmful),
            "{form:?} passes on {text:?}: {report:?}"
        );
    }
    csv(&report(Format::Csv, &text));
    for form in [Format::Json, Format::Sarif] {
        let read: Result<serde_json::Value, _> = serde_json::from_str(&report(form, &text));
        assert!(read.is_ok(), "{form:?} is no JSON with {text:?}");
    }
}

/// A character that moves the cursor, colours a terminal, or turns the direction of a line.
fn harmful(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A report without the colours that the program itself gives it.
fn unstyled(report: &str) -> String {
    static STYLES: OnceLock<BTreeSet<String>> = OnceLock::new();
    let styles = STYLES.get_or_init(|| {
        let plain = self::report(Format::Human, "a plain text");
        plain
            .split('\u{1b}')
            .skip(1)
            .filter_map(|part| part.split_once('m'))
            .map(|(style, _)| format!("\u{1b}{style}m"))
            .collect()
    });
    styles
        .iter()
        .rev()
        .fold(report.to_owned(), |text, style| text.replace(style, ""))
}

/// The names of elements in a page, and of their attributes.
fn markup(page: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for token in html5gum::Tokenizer::new(page).flatten() {
        if let html5gum::Token::StartTag(tag) = token {
            let element = String::from_utf8_lossy(&tag.name).into_owned();
            names.extend(
                tag.attributes
                    .keys()
                    .map(|name| format!("{element} {}", String::from_utf8_lossy(name))),
            );
            names.insert(element);
        }
    }
    names
}

fn html(page: &str) {
    static PLAIN: OnceLock<BTreeSet<String>> = OnceLock::new();
    let plain = PLAIN.get_or_init(|| markup(&report(Format::Html, "a plain text")));
    let more: Vec<String> = markup(page).difference(plain).cloned().collect();
    assert!(more.is_empty(), "the text became markup: {more:?}");
}

fn csv(table: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        let row = row.expect("every row has as many cells as the header");
        for cell in &row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || cell.parse::<f64>().is_ok(),
                "a spreadsheet would compute {cell:?}"
            );
        }
    }
}
