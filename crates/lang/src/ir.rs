//! Checked rules: what is left when every name is resolved and every type fits.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use regex::Regex;

use super::{Attribute, Function, Outcome, Type};
use crate::record::Record;
use crate::sentence::{MessageLanguage, Sentence};
use crate::syntax::Location;
use crate::syntax::tree::{Aggregator, BinaryOp, Quantifier};
use crate::value::{Currency, Date, HsCode, Market, Rounding};

/// A checked expression.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub at: Location,
}

/// What a checked expression is.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum NodeKind {
    Literal(crate::record::Value),
    Today,
    Destination,
    Channel,
    /// An attribute of the record.
    Attribute(Attribute),
    /// An attribute of the element that a quantifier is at; none for the element itself. The
    /// number counts the quantifiers around the expression, from the outermost.
    Element(usize, Option<Attribute>),
    Define(usize),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`
    Compare(BinaryOp, Box<Node>, Box<Node>),
    /// `+`, `-`, `*`, `/`
    Arithmetic(BinaryOp, Box<Node>, Box<Node>),
    Neg(Box<Node>),
    /// Membership in a list of values and groups.
    In(Box<Node>, Vec<ScopeItem<Node>>),
    /// Membership in a list that is computed.
    InList(Box<Node>, Box<Node>),
    Between(Box<Node>, Box<Node>, Box<Node>),
    /// The classes asked about, and all below them.
    InClasses(Vec<Arc<str>>),
    Under(Box<Node>, Vec<HsCode>),
    Matches(Box<Node>, Regex),
    Mentions(Box<Node>, Box<Node>),
    Contains(Box<Node>, Box<Node>),
    Given(Box<Node>),
    Convert(Box<Node>, Currency),
    Quantified(Quantifier, Box<Node>, Box<Node>),
    Aggregate {
        aggregator: Aggregator,
        body: Option<Box<Node>>,
        list: Box<Node>,
        filter: Option<Box<Node>>,
    },
    If(Box<Node>, Box<Node>, Box<Node>),
    /// A function whose meaning is over the values of its arguments.
    Call(&'static Function, Vec<Node>),
    Lookup {
        table: usize,
        keys: Vec<Node>,
        column: usize,
    },
    List(Vec<Node>),
    /// A charge, cost or amount of the destination, by its name.
    Charge(Arc<str>),
    /// An attribute; where it is not given, the amount of the same name.
    Stated(Box<Node>, Arc<str>),
    /// The sum over the items of the consignment.
    Total(Box<Node>),
    /// How many different values the items of the consignment have.
    Different(Vec<Node>),
    /// The part of an amount of the consignment that falls on the item, by a key.
    Apportion(Box<Node>, Box<Node>),
    /// An amount in the currency of the second expression.
    ConvertTo(Box<Node>, Box<Node>),
}

impl Node {
    /// The expressions that this one is made of.
    pub fn parts(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Not(a)
            | NodeKind::Neg(a)
            | NodeKind::Given(a)
            | NodeKind::Under(a, _)
            | NodeKind::Matches(a, _)
            | NodeKind::Convert(a, _)
            | NodeKind::Stated(a, _)
            | NodeKind::Total(a) => vec![a],
            NodeKind::And(all)
            | NodeKind::Or(all)
            | NodeKind::List(all)
            | NodeKind::Call(_, all)
            | NodeKind::Different(all)
            | NodeKind::Lookup { keys: all, .. } => all.iter().collect(),
            NodeKind::Compare(_, a, b)
            | NodeKind::Arithmetic(_, a, b)
            | NodeKind::InList(a, b)
            | NodeKind::Mentions(a, b)
            | NodeKind::Contains(a, b)
            | NodeKind::Apportion(a, b)
            | NodeKind::ConvertTo(a, b)
            | NodeKind::Quantified(_, a, b) => vec![a, b],
            NodeKind::Between(a, b, c) | NodeKind::If(a, b, c) => vec![a, b, c],
            NodeKind::In(value, items) => {
                let members = items.iter().filter_map(|item| match item {
                    ScopeItem::One(node) => Some(node),
                    ScopeItem::Group(_) => None,
                });
                std::iter::once(&**value).chain(members).collect()
            }
            NodeKind::Aggregate {
                body, list, filter, ..
            } => std::iter::once(&**list)
                .chain(body.as_deref())
                .chain(filter.as_deref())
                .collect(),
            NodeKind::Literal(_)
            | NodeKind::Today
            | NodeKind::Destination
            | NodeKind::Channel
            | NodeKind::Attribute(_)
            | NodeKind::Element(_, _)
            | NodeKind::Define(_)
            | NodeKind::Charge(_)
            | NodeKind::InClasses(_) => Vec::new(),
        }
    }
}

/// A member of a set: something that stands for itself, or a group with dated membership.
#[derive(Debug, Clone)]
pub enum ScopeItem<T> {
    /// One value.
    One(T),
    /// The members of a group, by its name.
    Group(Arc<str>),
}

/// A text in several languages, by their two letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub BTreeMap<Arc<str>, Arc<str>>);

impl Texts {
    /// The text in a language, else in English, else in any.
    pub fn in_language(&self, language: MessageLanguage) -> &str {
        self.0
            .get(language.code())
            .or_else(|| self.0.get(MessageLanguage::English.code()))
            .or_else(|| self.0.values().next())
            .map_or("", |text| text)
    }

    /// The text in both languages.
    pub fn sentence(&self) -> Sentence {
        Sentence::given(
            self.in_language(MessageLanguage::English),
            self.in_language(MessageLanguage::Chinese),
        )
    }
}

/// A law, standard or policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instrument {
    /// The name that citations use.
    pub name: Arc<str>,
    /// The full title.
    pub title: Arc<str>,
    /// Where the official text stands.
    pub url: Option<Arc<str>>,
}

/// An article of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Citation {
    /// The instrument.
    pub instrument: Arc<Instrument>,
    /// The article.
    pub provisions: Arc<str>,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.instrument.title, self.provisions)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in rules.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value of a word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(words: D) -> Result<Self, D::Error> {
                let word = String::deserialize(words)?;
                Self::parse(&word).ok_or_else(|| serde::de::Error::custom(format!("no `{word}`")))
            }
        }
    };
}

words! {
    /// What part of compliance a rule belongs to.
    #[non_exhaustive]
    Area {
        /// Conformity assessment, certificates, registrations.
        Certification "certification"
        /// Marks and texts on product and packaging.
        Labelling "labelling"
        /// What the offer itself must show.
        Listing "listing"
        /// Duties and taxes.
        Tax "tax"
        /// Personal data.
        Privacy "privacy"
        /// What may not be sold, or only under conditions.
        Restricted "restricted"
        /// Transport and customs data.
        Logistics "logistics"
        /// Means of payment.
        Payment "payment"
        /// Extended producer responsibility, waste, packaging.
        Environment "environment"
        /// Limits of substances.
        Substances "substances"
    }
}

words! {
    /// How bad a violation is.
    Severity {
        /// Worth knowing.
        Notice "notice"
        /// To be mended soon.
        Warning "warning"
        /// May not be listed so.
        Error "error"
    }
}

words! {
    /// Who must act.
    #[non_exhaustive]
    Party {
        /// The seller.
        Seller "seller"
        /// The manufacturer.
        Manufacturer "manufacturer"
        /// The importer.
        Importer "importer"
        /// The marketplace.
        Marketplace "marketplace"
        /// The carrier.
        Carrier "carrier"
    }
}

words! {
    /// How sure it is that a rule says what the law says.
    Confidence {
        /// The text of the law, or the authority's own page.
        High "high"
        /// A reputable secondary source.
        Medium "medium"
        /// A weak, old or contradicted source.
        Low "low"
        /// Nobody has checked it against a source.
        Unverified "unverified"
    }
}

words! {
    /// Which event the dates of a rule bind.
    Event {
        /// Every offer.
        MakingAvailable "making_available"
        /// The placing of the unit on the market.
        Placing "placing"
    }
}

/// Who checked a rule against which source, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How sure it is.
    pub confidence: Confidence,
    /// The day, if it was checked.
    pub on: Option<Date>,
    /// The source, if it was checked.
    pub against: Option<Arc<str>>,
}

/// The markets that something holds in.
#[derive(Debug, Clone, Default)]
pub struct MarketScope {
    /// Where it holds; empty for everywhere.
    pub included: Vec<ScopeItem<Market>>,
    /// Where it does not.
    pub excluded: Vec<ScopeItem<Market>>,
}

impl fmt::Display for MarketScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |items: &[ScopeItem<Market>]| -> String {
            let names: Vec<String> = items
                .iter()
                .map(|item| match item {
                    ScopeItem::One(market) => market.to_string(),
                    ScopeItem::Group(group) => group.to_string(),
                })
                .collect();
            names.join(", ")
        };
        match self.included.as_slice() {
            [] => f.write_str("any")?,
            included => f.write_str(&listed(included))?,
        }
        match self.excluded.as_slice() {
            [] => Ok(()),
            excluded => write!(f, " except {}", listed(excluded)),
        }
    }
}

/// A group of markets.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name.
    pub name: Arc<str>,
    /// The title.
    pub title: Texts,
    /// The members with their first and last day.
    pub members: Vec<(ScopeItem<Market>, Option<Date>, Option<Date>)>,
}

/// A message with places for attributes.
#[derive(Debug, Clone, Default)]
pub struct Message(pub BTreeMap<Arc<str>, Vec<MessagePart>>);

impl Message {
    /// Its parts in a language, else in English.
    pub fn in_language(&self, language: MessageLanguage) -> &[MessagePart] {
        self.0
            .get(language.code())
            .or_else(|| self.0.get(MessageLanguage::English.code()))
            .map_or(&[], |parts| parts)
    }
}

/// A piece of a message.
#[derive(Debug, Clone)]
pub enum MessagePart {
    /// As it stands.
    Text(Arc<str>),
    /// The value of an attribute.
    Attribute(Arc<str>, Node),
}

/// An exception, or a provision that takes one away.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The name inside its rule.
    pub name: Arc<str>,
    /// When it is made.
    pub when: Node,
    /// The law that makes it.
    pub cite: Vec<Citation>,
    /// The exceptions of the same rule that it takes away; none for an exception proper.
    pub blocks: Option<usize>,
    /// Where it stands.
    pub at: Location,
}

/// A rule: its editions, in the order of their dates.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `module.name`
    pub id: Arc<str>,
    /// The editions.
    pub editions: Vec<Edition>,
}

/// One edition of a rule.
#[derive(Debug, Clone)]
pub struct Edition {
    /// `module.name`
    pub id: Arc<str>,
    /// Where it holds.
    pub market: MarketScope,
    /// On which channels; empty for all and none.
    pub channels: Vec<Arc<str>>,
    /// The area.
    pub area: Area,
    /// How bad a violation is, already capped where the law is not verified.
    pub severity: Severity,
    /// Who must act.
    pub binds: Vec<Party>,
    /// Marks for exceptions and selection.
    pub tags: Vec<Arc<str>>,
    /// The law.
    pub cite: Vec<Citation>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Which event the dates bind.
    pub event: Event,
    /// Who checked it.
    pub verification: Verification,
    /// Which offers it selects; all must hold.
    pub applies: Vec<Node>,
    /// Exceptions and blocks.
    pub exceptions: Vec<Exception>,
    /// What must hold.
    pub requirements: Vec<Node>,
    /// What is wrong.
    pub message: Message,
    /// What to do.
    pub remedy: Message,
    /// Doubts and conflicts.
    pub notes: Texts,
    /// What it must say about given records.
    pub examples: Vec<ExampleCase>,
    /// Where it stands.
    pub at: Location,
}

impl Edition {
    /// The edition is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }
}

words! {
    /// What kind of amount a charge is.
    ChargeKind {
        /// Taken by the state, by law; part of the landed cost.
        Charge "charge"
        /// Paid between the parties; part of the landed cost.
        Cost "cost"
        /// What others are computed from.
        Amount "amount"
    }
}

words! {
    /// What a charge is computed for.
    Per {
        /// Each item of a consignment.
        Item "item"
        /// The consignment as a whole.
        Consignment "consignment"
    }
}

words! {
    /// Where a charge is collected.
    Collection {
        /// At the border, by the carrier or customs.
        Border "border"
        /// With the price, by the seller or the marketplace.
        Checkout "checkout"
    }
}

/// A charge, cost or amount: one definition for some markets and days.
#[derive(Debug, Clone)]
pub struct Charge {
    /// `module.name`
    pub id: Arc<str>,
    /// The name, shared by the definitions of other markets and days.
    pub name: Arc<str>,
    /// What it is called in reports.
    pub title: Texts,
    /// What kind of amount it is.
    pub kind: ChargeKind,
    /// What it is computed for.
    pub per: Per,
    /// Where it holds.
    pub market: MarketScope,
    /// The law.
    pub cite: Vec<Citation>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Who checked it.
    pub verification: Verification,
    /// Doubts and conflicts.
    pub notes: Texts,
    /// When it arises; all must hold.
    pub applies: Vec<Node>,
    /// How it is computed.
    pub formula: Formula,
    /// The quantities that specific rates count.
    pub quantities: Vec<Node>,
    /// What is granted instead; the first one whose condition holds.
    pub reliefs: Vec<Relief>,
    /// The least that is taken.
    pub minimum: Option<Node>,
    /// The most that is taken.
    pub maximum: Option<Node>,
    /// How the result is rounded, and to which step of the currency; to its smallest coin where no
    /// step is named.
    pub rounding: Option<(Rounding, Option<crate::value::Decimal>)>,
    /// Where it is collected, and when there; at the border otherwise.
    pub collected: Vec<(Collection, Option<Node>)>,
    /// Where it stands.
    pub at: Location,
}

/// How a charge is computed.
#[derive(Debug, Clone)]
pub enum Formula {
    /// An amount of money.
    Value(Node),
    /// A rate of a base.
    Rate {
        /// What the rate is taken of.
        base: Node,
        /// A percentage or a rate of duty.
        rate: Node,
        /// The charge is part of what the rate is taken of: base · r / (1 − r).
        inclusive: bool,
    },
}

/// A relief, suspension or preference.
#[derive(Debug, Clone)]
pub struct Relief {
    /// The name inside its charge.
    pub name: Arc<str>,
    /// The rate or amount instead; nothing at all if left out.
    pub to: Option<Node>,
    /// When it is granted.
    pub when: Node,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The law that grants it.
    pub cite: Vec<Citation>,
}

impl Relief {
    /// It is granted on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }
}

impl Charge {
    /// The definition holds on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// Every expression of the definition.
    pub fn nodes(&self) -> Vec<&Node> {
        let mut nodes: Vec<&Node> = self.applies.iter().chain(&self.quantities).collect();
        match &self.formula {
            Formula::Value(value) => nodes.push(value),
            Formula::Rate { base, rate, .. } => nodes.extend([base, rate]),
        }
        for relief in &self.reliefs {
            nodes.push(&relief.when);
            nodes.extend(&relief.to);
        }
        nodes.extend(self.minimum.iter().chain(&self.maximum));
        nodes.extend(self.collected.iter().filter_map(|(_, when)| when.as_ref()));
        nodes
    }
}

/// What a test expects of a charge.
#[derive(Debug, Clone)]
pub struct ExpectedCharge {
    /// The charge; nothing for the landed cost.
    pub name: Option<Arc<str>>,
    /// The amount; nothing where it may not arise.
    pub amount: ExpectedSum,
    /// The item, from 0; the sum of all if left out.
    pub item: Option<usize>,
    /// Attributes that must be asked for.
    pub needs: Vec<Arc<str>>,
    /// Where the expectation stands.
    pub place: Location,
}

/// What a charge is expected to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedSum {
    /// So much.
    Sum(crate::value::Money),
    /// It cannot be told.
    Undetermined,
    /// It does not arise.
    None,
}

/// Where and when an example or test is judged.
#[derive(Debug, Clone)]
pub struct ContextSpec {
    /// The date.
    pub as_of: Date,
    /// The market.
    pub market: Market,
    /// The channel.
    pub channel: Option<Arc<str>>,
}

/// What an example or test expects of a rule.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The rule.
    pub rule: Arc<str>,
    /// The outcome.
    pub outcome: Outcome,
    /// Attributes that the finding must point at.
    pub at: Vec<Arc<str>>,
    /// Attributes that the finding must ask for.
    pub needs: Vec<Arc<str>>,
    /// Where the expectation stands.
    pub place: Location,
}

/// An example of a rule, or a test.
#[derive(Debug, Clone)]
pub struct ExampleCase {
    /// What it is called in reports.
    pub title: String,
    /// The record that rules are asked about, the first item of the consignment.
    pub record: Record,
    /// The other items of the consignment.
    pub others: Vec<Record>,
    /// Rates of exchange, of which rules know none.
    pub rates: crate::value::ExchangeRates,
    /// Where and when.
    pub context: ContextSpec,
    /// What must come out.
    pub expected: Vec<Expected>,
    /// What charges must come to.
    pub charges: Vec<ExpectedCharge>,
}

/// A finding that somebody has answered for.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// What it says.
    pub title: Arc<str>,
    /// The rules.
    pub rules: Vec<Arc<str>>,
    /// The records, by id; empty for all.
    pub records: Vec<Arc<str>>,
    /// The markets.
    pub market: MarketScope,
    /// The conditions; all must hold.
    pub when: Vec<Node>,
    /// The last day.
    pub until: Date,
    /// Who answers for it.
    pub by: Arc<str>,
    /// Why.
    pub reason: Arc<str>,
}
