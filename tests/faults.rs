//! Faults at every read and write: short, interrupted and failing ones, full disks, and runs killed at
//! any moment. What was read stays what it is, what was not read is told, and no output is half there.
#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tidewaiter::{Checker, MessageLanguage, Settings};
use tidewaiter_catalog::{Catalogue, InputProblem, ReadOptions, Source, read, read_all};
use tidewaiter_report::{Format, Run, Setting};

/// Numbers without a pattern, always the same ones (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// Gives a few bytes at a time, is interrupted now and then, and may fail for good after some bytes.
struct FaultyReader {
    bytes: Vec<u8>,
    at: usize,
    fails_at: Option<usize>,
    numbers: Numbers,
}

impl Read for FaultyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.numbers.below(3) == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let end = self.fails_at.unwrap_or(self.bytes.len());
        if self.at >= end && self.fails_at.is_some() {
            return Err(io::Error::other("the disk is gone"));
        }
        let few = 1 + self.numbers.below(7) as usize;
        let count = few.min(buffer.len()).min(end - self.at);
        buffer[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

fn faulty(name: &str, bytes: &[u8], fails_at: Option<usize>) -> Catalogue {
    let reader = FaultyReader {
        bytes: bytes.to_vec(),
        at: 0,
        fails_at,
        numbers: Numbers(7),
    };
    read_all(Source::of_reader(name, reader), &ReadOptions::default())
}

/// A small catalogue in every form that can be written in a few lines.
fn catalogues() -> Vec<(&'static str, Vec<u8>)> {
    let csv = "id,title,price\n1,Lämp,10 EUR\n2,Rug,12 EUR\n3,\"Mug\nblue\",7 EUR\n";
    let json = r#"{"products":[{"id":"1","title":"Lämp"},{"id":"2","title":"Rug"},{"id":"3","title":"Mug"}]}"#;
    let ndjson = "{\"id\":\"1\",\"title\":\"Lämp\"}\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n";
    let yaml = "- id: \"1\"\n  title: Lämp\n- id: \"2\"\n- id: \"3\"\n";
    let xml = "<?xml version=\"1.0\"?><products><product><id>1</id><title>Lämp</title></product>\
               <product><id>2</id></product><product><id>3</id></product></products>";
    let page = "<html><script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\
                \"@type\":\"Product\",\"sku\":\"1\",\"name\":\"Lämp\"}</script></html>";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(csv.as_bytes()).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(
        csv.as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    zip.start_file("a.csv", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(csv.as_bytes()).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in ["id,title", "1,Lämp", "2,Rug", "3,Mug"].iter().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(row as u32, column as u16, cell).unwrap();
        }
    }
    vec![
        ("a.csv", csv.into()),
        ("a.json", json.into()),
        ("a.ndjson", ndjson.into()),
        ("a.yaml", yaml.into()),
        ("a.xml", xml.into()),
        ("a.html", page.into()),
        ("a.csv.gz", gzip.finish().unwrap()),
        ("a.csv.zst", zstd),
        ("a.zip", zip.finish().unwrap().into_inner()),
        ("a.xlsx", book.save_to_buffer().unwrap()),
    ]
}

#[test]
fn short_and_interrupted_reads_change_nothing() {
    for (name, bytes) in catalogues() {
        let whole = read(name, &bytes, &ReadOptions::default());
        assert!(!whole.records.is_empty(), "{name}: {:?}", whole.problems);
        let slow = faulty(name, &bytes, None);
        assert_eq!(format!("{slow:?}"), format!("{whole:?}"), "{name}");
    }
}

/// Whatever the byte at which the disk fails: that is told, and what is given of the file is its beginning.
#[test]
fn a_failing_read_is_told() {
    for (name, bytes) in catalogues() {
        let whole = read(name, &bytes, &ReadOptions::default());
        let written = |catalogue: &Catalogue| -> Vec<String> {
            let records = catalogue.records.iter();
            records.map(|r| format!("{:?}", r.fields())).collect()
        };
        let expected = written(&whole);
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 60) {
            let broken = faulty(name, &bytes, Some(at));
            // The reader of zstd does not pass on why its source failed.
            let told = broken.problems.iter().any(|problem| {
                let text = problem.in_language(MessageLanguage::English);
                problem.code.unread()
                    && (text.contains("the disk is gone") || name.ends_with("zst"))
            });
            assert!(told, "{name} at {at}: {:?}", broken.problems);
            let got = written(&broken);
            assert!(
                expected.starts_with(&got),
                "{name} at {at}: {got:?} is no beginning of {expected:?}"
            );
        }
    }
}

/// Takes a few bytes at a time, is interrupted now and then, and has room for some bytes only.
struct FaultyWriter {
    written: Vec<u8>,
    room: usize,
    numbers: Numbers,
}

impl FaultyWriter {
    fn with_room(room: usize) -> Self {
        Self {
            written: Vec::new(),
            room,
            numbers: Numbers(11),
        }
    }
}

impl Write for FaultyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.numbers.below(3) == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let left = self.room - self.written.len();
        if left == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let count = bytes
            .len()
            .min(left)
            .min(1 + self.numbers.below(90) as usize);
        self.written.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A run over a few products and problems, checked once.
fn run(checker: &Checker) -> Run<'_> {
    let text =
        "id,title,classes,weight\n1,Lamp,laptop,heavy\n2,Rug,toy,1 kg\n3,Mug,cosmetic,1 kg,more\n";
    let catalogue = read("a.csv", text.as_bytes(), &ReadOptions::default());
    let mut run = Run {
        checker,
        inputs: Vec::new(),
        products: Vec::new(),
        problems: catalogue.problems,
    };
    for raw in catalogue.records {
        let mut record = checker.bind(&raw);
        for problem in std::mem::take(&mut record.problems) {
            run.problems
                .push(InputProblem::of_record(problem, "a.csv", None));
        }
        let mut assessment = checker.check(&record);
        // A few findings make every kind of line.
        assessment.findings.truncate(6);
        run.products.push((raw, assessment));
    }
    run
}

#[test]
fn a_failing_write_is_told_in_every_form() {
    let settings = Settings::new().market("JP").as_of("2026-11-24");
    let checker = Checker::standard(settings).unwrap();
    let run = run(&checker);
    for format in Format::ALL.iter().copied() {
        let report = |writer: &mut dyn Write| run.write(format, Setting::new(&checker), writer);
        let mut whole = Vec::new();
        report(&mut whole).unwrap();
        assert!(whole.len() > 100, "{format:?}");
        // A workbook holds the time of its making, and is as long every time.
        let mut slow = FaultyWriter::with_room(whole.len());
        report(&mut slow).unwrap_or_else(|error| panic!("{format:?}: {error}"));
        assert!(
            slow.written == whole || format.is_binary() && slow.written.len() == whole.len(),
            "{format:?}"
        );
        for room in (0..whole.len()).step_by(1 + whole.len() / 100) {
            let Err(error) = report(&mut FaultyWriter::with_room(room)) else {
                panic!("{format:?}: {room} of {} bytes are no report", whole.len());
            };
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format:?}");
        }
    }
}

/// A library of one small rule, so that a run takes as long as the writing of its report.
fn library(folder: &Path) {
    let rule = "module small\n\
        rule sample {\n  market EU\n  area listing\n  severity error\n  cite LAW art. 1\n  \
        verified 2026-01-01 against \"the text\"\n  require weight is given\n  \
        message en \"The weight of {title} is missing.\" zh \"{title} 缺少重量。\"\n  \
        remedy en \"State it.\" zh \"请填写。\"\n  \
        example ok { weight: 1 g }\n  example fails { title: \"B\", weight: none }\n}\n";
    fs::create_dir(folder.join("rules")).unwrap();
    fs::write(
        folder.join("rules/base.tide"),
        include_str!("lang/base.tide"),
    )
    .unwrap();
    fs::write(folder.join("rules/small.tide"), rule).unwrap();
}

fn catalogue(products: usize) -> String {
    let mut text = String::from("id,title,weight,lid\n");
    for n in 0..products {
        let weight = ["heavy", "", "120 g"][n % 3];
        let _ = writeln!(text, "SKU-{n},Product {n},{weight},red");
    }
    text
}

const FORMATS: [&str; 6] = ["ndjson", "csv", "json", "sarif", "html", "xlsx"];

fn arguments<'a>(format: &'a str, output: &'a str) -> Vec<&'a str> {
    vec![
        "check",
        "c.csv",
        "--rules",
        "rules",
        "--to",
        "DE",
        "--as-of",
        "2026-11-24",
        "--fail-on",
        "never",
        "--profile",
        "none",
        "--threads",
        "2",
        "--format",
        format,
        "--output",
        output,
    ]
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Nothing of a run is left beside its output.
fn assert_tidy(folder: &Path, output: &str) {
    for left in ["part", "resume"] {
        let left = format!("{output}.{left}");
        assert!(!folder.join(&left).exists(), "{left} is left");
    }
}

/// Runs are killed at 200 moments, at the start, in the midst, while the report is finished; each next
/// one goes on. Whatever stands under the name of the output is the whole report.
#[test]
fn two_hundred_killed_runs_are_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    library(path);
    fs::write(path.join("c.csv"), catalogue(200)).unwrap();
    let mut numbers = Numbers(2026);
    let (mut kills, mut finished) = (0, 0);
    for format in FORMATS.iter().cycle() {
        let begun = Instant::now();
        let unbroken = command(path, &arguments(format, "whole")).output().unwrap();
        let took = begun.elapsed();
        assert!(unbroken.status.code() == Some(4), "{}", said(&unbroken));
        let whole = fs::read(path.join("whole")).unwrap();
        for round in 0.. {
            assert!(round < 100, "no run ends");
            let mut call = arguments(format, "o");
            call.extend((round > 0).then_some("--resume"));
            let mut child = command(path, &call).spawn().unwrap();
            let moment = numbers.below(took.as_micros() as u64);
            std::thread::sleep(Duration::from_micros(moment));
            if round < 9 && child.try_wait().unwrap().is_none() {
                child.kill().unwrap();
                kills += 1;
            }
            let ended = child.wait_with_output().unwrap();
            if path.join("o").exists() {
                let report = fs::read(path.join("o")).unwrap();
                assert!(report == whole, "{format}: a report that is not whole");
            }
            match ended.status.code() {
                // Killed between the naming of the report and the end of the process.
                None if path.join("o").exists() => {}
                None => continue,
                Some(code) => assert!(code == 4, "{format}: {}", said(&ended)),
            }
            finished += 1;
            break;
        }
        assert!(path.join("o").exists(), "{format}");
        fs::remove_file(path.join("o")).unwrap();
        let _ = fs::remove_file(path.join("o.resume"));
        assert_tidy(path, "o");
        if kills >= 200 {
            break;
        }
    }
    assert!(finished >= FORMATS.len(), "{finished} runs ended");
}

/// The program under a limit of so many half kilobytes a file, which a write beyond it fails at.
#[cfg(unix)]
fn with_room(folder: &Path, blocks: u64, arguments: &[&str]) -> Output {
    let limited = "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"";
    Command::new("sh")
        .args([
            "-c",
            limited,
            &blocks.to_string(),
            env!("CARGO_BIN_EXE_tidewaiter"),
        ])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap()
}

/// Wherever the room ends, in the report, the journal or a temporary file: the run stops with status 2
/// and names the file, no half report stands there, and a run with room goes on.
#[test]
#[cfg(unix)]
fn a_full_disk_at_any_write_is_told_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    library(path);
    fs::write(path.join("c.csv"), catalogue(150)).unwrap();
    for format in FORMATS {
        let whole = command(path, &arguments(format, "whole")).output().unwrap();
        assert!(whole.status.code() == Some(4), "{}", said(&whole));
        let whole = fs::read(path.join("whole")).unwrap();
        let blocks = whole.len() as u64 / 512;
        for step in 0..5 {
            let room = blocks * step / 5;
            let stopped = with_room(path, room, &arguments(format, "o"));
            let message = said(&stopped);
            if stopped.status.code() == Some(4) {
                // A workbook's parts are larger than the book; all had room.
                assert_eq!(fs::read(path.join("o")).unwrap(), whole, "{format}");
                fs::remove_file(path.join("o")).unwrap();
                continue;
            }
            assert_eq!(stopped.status.code(), Some(2), "{format} {room}: {message}");
            assert!(
                message.contains("cannot write"),
                "{format} {room}: {message}"
            );
            assert!(!path.join("o").exists(), "{format} {room}: half a report");
            let mut again = arguments(format, "o");
            again.push("--resume");
            let again = command(path, &again).output().unwrap();
            assert_eq!(again.status.code(), Some(4), "{format}: {}", said(&again));
            assert!(
                fs::read(path.join("o")).unwrap() == whole,
                "{format} {room}"
            );
            assert_tidy(path, "o");
            fs::remove_file(path.join("o")).unwrap();
        }
    }
}

/// Other commands that write a file: it is whole or not there.
#[test]
#[cfg(unix)]
fn no_command_leaves_half_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("c.csv"), catalogue(3)).unwrap();
    fs::write(path.join("t.csv"), include_str!("tariff/uk.csv")).unwrap();
    fs::write(path.join("q.yaml"), "id: a\nprice: 12.90 EUR\n").unwrap();
    for call in [
        &["map", "c.csv", "--write", "o"][..],
        &["tariff", "t.csv", "--output", "o"],
        &["quote", "q.yaml", "--to", "DE", "--output", "o"],
    ] {
        let stopped = with_room(path, 0, call);
        let message = said(&stopped);
        assert_eq!(stopped.status.code(), Some(2), "{call:?}: {message}");
        assert!(message.contains("cannot write"), "{call:?}: {message}");
        assert_eq!(fs::read_dir(path).unwrap().count(), 3, "{call:?}");
        let whole = command(path, call).output().unwrap();
        assert!(path.join("o").exists(), "{call:?}: {}", said(&whole));
        fs::remove_file(path.join("o")).unwrap();
    }
}
