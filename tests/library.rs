//! The library's door: it fails closed. What would check nothing is an error of a kind with a code, and
//! what of a record is not read is part of what is said about it.

use std::error::Error as _;
use std::fs;

use tidewaiter::error::RecordError;
use tidewaiter::{
    Assessment, CheckError, Checker, Date, Datum, Explain as _, Horizon, Market, MessageLanguage,
    Obstacle, Outcome, RulePack, Settings, SourceFile,
};

fn germany() -> Settings {
    Settings::new().market("DE").as_of("2026-11-24")
}

/// A rule for one market.
fn rule(market: &str, requires: &str) -> String {
    format!(
        "module example\nrule sample {{\n  market {market}\n  area listing\n  severity error\n  cite LAW art. 1\n  verified 2026-01-01 against \"the text\"\n  require {requires}\n  message en \"M.\" zh \"M.\"\n  remedy en \"R.\" zh \"R.\"\n  example ok {{ title: \"A\", weight: 1 g }}\n  example fails {{ brand: \"B\", weight: 1 g }}\n}}\n"
    )
}

fn files(pack: Option<&str>, rule: &str) -> Vec<SourceFile> {
    let file = |path: &str, text: &str| SourceFile {
        name: path.to_owned(),
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let mut files = vec![
        file("base.tide", include_str!("lang/base.tide")),
        file("example.tide", rule),
    ];
    files.extend(pack.map(|pack| file("pack.yaml", pack)));
    files
}

fn own(pack: Option<&str>) -> Result<RulePack, CheckError> {
    RulePack::from_files(&files(pack, &rule("EU", "title is given")))
}

#[test]
fn a_checker_of_nothing_is_not_made() {
    let cases = [
        (Settings::new().as_of("2026-11-24"), "TW2001"),
        (Settings::new().market("DE"), "TW2002"),
        (Settings::new().market("NG").as_of("2026-11-24"), "TW2003"),
        (Settings::new().market("EU").as_of("1950-01-01"), "TW2004"),
        (Settings::new().market("de").as_of("2026-11-24"), "TW2005"),
        (germany().market("Europe!"), "TW2005"),
        (germany().channel("amazn"), "TW2006"),
        (germany().as_of("2026-02-30"), "TW2007"),
        (germany().as_of("24/11/2026"), "TW2007"),
        (germany().as_of(""), "TW2007"),
    ];
    let mut told = String::new();
    for (settings, code) in cases {
        let error = Checker::standard(settings).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        told += &format!("{code} {error}\n");
    }
    insta::assert_snapshot!(told);
}

/// A group that is named otherwise is suggested.
#[test]
fn groups_are_suggested() {
    for name in ["eu", "European Union", "european union"] {
        let error = Checker::standard(germany().market(name)).unwrap_err();
        assert!(error.to_string().ends_with("did you mean EU?"), "{error}");
    }
}

/// The order of the settings makes no difference: groups have the members of the final day.
#[test]
fn settings_have_no_order() {
    let members = |settings: Settings| {
        let checker = Checker::standard(settings).unwrap();
        checker.markets().len()
    };
    let day = "2019-06-01";
    assert_eq!(members(Settings::new().market("EU").as_of(day)), 28);
    assert_eq!(members(Settings::new().as_of(day).market("EU")), 28);
    let moved = Settings::new().as_of("2026-11-24").market("EU").as_of(day);
    assert_eq!(members(moved), 28);
    assert_eq!(members(germany().market("EU").market("DE")), 27);
    let date = Date::constant(2019, 6, 1);
    assert_eq!(members(Settings::new().as_of(date).market("EU")), 28);
}

#[test]
fn a_running_checker_moves_to_another_day() {
    let laptop = r#"{ "id": "L", "classes": ["laptop"], "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#;
    let checker = Checker::standard(germany().as_of("2026-04-27")).unwrap();
    let violated = |checker: &Checker| {
        let assessment = checker.check_json(laptop).unwrap();
        let mut findings = assessment.findings.iter();
        findings.any(|found| {
            found.outcome == Outcome::Violated && &*found.rule == "eu.red.common_charger_laptop"
        })
    };
    assert!(!violated(&checker));
    assert!(violated(&checker.on_day("2026-04-28").unwrap()));
    assert_eq!(checker.date(), Date::constant(2026, 4, 27));
    assert_eq!(checker.on_day("soon").unwrap_err().code(), "TW2007");
    // Before the first day of any rule, nothing would be checked.
    let dated = rule("DE", "title is given").replace("  area", "  from 2020-01-01\n  area");
    let pack = RulePack::from_files(&files(None, &dated)).unwrap();
    let checker = Checker::new(pack, germany()).unwrap();
    assert_eq!(checker.on_day("2018-01-01").unwrap_err().code(), "TW2003");
}

fn obstacles(assessment: &Assessment) -> Vec<String> {
    assessment
        .obstacles()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn what_is_not_read_makes_an_assessment_incomplete() {
    let checker = Checker::new(own(None).unwrap(), germany()).unwrap();
    let check = |json: &str| checker.check_json(json).unwrap();
    let clear = check(r#"{ "title": "A" }"#);
    assert!(clear.is_clear() && !clear.is_incomplete());
    assert_eq!(obstacles(&clear), Vec::<String>::new());

    for (json, problems) in [
        (r#"{ "title": "A", "tilte": "B" }"#, 1),
        (
            r#"{ "title": "A", "weight": "heavy", "wireless": "maybe" }"#,
            2,
        ),
        (
            r#"{ "title": "A", "parts": [{ "name": "x", "percnt": "5 %" }] }"#,
            1,
        ),
        (r#"{ "title": "A", "weight": "-5 kg of" }"#, 1),
    ] {
        let assessment = check(json);
        assert!(
            !assessment.is_clear() && assessment.is_incomplete(),
            "{json}"
        );
        assert_eq!(assessment.problems.len(), problems, "{json}");
        assert_eq!(
            assessment.obstacles(),
            [Obstacle::Unread(problems)],
            "{json}"
        );
        // By way of a record of its own as well.
        let record = checker.record_from_json(json).unwrap();
        assert!(!checker.check(&record).is_clear(), "{json}");
    }

    let violated = check(r#"{ "title": null }"#);
    assert!(!violated.is_clear(), "{:?}", violated.obstacles());
    assert!(!check("{}").is_clear());
}

#[test]
fn markets_without_rules_and_rules_that_do_not_apply_are_told() {
    let settings = germany().market("NG");
    let checker = Checker::new(own(None).unwrap(), settings).unwrap();
    let assessment = checker.check_json(r#"{ "title": "A" }"#).unwrap();
    assert_eq!(obstacles(&assessment), ["there is no rule for NG"]);
    assert_eq!(assessment.without_rules, [Market::parse("NG").unwrap()]);
    let chinese = assessment.obstacles()[0]
        .sentence()
        .in_language(MessageLanguage::Chinese)
        .into_owned();
    assert_eq!(chinese, "没有适用于 NG 的规则");

    let toys = rule("EU", "title is given")
        .replace("  require", "  applies when class in [toy]\n  require");
    let toys = RulePack::from_files(&files(None, &toys)).unwrap();
    let checker = Checker::new(toys, germany()).unwrap();
    let book = checker
        .check_json(r#"{ "title": "A", "classes": ["book"] }"#)
        .unwrap();
    assert_eq!(book.obstacles(), [Obstacle::NothingApplies]);

    // A market of which only charges are known is no market to check in, and one to quote into.
    let nigeria = || Settings::new().market("NG").as_of("2026-11-24");
    let quotes = Checker::for_quotes(own(None).unwrap(), nigeria()).unwrap();
    assert!(!quotes.check_json(r#"{ "title": "A" }"#).unwrap().is_clear());
}

#[test]
fn what_is_no_record_is_an_error() {
    let checker = Checker::standard(germany()).unwrap();
    let refused = |text: &str| match checker.check_json(text).unwrap_err() {
        CheckError::Record(error) => error,
        other => panic!("{other}"),
    };
    assert!(matches!(
        refused("{ \"id\": \n 7"),
        RecordError::NotJson { line: 2, .. }
    ));
    let mut told = String::new();
    for text in [
        "",
        "{ \"a\" 1 }",
        "[]",
        "7",
        "\"a\"",
        "null",
        "true",
        "{} {}",
    ] {
        told += &format!("{text:?}: {}\n", refused(text));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_facts_of_a_seller_are_read_or_refused() {
    let seller = |json: serde_json::Value| germany().seller(Datum::from_json(&json));
    assert!(Checker::standard(seller(serde_json::json!({ "country": "CN" }))).is_ok());
    for wrong in [
        serde_json::json!({ "contry": "CN" }),
        serde_json::json!({ "country": "Atlantis" }),
        serde_json::json!("China"),
    ] {
        let error = Checker::standard(seller(wrong)).unwrap_err();
        assert_eq!(error.code(), "TW2008", "{error}");
    }
}

#[test]
fn typed_settings_refuse_what_is_none() {
    assert!("klingon".parse::<MessageLanguage>().is_err());
    assert_eq!("en".parse(), Ok(MessageLanguage::English));
    assert!(Horizon::of_days(-400).is_err());
    assert!(Horizon::of_days(Horizon::MOST + 1).is_err());
    assert_eq!(Horizon::NONE.days(), 0);
}

/// A pack states its own name and day of review, and a mistake in it is told.
#[test]
fn a_pack_says_when_it_was_reviewed() {
    let pack = own(Some(
        "name: house\nversion: 1.2.0\nreviewed_on: 2026-03-01\n",
    ))
    .unwrap();
    assert_eq!(pack.info().reviewed_on, Some(Date::constant(2026, 3, 1)));
    assert_eq!(own(None).unwrap().info().reviewed_on, None);
    let standard = RulePack::standard().unwrap();
    assert!(standard.info().reviewed_on.is_some());
    for wrong in [
        "name: house\n",
        "name: house\nversion: 1\nreviewed: 2026-03-01\n",
        "name: house\nversion: '1'\nreviewed_on: 2026-02-30\n",
        "- house\n",
        "name: \u{0}\n",
    ] {
        let error = own(Some(wrong)).unwrap_err();
        assert_eq!(error.code(), "TW2012", "{wrong:?}: {error}");
    }
}

#[test]
fn rules_that_do_not_load_are_one_line_and_every_mistake() {
    let error = RulePack::from_files(&files(None, &rule("EU", "titel is given"))).unwrap_err();
    assert_eq!(error.code(), "TW2011");
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    assert!(error.source().unwrap().to_string().contains("titel"));
    // Nor is the text of every file shown to whoever prints it for debugging.
    assert!(!format!("{error:?}").contains("Voltage"), "{error:?}");
}

#[test]
fn rules_of_a_folder_are_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert_eq!(RulePack::from_folder(path).unwrap_err().code(), "TW2014");
    let missing = RulePack::from_folder(path.join("none")).unwrap_err();
    assert_eq!(missing.code(), "TW2013");
    assert!(missing.source().is_some());

    fs::create_dir(path.join("more")).unwrap();
    fs::write(path.join("base.tide"), include_str!("lang/base.tide")).unwrap();
    let write = |text: &str| fs::write(path.join("more/example.tide"), text).unwrap();
    write(&rule("EU", "title is given"));
    let pack = RulePack::from_folder(path).unwrap();
    let checker = Checker::new(pack, germany()).unwrap();
    let check = |checker: &Checker| checker.check_json(r#"{ "title": "A" }"#).unwrap();
    assert!(check(&checker).is_clear());

    write(&rule("EU", "title is given and brand is given"));
    assert!(check(&checker).is_clear());
    let reloaded = checker.reloaded();
    // The example of the rule has no brand: rules load whatever their examples say.
    assert!(!check(&reloaded.unwrap()).is_clear());

    write("rule {");
    assert_eq!(checker.reloaded().unwrap_err().code(), "TW2011");
    assert!(check(&checker).is_clear());
}

/// The page for programs lists every code.
#[test]
fn every_code_stands_on_the_page() {
    let page = include_str!("../docs/library.md");
    let source = include_str!("../crates/checker/src/error.rs");
    let mut codes: Vec<&str> = source
        .split('"')
        .filter(|text| text.len() == 6 && text.starts_with("TW2"))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() >= 14, "{codes:?}");
    for code in codes {
        assert!(page.contains(&format!("| {code} |")), "{code}");
    }
}

/// A list that came empty from elsewhere is no consignment that costs nothing.
#[test]
fn a_consignment_without_items_has_no_cost() {
    let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24")).unwrap();
    let quotes = checker.quote(&[]);
    let missing = quotes[0].landed.as_ref().unwrap_err();
    let reasons: Vec<&str> = missing
        .reasons
        .iter()
        .map(tidewaiter::Sentence::english)
        .collect();
    assert_eq!(reasons, ["there is no item in the consignment"]);
}

/// A misspelt attribute may be the one that a figure lacks: the quote says so itself.
#[test]
fn a_quote_says_what_was_not_looked_at() {
    let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24")).unwrap();
    let record = checker
        .record_from_json(r#"{ "title": "Lamp", "prise": "10 EUR" }"#)
        .unwrap();
    let quote = checker.quote(&[record]).remove(0);
    assert!(quote.is_incomplete());
    let told: Vec<String> = quote.items[0]
        .problems
        .iter()
        .map(|problem| problem.message.to_string())
        .collect();
    assert_eq!(
        told,
        ["`prise` is not an attribute; its values are not looked at"]
    );
    assert!(
        checker
            .quote_to_json(&quote, &[])
            .to_string()
            .contains("`prise` is not an attribute")
    );
}
