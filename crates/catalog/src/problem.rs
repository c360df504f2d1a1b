//! What can be wrong with a catalogue file, in sentences.

use std::fmt;

use crate::record::{Place, Problem, ProblemKind};
use crate::sentence::{Explain, MessageLanguage, Sentence, say};

macro_rules! input_codes {
    ($($name:ident $code:literal $unread:literal $title:literal $explanation:literal)*) => {
        /// Which kind of thing is wrong with an input.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum InputCode { $(#[doc = $title] $name,)* }

        impl InputCode {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// `TW1001`
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What it says, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Why it is a problem and what to do, for the page of the code.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }

            /// Something of the input could not be read because of it.
            pub fn unread(self) -> bool {
                match self { $(Self::$name => $unread,)* }
            }
        }
    };
}

impl serde::Serialize for InputCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

input_codes! {
    Unreadable "TW1001" true "a file cannot be opened"
        "The file does not exist, is a folder, or may not be read. Nothing of it was checked; the other files were."
    Empty "TW1002" true "a file is empty"
        "There is nothing in the file but white space. An export that was cut off often looks like this."
    Encoding "TW1003" true "a text is not in the encoding of its file"
        "The encoding of a file is told by its first bytes or, without such a mark, guessed from its beginning; `--encoding` states it. Rows that can be read are checked; the row named is not."
    Json "TW1004" true "the JSON is not well-formed"
        "Where the end of the product can still be told, only that product is left out. Otherwise what stands before the place was read and checked, and nothing behind it."
    Yaml "TW1005" true "the YAML is not well-formed"
        "What stands before the place was read and checked; nothing behind it. Aliases are refused, as a few of them can stand for billions of values."
    TooDeep "TW1006" true "the nesting is too deep"
        "Lists and objects inside one another are followed to a depth of 64."
    NotARecord "TW1007" true "a record is not an object"
        "A product is an object with named attributes. Something else in its place is passed over."
    TooManyCells "TW1008" true "a row has more cells than the header"
        "Which cell belongs to which column cannot be told, so the row is not checked. A comma inside a text that is not in quotes is the usual cause."
    TooFewCells "TW1009" false "a row has fewer cells than the header"
        "The cells that are missing at the end count as empty: many exporters leave out empty cells at the end of a row. Of a row in which the file ends they are unknown (TW1021)."
    TooLarge "TW1010" true "a record is too large"
        "A record may have 16 MiB. A quote that is never closed is the usual cause of a larger one. The records behind it are read."
    Header "TW1011" true "the header cannot be used"
        "The header of a table names its columns. A name that stands twice, or more than 4,096 columns, leave open what a cell means."
    FormatDoubt "TW1012" false "the name of a file and its content disagree"
        "The content decides how a file is read. The name may still be a sign that something else was meant to stand in it."
    Packed "TW1013" true "a compressed file cannot be unpacked"
        "gzip, zstd and zip are unpacked while reading. What was unpacked before the damage was checked. A file that unpacks to much more than any catalogue would is refused, as is an archive inside an archive."
    Xml "TW1014" true "the XML is not well-formed"
        "What stands before the place was read and checked; nothing behind it. Entities that the file declares itself are not expanded."
    Workbook "TW1015" true "a workbook cannot be read"
        "The file is damaged, has a password, or a sheet that was asked for does not exist. Rows before the damage were checked."
    Cell "TW1016" true "a cell has no value"
        "The cell shows an error such as #N/A or #REF!, in a workbook or in a table that was saved from one, or the result of a formula was never stored; or a sheet has the cell twice, with different values; or a value of Parquet or Arrow is no text, is nested too deep, or is no day that there is. It counts as unknown."
    Preamble "TW1017" false "rows around the header, or sheets, were passed over"
        "Exports put titles, versions and explanations around the header. They are no products. `--header-row N` says where the header stands. So is a row of sums under the products: a word such as `Total`, `Summe` or `合计`, numbers and nothing else, where another row would have more. `--profile none` passes over no such row. Of a workbook one sheet is read: the one named by `--sheet`, else `Template` if there is one, else the first with a table."
    Columnar "TW1018" true "a Parquet or Arrow file cannot be read"
        "The file is damaged, or this build of tidewaiter leaves these formats out. Rows before the damage were checked."
    NoProducts "TW1019" true "there are no products in the file"
        "The file can be read, but nothing in it is a product: a web page without product data, an XML file of another kind, an archive with several files, a folder without catalogues. Or none of its columns and names is an attribute: the products stand inside something that is not known, or the table needs a profile or `--map`."
    Guessed "TW1020" false "the encoding was guessed"
        "The file does not say in which encoding its text is, and it is not UTF-8; or what it says cannot be: no encoding has that name, or the bytes are UTF-8. `--encoding` states it."
    CutRow "TW1021" true "the file ends inside a row"
        "The last row has fewer cells than the header and no line break behind it, as in a download that broke off. What is missing is unknown and not empty, and so is the last cell that is there, as half a value may be left of it. If the row is whole, end it with a line break."
    TooManyValues "TW1023" true "a record has too many values"
        "A record may have 100,000 values, and 4,096 names in an object. More of them come of a mistake in the program that wrote the file, or of somebody who wants to stop the one that reads it. The records behind it are read."
    GivenUp "TW1024" true "most of a file cannot be read"
        "After 100,000 rows or records that cannot be read, more than those that can, reading ends: such a file is mostly in another format or encoding than it seems. The records that were read before were checked, and nothing behind the line."
    UnknownColumn "TW1101" false "a column or attribute is not in the schema"
        "Its values are not looked at. The nearest attribute is suggested; `tidewaiter schema` lists all of them, and `--map COLUMN=PATH` maps a column."
    WrongType "TW1102" true "a value does not have the type of its attribute"
        "The value counts as unknown and nothing is presumed for it, so that rules which need it are undetermined. The rest of the record is checked."
    OutOfRange "TW1103" true "a value is outside of what its attribute allows"
        "The value counts as unknown and nothing is presumed for it, so that rules which need it are undetermined. The rest of the record is checked."
    Repeated "TW1104" false "an attribute is given twice"
        "The first value counts."
    DuplicateId "TW1105" false "two records have one identifier"
        "Both are checked. Findings of the two can only be told apart by their lines."
    InvalidGtin "TW1106" false "a trade item number is not valid"
        "The check digit does not fit, the number of digits is wrong, it is a book number of ten digits, or it begins with a prefix that identifies no product anywhere (for use inside a shop, coupons). The message says which. The number is used as it stands, on every channel and on none; rules of channels judge it besides. Blanks and dashes are taken off; `does not apply`, `N/A` and `exempt` say that there is none."
    HeaderWords "TW1107" false "headers were taken for attributes"
        "A table without a profile has attribute paths as headers, or words for them in the languages of the profiles: `Artikelnummer`, `Prix TTC`, `原产地`. Such a word is taken where no other column is the same attribute, and the note says which were. `--map COLUMN=PATH` maps a column otherwise, and `--profile none` takes no words."
    LateComma "TW1108" true "the decimal mark of a column changes"
        "Numbers such as `1.200` can be 1200 or 1.2. Other cells of their column decide, of the first thousand rows of a table; where none does, a point stands before decimals. A cell further down has now shown that this column writes decimals behind a comma, so that numbers before it may have been read wrong. `--decimal comma` states it for the whole file."
    Grouping "TW1201" false "a row does not belong to a product"
        "Exports write a product with variants in several rows. A variant whose product is missing, a product whose variants are missing, and rows of a product that stand apart are checked as far as they go, without what the other rows would say."
    NoCurrency "TW1202" true "prices have no currency"
        "Neither the cell nor a column of the file states the currency of a price, and it is never guessed. The prices count as unknown. `--currency EUR` states it for the whole file."
    NoUnit "TW1206" true "numbers have no unit"
        "Neither the cell, nor the header, nor another column states the unit of a measure, and it is never guessed. The numbers count as unknown. `--map \"COLUMN=weight (kg)\"` states the unit, and so does `unit` in a profile."
    SuggestedClass "TW1207" false "a title suggests a class that is not stated"
        "Rules hold for classes of products. Neither the record nor a code or category in it says which classes these products are in, so that such rules are undetermined; words of their titles suggest one. Words decide nothing: a book about toys is no toy. State `classes`, an HS code, or a category of a shop that the rules know, such as Google's."
    UnlistedWord "TW1208" true "words that the profile does not list"
        "A column of the profile gives `values`, the words of the platform with those of the schema, and the file has others. They count as unknown: a shop's word is no postal address and no class because it stands in that column. List them under `values`, with an empty word where nothing is given; `else: keep` takes other texts as they stand."
    OpenPeriod "TW1209" true "it cannot be said whether a price holds"
        "A sale price holds for a time. Whether it does on the day of the check cannot be said where the day of its beginning or end cannot be read, may be one of two (`12/01/2026`), lies within the day, or where the end lies before the beginning. The price counts as unknown, and so does the earlier price beside it."
    OutOfPeriod "TW1210" true "the only price does not hold on the day of the check"
        "The file has a price that holds for a time only, which is over or has not begun on the day of the check (`--as-of`), and no other price. The price counts as unknown."
    OtherView "TW1211" false "rows of other languages or shops were not looked at"
        "An export repeats a product for each language or shop. Its rows add languages to the product; a price or a country that differs there is not looked at. Check an export of that shop."
    UnknownProperties "TW1212" false "properties that the profile does not know"
        "A cell with many properties (`color=Black,season=Summer`), or a pair of columns with name and value, names some that the profile does not know. They are not read; `properties` of a profile of your own names them."
    Nameless "TW1213" false "products have no identifier"
        "The format asks for an identifier in each product, and these have none. They are checked; findings name them by their place in the file only, and two runs cannot be compared by it."
    Placeholder "TW1214" false "words that stand for nothing"
        "Cells say in words or signs that nothing is given: `N/A`, `-`, `TBD`, `keine Angabe`. They count as empty, so that nobody is called N/A and no address is TBD. Where such a word is a name, list it under `values` of its column in a profile of your own. (Of trade item numbers, such words say that there is none.)"
    NearValue "TW1215" true "what is given is not what is asked for"
        "A file states something near to an attribute, and nothing that is the attribute itself: a price without tax where buyers pay one with tax, a range of prices of several offers, a share of a price, a unit price whose unit is a number of the shop. The attribute counts as unknown."
    DamagedNumber "TW1203" true "a spreadsheet has damaged a trade item number"
        "A number such as `7.35018E+12` has lost its last digits when a spreadsheet opened and saved the file. It cannot be repaired; export the catalogue again and import the column as text."
    LostZero "TW1204" false "a trade item number may have lost its zero"
        "A UPC has 12 digits, a GTIN-8 has 8. A spreadsheet takes away the zeros at its beginning, and 9 to 11 digits, or 7, are left. With the zeros the check digit fits. The number is used as it stands, since nobody can know what was meant."
    UnmappedColumns "TW1205" false "columns that the profile does not know"
        "The file has columns that its profile does not know, such as fields of the shop's own. They are not looked at. `tidewaiter map FILE` lists them with suggestions, and `--map COLUMN=PATH` maps one."
}

/// Something that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputProblem {
    /// Which kind of thing.
    pub code: InputCode,
    /// A sentence without full stop.
    pub message: Sentence,
    /// What to do.
    pub help: Option<Sentence>,
    /// The file.
    pub file: String,
    /// The place.
    pub place: Place,
    /// The record, if it is one with an identifier.
    pub record: Option<String>,
}

impl InputProblem {
    /// A problem on a line.
    pub fn new(
        code: InputCode,
        file: &str,
        line: u32,
        message: impl Into<Sentence>,
        help: impl Into<Sentence>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            help: Some(help.into()),
            file: file.to_owned(),
            place: Place {
                line,
                ..Place::default()
            },
            record: None,
        }
    }

    /// A problem of a record that was held against the schema.
    pub fn of_record(problem: Problem, file: &str, record: Option<&str>) -> Self {
        Self {
            code: match problem.kind {
                ProblemKind::UnknownAttribute => InputCode::UnknownColumn,
                ProblemKind::WrongType => InputCode::WrongType,
                ProblemKind::OutOfRange => InputCode::OutOfRange,
                ProblemKind::Repeated => InputCode::Repeated,
                ProblemKind::Gtin => InputCode::InvalidGtin,
                ProblemKind::LostZero => InputCode::LostZero,
                ProblemKind::DamagedNumber => InputCode::DamagedNumber,
            },
            message: problem.message,
            help: problem.help,
            file: file.to_owned(),
            place: problem.place,
            record: record.map(str::to_owned),
        }
    }

    /// The whole of it in a language: place, code and message, the column, and what to do, which
    /// stands on a line of its own.
    pub fn in_language(&self, language: MessageLanguage) -> String {
        self.sentence().in_language(language).into_owned()
    }

    /// `file:line:column`, as far as known; in a workbook `file:Sheet!C5`.
    pub fn location(&self) -> String {
        if let Some(cell) = self.place.cell() {
            return format!("{}:{cell}", self.file);
        }
        match (self.place.line, self.place.column) {
            (0, _) => self.file.clone(),
            (line, 0) => format!("{}:{line}", self.file),
            (line, column) => format!("{}:{line}:{column}", self.file),
        }
    }
}

/// Displays as English.
impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence().english())
    }
}

impl std::error::Error for InputProblem {}

impl Explain for InputProblem {
    /// Place, code and message, the column, and what to do, which stands on a line of its own.
    fn sentence(&self) -> Sentence {
        let level = if self.code.unread() {
            say!("error", "错误")
        } else {
            say!("note", "提示")
        };
        let mut whole = say!(
            "{place}: {level}[{code}]: {message}",
            "{place}: {level}[{code}]: {message}",
            place = self.location(),
            level,
            code = self.code.code(),
            message = self.message,
        );
        if let Some(header) = self.place.header() {
            whole = say!(
                "{whole} (column \"{header}\")",
                "{whole}(列“{header}”)",
                whole,
                header,
            );
        }
        if let Some(help) = &self.help {
            whole = say!(
                "{whole}\n  help: {help}",
                "{whole}\n  建议: {help}",
                whole,
                help
            );
        }
        whole
    }
}
