//! `tidewaiter check`

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::Path;
use std::sync::Arc;

use super::args::{CheckArgs, FailOn};
use super::{Status, Stop, source};
use crate::catalog::{InputCode, InputProblem, ReadOptions, read};
use crate::lang::Severity;
use crate::record::ProblemKind;
use crate::report::{Format, InputSummary, Run, Setting, Tally};
use crate::{Assessment, Checker, Finding};

pub(super) fn run(args: &CheckArgs) -> Result<Status, Stop> {
    let checker = set_up(args)?;
    let options = ReadOptions {
        columns: args.columns.iter().cloned().collect(),
        ..ReadOptions::default()
    };
    let mut run = Run {
        checker: &checker,
        inputs: Vec::new(),
        products: Vec::new(),
        problems: Vec::new(),
    };
    for path in &args.paths {
        file(&mut run, path, &options, args);
    }
    let setting = Setting {
        checker: &checker,
        strict: args.strict,
        language: args.lang.code(),
        limit: args.limit,
        all: args.all,
        fail_on: match args.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Notice | FailOn::Undetermined => Some(Severity::Notice),
            FailOn::Never => None,
        },
    };
    let tally = match &args.output {
        Some(path) => write_whole(path, args.format, |out| {
            run.write(args.format, setting, out)
        })?,
        None => write_out(args.format, |out| run.write(args.format, setting, out))?,
    };
    Ok(status(&tally, args.fail_on))
}

/// Writes to standard output: with colours where a terminal reads a report for people.
fn write_out(
    format: Format,
    report: impl FnOnce(&mut dyn Write) -> io::Result<Tally>,
) -> Result<Tally, Stop> {
    let stdout = io::stdout();
    if format.is_binary() && stdout.is_terminal() {
        return Err(Stop::new(
            Status::Usage,
            "error: this form of report is not text; name a file for it with `--output FILE`",
        ));
    }
    let tally = if format == Format::Human {
        report(&mut anstream::AutoStream::auto(stdout.lock()))
    } else {
        report(&mut io::BufWriter::new(stdout.lock()))
    };
    Ok(tally?)
}

fn set_up(args: &CheckArgs) -> Result<Checker, Stop> {
    let stop = |error| source::usage(&error);
    let mut checker = source::checker(&args.rules)?
        .as_of(&source::date(args.as_of.as_deref()))
        .map_err(stop)?
        .strict(args.strict)
        .horizon(args.horizon)
        .language(args.lang.code());
    if args.format.is_bilingual() {
        checker = checker.also_in(args.lang.other().code());
    }
    for market in &args.to {
        checker = checker.for_market(market.trim()).map_err(stop)?;
    }
    if let Some(channel) = &args.on {
        checker = checker.on_channel(channel).map_err(stop)?;
    }
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
    seller(checker, args.seller.as_deref())
}

/// A checker with the data of a seller's file.
pub(super) fn seller(checker: Checker, path: Option<&Path>) -> Result<Checker, Stop> {
    let Some(path) = path else {
        return Ok(checker);
    };
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        Stop::new(
            Status::Usage,
            format!("error: cannot read the seller's file {name}: {error}"),
        )
    })?;
    let catalogue = read(&name, &bytes, &ReadOptions::default());
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
    let inner = match &record.fields {
        crate::record::Datum::Record(entries) => entries
            .iter()
            .find(|(key, _, _)| &**key == "seller")
            .map(|(_, value, _)| value),
        _ => None,
    };
    let (checker, problems) = checker.seller(inner.unwrap_or(&record.fields));
    if problems.is_empty() {
        return Ok(checker);
    }
    let why: Vec<String> = problems
        .into_iter()
        .map(|problem| {
            let help = problem.suggestion(&checker.rules().names);
            let mut problem = InputProblem::of_record(problem, &name, None);
            problem.help = problem.help.or(help);
            problem.to_string()
        })
        .collect();
    Err(Stop::new(Status::Usage, why.join("\n")))
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

fn file(run: &mut Run<'_>, path: &Path, options: &ReadOptions, args: &CheckArgs) {
    let name = if path.as_os_str() == "-" {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    };
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            run.problems.push(InputProblem::new(
                InputCode::Unreadable,
                &name,
                0,
                format!("the file cannot be opened: {error}"),
                "check the path; nothing of this file was checked",
            ));
            run.inputs.push(InputSummary {
                file: name,
                format: None,
                records: 0,
                unread: 0,
            });
            return;
        }
    };
    let catalogue = read(&name, &bytes, options);
    let file: Arc<str> = name.as_str().into();
    let unread = catalogue
        .problems
        .iter()
        .filter(|p| p.code.unread())
        .count() as u64;
    run.problems.extend(catalogue.problems);
    let mut unknown: BTreeMap<Arc<str>, (InputProblem, u64)> = BTreeMap::new();
    let mut ids: BTreeMap<Arc<str>, u32> = BTreeMap::new();
    for raw in &catalogue.records {
        let (record, problems) = run.checker.bind(raw);
        for problem in problems {
            if problem.kind == ProblemKind::UnknownAttribute {
                // The same unknown column in every row is one thing to mend.
                let names = &run.checker.rules().names;
                let (_, count) = unknown.entry(problem.path.clone()).or_insert_with(|| {
                    let help = problem.suggestion(names);
                    let mut first = InputProblem::of_record(problem, &name, None);
                    first.help = help;
                    (first, 0)
                });
                *count += 1;
                continue;
            }
            run.problems.push(InputProblem::of_record(
                problem,
                &name,
                record.id.as_deref(),
            ));
        }
        if let Some(id) = &record.id {
            if let Some(first) = ids.get(id) {
                let mut problem = InputProblem::new(
                    InputCode::DuplicateId,
                    &name,
                    record.place.line,
                    format!("the identifier `{id}` stands on line {first} already"),
                    "give each record its own identifier; both were checked",
                );
                problem.record = Some(id.to_string());
                run.problems.push(problem);
            } else {
                ids.insert(id.clone(), record.place.line);
            }
        }
        let mut assessment = run.checker.check(&record);
        assessment.record.file = Some(file.clone());
        for finding in &mut assessment.findings {
            finding.record.file = Some(file.clone());
        }
        keep(run.checker, &mut assessment, args);
        run.products.push((raw.clone(), assessment));
    }
    for (mut problem, count) in unknown.into_values() {
        if count > 1 {
            problem.message = format!("{} ({count} records)", problem.message);
        }
        run.problems.push(problem);
    }
    run.inputs.push(InputSummary {
        file: name,
        format: catalogue.format.map(|f| f.to_string()),
        records: catalogue.records.len() as u64,
        unread,
    });
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
    } else if totals.records == 0 {
        Status::Nothing
    } else if findings {
        Status::Findings
    } else {
        Status::Clean
    }
}

/// A temporary file that everybody may read whom the user's mask lets: it becomes the report.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}

/// Writes beside the file and renames, so that a reader never sees half of it.
fn write_whole(
    path: &Path,
    format: Format,
    report: impl FnOnce(&mut dyn Write) -> io::Result<Tally>,
) -> Result<Tally, Stop> {
    let fail = |error: io::Error| {
        Stop::new(
            Status::Usage,
            format!("error: cannot write {}: {error}", path.display()),
        )
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let file = builder().tempfile_in(folder).map_err(fail)?;
    let mut out = io::BufWriter::new(file.as_file().try_clone().map_err(fail)?);
    let tally = if format == Format::Human {
        let out: Box<dyn Write> = Box::new(out);
        report(&mut anstream::StripStream::new(out))
    } else {
        report(&mut out)
    };
    let tally = tally.map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(tally)
}

/// The distinct ids, for suggestions.
pub(super) fn ids(catalogue: &crate::catalog::Catalogue, checker: &Checker) -> BTreeSet<String> {
    catalogue
        .records
        .iter()
        .filter_map(|raw| checker.bind(raw).0.id.map(|id| id.to_string()))
        .collect()
}
