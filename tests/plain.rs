//! Plain tables: headers that are attributes or words for them, and what people write below them.
//!
//! The cases are after public reports: woocommerce/google-listings-and-ads#2649,
//! OpenFilamentCollective/open-filament-database#184, nopSolutions/nopCommerce#812,
//! tidyverse/readxl#389, PipedreamHQ/pipedream#5598.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;

use tidewaiter::RulePack;
use tidewaiter::catalog::{ProfileChoice, ReadOptions, read};
use tidewaiter::value::Mark;

/// The values of every record as texts, and the codes of what was told with their messages.
fn read_as(text: &[u8], options: &ReadOptions) -> (Vec<BTreeMap<String, String>>, Vec<String>) {
    let pack = RulePack::standard().unwrap();
    let catalogue = read("a.csv", text, options);
    let mut told: Vec<String> = catalogue
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.code.code(), problem.message))
        .collect();
    let mut records = Vec::new();
    for raw in &catalogue.records {
        let record = pack.bind(raw);
        told.extend(
            record
                .problems
                .iter()
                .map(|problem| problem.message.to_string()),
        );
        let fields = record.fields.iter();
        records.push(
            fields
                .map(|(k, v)| (k.to_string(), v.to_string()))
                .collect(),
        );
    }
    (records, told)
}

fn plain(text: &str) -> (Vec<BTreeMap<String, String>>, Vec<String>) {
    read_as(text.as_bytes(), &ReadOptions::default())
}

fn column<'r>(records: &'r [BTreeMap<String, String>], name: &str) -> Vec<&'r str> {
    records
        .iter()
        .map(|record| record.get(name).map_or("-", String::as_str))
        .collect()
}

#[test]
fn a_german_price_list() {
    let text = "sep=;\r\nArtikelnummer;Bezeichnung;Preis;Gewicht (kg);EAN;Herkunftsland\r\n\
        A-1;K\u{fc}hltasche;1.299,00 \u{20ac};1,25;4006381333931;T\u{fc}rkei\r\n\
        A-2;Becher;12,90 \u{20ac};0,3;4,00638E+12;Gro\u{df}britannien\r\n\
        A-3;Decke;49,- \u{20ac};1.200;4006381333931;Holland\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let (records, told) = read_as(&bytes, &ReadOptions::default());
    assert_eq!(column(&records, "sku"), ["A-1", "A-2", "A-3"]);
    assert_eq!(
        column(&records, "price"),
        ["1299.00 EUR", "12.90 EUR", "49.00 EUR"]
    );
    assert_eq!(column(&records, "weight"), ["1.25 kg", "0.3 kg", "1200 kg"]);
    assert_eq!(column(&records, "origin"), ["TR", "GB", "NL"]);
    assert_eq!(column(&records, "gtin")[1], "(unreadable)");
    assert!(told.iter().any(|t| t.starts_with("TW1107")), "{told:?}");
    assert!(
        told.iter().any(|t| t.contains("rounded number")),
        "{told:?}"
    );
}

#[test]
fn the_column_decides_what_can_be_read_in_two_ways() {
    let weights = |cells: &str| {
        let rows: Vec<String> = cells.split(' ').map(|c| format!("x;\"{c}\"\n")).collect();
        let rows = rows.concat();
        let (records, told) = plain(&format!("sku;weight (kg)\n{rows}"));
        let told = told.join("; ");
        let weights = column(&records, "weight").join(" | ");
        format!("{weights}: {told}")
    };
    assert_eq!(weights("1.200 1,25"), "1200 kg | 1.25 kg: ");
    assert_eq!(weights("1,200 1.25"), "1200 kg | 1.25 kg: ");
    assert_eq!(weights("1.200 3"), "1.2 kg | 3 kg: ");
    assert!(weights("1,200 3").starts_with("(unreadable) | 3 kg: `weight`"));
    let both = weights("1.25 1,25 1.200");
    assert!(
        both.starts_with("1.25 kg | 1.25 kg | (unreadable)"),
        "{both}"
    );
    // Another column writes commas, and nothing of this one decides.
    let (records, told) = plain("sku;weight (kg);price (EUR)\nx;1.200;12,90\ny;1.250;9,50\n");
    assert_eq!(column(&records, "weight"), ["(unreadable)", "(unreadable)"]);
    assert_eq!(column(&records, "price"), ["12.90 EUR", "9.50 EUR"]);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn the_mark_can_be_stated() {
    let read = |mark| {
        let options = ReadOptions {
            decimal: Some(mark),
            currency: tidewaiter::value::Currency::parse("EUR").ok(),
            ..ReadOptions::default()
        };
        let (records, _) = read_as(b"sku,price\nx,1.299\ny,\"1,299\"\n", &options);
        column(&records, "price").join(" ")
    };
    assert_eq!(read(Mark::Point), "1.299 EUR 1299.00 EUR");
    assert_eq!(read(Mark::Comma), "1299.00 EUR 1.299 EUR");
    assert_eq!(read(Mark::Either), "(unreadable) (unreadable)");
}

#[test]
fn a_comma_far_below_is_told() {
    let mut text = String::from("sku;weight (kg)\na;1.200\n");
    for row in 0..1200 {
        text.push_str(&format!("b{row};7\n"));
    }
    text.push_str("c;1,25\n");
    let (_, told) = plain(&text);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("TW1108"), "{told:?}");
}

#[test]
fn trade_item_numbers_are_told_without_a_channel() {
    let (records, told) = plain(
        "sku,gtin\na,2001234567893\nb,16627550064\nc,does not apply\nd,978-3-16-148410-0\n\
         e,4006381333932\nf,0000098795147\ng,3161484100\n",
    );
    assert_eq!(
        column(&records, "gtin"),
        [
            "2001234567893",
            "16627550064",
            "none",
            "9783161484100",
            "4006381333932",
            "0000098795147",
            "3161484100",
        ]
    );
    let causes = ["inside a shop", "with zeros before it", "should be 1"];
    for cause in causes {
        assert!(told.iter().any(|t| t.contains(cause)), "{cause}: {told:?}");
    }
}

#[test]
fn headers_in_many_languages() {
    for (header, names) in [
        (
            "R\u{e9}f\u{e9}rence,D\u{e9}signation,Prix TTC (\u{20ac}),Pays d'origine",
            "fr",
        ),
        ("Referencia,Nombre,Precio EUR,Pa\u{ed}s de origen", "es"),
        (
            "Codice articolo,Denominazione,Prezzo (EUR),Paese di origine",
            "it",
        ),
        ("Kod produktu,Nazwa,Cena (EUR),Kraj pochodzenia", "pl"),
        (
            "\u{5546}\u{54c1}\u{7f16}\u{7801},\u{54c1}\u{540d},\u{4ef7}\u{683c} (EUR),\u{539f}\u{4ea7}\u{5730}",
            "zh",
        ),
    ] {
        let (records, _) = plain(&format!("{header}\nA-1,Lamp,\"9,50\",Italy\n"));
        let values = ["sku", "title", "price", "origin"].map(|name| column(&records, name)[0]);
        assert_eq!(values, ["A-1", "Lamp", "9.50 EUR", "IT"], "{names}");
    }
    // Nothing is taken where the user wants paths.
    let options = ReadOptions {
        profile: ProfileChoice::Paths,
        ..ReadOptions::default()
    };
    let (records, _) = read_as("Artikelnummer,title\n1,Lamp\n".as_bytes(), &options);
    assert_eq!(column(&records, "sku"), ["-"]);
}

#[test]
fn days_and_answers() {
    let (records, told) = plain(
        "sku,reduced_on,for_consumers\na,24.11.2026,Ja\nb,11/24/2026,nie\nc,04/05/2026,oui\n",
    );
    assert_eq!(
        column(&records, "reduced_on"),
        ["2026-11-24", "2026-11-24", "(unreadable)"]
    );
    assert_eq!(column(&records, "for_consumers"), ["true", "false", "true"]);
    assert!(told[0].contains("2026-05-04 or 2026-04-05"), "{told:?}");
}

#[test]
fn tariff_codes_that_lost_their_zero() {
    let (records, told) = plain("sku,hs_code\na,8013200\nb,09012345\nc,801.32\n");
    assert_eq!(
        column(&records, "hs_code"),
        ["(unreadable)", "0901.23.45", "(unreadable)"]
    );
    assert!(told[0].contains("write 0801.32.00"), "{told:?}");
}

/// The records that `map --format ndjson` writes are those that the checker saw.
#[test]
fn records_are_written_and_read_back() {
    let pack = RulePack::standard().unwrap();
    let options = ReadOptions {
        currency: tidewaiter::value::Currency::parse("EUR").ok(),
        as_of: tidewaiter::value::parse_date("2026-11-24").ok(),
        ..ReadOptions::default()
    };
    let records = |name: &str, bytes: &[u8], options: &ReadOptions| -> Vec<String> {
        let catalogue = read(name, bytes, options);
        let bound = catalogue.records.iter().map(|raw| pack.bind(raw));
        let shown = |fields: &tidewaiter::record::Fields| {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{name}: {value}"));
            fields.collect::<Vec<_>>().join("; ")
        };
        bound.map(|record| shown(&record.fields)).collect()
    };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let written = std::process::Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
            .args([
                "map",
                "--currency",
                "EUR",
                "--format",
                "ndjson",
                "--as-of",
                "2026-11-24",
            ])
            .arg(&path)
            .output()
            .unwrap();
        let seen = records(&name, &std::fs::read(&path).unwrap(), &options);
        let again = records("again.ndjson", &written.stdout, &ReadOptions::default());
        assert!(!seen.is_empty(), "{name}");
        assert_eq!(seen, again, "{name}");
    }
}
