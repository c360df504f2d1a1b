//! Catalogue files to raw records: JSON, NDJSON, YAML and CSV, told apart by their content.
//!
//! Whatever the bytes, reading ends with the records that could be read and a problem, with its
//! place, for everything that could not.

mod csv;
mod json;
mod problem;
pub mod profile;
mod yaml;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use problem::{InputCode, InputProblem};

use self::profile::{Mapped, Mapper, MapperOptions, Mapping, Profile};
use crate::record::RawRecord;
use crate::value::Currency;

/// Which profile a file is read with.
#[derive(Debug, Clone, Default)]
pub enum ProfileChoice {
    /// The one that its header gives away, if any.
    #[default]
    Detected,
    /// None: headers and names are attribute paths.
    Paths,
    /// This one.
    Named(Arc<Profile>),
}

/// The limits and mappings of reading.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Column headers to attribute paths, before anything else is made of a header.
    pub columns: BTreeMap<String, String>,
    /// The profile.
    pub profile: ProfileChoice,
    /// The currency of prices that state none.
    pub currency: Option<Currency>,
    /// Bytes that one record may have.
    pub max_record_bytes: usize,
    /// Lists and objects inside one another.
    pub max_depth: usize,
    /// Columns of a table.
    pub max_columns: usize,
    /// An object is one record, even where it holds a list of products: a consignment.
    pub whole_objects: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            columns: BTreeMap::new(),
            profile: ProfileChoice::Detected,
            currency: None,
            max_record_bytes: 16 * 1024 * 1024,
            max_depth: 64,
            max_columns: 4096,
            whole_objects: false,
        }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON value.
    Json,
    /// A JSON object on each line.
    Ndjson,
    /// YAML.
    Yaml,
    /// A table with this delimiter.
    Csv(u8),
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::Ndjson => "NDJSON",
            Self::Yaml => "YAML",
            Self::Csv(b'\t') => "TSV",
            Self::Csv(b';') => "CSV (semicolon)",
            Self::Csv(b'|') => "CSV (bar)",
            Self::Csv(_) => "CSV",
        })
    }
}

/// What a file holds.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The name it was read under.
    pub name: String,
    /// What it turned out to be.
    pub format: Option<Format>,
    /// The records that could be read, in the order of the file.
    pub records: Vec<RawRecord>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
    /// How its columns were understood; none where its records are of the schema already.
    pub mapping: Option<Mapping>,
}

/// Reads a file. The name serves messages, and its ending where the content leaves a doubt.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Catalogue {
    let mut catalogue = Catalogue {
        name: name.to_owned(),
        format: None,
        records: Vec::new(),
        problems: Vec::new(),
        mapping: None,
    };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        catalogue.problems.push(InputProblem::new(
            InputCode::InvalidUtf8,
            name,
            1,
            "the file is UTF-16",
            "save it as UTF-8 (in Excel: \"CSV UTF-8\")",
        ));
        return catalogue;
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        catalogue.problems.push(InputProblem::new(
            InputCode::Empty,
            name,
            1,
            "the file is empty",
            "check that the export has finished",
        ));
        return catalogue;
    }
    let format = detect(name, bytes);
    catalogue.format = Some(format);
    match format {
        Format::Json => json::read(bytes, options, &mut catalogue),
        Format::Ndjson => json::read_lines(bytes, options, &mut catalogue),
        Format::Yaml => yaml::read(bytes, options, &mut catalogue),
        Format::Csv(delimiter) => csv::read(bytes, delimiter, options, &mut catalogue),
    }
    if !matches!(format, Format::Csv(_)) {
        map_trees(&mut catalogue, options);
    }
    catalogue
}

/// What the mapper needs of the options.
fn mapper_options(name: &str, options: &ReadOptions) -> MapperOptions {
    MapperOptions {
        file: name.to_owned(),
        currency: options.currency,
        columns: options.columns.clone(),
    }
}

/// Reads records that are trees of a platform with their profile.
fn map_trees(catalogue: &mut Catalogue, options: &ReadOptions) {
    let Some(first) = catalogue.records.first() else {
        return;
    };
    let Some((chosen, why)) = profile::of_tree(&first.fields, &options.profile) else {
        return;
    };
    let mut mapper =
        Mapper::of_tree(&chosen, &mapper_options(&catalogue.name, options)).because(&why);
    let mut mapped = Mapped::default();
    for raw in &catalogue.records {
        mapper.tree(raw, &mut mapped);
    }
    mapper.finish(&mut mapped);
    catalogue.records = mapped.records;
    catalogue.problems.append(&mut mapped.problems);
    catalogue.mapping = Some(mapper.mapping());
}

fn detect(name: &str, bytes: &[u8]) -> Format {
    let start = bytes
        .iter()
        .position(|b| !b.is_ascii_whitespace())
        .unwrap_or(0);
    let body = bytes.get(start..).unwrap_or_default();
    match body.first() {
        Some(b'[') => return Format::Json,
        Some(b'{') => {
            return if json::is_lines(body) {
                Format::Ndjson
            } else {
                Format::Json
            };
        }
        _ if name.to_lowercase().ends_with(".json") => return Format::Json,
        _ => {}
    }
    let first_line =
        String::from_utf8_lossy(body.split(|b| *b == b'\n').next().unwrap_or_default())
            .into_owned();
    let line = first_line.trim_end();
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let delimiter = csv::delimiter(line);
    let key = line.split(':').next().unwrap_or_default();
    let yaml_like = line.starts_with("- ")
        || line == "-"
        || line.starts_with("---")
        || line.starts_with('#')
        || line.starts_with("%YAML")
        || (line.contains(':')
            && !key.contains([',', ';', '\t', '"'])
            && (line.ends_with(':') || line.contains(": ")));
    let says_yaml = matches!(ending.as_str(), "yaml" | "yml");
    let says_csv = matches!(ending.as_str(), "csv" | "tsv" | "txt");
    if yaml_like && !(says_csv && delimiter.is_some()) || (says_yaml && delimiter.is_none()) {
        Format::Yaml
    } else {
        // Metadata above a header may stand in one cell.
        let behind = || {
            body.split(|b| *b == b'\n')
                .take(profile::HEADER_WITHIN)
                .find_map(|line| csv::delimiter(&String::from_utf8_lossy(line)))
        };
        Format::Csv(delimiter.or_else(behind).unwrap_or(b','))
    }
}

/// `1 record`, `2 records`.
fn counted(records: usize) -> String {
    format!("{records} record{}", if records == 1 { "" } else { "s" })
}

/// Lines and columns of byte offsets.
struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let breaks = bytes
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'\n')
            .map(|(i, _)| i + 1);
        Self {
            bytes,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// Line and column from 1, the column in characters.
    fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self
            .bytes
            .get(start..offset.min(self.bytes.len()))
            .unwrap_or_default();
        // Counting the bytes that begin a character; far into a long line the count is cut short.
        let column = before
            .iter()
            .take(10_000)
            .filter(|b| (**b & 0xC0) != 0x80)
            .count();
        (line as u32, column as u32 + 1)
    }
}
