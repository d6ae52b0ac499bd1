//! Finds variables that nobody reads, and what they were perhaps meant to be.

use super::{elsewhere, variables};

/// What every variable of ours begins with.
const OURS: &str = "IGNY8_";
/// What the tests' own variables begin with.
const TESTS: &str = "IGNY8_TEST_";
/// The least likeness of two names that are told together, from 0 to 1.
const LIKE: f64 = 0.7;

/// Of these names, those that begin as ours do and that nobody reads.
pub fn unknown(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let known = known();
    let ours = names
        .into_iter()
        .filter(|name| name.starts_with(OURS) && !name.starts_with(TESTS));
    let mut found: Vec<String> = ours.filter(|name| !known.contains(name)).collect();
    found.sort();
    found
}

/// The known name that is most like this one, if any is.
pub fn nearest(name: &str) -> Option<String> {
    let likeness = |known: &String| strsim::normalized_damerau_levenshtein(name, known);
    known()
        .into_iter()
        .map(|known| (likeness(&known), known))
        .filter(|(like, _)| *like >= LIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

fn known() -> Vec<String> {
    let own = variables();
    let files = own.iter().filter_map(super::Variable::file_name);
    let names = own.iter().map(|variable| variable.name().to_owned());
    let others = elsewhere().iter().map(|(name, _)| (*name).to_owned());
    names.chain(files).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_with_what_was_meant() {
        let given = [
            "IGNY8_ADRR",
            "IGNY8_ADDR",
            "IGNY8_SECRET_FILE",
            "IGNY8_DOMAIN",
            "IGNY8_TEST_ADDR",
            "PATH",
        ];
        assert_eq!(unknown(given.map(str::to_owned)), ["IGNY8_ADRR"]);
        assert_eq!(nearest("IGNY8_ADRR").as_deref(), Some("IGNY8_ADDR"));
        assert_eq!(
            nearest("IGNY8_WORKERS_SLOTS").as_deref(),
            Some("IGNY8_WORKER_SLOTS")
        );
        assert_eq!(
            nearest("IGNY8_TRUSTED_PROXY").as_deref(),
            Some("IGNY8_TRUSTED_PROXIES")
        );
        assert_eq!(nearest("IGNY8_QQQQQQQQQQQQQQQQQQ"), None);
    }
}
