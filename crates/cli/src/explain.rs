//! `tidewaiter explain`

use std::fmt::Write as _;

use super::args::ExplainArgs;
use super::guard::Inputs;
use super::{Status, Stop, charges, check, print, source};
use crate::catalog::read;
use crate::diag::did_you_mean;
use crate::engine::{Outcome, Step, Verdict, presumed_sentences};
use crate::lang::{Confidence, Edition, Event, Message, MessagePart, Rule};
use crate::record::Record;
use crate::sentence::MessageLanguage;
use crate::syntax::format::one_line;
use crate::value::Market;
use crate::{Checker, Settings};

pub(super) fn run(args: &ExplainArgs) -> Result<Status, Stop> {
    Inputs::of(&args.input)
        .and(&args.seller)
        .read_with(&args.reading)
        .ruled(&args.rules)
        .spare_standard_output()?;
    let pack = source::pack(&args.rules)?;
    let mut settings = Settings::new()
        .as_of(source::date(args.as_of.as_deref()))
        .strict(args.strict)
        .language(args.lang.of_messages());
    if let Some(channel) = &args.on {
        settings = settings.channel(channel.as_str());
    }
    if let Some(market) = &args.to {
        settings = settings.market(market.as_str());
    }
    let checker = check::with_seller(&pack, settings, args.seller.as_deref(), Checker::set)?;
    let Some(rule) = checker.rules().rule(&args.rule) else {
        return explain_charge(args, &checker);
    };
    let mut text = String::new();
    if args.input.is_none() {
        for edition in &rule.editions {
            law(&mut text, &checker, rule, edition, args.lang.of_messages());
        }
    } else {
        let record = record(args, &checker)?;
        for market in checker.markets() {
            let verdict = checker.derive(&record, rule, *market);
            derivation(&mut text, &checker, rule, &record, *market, &verdict);
        }
    }
    print(&text)?;
    Ok(Status::Clean)
}

/// What is not the name of a rule may be that of a charge.
fn explain_charge(args: &ExplainArgs, checker: &Checker) -> Result<Status, Stop> {
    let rules = checker.rules();
    if !rules.charges.iter().any(|charge| *charge.id == *args.rule) {
        let ids = rules
            .rules
            .iter()
            .map(|rule| &*rule.id)
            .chain(rules.charges.iter().map(|charge| &*charge.id));
        let help = did_you_mean(&args.rule, ids).map_or_else(
            || "`tidewaiter rules list` lists the rules, and the charges with --charges".to_owned(),
            |meant| format!("did you mean {meant}?"),
        );
        return Err(Stop::new(
            Status::Usage,
            format!(
                "error: there is no rule and no charge `{}`\n  help: {help}",
                args.rule
            ),
        ));
    }
    if args.input.is_some() {
        return Err(Stop::new(
            Status::Usage,
            format!(
                "error: `{}` is a charge, and --in asks what a rule says of a record\n  help: leave out --in",
                args.rule
            ),
        ));
    }
    let market = checker.markets().first().copied();
    let found = charges::definitions(rules, &args.rule, market);
    let mut text = String::new();
    for charge in &found {
        charges::explain(&mut text, rules, charge, args.lang);
    }
    print(&text)?;
    if let (true, Some(market)) = (found.is_empty(), market) {
        return Err(Stop::new(
            Status::Nothing,
            format!("`{}` does not hold in {market}", args.rule),
        ));
    }
    Ok(Status::Clean)
}

fn record(args: &ExplainArgs, checker: &Checker) -> Result<Record, Stop> {
    let Some(path) = &args.input else {
        return Err(Stop::new(Status::Usage, "error: no file was named"));
    };
    let name = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|error| Stop::new(Status::Input, format!("error: cannot read {name}: {error}")))?;
    let options = source::read_options(&args.reading, checker)?;
    let catalogue = read(&name, &bytes, &options);
    let mut records = catalogue.records.iter().map(|raw| checker.bind(raw));
    let found = match &args.record {
        Some(id) => records.find(|record| record.id.as_deref() == Some(id)),
        None => records.next(),
    };
    found.ok_or_else(|| {
        let known = check::ids(&catalogue, checker);
        let help = match &args.record {
            Some(id) => did_you_mean(id, known.iter().map(String::as_str))
                .map_or_else(String::new, |meant| {
                    format!("\n  help: did you mean {meant}?")
                }),
            None => String::new(),
        };
        Stop::new(
            Status::Nothing,
            format!(
                "error: {name} has no record `{}`{help}",
                args.record.as_deref().unwrap_or("")
            ),
        )
    })
}

fn law(
    text: &mut String,
    checker: &Checker,
    rule: &Rule,
    edition: &Edition,
    language: MessageLanguage,
) {
    let sources = &checker.rules().sources;
    let _ = writeln!(text, "{}\n", rule.id);
    let _ = writeln!(text, "  {}", plain(&edition.message, language));
    let _ = writeln!(text, "  {}\n", plain(&edition.remedy, language));
    for citation in &edition.cite {
        let _ = writeln!(text, "  law        {citation}");
        if let Some(url) = &citation.instrument.url {
            let _ = writeln!(text, "             {url}");
        }
    }
    let _ = writeln!(text, "  market     {}", edition.market);
    let _ = writeln!(text, "  area       {}, {}", edition.area, edition.severity);
    let binds: Vec<&str> = edition.binds.iter().map(|party| party.word()).collect();
    let _ = writeln!(text, "  binds      {}", binds.join(", "));
    let day = |date: Option<crate::value::Date>, none: &str| {
        date.map_or_else(|| none.to_owned(), |d| d.to_string())
    };
    let event = if edition.event == Event::Placing {
        ", by the day of placing on the market"
    } else {
        ""
    };
    let _ = writeln!(
        text,
        "  in force   {} to {}{event}",
        day(edition.from, "always"),
        day(edition.until, "further notice")
    );
    let verification = &edition.verification;
    match (
        verification.confidence,
        verification.on,
        &verification.against,
    ) {
        (Confidence::Unverified, _, _) => {
            let _ = writeln!(
                text,
                "  verified   no: nobody has checked it against a source, so it gives notices only"
            );
        }
        (confidence, on, against) => {
            let _ = writeln!(
                text,
                "  verified   {} against {} (confidence {confidence})",
                day(on, "?"),
                against.as_deref().unwrap_or("?")
            );
        }
    }
    if !edition.notes.0.is_empty() {
        let _ = writeln!(text, "  note       {}", edition.notes.in_language(language));
    }
    text.push('\n');
    let lines = |text: &mut String, label: &str, at| {
        let _ = writeln!(text, "  {label:<10} {}", one_line(sources.slice(at)));
    };
    for node in &edition.applies {
        lines(text, "applies", node.at);
    }
    for exception in &edition.exceptions {
        let label = if exception.blocks.is_some() {
            "blocks"
        } else {
            "except"
        };
        let cite: Vec<String> = exception.cite.iter().map(ToString::to_string).collect();
        lines(text, label, exception.when.at);
        let _ = writeln!(
            text,
            "             ({}: {})",
            exception.name,
            cite.join("; ")
        );
    }
    for node in &edition.requirements {
        lines(text, "require", node.at);
    }
    text.push('\n');
    for case in &edition.examples {
        for expected in &case.expected {
            let _ = writeln!(text, "  {}", one_line(sources.slice(expected.place)));
        }
    }
    let at = sources.line_column(edition.at);
    let _ = writeln!(
        text,
        "\n  written in {}:{at}\n",
        sources.name(edition.at.file)
    );
}

fn plain(message: &Message, language: MessageLanguage) -> String {
    let parts = message.in_language(language);
    parts
        .iter()
        .map(|part| match part {
            MessagePart::Text(text) => text.to_string(),
            MessagePart::Attribute(path, _) => format!("{{{path}}}"),
        })
        .collect()
}

fn derivation(
    text: &mut String,
    checker: &Checker,
    rule: &Rule,
    record: &Record,
    market: Market,
    verdict: &Verdict,
) {
    let id = record.id.as_deref().unwrap_or("-");
    let _ = writeln!(
        text,
        "{} says {} of {id} for {market} as of {}\n",
        rule.id,
        verdict.outcome,
        checker.date()
    );
    let edition = rule.editions.get(verdict.edition);
    match (verdict.derivation.is_empty(), edition) {
        (true, Some(edition)) => {
            let _ = writeln!(text, "  {}", why_out(checker, edition, market));
        }
        _ => verdict
            .derivation
            .iter()
            .for_each(|step| steps(text, step, 1)),
    }
    for sentence in presumed_sentences(&verdict.presumed) {
        let _ = writeln!(text, "  presumed: {sentence}");
    }
    let exceptions = edition.map(|edition| verdict.exceptions_told(edition));
    for exception in exceptions.unwrap_or_default() {
        let _ = writeln!(text, "  exception: {exception}");
    }
    if let Some(waiver) = verdict.waiver_told(checker.rules()) {
        let _ = writeln!(text, "  waived: {waiver}");
    }
    if let Some(day) = verdict.upcoming {
        let _ = writeln!(text, "  in force from {day}");
    }
    if verdict.outcome == Outcome::Undetermined {
        for path in &verdict.unknown.needs {
            let _ = writeln!(text, "  would be decided by: {path}");
        }
        for reason in &verdict.unknown.reasons {
            let _ = writeln!(text, "  cannot be decided: {reason}");
        }
    }
    text.push('\n');
}

fn why_out(checker: &Checker, edition: &Edition, market: Market) -> String {
    let names = &checker.rules().names;
    if !names.in_scope(&edition.market, market, checker.date()) {
        return format!("the rule does not hold in {market}");
    }
    if !edition.channels.is_empty()
        && checker
            .channel()
            .is_none_or(|c| !edition.channels.iter().any(|k| &**k == c))
    {
        return "the rule does not hold on this channel".to_owned();
    }
    "no edition is in force on the day that decides".to_owned()
}

fn steps(text: &mut String, step: &Step, depth: usize) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(text, "{indent}{} → {}", step.text, step.result);
    for part in &step.parts {
        steps(text, part, depth + 1);
    }
}
