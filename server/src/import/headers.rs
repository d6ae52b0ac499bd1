//! Headers of exports and of hand-made lists, and what their columns become.

use igny8::planner::import::{Source, Target};

/// What each known header becomes, the spellings separated by `|`. Known columns that are not imported stand
/// here too, since they help to tell a header from data and one tool from another.
///
/// Not imported on purpose: impressions and clicks of Search Console (how often the site itself was shown,
/// not how often people search), Keyword Planner's competition (of advertisers, not of pages), and global
/// volume (the sum of all markets).
const HEADERS: [(Target, &str); 8] = [
    (
        Target::Keyword,
        "keyword|keywords|key word|keyphrase|key phrase|focus keyword|query|queries|top queries|\
         phrase|phrases|search phrase|term|terms|search term|search terms|search query|\
         suchbegriff|suchbegriffe|suchanfrage|suchanfragen|schlüsselwort|häufigste suchanfragen|\
         mot clé|mot-clé|mots clés|mots-clés|requête|requêtes|requêtes les plus fréquentes|\
         palabra clave|palabras clave|consulta|consultas|consultas principales|parola chiave|\
         parole chiave|query principali|palavra-chave|palavras-chave|palavra chave|\
         principais consultas|zoekwoord|zoekwoorden|zoekterm|populairste zoekopdrachten|\
         słowo kluczowe|słowa kluczowe|ключевое слово|ключевые слова|запрос|запросы|фраза|キーワード|\
         关键词|关键字",
    ),
    (
        Target::Volume,
        "volume|search volume|searchvolume|sv|monthly volume|monthly search volume|\
         avg. monthly searches|avg monthly searches|average monthly searches|monthly searches|\
         searches|msv|suchvolumen|durchschnittl. suchanfragen pro monat|volume de recherche|\
         nbre moyen de recherches mensuelles|volumen|volumen de búsqueda|\
         promedio de búsquedas mensuales|prom. de búsquedas mensuales|volume di ricerca|\
         volume de busca|volume de pesquisa|zoekvolume|частотность|検索ボリューム|搜索量",
    ),
    (
        Target::Difficulty,
        "difficulty|keyword difficulty|keyword difficulty index|kd|kd %|kd%|seo difficulty|\
         schwierigkeit|difficulté|dificultad|difficoltà|dificuldade|сложность",
    ),
    (
        Target::Cpc,
        "cpc|cost per click|avg. cpc|avg cpc|average cpc|top of page bid (high range)|\
         gebote für obere seitenpositionen (oberer bereich)|cout par clic|coste por clic",
    ),
    (
        Target::Intent,
        "intent|intents|search intent|keyword intent|keyword intents|suchintention",
    ),
    (
        Target::Country,
        "country|country code|market|database|land|pays|país",
    ),
    (Target::Trend, "trend|trends|search trend|monthly trend"),
    (
        Target::Ignore,
        "#|clicks|impressions|ctr|position|klicks|impressionen|clics|cps|parent keyword|\
         parent topic|last update|serp features|global volume|traffic potential|\
         global traffic potential|first seen|languages|competitive density|number of results|\
         currency|three month change|yoy change|competition|competition (indexed value)|\
         top of page bid (low range)|seed keyword|url|traffic|timestamp|cluster|status|tags|\
         language",
    ),
];

/// A header in the form in which it is looked up: lower case, one kind of space, no byte-order mark.
pub(super) fn normalise(header: &str) -> String {
    let words = header.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '"' | '*' | ':'));
    let lower = words.to_lowercase().replace('_', " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a column with this [`normalise`]d header becomes; `None` for an unknown header.
pub(super) fn target(header: &str) -> Option<Target> {
    if is_month(header) {
        return Some(Target::Trend);
    }
    let look_up = |name: &str| {
        HEADERS
            .iter()
            .find(|(_, names)| names.split('|').any(|known| known == name))
            .map(|(target, _)| *target)
    };
    // `CPC (EUR)`, `Volume (US)`: what stands in parentheses only narrows the rest.
    look_up(header).or_else(|| look_up(header.strip_suffix(')')?.rsplit_once('(')?.0.trim()))
}

/// The currency that a header such as `cpc (eur)` names, in upper case.
pub(super) fn currency(header: &str) -> Option<String> {
    let (name, code) = header.strip_suffix(')')?.rsplit_once('(')?;
    let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    (is_code && target(name.trim()) == Some(Target::Cpc)).then(|| code.to_uppercase())
}

/// Whether a normalised header names one month: `searches: sep 2025`, `september 2025`, `2025-09`, `09/2025`.
fn is_month(header: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let month = header.strip_prefix("searches:").unwrap_or(header).trim();
    let is_year = |text: &str| text.len() == 4 && text.starts_with("20") && is_digits(text);
    let is_number = |text: &str| is_digits(text) && (1..=2).contains(&text.len());
    let parts: Vec<&str> = month.split([' ', '-', '/']).collect();
    match parts.as_slice() {
        [name, year] if is_year(year) => {
            is_number(name) || MONTHS.iter().any(|month| name.starts_with(month))
        }
        [year, number] if is_year(year) => is_number(number),
        // A date cell of a workbook stands for its month.
        [year, number, day] => is_year(year) && is_number(number) && is_number(day),
        _ => false,
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The tool that writes these normalised headers.
pub(super) fn source(headers: &[String]) -> Source {
    let has = |name: &str| headers.iter().any(|header| header == name);
    let count = |names: &[&str]| names.iter().filter(|name| has(name)).count();
    if has("avg. monthly searches")
        && count(&[
            "currency",
            "three month change",
            "yoy change",
            "competition",
            "top of page bid (low range)",
        ]) > 0
        || has("durchschnittl. suchanfragen pro monat")
        || has("nbre moyen de recherches mensuelles")
    {
        return Source::KeywordPlanner;
    }
    let figures = count(&[
        "clicks",
        "impressions",
        "ctr",
        "position",
        "klicks",
        "impressionen",
        "clics",
    ]);
    if figures >= 2 && !has("volume") && !has("search volume") {
        return Source::SearchConsole;
    }
    let ahrefs = [
        "cps",
        "parent keyword",
        "parent topic",
        "traffic potential",
        "global volume",
        "first seen",
    ];
    if count(&ahrefs) >= 2 || (has("#") && count(&ahrefs) == 1) {
        return Source::Ahrefs;
    }
    let semrush = [
        "competitive density",
        "number of results",
        "keyword difficulty",
        "keyword intents",
        "trend",
        "trends",
    ];
    if has("keyword") && (count(&semrush[..2]) > 0 || count(&semrush) >= 2) {
        return Source::Semrush;
    }
    Source::List
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source_of(headers: &str) -> Source {
        source(&headers.split(',').map(normalise).collect::<Vec<_>>())
    }

    #[test]
    fn headers_in_any_dress() {
        for (header, expected) in [
            ("Keyword", Some(Target::Keyword)),
            ("\u{FEFF}\"KEYWORDS\"", Some(Target::Keyword)),
            (" Search\u{A0}Term ", Some(Target::Keyword)),
            ("search_volume", Some(Target::Volume)),
            ("Avg. monthly searches", Some(Target::Volume)),
            ("CPC (USD)", Some(Target::Cpc)),
            ("CPC (EUR)", Some(Target::Cpc)),
            ("KD %", Some(Target::Difficulty)),
            ("Intents", Some(Target::Intent)),
            ("Searches: Sep 2025", Some(Target::Trend)),
            ("September 2025", Some(Target::Trend)),
            ("2025-09-01", Some(Target::Trend)),
            ("Impressions", Some(Target::Ignore)),
            ("Competition (indexed value)", Some(Target::Ignore)),
            ("Global volume", Some(Target::Ignore)),
            ("coffee maker 2025", None),
            ("", None),
        ] {
            assert_eq!(target(&normalise(header)), expected, "{header:?}");
        }
        assert_eq!(currency("cpc (eur)").as_deref(), Some("EUR"));
        assert_eq!(currency("volume (usa)"), None);
    }

    #[test]
    fn tells_the_tools_apart() {
        for (headers, expected) in [
            (
                "Keyword,Intent,Volume,Trend,Keyword Difficulty,CPC (USD),Competitive Density,SERP Features,Number of Results",
                Source::Semrush,
            ),
            (
                "Keyword,Volume,Trend,CPC (USD),Competitive Density,SERP Features,Number of Results",
                Source::Semrush,
            ),
            (
                "#,Keyword,Country,Difficulty,Volume,CPC,CPS,Parent Keyword,Last Update,SERP Features,Global volume,Traffic potential,Global traffic potential,First seen,Intents,Languages",
                Source::Ahrefs,
            ),
            (
                "Keyword,Currency,Avg. monthly searches,Three month change,YoY change,Competition,Competition (indexed value),Top of page bid (low range),Top of page bid (high range),Searches: Sep 2025",
                Source::KeywordPlanner,
            ),
            (
                "Top queries,Clicks,Impressions,CTR,Position",
                Source::SearchConsole,
            ),
            ("Query,Clicks,Impressions,CTR,Position", Source::SearchConsole),
            (
                "Häufigste Suchanfragen,Klicks,Impressionen,CTR,Position",
                Source::SearchConsole,
            ),
            ("Keyword,Volume,Difficulty", Source::List),
            ("phrase", Source::List),
        ] {
            assert_eq!(source_of(headers), expected, "{headers}");
        }
    }
}
