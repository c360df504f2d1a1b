//! `tidewaiter quote`

use std::collections::BTreeSet;
use std::path::Path;

use super::args::{QuoteArgs, QuoteFormat};
use super::guard::Inputs;
use super::output::Output;
use super::{Status, Stop, check, source, warn};
use crate::catalog::{InputCode, InputProblem, ReadOptions, Source, read_all};
use crate::lang::suggestion;
use crate::record::{Datum, Place, RawRecord, Record, Value};
use crate::report::{ConsignmentQuote, Format, InputSummary, MarketQuote, QuoteRun, quote_reports};
use crate::sentence::{Sentence, say};
use crate::value::{Country, Decimal, ExchangeRates, HsCode, parse_decimal};
use crate::{Checker, Settings};
use tidewaiter_engine::quote::{Consignment, Ending, consignments};
use tidewaiter_tariff::{self as tariff, Tariff};

pub(super) fn run(args: &QuoteArgs) -> Result<Status, Stop> {
    let checker = set_up(args)?;
    let target = target(args)?;
    let from = args.from.as_deref().map(country).transpose()?;
    let mut problems = Vec::new();
    let mut inputs = Vec::new();
    let mut orders = Vec::new();
    let (paths, missed) = check::expanded(&args.paths);
    let files = Inputs::of(&paths)
        .and(args.tariff.iter().chain(&args.seller).chain(&args.rates))
        .read_with(&args.reading)
        .ruled(&args.rules);
    match &args.output {
        Some(path) => files.spare(path, "--output")?,
        None => files.spare_standard_output()?,
    }
    problems.extend(missed);
    let options = ReadOptions {
        whole_objects: true,
        ..source::read_options(&args.reading, &checker)?
    };
    for path in &paths {
        let (summary, order) = read(path, &options, &checker, from, &mut problems);
        inputs.push(summary);
        orders.extend(order);
    }
    let (checker, sound) = with_tariffs(checker, args, &orders)?;
    let mut run = QuoteRun {
        checker: &checker,
        strict: args.strict,
        inputs,
        consignments: Vec::new(),
        problems,
        target,
    };
    for order in orders {
        let quotes = quotes(&run, &order.records);
        run.consignments.push(ConsignmentQuote {
            file: order.file,
            name: order.name,
            place: order.place,
            quotes,
        });
    }
    let language = args.lang.of_messages();
    let mut output = match &args.output {
        Some(path) => Output::fresh(path, Format::Human)?,
        None => Output::standard(Format::Human),
    };
    let written = match args.format {
        QuoteFormat::Human => quote_reports::human(&run, language, args.brief, &mut output),
        QuoteFormat::Json => quote_reports::json(&run, &mut output),
        QuoteFormat::Csv => quote_reports::csv(&run, language, &mut output),
    };
    written.map_err(|error| output.fail(error))?;
    output.keep()?;
    Ok(if sound { status(&run) } else { Status::Input })
}

/// A consignment whose items were held against the schema.
struct Order {
    file: String,
    name: Option<String>,
    place: Place,
    records: Vec<Record>,
}

/// The checker with the tariffs, of which only the codes of the orders are kept; whether every row of
/// them that bears on these could be read.
fn with_tariffs(
    mut checker: Checker,
    args: &QuoteArgs,
    orders: &[Order],
) -> Result<(Checker, bool), Stop> {
    let codes: BTreeSet<HsCode> = orders
        .iter()
        .flat_map(|order| &order.records)
        .filter_map(|record| match record.fields.get("hs_code") {
            Some(Value::Hs(code)) => Some(*code),
            _ => None,
        })
        .collect();
    let options = tariff::ReadOptions {
        kind: None,
        on: Some(checker.date()),
        codes: codes.into_iter().collect(),
    };
    let mut sound = true;
    for path in &args.tariff {
        let name = path.display().to_string();
        let wrong = |why: String| Stop::new(Status::Usage, format!("error: --tariff: {why}"));
        let file = std::fs::File::open(path)
            .map_err(|error| wrong(format!("cannot read {name}: {error}")))?;
        let tariff =
            Tariff::read(&name, file, &options).map_err(|error| wrong(error.to_string()))?;
        if !tariff.tally().problems.is_empty() {
            sound = false;
            warn(&super::tariff::problems(&tariff));
        }
        checker = checker
            .with_tariff(tariff)
            .map_err(|error| source::usage(&error))?;
    }
    Ok((checker, sound))
}

fn status(run: &QuoteRun<'_>) -> Status {
    if run.problems.iter().any(|problem| problem.code.unread()) {
        Status::Input
    } else if run.consignments.is_empty() {
        Status::Nothing
    } else if run.complete() {
        Status::Clean
    } else {
        Status::Findings
    }
}

fn set_up(args: &QuoteArgs) -> Result<Checker, Stop> {
    let mut settings = Settings::new()
        .as_of(source::date(args.as_of.as_deref()))
        .strict(args.strict)
        .explain(args.explain)
        .language(args.lang.of_messages())
        .markets(args.to.iter().map(|market| market.trim()));
    if let Some(path) = &args.rates {
        settings = settings.rates(rates(path)?);
    }
    let pack = source::pack(&args.rules)?;
    check::with_seller(&pack, settings, args.seller.as_deref(), Checker::for_quotes)
}

/// The rates of exchange of a file, or every cell of it that cannot be used.
pub(super) fn rates(path: &Path) -> Result<ExchangeRates, Stop> {
    let name = path.display();
    let wrong = |why: String| Stop::new(Status::Usage, why);
    let bytes = std::fs::read(path)
        .map_err(|error| wrong(format!("error: cannot read the rates in {name}: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        wrong(format!(
            "error: the rates in {name} are not UTF-8 (byte {}); save the file as \"CSV UTF-8\"",
            error.utf8_error().valid_up_to()
        ))
    })?;
    ExchangeRates::read(&text).map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("error: {name}, {problem}"))
            .collect();
        wrong(format!(
            "{}\n  help: the columns are from,to,rate,valid_from,valid_until,source: one unit of `from` is worth `rate` units of `to`",
            lines.join("\n")
        ))
    })
}

fn country(code: &str) -> Result<Country, Stop> {
    Country::lookup(code).ok_or_else(|| {
        Stop::new(
            Status::Usage,
            format!(
                "error: --from: there is no country `{code}`; write its two letters, such as CN"
            ),
        )
    })
}

/// The margin as a fraction, and how prices shall end.
fn target(args: &QuoteArgs) -> Result<Option<(Decimal, Option<Ending>)>, Stop> {
    let usage = |message: String| Stop::new(Status::Usage, message);
    let ending = args
        .ending
        .as_deref()
        .map(|text| Ending::parse(text).map_err(|error| usage(format!("error: --ending: {error}"))))
        .transpose()?;
    let Some(text) = args.target_margin.as_deref() else {
        return Ok(None);
    };
    let number = text.trim().trim_end_matches('%').trim_end();
    let percent =
        parse_decimal(number).map_err(|error| usage(format!("error: --target-margin: {error}")))?;
    if !text.trim().ends_with('%') || percent < Decimal::ZERO || percent >= Decimal::ONE_HUNDRED {
        return Err(usage(format!(
            "error: --target-margin: `{text}` is not a share of the price from 0 % up to, but not including, 100 %; write 25%"
        )));
    }
    let fraction = crate::value::div(percent, Decimal::ONE_HUNDRED)
        .map_err(|error| usage(format!("error: --target-margin: {error}")))?;
    Ok(Some((fraction, ending)))
}

fn read(
    path: &Path,
    options: &ReadOptions,
    checker: &Checker,
    from: Option<Country>,
    problems: &mut Vec<InputProblem>,
) -> (InputSummary, Vec<Order>) {
    let mut summary = InputSummary::of(path.display().to_string());
    let catalogue = match Source::open(path) {
        Ok(source) => read_all(source, options),
        Err(problem) => {
            summary.count(&problem);
            problems.push(*problem);
            return (summary, Vec::new());
        }
    };
    let name = catalogue.name;
    summary.file.clone_from(&name);
    summary.format = catalogue.format;
    summary.profile = catalogue.mapping.and_then(|mapping| mapping.profile);
    summary.records = catalogue.records.len() as u64;
    for problem in &catalogue.problems {
        summary.count(problem);
    }
    problems.extend(catalogue.problems);
    let mut told = BTreeSet::new();
    let mut orders = Vec::new();
    for consignment in consignments(catalogue.records) {
        for place in &consignment.unread {
            let mut problem = InputProblem::new(
                InputCode::NotARecord,
                &name,
                place.line,
                say!(
                    "an item of a consignment is not an object",
                    "该票货物中的一件商品不是对象",
                ),
                say!(
                    "write each item as an object with named attributes; the others were quoted",
                    "请把每件商品写成带属性名的对象;其余商品已报价",
                ),
            );
            problem.place = place.clone();
            problems.push(problem);
        }
        let records = bound(checker, &consignment, &name, from, problems, &mut told);
        if !records.is_empty() {
            orders.push(Order {
                file: name.clone(),
                name: consignment.name,
                place: consignment.place,
                records,
            });
        }
    }
    (summary, orders)
}

/// The items held against the schema. What is wrong with a value that several items share is told once.
fn bound(
    checker: &Checker,
    consignment: &Consignment,
    file: &str,
    from: Option<Country>,
    into: &mut Vec<InputProblem>,
    told: &mut BTreeSet<(u32, u32, Sentence)>,
) -> Vec<Record> {
    let mut records = Vec::new();
    for raw in &consignment.items {
        let mut record = checker.bind(&shipped(raw, from));
        for problem in std::mem::take(&mut record.problems) {
            let place = (
                problem.place.line,
                problem.place.column,
                problem.message.clone(),
            );
            if told.insert(place) {
                let help = suggestion(&problem, &checker.rules().names);
                let mut problem = InputProblem::of_record(problem, file, record.id.as_deref());
                problem.help = problem.help.or(help);
                into.push(problem);
            }
        }
        records.push(record);
    }
    records
}

/// The record with the country it is shipped from, where it does not say.
fn shipped(raw: &RawRecord, from: Option<Country>) -> RawRecord {
    const SHIPS_FROM: &str = "ships_from";
    let mut fields = raw.fields().clone();
    if let (Some(from), Datum::Record(entries)) = (from, &mut fields)
        && !entries.iter().any(|(name, _, _)| &**name == SHIPS_FROM)
    {
        let code = Datum::Text(from.to_string().into());
        entries.push((SHIPS_FROM.into(), code, raw.place.clone()));
    }
    RawRecord::new(fields, raw.place.clone(), raw.ordinal)
}

fn quotes(run: &QuoteRun<'_>, records: &[Record]) -> Vec<MarketQuote> {
    let checker = run.checker;
    checker
        .quote(records)
        .into_iter()
        .map(|quote| {
            let targets = match &run.target {
                None => Vec::new(),
                Some((margin, ending)) => {
                    checker.prices_for_margin(records, quote.market, *margin, ending.as_ref())
                }
            };
            MarketQuote { quote, targets }
        })
        .collect()
}
