//! What expressions and charges ask of each other: an expression may name a charge, and a charge is made
//! of expressions.
//!
//! It knows neither the interpreter nor the ledger, so that either can be put beside another one: rules
//! compiled to a plan ask the same ledger, and the interpreter takes charges from anywhere.

use std::fmt;
use std::sync::Arc;

use super::Step;
use super::judged::{Judged, Trail};
use super::line::ChargeLine;
use crate::lang::{Node, RuleSet};
use crate::record::Fields;
use crate::value::{Date, ExchangeRates, Market};

/// What an expression is evaluated for.
#[derive(Debug, Clone, Copy)]
pub struct Env<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The record.
    pub fields: &'a Fields,
    /// The date.
    pub today: Date,
    /// The market.
    pub destination: Market,
    /// The channel.
    pub channel: Option<&'a Arc<str>>,
    /// Presumptions of the schema are used.
    pub presume: bool,
    /// Rates of exchange.
    pub rates: Option<&'a ExchangeRates>,
    /// Steps are kept.
    pub trace: bool,
    /// The charges of the consignment.
    pub charges: Option<&'a dyn Charges>,
    /// Which item of the consignment the record is; none for the consignment as a whole.
    pub item: Option<usize>,
}

/// What expressions ask of the charges of a consignment. What an answer was presumed from and converted
/// by goes into the trail of whoever asks.
pub trait Charges: fmt::Debug {
    /// A charge of an item, or of the consignment. For a consignment of one item, the item's.
    fn line(&self, name: &Arc<str>, item: Option<usize>) -> Arc<ChargeLine>;

    /// There is a charge of a name, here and today.
    fn defines(&self, name: &str) -> bool;

    /// The sum of an expression over the items.
    fn total(&self, node: &Node, trail: &mut Trail) -> Judged;

    /// How many different values the items have.
    fn different(&self, nodes: &[Node], trail: &mut Trail) -> Judged;

    /// The part of an amount of the consignment that falls on an item.
    fn apportion(
        &self,
        amount: &Node,
        key: &Node,
        item: Option<usize>,
        trail: &mut Trail,
    ) -> Judged;
}

/// What charges ask of those who evaluate expressions.
pub trait Expressions: fmt::Debug + Sync {
    /// The expressions of one charge, one after another.
    fn begin<'e>(&self, env: Env<'e>) -> Box<dyn Evaluation + 'e>;
}

/// Expressions that are evaluated one after another for the same.
pub trait Evaluation {
    /// The value of an expression.
    fn eval(&mut self, node: &Node) -> Judged;

    /// The value of an attribute, by the names on the way to it.
    fn attribute(&mut self, names: &[Arc<str>]) -> Judged;

    /// What the evaluation has left behind so far.
    fn trail(&mut self) -> &mut Trail;

    /// What it has left behind, and its steps, if they are kept.
    fn end(self: Box<Self>) -> (Trail, Vec<Step>);
}
