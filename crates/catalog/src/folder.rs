//! Folders and patterns: the files of a catalogue that is not one file.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

use super::detect::is_catalogue_ending;
use super::{InputCode, InputProblem};
use crate::sentence::{Sentence, say};

/// The files that a path stands for: itself; of a folder, the files in it and below it that have the
/// ending of a catalogue, packed or not; of a pattern such as `exports/*.csv`, the files that match.
/// They are in the order of their names. Among them are folders that may not be read, and links that
/// lead nowhere or to a folder elsewhere, so that [`Source::open`](super::Source::open) says of each
/// that it was not read.
///
/// # Errors
///
/// The problem to report where a folder or a pattern stands for no file.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Box<InputProblem>> {
    let name = path.display().to_string();
    if path.is_dir() {
        let found = below(path, &|file| is_catalogue(file), &|_| true);
        return found_any(
            found,
            &name,
            say!("the folder has no catalogue in it", "文件夹中没有商品目录",),
            say!(
                "name the file itself if its ending says nothing",
                "若扩展名无法识别,请直接指定文件",
            ),
        );
    }
    let is_pattern = name.contains(['*', '?', '[', '{']) && !path.exists();
    if !is_pattern {
        return Ok(vec![path.to_owned()]);
    }
    let glob = GlobBuilder::new(&name).literal_separator(true).build();
    let glob = glob.map_err(|error| {
        Box::new(InputProblem::new(
            InputCode::Unreadable,
            &name,
            0,
            say!(
                "the pattern cannot be read: {what}",
                "通配符无法识别:{what}",
                what = error.to_string(),
            ),
            say!(
                "write a pattern such as exports/*.csv or exports/**/*.csv",
                "请写成例如 exports/*.csv 或 exports/**/*.csv",
            ),
        ))
    })?;
    let matcher = glob.compile_matcher();
    let mut root = PathBuf::new();
    for part in path.components() {
        if part
            .as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
        {
            break;
        }
        root.push(part);
    }
    let start = if root.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &root
    };
    let bare = |file: &Path| file.strip_prefix("./").unwrap_or(file).to_owned();
    let found = below(start, &|file| matcher.is_match(bare(file)), &|folder| {
        leads_into(&name, &bare(folder))
    });
    let found = found
        .into_iter()
        .map(|file| file.strip_prefix("./").map_or(file.clone(), Path::to_owned))
        .collect();
    found_any(
        found,
        &name,
        say!("no file matches the pattern", "没有文件符合该通配符",),
        say!(
            "put the pattern in quotes; `**` goes down into folders",
            "请给通配符加引号;`**` 表示逐级进入子文件夹",
        ),
    )
}

fn found_any(
    found: Vec<PathBuf>,
    name: &str,
    message: Sentence,
    help: Sentence,
) -> Result<Vec<PathBuf>, Box<InputProblem>> {
    if found.is_empty() {
        return Err(Box::new(InputProblem::new(
            InputCode::NoProducts,
            name,
            0,
            message,
            help,
        )));
    }
    Ok(found)
}

/// The files of a folder and those below it, in the order of their names. Hidden ones are left out.
/// Links to files are followed; links to folders are not, so that a circle of them has an end. What
/// cannot be read is among them, if something `wanted` may lie in it.
fn below(
    folder: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    may_hold: &dyn Fn(&Path) -> bool,
) -> Vec<PathBuf> {
    let root = folder.canonicalize().ok();
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        })
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_file() => {
                wanted(entry.path()).then(|| entry.into_path())
            }
            Ok(entry) if entry.path_is_symlink() && entry.depth() > 0 => {
                let path = entry.into_path();
                linked(&path, root.as_deref(), wanted, may_hold).then_some(path)
            }
            Ok(_) => None,
            Err(error) => {
                let path = error.path()?;
                (path == folder || may_hold(path) || wanted(path)).then(|| path.to_owned())
            }
        })
        .collect()
}

/// A link in a folder is to be looked at: it leads to a file that is wanted, nowhere, or to a folder
/// that is not part of the folder itself.
fn linked(
    link: &Path,
    root: Option<&Path>,
    wanted: &dyn Fn(&Path) -> bool,
    may_hold: &dyn Fn(&Path) -> bool,
) -> bool {
    let Ok(target) = link.canonicalize() else {
        return wanted(link);
    };
    let hidden =
        |part: std::path::Component<'_>| part.as_os_str().to_string_lossy().starts_with('.');
    let inside = root.and_then(|root| target.strip_prefix(root).ok());
    let read_anyway = inside.is_some_and(|inside| !inside.components().any(hidden));
    if target.is_dir() {
        // What a circle leads back to is read where it stands.
        let above = root.is_some_and(|root| root.starts_with(&target));
        return !read_anyway && !above && may_hold(link);
    }
    target.is_file() && wanted(link) && !(read_anyway && wanted(&target))
}

/// Something in a folder may match a pattern.
fn leads_into(pattern: &str, folder: &Path) -> bool {
    let parts: Vec<&str> = pattern.split('/').filter(|part| *part != ".").collect();
    let steps = folder.components().count();
    if pattern.contains("**") {
        return true;
    }
    let Some(first) = parts.get(..steps).filter(|_| steps < parts.len()) else {
        return false;
    };
    GlobBuilder::new(&first.join("/"))
        .literal_separator(true)
        .build()
        .is_ok_and(|glob| glob.compile_matcher().is_match(folder))
}

fn is_catalogue(file: &Path) -> bool {
    let ending = |path: &Path| {
        path.extension()
            .map(|e| e.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    };
    match ending(file).as_str() {
        "gz" | "zst" | "zip" => {
            let inner = file.file_stem().map(PathBuf::from).unwrap_or_default();
            ending(file) == "zip" || is_catalogue_ending(&ending(&inner))
        }
        other => is_catalogue_ending(other),
    }
}
