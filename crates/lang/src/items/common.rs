//! What the clauses of rules and charges have in common, gathered once.

use super::{Here, Items};
use crate::defines::Defines;
use crate::diag::Code;
use crate::ir::{Citation, Confidence, MarketScope, Node, Texts, Verification};
use crate::syntax::tree::{CommonClause as Clause, Word};
use crate::syntax::{Location, Span};
use crate::value::Date;

/// What the common clauses say, while they are gathered.
#[derive(Default)]
pub(super) struct Common {
    pub(super) market: MarketScope,
    pub(super) cite: Vec<Citation>,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
    pub(super) applies: Vec<Node>,
    verification: Option<Verification>,
    pub(super) notes: Texts,
    /// The clauses that may stand only once, and where they stand.
    seen: Vec<(&'static str, Span)>,
}

impl Common {
    /// A clause that may stand only once stands there.
    pub(super) fn has(&self, word: &str) -> bool {
        self.seen.iter().any(|(seen, _)| *seen == word)
    }

    /// Who checked it; nobody if nothing is said.
    pub(super) fn verification(&mut self) -> Verification {
        self.verification.take().unwrap_or(Verification {
            confidence: Confidence::Unverified,
            on: None,
            against: None,
        })
    }
}

/// The word of a common clause that may stand only once.
pub(super) fn single(clause: &Clause) -> Option<&'static str> {
    match clause {
        Clause::Market(_) => Some("market"),
        Clause::Cite(_) => Some("cite"),
        Clause::From(_) => Some("from"),
        Clause::Until(_) => Some("until"),
        Clause::Verified { .. } | Clause::Unverified => Some("verified"),
        Clause::AppliesWhen(_) | Clause::Note(_) => None,
    }
}

impl Items<'_> {
    /// The clause may stand here: it is the first of its word, or may stand several times.
    pub(super) fn once(
        &mut self,
        here: &Here,
        common: &mut Common,
        word: Option<&'static str>,
        span: Span,
        what: &str,
    ) -> bool {
        let Some(word) = word else {
            return true;
        };
        let first = common.seen.iter().find(|(seen, _)| *seen == word);
        let Some((_, first)) = first.copied() else {
            common.seen.push((word, span));
            return true;
        };
        let first = Location {
            file: here.file,
            span: first,
        };
        let problem = self.report(
            Code::DuplicateClause,
            here,
            span,
            format!("`{word}` stands twice in this {what}"),
        );
        *problem = problem.clone().also(first, "the first one");
        false
    }

    /// Takes in what a common clause says.
    pub(super) fn common(
        &mut self,
        here: &Here,
        clause: &Clause,
        span: Span,
        defines: &mut Defines,
        common: &mut Common,
        what: &str,
    ) {
        match clause {
            Clause::Market(scope) => common.market = self.scope(here, scope),
            Clause::Cite(citations) => common.cite = self.citations(here, citations),
            Clause::From(word) => common.from = self.date(here, word),
            Clause::Until(word) => common.until = self.date(here, word),
            Clause::AppliesWhen(expr) => {
                let node = self.checker(here, defines).condition(expr);
                common.applies.push(node);
            }
            Clause::Verified {
                on,
                against,
                confidence,
            } => {
                let verified = self.verified(here, on, against, confidence.as_ref(), what);
                common.verification = Some(verified);
            }
            Clause::Unverified => common.verification = None,
            Clause::Note(texts) => {
                for (locale, text) in self.texts(here, texts, span, "the note").0 {
                    let joined = match common.notes.0.get(&locale) {
                        Some(before) => format!("{before} {text}").into(),
                        None => text,
                    };
                    common.notes.0.insert(locale, joined);
                }
            }
        }
    }

    /// Who checked a rule or charge against which source.
    fn verified(
        &mut self,
        here: &Here,
        on: &Word,
        against: &Word,
        confidence: Option<&Word>,
        what: &str,
    ) -> Verification {
        let on = self.date(here, on);
        let confidence = match confidence {
            None => Confidence::Medium,
            Some(word) => {
                let most = Confidence::ALL.get(..3).unwrap_or_default();
                self.word_of(
                    here,
                    word,
                    "confidence",
                    |w| Confidence::parse(w).filter(|c| *c != Confidence::Unverified),
                    most,
                    Confidence::word,
                )
                .unwrap_or(Confidence::Low)
            }
        };
        if against.text.trim().is_empty() {
            self.report(
                Code::MissingClause,
                here,
                against.span,
                format!("the source that the {what} was checked against is empty"),
            );
        }
        Verification {
            confidence,
            on,
            against: Some(against.text.as_str().into()),
        }
    }

    /// The last day is not before the first.
    pub(super) fn in_order(&mut self, here: &Here, common: &Common, name: &Word, what: &str) {
        if let (Some(from), Some(until)) = (common.from, common.until)
            && until < from
        {
            let last = common.seen.iter().find(|(word, _)| *word == "until");
            self.report(
                Code::DatesOutOfOrder,
                here,
                last.map_or(name.span, |(_, span)| *span),
                format!("the {what} ends on {until}, before it begins on {from}"),
            );
        }
    }

    /// Tells the clauses that are wanted and not there, each with an example of it.
    pub(super) fn lacks(
        &mut self,
        here: &Here,
        what: &str,
        name: &Word,
        wanted: &[(&str, bool, &str)],
    ) {
        if here.broken {
            return;
        }
        for (clause, there, example) in wanted {
            if !there {
                self.report(
                    Code::MissingClause,
                    here,
                    name.span,
                    format!("the {what} `{}` has no `{clause}`", name.text),
                )
                .help = Some(format!("add a line such as `{example}`"));
            }
        }
    }
}
