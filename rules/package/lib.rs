//! The standard rule library: the files of `rules/` as they stand.
//!
//! Internal: what it gives may change with any version. It knows nothing of the language in which the
//! rules are written, and reads none of them.

/// Every file of the library by its path in it, such as `pack.yaml`, in the order of the paths.
pub static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/rules.in"));

/// The version of the rules, as their `pack.yaml` has it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The texts of the files of a folder, by their paths.
///
/// ```
/// let (path, _) = tidewaiter_rules::texts("profiles/").next().unwrap();
/// assert!(path.starts_with("profiles/") && path.ends_with(".yaml"));
/// ```
pub fn texts(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .iter()
        .filter(move |(path, _)| path.starts_with(folder))
        .filter_map(|(path, bytes)| Some((*path, std::str::from_utf8(bytes).ok()?)))
}
