//! How a service holds a product against the rules before it is listed:
//! `cargo run --example library`.

use std::sync::Arc;
use std::thread;

use tidewaiter::{
    Assessment, CheckError, Checker, Datum, Explain as _, MessageLanguage, RulePack, Settings,
    SourceFile,
};

pub(crate) fn main() -> Result<(), CheckError> {
    one_product()?;
    facts_of_the_seller()?;
    a_batch_over_threads()?;
    rules_of_ones_own()?;
    what_is_refused();
    Ok(())
}

/// May the product be listed? Only a clear assessment says yes.
fn listable(assessment: &Assessment) -> bool {
    for obstacle in assessment.obstacles() {
        println!(
            "  not clear: {obstacle}, {}",
            obstacle.sentence().in_language(MessageLanguage::Chinese)
        );
    }
    for problem in &assessment.problems {
        println!("  not read: {}", problem.message);
    }
    for finding in assessment.findings.iter().take(3) {
        println!(
            "  {} {}: {}",
            finding.outcome, finding.rule, finding.message
        );
    }
    assessment.is_clear()
}

fn one_product() -> Result<(), CheckError> {
    println!("one product");
    let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
    let laptop = checker.check_json(
        r#"{ "id": "SKU-1", "title": "Laptop", "classes": ["laptop"],
             "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#,
    )?;
    assert!(!listable(&laptop));
    // A misspelt attribute is never passed over.
    let misspelt = checker.check_json(r#"{ "id": "SKU-1", "clases": ["laptop"] }"#)?;
    assert!(!listable(&misspelt) && misspelt.is_incomplete());
    // The day of a service that runs on moves; groups have the members of that day.
    let tomorrow = checker.on_day("2026-11-25")?;
    assert_eq!(tomorrow.markets(), checker.markets());
    Ok(())
}

fn facts_of_the_seller() -> Result<(), CheckError> {
    println!("facts of the seller");
    let seller = Datum::from_json(&serde_json::json!({ "country": "CN" }));
    let settings = Settings::new()
        .seller(seller)
        .language(MessageLanguage::Chinese)
        .as_of("2026-11-24")
        .market("EU");
    let checker = Checker::standard(settings)?;
    assert_eq!(checker.markets().len(), 27);
    let shirt = checker.check_json(r#"{ "title": "T-shirt", "classes": ["clothing"] }"#)?;
    assert!(!listable(&shirt));
    Ok(())
}

fn a_batch_over_threads() -> Result<(), CheckError> {
    println!("a batch over threads");
    let checker = Arc::new(Checker::standard(
        Settings::new().markets(["DE", "JP"]).as_of("2026-11-24"),
    )?);
    let titles: Vec<String> = (0..8).map(|n| format!("Plush bear {n}")).collect();
    let clear: usize = thread::scope(|scope| {
        let workers: Vec<_> = titles
            .chunks(2)
            .map(|titles| {
                let checker = checker.clone();
                scope.spawn(move || {
                    let record = |title| serde_json::json!({ "title": title, "classes": ["toy"] });
                    let assessments = titles
                        .iter()
                        .map(|title| checker.check_json(&record(title).to_string()));
                    assessments
                        .filter(|said| said.as_ref().is_ok_and(Assessment::is_clear))
                        .count()
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or(0))
            .sum()
    });
    println!("  {clear} of {} are clear", titles.len());
    Ok(())
}

/// Rules in memory, or from a folder: `RulePack::from_folder("rules")`, which `reloaded` reads anew.
fn rules_of_ones_own() -> Result<(), CheckError> {
    println!("rules of one's own");
    let rule = r#"
module house
rule lamps_say_their_brand {
  market   JP
  area     listing
  severity warning
  cite     HOUSE no. 1
  verified 2026-11-24 against "the house rules"
  require  brand is given
  message  en "The brand of {title} is missing." zh "{title} 缺少品牌。"
  remedy   en "State the brand." zh "请填写品牌。"
  example ok    { brand: "Acme" }
  example fails { title: "Lamp" }
}
instrument HOUSE "House rules"
"#;
    let mut files = tidewaiter::standard_files();
    files.push(SourceFile {
        name: "house.tide".to_owned(),
        path: "house.tide".to_owned(),
        bytes: rule.as_bytes().to_vec(),
    });
    let pack = RulePack::from_files(&files)?;
    let checker = Checker::new(pack, Settings::new().market("JP").as_of("2026-11-24"))?;
    let lamp = checker.check_json(r#"{ "title": "Lamp" }"#)?;
    assert!(
        lamp.findings
            .iter()
            .any(|finding| finding.rule.starts_with("house."))
    );
    println!("  by {} {}", checker.pack().name, checker.pack().hash);
    Ok(())
}

/// None of these gives a checker that finds nothing.
fn what_is_refused() {
    println!("what is refused");
    let refused = [
        Settings::new().as_of("2026-11-24"),
        Settings::new().market("DE"),
        Settings::new().market("de").as_of("2026-11-24"),
        Settings::new().market("European Union").as_of("2026-11-24"),
        Settings::new().market("NG").as_of("2026-11-24"),
        Settings::new().market("EU").as_of("1950-01-01"),
        Settings::new().market("DE").as_of("24.11.2026"),
        Settings::new()
            .market("DE")
            .as_of("2026-11-24")
            .channel("amazn"),
    ];
    for settings in refused {
        match Checker::standard(settings) {
            Ok(_) => println!("  not refused"),
            Err(error) => println!("  {} {error}", error.code()),
        }
    }
}
