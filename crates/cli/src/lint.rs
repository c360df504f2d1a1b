//! `tidewaiter lint`, `fmt` and `test`

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::args::{CheckedFormat, FixHow, FmtArgs, LintArgs, TestArgs};
use super::guard::Inputs;
use super::output::{cannot_write, folder, rewrite};
use super::{Status, Stop, fix, print, source, style, warn};
use crate::RulePack;
use crate::diag::render_all;
use crate::lang::{Loaded, SourceFile, load};
use crate::report::diagnostics;
use crate::syntax::{Sources, decode, format};
use crate::value::inert;
use crate::value::{Date, parse_date};
use tidewaiter_checker::pack::{bytes_of, collect};
use tidewaiter_engine::gate::run_cases;

fn loaded(paths: &[PathBuf]) -> Result<RulePack, Stop> {
    Inputs::default().ruled(paths).spare_standard_output()?;
    RulePack::from_files(&source::rule_files(paths)?).map_err(|error| source::usage(&error))
}

pub(super) fn lint(args: &LintArgs) -> Result<Status, Stop> {
    Inputs::default()
        .ruled(&args.paths)
        .spare_standard_output()?;
    let mut files = source::rule_paths(&args.paths)?;
    let on = parse_date(&source::date(args.as_of.as_deref()))
        .map_err(|error| Stop::new(Status::Usage, format!("error: {error}")))?;
    if args.fix.is_some() || args.diff {
        let mended = fix::mend(&files, args.fix == Some(FixHow::Maybe));
        if args.diff {
            return fix::show(&mended);
        }
        fix::write(
            &mended,
            &roots(&args.paths),
            args.format == CheckedFormat::Human,
        )?;
        files = source::rule_paths(&args.paths)?;
    }
    let files: Vec<SourceFile> = files.into_iter().map(|(file, _)| file).collect();
    let stated = RulePack::stated(&files).map_err(|error| source::usage(&error))?;
    let loaded = load(&files);
    if args.format != CheckedFormat::Human {
        return for_programs(args.format, &loaded, on);
    }
    let can = fix::told(loaded.diagnostics());
    let pack = RulePack::of(loaded, stated).map_err(|error| {
        let stop = source::usage(&error);
        Stop::styled(stop.status, format!("{}{can}", stop.message))
    })?;
    let rules = pack.rules();
    let mut warnings = rules.warnings.clone();
    warnings.extend(rules.stale_warnings(on));
    if !warnings.is_empty() {
        let mut stderr = anstream::stderr();
        let _ = write!(stderr, "{}", render_all(&warnings, &rules.sources, style()));
    }
    if !can.is_empty() {
        warn(&format!("{can}\n"));
    }
    let mut count = warnings.len();
    if let Some(reviewed) = pack.info().reviewed_on.filter(|reviewed| *reviewed > on) {
        count += 1;
        // Nobody may be listening to what is only told.
        let _ = writeln!(
            anstream::stderr(),
            "warning: pack.yaml says that the rules were reviewed on {reviewed}, which is after {on}\n  help: state the day of the last review in reviewed_on"
        );
    }
    if args.cost {
        let mut text = String::new();
        for edition in rules.rules.iter().flat_map(|rule| &rule.editions) {
            let _ = writeln!(text, "{:<46} {}", edition.id, rules.cost(edition));
        }
        print(&text)?;
    }
    let editions: usize = rules.rules.iter().map(|rule| rule.editions.len()).sum();
    print(&format!(
        "{} rules in {editions} editions, {} charges, {} tables, {} attributes, {} classes, {} instruments: no mistakes, {} warnings\n",
        rules.rules.len(),
        rules.charges.len(),
        rules.names.tables.len(),
        rules.names.schema.attribute_count(),
        rules.names.classes.len(),
        rules.names.instruments.len(),
        count,
    ))?;
    Ok(Status::Clean)
}

/// What is wrong, for programs; the status says whether the rules load.
fn for_programs(form: CheckedFormat, loaded: &Loaded, on: Date) -> Result<Status, Stop> {
    let mut all = loaded.diagnostics().to_vec();
    all.extend(loaded.for_editors().stale_warnings(on));
    let told = match form {
        CheckedFormat::Sarif => diagnostics::sarif(&all, loaded.sources()),
        CheckedFormat::Human | CheckedFormat::Json => diagnostics::json(&all, loaded.sources()),
    };
    let text =
        inert::to_string_pretty(&told).map_err(|error| Stop::from(io::Error::other(error)))?;
    print(&format!("{text}\n"))?;
    Ok(if loaded.has_mistakes() {
        Status::Rules
    } else {
        Status::Clean
    })
}

/// What the paths of a call stand for: only in them may files be written.
fn roots(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().filter_map(|path| root(path)).collect()
}

pub(super) fn test(args: &TestArgs) -> Result<Status, Stop> {
    let pack = loaded(&args.paths)?;
    let rules = pack.rules();
    let report = run_cases(rules);
    let mut text = String::new();
    for failure in &report.failures {
        let place = rules.sources.line_column(failure.at);
        let _ = writeln!(
            text,
            "FAILED {}\n  {}\n  at {}:{place}\n",
            source::harmless(&failure.title),
            source::harmless(&failure.message),
            rules.sources.name(failure.at.file)
        );
    }
    let passed = report.expectations - report.failures.len();
    let _ = writeln!(
        text,
        "{} examples and tests: {passed} expectations met, {} not met",
        report.cases,
        report.failures.len()
    );
    print(&text)?;
    if report.cases == 0 {
        return Err(Stop::new(
            Status::Nothing,
            "there is no example and no test in these rules",
        ));
    }
    Ok(if report.failures.is_empty() {
        Status::Clean
    } else {
        Status::Findings
    })
}

/// What a path of the call stands for: a folder, or a file under its own name.
fn root(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return path.canonicalize().ok();
    }
    let folder = folder(path).canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}

/// Writes a file that was changed, if it stands in what was named: a link may lead to files of others.
pub(super) fn written(file: &Path, roots: &[PathBuf], text: &str) -> Result<(), Stop> {
    let itself = file
        .canonicalize()
        .map_err(|error| cannot_write(file, &error))?;
    if roots.iter().any(|root| itself.starts_with(root)) {
        return rewrite(&itself, text);
    }
    Err(Stop::new(
        Status::Usage,
        format!(
            "error: {} is left as it is: it is a link to {}, which was not named\n  help: name the file itself",
            file.display(),
            itself.display()
        ),
    ))
}

pub(super) fn fmt(args: &FmtArgs) -> Result<Status, Stop> {
    let mut files = Vec::new();
    for path in &args.paths {
        collect(path, &mut files).map_err(|error| {
            Stop::new(
                Status::Usage,
                format!("error: cannot read {}: {error}", source::shown(path)),
            )
        })?;
    }
    let roots = roots(&args.paths);
    files.retain(|file| file.extension().is_some_and(|e| e == "tide"));
    files.sort();
    if files.is_empty() {
        return Err(Stop::new(Status::Nothing, "there is no .tide file here"));
    }
    let (mut changed, mut broken, mut refused) = (0, 0, 0);
    for file in &files {
        let name = source::shown(file);
        let fail =
            |error: std::io::Error| Stop::new(Status::Usage, format!("error: {name}: {error}"));
        let bytes = bytes_of(file).map_err(fail)?;
        let mut sources = Sources::default();
        let id = sources.next_id();
        let result = match decode(&bytes, id) {
            Ok(text) => {
                sources.add(&name, &text);
                format::format(&text, id).map(|formatted| (text, formatted))
            }
            Err((shown, problem)) => {
                sources.add(&name, shown);
                Err(vec![*problem])
            }
        };
        match result {
            Ok((text, formatted)) if text == formatted => {}
            Ok((_, formatted)) => {
                changed += 1;
                if args.check {
                    print(&format!("{name} is not formatted\n"))?;
                } else {
                    // The others are formatted all the same.
                    if let Err(stop) = written(file, &roots, &formatted) {
                        changed -= 1;
                        refused += 1;
                        warn(&format!("{}\n", stop.message));
                    }
                }
            }
            Err(problems) => {
                broken += 1;
                let mut stderr = anstream::stderr();
                let _ = write!(stderr, "{}", render_all(&problems, &sources, style()));
            }
        }
    }
    let verb = if args.check {
        "not formatted"
    } else {
        "formatted"
    };
    let left = match refused {
        0 => String::new(),
        refused => format!(", {refused} not written"),
    };
    print(&format!(
        "{} files: {changed} {verb}, {broken} not read{left}\n",
        files.len()
    ))?;
    if refused > 0 {
        return Ok(Status::Usage);
    }
    Ok(match (broken, changed, args.check) {
        (1.., _, _) => Status::Rules,
        (_, 1.., true) => Status::Findings,
        _ => Status::Clean,
    })
}
