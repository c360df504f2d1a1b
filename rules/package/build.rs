//! Embeds the standard rule library: every file of rules, tables and profiles in this package, in the
//! order of their paths. What makes it a package of Rust, this folder and `Cargo.toml`, has other endings.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=CARGO_MANIFEST_DIR");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut source = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let path = file
            .strip_prefix(&root)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        let _ = writeln!(
            source,
            "    ({path:?}, include_bytes!({:?})),",
            file.to_string_lossy()
        );
    }
    source.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("rules.in"), source)
}

/// Every file of a rule library in a folder and the folders in it, as `lint` and `test` find them too.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ours = path
            .extension()
            .is_some_and(|e| e == "tide" || e == "csv" || e == "yaml");
        if path.is_dir() {
            collect(&path, files)?;
        } else if ours {
            files.push(path);
        }
    }
    Ok(())
}
