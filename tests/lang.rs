//! Mistakes in rule files: what people read, and the pages in `docs/errors/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tidewaiter::diag::Code;
use tidewaiter::lang::{LoadError, RuleSet, SourceFile, load};
use tidewaiter::syntax::{FileId, Sources, format, is_direction_mark, parse};
use tidewaiter::value::Date;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn file(path: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile {
        name: path.to_owned(),
        path: path.to_owned(),
        bytes: bytes.into(),
    }
}

fn with_base(source: impl Into<Vec<u8>>) -> Result<RuleSet, LoadError> {
    let base = fs::read(root().join("tests/lang/base.tide")).unwrap();
    load(&[file("base.tide", base), file("example.tide", source)])
}

/// A case with what stands beside it: `NAME.csv` is `tables/rates.csv`, `NAME.….tide` another module.
fn case(path: &Path) -> Result<RuleSet, LoadError> {
    let mut files = vec![
        file(
            "base.tide",
            fs::read(root().join("tests/lang/base.tide")).unwrap(),
        ),
        file("example.tide", fs::read(path).unwrap()),
    ];
    if let Ok(table) = fs::read(path.with_extension("csv")) {
        files.push(file("tables/rates.csv", table));
    }
    for name in others(path) {
        files.push(file(&name, fs::read(path.with_file_name(&name)).unwrap()));
    }
    load(&files)
}

fn others(path: &Path) -> Vec<String> {
    let stem = path.file_stem().unwrap().to_string_lossy();
    let mut others: Vec<String> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| {
            name.strip_prefix(&*stem).is_some_and(|rest| {
                rest.starts_with('.') && rest != ".tide" && rest.ends_with(".tide")
            })
        })
        .collect();
    others.sort();
    others
}

fn problems(result: Result<RuleSet, LoadError>) -> String {
    match result {
        Ok(rules) => {
            let mut warnings = rules.warnings.clone();
            warnings.extend(rules.stale_warnings(Date::constant(2026, 11, 24)));
            tidewaiter::diag::render_all(&warnings, &rules.sources, tidewaiter::diag::Style::Plain)
        }
        Err(error) => error.to_string(),
    }
}

fn cases() -> Vec<(String, PathBuf)> {
    let mut cases: Vec<(String, PathBuf)> = fs::read_dir(root().join("tests/lang"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "tide"))
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                path,
            )
        })
        .filter(|(name, _)| name != "base" && !name.contains('.'))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_mistake_reads_well() {
    for (name, path) in cases() {
        let shown = problems(case(&path));
        assert!(!shown.is_empty(), "{name}: nothing is wrong");
        if name.starts_with("TW") {
            assert!(
                shown.contains(&format!("[{name}]")),
                "{name} is not reported:\n{shown}"
            );
        }
        insta::with_settings!({ snapshot_path => "snapshots/lang", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}

/// Every code has a case whose report is reviewed; the size and the bytes of a file need no text, and what
/// `fmt` leaves as it is loads.
#[test]
fn every_code_has_a_case() {
    let cases: BTreeSet<String> = cases().into_iter().map(|(name, _)| name).collect();
    for code in Code::ALL {
        assert!(
            cases.contains(code.code())
                || matches!(
                    code,
                    Code::InvalidUtf8 | Code::TooLarge | Code::NotFormatted
                ),
            "tests/lang/{}.tide is missing",
            code.code()
        );
    }
}

#[test]
fn five_mistakes_report_five() {
    let source = fs::read(root().join("tests/lang/five_mistakes.tide")).unwrap();
    let error = with_base(source).unwrap_err();
    let codes: Vec<&str> = error.diagnostics.iter().map(|d| d.code.code()).collect();
    assert!(codes.len() >= 5, "{codes:?}");
}

#[test]
fn codes_are_unique_and_every_one_has_a_page() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    for code in Code::ALL {
        let info = code.info();
        page(info.code, info.title, info.explanation);
    }
    for code in tidewaiter::catalog::InputCode::ALL {
        page(code.code(), code.title(), code.explanation());
    }
}

/// Compares the page of a code with the file; `UPDATE_DOCS=1` writes it.
fn page(code: &str, title: &str, explanation: &str) {
    assert!(!explanation.is_empty(), "{code} is not explained");
    let mut page = format!("# {code}: {title}\n\n{explanation}\n");
    let example = root().join(format!("tests/lang/{code}.tide"));
    if let Ok(source) = fs::read_to_string(&example)
        && source.len() < 1500
    {
        let shown = problems(case(&example));
        let table = fs::read_to_string(example.with_extension("csv")).map_or_else(
            |_| String::new(),
            |rows| format!("\n```\n\nwith the rows\n\n```csv\n{}", rows.trim_end()),
        );
        // A page shows the marks that it warns of, and is not turned around by them.
        let source: String = source
            .trim_end()
            .chars()
            .map(|c| {
                if is_direction_mark(c) {
                    format!("[U+{:04X}]", u32::from(c))
                } else {
                    c.to_string()
                }
            })
            .collect();
        page.push_str(&format!(
            "\nFor example,\n\n```tide\n{source}{table}\n```\n\ngives\n\n```text\n{}\n```\n",
            shown.trim_end()
        ));
    }
    let path = root().join(format!("docs/errors/{code}.md"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        found,
        page,
        "{} is out of date: run UPDATE_DOCS=1 cargo test",
        path.display()
    );
}

#[test]
fn hostile_files_are_refused_quickly() {
    let deep = format!("module a\nrule b {{ require {}", "(".repeat(1_000_000));
    insta::assert_snapshot!(problems(with_base(deep)));
    let quantifiers = format!(
        "module a\nrule b {{ require {}",
        "any x in parts: ".repeat(5_000)
    );
    assert!(problems(with_base(quantifiers)).contains("TW0104"));
    let attack = format!(
        "module a\nrule b {{ require {}",
        "any area in\narea: ".repeat(5_000)
    );
    assert!(problems(with_base(attack)).contains("TW0104"));
    let negations = format!(
        "module a\nrule b {{ require {} wireless }}",
        "not ".repeat(900)
    );
    assert!(problems(with_base(negations)).contains("TW0113"));
    insta::assert_snapshot!(problems(with_base(b"module a\nrule b { \xFF }".to_vec())));
    assert!(problems(with_base(vec![b' '; 5 * 1024 * 1024])).contains("TW0103"));
}

/// What the limits allow fits the stack of a thread that nobody has enlarged.
#[test]
fn the_limits_fit_the_stack() {
    let brackets = format!("{}wireless{}", "(".repeat(60), ")".repeat(60));
    let quantifiers: Vec<String> = (0..60).map(|i| format!("any x{i} in parts: ")).collect();
    let quantifiers = quantifiers.concat();
    let nested: Vec<String> = (0..60).map(|i| format!("(any y{i} in parts: ")).collect();
    let nested = nested.concat();
    let conditionals = format!("{}wireless", "if wireless then wireless else ".repeat(60));
    let lists = format!("{}{}", "[".repeat(60), "]".repeat(60));
    for body in [
        format!("define d = {brackets}"),
        format!("define d = {quantifiers} wireless"),
        format!("define d = {nested} wireless{}", ")".repeat(60)),
        format!("define d = {conditionals}"),
        format!("fixture f {{ parts: {lists} }}"),
        format!("record r {{ a {} }}", "list<".repeat(100_000)),
        format!("define d = {} wireless", "- ".repeat(100_000)),
    ] {
        let source = format!("module a\n{body}\n");
        let shown = problems(with_base(source));
        assert!(!shown.contains("TW0104"), "{shown}");
    }
}

#[test]
fn tables_are_checked_by_cell() {
    let rules = "module t\ntable rates from \"tables/rates.csv\" {\n  key country: country\n  value rate: percent\n  dated from, until\n}\n";
    let table = "country,rate,from,until\nDE,19 %,2007-01-01,\nFR,\"12,5%\",,\nDE,16 %,2020-07-01,2020-12-31\nXX,5 %,,\n";
    let base = fs::read(root().join("tests/lang/base.tide")).unwrap();
    let result = load(&[
        file("base.tide", base),
        file("t.tide", rules),
        file("tables/rates.csv", table),
    ]);
    insta::assert_snapshot!(problems(result));
}

fn tide_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tide_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "tide") {
            files.push(path);
        }
    }
}

/// The words of a text: what formatting may not change. Commas between entries may be left out.
fn words(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\u{FEFF}'))
        .collect()
}

#[test]
fn formatting_keeps_the_words_and_is_stable() {
    let mut files = Vec::new();
    tide_files(&root().join("rules"), &mut files);
    tide_files(&root().join("tests/format"), &mut files);
    assert!(files.len() > 30);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: FileId = Sources::default().next_id();
        let once = format::format(&text, file).unwrap();
        assert_eq!(words(&text), words(&once), "{}", path.display());
        assert_eq!(
            format::format(&once, file).unwrap(),
            once,
            "{}",
            path.display()
        );
        let (tree, problems) = parse(&once, file);
        assert!(problems.is_empty());
        assert_eq!(tree.items.len(), parse(&text, file).0.items.len());
        assert_eq!(tree.comments.len(), parse(&text, file).0.comments.len());
    }
}

#[test]
fn formatting_untidy_text() {
    let text = fs::read_to_string(root().join("tests/format/untidy.tide")).unwrap();
    insta::assert_snapshot!(format::format(&text, Sources::default().next_id()).unwrap());
}

/// What does not fit on a line is broken at its outermost operators.
#[test]
fn formatting_long_text() {
    let text = fs::read_to_string(root().join("tests/format/long.tide")).unwrap();
    insta::assert_snapshot!(format::format(&text, Sources::default().next_id()).unwrap());
}

/// The rules are formatted, and only texts, citations, patterns and ranges make a line too long.
#[test]
fn the_library_is_formatted() {
    let mut files = Vec::new();
    tide_files(&root().join("rules"), &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let formatted = format::format(&text, Sources::default().next_id()).unwrap();
        assert_eq!(text, formatted, "{}", path.display());
        for line in text.lines().filter(|line| line.chars().count() > 100) {
            let unbroken = ["\"", "cite ", "matches ", "range ", "//"];
            assert!(
                unbroken.iter().any(|mark| line.contains(mark)),
                "{}: {line}",
                path.display()
            );
        }
    }
}

/// Items and whole small files: what mutants are made of.
fn seeds() -> Vec<String> {
    let mut files = Vec::new();
    for folder in ["rules", "tests/lang", "tests/format"] {
        tide_files(&root().join(folder), &mut files);
    }
    files.sort();
    let mut seeds = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        if text.len() < 1_500 {
            seeds.push(text);
            continue;
        }
        let (tree, _) = parse(&text, Sources::default().next_id());
        let items = tree.items.iter().step_by(7);
        seeds.extend(items.map(|item| item.span.of(&text).to_owned()));
    }
    seeds
}

/// What a mutation puts into a text.
const PIECES: &[&str] = &[
    "\n",
    "\r",
    "\t",
    " ",
    "  ",
    ",",
    ", ",
    ":",
    ";",
    "-",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "/",
    " and ",
    " or ",
    " cite ",
    " matches ",
    "// c\n",
    "\u{FEFF}",
    "\u{A0}",
    "5 ",
    "\\",
    "art. 1, ",
    " in the first annex, as amended and corrected, of the regulation of the commission on the safety of toys, ",
];

fn mutant(text: &str, changes: &[(u32, u8, bool)]) -> String {
    let mut mutant = text.to_owned();
    for (place, piece, token) in changes {
        let mut at = *place as usize % (mutant.len() + 1);
        while !mutant.is_char_boundary(at) {
            at -= 1;
        }
        // A token ends where its word does.
        let width = mutant.get(at..).map_or(0, |rest| {
            let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(0);
            let one = rest.chars().next().map_or(0, char::len_utf8);
            if *token { word.max(one) } else { 0 }
        });
        let piece = match usize::from(*piece) % (PIECES.len() + 1) {
            0 => "",
            n => PIECES[n - 1],
        };
        mutant.replace_range(at..at + width, piece);
    }
    mutant
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// Whatever is read is written in a form that says the same, and that stays.
    #[test]
    fn formatting_mutants_says_the_same_and_settles(
        seed in proptest::prelude::any::<proptest::sample::Index>(),
        changes in proptest::collection::vec(proptest::prelude::any::<(u32, u8, bool)>(), 1..4),
    ) {
        static SEEDS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
        let seed: &String = seed.get(SEEDS.get_or_init(seeds));
        let text = mutant(seed, &changes);
        let file = Sources::default().next_id();
        let (tree, problems) = parse(&text, file);
        if problems.is_empty() {
            let once = format::format(&text, file)
                .map_err(|_| proptest::test_runner::TestCaseError::fail(format!("refused: {text}")))?;
            let (again, problems) = parse(&once, file);
            proptest::prop_assert!(problems.is_empty(), "{text}\n=>\n{once}");
            proptest::prop_assert_eq!(words(&text).len(), words(&once).len());
            proptest::prop_assert_eq!(tree.items.len(), again.items.len());
            proptest::prop_assert_eq!(format::format(&once, file).unwrap(), once);
        }
    }
}

/// Inputs that once came out as another text, or as another one each time.
#[test]
fn formatting_keeps_what_is_easily_broken() {
    for text in [
        "module a.b\n\nfixture f { title: \"x\", brand\n: \"y\" }\n",
        "module a.b\n\nfixture f { staff: -\n5 }\n",
        "module a.b\n\ndefine x = class in [food, toy, ]\n",
        "module a.b\n\ndefine x = class in [food, toy,]\n",
        "module a.b\n\nexception e {\n  for a.b.r\n  cite L art. 1 of the first annex to the regulation of the commission, when the product is a toy and so on\n}\n",
        "module a.b\n\nexception e {\n  for a.b.r\n  cite L art. 1 (the first annex to the regulation of the commission, \"when the product is a toy, and so on\n}\n",
        "module a.b\n\ndefine x = title matches /a{1,3} and \"b, or c/ and title matches /this is quite a long one, and it has commas, and so on/\n",
        "module a.b\n\ncharge c \"C\" // with { a comment\nzh \"C\" {\n  per item\n}\n",
        "module a.b\n\nclass c \"C\" { google \"\" }\n",
        "module a.b\n\ntable t from \"t.csv\" { }\n",
        "// only a comment\n",
        "module a.b\n\nfixture f { title: \"x\"\r brand: \"y\" }\n",
    ] {
        let file = Sources::default().next_id();
        let once = format::format(text, file).unwrap();
        assert!(parse(&once, file).1.is_empty(), "{once}");
        assert_eq!(format::format(&once, file).unwrap(), once);
        // A comment inside the head of an item moves behind it.
        let sorted = |text: &str| {
            let mut words: Vec<char> = words(text).chars().collect();
            words.sort_unstable();
            words
        };
        assert_eq!(sorted(text), sorted(&once));
    }
}
