//! A library of rules, loaded and named: the standard one, files in memory, or a folder.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::error::{CheckError, RecordError};
use crate::lang::{Loaded, PackInfo, RuleSet, SourceFile, bind, load};
use crate::record::{Datum, Place, RawRecord, Record};
use crate::syntax::limits;
use crate::value::{Date, parse_date};

/// What `pack.yaml` says.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PackFile {
    name: String,
    version: String,
    reviewed_on: Option<String>,
    #[serde(rename = "edition")]
    _edition: Option<u32>,
    #[serde(rename = "licence")]
    _licence: Option<String>,
    #[serde(default, rename = "maintainers")]
    _maintainers: Vec<String>,
}

/// Rules that were loaded, with their name and version; cheap to clone, and shared by threads.
///
/// ```
/// use tidewaiter::RulePack;
///
/// let pack = RulePack::standard()?;
/// assert_eq!(pack.info().name, "tidewaiter-standard");
/// assert!(pack.info().reviewed_on.is_some());
/// # Ok::<(), tidewaiter::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RulePack {
    rules: Arc<RuleSet>,
    folder: Option<Arc<Path>>,
}

impl RulePack {
    /// The standard rules. They are read once and shared.
    pub fn standard() -> Result<Self, CheckError> {
        static PACK: OnceLock<RulePack> = OnceLock::new();
        if let Some(pack) = PACK.get() {
            return Ok(pack.clone());
        }
        let pack = Self::from_files(&standard_files())?;
        Ok(PACK.get_or_init(|| pack).clone())
    }

    /// Rules of one's own, from memory.
    ///
    /// # Errors
    ///
    /// The rules have mistakes, or their `pack.yaml` has.
    pub fn from_files(files: &[SourceFile]) -> Result<Self, CheckError> {
        let stated = Self::stated(files)?;
        Self::of(load(files), stated)
    }

    /// What the `pack.yaml` among files says; for the command line.
    #[doc(hidden)]
    pub fn stated(files: &[SourceFile]) -> Result<Option<Stated>, CheckError> {
        let stated = files.iter().find(|file| file.path == "pack.yaml");
        stated.map(pack_file).transpose()
    }

    /// The pack of rules that were loaded, if they have no mistakes; for the command line.
    #[doc(hidden)]
    pub fn of(loaded: Loaded, stated: Option<Stated>) -> Result<Self, CheckError> {
        let mut rules = loaded
            .checked()
            .map_err(|error| CheckError::Rules(Box::new(error)))?;
        if let Some((name, version, reviewed_on)) = stated {
            let info = Arc::make_mut(&mut rules.info);
            info.name = name;
            info.version = version;
            info.reviewed_on = reviewed_on;
        }
        Ok(Self {
            rules: Arc::new(rules),
            folder: None,
        })
    }

    /// Rules of one's own, from the `.tide`, `.csv` and `.yaml` files of a folder and the folders in it;
    /// [`RulePack::reloaded`] reads them anew.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, has no rules, or they have mistakes.
    pub fn from_folder(folder: impl AsRef<Path>) -> Result<Self, CheckError> {
        let folder = folder.as_ref();
        let pack = Self::from_files(&folder_files(folder)?)?;
        Ok(Self {
            folder: Some(folder.into()),
            ..pack
        })
    }

    /// The same rules read anew, where they came from a folder; the same ones otherwise. Where they do
    /// not load any more, this pack goes on as it is.
    pub fn reloaded(&self) -> Result<Self, CheckError> {
        match &self.folder {
            Some(folder) => Self::from_folder(folder),
            None => Ok(self.clone()),
        }
    }

    /// The rules; internal, as a `RuleSet` promises nothing.
    #[doc(hidden)]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    pub(crate) fn rules_mut(&mut self) -> &mut RuleSet {
        Arc::make_mut(&mut self.rules)
    }

    /// Name, version and day of review.
    pub fn info(&self) -> &PackInfo {
        &self.rules.info
    }

    /// Holds a raw record against the schema. What does not fit is unknown, and stands among the
    /// problems of the record.
    pub fn bind(&self, raw: &RawRecord) -> Record {
        bind(raw, &self.rules.names)
    }

    /// A record from JSON. What does not fit the schema is unknown, and stands among the problems of
    /// the record, which make its assessment incomplete.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or not an object.
    pub fn record_from_json(&self, text: &str) -> Result<Record, CheckError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| not_json(&error))?;
        let kind = match &value {
            serde_json::Value::Object(_) => {
                let raw = RawRecord::new(Datum::from_json(&value), Place::default(), 1);
                return Ok(self.bind(&raw));
            }
            serde_json::Value::Null => "null",
            serde_json::Value::Bool(_) => "true or false",
            serde_json::Value::Number(_) => "a number",
            serde_json::Value::String(_) => "a text",
            serde_json::Value::Array(_) => "a list",
        };
        Err(RecordError::NotAnObject(kind).into())
    }
}

fn not_json(error: &serde_json::Error) -> RecordError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let place = format!(" at line {line} column {column}");
    RecordError::NotJson {
        message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
        line,
        column,
    }
}

/// Name, version and day of review.
pub(crate) type Stated = (String, String, Option<Date>);

fn pack_file(file: &SourceFile) -> Result<Stated, CheckError> {
    let wrong = |message: String| CheckError::Pack {
        file: file.name.clone(),
        message,
    };
    let text = std::str::from_utf8(&file.bytes)
        .map_err(|error| wrong(format!("it is not UTF-8: {error}")))?;
    let stated: PackFile = serde_yaml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let reviewed_on = match &stated.reviewed_on {
        None => None,
        Some(day) => Some(parse_date(day).map_err(|error| wrong(format!("reviewed_on: {error}")))?),
    };
    Ok((stated.name, stated.version, reviewed_on))
}

/// The files of the standard rule library.
pub fn standard_files() -> Vec<SourceFile> {
    tidewaiter_rules::FILES
        .iter()
        .map(|(path, bytes)| SourceFile {
            name: format!("rules/{path}"),
            path: (*path).to_owned(),
            bytes: bytes.to_vec(),
        })
        .collect()
}

/// The files of a folder of rules, in the order of their paths.
fn folder_files(folder: &Path) -> Result<Vec<SourceFile>, CheckError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| CheckError::Unreadable { path, source }
    };
    let mut found = Vec::new();
    collect(folder, &mut found).map_err(unreadable(folder))?;
    found.sort();
    let mut files = Vec::with_capacity(found.len());
    for path in found {
        let bytes = bytes_of(&path).map_err(unreadable(&path))?;
        files.push(source_file(folder, &path, bytes));
    }
    if files.iter().any(|file| file.path.ends_with(".tide")) {
        Ok(files)
    } else {
        Err(CheckError::NoRuleFiles(folder.to_owned()))
    }
}

/// A file of a folder of rules, by its path in the folder.
pub fn source_file(folder: &Path, path: &Path, bytes: Vec<u8>) -> SourceFile {
    let inside = if folder.is_dir() {
        path.strip_prefix(folder).unwrap_or(path)
    } else {
        path
    };
    SourceFile {
        name: path.display().to_string(),
        path: inside.to_string_lossy().replace('\\', "/"),
        bytes,
    }
}

/// Every file of a folder that belongs to a rule library; a file itself. What is no regular file, such
/// as a pipe, is an error: reading it might wait for ever.
pub fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    collect_in(path, files, &mut BTreeSet::new())
}

fn collect_in(
    path: &Path,
    files: &mut Vec<PathBuf>,
    folders: &mut BTreeSet<PathBuf>,
) -> io::Result<()> {
    let kind = std::fs::metadata(path)?;
    if kind.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    if !kind.is_dir() {
        let name = path.display();
        return Err(io::Error::other(format!("{name} is no regular file")));
    }
    // A link may lead back to a folder that was gone through.
    if !folders.insert(path.canonicalize()?) {
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        let ours = path
            .extension()
            .is_some_and(|e| e == "tide" || e == "csv" || e == "yaml");
        if path.is_dir() || ours {
            collect_in(&path, files, folders)?;
        }
    }
    Ok(())
}

/// The bytes of a file of rules; of one that is too large only so many that this can be told.
pub fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(limits::FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
