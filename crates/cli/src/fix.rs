//! `tidewaiter lint --fix`: the edits of diagnostics made in the files they are for.
//!
//! A file is changed as a whole or not at all. What was changed is read again: edits that would leave a
//! file that reads worse than before, or would lose a comment unseen, are not made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::{Status, Stop, lint, print, source, warn};
use crate::diag::{Applicability, Diagnostic, Fix, apply};
use crate::lang::{SourceFile, load};
use crate::syntax::{FileId, Sources, parse};

/// How often the rules are read again: what is mended may show what else can be.
const ROUNDS: usize = 10;

/// A file of rules, and where it is read from.
type At = (SourceFile, Option<PathBuf>);

/// Files as they would be.
pub(super) struct Mended {
    changed: Vec<Changed>,
    /// What was not done, and why.
    left: BTreeSet<String>,
}

/// A file that would change.
struct Changed {
    name: String,
    path: PathBuf,
    before: String,
    after: String,
    /// What was done, in order.
    done: Vec<String>,
}

/// Makes the edits in memory.
pub(super) fn mend(files: &[At], maybe: bool) -> Mended {
    let mut sources: Vec<SourceFile> = files.iter().map(|(file, _)| file.clone()).collect();
    let mut done: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut left = BTreeSet::new();
    for _ in 0..ROUNDS {
        let loaded = load(&sources);
        let mut next = sources.clone();
        let mut again = false;
        for (index, (file, path)) in files.iter().enumerate() {
            let Some(id) = loaded.sources().named(&file.name) else {
                continue;
            };
            let fixes: Vec<(&Diagnostic, &Fix)> = loaded
                .diagnostics()
                .iter()
                .filter(|diagnostic| diagnostic.primary.at.file == id)
                .filter_map(|diagnostic| diagnostic.fix.as_ref().map(|fix| (diagnostic, fix)))
                .filter(|(_, fix)| maybe || fix.applicability == Applicability::Safe)
                .collect();
            if fixes.is_empty() {
                continue;
            }
            if path.is_none() {
                left.insert(format!("{} is part of the program", file.name));
                continue;
            }
            let text = loaded.sources().text(id);
            if sources
                .get(index)
                .is_none_or(|file| file.bytes != text.as_bytes())
            {
                left.insert(format!("{} is not what was read of it", file.name));
                continue;
            }
            let Some((fixed, made)) = sound(&fixes, text, id, maybe) else {
                left.insert(format!("{} would not read as well as before", file.name));
                continue;
            };
            let told = made.into_iter().filter_map(|place| fixes.get(place));
            done.entry(index)
                .or_default()
                .extend(told.map(|(diagnostic, fix)| {
                    let place = loaded.sources().line_column(diagnostic.primary.at);
                    format!("{place} {} [{}]", fix.title, diagnostic.code.code())
                }));
            if let Some(next) = next.get_mut(index) {
                again |= fixed != text;
                next.bytes = fixed.into_bytes();
            }
        }
        sources = next;
        if !again {
            break;
        }
    }
    let changed = files.iter().zip(&sources).enumerate();
    let changed = changed.filter_map(|(index, ((file, path), after))| {
        (file.bytes != after.bytes).then_some(())?;
        Some(Changed {
            name: file.name.clone(),
            path: path.clone()?,
            before: String::from_utf8(file.bytes.clone()).ok()?,
            after: String::from_utf8(after.bytes.clone()).ok()?,
            done: done.remove(&index).unwrap_or_default(),
        })
    });
    Mended {
        changed: changed.collect(),
        left,
    }
}

/// The text behind the edits and which were made: all that fit together, else as many as each leave a file
/// that reads as well as before.
fn sound(
    fixes: &[(&Diagnostic, &Fix)],
    text: &str,
    file: FileId,
    maybe: bool,
) -> Option<(String, Vec<usize>)> {
    let all: Vec<&Fix> = fixes.iter().map(|(_, fix)| *fix).collect();
    let fixed = apply(&all, text, file);
    if !fixed.made.is_empty() && reads_as_well(text, &fixed.text, maybe) {
        return Some((fixed.text, fixed.made));
    }
    // One of them is to blame: the first that can be made alone is, the others in the next round.
    all.iter().enumerate().find_map(|(place, fix)| {
        let alone = apply(&[*fix], text, file);
        let sound = !alone.made.is_empty() && reads_as_well(text, &alone.text, maybe);
        sound.then_some((alone.text, vec![place]))
    })
}

/// A text has no more mistakes than another that a parser sees, and, where nobody looks, all its comments.
fn reads_as_well(before: &str, after: &str, maybe: bool) -> bool {
    let read = |text: &str| {
        let (tree, problems) = parse(text, Sources::default().next_id());
        (problems.len(), tree.comments.len())
    };
    let ((problems, comments), (left, kept)) = (read(before), read(after));
    left <= problems && (maybe || kept + documentation(before, after) >= comments)
}

/// How many lines of documentation went with what they document.
fn documentation(before: &str, after: &str) -> usize {
    let count = |text: &str| {
        let lines = text.lines();
        lines
            .filter(|line| line.trim_start().starts_with("///"))
            .count()
    };
    count(before).saturating_sub(count(after))
}

/// Shows what would change.
pub(super) fn show(mended: &Mended) -> Result<Status, Stop> {
    let mut text = String::new();
    for file in &mended.changed {
        let diff = TextDiff::from_lines(&file.before, &file.after);
        let (from, to) = (&file.name, format!("{} (mended)", file.name));
        let _ = write!(text, "{}", diff.unified_diff().header(from, &to));
    }
    print(&text)?;
    tell_left(mended);
    Ok(if mended.changed.is_empty() {
        Status::Clean
    } else {
        Status::Findings
    })
}

/// Writes the files that change, and tells what was done.
pub(super) fn write(mended: &Mended, roots: &[PathBuf], aloud: bool) -> Result<(), Stop> {
    let mut refused = None;
    for file in &mended.changed {
        if let Err(stop) = unchanged(&file.path, &file.before)
            .and_then(|()| lint::written(&file.path, roots, &file.after))
        {
            // The others are mended all the same.
            warn(&format!("{}\n", stop.message));
            refused = Some(stop.status);
            continue;
        }
        let mut text = format!("{} is mended\n", file.name);
        for line in &file.done {
            let _ = writeln!(text, "  {line}");
        }
        if aloud {
            print(&text)?;
        } else {
            warn(&text);
        }
    }
    tell_left(mended);
    match refused {
        Some(status) => Err(Stop::new(status, "")),
        None => Ok(()),
    }
}

/// What somebody has written meanwhile is not written over.
fn unchanged(path: &Path, before: &str) -> Result<(), Stop> {
    match std::fs::read(path) {
        Ok(bytes) if bytes == before.as_bytes() => Ok(()),
        _ => Err(Stop::new(
            Status::Usage,
            format!(
                "error: {} is left as it is: it was changed meanwhile",
                source::shown(path)
            ),
        )),
    }
}

fn tell_left(mended: &Mended) {
    for why in &mended.left {
        warn(&format!("warning: not everything is mended: {why}\n"));
    }
}

/// How much could be mended, for people; nothing if nothing could.
pub(super) fn told(diagnostics: &[Diagnostic]) -> String {
    let count = |wanted: Applicability| {
        let fixes = diagnostics.iter().filter_map(|d| d.fix.as_ref());
        fixes.filter(|fix| fix.applicability == wanted).count()
    };
    match (count(Applicability::Safe), count(Applicability::Maybe)) {
        (0, 0) => String::new(),
        (0, maybe) => format!("\nhelp: `--fix=maybe` mends {maybe} of them as is probably meant"),
        (safe, 0) => format!("\nhelp: `--fix` mends {safe} of them"),
        (safe, maybe) => {
            format!(
                "\nhelp: `--fix` mends {safe} of them, `--fix=maybe` {maybe} more as is probably meant"
            )
        }
    }
}
