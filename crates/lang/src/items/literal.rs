//! Records written out in rule files, bound to the schema like those of a catalogue.

use super::paths::Within;
use super::{Here, Items};
use crate::Type;
use crate::bind::{bind, meant, suggestion};
use crate::diag::Code;
use crate::record::{Datum, Field, Place, ProblemKind, RawRecord, Record, set};
use crate::syntax::Span;
use crate::syntax::tree::{RecordLiteral, Value, ValueKind};

type Entries = Vec<Field>;

/// Marks what was taken over from a fixture and is reported there.
const ELSEWHERE: u32 = u32::MAX;

impl Items<'_> {
    /// The record of a literal, laid over that of a fixture.
    pub(super) fn record(
        &mut self,
        here: &Here,
        fixture: Option<&RecordLiteral>,
        own: Option<&RecordLiteral>,
    ) -> Record {
        let mut entries = Entries::new();
        if let Some(fixture) = fixture {
            self.lay(here, Within::Product, fixture, &mut entries, true);
        }
        if let Some(own) = own {
            self.lay(here, Within::Product, own, &mut entries, false);
        }
        let raw = RawRecord::new(Datum::Record(entries), Place::default(), 1);
        let mut record = bind(&raw, &self.names);
        for problem in std::mem::take(&mut record.problems) {
            if problem.place.line == ELSEWHERE {
                continue;
            }
            let code = match problem.kind {
                ProblemKind::UnknownAttribute => Code::UnknownAttribute,
                ProblemKind::Repeated => Code::DuplicateName,
                ProblemKind::WrongType | ProblemKind::OutOfRange | ProblemKind::DamagedNumber => {
                    Code::TypeMismatch
                }
                // An example may show what a rule says of a wrong number.
                ProblemKind::Gtin | ProblemKind::LostZero => continue,
            };
            let span = Span {
                start: problem.place.line,
                end: problem.place.column,
            };
            let help = problem
                .help
                .clone()
                .or_else(|| suggestion(&problem, &self.names));
            let meant = meant(&problem, &self.names).and_then(|(_, name, meant)| {
                let at = named_in(self.sources.slice(here.at(span)), span, name)?;
                Some((here.at(at), meant))
            });
            let told = self.report(code, here, span, problem.message);
            if let Some((at, meant)) = meant {
                told.meant_at(at, Some(meant));
            }
            told.help = help.map(Into::into);
        }
        record.places.clear();
        record
    }

    /// Lays the entries of a literal over others; `within` is what they are attributes of.
    fn lay(
        &mut self,
        here: &Here,
        within: Within<'_>,
        literal: &RecordLiteral,
        entries: &mut Entries,
        elsewhere: bool,
    ) {
        let mut seen: Vec<&str> = Vec::new();
        for entry in &literal.entries {
            let span = entry.value.span;
            let place = if elsewhere {
                Place {
                    line: ELSEWHERE,
                    ..Place::default()
                }
            } else {
                Place {
                    line: entry.path.span.start,
                    column: span.end,
                    ..Place::default()
                }
            };
            if seen.contains(&entry.path.text.as_str()) && !elsewhere {
                self.report(
                    Code::DuplicateName,
                    here,
                    entry.path.span,
                    format!("`{}` is given twice", entry.path.text),
                );
                continue;
            }
            seen.push(&entry.path.text);
            let ty = if elsewhere {
                None
            } else {
                self.path_used(here, within, &entry.path)
            };
            let datum = self.datum(here, ty.as_ref(), &entry.value, &place, elsewhere);
            let steps: Vec<&str> = entry
                .path
                .text
                .split(['.', '['])
                .map(|s| s.trim_end_matches(']'))
                .collect();
            set(entries, &steps, datum, &place);
        }
    }

    fn datum(
        &mut self,
        here: &Here,
        ty: Option<&Type>,
        value: &Value,
        place: &Place,
        elsewhere: bool,
    ) -> Datum {
        self.value_used(ty, &value.kind, here.at(value.span));
        match &value.kind {
            ValueKind::Record(record) => {
                let mut entries = Entries::new();
                self.lay(here, Within::of(ty), record, &mut entries, elsewhere);
                Datum::Record(entries)
            }
            ValueKind::List(items) => Datum::List(
                items
                    .iter()
                    .map(|item| {
                        let element = match ty {
                            Some(Type::List(inner)) => Some(&**inner),
                            other => other,
                        };
                        let mut place = place.clone();
                        if !elsewhere {
                            place.line = item.span.start;
                            place.column = item.span.end;
                        }
                        (self.datum(here, element, item, &place, elsewhere), place)
                    })
                    .collect(),
            ),
            ValueKind::Scalar(text) | ValueKind::Text(text) | ValueKind::Word(text) => {
                Datum::Text(text.as_str().into())
            }
            ValueKind::Bool(value) => Datum::Bool(*value),
            ValueKind::None => Datum::Text("none".into()),
        }
    }
}

/// Where the last name of the path stands with which an entry begins.
fn named_in(entry: &str, span: Span, name: &str) -> Option<Span> {
    let end = entry.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')))?;
    let path = entry.get(..end)?;
    let last = path.rsplit('.').next()?;
    let start = span.start as usize + path.len() - last.len();
    (last == name).then(|| Span::new(start, start + last.len()))
}
