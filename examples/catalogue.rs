//! A catalogue, read record by record in memory that does not grow with the file, and the findings of
//! each as a line of JSON: `cargo run --example catalogue`.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;

use tidewaiter::catalog::{ByProfile, Entry, ReadOptions, Source, read_each};
use tidewaiter::{Checker, MessageLanguage, Settings};

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/catalog.csv");
    let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
    let (mut records, mut clear, mut unread) = (0, 0, 0);
    let source = Source::open(&file).map_err(|problem| problem.to_string())?;
    let options = ReadOptions::default();
    let format = read_each(
        source,
        &options,
        &mut ByProfile::new("catalog.csv", &options),
        &mut |entry| {
            match entry {
                Entry::Record(raw) => {
                    let assessment = checker.check(&checker.bind(&raw));
                    records += 1;
                    clear += u32::from(assessment.is_clear());
                    for finding in assessment.findings.iter().take(1) {
                        println!("{}", finding.to_json(MessageLanguage::English));
                    }
                }
                // What cannot be read is told, and the reading goes on.
                Entry::Problem(problem) => {
                    unread += u32::from(problem.code.unread());
                    println!("{problem}");
                }
            }
            // To end before the end of the file: `ControlFlow::Break(())`.
            ControlFlow::Continue(())
        },
    );
    println!(
        "{}: {records} records, {clear} of them clear, {unread} not read",
        format.unwrap_or_else(|| "no catalogue".to_owned()),
    );
    Ok(())
}
