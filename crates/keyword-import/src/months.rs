//! The month that a header names, in the languages and forms that exports have.

/// Beginnings of month names, one row a month, long enough to be no other month's.
const NAMES: [&str; 12] = [
    "jan|ene|gen|sty|янв|ян|січ|ocak|oca|led|ian|ιαν|tammi|sij|jaan|saus|sausis|janv|يناير|ינו|जन|thg 1|ม.ค|janeiro",
    "feb|fév|fev|fevr|lut|фев|лют|şub|úno|φεβ|helmi|velj|veebr|vas|فبراير|פבר|फ़र|फर|ก.พ",
    "mar|mär|mrz|maa|мар|бер|březen|bře|μαρ|maalis|ožu|märts|kov|مارس|מרץ|मार्च|มี.ค|maart|mrt",
    "apr|avr|abr|kwi|апр|кві|nis|dub|απρ|huhti|tra|bal|أبريل|אפר|अप्रै|เม.ย",
    "may|mai|maj|mag|mei|май|тра|mayıs|kvě|μαΐ|μαι|touko|svi|geg|مايو|מאי|मई|พ.ค|máj|maio",
    "jun|jui|juin|giu|cze|июн|чер|haz|čer|ιουν|kesä|lip|birž|jūn|jún|يونيو|יונ|जून|มิ.ย",
    "jul|juil|lug|lip|июл|лип|tem|čvc|ιουλ|heinä|srp|liep|jūl|júl|يوليو|יול|जुल|ก.ค",
    "aug|aoû|aou|ago|sie|авг|сер|ağu|srp|αυγ|elo|kol|rugp|أغسطس|אוג|अग|ส.ค",
    "sep|sept|set|wrz|сен|вер|eyl|zář|σεπ|syys|ruj|rugs|سبتمبر|ספט|सित|ก.ย|szep",
    "oct|okt|ott|out|paź|окт|жов|eki|říj|οκτ|loka|lis|spal|أكتوبر|אוק|अक्ट|ต.ค",
    "nov|lis|ноя|лис|kas|νοε|marras|stu|lapkr|نوفمبر|נוב|नव|พ.ย|novembro",
    "dec|dez|déc|dic|gru|дек|гру|ara|pro|δεκ|joulu|pros|gruod|ديسمبر|דצמ|दिस|ธ.ค|des",
];

/// The year and month that a header names, and its other words: `searches: sep 2025`, `september 2025`, `2025-09`,
/// `09/2025`, `search volume (12/2025)`, `2025年9月`, `2025-09-01`.
pub(super) fn find(header: &str) -> Option<(String, u16, u8)> {
    let spaced: String = header
        .replace(['年', '년'], "-")
        .replace(['月', '월'], " ")
        .replace(['(', ')', ':', ',', '|', '[', ']'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    if words.len() > 8 {
        return None;
    }
    for (place, word) in words.iter().enumerate() {
        let rest = |taken: usize| {
            let others = words[..place].iter().chain(&words[place + taken..]);
            others.copied().collect::<Vec<_>>().join(" ")
        };
        if let Some((year, month)) = numeric(word) {
            return Some((rest(1), year, month));
        }
        if let Some(next) = words.get(place + 1) {
            // `sep 2025`, `2025 sep`, `09 2025`, `2025- 9`.
            let pairs = [(*word, *next), (*next, *word)];
            for (year, month) in pairs {
                if let (Some(year), Some(month)) =
                    (as_year(year.trim_end_matches(['-', '.'])), as_month(month))
                {
                    return Some((rest(2), year, month));
                }
            }
        }
        // `sep-25`, `sep.2025`, `sep'25`.
        if let Some((name, year)) = word.split_once(['-', '.', '/', '\'', '_'])
            && name.chars().any(char::is_alphabetic)
            && let Some(month) = as_month(name)
        {
            let long = if year.len() == 2 {
                format!("20{year}")
            } else {
                year.to_owned()
            };
            if let Some(year) = as_year(&long) {
                return Some((rest(1), year, month));
            }
        }
    }
    None
}

/// Whether a text names two months, as `09-2024 - 08-2026` does.
pub(super) fn is_span(text: &str) -> bool {
    find(text).is_some_and(|(rest, ..)| find(&rest).is_some())
}

/// The columns of a run of months without a year, each the one after the column before it.
pub(super) fn runs(headers: &[String]) -> Vec<usize> {
    let bare: Vec<Option<u8>> = headers
        .iter()
        .map(|header| {
            let is_word = header.chars().all(|c| c.is_alphabetic() || c == '.');
            as_month(header).filter(|_| is_word && header.chars().count() <= 11)
        })
        .collect();
    let mut found = Vec::new();
    let mut start = 0;
    for end in 1..=bare.len() {
        let goes_on = end < bare.len()
            && matches!((bare[end - 1], bare[end]), (Some(month), Some(next)) if next == month % 12 + 1);
        if !goes_on {
            if end - start >= SHORTEST_RUN {
                found.extend(start..end);
            }
            start = end;
        }
    }
    found
}

/// Columns from which on words that may be months are those.
const SHORTEST_RUN: usize = 3;

fn as_year(text: &str) -> Option<u16> {
    let year: u16 = text.parse().ok()?;
    (text.len() == 4 && (2000..2100).contains(&year)).then_some(year)
}

fn as_month(text: &str) -> Option<u8> {
    if let Ok(number) = text.parse::<u8>() {
        return (text.len() <= 2 && (1..=12).contains(&number)).then_some(number);
    }
    let text = text.trim_end_matches('.');
    if text.chars().count() < 2 || text.chars().count() > 12 {
        return None;
    }
    // The longest beginning that fits: months of two languages may begin alike.
    let fits = |names: &&str| {
        names
            .split('|')
            .filter(|name| text.starts_with(name))
            .map(str::len)
            .max()
    };
    let found = (1..)
        .zip(&NAMES)
        .filter_map(|(month, names)| Some((fits(names)?, month)));
    found
        .max_by_key(|(length, month)| (*length, 12 - month))
        .map(|(_, month)| month)
}

/// `2025-09`, `09/2025`, `2025/9`, `2025-09-01`, `202509`.
fn numeric(word: &str) -> Option<(u16, u8)> {
    let parts: Vec<&str> = word
        .trim_end_matches('-')
        .split(['-', '/', '.'])
        .filter(|part| !part.is_empty())
        .collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(|part| digits(part)) {
        return None;
    }
    match parts.as_slice() {
        [year, month] if year.len() == 4 => Some((as_year(year)?, as_month(month)?)),
        [month, year] if year.len() == 4 => Some((as_year(year)?, as_month(month)?)),
        // A date cell of a workbook stands for its month.
        [year, month, "1" | "01"] if year.len() == 4 => Some((as_year(year)?, as_month(month)?)),
        [both] if both.len() == 6 => Some((as_year(&both[..4])?, as_month(&both[4..])?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{find, runs};

    #[test]
    fn months_without_a_year_stand_in_a_row() {
        let columns = |text: &str| runs(&text.split('|').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(columns("keyword|jan|feb|mar|apr|cpc"), [1, 2, 3, 4]);
        assert_eq!(columns("frase|novembro|dezembro|janeiro|fevereiro"), [1, 2, 3, 4]);
        assert_eq!(
            columns("słowo|styczeń|luty|marzec|kwiecień|maj|czerwiec").len(),
            6
        );
        assert_eq!(columns("keyword|market|april|may be").len(), 0);
        assert_eq!(columns("keyword|jan|feb|volume").len(), 0);
    }

    #[test]
    fn months_in_many_forms() {
        for header in [
            "searches: sep 2025",
            "september 2025",
            "2025-09",
            "09/2025",
            "2025-09-01",
            "search volume (09/2025)",
            "2025年9月",
            "2025년 9월",
            "wrzesień 2025",
            "сентябрь 2025",
            "sept. 2025",
            "sep-25",
            "eylül 2025",
            "září 2025",
            "2025 september",
            "202509",
        ] {
            assert_eq!(
                find(header).map(|(_, year, month)| (year, month)),
                Some((2025, 9)),
                "{header}"
            );
        }
        for header in ["volume", "coffee 2025", "2025", "12", "best of 2025 coffee"] {
            assert_eq!(find(header), None, "{header}");
        }
        assert_eq!(find("search volume (12/2025)").unwrap().0, "search volume");
    }
}
