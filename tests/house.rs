//! The floors of the house: what may import what. The order stands here, once; `docs/architecture.md`
//! draws it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders, and the files that stand for one, from below. Each may import those before it.
const FLOORS: &[&str] = &[
    "diag",
    "syntax",
    "sentence",
    "value",
    "record",
    "lang",
    "engine",
    "quote",
    "gate",
    "tariff",
    "error",
    "pack",
    "settings",
    "assessment",
    "checker",
    "catalog",
    "report",
    "cli",
];

/// Every Rust file of a folder and the folders in it.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// The code of a file that is shipped: no comments, no tests.
fn shipped(path: &Path) -> String {
    if path.ends_with("tests.rs") {
        return String::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let lines = code.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of its own package that a piece of code names, as `crate::x` or in `crate::{x, y}`.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        let letters = text
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_');
        letters.collect()
    };
    let mut found = BTreeSet::new();
    for (at, matched) in code.match_indices("crate::") {
        let rest = &code[at + matched.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && !c.is_whitespace() => {
                    found.insert(word(&list[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn no_folder_imports_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let floor = |name: &str| FLOORS.iter().position(|known| *known == name);
    let (mut upwards, mut seen) = (Vec::new(), BTreeSet::new());
    for path in files {
        let inside = path.strip_prefix(&root).unwrap();
        let first = Path::new(inside.components().next().unwrap().as_os_str());
        let name = first.file_stem().unwrap().to_str().unwrap();
        if matches!(name, "lib" | "main") {
            continue;
        }
        let here = floor(name).unwrap_or_else(|| panic!("`{name}` has no place in the order"));
        seen.insert(here);
        for other in named(&shipped(&path)) {
            if floor(&other).is_some_and(|there| there > here) {
                upwards.push(format!("{} imports {other}", inside.display()));
            }
        }
    }
    assert!(
        upwards.is_empty(),
        "arrows upwards:\n{}",
        upwards.join("\n")
    );
    assert_eq!(
        seen.len(),
        FLOORS.len(),
        "the order names what is not there"
    );
}

#[test]
fn imports_are_read_in_every_form() {
    let code = "use crate::a::B;\nuse crate::{c, d::{e, f}, g as h};\nlet x = crate::i::j();";
    let found: Vec<String> = named(code).into_iter().collect();
    assert_eq!(found, ["a", "c", "d", "g", "i"]);
}
