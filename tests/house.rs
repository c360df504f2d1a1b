//! The floors of the house: what may import what. The order stands here, once; `docs/architecture.md`
//! draws it. Inside a package that is listed for it, no files import one another in a circle.

use std::collections::{BTreeMap, BTreeSet};
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

/// The packages in which no files import one another in a circle.
const WITHOUT_CIRCLES: &[&str] = &["engine"];

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

/// The paths of a tree of names such as `a::{b, c::{d, e}}`.
fn flattened(tree: &str) -> Vec<Vec<String>> {
    let Some((before, list)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap().split("::");
        let path = path.map(|name| name.trim().to_owned());
        return vec![path.filter(|name| !name.is_empty()).collect()];
    };
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                parts.last_mut().unwrap().push(c);
            }
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    let paths = parts.flat_map(|part| flattened(part));
    let before = flattened(before).concat();
    paths.map(|path| [before.clone(), path].concat()).collect()
}

/// The modules of a package, each with its code and what it gives on: names, and where they come from.
struct Modules {
    code: BTreeMap<Vec<String>, String>,
    given_on: BTreeMap<Vec<String>, Vec<Vec<String>>>,
}

impl Modules {
    fn of(package: &str) -> Self {
        let folder = root().join("crates").join(package).join("src");
        let mut files = Vec::new();
        sources(&folder, &mut files);
        let module = |path: &Path| -> Vec<String> {
            let path = path.strip_prefix(&folder).unwrap().with_extension("");
            let names = path.iter().map(|name| name.to_str().unwrap().to_owned());
            names
                .filter(|name| !["lib", "mod"].contains(&name.as_str()))
                .collect()
        };
        let code: BTreeMap<_, _> = files
            .iter()
            .map(|path| (module(path), shipped(path)))
            .collect();
        let given_on = code.iter().map(|(module, code)| {
            let uses = code.split("pub use ").skip(1);
            let uses = uses.flat_map(|text| flattened(text.split(';').next().unwrap()));
            (module.clone(), uses.collect())
        });
        Self {
            given_on: given_on.collect(),
            code,
        }
    }

    /// The module in which what a path leads to is written, from a module on.
    fn home(&self, from: &[String], path: &[String]) -> Vec<String> {
        let (mut here, mut rest) = (from.to_vec(), path);
        while let [first, others @ ..] = rest {
            let inner = [here.clone(), vec![first.clone()]].concat();
            if first == "crate" {
                here.clear();
            } else if first == "super" {
                here.pop();
            } else if self.code.contains_key(&inner) {
                here = inner;
            } else {
                let source = self.given_on[&here]
                    .iter()
                    .find(|source| source.last() == Some(first) && source[0] != "crate");
                return source.map_or(here.clone(), |source| self.home(&here, source));
            }
            rest = others;
        }
        here
    }

    /// The modules that a module imports; what it only gives on is not counted, nor what the root names
    /// of other packages.
    fn imports(&self, module: &[String]) -> BTreeSet<Vec<String>> {
        let mut found = BTreeSet::new();
        for statement in self.code[module].split(';') {
            let own = !statement.trim_start().starts_with("pub use ");
            for start in ["crate::", "super::"] {
                for (at, _) in statement.match_indices(start).filter(|_| own) {
                    if statement[..at].ends_with("super::") {
                        continue;
                    }
                    let tree: String = if statement.trim_start().starts_with("use ") {
                        statement[at..].to_owned()
                    } else {
                        let name = |c: char| c.is_ascii_alphanumeric() || "_:".contains(c);
                        statement[at..].chars().take_while(|c| name(*c)).collect()
                    };
                    let paths = flattened(&tree);
                    found.extend(paths.iter().map(|path| self.home(module, path)));
                }
            }
        }
        found.retain(|other| !other.is_empty() && other != module);
        found
    }
}

#[test]
fn no_files_of_the_engine_import_one_another_in_a_circle() {
    for package in WITHOUT_CIRCLES {
        let modules = Modules::of(package);
        let mut left: BTreeMap<_, _> = modules
            .code
            .keys()
            .filter(|module| !module.is_empty())
            .map(|module| (module.clone(), modules.imports(module)))
            .collect();
        assert!(left.values().map(BTreeSet::len).sum::<usize>() > 30);
        // Those that import nothing that is left are taken away, until none can be.
        while let Some(low) = left
            .iter()
            .find(|(_, imports)| imports.is_empty())
            .map(|(module, _)| module.clone())
        {
            left.remove(&low);
            for imports in left.values_mut() {
                imports.remove(&low);
            }
        }
        assert!(left.is_empty(), "{package}: circles among {left:#?}");
    }
}

#[test]
fn trees_of_names_are_flattened() {
    let paths = flattened("super::{a, b::{c, d as e}, f::g}");
    let paths: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        paths,
        ["super::a", "super::b::c", "super::b::d", "super::f::g"]
    );
    let modules = Modules::of("engine");
    let home = |path: &str| {
        modules
            .home(&["scope".into()], &flattened(path)[0])
            .join("::")
    };
    assert_eq!(home("super::ledger::Ledger"), "ledger");
    assert_eq!(home("super::Ledger"), "ledger", "through the root");
    assert_eq!(home("crate::quote::Prices"), "quote::prices");
    assert_eq!(home("crate::lang::Node"), "", "of another package");
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
