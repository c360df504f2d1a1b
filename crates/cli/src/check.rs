//! `tidewaiter check`

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{CheckArgs, FailOn};
use super::guard::{Inputs, Place, place};
use super::journal::call::{Call, rereadable};
use super::journal::{Journal, Replay};
use super::output::{Output, cannot_write};
use super::pipeline::{self, Checked, CheckedProduct, Checks, Journaled};
use super::progress::{self, Progress};
use super::{Status, Stop, source};
use crate::catalog::{InputCode, InputProblem, ProfileChoice, ReadOptions, Source, files, read};
use crate::lang::Severity;
use crate::record::{Datum, ProblemKind, Record, Value};
use crate::report::{InputSummary, Report, Setting, Tally};
use crate::sentence::{Sentence, say};
use crate::{Assessment, CheckError, Checker, Finding, Horizon, RecordRef, RulePack, Settings};

pub(super) fn run(args: &CheckArgs) -> Result<Status, Stop> {
    let checker = set_up(args)?;
    let options = source::read_options(&args.reading, &checker)?;
    let setting = Setting {
        checker: &checker,
        strict: args.strict,
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

/// What is known of a file while it is read.
struct Progressing {
    name: Arc<str>,
    records: u64,
    unread: u64,
    reasons: BTreeMap<String, u64>,
    /// The same unknown column in every row is one thing to mend.
    unknown: BTreeMap<Arc<str>, (InputProblem, u64)>,
    /// Values under names that are not kept apart any more.
    more_unknown: u64,
    ids: Ids,
    /// Drafts, archived and hidden products, which are not checked.
    left_out: u64,
    /// Classes that titles suggest: how often, the line of the first, and its word.
    suggested: BTreeMap<String, (u64, u32, String)>,
    progress: Progress,
}

impl Run<'_> {
    /// Checks a file; `index` is its number, from 0.
    fn file(&mut self, index: usize, path: &Path) -> Result<(), Stop> {
        let source = match Source::open(path) {
            Ok(source) => source,
            Err(problem) => return self.missed(&problem),
        };
        let beside_report = self.args.output.is_none() && std::io::stdout().is_terminal();
        let mut file = Progressing {
            name: source.name.as_str().into(),
            records: 0,
            unread: 0,
            reasons: BTreeMap::new(),
            unknown: BTreeMap::new(),
            more_unknown: 0,
            ids: Ids::default(),
            left_out: 0,
            suggested: BTreeMap::new(),
            progress: Progress::new(
                &source.name,
                source.bytes_read(),
                source.size(),
                self.args.quiet,
                beside_report,
            ),
        };
        let (checker, args, options) = (self.checker, self.args, self.options);
        let (mut journal, mut replay) = (self.journal.take(), self.replay.take());
        let journaled = Journaled {
            file: index as u32,
            replay: replay.as_mut(),
            journal: journal.as_mut(),
        };
        let checks = Checks {
            checker,
            assess: &|record| {
                (args.include_drafts || is_live(record)).then(|| {
                    let mut assessment = checker.check(record);
                    keep(checker, &mut assessment, args);
                    assessment
                })
            },
        };
        let threads = threads(args.threads);
        let understood = pipeline::run(
            checks,
            source,
            options,
            threads,
            journaled,
            &mut |checked| match checked {
                Checked::Problem(problem) => self.problem(&mut file, &problem),
                Checked::Product(product) => self.product(&mut file, *product),
            },
        )?;
        (self.journal, self.replay) = (journal, replay);
        for (mut problem, count) in std::mem::take(&mut file.unknown).into_values() {
            if count > 1 {
                problem.message = say!(
                    "{message} ({count} records)",
                    "{message}({count} 件商品)",
                    message = problem.message,
                    count,
                );
            }
            self.problem(&mut file, &problem)?;
        }
        if file.more_unknown > 0 {
            let problem = InputProblem::new(
                InputCode::UnknownColumn,
                &file.name,
                0,
                say!(
                    "{count} more values stand under other names that are not attributes",
                    "另有 {count} 个值的名称不是已知属性",
                    count = file.more_unknown,
                ),
                say!(
                    "such a file has names where it should have values; look at how it was made",
                    "此类文件把值写成了名称;请检查文件的生成方式",
                ),
            );
            self.problem(&mut file, &problem)?;
        }
        for (class, (count, line, word)) in std::mem::take(&mut file.suggested) {
            let problem = suggestion(self.checker, &file.name, &class, count, line, &word);
            self.problem(&mut file, &problem)?;
        }
        self.report.input(InputSummary {
            file: file.name.to_string(),
            format: understood.format,
            profile: understood.profile,
            table: understood.table,
            records: file.records,
            left_out: file.left_out,
            unread: file.unread,
            reasons: file.reasons,
        });
        Ok(())
    }

    /// A file that cannot be opened, or a path that stands for none.
    fn missed(&mut self, problem: &InputProblem) -> Result<(), Stop> {
        let told = self.report.problem(problem);
        told.map_err(|error| self.report.out().fail(error))?;
        self.report.input(InputSummary {
            file: problem.file.clone(),
            format: None,
            profile: None,
            table: None,
            records: 0,
            left_out: 0,
            unread: 1,
            reasons: BTreeMap::from([(problem.code.code().to_owned(), 1)]),
        });
        Ok(())
    }

    fn product(&mut self, file: &mut Progressing, product: CheckedProduct) -> Result<(), Stop> {
        let record = &product.record;
        let names = &self.checker.rules().names;
        let Some(mut assessment) = product.assessment else {
            file.left_out += 1;
            file.progress.passed();
            let mut record = RecordRef::of(record);
            record.file = Some(file.name.clone());
            let told = self.report.left_out(&record);
            return told.map_err(|error| self.report.out().fail(error));
        };
        file.records += 1;
        for problem in product.problems {
            if problem.kind == ProblemKind::UnknownAttribute {
                if file.unknown.len() >= MOST_UNKNOWN && !file.unknown.contains_key(&problem.path) {
                    file.more_unknown += 1;
                    continue;
                }
                let (_, count) = file.unknown.entry(problem.path.clone()).or_insert_with(|| {
                    let help = crate::lang::suggestion(&problem, names);
                    let mut first = InputProblem::of_record(problem, &file.name, None);
                    first.help = help;
                    (first, 0)
                });
                *count += 1;
                continue;
            }
            let problem = InputProblem::of_record(problem, &file.name, record.id.as_deref());
            self.problem(file, &problem)?;
        }
        if let Some((class, word)) = self.checker.suggested_class(record) {
            let line = record.place.line;
            let first = || (0, line, word.to_owned());
            file.suggested
                .entry(class.to_owned())
                .or_insert_with(first)
                .0 += 1;
        }
        if let Some(id) = &record.id
            && let Some(mut problem) = file.ids.seen(id, record.place.line, &file.name)
        {
            problem.record = Some(id.to_string());
            self.problem(file, &problem)?;
        }
        assessment.record.file = Some(file.name.clone());
        for finding in &mut assessment.findings {
            finding.record.file = Some(file.name.clone());
        }
        file.progress.product(assessment.findings.len());
        let told = self.report.product(&assessment, Some(&product.raw));
        told.map_err(|error| self.report.out().fail(error))
    }

    /// Reports a problem.
    fn problem(&mut self, file: &mut Progressing, problem: &InputProblem) -> Result<(), Stop> {
        if problem.code.unread() {
            file.unread += 1;
            *file
                .reasons
                .entry(problem.code.code().to_owned())
                .or_insert(0) += 1;
        }
        let told = self.report.problem(problem);
        told.map_err(|error| self.report.out().fail(error))
    }
}

/// The threads to check with: as many as the machine has cores, if none are asked for.
fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(
        || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        usize::from,
    )
}

/// The identifiers of a file, as far as memory is set aside for them.
#[derive(Default)]
struct Ids {
    lines: HashMap<[u8; 16], u32>,
}

/// How many unknown names of a file are told one by one.
const MOST_UNKNOWN: usize = 4096;

/// How many identifiers are compared with each other: 40 MB of memory.
const MOST_IDS: usize = 1 << 20;

impl Ids {
    /// What is wrong with an identifier that stands on a line.
    fn seen(&mut self, id: &str, line: u32, file: &str) -> Option<InputProblem> {
        let mut key = [0; 16];
        let hash = blake3::hash(id.as_bytes());
        for (byte, hashed) in key.iter_mut().zip(hash.as_bytes()) {
            *byte = *hashed;
        }
        if let Some(first) = self.lines.get(&key) {
            return Some(InputProblem::new(
                InputCode::DuplicateId,
                file,
                line,
                say!(
                    "the identifier `{id}` stands on line {first} already",
                    "标识 `{id}` 在第 {first} 行已出现",
                    id,
                    first,
                ),
                say!(
                    "give each record its own identifier; both were checked",
                    "请为每件商品使用各自的标识;两件商品均已检查",
                ),
            ));
        }
        match self.lines.len() {
            MOST_IDS.. => None,
            count => {
                self.lines.insert(key, line);
                (count + 1 == MOST_IDS).then(|| {
                    InputProblem::new(
                        InputCode::DuplicateId,
                        file,
                        line,
                        say!(
                            "the identifiers of the records behind this one are compared with those of the first {most} only",
                            "此后商品的标识只与前 {most} 件比较",
                            most = MOST_IDS,
                        ),
                        say!(
                            "split the file to have all of them compared",
                            "如需全部比较,请拆分文件",
                        ),
                    )
                })
            }
        }
    }
}

/// Products whose titles suggest a class, told of once a class.
fn suggestion(
    checker: &Checker,
    file: &str,
    class: &str,
    count: u64,
    line: u32,
    word: &str,
) -> InputProblem {
    let classes = &checker.rules().names.classes;
    let title = classes
        .get(class)
        .map_or_else(|| Sentence::verbatim(class), |class| class.title.sentence());
    let message = if count == 1 {
        say!(
            "this product looks like one of the class \"{title}\" (its title has `{word}`), but nothing states it",
            "该商品看起来属于“{title}”类别(标题含 `{word}`),但未注明",
            title,
            word,
        )
    } else {
        say!(
            "{count} products look like ones of the class \"{title}\" (the title of the first has `{word}`), but nothing states it",
            "{count} 件商品看起来属于“{title}”类别(首件标题含 `{word}`),但未注明",
            count,
            title,
            word,
        )
    };
    InputProblem::new(
        InputCode::SuggestedClass,
        file,
        line,
        message,
        say!(
            "if so, state classes = {class}; until then, rules for it are undetermined",
            "如属实,请填写 classes = {class};填写前相关规则均为待定",
            class,
        ),
    )
}

/// Buyers can see the offer, as far as its record says.
fn is_live(record: &Record) -> bool {
    match record.fields.get("listing_status") {
        Some(Value::Word(status)) => &**status == "active",
        _ => true,
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
