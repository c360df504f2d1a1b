//! Mistakes in rule files: what people read, and the pages in `docs/errors/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tidewaiter_diag::{Applicability, Code, apply};
use tidewaiter_lang::{LoadError, Loaded, RuleSet, SourceFile, load};
use tidewaiter_syntax::{FileId, Sources, format, is_direction_mark, parse};
use tidewaiter_value::Date;

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
    load(&[file("base.tide", base), file("example.tide", source)]).checked()
}

fn case(path: &Path) -> Result<RuleSet, LoadError> {
    load(&case_files(path)).checked()
}

/// A case with what stands beside it: `NAME.csv` is `tables/rates.csv`, `NAME.….tide` another module.
fn case_files(path: &Path) -> Vec<SourceFile> {
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
    files
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
            tidewaiter_diag::render_all(&warnings, &rules.sources, tidewaiter_diag::Style::Plain)
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
    for code in tidewaiter_catalog::InputCode::ALL {
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
    ])
    .checked();
    insta::assert_snapshot!(problems(result));
}

/// Whatever is wrong with a set, an editor has what is whole of it, and nothing is checked by it.
#[test]
fn a_faulty_set_gives_what_is_whole() {
    let rule = |name: &str, condition: &str| {
        format!(
            "rule {name} {{ market EU area listing severity error cite LAW art. 1\n unverified require {condition}\n message en \"m\" zh \"m\" remedy en \"r\" zh \"r\"\n example ok as of 2026-01-01 {{ title: \"A\" }} example fails as of 2026-01-01 {{ brand: \"B\" }} }}\n"
        )
    };
    let source = [
        "module a\ndefine good = title is given\ndefine bad = titel is given\ndefine worse = not bad\ndefine round = square\ndefine square = round\n".to_owned(),
        rule("whole", "good"),
        rule("by_a_bad_name", "bad"),
        rule("by_a_worse_name", "good and worse"),
        rule("in_a_circle", "round"),
        rule("of_itself", "length(title, brand) > 1"),
        "rule torn { market EU require }\n".to_owned(),
        rule("behind_it", "title is given"),
    ]
    .concat();
    let base = fs::read(root().join("tests/lang/base.tide")).unwrap();
    let loaded = load(&[file("base.tide", base), file("example.tide", source)]);
    let ids: Vec<&str> = loaded.for_editors().rules.iter().map(|r| &*r.id).collect();
    assert_eq!(ids, ["a.behind_it", "a.whole"]);
    let codes: BTreeSet<&str> = loaded.diagnostics().iter().map(|d| d.code.code()).collect();
    for code in ["TW0101", "TW0201", "TW0216", "TW0309"] {
        assert!(codes.contains(code), "{code} is not among {codes:?}");
    }
    assert!(loaded.has_mistakes());
    assert!(loaded.checked().is_err());
}

/// What the edits of a text do, each on its own: where, what goes and what comes.
fn edits(loaded: &Loaded, name: &str) -> String {
    let sources = loaded.sources();
    let file = sources.named(name).unwrap();
    let text = sources.text(file);
    let mut shown = String::new();
    for diagnostic in loaded.diagnostics() {
        let Some(fix) = &diagnostic.fix else { continue };
        if diagnostic.primary.at.file != file {
            continue;
        }
        let line = sources.line_column(diagnostic.primary.at);
        let (code, how) = (diagnostic.code.code(), fix.applicability.word());
        shown.push_str(&format!("{line} {code} {how}: {}\n", fix.title));
        for edit in &fix.edits {
            let gone = sources.slice(edit.at);
            shown.push_str(&format!("    {gone:?} -> {:?}\n", edit.replacement));
        }
        // An edit leaves no file that reads worse.
        let fixed = apply(&[fix], text, file);
        assert_eq!(fixed.made, [0], "{shown}");
        let problems = |text: &str| parse(text, file).1.len();
        assert!(
            problems(&fixed.text) <= problems(text),
            "{shown}\n{}",
            fixed.text
        );
    }
    shown
}

#[test]
fn edits_of_the_cases() {
    let mut shown = String::new();
    for (name, path) in cases() {
        let edits = edits(&load(&case_files(&path)), "example.tide");
        if !edits.is_empty() {
            shown.push_str(&format!("{name}\n{edits}"));
        }
    }
    insta::assert_snapshot!(shown);
}

/// The kinds of edits that are sure, and what makes them unsure.
#[test]
fn edits_that_are_sure() {
    let source = "module a
/// Its documentation goes with it.
instrument UNUSED \"Unused\"

define never = true

// What is said before an item may be about more.
define neither = true

fixture inside {
  title: \"A\" // a comment
}
group BOTH \"Both\" zh \"两者\" { member DE member FR }
rule r {
  market EU
  area listing
  severity error
  cite LAW art. 1
  unverified
  require not not wireless and - - staff > 1
  require destination == BOTH or destination   !=   BOTH
  require state == \"used\" or today > \"2026-01-31\"
  require title != \"a\u{202E}b\" // \u{202D}
  require titel is given
  message en \"{titel}\" zh \"\\n{ titel }\"
  remedy en \"r\" zh \"r\"
  example ok as of 2026-01-01 { titel: \"A\", parts: [{ nme: \"x\" }] }
  example fails as of 2026-01-01 { brand: \"B\" }
}
";
    let base = fs::read(root().join("tests/lang/base.tide")).unwrap();
    let of = |source: &str| {
        load(&[
            file("base.tide", base.clone()),
            file("example.tide", source),
        ])
    };
    let faulty = edits(&of(source), "example.tide");
    // What is unused is only told where nothing else is wrong.
    let (unused, _) = source.split_once("rule r").unwrap();
    let unused = edits(&of(unused), "example.tide");
    insta::assert_snapshot!(format!("{faulty}---\n{unused}"));
}

/// Edits that touch one another are not made at once.
#[test]
fn edits_that_overlap_are_settled() {
    let mut sources = Sources::default();
    let file = sources.add("a", "abcdef");
    let fix = |start, end, text: &str| {
        let at = tidewaiter_syntax::Location {
            file,
            span: tidewaiter_syntax::Span::new(start, end),
        };
        tidewaiter_diag::Fix::one(Applicability::Safe, "t", at, text)
    };
    let mut pair = fix(0, 1, "A");
    pair.edits.extend(fix(4, 5, "E").edits);
    let (inner, behind, outside) = (fix(2, 4, "-"), fix(5, 6, "F"), fix(5, 9, "?"));
    let fixed = apply(&[&behind, &inner, &pair, &outside], "abcdef", file);
    assert_eq!((fixed.text.as_str(), fixed.made), ("AbcdEf", vec![2]));
    let fixed = apply(&[&behind, &inner], "abcdef", file);
    assert_eq!((fixed.text.as_str(), fixed.made), ("ab-eF", vec![1, 0]));
    assert_eq!(apply(&[&outside], "abcdef", file).text, "abcdef");
}

/// Names are found from where they stand: the definition and every use, whatever the name stands for.
#[test]
fn names_know_their_places() {
    let source = "module a
define is_new = condition == used
enum state { used \"Used\" zh \"二手\", fresh \"Fresh\" zh \"全新\" }
record extra { note text en \"N.\" zh \"N。\" }
table rates from \"t.csv\" { key where: market value rate: percent }
group BOTH \"Both\" zh \"两者\" { member DE member FR }
class doll \"Doll\" zh \"玩偶\" { within toy }
fixture one { title: \"A\", classes: [doll], condition: used }
amount worth \"Worth\" zh \"价值\" { market BOTH value 5 EUR }
rule r {
  market BOTH
  area listing
  severity error
  cite LAW art. 1
  unverified
  applies when class in [doll] and is_new and worth > 1 EUR
  require rates[destination].rate > 5 % and length(title) > 2
  message en \"{title} \\\"is\\\" {condition}\" zh \"{ title }\"
  remedy en \"r\" zh \"r\"
  example ok one as of 2026-01-01 { }
  example fails one as of 2026-01-01 { title: \"B\" }
}
test \"t\" as of 2026-01-01 for DE { given one expect satisfied a.r }
";
    let base = "module base
record product {
  title text en \"T.\" zh \"T。\"
  condition state en \"C.\" zh \"C。\"
  classes list<class> en \"C.\" zh \"C。\"
  extra extra en \"E.\" zh \"E。\"
}
class toy \"Toy\" zh \"玩具\" { }
instrument LAW \"Law\"
";
    let loaded = load(&[
        file("base.tide", base),
        file("example.tide", source),
        file("t.csv", "where,rate\nDE,19 %\n"),
    ]);
    assert!(!loaded.has_mistakes(), "{:?}", loaded.diagnostics());
    let (places, sources) = (&loaded.for_editors().places, loaded.sources());
    let shown = |place: &tidewaiter_syntax::Location| {
        format!(
            "{}:{}",
            sources.name(place.file),
            sources.line_column(*place)
        )
    };
    let mut text = String::new();
    for (name, defined, used) in places.all() {
        let defined: Vec<String> = defined.iter().map(shown).collect();
        let used: Vec<String> = used.iter().map(shown).collect();
        text.push_str(&format!(
            "{name}: {} <- {}\n",
            defined.join(" "),
            used.join(" ")
        ));
    }
    insta::assert_snapshot!(text);
    // Every place finds its own name again.
    for (name, defined, used) in places.all() {
        for place in defined.iter().chain(used) {
            assert_eq!(places.name_at(*place), Some(name), "{}", shown(place));
            let word = sources.slice(*place);
            let last = name.path.rsplit('.').next().unwrap();
            assert!(word == last || word == &*name.path, "{word} is not {name}");
            assert_eq!(places.definition_at(*place), places.definitions(name));
            assert_eq!(places.uses_of(*place), places.uses(name));
        }
    }
    let nowhere = tidewaiter_syntax::Location::default();
    assert_eq!(places.name_at(nowhere), None);
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
