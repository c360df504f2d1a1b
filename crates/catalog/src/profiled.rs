//! Rows through a profile: the one that is named, or the one that the header of the file gives away.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::held::{Held, HeldEntry, Watch};
use super::profile::{self, Detection, Mapped, Mapper, MapperOptions, Profile};
use super::row::{Entry, Flow, Header, HeaderAt, RawRow, TableRow};
use super::totals::{self, Totals};
use super::words::{taken, writes_commas};
use super::{ByColumn, InputCode, InputProblem, Mapping, ProfileChoice, ReadOptions};
use crate::record::{Datum, RawRecord, Writing};
use crate::sentence::say;
use crate::value::{Lean, Mark};

/// Makes records of rows with a profile; without one, the headers of a table and the names of a tree
/// are attribute paths.
#[derive(Debug)]
pub struct ByProfile {
    choice: ProfileChoice,
    options: MapperOptions,
    /// Tables without a profile go through a mapper too, which keeps what `map` shows.
    surveyed: bool,
    plain: ByColumn,
    /// What the first rows of a table gave away, until its first product comes.
    found: Option<(Profile, Detection)>,
    /// The first rows of the table at hand, until they have told how its numbers are written.
    held: Option<Held>,
    /// What they told of a table whose headers are attribute paths.
    leans: Vec<Lean>,
    watch: Watch,
    /// Which rows of that table are sums of others.
    totals: Totals,
    state: State,
    survey: Option<profile::Mapping>,
    trees: u64,
    /// The vocabulary that the file says its trees are in.
    namespace: Option<String>,
    /// The first trees, while none of them gives away what they are.
    early: Vec<RawRecord>,
}

/// Trees that are looked at together before they are taken for records of the schema: the first may
/// leave out what gives its kind away.
const MOST_EARLY: usize = 8;

#[derive(Debug)]
enum State {
    /// Nothing has come yet.
    Waiting,
    /// Names are attribute paths.
    Plain(Option<Arc<Header>>),
    /// A table with a profile.
    Table(Arc<Header>, Box<Mapper>),
    /// A table whose headers are attribute paths, with what `map` shows of it.
    Surveyed(Arc<Header>, Box<Mapper>),
    /// Trees with a profile.
    Trees(Box<Mapper>),
}

impl ByProfile {
    /// For one file, which messages call `name`.
    pub fn new(name: &str, options: &ReadOptions) -> Self {
        Self {
            choice: options.profile.clone(),
            options: MapperOptions {
                file: name.to_owned(),
                currency: options.currency,
                as_of: options.as_of,
                columns: options.columns.clone(),
                decimal: options.decimal,
            },
            surveyed: false,
            plain: ByColumn::new(options.columns.clone()),
            found: None,
            held: None,
            leans: Vec::new(),
            watch: Watch::default(),
            totals: Totals::default(),
            state: State::Waiting,
            survey: None,
            trees: 0,
            namespace: None,
            early: Vec::new(),
        }
    }

    /// Keeps how the columns were understood also where no profile is known, for `map`.
    #[must_use]
    #[doc(hidden)]
    pub fn surveyed(mut self) -> Self {
        self.surveyed = true;
        self
    }

    /// How the columns were understood, once the file is read; none where its names are attribute
    /// paths and nobody asked. Of several tables in a file, the first one.
    #[doc(hidden)]
    pub fn survey(self) -> Option<profile::Mapping> {
        self.survey
    }

    /// What a table is whose first rows these are; nothing where no profile knows its like.
    fn recognised(&self, first: &[Vec<String>]) -> Option<(Profile, Detection)> {
        let (profile, why) = profile::of_table(first, &self.choice, &self.options.columns);
        let known = matches!(self.choice, ProfileChoice::Named(_)) || !profile.name.is_empty();
        known.then(|| (profile.into_owned(), why))
    }

    fn table(&mut self, row: TableRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        let at_hand = match (&self.held, &self.state) {
            (Some(held), _) => Some(&held.header),
            (
                None,
                State::Table(header, _) | State::Surveyed(header, _) | State::Plain(Some(header)),
            ) => Some(header),
            _ => None,
        };
        if !at_hand.is_some_and(|header| Arc::ptr_eq(header, &row.header)) {
            self.close(emit)?;
            self.held = Some(Held::new(row.header.clone()));
        }
        if let Some(held) = &mut self.held {
            return if held.push(row) {
                ControlFlow::Continue(())
            } else {
                self.release(emit)
            };
        }
        self.mapped(row, emit)
    }

    /// The rows that were held have told what they can: they go on, and those behind them.
    fn release(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        let Some(held) = self.held.take() else {
            return ControlFlow::Continue(());
        };
        let leans = held.leans();
        self.begin(&held.header, leans, emit)?;
        for entry in held.entries {
            match entry {
                HeldEntry::Row(row) => self.mapped(row, emit)?,
                HeldEntry::Problem(problem) => emit(Entry::Problem(*problem))?,
            }
        }
        ControlFlow::Continue(())
    }

    fn mapped(&mut self, row: TableRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        match &mut self.state {
            State::Table(_, mapper) => {
                let mut mapped = Mapped::default();
                mapper.row(row, &mut mapped);
                return give(mapped, emit);
            }
            _ if self.totals.is_one(&row) => {
                return emit(Entry::Problem(totals::told(&self.options.file, &row)));
            }
            State::Surveyed(_, mapper) => mapper.row(row.clone(), &mut Mapped::default()),
            _ => {}
        }
        if self.options.decimal.is_none()
            && let Some((column, line)) = self.watch.row(&row, &self.leans)
        {
            emit(Entry::Problem(self.late_comma(&row, column, line)))?;
        }
        self.plain.row(RawRow::Table(row), emit)
    }

    /// A comma before decimals in a column whose numbers were read with a point.
    fn late_comma(&self, row: &TableRow, column: usize, line: u32) -> InputProblem {
        let place = row.cell_place(column);
        let mut problem = InputProblem::new(
            InputCode::LateComma,
            &self.options.file,
            place.line,
            say!(
                "decimals stand behind a comma here, but a number of this column on line {line} was read with a decimal point",
                "此处小数点写作逗号,而该列第 {line} 行的数字已按小数点 `.` 读取",
                line,
            ),
            say!(
                "state the decimal mark of the file: --decimal comma",
                "请指定文件的小数点:--decimal comma",
            ),
        );
        problem.place = place;
        problem
    }

    /// A table begins with this header.
    fn begin(
        &mut self,
        header: &Arc<Header>,
        leans: Vec<Lean>,
        emit: &mut dyn FnMut(Entry) -> Flow,
    ) -> Flow {
        let names: Vec<String> = header.names.iter().map(ToString::to_string).collect();
        let found = self.found.take();
        let known = found.or_else(|| self.recognised(std::slice::from_ref(&names)));
        if let Some((profile, why)) = known {
            let mapper = Mapper::of_table(&profile, header, &self.options).leaning(leans);
            self.state = State::Table(header.clone(), Box::new(mapper.because(&why)));
            return ControlFlow::Continue(());
        }
        let mut columns = self.options.columns.clone();
        let mut saying = BTreeMap::new();
        if !matches!(self.choice, ProfileChoice::Paths) {
            let taken = taken(&header.names, &columns);
            if let Some(problem) = taken.told(&self.options.file, header) {
                emit(Entry::Problem(problem))?;
            }
            saying = taken.saying();
            columns.extend(taken.columns);
        }
        // A word of a language that writes commas is no proof of a point.
        let mut leans = leans;
        for (lean, name) in leans.iter_mut().zip(&header.names) {
            if *lean == Lean::Open && writes_commas(name) {
                *lean = Lean::Refused;
            }
        }
        self.watch = Watch::default();
        self.totals = match self.choice {
            ProfileChoice::Paths => Totals::default(),
            _ => Totals::of(header, &columns),
        };
        let written = |lean: &Lean| match self.options.decimal {
            Some(mark) => (mark, Lean::Refused),
            None => (Mark::Either, *lean),
        };
        let writing = Writing {
            columns: leans.iter().map(written).collect(),
            rest: written(&Lean::Schema),
            currency: self.options.currency,
        };
        self.leans = leans;
        self.plain.begin(columns.clone(), saying, writing);
        self.state = if self.surveyed {
            let rows = std::slice::from_ref(&names);
            let (profile, why) = profile::of_table(rows, &ProfileChoice::Paths, &columns);
            let mapper = Mapper::of_table(&profile, header, &self.options);
            State::Surveyed(header.clone(), Box::new(mapper.because(&why)))
        } else {
            State::Plain(Some(header.clone()))
        };
        ControlFlow::Continue(())
    }

    fn tree(&mut self, raw: RawRecord, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        if !matches!(self.state, State::Waiting) {
            return self.give_tree(raw, emit);
        }
        self.early.push(raw);
        let first: Vec<&Datum> = self.early.iter().map(RawRecord::fields).collect();
        let namespace = self.namespace.as_deref();
        let found = profile::of_trees(&first, &self.choice, namespace);
        self.state = match found {
            Some((profile, why)) => State::Trees(Box::new(
                Mapper::of_tree(&profile, &self.options).because(&why),
            )),
            None if matches!(self.choice, ProfileChoice::Detected)
                && self.early.len() < MOST_EARLY =>
            {
                return ControlFlow::Continue(());
            }
            None => State::Plain(None),
        };
        self.give_early(emit)
    }

    /// Gives the trees that were held back.
    fn give_early(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        for raw in std::mem::take(&mut self.early) {
            self.give_tree(raw, emit)?;
        }
        ControlFlow::Continue(())
    }

    fn give_tree(&mut self, raw: RawRecord, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        let State::Trees(mapper) = &mut self.state else {
            let stated = self.options.decimal.is_some() || self.options.currency.is_some();
            let writing = stated.then(|| {
                let mark = self.options.decimal.map(|mark| (mark, Lean::Refused));
                Arc::new(Writing {
                    rest: mark.unwrap_or((Mark::Either, Lean::Schema)),
                    currency: self.options.currency,
                    ..Writing::default()
                })
            });
            return emit(Entry::Record(raw.with_writing(writing)));
        };
        let mut mapped = Mapped::default();
        mapper.tree(&raw, &mut mapped);
        give(mapped, emit)
    }

    /// A table or the file is at its end: gives what still waits.
    fn close(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        self.release(emit)?;
        self.give_early(emit)?;
        match std::mem::replace(&mut self.state, State::Waiting) {
            State::Table(_, mut mapper) | State::Trees(mut mapper) => {
                let mut mapped = Mapped::default();
                mapper.finish(&mut mapped);
                self.survey.get_or_insert_with(|| mapper.mapping());
                give(mapped, emit)
            }
            State::Surveyed(_, mut mapper) => {
                mapper.finish(&mut Mapped::default());
                self.survey.get_or_insert_with(|| mapper.mapping());
                ControlFlow::Continue(())
            }
            State::Waiting | State::Plain(_) => ControlFlow::Continue(()),
        }
    }
}

impl Mapping for ByProfile {
    fn row(&mut self, row: RawRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        match row {
            RawRow::Table(row) => self.table(row, emit),
            RawRow::Tree { fields, place } => {
                self.trees += 1;
                self.tree(RawRecord::new(fields, place, self.trees), emit)
            }
        }
    }

    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        self.found = self.recognised(first);
        let (_, why) = self.found.as_ref()?;
        Some(HeaderAt {
            header: why.header,
            data: why.header + 1,
        })
    }

    fn problem(&mut self, problem: InputProblem, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        match &mut self.held {
            Some(held) => {
                held.tell(problem);
                ControlFlow::Continue(())
            }
            None => emit(Entry::Problem(problem)),
        }
    }

    fn namespace(&mut self, address: &str) {
        if self.namespace.is_none() && profile::of_namespace(address).is_some() {
            self.namespace = Some(address.to_owned());
        }
    }

    fn end(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        self.close(emit)
    }
}

fn give(mapped: Mapped, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
    let problems = mapped.problems.into_iter().map(Entry::Problem);
    let records = mapped.records.into_iter().map(Entry::Record);
    problems.chain(records).try_for_each(emit)
}
