//! Rules of one's own, beside the standard ones or instead of them, and what is told where they have a
//! mistake: `cargo run --example own_rules`.

use tidewaiter::{CheckError, Checker, MessageLanguage, RulePack, Settings, SourceFile};

const RULES: &str = r#"
module house
instrument HOUSE "House rules"

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
"#;

/// A file in memory. A folder is as good: `RulePack::from_folder("rules")`.
fn file(path: &str, text: &str) -> SourceFile {
    SourceFile {
        name: path.to_owned(),
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// The standard rules with those of the house.
fn with_house_rules(text: &str) -> Result<RulePack, CheckError> {
    let mut files = tidewaiter::standard_files();
    files.push(file("house.tide", text));
    RulePack::from_files(&files)
}

pub(crate) fn main() -> Result<(), CheckError> {
    let settings = Settings::new()
        .market("JP")
        .as_of("2026-11-24")
        .also_in(MessageLanguage::Chinese);
    let checker = Checker::new(with_house_rules(RULES)?, settings)?;
    let assessment = checker.check_json(r#"{ "title": "Lamp" }"#)?;
    let ours = |rule: &str| rule.starts_with("house.");
    for finding in assessment.findings.iter().filter(|f| ours(&f.rule)) {
        for language in [MessageLanguage::English, MessageLanguage::Chinese] {
            let (message, remedy) = finding.in_language(language);
            println!("{} {}: {message} {remedy}", finding.outcome, finding.rule);
        }
    }

    // Rules with a mistake are no rules: every mistake is told, with its place.
    match with_house_rules(&RULES.replace("brand is given", "brnad is given")) {
        Ok(_) => println!("not refused"),
        Err(error) => {
            println!("{} {error}", error.code());
            println!("{}", error.to_json());
        }
    }
    Ok(())
}
