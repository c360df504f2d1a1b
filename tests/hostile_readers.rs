//! Hostile and damaged inputs of every format: each is read or told, and nothing is lost in silence.
#![cfg(feature = "catalog")]

use tidewaiter::catalog::{Catalogue, InputCode, ReadOptions, read};
use tidewaiter::record::Datum;

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
                Datum::Text(text) | Datum::Number(text) if name == "id" => Some(text.to_string()),
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
    let read = tidewaiter::catalog::read("a.csv", b"id,title,x\nS,T,1\n", &options);
    assert_eq!(ids(&read), ["S"]);
}

/// Whatever of a folder cannot be read is among what is to be read, so that it is told.
#[cfg(unix)]
#[test]
fn links_and_closed_folders_are_told() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use tidewaiter::catalog::{Source, files};
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
    std::fs::set_permissions(at("in/sub"), std::fs::Permissions::from_mode(0)).unwrap();
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
