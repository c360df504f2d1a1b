//! Catalogue files to raw records, told apart by their content and read as a stream.
//!
//! Bytes are unpacked and decoded (`source`, `packed`, `encoding`), told apart (`detect`) and read
//! row by row by the reader of their format; a [`Mapping`] makes records of the rows. Whatever the
//! bytes, reading ends with the records that could be read and a problem, with its place, for
//! everything that could not.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know what rules say: it gives records, and nobody's verdict.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_diag as diag;
use tidewaiter_lang as lang;
use tidewaiter_value::{self as value, record, sentence};

mod binary;
mod cell_formats;
#[cfg(feature = "arrow")]
mod columnar;
mod csv;
mod detect;
mod encoding;
mod feed;
mod folder;
mod guard;
mod header;
mod held;
mod json;
mod lines;
mod linked;
mod mapping;
mod number_format;
mod opendocument;
mod opendocument_styles;
mod packed;
mod page;
mod problem;
pub mod profile;
mod profiled;
mod row;
mod source;
mod split;
mod totals;
mod words;
mod workbook;
mod xlsb;
mod yaml;

/// The libraries of columnar files, for tests that write some.
#[cfg(feature = "arrow")]
#[doc(hidden)]
pub mod written {
    pub use {arrow_array, arrow_ipc, parquet};
}

use std::collections::BTreeMap;
use std::ops::ControlFlow;

pub use detect::format_name;
pub use folder::files;
pub use guard::silence;
pub use lines::{Line, Lines, Numbering};
pub use mapping::{ByColumn, Mapping};
pub use problem::{InputCode, InputProblem};
pub use profiled::ByProfile;
pub use row::{Entry, Flow, Header, HeaderAt, RawRow, TableRow};
pub use source::Source;
pub use words::attribute as attribute_of_header;

use std::sync::Arc;

use crate::profile::ProfileError;
use crate::record::{Place, RawRecord};
use crate::sentence::{Sentence, say};
use crate::value::{Currency, Date, Mark};
use row::Sink;
use source::Input;

/// Which profile a file is read with.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum ProfileChoice {
    /// The one that its header gives away, if any.
    #[default]
    Detected,
    /// None: headers and names are attribute paths.
    Paths,
    /// This one.
    #[doc(hidden)]
    Named(Arc<profile::Profile>),
}

impl ProfileChoice {
    /// The standard profile of a name, such as `shopify`; `docs/profiles.md` lists them.
    ///
    /// # Errors
    ///
    /// There is none; the error names those that there are.
    pub fn named(name: &str) -> Result<Self, ProfileError> {
        let profile = profile::named(name)?.clone();
        Ok(Self::Named(Arc::new(profile)))
    }
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
    /// The decimal mark of numbers; told from the columns, or as the profile says, where it is not stated.
    pub decimal: Option<Mark>,
    /// The day on which prices must hold that hold for a time, such as sale prices; without it, they
    /// are unknown.
    pub as_of: Option<Date>,
    /// Bytes that one record may have.
    pub max_record_bytes: usize,
    /// Lists and objects inside one another.
    pub max_depth: usize,
    /// Columns of a table, and names in an object.
    pub max_columns: usize,
    /// Values in a record, with those of its lists and objects.
    pub max_values: usize,
    /// Rows or records that cannot be read, after which a file is given up in which they are the most.
    pub max_problems: u64,
    /// Bytes that a packed file may unpack to.
    pub max_unpacked_bytes: u64,
    /// Bytes that a part of a workbook may have that is held in memory while it is read.
    pub max_workbook_bytes: u64,
    /// An object is one record, even where it holds a list of products: a consignment.
    pub whole_objects: bool,
    /// The name of the encoding, where it is not to be told from the bytes: `gb18030`.
    pub encoding: Option<String>,
    /// The row of the header, from 1, where it is not to be found by its look.
    pub header_row: Option<u32>,
    /// The sheet of a workbook to read, where not every visible one is wanted.
    pub sheet: Option<String>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            columns: BTreeMap::new(),
            profile: ProfileChoice::Detected,
            currency: None,
            decimal: None,
            as_of: None,
            max_record_bytes: 16 * 1024 * 1024,
            max_depth: 64,
            max_columns: 4096,
            max_values: 100_000,
            max_problems: 100_000,
            max_unpacked_bytes: 64 * 1024 * 1024 * 1024,
            max_workbook_bytes: 512 * 1024 * 1024,
            whole_objects: false,
            encoding: None,
            header_row: None,
            sheet: None,
        }
    }
}

/// What a file holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Catalogue {
    /// The name it was read under.
    pub name: String,
    /// What it turned out to be: `CSV (semicolon), GBK, gzip`.
    pub format: Option<String>,
    /// The records that could be read, in the order of the file.
    pub records: Vec<RawRecord>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
    /// How its columns were understood; none where its records are of the schema already.
    #[doc(hidden)]
    pub mapping: Option<profile::Mapping>,
}

/// Reads everything at once. The name serves messages, and its ending where the content leaves a
/// doubt.
///
/// ```
/// use tidewaiter_catalog::{ReadOptions, read};
///
/// let catalogue = read("a.csv", b"id;title\n1;Lamp\n", &ReadOptions::default());
/// assert_eq!(catalogue.format.as_deref(), Some("CSV (semicolon)"));
/// assert_eq!(catalogue.records[0].place.line, 2);
/// ```
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Catalogue {
    let source = Source::of_reader(name, std::io::Cursor::new(bytes.to_vec()));
    read_all(source, options)
}

/// Reads everything at once, from a file or elsewhere.
pub fn read_all(source: Source, options: &ReadOptions) -> Catalogue {
    let mapping = ByProfile::new(&source.name, options);
    read_mapped(source, options, mapping)
}

/// Reads everything at once through a mapping of one's own.
pub fn read_mapped(source: Source, options: &ReadOptions, mut mapping: ByProfile) -> Catalogue {
    let mut catalogue = Catalogue {
        name: source.name.clone(),
        format: None,
        records: Vec::new(),
        problems: Vec::new(),
        mapping: None,
    };
    catalogue.format = read_each(source, options, &mut mapping, &mut |entry| {
        match entry {
            Entry::Record(record) => catalogue.records.push(record),
            Entry::Problem(problem) => catalogue.problems.push(problem),
        }
        ControlFlow::Continue(())
    });
    catalogue.mapping = mapping.survey();
    catalogue
}

/// Reads record by record, in memory that does not grow with the file. `each` gets what was read in
/// the order of the file, and ends the reading by [`ControlFlow::Break`]. What the file turned out to
/// be is returned, if it could be told.
///
/// ```
/// use std::ops::ControlFlow;
/// use tidewaiter_catalog::{ByColumn, Entry, ReadOptions, Source, read_each};
///
/// let source = Source::of_reader("a.csv", "id,title\n1,Lamp\n2,Rug\n".as_bytes());
/// let mut records = 0;
/// read_each(source, &ReadOptions::default(), &mut ByColumn::default(), &mut |entry| {
///     records += u32::from(matches!(entry, Entry::Record(_)));
///     ControlFlow::Continue(())
/// });
/// assert_eq!(records, 2);
/// ```
pub fn read_each(
    source: Source,
    options: &ReadOptions,
    mapping: &mut dyn Mapping,
    each: &mut dyn FnMut(Entry) -> Flow,
) -> Option<String> {
    let opened = Input::of(source, options).and_then(|input| {
        detect::reader(&input, options).map(|(reader, doubt)| (input, reader, doubt))
    });
    let (input, mut reader, doubt) = match opened {
        Ok(opened) => opened,
        Err(problem) => {
            let _ = each(Entry::Problem(*problem));
            return None;
        }
    };
    let mut format = reader.format();
    if let Some(encoding) = input.decoded {
        format.push_str(&format!(", {encoding}"));
    }
    if let Some(packing) = input.packing {
        format.push_str(&format!(", {packing}"));
    }
    let remarks = doubt
        .into_iter()
        .chain(input.not.as_deref().map(|said| is_not(&input, said)))
        .chain(input.guessed.then(|| guessed(&input)));
    for problem in remarks {
        if each(Entry::Problem(problem)).is_break() {
            return Some(format);
        }
    }
    let mut tally = Tally::default();
    let mut given_up = None;
    let mut counted = |entry: Entry| {
        given_up = tally.given_up(&entry, options.max_problems);
        each(entry)?;
        match given_up {
            Some(_) => Flow::Break(()),
            None => Flow::Continue(()),
        }
    };
    let mut mapped = Mapped {
        mapping: &mut *mapping,
        each: &mut counted,
        rows: 0,
    };
    let whole = reader.read(input, &mut mapped).is_continue();
    // What the mapping still holds was read before the reading ended.
    if (whole || given_up.is_some())
        && mapping.end(each).is_continue()
        && let Some(problem) = given_up
    {
        let _ = each(Entry::Problem(problem));
    }
    Some(format)
}

/// What of a file was read so far, and what was not.
#[derive(Default)]
struct Tally {
    records: u64,
    unread: u64,
}

impl Tally {
    /// The last problem of a file of which more cannot be read than can: whoever reads a message for each
    /// of a million lines learns no more than from the first.
    fn given_up(&mut self, entry: &Entry, most: u64) -> Option<InputProblem> {
        match entry {
            Entry::Problem(problem) if problem.code.unread() => {
                self.unread += 1;
                (self.unread >= most && self.unread > self.records).then(|| {
                    InputProblem::new(
                        InputCode::GivenUp,
                        &problem.file,
                        problem.place.line,
                        say!(
                            "{unread} mistakes so far, more than there were records; nothing behind this line was read",
                            "至此已有 {unread} 处错误,多于读出的记录;此行之后的内容未读取",
                            unread = self.unread,
                        ),
                        say!(
                            "mend the first of them: they mostly have one cause, such as another format or encoding",
                            "请先修正最前面的错误:它们多半出于同一原因,例如格式或编码不符",
                        ),
                    )
                })
            }
            Entry::Problem(_) => None,
            Entry::Record(_) => {
                self.records += 1;
                None
            }
        }
    }
}

/// The remark of a file that is not in the encoding which it names.
fn is_not(input: &Input, said: &str) -> InputProblem {
    InputProblem::new(
        InputCode::Guessed,
        &input.name,
        0,
        say!(
            "the file says that its text is in `{said}`, which cannot be; it was read as {encoding}",
            "文件注明文本编码为 `{said}`,但与内容不符;已按 {encoding} 读取",
            said,
            encoding = input.decoded.unwrap_or("UTF-8"),
        ),
        say!(
            "correct what the file says, or state the encoding with --encoding",
            "请更正文件中的说明,或用 --encoding 指定编码",
        ),
    )
}

fn guessed(input: &Input) -> InputProblem {
    InputProblem::new(
        InputCode::Guessed,
        &input.name,
        0,
        say!(
            "the file does not say in which encoding its text is; it was read as {encoding}",
            "文件未注明文本编码;已按 {encoding} 读取",
            encoding = input.decoded.unwrap_or("UTF-8"),
        ),
        say!(
            "if names look wrong, state it: --encoding gb18030",
            "若出现乱码,请指定编码:--encoding gb18030",
        ),
    )
}

/// Rows through a mapping.
struct Mapped<'a> {
    mapping: &'a mut dyn Mapping,
    each: &'a mut dyn FnMut(Entry) -> Flow,
    rows: u64,
}

impl Sink for Mapped<'_> {
    fn row(&mut self, row: RawRow) -> Flow {
        self.rows += 1;
        self.mapping.row(row, self.each)
    }

    fn problem(&mut self, problem: InputProblem) -> Flow {
        self.mapping.problem(problem, self.each)
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        self.mapping.header(first)
    }

    fn namespace(&mut self, address: &str) {
        self.mapping.namespace(address);
    }
}

/// The problem of a record with more values, or more names in an object, than one may have.
fn too_many_values(file: &str, place: Place, options: &ReadOptions) -> InputProblem {
    let mut problem = InputProblem::new(
        InputCode::TooManyValues,
        file,
        place.line,
        say!(
            "the record has more than {values} values, or an object in it more than {names} names, so it is not checked",
            "该记录超过 {values} 个值,或其中的对象超过 {names} 个名称,因此未检查",
            values = options.max_values,
            names = options.max_columns,
        ),
        say!(
            "the records behind it were read; check how this one was made",
            "其后的记录已读取;请检查该记录的生成方式",
        ),
    );
    problem.place = place;
    problem
}

/// `1 record`, `2 records`.
fn counted(records: u64) -> Sentence {
    if records == 1 {
        say!("1 record", "1 条记录")
    } else {
        say!("{records} records", "{records} 条记录", records)
    }
}
