//! Where a value stands in its file.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::Text;

/// Where a value stands in its file.
///
/// Lines, rows and columns count from 1 (columns in characters, in a table in cells).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Line (of a sheet or a Parquet file, row) on which the value begins, from 1; 0 when the record
    /// did not come from a file.
    pub line: u32,
    /// Column at which the value begins, from 1; 0 when unknown.
    pub column: u32,
    /// The byte at which the value or its row begins, from 0, in the unpacked text as UTF-8; formats
    /// that are not text have none.
    pub offset: Option<u64>,
    /// What the place belongs to.
    #[doc(hidden)]
    pub within: Within,
}

/// What a place belongs to: shared between the values of a table or tree, so that a place costs
/// little.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Within {
    /// Nothing that is known.
    #[default]
    File,
    /// A table with this header; the column of the place counts its cells.
    Table(Arc<Header>),
    /// A tree, at this pointer.
    Tree(Pointer),
}

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The cells, as the file has them but for white space around them; empty where there is no name.
    pub names: Vec<Arc<str>>,
    /// The sheet, in a workbook.
    pub sheet: Option<Arc<str>>,
    /// Its line or row, from 1; 0 where names stand apart from the rows.
    pub line: u32,
}

impl Header {
    /// A header of these names on a line, counted from 1, to be shared by its rows.
    pub fn new<T: AsRef<str>>(line: u32, names: impl IntoIterator<Item = T>) -> Arc<Self> {
        Arc::new(Self {
            names: names.into_iter().map(|name| name.as_ref().into()).collect(),
            sheet: None,
            line,
        })
    }
}

/// A place in a tree, as a JSON pointer: `/products/3/price`. What is above is shared.
///
/// ```
/// use tidewaiter_value::record::Pointer;
///
/// let products = Pointer::at("/products");
/// assert_eq!(products.element(3).child("price/net").to_string(), "/products/3/price~1net");
/// assert_eq!(Pointer::at("").to_string(), "");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pointer {
    above: Option<Arc<Pointer>>,
    /// Without anything above: the pointer as it is written. Otherwise the name or number below it.
    step: Text,
}

impl Pointer {
    /// The pointer that a text is; empty for the root of a file.
    pub fn at(pointer: &str) -> Self {
        Self {
            above: None,
            step: pointer.into(),
        }
    }

    /// The pointer to a value by its name. Where many are made, [`Pointer::below`] shares what is
    /// above them.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        Self::below(&Arc::new(self.clone()), name)
    }

    /// The pointer to an element of a list, from 0.
    #[must_use]
    pub fn element(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// The pointer to a value below another.
    pub fn below(above: &Arc<Self>, step: impl Into<Text>) -> Self {
        Self {
            above: Some(above.clone()),
            step: step.into(),
        }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(above) = &self.above else {
            return f.write_str(&self.step);
        };
        write!(f, "{above}/")?;
        if self.step.contains(['~', '/']) {
            f.write_str(&self.step.replace('~', "~0").replace('/', "~1"))
        } else {
            f.write_str(&self.step)
        }
    }
}

impl Place {
    /// The column header of a table (`Variant Price`), if the format has columns.
    pub fn header(&self) -> Option<&str> {
        self.header_shared().map(|name| &**name)
    }

    /// The same, to keep.
    #[doc(hidden)]
    pub fn header_shared(&self) -> Option<&Arc<str>> {
        match &self.within {
            Within::Table(header) => header.names.get((self.column as usize).checked_sub(1)?),
            _ => None,
        }
    }

    /// The place in the notation of the format: the JSON pointer from the root of the file
    /// (`/products/3/price`) in a tree, the cell (`Products!C5`) in a workbook.
    pub fn pointer(&self) -> Option<String> {
        match &self.within {
            Within::File => None,
            Within::Table(_) => self.cell(),
            Within::Tree(pointer) => Some(pointer.to_string()),
        }
    }

    /// The cell of a workbook: `Products!C5`.
    pub fn cell(&self) -> Option<String> {
        match &self.within {
            Within::Table(header) => {
                let sheet = header.sheet.as_deref()?;
                Some(cell_name(sheet, self.column.max(1), self.line))
            }
            _ => None,
        }
    }

    /// What the file calls the value: its column header or else its pointer.
    pub fn named(&self) -> Option<Cow<'_, str>> {
        match self.header() {
            Some(header) => Some(Cow::Borrowed(header)),
            None => self.pointer().map(Cow::Owned),
        }
    }
}

/// `Products!C5`: column and row count from 1.
fn cell_name(sheet: &str, column: u32, row: u32) -> String {
    format!("{sheet}!{}{row}", letters(column))
}

/// The letters of a spreadsheet's column: 1 is `A`, 27 is `AA`.
pub fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_as_spreadsheets_name_them() {
        let named = [1, 26, 27, 52, 702, 703].map(letters);
        assert_eq!(named, ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }
}
