//! Language tags as people type them.

/// A language with script and region as RFC 5646 writes them: two or three letters, then parts of two to eight letters and
/// digits. Comes back in the case that the RFC recommends.
///
/// # Errors
/// Says in one sentence what to enter instead.
pub fn tag(text: &str) -> Result<String, String> {
    let text = text.trim().replace('_', "-").to_ascii_lowercase();
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let fits = matches!(first.len(), 2 | 3)
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && text.len() <= 35
        && parts
            .clone()
            .all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !fits {
        return Err("Enter a language code such as en, de or pt-BR.".into());
    }
    let mut tag = first.to_owned();
    for part in parts {
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..]);
            }
            _ => tag.push_str(part),
        }
    }
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn tags_come_back_in_their_case_and_names_are_refused() {
        for (typed, expected) in [
            (" EN ", "en"),
            ("pt-br", "pt-BR"),
            ("zh_hans_cn", "zh-Hans-CN"),
            ("es-419", "es-419"),
            ("gsw", "gsw"),
        ] {
            assert_eq!(tag(typed).as_deref(), Ok(expected));
        }
        for typed in ["deutsch", "e", "en-", "de-\u{fc}b", "1a", "en-toolongapart"] {
            assert!(tag(typed).is_err(), "{typed}");
        }
    }
}
