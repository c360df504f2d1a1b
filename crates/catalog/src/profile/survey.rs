//! What was understood of a file: columns, rows, samples, and what could not be read.

use std::sync::Arc;

use serde::Serialize;

use crate::sentence::Sentence;

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// The profile; none where headers are attribute paths.
    pub profile: Option<String>,
    /// What the profile reads, in English and Chinese.
    pub title: [String; 2],
    /// The line of the header.
    pub header_line: u32,
    /// The columns that gave the profile away, as the file writes them; empty where the user named it.
    pub signature: Vec<String>,
    /// The columns, from left to right.
    pub columns: Vec<ColumnSurvey>,
    /// The rows.
    pub rows: RowCounts,
}

/// What was understood of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ColumnSurvey {
    /// Its header as the file writes it.
    pub header: Arc<str>,
    /// Its number, from 1; 0 in trees.
    pub column: u32,
    /// The attributes it feeds.
    pub attributes: Vec<String>,
    /// The profile knows it; with no attributes, none needs it.
    pub known: bool,
    /// The platform is confirmed to write this header.
    pub confirmed: bool,
    /// The cells with something in them.
    pub filled: u64,
    /// The first two different values, as they were read.
    pub samples: Vec<String>,
    /// The cells that could not be read.
    pub refused: u64,
    /// Line and reason of the first of them.
    pub first_refused: Option<(u32, Sentence)>,
}

/// What rows were taken for. Every row that is not blank is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RowCounts {
    /// Rows given to the mapper.
    pub rows: u64,
    /// Rows that are a product, or its first variant.
    pub products: u64,
    /// Further variants.
    pub variants: u64,
    /// Rows that only hold what variants share.
    pub shared: u64,
    /// Rows with nothing but a picture.
    pub images: u64,
    /// Rows that repeat a product in another language or shop.
    pub translations: u64,
    /// Rows that repeat a variant at another place.
    pub repeated: u64,
    /// Rows of labels and instructions behind the header.
    pub instructions: u64,
    /// Records made of them.
    pub records: u64,
}

impl ColumnSurvey {
    /// Adds a sample, if it is new and there is room.
    pub fn add_sample(&mut self, text: &str) {
        sample(&mut self.samples, text);
    }
}

/// The columns of a tree, those that differ by the number of an element put together:
/// `attributes.3.name` is `attributes.{n}.name`.
pub(super) fn without_numbers(columns: &[ColumnSurvey]) -> Vec<ColumnSurvey> {
    let mut merged: Vec<ColumnSurvey> = Vec::new();
    for column in columns {
        let is_number = |step: &&str| step.parse::<u32>().is_ok();
        let header: Vec<&str> = column
            .header
            .split('.')
            .map(|step| if is_number(&step) { "{n}" } else { step })
            .collect();
        let header = header.join(".");
        let Some(same) = merged.iter_mut().find(|other| *other.header == *header) else {
            let header = header.into();
            merged.push(ColumnSurvey {
                header,
                ..column.clone()
            });
            continue;
        };
        for attribute in &column.attributes {
            if !same.attributes.contains(attribute) {
                same.attributes.push(attribute.clone());
            }
        }
        same.known |= column.known;
        same.confirmed &= column.confirmed;
        same.filled += column.filled;
        same.refused += column.refused;
        if same.first_refused.is_none() {
            same.first_refused.clone_from(&column.first_refused);
        }
        for text in &column.samples {
            sample(&mut same.samples, text);
        }
    }
    merged
}

/// Adds a sample, if it is new and there is room.
pub(super) fn sample(samples: &mut Vec<String>, text: &str) {
    if samples.len() < 2 && !text.is_empty() {
        let mut shown: String = text.chars().take(40).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        let shown = shown.replace(['\n', '\r', '\t'], " ");
        if !samples.contains(&shown) {
            samples.push(shown);
        }
    }
}
