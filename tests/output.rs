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
    hostile_rules(path);
    for more in [
        &["map", "in.csv", "--rules", "rules"][..],
        &[
            "explain", "a.b.r", "--to", "DE", "--in", "in.csv", "--rules", "rules",
        ],
    ] {
        let mut call = command(path, more);
        assert_eq!(
            call.stdout(end()).status().unwrap().code(),
            Some(2),
            "{more:?}"
        );
    }
    for more in [&["lint", "rules"][..], &["schema", "--rules", "rules"]] {
        let rule = OpenOptions::new()
            .append(true)
            .open(path.join("rules/r.tide"));
        let mut call = command(path, more);
        assert_eq!(
            call.stdout(rule.unwrap()).status().unwrap().code(),
            Some(2),
            "{more:?}"
        );
    }
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
    for format in ["human", "json", "ndjson"] {
        assert_eq!(
            closed(&["map", "many.csv", "--format", format]),
            0,
            "{format}"
        );
    }
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
const HOSTILE: &str =
    "a\u{1b}]0;pwn\u{7}\u{1b}[31m\u{9b}2J\u{7f}\u{202e}\u{2066}\u{2028}\u{200e}\u{61c}\u{feff}z";

fn harmless(text: &str, what: &[&str]) {
    let obeyed = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(
                c,
                '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}'
            )
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(obeyed), "{what:?} {text:?}");
}

/// Rules with hostile texts, which are read much sooner than the standard ones.
fn hostile_rules(folder: &Path) {
    let text = "module a.b\nrecord product {\n  id text en \"I.\" zh \"号。\"\n  title text en \"T@.\" zh \"题@。\"\n  brand text en \"B@.\" zh \"牌@。\"\n  price money en \"P.\" zh \"价。\"\n}\n\
        instrument L \"Law@\" { url \"https://example.org\" }\n\
        rule r {\n  market DE\n  area listing\n  severity error\n  cite L art. 1\n  verified 2026-11-24 against \"x@\" confidence high\n  \
        require not (brand is given) or title == brand\n  message en \"M@ {title} {brand}.\" zh \"消息@ {title} {brand}。\"\n  remedy en \"R@.\" zh \"补@。\"\n  \
        example ok { title: \"@\" }\n  example fails { title: \"A\", brand: \"B@\" }\n}\n";
    fs::create_dir(folder.join("rules")).unwrap();
    // What stands for itself in a text; ESC is refused there.
    let own = "\u{9b}2J\u{202e}\u{2028}\u{200e}";
    fs::write(folder.join("rules/r.tide"), text.replace('@', own)).unwrap();
}

#[test]
fn nothing_of_a_catalogue_moves_the_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let record = serde_json::json!([{
        "id": HOSTILE, "title": HOSTILE, "brand": "B", "price": "10 EUR", "classes": ["clothing"],
        HOSTILE: HOSTILE, "hs_code": HOSTILE,
    }]);
    fs::write(path.join("h.json"), record.to_string()).unwrap();
    let table = format!("id,title,{HOSTILE},price\n1,{HOSTILE},{HOSTILE},{HOSTILE}\n");
    fs::write(path.join("h.csv"), table).unwrap();
    fs::write(path.join("s.yaml"), record[0].to_string()).unwrap();
    hostile_rules(path);
    let own = ["--rules", "rules"];
    let day = ["--as-of", "2026-11-24"];
    let named = format!("{HOSTILE}.csv");
    fs::write(path.join(&named), "id,title,zz\n1,Shirt\n").unwrap();
    let both = ["h.json", "h.csv", &named, "--to", "DE"];
    let explain = ["explain", "a.b.r", "--to", "DE", "--in"];
    let seen = |arguments: &[&str]| {
        let run = run(path, arguments);
        harmless(&run.out, arguments);
        harmless(&run.err, arguments);
        assert_ne!(run.status, 101, "{arguments:?}");
        assert!(run.status != 3, "{arguments:?} {}", run.err);
        run
    };
    // The standard rules, by which goods and charges are named.
    let standard: [&[&str]; 3] = [
        &["check"],
        &["quote", "--explain"],
        &["quote", "--format", "csv"],
    ];
    for arguments in standard {
        seen(&[arguments, &both, &day].concat());
    }
    for format in [
        "human", "json", "ndjson", "csv", "sarif", "junit", "github", "markdown", "html", "google",
        "amazon",
    ] {
        for language in ["en", "zh"] {
            let how = ["--format", format, "--lang", language, "--all", "-q"];
            let told = seen(&[&["check"], &both[..], &day, &own, &how].concat());
            if format == "json" {
                let report: serde_json::Value = serde_json::from_str(&told.out).unwrap();
                let finding = &report["findings"][0];
                assert_eq!(finding["record"]["id"], HOSTILE, "{}", told.out);
            }
        }
    }
    let quote = ["quote", "--format", "json"];
    seen(&[&quote[..], &both, &day, &own].concat());
    for file in ["h.json", "h.csv"] {
        for format in ["human", "json", "ndjson"] {
            seen(&[&["map", file, "--format", format], &own[..]].concat());
        }
        seen(&[&explain[..], &[file], &day, &own].concat());
        seen(&[&explain[..], &[file, "--record", HOSTILE], &own].concat());
        seen(&["tariff", file]);
    }
    seen(&["map", "h.csv", "--rules", "rules", "--write", "p.yaml"]);
    harmless(
        &fs::read_to_string(path.join("p.yaml")).unwrap(),
        &["--write"],
    );
    for arguments in [
        &["check", "h.json", "--to", HOSTILE][..],
        &["check", "h.json", "--to", "DE", "--select", HOSTILE],
        &["check", "h.json", "--to", "DE", "--seller", "s.yaml"],
        &["check", "h.json", "--to", "DE", "--seller", HOSTILE],
        &["check", "h.json", "--to", "DE", "--profile", HOSTILE],
        &["check", "h.json", "--to", "DE", "--profile", "s.yaml"],
        &["check", "h.json", "--to", "DE", "--rates", "h.csv"],
        &["check", "h.json", "--to", "DE", "--currency", HOSTILE],
        &[
            "check",
            "h.json",
            "--to",
            "DE",
            "--output",
            &format!("{HOSTILE}/x"),
        ],
        &[
            "check",
            "h.csv",
            "--to",
            "DE",
            "--map",
            &format!("{HOSTILE}={HOSTILE}"),
        ],
        &["check", HOSTILE, "--to", "DE"],
        &["check", "h.json", "--to", "DE", HOSTILE, HOSTILE],
        &["check", "h.json", "--to", "DE", "--format", HOSTILE],
        &["check", "h.json", "--to", "DE", &format!("--{HOSTILE}")],
        &["map", HOSTILE],
        &["explain", HOSTILE],
        &["explain", "a.b.r"],
        &["rules", "list"],
        &["rules", "list", "--area", HOSTILE],
        &["schema"],
        &["schema", "--json-schema"],
        &["schema", HOSTILE],
        &["quote", "h.json", "--to", "DE", "--rates", HOSTILE],
        &["quote", "h.json", "--to", "DE", "--tariff", "h.csv"],
    ] {
        seen(&[arguments, &own].concat());
    }
    for arguments in [
        &[HOSTILE][..],
        &["lint", "rules"],
        &["lint", "rules", "--cost"],
        &["test", "rules"],
        &["fmt", "rules", "--check"],
        &["tariff", HOSTILE],
    ] {
        seen(arguments);
    }
    let missing = run(path, &["lint", HOSTILE]);
    harmless(&missing.err, &["lint"]);
}

/// `fmt` changes a file of the user: whole or not at all, with its rights, and no file of others.
#[test]
fn formatting_keeps_what_a_file_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let (loose, tidy) = (
        "module a.b\n\n\n\ndefine  x = true\n",
        "module a.b\n\ndefine x = true\n",
    );
    fs::create_dir(path.join("rules")).unwrap();
    fs::create_dir(path.join("others")).unwrap();
    let file = path.join("rules/a.tide");
    let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    fs::write(&file, loose).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    // A link that stays inside leads to a file that is formatted anyway.
    symlink("a.tide", path.join("rules/b.tide")).unwrap();
    assert_eq!(run(path, &["fmt", "rules"]).status, 0);
    assert_eq!(read("rules/a.tide"), tidy);
    assert!(path.join("rules/b.tide").is_symlink());
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(fs::read_dir(path.join("rules")).unwrap().count(), 2);
    for (name, target) in [
        ("victim.tide", "../others/victim.tide"),
        ("deep", "../others"),
    ] {
        fs::write(path.join("others/victim.tide"), loose).unwrap();
        fs::write(path.join("rules/z.tide"), loose).unwrap();
        let link = path.join("rules").join(name);
        symlink(target, &link).unwrap();
        let run = run(path, &["fmt", "rules"]);
        assert_eq!(run.status, 2, "{}", run.err);
        assert!(run.err.contains("it is a link to"), "{}", run.err);
        assert!(
            run.out.contains("1 formatted, 0 not read, 1 not written"),
            "{}",
            run.out
        );
        assert_eq!(read("others/victim.tide"), loose);
        assert_eq!(read("rules/z.tide"), tidy, "the others are formatted");
        fs::remove_file(link).unwrap();
    }
    symlink("others/victim.tide", path.join("l.tide")).unwrap();
    assert_eq!(run(path, &["fmt", "l.tide"]).status, 2);
    fs::hard_link(path.join("others/victim.tide"), path.join("hard.tide")).unwrap();
    let hard = run(path, &["fmt", "hard.tide"]);
    assert!(
        hard.status == 2 && hard.err.contains("a hard link"),
        "{}",
        hard.err
    );
    fs::remove_file(path.join("hard.tide")).unwrap();
    fs::set_permissions(
        path.join("others/victim.tide"),
        fs::Permissions::from_mode(0o444),
    )
    .unwrap();
    let read_only = run(path, &["fmt", "others"]);
    assert!(
        read_only.status == 2 && read_only.err.contains("cannot write"),
        "{}",
        read_only.err
    );
    assert_eq!(read("others/victim.tide"), loose);
    assert_eq!(fs::read_dir(path.join("others")).unwrap().count(), 1);
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
        // Forms that are lists name them too: an empty list would look like a clean run.
        for form in ["csv", "junit", "sarif"] {
            let list = to(markets, &[more, &["--format", form]].concat());
            assert_eq!(list.status, 5);
            assert!(list.out.contains(&told), "{form} {}", list.out);
        }
        for form in ["google", "amazon"] {
            let list = to(markets, &[more, &["--format", form]].concat());
            let list: serde_json::Value = serde_json::from_str(&list.out).unwrap();
            assert_eq!(list["markets_without_rules"], serde_json::json!([named]));
        }
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
    for format in ["json", "google", "amazon"] {
        let json = check(path, "in.csv", &["--format", format]);
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(json["summary"]["open"], 2, "{format}");
    }
    let sarif = check(path, "in.csv", &["--format", "sarif"]).out;
    assert!(sarif.contains("can be said yet of"), "{sarif}");
}

/// A header alone, or rows none of which can be read, is a failure in every form.
#[test]
fn an_empty_catalogue_is_not_a_clean_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    hostile_rules(path);
    fs::write(path.join("none.csv"), "id,title,price\n").unwrap();
    fs::write(path.join("broken.json"), "[5, 6]").unwrap();
    for (file, status) in [("none.csv", 5), ("broken.json", 4)] {
        for format in [
            "human", "csv", "junit", "sarif", "github", "markdown", "html",
        ] {
            let run = check(path, file, &["--rules", "rules", "--format", format]);
            assert_eq!(run.status, status, "{file} {format}");
            let told = run.out.contains("Nothing was checked") || run.out.contains("TW1");
            assert!(told, "{file} {format} {}", run.out);
        }
    }
    let sarif = check(path, "none.csv", &["--rules", "rules", "--format", "sarif"]).out;
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(
        sarif["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    let junit = check(path, "none.csv", &["--rules", "rules", "--format", "junit"]).out;
    assert!(
        junit.contains("errors=\"1\"") && junit.contains("<error"),
        "{junit}"
    );
}
