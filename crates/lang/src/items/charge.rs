//! Charges, costs and amounts: what they say, and that they can be computed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::common::{self, Common};
use super::{Here, Items};
use crate::check::MINOR_UNIT;
use crate::defines::Defines;
use crate::diag::{Applicability, Code, Diagnostic, Fix, did_you_mean};
use crate::graph::{Walk, walk};
use crate::ir::{Charge, ChargeKind, Collection, Formula, Node, NodeKind, Per, Relief, ScopeItem};
use crate::places::NameKind;
use crate::syntax::tree::{self, ChargeClauseKind as Clause, ItemKind};
use crate::syntax::{Location, limits};
use crate::value::{Date, Decimal, Market, Rounding, parse_decimal};
use crate::{Names, Type};

/// What the clauses of a charge say, while they are gathered.
#[derive(Default)]
struct Draft {
    common: Common,
    value: Option<Node>,
    base: Option<Node>,
    rate: Option<(Node, bool)>,
    quantities: Vec<Node>,
    reliefs: Vec<Relief>,
    rounding: Option<(Rounding, Option<Decimal>)>,
    minimum: Option<Node>,
    maximum: Option<Node>,
    collected: Vec<(Collection, Option<Node>)>,
}

fn per(charge: &tree::Charge) -> Per {
    charge
        .clauses
        .iter()
        .find_map(|clause| match &clause.kind {
            Clause::Per(word) => Per::parse(&word.text),
            _ => None,
        })
        .unwrap_or(Per::Item)
}

impl<'t> Items<'t> {
    /// The name of a charge, before any expression is read.
    pub(super) fn declare_charge(&mut self, here: &Here, charge: &tree::Charge) {
        let name: Arc<str> = charge.name.text.as_str().into();
        self.defined(here, NameKind::Charge, &name, &charge.name);
        let kind = ChargeKind::parse(&charge.kind.text).unwrap_or(ChargeKind::Amount);
        match self.names.charges.get(&name) {
            None => {
                self.names.charges.insert(name, kind);
            }
            Some(known) if *known != kind => {
                let message = format!(
                    "`{name}` is elsewhere defined as {} {known}",
                    if *known == ChargeKind::Amount {
                        "an"
                    } else {
                        "a"
                    },
                );
                self.report(Code::DuplicateName, here, charge.name.span, message)
                    .help = Some("one name means one kind of charge in every market".into());
            }
            Some(_) => {}
        }
    }

    /// Every charge.
    pub(super) fn charges(&mut self, defines: &mut Defines) -> Vec<Charge> {
        let mut charges = Vec::new();
        for (here, item) in self.each() {
            if let ItemKind::Charge(charge) = &item.kind {
                charges.extend(self.charge(&here, charge, defines));
            }
        }
        charges
    }

    fn charge(
        &mut self,
        here: &Here,
        charge: &'t tree::Charge,
        defines: &mut Defines,
    ) -> Option<Charge> {
        let kind = ChargeKind::parse(&charge.kind.text)?;
        let at = Location {
            file: here.file,
            span: charge.name.span,
        };
        let title = self.title(here, &charge.title);
        let mut draft = Draft::default();
        for clause in &charge.clauses {
            let word = single(&clause.kind);
            if self.once(here, &mut draft.common, word, clause.span, kind.word()) {
                self.charge_clause(here, clause, defines, &mut draft);
            }
        }
        self.in_order(here, &draft.common, &charge.name, kind.word());
        self.missing_of_charge(here, charge, kind, &draft);
        let formula = self.formula(here, charge, &mut draft)?;
        let verification = draft.common.verification();
        let common = draft.common;
        Some(Charge {
            id: format!("{}.{}", here.module, charge.name.text).into(),
            name: charge.name.text.as_str().into(),
            title,
            kind,
            per: per(charge),
            market: common.market,
            cite: common.cite,
            from: common.from,
            until: common.until,
            verification,
            notes: common.notes,
            applies: common.applies,
            formula,
            quantities: draft.quantities,
            reliefs: draft.reliefs,
            minimum: draft.minimum,
            maximum: draft.maximum,
            rounding: draft.rounding,
            collected: draft.collected,
            at,
        })
    }

    fn missing_of_charge(
        &mut self,
        here: &Here,
        charge: &tree::Charge,
        kind: ChargeKind,
        draft: &Draft,
    ) {
        if here.broken {
            return;
        }
        let has = |word: &str| draft.common.has(word);
        // What is merely computed needs no law; what names one says who checked it.
        let lawful = kind == ChargeKind::Charge || has("cite");
        let wanted = [
            ("market", has("market"), "market EU"),
            ("cite", !lawful || has("cite"), "cite UCC art. 56"),
            (
                "verified",
                !lawful || has("verified"),
                "verified 2026-11-24 against \"…\", or unverified",
            ),
        ];
        self.lacks(here, kind.word(), &charge.name, &wanted);
        let formula = match (&draft.value, &draft.base, &draft.rate) {
            (Some(_), None, None) | (None, Some(_), Some(_)) => None,
            (None, None, None) => Some("it has neither a `value` nor a `base` and a `rate`"),
            (None, Some(_), None) => Some("it has a `base` but no `rate`"),
            (None, None, Some(_)) => Some("it has a `rate` but no `base`"),
            (Some(_), _, _) => Some("it has a `value` beside a `base` or a `rate`"),
        };
        if let Some(what) = formula {
            self.report(
                Code::ChargeFormula,
                here,
                charge.name.span,
                format!(
                    "the {kind} `{}` cannot be computed: {what}",
                    charge.name.text
                ),
            )
            .help = Some("write `value …`, or `base …` and `rate …`".into());
        }
    }

    fn formula(
        &mut self,
        here: &Here,
        charge: &tree::Charge,
        draft: &mut Draft,
    ) -> Option<Formula> {
        let formula = match (draft.value.take(), draft.base.take(), draft.rate.take()) {
            (Some(value), _, _) => Formula::Value(value),
            (None, Some(base), Some((rate, inclusive))) => {
                if !matches!(rate.ty, Type::PERCENT | Type::Duty | Type::Wrong) {
                    let message = format!(
                        "a rate is a percentage or a rate of duty, but this is {}",
                        rate.ty.described()
                    );
                    self.report(Code::TypeMismatch, here, rate.at.span, message);
                }
                if inclusive && rate.ty == Type::Duty {
                    self.report(
                        Code::TypeMismatch,
                        here,
                        rate.at.span,
                        "an inclusive rate is a percentage",
                    );
                }
                Formula::Rate {
                    base,
                    rate,
                    inclusive,
                }
            }
            _ => return None,
        };
        if !draft.quantities.is_empty() && matches!(formula, Formula::Value(_)) {
            self.report(
                Code::ChargeFormula,
                here,
                charge.name.span,
                "`quantities` are what a `rate` of duty counts; there is no rate here",
            );
        }
        Some(formula)
    }

    fn money(&mut self, here: &Here, expr: &tree::Expr, defines: &mut Defines) -> Node {
        let node = self.checker(here, defines).expr(expr, Some(&Type::Money));
        if !node.ty.fits(&Type::Money) {
            let message = format!(
                "an amount of money is needed here, but this is {}",
                node.ty.described()
            );
            self.report(Code::TypeMismatch, here, node.at.span, message);
        }
        node
    }

    fn charge_clause(
        &mut self,
        here: &Here,
        clause: &'t tree::ChargeClause,
        defines: &mut Defines,
        draft: &mut Draft,
    ) {
        match &clause.kind {
            Clause::Common(common) => {
                let span = clause.span;
                self.common(here, common, span, defines, &mut draft.common, "charge");
            }
            Clause::Per(word) => {
                self.word_of(here, word, "per", Per::parse, Per::ALL, Per::word);
            }
            Clause::Value(expr) => draft.value = Some(self.money(here, expr, defines)),
            Clause::Base(expr) => draft.base = Some(self.money(here, expr, defines)),
            Clause::Rate(expr) => {
                let node = self.checker(here, defines).expr(expr, Some(&Type::PERCENT));
                draft.rate = Some((node, false));
            }
            Clause::InclusiveRate(expr) => {
                let node = self.checker(here, defines).expr(expr, Some(&Type::PERCENT));
                draft.rate = Some((node, true));
            }
            Clause::Quantities(all) => {
                for expr in all {
                    let node = self.checker(here, defines).expr(expr, None);
                    if !matches!(node.ty, Type::Quantity(_) | Type::Wrong) {
                        let message = format!(
                            "a quantity is needed here, but this is {}",
                            node.ty.described()
                        );
                        self.report(Code::TypeMismatch, here, node.at.span, message);
                    }
                    draft.quantities.push(node);
                }
            }
            Clause::Relief(relief) => self.relief(here, relief, defines, draft),
            Clause::Round { mode, step } => {
                let modes: Vec<&str> = Rounding::NAMES.iter().map(|(name, _)| *name).collect();
                let rounding = Rounding::parse(&mode.text);
                if rounding.is_none() {
                    let meant = did_you_mean(&mode.text, modes.iter().copied());
                    self.report(
                        Code::UnknownWord,
                        here,
                        mode.span,
                        format!("there is no way of rounding called `{}`", mode.text),
                    )
                    .meant(meant)
                    .or_help(|| format!("the modes are {}", modes.join(", ")));
                }
                let coin = step.text == MINOR_UNIT;
                let step_value = parse_decimal(&step.text)
                    .ok()
                    .filter(|s| *s > Decimal::ZERO);
                if step_value.is_none() && !coin {
                    self.report(
                        Code::BadNumber,
                        here,
                        step.span,
                        "the step to round to is a number larger than zero, or `minor_unit`",
                    );
                }
                draft.rounding = rounding.map(|mode| (mode, step_value));
            }
            Clause::Minimum(expr) => draft.minimum = Some(self.money(here, expr, defines)),
            Clause::Maximum(expr) => draft.maximum = Some(self.money(here, expr, defines)),
            Clause::Collected { at, when } => {
                let place = self.word_of(
                    here,
                    at,
                    "collected at",
                    Collection::parse,
                    Collection::ALL,
                    Collection::word,
                );
                let when = when
                    .as_ref()
                    .map(|expr| self.checker(here, defines).condition(expr));
                draft.collected.extend(place.map(|place| (place, when)));
            }
        }
    }

    fn relief(
        &mut self,
        here: &Here,
        relief: &'t tree::ReliefClause,
        defines: &mut Defines,
        draft: &mut Draft,
    ) {
        let name: Arc<str> = relief.name.text.as_str().into();
        if draft.reliefs.iter().any(|known| known.name == name) {
            self.report(
                Code::DuplicateName,
                here,
                relief.name.span,
                format!("the relief `{name}` is named twice"),
            );
        }
        let to = relief.to.as_ref().map(|expr| {
            let node = self.checker(here, defines).expr(expr, Some(&Type::PERCENT));
            if !matches!(
                node.ty,
                Type::Money | Type::PERCENT | Type::Duty | Type::Wrong
            ) {
                let message = format!(
                    "a relief is granted to another rate or amount, but this is {}",
                    node.ty.described()
                );
                self.report(Code::TypeMismatch, here, node.at.span, message);
            }
            node
        });
        let when = self.checker(here, defines).condition(&relief.when);
        let from = relief.from.as_ref().and_then(|w| self.date(here, w));
        let until = relief.until.as_ref().and_then(|w| self.date(here, w));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.report(
                Code::DatesOutOfOrder,
                here,
                relief.name.span,
                format!("the relief ends on {until}, before it begins on {from}"),
            );
        }
        let cite = self.citations(here, &relief.cite);
        draft.reliefs.push(Relief {
            name,
            to,
            when,
            from,
            until,
            cite,
        });
    }

    /// One definition in a market on a day; no circles; consignments read their items by sums only.
    pub(crate) fn charge_graph(&mut self, charges: &[Charge], defines: &Defines) -> Vec<usize> {
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, charge) in charges.iter().enumerate() {
            named.entry(&*charge.name).or_default().push(index);
        }
        let of_name = |name: &str| {
            let indices = named.get(name).map_or(&[][..], Vec::as_slice);
            indices
                .iter()
                .filter_map(|index| charges.get(*index).map(|charge| (*index, charge)))
        };
        for define in defines.all() {
            if let Some((_, charge)) = of_name(&define.name.text).next() {
                let at = Location {
                    file: define.file,
                    span: define.name.span,
                };
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateName,
                        at,
                        format!("`{}` is also the name of a {}", charge.name, charge.kind),
                    )
                    .also(charge.at, "declared here")
                    .help("give the definition another name"),
                );
            }
        }
        for (i, a) in charges.iter().enumerate() {
            for (_, b) in of_name(&a.name).filter(|(index, _)| *index > i) {
                if let Some((market, day)) = meeting(&self.names, a, b) {
                    let day = day.map_or_else(|| "every day".to_owned(), |d| format!("on {d}"));
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::OverlappingCharges,
                            b.at,
                            format!("`{}` has two definitions in {market} {day}", a.name),
                        )
                        .also(a.at, "the other definition")
                        .help("name other markets, or end the earlier one with `until`"),
                    );
                }
            }
        }
        let mut levels: Vec<usize> = Vec::new();
        let edges: Vec<Vec<usize>> = charges
            .iter()
            .map(|charge| {
                let mut references = References::new(defines);
                let nodes = charge.nodes();
                for node in &nodes {
                    references.of(node, false);
                }
                let own = nodes.iter().map(|node| defines.reach(node).levels).max();
                levels.push(own.unwrap_or_default());
                if charge.per == Per::Consignment {
                    self.per_mismatch(charge, charges, &references.found);
                }
                let names: BTreeSet<&str> = references
                    .found
                    .iter()
                    .map(|(name, _, _)| &**name)
                    .collect();
                names
                    .into_iter()
                    .flat_map(of_name)
                    .filter(|(_, other)| meeting(&self.names, charge, other).is_some())
                    .map(|(index, _)| index)
                    .collect()
            })
            .collect();
        let walk = walk(&edges);
        for circle in &walk.circles {
            let mut names: Vec<&str> = circle
                .iter()
                .chain(circle.first())
                .filter_map(|i| charges.get(*i).map(|c| &*c.id))
                .collect();
            if names.len() > 16 {
                names.truncate(15);
                names.push("…");
            }
            if let Some(first) = circle.first().and_then(|i| charges.get(*i)) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::ChargeCycle,
                        first.at,
                        format!(
                            "`{}` is computed from itself: {}",
                            first.name,
                            names.join(" → ")
                        ),
                    )
                    .help("leave one of them out of what the others are computed from"),
                );
            }
        }
        if !walk.circles.is_empty() {
            return Vec::new();
        }
        self.charges_too_far(charges, &edges, &walk, levels)
    }

    /// Charges that lead on to too many others; how many expressions each goes deep.
    fn charges_too_far(
        &mut self,
        charges: &[Charge],
        edges: &[Vec<usize>],
        walk: &Walk,
        mut levels: Vec<usize>,
    ) -> Vec<usize> {
        let mut told = vec![false; charges.len()];
        for index in &walk.order {
            let below = edges.get(*index).into_iter().flatten();
            let below_told = below
                .clone()
                .any(|next| told.get(*next).copied().unwrap_or_default());
            let deepest = below.filter_map(|next| levels.get(*next)).max().copied();
            let Some(own) = levels.get_mut(*index) else {
                continue;
            };
            // A charge takes as much room as several expressions.
            *own += deepest.unwrap_or_default() + 4;
            let too_far =
                *own > limits::LEVELS || walk.depth.get(*index).is_some_and(|d| *d > limits::CHAIN);
            if !(too_far || below_told) {
                continue;
            }
            if let Some(told) = told.get_mut(*index) {
                *told = true;
            }
            if let Some(charge) = charges.get(*index).filter(|_| !below_told) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::LeadsTooFar,
                        charge.at,
                        format!(
                            "`{}` is computed from more than {} charges, one from the next, or from more than {} expressions inside one another",
                            charge.name,
                            limits::CHAIN,
                            limits::LEVELS
                        ),
                    )
                    .help("compute it from what the last of them says"),
                );
            }
        }
        levels
    }

    fn per_mismatch(
        &mut self,
        charge: &Charge,
        charges: &[Charge],
        names: &[(Arc<str>, bool, Location)],
    ) {
        for (name, summed, at) in names {
            let of_items = charges.iter().any(|other| {
                other.name == *name
                    && other.per == Per::Item
                    && meeting(&self.names, charge, other).is_some()
            });
            if of_items && !summed {
                let summed = format!("total({name})");
                let mut problem = Diagnostic::new(
                    Code::PerMismatch,
                    *at,
                    format!(
                        "`{name}` is computed for each item, but `{}` for the consignment",
                        charge.name
                    ),
                )
                .help(format!("write `{summed}`"));
                let title = format!("write `{summed}`");
                problem.fix = Some(Fix::one(Applicability::Maybe, title, *at, summed));
                self.diagnostics.push(problem);
            }
        }
    }
}

/// A market and a day on which both definitions hold; no day if they hold on every one.
fn meeting(names: &Names, a: &Charge, b: &Charge) -> Option<(String, Option<Date>)> {
    let from = a.from.max(b.from);
    let until = match (a.until, b.until) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    };
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        return None;
    }
    let on = from.or(until).unwrap_or(Date::constant(2026, 11, 24));
    let both = |market: Market| {
        names.in_scope(&a.market, market, on) && names.in_scope(&b.market, market, on)
    };
    let mut markets: Vec<Market> = Vec::new();
    for scope in [&a.market, &b.market] {
        for item in &scope.included {
            match item {
                ScopeItem::One(market) => markets.push(*market),
                ScopeItem::Group(group) => markets.extend(names.members(group, on)),
            }
        }
    }
    if a.market.included.is_empty() && b.market.included.is_empty() {
        return Some(("every market".into(), from));
    }
    markets
        .into_iter()
        .find(|market| both(*market))
        .map(|market| (market.to_string(), from))
}

/// The charges that expressions refer to, whether inside of a sum over items, and where.
struct References<'d> {
    defines: &'d Defines,
    found: Vec<(Arc<str>, bool, Location)>,
    /// Definitions that were looked into.
    seen: BTreeSet<(usize, bool)>,
}

impl<'d> References<'d> {
    fn new(defines: &'d Defines) -> Self {
        Self {
            defines,
            found: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    fn of(&mut self, node: &Node, summed: bool) {
        let summed = summed
            || matches!(
                node.kind,
                NodeKind::Total(_) | NodeKind::Different(_) | NodeKind::Apportion(_, _)
            );
        match &node.kind {
            NodeKind::Charge(name) | NodeKind::Stated(_, name) => {
                self.found.push((name.clone(), summed, node.at));
            }
            NodeKind::Define(index) if self.seen.insert((*index, summed)) => {
                let defines = self.defines;
                if let Some(body) = defines.get(*index).and_then(|d| d.node.as_ref()) {
                    self.of(body, summed);
                }
            }
            _ => {}
        }
        for part in node.parts() {
            self.of(part, summed);
        }
    }
}

/// The word of a clause that may stand only once.
fn single(clause: &Clause) -> Option<&'static str> {
    match clause {
        Clause::Common(clause) => common::single(clause),
        Clause::Per(_) => Some("per"),
        Clause::Value(_) => Some("value"),
        Clause::Base(_) => Some("base"),
        Clause::Rate(_) | Clause::InclusiveRate(_) => Some("rate"),
        Clause::Quantities(_) => Some("quantities"),
        Clause::Round { .. } => Some("round"),
        Clause::Minimum(_) => Some("minimum"),
        Clause::Maximum(_) => Some("maximum"),
        Clause::Collected { .. } | Clause::Relief(_) => None,
    }
}
