//! Syntax trees to checked rules: every name resolved, every expression typed, every date and
//! citation looked at. Mistakes are collected, not only the first.

mod check;
mod contradiction;
mod cost;
mod defines;
mod functions;
mod graph;
mod ir;
mod items;
mod load;
mod mend;
mod names;
mod places;
mod tables;
mod types;
pub(crate) mod values;
mod whole;

pub use cost::{Cost, cost};
pub use functions::{Example, Function, Gives, Kind, Signature};
pub use ir::{
    Area, Charge, ChargeKind, Citation, Collection, Confidence, ContextSpec, Edition, Event,
    ExampleCase, Exception, Expected, ExpectedCharge, ExpectedSum, Formula, Group, Instrument,
    MarketScope, Message, MessagePart, Node, NodeKind, Party, Per, Relief, Rule, ScopeItem,
    Severity, Texts, Verification, Waiver,
};
pub use load::{LoadError, Loaded, RuleSet, SourceFile, load};
pub use names::{Class, Names, Taxon};
pub use places::{Name, NameKind, Places};
pub use tables::{Found, KeyCell, KeyMatch, Table, TableRow};
pub use types::{AttributeDef, EnumDef, Presumed, Presumption, RecordDef, Schema, Type};
