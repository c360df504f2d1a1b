//! Which format each cell of a sheet has, and what the formats of a workbook show: for the workbooks whose
//! libraries say nothing of either.

use std::collections::BTreeMap;

use super::number_format::Shown;
use crate::sentence::{Sentence, say};

/// Runs of cells in a column that have one format, of all sheets.
const MOST_RUNS: usize = 8_000_000;

/// Formats that a workbook may have: more than any program writes.
pub(super) const MOST_FORMATS: usize = 65_536;

/// What was seen in a workbook before its library got it.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// What the formats show, by their numbers.
    pub(super) shown: Vec<Shown>,
    pub(super) sheets: Vec<LookedSheet>,
}

/// What was seen in a sheet.
#[derive(Debug, Default)]
pub(super) struct LookedSheet {
    /// Its name, where sheets are found by that and not by their order.
    pub(super) name: Option<String>,
    pub(super) formats: Formats,
    /// The cells whose texts stand in the table of texts, by row and column.
    pub(super) texts: Vec<(u16, u16)>,
}

impl Looked {
    /// The sheet of a name, else the one at this place.
    pub(super) fn sheet(&self, name: &str, place: usize) -> Option<&LookedSheet> {
        let named = |sheet: &&LookedSheet| sheet.name.as_deref() == Some(name);
        let at_place = self.sheets.get(place);
        // Of sheets with one name, the library has the last.
        let found = self.sheets.iter().rfind(named);
        found.or(at_place.filter(|sheet| sheet.name.is_none()))
    }

    /// What the format of a cell shows beside its number.
    pub(super) fn shown(
        &self,
        sheet: Option<&LookedSheet>,
        row: u32,
        column: u32,
    ) -> Option<&Shown> {
        self.shown.get(sheet?.formats.of(row, column)? as usize)
    }
}

/// Cells one below the other that have one format.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: u32,
    last: u32,
    format: u32,
}

/// The number of the format of each cell of a sheet.
#[derive(Debug, Default)]
pub(super) struct Formats {
    columns: BTreeMap<u32, Vec<Run>>,
    /// Cells above others that came before them.
    late: BTreeMap<(u32, u32), u32>,
    runs: usize,
}

impl Formats {
    /// The cells of some rows in a column have a format. Where a cell has two, the later one counts.
    pub(super) fn put(
        &mut self,
        rows: std::ops::RangeInclusive<u32>,
        column: u32,
        format: u32,
    ) -> Result<(), Sentence> {
        let (first, last) = rows.into_inner();
        if first > last {
            return Ok(());
        }
        let runs = self.columns.entry(column).or_default();
        match runs.last_mut() {
            Some(run) if first > run.last && format == run.format => {
                run.last = last;
                return Ok(());
            }
            Some(run) if first <= run.last => {
                for row in first..=last {
                    self.late.insert((row, column), format);
                    if self.late.len() > MOST_FORMATS {
                        return Err(say!("its cells stand in no order", "单元格没有按顺序排列",));
                    }
                }
                return Ok(());
            }
            _ => runs.push(Run {
                first,
                last,
                format,
            }),
        }
        self.runs += 1;
        if self.runs > MOST_RUNS {
            return Err(say!(
                "the formats of its cells change more than {most} times",
                "单元格格式的变化超过 {most} 次",
                most = MOST_RUNS,
            ));
        }
        Ok(())
    }

    fn of(&self, row: u32, column: u32) -> Option<u32> {
        if let Some(format) = self.late.get(&(row, column)) {
            return Some(*format);
        }
        let runs = self.columns.get(&column)?;
        let behind = runs.partition_point(|run| run.first <= row);
        let run = runs.get(behind.checked_sub(1)?)?;
        (row <= run.last).then_some(run.format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_has_its_format() {
        let mut formats = Formats::default();
        for (row, format) in [(1, 5), (2, 5), (4, 5), (5, 6), (9, 5), (3, 7), (9, 8)] {
            formats.put(row..=row, 2, format).unwrap();
        }
        formats.put(20..=29, 2, 9).unwrap();
        let of: Vec<Option<u32>> = [0, 1, 2, 3, 4, 5, 6, 9, 20, 29, 30]
            .iter()
            .map(|row| formats.of(*row, 2))
            .collect();
        let some = Some;
        assert_eq!(
            of,
            [
                None,
                some(5),
                some(5),
                some(7),
                some(5),
                some(6),
                None,
                some(8),
                some(9),
                some(9),
                None
            ]
        );
        assert_eq!(formats.of(1, 3), None);
    }
}
