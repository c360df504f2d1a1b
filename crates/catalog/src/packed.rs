//! gzip, zstd and zip: unpacked while reading, with a limit on what a small file may grow to.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::{InputCode, InputProblem, ReadOptions};
use crate::sentence::{Sentence, say};

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    Zip,
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
        })
    }
}

/// The packing that the first bytes tell.
pub(super) fn told(head: &[u8]) -> Option<Packing> {
    if head.starts_with(b"\x1F\x8B\x08") {
        Some(Packing::Gzip)
    } else if head.starts_with(b"\x28\xB5\x2F\xFD") || is_skippable(head) {
        Some(Packing::Zstd)
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Some(Packing::Zip)
    } else {
        None
    }
}

/// A frame of zstd that holds no data, with which parallel packers begin.
fn is_skippable(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// Why unpacking stops although nothing is damaged.
#[derive(Debug)]
pub(super) struct Refused(Sentence);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.english())
    }
}

impl std::error::Error for Refused {}

/// Nothing is damaged: a limit was passed.
pub(super) fn refusal(error: &io::Error) -> Option<Sentence> {
    let refused: &Refused = error.get_ref()?.downcast_ref()?;
    Some(refused.0.clone())
}

/// What unpacks to less is not looked at for its ratio: small files of one repeated line are common.
const UNSUSPECTED: u64 = 64 * 1024 * 1024;

/// Bytes that unpacking gives for one packed byte, at most. Catalogues stay below 50; a bomb of gzip
/// is at 1,000, of zstd far above.
const RATIO: u64 = 300;

/// Refuses to give more than the limits allow.
struct Guarded<R> {
    unpacked: R,
    given: u64,
    taken: std::sync::Arc<std::sync::atomic::AtomicU64>,
    most: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacked.read(buffer)?;
        self.given += read as u64;
        let taken = self.taken.load(std::sync::atomic::Ordering::Relaxed);
        refuse(self.given, taken, self.most)?;
        Ok(read)
    }
}

fn refuse(given: u64, taken: u64, most: u64) -> io::Result<()> {
    let why = if given > most {
        say!(
            "it unpacks to more than {most} bytes",
            "解压后超过 {most} 字节",
            most
        )
    } else if given > UNSUSPECTED && given / taken.max(1) > RATIO {
        say!(
            "it unpacks to more than {most} times its size, which no catalogue does",
            "解压后超过原大小的 {most} 倍,商品目录不会如此",
            most = RATIO,
        )
    } else {
        return Ok(());
    };
    Err(io::Error::other(Refused(why)))
}

/// Unpacks a stream.
pub(super) fn unpack(
    packing: Packing,
    packed: Box<dyn Read + Send>,
    options: &ReadOptions,
) -> io::Result<Box<dyn Read + Send>> {
    let taken = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counted = BufReader::with_capacity(
        64 * 1024,
        Counted {
            bytes: packed,
            taken: taken.clone(),
        },
    );
    let unpacked: Box<dyn Read + Send> = match packing {
        Packing::Zstd => Box::new(Frames::new(counted)?),
        _ => Box::new(MultiGzDecoder::new(counted)),
    };
    Ok(Box::new(Guarded {
        unpacked,
        given: 0,
        taken,
        most: options.max_unpacked_bytes,
    }))
}

struct Counted<R> {
    bytes: R,
    taken: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.taken
            .fetch_add(read as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

/// A frame being read, before which its first bytes are put back.
type Frame<R> = StreamingDecoder<io::Chain<io::Cursor<[u8; 4]>, R>, FrameDecoder>;

/// The frames of a zstd file, one after another, as parallel packers write them.
struct Frames<R: BufRead> {
    current: Option<Frame<R>>,
    /// Bytes that the current frame has given.
    given: u64,
}

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> io::Result<Self> {
        Ok(Self {
            current: Self::frame(source)?,
            given: 0,
        })
    }

    /// The next frame that holds data, if there is one.
    fn frame(mut source: R) -> io::Result<Option<Frame<R>>> {
        let mut four = [0; 4];
        while !source.fill_buf()?.is_empty() {
            source.read_exact(&mut four)?;
            if !is_skippable(&four) {
                let whole = io::Cursor::new(four).chain(source);
                let frame = StreamingDecoder::new(whole).map_err(io::Error::other)?;
                return Ok(Some(frame));
            }
            source.read_exact(&mut four)?;
            let length = u64::from(u32::from_le_bytes(four));
            let skipped = io::copy(&mut source.by_ref().take(length), &mut io::sink())?;
            if skipped < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(None)
    }
}

/// A frame that was read to its end gave what its packer wrote into it.
fn whole(frame: &FrameDecoder, given: u64) -> io::Result<()> {
    let size = frame.content_size();
    let wrong = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what.to_owned()));
    if size > 0 && size != given {
        return wrong("the data has not the size that it should have");
    }
    match (
        frame.get_checksum_from_data(),
        frame.get_calculated_checksum(),
    ) {
        (Some(stated), Some(found)) if stated != found => {
            wrong("the checksum of the data is not the one that it should have")
        }
        _ => Ok(()),
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut frame) = self.current.take() {
            let read = frame.read(buffer)?;
            self.given += read as u64;
            if read > 0 || buffer.is_empty() {
                self.current = Some(frame);
                return Ok(read);
            }
            let (source, decoder) = frame.into_parts();
            whole(&decoder, std::mem::take(&mut self.given))?;
            self.current = Self::frame(source.into_inner().1)?;
        }
        Ok(0)
    }
}

/// A zip file opened.
pub(super) struct Unpacked {
    pub(super) bytes: Box<dyn Read + Send>,
    /// The name of the only file inside.
    pub(super) name: Option<String>,
    /// The zip file itself, where it is a workbook.
    pub(super) file: Option<File>,
    /// It is a workbook, and a sheet of it has formulas.
    pub(super) formulas: bool,
}

/// Opens a zip file: a workbook stays one, otherwise the only file inside is unpacked.
pub(super) fn unzip(
    name: &str,
    file: File,
    options: &ReadOptions,
) -> Result<Unpacked, Box<InputProblem>> {
    let broken = |what: &dyn fmt::Display| {
        Box::new(InputProblem::new(
            InputCode::Packed,
            name,
            0,
            say!(
                "the zip file is damaged or cut off: {what}",
                "zip 文件已损坏或不完整:{what}",
                what = what.to_string(),
            ),
            say!(
                "make or copy it again; nothing of it was checked",
                "请重新生成或复制;该文件未作任何检查",
            ),
        ))
    };
    let second = file.try_clone().map_err(|e| broken(&e))?;
    let size = file.metadata().map_err(|e| broken(&e))?.len();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|e| broken(&e))?;
    // What a second name, a hidden file or an archive before this one holds would not be read.
    archive
        .validate_header_consistency()
        .map_err(|e| broken(&e))?;
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned))
        .collect::<Result<_, _>>()
        .map_err(|e| broken(&e))?;
    if names
        .iter()
        .any(|n| n.starts_with("xl/") || n == "mimetype")
    {
        let formulas = measured(&mut archive, size, options).map_err(|error| {
            if let Some(why) = refusal(&error) {
                Box::new(InputProblem::new(
                    InputCode::Packed,
                    name,
                    0,
                    say!("the workbook is refused: {why}", "工作簿被拒绝:{why}", why,),
                    say!(
                        "nothing of it was checked; save it again with the sheet that is needed",
                        "未作任何检查;请只保留所需工作表后重新保存",
                    ),
                ))
            } else {
                broken(&error)
            }
        })?;
        let bytes = Box::new(io::Cursor::new(b"PK\x03\x04".to_vec()));
        return Ok(Unpacked {
            bytes,
            name: None,
            file: Some(second),
            formulas,
        });
    }
    let inside: Vec<&String> = names
        .iter()
        .filter(|n| !n.ends_with('/') && !n.starts_with("__MACOSX/") && !n.ends_with(".DS_Store"))
        .collect();
    let [only] = inside.as_slice() else {
        let (message, help) = if inside.is_empty() {
            (
                say!("the archive is empty", "压缩包为空",),
                say!("check that the export has finished", "请确认导出是否完成",),
            )
        } else {
            (
                say!(
                    "the archive holds {count} files, and which of them is the catalogue cannot be told",
                    "压缩包含 {count} 个文件,无法判断哪个是商品目录",
                    count = inside.len(),
                ),
                say!(
                    "unpack it and name the file, or the folder if all of them are catalogues",
                    "请解压后指定文件;若都是商品目录,可指定文件夹",
                ),
            )
        };
        return Err(InputProblem::new(InputCode::NoProducts, name, 0, message, help).into());
    };
    let inner = (*only).clone();
    let entry = archive.by_name(&inner).map_err(|e| broken(&e))?;
    // A borrowed entry cannot leave this function; unpacked beside it, it can, and is bounded as well.
    let mut spool = tempfile::tempfile().map_err(|e| broken(&e))?;
    let mut guarded = Guarded {
        taken: std::sync::Arc::new(std::sync::atomic::AtomicU64::new(
            entry.compressed_size().min(size),
        )),
        unpacked: entry,
        given: 0,
        most: options.max_unpacked_bytes,
    };
    let copied = io::copy(&mut guarded, &mut spool);
    if let Err(error) = copied {
        return Err(if let Some(why) = refusal(&error) {
            Box::new(InputProblem::new(
                InputCode::Packed,
                name,
                0,
                why,
                say!(
                    "nothing of it was checked; unpack it yourself if it is what you meant",
                    "未作任何检查;如确为所需文件,请自行解压",
                ),
            ))
        } else {
            broken(&error)
        });
    }
    io::Seek::rewind(&mut spool).map_err(|e| broken(&e))?;
    Ok(Unpacked {
        bytes: Box::new(spool),
        name: Some(inner),
        file: None,
        formulas: false,
    })
}

/// Unpacks every part of a workbook once and throws it away: what its directory says of their sizes
/// is only a claim, and its reader keeps some of them in memory. Says whether a sheet has a formula:
/// few have, and then its cells need not be read twice.
fn measured(
    archive: &mut zip::ZipArchive<BufReader<File>>,
    size: u64,
    options: &ReadOptions,
) -> io::Result<bool> {
    let mut given = 0;
    let mut formulas = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(io::Error::other)?;
        let name = entry.name().map_err(io::Error::other)?.into_owned();
        let kept = !name.contains("worksheets/");
        let mut window = Window::new();
        let mut part = 0u64;
        loop {
            let read = window.read(&mut entry)?;
            if read == 0 {
                break;
            }
            formulas = formulas || !kept && window.has_formula();
            if !kept && window.has_far_reference() {
                return Err(io::Error::other(Refused(say!(
                    "a row or cell of `{name}` has a number that no sheet has",
                    "`{name}` 中有一行或单元格的编号超出工作表的范围",
                    name,
                ))));
            }
            given += read as u64;
            part += read as u64;
            refuse(given, size, options.max_unpacked_bytes)?;
            if kept && part > options.max_workbook_bytes {
                return Err(io::Error::other(Refused(say!(
                    "`{name}` in it unpacks to more than {most} bytes",
                    "其中的 `{name}` 解压后超过 {most} 字节",
                    name,
                    most = options.max_workbook_bytes,
                ))));
            }
        }
    }
    Ok(formulas)
}

/// The bytes of a part that were read last, and before them so many as a beginning of a formula has.
struct Window {
    bytes: Vec<u8>,
    to: usize,
}

impl Window {
    /// How the element of a formula begins, with a prefix of its names or without.
    const FORMULA: [&[u8]; 4] = [b"<f>", b"<f ", b":f>", b":f "];
    /// The longest of what is looked for: ` r = "XFD1048576"` and its like.
    const BEFORE: usize = 48;

    fn new() -> Self {
        Self {
            bytes: vec![0; 64 * 1024],
            to: 0,
        }
    }

    fn read(&mut self, part: &mut impl Read) -> io::Result<usize> {
        let kept = self.to.min(Self::BEFORE);
        self.bytes.copy_within(self.to - kept..self.to, 0);
        let read = part.read(self.bytes.get_mut(kept..).unwrap_or_default())?;
        self.to = kept + read;
        Ok(read)
    }

    fn text(&self) -> &[u8] {
        self.bytes.get(..self.to).unwrap_or_default()
    }

    fn has_formula(&self) -> bool {
        Self::FORMULA
            .iter()
            .any(|beginning| memchr::memmem::find(self.text(), beginning).is_some())
    }

    /// A row or cell has a number that has no room in 32 bits, from which its reader makes another.
    fn has_far_reference(&self) -> bool {
        let bytes = self.text();
        memchr::memchr_iter(b'=', bytes).any(|at| {
            let before = bytes.get(..at).unwrap_or_default().trim_ascii_end();
            let is_reference = matches!(before, [.., space, b'r'] if space.is_ascii_whitespace());
            if !is_reference {
                return false;
            }
            let behind = bytes.get(at + 1..).unwrap_or_default().trim_ascii_start();
            let value = behind.get(1..).unwrap_or_default();
            let letters = value
                .iter()
                .take_while(|byte| byte.is_ascii_alphabetic())
                .count();
            let digits = value.iter().skip(letters);
            let mut digits = digits.take_while(|byte| byte.is_ascii_digit());
            let number = digits.try_fold(0u32, |number, digit| {
                let digit = u32::from(digit - b'0');
                number.checked_mul(10)?.checked_add(digit)
            });
            letters > 6 || number.is_none()
        })
    }
}
