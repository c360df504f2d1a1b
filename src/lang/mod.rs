//! Syntax trees to checked rules: every name resolved, every expression typed, every date and
//! citation looked at. Mistakes are collected, not only the first.

mod check;
mod contradiction;
mod cost;
mod defines;
mod graph;
mod ir;
mod items;
mod load;
mod names;
mod tables;
mod taxonomy;
mod types;

pub use cost::{Cost, cost};
pub use ir::{
    Area, Charge, ChargeKind, Citation, Collection, Confidence, ContextSpec, Edition, Event,
    ExampleCase, Exception, Expected, ExpectedCharge, ExpectedSum, Formula, Function, Group,
    Instrument, MarketScope, Message, MessagePart, Node, NodeKind, Party, Per, Relief, Rule,
    ScopeItem, Severity, Texts, Verification, Waiver,
};
pub use load::{LoadError, RuleSet, SourceFile, load};
pub use names::{Class, Names};
pub use tables::{Found, KeyCell, KeyMatch, Table, TableRow};
pub use taxonomy::{Taxon, Taxonomy, Written};
pub use types::{AttributeDef, EnumDef, Presumed, Presumption, RecordDef, Schema, Type};
