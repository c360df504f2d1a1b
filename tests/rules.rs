//! The standard rules: they load, their examples hold, and they say what the law says on its days.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tidewaiter::{Checker, RulePack, Settings};
use tidewaiter_engine::Outcome;
use tidewaiter_engine::gate::run_cases;
use tidewaiter_lang::{Confidence, Severity, TableRow, Type};
use tidewaiter_syntax::tree::{ChargeClauseKind, CommonClause, ItemKind, RuleClauseKind};
use tidewaiter_syntax::{Sources, parse};
use tidewaiter_value::record::Value;
use tidewaiter_value::{Date, Market};

fn germany() -> Settings {
    Settings::new().market("DE").as_of("2026-11-24")
}

#[test]
fn every_example_and_test_holds() {
    let pack = RulePack::standard().unwrap();
    let report = run_cases(pack.rules());
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    assert!(report.cases >= 2 * pack.rules().rules.len());
}

#[test]
fn the_library_is_whole() {
    let pack = RulePack::standard().unwrap();
    let rules = pack.rules();
    assert!(rules.rules.len() >= 60);
    assert!(rules.names.schema.attribute_count() >= 150);
    let modules: BTreeSet<&str> = rules
        .rules
        .iter()
        .filter_map(|r| r.id.split('.').next())
        .collect();
    for module in ["eu", "gb", "us", "cn", "jp", "in", "transport"] {
        assert!(modules.contains(module), "no rule in {module}");
    }
    for edition in rules.rules.iter().flat_map(|rule| &rule.editions) {
        assert!(!edition.cite.is_empty(), "{}", edition.id);
        if edition.verification.confidence >= Confidence::Low {
            assert_eq!(edition.severity, Severity::Notice, "{}", edition.id);
        } else {
            assert!(edition.verification.against.is_some(), "{}", edition.id);
        }
    }
}

/// A category system that the program has never heard of: declared, listed by a class, decisive.
#[test]
fn a_taxonomy_is_data() {
    let rules = r#"module own

record product {
  title           text        en "Title." zh "标题。"
  classes         list<class> en "Classes." zh "类别。"
  taobao_category text        en "Category of Taobao." zh "淘宝类目。"
  ce              bool        en "CE marked." zh "有CE标志。"
}

taxonomy taobao "Categories of Taobao" zh "淘宝类目" {
  attribute  taobao_category
  categories number, path
}

class toy "Toys" zh "玩具" {
  taobao 25, "玩具 > 积木"
}

instrument LAW "A law for tests"

rule marked {
  market   DE
  area     labelling
  severity error
  cite     LAW art. 1
  verified 2026-01-01 against "the text"
  applies  when class in [toy]
  require  ce
  message  en "{title} is not marked." zh "{title}无标志。"
  remedy   en "Mark it." zh "加贴标志。"
  example  ok as of 2026-01-01 { taobao_category: "25", ce: true }
  example  fails as of 2026-01-01 { taobao_category: "玩具 > 积木 > 木制", ce: false }
}
"#;
    let file = tidewaiter_lang::SourceFile {
        name: "own.tide".into(),
        path: "own.tide".into(),
        bytes: rules.into(),
    };
    let pack = RulePack::from_files(&[file]).unwrap();
    assert!(run_cases(pack.rules()).failures.is_empty());
    let checker = Checker::new(pack, germany()).unwrap();
    let outcome = |category: &str| {
        let record = format!(r#"{{ "title": "A", "ce": false, "taobao_category": "{category}" }}"#);
        let assessment = checker.check_json(&record).unwrap();
        let found = assessment
            .findings
            .iter()
            .find(|f| &*f.rule == "own.marked");
        found.map(|f| f.outcome)
    };
    for toys in ["25", "25 - 玩具", "玩具 > 积木", "玩具 > 积木 > 木制"] {
        assert_eq!(outcome(toys), Some(Outcome::Violated), "{toys}");
    }
    // A shop's category says what a product is, never what it is not.
    for others in ["250", "玩具", "书籍"] {
        assert_eq!(outcome(others), Some(Outcome::Undetermined), "{others}");
    }
}

/// A folder of `rules/markets/` holds the law of its market: of the country and its regions, or of the
/// group and its members. What else may stand there is named here.
#[test]
fn the_law_of_a_market_stands_in_its_folder() {
    const NEIGHBOURS: &[(&str, &[&str])] = &[
        // Law of the Union holds in Northern Ireland, and some of it in the whole economic area.
        ("EU", &["XI", "EEA"]),
        ("GB", &["XI"]),
        // One customs area.
        ("CH", &["LI"]),
    ];
    let pack = RulePack::standard().unwrap();
    let names = &pack.rules().names;
    let day = tidewaiter_value::parse_date("2026-11-24").unwrap();
    let belongs = |market: &str, code: &str| {
        let country = code.split('-').next().unwrap_or(code);
        let member = Market::parse(code).is_ok_and(|code| names.is_member(market, code, day));
        let neighbour = NEIGHBOURS
            .iter()
            .any(|(of, codes)| *of == market && codes.contains(&code));
        country == market || member || neighbour
    };
    let mut scopes = 0;
    for file in tidewaiter::standard_files() {
        let Some((folder, _)) = file
            .path
            .strip_prefix("markets/")
            .and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        let market = folder.to_uppercase();
        assert_eq!(folder, folder.to_lowercase());
        assert!(
            names.groups.contains_key(market.as_str()) || Market::parse(&market).is_ok(),
            "`{folder}` is no country and no group"
        );
        if !file.path.ends_with(".tide") {
            continue;
        }
        let text = String::from_utf8(file.bytes).unwrap();
        let (tree, _) = parse(&text, Sources::default().next_id());
        for item in tree.items {
            let scope = match item.kind {
                ItemKind::Rule(rule) => rule.clauses.into_iter().find_map(|c| match c.kind {
                    RuleClauseKind::Common(CommonClause::Market(scope)) => Some(scope),
                    _ => None,
                }),
                ItemKind::Charge(charge) => charge.clauses.into_iter().find_map(|c| match c.kind {
                    ChargeClauseKind::Common(CommonClause::Market(scope)) => Some(scope),
                    _ => None,
                }),
                _ => continue,
            };
            let codes = scope.unwrap().included;
            assert!(!codes.is_empty(), "{}: a rule of any market", file.path);
            scopes += 1;
            for code in codes {
                assert!(
                    belongs(&market, &code.text),
                    "{}: a rule of {}",
                    file.path,
                    code.text
                );
            }
        }
    }
    assert!(scopes > 200);
}

#[test]
fn dated_law_at_work() {
    let laptop = r#"{ "id": "L", "classes": ["laptop"], "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#;
    let outcome = |date: &str| {
        let checker = Checker::standard(germany().as_of(date)).unwrap();
        let findings = checker.check_json(laptop).unwrap().findings;
        findings
            .iter()
            .find(|f| &*f.rule == "eu.red.common_charger_laptop")
            .map(|f| f.outcome)
    };
    assert_eq!(outcome("2026-04-27"), Some(Outcome::Upcoming));
    assert_eq!(outcome("2026-04-28"), Some(Outcome::Violated));
    assert_eq!(outcome("2025-04-27"), None);
}

#[test]
fn strict_presumes_nothing() {
    let check = |settings| {
        let checker = Checker::standard(settings).unwrap();
        checker
            .check_json(r#"{ "classes": ["clothing"] }"#)
            .unwrap()
    };
    let lax = check(germany());
    let strict = check(germany().strict(true));
    assert!(!lax.presumed.is_empty());
    assert!(strict.presumed.is_empty());
    let open = |a: &tidewaiter::Assessment| {
        a.findings
            .iter()
            .filter(|f| f.outcome == Outcome::Undetermined)
            .count()
    };
    assert!(open(&strict) > open(&lax));
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let mut files = tidewaiter::standard_files();
    let forwards = tidewaiter_lang::load(&files).checked().unwrap();
    files.reverse();
    let backwards = tidewaiter_lang::load(&files).checked().unwrap();
    assert_eq!(forwards.info.hash, backwards.info.hash);
    let ids = |set: &tidewaiter_lang::RuleSet| {
        set.rules
            .iter()
            .map(|r| r.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&forwards), ids(&backwards));
}

#[test]
fn a_waiver_covers_until_its_last_day() {
    let mut files = tidewaiter::standard_files();
    files.push(tidewaiter_lang::SourceFile {
        name: "waivers.tide".into(),
        path: "waivers.tide".into(),
        bytes: b"module own\nwaiver \"agreed with the authority\" {\n  rule eu.gpsr.responsible_person\n  record \"SKU-1\"\n  until 2026-12-31\n  by \"A. Name\"\n  reason \"old stock\"\n}\n".to_vec(),
    });
    let outcome = |date: &str, id: &str| {
        let pack = RulePack::from_files(&files).unwrap();
        let checker = Checker::new(pack, germany().as_of(date)).unwrap();
        let record = checker.record_from_json(&format!(r#"{{ "id": "{id}", "classes": ["clothing"], "manufacturer": {{ "country": "CN" }} }}"#)).unwrap();
        let findings = checker.check(&record).findings;
        findings
            .iter()
            .find(|f| &*f.rule == "eu.gpsr.responsible_person")
            .map(|f| f.outcome)
    };
    assert_eq!(outcome("2026-12-31", "SKU-1"), Some(Outcome::Waived));
    assert_eq!(outcome("2027-01-01", "SKU-1"), Some(Outcome::Violated));
    assert_eq!(outcome("2026-12-31", "SKU-2"), Some(Outcome::Violated));
}

#[test]
fn every_rule_states_its_worst_case_cost() {
    let pack = RulePack::standard().unwrap();
    let rules = pack.rules();
    let cost = |id: &str| rules.cost(&rules.rule(id).unwrap().editions[0]).to_string();
    assert_eq!(cost("gb.marking.total_price"), "2");
    // By hand: `for_consumers` 1, the exception through its definition 2, each of the two
    // quantifiers with its list 2, and comparison, attribute and literal for each label.
    assert_eq!(cost("eu.gpsr.traceability"), "7 + 6·|labels|");
    assert_eq!(
        cost("eu.gpsr.warnings_language"),
        "7 + 6·|warnings| + 4·|languages|·|warnings|"
    );
}

/// What a memory stands behind may not be an error, wherever in the rule it is used.
#[test]
fn no_verified_rule_uses_the_table_that_rests_on_memory() {
    let pack = RulePack::standard().unwrap();
    let rules = pack.rules();
    for edition in rules.rules.iter().flat_map(|rule| &rule.editions) {
        let uses = edition
            .applies
            .iter()
            .chain(&edition.requirements)
            .any(|node| rules.sources.slice(node.at).contains("official_languages"));
        assert!(
            !uses || edition.severity == Severity::Notice,
            "{}",
            edition.id
        );
    }
}

#[test]
fn destinations_have_currency_rate_and_charges() {
    let pack = RulePack::standard().unwrap();
    let rules = pack.rules();
    let on = Date::constant(2026, 11, 24);
    let whole: BTreeSet<String> = rules
        .table("destinations")
        .unwrap()
        .rows
        .iter()
        .map(TableRow::shown_keys)
        .filter(|market| {
            let market = Market::parse(market).unwrap();
            rules.charge("customs_duty", market, on).is_some()
        })
        .collect();
    assert_eq!(whole.len(), 77, "{whole:?}");
    let rates: BTreeSet<String> = rules
        .table("vat_rates")
        .unwrap()
        .rows
        .iter()
        .filter(|row| row.until.is_none() && row.values[0].is_some())
        .map(|row| row.keys[0].to_string())
        .collect();
    let without: Vec<&String> = whole.difference(&rates).collect();
    // The United States have no tax on imports; that of Brazil is computed by state.
    assert_eq!(without, ["BR", "US"]);
}

/// After a review is due, whoever asks is told.
#[test]
fn tables_grow_stale() {
    let pack = RulePack::standard().unwrap();
    let stale = |year| {
        pack.rules()
            .stale_warnings(Date::constant(year, 7, 1))
            .len()
    };
    assert_eq!(stale(2026), 0);
    assert!(stale(2027) >= 3);
}

/// What the derivation of a rule about toys rests on, for a record with one attribute.
fn decided_by(attribute: &str, value: &str) -> (bool, String) {
    let checker = Checker::standard(germany().explain(true)).unwrap();
    let rule = checker
        .rules()
        .rules
        .iter()
        .find(|rule| rule.id.starts_with("eu.toys"))
        .unwrap();
    let json = serde_json::json!({ "title": "Thing", attribute: value }).to_string();
    let record = checker.record_from_json(&json).unwrap();
    let verdict = checker.derive(&record, rule, checker.markets()[0]);
    let steps = format!("{:?}", verdict.derivation);
    (
        verdict
            .unknown
            .needs
            .iter()
            .any(|need| &**need == "classes"),
        steps,
    )
}

#[test]
fn categories_decide_classes_and_the_derivation_says_which() {
    for (attribute, value) in [
        ("google_product_category", "1253"),
        ("google_product_category", "1253 - Toys & Games > Toys"),
        (
            "google_product_category",
            "Toys & Games > Toys > Dolls, Playsets & Toy Figures",
        ),
        ("google_product_category", "2799"),
        (
            "shopify_category",
            "gid://shopify/TaxonomyCategory/tg-5-1-2",
        ),
        ("shopify_category", "Toys & Games > Toys"),
        ("hs_code", "9503.00"),
    ] {
        let (open, steps) = decided_by(attribute, value);
        assert!(!open, "{attribute} {value}");
        assert!(steps.contains(attribute), "{attribute} {value}: {steps}");
    }
    for (attribute, value) in [
        ("google_product_category", "Toys & Games > Games"),
        ("google_product_category", "12530"),
        ("shopify_category", "tg-50"),
        ("ebay_category", "177"),
        ("title", "Plush toy"),
    ] {
        assert!(
            decided_by(attribute, value).0,
            "{attribute} {value} decides"
        );
    }
}

#[test]
fn words_suggest_only_where_nothing_decides() {
    let checker = Checker::standard(germany()).unwrap();
    let suggested = |json: &str| {
        let record = checker.record_from_json(json).unwrap();
        checker
            .suggested_class(&record)
            .map(|(class, word)| format!("{class} by {word}"))
    };
    assert_eq!(
        suggested(r#"{ "title": "毛绒熊" }"#).as_deref(),
        Some("toy by 毛绒")
    );
    assert_eq!(
        suggested(r#"{ "title": "Smart watch" }"#).as_deref(),
        Some("smart_watch by smart watch")
    );
    assert_eq!(
        suggested(r#"{ "title": "Blue", "product_type": "Hoodie" }"#).as_deref(),
        Some("clothing by hoodie")
    );
    assert_eq!(suggested(r#"{ "title": "Toyota key ring" }"#), None);
    assert_eq!(suggested(r#"{ "title": "Toy", "hs_code": "4901" }"#), None);
    assert_eq!(
        suggested(r#"{ "title": "Toy", "google_product_category": "328" }"#),
        None
    );
}

/// What counts, measures or costs something has a smallest value of zero or more; a rate of duty and a
/// price per unit have it by their type.
#[test]
fn nothing_that_is_measured_can_be_negative() {
    let pack = RulePack::standard().unwrap();
    let records = &pack.rules().names.schema.records;
    let mut bounded = 0;
    for record in records.values() {
        for attribute in record.attributes.values() {
            let element = match &attribute.ty {
                Type::List(element) => element,
                other => other,
            };
            if !matches!(
                element,
                Type::Number | Type::Money | Type::Quantity(_) | Type::Duration
            ) {
                continue;
            }
            let least = attribute.range.as_ref().map(|(low, _)| low.clone());
            let sound = match &least {
                Some(Value::Number(number)) => !number.is_sign_negative(),
                Some(Value::Money(money)) => !money.amount.is_sign_negative(),
                Some(Value::Quantity(quantity)) => !quantity.value.is_sign_negative(),
                Some(Value::Duration(length)) => length.months >= 0 && length.days >= 0,
                _ => false,
            };
            assert!(sound, "{}.{}: {least:?}", record.name, attribute.name);
            bounded += 1;
        }
    }
    assert!(bounded > 60, "{bounded}");
}

#[test]
fn the_package_of_the_rules_has_their_version() {
    let pack = RulePack::standard().unwrap();
    assert_eq!(pack.info().version, tidewaiter_rules::VERSION);
}

/// The files of a folder and the folders in it, by their paths from `root`.
fn paths(folder: &Path, root: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            paths(&path, root, into);
        } else {
            let inside = path.strip_prefix(root).unwrap();
            into.insert(inside.to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn every_file_of_rules_is_embedded_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files = BTreeSet::new();
    paths(&root, &root, &mut files);
    files.retain(|path| path != "Cargo.toml" && !path.starts_with("package/"));
    let embedded = tidewaiter_rules::FILES.iter();
    let embedded: BTreeSet<String> = embedded.map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(embedded, files);
}
