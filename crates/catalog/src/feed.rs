//! XML feeds: RSS and Atom as Google Merchant takes them, and their like.
//!
//! An `item`, `entry`, `product` or `offer` is a product, its children are attributes; the prefix `g:`
//! is left out. Entities that a file declares itself are not expanded, so that it cannot grow.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::detect::{Kind, is_binary};
use super::row::{Flow, RowReader, Sink};
use super::source::Input;
use super::{InputCode, InputProblem, ReadOptions, counted};
use crate::record::{Datum, Field, Place, Pointer, Text, Within};
use crate::sentence::{Sentence, say};

/// Elements that are a product.
const PRODUCTS: [&str; 5] = ["item", "entry", "product", "offer", "shopitem"];

/// XML of any kind; whether it is a feed shows in its elements.
pub(super) const FEED: Kind = Kind {
    endings: &["xml", "rss", "atom"],
    open: |head, options| {
        let start = head.bytes.trim_ascii_start();
        let is =
            start.first() == Some(&b'<') && !is_binary(&head.bytes) && !super::page::is_page(head);
        is.then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                options: options.clone(),
            })
        })
    },
};

struct Reader {
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        "XML feed".to_owned()
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let lines = Lines {
            source: input.reader(),
            buffer: Vec::new(),
            at: 0,
            ends: Vec::new(),
            passed: 0,
            line: 1,
            behind_return: false,
            since: 0,
            most: self.options.max_record_bytes as u64,
        };
        let mut xml = quick_xml::Reader::from_reader(lines);
        xml.config_mut().allow_dangling_amp = true;
        let mut reading = Reading {
            xml,
            file: &input.name,
            options: &self.options,
            buffer: Vec::new(),
            undeclared: Vec::new(),
            unread: Vec::new(),
            values: 0,
            too_many: false,
            sink,
        };
        let result = reading.document();
        let line = reading.xml.get_mut().line();
        match result {
            Ok(()) if reading.sink.rows() == 0 => reading.sink.problem(InputProblem::new(
                InputCode::NoProducts,
                &input.name,
                0,
                say!("the XML has no products in it", "XML 中没有商品",),
                say!(
                    "a product is an element `{names}`",
                    "商品是元素 `{names}`",
                    names = PRODUCTS.join("`, `"),
                ),
            )),
            Ok(()) => Flow::Continue(()),
            Err(Failure::Enough) => Flow::Break(()),
            Err(Failure::Xml(error)) => {
                let problem = failed(&error, line, &input, reading.sink.rows());
                reading.sink.problem(problem)
            }
            Err(Failure::Cut) => {
                let read = counted(reading.sink.rows());
                reading.sink.problem(InputProblem::new(
                    InputCode::Xml,
                    &input.name,
                    line,
                    say!(
                        "the XML is not well-formed here: the file ends inside an element",
                        "XML 在此处格式有误:文件在元素中间结束",
                    ),
                    say!(
                        "{read} before this place checked; the file may have been cut off",
                        "此处之前的 {read}已检查;文件可能不完整",
                        read
                    ),
                ))
            }
            Err(Failure::TooDeep) => reading.sink.problem(InputProblem::new(
                InputCode::TooDeep,
                &input.name,
                line,
                say!("elements are nested too deep here", "此处元素嵌套过深",),
                say!(
                    "a product needs no more than a few levels; check how the file was made",
                    "商品只需几层结构;请检查文件的生成方式",
                ),
            )),
        }
    }
}

enum Failure {
    Enough,
    TooDeep,
    /// The file ends inside an element.
    Cut,
    Xml(quick_xml::Error),
}

impl From<quick_xml::Error> for Failure {
    fn from(error: quick_xml::Error) -> Self {
        Self::Xml(error)
    }
}

fn failed(error: &quick_xml::Error, line: u32, input: &Input, rows: u64) -> InputProblem {
    let before = counted(rows);
    if let quick_xml::Error::Io(error) = error {
        if error
            .get_ref()
            .is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLarge>)
        {
            return InputProblem::new(
                InputCode::TooLarge,
                &input.name,
                line,
                say!(
                    "the product before this place is larger than a record may be",
                    "此处之前的商品超过允许的大小",
                ),
                say!(
                    "{before} before it checked, nothing behind it; look for an element that is never closed",
                    "之前的 {before}已检查,之后的未检查;请查找未闭合的元素",
                    before
                ),
            );
        }
        return input.broken(error);
    }
    InputProblem::new(
        InputCode::Xml,
        &input.name,
        line,
        say!(
            "the XML is not well-formed here: {what}",
            "XML 在此处格式有误:{what}",
            what = error.to_string(),
        ),
        say!(
            "{read} before this place checked; the file may have been cut off",
            "此处之前的 {read}已检查;文件可能不完整",
            read = before
        ),
    )
}

/// Counts lines, and refuses to hold a product that is too large.
struct Lines {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were taken.
    at: usize,
    /// Where the lines of the buffer end.
    ends: Vec<usize>,
    /// Those of them that were passed.
    passed: usize,
    /// The line on which the buffer begins.
    line: u32,
    /// The buffer before ends in a carriage return, to which a line feed may belong.
    behind_return: bool,
    /// Bytes since the last product ended.
    since: u64,
    most: u64,
}

impl Lines {
    /// The line of the next byte.
    fn line(&mut self) -> u32 {
        while self.ends.get(self.passed).is_some_and(|end| *end < self.at) {
            self.passed += 1;
        }
        self.line + self.passed as u32
    }
}

/// A product is larger than the limit.
#[derive(Debug)]
struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a product is too large")
    }
}

impl std::error::Error for TooLarge {}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > self.most {
            return Err(io::Error::other(TooLarge));
        }
        if self.at == self.buffer.len() {
            self.line += self.ends.len() as u32;
            self.buffer.resize(64 * 1024, 0);
            let read = loop {
                match self.source.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.buffer.truncate(*read.as_ref().unwrap_or(&0));
            (self.at, self.passed) = (0, 0);
            self.ends.clear();
            if std::mem::take(&mut self.behind_return) && self.buffer.first() != Some(&b'\n') {
                self.line += 1;
            }
            for end in memchr::memchr2_iter(b'\n', b'\r', &self.buffer) {
                let is_return = self.buffer.get(end) == Some(&b'\r');
                match self.buffer.get(end + 1) {
                    None if is_return => self.behind_return = true,
                    Some(b'\n') if is_return => {}
                    _ => self.ends.push(end),
                }
            }
            read?;
        }
        Ok(self.buffer.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes;
        self.since += bytes as u64;
    }
}

struct Reading<'a> {
    xml: quick_xml::Reader<Lines>,
    file: &'a str,
    options: &'a ReadOptions,
    buffer: Vec<u8>,
    /// Entities of the product that XML does not know.
    undeclared: Vec<String>,
    /// What of the product was passed over, and where.
    unread: Vec<(u32, Sentence)>,
    /// Values of the product so far, and whether they or the names in one of its elements are too many;
    /// those that are too many are read, but not kept.
    values: usize,
    too_many: bool,
    sink: &'a mut dyn Sink,
}

/// A name without its prefix where that says nothing: `price` of `g:price`.
fn plain(name: &str) -> &str {
    ["g:", "c:", "atom:"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name)
}

type Entries = Vec<Field>;

impl Reading<'_> {
    /// The next event, which stands in `buffer`.
    fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Failure> {
        buffer.clear();
        Ok(self.xml.read_event_into(buffer)?)
    }

    /// The place of an element whose start was just read.
    fn place(&mut self, start: &BytesStart<'_>, pointer: Pointer) -> Place {
        let (breaks, _) = super::csv::lines(start.as_bytes(), 0, false);
        Place {
            line: self.xml.get_mut().line() - breaks,
            within: Within::Tree(pointer),
            ..Place::default()
        }
    }

    fn document(&mut self) -> Result<(), Failure> {
        let mut depth = 0usize;
        let mut buffer = Vec::new();
        // The outermost element was closed, and that more stands behind it was told.
        let (mut closed, mut told) = (false, false);
        loop {
            let event = self.next(&mut buffer)?;
            if closed && depth == 0 && !told && has_content(&event) {
                told = true;
                self.behind_the_end()?;
            }
            match event {
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_lowercase();
                    if PRODUCTS.contains(&name.as_str()) && (depth > 0 || closed) {
                        self.product(&start)?;
                        self.xml.get_mut().since = 0;
                        continue;
                    }
                    if depth == 0 {
                        for address in namespaces(&start) {
                            self.sink.namespace(&address);
                        }
                    }
                    depth += 1;
                    if depth > self.options.max_depth {
                        return Err(Failure::TooDeep);
                    }
                }
                Event::Empty(start) => {
                    let name = start.local_name().as_ref().to_lowercase();
                    if PRODUCTS.contains(&name.as_str()) && (depth > 0 || closed) {
                        self.empty(&start)?;
                        self.xml.get_mut().since = 0;
                    }
                    closed |= depth == 0;
                }
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    closed |= depth == 0;
                }
                Event::Eof if depth > 0 => return Err(Failure::Cut),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Says that the outermost element is closed before the file is at its end.
    fn behind_the_end(&mut self) -> Result<(), Failure> {
        let line = self.xml.get_mut().line();
        let told = self.sink.problem(InputProblem::new(
            InputCode::Xml,
            self.file,
            line,
            say!(
                "the XML ends before this place, but more stands behind its end",
                "XML 在此处之前已结束,但其后还有内容",
            ),
            say!(
                "products in it were read; check whether files were put together, or an element is closed too early",
                "其中的商品已读取;请检查文件是否被拼接,或元素是否过早结束",
            ),
        ));
        go(told)
    }

    /// Where a product stands.
    fn pointer(&self, start: &BytesStart<'_>) -> Pointer {
        Pointer::at("")
            .child(plain(start.name().as_ref()))
            .element(self.sink.rows() as usize)
    }

    fn product(&mut self, start: &BytesStart<'_>) -> Result<(), Failure> {
        let pointer = self.pointer(start);
        let place = self.place(start, pointer.clone());
        let mut marked = self.attributes(start, &place);
        marked.reserve(24);
        let value = self.element(marked, &pointer, 1)?;
        self.give(value, place)
    }

    /// A product that has attributes only.
    fn empty(&mut self, start: &BytesStart<'_>) -> Result<(), Failure> {
        let place = self.place(start, self.pointer(start));
        let marked = self.attributes(start, &place);
        self.give(Datum::Record(unmarked(marked)), place)
    }

    /// Gives a product that was read, with what is wrong in it.
    fn give(&mut self, value: Datum, place: Place) -> Result<(), Failure> {
        self.values = 0;
        if std::mem::take(&mut self.too_many) {
            self.undeclared.clear();
            self.unread.clear();
            let problem = super::too_many_values(self.file, place, self.options);
            return go(self.sink.problem(problem));
        }
        let fields = match value {
            Datum::Record(entries) => Datum::Record(entries),
            _ => Datum::Record(Vec::new()),
        };
        for name in std::mem::take(&mut self.undeclared) {
            let problem = InputProblem::new(
                InputCode::Xml,
                self.file,
                place.line,
                say!(
                    "`&{name};` in this product is no entity that XML knows; it was left as it stands",
                    "该商品中的 `&{name};` 不是 XML 的已知实体;已保留原样",
                    name
                ),
                say!(
                    "write the character itself, or its number, such as &#160;",
                    "请直接写出该字符或其编号,例如 &#160;",
                ),
            );
            go(self.sink.problem(problem))?;
        }
        for (line, what) in std::mem::take(&mut self.unread) {
            go(self.sink.problem(InputProblem::new(
                InputCode::Xml,
                self.file,
                line,
                what,
                say!(
                    "correct the feed; the rest of the product was read",
                    "请更正数据源;该商品的其余部分已读取",
                ),
            )))?;
        }
        go(self.sink.tree(self.file, fields, place))
    }

    /// Notes what of a product is passed over, the first few of it.
    fn unread(&mut self, line: u32, what: Sentence) {
        if self.unread.len() < 3 {
            self.unread.push((line, what));
        }
    }

    /// Notes an entity that XML does not know, the first few of a product.
    fn undeclared(&mut self, name: &str) {
        let name: String = name.chars().take(40).collect();
        if self.undeclared.len() < 3 && !self.undeclared.contains(&name) {
            self.undeclared.push(name);
        }
    }

    /// The value of an element whose start was read: a text, or a record of its attributes and
    /// children.
    fn element(
        &mut self,
        mut entries: Entries,
        pointer: &Pointer,
        depth: usize,
    ) -> Result<Datum, Failure> {
        if depth > self.options.max_depth {
            return Err(Failure::TooDeep);
        }
        let mut text = Text::default();
        let mut names = HashMap::new();
        // Most elements have no children, and need no pointer to share with them.
        let mut shared: Option<Arc<Pointer>> = None;
        // Children use the same memory: nothing of an event is needed when one begins.
        let mut buffer = std::mem::take(&mut self.buffer);
        loop {
            match self.next(&mut buffer)? {
                Event::Start(child) => {
                    let name = Text::from(plain(child.name().as_ref()));
                    let above = shared.get_or_insert_with(|| Arc::new(pointer.clone()));
                    let below = Pointer::below(above, name.clone());
                    let here = self.place(&child, below.clone());
                    let marked = self.attributes(&child, &here);
                    self.buffer = buffer;
                    let value = self.element(marked, &below, depth + 1)?;
                    buffer = std::mem::take(&mut self.buffer);
                    self.add(&mut entries, &mut names, name, value, here);
                }
                Event::Empty(child) => {
                    let name = Text::from(plain(child.name().as_ref()));
                    let above = shared.get_or_insert_with(|| Arc::new(pointer.clone()));
                    let here = self.place(&child, Pointer::below(above, name.clone()));
                    let value = of_attributes(self.attributes(&child, &here));
                    self.add(&mut entries, &mut names, name, value, here);
                }
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    if let Some(known) = quick_xml::escape::resolve_predefined_entity(name) {
                        text.push_str(known);
                    } else if let Ok(Some(character)) = reference.resolve_char_ref() {
                        text.push(character);
                    } else {
                        text.push_str(&format!("&{name};"));
                        self.undeclared(name);
                    }
                }
                Event::End(_) => break,
                Event::Eof => return Err(Failure::Cut),
                _ => {}
            }
        }
        self.buffer = buffer;
        let text = match text.trim() {
            "" => return Ok(of_attributes(entries)),
            trimmed if trimmed.len() == text.len() => text,
            trimmed => trimmed.into(),
        };
        if entries.iter().any(|(name, _, _)| !name.starts_with('@')) {
            let line = self.xml.get_mut().line();
            let what = say!(
                "a text that stands beside elements ends here, and was not read",
                "与元素并列的文本在此处结束,未读取",
            );
            self.unread(line, what);
        }
        // Text beside attributes only, such as `<link rel="…">text</link>`, is the value.
        if entries.is_empty()
            || depth > 1 && entries.iter().all(|(name, _, _)| name.starts_with('@'))
        {
            return Ok(Datum::Text(text));
        }
        Ok(Datum::Record(unmarked(entries)))
    }

    /// Attributes of an element as entries, marked by `@` until it is known what else the element has;
    /// there are not to be more of them than an element may have names.
    fn attributes(&mut self, start: &BytesStart<'_>, place: &Place) -> Entries {
        let mut found = Vec::new();
        if start.attributes_raw().trim().is_empty() {
            return found;
        }
        let most = self.options.max_columns;
        // Two of one name are compared with all before them.
        let mut attributes = start.attributes();
        for attribute in attributes.with_checks(false).take(most + 1) {
            let Ok(attribute) = attribute else {
                let what = say!(
                    "an attribute of `{name}` cannot be read, so it was left out, and those behind it may be",
                    "`{name}` 的一个属性无法读取,已略去该属性,其后的属性可能也被略去",
                    name = start.name().as_ref(),
                );
                self.unread(place.line, what);
                continue;
            };
            let name: &str = attribute.key.as_ref();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.unwrap_or_else(|_| {
                self.undeclared(entity_in(&attribute.value));
                attribute.value.clone()
            });
            self.values += 1;
            if !name.starts_with("xmlns") && !value.trim().is_empty() {
                let value = Datum::Text(value.trim().into());
                found.push((format!("@{name}").into(), value, place.clone()));
            }
        }
        self.too_many |= found.len() > most;
        found
    }

    /// Adds a child; several of one name are a list. Where there are many names, they are found by
    /// their positions.
    fn add(
        &mut self,
        entries: &mut Entries,
        names: &mut HashMap<Text, usize>,
        name: Text,
        value: Datum,
        place: Place,
    ) {
        self.values += 1;
        self.too_many |=
            self.values > self.options.max_values || entries.len() >= self.options.max_columns;
        if self.too_many || matches!(value, Datum::Null) {
            return;
        }
        let same = if entries.len() < FEW {
            entries.iter().position(|(other, _, _)| *other == name)
        } else {
            if names.is_empty() {
                let known = entries.iter().enumerate().rev();
                names.extend(known.map(|(index, (name, _, _))| (name.clone(), index)));
            }
            names.get(&name).copied()
        };
        let Some((_, before, at)) = same.and_then(|index| entries.get_mut(index)) else {
            if !names.is_empty() {
                names.insert(name.clone(), entries.len());
            }
            entries.push((name, value, place));
            return;
        };
        if let Datum::List(items) = before {
            items.push((value, place));
        } else {
            let first = std::mem::replace(before, Datum::Null);
            *before = Datum::List(vec![(first, at.clone()), (value, place)]);
        }
    }
}

/// The vocabularies that an element declares.
fn namespaces(start: &BytesStart<'_>) -> Vec<String> {
    let attributes = start.attributes().filter_map(Result::ok);
    attributes
        .filter(|attribute| attribute.key.as_ref().starts_with("xmlns"))
        .filter_map(|attribute| {
            let address = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            Some(address.trim().to_owned())
        })
        .collect()
}
/// Names among which one is looked for one by one.
const FEW: usize = 32;

/// The name of the entity in a text that is none which XML knows.
fn entity_in(text: &str) -> &str {
    let mut names = text.split('&').skip(1).map(|rest| {
        let end = rest.find(';').unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    });
    names
        .find(|name| {
            quick_xml::escape::resolve_predefined_entity(name).is_none() && !name.starts_with('#')
        })
        .unwrap_or_default()
}

/// An event is more than white space, a comment or what stands before a document.
fn has_content(event: &Event<'_>) -> bool {
    match event {
        Event::Start(_) | Event::Empty(_) | Event::CData(_) | Event::GeneralRef(_) => true,
        Event::Text(text) => !text.trim().is_empty(),
        _ => false,
    }
}

/// A listener that has heard enough ends the reading.
fn go(flow: Flow) -> Result<(), Failure> {
    match flow {
        Flow::Continue(()) => Ok(()),
        Flow::Break(()) => Err(Failure::Enough),
    }
}

/// The value of an element without text: the target of a link, or a record.
fn of_attributes(entries: Entries) -> Datum {
    if entries.is_empty() {
        return Datum::Null;
    }
    if let Some((_, target, _)) = entries.iter().find(|(name, _, _)| &**name == "@href") {
        return target.clone();
    }
    Datum::Record(unmarked(entries))
}

fn unmarked(entries: Entries) -> Entries {
    if !entries.iter().any(|(name, _, _)| name.starts_with('@')) {
        return entries;
    }
    let bare = |name: &str| {
        name.strip_prefix('@')
            .map_or_else(|| name.into(), Into::into)
    };
    entries
        .into_iter()
        .map(|(name, value, place)| (bare(&name), value, place))
        .collect()
}
