//! Where outputs go: no file is lost or changed that the program did not make, and nothing of a
//! catalogue moves the cursor of a terminal.
#![cfg(all(feature = "cli", unix))]

use std::fs::{self, OpenOptions};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

const CATALOGUE: &str = "id,title,classes\n1,Shirt,clothing\n2,Bear,toy\n";

struct Run {
    status: i32,
    out: String,
    err: String,
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = command(folder, arguments).output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn check(folder: &Path, path: &str, more: &[&str]) -> Run {
    let call = ["check", path, "--to", "DE", "--as-of", "2026-11-24", "-q"];
    run(folder, &[&call[..], more].concat())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.csv"), CATALOGUE).unwrap();
    folder
}

/// The call is refused, says so, and every file of the folder is as it was.
fn refused(folder: &Path, arguments: &[&str], why: &str) {
    let files = || -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = files();
    let run = run(folder, arguments);
    assert_eq!(run.status, 2, "{arguments:?} {}", run.err);
    assert!(run.err.contains(why), "{arguments:?} {}", run.err);
    assert!(files() == before, "{arguments:?}");
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let folder = folder();
    let path = folder.path();
    fs::hard_link(path.join("in.csv"), path.join("hard.csv")).unwrap();
    symlink("in.csv", path.join("soft.csv")).unwrap();
    fs::create_dir(path.join("shop")).unwrap();
    fs::write(path.join("shop/a.csv"), CATALOGUE).unwrap();
    fs::write(path.join("seller.yaml"), "name: Acme\n").unwrap();
    fs::write(
        path.join("goods.yaml"),
        "id: '1'\nprice: 10 EUR\nhs_code: '6109'\n",
    )
    .unwrap();
    fs::write(
        path.join("rates.csv"),
        "from,to,rate,valid_from,valid_until,source\n",
    )
    .unwrap();
    let why = "is a file that this run reads";
    let check = |input: &str, output: &str| {
        let call = ["check", input, "--to", "DE", "-q", "-o", output];
        refused(path, &call, why);
    };
    for (input, output) in [
        ("in.csv", "in.csv"),
        ("in.csv", "./in.csv"),
        ("in.csv", "hard.csv"),
        ("hard.csv", "in.csv"),
        ("in.csv", "soft.csv"),
        ("soft.csv", "in.csv"),
        ("shop", "shop/a.csv"),
        ("*.csv", "in.csv"),
    ] {
        check(input, output);
    }
    fs::write(path.join("x.csv.part"), CATALOGUE).unwrap();
    check("x.csv.part", "x.csv");
    for (option, file) in [("--seller", "seller.yaml"), ("--rates", "rates.csv")] {
        let call = [
            "check", "in.csv", "--to", "DE", "-q", "-o", file, option, file,
        ];
        refused(path, &call, if option == "--rates" { "rates" } else { why });
        let call = [
            "quote",
            "goods.yaml",
            "--to",
            "DE",
            "-o",
            file,
            option,
            file,
        ];
        refused(path, &call, if option == "--rates" { "rates" } else { why });
    }
    refused(
        path,
        &["quote", "goods.yaml", "--to", "DE", "-o", "goods.yaml"],
        why,
    );
    refused(path, &["tariff", "in.csv", "-o", "in.csv"], why);
    refused(path, &["map", "in.csv", "--write", "in.csv"], why);
    // Standard output may be a file too, and standard input.
    let end = || {
        OpenOptions::new()
            .append(true)
            .open(path.join("in.csv"))
            .unwrap()
    };
    let mut call = command(path, &["check", "in.csv", "--to", "DE", "-q"]);
    assert_eq!(call.stdout(end()).status().unwrap().code(), Some(2));
    let mut call = command(path, &["check", "-", "--to", "DE", "-q", "-o", "in.csv"]);
    let input = fs::File::open(path.join("in.csv")).unwrap();
    assert_eq!(call.stdin(input).status().unwrap().code(), Some(2));
    assert_eq!(fs::read_to_string(path.join("in.csv")).unwrap(), CATALOGUE);
}

#[test]
fn a_profile_that_exists_is_not_written_over() {
    let folder = folder();
    let call = ["map", "in.csv", "--write", "mine.yaml"];
    assert_eq!(run(folder.path(), &call).status, 0);
    refused(
        folder.path(),
        &call,
        "mine.yaml exists, and is left as it is",
    );
    symlink("nowhere", folder.path().join("link.yaml")).unwrap();
    refused(
        folder.path(),
        &["map", "in.csv", "--write", "link.yaml"],
        "exists",
    );
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn files_of_others_beside_the_output_are_left() {
    let folder = folder();
    let path = folder.path();
    let call = ["check", "in.csv", "--to", "DE", "-q", "-o", "o"];
    fs::write(path.join("victim"), "precious").unwrap();
    for own in ["o.part", "o.resume"] {
        let own_path = path.join(own);
        let why = format!("{own} is in the way");
        for resume in [&[][..], &["--resume"]] {
            let call = [&call[..], resume].concat();
            symlink("victim", &own_path).unwrap();
            refused(path, &call, &why);
            fs::remove_file(&own_path).unwrap();
            fs::hard_link(path.join("victim"), &own_path).unwrap();
            refused(path, &call, &why);
            fs::remove_file(&own_path).unwrap();
            fs::write(&own_path, "mine").unwrap();
            refused(path, &call, &why);
            fs::remove_file(&own_path).unwrap();
        }
        assert!(!path.join("o").exists());
    }
    // A link where the output shall go is neither followed nor replaced.
    symlink("victim", path.join("o")).unwrap();
    refused(path, &call, "it is a link");
    assert!(path.join("o").is_symlink());
    assert_eq!(fs::read_to_string(path.join("victim")).unwrap(), "precious");
}

#[test]
fn devices_and_pipes_are_written_into() {
    let folder = folder();
    let path = folder.path();
    let whole = check(path, "in.csv", &[]);
    let made = Command::new("mkfifo").arg(path.join("pipe")).status();
    if made.is_ok_and(|status| status.success()) {
        let pipe = path.join("pipe");
        let reader = std::thread::spawn(move || fs::read_to_string(pipe).unwrap());
        assert_eq!(check(path, "in.csv", &["-o", "pipe"]).status, whole.status);
        assert_eq!(reader.join().unwrap(), whole.out);
        assert!(
            fs::metadata(path.join("pipe"))
                .unwrap()
                .file_type()
                .is_fifo()
        );
    }
    let to_stdout = check(path, "in.csv", &["-o", "/dev/stdout"]);
    assert_eq!((to_stdout.status, to_stdout.out), (whole.status, whole.out));
    // The device is reached by a link, so that nothing of the machine is at stake.
    for (device, status) in [("null", whole.status), ("full", 2)] {
        let target = Path::new("/dev").join(device);
        if !target.exists() {
            continue;
        }
        symlink(&target, path.join(device)).unwrap();
        let run = check(path, "in.csv", &["-o", device]);
        assert_eq!(run.status, status, "{device} {}", run.err);
        assert!(path.join(device).is_symlink());
        let kind = fs::metadata(path.join(device)).unwrap().file_type();
        assert!(kind.is_char_device());
        assert!(!path.join(format!("{device}.part")).exists());
    }
    refused(
        path,
        &["check", "in.csv", "--to", "DE", "-o", "."],
        "folder",
    );
}

#[test]
fn a_closed_pipe_does_not_change_the_status() {
    let folder = folder();
    let path = folder.path();
    let mut text = String::from("id,classes\n");
    for n in 0..200 {
        text.push_str(&format!("{n},clothing\n"));
    }
    fs::write(path.join("many.csv"), text).unwrap();
    let closed = |arguments: &[&str]| {
        let mut child = command(path, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked"), "{arguments:?} {err}");
        output.status.code().unwrap()
    };
    for format in ["human", "json", "csv", "html", "sarif", "xlsx"] {
        let call = [
            "check",
            "many.csv",
            "--to",
            "DE",
            "--as-of",
            "2026-11-24",
            "-q",
        ];
        let call = [&call[..], &["--limit", "0", "--format", format]].concat();
        assert_eq!(closed(&call), 1, "{format}");
    }
    fs::write(path.join("q.csv"), "id,price\n1,10 EUR\n").unwrap();
    let quote = ["quote", "q.csv", "--to", "DE", "--as-of", "2026-11-24"];
    assert_eq!(closed(&quote), run(path, &quote).status);
    for (arguments, status) in [
        (&["completions", "bash"][..], 0),
        (&["man"], 0),
        (&["--help"], 0),
        (&["check", "--help"], 0),
        (&["--version"], 0),
        (&["rules", "list"], 0),
        (&["schema"], 0),
        (&["map", "in.csv"], 0),
        (&["explain", "eu.gpsr.responsible_person"], 0),
        (&["tariff", "in.csv"], 4),
    ] {
        assert_eq!(closed(arguments), status, "{arguments:?}");
        let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
            continue;
        };
        let output = command(path, arguments).stdout(full).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let full = if status == 0 { 2 } else { status };
        assert_eq!(output.status.code(), Some(full), "{arguments:?} {err}");
        assert!(
            status != 0 || err.contains("cannot write"),
            "{arguments:?} {err}"
        );
    }
}

#[test]
fn a_workbook_without_room_for_temporary_files_is_told() {
    let folder = folder();
    let call = [
        "check", "in.csv", "--to", "DE", "-q", "--format", "xlsx", "-o", "o.xlsx",
    ];
    let mut command = command(folder.path(), &call);
    let output = command
        .env("TMPDIR", folder.path().join("none"))
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(
        err.contains("temporary files") && !err.contains("panicked"),
        "{err}"
    );
}

/// Characters that a terminal would obey, or that turn what stands around them.
const HOSTILE: &str = "a\u{1b}]0;pwn\u{7}\u{1b}[31m\u{9b}2J\u{7f}\u{202e}\u{2066}\u{2028}z";

fn harmless(text: &str, what: &[&str]) {
    let obeyed = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(obeyed), "{what:?} {text:?}");
}

#[test]
fn nothing_of_a_catalogue_moves_the_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let record = serde_json::json!([{
        "id": HOSTILE, "title": HOSTILE, "brand": HOSTILE, "price": "10 EUR", "classes": ["clothing"],
        HOSTILE: HOSTILE, "hs_code": HOSTILE,
    }]);
    fs::write(path.join("h.json"), record.to_string()).unwrap();
    let table = format!("id,title,{HOSTILE},price\n1,{HOSTILE},{HOSTILE},{HOSTILE}\n");
    fs::write(path.join("h.csv"), table).unwrap();
    let rule = "eu.gpsr.manufacturer_in_offer";
    let day = "2026-11-24";
    for file in ["h.json", "h.csv"] {
        for arguments in [
            &["check", file, "--to", "DE", "--as-of", day, "-q"][..],
            &[
                "check", file, "--to", "DE", "--as-of", day, "-q", "--format", "csv",
            ],
            &[
                "check", file, "--to", "DE", "--as-of", day, "-q", "--format", "markdown",
            ],
            &["quote", file, "--to", "DE", "--as-of", day],
            &["quote", file, "--to", "DE", "--as-of", day, "--explain"],
            &[
                "quote", file, "--to", "DE", "--as-of", day, "--format", "csv",
            ],
            &["map", file],
            &["explain", rule, "--in", file, "--to", "DE", "--as-of", day],
            &[
                "explain", rule, "--in", file, "--to", "DE", "--record", HOSTILE,
            ],
            &["tariff", file],
        ] {
            let run = run(path, arguments);
            harmless(&run.out, arguments);
            harmless(&run.err, arguments);
        }
    }
    for arguments in [
        &["check", "h.json", "--to", HOSTILE][..],
        &["check", "h.json", "--to", "DE", "--select", HOSTILE],
        &["check", HOSTILE, "--to", "DE"],
        &["check", "h.json", "--to", "DE", HOSTILE, HOSTILE],
        &["check", "h.json", "--to", "DE", "--format", HOSTILE],
        &[HOSTILE],
        &["check", &format!("--{HOSTILE}")],
        &["lint", HOSTILE],
        &["tariff", HOSTILE],
        &["map", HOSTILE],
        &["explain", HOSTILE],
        &["rules", "list", "--area", HOSTILE],
        &["schema", HOSTILE],
        &["quote", "h.json", "--to", "DE", "--rates", HOSTILE],
    ] {
        let run = run(path, arguments);
        harmless(&run.out, arguments);
        harmless(&run.err, arguments);
        assert_ne!(run.status, 101, "{arguments:?}");
    }
}

#[test]
fn a_market_without_rules_is_not_a_clean_one() {
    let folder = folder();
    let path = folder.path();
    let to = |markets: &str, more: &[&str]| {
        let call = [
            "check",
            "in.csv",
            "--to",
            markets,
            "--as-of",
            "2026-11-24",
            "-q",
        ];
        run(path, &[&call[..], more].concat())
    };
    for (markets, more, named) in [
        ("NG", &[][..], "NG"),
        ("DE,NG", &[], "NG"),
        ("KR", &["--select", "eu"], "KR"),
        ("DE,KR", &["--select", "eu"], "KR"),
        ("DE", &["--ignore", "eu,de"], ""),
    ] {
        let human = to(markets, more);
        if human.status != 5 {
            assert!(named.is_empty(), "{markets} {more:?} {}", human.status);
            continue;
        }
        let told = format!("Nothing was checked for {named}");
        assert!(human.out.contains(&told), "{}", human.out);
        assert!(!human.out.contains("cleared"), "{}", human.out);
        let markdown = to(markets, &[more, &["--format", "markdown"]].concat());
        assert_eq!(markdown.status, 5);
        assert!(markdown.out.contains(&told), "{}", markdown.out);
        let github = to(markets, &[more, &["--format", "github"]].concat());
        assert!(github.out.contains(&told), "{}", github.out);
        let json = to(markets, &[more, &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(json["markets_without_rules"], serde_json::json!([named]));
        assert_eq!(json["summary"]["cleared"], 0);
        let html = to(markets, &[more, &["--format", "html"]].concat());
        assert!(html.out.contains(&told) && !html.out.contains("Nothing was found"));
    }
    assert!(to("NG", &["--lang", "zh"]).out.contains("NG 未作任何检查"));
}

#[test]
fn an_open_catalogue_is_not_a_clean_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("in.csv"), "id,title\n1,Thing\n2,Thing\n").unwrap();
    for (format, told) in [
        ("human", "can be said yet of"),
        ("markdown", "can be said yet of"),
        ("github", "can be said yet of"),
        ("html", "can be said yet of"),
    ] {
        let run = check(path, "in.csv", &["--format", format]);
        assert!(run.out.contains(told), "{format} {}", run.out);
        assert!(run.out.contains("classes"), "{format}");
        for never in ["Nothing was found", "cleared (", "are cleared"] {
            assert!(!run.out.contains(never), "{format} {never}");
        }
    }
    let json = check(path, "in.csv", &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["summary"]["open"], 2);
}
