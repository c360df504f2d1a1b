//! The table that the records came from: its columns, in the order of the file, and a record's cells.
//!
//! A record of a JSON or YAML file has a column a value, named by its path.

use std::collections::HashMap;

use crate::record::{Cell as Given, Datum, Place, RawRecord, TableRow};

/// The columns met so far.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Header, and number of the column in its file if it has one.
    met: Vec<(String, Option<u32>)>,
    by_header: HashMap<String, usize>,
}

/// A value of a record and the number of its column in [`Columns`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) text: String,
}

impl Columns {
    /// The cells of a record; columns not met before are added.
    pub(super) fn cells(&mut self, raw: &RawRecord) -> Vec<Cell> {
        if let Some(row) = raw.row() {
            return self.of_row(row);
        }
        let mut cells = Vec::new();
        self.walk(raw.fields(), &Place::default(), "", &mut cells);
        cells
    }

    /// The cells of a row as the file has it, under every column of its header.
    fn of_row(&mut self, row: &TableRow) -> Vec<Cell> {
        let mut cells = Vec::new();
        let named = (1..).zip(&row.header.names).zip(row.cells.padded());
        for ((number, name), cell) in named.filter(|((_, name), _)| !name.is_empty()) {
            let column = self.column(name, Some(number));
            match cell {
                Given::Null => {}
                Given::Text(text) | Given::Number(text) | Given::Unreadable(text) => {
                    cells.push(Cell {
                        column,
                        text: text.to_owned(),
                    });
                }
                Given::Value(value) => self.walk(value, &Place::default(), name, &mut cells),
            }
        }
        cells
    }

    /// Adds the columns of a record of a table that have a value. A tree has none.
    pub(super) fn see(&mut self, raw: &RawRecord) {
        let Some(row) = raw.row() else {
            return;
        };
        let named = (1..).zip(&row.header.names).zip(row.cells.iter());
        for ((number, name), cell) in named {
            if !name.is_empty() && cell != Given::Null {
                self.column(name, Some(number));
            }
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.met.len()
    }

    fn walk(&mut self, datum: &Datum, place: &Place, path: &str, cells: &mut Vec<Cell>) {
        let text = match datum {
            Datum::Null => return,
            Datum::Bool(value) => value.to_string(),
            Datum::Number(text) | Datum::Text(text) | Datum::Unreadable(text) => text.to_string(),
            Datum::List(items) => {
                for (index, (value, place)) in items.iter().enumerate() {
                    self.walk(value, place, &format!("{path}.{index}"), cells);
                }
                return;
            }
            Datum::Record(entries) => {
                for (name, value, place) in entries {
                    let path = if path.is_empty() {
                        name.to_string()
                    } else {
                        format!("{path}.{name}")
                    };
                    self.walk(value, place, &path, cells);
                }
                return;
            }
        };
        let column = match place.header() {
            Some(header) => self.column(header, Some(place.column)),
            None => self.column(path, None),
        };
        cells.push(Cell { column, text });
    }

    fn column(&mut self, header: &str, number: Option<u32>) -> usize {
        if let Some(column) = self.by_header.get(header) {
            return *column;
        }
        let column = self.met.len();
        self.met.push((header.to_owned(), number));
        self.by_header.insert(header.to_owned(), column);
        column
    }

    /// The column with a header, or of an attribute's path.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let dotted = || name.replace('[', ".").replace(']', "");
        self.by_header
            .get(name)
            .or_else(|| self.by_header.get(&dotted()))
            .copied()
    }

    /// The headers in the order of the file, each with its number in [`Columns`]. Columns without a
    /// place in a file follow in the order in which they were met.
    pub(super) fn in_order(&self) -> Vec<(&str, usize)> {
        let mut order: Vec<(u32, usize, &str)> = self
            .met
            .iter()
            .enumerate()
            .map(|(i, (header, number))| (number.unwrap_or(u32::MAX), i, header.as_str()))
            .collect();
        order.sort_unstable();
        order
            .into_iter()
            .map(|(_, i, header)| (header, i))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_the_order_of_the_file() {
        let options = crate::catalog::ReadOptions::default();
        let text = b"id,title,charging.power,weight (g)\n1,,65 W,\n2,B,,5\n";
        let catalogue = crate::catalog::read("a.csv", text, &options);
        let mut columns = Columns::default();
        let cells: Vec<_> = catalogue.records.iter().map(|r| columns.cells(r)).collect();
        let headers: Vec<&str> = columns
            .in_order()
            .iter()
            .map(|(header, _)| *header)
            .collect();
        assert_eq!(headers, ["id", "title", "charging.power", "weight (g)"]);
        assert_eq!(cells[0].len(), 2);
        assert_eq!(columns.find("charging.power"), Some(cells[0][1].column));
        assert_eq!(columns.find("absent"), None);
    }

    #[test]
    fn trees_have_a_column_a_path() {
        let options = crate::catalog::ReadOptions::default();
        let text = br#"[{"id": "1", "batteries": [{"energy": "5 Wh"}], "ok": true}]"#;
        let catalogue = crate::catalog::read("a.json", text, &options);
        let mut columns = Columns::default();
        columns.cells(&catalogue.records[0]);
        let headers: Vec<&str> = columns
            .in_order()
            .iter()
            .map(|(header, _)| *header)
            .collect();
        assert_eq!(headers, ["id", "batteries.0.energy", "ok"]);
        assert_eq!(columns.find("batteries[0].energy"), Some(1));
    }
}
