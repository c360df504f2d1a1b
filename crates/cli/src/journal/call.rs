//! What the findings of a run depend on. A broken run is gone on with only as it began.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::Checker;
use crate::args::CheckArgs;
use crate::source::own_profile_file;
use crate::{Status, Stop};

/// The form of the journal, which another version of the program may not know.
const VERSION: u32 = 3;

/// What was asked for, and of which files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Call {
    version: u32,
    /// By the name that a user knows: an option, or a few words.
    parts: BTreeMap<String, String>,
    /// The files, told again by their size, their time and the hash of their ends.
    files: Vec<Identity>,
}

/// What tells a file from another of the same name.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    path: String,
    size: u64,
    modified: u128,
    ends: String,
}

impl Call {
    /// The call of a run over these files.
    pub(crate) fn of(args: &CheckArgs, paths: &[PathBuf], checker: &Checker) -> Result<Self, Stop> {
        let files = paths.iter().map(|path| identity(path));
        Ok(Self {
            version: VERSION,
            parts: parts(args, paths, checker)?,
            files: files.collect::<Result<_, _>>()?,
        })
    }

    /// In what it differs from that of an earlier run.
    pub(super) fn differs_from(&self, before: &Self) -> Option<String> {
        if before.version != self.version {
            return Some("it was begun by another version of tidewaiter".to_owned());
        }
        let names: BTreeSet<&String> = before.parts.keys().chain(self.parts.keys()).collect();
        let shown = |value: Option<&String>| value.map_or("nothing", String::as_str).to_owned();
        for name in names {
            let (then, now) = (before.parts.get(name), self.parts.get(name));
            if then != now {
                return Some(format!(
                    "{name} was {} then and is {} now",
                    shown(then),
                    shown(now)
                ));
            }
        }
        let mut files = before.files.iter().zip(&self.files);
        let (_, changed) = files.find(|(then, now)| then != now)?;
        Some(format!("{} has changed since", changed.path))
    }
}

/// The files can be read a second time: none is a pipe or the standard input. One that is not there
/// will not be there again.
pub(crate) fn rereadable(paths: &[PathBuf]) -> bool {
    let is_file = |path: &Path| std::fs::metadata(path).map_or(true, |found| found.is_file());
    paths
        .iter()
        .all(|path| path.as_os_str() != "-" && is_file(path))
}

fn parts(
    args: &CheckArgs,
    paths: &[PathBuf],
    checker: &Checker,
) -> Result<BTreeMap<String, String>, Stop> {
    let joined = |texts: Vec<String>| texts.join(", ");
    let paths = paths.iter().map(|p| p.display().to_string()).collect();
    let columns = &args.reading.columns;
    let columns = columns.iter().map(|(c, p)| format!("{c}={p}")).collect();
    let markets: Vec<String> = checker.markets().iter().map(ToString::to_string).collect();
    let pack = checker.pack();
    let reading = &args.reading;
    let languages = if args.format.is_bilingual() {
        "en and zh"
    } else {
        args.lang.code()
    };
    let stated = |option: &Option<String>| option.clone().unwrap_or_default();
    let parts = [
        (
            "the version of tidewaiter",
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
        ("the list of files", joined(paths)),
        (
            "the library of rules",
            format!("{} {} ({})", pack.name, pack.version, pack.hash),
        ),
        ("--to", markets.join(",")),
        ("--on", stated(&args.on)),
        ("--as-of", checker.date().to_string()),
        ("--seller", hashed(args.seller.as_deref())?),
        ("--rates", hashed(args.rates.as_deref())?),
        ("--map", joined(columns)),
        ("--encoding", stated(&reading.encoding)),
        (
            "--header-row",
            reading
                .header_row
                .map_or_else(String::new, |n| n.to_string()),
        ),
        ("--profile", stated(&reading.profile)),
        (
            "the profile",
            hashed(own_profile_file(reading.profile.as_deref()))?,
        ),
        ("--currency", stated(&reading.currency)),
        ("--include-drafts", args.include_drafts.to_string()),
        ("--sheet", stated(&reading.sheet)),
        ("--lang", args.lang.code().to_owned()),
        ("the language of the findings", languages.to_owned()),
        ("--strict", args.strict.to_string()),
        ("--horizon", args.horizon.to_string()),
        ("--select", args.select.join(",")),
        ("--ignore", args.ignore.join(",")),
    ];
    let given = parts.into_iter().filter(|(_, value)| !value.is_empty());
    Ok(given
        .map(|(name, value)| (name.to_owned(), value))
        .collect())
}

/// What tells the content of a file that an option names.
fn hashed(path: Option<&Path>) -> Result<String, Stop> {
    let Some(path) = path else {
        return Ok(String::new());
    };
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let hash = blake3::hash(&bytes).to_hex();
    Ok(format!("a file with the hash {hash}"))
}

fn unreadable(path: &Path, error: &io::Error) -> Stop {
    Stop::new(
        Status::Usage,
        format!("error: cannot read {}: {error}", path.display()),
    )
}

fn identity(path: &Path) -> Result<Identity, Stop> {
    const END: u64 = 1024 * 1024;
    let fail = |error: io::Error| unreadable(path, &error);
    let mut identity = Identity {
        path: path.display().to_string(),
        size: 0,
        modified: 0,
        ends: String::new(),
    };
    // A file that is not there is a problem of the report, not of the call.
    let Ok(mut file) = File::open(path) else {
        return Ok(identity);
    };
    let metadata = file.metadata().map_err(fail)?;
    identity.size = metadata.len();
    identity.modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |time| time.as_nanos());
    if metadata.is_file() {
        let mut ends = Vec::new();
        (&file).take(END).read_to_end(&mut ends).map_err(fail)?;
        file.seek(SeekFrom::Start(identity.size.saturating_sub(END)))
            .map_err(fail)?;
        (&file).take(END).read_to_end(&mut ends).map_err(fail)?;
        identity.ends = blake3::hash(&ends).to_hex().to_string();
    }
    Ok(identity)
}
