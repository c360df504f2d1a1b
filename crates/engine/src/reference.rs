//! The reference interpreter: the definition of what rules mean.
//!
//! It is written to be read from top to bottom in one sitting, not to be fast. An expression has a
//! value or is [`Unknown`]; nothing else can happen. With the value comes what decided it: the
//! attributes that were read, as far as the value depends on them. Where an expression names a charge,
//! it asks [`Charges`](super::seam::Charges), and does not know who computes them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::exchange::exchange;
use super::judged::{Judged, Trail, combine, known};
use super::line::RowUsed;
use super::operators::{aggregated, any_equal, arithmetic, call, compare, equal, negate, text_of};
use super::outcome::{Paths, PresumedValue};
use super::seam::{Env, Evaluation, Expressions};
use super::{Step, Unknown, class};
use crate::lang::{
    Attribute, Found as RowFound, Node, NodeKind, Presumed, Presumption, Schema, ScopeItem, Table,
    TableRow, Way,
};
use crate::record::Value;
use crate::sentence::{Sentence, say};
use crate::syntax::format::one_line;
use crate::syntax::tree::{Aggregator, BinaryOp, Quantifier};
use crate::value::{Currency, Folded, Tri};

/// How many steps the evaluation of a rule for one record may have, or of a charge for one item: an
/// expression looked at is one, and so are 16 elements of a list that is read, and 1,024 bytes of a text.
/// Beyond them everything is unknown, so that no record and no rule can hold up a run.
pub const STEPS: u64 = 1_000_000;

/// What a path leads to.
enum Found {
    Value(Value, Arc<str>),
    /// The thing does not exist: stated, or presumed. What does not exist has no properties: as a
    /// condition it is false, as a list empty.
    Absent(Arc<str>, Option<Value>),
    /// Nothing is said. `interpreted`: the schema says what silence may mean, but not here.
    Missing {
        path: Arc<str>,
        interpreted: bool,
    },
}

impl Found {
    fn missing(path: impl Into<Arc<str>>) -> Self {
        Self::Missing {
            path: path.into(),
            interpreted: false,
        }
    }
}

/// An element of a list, with its path.
type Element = (Rc<Value>, Arc<str>);

/// The reference interpreter, as charges ask for it and as whoever wants verdicts does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reference;

impl Expressions for Reference {
    fn begin<'e>(&self, env: Env<'e>) -> Box<dyn Evaluation + 'e> {
        Box::new(Interpreter::new(env))
    }
}

impl Evaluation for Interpreter<'_> {
    fn eval(&mut self, node: &Node) -> Judged {
        Interpreter::eval(self, node)
    }

    fn attribute(&mut self, names: &[Arc<str>]) -> Judged {
        let way = Way::of(&self.env.rules.names.schema, names);
        read(self.follow(&way))
    }

    fn trail(&mut self) -> &mut Trail {
        &mut self.trail
    }

    fn end(self: Box<Self>) -> (Trail, Vec<Step>) {
        (self.trail, self.steps)
    }
}

/// Evaluates expressions for one assessment.
#[derive(Debug)]
pub struct Interpreter<'a> {
    env: Env<'a>,
    /// The elements that quantifiers are at, from the outermost, each with its path.
    elements: Vec<Element>,
    /// How many steps were made, of those that an evaluation may have.
    spent: u64,
    /// Definitions that were judged, with what they came to as a step.
    judged: BTreeMap<usize, (Judged, Vec<Step>)>,
    /// The steps so far, if they are kept.
    pub steps: Vec<Step>,
    /// What was presumed, the rows and rates that were used, and how conditions came out.
    pub trail: Trail,
}

impl<'a> Interpreter<'a> {
    /// An interpreter for one assessment.
    pub fn new(env: Env<'a>) -> Self {
        Self {
            env,
            elements: Vec::new(),
            spent: 0,
            judged: BTreeMap::new(),
            steps: Vec::new(),
            trail: Trail::default(),
        }
    }

    /// The value of an expression.
    pub fn eval(&mut self, node: &Node) -> Judged {
        if self.spent >= STEPS {
            return Judged::new(Err(Unknown::because(say!(
                "the evaluation was broken off after {steps} steps",
                "求值在 {steps} 步后中止",
                steps = STEPS,
            ))));
        }
        self.spent += 1;
        if !self.env.trace || matches!(node.kind, NodeKind::Literal(_) | NodeKind::List(_)) {
            return self.compute(node);
        }
        let before = std::mem::take(&mut self.steps);
        let judged = self.compute(node);
        let mut parts = std::mem::replace(&mut self.steps, before);
        if matches!(node.kind, NodeKind::InClasses(_)) {
            // What decided the class: the record, a code, or a category.
            parts.extend(judged.reads.iter().filter_map(|path| {
                let value = self.env.fields.get(path)?.clone();
                Some(Step {
                    text: path.to_string(),
                    result: shown(&Ok(value)),
                    parts: Vec::new(),
                })
            }));
        }
        self.steps.push(Step {
            text: self.text(node),
            result: shown(&judged.value),
            parts,
        });
        judged
    }

    fn text(&self, node: &Node) -> String {
        one_line(self.env.rules.sources.slice(node.at))
    }

    fn compute(&mut self, node: &Node) -> Judged {
        match &node.kind {
            NodeKind::Literal(value) => Judged::new(Ok(value.clone())),
            NodeKind::Today => Judged::new(Ok(Value::Date(self.env.today))),
            NodeKind::Destination => Judged::new(Ok(Value::Market(self.env.destination))),
            NodeKind::Channel => Judged::new(match self.env.channel {
                Some(channel) => Ok(Value::Word(channel.clone())),
                None => Err(Unknown::because(say!("no channel was named", "未指定渠道"))),
            }),
            NodeKind::Attribute(attribute) => {
                let found = self.attribute(attribute);
                self.weigh(&found);
                read(found)
            }
            NodeKind::Element(index, attribute) => {
                let found = self.element(*index, attribute.as_ref());
                self.weigh(&found);
                read(found)
            }
            NodeKind::Define(index) => {
                let rules = self.env.rules;
                let Some(body) = rules.defines.get(*index) else {
                    return Judged::new(Err(Unknown::because(say!(
                        "the definition is not loaded",
                        "定义未加载"
                    ))));
                };
                self.defined(*index, body)
            }
            NodeKind::Not(inner) => {
                let judged = self.eval(inner);
                Judged {
                    value: judged
                        .value
                        .map(|value| Value::Bool(!matches!(value, Value::Bool(true)))),
                    reads: judged.reads,
                }
            }
            NodeKind::And(all) => self.all(all.iter(), Tri::False),
            NodeKind::Or(all) => self.all(all.iter(), Tri::True),
            NodeKind::Compare(op, left, right) => self.two(left, right, |a, b| compare(*op, a, b)),
            NodeKind::Arithmetic(op, left, right) => {
                self.two(left, right, |a, b| arithmetic(*op, a, b))
            }
            NodeKind::Neg(inner) => self.one(inner, negate),
            NodeKind::In(of, items) => self.member(of, items),
            NodeKind::InList(of, list) => self.two(of, list, |value, list| match list {
                Value::List(items) => any_equal(value, items),
                _ => Err(Unknown::because(say!("not a list", "不是列表"))),
            }),
            NodeKind::Between(of, low, high) => {
                let above = self.two(of, low, |value, low| compare(BinaryOp::Ge, value, low));
                let below = self.two(of, high, |value, high| compare(BinaryOp::Le, value, high));
                combine([above, below], Tri::False)
            }
            NodeKind::InClasses(classes) => {
                let rules = self.env.rules;
                match class::within(self.env.fields, classes, &rules.names) {
                    Ok((inside, by)) => Judged::bool(inside).reading(Paths::from([by.into()])),
                    Err(unknown) => Judged::new(Err(unknown)),
                }
            }
            NodeKind::Under(of, prefixes) => self.one(of, |value| match value {
                Value::Hs(code) if prefixes.iter().any(|prefix| code.under(*prefix)) => {
                    Ok(Value::Bool(true))
                }
                Value::Hs(code) if prefixes.iter().any(|prefix| code.may_be_under(*prefix)) => Err(
                    Unknown::because(say!("the HS code has too few digits", "HS 编码位数不足")),
                ),
                _ => Ok(Value::Bool(false)),
            }),
            NodeKind::Matches(of, regex) => {
                self.one(of, |value| Ok(Value::Bool(regex.is_match(&text_of(value)))))
            }
            NodeKind::Mentions(of, phrases) => self.two(of, phrases, |text, phrases| {
                let text = Folded::of(&text_of(text));
                Ok(Value::Bool(match phrases {
                    Value::List(all) => all
                        .iter()
                        .any(|phrase| text.find(&text_of(phrase)).is_some()),
                    phrase => text.find(&text_of(phrase)).is_some(),
                }))
            }),
            NodeKind::Contains(whole, part) => self.two(whole, part, |whole, part| match whole {
                Value::List(items) => any_equal(part, items),
                whole => Ok(Value::Bool(text_of(whole).contains(&*text_of(part)))),
            }),
            NodeKind::Given(inner) => self.given(inner),
            NodeKind::Convert(inner, currency) => {
                let judged = self.eval(inner);
                self.converted(judged, *currency)
            }
            NodeKind::ConvertTo(inner, currency) => {
                let (judged, currency) = (self.eval(inner), self.eval(currency));
                match currency.value {
                    Ok(Value::Currency(to)) => self.converted(judged, to),
                    Ok(_) => Judged::new(Err(Unknown::because(say!("not a currency", "不是货币")))),
                    Err(why) => Judged::new(Err(judged.unknown().and(why))),
                }
            }
            NodeKind::Charge(name) => self.charge(name),
            NodeKind::Stated(attribute, name) => self.stated(attribute, name),
            NodeKind::Total(inner) => match self.env.charges {
                Some(charges) => charges.total(inner, &mut self.trail),
                None => self.eval(inner),
            },
            NodeKind::Different(nodes) => match self.env.charges {
                Some(charges) => charges.different(nodes, &mut self.trail),
                None => Judged::new(Ok(Value::Number(crate::value::Decimal::ONE))),
            },
            NodeKind::Apportion(amount, key) => match self.env.charges {
                Some(charges) => charges.apportion(amount, key, self.env.item, &mut self.trail),
                None => self.eval(amount),
            },
            NodeKind::Quantified(quantifier, list, condition) => {
                self.quantified(*quantifier, list, condition)
            }
            NodeKind::Aggregate {
                aggregator,
                body,
                list,
                filter,
            } => self.aggregate(*aggregator, body.as_deref(), list, filter.as_deref(), node),
            NodeKind::If(condition, then, otherwise) => {
                let condition = self.eval(condition);
                self.trail.decisions.push(condition.truth() == Tri::True);
                match condition.truth() {
                    Tri::True => self.eval(then).reading(condition.reads),
                    Tri::False => self.eval(otherwise).reading(condition.reads),
                    Tri::Unknown => {
                        let (then, otherwise) = (self.eval(then), self.eval(otherwise));
                        match (&then.value, &otherwise.value) {
                            (Ok(a), Ok(b)) if equal(a, b) == Ok(true) => then,
                            _ => Judged::new(Err(condition
                                .unknown()
                                .and(then.unknown())
                                .and(otherwise.unknown()))),
                        }
                    }
                }
            }
            NodeKind::Call(function, arguments) => {
                let judged: Vec<Judged> = arguments
                    .iter()
                    .map(|argument| self.eval(argument))
                    .collect();
                let (values, reads) = match known(judged) {
                    Ok(known) => known,
                    Err(unknown) => return Judged::new(Err(unknown)),
                };
                Judged::new(call(function, &values)).reading(reads)
            }
            NodeKind::Lookup {
                table,
                keys,
                column,
            } => {
                let judged: Vec<Judged> = keys.iter().map(|key| self.eval(key)).collect();
                let (values, reads) = match known(judged) {
                    Ok(known) => known,
                    Err(unknown) => return Judged::new(Err(unknown)),
                };
                Judged::new(self.lookup(*table, &values, *column)).reading(reads)
            }
            NodeKind::List(items) => {
                let judged: Vec<Judged> = items.iter().map(|item| self.eval(item)).collect();
                match known(judged) {
                    Ok((values, reads)) => Judged::new(Ok(Value::List(values))).reading(reads),
                    Err(unknown) => Judged::new(Err(unknown)),
                }
            }
        }
    }

    /// What is read takes the steps that its length is worth.
    fn weigh(&mut self, found: &Found) {
        let steps = match found {
            Found::Value(Value::List(items), _) => items.len() / 16,
            Found::Value(Value::Text(text), _) => text.len() / 1_024,
            _ => 0,
        };
        self.spent = self.spent.saturating_add(steps as u64);
    }

    /// A definition is judged once, however often it is referred to: it sees nothing of where.
    fn defined(&mut self, index: usize, body: &Node) -> Judged {
        if let Some((judged, steps)) = self.judged.get(&index) {
            self.steps.extend(steps.clone());
            return judged.clone();
        }
        let outer = std::mem::take(&mut self.elements);
        let before = std::mem::take(&mut self.steps);
        let judged = self.eval(body);
        let steps = std::mem::replace(&mut self.steps, before);
        self.elements = outer;
        let kept = (judged.clone(), steps.iter().map(Step::alone).collect());
        self.judged.insert(index, kept);
        self.steps.extend(steps);
        judged
    }

    // ---- logic ---------------------------------------------------------------------------------

    /// A conjunction (decided by a false) or disjunction (decided by a true).
    fn all<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>, decisive: Tri) -> Judged {
        let judged: Vec<Judged> = nodes.map(|node| self.eval(node)).collect();
        combine(judged, decisive)
    }

    fn one(&mut self, node: &Node, operation: impl Fn(&Value) -> Result<Value, Unknown>) -> Judged {
        let judged = self.eval(node);
        Judged {
            value: judged.value.and_then(|value| operation(&value)),
            reads: judged.reads,
        }
    }

    fn two(
        &mut self,
        left: &Node,
        right: &Node,
        operation: impl Fn(&Value, &Value) -> Result<Value, Unknown>,
    ) -> Judged {
        let judged = vec![self.eval(left), self.eval(right)];
        match known(judged) {
            Ok((values, reads)) => Judged::new(match values.as_slice() {
                [a, b] => operation(a, b),
                _ => Err(Unknown::default()),
            })
            .reading(reads),
            Err(unknown) => Judged::new(Err(unknown)),
        }
    }

    fn member(&mut self, of: &Node, items: &[ScopeItem<Node>]) -> Judged {
        let value = self.eval(of);
        let Ok(known) = value.value else {
            return value;
        };
        let mut judged = Vec::new();
        for item in items {
            judged.push(match item {
                ScopeItem::Group(group) => {
                    let market = match &known {
                        Value::Market(market) => Some(*market),
                        Value::Country(country) => Some((*country).into()),
                        _ => None,
                    };
                    Judged::bool(
                        market.is_some_and(|m| {
                            self.env.rules.names.is_member(group, m, self.env.today)
                        }),
                    )
                }
                ScopeItem::One(node) => {
                    let member = self.eval(node);
                    Judged {
                        value: member
                            .value
                            .and_then(|member| equal(&known, &member).map(Value::Bool)),
                        reads: member.reads,
                    }
                }
            });
        }
        combine(judged, Tri::True).reading(value.reads)
    }

    fn given(&mut self, node: &Node) -> Judged {
        let found = match &node.kind {
            NodeKind::Attribute(attribute) => self.attribute(attribute),
            NodeKind::Element(index, attribute) => self.element(*index, attribute.as_ref()),
            NodeKind::Lookup {
                table,
                keys,
                column,
            } => return self.has_row(*table, keys, *column),
            _ => return Judged::new(Err(Unknown::because(say!("not an attribute", "不是属性")))),
        };
        match found {
            Found::Value(_, path) => Judged::bool(true).reading(Paths::from([path])),
            Found::Absent(path, _)
            | Found::Missing {
                path,
                interpreted: false,
            } => Judged::bool(false).reading(Paths::from([path])),
            Found::Missing {
                path,
                interpreted: true,
            } => Judged::new(Err(Unknown::needs(path))),
        }
    }

    fn quantified(&mut self, quantifier: Quantifier, list: &Node, condition: &Node) -> Judged {
        let (elements, reads) = match self.elements_of(list) {
            Ok(found) => found,
            Err(unknown) => return Judged::new(Err(unknown)),
        };
        let judged: Vec<Judged> = elements
            .into_iter()
            .map(|element| self.at(element, condition))
            .collect();
        let decisive = if quantifier == Quantifier::Every {
            Tri::False
        } else {
            Tri::True
        };
        let mut result = combine(judged, decisive);
        if quantifier == Quantifier::No {
            result.value = result
                .value
                .map(|value| Value::Bool(!matches!(value, Value::Bool(true))));
        }
        if result.reads.is_empty() {
            result.reads = reads;
        }
        result
    }

    fn at(&mut self, element: Element, node: &Node) -> Judged {
        self.elements.push(element);
        let judged = self.eval(node);
        self.elements.pop();
        judged
    }

    /// The elements of a list, each with its path.
    fn elements_of(&mut self, list: &Node) -> Result<(Vec<Element>, Paths), Unknown> {
        let judged = self.eval(list);
        let base = judged
            .reads
            .iter()
            .next()
            .filter(|_| matches!(list.kind, NodeKind::Attribute(_) | NodeKind::Element(_, _)))
            .cloned();
        match judged.value? {
            Value::List(items) => {
                let path = |i: usize| {
                    base.as_ref()
                        .map_or_else(|| Arc::from(""), |base| Arc::from(format!("{base}[{i}]")))
                };
                let elements = items
                    .into_iter()
                    .enumerate()
                    .map(|(i, value)| (Rc::new(value), path(i)))
                    .collect();
                Ok((elements, judged.reads))
            }
            _ => Err(Unknown::because(say!("not a list", "不是列表"))),
        }
    }

    fn aggregate(
        &mut self,
        aggregator: Aggregator,
        body: Option<&Node>,
        list: &Node,
        filter: Option<&Node>,
        whole: &Node,
    ) -> Judged {
        let (elements, mut reads) = match self.elements_of(list) {
            Ok(found) => found,
            Err(unknown) => return Judged::new(Err(unknown)),
        };
        let mut unknown: Option<Unknown> = None;
        let mut values = Vec::new();
        for element in elements {
            let kept = match filter {
                Some(filter) => self.at(element.clone(), filter),
                None => Judged::bool(true),
            };
            reads.extend(kept.reads.iter().cloned());
            match (kept.truth(), body) {
                (Tri::False, _) => {}
                (Tri::Unknown, _) => {
                    unknown = Some(unknown.unwrap_or_default().and(kept.unknown()));
                }
                (Tri::True, None) => values.push(Value::Bool(true)),
                (Tri::True, Some(body)) => {
                    let judged = self.at(element, body);
                    reads.extend(judged.reads);
                    match judged.value {
                        Ok(value) => values.push(value),
                        Err(why) => unknown = Some(unknown.unwrap_or_default().and(why)),
                    }
                }
            }
        }
        let value = match unknown {
            Some(unknown) => Err(unknown),
            None => aggregated(aggregator, &values, whole),
        };
        Judged::new(value).reading(reads)
    }

    fn lookup(&mut self, table: usize, keys: &[Value], column: usize) -> Result<Value, Unknown> {
        let rules = self.env.rules;
        let Some(table) = rules.names.tables.get(table) else {
            return Err(Unknown::because(say!(
                "the table is not loaded",
                "表未加载"
            )));
        };
        let shown: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let (shown, today) = (shown.join(", "), self.env.today);
        let row = match table.find(keys, column, today, &rules.names) {
            RowFound::Row(row) | RowFound::Agreed(row) => row,
            RowFound::TooShort(rows) => {
                return Err(Unknown::because(say!(
                    "the table {table} has {rows} different rows for {keys}: the code needs more digits",
                    "表 {table} 中 {keys} 有 {rows} 个不同的行:编码需要更多位数",
                    table = table.name,
                    rows,
                    keys = shown,
                )));
            }
            RowFound::OtherDays | RowFound::Nothing => {
                return Err(Unknown::because(say!(
                    "the table {table} has no row for {keys} on {day}",
                    "表 {table} 中没有 {keys} 在 {day} 的行",
                    table = table.name,
                    keys = shown,
                    day = today,
                )));
            }
        };
        self.trail.rows.insert(RowUsed {
            table: table.name.clone(),
            line: row.line,
            keys: row.shown_keys().into(),
            source: row.source.clone(),
            confidence: row.confidence,
        });
        row.values
            .get(column)
            .cloned()
            .flatten()
            .ok_or_else(|| match &row.open {
                Some(why) => open(table, row, why),
                None => Unknown::because(say!(
                    "the row for {keys} of the table {table} is empty",
                    "表 {table} 中 {keys} 的行为空",
                    keys = shown,
                    table = table.name,
                )),
            })
    }

    /// Whether a table has a row.
    fn has_row(&mut self, table: usize, keys: &[Node], column: usize) -> Judged {
        let judged: Vec<Judged> = keys.iter().map(|key| self.eval(key)).collect();
        let (values, reads) = match known(judged) {
            Ok(known) => known,
            Err(unknown) => return Judged::new(Err(unknown)),
        };
        let rules = self.env.rules;
        let Some(table) = rules.names.tables.get(table) else {
            return Judged::new(Err(Unknown::because(say!(
                "the table is not loaded",
                "表未加载"
            ))));
        };
        match table.find(&values, column, self.env.today, &rules.names) {
            RowFound::Row(row) => {
                match (row.values.get(column).and_then(Option::as_ref), &row.open) {
                    // There is a value, but not without more than the keys.
                    (None, Some(why)) => Judged::new(Err(open(table, row, why))).reading(reads),
                    (value, _) => Judged::bool(value.is_some()).reading(reads),
                }
            }
            RowFound::OtherDays | RowFound::Nothing => Judged::bool(false).reading(reads),
            // Rows of longer codes say nothing of the goods beside them.
            RowFound::Agreed(_) | RowFound::TooShort(_) => {
                Judged::new(Err(Unknown::because(say!(
                    "whether the table {table} has a row depends on more digits of the code",
                    "表 {table} 是否有对应的行,取决于编码的更多位数",
                    table = table.name,
                ))))
            }
        }
    }

    // ---- charges -------------------------------------------------------------------------------

    fn converted(&mut self, judged: Judged, to: Currency) -> Judged {
        let (rates, today) = (self.env.rates, self.env.today);
        let value = judged.value.and_then(|value| match value {
            Value::Money(money) => exchange(rates, money, to, today, &mut self.trail.exchange)
                .map(Value::Money)
                .map_err(Unknown::because),
            _ => Err(Unknown::because(say!("not an amount of money", "不是金额"))),
        });
        Judged {
            value,
            reads: judged.reads,
        }
    }

    fn charge(&mut self, name: &Arc<str>) -> Judged {
        let Some(charges) = self.env.charges else {
            return Judged::new(Err(Unknown::because(say!(
                "no charges are computed here",
                "此处不计算税费"
            ))));
        };
        let line = charges.line(name, self.env.item);
        self.trail.presumed.extend(line.presumed.iter().cloned());
        self.trail.decisions.extend(&line.decisions);
        if self.env.trace {
            self.steps.extend(line.steps.iter().cloned());
        }
        Judged::new(line.amount.clone().map(Value::Money)).reading(line.reads.clone())
    }

    /// An attribute, or the amount of its name where it is not given.
    fn stated(&mut self, attribute: &Node, name: &Arc<str>) -> Judged {
        let NodeKind::Attribute(attribute) = &attribute.kind else {
            return self.charge(name);
        };
        let found = self.attribute(attribute);
        let Found::Missing { path, .. } = &found else {
            return read(found);
        };
        let defined = self
            .env
            .charges
            .is_some_and(|charges| charges.defines(name));
        if !defined {
            return Judged::new(Err(Unknown::needs(path.clone())));
        }
        self.charge(name)
    }

    // ---- attributes ----------------------------------------------------------------------------

    fn attribute(&mut self, attribute: &Attribute) -> Found {
        match self.env.rules.slots.way(attribute.slot) {
            Some(way) => self.follow(way),
            None => Found::missing(""),
        }
    }

    /// What the record has at the end of a way.
    fn follow(&mut self, way: &Way) -> Found {
        let env = self.env;
        let (mut fields, mut steps) = (Some(env.fields), way.steps.iter());
        if let [first, _, ..] = way.steps.as_slice()
            && &*first.name == Schema::SELLER
        {
            fields = match env.fields.get(&first.name) {
                Some(Value::Record(fields)) => Some(fields),
                _ => None,
            };
            steps.next();
        }
        while let Some(step) = steps.next() {
            let at_its_end = steps.len() == 0;
            let value = fields.and_then(|fields| fields.get(&step.name));
            if let (Some(Value::Record(inner)), false) = (value, at_its_end) {
                fields = Some(inner);
                continue;
            }
            let presumed = match (value, &step.presumption) {
                (None, Some(presumption)) => self.presume(presumption, &step.path),
                _ => None,
            };
            match value.or(presumed.as_ref()) {
                // Something is given: what it is cannot be told, so that nothing is presumed.
                Some(Value::Unreadable) => {
                    return Found::Missing {
                        path: step.path.clone(),
                        interpreted: true,
                    };
                }
                Some(Value::None) => {
                    return Found::Absent(step.path.clone(), way.nothing(at_its_end));
                }
                Some(value) => return Found::Value(value.clone(), step.path.clone()),
                None if at_its_end || step.presumption.is_some() => {
                    return Found::Missing {
                        path: step.path.clone(),
                        interpreted: step.presumption.is_some(),
                    };
                }
                None => return Found::missing(way.path.clone()),
            }
        }
        Found::missing(way.path.clone())
    }

    /// What the element that a quantifier is at has, or the element itself. Nothing is presumed of it.
    fn element(&mut self, index: usize, attribute: Option<&Attribute>) -> Found {
        let Some((element, path)) = self.elements.get(index) else {
            return Found::missing("");
        };
        let names = attribute.map_or(&[][..], |attribute| &attribute.names);
        let (mut value, mut path) = (&**element, path.clone());
        for (at, name) in names.iter().enumerate() {
            let Value::Record(fields) = value else { break };
            let longer: Arc<str> = format!("{path}.{name}").into();
            match fields.get(name) {
                Some(Value::Unreadable) => {
                    return Found::Missing {
                        path: longer,
                        interpreted: true,
                    };
                }
                Some(Value::None) => return Found::Absent(longer, None),
                Some(inner) => (value, path) = (inner, longer),
                None => {
                    let rest = names.get(at..).unwrap_or_default().join(".");
                    return Found::missing(format!("{path}.{rest}"));
                }
            }
        }
        Found::Value(value.clone(), path)
    }

    /// What the schema presumes. Its conditions see only what the record states.
    fn presume(&mut self, presumption: &Presumption, path: &Arc<str>) -> Option<Value> {
        if !self.env.presume {
            return None;
        }
        let mut plain = Interpreter::new(Env {
            presume: false,
            trace: false,
            ..self.env
        });
        plain.spent = self.spent;
        let allowed = presumption
            .unless
            .iter()
            .all(|node| plain.eval(node).truth() == Tri::False)
            && presumption
                .when
                .iter()
                .all(|node| plain.eval(node).truth() == Tri::True);
        self.spent = plain.spent;
        if !allowed {
            return None;
        }
        let value = match &presumption.value {
            Presumed::Today => Value::Date(self.env.today),
            Presumed::Value(value) => Value::clone(value),
        };
        let presumed = PresumedValue::new(path.clone(), &presumption.value, self.env.today);
        self.trail.presumed.insert(presumed);
        Some(value)
    }
}

fn read(found: Found) -> Judged {
    match found {
        Found::Value(value, path) => Judged::new(Ok(value)).reading(Paths::from([path])),
        Found::Absent(path, Some(value)) => Judged::new(Ok(value)).reading(Paths::from([path])),
        Found::Absent(path, None) => Judged::new(Err(Unknown::because(say!(
            "there is no {path}",
            "没有 {path}",
            path,
        ))))
        .reading(Paths::from([path])),
        Found::Missing { path, .. } => Judged::new(Err(Unknown::needs(path))),
    }
}

/// A value for people, and `unknown` with its reason.
pub fn shown(value: &Result<Value, Unknown>) -> String {
    match value {
        Ok(value) => value.to_string(),
        Err(unknown) => {
            let needs: Vec<String> = unknown
                .needs
                .iter()
                .map(|path| format!("{path} is not given"))
                .collect();
            let reasons = unknown.reasons.iter().map(ToString::to_string);
            format!(
                "unknown ({})",
                needs
                    .into_iter()
                    .chain(reasons)
                    .collect::<Vec<_>>()
                    .join("; ")
            )
        }
    }
}

/// A row whose value depends on more than its keys.
fn open(table: &Table, row: &TableRow, why: &Sentence) -> Unknown {
    let from = row.source.as_ref().map_or_else(
        || say!("line {line}", "第 {line} 行", line = row.line),
        |source| Sentence::verbatim(source),
    );
    Unknown::because(say!(
        "the table {table} gives no value for {keys} ({from}): {why}",
        "表 {table} 未给出 {keys} 的值({from}):{why}",
        table = table.name,
        keys = row.shown_keys(),
        from,
        why,
    ))
}
