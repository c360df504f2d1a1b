//! Which format a file has: by its content first, by the ending of its name where that leaves a doubt.

#[cfg(feature = "arrow")]
use super::columnar;
use super::row::RowReader;
use super::source::{Head, Input};
use super::{InputCode, InputProblem, ReadOptions, csv, feed, json, linked, page, workbook, yaml};
use crate::sentence::{Sentence, say};

/// A format: the endings that go with it, and the reader if a file begins like one of it.
pub(super) struct Kind {
    pub(super) endings: &'static [&'static str],
    pub(super) open: fn(&Head, &ReadOptions) -> Option<Box<dyn RowReader>>,
}

/// Every format, the surest to tell first: the first that knows a file reads it.
const KINDS: &[Kind] = &[
    workbook::WORKBOOK,
    #[cfg(feature = "arrow")]
    columnar::PARQUET,
    #[cfg(feature = "arrow")]
    columnar::IPC,
    page::PAGE,
    feed::FEED,
    json::LINES,
    linked::DOCUMENT,
    json::DOCUMENT,
    yaml::STREAM,
    csv::TABLE,
];

/// Endings of data files that are looked at in a folder.
pub(super) fn is_catalogue_ending(ending: &str) -> bool {
    KINDS.iter().any(|kind| kind.endings.contains(&ending))
}

/// A reader, and a remark if the name of its file promises something else.
type Detected = (Box<dyn RowReader>, Option<InputProblem>);

/// The reader of a file, and a remark if its name promises something else.
pub(super) fn reader(input: &Input, options: &ReadOptions) -> Result<Detected, Box<InputProblem>> {
    let head = &input.head;
    if head.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(InputProblem::new(
            InputCode::Empty,
            &input.name,
            1,
            say!("the file is empty", "文件为空",),
            say!("check that the export has finished", "请确认导出是否完成",),
        )
        .into());
    }
    let found = KINDS
        .iter()
        .find_map(|kind| (kind.open)(head, options).map(|reader| (kind, reader)));
    let Some((kind, reader)) = found else {
        if !cfg!(feature = "arrow") && COLUMNAR.iter().any(|magic| head.bytes.starts_with(magic)) {
            return Err(InputProblem::new(
                InputCode::Columnar,
                &input.name,
                0,
                say!(
                    "the file is Parquet or Arrow, which this build of tidewaiter leaves out",
                    "文件是 Parquet 或 Arrow,该版本的 tidewaiter 不支持",
                ),
                say!(
                    "install it with `cargo install --features arrow`, or save the file as CSV",
                    "请用 `cargo install --features arrow` 安装,或另存为 CSV",
                ),
            )
            .into());
        }
        return Err(InputProblem::new(
            InputCode::NoProducts,
            &input.name,
            0,
            say!(
                "the file is not text, nor a format that is read",
                "文件不是文本,也不是可读取的格式",
            ),
            say!(
                "save it as CSV, XLSX, JSON, YAML or XML",
                "请另存为 CSV、XLSX、JSON、YAML 或 XML",
            ),
        )
        .into());
    };
    let ending = head.ending.as_str();
    let promises = |kind: &&Kind| kind.endings.contains(&ending);
    let doubt = (KINDS.iter().any(|k| promises(&k)) && !promises(&kind)).then(|| {
        InputProblem::new(
            InputCode::FormatDoubt,
            &input.name,
            0,
            say!(
                "the name ends in .{ending}, but the content is {format}, as which it was read",
                "文件扩展名为 .{ending},但内容是“{format}”,已按内容读取",
                ending,
                format = format_name(&reader.format()),
            ),
            say!(
                "give the file the ending of its content, or check that it is the file you meant",
                "请改为与内容一致的扩展名,或确认是否为所需文件",
            ),
        )
    });
    Ok((reader, doubt))
}

/// The beginnings of Parquet and Arrow files.
const COLUMNAR: &[&[u8]] = &[b"PAR1", b"ARROW1", b"\xFF\xFF\xFF\xFF"];

/// The beginnings of files that are not text.
const BINARY: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PAR1",
    b"ARROW1",
    b"\xFF\xFF\xFF\xFF",
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    b"%PDF-",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"7z\xBC\xAF\x27\x1C",
    b"Rar!",
    b"BZh",
    b"\xFD7zXZ",
    b"SQLite format 3",
];

/// The bytes are no text: no encoding is to be looked for.
pub(super) fn is_binary(head: &[u8]) -> bool {
    BINARY.iter().any(|magic| head.starts_with(magic))
}

/// The first line that has something in it, as text.
pub(super) fn first_line(head: &Head) -> String {
    let start = head.bytes.trim_ascii_start();
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(line).trim_end().to_owned()
}

/// What a reader calls a format.
pub fn format_name(format: &str) -> Sentence {
    let chinese = match format {
        "workbook" => "工作簿",
        "web page" => "网页",
        "XML feed" => "XML 数据源",
        "CSV (semicolon)" => "CSV(分号)",
        "CSV (bar)" => "CSV(竖线)",
        other => other,
    };
    Sentence::given(format, chinese)
}
