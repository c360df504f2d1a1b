//! What the pages show is true: texts of rules are read, units are known, commands run, and what a
//! command is said to write it writes.
#![cfg(feature = "cli")]

use std::path::Path;
use std::process::{Command, Output};

use tidewaiter_syntax::format::format;
use tidewaiter_syntax::{FileId, parse};
use tidewaiter_value::Unit;

const LANGUAGE: &str = include_str!("../docs/language.md");
const README: &str = include_str!("../README.md");

/// The indented blocks of a page, each with the line of its beginning.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    let mut blank = true;
    for (number, line) in page.lines().enumerate() {
        match line.strip_prefix("    ") {
            Some(text) if open || blank => {
                if open && let Some((_, block)) = blocks.last_mut() {
                    block.push_str(text);
                    block.push('\n');
                } else {
                    blocks.push((number + 1, format!("{text}\n")));
                    open = true;
                }
            }
            _ if line.is_empty() => {
                if open && let Some((_, block)) = blocks.last_mut() {
                    block.push('\n');
                }
            }
            _ => open = false,
        }
        blank = line.is_empty();
    }
    blocks
}

/// As a file, as items of one, or as clauses of a rule.
fn reads(block: &str) -> Result<(), String> {
    let file = if block.starts_with("module ") {
        block.to_owned()
    } else {
        format!("module page\n{block}")
    };
    let rule = format!("module page\nrule shown {{\n{block}}}\n");
    let (_, mistakes) = parse(&file, FileId::default());
    let text = if mistakes.is_empty() { file } else { rule };
    let (_, of_rule) = parse(&text, FileId::default());
    if !of_rule.is_empty() {
        return Err(format!("{}\n{block}", mistakes[0].message));
    }
    let once = format(&text, FileId::default()).map_err(|_| "it cannot be formatted".to_owned())?;
    match format(&once, FileId::default()) {
        Ok(twice) if twice == once => Ok(()),
        _ => Err("formatting it twice changes it".to_owned()),
    }
}

#[test]
fn every_text_of_the_page_of_the_language_is_read() {
    let blocks = blocks(LANGUAGE);
    assert!(blocks.len() >= 12, "{} blocks", blocks.len());
    for (line, block) in blocks {
        if let Err(mistake) = reads(&block) {
            panic!("docs/language.md:{line}: {mistake}");
        }
    }
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_unit_of_the_page_has_its_dimension() {
    let rows = LANGUAGE
        .lines()
        .skip_while(|line| *line != "| dimension | units |")
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut seen = 0;
    for row in rows {
        let mut cells = row.split('|').skip(1);
        let (Some(dimensions), Some(units)) = (cells.next(), cells.next()) else {
            panic!("{row}");
        };
        for (dimension, units) in quoted(dimensions).zip(units.split('·')) {
            let words = units.split('(').next().unwrap_or_default();
            for unit in quoted(words).flat_map(str::split_whitespace) {
                let known = Unit::parse(unit).unwrap_or_else(|| panic!("{unit}"));
                assert_eq!(known.dimension().to_string(), dimension, "{unit}");
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn no_reserved_word_can_be_a_name() {
    let (_, list) = LANGUAGE
        .split_once("Reserved words cannot be names")
        .expect("the list");
    let (_, list) = list.split_once(":\n").expect("the list");
    let (list, _) = list.split_once(".\n").expect("the list");
    let words: Vec<&str> = list
        .split(['`', ' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    assert!(words.len() > 30, "{words:?}");
    for word in words {
        let (_, mistakes) = parse(
            &format!("module page\ndefine {word} = 1\n"),
            FileId::default(),
        );
        assert!(!mistakes.is_empty(), "{word} is taken for a name");
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// Output of the first command of the README, as it stands there.
#[test]
fn the_readme_shows_what_the_program_writes() {
    let (_, rest) = README.split_once("```text\n").expect("a block of text");
    let (shown, _) = rest.split_once("```").expect("its end");
    let command = README
        .lines()
        .find_map(|line| line.trim().strip_prefix("cargo run --release -- "))
        .expect("a command");
    let arguments: Vec<&str> = command.split_whitespace().collect();
    let output = run(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments);
    let written = String::from_utf8(output.stdout).expect("text");
    assert!(written.contains(shown), "{written}");
}

/// Commands in the first column of the README's table and in blocks of the pages, over files that
/// stand in for the words in capitals.
#[test]
fn every_command_of_the_pages_runs() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let put = |from: &str, to: &str| {
        let to = folder.path().join(to);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(home.join(from), to).expect("a copy");
    };
    for (from, to) in [
        ("examples/catalog.csv", "FILE"),
        ("examples/catalog.csv", "catalog.csv"),
        ("examples/shopify.csv", "export.csv"),
        ("examples/consignment.yaml", "ORDER"),
        ("examples/consignment.yaml", "examples/consignment.yaml"),
        ("examples/rates.csv", "RATES"),
        ("examples/rates.csv", "examples/rates.csv"),
        ("tests/tariff/hts.json", "hts.json"),
    ] {
        put(from, to);
    }
    let pages = [
        README,
        include_str!("../docs/cli.md"),
        include_str!("../docs/profiles.md"),
        include_str!("../docs/quotes.md"),
        include_str!("../docs/reports.md"),
        include_str!("../docs/tariffs.md"),
    ];
    let of_tables = |page: &'static str| {
        page.lines()
            .filter(|line| line.starts_with("| `tidewaiter "))
            .flat_map(|line| quoted(line).take(1).collect::<Vec<_>>())
    };
    let of_blocks = |page: &'static str| {
        page.lines()
            .filter_map(|line| line.strip_prefix("    "))
            .filter(|line| line.starts_with("tidewaiter "))
    };
    let mut commands: Vec<&str> = of_tables(README).collect();
    for page in pages {
        commands.extend(of_blocks(page));
    }
    commands.dedup();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command
            .split_whitespace()
            .skip(1)
            .map(|word| match word {
                "RULE" => "eu.red.common_charger_laptop",
                "ID" => "SKU-002",
                word => word,
            })
            .collect();
        // `fmt` and its like are about rules, of which there are none in this folder.
        if words.first() == Some(&"fmt") {
            continue;
        }
        let words: Vec<&str> = words
            .iter()
            .map(|word| {
                if command.contains("--rates FILE") && *word == "FILE" {
                    "RATES"
                } else {
                    word
                }
            })
            .collect();
        let output = run(folder.path(), &words);
        let status = output.status.code().expect("a status");
        assert!(
            matches!(status, 0 | 1 | 4),
            "`{command}` ends with {status}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
