//! `tidewaiter check`

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::args::{CheckArgs, FailOn, Format};
use super::{Status, Stop, print, source};
use crate::catalog::{InputCode, InputProblem, ProfileChoice, ReadOptions, read};
use crate::lang::Severity;
use crate::record::{ProblemKind, Record, Value};
use crate::report::{InputSummary, Run, human, json, ndjson};
use crate::{Assessment, Checker, Finding};

pub(super) fn run(args: &CheckArgs) -> Result<Status, Stop> {
    let checker = set_up(args)?;
    let options = source::read_options(&args.reading, &checker)?;
    let mut run = Run {
        checker: &checker,
        strict: args.strict,
        inputs: Vec::new(),
        assessments: Vec::new(),
        problems: Vec::new(),
    };
    for path in &args.paths {
        file(&mut run, path, &options, args);
    }
    let report = match args.format {
        Format::Human => human(&run, args.lang.code(), args.all),
        Format::Json => json(&run).map_err(|e| Stop::new(Status::Usage, format!("error: {e}")))?,
        Format::Ndjson => {
            ndjson(&run).map_err(|e| Stop::new(Status::Usage, format!("error: {e}")))?
        }
    };
    match &args.output {
        Some(path) => write_whole(path, &report)?,
        None => print(&report)?,
    }
    Ok(status(&run, args.fail_on))
}

fn set_up(args: &CheckArgs) -> Result<Checker, Stop> {
    let stop = |error| source::usage(&error);
    let mut checker = source::checker(&args.rules)?
        .as_of(&source::date(args.as_of.as_deref()))
        .map_err(stop)?
        .strict(args.strict)
        .horizon(args.horizon)
        .language(args.lang.code());
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
                profile: None,
                records: 0,
                left_out: 0,
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
    let mut left_out = 0u64;
    let mut suggested: BTreeMap<String, (u64, u32, String)> = BTreeMap::new();
    for raw in &catalogue.records {
        let (record, problems) = run.checker.bind(raw);
        if !args.include_drafts && !is_live(&record) {
            left_out += 1;
            continue;
        }
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
        if let Some((class, word)) = run.checker.suggested_class(&record) {
            suggested
                .entry(class.to_owned())
                .or_insert_with(|| (0, record.place.line, word.to_owned()))
                .0 += 1;
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
        run.assessments.push(assessment);
    }
    for (class, (count, line, word)) in suggested {
        run.problems
            .push(suggestion(run.checker, &name, &class, count, line, &word));
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
        profile: catalogue.mapping.and_then(|mapping| mapping.profile),
        records: catalogue.records.len() as u64 - left_out,
        left_out,
        unread,
    });
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
    let title = checker
        .rules()
        .names
        .classes
        .get(class)
        .map_or(class, |class| class.title.in_language("en"));
    let subject = if count == 1 {
        format!("this product looks like one of the class \"{title}\" (its title has `{word}`)")
    } else {
        format!(
            "{count} products look like ones of the class \"{title}\" (the title of the first has `{word}`)"
        )
    };
    InputProblem::new(
        InputCode::SuggestedClass,
        file,
        line,
        format!("{subject}, but nothing states it"),
        format!("if so, state classes = {class}; until then, rules for it are undetermined"),
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

fn status(run: &Run<'_>, fail_on: FailOn) -> Status {
    let unread = run.problems.iter().any(|problem| problem.code.unread());
    let findings = match fail_on {
        FailOn::Error => run.violations(Severity::Error) > 0,
        FailOn::Warning => run.violations(Severity::Warning) > 0,
        FailOn::Notice => run.violations(Severity::Notice) > 0,
        FailOn::Undetermined => {
            run.violations(Severity::Notice) > 0 || run.totals().undetermined > 0
        }
        FailOn::Never => false,
    };
    if unread {
        Status::Input
    } else if run.assessments.is_empty() {
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
pub(super) fn write_whole(path: &Path, text: &str) -> Result<(), Stop> {
    let fail = |error: std::io::Error| {
        Stop::new(
            Status::Usage,
            format!("error: cannot write {}: {error}", path.display()),
        )
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = builder().tempfile_in(folder).map_err(fail)?;
    let plain = anstream::adapter::strip_str(text).to_string();
    file.write_all(plain.as_bytes()).map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// The distinct ids, for suggestions.
pub(super) fn ids(catalogue: &crate::catalog::Catalogue, checker: &Checker) -> BTreeSet<String> {
    catalogue
        .records
        .iter()
        .filter_map(|raw| checker.bind(raw).0.id.map(|id| id.to_string()))
        .collect()
}
