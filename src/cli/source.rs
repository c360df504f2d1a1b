//! Rules and dates that commands work with: from folders, or the standard ones.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::ReadingArgs;
use super::{Status, Stop, style};
use crate::catalog::profile::{Profile, named, validate};
use crate::catalog::{ProfileChoice, ReadOptions};
use crate::diag::render_all;
use crate::lang::{LoadError, SourceFile};
use crate::syntax::{is_direction_mark, limits};
use crate::value::Currency;
use crate::{CheckError, Checker, standard_files};

/// The files of rule folders; of the standard library where none is named.
pub(super) fn rule_files(folders: &[PathBuf]) -> Result<Vec<SourceFile>, Stop> {
    if folders.is_empty() {
        return Ok(standard_files());
    }
    let mut files = Vec::new();
    for folder in folders {
        if folder.as_os_str() == "standard" && !folder.exists() {
            files.extend(standard_files());
            continue;
        }
        let mut found = Vec::new();
        collect(folder, &mut found).map_err(|error| {
            Stop::new(Status::Rules, format!("error: cannot read the rules in {}: {error}\n  help: name a folder with .tide files", shown(folder)))
        })?;
        found.sort();
        for path in found {
            let inside = if folder.is_dir() {
                path.strip_prefix(folder).unwrap_or(&path)
            } else {
                path.as_path()
            };
            let bytes = bytes_of(&path).map_err(|error| {
                Stop::new(
                    Status::Rules,
                    format!("error: cannot read {}: {error}", shown(&path)),
                )
            })?;
            files.push(SourceFile {
                name: shown(&path),
                path: inside.to_string_lossy().replace('\\', "/"),
                bytes,
            });
        }
    }
    if !files.iter().any(|file| file.path.ends_with(".tide")) {
        let shown: Vec<String> = folders.iter().map(|f| self::shown(f)).collect();
        return Err(Stop::new(
            Status::Rules,
            format!("error: there is no .tide file in {}", shown.join(", ")),
        ));
    }
    Ok(files)
}

/// Every file of a folder that belongs to a rule library; a file itself. What is no regular file, such
/// as a pipe, is an error: reading it might wait for ever.
pub(super) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    collect_in(path, files, &mut BTreeSet::new())
}

fn collect_in(
    path: &Path,
    files: &mut Vec<PathBuf>,
    folders: &mut BTreeSet<PathBuf>,
) -> std::io::Result<()> {
    let kind = std::fs::metadata(path)?;
    if kind.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    if !kind.is_dir() {
        return Err(std::io::Error::other(format!(
            "{} is no regular file",
            shown(path)
        )));
    }
    // A link may lead back to a folder that was gone through.
    if !folders.insert(path.canonicalize()?) {
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        let ours = path
            .extension()
            .is_some_and(|e| e == "tide" || e == "csv" || e == "yaml");
        if path.is_dir() || ours {
            collect_in(&path, files, folders)?;
        }
    }
    Ok(())
}

/// The bytes of a file of rules; of one that is too large only so many that this can be told.
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(limits::FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
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

/// A checker with rules of folders.
pub(super) fn checker(folders: &[PathBuf]) -> Result<Checker, Stop> {
    let checker = if folders.is_empty() {
        Checker::standard()
    } else {
        Checker::with_files(&rule_files(folders)?)
    };
    checker.map_err(|error| match error {
        CheckError::Rules(error) => rules_stop(&error),
        other => usage(&other),
    })
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
        Some(name) => {
            let profile = named(name).map_err(|e| wrong(e.to_string()))?;
            ProfileChoice::Named(Arc::new(profile.clone()))
        }
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
    Stop::new(Status::Usage, format!("error: {error}"))
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
