//! The functions of the language: one row a function, one file a group of them.
//!
//! A row is everything there is to say of a function: its name, what it takes and gives, its meaning, its
//! documentation and examples. The type checker, the engines, `docs/language.md` and editors read the
//! rows and have no list of their own. A meaning is over values that are known: what is said of the
//! unknown is the engine's, in one place for all functions.

mod codes;
mod consignment;
mod dates;
mod numbers;
mod registers;
mod texts;

use std::fmt;

use super::Type;
use super::ir::{Node, NodeKind};
use crate::record::Value;
use crate::sentence::{Sentence, say};
use crate::value::Rounding;

pub(crate) use numbers::MINOR_UNIT;

/// The groups, in the order of the documentation.
const GROUPS: &[&[Function]] = &[
    texts::FUNCTIONS,
    numbers::FUNCTIONS,
    dates::FUNCTIONS,
    codes::FUNCTIONS,
    registers::FUNCTIONS,
    consignment::FUNCTIONS,
];

/// A function of the language.
pub struct Function {
    /// The name in rules.
    pub name: &'static str,
    /// The ways to call it; the first one that fits is taken.
    pub signatures: &'static [Signature],
    /// What it gives.
    pub(crate) meaning: Meaning,
    /// What it gives, in words; Markdown.
    pub doc: &'static str,
    /// Calls with what they give. A test evaluates them.
    pub examples: &'static [Example],
}

/// A way to call a function.
#[derive(Debug)]
pub struct Signature {
    /// The arguments by name and kind.
    pub takes: &'static [(&'static str, Kind)],
    /// The last argument may stand several times.
    pub repeats: bool,
    /// What comes out.
    pub gives: Gives,
}

/// What an argument must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text or a trade item number.
    Text,
    /// A list of anything.
    List,
    /// A number, a quantity or an amount of money.
    Amount,
    /// Of a type that has an order.
    Ordered,
    /// Of the type of the first argument.
    Same,
    /// An amount of money.
    Money,
    /// A currency.
    Currency,
    /// A day.
    Date,
    /// An HS code.
    HsCode,
    /// A country or a market.
    Country,
    /// Anything.
    Any,
    /// A way of rounding, by its word.
    Mode,
    /// A number other than zero.
    Step,
    /// The word `minor_unit`.
    Coin,
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// True or false.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An HS code.
    HsCode,
    /// An amount of money.
    Money,
    /// What the first argument is.
    First,
}

/// A call with what it gives.
#[derive(Debug)]
pub struct Example {
    /// The call.
    pub call: &'static str,
    /// The items of the consignment that it is asked of, as JSON; the first is the record.
    pub items: &'static [&'static str],
    /// What it gives, as people read it.
    pub gives: &'static str,
}

/// What comes of values.
type Outcome = Result<Value, Sentence>;

/// What a function gives.
pub(crate) enum Meaning {
    /// It is computed from its only argument.
    One(fn(&Value) -> Outcome),
    /// It is computed from two arguments.
    Two(fn(&Value, &Value) -> Outcome),
    /// It is computed from three arguments.
    Three(fn(&Value, &Value, &Value) -> Outcome),
    /// It looks at more than its arguments, so that it is an expression of its own, of which every engine
    /// must say what it gives.
    Beyond(fn(Vec<Node>) -> Option<NodeKind>),
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Function {
    /// Every function, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        GROUPS.iter().copied().flatten()
    }

    /// The function of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|function| function.name == name)
    }

    /// The calls as people write them, with the names of the arguments.
    pub fn calls(&self) -> impl Iterator<Item = String> {
        let name = self.name;
        self.signatures.iter().map(move |signature| {
            let names: Vec<&str> = signature.takes.iter().map(|(name, _)| *name).collect();
            let more = if signature.repeats { ", …" } else { "" };
            format!("{name}({}{more})", names.join(", "))
        })
    }

    /// What it gives for arguments that are known.
    pub fn of(&self, arguments: &[Value]) -> Outcome {
        match (&self.meaning, arguments) {
            (Meaning::One(meaning), [a]) => meaning(a),
            (Meaning::Two(meaning), [a, b]) => meaning(a, b),
            (Meaning::Three(meaning), [a, b, c]) => meaning(a, b, c),
            (Meaning::One(_) | Meaning::Two(_) | Meaning::Three(_) | Meaning::Beyond(_), _) => {
                Err(unfit())
            }
        }
    }
}

impl Example {
    /// A call that asks nothing of a record.
    const fn of(call: &'static str, gives: &'static str) -> Self {
        Self {
            call,
            items: &[],
            gives,
        }
    }
}

impl Signature {
    const fn of(takes: &'static [(&'static str, Kind)], gives: Gives) -> Self {
        Self {
            takes,
            repeats: false,
            gives,
        }
    }

    /// So many arguments may be given.
    pub(crate) fn takes_so_many(&self, count: usize) -> bool {
        count == self.takes.len() || (self.repeats && count > self.takes.len())
    }

    /// What the argument of a place must be.
    pub(crate) fn kind(&self, place: usize) -> Option<(&'static str, Kind)> {
        let last = self.takes.len().saturating_sub(1);
        self.takes
            .get(if self.repeats { place.min(last) } else { place })
            .copied()
    }

    /// The type of the result.
    pub(crate) fn gives(&self, first: Option<&Node>) -> Type {
        match self.gives {
            Gives::Bool => Type::Bool,
            Gives::Number => Type::Number,
            Gives::Text => Type::Text,
            Gives::HsCode => Type::HsCode,
            Gives::Money => Type::Money,
            Gives::First => first.map_or(Type::Wrong, |node| node.ty.clone()),
        }
    }
}

impl Kind {
    /// The words that may stand in its place, which mean nothing elsewhere.
    pub(crate) fn words(self) -> Vec<&'static str> {
        match self {
            Self::Mode => Rounding::NAMES.iter().map(|(name, _)| *name).collect(),
            Self::Coin => vec![MINOR_UNIT],
            Self::Text
            | Self::List
            | Self::Amount
            | Self::Ordered
            | Self::Same
            | Self::Money
            | Self::Currency
            | Self::Date
            | Self::HsCode
            | Self::Country
            | Self::Any
            | Self::Step => Vec::new(),
        }
    }

    /// The type that a bare word is read by.
    pub(crate) fn wants(self, first: Option<&Node>) -> Option<Type> {
        match self {
            Self::Text => Some(Type::Text),
            Self::Same => first.map(|node| node.ty.clone()),
            Self::Money => Some(Type::Money),
            Self::Currency => Some(Type::Currency),
            Self::Date => Some(Type::Date),
            Self::HsCode => Some(Type::HsCode),
            Self::Country => Some(Type::Country),
            Self::Step => Some(Type::Number),
            Self::List | Self::Amount | Self::Ordered | Self::Any | Self::Mode | Self::Coin => None,
        }
    }

    /// An argument is of the kind. Words are looked at by what they are.
    pub(crate) fn fits(self, node: &Node, first: &Node) -> bool {
        if let (NodeKind::Literal(Value::Word(word)), Self::Mode | Self::Coin) = (&node.kind, self)
        {
            return self.words().contains(&&**word);
        }
        let ty = &node.ty;
        match self {
            Self::Text => ty.fits(&Type::Text),
            Self::List => matches!(ty, Type::List(_) | Type::Wrong),
            Self::Amount => ty.adds(),
            Self::Ordered => ty.ordered(),
            Self::Same => ty.fits(&first.ty),
            Self::Money => ty.fits(&Type::Money),
            Self::Currency => ty.fits(&Type::Currency),
            Self::Date => ty.fits(&Type::Date),
            Self::HsCode => ty.fits(&Type::HsCode),
            Self::Country => ty.fits(&Type::Country),
            Self::Any => true,
            Self::Step => ty.fits(&Type::Number),
            Self::Mode | Self::Coin => *ty == Type::Wrong,
        }
    }

    /// With its article, for sentences.
    pub(crate) fn described(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::List => "a list",
            Self::Amount => "a number, a quantity or an amount of money",
            Self::Ordered => "a value that has an order",
            Self::Same => "a value of the type of the first",
            Self::Money => "an amount of money",
            Self::Currency => "a currency",
            Self::Date => "a date",
            Self::HsCode => "an HS code",
            Self::Country => "a country",
            Self::Any => "a value",
            Self::Mode => "a mode",
            Self::Step => "a number",
            Self::Coin => "`minor_unit`",
        }
    }
}

/// What is said of arguments that no rule can give, as they were checked.
fn unfit() -> Sentence {
    say!(
        "the arguments do not fit the function",
        "参数不适用于该函数"
    )
}

#[cfg(test)]
mod tests {
    use super::{Function, Meaning};

    /// The table is whole: names are told apart, and a meaning takes what its signatures take.
    #[test]
    fn rows() {
        let mut names: Vec<&str> = Function::all().map(|function| function.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for function in Function::all() {
            assert!(!function.doc.is_empty(), "{function:?} is not documented");
            assert!(!function.examples.is_empty(), "{function:?} has no example");
            assert!(
                !function.signatures.is_empty(),
                "{function:?} takes nothing"
            );
            let takes = match function.meaning {
                Meaning::One(_) => 1,
                Meaning::Two(_) => 2,
                Meaning::Three(_) => 3,
                Meaning::Beyond(_) => continue,
            };
            for signature in function.signatures {
                assert_eq!(signature.takes.len(), takes, "{function:?}");
                assert!(!signature.repeats, "{function:?}");
            }
        }
    }
}
