//! Every case of a corpus in exactly one bucket, with the reason.

use std::collections::BTreeMap;

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It asks for something that the project does not have; why.
    Outside(String),
    /// It came out as published.
    Agrees,
    /// It came out otherwise; what was published and what came out.
    Differs(String),
}

/// The cases of one file.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) file: String,
    pub(crate) corpus: usize,
    pub(crate) outside: BTreeMap<String, usize>,
    pub(crate) agree: usize,
    /// Case and reason.
    pub(crate) deliberate: Vec<(String, String)>,
    /// What must not be: a disagreement that nobody meant, or a meant one that has gone.
    pub(crate) wrong: Vec<String>,
}

impl Tally {
    pub(crate) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..Self::default()
        }
    }

    /// Puts a case into its bucket. `meant` is the reason if the difference is deliberate.
    pub(crate) fn put(&mut self, case: &str, verdict: Verdict, meant: Option<&str>) {
        self.corpus += 1;
        match (verdict, meant) {
            (Verdict::Outside(_), Some(_)) => {
                self.wrong
                    .push(format!("{case}: listed as a difference, but it is not run"));
            }
            (Verdict::Outside(reason), None) => *self.outside.entry(reason).or_default() += 1,
            (Verdict::Agrees, Some(_)) => {
                self.wrong
                    .push(format!("{case}: listed as a difference, but it agrees"));
            }
            (Verdict::Agrees, None) => self.agree += 1,
            (Verdict::Differs(_), Some(reason)) => {
                self.deliberate.push((case.to_owned(), reason.to_owned()));
            }
            (Verdict::Differs(how), None) => self.wrong.push(format!("{case}: {how}")),
        }
    }

    /// The cases that were run.
    pub(crate) fn run(&self) -> usize {
        self.agree + self.deliberate.len() + self.wrong.len()
    }

    /// No case is lost.
    pub(crate) fn adds_up(&self) -> bool {
        self.corpus == self.run() + self.outside.values().sum::<usize>()
    }
}

/// The table of several files, what was left out and why, and what is different on purpose.
pub(crate) fn table(tallies: &[Tally]) -> String {
    let mut page = String::from(
        "| file | in corpus | in range | run | agree | deliberately different |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut sums = [0; 4];
    for tally in tallies {
        let row = [
            tally.corpus,
            tally.run(),
            tally.agree,
            tally.deliberate.len(),
        ];
        for (sum, n) in sums.iter_mut().zip(row) {
            *sum += n;
        }
        page += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            tally.file, row[0], row[1], row[1], row[2], row[3]
        );
    }
    page += &format!(
        "| together | {} | {} | {} | {} | {} |\n",
        sums[0], sums[1], sums[1], sums[2], sums[3]
    );
    let mut outside: BTreeMap<&str, usize> = BTreeMap::new();
    for (reason, count) in tallies.iter().flat_map(|tally| &tally.outside) {
        *outside.entry(reason).or_default() += count;
    }
    let mut outside: Vec<(&str, usize)> = outside.into_iter().collect();
    outside.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    page += "\nOut of range, each case by the first reason found:\n\n| cases | reason |\n| ---: | --- |\n";
    for (reason, count) in outside {
        page += &format!("| {count} | {reason} |\n");
    }
    let mut meant: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (case, reason) in tallies.iter().flat_map(|tally| &tally.deliberate) {
        meant.entry(reason).or_default().push(case);
    }
    if !meant.is_empty() {
        page += "\nDeliberately different:\n\n";
        for (reason, cases) in meant {
            page += &format!("- {reason}: {}.\n", cases.join(", "));
        }
    }
    page
}
