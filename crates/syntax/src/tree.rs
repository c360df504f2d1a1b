//! The syntax tree: what a Tide file says, with the place of every piece.

use crate::diag::Span;

/// A word or text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text; of a string, what stands between the quotes with its escapes resolved.
    pub text: String,
    /// The place.
    pub span: Span,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// The module that the file belongs to.
    pub module: Option<Word>,
    /// The items, in the order of the file.
    pub items: Vec<Item>,
    /// Every comment, in the order of the file, with its slashes.
    pub comments: Vec<Comment>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text, from the slashes to the end of the line.
    pub text: String,
    /// The place.
    pub span: Span,
}

/// An item of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it declares.
    pub kind: ItemKind,
    /// The place of the whole item.
    pub span: Span,
    /// Some clause of it could not be read: what is missing in it is not reported again.
    pub broken: bool,
}

/// What an item declares.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ItemKind {
    Instrument(Instrument),
    Rule(Rule),
    Define(Define),
    Exception(Exception),
    Class(Class),
    Taxonomy(Taxonomy),
    Group(Group),
    Channel(Channel),
    Record(Record),
    Enum(Enum),
    Presume(Presume),
    Table(Table),
    Fixture(Fixture),
    Test(Test),
    Waiver(Waiver),
    Charge(Charge),
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localized {
    /// The language, two letters.
    pub locale: Word,
    /// The text.
    pub text: Word,
}

/// A name for people: English first, other languages behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The English title.
    pub text: Word,
    /// The title in other languages.
    pub locales: Vec<Localized>,
}

/// `instrument GPSR "…" { url "…" }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The name that citations use.
    pub name: Word,
    /// The full title.
    pub title: Word,
    /// Where the official text stands.
    pub url: Option<Word>,
}

/// `define name = expression`
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    /// The name.
    pub name: Word,
    /// What it stands for.
    pub value: Expr,
}

/// One edition of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The name inside the module.
    pub name: Word,
    /// The clauses, in the order of the file.
    pub clauses: Vec<RuleClause>,
}

/// A clause that rules and charges have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum CommonClause {
    /// Where it holds.
    Market(MarketScope),
    /// The law.
    Cite(Vec<Citation>),
    /// The first day.
    From(Word),
    /// The last day.
    Until(Word),
    /// Which offers it is about.
    AppliesWhen(Expr),
    /// Who checked it against which source.
    Verified {
        /// The day.
        on: Word,
        /// The source.
        against: Word,
        /// How sure it is.
        confidence: Option<Word>,
    },
    /// Nobody has checked it.
    Unverified,
    /// Doubts and conflicts.
    Note(Vec<Localized>),
}

/// A clause of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleClause {
    /// What it says.
    pub kind: RuleClauseKind,
    /// The place of the whole clause.
    pub span: Span,
}

/// What a clause of a rule says.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum RuleClauseKind {
    Common(CommonClause),
    Channel(Vec<Word>),
    Area(Word),
    Severity(Word),
    Binds(Vec<Word>),
    Tag(Vec<Word>),
    AppliesTo(Word),
    Except(ExceptClause),
    Blocks(BlocksClause),
    Require(Expr),
    Message(Vec<Localized>),
    Remedy(Vec<Localized>),
    Example(Example),
}

/// `market EU, XI except ES-CN`; no code at all stands for `any`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketScope {
    /// Countries, regions and groups; empty for `any`.
    pub included: Vec<Word>,
    /// What is taken out again.
    pub excluded: Vec<Word>,
}

/// `GPSR art. 16(1)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The name of an instrument, or its title in quotes.
    pub source: Word,
    /// The source was given in quotes.
    pub quoted: bool,
    /// The articles.
    pub provisions: Option<Word>,
    /// The place.
    pub span: Span,
}

/// `except name when … cite …`
#[derive(Debug, Clone, PartialEq)]
pub struct ExceptClause {
    /// The name, if it has one.
    pub name: Option<Word>,
    /// When the exception is made.
    pub when: Expr,
    /// The law that makes it.
    pub cite: Vec<Citation>,
}

/// `blocks target as name when … cite …`
#[derive(Debug, Clone, PartialEq)]
pub struct BlocksClause {
    /// The exception (or block) that is taken away.
    pub target: Word,
    /// The name, if it has one.
    pub name: Option<Word>,
    /// When it is taken away.
    pub when: Expr,
    /// The law that takes it away.
    pub cite: Vec<Citation>,
}

/// Where and when an example or test is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context {
    /// `as of 2026-01-01`
    AsOf(Word),
    /// `for DE`
    For(Word),
    /// `on amazon`
    On(Word),
}

/// `example fails fixture as of … for … { … } at …`
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// `ok`, `fails` or an outcome.
    pub outcome: Word,
    /// A fixture to start from.
    pub fixture: Option<Word>,
    /// Where and when.
    pub context: Vec<Context>,
    /// The record, or what is changed in the fixture.
    pub record: RecordLiteral,
    /// Attributes that the finding must point at.
    pub at: Vec<Word>,
    /// Attributes that the finding must ask for.
    pub needs: Vec<Word>,
}

/// `charge`, `cost` or `amount`
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    /// `charge`, `cost` or `amount`.
    pub kind: Word,
    /// The name, shared with charges of other markets and dates.
    pub name: Word,
    /// The title.
    pub title: Title,
    /// The clauses, in the order of the file.
    pub clauses: Vec<ChargeClause>,
}

/// A clause of a charge.
#[derive(Debug, Clone, PartialEq)]
pub struct ChargeClause {
    /// What it says.
    pub kind: ChargeClauseKind,
    /// The place of the whole clause.
    pub span: Span,
}

/// What a clause of a charge says.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ChargeClauseKind {
    Common(CommonClause),
    Per(Word),
    Value(Expr),
    Base(Expr),
    Rate(Expr),
    InclusiveRate(Expr),
    Quantities(Vec<Expr>),
    Relief(ReliefClause),
    Round { mode: Word, step: Word },
    Minimum(Expr),
    Maximum(Expr),
    Collected { at: Word, when: Option<Expr> },
}

/// `relief name to … when … from … until … cite …`
#[derive(Debug, Clone, PartialEq)]
pub struct ReliefClause {
    /// The name.
    pub name: Word,
    /// The rate or amount instead; nothing at all if left out.
    pub to: Option<Expr>,
    /// When it is granted.
    pub when: Expr,
    /// The first day.
    pub from: Option<Word>,
    /// The last day.
    pub until: Option<Word>,
    /// The law that grants it.
    pub cite: Vec<Citation>,
}

/// `exception name { for … when … cite … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// The name.
    pub name: Word,
    /// The clauses, in the order of the file.
    pub clauses: Vec<(ExceptionClause, Span)>,
}

/// A clause of an exception to several rules.
#[derive(Debug, Clone, PartialEq)]
pub enum ExceptionClause {
    /// The rules it is made for.
    For(Vec<Target>),
    /// When it is made.
    When(Expr),
    /// The law that makes it.
    Cite(Vec<Citation>),
}

/// What an exception to several rules is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A rule, or `module.*`.
    Rule(Word),
    /// Every rule with a tag.
    Tag(Word),
}

/// `class toy "Toys" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// The name.
    pub name: Word,
    /// The title.
    pub title: Title,
    /// Prefixes of the Harmonized System.
    pub hs: Vec<Word>,
    /// Categories of shops.
    pub categories: Vec<Categories>,
    /// Words of titles that suggest the class.
    pub words: Vec<Word>,
    /// The classes above it.
    pub within: Vec<Word>,
}

/// `google 328, "Electronics > Computers > Laptops"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    /// The taxonomy that they are of.
    pub taxonomy: Word,
    /// The categories: numbers, names, codes and paths.
    pub entries: Vec<Word>,
}

/// `taxonomy google "…" { attribute … categories … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// The name.
    pub name: Word,
    /// The title.
    pub title: Title,
    /// The attributes that its categories stand in: one.
    pub attributes: Vec<Word>,
    /// How its categories are written.
    pub written: Vec<Word>,
}

/// `group EU "…" { member … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: Word,
    /// The title.
    pub title: Title,
    /// The members.
    pub members: Vec<Member>,
}

/// `member DE from … until …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// A country, a region or a group.
    pub code: Word,
    /// The first day.
    pub from: Option<Word>,
    /// The last day.
    pub until: Option<Word>,
    /// The place.
    pub span: Span,
}

/// `channel amazon "Amazon"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The name.
    pub name: Word,
    /// The title.
    pub title: Title,
}

/// `enum name { value "Title", … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// The name.
    pub name: Word,
    /// The values, in order.
    pub values: Vec<EnumValue>,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The name.
    pub name: Word,
    /// The title, if it has one.
    pub title: Option<Title>,
}

/// `record name { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The name.
    pub name: Word,
    /// The attributes, in order.
    pub attributes: Vec<Attribute>,
}

/// An attribute of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The name.
    pub name: Word,
    /// The type.
    pub type_ref: TypeRef,
    /// The unit to suggest.
    pub unit: Option<Word>,
    /// The smallest and largest value, both included.
    pub range: Option<(Value, Value)>,
    /// The pattern, with its slashes.
    pub matches: Option<Word>,
    /// Other names that data may use.
    pub aliases: Vec<Word>,
    /// What it means.
    pub doc: Vec<Localized>,
    /// The place.
    pub span: Span,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRef {
    /// What it is.
    pub kind: TypeRefKind,
    /// The place.
    pub span: Span,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeRefKind {
    /// `text`, an enum, a record …
    Named(String),
    /// `quantity<mass>`
    Quantity(Word),
    /// `list<T>`
    List(Box<TypeRef>),
}

/// `presume path is value unless …`
#[derive(Debug, Clone, PartialEq)]
pub struct Presume {
    /// The attribute.
    pub path: Word,
    /// What its absence means.
    pub value: Presumed,
    /// Where it may not be presumed.
    pub unless: Vec<Expr>,
    /// Where only it may be presumed.
    pub when: Vec<Expr>,
}

/// What is presumed.
#[derive(Debug, Clone, PartialEq)]
pub enum Presumed {
    /// The date of the assessment.
    Today(Span),
    /// A value.
    Value(Value),
}

/// `table name from "file.csv" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name.
    pub name: Word,
    /// The file, relative to the root of the rules.
    pub file: Word,
    /// The columns that find a row.
    pub keys: Vec<KeyColumn>,
    /// The columns that are looked up.
    pub values: Vec<Column>,
    /// The columns of the first and the last day.
    pub dated: Option<(Word, Word)>,
    /// The column that says where the row comes from.
    pub source: Option<Word>,
    /// The column that says how sure the row is.
    pub confidence: Option<Word>,
    /// The day whose state of the law the rows show.
    pub as_of: Option<Word>,
    /// The day by which somebody must look at the rows again.
    pub review_by: Option<Word>,
}

/// A column of a table that finds its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyColumn {
    /// Name and type.
    pub column: Column,
    /// How a cell is held against what is looked up.
    pub matching: KeyMatching,
}

/// How a cell of a key is held against what is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyMatching {
    /// It is the same.
    Exact,
    /// It is the same, or the cell is `*`.
    OrAny,
    /// The longest code that it begins with.
    Prefix,
    /// It lies above one column and not above another.
    Range(Word, Word),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: Word,
    /// The type.
    pub type_ref: TypeRef,
}

/// `fixture name { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Fixture {
    /// The name.
    pub name: Word,
    /// The record.
    pub record: RecordLiteral,
}

/// `test "…" as of … for … { given … expect … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What it says.
    pub title: Word,
    /// Where and when.
    pub context: Vec<Context>,
    /// The clauses, in the order of the file.
    pub clauses: Vec<TestClause>,
}

/// A clause of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestClause {
    /// The record.
    Given {
        /// A fixture to start from.
        fixture: Option<Word>,
        /// The record, or what is changed in the fixture.
        record: Option<RecordLiteral>,
        /// The place.
        span: Span,
    },
    /// A rate of exchange: one amount is worth another.
    Exchange {
        /// The first amount, as written.
        one: Word,
        /// What it is worth.
        other: Word,
        /// The place.
        span: Span,
    },
    /// What a charge must come to.
    Charge {
        /// The charge; nothing for the landed cost.
        name: Option<Word>,
        /// What is expected.
        amount: ExpectedAmount,
        /// The item, from 1; the sum over all of them if left out.
        item: Option<Word>,
        /// Attributes that must be asked for.
        needs: Vec<Word>,
        /// The place.
        span: Span,
    },
    /// What must come out.
    Expect {
        /// The outcome.
        outcome: Word,
        /// The rule's full name.
        rule: Word,
        /// Attributes that the finding must point at.
        at: Vec<Word>,
        /// Attributes that the finding must ask for.
        needs: Vec<Word>,
        /// The place.
        span: Span,
    },
}

/// What a charge is expected to come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedAmount {
    /// An amount of money, as written.
    Sum(Word),
    /// It cannot be told.
    Undetermined,
    /// It does not arise.
    None,
}

/// `waiver "…" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// What it says.
    pub title: Word,
    /// The clauses, in the order of the file.
    pub clauses: Vec<(WaiverClause, Span)>,
}

/// A clause of a waiver.
#[derive(Debug, Clone, PartialEq)]
pub enum WaiverClause {
    /// The rules that are waived.
    Rule(Vec<Word>),
    /// The records, by id.
    Record(Vec<Word>),
    /// The markets.
    Market(MarketScope),
    /// The condition.
    When(Expr),
    /// The last day.
    Until(Word),
    /// Who answers for it.
    By(Word),
    /// Why.
    Reason(Word),
}

/// A record written out in a rule file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordLiteral {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// The place.
    pub span: Span,
}

/// `path: value`
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The attribute.
    pub path: Word,
    /// The value.
    pub value: Value,
}

/// A value written out in a rule file.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// The place.
    pub span: Span,
}

/// What a value written out is.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ValueKind {
    Record(RecordLiteral),
    List(Vec<Value>),
    /// A number, quantity, money, duration, HS code or date, as written: `12.5 Wh`.
    Scalar(String),
    Text(String),
    Bool(bool),
    None,
    /// A code (`CN`) or the name of an enum's value (`li_ion`).
    Word(String),
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The place.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ExprKind {
    Bool(bool),
    None,
    /// Something that was reported already, and is not looked at again.
    Broken,
    Number(String),
    /// A number with a unit.
    Quantity {
        number: String,
        unit: Word,
    },
    Money {
        number: String,
        currency: Word,
    },
    Duration {
        number: String,
        unit: Word,
    },
    Date(String),
    Text(String),
    /// `DE`, `US-CA`, `EU`, `EUR`
    Code(String),
    /// `8517.13.00`
    Hs(String),
    /// `today`, `destination`, `channel`, `class`
    Builtin(String),
    Path(Vec<Word>),
    List(Vec<Expr>),
    Not(Box<Expr>),
    Neg(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Range(Box<Expr>, Box<Expr>),
    Given {
        of: Box<Expr>,
        negated: bool,
    },
    Matches {
        of: Box<Expr>,
        regex: Word,
    },
    Convert {
        of: Box<Expr>,
        currency: Word,
    },
    Quantified {
        quantifier: Quantifier,
        variable: Word,
        list: Box<Expr>,
        condition: Box<Expr>,
    },
    Aggregate {
        aggregator: Aggregator,
        /// What is added up or compared; nothing for `count`.
        body: Option<Box<Expr>>,
        variable: Word,
        list: Box<Expr>,
        filter: Option<Box<Expr>>,
    },
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Call {
        function: Word,
        arguments: Vec<Expr>,
    },
    Lookup {
        table: Word,
        keys: Vec<Expr>,
        column: Word,
    },
    Paren(Box<Expr>),
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    NotIn,
    Under,
    Mentions,
    Contains,
    Add,
    Sub,
    Mul,
    Div,
}

impl BinaryOp {
    /// The operator as written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Under => "under",
            Self::Mentions => "mentions",
            Self::Contains => "contains",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
        }
    }
}

/// `every`, `any`, `no`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Quantifier {
    Every,
    Any,
    No,
}

impl Quantifier {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Every => "every",
            Self::Any => "any",
            Self::No => "no",
        }
    }
}

/// `sum`, `min`, `max`, `first`, `count`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Aggregator {
    Sum,
    Min,
    Max,
    First,
    Count,
}

impl Aggregator {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::First => "first",
            Self::Count => "count",
        }
    }
}
