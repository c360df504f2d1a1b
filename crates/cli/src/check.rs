//! `tidewaiter check`

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use super::args::{CheckArgs, FailOn};
use super::guard::{Inputs, Place, place};
use super::journal::call::{Call, rereadable};
use super::journal::memory::Remembered;
use super::journal::{Journal, Replay};
use super::output::{Output, cannot_write};
use super::progress::{self, Progress};
use super::{Status, Stop, source};
use crate::catalog::{InputProblem, ProfileChoice, ReadOptions, Source, files, read};
use crate::lang::Severity;
use crate::record::Datum;
use crate::report::{InputSummary, Report, Setting, Tally};
use crate::run::{self, Input, Listener, Memory, Product};
use crate::{Assessment, CheckError, Checker, Finding, Horizon, RecordRef, RulePack, Settings};

pub(super) fn run(args: &CheckArgs) -> Result<Status, Stop> {
    let checker = set_up(args)?;
    let options = source::read_options(&args.reading, &checker)?;
    let setting = Setting {
        checker: &checker,
        language: args.lang.of_messages(),
        limit: args.limit,
        all: args.all,
        uncovered: false,
        fail_on: match args.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Notice | FailOn::Undetermined => Some(Severity::Notice),
            FailOn::Never => None,
        },
        reading: Some(&options),
    };
    let (paths, missed) = expanded(&args.paths);
    let begun = begin(args, &paths, setting)?;
    let mut run = Run {
        checker: &checker,
        args,
        options: &options,
        report: begun.report,
        journal: begun.journal,
        replay: begun.replay,
    };
    for problem in &missed {
        run.missed(problem)?;
    }
    for (index, path) in paths.iter().enumerate() {
        run.file(index, path)?;
    }
    let Run {
        report, journal, ..
    } = run;
    let (tally, output) = report.finish().map_err(|error| match &args.output {
        Some(path) => cannot_write(path, &error),
        None => Stop::from(error),
    })?;
    output.keep()?;
    if let Some(journal) = journal {
        journal.remove();
    }
    Ok(status(&tally, args.fail_on))
}

/// The files that the paths of the call stand for, and what is wrong with those that stand for none.
pub(super) fn expanded(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<InputProblem>) {
    let (mut found, mut missed) = (Vec::new(), Vec::new());
    for path in paths {
        match files(path) {
            Ok(files) => found.extend(files),
            Err(problem) => missed.push(*problem),
        }
    }
    (found, missed)
}

/// A report that is begun, with what a broken run had found.
struct Begun<'a> {
    report: Report<'a, Output>,
    journal: Option<Journal>,
    replay: Option<Replay>,
}

fn begin<'a>(args: &CheckArgs, paths: &[PathBuf], setting: Setting<'a>) -> Result<Begun<'a>, Stop> {
    let begun = |output: Output, journal, replay| {
        let started = Report::start(args.format, setting, output);
        let mut report = started.map_err(|error| match &args.output {
            Some(path) => cannot_write(path, &error),
            None => Stop::from(error),
        })?;
        report.select(&|edition| {
            let named = |names: &[String]| names.iter().any(|name| chosen(edition, name));
            (args.select.is_empty() || named(&args.select)) && !named(&args.ignore)
        });
        Ok(Begun {
            report,
            journal,
            replay,
        })
    };
    let inputs = Inputs::of(paths)
        .and(args.seller.iter().chain(&args.rates))
        .read_with(&args.reading)
        .ruled(&args.rules);
    let path = match &args.output {
        None if args.format.is_binary() && std::io::stdout().is_terminal() => {
            return Err(Stop::new(
                Status::Usage,
                "error: this form of report is not text; name a file for it with `--output FILE`",
            ));
        }
        None => {
            inputs.spare_standard_output()?;
            return begun(Output::standard(args.format), None, None);
        }
        Some(path) => path,
    };
    inputs.spare(path, "--output")?;
    if place(path)? == Place::Stream {
        if args.resume {
            return Err(Stop::new(
                Status::Usage,
                format!(
                    "error: {} is no file, and a run into it cannot be resumed\n  help: name a file",
                    path.display()
                ),
            ));
        }
        return begun(Output::stream(path, args.format)?, None, None);
    }
    if !rereadable(paths) {
        if args.resume {
            return Err(Stop::new(
                Status::Usage,
                "error: standard input or a pipe cannot be read a second time, so a run over it cannot be resumed\n  help: name a file",
            ));
        }
        return begun(Output::whole(path, args.format)?, None, None);
    }
    let call = Call::of(args, paths, setting.checker)?;
    let output = Output::part(path, args.format)?;
    let broken = if args.resume {
        Journal::go_on(path, &call)?
    } else {
        None
    };
    if args.resume && !args.quiet {
        progress::resumed(broken.as_ref().map(|(_, replay)| replay.products));
    }
    match broken {
        Some((journal, replay)) => begun(output, Some(journal), Some(replay)),
        None => begun(output, Some(Journal::begin(path, &call)?), None),
    }
}

fn set_up(args: &CheckArgs) -> Result<Checker, Stop> {
    let pack = source::pack(&args.rules)?;
    let horizon = Horizon::of_days(args.horizon)
        .map_err(|error| Stop::new(Status::Usage, format!("error: --horizon: {error}")))?;
    let mut settings = Settings::new()
        .as_of(source::date(args.as_of.as_deref()))
        .strict(args.strict)
        .horizon(horizon)
        .language(args.lang.of_messages())
        .markets(args.to.iter().map(|market| market.trim()));
    if args.format.is_bilingual() {
        settings = settings.also_in(args.lang.other().of_messages());
    }
    if let Some(channel) = &args.on {
        settings = settings.channel(channel.as_str());
    }
    if let Some(path) = &args.rates {
        settings = settings.rates(super::quote::rates(path)?);
    }
    // A market without rules of its own is told in the report, with a status of its own.
    let checker = with_seller(&pack, settings, args.seller.as_deref(), Checker::for_quotes)?;
    let known = |name: &String| {
        checker
            .rules()
            .rules
            .iter()
            .any(|rule| rule.editions.iter().any(|e| chosen(e, name)))
    };
    for name in args.select.iter().chain(&args.ignore) {
        if !known(name) {
            let ids = checker.rules().rules.iter().map(|rule| &*rule.id);
            let help = crate::diag::did_you_mean(name, ids)
                .map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
            return Err(Stop::new(
                Status::Usage,
                format!("error: no rule, area or tag begins with `{name}`{help}"),
            ));
        }
    }
    Ok(checker)
}

/// A checker with the data of a seller's file, if there is one.
pub(super) fn with_seller(
    pack: &RulePack,
    settings: Settings,
    path: Option<&Path>,
    make: fn(RulePack, Settings) -> Result<Checker, CheckError>,
) -> Result<Checker, Stop> {
    let settings = match path {
        None => settings,
        Some(path) => settings.seller(seller(path)?),
    };
    make(pack.clone(), settings).map_err(|error| match (error, path) {
        (CheckError::Seller(problems), Some(path)) => {
            let name = path.display().to_string();
            let names = &pack.rules().names;
            let why = problems.into_iter().map(|problem| {
                let help = crate::lang::suggestion(&problem, names);
                let mut problem = InputProblem::of_record(problem, &name, None);
                problem.help = problem.help.or(help);
                problem.to_string()
            });
            Stop::new(Status::Usage, why.collect::<Vec<_>>().join("\n"))
        }
        (error, _) => source::usage(&error),
    })
}

/// The record of a seller's file.
fn seller(path: &Path) -> Result<Datum, Stop> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        Stop::new(
            Status::Usage,
            format!("error: cannot read the seller's file {name}: {error}"),
        )
    })?;
    // A seller is no product of a shop.
    let options = ReadOptions {
        profile: ProfileChoice::Paths,
        ..ReadOptions::default()
    };
    let catalogue = read(&name, &bytes, &options);
    let Some(record) = catalogue.records.first() else {
        let why: Vec<String> = catalogue.problems.iter().map(ToString::to_string).collect();
        return Err(Stop::new(
            Status::Usage,
            format!(
                "error: the seller's file {name} has no record\n{}",
                why.join("\n")
            ),
        ));
    };
    let inner = match record.fields() {
        Datum::Record(entries) => entries
            .iter()
            .find(|(key, _, _)| &**key == "seller")
            .map(|(_, value, _)| value),
        _ => None,
    };
    Ok(inner.unwrap_or(record.fields()).clone())
}

fn chosen(edition: &crate::lang::Edition, name: &str) -> bool {
    *edition.id == *name
        || edition
            .id
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
        || edition.area.word() == name
        || edition.tags.iter().any(|tag| **tag == *name)
}

/// A run over files.
struct Run<'a> {
    checker: &'a Checker,
    args: &'a CheckArgs,
    options: &'a ReadOptions,
    report: Report<'a, Output>,
    journal: Option<Journal>,
    replay: Option<Replay>,
}

impl Run<'_> {
    /// Checks a file; `index` is its number, from 0.
    fn file(&mut self, index: usize, path: &Path) -> Result<(), Stop> {
        let source = match Source::open(path) {
            Ok(source) => source,
            Err(problem) => return self.missed(&problem),
        };
        let (checker, args) = (self.checker, self.args);
        let progress = Progress::new(
            &source.name,
            source.bytes_read(),
            source.size(),
            args.quiet,
            args.output.is_none() && std::io::stdout().is_terminal(),
        );
        let select = |assessment: &mut Assessment| keep(checker, assessment, args);
        let mut run = run::Run::new(checker)
            .include_drafts(args.include_drafts)
            .narrowed(&select);
        if let Some(threads) = args.threads {
            run = run.threads(threads.into());
        }
        let kept = match self.journal.take() {
            Some(journal) => Some(Remembered::new(checker, index, journal, self.replay.take())),
            None => None,
        };
        let memory = kept.as_ref().map(|kept| kept as &dyn Memory<Stop>);
        let input = Input::catalogue(source, self.options);
        let mut told = Told {
            report: &mut self.report,
            progress,
        };
        run.over_kept(input, memory, &mut told)?;
        if let Some(kept) = kept {
            let (journal, replay) = kept.into_parts();
            (self.journal, self.replay) = (Some(journal), replay);
        }
        Ok(())
    }

    /// A file that cannot be opened, or a path that stands for none.
    fn missed(&mut self, problem: &InputProblem) -> Result<(), Stop> {
        let told = self.report.problem(problem);
        told.map_err(|error| self.report.out().fail(error))?;
        let mut summary = InputSummary::of(&*problem.file);
        summary.count(problem);
        self.report.input(summary);
        Ok(())
    }
}

/// Writes what is told into the report.
struct Told<'r, 'a> {
    report: &'r mut Report<'a, Output>,
    progress: Progress,
}

impl Told<'_, '_> {
    fn written(&mut self, told: std::io::Result<()>) -> Result<(), Stop> {
        told.map_err(|error| self.report.out().fail(error))
    }
}

impl Listener for Told<'_, '_> {
    type Stop = Stop;

    fn product(&mut self, product: &Product) -> Result<(), Stop> {
        let told = self.report.product(&product.assessment, Some(&product.raw));
        self.written(told)
    }

    fn problem(&mut self, problem: &InputProblem) -> Result<(), Stop> {
        let told = self.report.problem(problem);
        self.written(told)
    }

    fn left_out(&mut self, record: &RecordRef) -> Result<(), Stop> {
        let told = self.report.left_out(record);
        self.written(told)
    }

    fn progress(&mut self, progress: run::Progress) -> Result<(), Stop> {
        self.progress.update(progress);
        Ok(())
    }

    fn done(&mut self, summary: &InputSummary) -> Result<(), Stop> {
        self.report.input(summary.clone());
        Ok(())
    }
}

/// Leaves out what `--select` and `--ignore` leave out.
fn keep(checker: &Checker, assessment: &mut Assessment, args: &CheckArgs) {
    if args.select.is_empty() && args.ignore.is_empty() {
        return;
    }
    let of = |finding: &Finding, names: &[String]| {
        let editions = checker
            .rules()
            .rule(&finding.rule)
            .map(|rule| rule.editions.as_slice())
            .unwrap_or_default();
        names
            .iter()
            .any(|name| editions.iter().any(|edition| chosen(edition, name)))
    };
    assessment.findings.retain(|finding| {
        (args.select.is_empty() || of(finding, &args.select)) && !of(finding, &args.ignore)
    });
}

fn status(tally: &Tally, fail_on: FailOn) -> Status {
    let totals = &tally.totals;
    let findings = match fail_on {
        FailOn::Error => totals.at_least(Severity::Error) > 0,
        FailOn::Warning => totals.at_least(Severity::Warning) > 0,
        FailOn::Notice => totals.at_least(Severity::Notice) > 0,
        FailOn::Undetermined => totals.at_least(Severity::Notice) > 0 || totals.undetermined > 0,
        FailOn::Never => false,
    };
    if tally.has_unread() {
        Status::Input
    } else if totals.records == 0 || tally.markets.is_empty() || !tally.no_rules.is_empty() {
        // Of a market without rules nothing can be said, whatever was found in the others.
        Status::Nothing
    } else if findings {
        Status::Findings
    } else {
        Status::Clean
    }
}

/// The distinct ids, for suggestions.
pub(super) fn ids(catalogue: &crate::catalog::Catalogue, checker: &Checker) -> BTreeSet<String> {
    catalogue
        .records
        .iter()
        .filter_map(|raw| checker.bind(raw).id.map(|id| id.to_string()))
        .collect()
}
