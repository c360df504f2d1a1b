//! What refers to what: circles and depths, without recursion, however long the way is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::syntax::limits;

/// A graph that has been gone through once.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The nodes, each behind those that it refers to (but for the references that close a circle).
    pub(super) order: Vec<usize>,
    /// Ways from a node back to itself, one for each reference that closes a circle.
    pub(super) circles: Vec<Vec<usize>>,
    /// How many nodes stand on the longest way from each, itself counted.
    pub(super) depth: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Goes through a graph: `edges` names for each node those that it refers to.
pub(super) fn walk(edges: &[Vec<usize>]) -> Walk {
    let mut walk = Walk {
        depth: vec![0; edges.len()],
        ..Walk::default()
    };
    let mut states = vec![State::New; edges.len()];
    for start in 0..edges.len() {
        if states.get(start) != Some(&State::New) {
            continue;
        }
        let mut way: Vec<(usize, usize)> = Vec::new();
        open(start, &mut states, &mut way);
        while let Some((here, place)) = way.last_mut() {
            let here = *here;
            let next = edges.get(here).and_then(|all| all.get(*place)).copied();
            *place += 1;
            match next.and_then(|next| states.get(next).map(|state| (next, *state))) {
                Some((next, State::New)) => open(next, &mut states, &mut way),
                Some((next, State::Open)) => {
                    let circle = way
                        .iter()
                        .map(|(node, _)| *node)
                        .skip_while(|node| *node != next)
                        .collect();
                    walk.circles.push(circle);
                }
                Some((next, State::Done)) => raise(&mut walk.depth, here, next),
                None if next.is_some() => {}
                None => {
                    way.pop();
                    if let Some(state) = states.get_mut(here) {
                        *state = State::Done;
                    }
                    if let Some(depth) = walk.depth.get_mut(here) {
                        *depth += 1;
                    }
                    walk.order.push(here);
                    if let Some((above, _)) = way.last() {
                        raise(&mut walk.depth, *above, here);
                    }
                }
            }
        }
    }
    walk
}

fn open(node: usize, states: &mut [State], way: &mut Vec<(usize, usize)>) {
    if let Some(state) = states.get_mut(node) {
        *state = State::Open;
    }
    way.push((node, 0));
}

/// A node lies above another one.
fn raise(depth: &mut [usize], above: usize, below: usize) {
    let below = depth.get(below).copied().unwrap_or_default();
    if let Some(depth) = depth.get_mut(above) {
        *depth = (*depth).max(below);
    }
}

/// A name that leads back to itself, or too far.
#[derive(Debug)]
pub(super) struct WrongWay {
    /// The name.
    pub(super) name: Arc<str>,
    /// What it leads to on the way back to itself; nothing where it leads too far.
    pub(super) next: Option<Arc<str>>,
}

/// The names that lead back to themselves: one of each circle. Where there are none, those that lead
/// on to more than [`limits::CHAIN`] others; what leads on to one of them is not named.
pub(super) fn wrong_ways(names: &BTreeMap<Arc<str>, Vec<Arc<str>>>) -> Vec<WrongWay> {
    let numbers: BTreeMap<&Arc<str>, usize> = names.keys().zip(0..).collect();
    let listed: Vec<&Arc<str>> = names.keys().collect();
    let edges: Vec<Vec<usize>> = names
        .values()
        .map(|next| {
            next.iter()
                .filter_map(|name| numbers.get(name).copied())
                .collect()
        })
        .collect();
    let walk = walk(&edges);
    let name = |index: usize| listed.get(index).map(|name| Arc::clone(name));
    let circles: Vec<WrongWay> = walk
        .circles
        .iter()
        .filter_map(|circle| {
            // The last one closes the circle.
            Some(WrongWay {
                name: name(*circle.last()?)?,
                next: Some(name(*circle.first()?)?),
            })
        })
        .collect();
    if !circles.is_empty() {
        return circles;
    }
    walk.depth
        .iter()
        .enumerate()
        .filter(|(_, depth)| **depth == limits::CHAIN + 1)
        .filter_map(|(index, _)| {
            Some(WrongWay {
                name: name(index)?,
                next: None,
            })
        })
        .collect()
}
