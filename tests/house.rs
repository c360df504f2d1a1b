//! The floors of the house: what may import what. The order stands here, once; `docs/architecture.md`
//! draws it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The packages from below, each with its folders from below: those beside what stands at its root, which
/// is the last. A package may depend on those before it, a folder import those before it.
const FLOORS: &[(&str, &[&str])] = &[
    ("rules", &[]),
    ("diag", &[]),
    ("syntax", &[]),
    ("value", &["sentence", "value", "record"]),
    ("lang", &[]),
    ("engine", &["engine", "quote", "gate"]),
    ("tariff", &[]),
    (
        "checker",
        &["error", "pack", "settings", "assessment", "checker", "json"],
    ),
    ("catalog", &["problem", "profile", "catalog"]),
    ("run", &[]),
    ("report", &[]),
    ("cli", &[]),
];

/// The names that the root of a package takes from packages below, which are none of its own.
fn taken(root: &str) -> BTreeSet<&str> {
    let statements = root.split("\nuse ").skip(1);
    statements
        .filter(|rest| rest.starts_with("tidewaiter_"))
        .flat_map(|rest| {
            rest.split(';')
                .next()
                .unwrap()
                .split(|c: char| !c.is_alphanumeric() && c != '_')
        })
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

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

/// What a manifest says that its package depends on, of the packages of this workspace.
fn dependencies(manifest: &str) -> Vec<&str> {
    let normal = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .unwrap_or_default();
    let normal = normal.split("\n[").next().unwrap();
    normal
        .lines()
        .filter_map(|line| line.strip_prefix("tidewaiter-"))
        .map(|line| line.split(['.', ' ']).next().unwrap())
        .collect()
}

#[test]
fn no_package_depends_on_one_above_it() {
    let floor = |name: &str| FLOORS.iter().position(|(known, _)| *known == name);
    let there = fs::read_dir(root().join("crates")).unwrap();
    let there: BTreeSet<_> = there.map(|entry| entry.unwrap().file_name()).collect();
    let known: BTreeSet<_> = FLOORS
        .iter()
        .skip(1)
        .map(|(name, _)| (*name).into())
        .collect();
    assert_eq!(there, known, "the order has every package");
    for (here, (name, _)) in FLOORS.iter().enumerate().skip(1) {
        let manifest = root().join("crates").join(name).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).unwrap();
        assert!(
            manifest.contains("\npublish = false\n"),
            "{name} is internal"
        );
        let head = fs::read_to_string(root().join("crates").join(name).join("src/lib.rs")).unwrap();
        assert!(
            head.contains("//! Internal: "),
            "{name} says that it is internal"
        );
        for other in dependencies(&manifest) {
            assert!(floor(other).unwrap() < here, "{name} depends on {other}");
        }
    }
}

#[test]
fn no_folder_imports_one_above_it() {
    let mut upwards = Vec::new();
    for (package, folders) in FLOORS.iter().filter(|(_, folders)| !folders.is_empty()) {
        let sources_of = root().join("crates").join(package).join("src");
        let mut files = Vec::new();
        sources(&sources_of, &mut files);
        let floor = |name: &str| folders.iter().position(|known| *known == name);
        let at_root = floor(package).unwrap();
        let head = fs::read_to_string(sources_of.join("lib.rs")).unwrap();
        let taken = taken(&head);
        for path in files {
            let inside = path.strip_prefix(&sources_of).unwrap();
            let first = Path::new(inside.components().next().unwrap().as_os_str());
            let name = first.file_stem().unwrap().to_str().unwrap();
            // The root names every folder, to give them to others.
            if name == "lib" {
                continue;
            }
            let here = floor(name).unwrap_or(at_root);
            for other in named(&shipped(&path)) {
                if floor(&other).unwrap_or(at_root) > here && !taken.contains(&*other) {
                    upwards.push(format!("{package}: {} imports {other}", inside.display()));
                }
            }
        }
    }
    assert!(
        upwards.is_empty(),
        "arrows upwards:\n{}",
        upwards.join("\n")
    );
}

#[test]
fn imports_are_read_in_every_form() {
    let code = "use crate::a::B;\nuse crate::{c, d::{e, f}, g as h};\nlet x = crate::i::j();";
    let found: Vec<String> = named(code).into_iter().collect();
    assert_eq!(found, ["a", "c", "d", "g", "i"]);
}

/// The names in the lists of a `pub use`, or of one name.
fn exported(code: &str) -> Vec<String> {
    let uses = code
        .split("pub use ")
        .skip(1)
        .map(|text| text.split(';').next().unwrap());
    let names = uses.flat_map(|path| {
        let list = path
            .split_once('{')
            .map(|(_, list)| list.trim_end_matches('}'));
        let last = list.unwrap_or_else(|| path.rsplit("::").next().unwrap());
        last.split(',')
            .map(|name| name.trim().to_owned())
            .collect::<Vec<_>>()
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// What the library promises: few names, and none by the dozen.
#[test]
fn the_root_is_a_table_of_contents() {
    let code = shipped(&root().join("src/lib.rs"));
    let (at_root, in_modules): (Vec<&str>, Vec<&str>) = code
        .split("\n}\n")
        .map(|part| part.split_once("pub mod ").unwrap_or((part, "")))
        .unzip();
    let names = exported(&at_root.concat());
    let modules = in_modules.iter().filter(|body| !body.is_empty()).count();
    assert!(names.len() > 20 && modules == 6, "{names:?}, {modules}");
    assert!(
        names.len() + modules <= 40,
        "{}: {names:?}",
        names.len() + modules
    );
    assert!(!code.contains("::*"), "every name is named");
}

/// Packages of others come from the registry, none from a repository or a folder.
#[test]
fn packages_of_others_come_from_the_registry() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut others = 0;
    for package in lock.split("\n[[package]]\n").skip(1) {
        let ours = package.starts_with("name = \"tidewaiter");
        let source = package
            .lines()
            .find_map(|line| line.strip_prefix("source = \""));
        match source {
            None => assert!(ours, "{package}"),
            Some(source) => {
                assert!(source.starts_with("registry+"), "{package}");
                assert!(package.contains("\nchecksum = \""), "{package}");
                others += 1;
            }
        }
    }
    assert!(others > 50, "{others}");
}
