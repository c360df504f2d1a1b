//! How a service checks many products at once and keeps order:
//! `cargo run --example batch`.

use tidewaiter::catalog::{InputProblem, ReadOptions, Source};
use tidewaiter::run::{Input, InputSummary, Listener, Product, Progress, Run};
use tidewaiter::{CheckError, Checker, Settings};

/// Too many products that may not be listed: the rest need not be looked at.
struct Enough;

/// Says which products may be listed, and has enough after some that may not.
struct Desk {
    patience: usize,
}

impl Listener for Desk {
    type Stop = Enough;

    fn product(&mut self, product: &Product) -> Result<(), Enough> {
        let id = product.record.id.as_deref().unwrap_or("?");
        if product.assessment.is_clear() {
            println!("  {id}: list it");
            return Ok(());
        }
        for obstacle in product.assessment.obstacles() {
            println!("  {id}: {obstacle}");
        }
        self.patience = self.patience.checked_sub(1).ok_or(Enough)?;
        Ok(())
    }

    fn problem(&mut self, problem: &InputProblem) -> Result<(), Enough> {
        println!("  not read: {}", problem.message);
        Ok(())
    }

    fn progress(&mut self, progress: Progress) -> Result<(), Enough> {
        println!("  {} products so far", progress.products);
        Ok(())
    }

    fn done(&mut self, summary: &InputSummary) -> Result<(), Enough> {
        println!("  {} records, {} unread", summary.records, summary.unread);
        Ok(())
    }
}

pub(crate) fn main() -> Result<(), CheckError> {
    let checker = Checker::standard(Settings::new().market("JP").as_of("2026-11-24"))?;
    let run = Run::new(&checker).threads(2);

    println!("a catalogue");
    let table = "id,title,classes,wieght\nA,Novel,book,\nB,Plush bear,toy,\nA,Lamp,,2 kg\n";
    let options = ReadOptions::default();
    let source = Source::of_reader("catalogue.csv", table.as_bytes());
    let whole = run.over(
        Input::catalogue(source, &options),
        &mut Desk { patience: 9 },
    );
    assert!(whole.is_ok_and(|summary| summary.records == 3));

    println!("records from elsewhere");
    let records = tidewaiter::catalog::read("shop", table.as_bytes(), &options).records;
    let broken_off = run.over(Input::of("shop", records), &mut Desk { patience: 0 });
    assert!(broken_off.is_err());
    Ok(())
}
