//! Headers that are put together from words of a language: how many searches a month, and the ends of a bid.

use super::headers::{Volume, What};

/// Beginnings of words for searches, in the languages that form their headers of several words.
const SEARCHES: &str = "keresés|vyhledáv|hledán|vyhľadáv|hľadan|wyszukiwa|zapytań|căutăr|cautar|arama|aranma|sökning|søgning|søkning|\
    suchanfrage|recherche|búsqueda|busqueda|pesquisa|busca|ricerc|zoekopdracht|запрос|поиск|запит|пошук|търсен|pretra|претра|iskanj|paiešk|\
    meklēj|otsing|αναζητ|pencarian|penelusuran|cerques";
/// Words for searches that are the beginning of others.
const SEARCHES_ALONE: &str = "suche|suchen|søk|haku|haut|hakua|hakuja|searches|cerca";
/// Beginnings of words that mean how many were searched, with or without the word for searches.
const VOLUMES: &str = "volum|volym|objem|wolumen|hacim|hacmi|mennyiség|частот|обсяг|объем|объём|обем|обим|hledanost|hľadanos|suchvolum|\
    zoekvolum|sökvolym|søgevolum|søkevolum|hakumäär|όγκο|keresésszám";
/// Beginnings of words for a number of something.
const NUMBERS: &str = "szám|poč|liczb|număr|antal|anzahl|zahl|nombre|nbre|número|numero|núm|aantal|колич|число|кількіст|брой|broj|број|števil|\
    skaič|skait|sayı|aded|määr|αριθμ|quantidad|cantidad|quantit|total|celk|spolu|összes|łącz|gesamt|toplam|всего|общ|tổng";
const NUMBERS_ALONE: &str = "nb|nº|кол|во|arv|sum|suma";
/// Beginnings of words for a month.
const MONTHS: &str = "havi|havont|hónap|měsí|mesač|mesiac|miesi|aylık|månad|måned|kuukau|monat|mensu|mensal|mensai|mensil|maand|месяц|месяч|місяц|\
    місяч|месец|месеч|mjese|mesec|mesečn|mėnes|mēnes|μήνα|μηνια|bulan|lunar";
const MONTHS_ALONE: &str = "hó|mies|ay|ayda|mdr|md|mnd|kk|mtl|mois|mes|mês|mese|mån|мес|міс|mėn|mēn|kuus|kuu|μην|pm|lună|luna|month|mo";
/// Beginnings of words for an average.
const AVERAGES: &str = "átl|prům|priem|średni|moy|ortalam|genomsn|gnsn|gjenn|keskim|durchschn|средн|середн|prosje|просеч|povpreč|keskm|\
    μέσο|gemid|mitjan";
const AVERAGES_ALONE: &str = "śr|méd|ø|ср|сер|vid|gem|avg|moy|ort|gns|gj|prom|promedio|media|medio|medie|mediu|medii|média|médio|médias";
/// Words between them.
const BETWEEN: &str = "per|pro|par|por|al|a|à|ai|av|på|pr|om|im|je|der|des|de|del|della|delle|di|do|da|das|dos|d|du|le|la|les|za|na|w|v|ve|în|\
    pe|en|i|på|till|til|в|на|за|по|у|για|τον|ανά|ανα|sn|p|m";

/// What a word of a header says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Searches,
    Volume,
    Number,
    Month,
    Average,
    Between,
}

/// The searches that a header counts, where each of its words says nothing else: `havi keresések száma`, `nombre de recherches / mois`.
pub(super) fn volume(header: &str) -> Option<Volume> {
    if let Some(volume) = in_signs(header) {
        return Some(volume);
    }
    let words: Option<Vec<Word>> = header
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | '\'' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .map(word)
        .collect();
    let words = words?;
    let has = |word: Word| words.contains(&word);
    let says = words.iter().filter(|word| **word != Word::Between).count();
    let counts = has(Word::Volume) || has(Word::Searches) && says > 1;
    if !counts || !(2..=9).contains(&words.len()) {
        return None;
    }
    Some(if has(Word::Average) {
        Volume::Average
    } else {
        Volume::Plain
    })
}

/// The same in languages without blanks: `平均每月搜尋次數`, `총 검색수`.
fn in_signs(header: &str) -> Option<Volume> {
    let (mut rest, mut counts, mut searches, mut average) = (header, false, false, false);
    'parts: while !rest.is_empty() {
        rest = rest.trim_start();
        for (parts, of) in [(SEARCHED, 0), (COUNTED, 1), (AVERAGED, 2), (AROUND, 3)] {
            if let Some(behind) = parts.split('|').find_map(|part| rest.strip_prefix(part)) {
                searches |= of == 0;
                counts |= of == 1;
                average |= of == 2;
                rest = behind;
                continue 'parts;
            }
        }
        return (rest.is_empty() && searches && counts).then_some(Volume::Plain);
    }
    (searches && counts).then_some(if average { Volume::Average } else { Volume::Plain })
}

/// Signs and syllables for searches, for how many, for an average, and such that say no more.
const SEARCHED: &str = "搜索|搜尋|检索|檢索|検索|검색|조회";
const COUNTED: &str = "次数|次數|ボリューム|回数|件数|數|数|量|건수|횟수|수|량";
const AVERAGED: &str = "月平均|月均|平均|월평균|평균";
const AROUND: &str = "每月|月間|月间|月份|月|总|總|合計|合计|總計|전체|합계|총|월간|월|の|的";

/// A header without the word for an average at its beginning or end: `durchschn. cpc`, `cpc medio`, `ort. tbm`.
pub(super) fn averaged(header: &str) -> Option<&str> {
    let is_average = |name: &str| word(name.trim_end_matches('.')) == Some(Word::Average);
    let (first, rest) = header.split_once(' ')?;
    if is_average(first) {
        return Some(rest);
    }
    let (rest, last) = header.rsplit_once(' ')?;
    is_average(last).then_some(rest)
}

/// Words for a change over time, by their beginnings.
const CHANGES: &str = "förändring|ændring|endring|změna|zmena|változás|verandering|jaar-op-jaar|zmiana|изменение|зміна|değişim|évolution|\
    variation|variazione|veränderung|cambio|mudança|variação|schimbare|modificare|muutos|变化|變化|변동|변화|추이|推移|التغيير|שינוי|промяна|promjena|sprememba";

/// Whether a header is that of a change over time.
pub(super) fn change(header: &str) -> bool {
    let is_change = |text: &str| CHANGES.split('|').any(|known| text.starts_with(known.trim()));
    header.split(' ').any(is_change)
        || ["变化", "變化", "변동", "推移"]
            .iter()
            .any(|sign| header.contains(sign))
}

fn word(word: &str) -> Option<Word> {
    let is = |list: &str| list.split('|').any(|known| known.trim() == word);
    let begins = |list: &str| list.split('|').any(|known| word.starts_with(known.trim()));
    if is(BETWEEN) {
        Some(Word::Between)
    } else if is(MONTHS_ALONE) || begins(MONTHS) {
        Some(Word::Month)
    } else if is(AVERAGES_ALONE) || begins(AVERAGES) {
        Some(Word::Average)
    } else if begins(VOLUMES) {
        Some(Word::Volume)
    } else if is(SEARCHES_ALONE) || begins(SEARCHES) {
        Some(Word::Searches)
    } else if is(NUMBERS_ALONE) || begins(NUMBERS) {
        Some(Word::Number)
    } else {
        None
    }
}

/// How languages call a bid.
const BIDS: &str = "bid|gebot|gebote|enchère|enchères|puja|pujas|offerta|offerte|lance|lances|bod|stawka|stawki|ставка|ставки|teklif|teklifi|bud|\
    nabídka|ponuka|ajánlat|入札|입찰|出价|出價|عرض السعر|عروض الأسعار|הצעת מחיר|tarjous|licitare|ofertă|oferta|προσφορά|giá thầu|ราคาเสนอ|tawaran|ponuda";
/// The upper and the lower end of it, by their beginnings.
const HIGH: &str = "high|ober|élevé|haut|grande|alto|alta|alti|maior|hoog|hoge|górn|wysok|макс|высок|верхн|yüksek|hög|høj|høy|vyšší|vysok|magas|felső|高|\
    높은|상위|مرتفع|العالي|גבוה|עליון|korkea|ylä|mare|ridicat|cao|สูง|tinggi|υψηλ|máx";
const LOW: &str = "low|unter|petite|bas|faible|bajo|baja|menor|baixo|baixa|laag|lage|doln|nisk|мин|низк|нижн|düşük|låg|lav|nižší|nízk|alacsony|alsó|低|\
    낮은|하위|منخفض|נמוך|תחתון|matala|ala|mic|scăzut|thấp|ต่ำ|rendah|χαμηλ|mín";

/// What a bid for the top of a page is taken for: its high end is the cost of a click, its low end is not taken.
pub(super) fn bid(header: &str, low: &'static str) -> Option<What> {
    let words = || {
        header
            .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '/' | '-' | '.'))
            .filter(|word| !word.is_empty())
    };
    let is_bid = BIDS.split('|').map(str::trim).any(|bid| {
        if bid.is_ascii()
            || bid
                .chars()
                .all(|c| ('\u{C0}'..'\u{500}').contains(&c) || c.is_ascii())
        {
            words().any(|word| word == bid)
        } else {
            header.contains(bid)
        }
    });
    if !is_bid || header.contains("micro") {
        return None;
    }
    // Which end it is stands in parentheses, outside which there may be the upper part of a page.
    let end = match header.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((_, inner)) => inner,
        None => header,
    };
    let says = |list: &str| {
        list.split('|').map(str::trim).any(|known| {
            if known.chars().all(char::is_alphabetic) && known.chars().any(|c| c < '\u{600}') {
                end.split(|c: char| !c.is_alphanumeric())
                    .any(|word| word.starts_with(known))
            } else {
                end.contains(known)
            }
        })
    };
    match (says(HIGH), says(LOW)) {
        (true, false) => Some(What::Cpc),
        (false, true) => Some(What::NotTaken(low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_counted_in_many_languages() {
        for header in [
            "havi keresések száma",
            "keresési mennyiség",
            "keresés/hó",
            "nombre de recherches par mois",
            "recherches / mois",
            "búsquedas al mes",
            "número de búsquedas",
            "volumen de búsqueda mensual",
            "ricerche al mese",
            "pesquisas por mês",
            "zoekopdrachten per maand",
            "anzahl suchanfragen pro monat",
            "suchen / monat",
            "suchvolumen p.m.",
            "liczba wyszukiwań miesięcznie",
            "počet hledání za měsíc",
            "měsíční hledanost",
            "numărul de căutări lunare",
            "aylık arama hacmi",
            "arama sayısı",
            "antal sökningar per månad",
            "søgninger pr. måned",
            "кол-во запросов в месяц",
            "частотность в месяц",
            "кількість запитів на місяць",
            "брой търсения на месец",
            "paieškų skaičius per mėnesį",
            "月搜索次数",
            "月間検索回数",
            "총 검색수",
            "월 검색 건수",
        ] {
            assert_eq!(volume(header), Some(Volume::Plain), "{header}");
        }
        for header in [
            "átl. havi keresések száma",
            "śr. mies. liczba wyszukiwań",
            "media mensual de búsquedas",
            "prům. měsíční vyhledávání",
            "平均每月搜尋次數",
            "월평균 조회수",
        ] {
            assert_eq!(volume(header), Some(Volume::Average), "{header}");
        }
        for header in [
            "roční hledanost",
            "volume change",
            "anzahl der ergebnisse",
            "arama terimi",
            "suchbegriff",
            "búsquedas",
            "recherche",
            "total",
            "media",
            "n",
            "liczba słów",
            "количество слов",
            "число кликов",
            "volumen anual de búsquedas",
        ] {
            assert_eq!(volume(header), None, "{header}");
        }
    }

    #[test]
    fn averages_and_changes_are_known() {
        for header in ["durchschn. cpc", "śr. cpc", "cpc medio", "átl. cpc", "ø cpc"] {
            assert_eq!(averaged(header), Some("cpc"), "{header}");
        }
        assert_eq!(averaged("max. cpc"), None);
        assert_eq!(averaged("cpc"), None);
        for header in [
            "förändring över tre månader",
            "三个月的变化",
            "évolution sur trois mois",
            "3개월간 변동",
        ] {
            assert!(change(header), "{header}");
        }
        assert!(!change("exchange") && !change("volume"));
    }

    #[test]
    fn ends_of_a_bid_are_told_apart() {
        for (high, low) in [
            ("top of page bid (high range)", "top of page bid (low range)"),
            (
                "enchère de haut de page (grande fourchette)",
                "enchère de haut de page (petite fourchette)",
            ),
            (
                "offerta per la parte superiore della pagina (intervallo alto)",
                "offerta per la parte superiore della pagina (intervallo basso)",
            ),
            (
                "puja alta por parte superior de la página",
                "puja baja por parte superior de la página",
            ),
            ("puja alta", "puja baja"),
            (
                "ставка для показа вверху страницы (макс.)",
                "ставка для показа вверху страницы (мин.)",
            ),
            (
                "sayfanın üst kısmı teklifi (yüksek aralık)",
                "sayfanın üst kısmı teklifi (düşük aralık)",
            ),
            (
                "bud för högst upp på sidan (högt intervall)",
                "bud för högst upp på sidan (lågt intervall)",
            ),
            (
                "bud på øverste del af siden (højt interval)",
                "bud på øverste del af siden (lavt interval)",
            ),
            (
                "nabídka pro horní část stránky (vyšší rozmezí)",
                "nabídka pro horní část stránky (nižší rozmezí)",
            ),
            (
                "ajánlat az oldal tetejére (magas tartomány)",
                "ajánlat az oldal tetejére (alacsony tartomány)",
            ),
            (
                "bod bovenaan pagina (hoog bereik)",
                "bod bovenaan pagina (laag bereik)",
            ),
            ("網頁頂端出價 (高價範圍)", "網頁頂端出價 (低價範圍)"),
            ("入札単価 (高)", "入札単価 (低)"),
            ("페이지 상단 입찰가 (상위 범위)", "페이지 상단 입찰가 (하위 범위)"),
            (
                "عرض السعر لأعلى الصفحة (نطاق مرتفع)",
                "عرض السعر لأعلى الصفحة (نطاق منخفض)",
            ),
        ] {
            assert_eq!(bid(high, "low"), Some(What::Cpc), "{high}");
            assert_eq!(bid(low, "low"), Some(What::NotTaken("low")), "{low}");
        }
        for header in ["bid", "high top of page bid micros", "lance", "forbid", "grande"] {
            assert_eq!(bid(header, "low"), None, "{header}");
        }
    }
}
