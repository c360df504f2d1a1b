//! Binary workbooks whose parts contradict each other: refused before their library gets them, or told.
#![cfg(feature = "cli")]

use std::io::Write as _;

use tidewaiter_catalog::{Catalogue, ReadOptions, read};
use tidewaiter_value::record::Datum;

fn read_as(name: &str, bytes: &[u8]) -> Catalogue {
    read(name, bytes, &ReadOptions::default())
}

/// The identifiers that were read, and the codes and messages of what was told.
fn outcome(name: &str, bytes: &[u8]) -> (String, String) {
    let read = read_as(name, bytes);
    let id = |datum: &Datum| match datum {
        Datum::Record(fields) => match fields.first() {
            Some((_, Datum::Text(text) | Datum::Number(text), _)) => text.to_string(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    let ids: Vec<String> = read.records.iter().map(|r| id(r.fields())).collect();
    let told: Vec<String> = read
        .problems
        .iter()
        .map(|p| format!("{}: {}", p.code.code(), p.message))
        .collect();
    (ids.join(" "), told.join("\n"))
}

/// A record of XLS.
fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let mut record = [kind.to_le_bytes(), (bytes.len() as u16).to_le_bytes()].concat();
    record.extend_from_slice(bytes);
    record
}

fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    formatted(row, column, 0, value)
}

fn formatted(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    let mut bytes = [row, column, format].map(u16::to_le_bytes).concat();
    bytes.extend_from_slice(&value.to_le_bytes());
    record(0x0203, &bytes)
}

/// A cell with a text of the table of texts.
fn text(row: u16, column: u16, index: u32) -> Vec<u8> {
    let mut bytes = [row, column, 0].map(u16::to_le_bytes).concat();
    bytes.extend_from_slice(&index.to_le_bytes());
    record(0x00FD, &bytes)
}

fn begin(kind: u8) -> Vec<u8> {
    let mut bytes = vec![0; 16];
    bytes[1] = 6;
    bytes[2] = kind;
    record(0x0809, &bytes)
}

fn end() -> Vec<u8> {
    record(0x000A, &[])
}

/// The stream of a workbook with the texts `id`, `title`, `A`, and a sheet of these cells.
fn stream(cells: &[u8]) -> Vec<u8> {
    stream_of(&["id", "title", "A"], &[], cells)
}

fn stream_of(texts: &[&str], formats: &[u8], cells: &[u8]) -> Vec<u8> {
    let mut table = [texts.len() as u32; 2].map(u32::to_le_bytes).concat();
    for word in texts {
        table.extend_from_slice(&(word.len() as u16).to_le_bytes());
        table.push(0);
        table.extend_from_slice(word.as_bytes());
    }
    let before = [begin(5), formats.to_vec(), record(0x00FC, &table)].concat();
    let sheet_record = 4 + 8 + 1;
    let at = (before.len() + sheet_record + end().len()) as u32;
    let mut sheet = at.to_le_bytes().to_vec();
    sheet.extend_from_slice(&[0, 0, 1, 0, b'S']);
    [
        before,
        record(0x0085, &sheet),
        end(),
        begin(0x10),
        cells.to_vec(),
    ]
    .concat()
}

/// A file of sectors with the stream of a workbook.
fn container(stream: &[u8]) -> Vec<u8> {
    let length = stream.len().max(4096);
    let sectors = length.div_ceil(512);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes());
    put(48, &1u32.to_le_bytes());
    put(56, &4096u32.to_le_bytes());
    put(60, &0xFFFF_FFFEu32.to_le_bytes());
    put(68, &0xFFFF_FFFEu32.to_le_bytes());
    put(76, &[0xFF; 436]);
    put(76, &0u32.to_le_bytes());
    // The table of chains, the directory, and behind them the stream.
    let mut chains = vec![0xFFFF_FFFDu32, 0xFFFF_FFFE];
    chains.extend((0..sectors as u32 - 1).map(|index| index + 3));
    chains.push(0xFFFF_FFFE);
    chains.resize(128, 0xFFFF_FFFF);
    let entry = |name: &str, kind: u8, start: u32, length: u32| {
        let mut entry = vec![0; 128];
        for (index, byte) in name.bytes().enumerate() {
            entry[index * 2] = byte;
        }
        entry[64] = (name.len() * 2 + 2) as u8;
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&length.to_le_bytes());
        entry
    };
    let directory = [
        entry("Root Entry", 5, 0xFFFF_FFFE, 0),
        entry("Workbook", 2, 2, length as u32),
        vec![0; 256],
    ]
    .concat();
    let mut bytes = header;
    bytes.extend(chains.into_iter().flat_map(u32::to_le_bytes));
    bytes.extend(directory);
    bytes.extend_from_slice(stream);
    bytes.resize(512 * (sectors + 3), 0);
    bytes
}

/// Behind the end of the sheet stands nothing but zeros.
fn xls(cells: &[u8]) -> Vec<u8> {
    container(&stream(cells))
}

fn cells(more: &[Vec<u8>]) -> Vec<u8> {
    let header = [text(0, 0, 0), text(0, 1, 1)].concat();
    let good = [number(1, 0, 7.0), text(1, 1, 2)].concat();
    [header, good, more.concat(), end()].concat()
}

#[test]
fn sheets_of_xls_are_walked_before_they_are_read() {
    assert_eq!(
        outcome("a.xls", &xls(&cells(&[]))),
        ("7".into(), String::new())
    );
    let refused = |more: &[Vec<u8>], what: &str| {
        let (ids, told) = outcome("a.xls", &xls(&cells(more)));
        assert_eq!(ids, "", "{what}");
        assert!(told.starts_with("TW1015") && told.contains(what), "{told}");
    };
    // Cells far apart cost the rectangle between them.
    refused(&[number(65_535, 255, 1.0)], "more than the 8000000");
    refused(&[text(2, 0, 3)], "not in its table of texts");
    // Rows and columns that a sheet claims to have.
    let claims = |rows: [u32; 2], columns: [u16; 2]| {
        let mut bytes = rows.map(u32::to_le_bytes).concat();
        bytes.extend(columns.map(u16::to_le_bytes).concat());
        bytes.extend([0, 0]);
        record(0x0200, &bytes)
    };
    refused(&[claims([0, u32::MAX], [0, 1])], "claims to have");
    refused(&[claims([9, 3], [0, 2])], "contradict");
    let claimed = xls(&cells(&[claims([0, 2], [0, 2])]));
    assert_eq!(outcome("a.xls", &claimed), ("7".into(), String::new()));
    // A sheet, a record and a file that end too early.
    let whole = cells(&[]);
    let unended = stream(&whole[..whole.len() - 4]);
    let (ids, told) = outcome("a.xls", &container(&unended));
    assert!(ids.is_empty() && told.starts_with("TW1015"), "{ids} {told}");
    let file = xls(&whole);
    for end in (512..file.len() - 512).step_by(512) {
        let (ids, told) = outcome("a.xls", &file[..end]);
        assert!(
            ids.is_empty() && told.starts_with("TW1015"),
            "{end}: {ids} {told}"
        );
    }
}

#[test]
fn circles_of_sectors_end() {
    let file = xls(&cells(&[]));
    // The directory, and the stream, lead back to themselves.
    for (sector, target) in [(1u32, 1u32), (5, 2), (2, 2), (3, 4_000_000)] {
        let mut circle = file.clone();
        let at = 512 + sector as usize * 4;
        circle[at..at + 4].copy_from_slice(&target.to_le_bytes());
        let (ids, told) = outcome("a.xls", &circle);
        assert!(
            ids.is_empty() && told.starts_with("TW1015"),
            "{sector}: {ids} {told}"
        );
    }
    let mut tables = file;
    tables[68..72].copy_from_slice(&3u32.to_le_bytes());
    tables[512 * 5 - 4..512 * 5].copy_from_slice(&3u32.to_le_bytes());
    assert!(outcome("a.xls", &tables).1.starts_with("TW1015"));
}

/// Whatever is wrong in it, an XLS file is read or told, and nothing panics.
#[test]
fn damaged_xls_is_read_or_told() {
    let file = xls(&cells(&[number(2, 0, 8.0), text(2, 1, 2)]));
    for at in (0..76).chain(512..2048).step_by(97) {
        let mut damaged = file.clone();
        damaged[at] ^= 0xFF;
        let (ids, told) = outcome("a.xls", &damaged);
        assert!(
            !told.is_empty() || ids.split(' ').count() > 1,
            "{at}: {ids}"
        );
    }
}

/// A record of XLSB.
fn part(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let mut record = if kind < 0x80 {
        vec![kind as u8]
    } else {
        vec![(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]
    };
    let mut length = bytes.len();
    loop {
        let more = length > 0x7F;
        record.push((length & 0x7F) as u8 | if more { 0x80 } else { 0 });
        length >>= 7;
        if !more {
            break;
        }
    }
    record.extend_from_slice(bytes);
    record
}

fn wide(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u32).to_le_bytes().to_vec();
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn row(number: u32) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().to_vec();
    bytes.resize(17, 0);
    part(0x00, &bytes)
}

fn cell(kind: u16, column: u32, value: &[u8]) -> Vec<u8> {
    cell_with(kind, column, 0, value)
}

fn cell_with(kind: u16, column: u32, format: u32, value: &[u8]) -> Vec<u8> {
    let mut bytes = column.to_le_bytes().to_vec();
    bytes.extend(format.to_le_bytes());
    bytes.extend_from_slice(value);
    part(kind, &bytes)
}

fn xlsb(rows: &[Vec<u8>]) -> Vec<u8> {
    xlsb_of(["id", "title"], &[], rows)
}

fn xlsb_of(names: [&str; 2], styles: &[u8], rows: &[Vec<u8>]) -> Vec<u8> {
    let names = [cell(6, 0, &wide(names[0])), cell(6, 1, &wide(names[1]))];
    let header = [row(0), names.concat()].concat();
    let sheet = [
        part(0x81, &[]),
        part(0x94, &[0; 16]),
        part(0x91, &[]),
        header,
        rows.concat(),
        part(0x92, &[]),
        part(0x82, &[]),
    ]
    .concat();
    let mut named = [1u32.to_le_bytes(); 2].concat();
    named[0] = 0;
    named.extend(wide("r1"));
    named.extend(wide("S"));
    let book = [part(0x9C, &named), part(0x90, &[]), part(0x9D, &[])].concat();
    let relations =
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut bytes);
    for (name, content) in [
        ("xl/workbook.bin", book.as_slice()),
        ("xl/styles.bin", styles),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ] {
        if content.is_empty() {
            continue;
        }
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap();
    bytes.into_inner()
}

#[test]
fn sheets_of_xlsb_are_read_cell_by_cell() {
    let good = |at: u32, id: f64| {
        [
            row(at),
            cell(5, 0, &id.to_le_bytes()),
            cell(6, 1, &wide("A")),
        ]
        .concat()
    };
    assert_eq!(
        outcome("a.xlsb", &xlsb(&[good(1, 7.0), good(2, 8.0)])),
        ("7 8".into(), String::new())
    );
    // Nothing is made of what lies between.
    assert_eq!(
        outcome("a.xlsb", &xlsb(&[good(1, 7.0), good(1_048_575, 8.0)])).0,
        "7 8"
    );
    let far = [row(2), cell(5, 4_000_000_000, &8f64.to_le_bytes())].concat();
    let (ids, told) = outcome("a.xlsb", &xlsb(&[good(1, 7.0), far, good(3, 9.0)]));
    assert_eq!(ids, "7 9");
    assert!(told.starts_with("TW1008"), "{told}");
    // The library would take such a row for the end, and the eight bytes from the cell before.
    for wrong in [good(1_048_577, 8.0), [row(2), cell(5, 0, &[])].concat()] {
        let (ids, told) = outcome("a.xlsb", &xlsb(&[good(1, 7.0), wrong, good(3, 9.0)]));
        assert!(ids.is_empty() && told.starts_with("TW1015"), "{ids} {told}");
    }
    // A formula that shows an error is not an empty cell.
    let formula = [3, 0, 0, 0, 0x1E, 1, 0, 0, 0, 0, 0];
    let error = [
        row(2),
        cell(5, 0, &8f64.to_le_bytes()),
        cell(0x0B, 1, &[&[0x2A, 0, 0][..], &formula].concat()),
    ]
    .concat();
    let (ids, told) = outcome("a.xlsb", &xlsb(&[good(1, 7.0), error]));
    assert_eq!(ids, "7 8");
    assert!(told.starts_with("TW1016"), "{told}");
}

#[test]
fn a_newer_workbook_with_a_password_is_told_as_that() {
    // The name of the stream of such a container, in a directory of one sector.
    let mut bytes = xls(&cells(&[]));
    let name: Vec<u8> = "Workbook".bytes().flat_map(|byte| [byte, 0]).collect();
    let at = bytes
        .windows(name.len())
        .position(|part| part == name)
        .unwrap();
    let new: Vec<u8> = "EncryptedPackage"
        .bytes()
        .flat_map(|byte| [byte, 0])
        .collect();
    bytes[at..at + new.len()].copy_from_slice(&new);
    let (ids, told) = outcome("a.xlsx", &bytes);
    assert_eq!(ids, "");
    assert!(told.contains("it has a password"), "{told}");
}

/// What the numbers of these formats are as prices, in a file whose prices are in euros.
const SHOWN: [(u16, &str, &str); 5] = [
    (164, "[$£-809]#,##0.00", "12.90 GBP"),
    (165, "0.00\" CHF\"", "12.90 CHF"),
    (166, "0.00\" netto\"", "12.90 EUR"),
    (167, "0.0%", "(unreadable)"),
    // No record of the file has the formats of the program.
    (10, "", "(unreadable)"),
];

fn prices(name: &str, bytes: &[u8]) -> Vec<String> {
    let options = ReadOptions {
        currency: tidewaiter_value::Currency::parse("EUR").ok(),
        ..ReadOptions::default()
    };
    let pack = tidewaiter::RulePack::standard().unwrap();
    let read = read(name, bytes, &options);
    let price = |raw| {
        let record = pack.bind(raw);
        let mut fields = record.fields.iter();
        let price = fields.find(|(name, _)| &***name == "price");
        price.map_or("-".to_owned(), |(_, price)| price.to_string())
    };
    read.records.iter().map(price).collect()
}

fn shown_in_xls() -> Vec<u8> {
    let mut formats = Vec::new();
    for (number, code, _) in SHOWN.iter().filter(|(_, code, _)| !code.is_empty()) {
        let mut bytes = [*number, code.encode_utf16().count() as u16]
            .map(u16::to_le_bytes)
            .concat();
        bytes.push(1);
        bytes.extend(code.encode_utf16().flat_map(u16::to_le_bytes));
        formats.extend(record(0x041E, &bytes));
    }
    let mut rows = [text(0, 0, 0), text(0, 1, 1)].concat();
    for (at, (number, _, _)) in SHOWN.iter().enumerate() {
        let mut format = vec![0; 20];
        format[2..4].copy_from_slice(&number.to_le_bytes());
        formats.extend(record(0x00E0, &format));
        let row = at as u16 + 1;
        rows.extend(text(row, 0, 2));
        rows.extend(formatted(row, 1, at as u16, 12.9));
    }
    rows.extend(end());
    container(&stream_of(&["id", "price", "A"], &formats, &rows))
}

fn shown_in_xlsb() -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut styles = part(0x0267, &4u32.to_le_bytes());
    for (number, code, _) in SHOWN.iter().filter(|(_, code, _)| !code.is_empty()) {
        let mut bytes = number.to_le_bytes().to_vec();
        bytes.extend((code.encode_utf16().count() as u32).to_le_bytes());
        bytes.extend(code.encode_utf16().flat_map(u16::to_le_bytes));
        styles.extend(part(0x2C, &bytes));
    }
    styles.extend(part(0x0269, &5u32.to_le_bytes()));
    let mut rows = Vec::new();
    for (at, (number, _, _)) in SHOWN.iter().enumerate() {
        let mut format = vec![0; 16];
        format[2..4].copy_from_slice(&number.to_le_bytes());
        styles.extend(part(0x2F, &format));
        rows.push(row(at as u32 + 1));
        rows.push(cell(6, 0, &wide("A")));
        rows.push(cell_with(5, 1, at as u32, &12.9f64.to_le_bytes()));
    }
    styles.extend(part(0x026A, &[]));
    (styles, rows)
}

#[test]
fn formats_of_binary_workbooks_say_the_currency() {
    let expected: Vec<&str> = SHOWN.iter().map(|(_, _, price)| *price).collect();
    assert_eq!(prices("a.xls", &shown_in_xls()), expected);
    let (styles, rows) = shown_in_xlsb();
    let file = xlsb_of(["id", "price"], &styles, &rows);
    assert_eq!(prices("a.xlsb", &file), expected);
}

/// Any bit may be wrong, of what no checksum guards: nothing panics outside of the libraries.
#[test]
fn flipped_bits_of_binary_workbooks_are_read_or_told() {
    let mut seed = 7u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let whole = shown_in_xls();
    let (styles, rows) = shown_in_xlsb();
    for _ in 0..25 {
        let mut file = whole.clone();
        let at = next(file.len());
        file[at] ^= 1 << next(8);
        outcome("a.xls", &file);
        let (mut styles, mut rows) = (styles.clone(), rows.clone());
        if next(2) == 0 {
            let at = next(styles.len());
            styles[at] ^= 1 << next(8);
        } else {
            let row = next(rows.len());
            let at = next(rows[row].len());
            rows[row][at] ^= 1 << next(8);
        }
        outcome("a.xlsb", &xlsb_of(["id", "price"], &styles, &rows));
    }
}

#[test]
fn a_cell_that_a_sheet_has_twice_is_told() {
    let double = |second: &str| {
        let rows = [
            row(1),
            cell(6, 0, &wide("7")),
            cell(6, 1, &wide("A")),
            cell(6, 1, &wide(second)),
        ];
        outcome("a.xlsb", &xlsb(&rows))
    };
    let (ids, told) = double("B");
    assert_eq!(ids, "7");
    assert!(
        told.starts_with("TW1016") && told.contains("twice"),
        "{told}"
    );
    assert_eq!(double("A"), ("7".into(), String::new()));
}
