//! The clauses of charges.

use super::super::Rule;
use super::super::tree::{ChargeClause, ChargeClauseKind as Kind, ReliefClause};
use super::{Builder, P, blank, parts};

impl Builder {
    pub(super) fn charge_clause(&mut self, pair: P<'_>) -> Option<ChargeClause> {
        let span = self.span(&pair);
        let clause = parts(pair).next()?;
        let rule = clause.as_rule();
        if let Some(common) = self.common_clause(&clause) {
            let kind = Kind::Common(common);
            return Some(ChargeClause { kind, span });
        }
        let kind = match rule {
            Rule::g_per => Kind::Per(self.only_word(clause)),
            Rule::g_value => Kind::Value(self.next_expr(&mut parts(clause))),
            Rule::g_base => Kind::Base(self.next_expr(&mut parts(clause))),
            Rule::g_rate => Kind::Rate(self.next_expr(&mut parts(clause))),
            Rule::g_inclusive => Kind::InclusiveRate(self.next_expr(&mut parts(clause))),
            Rule::g_quantities => Kind::Quantities(parts(clause).map(|p| self.expr(p)).collect()),
            Rule::g_relief => Kind::Relief(self.relief(clause)),
            Rule::g_round => {
                let mut pieces = parts(clause);
                Kind::Round {
                    mode: self.next_word(&mut pieces),
                    step: self.next_word(&mut pieces),
                }
            }
            Rule::g_minimum => Kind::Minimum(self.next_expr(&mut parts(clause))),
            Rule::g_maximum => Kind::Maximum(self.next_expr(&mut parts(clause))),
            Rule::g_collected => {
                let mut pieces = parts(clause);
                Kind::Collected {
                    at: self.next_word(&mut pieces),
                    when: pieces.next().map(|p| self.expr(p)),
                }
            }
            _ => return None,
        };
        Some(ChargeClause { kind, span })
    }

    fn relief(&mut self, pair: P<'_>) -> ReliefClause {
        let mut relief = ReliefClause {
            name: blank(),
            to: None,
            when: self.next_expr(&mut std::iter::empty()),
            from: None,
            until: None,
            cite: Vec::new(),
        };
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::name => relief.name = self.word(&piece),
                Rule::relief_to => relief.to = Some(self.next_expr(&mut parts(piece))),
                Rule::expr => relief.when = self.expr(piece),
                Rule::c_from => relief.from = Some(self.only_word(piece)),
                Rule::c_until => relief.until = Some(self.only_word(piece)),
                Rule::c_cite => relief.cite = self.citations(piece),
                _ => {}
            }
        }
        relief
    }
}
