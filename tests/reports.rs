//! The reports: what people read as snapshots, what programs read against the published schemas, and
//! hostile text in every one of them.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const TEXTS: [&str; 10] = [
    "human", "json", "csv", "sarif", "junit", "github", "markdown", "html", "google", "amazon",
];

/// A folder with a few rows of the example catalogue.
fn examples() -> tempfile::TempDir {
    let text = fs::read_to_string(Path::new(ROOT).join("examples/catalog.csv")).unwrap();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| {
            ["id,", "SKU-001,", "SKU-002,", "SKU-029,"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .collect();
    assert_eq!(rows.len(), 4);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("catalog.csv"), rows.join("\n")).unwrap();
    folder
}

fn check(folder: &Path, format: &str, more: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(["check", "--as-of", "2026-11-24", "--format", format])
        .args(more)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let status = output.status.code();
    assert!(
        matches!(status, Some(0 | 1 | 4)),
        "{format}: {status:?} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn text(folder: &Path, format: &str, more: &[&str]) -> String {
    String::from_utf8(check(folder, format, more)).unwrap()
}

/// The rules of the snapshots: few, of several areas, and with every severity.
const CUT: [&str; 5] = [
    "catalog.csv",
    "--to",
    "DE,US",
    "--select",
    "eu.gpsr.responsible_person,eu.gpsr.contact_on_product,eu.red.common_charger_laptop,us.fcc.certification,eu.privacy.ai_chat,eu.privacy.notice",
];

fn snapshot(format: &str) {
    let folder = examples();
    for language in ["en", "zh"] {
        let arguments = [&CUT[..], &["--lang", language]].concat();
        let text = text(folder.path(), format, &arguments).replace('\r', "␍");
        insta::with_settings!({ filters => [
            (r"\b[0-9a-f]{16}\b(:1)?", "(hash)"),
            (r"\d+ rules of", "(n) rules of"),
            (r#""rule_count": \d+"#, r#""rule_count": 0"#),
        ] }, { insta::assert_snapshot!(format!("{format}_{language}"), text) });
    }
}

#[test]
fn human() {
    snapshot("human");
}

#[test]
fn json() {
    snapshot("json");
}

#[test]
fn csv() {
    snapshot("csv");
}

#[test]
fn sarif() {
    snapshot("sarif");
}

#[test]
fn junit() {
    snapshot("junit");
}

#[test]
fn github() {
    snapshot("github");
}

#[test]
fn markdown() {
    snapshot("markdown");
}

#[test]
fn google() {
    snapshot("google");
}

#[test]
fn amazon() {
    snapshot("amazon");
}

#[test]
fn issues_have_the_words_of_the_platforms() {
    let folder = examples();
    let arguments = ["catalog.csv", "--to", "DE,US-CA,US", "--all"];
    let google: serde_json::Value =
        serde_json::from_slice(&check(folder.path(), "google", &arguments)).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for product in google["products"].as_array().unwrap() {
        for issue in product["productStatus"]["itemLevelIssues"]
            .as_array()
            .unwrap()
        {
            for (key, value) in issue.as_object().unwrap() {
                assert!(
                    [
                        "code",
                        "severity",
                        "resolution",
                        "attribute",
                        "description",
                        "detail",
                        "documentation",
                        "applicableCountries"
                    ]
                    .contains(&key.as_str())
                );
                if key == "severity" {
                    seen.insert(value.as_str().unwrap().to_owned());
                }
            }
            let countries = issue["applicableCountries"].as_array().unwrap();
            assert!(
                !countries.is_empty() && countries.iter().all(|c| c == "DE" || c == "US"),
                "{issue}"
            );
        }
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["DEMOTED", "DISAPPROVED", "NOT_IMPACTED"]
    );
    let amazon: serde_json::Value =
        serde_json::from_slice(&check(folder.path(), "amazon", &arguments)).unwrap();
    let items = amazon["items"].as_array().unwrap();
    assert_eq!(items.len(), 9);
    let mut severities = std::collections::BTreeSet::new();
    for issue in items
        .iter()
        .flat_map(|item| item["issues"].as_array().unwrap())
    {
        severities.insert(issue["severity"].as_str().unwrap().to_owned());
        for category in issue["categories"].as_array().unwrap() {
            assert!(
                [
                    "INVALID_ATTRIBUTE",
                    "MISSING_ATTRIBUTE",
                    "INVALID_IMAGE",
                    "MISSING_IMAGE",
                    "INVALID_PRICE",
                    "MISSING_PRICE",
                    "DUPLICATE",
                    "QUALIFICATION_REQUIRED"
                ]
                .contains(&category.as_str().unwrap())
            );
        }
    }
    assert_eq!(
        severities.into_iter().collect::<Vec<_>>(),
        ["ERROR", "INFO", "WARNING"]
    );
}

/// The data of a page, by the id of its element.
fn data(page: &str, id: &str) -> serde_json::Value {
    let (_, rest) = page.split_once(&format!("id=\"{id}\">")).unwrap();
    let (text, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(text).unwrap()
}

#[test]
fn html() {
    let folder = examples();
    let english = text(folder.path(), "html", &CUT);
    let chinese = text(
        folder.path(),
        "html",
        &[&CUT[..], &["--lang", "zh"]].concat(),
    );
    let products = data(&english, "product-data");
    // Both languages are in both pages, each in its place; only what is shown first differs.
    assert_eq!(
        products[1][4][0][3],
        "Laptop Aero 14 is a laptop charged by wire, so its receptacle must be USB-C."
    );
    assert!(
        products[1][4][0][4]
            .as_str()
            .unwrap()
            .contains("接口须为USB-C")
    );
    let first = |page: &str| data(page, "product-data")[1][4][0][4].clone();
    assert_eq!(first(&english), first(&chinese));
    assert!(english.contains("<html lang=\"en\">") && chinese.contains("<html lang=\"zh-CN\">"));
    assert!(!english.contains("{{"), "a place of the template is left");
    for outside in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!english.contains(outside), "the page uses {outside}");
    }
    let run = data(&english, "run-data");
    insta::with_settings!({ filters => [(r"\b[0-9a-f]{16}\b", "(hash)")] }, {
        insta::assert_snapshot!("html_products", serde_json::to_string_pretty(&products).unwrap());
        insta::assert_snapshot!("html_rules", serde_json::to_string_pretty(&run["rules"]).unwrap());
        insta::assert_snapshot!("html_steps", serde_json::to_string_pretty(&run["steps"]).unwrap());
    });
}

fn workbook(bytes: &[u8]) -> calamine::Xlsx<std::io::Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap()
}

/// A sheet as text, a row a line.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    use calamine::Reader as _;
    let range = workbook(bytes).worksheet_range(name).unwrap();
    range
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

/// A file inside of a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// A header alone, as a broken export leaves it, does not look like a clean run.
#[test]
fn nothing_checked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cut.csv"), "id,title,price\n").unwrap();
    for (language, said) in [("en", "Nothing was checked"), ("zh", "未检查任何商品")] {
        let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
            .args([
                "check", "cut.csv", "--to", "DE", "--quiet", "--lang", language,
            ])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(5), "{text}");
        assert!(text.contains(said) && !text.contains("0 of 0"), "{text}");
    }
}

/// The cells of a sheet that have something in them, by row and column, from 0.
fn cells(bytes: &[u8], name: &str) -> BTreeMap<(u32, u32), String> {
    use calamine::Reader as _;
    let range = workbook(bytes).worksheet_range(name).unwrap();
    let (row, column) = range.start().unwrap();
    range
        .used_cells()
        .map(|(r, c, value)| ((row + r as u32, column + c as u32), value.to_string()))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// The same cells without our own columns.
fn table(bytes: &[u8], name: &str) -> BTreeMap<(u32, u32), String> {
    cells(bytes, name)
        .into_iter()
        .filter_map(|((row, column), text)| Some(((row, column.checked_sub(3)?), text)))
        .collect()
}

/// The cells of a CSV file, as another reader has them.
fn cells_of_csv(path: &Path) -> BTreeMap<(u32, u32), String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(path)
        .unwrap();
    let mut cells = BTreeMap::new();
    for (row, record) in (0..).zip(reader.records()) {
        for (column, text) in (0..).zip(record.unwrap().iter()) {
            if !text.is_empty() {
                let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
                cells.insert((row, column), text);
            }
        }
    }
    cells
}

#[track_caller]
fn same(ours: &BTreeMap<(u32, u32), String>, theirs: &BTreeMap<(u32, u32), String>) {
    for (at, text) in theirs {
        assert_eq!(ours.get(at), Some(text), "row and column {at:?}, from 0");
    }
    assert_eq!(ours.len(), theirs.len());
}

/// With a profile too, the workbook is the user's own table: every row and column of it.
#[test]
fn a_workbook_of_a_shop_is_its_own_table() {
    let root = Path::new(ROOT);
    let arguments = [
        "examples/shopify.csv",
        "--currency",
        "EUR",
        "--to",
        "US",
        "--quiet",
    ];
    let bytes = check(root, "xlsx", &arguments);
    same(
        &table(&bytes, "Products"),
        &cells_of_csv(&root.join("examples/shopify.csv")),
    );
    let rows = sheet(&bytes, "Products");
    let sku = rows[0]
        .iter()
        .position(|name| name == "Variant SKU")
        .unwrap();
    let shirt = rows.iter().find(|row| row[sku] == "NL-TEE-M").unwrap();
    assert!(shirt[1].contains("[error] US"), "{}", shirt[1]);
}

/// A large export as a shop gives it: rows with pictures only, drafts, cells of several lines.
#[test]
fn a_workbook_of_a_real_export_has_every_cell() {
    let folder = Path::new(ROOT).join("../shared/catalogs/shopify-export-ayonne-cosmetics");
    let file = "products_export_1.csv";
    if !folder.join(file).exists() {
        eprintln!("SKIPPED: {} is not here", folder.join(file).display());
        return;
    }
    let arguments = [file, "--currency", "EUR", "--to", "JP", "--quiet"];
    let bytes = check(&folder, "xlsx", &arguments);
    same(
        &table(&bytes, "Products"),
        &cells_of_csv(&folder.join(file)),
    );
    let rows = sheet(&bytes, "Products");
    let status = |word: &str| rows.iter().filter(|row| row[0] == word).count();
    let checked = rows[1..].iter().filter(|row| !row[0].is_empty()).count();
    let pictures = rows.len() - 1 - checked;
    assert!(checked > 50 && pictures > 50, "{checked} {pictures}");
    assert_eq!(status("not read"), 0);
}

/// A workbook keeps its rows where they were: what stands in row 5 of the file does so in the report.
#[test]
fn a_workbook_of_a_workbook_keeps_its_places() {
    use calamine::Reader as _;
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Autumn").unwrap();
    page.write(0, 0, "Products of autumn").unwrap();
    for (column, name) in ["id", "title", "classes", "weight (g)", "note"]
        .iter()
        .enumerate()
    {
        page.write(2, column as u16, *name).unwrap();
    }
    for row in [3_u32, 4, 6] {
        page.write(row, 0, format!("{row:04}")).unwrap();
        page.write(row, 1, format!("  Lamp {row}")).unwrap();
        page.write(row, 2, "toy").unwrap();
        page.write(row, 3, 0.1 + 0.2 + f64::from(row)).unwrap();
    }
    page.write(3, 4, "=1+1").unwrap();
    page.write(4, 4, "'0012").unwrap();
    page.write(6, 3, "heavy").unwrap();
    page.write(7, 4, "the end").unwrap();
    book.save(folder.path().join("a.xlsx")).unwrap();
    let source = fs::read(folder.path().join("a.xlsx")).unwrap();
    let mut theirs = cells(&source, "Autumn");
    // The digits that a person sees.
    theirs.insert((3, 3), "3.3".to_owned());
    theirs.insert((4, 3), "4.3".to_owned());
    let arguments = ["a.xlsx", "--to", "DE", "--quiet"];
    let bytes = check(folder.path(), "xlsx", &arguments);
    same(&table(&bytes, "Products"), &theirs);
    let ours = cells(&bytes, "Products");
    assert_eq!(ours[&(2, 0)], "Status");
    assert!(!ours.contains_key(&(5, 0)) && ours.contains_key(&(4, 0)));
    assert!(ours[&(6, 1)].contains("TW1102"), "{}", ours[&(6, 1)]);
    let part = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(part.contains("topLeftCell=\"D4\"") && part.contains("<autoFilter ref=\"A3:"));
    let formulas = workbook(&bytes).worksheet_formula("Products").unwrap();
    assert!(formulas.used_cells().next().is_none());
}

/// Rows that could not be read stand where they were, with the reason; several files have a sheet each.
#[test]
fn a_workbook_has_the_rows_that_could_not_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write(
        "a.csv",
        b"Export of 24 November\nid,title,colour,classes,batteries.0.energy\n\
          007, Lamp ,red,toy,\n\
          9,\"Mat,red,toy,5 Wh\n\
          10,Bag,red,,\n\
          8,Rug,red,toy,5 Wh,more,still more\n\
          \n\
          11,=HYPERLINK(\"\"x\"\"),,toy,heavy\n\
          12,Cap\n",
    );
    write("A.CSV", b"id,title\n1,A\n");
    write("b.json", br#"[{"id": "1", "title": "Tree"}]"#);
    let arguments = ["a.csv", "A.CSV", "b.json", "--to", "JP", "--quiet"];
    let bytes = check(folder.path(), "xlsx", &arguments);
    let names = {
        use calamine::Reader as _;
        workbook(&bytes).sheet_names()
    };
    assert_eq!(
        names,
        ["Summary", "a.csv", "A.CSV 2", "Products", "Findings"]
    );
    let shown: Vec<String> = names[1..4]
        .iter()
        .map(|name| {
            let rows = sheet(&bytes, name).into_iter().map(|row| {
                let text = row.join(" | ").replace('\n', "⏎");
                text.trim_end_matches([' ', '|']).to_owned()
            });
            format!("== {name}\n{}", rows.collect::<Vec<_>>().join("\n"))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    let empty = table(&bytes, "A.CSV 2");
    same(&empty, &cells_of_csv(&folder.path().join("A.CSV")));
}

#[test]
fn xlsx() {
    let folder = examples();
    for (language, names) in [
        ("en", ["Products", "Findings", "Summary"]),
        ("zh", ["商品", "问题", "汇总"]),
    ] {
        let arguments = [&CUT[..], &["--lang", language]].concat();
        let bytes = check(folder.path(), "xlsx", &arguments);
        assert_eq!(
            bytes,
            check(folder.path(), "xlsx", &arguments),
            "not the same bytes"
        );
        let shown: Vec<String> = names
            .iter()
            .map(|name| {
                let rows: Vec<String> = sheet(&bytes, name)
                    .iter()
                    .map(|row| {
                        row.join(" | ")
                            .replace('\n', "⏎")
                            .trim_end_matches([' ', '|'])
                            .to_owned()
                    })
                    .collect();
                format!("== {name}\n{}", rows.join("\n"))
            })
            .collect();
        insta::with_settings!({ filters => [(r"\b[0-9a-f]{16}\b", "(hash)")] }, {
            insta::assert_snapshot!(format!("xlsx_{language}"), shown.join("\n"));
        });
        // The notes stand on the cells that decided the findings, in both languages.
        let notes = part(&bytes, "xl/comments1.xml");
        assert!(notes.contains("its receptacle must be USB-C") && notes.contains("接口须为USB-C"));
        let products = sheet(&bytes, names[0]);
        let column = products[0]
            .iter()
            .position(|h| h == "charging.connector")
            .unwrap();
        assert_eq!(products[2][column], "micro_usb");
        let mut letters = String::new();
        let mut number = column + 1;
        while number > 0 {
            letters.insert(0, char::from(b'A' + ((number - 1) % 26) as u8));
            number = (number - 1) / 26;
        }
        assert!(
            notes.contains(&format!("<comment ref=\"{letters}3\"")),
            "{letters}3"
        );
    }
}

#[test]
fn a_workbook_of_hostile_titles_has_texts_only() {
    use calamine::Reader as _;
    let folder = hostile_catalogue();
    let bytes = check(folder.path(), "xlsx", &HOSTILE);
    let products = sheet(&bytes, "Products");
    let column = products[0]
        .iter()
        .position(|header| header == "title")
        .unwrap();
    for (title, row) in hostile().iter().zip(&products[1..]) {
        let kept = title.replace(['\u{0}', '\u{1}', '\u{1b}', '\u{fffe}'], "\u{fffd}");
        assert_eq!(row[column].replace('\r', ""), kept.replace('\r', ""));
    }
    let formulas = workbook(&bytes).worksheet_formula("Products").unwrap();
    assert!(formulas.used_cells().next().is_none());
    assert_eq!(products.len(), hostile().len() + 1);
}

/// Titles that somebody might try, or paste by mistake.
fn hostile() -> Vec<String> {
    vec![
        "<script>alert(1)</script><img src=x onerror=alert(1)>".to_owned(),
        "</details></summary> **bold** @acme `x` | [a](javascript:b)".to_owned(),
        "=HYPERLINK(\"http://x\",\"y\")".to_owned(),
        "+1+cmd|' /C calc'!A0".to_owned(),
        "]]>\u{0}\u{1}\u{1b}[2J\u{fffe}&amp;\"'".to_owned(),
        "line\r\n::error::two\r\n".to_owned(),
        "\u{202e}gpj.exe\u{202c} \u{2066}x".to_owned(),
        "long ".repeat(2048),
    ]
}

/// A catalogue with those titles, and cells that cannot be read.
fn hostile_catalogue() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let products: Vec<serde_json::Value> = hostile()
        .into_iter()
        .map(|title| {
            serde_json::json!({
                "id": title.chars().take(60).collect::<String>(), "title": title, "classes": ["laptop"],
                "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" },
                "weight": title,
            })
        })
        .collect();
    fs::write(
        folder.path().join("hostile.json"),
        serde_json::to_vec(&products).unwrap(),
    )
    .unwrap();
    folder
}

const HOSTILE: [&str; 3] = ["hostile.json", "--to", "DE"];

#[test]
fn hostile_titles_stay_text() {
    let folder = hostile_catalogue();
    for format in TEXTS {
        let text = text(folder.path(), format, &HOSTILE);
        match format {
            "human" | "github" | "markdown" => {
                for hidden in ['\u{1b}', '\u{0}', '\u{202e}', '\u{2066}', '\r'] {
                    assert!(!text.contains(hidden), "{format} has {hidden:?}");
                }
                assert!(format != "human" || text.contains("\\u{1b}[2J"));
                assert!(text.lines().all(|line| line.len() < 6_000), "{format}");
            }
            "junit" => {
                assert!(!text.contains(['\u{0}', '\u{1}', '\u{1b}', '\u{fffe}']));
                assert!(!text.contains("]]>"));
            }
            _ => {}
        }
        match format {
            "markdown" => {
                assert!(!text.contains("<script") && !text.contains("<img"));
                assert_eq!(
                    text.matches("<details>").count(),
                    text.matches("</details>").count()
                );
                assert!(!text.contains("@acme"));
            }
            "github" => assert!(text.lines().all(|line| line.starts_with("::"))),
            "html" => {
                assert!(!text.contains("<script>alert") && !text.contains("<img"));
                let products = data(&text, "product-data");
                assert_eq!(products.as_array().unwrap().len(), hostile().len());
                assert!(products[0][1].as_str().unwrap().starts_with("<script>"));
                assert!(
                    data(&text, "run-data")["problems"]
                        .as_array()
                        .unwrap()
                        .len()
                        >= 8
                );
            }
            "csv" => csv_is_whole(&text),
            "json" | "sarif" | "google" | "amazon" => {
                serde_json::from_str::<serde_json::Value>(&text).unwrap();
            }
            _ => {}
        }
    }
}

fn csv_is_whole(text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut titles = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(row.len(), 24);
        for cell in &row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell}"
            );
        }
        titles.push(row[2].trim_start_matches('\'').to_owned());
    }
    for title in hostile() {
        let title = title.trim_start_matches('\'').replace("\r\n", "\n");
        let hidden = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let title: String = title
            .chars()
            .map(|c| {
                if hidden(c) {
                    c.escape_unicode().to_string()
                } else {
                    c.to_string()
                }
            })
            .collect();
        assert!(titles.iter().any(|t| t.trim() == title.trim()), "{title}");
    }
}

/// Where cargo keeps a package.
fn package(name: &str) -> Option<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(ROOT)
        .output()
        .ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let package = metadata["packages"]
        .as_array()?
        .iter()
        .find(|package| package["name"] == name)?;
    Some(
        Path::new(package["manifest_path"].as_str()?)
            .parent()?
            .to_owned(),
    )
}

#[test]
fn sarif_has_its_published_schema() {
    let Some(folder) = package("serde-sarif") else {
        eprintln!("SKIPPED: the package serde-sarif, which has the schema of SARIF, cannot be had");
        return;
    };
    let schema = fs::read(folder.join("src/schema.json")).unwrap();
    // One pattern of the schema has a bracket that only some dialects take for itself.
    let schema = String::from_utf8(schema)
        .unwrap()
        .replace("{2}]?$", "{2}\\\\]?$");
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .build(&schema)
        .unwrap();
    let rules = tempfile::tempdir().unwrap();
    let faulty = "module a\ndefine made = today > \"2026-01-31\" and not not titel\n";
    fs::write(rules.path().join("a b.tide"), faulty).unwrap();
    let lint = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(["lint", "--format", "sarif", "."])
        .current_dir(rules.path())
        .output()
        .unwrap();
    let lint: serde_json::Value = serde_json::from_slice(&lint.stdout).unwrap();
    assert!(lint["runs"][0]["results"][0]["fixes"][0].is_object());
    let errors: Vec<String> = validator
        .iter_errors(&lint)
        .map(|e| e.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let (plain, hostile) = (examples(), hostile_catalogue());
    let runs = [
        (plain.path(), vec!["catalog.csv", "--to", "DE,US,CN"]),
        (
            plain.path(),
            vec!["catalog.csv", "--to", "DE", "--all", "--lang", "zh"],
        ),
        (
            plain.path(),
            vec!["absent.csv", "catalog.csv", "--to", "JP", "--select", "us"],
        ),
        (hostile.path(), HOSTILE.to_vec()),
    ];
    for (folder, arguments) in runs {
        let log: serde_json::Value =
            serde_json::from_slice(&check(folder, "sarif", &arguments)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:#?}");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn fingerprints_follow_the_product_not_the_line() {
    let folder = examples();
    let prints = || {
        let log: serde_json::Value =
            serde_json::from_slice(&check(folder.path(), "sarif", &CUT)).unwrap();
        let mut prints: Vec<String> = log["runs"][0]["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].to_string())
            .collect();
        prints.sort();
        prints
    };
    let before = prints();
    let file = folder.path().join("catalog.csv");
    let text = fs::read_to_string(&file).unwrap();
    let mut rows: Vec<&str> = text.lines().collect();
    rows[1..].reverse();
    fs::write(&file, rows.join("\n")).unwrap();
    assert_eq!(before, prints());
    let mut unique = before.clone();
    unique.dedup();
    assert_eq!(unique, before);
}

#[test]
fn junit_has_its_published_schema() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!(
            "SKIPPED: xmllint, which checks the JUnit report against its schema, is not here"
        );
        return;
    }
    let (plain, hostile) = (examples(), hostile_catalogue());
    for (folder, arguments) in [
        (plain.path(), vec!["catalog.csv", "--to", "DE,US,CN"]),
        (
            plain.path(),
            vec!["absent.csv", "--to", "DE,US", "--lang", "zh"],
        ),
        (hostile.path(), HOSTILE.to_vec()),
    ] {
        let report = check(folder, "junit", &arguments);
        let mut lint = Command::new("xmllint")
            .args(["--noout", "--schema"])
            .arg(Path::new(ROOT).join("tests/schemas/junit-10.xsd"))
            .arg("-")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        lint.stdin.take().unwrap().write_all(&report).unwrap();
        let output = lint.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn junit_fails_where_the_gate_fails() {
    let folder = examples();
    let failures = |level: &str| {
        let arguments = [&CUT[..], &["--fail-on", level]].concat();
        text(folder.path(), "junit", &arguments)
            .matches("<failure")
            .count()
    };
    assert_eq!(failures("never"), 0);
    assert!(failures("error") > 0);
    assert!(failures("warning") > failures("error"));
    assert!(failures("notice") > failures("warning"));
}

/// A catalogue of many products with long titles.
fn many(products: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "id,title,classes,charging.wired,charging.power,charging.connector\n".to_owned();
    for i in 0..products {
        text.push_str(&format!(
            "P{i},笔记本电脑 laptop number {i} of a long list,laptop,true,65 W,micro_usb\n"
        ));
    }
    fs::write(folder.path().join("many.csv"), text).unwrap();
    folder
}

#[test]
fn markdown_fits_into_a_comment_and_counts_the_rest() {
    let folder = many(250);
    for language in ["en", "zh"] {
        let arguments = ["many.csv", "--to", "DE", "--limit", "0", "--lang", language];
        let text = text(folder.path(), "markdown", &arguments);
        assert!(text.len() <= 65_536, "{}", text.len());
        assert!(text.len() > 40_000);
        let told = text.matches("<details>").count();
        let left = 250 - told;
        let counted = match language {
            "zh" => format!("另有 {left} 件有问题的商品"),
            _ => format!("{left} more products with findings"),
        };
        assert!(text.contains(&counted), "{told}");
    }
}

#[test]
fn github_shows_ten_of_a_type_and_counts_the_rest() {
    let folder = many(50);
    let text = text(folder.path(), "github", &["many.csv", "--to", "DE"]);
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("::error "))
            .count(),
        10
    );
    assert!(
        text.lines()
            .last()
            .unwrap()
            .contains("more are not annotated")
    );
}

#[test]
fn human_counts_what_goes_over_the_limit() {
    let folder = many(50);
    let told = |limit: &str| {
        let arguments = ["many.csv", "--to", "DE", "--limit", limit];
        let text = text(folder.path(), "human", &arguments);
        text.lines()
            .filter(|line| {
                line.trim_start()
                    .starts_with("error DE  eu.red.common_charger_laptop")
            })
            .count()
    };
    assert_eq!(told("3"), 3);
    assert_eq!(told("0"), 50);
    let short = text(
        folder.path(),
        "human",
        &["many.csv", "--to", "DE", "--limit", "3"],
    );
    assert!(
        short.contains("   47 × eu.red.common_charger_laptop"),
        "{short}"
    );
}

#[test]
fn many_input_problems_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = "id,title,weight\n".to_owned();
    for i in 0..1_200 {
        rows.push_str(&format!("{i},A,heavy,\n"));
    }
    fs::write(folder.path().join("bad.csv"), rows).unwrap();
    let arguments = ["bad.csv", "--to", "DE"];
    let human = text(folder.path(), "human", &arguments);
    assert!(human.contains("bad.csv: 1100 more [TW1008]"), "{human}");
    let log: serde_json::Value =
        serde_json::from_str(&text(folder.path(), "sarif", &arguments)).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = invocation["toolExecutionNotifications"].as_array().unwrap();
    // The rest is one, and that nothing was checked another.
    assert_eq!(told.len(), 1_002);
    assert!(
        told[1_000]["message"]["text"]
            .as_str()
            .unwrap()
            .starts_with("200 more")
    );
    let csv = text(folder.path(), "csv", &arguments);
    // A header, the rows, and that nothing was checked.
    assert_eq!(csv.lines().count(), 1_202);
}

#[test]
fn a_report_in_a_file_is_the_report_on_standard_output() {
    let folder = examples();
    for format in TEXTS {
        let direct = check(folder.path(), format, &CUT);
        check(
            folder.path(),
            format,
            &[&CUT[..], &["--output", "report"]].concat(),
        );
        assert_eq!(
            direct,
            fs::read(folder.path().join("report")).unwrap(),
            "{format}"
        );
    }
}
