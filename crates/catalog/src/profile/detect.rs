//! Which profile a file is of, told from its header, with the reason.

use super::definition::Profile;
use super::header::{Forms, Headers, Names, normal};

/// Rows among which the header is looked for: metadata stands above it in some formats.
pub const HEADER_WITHIN: usize = 8;

/// Why a file is taken for one of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The row of the header among the rows looked at, from 0.
    pub header: usize,
    /// The columns that gave it away, as the file writes them.
    pub signature: Vec<String>,
    /// Columns of the file that the profile knows.
    pub known: usize,
    /// Columns of the file.
    pub columns: usize,
    /// The line of the first product, where metadata above the header state it (Amazon's
    /// `dataRow=7`).
    pub data_line: Option<u32>,
    /// The user named the profile.
    pub named: bool,
}

/// The profile that fits the first rows of a table best, and why. Of profiles that fit, the one
/// counts whose signature is longest, then the one that knows more of the columns, then the first
/// by name.
///
/// ```
/// use tidewaiter_catalog::profile::{detect, standard_profiles};
/// let header = ["Handle", "Title", "Variant SKU", "Variant Price", "Image Src"];
/// let rows = [header.map(String::from).to_vec()];
/// let (profile, why) = detect(standard_profiles(), &rows).unwrap();
/// assert_eq!(profile.name, "shopify");
/// assert_eq!((why.header, why.known, why.columns), (0, 5, 5));
/// ```
pub fn detect<'p>(
    profiles: impl IntoIterator<Item = &'p Profile>,
    rows: &[Vec<String>],
) -> Option<(&'p Profile, Detection)> {
    let mut best: Option<(&Profile, Detection)> = None;
    let data_line = data_line(rows);
    let rows: Vec<(&[String], Forms)> = rows
        .iter()
        .take(HEADER_WITHIN)
        .map(|row| (row.as_slice(), Forms::of(row)))
        .collect();
    for profile in profiles {
        let names = Names::of(profile);
        for (number, (row, forms)) in rows.iter().enumerate() {
            let Some(mut found) = fits(profile, &names, (row, forms), number) else {
                continue;
            };
            found.data_line = data_line;
            let better = best.as_ref().is_none_or(|(other, known)| {
                let rank = |d: &Detection| (d.signature.len(), d.known);
                (rank(&found), &other.name) > (rank(known), &profile.name)
            });
            if better {
                best = Some((profile, found));
            }
        }
    }
    best
}

/// How the first rows look to a profile that the user has named: the row that it knows most of.
pub fn header_of(profile: &Profile, rows: &[Vec<String>]) -> Detection {
    let looked: Vec<Detection> = rows
        .iter()
        .take(HEADER_WITHIN)
        .enumerate()
        .map(|(number, row)| look(profile, row, number, Vec::new(), true))
        .collect();
    looked
        .into_iter()
        // Of rows that are known equally well, the upper one.
        .rev()
        .max_by_key(|found| found.known)
        .map_or_else(
            || look(profile, &[], 0, Vec::new(), true),
            |found| Detection {
                data_line: data_line(rows),
                ..found
            },
        )
}

/// The number behind `dataRow=` in metadata.
fn data_line(rows: &[Vec<String>]) -> Option<u32> {
    rows.iter().take(HEADER_WITHIN).flatten().find_map(|cell| {
        let (_, rest) = cell.split_once("dataRow=")?;
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest.get(..end)?.parse().ok()
    })
}

fn fits(
    profile: &Profile,
    names: &Names,
    (row, forms): (&[String], &Forms),
    number: usize,
) -> Option<Detection> {
    if profile.detect.is_empty() {
        return None;
    }
    let has = |name: &String| !forms.numbers_of(names, name).is_empty();
    if profile.detect_not.iter().any(has) {
        return None;
    }
    let signature = profile
        .detect
        .iter()
        .filter(|set| set.iter().all(has))
        // Of two of one length, the upper one.
        .rev()
        .max_by_key(|set| set.len())?;
    // As the file writes them: people look for them there.
    let signature = signature.iter().map(|name| {
        let first = forms.numbers_of(names, name).first().copied();
        let header = first.and_then(|first| row.get(first));
        header.map_or_else(
            || name.clone(),
            |header| header.trim().trim_start_matches('\u{feff}').to_owned(),
        )
    });
    Some(look(profile, row, number, signature.collect(), false))
}

fn look(
    profile: &Profile,
    row: &[String],
    number: usize,
    signature: Vec<String>,
    named: bool,
) -> Detection {
    let headers = headers(profile, row);
    Detection {
        header: number,
        signature,
        known: headers.iter().filter(|h| !h.feeds.is_empty()).count(),
        columns: row.iter().filter(|cell| !normal(cell).is_empty()).count(),
        data_line: None,
        named,
    }
}

fn headers(profile: &Profile, row: &[String]) -> Headers {
    let mut headers = Headers::new(profile);
    for cell in row {
        headers.add(cell);
    }
    headers
}
