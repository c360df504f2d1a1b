//! Catalogues as shops and marketplaces export them: what is understood, and what is said about the
//! rest.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use proptest::prelude::*;
use tidewaiter::RulePack;
use tidewaiter_catalog::profile::{
    Mapped, Mapper, MapperOptions, Profile, named, of_tree, standard_profiles, validate,
};
use tidewaiter_catalog::{Catalogue, ProfileChoice, ReadOptions, read};
use tidewaiter_value::record::{Datum, Field, Header, Place, RawRecord, TableRow};
use tidewaiter_value::{Currency, parse_date};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The records of a catalogue, a line each, and what could not be read.
fn shown(catalogue: &Catalogue) -> String {
    let mapping = catalogue.mapping.as_ref();
    let mut text = format!(
        "{} by {}\n",
        catalogue.records.len(),
        mapping
            .and_then(|m| m.profile.as_deref())
            .unwrap_or("no profile")
    );
    for raw in &catalogue.records {
        text.push_str(&format!("{}: {}\n", raw.place.line, datum(raw.fields())));
    }
    for problem in &catalogue.problems {
        text.push_str(&format!("{problem}\n"));
    }
    text
}

fn datum(value: &Datum) -> String {
    match value {
        Datum::Null => "null".into(),
        Datum::Unreadable(text) => format!("unreadable ({text})"),
        Datum::Bool(value) => value.to_string(),
        Datum::Number(text) => text.to_string(),
        Datum::Text(text) => format!("{text:?}"),
        Datum::List(items) => {
            let items: Vec<String> = items.iter().map(|(item, _)| datum(item)).collect();
            format!("[{}]", items.join(", "))
        }
        Datum::Record(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(name, value, _)| format!("{name}: {}", datum(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn options(currency: Option<&str>) -> ReadOptions {
    ReadOptions {
        currency: currency.map(|code| Currency::parse(code).unwrap()),
        as_of: parse_date("2026-11-24").ok(),
        ..ReadOptions::default()
    }
}

/// The fixture of a profile, read with no profile named.
fn fixture(name: &str, currency: Option<&str>) -> String {
    let path = root().join("tests/profiles").join(name);
    let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    shown(&read(name, &bytes, &options(currency)))
}

#[test]
fn every_profile_fits_the_schema() {
    let pack = RulePack::standard().unwrap();
    for profile in standard_profiles() {
        let wrong = validate(profile, &pack.rules().names);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", profile.name);
    }
}

/// A file of each format, with what trips readers of it, read with no profile named.
#[test]
fn fixtures() {
    let mut names: Vec<String> = fs::read_dir(root().join("tests/profiles"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let read_with: Vec<String> = names
        .iter()
        .map(|name| {
            // Some formats never state their currency.
            let currency = match name.split('.').next().unwrap() {
                "shopify" | "shopify_api" | "woocommerce" | "woocommerce_api" | "magento2"
                | "magento2_api" | "bigcommerce" | "prestashop" | "ecwid" | "squarespace"
                | "wix_newer" | "wix" | "shopware6" | "opencart" | "shopware5" | "jtl" | "odoo" => {
                    Some("EUR")
                }
                "taobao" => Some("CNY"),
                "rakuten" | "rakuten_item" => Some("JPY"),
                "coupang" => Some("KRW"),
                "alibaba" => Some("USD"),
                "lazada_products" => Some("MYR"),
                _ => None,
            };
            let text = fixture(name, currency);
            insta::assert_snapshot!(name.as_str(), text);
            text.lines()
                .next()
                .unwrap()
                .split(" by ")
                .nth(1)
                .unwrap()
                .to_owned()
        })
        .collect();
    for profile in standard_profiles() {
        assert!(
            read_with.contains(&profile.name),
            "no fixture is read with {}",
            profile.name
        );
    }
}

/// Trees that share names with those of a platform, and mean something else by them.
#[test]
fn trees_of_others_are_left_alone() {
    for tree in [
        // Our own schema.
        r#"{ "title": "Lamp", "sku": "L", "price": "5 EUR", "variants": [{ "sku": "L-1", "price": "5 EUR" }] }"#,
        // A product of a shop's theme, with prices in cents.
        r#"{ "title": "Mug", "handle": "mug", "description": "x", "type": "Mugs", "vendor": "A", "variants": [{ "sku": "M", "price": 1500 }] }"#,
        // The Store API of WooCommerce, with prices in cents.
        r#"{ "id": 1, "name": "Cap", "permalink": "x", "sku": "C", "prices": { "price": "1250", "regular_price": "1250", "sale_price": "1250", "currency_minor_unit": 2 } }"#,
        // Something with a subject and a category.
        r#"{ "subject": "Hello", "category_id": 3, "language": "en", "status": "approved" }"#,
        r#"{ "data": { "products": [{ "name": "Fan", "price": 5, "status": "Active" }] } }"#,
    ] {
        let catalogue = read("tree.json", tree.as_bytes(), &options(Some("EUR")));
        let profile = catalogue.mapping.and_then(|mapping| mapping.profile);
        assert_eq!(profile, None, "{tree}");
    }
}

/// The items of a feed in XML, as trees.
#[test]
fn google_items_as_trees() {
    let item = r#"[{ "g:id": "A", "title": "Lamp", "g:image_link": "a.jpg", "g:availability": "in stock",
        "g:price": "1299.5 EUR", "g:sale_price": "999 EUR", "g:google_product_category": "469 > Health & Beauty",
        "g:additional_image_link": ["b.jpg", "c.jpg"], "g:shipping": [{ "g:country": "PT", "g:price": "4.90 EUR" }] }]"#;
    insta::assert_snapshot!(
        "google_trees",
        shown(&read("feed.json", item.as_bytes(), &options(None)))
    );
}

/// What `map` says about each catalogue that third parties have published.
#[test]
fn catalogues_of_third_parties() {
    let folder = root().join("../shared/catalogs");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is absent", folder.display());
        return;
    }
    for (name, path) in [
        (
            "ayonne",
            "shopify-export-ayonne-cosmetics/products_export_1.csv",
        ),
        ("bicycles", "shopify-samples/bicycles.csv"),
        ("fashion", "shopify-samples/fashion.csv"),
        ("apparel", "shopify-samples/partners-apparel.csv"),
        ("home", "shopify-samples/partners-home-and-garden.csv"),
        ("woo", "woocommerce-sample/sample_products.csv"),
        (
            "woo_official",
            "woocommerce-sample/official_sample_products.csv",
        ),
        ("magento", "magento2-sample/configurable_products.csv"),
        ("etsy", "etsy-sabaceramics/EtsyListingsDownload.csv"),
    ] {
        let text = mapped(&folder.join(path));
        // Texts of the shops stay where they are: columns, counts and problems are ours.
        insta::assert_snapshot!(format!("shared_{name}"), text);
    }
}

/// The feed of a shop, whose items a reader of XML gives as trees.
#[test]
fn feed_of_a_third_party() {
    let path = root().join("../shared/catalogs/google-feed-jchair-pt/product-feed.xml");
    let Ok(xml) = fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is absent", path.display());
        return;
    };
    let items = items(&xml);
    let detected = tidewaiter_catalog::ProfileChoice::Detected;
    let (profile, why) = of_tree(items[0].fields(), &detected).unwrap();
    let mut mapper = Mapper::of_tree(&profile, &MapperOptions::default()).because(&why);
    let mut mapped = Mapped::default();
    for item in &items {
        mapper.tree(item, &mut mapped);
    }
    mapper.finish(&mut mapped);
    assert!(mapped.problems.is_empty(), "{:#?}", mapped.problems);
    insta::assert_snapshot!(
        "shared_feed",
        columns(&serde_json::to_value(mapper.mapping()).unwrap())
    );
}

/// An element that is open: its name, what is in it, and its text.
type Element = (String, Vec<Field>, String);

/// The items of a feed as trees, as a reader of XML gives them.
fn items(xml: &str) -> Vec<RawRecord> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    let mut items = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                open.push((name, Vec::new(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, _, words)) = open.last_mut() {
                    words.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some((_, _, words)) = open.last_mut() {
                    words.push(match &*name {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        other => panic!("&{other};"),
                    });
                }
            }
            Event::End(_) => {
                let (name, entries, words) = open.pop().unwrap();
                let datum = if entries.is_empty() {
                    Datum::Text(words.trim().into())
                } else {
                    Datum::Record(entries)
                };
                if name == "item" {
                    let ordinal = items.len() as u64 + 1;
                    items.push(RawRecord::new(datum, Place::default(), ordinal));
                } else if let Some((_, entries, _)) = open.last_mut() {
                    entries.push((name.into(), datum, Place::default()));
                }
            }
            Event::Eof => return items,
            _ => {}
        }
    }
}

/// How a file is understood, without samples.
fn mapped(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let catalogue = read("file", &bytes, &ReadOptions::default());
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for problem in &catalogue.problems {
        *counts.entry(problem.code.code()).or_insert(0) += 1;
    }
    let mapping = serde_json::to_value(catalogue.mapping.unwrap()).unwrap();
    format!(
        "{}, problems {counts:?}\n{}",
        catalogue.format.unwrap(),
        columns(&mapping)
    )
}

/// The columns that feed attributes or are not known, without samples.
fn columns(mapping: &serde_json::Value) -> String {
    let mut text = format!(
        "{} {}\n{}\n",
        mapping["profile"], mapping["signature"], mapping["rows"]
    );
    for column in mapping["columns"].as_array().unwrap() {
        if column["filled"] == 0
            || (column["known"] == true && column["attributes"] == serde_json::json!([]))
        {
            continue;
        }
        text.push_str(&format!(
            "{} -> {} ({} cells, {} not read{})\n",
            column["header"].as_str().unwrap(),
            column["attributes"],
            column["filled"],
            column["refused"],
            column["first_refused"][0]
                .as_u64()
                .map_or_else(String::new, |line| format!(", first on line {line}")),
        ));
    }
    text
}

/// Values of cells that have something of every kind of trap in them.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => prop::sample::select(vec![
            "a", "b", "variation", "variable", "simple", "parent", "child", "Variation", "id:1", "1", "0", "-1",
            "1.299,00", "$5", "5 EUR", "7.35E+12", "<p>x", "100% cotton", "true", "DE", "a=b,c=d", "|", "\\",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the rows: nothing panics, and each row is a product, a variant, a picture, or one of
    /// the others that are counted; each product and variant is a record.
    #[test]
    fn every_row_is_accounted_for(
        which in 0usize..64,
        keep in prop::collection::vec(any::<bool>(), 80),
        strange in prop::collection::vec(".{0,20}", 0..4),
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..30), 0..40),
    ) {
        let profiles = standard_profiles();
        let profile = &profiles[which % profiles.len()];
        let mut header: Vec<String> = profile
            .columns
            .iter()
            .zip(&keep)
            .filter(|(_, keep)| **keep)
            .map(|(column, _)| column.name.replace("{n}", "1").replace("{unit}", "kg").replace("{*}", "x"))
            .collect();
        header.extend(strange);
        let header = Header::new(1, header);
        let mut mapper = Mapper::of_table(profile, &header, &MapperOptions::default());
        let mut mapped = Mapped::default();
        let mut given = 0;
        for (i, row) in rows.iter().enumerate() {
            let row = TableRow::of_texts(&header, i as u32 + 2, row);
            given += u64::from(!row.cells.all_null());
            mapper.row(row, &mut mapped);
        }
        mapper.finish(&mut mapped);
        let counts = mapper.mapping().rows;
        prop_assert_eq!(counts.rows, given);
        let told = counts.products + counts.variants + counts.shared + counts.images + counts.translations + counts.repeated + counts.instructions;
        prop_assert_eq!(told, given, "{:?}", counts);
        prop_assert_eq!(counts.records, mapped.records.len() as u64);
        // A parent without variants is a record of its own.
        prop_assert!(counts.records >= counts.products + counts.variants);
        prop_assert!(counts.records <= counts.products + counts.variants + counts.shared);
    }

    /// The same rows give the same records.
    #[test]
    fn reading_is_deterministic(rows in prop::collection::vec(prop::collection::vec(cell(), 0..12), 0..20)) {
        let profile = named("woocommerce").unwrap();
        let header = Header::new(1, ["ID", "Type", "SKU", "Name", "Parent", "Regular price", "Attribute 1 name", "Attribute 1 value(s)", "Images"]);
        let once = || {
            let mut mapper = Mapper::of_table(profile, &header, &MapperOptions::default());
            let mut mapped = Mapped::default();
            for (i, row) in rows.iter().enumerate() {
                mapper.row(TableRow::of_texts(&header, i as u32 + 2, row), &mut mapped);
            }
            mapper.finish(&mut mapped);
            format!("{:?} {:?}", mapped.records, mapped.problems)
        };
        prop_assert_eq!(once(), once());
    }
}

/// A workbook in which a spreadsheet could not compute every cell, through a profile.
#[test]
fn errors_in_a_workbook() {
    use rust_xlsxwriter::{Formula, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let header = [
        "Handle",
        "Title",
        "Vendor",
        "Variant SKU",
        "Variant Price",
        "Variant Compare At Price",
        "Image Src",
        "Notes of ours",
    ];
    for (column, name) in (0..).zip(header) {
        sheet.write(0, column, name).unwrap();
    }
    for (row, cells) in (1..).zip([
        [
            "shirt", "Shirt", "#N/A", "S-1", "#REF!", "60", "a.jpg", "#N/A",
        ],
        ["shirt", "", "", "#NAME?", "50", "#DIV/0!", "", ""],
        ["#N/A", "Mug", "Acme", "M-1", "9", "", "", ""],
        ["#N/A", "Cup", "Acme", "C-1", "7", "", "", ""],
    ]) {
        for (column, cell) in (0..).zip(cells) {
            if cell.starts_with('#') {
                let formula = Formula::new("=A99").set_result(cell);
                sheet.write(row, column, formula).unwrap();
            } else {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let catalogue = read("errors.xlsx", &bytes, &options(Some("EUR")));
    insta::assert_snapshot!("errors_in_a_workbook", shown(&catalogue));
    // Unknown is neither given nor presumed.
    let pack = RulePack::standard().unwrap();
    let record = pack.bind(&catalogue.records[0]);
    let price = record.fields.get("price");
    assert!(
        matches!(price, Some(tidewaiter_value::record::Value::Unreadable)),
        "{price:?}"
    );
}

/// The same in texts, with a currency, a unit and properties that cannot be read, and rows that end too
/// early.
#[test]
fn errors_and_cut_rows_in_texts() {
    let mut text = String::new();
    for (name, table) in [
        (
            "etsy.csv",
            "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,SKU\nRing,Silver,24,#N/A,1,,#VALUE!,R-1\nBracelet,Gold,40,EUR,1,a,Go",
        ),
        (
            "woocommerce.csv",
            "ID,Type,SKU,Name,Published,Regular price,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n1,simple,A,Lamp,1,#NUM!,#N/A,Oak,Brand,Acme\n2,simple,B,Chair,1,5,Material,#REF!,,\n3,simple,C,Table",
        ),
        (
            "magento2.csv",
            "sku,store_view_code,attribute_set_code,product_type,name,price,additional_attributes\nA,,Default,simple,Bag,12,#REF!\n",
        ),
    ] {
        text.push_str(&shown(&read(name, table.as_bytes(), &options(Some("USD")))));
    }
    insta::assert_snapshot!("errors_and_cut_rows_in_texts", text);
}

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

fn run(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn map_reads_well() {
    let english = run(&["map", "tests/profiles/woocommerce.csv"]);
    assert_eq!(english.status, 0);
    insta::assert_snapshot!("map_english", english.stdout);
    let chinese = run(&[
        "map",
        "tests/profiles/shopify.csv",
        "--currency",
        "EUR",
        "--lang",
        "zh",
    ]);
    insta::assert_snapshot!("map_chinese", chinese.stdout);
    let tree = run(&["map", "tests/profiles/aliexpress.json"]);
    insta::assert_snapshot!("map_tree", tree.stdout);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.csv");
    let table = "Item,ID,Name,Type,SKU,GTIN\nProduct,1,Lamp,physical,L,4006381333931\n";
    fs::write(&file, table).unwrap();
    let file = file.to_str().unwrap();
    let unconfirmed = run(&["map", file]);
    let told = unconfirmed.stdout.replace(file, "export.csv");
    insta::assert_snapshot!("map_unconfirmed", told);
}

#[test]
fn map_of_files_in_our_own_schema() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("own.csv");
    fs::write(&table, "id,tilte,weight (kg),price\n1,Lamp,2,abc\n").unwrap();
    let table = run(&["map", table.to_str().unwrap(), "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&table.stdout).unwrap();
    assert_eq!(value["mapping"]["profile"], serde_json::Value::Null);
    assert_eq!(value["suggestions"]["tilte"], "title");
    assert_eq!(value["mapping"]["columns"][3]["refused"], 1);
    let tree = folder.path().join("own.json");
    fs::write(
        &tree,
        r#"[{ "id": 1, "batteries": [{ "energy": "2 Wh" }], "colour": "red" }]"#,
    )
    .unwrap();
    let tree = run(&["map", tree.to_str().unwrap()]);
    assert!(
        tree.stdout.contains("batteries[].energy"),
        "{}",
        tree.stdout
    );
    assert!(
        tree.stdout.contains("colour: 1 cell, red"),
        "{}",
        tree.stdout
    );
}

/// A profile that `map` writes reads the file as before, and can be edited.
#[test]
fn profiles_are_written_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine.yaml");
    let mine = mine.to_str().unwrap();
    let catalogue = "tests/profiles/shopify.csv";
    let written = run(&["map", catalogue, "--write", mine]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    let columns = |arguments: &[&str]| {
        let mut all = vec!["map", catalogue, "--format", "json"];
        all.extend(arguments);
        let run = run(&all);
        let value: serde_json::Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
        (
            value["mapping"]["rows"].clone(),
            columns(&value["mapping"]).replace("\"mine\" []", ""),
        )
    };
    assert_eq!(columns(&[]).0, columns(&["--profile", mine]).0);
    let text = fs::read_to_string(mine).unwrap();
    assert!(text.contains("Care (product.metafields.custom.care)"));
    let edited = text.replace(
        r#"{"name":"Care (product.metafields.custom.care)"}"#,
        r#"{"name":"Care (product.metafields.custom.care)","to":"cosmetic.precautions"}"#,
    );
    assert_ne!(edited, text);
    fs::write(mine, &edited).unwrap();
    assert!(
        columns(&["--profile", mine])
            .1
            .contains("[\"cosmetic.precautions\"]")
    );
    fs::write(
        mine,
        edited
            .replace("cosmetic.precautions", "cosmetic.precaution")
            .replace("\"to\":\"price\"", "\"to\":\"weight\""),
    )
    .unwrap();
    let wrong = run(&["map", catalogue, "--profile", mine]);
    assert_eq!(wrong.status, 2);
    let told = wrong.stderr.replace(mine, "mine.yaml");
    insta::assert_snapshot!("profile_with_mistakes", told);
    fs::write(mine, "name: x\ntitle: y\ncolumn: []\n").unwrap();
    let wrong = run(&["map", catalogue, "--profile", mine]);
    insta::assert_snapshot!(
        "profile_that_is_none",
        wrong.stderr.replace(mine, "mine.yaml")
    );
    let unknown = run(&["map", catalogue, "--profile", "shopfy"]);
    assert_eq!(unknown.status, 2);
    insta::assert_snapshot!("profile_unknown", unknown.stderr);
}

#[test]
fn drafts_are_left_out_and_counted() {
    let check = |more: &[&str]| {
        let mut all = vec![
            "check",
            "tests/profiles/shopify.csv",
            "--to",
            "DE",
            "--as-of",
            "2026-11-24",
            "--format",
            "json",
        ];
        all.extend(more);
        let report: serde_json::Value = serde_json::from_str(&run(&all).stdout).unwrap();
        let input = &report["inputs"][0];
        (
            input["records"].as_u64().unwrap(),
            input["left_out"].as_u64().unwrap(),
        )
    };
    assert_eq!(check(&[]), (3, 1));
    assert_eq!(check(&["--include-drafts"]), (4, 0));
}

#[test]
fn a_report_tells_variants_together() {
    let report = run(&[
        "check",
        "tests/profiles/shopify_newer.csv",
        "--to",
        "DE",
        "--as-of",
        "2026-11-24",
        "--currency",
        "EUR",
        "--include-drafts",
        "--select",
        "eu.gpsr",
    ]);
    insta::with_settings!({ filters => vec![(r"\([0-9a-f]{16}\)", "(hash)")] }, {
        insta::assert_snapshot!("check_variants", report.stdout);
    });
}

/// What the user maps beats the profile, in tables and trees.
#[test]
fn own_columns_beat_the_profile() {
    for (file, column, path, expected) in [
        ("shopify.csv", "Type", "title", "title: \"Shirts\""),
        (
            "shopify.csv",
            "Variant Grams",
            "weight (kg)",
            "weight: \"250 kg\"",
        ),
        ("schema_org.json", "material", "title", "title: \"Oak\""),
    ] {
        let bytes = fs::read(root().join("tests/profiles").join(file)).unwrap();
        let options = ReadOptions {
            columns: [(column.to_owned(), path.to_owned())].into(),
            ..options(Some("EUR"))
        };
        let text = shown(&read(file, &bytes, &options));
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_profile_that_does_not_fit_is_said() {
    let run = run(&[
        "map",
        "tests/profiles/etsy.csv",
        "--profile",
        "google",
        "--format",
        "json",
    ]);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["problems"]["TW1011"], 1);
}

/// A price that other columns change: nothing is left out silently, and what cannot be computed is
/// unknown.
#[test]
fn adjusted_prices() {
    let profile = Profile::from_yaml(
        r"
name: mine
title: Export of a shop
decimal: either
columns:
  - { name: Article, to: sku }
  - { name: Price, to: price, as: money, plus: Extra, less: Off, when: { Kind: [amount] } }
  - { name: Price, to: price, as: money, plus: Extra, less_percent: Off, when: { Kind: [percent] } }
  - { name: Price, to: price, as: money, plus: Extra }
  - { name: Extra }
  - { name: Off }
  - { name: Kind }
",
    )
    .unwrap();
    let pack = RulePack::standard().unwrap();
    assert_eq!(
        validate(&profile, &pack.rules().names),
        Vec::<String>::new()
    );
    let header = Header::new(1, ["Article", "Price", "Extra", "Off", "Kind"]);
    let of = |cells: [&str; 5]| {
        let mut mapper = Mapper::of_table(&profile, &header, &MapperOptions::default());
        let mut mapped = Mapped::default();
        mapper.row(TableRow::of_texts(&header, 2, cells), &mut mapped);
        mapper.finish(&mut mapped);
        let record = datum(mapped.records[0].fields());
        let told: Vec<String> = mapped.problems.iter().map(ToString::to_string).collect();
        (record, told.join("; "))
    };
    for (cells, price) in [
        (["A", "20 EUR", "", "", ""], "20 EUR"),
        (["A", "20,00 EUR", "4,03 EUR", "", ""], "24.03 EUR"),
        (["A", "20 EUR", "0 EUR", "2.5 EUR", "Amount"], "17.50 EUR"),
        (["A", "29.99 EUR", "", "20 %", "percent"], "23.99 EUR"),
        (["A", "999 JPY", "", "12.5", "percent"], "874 JPY"),
        (["A", "20 EUR", "", "0.0", "percent"], "20 EUR"),
    ] {
        let (record, told) = of(cells);
        assert!(
            record.contains(&format!("price: \"{price}\"")),
            "{cells:?}: {record}"
        );
        assert_eq!(told, "", "{cells:?}");
    }
    for cells in [
        ["A", "20 EUR", "4 USD", "", ""],
        ["A", "20 EUR", "some", "", ""],
        ["A", "20 EUR", "", "much", "percent"],
    ] {
        let (record, told) = of(cells);
        assert!(record.contains("price: unreadable"), "{cells:?}: {record}");
        assert!(told.contains("price"), "{cells:?}: {told}");
    }
    let wrong = Profile::from_yaml(
        "name: x\ntitle: x\ncolumns:\n  - { name: Title, to: title, plus: Extra, when: { Sold: [y] } }\n",
    )
    .unwrap();
    let wrong = validate(&wrong, &pack.rules().names);
    assert_eq!(wrong.len(), 3, "{wrong:#?}");
}

/// The vendors that a profile lists have an address; the others have none, and are told of.
#[test]
fn words_that_a_profile_does_not_list_are_unknown() {
    let profile = Profile::from_yaml(
        "{name: mine, title: Mine, columns: [
            {name: Id, to: sku},
            {name: Vendor, to: manufacturer.postal_address, values: {Alpin: 'Alpin GmbH, Weg 1, 6020 Testdorf'}},
            {name: Kind, to: classes, as: list, separator: ';', values: {Gloves: clothing, Skis: ''}},
            {name: Maker, to: brand, values: {none: ''}, else: keep}]}",
    )
    .unwrap();
    let table = "Id,Vendor,Kind,Maker\n1,alpin,Gloves;Skis,none\n2,Nordhang,Gloves;Boots,Berg\n3,Nordhang,Hats,Berg\n4,Kette,,none\n";
    let options = ReadOptions {
        profile: ProfileChoice::Named(Arc::new(profile)),
        ..ReadOptions::default()
    };
    let read = read("mine.csv", table.as_bytes(), &options);
    insta::assert_snapshot!("unlisted_words", shown(&read));
    let bad = Profile::from_yaml("{name: x, title: X, columns: [{name: A, to: brand, values: {none: ''}}, {name: B, to: sku, else: keep}]}").unwrap();
    let wrong = validate(&bad, &RulePack::standard().unwrap().rules().names);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
}
