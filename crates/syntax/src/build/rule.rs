//! The clauses of rules, exceptions, waivers and tests.

use super::super::tree::{
    BlocksClause, Citation, CommonClause, Context, Example, ExceptClause, ExceptionClause,
    ExpectedAmount, Expr, MarketScope, RecordLiteral, RuleClause, RuleClauseKind, Target,
    TestClause, WaiverClause, Word,
};
use super::super::{Rule, Span};
use super::{Builder, P, blank, parts};
use crate::tree::Localized;

impl Builder {
    /// A clause that rules and charges have in common.
    pub(super) fn common_clause(&mut self, clause: &P<'_>) -> Option<CommonClause> {
        let piece = || clause.clone();
        Some(match clause.as_rule() {
            Rule::c_market => CommonClause::Market(self.market_scope(piece())),
            Rule::c_cite => CommonClause::Cite(self.citations(piece())),
            Rule::c_from => CommonClause::From(self.only_word(piece())),
            Rule::c_until => CommonClause::Until(self.only_word(piece())),
            Rule::c_applies_when => CommonClause::AppliesWhen(self.next_expr(&mut parts(piece()))),
            Rule::c_verified => {
                let mut pieces = parts(piece());
                CommonClause::Verified {
                    on: self.next_word(&mut pieces),
                    against: self.next_word(&mut pieces),
                    confidence: pieces.next().map(|p| self.word(&p)),
                }
            }
            Rule::c_unverified => CommonClause::Unverified,
            Rule::c_note => CommonClause::Note(self.only_localized(piece())),
            _ => return None,
        })
    }

    pub(super) fn rule_clause(&mut self, pair: P<'_>) -> Option<RuleClause> {
        let span = self.span(&pair);
        let clause = parts(pair).next()?;
        let rule = clause.as_rule();
        if let Some(common) = self.common_clause(&clause) {
            let kind = RuleClauseKind::Common(common);
            return Some(RuleClause { kind, span });
        }
        let kind = match rule {
            Rule::c_channel => RuleClauseKind::Channel(self.words(clause)),
            Rule::c_area => RuleClauseKind::Area(self.only_word(clause)),
            Rule::c_severity => RuleClauseKind::Severity(self.only_word(clause)),
            Rule::c_binds => RuleClauseKind::Binds(self.words(clause)),
            Rule::c_tag => RuleClauseKind::Tag(self.words(clause)),
            Rule::c_applies_to => RuleClauseKind::AppliesTo(self.only_word(clause)),
            Rule::c_except => {
                let (names, when, cite) = self.node(clause);
                RuleClauseKind::Except(ExceptClause {
                    name: names.into_iter().next(),
                    when,
                    cite,
                })
            }
            Rule::c_blocks => {
                let (names, when, cite) = self.node(clause);
                let mut names = names.into_iter();
                RuleClauseKind::Blocks(BlocksClause {
                    target: names.next().unwrap_or_else(blank),
                    name: names.next(),
                    when,
                    cite,
                })
            }
            Rule::c_require => RuleClauseKind::Require(self.next_expr(&mut parts(clause))),
            Rule::c_message => RuleClauseKind::Message(self.only_localized(clause)),
            Rule::c_remedy => RuleClauseKind::Remedy(self.only_localized(clause)),
            Rule::c_example => RuleClauseKind::Example(self.example(clause)),
            _ => return None,
        };
        Some(RuleClause { kind, span })
    }

    pub(super) fn only_word(&mut self, pair: P<'_>) -> Word {
        self.next_word(&mut parts(pair))
    }

    pub(super) fn only_localized(&mut self, pair: P<'_>) -> Vec<Localized> {
        parts(pair)
            .next()
            .map(|p| self.localized(p))
            .unwrap_or_default()
    }

    pub(super) fn market_scope(&mut self, pair: P<'_>) -> MarketScope {
        let mut scope = MarketScope {
            included: Vec::new(),
            excluded: Vec::new(),
        };
        let mut excluding = false;
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::kw_except => excluding = true,
                Rule::code if excluding => scope.excluded.push(self.word(&piece)),
                Rule::code => scope.included.push(self.word(&piece)),
                _ => {}
            }
        }
        scope
    }

    pub(super) fn citations(&mut self, pair: P<'_>) -> Vec<Citation> {
        parts(pair)
            .filter(|p| p.as_rule() == Rule::citation)
            .map(|citation| {
                let span = self.span(&citation);
                let mut pieces = citation.into_inner();
                let source = pieces.next();
                let quoted = source.as_ref().is_some_and(|p| p.as_rule() == Rule::string);
                Citation {
                    source: source.map_or_else(blank, |p| self.word(&p)),
                    quoted,
                    provisions: pieces
                        .next()
                        .map(|p| self.word(&p))
                        .filter(|w| !w.text.is_empty()),
                    span,
                }
            })
            .collect()
    }

    /// The names, the condition and the citation of an `except` or a `blocks`.
    fn node(&mut self, pair: P<'_>) -> (Vec<Word>, Expr, Vec<Citation>) {
        let mut names = Vec::new();
        let mut when = None;
        let mut cite = Vec::new();
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::name => names.push(self.word(&piece)),
                Rule::expr => when = Some(self.expr(piece)),
                Rule::c_cite => cite = self.citations(piece),
                _ => {}
            }
        }
        let when = when.unwrap_or_else(|| self.next_expr(&mut std::iter::empty()));
        (names, when, cite)
    }

    pub(super) fn context(&mut self, pair: P<'_>) -> Context {
        let Some(inner) = parts(pair).next() else {
            return Context::On(blank());
        };
        let rule = inner.as_rule();
        let word = self.only_word(inner);
        match rule {
            Rule::as_of => Context::AsOf(word),
            Rule::for_market => Context::For(word),
            _ => Context::On(word),
        }
    }

    fn example(&mut self, pair: P<'_>) -> Example {
        let mut example = Example {
            outcome: blank(),
            fixture: None,
            context: Vec::new(),
            record: RecordLiteral::default(),
            at: Vec::new(),
            needs: Vec::new(),
        };
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::outcome => example.outcome = self.word(&piece),
                Rule::subject => example.fixture = parts(piece).next().map(|p| self.word(&p)),
                Rule::context => example.context.push(self.context(piece)),
                Rule::record_literal => example.record = self.record_literal(piece),
                Rule::found_at => example.at.extend(self.words(piece)),
                Rule::needed => example.needs.extend(self.words(piece)),
                _ => {}
            }
        }
        example
    }

    pub(super) fn exception_clause(&mut self, pair: P<'_>) -> Option<(ExceptionClause, Span)> {
        let span = self.span(&pair);
        let clause = parts(pair).next()?;
        let kind = match clause.as_rule() {
            Rule::c_for => ExceptionClause::For(
                parts(clause)
                    .filter_map(|target| {
                        let inner = parts(target).next()?;
                        Some(if inner.as_rule() == Rule::tag_target {
                            Target::Tag(self.only_word(inner))
                        } else {
                            Target::Rule(self.word(&inner))
                        })
                    })
                    .collect(),
            ),
            Rule::c_when => ExceptionClause::When(self.next_expr(&mut parts(clause))),
            Rule::c_cite => ExceptionClause::Cite(self.citations(clause)),
            _ => return None,
        };
        Some((kind, span))
    }

    pub(super) fn waiver_clause(&mut self, pair: P<'_>) -> Option<(WaiverClause, Span)> {
        let span = self.span(&pair);
        let clause = parts(pair).next()?;
        let kind = match clause.as_rule() {
            Rule::w_rule => WaiverClause::Rule(self.words(clause)),
            Rule::w_record => WaiverClause::Record(self.words(clause)),
            Rule::c_market => WaiverClause::Market(self.market_scope(clause)),
            Rule::c_when => WaiverClause::When(self.next_expr(&mut parts(clause))),
            Rule::c_until => WaiverClause::Until(self.only_word(clause)),
            Rule::w_by => WaiverClause::By(self.only_word(clause)),
            Rule::w_reason => WaiverClause::Reason(self.only_word(clause)),
            _ => return None,
        };
        Some((kind, span))
    }

    fn expected_charge(&mut self, pair: P<'_>, span: Span) -> TestClause {
        let (mut name, mut amount) = (None, ExpectedAmount::Undetermined);
        let (mut item, mut needs) = (None, Vec::new());
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::name => name = Some(self.word(&piece)),
                Rule::charge_sum => amount = ExpectedAmount::Sum(self.word(&piece)),
                Rule::kw_undetermined => amount = ExpectedAmount::Undetermined,
                Rule::kw_none => amount = ExpectedAmount::None,
                Rule::of_item => item = Some(self.only_word(piece)),
                Rule::needed => needs.extend(self.words(piece)),
                _ => {}
            }
        }
        TestClause::Charge {
            name,
            amount,
            item,
            needs,
            span,
        }
    }

    pub(super) fn test_clause(&mut self, pair: P<'_>) -> Option<TestClause> {
        let span = self.span(&pair);
        let clause = parts(pair).next()?;
        match clause.as_rule() {
            Rule::given => {
                let (mut fixture, mut record) = (None, None);
                for piece in parts(clause) {
                    match piece.as_rule() {
                        Rule::name => fixture = Some(self.word(&piece)),
                        Rule::record_literal => record = Some(self.record_literal(piece)),
                        _ => {}
                    }
                }
                Some(TestClause::Given {
                    fixture,
                    record,
                    span,
                })
            }
            Rule::exchange => {
                let mut sums = parts(clause).filter(|p| p.as_rule() == Rule::charge_sum);
                let (one, other) = (sums.next()?, sums.next()?);
                Some(TestClause::Exchange {
                    one: self.word(&one),
                    other: self.word(&other),
                    span,
                })
            }
            Rule::expect_charge | Rule::expect_landed => Some(self.expected_charge(clause, span)),
            Rule::expect => {
                let mut pieces = parts(clause);
                let outcome = self.next_word(&mut pieces);
                let rule = self.next_word(&mut pieces);
                let (mut at, mut needs) = (Vec::new(), Vec::new());
                for piece in pieces {
                    match piece.as_rule() {
                        Rule::found_at => at.extend(self.words(piece)),
                        Rule::needed => needs.extend(self.words(piece)),
                        _ => {}
                    }
                }
                Some(TestClause::Expect {
                    outcome,
                    rule,
                    at,
                    needs,
                    span,
                })
            }
            _ => None,
        }
    }
}
