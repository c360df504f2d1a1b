//! YAML. Plain scalars are read by the core schema of YAML 1.2; numbers keep their digits.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;

use saphyr_parser::{BufferedInput, Event, Parser, ScalarStyle, ScanError, Span};

use super::detect::{Kind, first_line, is_binary};
use super::json::{CONTAINERS, is_flow_yaml};
use super::row::{Flow, RowReader, Sink};
use super::source::{Head, Input};
use super::{InputCode, InputProblem, ReadOptions, counted, csv};
use crate::record::{Datum, Field, Place, Pointer, Text, Within};
use crate::sentence::say;

/// YAML, by its look; where that leaves a doubt, by the ending of the name.
pub(super) const STREAM: Kind = Kind {
    endings: &["yaml", "yml"],
    open: |head, options| {
        is_yaml(head).then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                options: options.clone(),
            })
        })
    },
};

fn is_yaml(head: &Head) -> bool {
    if is_binary(&head.bytes) {
        return false;
    }
    if is_flow_yaml(head) {
        return true;
    }
    let line = first_line(head);
    let key = line.split(':').next().unwrap_or_default();
    let looks_so = line.starts_with("- ")
        || line == "-"
        || line.starts_with("---")
        || line.starts_with("# ")
        || line.starts_with("%YAML")
        || (line.contains(':')
            && !key.contains([',', ';', '\t', '"', '|'])
            && (line.ends_with(':') || line.contains(": ")));
    let named_table = matches!(head.ending.as_str(), "csv" | "tsv" | "txt" | "tab");
    let named = matches!(head.ending.as_str(), "yaml" | "yml");
    let table = || csv::delimiter(head).is_some();
    looks_so && !(named_table && table()) || named && !table()
}

enum Failure {
    Scan(ScanError),
    Alias(Span),
    TooDeep(Span),
    Cut,
    Enough,
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        Self::Scan(error)
    }
}

/// Why the characters ended before the file did.
#[derive(Default)]
struct Ended {
    error: RefCell<Option<io::Error>>,
    not_text: Cell<bool>,
    too_large: Cell<bool>,
    /// Bytes given since the last record began, but for those of the block in which it did.
    since: Cell<usize>,
}

impl Ended {
    fn early(&self) -> bool {
        self.too_large.get() || self.not_text.get() || self.error.borrow().is_some()
    }
}

/// The characters of a stream of UTF-8. The parser knows no errors of reading, so what went wrong is
/// left where its reader finds it.
struct Characters {
    source: Box<dyn Read + Send>,
    /// The characters of a block, from `at` on not yet given.
    block: Vec<char>,
    at: usize,
    /// Bytes read: of a character whose other bytes are still to come, or that are no text.
    rest: Vec<u8>,
    most: usize,
    ended: Rc<Ended>,
}

impl Characters {
    /// Reads the next block; there is none at the end or behind something that is not text.
    fn fill(&mut self) {
        self.block.clear();
        self.at = 0;
        while self.block.is_empty() && !self.ended.early() {
            if self.ended.since.get() > self.most {
                self.ended.too_large.set(true);
                return;
            }
            let kept = self.rest.len();
            self.rest.resize(kept + self.most.clamp(1, 64 * 1024), 0);
            let read = match self
                .source
                .read(self.rest.get_mut(kept..).unwrap_or_default())
            {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    self.rest.truncate(kept);
                    continue;
                }
                Err(error) => {
                    self.ended.error.replace(Some(error));
                    return;
                }
            };
            self.rest.truncate(kept + read);
            self.ended.since.set(self.ended.since.get() + read);
            let (valid, broken) = match std::str::from_utf8(&self.rest) {
                Ok(_) => (self.rest.len(), false),
                Err(error) => (error.valid_up_to(), error.error_len().is_some()),
            };
            if let Ok(text) = std::str::from_utf8(self.rest.get(..valid).unwrap_or_default()) {
                self.block.extend(text.chars());
            }
            self.rest.drain(..valid);
            if self.block.is_empty() && (broken || read == 0) {
                self.ended.not_text.set(!self.rest.is_empty());
                return;
            }
        }
    }
}

impl Iterator for Characters {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if self.at == self.block.len() {
            self.fill();
        }
        let found = self.block.get(self.at).copied();
        self.at += 1;
        found
    }
}

type Events = Parser<'static, BufferedInput<Characters>>;

struct Reader {
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        "YAML".to_owned()
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let ended = Rc::new(Ended::default());
        let characters = Characters {
            source: input.reader(),
            block: Vec::new(),
            at: 0,
            rest: Vec::new(),
            most: self.options.max_record_bytes,
            ended: ended.clone(),
        };
        let mut reading = Reading {
            events: Parser::new_from_iter(characters),
            file: &input.name,
            options: &self.options,
            ended: ended.clone(),
            values: 0,
            too_many: false,
            sink,
        };
        let Err(failure) = reading.documents() else {
            return Flow::Continue(());
        };
        if matches!(failure, Failure::Enough) {
            return Flow::Break(());
        }
        if let Some(error) = ended.error.take() {
            return sink.problem(input.broken(&error));
        }
        let problem = fail(failure, &ended, &input, sink.rows());
        sink.problem(problem)
    }
}

fn place(span: &Span, pointer: Pointer) -> Place {
    Place {
        line: span.start.line() as u32,
        column: span.start.col() as u32 + 1,
        offset: None,
        within: Within::Tree(pointer),
    }
}

struct Reading<'a> {
    events: Events,
    file: &'a str,
    options: &'a ReadOptions,
    ended: Rc<Ended>,
    /// Values of the record so far, and whether they or the names of one of its mappings are too many;
    /// those that are too many are read, but not kept.
    values: usize,
    too_many: bool,
    sink: &'a mut dyn Sink,
}

impl Reading<'_> {
    /// Counts a value that stands behind so many names of its mapping; whether it is to be kept.
    fn count(&mut self, names: usize) -> bool {
        self.values += 1;
        self.too_many |= self.values > self.options.max_values || names >= self.options.max_columns;
        !self.too_many
    }

    fn next(&mut self) -> Result<(Event<'static>, Span), Failure> {
        match self.events.next_event() {
            Some(event) => Ok(event?),
            None => Err(Failure::Cut),
        }
    }

    fn value(
        &mut self,
        event: Event<'static>,
        span: Span,
        pointer: &Arc<Pointer>,
        depth: usize,
    ) -> Result<Datum, Failure> {
        if depth > self.options.max_depth {
            return Err(Failure::TooDeep(span));
        }
        match event {
            Event::Scalar(text, style, _, _) => Ok(scalar(text, style)),
            Event::SequenceStart(_, _) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        return Ok(Datum::List(items));
                    }
                    let number = items.len().to_string();
                    let item = self.part(event, span, pointer, &number, depth + 1)?;
                    if self.count(0) {
                        items.push(item);
                    }
                }
            }
            Event::MappingStart(_, _) => {
                let mut entries: Vec<Field> = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        return Ok(Datum::Record(entries));
                    }
                    let key = name(self.value(event, span, pointer, depth + 1)?);
                    let (event, span) = self.next()?;
                    let (value, at) = self.part(event, span, pointer, &key, depth + 1)?;
                    if self.count(entries.len()) {
                        entries.push((key, value, at));
                    }
                }
            }
            Event::Alias(_) => Err(Failure::Alias(span)),
            _ => Ok(Datum::Null),
        }
    }

    /// A part of a list or mapping, with its place.
    fn part(
        &mut self,
        event: Event<'static>,
        span: Span,
        above: &Arc<Pointer>,
        step: &str,
        depth: usize,
    ) -> Result<(Datum, Place), Failure> {
        let pointer = Pointer::below(above, step);
        if matches!(event, Event::Scalar(..)) {
            let at = place(&span, pointer);
            return Ok((self.value(event, span, above, depth)?, at));
        }
        let shared = Arc::new(pointer);
        let at = place(&span, (*shared).clone());
        Ok((self.value(event, span, &shared, depth)?, at))
    }

    fn give(&mut self, fields: Datum, place: Place) -> Result<(), Failure> {
        if self.ended.early() {
            // The parser closes what is open when the characters end: this is not all of the record.
            return Err(Failure::Cut);
        }
        self.ended.since.set(0);
        self.values = 0;
        let flow = if std::mem::take(&mut self.too_many) {
            let problem = super::too_many_values(self.file, place, self.options);
            self.sink.problem(problem)
        } else {
            self.sink.tree(self.file, fields, place)
        };
        if flow.is_break() {
            Err(Failure::Enough)
        } else {
            Ok(())
        }
    }

    fn documents(&mut self) -> Result<(), Failure> {
        loop {
            let (event, span) = self.next()?;
            match event {
                // The parser takes the end of the characters for the end of the file.
                Event::StreamEnd if self.ended.early() => return Err(Failure::Cut),
                Event::StreamEnd => return Ok(()),
                Event::SequenceStart(_, _) => self.list(&Arc::new(Pointer::at("")))?,
                Event::MappingStart(_, _) => self.mapping(&span)?,
                Event::Scalar(text, style, _, _) => {
                    let value = scalar(text, style);
                    if value != Datum::Null {
                        self.give(value, place(&span, Pointer::at("")))?;
                    }
                }
                Event::Alias(_) => return Err(Failure::Alias(span)),
                _ => {}
            }
        }
    }

    fn list(&mut self, pointer: &Arc<Pointer>) -> Result<(), Failure> {
        let mut index = 0usize;
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(());
            }
            let (value, at) = self.part(event, span, pointer, &index.to_string(), 1)?;
            self.give(value, at)?;
            index += 1;
        }
    }

    fn mapping(&mut self, span: &Span) -> Result<(), Failure> {
        let root = Arc::new(Pointer::at(""));
        let at = place(span, Pointer::at(""));
        let mut entries = Vec::new();
        let mut contained = false;
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let key = name(self.value(event, span, &root, 1)?);
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceStart(_, _))
                && !self.options.whole_objects
                && CONTAINERS.contains(&&*key)
            {
                contained = true;
                self.list(&Arc::new(Pointer::below(&root, key.as_str())))?;
                continue;
            }
            let (value, here) = self.part(event, span, &root, &key, 1)?;
            if self.count(entries.len()) {
                entries.push((key, value, here));
            }
        }
        if contained {
            self.values = 0;
            self.too_many = false;
            return Ok(());
        }
        self.give(Datum::Record(entries), at)
    }
}

/// The name that a key is.
fn name(key: Datum) -> Text {
    match key {
        Datum::Text(text) | Datum::Number(text) => text,
        Datum::Bool(value) => value.to_string().into(),
        _ => Text::default(),
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Datum {
    if style != ScalarStyle::Plain {
        return Datum::Text(text.into());
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Datum::Null,
        "true" | "True" | "TRUE" => Datum::Bool(true),
        "false" | "False" | "FALSE" => Datum::Bool(false),
        number if crate::value::parse_decimal(number).is_ok() => Datum::Number(text.into()),
        _ => Datum::Text(text.into()),
    }
}

fn fail(failure: Failure, ended: &Ended, input: &Input, rows: u64) -> InputProblem {
    let read = counted(rows);
    let at = match &failure {
        Failure::Scan(error) => (
            error.marker().line() as u32,
            error.marker().col() as u32 + 1,
        ),
        Failure::Alias(span) | Failure::TooDeep(span) => {
            (span.start.line() as u32, span.start.col() as u32 + 1)
        }
        Failure::Cut | Failure::Enough => (0, 0),
    };
    let (code, message, help) = match failure {
        _ if ended.not_text.get() => (
            InputCode::Encoding,
            say!(
                "the text is not {encoding} from here on",
                "自此处起文本不是 {encoding} 编码",
                encoding = input.decoded.unwrap_or("UTF-8"),
            ),
            say!(
                "state the encoding with --encoding, or save the file as UTF-8",
                "请用 --encoding 指定编码,或另存为 UTF-8",
            ),
        ),
        _ if ended.too_large.get() => (
            InputCode::TooLarge,
            say!(
                "the record before this place is larger than a record may be",
                "此处之前的记录超过允许的大小",
            ),
            say!(
                "{read} before it checked, nothing behind it; look for a quote that is never closed",
                "之前的 {read}已检查,之后的未检查;请查找未闭合的引号",
                read
            ),
        ),
        Failure::Scan(error) => (
            InputCode::Yaml,
            say!(
                "the YAML is not well-formed here: {what}",
                "YAML 在此处格式有误:{what}",
                what = error.info(),
            ),
            say!(
                "{read} before this place checked",
                "此处之前的 {read}已检查",
                read
            ),
        ),
        Failure::Alias(_) => (
            InputCode::Yaml,
            say!(
                "an alias (`*name`) stands here, and aliases are not followed",
                "此处是别名(`*name`),别名不予展开",
            ),
            say!("write the value out", "请直接写出值",),
        ),
        Failure::TooDeep(_) => (
            InputCode::TooDeep,
            say!(
                "lists and mappings are nested too deep here",
                "此处列表和映射嵌套过深",
            ),
            say!(
                "a product needs no more than a few levels; check how the file was made",
                "商品只需几层结构;请检查文件的生成方式",
            ),
        ),
        Failure::Cut | Failure::Enough => (
            InputCode::Yaml,
            say!("the YAML ends too early", "YAML 过早结束",),
            say!("{read} checked", "{read}已检查", read),
        ),
    };
    let mut problem = InputProblem::new(code, &input.name, at.0, message, help);
    problem.place.column = at.1;
    problem
}
