//! Rules and dates that commands work with: from folders, or the standard ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::ReadingArgs;
use super::{Status, Stop, style};
use crate::catalog::profile::{Profile, validate};
use crate::catalog::{ProfileChoice, ReadOptions};
use crate::diag::render_all;
use crate::lang::{LoadError, SourceFile};
use crate::syntax::is_direction_mark;
use crate::value::Currency;
use crate::{CheckError, Checker, RulePack, standard_files};
use tidewaiter_checker::pack::{bytes_of, collect, source_file};

/// The files of rule folders; of the standard library where none is named.
pub(super) fn rule_files(folders: &[PathBuf]) -> Result<Vec<SourceFile>, Stop> {
    let files = rule_paths(folders)?;
    Ok(files.into_iter().map(|(file, _)| file).collect())
}

/// The same, each with where it is read from; those of the standard library are read from nowhere.
pub(super) fn rule_paths(folders: &[PathBuf]) -> Result<Vec<(SourceFile, Option<PathBuf>)>, Stop> {
    let standard = || standard_files().into_iter().map(|file| (file, None));
    if folders.is_empty() {
        return Ok(standard().collect());
    }
    let mut files = Vec::new();
    for folder in folders {
        if folder.as_os_str() == "standard" && !folder.exists() {
            files.extend(standard());
            continue;
        }
        let mut found = Vec::new();
        collect(folder, &mut found).map_err(|error| {
            Stop::new(Status::Rules, format!("error: cannot read the rules in {}: {error}\n  help: name a folder with .tide files", shown(folder)))
        })?;
        found.sort();
        for path in found {
            let bytes = bytes_of(&path).map_err(|error| {
                Stop::new(
                    Status::Rules,
                    format!("error: cannot read {}: {error}", shown(&path)),
                )
            })?;
            let file = SourceFile {
                name: shown(&path),
                ..source_file(folder, &path, bytes)
            };
            files.push((file, Some(path)));
        }
    }
    if !files.iter().any(|(file, _)| file.path.ends_with(".tide")) {
        let shown: Vec<String> = folders.iter().map(|f| self::shown(f)).collect();
        return Err(Stop::new(
            Status::Rules,
            format!("error: there is no .tide file in {}", shown.join(", ")),
        ));
    }
    Ok(files)
}

/// A path for people: nothing in it moves the cursor or the direction of reading.
pub(super) fn shown(path: &Path) -> String {
    harmless(&path.display().to_string())
}

/// A text for people: nothing in it moves the cursor or the direction of reading.
pub(super) fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control()
            || is_direction_mark(c)
            || matches!(
                c,
                '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}'
            )
        {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The diagnostics of rules that do not load.
pub(super) fn rules_stop(error: &LoadError) -> Stop {
    let count = error.diagnostics.len();
    let shown = render_all(&error.diagnostics, &error.sources, style());
    Stop::styled(
        Status::Rules,
        format!(
            "{shown}\nerror: the rules have {count} mistake{}",
            if count == 1 { "" } else { "s" }
        ),
    )
}

/// The rules of folders, or the standard ones.
pub(super) fn pack(folders: &[PathBuf]) -> Result<RulePack, Stop> {
    let pack = if folders.is_empty() {
        RulePack::standard()
    } else {
        RulePack::from_files(&rule_files(folders)?)
    };
    pack.map_err(|error| usage(&error))
}

/// How files are read: the profile, the currency and the columns that the user states.
pub(super) fn read_options(args: &ReadingArgs, checker: &Checker) -> Result<ReadOptions, Stop> {
    let wrong = |message: String| Stop::new(Status::Usage, format!("error: {message}"));
    let currency = match &args.currency {
        Some(code) => {
            Some(Currency::parse(&code.to_uppercase()).map_err(|e| wrong(e.to_string()))?)
        }
        None => None,
    };
    let profile = match args.profile.as_deref() {
        None => ProfileChoice::Detected,
        Some("none") => ProfileChoice::Paths,
        Some(name) if is_file(name) => ProfileChoice::Named(Arc::new(own_profile(name, checker)?)),
        Some(name) => ProfileChoice::named(name).map_err(|e| wrong(e.to_string()))?,
    };
    Ok(ReadOptions {
        columns: args.columns.iter().cloned().collect(),
        profile,
        currency,
        decimal: args.decimal.map(super::args::Decimal::mark),
        as_of: Some(checker.date()),
        encoding: args.encoding.clone(),
        header_row: args.header_row,
        sheet: args.sheet.clone(),
        ..ReadOptions::default()
    })
}

/// The file of a profile, where it is no standard one.
pub(super) fn own_profile_file(name: Option<&str>) -> Option<&Path> {
    name.filter(|name| is_file(name)).map(Path::new)
}

/// A profile is named by its file where the name looks like one.
fn is_file(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.ends_with(".yaml") || lower.ends_with(".yml") || name.contains(['/', '\\'])
}

fn own_profile(name: &str, checker: &Checker) -> Result<Profile, Stop> {
    let wrong = |message: String| {
        Stop::new(
            Status::Usage,
            format!(
                "error: the profile {name} {message}\n  help: docs/profiles.md describes the fields; `tidewaiter map FILE --write PROFILE.yaml` writes one to begin with"
            ),
        )
    };
    let text =
        std::fs::read_to_string(name).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let profile =
        Profile::from_yaml(&text).map_err(|error| wrong(format!("is not one: {error}")))?;
    let mistakes = validate(&profile, &checker.rules().names);
    if mistakes.is_empty() {
        return Ok(profile);
    }
    Err(wrong(format!(
        "has {} mistake{}:\n  - {}",
        mistakes.len(),
        if mistakes.len() == 1 { "" } else { "s" },
        mistakes.join("\n  - ")
    )))
}

pub(super) fn usage(error: &CheckError) -> Stop {
    match error {
        CheckError::Rules(error) => rules_stop(error),
        CheckError::Pack { .. } => Stop::new(Status::Rules, format!("error: {error}")),
        _ => Stop::new(Status::Usage, format!("error: {error}")),
    }
}

/// The date given, else today. The only place where a clock is read.
pub(super) fn date(given: Option<&str>) -> String {
    match given {
        Some(date) => date.to_owned(),
        None => today(),
    }
}

fn today() -> String {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs());
    let days = i32::try_from(seconds / 86_400).unwrap_or(0);
    let epoch = crate::value::Date::constant(1970, 1, 1);
    crate::value::add_duration(epoch, crate::value::Duration { months: 0, days })
        .unwrap_or(epoch)
        .to_string()
}
