//! The run over a catalogue: the same report whatever the threads, and a broken run gone on with.
#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::fs;
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

#[test]
fn a_killed_run_is_resumed_without_loss_or_repetition() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("a.csv"), catalogue(20)).unwrap();
    fs::write(path.join("b.csv"), catalogue(900)).unwrap();
    let whole = [
        "a.csv",
        "b.csv",
        "--format",
        "ndjson",
        "--output",
        "whole.ndjson",
    ];
    assert_eq!(run(path, &whole).status.code(), Some(4));
    let expected = fs::read(path.join("whole.ndjson")).unwrap();
    let broken = [
        "a.csv",
        "b.csv",
        "--format",
        "ndjson",
        "--output",
        "broken.ndjson",
    ];
    let resumed = [&broken[..], &["--resume"]].concat();
    let note = path.join("broken.ndjson.resume");
    let mut kills = 0;
    // The first run is killed at its first checkpoint in the second file, the next ones at any later.
    for round in 0..3 {
        let arguments = if round == 0 {
            &broken[..]
        } else {
            &resumed[..]
        };
        let before = fs::read(&note).unwrap_or_default();
        let mut child = command(path, arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() && begun.elapsed() < Duration::from_secs(60) {
            let now = fs::read_to_string(&note).unwrap_or_default();
            if now.contains("\"file\":1,\"entries\":")
                && !now.contains("\"entries\":0,")
                && now.as_bytes() != before
            {
                child.kill().unwrap();
                kills += 1;
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        child.wait().unwrap();
        assert!(!path.join("broken.ndjson").exists());
        // What stands behind the last checkpoint is written again.
        assert!(path.join("broken.ndjson.part").exists());
    }
    assert_eq!(kills, 3);
    let other = run(path, &[&resumed[..], &["--strict"]].concat());
    let refusal = String::from_utf8(other.stderr).unwrap();
    insta::assert_snapshot!(refusal);
    assert_eq!(run(path, &resumed).status.code(), Some(4));
    let got = fs::read(path.join("broken.ndjson")).unwrap();
    assert!(
        got == expected,
        "{} bytes, {} expected",
        got.len(),
        expected.len()
    );
    assert!(!note.exists());
    assert!(!path.join("broken.ndjson.part").exists());
}

#[test]
fn a_changed_file_is_not_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("a.csv"), catalogue(400)).unwrap();
    let arguments = ["a.csv", "--format", "ndjson", "--output", "o.ndjson"];
    let mut child = command(path, &arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while child.try_wait().unwrap().is_none() && !path.join("o.ndjson.resume").exists() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    fs::write(path.join("a.csv"), catalogue(300)).unwrap();
    let refused = run(path, &[&arguments[..], &["--resume"]].concat());
    assert_eq!(refused.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(refused.stderr).unwrap());
    let json = run(
        path,
        &[
            "a.csv", "--format", "json", "--output", "o.json", "--resume",
        ],
    );
    assert_eq!(json.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(json.stderr).unwrap());
    // Without --resume the run starts anew, and nothing is left of the broken one.
    assert_eq!(run(path, &arguments).status.code(), Some(4));
    assert!(!path.join("o.ndjson.part").exists());
    assert!(!path.join("o.ndjson.resume").exists());
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
