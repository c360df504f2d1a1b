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
