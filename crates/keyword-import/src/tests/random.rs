//! Whatever the bytes, nothing panics and every row is either a keyword or a reject.

use proptest::prelude::*;

use super::{Entry, file, open, preview};

fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let file = file(bytes);
    let _ = preview(file.path());
    let Ok(mut records) = open(file.path(), None) else {
        return Ok(());
    };
    let mut seen = 0;
    for entry in records.by_ref() {
        let Ok(entry) = entry else { return Ok(()) };
        seen += 1;
        if let Entry::Keyword(record) = entry {
            prop_assert!(!record.phrase.is_empty() && !record.key.is_empty());
            prop_assert!(record.difficulty.is_none_or(|value| (0..=100).contains(&value)));
            prop_assert!(record.volume.is_none_or(|value| value >= 0));
            prop_assert!(record.trend.is_none_or(|trend| trend.len() <= 12));
        }
    }
    prop_assert_eq!(records.read(), seen);
    // Going on from the middle gives exactly the rest.
    let mut resumed = open(file.path(), None).map_err(|error| TestCaseError::fail(error.to_string()))?;
    resumed
        .skip_to(seen / 2)
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(resumed.count() as u64, seen - seen / 2);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survives(&bytes)?;
    }

    #[test]
    fn anything_below_a_header(rest in "([a-zé0-9 \",;\t|\r\n.K–%<€-]|\u{A0}){0,300}") {
        survives(format!("Keyword,Volume,Keyword Difficulty,CPC (USD)\n{rest}").as_bytes())?;
    }

    #[test]
    fn anything_in_utf16(text in "[a-zа-я0-9\t\r\n\",]{0,200}") {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        survives(&bytes)?;
    }
}
