//! Time zones, languages and countries by code and English name, for the inputs that choose one and for their checks.
//! They are no part of the browser's code: it is told them with the first input that needs one.

mod language;

use std::borrow::Cow;
use std::sync::OnceLock;

/// One a line: the time zones of the IANA database, links among them, ISO 639 codes with their names, and ISO 3166-1
/// alpha-2 codes with theirs. In the order of [`Register`].
#[cfg(not(target_arch = "wasm32"))]
static TEXTS: Option<[&str; 3]> = Some([
    include_str!("zones.txt"),
    include_str!("languages.txt"),
    include_str!("countries.txt"),
]);
#[cfg(target_arch = "wasm32")]
static TEXTS: Option<[&str; 3]> = None;

/// The same, as a browser was told.
static TOLD: OnceLock<Texts> = OnceLock::new();

/// All registers, as a browser is told them.
pub type Texts = [String; 3];

/// What is listed before anything is typed; the rest follows in the order of the register.
static COMMON: [&[&str]; 3] = [
    &["UTC"],
    &["en", "de", "es", "fr", "it", "nl", "pt", "pl", "ja", "zh"],
    &["US", "GB", "CA", "AU", "DE", "FR", "ES", "IT", "NL", "BR", "IN"],
];

/// The most entries that a list shows.
const MAX_SUGGESTIONS: usize = 50;

/// What codes and names are kept of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionList {
    /// IANA time zones.
    TimeZones,
    /// Languages as BCP 47 tags.
    Languages,
    /// Countries as ISO 3166-1 alpha-2 codes.
    Countries,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is stored.
    pub code: Cow<'static, str>,
    /// What people read.
    pub label: String,
}

/// Whether the registers are here, as they are everywhere but in a browser that was not told yet.
pub fn are_here() -> bool {
    TEXTS.is_some() || TOLD.get().is_some()
}

/// What to tell a browser.
pub fn texts() -> Texts {
    [
        SuggestionList::TimeZones,
        SuggestionList::Languages,
        SuggestionList::Countries,
    ]
    .map(|register| register.text().to_owned())
}

/// Keeps what the server tells.
pub fn keep(texts: Texts) {
    // It tells the same each time.
    let _ = TOLD.set(texts);
}

impl SuggestionList {
    /// Its entries, one a line; none before they are here.
    fn text(self) -> &'static str {
        let told = || TOLD.get().map_or("", |texts| texts[self as usize].as_str());
        TEXTS.map_or_else(told, |texts| texts[self as usize])
    }

    /// Codes with their names, in order.
    fn entries(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text()
            .lines()
            .map(|line| line.split_once(' ').unwrap_or((line, line)))
    }

    /// The entries that fit what was typed, the best first; of nothing typed, those that are chosen often.
    pub fn find(self, typed: &str) -> Vec<Entry> {
        if !are_here() {
            return Vec::new();
        }
        let wanted = fold(typed);
        let often = COMMON[self as usize];
        let mut found: Vec<(usize, Entry)> = Vec::new();
        for (code, name) in self.entries() {
            let fits = if wanted.is_empty() {
                Some(
                    often
                        .iter()
                        .position(|known| *known == code)
                        .unwrap_or(often.len()),
                )
            } else {
                rank(&wanted, code, name)
            };
            if let Some(rank) = fits {
                let code = Cow::Borrowed(code);
                let label = self.written(&code, name);
                found.push((rank, Entry { code, label }));
            }
        }
        // A tag with a script or a region is in no register as a whole.
        if self == Self::Languages
            && let Some(code) = self.read(typed).ok().filter(|code| code.contains('-'))
        {
            let label = self.label(&code);
            found.push((
                0,
                Entry {
                    code: code.into(),
                    label,
                },
            ));
        }
        found.sort_by_key(|(rank, _)| *rank);
        found.truncate(MAX_SUGGESTIONS);
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    /// What people read for a code; one that is not known is its own label.
    pub fn label(self, code: &str) -> String {
        if let Some((_, name)) = self.entries().find(|(known, _)| *known == code) {
            return self.written(code, name);
        }
        let known = |register: Self, code: &str| register.entries().find(|(known, _)| *known == code);
        if self == Self::Languages
            && let Some((language, rest)) = code.split_once('-')
            && let Some((_, name)) = known(self, language)
        {
            let parts = rest
                .split('-')
                .map(|part| known(Self::Countries, part).map_or(part, |(_, name)| name));
            return format!("{name} ({}) – {code}", parts.collect::<Vec<_>>().join(", "));
        }
        code.to_owned()
    }

    /// The code that was typed or chosen, in its own case; a name that only one has will do. Before the registers are here,
    /// what was typed is taken as it is, for the server to check.
    ///
    /// # Errors
    /// Says in one sentence what to enter instead.
    pub fn read(self, text: &str) -> Result<String, String> {
        let text = text.trim();
        if !are_here() {
            return Ok(text.to_owned());
        }
        let mut named = self.entries().filter(|(code, name)| {
            code.eq_ignore_ascii_case(text) || fold(name) == fold(text) || self.written(code, name) == text
        });
        if let (Some((code, _)), None) = (named.next(), named.next()) {
            return Ok(code.to_owned());
        }
        match self {
            Self::TimeZones => Err("Choose a time zone such as Europe/Berlin or UTC.".into()),
            Self::Countries => Err("Choose a country or enter its two-letter code, such as US.".into()),
            // One that is in no register may be a language all the same: its form is checked.
            Self::Languages => language::tag(text.rsplit(" – ").next().unwrap_or(text)),
        }
    }

    fn written(self, code: &str, name: &str) -> String {
        match self {
            Self::TimeZones => name.replace('_', " "),
            Self::Languages | Self::Countries => format!("{name} – {code}"),
        }
    }
}

/// How well an entry fits, 0 best.
fn rank(wanted: &str, code: &str, name: &str) -> Option<usize> {
    let (code, name) = (fold(code), fold(name));
    let begins = |text: &str| {
        text.split([' ', '/', '-', '('])
            .any(|word| word.starts_with(wanted))
            || text
                .match_indices(['/', ' '])
                .any(|(at, _)| text[at + 1..].starts_with(wanted))
    };
    if code == wanted {
        Some(0)
    } else if name.starts_with(wanted) {
        Some(1)
    } else if begins(&name) || code.starts_with(wanted) {
        Some(2)
    } else {
        name.contains(wanted).then_some(3)
    }
}

/// Case, accents, apostrophes and underscores do not count.
fn fold(text: &str) -> String {
    crate::text::fold(text.trim()).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(register: SuggestionList, typed: &str) -> Vec<String> {
        register
            .find(typed)
            .into_iter()
            .map(|entry| entry.code.into_owned())
            .collect()
    }

    #[test]
    fn registers_are_whole_and_have_each_code_once() {
        for (register, least) in [
            (SuggestionList::TimeZones, 590),
            (SuggestionList::Languages, 400),
            (SuggestionList::Countries, 249),
        ] {
            let mut codes: Vec<_> = register.entries().map(|(code, _)| code).collect();
            assert!(codes.len() >= least, "{register:?}: {}", codes.len());
            let all = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), all, "{register:?}");
            for code in codes {
                assert_eq!(register.read(code).as_deref(), Ok(code), "{register:?}");
                assert_eq!(
                    register.read(&register.label(code)).as_deref(),
                    Ok(code),
                    "{register:?}"
                );
            }
        }
    }

    #[test]
    fn a_browser_is_told_every_register() {
        let [zones, languages, countries] = texts();
        assert!(are_here() && zones.lines().any(|line| line == "Europe/Berlin"));
        assert!(languages.lines().any(|line| line == "de German"));
        assert!(countries.lines().any(|line| line == "DE Germany"));
    }

    #[test]
    fn what_is_typed_finds_the_best_first() {
        assert_eq!(
            codes(SuggestionList::TimeZones, "new york")[0],
            "America/New_York"
        );
        assert_eq!(codes(SuggestionList::TimeZones, "berlin"), ["Europe/Berlin"]);
        assert_eq!(codes(SuggestionList::TimeZones, "kolk"), ["Asia/Kolkata"]);
        // New names and those that browsers still tell.
        for zone in [
            "Europe/Kyiv",
            "Europe/Kiev",
            "Asia/Calcutta",
            "US/Pacific",
            "Etc/GMT+5",
        ] {
            assert_eq!(codes(SuggestionList::TimeZones, zone)[0], zone);
        }
        assert_eq!(codes(SuggestionList::Countries, "us")[0], "US");
        assert_eq!(codes(SuggestionList::Countries, "cote d'iv"), ["CI"]);
        assert_eq!(codes(SuggestionList::Countries, "CÔTE D’IV"), ["CI"]);
        assert_eq!(codes(SuggestionList::Languages, "germ")[0], "de");
        assert_eq!(codes(SuggestionList::Languages, "pt-br")[0], "pt-BR");
        assert_eq!(codes(SuggestionList::Languages, "")[0], "en");
        assert!(codes(SuggestionList::Countries, "atlantis").is_empty());
        assert_eq!(codes(SuggestionList::TimeZones, "").len(), MAX_SUGGESTIONS);
    }

    #[test]
    fn what_is_typed_becomes_its_code() {
        assert_eq!(
            SuggestionList::TimeZones.read("europe/berlin").as_deref(),
            Ok("Europe/Berlin")
        );
        assert_eq!(SuggestionList::Countries.read("germany").as_deref(), Ok("DE"));
        assert_eq!(SuggestionList::Countries.read(" de ").as_deref(), Ok("DE"));
        assert_eq!(SuggestionList::Languages.read("German").as_deref(), Ok("de"));
        assert_eq!(
            SuggestionList::Languages.read("zh_hant_tw").as_deref(),
            Ok("zh-Hant-TW")
        );
        assert_eq!(
            SuggestionList::Languages.label("pt-BR"),
            "Portuguese (Brazil) – pt-BR"
        );
        assert_eq!(
            SuggestionList::Languages
                .read("Portuguese (Brazil) – pt-BR")
                .as_deref(),
            Ok("pt-BR")
        );
        for (register, wrong) in [
            (SuggestionList::TimeZones, "Mars/Olympus"),
            (SuggestionList::Countries, "ZZ"),
            (SuggestionList::Languages, "deutsch!"),
        ] {
            assert!(register.read(wrong).is_err(), "{wrong}");
        }
    }
}
