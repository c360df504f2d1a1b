//! Folders and patterns: the files of a catalogue that is not one file.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

use super::detect::is_catalogue_ending;
use super::{InputCode, InputProblem};
use crate::sentence::{Sentence, say};

/// The files that a path stands for: itself; of a folder, the files in it and below it that have the
/// ending of a catalogue, packed or not; of a pattern such as `exports/*.csv`, the files that match.
/// They are in the order of their names.
///
/// # Errors
///
/// The problem to report where a folder or a pattern stands for no file.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Box<InputProblem>> {
    let name = path.display().to_string();
    if path.is_dir() {
        let found = below(path, &|file| is_catalogue(file));
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
    let found = below(start, &|file| {
        matcher.is_match(file.strip_prefix("./").unwrap_or(file))
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

/// The files of a folder and those below it, in the order of their names. Hidden ones are left out,
/// and links are not followed, so that a circle of them has an end.
fn below(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        })
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|file| wanted(file))
        .collect()
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
