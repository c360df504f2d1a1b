//! Hostile and damaged inputs of every format: each is read or told, and nothing is lost in silence.
#![cfg(feature = "catalog")]

use tidewaiter_catalog::{Catalogue, InputCode, ReadOptions, read};
use tidewaiter_value::record::Datum;

fn read_as(name: &str, bytes: impl AsRef<[u8]>) -> Catalogue {
    read(name, bytes.as_ref(), &ReadOptions::default())
}

fn codes(catalogue: &Catalogue) -> Vec<&'static str> {
    catalogue.problems.iter().map(|p| p.code.code()).collect()
}

fn ids(catalogue: &Catalogue) -> Vec<String> {
    let id = |fields: &Datum| match fields {
        Datum::Record(fields) => fields
            .iter()
            .find_map(|(name, value, _)| match value {
                Datum::Text(text) | Datum::Number(text) if name == "id" || name == "sku" => {
                    Some(text.to_string())
                }
                _ => None,
            })
            .unwrap_or_default(),
        _ => String::new(),
    };
    catalogue.records.iter().map(|r| id(r.fields())).collect()
}

/// What stands around a list of products is JSON too: a mistake there may hide products.
#[test]
fn an_object_around_a_list_is_read_as_json() {
    let wrong = [
        (r#"{"products":[{"id":"1"}] {"id":"2"}, {"id":"3"}]}"#, "1"),
        (r#"{"products":[{"id":"1"}] x }"#, "1"),
        (r#"{"products":[{"id":"1"}]]}"#, "1"),
        (r#"{"products":[{"id":"1"}],,"b":2}"#, "1"),
        (r#"{"products":[{"id":"1"}],}"#, "1"),
        (r#"{"products":[{"id":"1"}] "b":2}"#, "1"),
        (r#"{"products":[{"id":"1"}],"b" 2}"#, "1"),
        (r#"{"products":[{"id":"1"}],"b":}"#, "1"),
        (r#"{"products":[{"id":"1"}],"b":tru}"#, "1"),
        (r#"{"products":[{"id":"1"}],"b":[1 2]}"#, "1"),
        (r#"{"products":[{"id":"1"}],"b":{"c":{"d" 1}}}"#, "1"),
        (r#"{"products":[{"id":"1"}],"b":"\x"}"#, "1"),
        (r#"{"products":[{"id":"1"}],b:2}"#, "1"),
        (r#"{"products":[{"id":"1"}]:2}"#, "1"),
        (r#"{"products":[{"id":"1"}]}}"#, "1"),
        (r#"{"b":1 "products":[{"id":"1"}]}"#, "1"),
        (r#"{"b" 1,"products":[{"id":"1"}]}"#, "1"),
        (r#"{"b":1,,"products":[{"id":"1"}]}"#, "1"),
        (r#"{,"products":[{"id":"1"}]}"#, "1"),
        (r#"{"b":tru,"products":[{"id":"1"}]}"#, "1"),
        (r#"{"b":[,],"products":[{"id":"1"}]}"#, "1"),
        (r#"{"products" [{"id":"1"}]}"#, "1"),
        (r#"[{"id":"1"}] ]"#, "1"),
        (r#"[{"id":"1"}],{"id":"2"}"#, "1 2"),
        (r#"[{"id":"1"},,{"id":"2"}]"#, "1 2"),
    ];
    for (text, expected) in wrong {
        let read = read_as("a.json", text);
        assert_eq!(ids(&read).join(" "), expected, "{text}");
        assert!(codes(&read).contains(&"TW1004"), "{text}");
    }
    let right = [
        (
            r#"{"b":{"c":[1,{}]},"products":[{"id":"1"}],"d":-1e3,"e":null,"f":"\u00e9"}"#,
            "1",
        ),
        (r#"{"products":[{"id":"1"}],"items":[{"id":"2"}]}"#, "1 2"),
        (r#"{"produc\u0074s":[{"id":"1"}]}"#, "1"),
        (
            r#"{"products":[]}{"products":[{"id":"1"}]} [{"id":"2"}]"#,
            "1 2",
        ),
        (
            "{\"products\":[{\"id\":\"1\"}]}\n{\"products\":[{\"id\":\"2\"}]}\n",
            "1 2",
        ),
    ];
    for (text, expected) in right {
        let read = read_as("a.json", text);
        assert_eq!(ids(&read).join(" "), expected, "{text}");
        assert_eq!(codes(&read), Vec::<&str>::new(), "{text}");
    }
    let told = &read_as("a.json", wrong[0].0).problems[0];
    assert_eq!((told.code, told.place.column), (InputCode::Json, 26));
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Rows that no packer takes to be the same.
fn rows(count: u32) -> String {
    (0..count).fold("id,title\n".to_owned(), |text, row| {
        format!("{text}{row},{}\n", row.wrapping_mul(2_654_435_761))
    })
}

/// What was unpacked is what was packed: checksums are compared, and frames behind one another are read.
#[test]
fn damage_of_packed_files_is_told() {
    let whole = zstd(rows(9).as_bytes());
    assert_eq!(codes(&read_as("a.csv.zst", &whole)), Vec::<&str>::new());
    let mut checksum = whole.clone();
    *checksum.last_mut().unwrap() ^= 1;
    let read = read_as("a.csv.zst", &checksum);
    assert_eq!(codes(&read), ["TW1013"]);
    assert!(
        read.problems[0].to_string().contains("checksum"),
        "{}",
        read.problems[0]
    );
    for end in (5..whole.len()).step_by(11) {
        assert!(
            !codes(&read_as("a.csv.zst", &whole[..end])).is_empty(),
            "{end}"
        );
    }
    for at in (8..whole.len()).step_by(5) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        let read = read_as("a.csv.zst", &flipped);
        let told = !codes(&read).is_empty();
        assert!(told || ids(&read).len() == 9, "{at}");
    }
    // Parallel packers write several frames, and others between them that hold no data.
    let skipped = b"\x50\x2A\x4D\x18\x03\x00\x00\x00abc".to_vec();
    let frames = [
        skipped.clone(),
        whole.clone(),
        skipped.clone(),
        zstd(b"x,y\n"),
        skipped,
    ]
    .concat();
    let read = read_as("a.csv.zst", &frames);
    assert_eq!((read.records.len(), codes(&read).len()), (10, 0));
    let cut = read_as("a.csv.zst", &frames[..frames.len() - 1]);
    assert_eq!(codes(&cut), ["TW1013"]);
    let behind = read_as("a.csv.zst", [whole.as_slice(), b"x"].concat());
    assert_eq!(codes(&behind), ["TW1013"]);
}

/// A path in a header has an end.
#[test]
fn long_paths_are_names() {
    let path = vec!["a"; 40_000].join(".");
    let read = read_as("a.csv", format!("id,title,{path}\nS,T,1\n"));
    assert_eq!(ids(&read), ["S"]);
    let numbered = vec!["0"; 40_000].join("][");
    let read = read_as("a.csv", format!("id,title,a[{numbered}]\nS,T,1\n"));
    assert_eq!(ids(&read), ["S"]);
    let options = ReadOptions {
        columns: [("x".to_owned(), path)].into(),
        ..ReadOptions::default()
    };
    let read = tidewaiter_catalog::read("a.csv", b"id,title,x\nS,T,1\n", &options);
    assert_eq!(ids(&read), ["S"]);
}

/// Whatever of a folder cannot be read is among what is to be read, so that it is told.
#[cfg(unix)]
#[test]
fn links_and_closed_folders_are_told() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use tidewaiter_catalog::{Source, files};
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for inner in ["in/sub", "out"] {
        std::fs::create_dir_all(at(inner)).unwrap();
    }
    for file in ["in/a.csv", "in/sub/b.csv", "out/c.csv"] {
        std::fs::write(at(file), "id,title\n1,A\n").unwrap();
    }
    symlink(at("nowhere.csv"), at("in/broken.csv")).unwrap();
    symlink(at("nowhere"), at("in/broken")).unwrap();
    symlink(at("in"), at("in/circle")).unwrap();
    symlink(at("in/sub"), at("in/again")).unwrap();
    symlink(at("out"), at("in/elsewhere")).unwrap();
    symlink(at("out/c.csv"), at("in/linked.csv")).unwrap();
    symlink(at("in/a.csv"), at("in/twice.csv")).unwrap();
    let found = files(&at("in")).unwrap();
    let names: Vec<_> = found
        .iter()
        .map(|f| f.strip_prefix(at("in")).unwrap().display().to_string())
        .collect();
    assert_eq!(
        names,
        [
            "a.csv",
            "broken.csv",
            "elsewhere",
            "linked.csv",
            "sub/b.csv"
        ]
    );
    let unread: Vec<bool> = found
        .iter()
        .map(|file| Source::open(file).is_err())
        .collect();
    assert_eq!(unread, [false, true, true, false, false]);
    let told = Source::open(&found[2]).unwrap_err();
    assert_eq!(told.code, InputCode::Unreadable);
    // Whoever may read everything reads closed folders too.
    std::fs::set_permissions(at("in/sub"), std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read_dir(at("in/sub")).is_err() {
        let pattern = |end: &str| {
            files(&at("in").join(end))
                .unwrap_or_default()
                .contains(&at("in/sub"))
        };
        assert!(pattern(""));
        assert!(pattern("**/*.csv"));
        assert!(pattern("*/*.csv"));
        assert!(!pattern("*.csv"));
    }
    std::fs::set_permissions(at("in/sub"), std::fs::Permissions::from_mode(0o700)).unwrap();
}

fn small(max_values: usize, max_columns: usize) -> ReadOptions {
    ReadOptions {
        max_values,
        max_columns,
        ..ReadOptions::default()
    }
}

/// A record with more values than one may have costs itself only, in every format.
#[test]
fn values_of_a_record_are_bounded() {
    let objects = |count: usize| vec!["{}"; count].join(",");
    let names = |count: usize| {
        let name = |index| format!(",\"n{index}\":1");
        (0..count).map(name).collect::<String>()
    };
    let elements = |count: usize, same: bool| {
        let name = |index| format!("<n{0}>1</n{0}>", if same { 0 } else { index });
        (0..count).map(name).collect::<String>()
    };
    let files = [
        (
            "a.json",
            format!(
                "[{{\"id\":\"1\",\"batteries\":[{}]}},{{\"id\":\"2\"}}]",
                objects(60)
            ),
        ),
        (
            "a.json",
            format!("[{{\"id\":\"1\"{}}},{{\"id\":\"2\"}}]", names(30)),
        ),
        (
            "a.ndjson",
            format!(
                "{{\"id\":\"1\",\"b\":[{}]}}\n{{\"id\":\"2\"}}\n",
                objects(60)
            ),
        ),
        (
            "a.ndjson",
            format!(
                "{{\"id\":\"1\",\"b\":{{\"c\":1{}}}}}\n{{\"id\":\"2\"}}\n",
                names(30)
            ),
        ),
        (
            "a.yaml",
            format!("- id: '1'\n  b: [{}]\n- id: '2'\n", objects(60)),
        ),
        (
            "a.yaml",
            format!("- {{id: '1'{}}}\n- id: '2'\n", names(30).replace(':', ": ")),
        ),
        (
            "a.xml",
            format!(
                "<rss><item><id>1</id>{}</item><item><id>2</id></item></rss>",
                elements(60, true)
            ),
        ),
        (
            "a.xml",
            format!(
                "<rss><item><id>1</id><b>{}</b></item><item><id>2</id></item></rss>",
                elements(30, false)
            ),
        ),
        (
            "a.html",
            format!(
                "<html><script type=\"application/ld+json\">{{\"@type\":\"Product\",\"sku\":\"1\",\"b\":[{}]}}</script><script type=\"application/ld+json\">{{\"@type\":\"Product\",\"sku\":\"2\"}}</script>",
                objects(60)
            ),
        ),
    ];
    for (name, text) in files {
        let all = read(name, text.as_bytes(), &small(100, 40));
        assert_eq!(ids(&all).join(" "), "1 2", "{text}");
        let bounded = read(name, text.as_bytes(), &small(50, 20));
        assert_eq!(ids(&bounded).join(" "), "2", "{text}");
        assert_eq!(codes(&bounded), ["TW1023"], "{text}");
    }
}

/// A table is refused for its columns; a row behind the header costs itself.
#[test]
fn columns_are_bounded() {
    let wide = vec!["a"; 5000].join(",");
    let refused = read_as("a.csv", format!("{wide}\n1,2\n3,4\n"));
    assert_eq!(
        (refused.records.len(), codes(&refused)),
        (0, vec!["TW1011"])
    );
    let row = read_as("a.csv", format!("id,title\n{wide}\n3,4\n"));
    assert_eq!(
        (ids(&row), codes(&row)),
        (vec!["3".to_owned()], vec!["TW1008"])
    );
}

fn sheet(cells: &str) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = zip::ZipWriter::new(&mut bytes);
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    for (name, text) in [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" Type=\"{of}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{of}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{of}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>"),
        ),
    ] {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    bytes.into_inner()
}

/// A cell where no sheet has one costs its row, and no memory for what lies between.
#[test]
fn cells_far_away_are_told() {
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |number: &str, cells: &str| format!("<row r=\"{number}\">{cells}</row>");
    let header = row("1", &(cell("A1", "id") + &cell("B1", "title")));
    let good = row("3", &(cell("A3", "3") + &cell("B3", "C")));
    for far in ["ZZZZZ2", "ZZZZ2", "XFD2", "XFE2"] {
        let bytes =
            sheet(&(header.clone() + &row("2", &(cell("A2", "2") + &cell(far, "x"))) + &good));
        let read = read_as("a.xlsx", bytes);
        assert_eq!(
            (ids(&read).join(" ").as_str(), codes(&read)),
            ("3", vec!["TW1008"]),
            "{far}"
        );
    }
    let bytes = sheet(&(row("1", &(cell("A1", "id") + &cell("ZZZZZ1", "title"))) + &good));
    assert_eq!(codes(&read_as("a.xlsx", bytes)), ["TW1011"]);
    let bytes = sheet(&(header + &good + &row("2000000000", &cell("A2000000000", "9"))));
    let read = read_as("a.xlsx", bytes);
    assert_eq!(
        (ids(&read).join(" ").as_str(), codes(&read)),
        ("3", vec!["TW1015"])
    );
}

/// A line ends in a line feed, a carriage return, or both.
#[test]
fn lines_of_every_kind_are_counted() {
    let lines = |text: &str| -> Vec<u32> {
        let read = read_as("a.csv", text);
        read.records
            .iter()
            .map(|record| record.place.line)
            .collect()
    };
    for end in ["\n", "\r", "\r\n"] {
        let text = "id,title|1,A||2,\"B|b\"|3,C|".replace('|', end);
        assert_eq!(lines(&text), [2, 4, 6], "{end:?}");
    }
    assert_eq!(
        lines("id,title\r1,A\n2,\"B\rb\r\nb\"\r\n3,C\n\r4,D"),
        [2, 3, 6, 8]
    );
    let long = format!("id,title\r\n{}", "1,A\r\n".repeat(40_000));
    assert_eq!(lines(&long).last(), Some(&40_001));
    let unclosed = read_as("a.csv", "id,title\r1,\"A\r2,B\r3,C\r");
    assert_eq!(
        (
            ids(&unclosed).join(" ").as_str(),
            unclosed.problems[0].place.line
        ),
        ("2 3", 2)
    );
    assert_eq!(unclosed.records[0].place.line, 3);
}

/// What a file says of its encoding is not believed against its bytes.
#[test]
fn valid_utf8_wins_over_what_a_file_says() {
    let title =
        |read: &Catalogue| format!("{:?}", read.records.first().map(|r| r.fields().clone()));
    let xml = |said: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\" encoding = \"{said}\"?><rss><item><id>1</id><title>{text}</title></item></rss>"
        )
    };
    for said in [
        "US-ASCII",
        "ISO-8859-1",
        "windows-1252",
        "no-such",
        "utf-16",
    ] {
        let read = read_as("a.xml", xml(said, "Lämpe"));
        assert!(title(&read).contains("Lämpe"), "{said}");
        let expected = usize::from(said != "utf-16");
        assert!(codes(&read).len() >= expected, "{said}");
        assert!(codes(&read).iter().all(|code| *code == "TW1020"), "{said}");
    }
    let read = read_as("a.xml", xml("gb2312", "便携式台灯"));
    assert!(title(&read).contains("便携式台灯"));
    assert_eq!(codes(&read), ["TW1020"]);
    // Nothing is said of what cannot be told apart, or is as the file says.
    assert_eq!(
        codes(&read_as("a.xml", xml("US-ASCII", "Lamp"))),
        Vec::<&str>::new()
    );
    let latin: Vec<u8> = xml("ISO-8859-1", "Lämpe")
        .chars()
        .map(|c| c as u8)
        .collect();
    let read = read_as("a.xml", latin);
    assert!(title(&read).contains("Lämpe"));
    assert_eq!(codes(&read), Vec::<&str>::new());
    let page = |said: &str| {
        format!(
            "<!doctype html><meta charset={said}><script type=\"application/ld+json\">{{\"@type\":\"Product\",\"name\":\"Lämpe\"}}</script>"
        )
    };
    for said in ["iso-8859-1", "'no-such'"] {
        let read = read_as("a.html", page(said));
        assert!(title(&read).contains("Lämpe"), "{said}");
        assert_eq!(codes(&read), ["TW1020"], "{said}");
    }
}

/// What one name of an archive hides, and what stands in front of it, would not be read.
#[test]
fn archives_are_what_their_directory_says() {
    use std::io::Write as _;
    let archive = |files: &[(&str, &str)]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in files {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let one = archive(&[("a.csv", "id,title\n1,A\n")]);
    assert_eq!(ids(&read_as("a.zip", &one)), ["1"]);
    // The end of the directory counts one file of two.
    let mut hidden = archive(&[("a.csv", "id,title\n1,A\n"), ("b.csv", "id,title\n2,B\n")]);
    let end = hidden.len() - 22;
    (hidden[end + 8], hidden[end + 10]) = (1, 1);
    // Two files of one name.
    let mut twice = archive(&[("a.csv", "id,title\n1,A\n"), ("b.csv", "id,title\n2,B\n")]);
    for at in 0..twice.len() - 5 {
        if &twice[at..at + 5] == b"b.csv" {
            twice[at] = b'a';
        }
    }
    for wrong in [hidden, twice, [one.as_slice(), &one].concat()] {
        let read = read_as("a.zip", wrong);
        assert_eq!((read.records.len(), codes(&read)), (0, vec!["TW1013"]));
    }
}

/// What of an XML file is no part of a product that was read is told.
#[test]
fn nothing_of_a_feed_is_left_out_in_silence() {
    let cases = [
        ("<rss><item><id>1</id></item></rss>", "1", ""),
        (
            "<rss><item id=\"1\"/><item id=\"2\" title=\"B\"/></rss>",
            "1 2",
            "",
        ),
        // More than one document.
        (
            "<rss><item><id>1</id></item></rss><item><id>2</id></item>",
            "1 2",
            "TW1014",
        ),
        (
            "<rss><item><id>1</id></item></rss><rss><item><id>2</id></item></rss>",
            "1 2",
            "TW1014",
        ),
        ("<rss><item><id>1</id></item></rss>id", "1", "TW1014"),
        (
            "<rss><item><id>1</id></item></rss>\n<!-- end -->\n",
            "1",
            "",
        ),
        // Attributes that are none, and entities in attributes.
        (
            "<rss><item><id>1</id><price currency=EUR>5</price></item></rss>",
            "1",
            "TW1014",
        ),
        (
            "<rss><item id=\"a&b;\"><title>A</title></item></rss>",
            "a&b;",
            "TW1014",
        ),
        // Texts beside elements.
        (
            "<rss><item><id>1</id><title>Lamp <b>LED</b></title></item></rss>",
            "1",
            "TW1014",
        ),
        ("<rss><item><id>1</id>title</item></rss>", "1", "TW1014"),
    ];
    for (text, expected, told) in cases {
        let read = read_as("a.xml", text);
        assert_eq!(ids(&read).join(" "), expected, "{text}");
        assert_eq!(codes(&read).join(" "), told, "{text}");
    }
}

/// A page that ends inside a block has not all of it.
#[test]
fn blocks_of_pages_have_an_end() {
    let block = |sku: &str| {
        format!("<script type=' Application/LD+JSON '>{{\"@type\":\"Product\",\"sku\":\"{sku}\"}}")
    };
    let page = |more: &str| format!("<!doctype html>{}</script>\n{more}", block("1"));
    let read = read_as("a.html", page(&format!("{}</script>", block("2"))));
    assert_eq!(
        (ids(&read).join(" ").as_str(), codes(&read).len()),
        ("1 2", 0)
    );
    let cut = read_as("a.html", page(&block("2")));
    assert_eq!(
        (ids(&cut).join(" ").as_str(), codes(&cut)),
        ("1", vec!["TW1004"])
    );
    assert_eq!(cut.problems[0].place.line, 2);
}

/// A line ends in a carriage return in trees too.
#[test]
fn lines_of_trees_are_counted() {
    let lines = |name: &str, text: &str| -> Vec<u32> {
        let read = read_as(name, text);
        let places = read.records.iter().map(|record| record.place.line);
        places
            .chain(read.problems.iter().map(|p| p.place.line))
            .collect()
    };
    for end in ["\n", "\r", "\r\n"] {
        let with = |text: &str| text.replace('|', end);
        let json = with("[|{\"id\":|\"1\"},||{\"id\":\"2\"}|{\"id\":\"3\",|}]");
        assert_eq!(lines("a.json", &json), [2, 5, 5, 7], "{end:?}");
        let wrapped = with("{|\"a\":|1,|\"products\":|[|{\"id\":\"1\"}]|}");
        assert_eq!(lines("a.json", &wrapped), [6], "{end:?}");
        let xml = with("<rss>|<item><id>1</id>|</item>||<item|x=\"1\"><id>2</id></item></rss>");
        assert_eq!(lines("a.xml", &xml), [2, 5], "{end:?}");
    }
    // A pair that lies across two reads is one line end.
    let long = format!(
        "<rss>\r\n{}</rss>",
        "<item><id>1</id></item>\r\n".repeat(9000)
    );
    assert_eq!(lines("a.xml", &long).last(), Some(&9001));
}

/// Files put one behind the other have their header once more.
#[test]
fn a_header_once_more_is_no_product() {
    let read = read_as(
        "a.csv",
        "id,title\n1,A\nid,title\n2,B\n\u{feff}id,title\n3,C\n",
    );
    assert_eq!(ids(&read).join(" "), "1 2 3");
    assert_eq!(codes(&read), ["TW1017"]);
    assert_eq!(read.problems[0].place.line, 3);
}

/// The numbers of rows and cells that have no room in 32 bits would be read as others.
#[test]
fn numbers_of_rows_are_bounded() {
    let cell = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>x</t></is></c>");
    let row = |number: &str, cells: &str| format!("<row r=\"{number}\">{cells}</row>");
    let header = row("1", &(cell("A1") + &cell("B1")));
    for (number, at) in [
        ("99999999999999999999", "A99999999999999999999"),
        ("4294967298", "A4294967298"),
        ("2", "A4294967298"),
        ("2", "NXLRBEA2"),
        ("2\" spans=\"1:1\" x=\"1", "ZZZZZZZZZZZZZ2"),
    ] {
        let read = read_as("a.xlsx", sheet(&(header.clone() + &row(number, &cell(at)))));
        assert_eq!(
            (read.records.len(), codes(&read)),
            (0, vec!["TW1013"]),
            "{at}"
        );
    }
}

/// Rows and cells of ODS that are repeated stand for more than can be held.
#[test]
fn repeated_cells_are_counted() {
    let names = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    let ods = |tables: &str| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let content = format!(
            "<office:document-content {names}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        );
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", "<manifest/>"),
            ("content.xml", &content),
        ] {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(name, options).unwrap();
            std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let cell = |text: &str, repeated: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{repeated}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &str, repeated: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>"
        )
    };
    let header = row(&(cell("id", "1") + &cell("title", "1")), "1");
    let table = |rows: &str| format!("<table:table table:name=\"S\">{header}{rows}</table:table>");
    let two = cell("1", "1") + &cell("A", "1");
    let read = read_as("a.ods", ods(&table(&row(&two, "3"))));
    assert_eq!(
        (ids(&read).join(" ").as_str(), codes(&read).len()),
        ("1 1 1", 0)
    );
    let many = "99999999999999999999";
    let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    let blank = row(empty, "4000000000");
    let read = read_as("a.ods", ods(&table(&(row(&two, "1") + &blank))));
    assert_eq!(
        (ids(&read).join(" ").as_str(), codes(&read).len()),
        ("1", 0)
    );
    for (tables, what) in [
        (table(&row(&two, "5500000")), "more than the 10000000"),
        (table(&row(&two, many)), "more than"),
        (table(&row(&cell("1", "5000"), "1")), "5000 columns"),
        (table(&row(&cell("1", many), "1")), "more than"),
        (
            table(&(blank.clone() + &row(&two, "1"))),
            "more than the 10000000",
        ),
        (
            table(&row(&two, "900000")).repeat(7),
            "more than the 10000000",
        ),
        (
            table(&row(
                &(two.clone() + &cell(&"x".repeat(60_000), "1")),
                "10000",
            )),
            "bytes",
        ),
        (
            table(&row(
                &(two.clone() + &cell("a<text:s text:c=\"4000000000\"/>b", "1")),
                "1",
            )),
            "bytes",
        ),
        (
            table(&row(&cell("1", "1"), "1048576")),
            "more than the 1048576",
        ),
    ] {
        let read = read_as("a.ods", ods(&tables));
        assert_eq!(
            (read.records.len(), codes(&read)),
            (0, vec!["TW1015"]),
            "{what}"
        );
        let message = read.problems[0].message.to_string();
        assert!(message.contains(what), "{message}");
    }
}

/// A folder that may not be read is told to whoever has not the right.
#[cfg(all(unix, feature = "cli"))]
#[test]
fn closed_folders_are_told_to_others() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("x")).unwrap();
    std::fs::write(at("a.csv"), "id,title\n1,A\n").unwrap();
    std::fs::write(at("x/b.csv"), "id,title\n2,B\n").unwrap();
    let may = |path: std::path::PathBuf, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    may(folder.path().to_owned(), 0o755);
    may(at("x"), 0o000);
    let binary = env!("CARGO_BIN_EXE_tidewaiter");
    let mut command = std::process::Command::new(binary);
    command
        .args(["map", "--as-of", "2026-11-24"])
        .arg(folder.path())
        .current_dir("/");
    if std::fs::read_dir(at("x")).is_ok() {
        // Whoever may read everything tries it as somebody else, where that may be done.
        command.uid(65_534).gid(65_534);
    }
    let output = command.output();
    may(at("x"), 0o700);
    let Ok(output) = output else {
        return;
    };
    let told = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("TW1001"), "{told}");
    assert_eq!(output.status.code(), Some(4), "{told}");
}

/// A list that all variants of a product have in common is given to each of them: thousands of pictures
/// for thousands of variants would fill the memory.
#[test]
fn a_list_that_too_many_variants_share_is_told_and_unknown() {
    let table = |rows: u32| {
        let mut text = String::from(
            "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n",
        );
        for row in 0..rows {
            text.push_str(&format!(
                "chain,Chain,Size,{row},S{row},1.99,https://shop.example/{row}.jpg\n"
            ));
        }
        text
    };
    let images = |catalogue: &Catalogue| {
        let fields = catalogue.records[0].fields().clone();
        let Datum::Record(fields) = fields else {
            panic!("a record");
        };
        let images = fields.into_iter().find(|(name, _, _)| name == "images");
        images.map(|(_, value, _)| value)
    };
    let many = read_as("shop.csv", table(1_001));
    assert_eq!(many.records.len(), 1_001);
    assert!(matches!(images(&many), Some(Datum::Unreadable(_))));
    let told: Vec<&str> = many
        .problems
        .iter()
        .map(|problem| problem.message.english())
        .filter(|message| message.contains("variants"))
        .collect();
    assert_eq!(
        told,
        [
            "`chain`: 1001 rows give `images[].url` to each of 1001 variants, so it is not read and counts as unknown"
        ]
    );

    let few = read_as("shop.csv", table(30));
    assert!(matches!(images(&few), Some(Datum::List(all)) if all.len() == 30));
    assert!(
        !few.problems
            .iter()
            .any(|p| p.message.english().contains("variants"))
    );
}

/// A tree of a hundred thousand names that no shop has is read once, not once a profile.
#[test]
fn a_tree_of_very_many_names_is_read() {
    let group = |g: u32| {
        let names: Vec<String> = (0..1_900).map(|n| format!("\"a{n}\":1")).collect();
        format!("\"k{g}\":{{{}}}", names.join(","))
    };
    let groups: Vec<String> = (0..50).map(group).collect();
    let text = format!("[{{\"id\":\"A\",{}}}]", groups.join(","));
    let read = read_as("a.json", text);
    assert_eq!(ids(&read), ["A"]);
}

/// A message a line teaches no more than the first: a file of which most cannot be read is given up.
#[test]
fn a_file_of_which_most_cannot_be_read_is_given_up() {
    let bad = "x\n".repeat(100_100);
    let catalogue = read_as(
        "a.ndjson",
        format!("{{\"id\":\"1\"}}\n{bad}{{\"id\":\"2\"}}\n"),
    );
    assert_eq!(ids(&catalogue), ["1"]);
    assert_eq!(catalogue.problems.len(), 100_001);
    let last = catalogue.problems.last().expect("a problem");
    assert_eq!(last.code.code(), "TW1024");
    assert!(
        last.to_string().starts_with(
            "a.ndjson:100001: error[TW1024]: 100000 mistakes so far, more than there were records; \
             nothing behind this line was read"
        ),
        "{last}"
    );

    // As many mistakes among more records are all told.
    let mixed = "{\"id\":\"1\"}\nx\n{\"id\":\"2\"}\n".repeat(100_100);
    let catalogue = read_as("a.ndjson", mixed);
    assert_eq!(catalogue.problems.len(), 100_100);
    assert_eq!(catalogue.records.len(), 200_200);
}

/// A text of megabytes is no title, and a list of ten thousand no list of classes.
#[test]
fn texts_and_lists_have_bounds_in_every_format() {
    let checker =
        tidewaiter::Checker::standard(tidewaiter::Settings::new().market("DE").as_of("2026-11-24"))
            .expect("the standard rules");
    let long = "x".repeat(1024 * 1024 + 1);
    let list = vec!["\"laptop\""; 10_001].join(",");
    let cells = vec!["laptop"; 10_001].join("|");
    for (name, bytes) in [
        (
            "a.json",
            format!("[{{\"id\":\"1\",\"title\":\"{long}\",\"classes\":[{list}]}}]"),
        ),
        ("a.csv", format!("id,title,classes\n1,{long},{cells}\n")),
        (
            "a.yaml",
            format!("- id: 1\n  title: {long}\n  classes: [{list}]\n"),
        ),
    ] {
        let catalogue = read_as(name, bytes);
        assert_eq!(catalogue.problems, [], "{name}");
        let record = checker.bind(&catalogue.records[0]);
        let told: Vec<String> = record
            .problems
            .iter()
            .map(|problem| problem.message.to_string())
            .collect();
        assert_eq!(
            told,
            [
                "`title`: the text has 1048577 bytes, more than the 1048576 that are read",
                "`classes`: the list has 10001 elements, more than the 10000 that are read",
            ],
            "{name}"
        );
    }
}
