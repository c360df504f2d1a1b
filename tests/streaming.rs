//! The run over a catalogue: the same report whatever the threads, and a broken run gone on with.
#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command
        .args([
            "check",
            "--to",
            "JP",
            "--as-of",
            "2026-11-24",
            "--fail-on",
            "never",
        ])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Products, some of them damaged: a cell too many, a wrong value, an unknown column, an identifier twice.
fn catalogue(products: usize) -> String {
    let mut text = String::from("id,title,classes,weight,colour of the lid\n");
    for n in 0..products {
        let id = if n % 97 == 5 { 4 } else { n };
        let class = ["laptop", "toy", "clothing", "cosmetic"][n % 4];
        let weight = if n % 31 == 0 { "heavy" } else { "120 g" };
        let more = if n % 53 == 0 { ",more" } else { "" };
        let _ = writeln!(text, "SKU-{id},Product {n},{class},{weight},red{more}");
    }
    text
}

#[test]
fn threads_do_not_change_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.csv"), catalogue(200)).unwrap();
    for format in ["human", "json", "ndjson"] {
        let outputs: Vec<Vec<u8>> = ["1", "2", "8"]
            .iter()
            .map(|threads| {
                run(
                    folder.path(),
                    &["c.csv", "--format", format, "--threads", threads],
                )
                .stdout
            })
            .collect();
        assert!(outputs[0].len() > 10_000, "{format}");
        assert!(
            outputs.iter().all(|output| *output == outputs[0]),
            "{format}"
        );
    }
}

/// Starts a run and kills it as soon as it has kept something more in its journal; whether it was
/// killed before it had finished.
fn kill(folder: &Path, arguments: &[&str], journal: &Path) -> bool {
    let length = || fs::metadata(journal).map_or(0, |file| file.len());
    // Without --resume the journal is begun anew, at first with nothing but the call.
    let anew = !arguments.contains(&"--resume");
    let (before, call) = (if anew { 0 } else { length() }, 4096);
    let mut child = command(folder, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() && begun.elapsed() < Duration::from_secs(60) {
        if length() > before.max(call) {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.wait().unwrap();
    false
}

/// Runs over files, once unbroken and once killed twice, and holds the reports against each other.
fn resumed(folder: &Path, format: &str, files: &[&str]) {
    let threads = ["1", "4", "2"];
    let name = |of: &str| format!("{of}-{}.{format}", files.concat());
    let (whole, broken) = (name("whole"), name("broken"));
    let arguments = |output, threads| {
        let mut arguments = files.to_vec();
        arguments.extend(["--format", format, "--output", output, "--threads", threads]);
        arguments
    };
    let unbroken = run(folder, &arguments(&whole, "3"));
    let journal = folder.join(format!("{broken}.resume"));
    for (round, threads) in threads[..2].iter().enumerate() {
        let mut arguments = arguments(&broken, threads);
        arguments.extend((round > 0).then_some("--resume"));
        assert!(kill(folder, &arguments, &journal), "{format} {round}");
        assert!(!folder.join(&broken).exists(), "{format}");
        assert!(folder.join(format!("{broken}.part")).exists(), "{format}");
    }
    // A block that was not written to its end.
    let mut torn = fs::read(&journal).unwrap();
    torn.truncate(torn.len() - 9);
    fs::write(&journal, torn).unwrap();
    let mut last = arguments(&broken, threads[2]);
    last.push("--resume");
    let finished = run(folder, &last);
    assert_eq!(finished.status, unbroken.status, "{format}");
    let said = String::from_utf8(finished.stderr).unwrap();
    assert!(said.starts_with("going on: "), "{format}: {said}");
    let [whole, broken_off] = [&whole, &broken].map(|name| fs::read(folder.join(name)).unwrap());
    assert!(whole.len() > 500, "{format}");
    let (got, expected) = (broken_off.len(), whole.len());
    assert!(
        broken_off == whole,
        "{format}: {got} bytes, {expected} expected"
    );
    assert!(!journal.exists(), "{format}");
    assert!(!folder.join(format!("{broken}.part")).exists(), "{format}");
}

#[test]
fn a_killed_run_is_resumed_without_loss_or_repetition() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), catalogue(10)).unwrap();
    fs::write(folder.path().join("b.csv"), catalogue(100)).unwrap();
    for format in [
        "ndjson", "csv", "json", "sarif", "html", "xlsx", "markdown", "junit",
    ] {
        resumed(folder.path(), format, &["a.csv", "none.csv", "b.csv"]);
    }
}

#[test]
fn what_was_found_serves_every_form_of_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("a.csv"), catalogue(80)).unwrap();
    let broken = ["a.csv", "--format", "csv", "--output", "o.csv"];
    assert!(kill(path, &broken, &path.join("o.csv.resume")));
    for format in ["human", "github", "google", "amazon"] {
        let (whole, output) = (format!("whole.{format}"), format!("o.{format}"));
        run(path, &["a.csv", "--format", format, "--output", &whole]);
        let journal = path.join(format!("{output}.resume"));
        fs::copy(path.join("o.csv.resume"), journal).unwrap();
        let arguments = ["a.csv", "--format", format, "--output", &output, "--resume"];
        let said = String::from_utf8(run(path, &arguments).stderr).unwrap();
        assert!(said.starts_with("going on: "), "{format}: {said}");
        let [whole, resumed] = [whole, output].map(|name| fs::read(path.join(name)).unwrap());
        assert!(whole == resumed, "{format}");
    }
    // A page in two languages needs texts that were not kept.
    let page = ["a.csv", "--format", "html", "--output", "o.csv", "--resume"];
    insta::assert_snapshot!(String::from_utf8(run(path, &page).stderr).unwrap());
}

/// An export of Shopify: three variants a product, rows with pictures only, and drafts.
fn shop(products: usize) -> String {
    let mut text = String::from(
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,\
         Variant Grams,Variant Price,Variant Barcode,Image Src,Image Position,Status\n",
    );
    for n in 0..products {
        let status = if n % 7 == 3 { "draft" } else { "active" };
        let _ = writeln!(
            text,
            "lamp-{n},Lamp {n},<p>=1+1 in\nbrass</p>,Acme,Lamp,,TRUE,Size,S,L{n}-S,0120,19.90,0614141{n:06},https://x.test/{n}.jpg,1,{status}"
        );
        let _ = writeln!(
            text,
            "lamp-{n},,,,,,,,M,L{n}-M,0150,21.90,,https://x.test/{n}b.jpg,2,"
        );
        let _ = writeln!(text, "lamp-{n},,,,,,,,L,L{n}-L,0180,24.90,,,,");
        let _ = writeln!(text, "lamp-{n},,,,,,,,,,,,,https://x.test/{n}c.jpg,3,");
    }
    text
}

#[test]
fn variants_over_rows_and_packed_files_are_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("shop.csv"), shop(40)).unwrap();
    let packed = fs::File::create(path.join("b.csv.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packed.write_all(catalogue(100).as_bytes()).unwrap();
    packed.finish().unwrap();
    for format in ["xlsx", "csv"] {
        resumed(path, format, &["shop.csv", "--currency", "EUR"]);
    }
    resumed(path, "json", &["b.csv.gz"]);
}

#[test]
fn a_run_with_a_changed_profile_is_not_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("a.csv"), catalogue(100)).unwrap();
    let mapped = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(["map", "a.csv", "--write", "own.yaml"])
        .current_dir(path)
        .output()
        .unwrap();
    assert!(path.join("own.yaml").exists(), "{mapped:?}");
    let arguments = ["a.csv", "--profile", "own.yaml", "--output", "o.txt"];
    let journal = path.join("o.txt.resume");
    assert!(kill(path, &arguments, &journal));
    let mut profile = fs::read_to_string(path.join("own.yaml")).unwrap();
    profile.push_str("# Another column would be another product.\n");
    fs::write(path.join("own.yaml"), profile).unwrap();
    let output = run(path, &[&arguments[..], &["--resume"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("cannot be gone on with: the profile was"),
        "{told}"
    );
}

#[test]
fn a_run_that_differs_is_not_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("a.csv"), catalogue(100)).unwrap();
    fs::write(path.join("b.csv"), catalogue(5)).unwrap();
    let arguments = ["a.csv", "--format", "json", "--output", "o.json"];
    let journal = path.join("o.json.resume");
    let resumed = [&arguments[..], &["--resume"]].concat();
    assert!(kill(path, &arguments, &journal));
    let mut refusals = String::new();
    let mut refused = |arguments: &[&str]| {
        let output = run(path, arguments);
        assert_eq!(output.status.code(), Some(2));
        refusals.push_str(&String::from_utf8(output.stderr).unwrap());
    };
    refused(&[&resumed[..], &["--strict"]].concat());
    refused(&[&resumed[..], &["b.csv"]].concat());
    refused(&[&["-"], &resumed[1..]].concat());
    // What is given as the content of a block is not taken for it unless the products are the same.
    let kept = fs::read(&journal).unwrap();
    let other = catalogue(100).replace("SKU-3,", "SKU-X,");
    let modified = fs::metadata(path.join("a.csv"))
        .unwrap()
        .modified()
        .unwrap();
    fs::write(path.join("a.csv"), other).unwrap();
    refused(&resumed);
    // A call that cannot tell the files apart; only what stands in them does.
    let line = kept.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let file = fs::File::options()
        .append(true)
        .open(path.join("a.csv"))
        .unwrap();
    file.set_modified(modified).unwrap();
    fs::remove_file(&journal).unwrap();
    assert!(kill(path, &arguments, &journal));
    let begun = fs::read(&journal).unwrap();
    let begins = begun.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(&journal, [&begun[..begins], &kept[line..]].concat()).unwrap();
    refused(&[&resumed[..], &["--quiet"]].concat());
    insta::assert_snapshot!(refusals);
    // Without --resume the run starts anew, and nothing is left of the broken one.
    assert_eq!(run(path, &arguments).status.code(), Some(4));
    assert!(!path.join("o.json.part").exists() && !journal.exists());
    let anew = run(path, &resumed);
    assert_eq!(
        String::from_utf8(anew.stderr).unwrap(),
        "there is no broken run to go on with: starting anew\n"
    );
}

#[test]
fn folders_patterns_and_what_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("exports/old")).unwrap();
    fs::create_dir_all(path.join("empty")).unwrap();
    let write = |name: &str, text: &str| fs::write(path.join(name), text).unwrap();
    write(
        "exports/b.csv",
        "id,title,placed_on_market\n1,A,45985\n2,B,2026-01-01,more\n",
    );
    write("exports/a.json", r#"[{"id": "1", "title": "A"}, 5]"#);
    write("exports/old/c.yaml", "- id: '1'\n");
    write("exports/notes.md", "no catalogue");
    write("exports/.hidden.csv", "id\n1\n");
    let shown: Vec<String> = [
        &["exports", "empty", "exports/*.xlsx"][..],
        &["exports/*.{csv,json}"],
        &["exports/**/*.yaml"],
    ]
    .iter()
    .map(|paths| {
        let output = run(path, &[paths, &["--format", "json"][..]].concat());
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut text = format!(
            "== {} (status {})\n",
            paths.join(" "),
            output.status.code().unwrap()
        );
        for input in report["inputs"].as_array().unwrap() {
            let _ = writeln!(text, "{input}");
        }
        for problem in report["problems"].as_array().unwrap() {
            let _ = writeln!(
                text,
                "{}: {} ({})",
                problem["file"], problem["message"], problem["help"]
            );
        }
        text
    })
    .collect();
    insta::assert_snapshot!(shown.join("\n"));
}
