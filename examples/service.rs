//! What runs for months: the facts of a seller, rules of a folder that change while it runs, and a day
//! that moves. `cargo run --example service`.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use tidewaiter::{CheckError, Checker, Datum, MessageLanguage, RulePack, Settings};

/// The checker of a service: requests take a copy, which is cheap, and keep it to their end.
struct Service(RwLock<Arc<Checker>>);

impl Service {
    fn new(checker: Checker) -> Self {
        Self(RwLock::new(Arc::new(checker)))
    }

    fn checker(&self) -> Arc<Checker> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// Another checker, where there is one; else the one that is there goes on.
    fn change(&self, to: impl FnOnce(&Checker) -> Result<Checker, CheckError>) {
        match to(&self.checker()) {
            Ok(checker) => {
                let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
                *current = Arc::new(checker);
            }
            // What a log has of it: the code, and every mistake with its place.
            Err(error) => println!("goes on as it was: {}", error.to_json()),
        }
    }

    /// May the product be listed? Only a clear assessment says yes.
    fn request(&self, body: &str) -> String {
        match self.checker().check_json(body) {
            Ok(assessment) => assessment.to_json(MessageLanguage::Chinese).to_string(),
            Err(error) => error.to_json().to_string(),
        }
    }
}

/// The folder of rules that a service would have: here the standard ones, written out.
fn write_rules(folder: &Path) -> Result<(), Box<dyn Error>> {
    for file in tidewaiter::standard_files() {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &file.bytes)?;
    }
    Ok(())
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    write_rules(folder.path())?;
    let settings = Settings::new()
        .market("DE")
        .seller(Datum::from_json(&serde_json::json!({ "country": "CN" })))
        .as_of("2026-11-24");
    let checker = Checker::new(RulePack::from_folder(folder.path())?, settings)?;
    let service = Service::new(checker);
    println!("{}", service.request(r#"{ "title": "Shirt" }"#));
    println!("{}", service.request("not JSON"));

    // Midnight, by the clock of the service.
    service.change(|checker| checker.on_day("2026-11-25"));
    println!("{}", service.checker().date());

    // The rules have changed, and have a mistake: the checker with the old ones goes on.
    fs::write(folder.path().join("new.tide"), "rule {")?;
    service.change(Checker::reloaded);
    println!("by {}", service.checker().pack().hash);
    Ok(())
}
