//! Definitions: what a name means, and what it stands for, looked at once.

use super::Checker;
use crate::defines::Reach;
use crate::diag::Code;
use crate::ir::{Node, NodeKind};
use crate::syntax::{Location, Span, limits};
use crate::{NameKind, Type};

impl Checker<'_> {
    /// The definition that a name means: of this module, else the only one of the others.
    pub(super) fn define(&mut self, name: &str, span: Span) -> Option<usize> {
        let found = self.defines.meant(name, &self.module).to_vec();
        if found.len() > 1 {
            let modules: Vec<String> = found
                .iter()
                .filter_map(|i| self.defines.get(*i))
                .map(|define| define.module.to_string())
                .collect();
            self.report(
                Code::AmbiguousName,
                span,
                format!("`{name}` is defined in {}", modules.join(" and ")),
            )
            .help = Some("define it in this module, or give one of them another name".into());
        }
        found.first().copied()
    }

    pub(super) fn defined(&mut self, index: usize, span: Span) -> Node {
        let open = self.defines.open;
        let Some(define) = self.defines.get_mut(index) else {
            return self.wrong(span);
        };
        define.used = true;
        let path = format!("{}.{}", define.module, define.name.text);
        let at = Location {
            file: self.file,
            span,
        };
        self.places.used(NameKind::Definition, &path, at);
        if define.open {
            let name = define.name.text.clone();
            self.report(Code::Cycle, span, format!("`{name}` is defined by itself"))
                .help = Some(
                "a definition may not lead back to itself; write the condition out once".into(),
            );
            return self.wrong(span);
        }
        if let Some(node) = &define.node {
            let ty = node.ty.clone();
            return self.node(NodeKind::Define(index), ty, span);
        }
        // Definitions are looked at behind those that they refer to; only a long circle comes here.
        if open >= limits::CHAIN {
            let name = define.name.text.clone();
            self.report(
                Code::Cycle,
                span,
                format!(
                    "`{name}` is part of a circle of more than {} definitions",
                    limits::CHAIN
                ),
            )
            .help = Some(
                "a definition may not lead back to itself; write the condition out once".into(),
            );
            return self.wrong(span);
        }
        let ty = self.resolve_define(index);
        self.node(NodeKind::Define(index), ty, span)
    }

    /// Looks at the body of a definition, once.
    pub(crate) fn resolve_define(&mut self, index: usize) -> Type {
        let Some(define) = self.defines.get_mut(index) else {
            return Type::Wrong;
        };
        if let Some(node) = &define.node {
            return node.ty.clone();
        }
        define.open = true;
        let body = define.body.clone();
        let (module, file) = (define.module.clone(), define.file);
        self.defines.open += 1;
        let outer = (
            std::mem::replace(&mut self.module, module),
            std::mem::replace(&mut self.file, file),
            std::mem::take(&mut self.variables),
        );
        let mut node = self.expr(&body, None);
        let mut reach = self.defines.reach(&node);
        reach.chain += 1;
        if reach.chain > limits::CHAIN || reach.levels > limits::LEVELS {
            self.leads_too_far(index, &mut reach);
            node = self.wrong(body.span);
        }
        (self.module, self.file, self.variables) = outer;
        let ty = node.ty.clone();
        self.defines.open -= 1;
        if let Some(define) = self.defines.get_mut(index) {
            define.open = false;
            define.node = Some(node);
            define.reach = reach;
        }
        ty
    }

    /// Tells once that a definition leads too far: those that lead on to it are not told.
    fn leads_too_far(&mut self, index: usize, reach: &mut Reach) {
        let told = reach.chain > limits::TOLD;
        *reach = Reach {
            chain: limits::TOLD,
            levels: limits::LEVELS,
        };
        let Some((name, span)) = self
            .defines
            .get(index)
            .filter(|_| !told)
            .map(|define| (define.name.text.clone(), define.name.span))
        else {
            return;
        };
        self.report(
            Code::LeadsTooFar,
            span,
            format!(
                "`{name}` leads on to more than {} definitions, or more than {} expressions inside one another",
                limits::CHAIN,
                limits::LEVELS
            ),
        )
        .help = Some("write out a condition that others only pass on".into());
    }
}
