//! JSON and NDJSON. Numbers keep their digits and every value its place.

use std::sync::Arc;

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

use super::detect::Kind;
use super::row::{Flow, RowReader, Sink};
use super::source::{Head, Input};
use super::split::{At, Cut, Splitter};
use super::{InputCode, InputProblem, ReadOptions, counted};
use crate::record::{Datum, Field, Place, Pointer, Text, Within};
use crate::sentence::{Sentence, say};

/// Names under which an object holds its products.
pub(super) const CONTAINERS: [&str; 7] = [
    "products", "items", "records", "listings", "offers", "data",
    // Amazon's feed of listings.
    "messages",
];

/// An object on each line.
pub(super) const LINES: Kind = Kind {
    endings: &["ndjson", "jsonl"],
    open: |head, options| {
        is_lines(head).then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                lines: true,
                options: options.clone(),
            })
        })
    },
};

/// One value, or several behind one another.
pub(super) const DOCUMENT: Kind = Kind {
    endings: &["json", "jsonld"],
    open: |head, options| {
        let first = head.bytes.trim_ascii_start().first();
        let named = || {
            let is_table = super::csv::delimiter(head).is_some();
            head.ending == "json" && !is_table && !super::detect::is_binary(&head.bytes)
        };
        let is = matches!(first, Some(b'[' | b'{')) && !is_flow_yaml(head) || named();
        is.then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                lines: false,
                options: options.clone(),
            })
        })
    },
};

/// The name says YAML, and the braces or brackets that the file begins with are not those of JSON.
pub(super) fn is_flow_yaml(head: &Head) -> bool {
    let named = matches!(head.ending.as_str(), "yaml" | "yml");
    let body = head.bytes.trim_ascii_start();
    if !named || !matches!(body.first(), Some(b'[' | b'{')) {
        return false;
    }
    let mut values =
        serde_json::Deserializer::from_slice(body).into_iter::<serde::de::IgnoredAny>();
    // The beginning of a file may end within a value.
    matches!(values.next(), Some(Err(error)) if !error.is_eof())
}

/// Several objects stand each on its line: the first line is one, or the second one is.
fn is_lines(head: &Head) -> bool {
    if is_flow_yaml(head) {
        return false;
    }
    let named = matches!(head.ending.as_str(), "ndjson" | "jsonl");
    let body = head.bytes.trim_ascii_start();
    if body.first() != Some(&b'{') {
        return named && body.first() == Some(&b'[');
    }
    let mut lines = body
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    let object = |line: &[u8]| line.first() == Some(&b'{') && line.last() == Some(&b'}');
    if let Some(second) = second {
        let mut jiter = Jiter::new(first);
        let whole = jiter.next_skip().is_ok() && jiter.finish().is_ok();
        if whole && wraps(first) {
            return false;
        }
        return (whole && second.first() == Some(&b'{')) || object(second) || (whole && named);
    }
    named
}

/// The object holds a list of products, and is none.
fn wraps(object: &[u8]) -> bool {
    let mut jiter = Jiter::new(object);
    let mut name = jiter.next_object().map(|name| name.map(str::to_owned));
    while let Ok(Some(key)) = name {
        if CONTAINERS.contains(&key.as_str()) && jiter.peek() == Ok(Peek::Array) {
            return true;
        }
        if jiter.next_skip().is_err() {
            return false;
        }
        name = jiter.next_key().map(|name| name.map(str::to_owned));
    }
    false
}

struct Reader {
    lines: bool,
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        if self.lines { "NDJSON" } else { "JSON" }.to_owned()
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let text = input.reader();
        let mut reading = Reading {
            file: &input.name,
            options: &self.options,
            containers: &CONTAINERS,
            split: Splitter::new(text, self.options.max_record_bytes, self.options.max_depth),
            cut_told: false,
            sink,
        };
        let result = if self.lines {
            reading.each_line()
        } else {
            reading.document()
        };
        match result {
            Ok(()) => Flow::Continue(()),
            Err(Stop::Enough) => Flow::Break(()),
            Err(Stop::Io(error)) => sink.problem(input.broken(&error)),
        }
    }
}

/// Why reading ends before the end of the file.
pub(super) enum Stop {
    Enough,
    Io(std::io::Error),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// A listener that has heard enough ends the reading.
fn go(flow: Flow) -> Result<(), Stop> {
    if flow.is_break() {
        Err(Stop::Enough)
    } else {
        Ok(())
    }
}

/// A file of JSON being read.
pub(super) struct Reading<'a> {
    pub(super) file: &'a str,
    pub(super) options: &'a ReadOptions,
    /// Names under which an object holds its products.
    pub(super) containers: &'a [&'a str],
    pub(super) split: Splitter,
    /// It was told that the file ends too early.
    pub(super) cut_told: bool,
    pub(super) sink: &'a mut dyn Sink,
}

impl Reading<'_> {
    pub(super) fn document(&mut self) -> Result<(), Stop> {
        while let Some(byte) = self.split.peek()? {
            match byte {
                b'[' => self.list(&Pointer::at(""))?,
                b'{' if !self.options.whole_objects => self.object()?,
                _ => {
                    let at = self.split.at();
                    let cut = self.split.take()?;
                    self.value(Pointer::at(""), at, cut)?;
                }
            }
        }
        Ok(())
    }

    fn list(&mut self, pointer: &Pointer) -> Result<(), Stop> {
        let above = Arc::new(pointer.clone());
        self.split.bump();
        let mut index = 0usize;
        let mut behind_comma = false;
        loop {
            let at = self.split.at();
            match self.split.peek()? {
                None => {
                    self.cut_told = true;
                    return self.wrong(
                        at,
                        &say!("the file ends inside the list", "文件在列表中间结束",),
                        say!(
                            "the file may have been cut off; make the export again",
                            "文件可能不完整;请重新导出",
                        ),
                    );
                }
                Some(b']') => {
                    if behind_comma {
                        self.wrong(
                            at,
                            &say!(
                                "a comma stands before the end of the list",
                                "列表结尾前多了一个逗号",
                            ),
                            say!("leave it out", "请去掉",),
                        )?;
                    }
                    self.split.bump();
                    return Ok(());
                }
                Some(b',') => {
                    self.wrong(
                        self.split.at(),
                        &say!(
                            "a product is missing before this comma",
                            "该逗号之前缺少商品",
                        ),
                        say!("leave the comma out", "请去掉该逗号",),
                    )?;
                    self.split.bump();
                    continue;
                }
                Some(_) => {}
            }
            let at = self.split.at();
            let cut = self.split.take()?;
            self.value(Pointer::below(&above, index.to_string()), at, cut)?;
            if !cut.complete {
                self.cut_told = true;
                return Ok(());
            }
            index += 1;
            let at = self.split.at();
            behind_comma = self.split.peek()? == Some(b',');
            if behind_comma {
                self.split.bump();
            } else if !matches!(self.split.peek()?, Some(b']') | None) {
                self.wrong(
                    at,
                    &say!(
                        "a comma is missing between two products",
                        "两件商品之间缺少逗号",
                    ),
                    say!("put a comma here", "请在此处加逗号",),
                )?;
            }
        }
    }

    /// An object that holds a list of products, or is one. Until that is known its text is kept.
    fn object(&mut self) -> Result<(), Stop> {
        let begin = self.split.at();
        let mut text: Vec<u8> = b"{".to_vec();
        let mut cut = Cut {
            complete: true,
            bytes: 1,
            too_deep: None,
        };
        let mut wrapping = Wrapping::default();
        let mut key: Option<String> = None;
        self.split.bump();
        let mut kept = self.split.at();
        while cut.complete {
            let byte = self.split.peek()?;
            let at = self.split.at();
            let Some(byte) = byte else {
                cut.complete = false;
                break;
            };
            let named = key.take_if(|_| byte != b':');
            if byte == b'['
                && let Some(name) = named
                && self.containers.contains(&name.as_str())
            {
                if wrapping.next != Next::Value {
                    wrapping.mistake(at, wrapping.next.missing());
                }
                wrapping.next = Next::CommaOrEnd;
                wrapping.contained = true;
                self.tell(&mut wrapping)?;
                self.list(&Pointer::at("").child(&name))?;
                continue;
            }
            let part = self.split.take()?;
            cut.complete = part.complete;
            cut.too_deep = cut.too_deep.or(part.too_deep);
            if !wrapping.contained {
                cut.bytes = self.split.at().offset - begin.offset;
                self.keep(&mut text, kept, at);
                kept = self.split.at();
            }
            let whole = part.bytes <= self.options.max_record_bytes as u64;
            wrapping.take(byte, at, part, whole.then_some(&self.split.value));
            if byte == b'"' {
                key = key_of(&self.split.value);
            }
            if wrapping.contained {
                self.tell(&mut wrapping)?;
            }
            if byte == b'}' {
                break;
            }
        }
        if wrapping.contained && !cut.complete && !self.cut_told {
            return self.wrong(
                self.split.at(),
                &say!("the file ends inside an object", "文件在对象中间结束",),
                say!(
                    "the file may have been cut off; make the export again",
                    "文件可能不完整;请重新导出",
                ),
            );
        }
        if wrapping.contained {
            return Ok(());
        }
        if cut.bytes > self.options.max_record_bytes as u64 {
            return self.problem(
                InputCode::TooLarge,
                begin,
                say!(
                    "the object has {bytes} bytes, more than the {most} that a record may have",
                    "对象有 {bytes} 字节,超过一条记录允许的 {most} 字节",
                    bytes = cut.bytes,
                    most = self.options.max_record_bytes,
                ),
                say!(
                    "if it holds a list of products, put them under one of the names {names}",
                    "如果其中是商品列表,请放在以下名称之一下:{names}",
                    names = Sentence::list(self.containers),
                ),
            );
        }
        self.split.value = text;
        self.value(Pointer::at(""), begin, cut)
    }

    /// Tells what is wrong with an object around a list of products, once for each object: behind a
    /// mistake it cannot be told what was meant.
    fn tell(&mut self, wrapping: &mut Wrapping) -> Result<(), Stop> {
        let Some((at, wrong)) = wrapping.wrong.take().filter(|_| !wrapping.told) else {
            return Ok(());
        };
        wrapping.told = true;
        let help = say!(
            "of what stands behind this place in the object only lists of products were read; correct it and check again",
            "对象中此处之后的内容只读取了商品列表;请更正后重新检查",
        );
        match wrong {
            Wrong::Json(what) => self.wrong(at, &what, help),
            Wrong::TooDeep => self.too_deep(at),
            Wrong::TooLarge(bytes) => self.problem(
                InputCode::TooLarge,
                at,
                say!(
                    "the value has {bytes} bytes, more than the {most} that a record may have, so it was not looked at",
                    "该值有 {bytes} 字节,超过一条记录允许的 {most} 字节,因此未查看",
                    bytes,
                    most = self.options.max_record_bytes,
                ),
                say!(
                    "the products beside it were read; leave the value out",
                    "其旁的商品已读取;请去掉该值",
                ),
            ),
        }
    }

    /// Adds the part that was cut off last to the text of an object, with white space before it as in
    /// the file, so that places in the text are places in the file.
    /// `kept` is the place behind the text.
    fn keep(&self, text: &mut Vec<u8>, kept: At, at: At) {
        let want = text.len() + (at.offset - kept.offset) as usize;
        if want + self.split.value.len() > self.options.max_record_bytes {
            return;
        }
        let lines = at.line.saturating_sub(kept.line) as usize;
        text.extend(std::iter::repeat_n(b'\n', lines));
        text.resize(want.max(text.len()), b' ');
        text.extend_from_slice(&self.split.value);
    }

    /// Makes a row of the value that was cut off last, or says what is wrong with it.
    fn value(&mut self, pointer: Pointer, at: At, cut: Cut) -> Result<(), Stop> {
        if cut.bytes > self.options.max_record_bytes as u64 {
            return self.problem(
                InputCode::TooLarge,
                at,
                say!(
                    "the record has {bytes} bytes, more than the {most} that a record may have",
                    "该记录有 {bytes} 字节,超过一条记录允许的 {most} 字节",
                    bytes = cut.bytes,
                    most = self.options.max_record_bytes,
                ),
                say!(
                    "the records behind it were read; check how this one was made",
                    "其后的记录已读取;请检查该记录的生成方式",
                ),
            );
        }
        if let Some(at) = cut.too_deep {
            return self.too_deep(at);
        }
        let shared = Arc::new(pointer);
        match tree(&self.split.value, &shared, at, self.options) {
            Ok(fields) => {
                let pointer = Arc::unwrap_or_clone(shared);
                go(self.sink.tree(self.file, fields, place(at, pointer)))
            }
            Err(NoTree::TooMany) => {
                let place = place(at, Arc::unwrap_or_clone(shared));
                let problem = super::too_many_values(self.file, place, self.options);
                go(self.sink.problem(problem))
            }
            Err(NoTree::TooDeep(index)) => {
                self.too_deep(at.behind(self.split.value.get(..index).unwrap_or_default()))
            }
            Err(NoTree::Json(error)) => {
                let what = told(&error.error_type);
                let at = at.behind(self.split.value.get(..error.index).unwrap_or_default());
                let help = if cut.complete {
                    say!(
                        "this product was left out; those behind it were read",
                        "该商品未检查;其后的商品已读取",
                    )
                } else {
                    say!(
                        "{read} before this place checked; the file may have been cut off",
                        "此处之前的 {read}已检查;文件可能不完整",
                        read = counted(self.sink.rows()),
                    )
                };
                self.problem(
                    InputCode::Json,
                    at,
                    say!(
                        "the JSON is not well-formed here: {what}",
                        "JSON 在此处格式有误:{what}",
                        what
                    ),
                    help,
                )
            }
        }
    }

    fn too_deep(&mut self, at: At) -> Result<(), Stop> {
        self.problem(
            InputCode::TooDeep,
            at,
            say!(
                "lists and objects are nested too deep here",
                "此处列表和对象嵌套过深",
            ),
            say!(
                "a product needs no more than a few levels; check how the file was made",
                "商品只需几层结构;请检查文件的生成方式",
            ),
        )
    }

    fn each_line(&mut self) -> Result<(), Stop> {
        loop {
            let at = self.split.at();
            let cut = self.split.line()?;
            if cut.bytes == 0 && !cut.complete {
                return Ok(());
            }
            let white = self
                .split
                .value
                .iter()
                .take_while(|b| b.is_ascii_whitespace())
                .count();
            if white == self.split.value.len() && cut.bytes == white as u64 {
                continue;
            }
            let start = at.behind(self.split.value.get(..white).unwrap_or_default());
            self.split.value.drain(..white);
            self.value(
                Pointer::at(""),
                start,
                Cut {
                    complete: true,
                    ..cut
                },
            )?;
        }
    }

    fn wrong(&mut self, at: At, what: &Sentence, help: Sentence) -> Result<(), Stop> {
        self.problem(
            InputCode::Json,
            at,
            say!(
                "the JSON is not well-formed here: {what}",
                "JSON 在此处格式有误:{what}",
                what
            ),
            help,
        )
    }

    fn problem(
        &mut self,
        code: InputCode,
        at: At,
        message: Sentence,
        help: Sentence,
    ) -> Result<(), Stop> {
        let mut problem = InputProblem::new(code, self.file, at.line, message, help);
        problem.place.column = at.column;
        problem.place.offset = Some(at.offset);
        go(self.sink.problem(problem))
    }
}

/// What the reader of JSON says, with its commonest mistakes in Chinese.
pub(super) fn told(error: &JiterErrorType) -> Sentence {
    let english = error.to_string();
    let english = english.split(" at line ").next().unwrap_or(&english);
    let JiterErrorType::JsonError(kind) = error else {
        return Sentence::verbatim(english);
    };
    let chinese = match kind {
        JsonErrorType::EofWhileParsingList => "列表未结束",
        JsonErrorType::EofWhileParsingObject => "对象未结束",
        JsonErrorType::EofWhileParsingString => "字符串未结束",
        JsonErrorType::EofWhileParsingValue => "缺少值",
        JsonErrorType::ExpectedColon => "此处应为 `:`",
        JsonErrorType::ExpectedListCommaOrEnd => "此处应为 `,` 或 `]`",
        JsonErrorType::ExpectedObjectCommaOrEnd => "此处应为 `,` 或 `}`",
        JsonErrorType::ExpectedSomeIdent => "此处应为 true、false 或 null",
        JsonErrorType::ExpectedSomeValue => "此处应为值",
        JsonErrorType::InvalidEscape => "转义符无效",
        JsonErrorType::InvalidNumber => "数字无效",
        JsonErrorType::NumberOutOfRange => "数字超出范围",
        JsonErrorType::InvalidUnicodeCodePoint => "字符编码无效",
        JsonErrorType::ControlCharacterWhileParsingString => "字符串中有控制字符",
        JsonErrorType::KeyMustBeAString => "属性名应为字符串",
        JsonErrorType::TrailingComma => "末尾多了逗号",
        JsonErrorType::TrailingCharacters => "末尾有多余的字符",
        _ => return Sentence::verbatim(english),
    };
    Sentence::given(english, chinese)
}

/// What must stand next in an object.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Behind the bracket.
    #[default]
    KeyOrEnd,
    /// Behind a comma.
    Key,
    Colon,
    Value,
    CommaOrEnd,
}

impl Next {
    fn missing(self) -> Sentence {
        match self {
            Self::KeyOrEnd | Self::Key => say!(
                "a name in quotes should stand here",
                "此处应为带引号的属性名",
            ),
            Self::Colon => say!("a colon is missing here", "此处缺少冒号"),
            Self::Value => say!("a value is missing here", "此处缺少值"),
            Self::CommaOrEnd => say!(
                "a comma or the end of the object should stand here",
                "此处应为逗号或对象的结尾",
            ),
        }
    }
}

/// What is wrong in an object around a list of products.
enum Wrong {
    Json(Sentence),
    TooDeep,
    /// A value has so many bytes.
    TooLarge(u64),
}

/// An object that is taken part by part, as it may hold a list of products.
#[derive(Default)]
struct Wrapping {
    next: Next,
    /// It holds a list of products.
    contained: bool,
    /// The first mistake in it, until it is told; only of an object around a list it is.
    wrong: Option<(At, Wrong)>,
    told: bool,
}

impl Wrapping {
    /// Takes a part: what it begins with, where, how it was cut off, and its bytes if all were kept.
    fn take(&mut self, byte: u8, at: At, part: Cut, text: Option<&Vec<u8>>) {
        let expected = self.next;
        let right = match byte {
            b'}' => matches!(expected, Next::KeyOrEnd | Next::CommaOrEnd),
            b',' => expected == Next::CommaOrEnd,
            b':' => expected == Next::Colon,
            b'"' => matches!(expected, Next::KeyOrEnd | Next::Key | Next::Value),
            _ => expected == Next::Value,
        };
        self.next = match byte {
            b',' => Next::Key,
            b':' => Next::Value,
            b'"' if expected != Next::Value => Next::Colon,
            _ => Next::CommaOrEnd,
        };
        if !right {
            let what = match (expected, byte) {
                (Next::Key, b'}') => say!(
                    "a comma stands before the end of the object",
                    "对象结尾前多了一个逗号",
                ),
                _ => expected.missing(),
            };
            self.mistake(at, what);
            return;
        }
        if matches!(byte, b'}' | b',' | b':') {
            return;
        }
        if let Some(at) = part.too_deep {
            self.wrong.get_or_insert((at, Wrong::TooDeep));
            return;
        }
        let Some(text) = text else {
            self.wrong.get_or_insert((at, Wrong::TooLarge(part.bytes)));
            return;
        };
        let mut jiter = Jiter::new(text);
        let read = jiter.next_skip().and_then(|()| jiter.finish());
        if let (Err(error), true) = (read, part.complete) {
            let at = at.behind(text.get(..error.index).unwrap_or_default());
            self.mistake(at, told(&error.error_type));
        }
    }

    fn mistake(&mut self, at: At, what: Sentence) {
        self.wrong.get_or_insert((at, Wrong::Json(what)));
    }
}

/// The name that a short text in quotes is.
fn key_of(text: &[u8]) -> Option<String> {
    if text.len() > 400 {
        return None;
    }
    Jiter::new(text).next_str().ok().map(str::to_owned)
}

pub(super) fn place(at: At, pointer: Pointer) -> Place {
    Place {
        line: at.line,
        column: at.column,
        offset: Some(at.offset),
        within: Within::Tree(pointer),
    }
}

/// Why a text is no value.
pub(super) enum NoTree {
    Json(JiterError),
    /// Brackets pass the depth at this byte.
    TooDeep(usize),
    /// There are more values, or names in an object, than a record may have.
    TooMany,
}

impl From<JiterError> for NoTree {
    fn from(error: JiterError) -> Self {
        Self::Json(error)
    }
}

/// The value of a text that is bounded in size. `at` is the place of its first byte.
pub(super) fn tree(
    text: &[u8],
    pointer: &Arc<Pointer>,
    at: At,
    options: &ReadOptions,
) -> Result<Datum, NoTree> {
    let mut builder = Builder {
        jiter: Jiter::new(text),
        text,
        plain: text.is_ascii() && memchr::memchr2(b'\n', b'\r', text).is_none(),
        seen: 0,
        at,
        options,
        values: 0,
    };
    let peek = builder.jiter.peek()?;
    let value = builder.value(peek, pointer, 0)?;
    builder.jiter.finish()?;
    Ok(value)
}

struct Builder<'a> {
    jiter: Jiter<'a>,
    text: &'a [u8],
    /// The text is one line of ASCII, in which places need not be counted.
    plain: bool,
    /// Bytes of the text that `at` is behind of.
    seen: usize,
    at: At,
    options: &'a ReadOptions,
    /// Values so far.
    values: usize,
}

impl Builder<'_> {
    /// Counts a value.
    fn count(&mut self) -> Result<(), NoTree> {
        self.values += 1;
        if self.values > self.options.max_values {
            return Err(NoTree::TooMany);
        }
        Ok(())
    }

    /// The place of the next byte.
    fn here(&mut self) -> At {
        let index = self.jiter.current_index();
        if self.plain {
            return self.at.right(index);
        }
        self.at = self
            .at
            .behind(self.text.get(self.seen..index).unwrap_or_default());
        self.seen = index;
        self.at
    }

    fn value(&mut self, peek: Peek, pointer: &Arc<Pointer>, depth: usize) -> Result<Datum, NoTree> {
        Ok(match peek {
            Peek::Null => {
                self.jiter.known_null()?;
                Datum::Null
            }
            Peek::True | Peek::False => Datum::Bool(self.jiter.known_bool(peek)?),
            Peek::String => Datum::Text(self.jiter.known_str()?.into()),
            Peek::Array | Peek::Object if depth >= self.options.max_depth => {
                return Err(NoTree::TooDeep(self.jiter.current_index()));
            }
            Peek::Array => {
                let mut items = Vec::new();
                let mut next = self.jiter.known_array()?;
                while let Some(peek) = next {
                    self.count()?;
                    let at = self.here();
                    let pointer = Pointer::below(pointer, items.len().to_string());
                    items.push(self.part(peek, at, pointer, depth)?);
                    next = self.jiter.array_step()?;
                }
                Datum::List(items)
            }
            Peek::Object => {
                let mut fields: Vec<Field> = Vec::with_capacity(16);
                let mut key: Option<Text> = self.jiter.known_object()?.map(Into::into);
                while let Some(name) = key {
                    self.count()?;
                    if fields.len() == self.options.max_columns {
                        return Err(NoTree::TooMany);
                    }
                    let peek = self.jiter.peek()?;
                    let at = self.here();
                    let pointer = Pointer::below(pointer, name.clone());
                    // Most values of a product are texts.
                    if peek == Peek::String {
                        let text = Datum::Text(self.jiter.known_str()?.into());
                        fields.push((name, text, place(at, pointer)));
                    } else {
                        let (value, place) = self.part(peek, at, pointer, depth)?;
                        fields.push((name, value, place));
                    }
                    key = self.jiter.next_key()?.map(Into::into);
                }
                Datum::Record(fields)
            }
            number => {
                let bytes = self.jiter.known_number_bytes(number)?;
                Datum::Number(Text::from_utf8_lossy(bytes))
            }
        })
    }

    /// A part of a list or object, with its place.
    fn part(
        &mut self,
        peek: Peek,
        at: At,
        pointer: Pointer,
        depth: usize,
    ) -> Result<(Datum, Place), NoTree> {
        let nested = matches!(peek, Peek::Array | Peek::Object);
        let shared = Arc::new(pointer);
        let value = self.value(peek, &shared, depth + usize::from(nested))?;
        Ok((value, place(at, Arc::unwrap_or_clone(shared))))
    }
}
