//! The programs of `examples/` run to their end.
#![cfg(feature = "cli")]

#[path = "../examples/batch.rs"]
mod batch;
#[path = "../examples/catalogue.rs"]
mod catalogue;
#[path = "../examples/library.rs"]
mod library;
#[path = "../examples/own_rules.rs"]
mod own_rules;
#[path = "../examples/quote.rs"]
mod quote;
#[path = "../examples/service.rs"]
mod service;

#[test]
fn a_batch_is_checked() {
    batch::main().unwrap();
}

#[test]
fn a_catalogue_is_read() {
    catalogue::main().unwrap();
}

#[test]
fn the_library_is_shown() {
    library::main().unwrap();
}

#[test]
fn rules_of_ones_own_are_loaded() {
    own_rules::main().unwrap();
}

#[test]
fn a_consignment_is_quoted() {
    quote::main().unwrap();
}

#[test]
fn a_service_goes_on() {
    service::main().unwrap();
}
