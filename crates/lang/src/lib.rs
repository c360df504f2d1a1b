//! Syntax trees to checked rules: every name resolved, every expression typed, every date and
//! citation looked at. Mistakes are collected, not only the first.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know how rules are evaluated, nor where their files come from.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_diag as diag;
use tidewaiter_syntax as syntax;
use tidewaiter_value::{self as value, record, sentence};

mod bind;
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
mod outcome;
mod places;
mod slots;
mod tables;
mod taxonomy;
mod types;
pub mod values;
mod whole;

pub use bind::read_scalar;
pub use bind::{bind, suggestion};
pub use cost::{Cost, cost};
pub use functions::{Example, Function, Gives, Kind, Signature};
pub use ir::{
    Area, Charge, ChargeKind, Citation, Collection, Confidence, ContextSpec, Edition, Event,
    ExampleCase, Exception, Expected, ExpectedCharge, ExpectedSum, Formula, Group, Instrument,
    MarketScope, Message, MessagePart, Node, NodeKind, Party, Per, Relief, Rule, ScopeItem,
    Severity, Texts, Verification, Waiver,
};
pub use load::{LoadError, Loaded, PackInfo, RuleSet, SourceFile, load};
pub use names::{Class, Names};
pub use outcome::Outcome;
pub use places::{Name, NameKind, Places};
pub use slots::{Attribute, Slot, Slots, Way, WayStep};
pub use tables::{Found, KeyCell, KeyMatch, Table, TableRow};
pub use taxonomy::{Taxon, Taxonomy, Written};
pub use types::{AttributeDef, EnumDef, Presumed, Presumption, RecordDef, Schema, Type};

/// The name of the definition that says in which currency the charges of a destination are stated.
pub const LOCAL_CURRENCY: &str = "local_currency";
