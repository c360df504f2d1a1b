//! The command line as its users meet it: output, exit statuses, bad input.
#![cfg(feature = "cli")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

fn run_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that ends early does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str]) -> Run {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, b"")
}

const MARKET: [&str; 4] = ["--to", "DE", "--as-of", "2026-11-24"];

/// What `check` says to people of a file that could not be read, in Chinese.
fn problems_in_chinese(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let arguments = [
        &["check", name, "--lang", "zh", "--format", "csv"][..],
        &MARKET,
    ]
    .concat();
    let run = run_in(folder.path(), &arguments, b"");
    let mut table = csv::Reader::from_reader(run.stdout.as_bytes());
    let rows = table.records().map(Result::unwrap);
    let problems: Vec<String> = rows
        .filter(|row| &row[0] == "problem")
        .map(|row| {
            let (file, line, code) = (&row[3], &row[4], &row[11]);
            format!("{file}:{line} {code} {}\n  {}\n", &row[12], &row[13])
        })
        .collect();
    problems.concat()
}

/// Checks one file and shows what could not be read, and the status.
fn problems(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let mut arguments = vec!["check", name, "--format", "json"];
    arguments.extend(MARKET);
    let run = run_in(folder.path(), &arguments, b"");
    let report: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let mut text = format!(
        "status {}, {} records checked\n",
        run.status, report["summary"]["records"]
    );
    for problem in report["problems"].as_array().unwrap() {
        let place = [&problem["line"], &problem["column"]]
            .map(std::string::ToString::to_string)
            .join(":");
        text.push_str(&format!(
            "{}:{place} {} {}",
            problem["file"].as_str().unwrap(),
            problem["code"].as_str().unwrap(),
            problem["message"].as_str().unwrap()
        ));
        if let Some(header) = problem["header"].as_str() {
            text.push_str(&format!(" [{header}]"));
        }
        text.push_str(&format!(
            "\n  help: {}\n",
            problem["help"].as_str().unwrap_or("-")
        ));
    }
    text
}

#[test]
fn the_main_job() {
    let run = run(&[
        "check",
        "examples/catalog.csv",
        "--to",
        "DE,US,CN,JP",
        "--as-of",
        "2026-11-24",
    ]);
    assert_eq!(run.status, 1);
    insta::with_settings!({ filters => vec![(r"\([0-9a-f]{16}\)", "(hash)")] }, { insta::assert_snapshot!(run.stdout) });
}

#[test]
fn messages_in_chinese() {
    let mut arguments = vec![
        "check",
        "examples/catalog.csv",
        "--lang",
        "zh",
        "--select",
        "eu.red",
    ];
    arguments.extend(MARKET);
    let run = run(&arguments);
    assert!(run.stdout.contains("接口须为USB-C"), "{}", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn reports_for_programs_have_their_schema() {
    let schema: serde_json::Value = serde_json::from_str(
        &fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/report.schema.json"),
        )
        .unwrap(),
    )
    .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut arguments = vec![
        "check",
        "examples/catalog.csv",
        "--seller",
        "examples/seller.yaml",
        "--on",
        "amazon",
        "--format",
        "json",
    ];
    arguments.extend(MARKET);
    let json = run(&arguments);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|e| e.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(report["findings"].as_array().unwrap().len() > 100);
    arguments.pop();
    arguments.retain(|a| *a != "--format" && *a != "json");
    arguments.extend(["2026-11-24", "--format", "ndjson"]);
    let lines = run_lines(&arguments);
    let findings = lines.iter().filter(|l| l["type"] == "finding").count();
    assert_eq!(findings, report["findings"].as_array().unwrap().len());
    assert_eq!(lines.last().unwrap()["type"], "summary");
}

fn run_lines(arguments: &[&str]) -> Vec<serde_json::Value> {
    run(arguments)
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_same_product_in_every_format_gives_the_same_findings() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        (
            "a.json",
            r#"[{ "id": "1", "title": "T", "classes": ["laptop"], "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" }, "price": "9.90 EUR" }]"#,
        ),
        (
            "a.ndjson",
            "{ \"id\": \"1\", \"title\": \"T\", \"classes\": [\"laptop\"], \"charging\": { \"wired\": true, \"power\": \"65 W\", \"connector\": \"micro_usb\" }, \"price\": \"9.90 EUR\" }\n\n",
        ),
        (
            "a.yaml",
            "- id: '1'\n  title: T\n  classes: [laptop]\n  charging: { wired: true, power: 65 W, connector: micro_usb }\n  price: 9.90 EUR\n",
        ),
        (
            "a.csv",
            "id,title,classes,charging.wired,charging.power,charging.connector,price\n1,T,laptop,true,65 W,micro_usb,9.90 EUR\n",
        ),
        (
            "b.csv",
            "\u{FEFF}id;Title;class;charging.wired;charging.power (W);charging.connector;price;currency\r\n1;T;laptop;yes;65;micro_usb;9.90;EUR\r\n",
        ),
    ];
    let mut seen: Option<Vec<(String, String, String)>> = None;
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
        let mut arguments = vec!["check", name, "--format", "json"];
        arguments.extend(MARKET);
        let run = run_in(folder.path(), &arguments, b"");
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["problems"], serde_json::json!([]), "{name}");
        let findings: Vec<_> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| {
                (
                    f["rule"].to_string(),
                    f["outcome"].to_string(),
                    f["values"].to_string(),
                )
            })
            .collect();
        assert!(findings.len() > 10);
        match &seen {
            None => seen = Some(findings),
            Some(seen) => assert_eq!(seen, &findings, "{name}"),
        }
    }
}

#[test]
fn bad_catalogues() {
    let deep = vec![b'['; 200_000];
    let deep_yaml = vec![b'['; 20_000];
    let deep_yaml = [b"a: ".as_slice(), &deep_yaml].concat();
    let cases: [(&str, &[u8]); 15] = [
        ("truncated.json", br#"[{"id": "1", "title": "A"}, {"id": "2", "titl"#),
        ("columns.csv", b"id,tilte,classes,weigth\n1,A,clothing,5 g\n2,B,clothing,6 g\n"),
        ("cells.csv", b"id,title\n1,A\n2,B,extra,more\n3,C\n4\n"),
        ("types.csv", b"id,weight,price,origin,classes,age_min\n1,\"12,5 kg\",29.99,Chnia,clohting,-3\n2,12,9.99 EUR,CN,clothing,3\n"),
        ("bom_crlf.csv", b"\xEF\xBB\xBFid,title\r\n1,A\r\n"),
        ("duplicate.csv", b"id,title\n1,A\n1,B\n"),
        ("latin1.csv", b"id,title\n1,Caf\xE9\n2,Tea\n"),
        ("utf16.csv", b"\xFF\xFEi\0d\0"),
        ("empty.csv", b"  \n"),
        ("deep.json", deep.as_slice()),
        ("deep.yaml", deep_yaml.as_slice()),
        ("alias.yaml", b"a: &a [x, x]\nb: [*a, *a]\n"),
        ("broken.yaml", b"- id: 1\n  title: A\n- id: 2\n  title: [B\n"),
        ("lines.ndjson", b"{\"id\": \"1\"}\n{\"id\": \n{\"id\": \"3\"}\n[1]\n"),
        ("scalar.json", b"42"),
    ];
    let shown: Vec<String> = cases
        .iter()
        .map(|(name, bytes)| format!("== {name}: {}", problems(name, bytes)))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    let chinese: String = cases
        .iter()
        .map(|(name, bytes)| problems_in_chinese(name, bytes))
        .collect();
    insta::assert_snapshot!("bad_catalogues_in_chinese", chinese);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let mut bytes = b"{\"id\": \"1\"}\n{\"id\": \"".to_vec();
    bytes.extend(vec![b'x'; 50 * 1024 * 1024]);
    bytes.extend(b"\"}\n{\"id\": \"3\"}\n");
    insta::assert_snapshot!(problems("long.ndjson", &bytes));
}

#[test]
fn truncation_anywhere_never_panics() {
    let json = br#"{"products": [{"id": "1", "title": "A \u4e2d", "materials": [{"percent": 1.5e1}]}, {"id": "2"}]}"#;
    let yaml = b"products:\n- id: 1\n  title: \"A\"\n  materials: [{percent: 5}]\n- id: 2\n";
    let csv = b"id,title,\"a\"\"b\"\n1,\"x\ny\",z\n2,b,c\n";
    let options = tidewaiter_catalog::ReadOptions::default();
    for text in [json.as_slice(), yaml, csv] {
        for end in 0..=text.len() {
            let catalogue = tidewaiter_catalog::read("x", &text[..end], &options);
            assert!(catalogue.records.len() <= 2);
            assert!(end > 0 || !catalogue.problems.is_empty());
        }
        let whole = tidewaiter_catalog::read("x", text, &options);
        assert!(whole.problems.is_empty(), "{:?}", whole.problems);
        assert_eq!(whole.records.len(), 2);
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let _ = tidewaiter_catalog::read("x.csv", &bytes, &tidewaiter_catalog::ReadOptions::default());
        let text = String::from_utf8_lossy(&bytes);
        let _ = tidewaiter_syntax::parse(&text, tidewaiter_syntax::FileId::default());
    }

    #[test]
    fn any_words_of_the_language_are_answered(words in proptest::collection::vec(0usize..28, 0..60)) {
        const WORDS: [&str; 28] = ["module", "a", "rule", "{", "}", "require", "every", "x", "in", "list", ":", "and", "not", "(", ")", "[", "]", "5", "g", "\"t\"", "is given", "cite", "LAW", "art. 1", "\n", "//", "example ok", "=="];
        let text: Vec<&str> = words.iter().map(|w| WORDS[*w]).collect();
        let _ = tidewaiter_syntax::parse(&text.join(" "), tidewaiter_syntax::FileId::default());
    }
}

#[test]
fn exit_statuses() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("fine.csv", "id,title,classes\n1,A,antique\n");
    write(
        "laptop.csv",
        "id,classes,charging.wired,charging.power,charging.connector\n1,laptop,true,65 W,micro_usb\n",
    );
    write("header.csv", "id,title\n");
    fs::create_dir(folder.path().join("own")).unwrap();
    write("own/bad.tide", "module a\nrule b { market EU }\n");
    let status = |arguments: &[&str]| run_in(folder.path(), arguments, b"").status;
    let base = ["check", "laptop.csv", "--to", "DE", "--select", "eu.red"];
    assert_eq!(status(&[&base[..], &["--as-of", "2026-04-27"]].concat()), 0);
    assert_eq!(status(&[&base[..], &["--as-of", "2026-04-28"]].concat()), 1);
    assert_eq!(
        status(&[&base[..], &["--as-of", "2026-04-28", "--fail-on", "never"]].concat()),
        0
    );
    assert_eq!(status(&[&base[..], &["--as-of", "2026-04-31"]].concat()), 2);
    assert_eq!(status(&["check", "fine.csv", "--to", "XX"]), 2);
    assert_eq!(status(&["check", "fine.csv"]), 2);
    assert_eq!(
        status(&["check", "fine.csv", "--to", "DE", "--on", "amazn"]),
        2
    );
    assert_eq!(
        status(&["check", "fine.csv", "--to", "DE", "--select", "eu.rde"]),
        2
    );
    assert_eq!(
        status(&["check", "fine.csv", "--to", "DE", "--rules", "own"]),
        3
    );
    assert_eq!(
        status(&[
            "check",
            "fine.csv",
            "absent.csv",
            "--to",
            "DE",
            "--fail-on",
            "never"
        ]),
        4
    );
    assert_eq!(status(&["check", "header.csv", "--to", "DE"]), 5);
    assert_eq!(status(&["lint", "own"]), 3);
    assert_eq!(status(&["fmt", "--check", "own"]), 1);
    assert_eq!(status(&["explain", "eu.gpsr.responsible_persn"]), 2);
    assert_eq!(status(&["rules", "list", "--market", "JP"]), 0);
    assert_eq!(status(&["--help"]), 0);
    assert_eq!(status(&["man"]), 0);
    assert_eq!(status(&["completions", "bash"]), 0);
}

#[test]
fn standard_input_and_output_files() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_in(
        folder.path(),
        &[
            "check",
            "-",
            "--to",
            "DE",
            "--as-of",
            "2026-11-24",
            "--output",
            "report.txt",
        ],
        b"id,classes\n1,clothing\n",
    );
    assert_eq!(run.status, 1);
    assert_eq!(run.stdout, "");
    assert!(
        fs::read_to_string(folder.path().join("report.txt"))
            .unwrap()
            .contains("<stdin>")
    );
}

#[test]
fn explaining() {
    let law = run(&["explain", "eu.privacy.representative"]);
    assert_eq!(law.status, 0);
    insta::assert_snapshot!(law.stdout);
    let derivation = run(&[
        "explain",
        "eu.red.common_charger_laptop",
        "--in",
        "examples/catalog.csv",
        "--record",
        "SKU-002",
        "--to",
        "DE",
        "--as-of",
        "2026-11-24",
    ]);
    insta::assert_snapshot!(derivation.stdout);
}

#[test]
fn charges_are_listed_and_explained() {
    let list = run(&["rules", "list", "--charges", "--market", "US"]);
    assert_eq!(list.status, 0);
    insta::assert_snapshot!(list.stdout);
    for lang in ["en", "zh"] {
        let law = run(&["explain", "charges.eu.customs_duty", "--lang", lang]);
        assert_eq!(law.status, 0);
        insta::assert_snapshot!(format!("a_charge_explained_{lang}"), law.stdout);
    }
    // One name, two editions and the market that is asked about.
    let editions = run(&["explain", "charges.mx.courier_rate", "--to", "MX"]);
    assert_eq!(editions.stdout.matches("in force").count(), 2);
    let elsewhere = run(&["explain", "charges.mx.courier_rate", "--to", "DE"]);
    assert_eq!(elsewhere.status, 5);
    let on = ["rules", "list", "--charges", "--market", "MX", "--as-of"];
    let lines = |date: &str| run(&[&on[..], &[date]].concat()).stdout;
    assert!(lines("2025-08-14").contains("2025-01-01 to 2025-08-14"));
    assert!(lines("2025-08-15").contains("from 2025-08-15"));
    let mistyped = run(&["explain", "charges.eu.import_vta"]);
    insta::assert_snapshot!(mistyped.stderr, @r"
    error: there is no rule and no charge `charges.eu.import_vta`
      help: did you mean charges.eu.import_vat?
    ");
    let areas = run(&["rules", "list", "--charges", "--area", "tax"]);
    assert_eq!(areas.status, 2);
    let record = [
        "explain",
        "charges.eu.import_vat",
        "--in",
        "examples/catalog.csv",
        "--to",
        "DE",
    ];
    assert_eq!(run(&record).status, 2);
}

#[test]
fn stale_tables_are_told() {
    let fresh = run(&["lint", "--as-of", "2026-11-24"]);
    assert_eq!((fresh.status, &*fresh.stderr), (0, ""));
    let stale = run(&["lint", "--as-of", "2027-02-01"]);
    assert_eq!(stale.status, 0);
    insta::assert_snapshot!(stale.stderr);
}

#[test]
fn uses_of_names() {
    let shown = run(&["uses", "common_charger_laptop"]);
    assert_eq!(shown.status, 0);
    assert!(
        shown.stdout.starts_with(
            "rule eu.red.common_charger_laptop\n  defined  rules/markets/eu/red.tide:"
        )
    );
    let json = run(&["uses", "eu.red.common_charger_laptop", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let name = &json["names"][0];
    assert_eq!(
        (&name["kind"], &name["name"]),
        (&"rule".into(), &"eu.red.common_charger_laptop".into())
    );
    let uses = name["uses"].as_array().unwrap();
    assert_eq!(shown.stdout.lines().count(), 1 + 1 + uses.len() + 1);
    let unknown = run(&["uses", "titel"]);
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.stderr.contains("did you mean `title`?"),
        "{}",
        unknown.stderr
    );
    // Rules with mistakes have names too.
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.tide"),
        "module a\ndefine b = true\ndefine c = b and nothing_known\n",
    )
    .unwrap();
    let faulty = run_in(folder.path(), &["uses", "b", "."], b"");
    assert_eq!(faulty.status, 3);
    assert!(faulty.stdout.contains("a.tide:3:12"), "{}", faulty.stdout);
    assert!(faulty.stderr.contains("the rules have mistakes"));
}

/// Rules that are mended: surely, by a guess, and not at all.
const FAULTY: &str = "module a

// A heading.

define never = true

record product {
  title text en \"T.\" zh \"T。\"
  made  date en \"M.\" zh \"M。\"
}
instrument LAW \"Law\"

rule r {
  market DE
  area listing
  severity error
  cite LAW art. 1
  unverified
  require titel is given and made > \"2026-01-31\"
  message en \"m\" zh \"m\"
  remedy en \"r\" zh \"r\"
  example ok as of 2026-01-01 { title: \"A\", made: 2026-02-01 }
  example fails as of 2026-01-01 { made: 2026-01-01 }
}
";

#[test]
fn lint_mends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let file = path.join("a.tide");
    let read = || fs::read_to_string(&file).unwrap();
    let lint = |arguments: &[&str]| run_in(path, &[&["lint", "."], arguments].concat(), b"");
    fs::write(&file, FAULTY).unwrap();

    let told = lint(&[]);
    assert_eq!(told.status, 3);
    assert!(
        told.stderr
            .contains("`--fix` mends 1 of them, `--fix=maybe` 1 more"),
        "{}",
        told.stderr
    );
    // What would change is shown, and nothing changes.
    let diff = lint(&["--diff"]);
    assert_eq!(diff.status, 1);
    assert_eq!(read(), FAULTY);
    insta::assert_snapshot!("lint_diff", diff.stdout);
    let guessed = lint(&["--fix=maybe", "--diff"]);
    assert!(
        guessed.stdout.contains("+  require title is given"),
        "{}",
        guessed.stdout
    );
    assert_eq!(read(), FAULTY);

    // The sure ones are made, and the guess is left.
    let safe = lint(&["--fix"]);
    assert_eq!(safe.status, 3);
    assert_eq!(
        safe.stdout,
        "./a.tide is mended\n  19:37 write 2026-01-31 without quotes [TW0301]\n"
    );
    assert_eq!(read(), FAULTY.replace("\"2026-01-31\"", "2026-01-31"));
    // With the guess the rules load, so that what is unused is told, and goes too.
    let maybe = lint(&["--fix=maybe"]);
    assert_eq!(maybe.status, 0, "{}", maybe.stderr);
    let mended = FAULTY
        .replace("\"2026-01-31\"", "2026-01-31")
        .replace("titel", "title")
        .replace("define never = true\n\n", "");
    assert_eq!(read(), mended);
    let again = lint(&["--fix"]);
    assert_eq!((again.status, &*again.stderr), (0, ""));
    assert_eq!(lint(&["--diff"]).status, 0);
}

#[test]
fn lint_mends_carefully() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("own")).unwrap();
    // Both signs go, and a comment with them: it is left to somebody who looks at it.
    let commented =
        "module b\ndefine flag = true\nrule x { market DE require not // why\n  not flag }\n";
    fs::write(path.join("own/b.tide"), commented).unwrap();
    let run = run_in(path, &["lint", "own", "--fix"], b"");
    assert_eq!(run.status, 3);
    assert!(
        run.stderr
            .contains("own/b.tide would not read as well as before"),
        "{}",
        run.stderr
    );
    assert_eq!(
        fs::read_to_string(path.join("own/b.tide")).unwrap(),
        commented
    );
    // A link leads to a file of others.
    #[cfg(unix)]
    {
        fs::write(path.join("theirs.tide"), FAULTY).unwrap();
        fs::remove_file(path.join("own/b.tide")).unwrap();
        std::os::unix::fs::symlink("../theirs.tide", path.join("own/c.tide")).unwrap();
        let run = run_in(path, &["lint", "own", "--fix"], b"");
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("it is a link to"), "{}", run.stderr);
        assert_eq!(
            fs::read_to_string(path.join("theirs.tide")).unwrap(),
            FAULTY
        );
    }
}

#[test]
fn lint_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a b.tide"), FAULTY).unwrap();
    let lint = |form: &str| {
        let run = run_in(folder.path(), &["lint", ".", "--format", form], b"");
        assert_eq!(run.status, 3);
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()
    };
    let json = lint("json");
    insta::assert_snapshot!("lint_json", serde_json::to_string_pretty(&json).unwrap());
    // The edits are enough to mend the text.
    let mut text = FAULTY.to_owned();
    for problem in json["diagnostics"].as_array().unwrap().iter().rev() {
        for edit in problem["fix"]["edits"].as_array().into_iter().flatten() {
            let at = |name: &str| edit[name].as_u64().unwrap() as usize;
            text.replace_range(
                at("start")..at("end"),
                edit["replacement"].as_str().unwrap(),
            );
        }
    }
    assert!(
        text.contains("require title is given and made > 2026-01-31\n"),
        "{text}"
    );
    let mut sarif = lint("sarif");
    sarif["runs"][0]["tool"]["driver"]["version"] = "…".into();
    sarif["runs"][0]["tool"]["driver"]["semanticVersion"] = "…".into();
    insta::assert_snapshot!("lint_sarif", serde_json::to_string_pretty(&sarif).unwrap());
}

#[test]
fn help_reads_well() {
    insta::assert_snapshot!(run(&["check", "--help"]).stdout);
}

#[test]
fn tariffs() {
    let folder = tempfile::tempdir().unwrap();
    let file = "market,code,origin,duty,from,until\nDE,9405.21,*,4.7 %,2026-01-01,2026-06-30\n\
        EU,9405.21,*,3.7 %,2026-07-01,\nGB,9405,*,2 %,,\n";
    fs::write(folder.path().join("mine.csv"), file).unwrap();
    fs::write(
        folder.path().join("wrong.csv"),
        "market,code,duty\nDE,94051,4 %\nDE,9405,4 %\n",
    )
    .unwrap();
    let tell = |arguments: &[&str]| {
        let run = run_in(folder.path(), arguments, b"");
        format!(
            "$ tidewaiter {}\n{}{}status {}\n",
            arguments.join(" "),
            run.stdout,
            run.stderr,
            run.status
        )
    };
    insta::assert_snapshot!(
        [
            tell(&[
                "tariff",
                "mine.csv",
                "--market",
                "DE",
                "--as-of",
                "2026-11-24"
            ]),
            tell(&[
                "tariff",
                "mine.csv",
                "--code",
                "9405.21.00,9503",
                "--format",
                "csv"
            ]),
            tell(&["tariff", "mine.csv", "--market", "JP"]),
            tell(&["tariff", "wrong.csv", "--format", "csv"]),
            tell(&["tariff", "wrong.csv", "--kind", "taric"]),
            tell(&["tariff", "absent.csv"]),
            tell(&["tariff", "mine.csv", "--as-of", "24.11.2026"]),
            tell(&["tariff", "mine.csv", "--code", "94051"]),
            tell(&["tariff", "mine.csv", "--market", "DEU"]),
        ]
        .join("\n")
    );
    let written = run_in(
        folder.path(),
        &["tariff", "mine.csv", "--format", "csv", "-o", "out.csv"],
        b"",
    );
    assert_eq!((written.status, written.stdout.as_str()), (0, ""));
    let again = fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert_eq!(again.lines().count(), 4);
    insta::assert_snapshot!(run(&["tariff", "--help"]).stdout);
}

#[test]
fn real_catalogues() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/catalogs");
    if !root.is_dir() {
        eprintln!("SKIPPED: the real catalogues are not beside this checkout");
        return;
    }
    for (file, rows) in [
        ("shopify-samples/partners-apparel.csv", 22),
        ("shopify-export-ayonne-cosmetics/products_export_1.csv", 227),
        ("magento2-sample/configurable_products.csv", 1994),
        ("etsy-sabaceramics/EtsyListingsDownload.csv", 27),
    ] {
        let bytes = fs::read(root.join(file)).unwrap();
        let catalogue =
            tidewaiter_catalog::read(file, &bytes, &tidewaiter_catalog::ReadOptions::default());
        // A product may have several rows; none of them is lost.
        let read = catalogue.mapping.unwrap().rows.rows;
        assert!(read == rows, "{file}: {read} rows, {rows} expected");
    }
}
