//! Products of schema.org as JSON-LD: in a file, or in the script blocks of a page.

use super::detect::Kind;
use super::json::{Reading, Stop};
use super::row::{Flow, HeaderAt, RawRow, RowReader, Sink};
use super::source::{Head, Input};
use super::split::Splitter;
use super::{InputCode, InputProblem, ReadOptions};
use crate::record::{Datum, Field, Place};
use crate::sentence::say;

/// JSON that says it is of schema.org.
pub(super) const DOCUMENT: Kind = Kind {
    endings: &["jsonld", "json"],
    open: |head, options| {
        is_linked(head).then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                options: options.clone(),
            })
        })
    },
};

/// The vocabulary of the products that are let through.
pub(super) const VOCABULARY: &str = "https://schema.org";

fn is_linked(head: &Head) -> bool {
    // The context may stand behind the products.
    let start = &head.bytes;
    let has = |what: &[u8]| memchr::memmem::find(start, what).is_some();
    matches!(start.trim_ascii_start().first(), Some(b'{' | b'['))
        && has(b"\"@context\"")
        && has(b"schema.org")
}

struct Reader {
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        "JSON-LD".to_owned()
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let before = sink.rows();
        sink.namespace(VOCABULARY);
        let mut products = Products { sink };
        let text = input.reader();
        let mut reading = Reading {
            file: &input.name,
            options: &self.options,
            containers: &["@graph", "itemListElement"],
            split: Splitter::new(text, self.options.max_record_bytes, self.options.max_depth),
            cut_told: false,
            sink: &mut products,
        };
        match reading.document() {
            Ok(()) => {}
            Err(Stop::Enough) => return Flow::Break(()),
            Err(Stop::Io(error)) => products.problem(input.broken(&error))?,
        }
        if products.sink.rows() == before {
            return products.problem(InputProblem::new(
                InputCode::NoProducts,
                &input.name,
                0,
                say!(
                    "no node of the JSON-LD is a product",
                    "JSON-LD 中没有商品节点",
                ),
                say!(
                    "a product has \"@type\": \"Product\"",
                    "商品应有 \"@type\": \"Product\"",
                ),
            ));
        }
        Flow::Continue(())
    }
}

/// Lets products of schema.org through, wherever in a node they stand.
pub(super) struct Products<'a> {
    pub(super) sink: &'a mut dyn Sink,
}

impl Products<'_> {
    pub(super) fn node(&mut self, node: Datum, place: &Place) -> Flow {
        match node {
            Datum::List(items) => {
                for (item, place) in items {
                    self.node(item, &place)?;
                }
                Flow::Continue(())
            }
            Datum::Record(entries) if is_product(&entries) => self.sink.row(RawRow::Tree {
                fields: Datum::Record(entries),
                place: place.clone(),
            }),
            Datum::Record(entries) => {
                for (name, value, place) in entries {
                    if matches!(&*name, "@graph" | "itemListElement" | "item" | "mainEntity") {
                        self.node(value, &place)?;
                    }
                }
                Flow::Continue(())
            }
            _ => Flow::Continue(()),
        }
    }
}

impl Sink for Products<'_> {
    fn row(&mut self, row: RawRow) -> Flow {
        match row {
            RawRow::Tree { fields, place } => self.node(fields, &place),
            RawRow::Table(_) => self.sink.row(row),
        }
    }

    fn problem(&mut self, problem: InputProblem) -> Flow {
        self.sink.problem(problem)
    }

    fn rows(&self) -> u64 {
        self.sink.rows()
    }

    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        self.sink.header(first)
    }

    fn namespace(&mut self, address: &str) {
        self.sink.namespace(address);
    }
}

fn is_product(entries: &[Field]) -> bool {
    let named = |text: &str| {
        let name = text.rsplit(['/', ':', '#']).next().unwrap_or(text);
        matches!(
            name,
            "Product" | "ProductGroup" | "IndividualProduct" | "ProductModel" | "Vehicle"
        )
    };
    let ty = entries.iter().find(|(name, _, _)| &**name == "@type");
    match ty.map(|(_, value, _)| value) {
        Some(Datum::Text(text)) => named(text),
        Some(Datum::List(items)) => items
            .iter()
            .any(|(item, _)| matches!(item, Datum::Text(text) if named(text))),
        _ => false,
    }
}
