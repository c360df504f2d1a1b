//! Every reader: the same catalogue in every format, cut off anywhere, damaged anyhow, and hostile.
#![cfg(feature = "catalog")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tidewaiter_catalog::{Catalogue, ProfileChoice, ReadOptions, read};
use tidewaiter_value::record::Datum;

const CSV: &str =
    "id,title,charging.connector\n1,\"Lämp, 灯\",usb_c\n2,Rug 毯,\n3,\"Pan\n锅\",micro_usb\n";

const JSON: &str = r#"[{"id": "1", "title": "Lämp, 灯", "charging": {"connector": "usb_c"}}, {"id": "2", "title": "Rug 毯"}, {"id": "3", "title": "Pan\n锅", "charging": {"connector": "micro_usb"}}]"#;

fn ndjson() -> String {
    let values: Vec<serde_json::Value> = serde_json::from_str(JSON).unwrap();
    values.iter().fold(String::new(), |text, value| {
        text + &value.to_string() + "\n"
    })
}

fn xml() -> String {
    let item = |id: &str, title: &str, more: &str| {
        format!("<item><id>{id}</id><title>{title}</title>{more}</item>\n")
    };
    format!(
        "<?xml version=\"1.0\"?>\n<rss><channel><title>Shop</title>\n{}{}{}</channel></rss>\n",
        item(
            "1",
            "L&#228;mp, &#x706F;",
            "<charging><connector>usb_c</connector></charging>"
        ),
        item("2", "<![CDATA[Rug 毯]]>", ""),
        item(
            "3",
            "Pan\n锅",
            "<charging><connector>micro_usb</connector></charging>"
        ),
    )
}

fn linked() -> String {
    let graph = JSON.replace("{\"id\"", "{\"@type\": \"Product\", \"id\"");
    format!("{{\"@context\": \"https://schema.org\", \"@graph\": {graph}}}")
}

fn page() -> String {
    format!(
        "<!DOCTYPE html><title>Shop</title><script>if (a < b) {{}}</script>\n<script type=\"application/ld+json\">\n{}</script><p>",
        linked()
    )
}

fn yaml() -> &'static str {
    "# a comment\n- id: '1'\n  title: Lämp, 灯\n  charging: { connector: usb_c }\n- id: '2'\n  title: Rug 毯\n- id: '3'\n  title: \"Pan\\n锅\"\n  charging:\n    connector: micro_usb\n"
}

fn xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Products").unwrap();
    for (column, name) in ["id", "title", "charging.connector"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for (row, cells) in [
        ["1", "Lämp, 灯", "usb_c"],
        ["2", "Rug 毯", ""],
        ["3", "Pan\n锅", "micro_usb"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32 + 1, column as u16, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ods() -> Vec<u8> {
    let cell = |text: &str| {
        let paragraphs = text
            .split('\n')
            .map(|line| format!("<text:p>{line}</text:p>"))
            .collect::<Vec<_>>()
            .concat();
        format!("<table:table-cell office:value-type=\"string\">{paragraphs}</table:table-cell>")
    };
    let rows = [
        ["id", "title", "charging.connector"],
        ["1", "Lämp, 灯", "usb_c"],
        ["2", "Rug 毯", ""],
        ["3", "Pan\n锅", "micro_usb"],
    ]
    .iter()
    .map(|row| {
        format!(
            "<table:table-row>{}</table:table-row>",
            row.map(cell).concat()
        )
    })
    .collect::<Vec<_>>()
    .concat();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"Products\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/></manifest:manifest>";
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark
        .then_some(0xFEFF)
        .into_iter()
        .chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

fn encoded(label: &str, text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::Encoding::for_label(label.as_bytes())
        .unwrap()
        .encode(text);
    assert!(!lost, "{label}");
    bytes.into_owned()
}

#[cfg(feature = "arrow")]
mod columns {
    use std::sync::Arc;

    use tidewaiter_catalog::written::arrow_array::{ArrayRef, RecordBatch, StringArray};

    fn batch() -> RecordBatch {
        let column = |values: [Option<&str>; 3]| -> ArrayRef {
            Arc::new(StringArray::from(values.to_vec()))
        };
        RecordBatch::try_from_iter([
            ("id", column([Some("1"), Some("2"), Some("3")])),
            (
                "title",
                column([Some("Lämp, 灯"), Some("Rug 毯"), Some("Pan\n锅")]),
            ),
            (
                "charging.connector",
                column([Some("usb_c"), None, Some("micro_usb")]),
            ),
        ])
        .unwrap()
    }

    pub(crate) fn parquet() -> Vec<u8> {
        parquet_of(&batch())
    }

    pub(crate) fn parquet_of(batch: &RecordBatch) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = tidewaiter_catalog::written::parquet::arrow::ArrowWriter::try_new(
            &mut bytes,
            batch.schema(),
            None,
        )
        .unwrap();
        writer.write(batch).unwrap();
        writer.close().unwrap();
        bytes
    }

    /// Texts written as bytes, one of which is none, and a day that there is not.
    pub(crate) fn odd() -> Vec<u8> {
        use tidewaiter_catalog::written::arrow_array::{BinaryArray, Date32Array};
        let title: ArrayRef = Arc::new(BinaryArray::from(vec![&b"Lamp"[..], b"\xff\xfe", b""]));
        let day: ArrayRef = Arc::new(Date32Array::from(vec![Some(19_723), None, Some(i32::MAX)]));
        let again: ArrayRef = Arc::new(StringArray::from(vec!["x", "y", "z"]));
        let columns = [("title", title), ("day", day), ("title", again)];
        parquet_of(&RecordBatch::try_from_iter(columns).unwrap())
    }

    pub(crate) fn ipc(stream: bool) -> Vec<u8> {
        let batch = batch();
        let mut bytes = Vec::new();
        if stream {
            let mut writer = tidewaiter_catalog::written::arrow_ipc::writer::StreamWriter::try_new(
                &mut bytes,
                &batch.schema(),
            )
            .unwrap();
            writer.write(&batch).unwrap();
            writer.finish().unwrap();
        } else {
            let mut writer = tidewaiter_catalog::written::arrow_ipc::writer::FileWriter::try_new(
                &mut bytes,
                &batch.schema(),
            )
            .unwrap();
            writer.write(&batch).unwrap();
            writer.finish().unwrap();
        }
        bytes
    }
}

/// The same three products in every format.
fn every_format() -> Vec<(&'static str, Vec<u8>)> {
    let tsv = CSV
        .replace("\"Lämp, 灯\"", "Lämp;; 灯")
        .replace(',', "\t")
        .replace(";;", ",");
    let contained =
        format!("{{\"shop\": {{\"name\": \"x\"}}, \"products\": {JSON}, \"more\": [1, 2]}}");
    #[cfg_attr(not(feature = "arrow"), allow(unused_mut))]
    let mut files = vec![
        ("a.csv", CSV.as_bytes().to_vec()),
        ("a.tsv", tsv.into_bytes()),
        (
            "semicolon.csv",
            CSV.replace("id,title,", "id;title;")
                .replace("1,", "1;")
                .replace(",usb", ";usb")
                .replace("2,Rug 毯,", "2;Rug 毯;")
                .replace("3,", "3;")
                .replace(",micro", ";micro")
                .into_bytes(),
        ),
        ("utf16le.csv", utf16(CSV, false, true)),
        ("utf16be.csv", utf16(CSV, true, true)),
        ("unmarked.csv", utf16(CSV, false, false)),
        ("a.json", JSON.as_bytes().to_vec()),
        ("contained.json", contained.into_bytes()),
        ("a.ndjson", ndjson().into_bytes()),
        ("a.yaml", yaml().as_bytes().to_vec()),
        ("a.xml", xml().into_bytes()),
        ("a.jsonld", linked().into_bytes()),
        ("a.html", page().into_bytes()),
        ("a.xlsx", xlsx()),
        ("a.ods", ods()),
        ("a.csv.gz", gzip(CSV.as_bytes())),
        ("a.ndjson.zst", zstd(ndjson().as_bytes())),
        ("a.zip", zipped(&[("export/a.csv", CSV.as_bytes())])),
        ("b.xlsx.gz", gzip(&xlsx())),
    ];
    #[cfg(feature = "arrow")]
    files.extend([
        ("a.parquet", columns::parquet()),
        ("a.arrow", columns::ipc(false)),
        ("a.arrows", columns::ipc(true)),
    ]);
    files
}

fn options() -> ReadOptions {
    ReadOptions::default()
}

/// The text at a path of a record.
fn text_at(datum: &Datum, path: &[&str]) -> Option<String> {
    match (datum, path.split_first()) {
        (Datum::Text(text) | Datum::Number(text), None) => Some(text.to_string()),
        (Datum::Record(entries), Some((first, rest))) => {
            let (_, value, _) = entries.iter().find(|(name, _, _)| **name == **first)?;
            text_at(value, rest)
        }
        _ => None,
    }
}

fn is_the_catalogue(read: &Catalogue) -> bool {
    let got: Vec<[Option<String>; 3]> = read
        .records
        .iter()
        .map(|record| {
            [&["id"][..], &["title"], &["charging", "connector"]]
                .map(|path| text_at(record.fields(), path))
        })
        .collect();
    let expected = [
        ["1", "Lämp, 灯", "usb_c"],
        ["2", "Rug 毯", ""],
        ["3", "Pan\n锅", "micro_usb"],
    ]
    .map(|cells| cells.map(|cell| (!cell.is_empty()).then(|| cell.to_owned())));
    got == expected
}

#[test]
fn one_catalogue_in_every_format() {
    let mut shown = String::new();
    for (name, bytes) in every_format() {
        if name == "b.xlsx.gz" {
            continue;
        }
        // The names in this catalogue are attributes, also where it says that it is of schema.org.
        let attributes = ReadOptions {
            profile: ProfileChoice::Paths,
            ..options()
        };
        let read = read(name, &bytes, &attributes);
        assert!(is_the_catalogue(&read), "{name}: {:?}", read.records);
        let _ = write!(shown, "{name}: {}", read.format.unwrap());
        if let Datum::Record(entries) = read.records[1].fields() {
            for (name, _, place) in entries.iter().filter(|(name, _, _)| **name == *"title") {
                let _ = write!(shown, "; {name} at {}:{}", place.line, place.column);
                if let Some(pointer) = place.pointer() {
                    let _ = write!(shown, " {pointer}");
                }
                if let Some(offset) = place.offset {
                    let _ = write!(shown, " byte {offset}");
                }
            }
        }
        shown.push('\n');
        for problem in &read.problems {
            let _ = writeln!(shown, "  {problem}");
        }
    }
    // The formats behind the feature have lines of their own.
    let (columns, others): (Vec<&str>, Vec<&str>) = shown
        .lines()
        .partition(|line| line.contains("Arrow") || line.contains("Parquet"));
    insta::assert_snapshot!(others.join("\n"));
    if cfg!(feature = "arrow") {
        insta::assert_snapshot!("columns", columns.join("\n"));
    }
}

#[test]
fn places_lead_back_into_the_file() {
    for (name, text) in [("a.json", JSON.to_owned()), ("a.ndjson", ndjson())] {
        let read = read(name, text.as_bytes(), &options());
        for record in &read.records {
            let Datum::Record(entries) = record.fields() else {
                panic!()
            };
            for (_, value, place) in entries {
                let rest = &text[place.offset.unwrap() as usize..];
                let line = text.lines().nth(place.line as usize - 1).unwrap();
                let column: String = line.chars().skip(place.column as usize - 1).collect();
                let begin: String = column.chars().take(3).collect();
                assert!(rest.starts_with(&begin), "{name} {place:?}");
                if let Datum::Text(value) = value {
                    assert!(rest.starts_with(&format!("\"{}", &value.chars().next().unwrap())));
                }
            }
        }
    }
}

#[test]
fn encodings() {
    let table = |title: &str, name: &str| {
        let mut text = String::from("id,title,brand\n");
        for n in 0..12 {
            let _ = writeln!(text, "{n},{title} {n},{name}");
        }
        text
    };
    let cases = [
        (
            "gb18030",
            table("这是一个用于测试的产品名称，质量很好", "东方工厂"),
        ),
        (
            "big5",
            table("這是一個用於測試的產品名稱，品質很好", "東方工廠"),
        ),
        (
            "shift_jis",
            table("これはテストのための製品名です、品質が良い", "東方工場"),
        ),
        (
            "euc-kr",
            table(
                "이것은 시험을 위한 제품 이름입니다 품질이 좋습니다",
                "동방공장",
            ),
        ),
        (
            "windows-1252",
            table("Küchenmesser für Köche", "Müller & Söhne"),
        ),
    ];
    let mut shown = String::new();
    for (label, text) in cases {
        let bytes = encoded(label, &text);
        for (how, options) in [
            ("guessed", options()),
            (
                "stated",
                ReadOptions {
                    encoding: Some(label.to_owned()),
                    ..options()
                },
            ),
        ] {
            let got = read("a.csv", &bytes, &options);
            let expected = read("a.csv", text.as_bytes(), &ReadOptions::default());
            let same = got
                .records
                .iter()
                .map(|r| text_at(r.fields(), &["title"]))
                .eq(expected
                    .records
                    .iter()
                    .map(|r| text_at(r.fields(), &["title"])));
            let _ = writeln!(
                shown,
                "{label} {how}: {}, {}",
                got.format.unwrap(),
                if same { "the same" } else { "other" }
            );
            for problem in got.problems {
                let _ = writeln!(shown, "  {problem}");
            }
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn rows_around_the_header() {
    let amazon = "TemplateType=fptcustom\tVersion=2021.1014\tTemplateSignature=x\nSKU\tTitle\tBrand\nitem_sku\titem_name\tbrand_name\nA\tLamp\tB\n";
    let taobao = utf16(
        "version 1.00\t\t\ntitle\tcid\tprice\n宝贝名称\t宝贝类目\t宝贝价格\n灯\t50\t9.90\n",
        false,
        true,
    );
    let ebay = "#INFO,Version=0.0.2\n#INFO Action and Category ID are required,\n*Action(SiteID=US),CustomLabel,*Title\nAdd,1,Lamp\n";
    let titled = "Export of 24 November,,\n,,\nid,title,brand\n1,Lamp,B\n";
    let stated = "a,b,c\nd,e,f\nid,title,brand\n1,Lamp,B\n";
    let mut shown = String::new();
    let cases: [(&str, &[u8], Option<u32>); 6] = [
        ("amazon.txt", amazon.as_bytes(), None),
        ("taobao.csv", &taobao, None),
        ("ebay.csv", ebay.as_bytes(), None),
        ("titled.csv", titled.as_bytes(), None),
        ("stated.csv", stated.as_bytes(), Some(3)),
        ("wrong.csv", stated.as_bytes(), Some(9)),
    ];
    for (name, bytes, header_row) in cases {
        let read = read(
            name,
            bytes,
            &ReadOptions {
                header_row,
                ..options()
            },
        );
        let _ = writeln!(shown, "{name}: {} records", read.records.len());
        for record in &read.records {
            if let Datum::Record(entries) = record.fields() {
                let names: Vec<&str> = entries.iter().map(|(name, _, _)| &**name).collect();
                let _ = writeln!(shown, "  line {}: {}", record.place.line, names.join(", "));
            }
        }
        for problem in &read.problems {
            let _ = writeln!(shown, "  {}", problem.to_string().replace('\n', "\n  "));
        }
    }
    insta::assert_snapshot!(shown);
}

fn uncomputed(bytes: &[u8]) -> Vec<u8> {
    // A library that computes nothing writes a formula without its result.
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut text).unwrap();
        if name.ends_with("sheet2.xml") {
            let sheet = String::from_utf8(text).unwrap();
            assert!(sheet.contains("<f>D6*2</f><v>0</v>"), "{sheet}");
            text = sheet
                .replace("<f>D6*2</f><v>0</v>", "<f>D6*2</f>")
                .into_bytes();
        }
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks_of_people() {
    use rust_xlsxwriter::{Format, Formula, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Read me")
        .unwrap()
        .write(0, 0, "Fill in the next sheet")
        .unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Übersicht").unwrap();
    sheet.write(0, 0, "Products of the spring").unwrap();
    for (column, name) in [
        "id",
        "title",
        "gtin",
        "weight (kg)",
        "placed_on_market",
        "recycled",
        "in_stock",
        "sum",
    ]
    .iter()
    .enumerate()
    {
        sheet.write(2, column as u16, *name).unwrap();
    }
    sheet.write(3, 0, 1).unwrap();
    sheet.write(3, 1, "Lamp").unwrap();
    sheet.write(3, 2, 4_006_381_333_931.0).unwrap();
    sheet.write(3, 3, 0.1 + 0.2).unwrap();
    sheet
        .write_with_format(3, 4, 45_985, &Format::new().set_num_format("yyyy-mm-dd"))
        .unwrap();
    sheet
        .write_with_format(3, 5, 0.19, &Format::new().set_num_format("0 %"))
        .unwrap();
    sheet.write(3, 6, true).unwrap();
    sheet
        .write(3, 7, Formula::new("=D4*2").set_result("0.6"))
        .unwrap();
    sheet.write(5, 0, 2).unwrap();
    sheet
        .write(5, 1, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    sheet.write(5, 4, 45_985).unwrap();
    sheet.write(5, 7, Formula::new("=D6*2")).unwrap();
    let bytes = uncomputed(&book.save_to_buffer().unwrap());
    let mut shown = String::new();
    for sheet in [None, Some("Read me"), Some("Nothing")] {
        let read = read(
            "people.xlsx",
            &bytes,
            &ReadOptions {
                sheet: sheet.map(str::to_owned),
                ..options()
            },
        );
        let _ = writeln!(shown, "sheet {sheet:?}");
        for record in &read.records {
            if let Datum::Record(entries) = record.fields() {
                for (name, value, place) in entries {
                    let _ = writeln!(
                        shown,
                        "  {} {name} = {value:?}",
                        place.pointer().as_deref().unwrap_or("-")
                    );
                }
            }
        }
        for problem in &read.problems {
            let _ = writeln!(shown, "  {}", problem.to_string().replace('\n', "\n  "));
        }
    }
    insta::assert_snapshot!(shown);
}

/// Cells that a spreadsheet could not compute, and rows that end too early, in a text.
#[test]
fn cells_without_a_value() {
    let mut shown = String::new();
    for (what, table) in [
        (
            "errors",
            "id,title,battery_count\n1,#N/A,#REF!\n2,#hashtag,#DIV/0!\n",
        ),
        ("a short row", "id,title,price\n1,Lamp\n2,Chair,5 EUR\n"),
        (
            "a short row at the end",
            "id,title,price\n1,Lamp,5 EUR\n2,Chair\n",
        ),
        (
            "cut off inside a cell",
            "id,title,price\n1,Lamp,5 EUR\n2,Cha",
        ),
        (
            "cut off behind a delimiter",
            "id;title;price\n1;Lamp;5 EUR\n2;",
        ),
        (
            "a whole row without a line break",
            "id,title,price\n1,Lamp,5 EUR\n2,Chair,7 EUR",
        ),
        ("a header only", "id,title,price"),
    ] {
        let read = read("cells.csv", table.as_bytes(), &options());
        let _ = writeln!(shown, "{what}");
        for record in &read.records {
            if let Datum::Record(entries) = record.fields() {
                let entries = entries
                    .iter()
                    .map(|(name, value, _)| format!("{name} = {value:?}"));
                let _ = writeln!(shown, "  {}", entries.collect::<Vec<_>>().join(", "));
            }
        }
        for problem in &read.problems {
            let _ = writeln!(shown, "  {}", problem.to_string().replace('\n', "\n  "));
        }
    }
    insta::assert_snapshot!(shown);
}

fn told(name: &str, bytes: &[u8]) -> String {
    let begun = Instant::now();
    let read = read(name, bytes, &options());
    assert!(begun.elapsed() < Duration::from_secs(120), "{name}");
    let ids: Vec<String> = read
        .records
        .iter()
        .map(|record| text_at(record.fields(), &["id"]).unwrap_or_else(|| "-".to_owned()))
        .collect();
    let more = if ids.len() > 8 { " …" } else { "" };
    let first = ids.get(..8).unwrap_or(&ids).join(" ");
    let mut text = format!("== {name}: {} records [{first}{more}]\n", ids.len());
    for problem in &read.problems {
        let _ = writeln!(text, "{problem}");
        for said in [Some(&problem.message), problem.help.as_ref()] {
            let chinese = said.map(tidewaiter::Sentence::chinese).unwrap_or_default();
            let has_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            assert!(said.is_none() || chinese.contains(has_chinese), "{chinese}");
        }
    }
    text
}

#[test]
fn hostile_and_broken_files() {
    let wide = |columns: usize| {
        let names: Vec<String> = (0..columns).map(|n| format!("c{n}")).collect();
        format!("{}\n{}\n", names.join(","), vec!["1"; columns].join(","))
    };
    let huge_cell = [
        b"id,title\n1,A\n2,\"".as_slice(),
        &vec![b'x'; 100 << 20],
        b"\"\n3,C\n",
    ]
    .concat();
    let huge_text = [
        b"[{\"id\": \"1\"}, {\"id\": \"2\", \"title\": \"".as_slice(),
        &vec![b'x'; 20 << 20],
        b"\"}, {\"id\": \"3\"}]",
    ]
    .concat();
    let huge_yaml = [
        b"- id: 1\n- id: 2\n  title: ".as_slice(),
        &vec![b'x'; 17 << 20],
        b"\n- id: 3\n",
    ]
    .concat();
    let huge_xml = [
        b"<rss><item><id>1</id></item><item><id>2</id><title>".as_slice(),
        &vec![b'x'; 17 << 20],
        b"</title></item></rss>",
    ]
    .concat();
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><rss><item><id>1</id><title>&c;</title></item><item><id>2</id></item></rss>";
    let aliases = "a: &a [x, x]\nb: &b [*a, *a]\nproducts: [{id: *b}]\n";
    let bomb = gzip(&vec![b'x'; 80 << 20]);
    let nested = gzip(&gzip(CSV.as_bytes()));
    let two = zipped(&[("a.csv", b"id\n1\n"), ("b.csv", b"id\n2\n")]);
    let damaged = {
        let mut bytes = gzip(CSV.repeat(2000).as_bytes());
        let middle = bytes.len() / 2;
        bytes.truncate(middle);
        bytes
    };
    let deep = format!(
        "[{{\"id\": \"1\"}}, {{\"id\": \"2\", \"a\": {}1{}}}, {{\"id\": \"3\"}}]",
        "[".repeat(100),
        "]".repeat(100)
    );
    let deep_xml = format!(
        "<rss><item><id>1</id></item><item>{}</item></rss>",
        "<a>".repeat(100)
    );
    let unclosed = "id,title,brand\n1,A,B\n2,\"C,D\n3,E,F\n4,G,H\n";
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("wide.csv", wide(10_000).into_bytes()),
        ("cell.csv", huge_cell),
        ("text.json", huge_text),
        ("text.yaml", huge_yaml),
        ("text.xml", huge_xml),
        ("laughs.xml", laughs.into()),
        ("aliases.yaml", aliases.into()),
        ("bomb.csv.gz", bomb),
        ("nested.csv.gz", nested),
        ("two.zip", two),
        ("empty.zip", zipped(&[])),
        ("damaged.csv.gz", damaged),
        ("deep.json", deep.into_bytes()),
        ("deep.xml", deep_xml.into_bytes()),
        ("unclosed.csv", unclosed.into()),
        ("cut.csv", b"id,title\n1,A\n2,\"B and\nmore".to_vec()),
        ("duplicate.csv", b"id,title,id,title\n1,A,2,\n".to_vec()),
        (
            "commas.json",
            br#"[{"id": "1"} {"id": "2"},, {"id": "3", "x": 01}, {"id": "4"},]"#.to_vec(),
        ),
        (
            "cut.json",
            br#"{"products": [{"id": "1"}, {"id": "2"}"#.to_vec(),
        ),
        (
            "numbers.json",
            b"[1, \"two\", null, {\"id\": \"3\"}]".to_vec(),
        ),
        ("named.csv", JSON.into()),
        ("named.json", CSV.into()),
        ("named.xlsx", CSV.into()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("zeros.csv", vec![0; 4096]),
        ("other.xml", b"<note><to>A</to></note>".to_vec()),
        (
            "entity.xml",
            "<rss><item><id>1</id><title>A&nbsp;B &copy; C & D</title></item></rss>".into(),
        ),
        (
            "mismatched.xml",
            b"<rss><item><id>1</id></item><item><id>2</x></item></rss>".to_vec(),
        ),
        (
            "plain.html",
            b"<html><body>No products</body></html>".to_vec(),
        ),
        (
            "mixed.csv",
            b"id,title\n1,Caf\xC3\xA9 \xE6\xAF\xAF \xE7\x81\xAF \xE9\x94\x85\n2,Caf\xE9\n3,Tea\n"
                .to_vec(),
        ),
        (
            "password.xlsx",
            [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 1000]].concat(),
        ),
    ];
    let shown: Vec<String> = cases
        .iter()
        .map(|(name, bytes)| told(name, bytes))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[cfg(feature = "arrow")]
#[test]
fn values_of_parquet_that_cannot_be_told_are_told() {
    let told = told("a.parquet", &columns::odd());
    assert!(told.contains("TW1011") && told.contains("TW1016"), "{told}");
    let read = read("a.parquet", &columns::odd(), &ReadOptions::default());
    let titles: Vec<String> = read
        .records
        .iter()
        .map(|record| format!("{:?}", record.first("title")))
        .collect();
    assert!(titles[0].contains("Lamp"), "{titles:?}");
    assert!(titles[1].contains("Unreadable"), "{titles:?}");
}

/// Any bit may be wrong and any end missing: nothing panics outside of the libraries, and nothing is as long
/// as a hang.
#[cfg(feature = "arrow")]
#[test]
fn damaged_parquet_and_arrow_is_read_or_told() {
    let mut seed = 11u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    for (name, whole) in [
        ("a.parquet", columns::parquet()),
        ("odd.parquet", columns::odd()),
        ("a.arrow", columns::ipc(false)),
        ("a.arrows", columns::ipc(true)),
    ] {
        let ids = |bytes: &[u8]| told(name, bytes);
        let good = ids(&whole);
        for round in 0..15 {
            let mut bytes = whole.clone();
            if round % 5 == 0 {
                bytes.truncate(next(whole.len()));
                assert_ne!(ids(&bytes), good, "{name} cut at {}", bytes.len());
            } else {
                let at = next(whole.len());
                bytes[at] ^= 1 << next(8);
                ids(&bytes);
            }
        }
    }
}

#[test]
fn parquet_without_the_feature_is_explained() {
    if cfg!(feature = "arrow") {
        return;
    }
    insta::assert_snapshot!(told("a.parquet", b"PAR1\x15\x04"));
}

#[test]
fn truncation_anywhere() {
    for (name, bytes) in every_format() {
        // Each cut of a workbook costs a whole opening, so only some are made.
        let step = (bytes.len() / 400).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let read = read(name, &bytes[..end], &options());
            assert!(read.records.len() <= 3, "{name} {end}: {:?}", read.records);
            let silent = read.records.is_empty() && read.problems.is_empty();
            // A table may be a header only; a stream of Arrow is whole where a message ends.
            let header_only = name.ends_with("arrows")
                || name.contains("csv")
                || name.ends_with("tsv")
                || name.contains("yaml");
            assert!(!silent || header_only || end < 8, "{name} {end}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn damage_anywhere(seed in any::<u64>(), places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let formats = every_format();
        let (name, bytes) = &formats[seed as usize % formats.len()];
        let mut bytes = bytes.clone();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(name, &bytes, &options());
    }

    #[test]
    fn any_bytes_behind_any_beginning(kind in 0usize..14, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let begins: [&[u8]; 14] = [b"", b"{", b"[{", b"<rss><item>", b"<html><script type='application/ld+json'>", b"a,b\n\"", b"- a: ", b"PK\x03\x04", b"\x1F\x8B\x08\0", b"\x28\xB5\x2F\xFD", b"\xFF\xFE", b"PAR1", b"ARROW1\0\0", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];
        let bytes = [begins[kind], &bytes].concat();
        let _ = read("x", &bytes, &options());
    }

    #[test]
    fn rows_are_never_lost(cells in prop::collection::vec(prop::collection::vec("[a-z \",\n\u{4e2d};]{0,12}", 3), 1..40)) {
        // Whatever the cells, a table written by the book comes back row by row.
        let mut text = String::from("id,title,brand\n");
        for (n, row) in cells.iter().enumerate() {
            let quoted: Vec<String> = row.iter().skip(1).map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let _ = writeln!(text, "r{n},{}", quoted.join(","));
        }
        let read = read("a.csv", text.as_bytes(), &options());
        prop_assert_eq!(read.records.len(), cells.len());
        for (n, (record, row)) in read.records.iter().zip(&cells).enumerate() {
            prop_assert_eq!(text_at(record.fields(), &["id"]), Some(format!("r{n}")));
            let title = row[1].trim();
            prop_assert_eq!(text_at(record.fields(), &["title"]).unwrap_or_default(), title);
        }
    }
}
