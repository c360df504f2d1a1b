//! Measures the readers: time and peak memory of reading and mapping a catalogue, as a ratio to the
//! bare parser of its format. `docs/benchmarks.md` says how to run it.
//!
//!     cargo run --release --example measure_readers -- PRODUCTS [FORMAT]

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use tidewaiter_catalog::{ByProfile, Entry, ReadOptions, Source, read_each};

/// `shopify.csv` goes through a profile, the others have attribute paths for names.
const FORMATS: [&str; 10] = [
    "csv",
    "ndjson",
    "json",
    "yaml",
    "xml",
    "xlsx",
    "csv.gz",
    "shopify.csv",
    // These two need the feature `arrow`.
    "parquet",
    "arrow",
];

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    if std::env::args().nth(1).as_deref() == Some("--read") {
        return ours(&std::env::args().nth(2).unwrap_or_default());
    }
    let products: u32 = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000);
    let only = arguments.next();
    let folder = tempfile::tempdir()?;
    println!("format            MB    products/s   MB/s   bare s   ours s   ratio   peak MB");
    for format in FORMATS {
        let built = cfg!(feature = "arrow") || !matches!(format, "parquet" | "arrow");
        if !built || only.as_deref().is_some_and(|only| only != format) {
            continue;
        }
        let path = folder.path().join(format!("catalogue.{format}"));
        generate(&path, format, products)?;
        let size = std::fs::metadata(&path)?.len() as f64 / 1e6;
        let begun = Instant::now();
        let parsed = bare(&path, format)?;
        let bare_time = begun.elapsed().as_secs_f64();
        assert!(
            parsed >= u64::from(products),
            "{format}: {parsed} rows by the bare parser"
        );
        let (time, peak) = ours_in_a_process(&path, products)?;
        println!(
            "{format:<13}{size:>8.1}{:>14.0}{:>7.0}{bare_time:>9.2}{time:>9.2}{:>8.1}{peak:>10}",
            f64::from(products) / time,
            size / time,
            time / bare_time,
        );
        std::fs::remove_file(path)?;
    }
    Ok(())
}

/// Seconds and peak memory in MB of reading a file in a process of its own, so that nothing else is
/// in its memory.
fn ours_in_a_process(path: &Path, products: u32) -> io::Result<(f64, String)> {
    let output = std::process::Command::new(std::env::current_exe()?)
        .arg("--read")
        .arg(path)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [records, seconds, peak] = parts.as_slice() else {
        return Err(io::Error::other(format!("the reading failed: {text}")));
    };
    assert_eq!(*records, products.to_string());
    let seconds = seconds.parse().map_err(io::Error::other)?;
    Ok((seconds, (*peak).to_owned()))
}

/// Reads a file and prints the number of its records, the seconds and the peak memory.
fn ours(path: &str) -> io::Result<()> {
    let begun = Instant::now();
    let mut records = 0u32;
    let source =
        Source::open(Path::new(path)).map_err(|problem| io::Error::other(problem.to_string()))?;
    let options = ReadOptions {
        currency: tidewaiter_value::Currency::parse("EUR").ok(),
        ..ReadOptions::default()
    };
    let mut mapping = ByProfile::new(&source.name, &options);
    read_each(source, &options, &mut mapping, &mut |entry| {
        match entry {
            Entry::Record(record) => {
                std::hint::black_box(&record);
                records += 1;
            }
            Entry::Problem(problem) => eprintln!("{problem}"),
        }
        ControlFlow::Continue(())
    });
    let seconds = begun.elapsed().as_secs_f64();
    let peak = peak().map_or_else(|| "?".to_owned(), |mb| mb.to_string());
    println!("{records} {seconds} {peak}");
    Ok(())
}

/// The peak of the memory of this process in MB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// The attributes of a product of about 1.5 KB.
fn product(n: u32) -> Vec<(String, String)> {
    let classes = [
        "laptop",
        "toy",
        "clothing",
        "cosmetic",
        "luggage",
        "power_tool",
    ];
    let long = |words: usize| {
        let words: Vec<&str> = [
            "sturdy", "lamp", "for", "the", "desk", "with", "a", "soft", "light",
        ]
        .into_iter()
        .cycle()
        .skip(n as usize % 9)
        .take(words)
        .collect();
        words.join(" ")
    };
    let mut cells: Vec<(String, String)> = [
        ("id", format!("SKU-{n:07}")),
        ("title", format!("Desk lamp no. {n}, warm white")),
        ("description", long(200)),
        ("brand", format!("Brand {}", n % 97)),
        (
            "gtin",
            format!("{:013}", 4_006_381_000_000u64 + u64::from(n)),
        ),
        ("classes", classes[n as usize % classes.len()].to_owned()),
        (
            "origin",
            ["CN", "DE", "VN", "IN"][n as usize % 4].to_owned(),
        ),
        ("price", format!("{}.{:02} EUR", n % 300 + 1, n % 100)),
        ("weight", format!("{} g", n % 5000 + 10)),
        ("hs_code", "9405.21".to_owned()),
        ("manufacturer.name", "Example Works Ltd".to_owned()),
        ("manufacturer.country", "CN".to_owned()),
        ("responsible_person.name", "Example GmbH".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for extra in 0..8 {
        cells.push((format!("bullet_{extra}"), long(9)));
    }
    cells
}

fn generate(path: &Path, format: &str, products: u32) -> io::Result<()> {
    if format == "xlsx" {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book
            .add_worksheet_with_low_memory()
            .map_err(io::Error::other)?;
        // Rows are written one after another, the header first.
        for (column, (name, _)) in (0..).zip(product(0)) {
            sheet.write(0, column, name).map_err(io::Error::other)?;
        }
        for n in 0..products.min(1_000_000) {
            for (column, (_, value)) in (0..).zip(product(n)) {
                sheet
                    .write(n + 1, column, value)
                    .map_err(io::Error::other)?;
            }
        }
        return book.save(path).map_err(io::Error::other);
    }
    #[cfg(feature = "arrow")]
    if matches!(format, "parquet" | "arrow") {
        return columns::generate(path, format, products);
    }
    let file = BufWriter::new(std::fs::File::create(path)?);
    let mut out: Box<dyn Write> = if format == "csv.gz" {
        Box::new(flate2::write::GzEncoder::new(
            file,
            flate2::Compression::default(),
        ))
    } else {
        Box::new(file)
    };
    match format {
        "json" => write!(out, "[")?,
        "xml" => write!(out, "<rss><channel>")?,
        _ => {}
    }
    for n in 0..products {
        let cells = product(n);
        let mut text = String::new();
        match format {
            "ndjson" | "json" => {
                let fields: Vec<String> = cells
                    .iter()
                    .map(|(name, value)| format!("\"{name}\":\"{value}\""))
                    .collect();
                let comma = if format == "json" && n > 0 { "," } else { "" };
                let _ = writeln!(text, "{comma}{{{}}}", fields.join(","));
            }
            "yaml" => {
                for (i, (name, value)) in cells.iter().enumerate() {
                    let _ = writeln!(
                        text,
                        "{}{name}: \"{value}\"",
                        if i == 0 { "- " } else { "  " }
                    );
                }
            }
            "xml" => {
                let fields: Vec<String> = cells
                    .iter()
                    .map(|(name, value)| format!("<g:{name}>{value}</g:{name}>"))
                    .collect();
                let _ = writeln!(text, "<item>{}</item>", fields.concat());
            }
            "shopify.csv" => {
                if n == 0 {
                    text.push_str(SHOPIFY);
                }
                text.push_str(&shopify(n, &cells));
            }
            _ => {
                let line = |of: &dyn Fn(&(String, String)) -> String| {
                    cells.iter().map(of).collect::<Vec<_>>().join(",")
                };
                if n == 0 {
                    let _ = writeln!(text, "{}", line(&|(name, _)| name.clone()));
                }
                let _ = writeln!(text, "{}", line(&|(_, value)| format!("\"{value}\"")));
            }
        }
        out.write_all(text.as_bytes())?;
    }
    match format {
        "json" => write!(out, "]")?,
        "xml" => write!(out, "</channel></rss>")?,
        _ => {}
    }
    out.flush()
}

/// The columns of an export of Shopify, one row a product.
const SHOPIFY: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,\
Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Image Position,\
Gift Card,Status\n";

fn shopify(n: u32, cells: &[(String, String)]) -> String {
    let of = |name: &str| {
        let cell = cells.iter().find(|(known, _)| known == name);
        cell.map_or("", |(_, value)| value.as_str())
    };
    format!(
        "lamp-{n},\"{}\",\"<p>{}</p><ul><li>{}</li></ul>\",{},Lamps,\"desk, lamp\",true,Title,Default Title,\
         {},{},5,{}.{:02},{},https://shop.example/{n}.jpg,1,false,active\n",
        of("title"),
        of("description"),
        of("bullet_0"),
        of("brand"),
        of("id"),
        n % 5000 + 10,
        n % 300 + 1,
        n % 100,
        of("gtin"),
    )
}

/// The rows, as the parser alone gives them, with nothing made of them.
fn bare(path: &Path, format: &str) -> io::Result<u64> {
    use calamine::Reader as _;
    let file = || std::fs::File::open(path).map(io::BufReader::new);
    let csv_rows = |source: &mut dyn io::Read| -> io::Result<u64> {
        let mut rows = 0;
        let mut reader = csv::Reader::from_reader(source);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            rows += 1;
        }
        Ok::<u64, std::io::Error>(rows)
    };
    Ok(match format {
        "csv" | "shopify.csv" => csv_rows(&mut file()?)?,
        "csv.gz" => csv_rows(&mut flate2::bufread::MultiGzDecoder::new(file()?))?,
        "ndjson" => {
            let mut rows = 0;
            for line in io::BufRead::split(file()?, b'\n') {
                let line = line?;
                let value = jiter::JsonValue::parse(&line, false)
                    .map_err(|e| io::Error::other(e.to_string()))?;
                std::hint::black_box(&value);
                rows += 1;
            }
            rows
        }
        "json" => {
            let text = std::fs::read(path)?;
            match jiter::JsonValue::parse(&text, false)
                .map_err(|e| io::Error::other(e.to_string()))?
            {
                jiter::JsonValue::Array(rows) => rows.len() as u64,
                _ => 0,
            }
        }
        "yaml" => {
            let text = std::fs::read_to_string(path)?;
            let events = saphyr_parser::Parser::new_from_str(&text);
            events
                .filter(|event| matches!(event, Ok((saphyr_parser::Event::MappingStart(..), _))))
                .count() as u64
        }
        "xml" => {
            let mut reader = quick_xml::Reader::from_reader(file()?);
            let (mut rows, mut buffer) = (0, Vec::new());
            loop {
                match reader
                    .read_event_into(&mut buffer)
                    .map_err(io::Error::other)?
                {
                    quick_xml::events::Event::Start(start) if start.name().as_ref() == "item" => {
                        rows += 1;
                    }
                    quick_xml::events::Event::Eof => break rows,
                    _ => {}
                }
                buffer.clear();
            }
        }
        #[cfg(feature = "arrow")]
        "parquet" | "arrow" => columns::bare(path, format)?,
        _ => {
            let mut book = calamine::Xlsx::new(file()?).map_err(io::Error::other)?;
            let name = book.sheet_names().first().cloned().unwrap_or_default();
            let mut cells = book
                .worksheet_cells_reader(&name)
                .map_err(io::Error::other)?;
            let mut last = 0;
            while let Some(cell) = cells.next_cell().map_err(io::Error::other)? {
                last = cell.get_position().0;
            }
            u64::from(last)
        }
    })
}

/// Parquet and Arrow.
#[cfg(feature = "arrow")]
mod columns {
    use std::fs::File;
    use std::io;
    use std::path::Path;
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn batch(from: u32, to: u32) -> io::Result<RecordBatch> {
        let rows: Vec<_> = (from..to).map(super::product).collect();
        let names = super::product(0).into_iter().map(|(name, _)| name);
        let columns = names.enumerate().map(|(column, name)| {
            let cells = rows
                .iter()
                .map(|row| row.get(column).map(|(_, cell)| cell.as_str()));
            let cells: ArrayRef = Arc::new(cells.collect::<StringArray>());
            (name, cells)
        });
        RecordBatch::try_from_iter(columns).map_err(io::Error::other)
    }

    pub(super) fn generate(path: &Path, format: &str, products: u32) -> io::Result<()> {
        let file = File::create(path)?;
        let schema = batch(0, 1)?.schema();
        let starts = (0..products).step_by(1000);
        let batches = starts.map(|from| batch(from, products.min(from + 1000)));
        if format == "parquet" {
            let mut writer = ArrowWriter::try_new(file, schema, None).map_err(io::Error::other)?;
            for batch in batches {
                writer.write(&batch?).map_err(io::Error::other)?;
            }
            writer.close().map_err(io::Error::other)?;
        } else {
            let mut writer =
                arrow_ipc::writer::FileWriter::try_new(file, &schema).map_err(io::Error::other)?;
            for batch in batches {
                writer.write(&batch?).map_err(io::Error::other)?;
            }
            writer.finish().map_err(io::Error::other)?;
        }
        Ok(())
    }

    pub(super) fn bare(path: &Path, format: &str) -> io::Result<u64> {
        let file = File::open(path)?;
        let mut rows = 0;
        if format == "parquet" {
            let builder =
                ParquetRecordBatchReaderBuilder::try_new(file).map_err(io::Error::other)?;
            for batch in builder.build().map_err(io::Error::other)? {
                rows += batch.map_err(io::Error::other)?.num_rows();
            }
        } else {
            let reader = arrow_ipc::reader::FileReader::try_new(io::BufReader::new(file), None)
                .map_err(io::Error::other)?;
            for batch in reader {
                rows += batch.map_err(io::Error::other)?.num_rows();
            }
        }
        Ok(rows as u64)
    }
}
