//! The category systems of shops, and the categories that put products into classes.

use std::sync::Arc;

use super::{Here, Items};
use crate::Type;
use crate::diag::{Code, did_you_mean, listed};
use crate::places::NameKind;
use crate::syntax::tree::{self, ItemKind, Word};
use crate::taxonomy::{Taxon, Taxonomy, Written};

/// The words that begin the other clauses of a class.
const CLASS_WORDS: [&str; 3] = ["hs", "words", "within"];

impl Items<'_> {
    /// The taxonomies, then the categories that classes list of them.
    pub(super) fn taxonomies(&mut self) {
        for (here, item) in self.each() {
            if let ItemKind::Taxonomy(taxonomy) = &item.kind {
                self.taxonomy(&here, taxonomy);
            }
        }
        for (here, item) in self.each() {
            let ItemKind::Class(class) = &item.kind else {
                continue;
            };
            for categories in &class.categories {
                self.categories(&here, &class.name, categories);
            }
        }
    }

    fn taxonomy(&mut self, here: &Here, taxonomy: &tree::Taxonomy) {
        let name: Arc<str> = taxonomy.name.text.as_str().into();
        if self.names.taxonomies.contains_key(&name) {
            return; // It was told already that it is declared twice.
        }
        if CLASS_WORDS.contains(&&*name) {
            self.report(
                Code::DuplicateName,
                here,
                taxonomy.name.span,
                format!("`{name}` begins another clause of a class"),
            )
            .help = Some("give the taxonomy another name".into());
        }
        let title = self.title(here, &taxonomy.title);
        let attribute = self.category_attribute(here, taxonomy);
        let written: Vec<Written> = taxonomy
            .written
            .iter()
            .filter_map(|word| self.written(here, word))
            .collect();
        if taxonomy.written.is_empty() && !here.broken {
            self.taxonomy_lacks(here, taxonomy, "categories number, path");
        }
        let taxonomy = Taxonomy {
            name: name.clone(),
            title,
            attribute,
            written,
        };
        self.names.taxonomies.insert(name, taxonomy);
    }

    fn taxonomy_lacks(&mut self, here: &Here, taxonomy: &tree::Taxonomy, clause: &str) {
        let word = clause.split(' ').next().unwrap_or(clause);
        let name = &taxonomy.name;
        self.report(
            Code::MissingClause,
            here,
            name.span,
            format!("the taxonomy `{}` has no `{word}`", name.text),
        )
        .help = Some(format!("add `{clause}`"));
    }

    /// The attribute of a product that holds a category: one, and a text.
    fn category_attribute(&mut self, here: &Here, taxonomy: &tree::Taxonomy) -> Arc<str> {
        let Some(word) = taxonomy.attributes.first() else {
            if !here.broken {
                let clause = format!("attribute {}_category", taxonomy.name.text);
                self.taxonomy_lacks(here, taxonomy, &clause);
            }
            return "".into();
        };
        if let Some(second) = taxonomy.attributes.get(1) {
            self.report(
                Code::DuplicateName,
                here,
                second.span,
                "a taxonomy has one attribute",
            );
        }
        let roots = ["product", "offer"].map(|root| self.names.schema.records.get(root));
        let found = roots.into_iter().flatten().find_map(|root| {
            let attribute = root.attributes.get(word.text.as_str())?;
            Some((attribute.ty.clone(), format!("{}.{}", root.name, word.text)))
        });
        let (ty, found) = found.unzip();
        if let Some(path) = found {
            self.used(here, NameKind::Attribute, &path, word);
        }
        match ty {
            Some(Type::Text | Type::Wrong) => {}
            Some(ty) => {
                self.report(
                    Code::TypeMismatch,
                    here,
                    word.span,
                    format!(
                        "a category is a text, but `{}` is {}",
                        word.text,
                        ty.described()
                    ),
                );
            }
            None => {
                let known = ["product", "offer"].map(|root| self.names.schema.records.get(root));
                let known = known
                    .iter()
                    .flatten()
                    .flat_map(|root| root.attributes.keys());
                let help = match did_you_mean(&word.text, known.map(|name| &**name)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "declare it in `record product`, with the type `text`".to_owned(),
                };
                self.report(
                    Code::UnknownAttribute,
                    here,
                    word.span,
                    format!("products have no attribute `{}`", word.text),
                )
                .help = Some(help);
            }
        }
        word.text.as_str().into()
    }

    fn written(&mut self, here: &Here, word: &Word) -> Option<Written> {
        let way = Written::ALL.into_iter().find(|way| way.word() == word.text);
        if way.is_none() {
            let known = Written::ALL.map(Written::word);
            let help = match did_you_mean(&word.text, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("categories are written as {}", listed(&known, 4)),
            };
            self.report(
                Code::UnknownWord,
                here,
                word.span,
                format!("`categories` does not know `{}`", word.text),
            )
            .help = Some(help);
        }
        way
    }

    /// The categories of one taxonomy that put a product into a class.
    fn categories(&mut self, here: &Here, class: &Word, categories: &tree::Categories) {
        let name = categories.taxonomy.text.as_str();
        self.used(here, NameKind::Taxonomy, name, &categories.taxonomy);
        let Some(taxonomy) = self.names.taxonomies.get(name) else {
            let known = self.names.taxonomies.keys().map(|known| &**known);
            let help = match did_you_mean(name, known.chain(CLASS_WORDS)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("declare it: taxonomy {name} \"…\" {{ attribute … categories … }}"),
            };
            self.report(
                Code::UnknownTaxonomy,
                here,
                categories.taxonomy.span,
                format!("there is no taxonomy `{name}`"),
            )
            .help = Some(help);
            return;
        };
        let (name, written) = (taxonomy.name.clone(), taxonomy.written.clone());
        let mut read = Vec::new();
        for entry in &categories.entries {
            match Taxon::read(&entry.text, &written) {
                Some(taxon) => read.push(taxon),
                None if written.is_empty() => {}
                None => {
                    let ways: Vec<&str> = written.iter().map(|way| way.word()).collect();
                    self.report(
                        Code::TypeMismatch,
                        here,
                        entry.span,
                        format!(
                            "categories of `{name}` are written as {}, and `{}` is not",
                            listed(&ways, 4),
                            entry.text
                        ),
                    );
                }
            }
        }
        if let Some(class) = self.names.classes.get_mut(class.text.as_str()) {
            class.categories.insert(name, read);
        }
    }
}
