//! `tidewaiter tariff`

use std::fmt::Write as _;
use std::fs::File;

use super::args::{TariffArgs, TariffFormat};
use super::guard::Inputs;
use super::output::write_whole;
use super::{Status, Stop, print, warn};
use crate::report;
use crate::report::visible::lines;
use crate::value::{Date, HsCode, Market, parse_date};
use tidewaiter_tariff::{ReadOptions, Tariff};

pub(super) fn run(args: &TariffArgs) -> Result<Status, Stop> {
    let options = options(args)?;
    let markets = markets(args, options.on)?;
    let name = args.path.display().to_string();
    let inputs = Inputs::of([&args.path]);
    match &args.output {
        Some(path) => inputs.spare(path, "--output")?,
        None => inputs.spare_standard_output()?,
    }
    let input = |message: String| Stop::new(Status::Input, format!("error: {message}"));
    let file = File::open(&args.path)
        .map_err(|error| input(format!("{name}: cannot be read: {error}")))?;
    let tariff = Tariff::read(&name, file, &options).map_err(|error| input(error.to_string()))?;
    let rows = report::tariff_rows(&tariff, &markets);
    let text = match args.format {
        TariffFormat::Human => report::tariff(&tariff, &rows, !options.codes.is_empty()),
        TariffFormat::Csv => tariff.to_csv(rows.iter().copied()),
    };
    match &args.output {
        Some(path) => write_whole(path, &lines(&text))?,
        None => print(&text)?,
    }
    if !tariff.tally().problems.is_empty() {
        // A table goes to other programs; what is missing in it is said beside it.
        if args.format == TariffFormat::Csv {
            warn(&problems(&tariff));
        }
        return Ok(Status::Input);
    }
    Ok(if rows.is_empty() {
        Status::Nothing
    } else {
        Status::Clean
    })
}

fn options(args: &TariffArgs) -> Result<ReadOptions, Stop> {
    let wrong = |error: String| Stop::new(Status::Usage, format!("error: {error}"));
    let on = args.as_of.as_deref().map(parse_date).transpose();
    let codes = args
        .code
        .iter()
        .map(|code| HsCode::parse(code.trim()))
        .collect::<Result<_, _>>();
    Ok(ReadOptions {
        kind: args.kind.map(super::args::TariffKind::kind),
        on: on.map_err(|error| wrong(error.to_string()))?,
        codes: codes.map_err(|error| wrong(error.to_string()))?,
    })
}

/// What rows may name to hold in the market asked for: itself, its country and the groups it is in.
fn markets(args: &TariffArgs, on: Option<Date>) -> Result<Vec<String>, Stop> {
    let Some(asked) = &args.market else {
        return Ok(Vec::new());
    };
    let pack = super::source::pack(&[])?;
    let names = &pack.rules().names;
    if names.groups.contains_key(asked.as_str()) {
        return Ok(vec![asked.clone()]);
    }
    let market = Market::parse(asked)
        .map_err(|error| Stop::new(Status::Usage, format!("error: {error}")))?;
    let mut markets = vec![asked.clone(), market.country.to_string()];
    if let Some(on) = on.or(pack.info().reviewed_on) {
        markets.extend(names.groups_of(market, on).map(ToString::to_string));
    }
    Ok(markets)
}

/// What is wrong with the rows of a tariff, a line each.
pub(super) fn problems(tariff: &Tariff) -> String {
    let mut text = String::new();
    for problem in &tariff.tally().problems {
        let _ = writeln!(text, "{}, {} {problem}", tariff.file(), tariff.counted());
    }
    if tariff.tally().more_problems > 0 {
        let _ = writeln!(text, "and {} more", tariff.tally().more_problems);
    }
    text
}
