//! Checked rules: what is left when every name is resolved and every type fits.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use regex::Regex;

use super::Type;
use crate::record::Record;
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
    /// An attribute of the record, by the names on the way to it.
    Attribute(Vec<Arc<str>>),
    /// An attribute of the element that a quantifier is at; no name for the element itself. The
    /// number counts the quantifiers around the expression, from the outermost.
    Element(usize, Vec<Arc<str>>),
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
    Call(Function, Vec<Node>),
    Lookup {
        table: usize,
        keys: Vec<Node>,
        column: usize,
    },
    List(Vec<Node>),
}

/// A member of a set: something that stands for itself, or a group with dated membership.
#[derive(Debug, Clone)]
pub enum ScopeItem<T> {
    /// One value.
    One(T),
    /// The members of a group, by its name.
    Group(Arc<str>),
}

/// A built-in function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Function {
    Length,
    Bytes,
    Words,
    Lower,
    StartsWith,
    EndsWith,
    GtinIsValid,
    Abs,
    Round(Rounding),
    Least,
    Greatest,
    Distinct,
    Year,
    Month,
}

/// A text in several languages, by their two letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub BTreeMap<Arc<str>, Arc<str>>);

impl Texts {
    /// The text in a language, else in English, else in any.
    pub fn in_language(&self, language: &str) -> &str {
        self.0
            .get(language)
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", |text| text)
    }
}

/// A law, standard or policy.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    };
}

words! {
    /// What part of compliance a rule belongs to.
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
    pub outcome: crate::engine::Outcome,
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
    /// The record.
    pub record: Record,
    /// Where and when.
    pub context: ContextSpec,
    /// What must come out.
    pub expected: Vec<Expected>,
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
