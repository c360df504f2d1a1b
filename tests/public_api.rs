//! What the library promises, item by item: `docs/public-api.txt`, which a change of the door changes too.
//! `UPDATE_DOCS=1 cargo test --test public_api` writes it.
//!
//! The listing is read from the sources, as they stand formatted: the names of `src/lib.rs`, and behind
//! each the item with its attributes, public fields, variants and methods, and the traits that are written
//! out for it, but for what is hidden from the documentation. Types of other packages are named by their
//! path there. It does not see what macros make.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of a folder and the folders in it, by its path, without tests.
fn sources(folder: &Path, into: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
            into.insert(path, code.to_owned());
        }
    }
}

/// The names that a text exports: package, module in it, and name.
fn exported(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for text in code.split("pub use ").skip(1) {
        let path = text.split(';').next().unwrap();
        let (package, names) = path.split_once("::").unwrap();
        let list = names.split_once('{').map(|(_, list)| list);
        let last = names.rsplit("::").next().unwrap();
        for name in list.unwrap_or(last).trim_end_matches('}').split(',') {
            let name = name.trim();
            if !name.is_empty() {
                found.push((package.to_owned(), name.to_owned()));
            }
        }
    }
    found
}

/// Lines of code in one, without comments.
fn joined(lines: &[&str]) -> String {
    let lines = lines.iter().map(|line| line.split(" // ").next().unwrap());
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let text = words.join(" ");
    let text = text
        .replace("( ", "(")
        .replace(", )", ")")
        .replace("< ", "<");
    text.replace(", >", ">")
}

/// The first line of an item is where it is declared.
fn declares(line: &str, name: &str) -> bool {
    ["struct", "enum", "trait", "fn", "type", "const"]
        .iter()
        .filter_map(|kind| {
            line.strip_prefix("pub ")?
                .strip_prefix(kind)?
                .strip_prefix(' ')
        })
        .filter_map(|rest| rest.strip_prefix(name))
        .any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// The public parts of a block: fields and variants, constants and methods; all of a trait's.
fn members(block: &[&str], kind: &str, into: &mut String) {
    let mut hidden = false;
    let mut lines = block.iter().copied().peekable();
    while let Some(line) = lines.next() {
        let Some(text) = line.strip_prefix("    ") else {
            continue;
        };
        // What is hidden from readers is of the house.
        hidden = match text.trim_end() {
            "#[doc(hidden)]" => true,
            _ if ["#[", "///"].iter().any(|mark| text.starts_with(mark)) => hidden,
            _ if hidden => {
                hidden = false;
                continue;
            }
            _ => false,
        };
        let public = match kind {
            "enum" => text.starts_with(|c: char| c.is_ascii_uppercase()),
            "trait" => text.starts_with("fn ") || text.starts_with("type "),
            _ => text.starts_with("pub ") && !text.starts_with("pub("),
        };
        if !public {
            continue;
        }
        // What is inside of a member stands further in.
        let ends = |line: &str| {
            let end: &[char] = if kind == "enum" {
                &[',']
            } else {
                &['{', '}', ';', ',']
            };
            !line.starts_with("     ") && line.ends_with(end)
        };
        let mut whole = vec![line];
        let mut last = line;
        while !ends(last) {
            let Some(next) = lines.next() else { break };
            let start = next.trim_start();
            if !start.starts_with("//") && !start.starts_with("#[") {
                whole.push(next);
            }
            last = next;
        }
        let text = joined(&whole);
        let text = text.trim_end_matches(['{', ';', ',']).trim_end();
        writeln!(into, "    {text}").unwrap();
    }
}

/// What a package says of one of its items.
fn described(name: &str, files: &BTreeMap<PathBuf, String>) -> Option<String> {
    let mut told = String::new();
    let mut home = None;
    for (path, code) in files {
        let lines: Vec<&str> = code.lines().collect();
        let Some(at) = lines.iter().position(|line| declares(line, name)) else {
            continue;
        };
        let attributes = lines[..at].iter().rev();
        let mut attributes: Vec<&&str> = attributes
            .take_while(|line| line.starts_with("#[") || line.starts_with("///"))
            .filter(|line| line.starts_with("#[derive") || line.starts_with("#[non_exhaustive"))
            .collect();
        attributes.reverse();
        for attribute in attributes {
            writeln!(told, "  {attribute}").unwrap();
        }
        let one = |line: &&str| line.ends_with(['{', ';']) || line.ends_with(" {}");
        let head_ends = at + lines[at..].iter().position(one).unwrap();
        let head = joined(&lines[at..=head_ends]);
        let kind = head.split(' ').nth(1).unwrap().to_owned();
        let head = head.trim_end_matches(['{', ';']).trim_end();
        // What a tuple hides is nobody's business.
        let head = match head.split_once('(') {
            Some((name, fields)) if kind == "struct" && !fields.contains("pub ") => name,
            _ => head,
        };
        writeln!(told, "  {head}").unwrap();
        if lines[head_ends].ends_with('{') && kind != "fn" {
            let block = &lines[head_ends + 1..];
            let end = block.iter().position(|line| line.starts_with('}')).unwrap();
            members(&block[..end], &kind, &mut told);
        }
        home = Some(path.clone());
        break;
    }
    let home = home?;
    for (path, code) in files {
        let lines: Vec<&str> = code.lines().collect();
        // Another item of that name has its own.
        if *path != home && lines.iter().any(|line| declares(line, name)) {
            continue;
        }
        for (at, line) in lines.iter().enumerate() {
            let Some(of) = line.strip_prefix("impl") else {
                continue;
            };
            let of = of.trim_end_matches(['{', '}', ' ']);
            let subject = of.rsplit(" for ").next().unwrap().trim();
            let subject = match subject.strip_prefix('<') {
                Some(rest) => rest.split_once("> ").map_or(rest, |(_, subject)| subject),
                None => subject,
            };
            if subject.split('<').next() != Some(name) {
                continue;
            }
            if of.contains(" for ") {
                writeln!(told, "  impl{of}").unwrap();
                continue;
            }
            let block = &lines[at + 1..];
            let end = block
                .iter()
                .position(|line| line.starts_with('}'))
                .unwrap_or(0);
            members(&block[..end], "impl", &mut told);
        }
    }
    Some(told)
}

/// What a macro of a package makes of a name, or another package has.
fn elsewhere(name: &str, files: &BTreeMap<PathBuf, String>) -> Option<String> {
    for code in files.values() {
        let foreign =
            |line: &&str| line.starts_with("pub use ") && line.ends_with(&format!("::{name};"));
        if let Some(line) = code.lines().find(foreign) {
            let path = line.trim_start_matches("pub use ").trim_end_matches(';');
            return Some(format!("  {path}\n"));
        }
        let made = code.split_once(&format!("\n    {name} {{\n"));
        let Some((_, made)) = made else {
            // One whose variants are rows of a table: codes, each with a page of its own.
            if code.contains(&format!("    pub enum {name} {{ $(")) {
                return Some("  enum, of a macro\n".to_owned());
            }
            continue;
        };
        let variants = made.split("\n    }").next().unwrap().lines();
        let variants = variants
            .map(str::trim)
            .filter(|line| !line.starts_with("//"));
        let words: Vec<String> = variants.map(|line| format!("    {line}\n")).collect();
        return Some(format!("  enum, of a macro\n{}", words.concat()));
    }
    None
}

fn listing() -> String {
    let code = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let code: Vec<&str> = code
        .lines()
        .map(|line| line.split("//").next().unwrap())
        .collect();
    let code = code.join("\n");
    let mut packages = BTreeMap::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let entry = entry.unwrap();
        let mut files = BTreeMap::new();
        sources(&entry.path().join("src"), &mut files);
        packages.insert(entry.file_name().into_string().unwrap(), files);
    }
    let mut told = String::from(
        "What the package `tidewaiter` promises. Written by `UPDATE_DOCS=1 cargo test --test public_api`.\n",
    );
    let mut parts = code.split("pub mod ");
    let at_root = parts.next().unwrap();
    let modules = parts.map(|part| part.split_once(" {").unwrap());
    for (module, code) in [("", at_root)].into_iter().chain(modules) {
        let mut names = exported(code);
        names.sort_by(|a, b| a.1.cmp(&b.1));
        for (package, name) in names {
            let own = package.trim_start_matches("tidewaiter_");
            let others = packages.iter().filter(|(known, _)| *known != own);
            let all: Vec<_> = packages
                .get(own)
                .into_iter()
                .chain(others.map(|(_, files)| files))
                .collect();
            let found = all.iter().find_map(|files| described(&name, files));
            let found = found.or_else(|| all.iter().find_map(|files| elsewhere(&name, files)));
            let found = found.unwrap_or_else(|| panic!("{name} is nowhere declared"));
            let path = if module.is_empty() {
                name
            } else {
                format!("{module}::{name}")
            };
            write!(told, "\ntidewaiter::{path}\n{found}").unwrap();
        }
    }
    told
}

#[test]
fn the_door_is_as_it_is_listed() {
    let path = root().join("docs/public-api.txt");
    let listing = listing();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &listing).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == listing,
        "docs/public-api.txt is out of date, or the door has changed: run UPDATE_DOCS=1 cargo test --test public_api"
    );
}

/// A type of another package in the door binds its users to the versions of that package.
#[test]
fn types_of_other_packages_have_a_reason() {
    let page = fs::read_to_string(root().join("docs/library.md")).unwrap();
    let listing = listing();
    let lines = listing.lines().filter(|line| !line.contains("#["));
    let words = lines
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && !"_:".contains(c)));
    let packages = words.filter_map(|word| word.split_once("::").map(|(package, _)| package));
    let mut foreign: Vec<&str> = packages
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter(|name| {
            ![
                "std",
                "fmt",
                "io",
                "tidewaiter",
                "catalog",
                "profile",
                "tariff",
            ]
            .contains(name)
        })
        .collect();
    foreign.sort_unstable();
    foreign.dedup();
    assert_eq!(foreign, ["jiff", "rust_decimal", "serde", "serde_json"]);
    for package in foreign {
        assert!(page.contains(&format!("`{package}")), "{package}");
    }
}

/// What every program has: of the language and of `std`, and `Serialize`, whose reason the library page states.
/// There are no others; one that comes stands here with its reason.
const OF_STD: &[&str] = &[
    "Arc",
    "AsRef",
    "AtomicU64",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "ControlFlow",
    "Cow",
    "Debug",
    "Default",
    "Display",
    "Error",
    "FnMut",
    "From",
    "FromStr",
    "Into",
    "IntoIterator",
    "Item",
    "Iterator",
    "Option",
    "Ordering",
    "Path",
    "PathBuf",
    "Read",
    "Result",
    "Seek",
    "Self",
    "Send",
    "Serialize",
    "String",
    "Sync",
    "Vec",
];

/// The names of types that a line of the listing speaks of, but for those of other packages.
fn spoken_of(line: &str) -> Vec<&str> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && !"_:".contains(c));
    let words = words.map(|word| word.trim_end_matches(':'));
    let own = words.filter_map(|word| match word.rsplit_once("::") {
        // `Self::English`, `L::Stop`.
        Some((of, _)) if of.starts_with(|c: char| c.is_ascii_uppercase()) => of.split("::").next(),
        Some((path, _)) if !["profile", "catalog"].contains(&path) => None,
        Some((_, name)) => Some(name),
        None => Some(word),
    });
    own.filter(|word| word.len() > 1 && word.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect()
}

/// A type that cannot be named cannot be kept, returned or written down: every one in a signature is
/// promised too.
#[test]
fn signatures_speak_of_what_is_promised() {
    let listing = listing();
    let items: Vec<&str> = listing.split("\ntidewaiter::").skip(1).collect();
    let head = |item: &str| item.lines().next().unwrap().to_owned();
    let promised: Vec<String> = items.iter().map(|item| head(item)).collect();
    let mut strange = Vec::new();
    for item in &items {
        let is_enum = item.contains("\n  pub enum ") || item.contains("\n  enum, ");
        let associated: Vec<&str> = item
            .lines()
            .filter_map(|line| line.trim().strip_prefix("type "))
            .collect();
        for line in item.lines().skip(1) {
            let text = line.trim();
            // An `impl` for what nobody can name is of no use, and does no harm.
            if text.starts_with("#[") || text.starts_with("impl") || text.starts_with("type ") {
                continue;
            }
            let variant = is_enum && line.starts_with("    ") && !text.starts_with("pub ");
            let constant = text.starts_with("pub const ") && !text.contains("fn ");
            let text = if constant {
                text.split_once(": ").unwrap().1
            } else {
                text
            };
            let named = spoken_of(text);
            for name in named.iter().skip(usize::from(variant)) {
                let known = promised
                    .iter()
                    .any(|path| path.rsplit("::").next() == Some(name))
                    || OF_STD.contains(name)
                    || associated.iter().any(|own| own.starts_with(name));
                if !known {
                    strange.push(format!("{}: {name} in `{text}`", head(item)));
                }
            }
        }
    }
    assert!(strange.is_empty(), "{strange:#?}");
}

#[test]
fn items_are_read_as_they_stand_formatted() {
    let code = "/// A.\n#[derive(Debug)]\n#[non_exhaustive]\npub struct Door {\n    /// B.\n    pub wide: bool,\n    locked: bool,\n}\n\nimpl Door {\n    /// C.\n    pub fn open(\n        &self,\n        key: Key,\n    ) -> Result<Room, Shut> {\n        pub_fn()\n    }\n\n    fn hinge(&self) {}\n}\n\nimpl fmt::Display for Door {\n}\n\npub enum Key {\n    /// D.\n    Plain,\n    Of {\n        /// E.\n        metal: Metal,\n    },\n    Two(u8, u8),\n}\n";
    let files = BTreeMap::from([(PathBuf::from("a.rs"), code.to_owned())]);
    assert_eq!(
        described("Door", &files).unwrap(),
        "  #[derive(Debug)]\n  #[non_exhaustive]\n  pub struct Door\n    pub wide: bool\n    pub fn open(&self, key: Key) -> Result<Room, Shut>\n  impl fmt::Display for Door\n"
    );
    assert_eq!(
        described("Key", &files).unwrap(),
        "  pub enum Key\n    Plain\n    Of { metal: Metal, }\n    Two(u8, u8)\n"
    );
}
