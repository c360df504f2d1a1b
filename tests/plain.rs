//! Plain tables: headers that are attributes or words for them, and what people write below them.
//!
//! The cases are after public reports: woocommerce/google-listings-and-ads#2649,
//! OpenFilamentCollective/open-filament-database#184, nopSolutions/nopCommerce#812,
//! tidyverse/readxl#389, PipedreamHQ/pipedream#5598.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;

use tidewaiter::RulePack;
use tidewaiter_catalog::{ProfileChoice, ReadOptions, read};
use tidewaiter_value::Mark;

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
            currency: tidewaiter_value::Currency::parse("EUR").ok(),
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
        "sku,reduced_on,for_consumers\na,24.11.2026,Ja\nb,11/24/2026,nie\nc,04/05/2026,oui\n\
         d,24. November 2026,waar\ne,24-Nov-2026,yanlış\nf,20261124,✔\n",
    );
    assert_eq!(
        column(&records, "reduced_on"),
        [
            "2026-11-24",
            "2026-11-24",
            "(unreadable)",
            "2026-11-24",
            "2026-11-24",
            "2026-11-24",
        ]
    );
    let answers = ["true", "false", "true", "true", "false", "true"];
    assert_eq!(column(&records, "for_consumers"), answers);
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

#[test]
fn amounts_with_three_digits_behind_a_mark() {
    let prices = |text: &str| {
        let (records, told) = plain(text);
        (column(&records, "price").join(" | "), told)
    };
    // No currency of two decimals has three: nobody can know, unless the column decides.
    for header in ["price (EUR)", "Preis (EUR)", "Price in EUR"] {
        let (read, told) = prices(&format!("sku;{header}\na;1.299\nb;899\n"));
        assert_eq!(read, "(unreadable) | 899.00 EUR", "{header}");
        assert!(
            told.iter().any(|t| t.contains("`1.299` is not a number")),
            "{told:?}"
        );
    }
    let (read, _) = prices("sku;Preis (EUR)\na;1.299\nb;49,90\n");
    assert_eq!(read, "1299.00 EUR | 49.90 EUR");
    // A currency without decimals has thousands only, one with three decimals may have them.
    for (cell, read) in [
        ("\"1,280円\"", "1280 JPY"),
        ("\"12,800원\"", "12800 KRW"),
        ("1.280 JPY", "1280 JPY"),
        ("1.280 KWD", "1.280 KWD"),
        ("\"1,29E+03 EUR\"", "1290.00 EUR"),
        ("1299:- SEK", "1299.00 SEK"),
        ("$ 12.90 CAD", "12.90 CAD"),
    ] {
        assert_eq!(prices(&format!("sku;price\na;{cell}\n")).0, read, "{cell}");
    }
    // The header is German, so its point is no proof of decimals.
    let (records, _) = plain("sku;Gewicht (g)\na;1.250\nb;750\n");
    assert_eq!(column(&records, "weight"), ["(unreadable)", "750 g"]);
}

#[test]
fn currencies_and_units_in_a_column_beside() {
    for (code, read) in [
        ("€", "12.90 EUR"),
        ("eur", "12.90 EUR"),
        ("Euro", "12.90 EUR"),
        ("CHF", "12.90 CHF"),
        ("kr", "(unreadable)"),
    ] {
        let (records, _) = plain(&format!("sku;price;W\u{e4}hrung\na;12,90;{code}\n"));
        assert_eq!(column(&records, "price"), [read], "{code}");
    }
    // A cell and the column of currencies do not agree.
    let (records, told) = plain("sku;price;currency\na;12,90 €;USD\n");
    assert_eq!(column(&records, "price"), ["(unreadable)"]);
    assert!(told[0].contains("is in EUR, but"), "{told:?}");
    for header in [
        "Artikelnummer;Gewicht;Gewichtseinheit",
        "sku;weight;weight_unit",
    ] {
        let (records, told) = plain(&format!("{header}\na;1,5;kg\nb;300;g\nc;2;Stk\n"));
        let weights = column(&records, "weight");
        assert_eq!(weights, ["1.5 kg", "300 g", "(unreadable)"], "{told:?}");
    }
}

#[test]
fn headers_with_units_taxes_and_two_words() {
    for (header, cell, name, read) in [
        ("Weight in kg", "2,5", "weight", "2.5 kg"),
        ("weight_kg", "2,5", "weight", "2.5 kg"),
        ("Weight(kg)", "2,5", "weight", "2.5 kg"),
        ("重量（公斤）", "2.5", "weight", "2.5 kg"),
        ("Poids (grammes)", "250", "weight", "250 g"),
        ("Price (€)", "12,90", "price", "12.90 EUR"),
        ("Preis inkl. MwSt. (EUR)", "12,90", "price", "12.90 EUR"),
        ("\"Preis\nin EUR\"", "12,90", "price", "12.90 EUR"),
        ("価格（円）", "1280", "price", "1280 JPY"),
        ("Fiyat (TL)", "12,90", "price", "12.90 TRY"),
        ("EAN / UPC", "4006381333931", "gtin", "4006381333931"),
        ("Country/Region of Origin", "PRC", "origin", "CN"),
        ("Kraj produkcji", "Chiny", "origin", "CN"),
        ("HTS code", "HTS 9503.00.0071", "hs_code", "9503.00.00.71"),
        ("Brand name", "Acme", "brand", "Acme"),
        // What is another thing is not taken.
        ("Preis/kg", "12,90 €", "price", "-"),
        ("Preis netto", "12,90 €", "price", "-"),
        ("Maße", "300 g", "weight", "-"),
    ] {
        let (records, told) = plain(&format!("sku;{header}\na;{cell}\n"));
        assert_eq!(column(&records, name), [read], "{header}: {told:?}");
    }
    // A word that says little gives way to one that says more.
    let (records, _) = plain("Produkt;Bezeichnung;sku\nA;Lampe;1\n");
    assert_eq!(column(&records, "title"), ["Lampe"]);
}

#[test]
fn headers_that_say_that_the_tax_is_in_the_price() {
    for header in [
        "Prix TTC",
        "Preis inkl. MwSt.",
        "Preis inkl. 19 % MwSt. (EUR)",
        "Bruttopreis",
        "Price (inc. tax)",
        "税込価格",
    ] {
        let (records, told) = plain(&format!("sku;{header}\na;12,90 €\nb;\n"));
        assert_eq!(
            column(&records, "price"),
            ["12.90 EUR", "-"],
            "{header}: {told:?}"
        );
        let taxed = column(&records, "price_includes_tax");
        assert_eq!(taxed, ["true", "-"], "{header}");
        assert!(told[0].contains("+ price_includes_tax"), "{told:?}");
    }
    for header in ["Preis", "price", "Prix"] {
        let (records, _) = plain(&format!("sku;{header}\na;12,90 €\n"));
        assert_eq!(column(&records, "price_includes_tax"), ["-"], "{header}");
    }
    // A column of its own says more.
    let (records, _) = plain("sku;Prix TTC;price_includes_tax\na;12,90 €;no\n");
    assert_eq!(column(&records, "price_includes_tax"), ["false"]);
}

#[test]
fn formats_of_workbooks_say_the_currency_and_the_unit() {
    use rust_xlsxwriter::{Format, Workbook};
    let cases = [
        ("#,##0.00\\ [$€-407]", "12.90 EUR", "(unreadable)"),
        ("[$USD] #,##0.00", "12.90 USD", "(unreadable)"),
        ("[$£-809]#,##0.00", "12.90 GBP", "(unreadable)"),
        ("0.00\" CHF\"", "12.90 CHF", "(unreadable)"),
        // Of several countries, and not one of those that have euros.
        ("\"kr\" 0.00", "(unreadable)", "(unreadable)"),
        ("#,##0.00 \"€/kg\"", "(unreadable)", "(unreadable)"),
        ("0.00 \"g\"", "(unreadable)", "12.9 g"),
        ("0.00", "12.90 EUR", "(unreadable)"),
        ("0.00 \"netto\"", "12.90 EUR", "(unreadable)"),
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["sku", "price", "weight", "width (cm)"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for (row, (code, _, _)) in cases.iter().enumerate() {
        let row = row as u32 + 1;
        let format = Format::new().set_num_format(*code);
        sheet.write(row, 0, format!("a{row}")).unwrap();
        sheet.write_with_format(row, 1, 12.9, &format).unwrap();
        sheet.write_with_format(row, 2, 12.9, &format).unwrap();
        let format =
            Format::new().set_num_format(if row == 1 { "0.0 \"cm\"" } else { "0.0 \"mm\"" });
        sheet.write_with_format(row, 3, 8.5, &format).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let euros = ReadOptions {
        currency: tidewaiter_value::Currency::parse("EUR").ok(),
        ..ReadOptions::default()
    };
    let (records, told) = read_as(&bytes, &euros);
    for (n, (code, price, weight)) in cases.iter().enumerate() {
        assert_eq!(column(&records, "price")[n], *price, "{code}: {told:?}");
        assert_eq!(column(&records, "weight")[n], *weight, "{code}: {told:?}");
    }
    // What the format says and what the header says must be the same.
    let widths = column(&records, "width");
    assert_eq!(widths[..2], ["8.5 cm", "(unreadable)"], "{told:?}");
}

#[test]
fn headers_in_two_rows_and_below_a_title() {
    let (records, told) =
        plain("Artikelnummer;Bezeichnung;Preis;Gewicht\n;;EUR;kg\nA;Lampe;12,90;1,5\n");
    assert_eq!(column(&records, "price"), ["12.90 EUR"], "{told:?}");
    assert_eq!(column(&records, "weight"), ["1.5 kg"]);
    let (records, told) =
        plain("Artikel;;Preis;\nNummer;Bezeichnung;EK;VK\nA;Lampe;8,00 €;12,90 €\n");
    assert_eq!(column(&records, "price"), ["12.90 EUR"], "{told:?}");
    assert_eq!(column(&records, "title"), ["Lampe"]);
    let (records, told) =
        plain("Preisliste;Herbst;\nArtikelnummer;Bezeichnung;Preis\nA;Lampe;12,90 €\n");
    assert_eq!(column(&records, "sku"), ["A"], "{told:?}");
    assert!(told[0].starts_with("TW1017"), "{told:?}");
    // No product is taken for a part of the header.
    for row in ["A;rot;Lampe;auf Anfrage", ";rot;Lampe;", "A;;;"] {
        let (records, _) = plain(&format!("Artikelnummer;;Bezeichnung;Preis\n{row}\n"));
        assert_eq!(records.len(), 1, "{row}");
    }
}

#[test]
fn what_keeps_spreadsheets_from_numbers_is_taken_off() {
    let (records, told) = plain(
        "sku,gtin\n\"=\"\"00123\"\"\",\"=\"\"4006381333931\"\"\"\n=\"00124\",\u{200e}4006381333931\u{200e}\n",
    );
    assert_eq!(column(&records, "sku"), ["00123", "00124"]);
    assert_eq!(column(&records, "gtin"), ["4006381333931"; 2], "{told:?}");
    // Of a title nothing is taken off that may be meant.
    let (records, _) = plain("sku,title,gtin\n1,\u{202b}Lamp\u{202c},\u{200e}4006381333931\n");
    assert_eq!(column(&records, "title"), ["\u{202b}Lamp\u{202c}"]);
    assert_eq!(column(&records, "gtin"), ["4006381333931"]);
}

#[test]
fn numbers_of_periodicals_short_codes_and_names_of_two_countries() {
    let (records, told) = plain(
        "sku,gtin,origin\na,04252614,UK\nb,ISSN 2049-3630,Congo\nc,4.006.381.333.931,China CN\n",
    );
    let gtins = ["04252614", "(unreadable)", "4006381333931"];
    assert_eq!(column(&records, "gtin"), gtins);
    assert_eq!(column(&records, "origin"), ["GB", "(unreadable)", "CN"]);
    for cause in ["042100005264", "periodical", "CG and CD"] {
        assert!(told.iter().any(|t| t.contains(cause)), "{cause}: {told:?}");
    }
}

/// The records that `map --format ndjson` writes are those that the checker saw.
#[test]
fn records_are_written_and_read_back() {
    let pack = RulePack::standard().unwrap();
    let options = ReadOptions {
        currency: tidewaiter_value::Currency::parse("EUR").ok(),
        as_of: tidewaiter_value::parse_date("2026-11-24").ok(),
        ..ReadOptions::default()
    };
    let records = |name: &str, bytes: &[u8], options: &ReadOptions| -> Vec<String> {
        let catalogue = read(name, bytes, options);
        let bound = catalogue.records.iter().map(|raw| pack.bind(raw));
        let shown = |fields: &tidewaiter_value::record::Fields| {
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

#[test]
fn formats_of_open_document_say_the_currency_and_the_unit() {
    use std::io::Write as _;
    // What a cell has in its element, with the price and the weight that it is.
    let cases = [
        (
            "office:value-type=\"currency\" office:currency=\"GBP\" office:value=\"12.9\"",
            "12.90 GBP",
            "(unreadable)",
        ),
        (
            "office:value-type=\"currency\" office:value=\"12.9\" table:style-name=\"pounds\"",
            "12.90 GBP",
            "(unreadable)",
        ),
        (
            "office:value-type=\"float\" office:value=\"12.9\" table:style-name=\"below\"",
            "12.90 GBP",
            "(unreadable)",
        ),
        (
            "office:value-type=\"float\" office:value=\"12.9\" table:style-name=\"grams\"",
            "(unreadable)",
            "12.9 g",
        ),
        (
            "office:value-type=\"currency\" office:currency=\"XYZ\" office:value=\"12.9\"",
            "(unreadable)",
            "(unreadable)",
        ),
        (
            "office:value-type=\"percentage\" office:value=\"0.129\"",
            "(unreadable)",
            "(unreadable)",
        ),
        (
            "office:value-type=\"float\" office:value=\"12.9\" table:style-name=\"words\"",
            "12.90 EUR",
            "(unreadable)",
        ),
        // The style of the column.
        (
            "office:value-type=\"float\" office:value=\"12.9\"",
            "12.90 CHF",
            "(unreadable)",
        ),
    ];
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let mut rows = format!(
        "<table:table-row>{}</table:table-row>",
        ["sku", "price", "weight"].map(text).concat()
    );
    for (row, (cell, _, _)) in cases.iter().enumerate() {
        let cell = format!(
            "<table:table-cell {cell} table:number-columns-repeated=\"2\"><text:p>shown</text:p></table:table-cell>"
        );
        rows += &format!(
            "<table:table-row>{}{cell}</table:table-row>",
            text(&format!("a{row}"))
        );
    }
    let style = |name: &str, kind: &str, inside: &str| {
        format!(
            "<number:{kind}-style style:name=\"n-{name}\">{inside}</number:{kind}-style><style:style style:name=\"{name}\" style:family=\"table-cell\" style:data-style-name=\"n-{name}\"/>"
        )
    };
    let number = "<number:number number:decimal-places=\"2\" number:min-integer-digits=\"1\"/>";
    let styles = [
        style("pounds", "currency", &format!("<number:text>-</number:text><number:currency-symbol>£</number:currency-symbol>{number}")),
        "<style:style style:name=\"below\" style:parent-style-name=\"pounds\"/>".to_owned(),
        style("grams", "number", &format!("{number}<number:text> g</number:text>")),
        style("words", "number", &format!("{number}<number:text> netto</number:text>")),
        style("francs", "number", &format!("{number}<number:text> CHF</number:text>")),
    ]
    .concat();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\" xmlns:number=\"n\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-column/><table:table-column table:number-columns-repeated=\"2\" table:default-cell-style-name=\"francs\"/>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"m\"/>",
        ),
    ] {
        zip.start_file(name, plain).unwrap();
        zip.write_all(bytes.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let euros = ReadOptions {
        currency: tidewaiter_value::Currency::parse("EUR").ok(),
        ..ReadOptions::default()
    };
    let (records, told) = read_as(&bytes, &euros);
    assert_eq!(records.len(), cases.len(), "{told:?}");
    for (n, (cell, price, weight)) in cases.iter().enumerate() {
        assert_eq!(column(&records, "price")[n], *price, "{cell}: {told:?}");
        assert_eq!(column(&records, "weight")[n], *weight, "{cell}: {told:?}");
    }
}

#[test]
fn rows_of_sums_are_no_products() {
    for sum in [
        "Total;;34,80;",
        ";;34,80;",
        "Summe:;;34,80 €;2",
        ";Gesamt;34,80;",
        "合计;;34.80;",
    ] {
        let (records, told) = plain(&format!(
            "sku;title;price;pieces\na;Lampe;12,90 €;1\nb;Uhr;21,90 €;1\n{sum}\n"
        ));
        let is_sum = !sum.starts_with(";;");
        assert_eq!(records.len(), if is_sum { 2 } else { 3 }, "{sum}: {told:?}");
        let said = told
            .iter()
            .any(|told| told.starts_with("TW1017") && told.contains("sum of others"));
        assert_eq!(said, is_sum, "{sum}: {told:?}");
    }
    // What may be a product is one.
    for product in [
        "Total;Kalender;34,80 €;",
        "c;Total;34,80 €;",
        "Total;;34,80;4",
        "Total;;;",
        "Total War;;34,80;",
        "Total;4006381333931;34,80 €;",
        "c;;34,80;",
    ] {
        let (records, told) = plain(&format!("sku;gtin;price;pieces\na;;12,90 €;1\n{product}\n"));
        let full = product == "Total;;34,80;4";
        assert_eq!(
            records.len(),
            if full { 1 } else { 2 },
            "{product}: {told:?}"
        );
    }
    let text = "sku,price\na,12.90 EUR\nTotal,12.90 EUR\n";
    assert_eq!(plain(text).0.len(), 2);
    let paths = ReadOptions {
        profile: ProfileChoice::Paths,
        ..ReadOptions::default()
    };
    let text = b"id,title,price\na,A,12.90 EUR\nTotal,,12.90 EUR\n";
    assert_eq!(read_as(text, &paths).0.len(), 2);
    assert_eq!(read_as(text, &ReadOptions::default()).0.len(), 1);
}
