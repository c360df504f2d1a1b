//! The bytes of a catalogue: opened, unpacked, decoded; and the limits of unpacking.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::UTF_8;

use super::encoding::{self, Decoded, How};
use super::packed::{self, Packing};
use super::{InputCode, InputProblem, ReadOptions};
use crate::sentence::{Sentence, say};

/// Bytes that are looked at to tell what a file is.
pub(super) const HEAD: usize = 256 * 1024;

/// A file to read, or bytes that are no file.
pub struct Source {
    /// The name that messages use.
    pub name: String,
    bytes: Box<dyn Read + Send>,
    /// The bytes are this file.
    file: Option<File>,
    /// Bytes read so far, for progress.
    read: Arc<AtomicU64>,
    size: Option<u64>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    ///
    /// The problem to report when it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Box<InputProblem>> {
        if path.as_os_str() == "-" {
            return Ok(Self::of_reader("<stdin>", io::stdin()));
        }
        let name = path.display().to_string();
        if path.is_dir() {
            return Err(unread_folder(path, &name));
        }
        let unreadable = |error: &io::Error| {
            Box::new(InputProblem::new(
                InputCode::Unreadable,
                &name,
                0,
                say!(
                    "the file cannot be opened: {why}",
                    "文件无法打开:{why}",
                    why = cause(error),
                ),
                say!(
                    "check the path; nothing of this file was checked",
                    "请检查路径;该文件未作任何检查",
                ),
            ))
        };
        let file = File::open(path).map_err(|e| unreadable(&e))?;
        let size = file
            .metadata()
            .ok()
            .filter(std::fs::Metadata::is_file)
            .map(|m| m.len());
        let second = size.and_then(|_| file.try_clone().ok());
        Ok(Self {
            size,
            file: second,
            ..Self::of_reader(&name, file)
        })
    }

    /// Bytes from elsewhere; the ending of the name counts where the content leaves a doubt.
    pub fn of_reader(name: &str, bytes: impl Read + Send + 'static) -> Self {
        let read = Arc::new(AtomicU64::new(0));
        Self {
            name: name.to_owned(),
            bytes: Box::new(Counted {
                bytes,
                read: read.clone(),
            }),
            file: None,
            read,
            size: None,
        }
    }

    /// The counter of the bytes read so far, which another thread may watch.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    /// The size in bytes, where it is known.
    pub fn size(&self) -> Option<u64> {
        self.size
    }
}

/// The problem of a folder in the place of a file: one whose files could not be listed, or a link to
/// one that is not followed.
fn unread_folder(path: &Path, name: &str) -> Box<InputProblem> {
    let told = |what, help| {
        Box::new(InputProblem::new(
            InputCode::Unreadable,
            name,
            0,
            what,
            help,
        ))
    };
    match std::fs::read_dir(path) {
        Err(error) => told(
            say!(
                "the folder cannot be opened: {why}",
                "文件夹无法打开:{why}",
                why = cause(&error),
            ),
            say!(
                "ask for the right to read it; nothing in it was checked",
                "请取得读取权限;其中内容未作任何检查",
            ),
        ),
        Ok(_) if path.is_symlink() => told(
            say!(
                "this is a link to a folder elsewhere, which is not followed",
                "这是指向其他文件夹的链接,不予跟随",
            ),
            say!(
                "name that folder as well; nothing in it was checked",
                "请一并指定该文件夹;其中内容未作任何检查",
            ),
        ),
        Ok(_) => told(
            say!(
                "the file cannot be opened: {why}",
                "文件无法打开:{why}",
                why = cause(&io::ErrorKind::IsADirectory.into()),
            ),
            say!(
                "name the files in it; nothing of it was checked",
                "请指定其中的文件;未作任何检查",
            ),
        ),
    }
}

struct Counted<R> {
    bytes: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The first bytes of a file, unpacked and decoded, by which its format is told.
pub(super) struct Head {
    /// The bytes: UTF-8 where the file is text.
    pub(super) bytes: Vec<u8>,
    /// They are all there is.
    pub(super) whole: bool,
    /// The ending of the name without that of the packing, in small letters: `csv`.
    pub(super) ending: String,
}

/// What a reader gets.
pub(super) struct Input {
    /// The name for messages.
    pub(super) name: String,
    /// The first bytes.
    pub(super) head: Head,
    /// How the file is packed.
    pub(super) packing: Option<Packing>,
    /// The name of the encoding, where the text was decoded.
    pub(super) decoded: Option<&'static str>,
    /// The encoding is a guess.
    pub(super) guessed: bool,
    /// What the file says of its encoding, where that cannot be so.
    pub(super) not: Option<String>,
    rest: Box<dyn Read + Send>,
    file: Option<File>,
    /// It is a workbook, and a sheet of it has formulas.
    pub(super) formulas: bool,
}

impl Input {
    /// Unpacks and decodes as far as needed to tell what the file is.
    pub(super) fn of(source: Source, options: &ReadOptions) -> Result<Self, Box<InputProblem>> {
        let Source {
            name,
            mut bytes,
            file,
            ..
        } = source;
        let broken = |error: &io::Error, packing| problem(&name, packing, error);
        let mut head = first(&mut bytes).map_err(|e| broken(&e, None))?;
        let mut ending = ending(&name);
        let mut packing = None;
        let mut file = file;
        let mut formulas = false;
        if let Some(kind) = packed::told(&head) {
            let chained = Box::new(Cursor::new(head).chain(bytes));
            let unpacked = match kind {
                Packing::Zip => {
                    let whole = match file.take() {
                        Some(file) => Ok(file),
                        None => spooled(chained),
                    };
                    let whole = whole.map_err(|e| broken(&e, Some(kind)))?;
                    packed::unzip(&name, whole, options)?
                }
                _ => packed::Unpacked {
                    bytes: packed::unpack(kind, chained, options)
                        .map_err(|e| broken(&e, Some(kind)))?,
                    name: None,
                    file: None,
                    formulas: false,
                },
            };
            formulas = unpacked.formulas;
            packing = (unpacked.file.is_none()).then_some(kind);
            ending = match &unpacked.name {
                Some(inner) => self::ending(inner),
                None if packing.is_some() => self::ending(without_ending(&name)),
                None => ending,
            };
            file = unpacked.file;
            bytes = unpacked.bytes;
            head = first(&mut bytes).map_err(|e| broken(&e, packing))?;
            if packing.is_some() && packed::told(&head).is_some() {
                return Err(InputProblem::new(
                    InputCode::Packed,
                    &name,
                    0,
say!(
"an archive lies inside an archive",
"压缩包中还有压缩包",
),say!(
"unpack the outer one; workbooks too are read when they are not packed once more",
"请解压外层;工作簿也不要再次压缩",
),
                )
                .into());
            }
        }
        let whole = head.len() < HEAD;
        let mut input = Self {
            head: Head {
                bytes: head,
                whole,
                ending,
            },
            name,
            packing,
            decoded: None,
            guessed: false,
            not: None,
            rest: bytes,
            file,
            formulas,
        };
        if !super::detect::is_binary(&input.head.bytes) {
            input.decode(options)?;
        }
        Ok(input)
    }

    fn decode(&mut self, options: &ReadOptions) -> Result<(), Box<InputProblem>> {
        let told = match &options.encoding {
            Some(label) => encoding::Told {
                encoding: encoding::named(label).ok_or_else(|| {
                    Box::new(InputProblem::new(
                        InputCode::Encoding,
                        &self.name,
                        0,
say!(
"there is no encoding `{label}`",
"没有编码 `{label}`",
label),say!(
"use a name such as utf-8, utf-16le, gb18030, big5, shift_jis, euc-kr or windows-1252",
"请使用 utf-8、utf-16le、gb18030、big5、shift_jis、euc-kr 或 windows-1252 等名称",
),
                    ))
                })?,
                how: How::Told,
                not: None,
            },
            None => encoding::tell(&self.head.bytes, self.head.whole),
        };
        self.not = told.not;
        if told.encoding == UTF_8 {
            if self.head.bytes.starts_with(b"\xEF\xBB\xBF") {
                self.head.bytes.drain(..3);
            }
            return Ok(());
        }
        let raw = std::mem::take(&mut self.head.bytes);
        let rest = std::mem::replace(&mut self.rest, Box::new(io::empty()));
        self.rest = Box::new(Decoded::new(Cursor::new(raw).chain(rest), told.encoding));
        self.head.bytes =
            first(&mut self.rest).map_err(|e| problem(&self.name, self.packing, &e))?;
        self.decoded = Some(told.encoding.name());
        self.guessed = told.how == How::Guessed;
        self.file = None;
        Ok(())
    }

    /// The whole text or the whole bytes.
    pub(super) fn reader(&mut self) -> Box<dyn Read + Send> {
        let head = std::mem::take(&mut self.head.bytes);
        let rest = std::mem::replace(&mut self.rest, Box::new(io::empty()));
        Box::new(Cursor::new(head).chain(rest))
    }

    /// The whole bytes as a file that can be read in any order.
    pub(super) fn seekable(&mut self) -> io::Result<File> {
        match self.file.take() {
            Some(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                Ok(file)
            }
            None => spooled(self.reader()),
        }
    }

    /// The problem of a file that cannot be read on.
    pub(super) fn broken(&self, error: &io::Error) -> InputProblem {
        *problem(&self.name, self.packing, error)
    }
}

/// Copies to a file without name, which vanishes with its last reader.
fn spooled(mut bytes: impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut bytes, &mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The first bytes; what goes wrong behind some of them is left for their reader to meet again.
fn first(bytes: &mut Box<dyn Read + Send>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    match bytes.take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => Ok(head),
        Err(error) if head.is_empty() => Err(error),
        Err(error) => {
            *bytes = Box::new(Broken(Some(error)));
            Ok(head)
        }
    }
}

/// A stream that can give nothing but its error.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// What the operating system says; the commonest of it in Chinese as well.
fn cause(error: &io::Error) -> Sentence {
    let english = error.to_string();
    let chinese = match error.kind() {
        io::ErrorKind::NotFound => "没有该文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::IsADirectory => "这是文件夹",
        io::ErrorKind::UnexpectedEof => "文件过早结束",
        io::ErrorKind::InvalidData if english.contains("checksum") => "数据的校验和不符",
        _ => return Sentence::verbatim(&english),
    };
    Sentence::given(english, chinese)
}

fn problem(name: &str, packing: Option<Packing>, error: &io::Error) -> Box<InputProblem> {
    let refusal = packed::refusal(error);
    Box::new(match (packing, refusal) {
        (Some(_), Some(why)) => InputProblem::new(
            InputCode::Packed,
            name,
            0,
            why,
            say!(
                "unpack it yourself if it is what you meant; what was unpacked before was checked",
                "如确为所需文件,请自行解压;此前解压的部分已检查",
            ),
        ),
        (Some(packing), None) => InputProblem::new(
            InputCode::Packed,
            name,
            0,
            say!(
                "the {packing} file is damaged or cut off: {why}",
                "{packing} 文件已损坏或不完整:{why}",
                packing = packing.to_string(),
                why = cause(error),
            ),
            say!(
                "make or copy it again; what was unpacked before the damage was checked",
                "请重新生成或复制;损坏之前解压的部分已检查",
            ),
        ),
        (None, _) => InputProblem::new(
            InputCode::Unreadable,
            name,
            0,
            say!(
                "the file cannot be read on: {why}",
                "文件无法继续读取:{why}",
                why = cause(error),
            ),
            say!(
                "what stands before was checked; check the disk or the network and try again",
                "此前的内容已检查;请检查磁盘或网络后重试",
            ),
        ),
    })
}

/// `catalog.csv` of `catalog.csv.gz`.
fn without_ending(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn ending(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.')
        .map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}
