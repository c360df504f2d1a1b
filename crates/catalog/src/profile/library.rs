//! Where profiles come from: the standard ones, and a user's own.

use std::sync::OnceLock;

use thiserror::Error;

use super::definition::Profile;
use crate::diag::{did_you_mean, listed};

/// Why there is no such profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// No standard profile has the name.
    #[error("there is no profile `{name}`{suggestion} The profiles are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// `; did you mean …?`, or a full stop.
        suggestion: String,
        /// The names that exist.
        known: String,
    },
    /// The YAML of a profile is wrong.
    #[error("the profile {name} cannot be read: {message}")]
    Yaml {
        /// The name of the file.
        name: String,
        /// What is wrong, with its line.
        message: String,
    },
}

/// The standard profiles, by name. They are read once and shared.
pub fn standard_profiles() -> &'static [Profile] {
    static PROFILES: OnceLock<Vec<Profile>> = OnceLock::new();
    PROFILES.get_or_init(|| {
        let mut profiles: Vec<Profile> = tidewaiter_rules::texts("profiles/")
            // A test reads every one of them, so that none is left out here.
            .filter_map(|(_, text)| Profile::from_yaml(text).ok())
            .collect();
        profiles.sort_by(|a, b| a.name.cmp(&b.name));
        profiles
    })
}

/// The standard profile of a name.
///
/// # Errors
///
/// There is none; the error names those that there are.
pub fn named(name: &str) -> Result<&'static Profile, ProfileError> {
    let profiles = standard_profiles();
    profiles
        .iter()
        .find(|profile| profile.name == name)
        .ok_or_else(|| {
            let names: Vec<&str> = profiles.iter().map(|p| p.name.as_str()).collect();
            ProfileError::Unknown {
                name: name.to_owned(),
                suggestion: did_you_mean(name, names.iter().copied()).map_or_else(
                    || ".".to_owned(),
                    |meant| format!("; did you mean `{meant}`?"),
                ),
                known: listed(&names, 30),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standard_profile_can_be_read() {
        let mut names = Vec::new();
        for (path, text) in tidewaiter_rules::texts("profiles/") {
            let profile = Profile::from_yaml(text).unwrap_or_else(|e| panic!("{path}: {e}"));
            assert_eq!(path, format!("profiles/{}.yaml", profile.name));
            assert!(!profile.sources.is_empty(), "{path} states no source");
            names.push(profile.name);
        }
        assert_eq!(names.len(), standard_profiles().len());
    }
}
