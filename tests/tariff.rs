//! Official tariffs: what is understood of each export, what is said of the rest, and what a quote
//! makes of it. The files in `tests/tariff/` have the shape of the exports and invented content.

use std::io::Cursor;
use std::path::Path;

use proptest::prelude::*;
use tidewaiter::{Checker, Settings};
use tidewaiter_tariff::{Kind, ReadOptions, Tariff};
use tidewaiter_value::{HsCode, Market, parse_date};

fn bytes(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tariff")
        .join(name);
    std::fs::read(path).unwrap()
}

fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Tariff, String> {
    Tariff::read(name, Cursor::new(bytes), options).map_err(|error| error.to_string())
}

fn read(name: &str) -> Tariff {
    read_bytes(name, &bytes(name), &ReadOptions::default()).unwrap()
}

/// Rows, problems and numbers, as they would be read.
#[cfg(feature = "cli")]
fn shown(tariff: &Tariff) -> String {
    let rows = tidewaiter_report::tariff_rows(tariff, &[]);
    tidewaiter_report::tariff(tariff, &rows, true)
}

#[cfg(feature = "cli")]
#[test]
fn what_is_understood_of_each_export() {
    for name in [
        "taric.csv",
        "uk.csv",
        "uk.json",
        "hts.json",
        "hts.csv",
        "plain.csv",
    ] {
        let tariff = read(name);
        insta::assert_snapshot!(name, shown(&tariff));
        let tally = tariff.tally();
        let passed: u64 = tally.passed_over.values().map(|met| met.count).sum();
        assert_eq!(tally.read, tally.used + passed + tally.unread, "{name}");
    }
}

#[test]
fn kinds_are_told_by_content() {
    for (name, kind) in [
        ("taric.csv", Kind::Taric),
        ("uk.csv", Kind::Uk),
        ("uk.json", Kind::Uk),
        ("hts.json", Kind::Hts),
        ("hts.csv", Kind::Hts),
        ("plain.csv", Kind::Plain),
    ] {
        assert_eq!(read(name).kind(), kind, "{name}");
    }
}

/// A quote for one item, line by line, and the landed cost.
fn quoted(tariffs: &[Tariff], market: &str, day: &str, item: &str) -> String {
    let mut settings = Settings::new().market(market).as_of(day);
    for tariff in tariffs {
        settings = settings.tariff(tariff.clone());
    }
    let checker = Checker::standard(settings).unwrap();
    let record = checker.record_from_json(item).unwrap();
    let quote = checker.quote(&[record]).remove(0);
    let mut text = String::new();
    for (_, line) in quote.all_lines() {
        let charge = &line.definition;
        let amount = match &line.line.amount {
            Ok(money) => money.to_string(),
            Err(unknown) => {
                let reasons: Vec<&str> = unknown
                    .reasons
                    .iter()
                    .map(tidewaiter::Sentence::english)
                    .collect();
                let needs: Vec<&str> = unknown.needs.iter().map(|r| &**r).collect();
                format!("undetermined {needs:?}\n    {}", reasons.join("\n    "))
            }
        };
        let rate = line.line.rate.as_deref().unwrap_or("-");
        text.push_str(&format!("{} {rate}: {amount}\n", charge.name));
        for row in &line.line.rows {
            if let Some(source) = row.source.as_ref().filter(|_| {
                ["tariff", "tariff_preferences", "additional_duties"].contains(&&*row.table)
            }) {
                text.push_str(&format!("    {} {}: {source}\n", row.table, row.keys));
            }
        }
    }
    text
}

/// The lines of a quote that are about duties.
fn duties(text: &str) -> String {
    let mut kept = String::new();
    let mut within = false;
    for line in text.lines() {
        if !line.starts_with(' ') {
            within = line.starts_with("customs_duty")
                || line.starts_with("trade_remedies")
                || line.starts_with("section_301");
        }
        if within {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn item(code: &str, origin: &str, more: &str) -> String {
    format!(
        r#"{{ "hs_code": "{code}", "origin": "{origin}", "price": "1000 EUR", "price_includes_tax": false,
            "shipment": {{ "freight": "0 EUR", "tax_schemes": [] }} {more} }}"#
    )
}

#[test]
fn quotes_name_the_row() {
    let taric = [read("taric.csv")];
    let quote = |code, origin, more| {
        duties(&quoted(
            &taric,
            "DE",
            "2026-11-24",
            &item(code, origin, more),
        ))
    };
    insta::assert_snapshot!(
        [
            quote("6109.10", "CN", ""),
            quote("6109.10", "VN", r#", "proof_of_origin": true"#),
            quote("6109.10.00.10", "VN", ""),
            quote(
                "2205.10.10",
                "MD",
                r#", "net_volume": "70 cl", "quantity": 100, "food": { "alcohol": "40 %" }"#
            ),
            quote(
                "2205.10.10",
                "MD",
                r#", "net_volume": "70 cl", "quantity": 100"#
            ),
        ]
        .join("\n")
    );
}

#[test]
fn what_a_tariff_leaves_open_is_undetermined() {
    let taric = [read("taric.csv")];
    let quote = |code, origin, more| {
        duties(&quoted(
            &taric,
            "DE",
            "2026-11-24",
            &item(code, origin, more),
        ))
    };
    insta::assert_snapshot!(
        [
            // An agricultural component.
            quote("1806.31", "CH", ""),
            // Conditions of the entry price.
            quote("0702", "MA", ""),
            // A rate that cannot be read.
            quote("6110.20", "CN", ""),
            // The maker decides.
            quote("8712.00.30", "CN", ""),
            // Two duties at once, and one of them before.
            quote("8712.00.70", "CN", ""),
            // Longer codes have other rates.
            quote("8542.31", "CN", ""),
            quote("8542.31.90", "CN", ""),
        ]
        .join("\n")
    );
}

#[test]
fn a_row_of_ones_own_settles_what_is_open() {
    let own =
        "market,code,origin,measure,duty,source\nEU,8712.00.30,CN,anti_dumping,19.2 %,maker A167\n";
    let own = read_bytes("mine.csv", own.as_bytes(), &ReadOptions::default()).unwrap();
    let tariffs = [read("taric.csv"), own];
    let item = item("8712.00.30", "CN", "");
    insta::assert_snapshot!(duties(&quoted(&tariffs, "DE", "2026-11-24", &item)));
}

#[test]
fn days_decide() {
    let taric = [read("taric.csv")];
    let quote = |day| {
        duties(&quoted(
            &taric,
            "DE",
            day,
            &item("9405.21", "CN", r#", "quantity": 2"#),
        ))
    };
    insta::assert_snapshot!(
        ["2025-12-31", "2026-04-30", "2026-05-01", "2026-06-01"]
            .map(quote)
            .join("\n")
    );
}

#[test]
fn american_quotes() {
    let tariffs = [read("hts.json"), read("plain.csv")];
    let quote = |origin: &str, more: &str| {
        let item = format!(
            r#"{{ "hs_code": "6109.10.00.04", "origin": "{origin}", "customs_value": "1000 USD" {more} }}"#
        );
        duties(&quoted(&tariffs, "US", "2026-11-24", &item))
    };
    insta::assert_snapshot!(
        [
            quote("CN", ""),
            quote("RU", ""),
            quote("MX", r#", "proof_of_origin": true"#),
            quote("MX", ""),
        ]
        .join("\n")
    );
}

/// Shoes are two pieces a pair; how many pairs a unit holds is not presumed.
#[test]
fn pairs() {
    let tariffs = [read("hts.csv")];
    let quote = |more: &str| {
        let item = format!(
            r#"{{ "hs_code": "6402.91.26.05", "origin": "VN", "customs_value": "10 USD", "quantity": 3 {more} }}"#
        );
        duties(&quoted(&tariffs, "US", "2026-11-24", &item))
    };
    insta::assert_snapshot!([quote(""), quote(r#", "pieces": 2"#)].join("\n"));
}

#[test]
fn british_quotes() {
    // The last is open for Russia, whose goods the duty of all countries excludes, and has an
    // additional duty.
    let tariffs = [read("uk.csv")];
    let quote = |code: &str, origin: &str, more: &str| {
        let item = format!(
            r#"{{ "hs_code": "{code}", "origin": "{origin}", "customs_value": "1000 GBP",
                "intrinsic_value": "1000 GBP" {more} }}"#
        );
        duties(&quoted(&tariffs, "GB", "2026-11-24", &item))
    };
    insta::assert_snapshot!(
        [
            quote("6109.10.00.10", "FR", r#", "proof_of_origin": true"#),
            quote("0103.91.10", "US", r#", "net_mass": "250 kg""#),
            quote("0103.91.10", "JE", ""),
            quote("3907.20", "CN", ""),
            quote("3907.30", "CN", ""),
            quote("7208.10", "RU", ""),
            quote("7208.10", "TR", ""),
        ]
        .join("\n")
    );
}

#[test]
fn the_tariff_given_last_counts() {
    let plain = |rate: &str| {
        let text = format!("market,code,duty\nDE,9405,{rate}\n");
        read_bytes("p.csv", text.as_bytes(), &ReadOptions::default()).unwrap()
    };
    let rate = |tariffs: &[Tariff]| {
        let quote = quoted(tariffs, "DE", "2026-11-24", &item("9405.21", "CN", ""));
        duties(&quote).lines().next().unwrap().to_owned()
    };
    assert_eq!(
        rate(&[plain("1 %"), plain("2 %")]),
        "customs_duty 2 %: 20.00 EUR"
    );
    assert_eq!(
        rate(&[plain("2 %"), plain("1 %")]),
        "customs_duty 1 %: 10.00 EUR"
    );

    let germany = Settings::new().market("DE").as_of("2026-11-24");
    let checker = Checker::standard(germany.clone()).unwrap();
    let before = checker.rules().table("tariff").unwrap().hash.clone();
    let checker = checker.with_tariff(plain("1 %")).unwrap();
    assert_ne!(checker.rules().table("tariff").unwrap().hash, before);
    assert_eq!(checker.tariffs()[0].file, "p.csv");
    assert_eq!(checker.tariffs()[0].rows, 1);
    // The rules that others share are as they were.
    assert_eq!(
        Checker::standard(germany)
            .unwrap()
            .rules()
            .table("tariff")
            .unwrap()
            .hash,
        before
    );
}

#[test]
fn rows_that_do_not_fit_the_rules_are_refused() {
    let refused = |text: &str| {
        let tariff = read_bytes("p.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
        let settings = Settings::new().market("DE").as_of("2026-11-24");
        let refused = Checker::standard(settings.tariff(tariff));
        refused.unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        [
            refused("market,code,duty\nDE,9405,1 %\nMERCOSUL,9405,1 %\n"),
            refused("market,code,origin,measure,duty\nUS,9405,CN,section_302,1 %\n"),
        ]
        .join("\n")
    );
}

#[test]
fn files_that_are_no_tariff() {
    let tell = |name: &str, bytes: &[u8], kind| {
        let options = ReadOptions {
            kind,
            ..ReadOptions::default()
        };
        match read_bytes(name, bytes, &options) {
            Err(error) => error,
            Ok(tariff) => {
                let problems: Vec<String> = tariff
                    .tally()
                    .problems
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                format!(
                    "{name}: {} rows; {}",
                    tariff.rows().len(),
                    problems.join("\n  ")
                )
            }
        }
    };
    let hts = bytes("hts.json");
    let taric = bytes("taric.csv");
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("a;b".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    insta::assert_snapshot!(
        [
            tell("empty.csv", b"", None),
            tell("blank.csv", b" \n\n ", None),
            tell("utf16.csv", &utf16, None),
            tell("products.csv", b"sku,title,price\n1,Lamp,20 EUR\n", None),
            tell(
                "no-header.csv",
                b"6109100000;;;01-01-2024;;;ERGA OMNES\n",
                Some(Kind::Taric)
            ),
            tell(
                "short.csv",
                b"Goods code;Start date;End date;Duty;Origin code\n",
                None
            ),
            tell("object.json", b"{ \"a\": 1 }", None),
            tell("wrong-kind.json", b"[]", Some(Kind::Taric)),
            tell("truncated.json", &hts[..hts.len() / 3], None),
            tell("truncated.csv", &taric[..taric.len() / 3], None),
            tell(
                "latin1.csv",
                b"market,code,duty\nDE,9405,4.7 % \xA7\nDE,9406,1 %\n",
                None
            ),
            tell("cut.xlsx", b"PK\x03\x04 and then nothing", None),
            tell(
                "quote.csv",
                b"market,code,duty\nDE,9405,\"4.7 %\nDE,9406,1 %\n",
                None
            ),
        ]
        .join("\n")
    );
}

/// The first rows of the table, as a workbook.
#[cfg(feature = "catalog")]
fn workbook() -> Vec<u8> {
    let text = String::from_utf8(bytes("taric.csv")).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in text.lines().take(7).enumerate() {
        for (column, cell) in line.split(';').enumerate() {
            let (row, column) = (row as u32, column as u16);
            // As spreadsheet programs have codes: without the zero before them.
            match cell.parse::<f64>() {
                Ok(number) if column == 0 => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The rows of a sheet are those of the table it was made from.
#[cfg(feature = "catalog")]
#[test]
fn workbooks() {
    let saved = workbook();
    let tariff = read_bytes("taric.xlsx", &saved, &ReadOptions::default()).unwrap();
    let codes: Vec<String> = tariff
        .rows()
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {}",
                row.table.name(),
                row.code,
                row.origin,
                row.line
            )
        })
        .collect();
    assert_eq!(
        codes,
        [
            "tariff 0207.11 * 6",
            "tariff 1806.31 * 7",
            "tariff 6109.10 * 2",
            "tariff_preferences 6109.10 * 4",
            "tariff_preferences 6109.10 VN 3",
        ]
    );
    for cut in [saved.len() / 4, saved.len() / 2, saved.len() - 10] {
        let cut = read_bytes("cut.xlsx", &saved[..cut], &ReadOptions::default());
        assert!(cut.unwrap_err().contains("not a workbook that can be read"));
    }
}

/// A workbook with any byte changed is answered.
#[cfg(feature = "catalog")]
#[test]
fn damaged_workbooks() {
    let saved = workbook();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..2000 {
        let mut damaged = saved.clone();
        for _ in 0..=next(3) {
            let at = next(damaged.len());
            damaged[at] = next(256) as u8;
        }
        let _ = read_bytes("damaged.xlsx", &damaged, &ReadOptions::default());
    }
}

#[test]
fn only_what_is_asked_for() {
    let options = ReadOptions {
        on: Some(parse_date("2026-05-15").unwrap()),
        codes: vec![HsCode::parse("9405").unwrap()],
        ..ReadOptions::default()
    };
    let tariff = read_bytes("taric.csv", &bytes("taric.csv"), &options).unwrap();
    assert!(!tariff.rows().is_empty());
    assert!(
        tariff
            .rows()
            .iter()
            .all(|row| row.bears_on(options.codes[0]))
    );
    assert_eq!(tariff.as_of(), options.on);
}

#[test]
fn the_plain_form_is_read_again() {
    for name in ["taric.csv", "uk.csv", "hts.json", "plain.csv"] {
        let tariff = read(name);
        let csv = tariff.to_csv(tariff.rows());
        let again = read_bytes("plain.csv", csv.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(again.tally().problems, [], "{name}");
        // Rates by their words: `12.000 %` and `12 %` are the same.
        let key = |t: &Tariff| -> Vec<String> {
            t.rows()
                .iter()
                .map(|r| {
                    format!(
                        "{:?} {} {} {} {:?} {:?} {:?} {:?}",
                        r.table,
                        r.market,
                        r.code,
                        r.origin,
                        r.measure,
                        r.duty.as_ref().map(ToString::to_string),
                        r.from,
                        r.until
                    )
                })
                .collect()
        };
        assert_eq!(key(&tariff), key(&again), "{name}");
    }
}

/// Many rows for one key, each pair overlapping: bounded time, and no rate told.
#[test]
fn hostile_overlaps_end() {
    let mut text = String::from("market,code,duty,from,until\n");
    for n in 0..30_000 {
        let (month, day, year) = (n % 12 + 1, n % 28 + 1, 1000 + n / 12);
        let rate = n % 90;
        text.push_str(&format!(
            "DE,9405,{rate} %,{year}-{month:02}-{day:02},9000-12-31\n"
        ));
    }
    let tariff = read_bytes("many.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
    assert!(tariff.tally().problems.len() <= 100);
    let last = tariff.rows().last().unwrap();
    assert!(last.duty.is_err());
}

/// A quote that is never closed, or a text without end: the rows before it count.
#[test]
fn endless_rows_end() {
    let plain = format!(
        "market,code,duty\nDE,9405,1 %\nDE,9406,\"{}",
        "x,\n".repeat(6_000_000)
    );
    let json = format!(
        r#"[{{"htsno":"9405.11.00","indent":"0","general":"1%"}},{{"htsno":"{}"#,
        "x".repeat(17_500_000)
    );
    for text in [plain, json] {
        let tariff = read_bytes("endless", text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(tariff.rows().len(), 1);
        let problems: Vec<String> = tariff
            .tally()
            .problems
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(
            problems.concat().contains("more than 16 MiB"),
            "{problems:?}"
        );
    }
}

/// Rows of longer codes say nothing of the goods beside them.
#[test]
fn duties_of_longer_codes_are_not_those_of_all() {
    let own = "market,code,origin,measure,duty\nEU,8714.91.10.21,CN,anti_dumping,48.5 %\nEU,8714,*,,4.7 %\n";
    let tariffs = [read_bytes("p.csv", own.as_bytes(), &ReadOptions::default()).unwrap()];
    let quote = |code| duties(&quoted(&tariffs, "DE", "2026-11-24", &item(code, "CN", "")));
    insta::assert_snapshot!(
        ["8714.91.10", "8714.91.10.21", "8714.91.30"]
            .map(quote)
            .join("\n")
    );
}

#[test]
fn order_of_the_rows_does_not_matter() {
    let text = String::from_utf8(bytes("taric.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    let header = text.lines().next().unwrap();
    let key = |lines: &[&str]| {
        let text = format!("{header}\n{}\n", lines.join("\n"));
        let tariff = read_bytes("t.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
        let rows: Vec<String> = tariff
            .rows()
            .iter()
            .map(|r| {
                format!(
                    "{:?} {} {} {:?} {:?} {}",
                    r.table,
                    r.code,
                    r.origin,
                    r.from,
                    r.until,
                    r.duty.is_ok()
                )
            })
            .collect();
        rows
    };
    let forward = key(&lines);
    lines.reverse();
    assert_eq!(forward, key(&lines));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Any bytes are answered.
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0usize..6) {
        let starts: [&[u8]; 6] = [
            b"",
            b"market,code,origin,measure,duty,from,until,source\n",
            b"Goods code;Add code;Start date;End date;Duty;Origin code;Meas. type code\n",
            b"[{\"htsno\":\"6109\",\"indent\":\"0\",\"general\":\"",
            b"PK\x03\x04",
            b"{\"data\":",
        ];
        let mut file = starts[start].to_vec();
        file.extend(bytes);
        let _ = read_bytes("f", &file, &ReadOptions::default());
    }

    /// A piece of a file is answered, and what is in it is not lost without a word.
    #[test]
    fn damaged_files(name in 0usize..6, at in 0.0f64..1.0, with in any::<u8>()) {
        let name = ["taric.csv", "uk.csv", "uk.json", "hts.json", "hts.csv", "plain.csv"][name];
        let mut file = bytes(name);
        let at = ((file.len() - 1) as f64 * at) as usize;
        file[at] = with;
        if let Ok(tariff) = read_bytes(name, &file, &ReadOptions::default()) {
            let tally = tariff.tally();
            let passed: u64 = tally.passed_over.values().map(|met| met.count).sum();
            prop_assert_eq!(tally.read, tally.used + passed + tally.unread);
            let _ = tariff.to_csv(tariff.rows());
        }
    }
}

#[test]
fn markets_of_rows_exist() {
    for name in ["taric.csv", "uk.csv", "hts.json"] {
        for row in read(name).rows() {
            assert!(*row.market == *"EU" || Market::parse(&row.market).is_ok());
        }
    }
}
