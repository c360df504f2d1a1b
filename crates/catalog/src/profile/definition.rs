//! What a profile says: the YAML of `rules/profiles/*.yaml` and of users' own files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::reading::{Kind, Mark};
use crate::sentence::MessageLanguage;

/// How the tables (or trees) of a platform are read into records of the schema.
///
/// `docs/profiles.md` describes every field for people who write one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The name that `--profile` takes.
    pub name: String,
    /// What it reads, in English.
    pub title: String,
    /// The same in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_zh: Option<String>,
    /// What its columns were confirmed against.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Sets of columns: a file whose header has all columns of one set is such a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detect: Vec<Vec<String>>,
    /// Vocabularies whose trees it reads, by their addresses: the namespace of a feed, the context of
    /// JSON-LD.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// Columns that no such file has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detect_not: Vec<String>,
    /// Columns without which the file cannot be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// The records are trees (JSON, XML): columns are paths such as `offers.price`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tree: bool,
    /// In a tree: paths of the object that holds the product (`attributes`, `Request.Product`), or of
    /// the list that holds several (`data.products`); the first that is there.
    #[serde(
        default,
        deserialize_with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tree_root: Vec<String>,
    /// In a tree: paths of the list that holds the variants of a product; the first that is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tree_variants: Vec<String>,
    /// In a tree: values of which an entry beside them says what they are, such as a list price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tree_kinds: Vec<TreeKind>,
    /// The price for a quantity that platforms compute and show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<ShownUnitPrice>,
    /// Rows with one of these values in these columns are no products.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skip_rows: BTreeMap<String, Vec<String>>,
    /// Rows between the header and the data: labels, translations.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rows_after_header: u32,
    /// Rows right behind the header are instructions until this column has a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions_until_number: Option<String>,
    /// Which mark stands before the decimals.
    #[serde(default, skip_serializing_if = "Mark::is_either")]
    pub decimal: Mark,
    /// Columns that may state the currency of every price of their row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub currency_columns: Vec<String>,
    /// A header states the currency of every price: `*Action(SiteID=US|Currency=USD|…)`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub currency_in_header: bool,
    /// Texts that mean that nothing is given, such as `N/A`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blanks: Vec<String>,
    /// A comma inside a value is written as `\\,`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub escaped_commas: bool,
    /// How rows make products and variants.
    #[serde(default, skip_serializing_if = "Rows::is_single")]
    pub rows: Rows,
    /// Columns whose values tell the variants of a product apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Pairs of columns, one with the name of a property and one with its value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<Pair>,
    /// Properties by the names that shops give them, for [`Profile::pairs`] and columns read
    /// [`Kind::Properties`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Column>,
}

/// Objects of a tree of which an entry says what they are: prices that are a list price, or hold for a
/// time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreeKind {
    /// The path of the objects: `offers.priceSpecification`.
    pub at: String,
    /// Their entries that say what they are; the first that is there. A word of it, or else its name,
    /// joins the path: `offers.priceSpecification.ListPrice.price`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Their entry with the day from which they hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Their entry with the day until which they hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Columns from which a platform computes the unit price that it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownUnitPrice {
    /// The column with what is in the product: `750 ml`.
    pub measure: String,
    /// The column with what the unit price is for: `1 l`.
    pub base: String,
}

/// A column and where its values go.
// Each is a line of a profile of its own: a set of flags would hide what it says.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The header. `{n}` stands for a number, `{unit}` for a unit, `{currency}` for the code of a
    /// currency and `{*}` for anything.
    pub name: String,
    /// Other headers in use: other vocabularies, other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The attribute: `price`, `manufacturer.name`, `images[].url`, `batteries[{n}].chemistry`.
    /// Left out for columns that are known and that no attribute needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How its texts are read; as they stand, if left out.
    #[serde(default, rename = "as", skip_serializing_if = "Kind::is_text")]
    pub kind: Kind,
    /// It belongs to the variant of its own row; if not, variants inherit it from their product.
    #[serde(default, skip_serializing_if = "is_false")]
    pub variant: bool,
    /// It is what the product says, even where a variant says something under the same name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shared: bool,
    /// Only used where this column is given too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_given: Option<String>,
    /// A column with the first day on which the value holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// A column with the last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// A column with the interval in which it holds: `2026-01-01T00:00+0100/2026-01-31T23:59+0100`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<String>,
    /// The unit of numbers without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Only measures of these dimensions go there: `mass`, `volume`, `length`, `area`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// What it gives wherever something readable stands in it: `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gives: Option<String>,
    /// Only what stands behind this text in the cell, up to a comma or a blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// A column that states the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_column: Option<String>,
    /// What stands between the parts of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// What stands between several values of one property (Magento joins them with `|`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple: Option<String>,
    /// In properties, what stands behind the value: the colon of `Material:Wood:1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked: Option<String>,
    /// Values of the platform to words of the schema; an empty word stands for "not given".
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Only used where each of these columns has one of these values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<String>>,
    /// A column whose amount is added to this price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plus: Option<String>,
    /// A column whose amount is taken off this price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less: Option<String>,
    /// A column whose percent are taken off this price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less_percent: Option<String>,
    /// What becomes of a text that [`Column::values`] does not list.
    #[serde(default, rename = "else", skip_serializing_if = "Unlisted::is_unknown")]
    pub unlisted: Unlisted,
    /// A line break is written as `\n`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub escaped_newlines: bool,
    /// Zero stands for "not known" here.
    #[serde(default, skip_serializing_if = "is_false")]
    pub zero_is_unknown: bool,
    /// What stands in it is near to the attribute and not it: a price without tax, a range, a share.
    /// Where nothing else gives the attribute, it is told of and unknown.
    #[serde(default, skip_serializing_if = "is_false")]
    pub near: bool,
    /// `false`: nobody has confirmed against a source that the platform writes this header.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub confirmed: bool,
}

/// What becomes of a text that the words of a column do not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// It is told of and unknown.
    #[default]
    Unknown,
    /// It stands as it is.
    Keep,
}

impl Unlisted {
    // The signature is that of serde's `skip_serializing_if`.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

/// A column with names of properties, and the one with their values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The column of names, such as `Attribute {n} name`.
    pub names: String,
    /// The column of values, such as `Attribute {n} value(s)`.
    pub values: String,
}

/// How rows make products and variants.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "by", rename_all = "snake_case")]
pub enum Rows {
    /// Each row is a product.
    #[default]
    Single,
    /// Rows that follow one another are one product.
    Adjacent {
        /// The column that says which product a row belongs to; a row without it goes on with the
        /// product before.
        #[serde(default)]
        key: Option<String>,
        /// A row without a key is a product of its own, and does not go on with the one before.
        #[serde(default, skip_serializing_if = "is_false")]
        blank_key_is_new: bool,
        /// The column that names a product where none says which rows belong to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
        /// Rows with one of these values in these columns go on with the product before.
        #[serde(default)]
        follows: BTreeMap<String, Vec<String>>,
        /// A row with one of these columns is a variant.
        #[serde(default)]
        variant: Vec<String>,
        /// A further row with one of these columns, and no variant, is a picture.
        #[serde(default)]
        image: Vec<String>,
        /// A further row that has the same in all of these columns as a row of its product repeats a
        /// variant: an inventory has a row for each place.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        same: Vec<String>,
        /// The first row only holds what the variants share, if variants follow it.
        #[serde(default)]
        first_is_shared: bool,
    },
    /// A row names its parent, or a parent lists its variants.
    Parent {
        /// The column that says what a row is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// The roles of rows that hold what variants share.
        #[serde(default)]
        parents: Vec<String>,
        /// The roles of variants that name their parent.
        #[serde(default)]
        variants: Vec<String>,
        /// Rows with one of these values in these columns wait for a parent that lists them.
        #[serde(default)]
        waits: BTreeMap<String, Vec<String>>,
        /// The columns that identify a row to its variants.
        own: Vec<String>,
        /// The column of a variant that names its parent, if the format has one.
        #[serde(default)]
        parent: Option<String>,
        /// What a reference by number begins with (`id:44`).
        #[serde(default)]
        prefix: Option<String>,
        /// The column of a parent that lists its variants, if the format has one.
        #[serde(default)]
        lists: Option<String>,
        /// A row that names a parent is a variant, and every other row may be one.
        #[serde(default, skip_serializing_if = "is_false")]
        named: bool,
        /// Rows with something in this column repeat a product in another language or shop.
        #[serde(default)]
        translation: Option<String>,
    },
}

impl Rows {
    fn is_single(&self) -> bool {
        matches!(self, Self::Single)
    }
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// What is wrong with the YAML, with its line.
    pub fn from_yaml(text: &str) -> Result<Self, String> {
        serde_yaml::from_str(text).map_err(|error| {
            // The lines behind the first show the place once more.
            let shown = error.to_string();
            let first = shown.lines().next().unwrap_or_default();
            first.trim_start_matches("error: ").to_owned()
        })
    }

    /// The title in a language.
    pub fn title(&self, language: MessageLanguage) -> &str {
        match (&self.title_zh, language) {
            (Some(title), MessageLanguage::Chinese) => title,
            _ => &self.title,
        }
    }

    /// Every column and property.
    pub fn all_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().chain(&self.properties)
    }
}

impl Column {
    /// A column whose values go to an attribute as they stand.
    pub fn plain(name: &str, to: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            also: Vec::new(),
            to: to.map(str::to_owned),
            kind: Kind::Text,
            variant: false,
            shared: false,
            if_given: None,
            from: None,
            until: None,
            during: None,
            unit: None,
            unit_column: None,
            measures: Vec::new(),
            gives: None,
            after: None,
            separator: None,
            multiple: None,
            marked: None,
            values: BTreeMap::new(),
            when: BTreeMap::new(),
            plus: None,
            less: None,
            less_percent: None,
            unlisted: Unlisted::Unknown,
            escaped_newlines: false,
            zero_is_unknown: false,
            near: false,
            confirmed: true,
        }
    }

    /// The columns that say when its values hold.
    pub fn period(&self) -> impl Iterator<Item = &String> {
        let bounds = [&self.from, &self.until, &self.during];
        bounds.into_iter().flatten()
    }

    /// The header and the other headers in use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.also)
            .map(String::as_str)
    }
}

/// A text, or a list of texts.
fn one_or_many<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a path or a list of paths")]
    enum Paths {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Paths::deserialize(from)? {
        Paths::One(path) => vec![path],
        Paths::Many(paths) => paths,
    })
}

fn yes() -> bool {
    true
}

// The signature is that of serde's `skip_serializing_if`.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_true(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(value: &u32) -> bool {
    *value == 0
}
