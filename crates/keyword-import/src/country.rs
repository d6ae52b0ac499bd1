//! The market of a keyword as ISO 3166-1 alpha-2 code.

use super::metric::Metric;

/// All officially assigned codes of ISO 3166-1 alpha-2.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM \
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS \
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN \
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI \
    VN VU WF WS YE YT ZA ZM ZW";

/// English names of the markets that exports name in full, and the one code in use that ISO does not have.
const NAMES: &[(&str, &str)] = &[
    ("argentina", "AR"),
    ("australia", "AU"),
    ("austria", "AT"),
    ("belgium", "BE"),
    ("brazil", "BR"),
    ("canada", "CA"),
    ("chile", "CL"),
    ("china", "CN"),
    ("colombia", "CO"),
    ("czech republic", "CZ"),
    ("czechia", "CZ"),
    ("denmark", "DK"),
    ("finland", "FI"),
    ("france", "FR"),
    ("germany", "DE"),
    ("greece", "GR"),
    ("hong kong", "HK"),
    ("hungary", "HU"),
    ("india", "IN"),
    ("indonesia", "ID"),
    ("ireland", "IE"),
    ("israel", "IL"),
    ("italy", "IT"),
    ("japan", "JP"),
    ("mexico", "MX"),
    ("netherlands", "NL"),
    ("new zealand", "NZ"),
    ("norway", "NO"),
    ("pakistan", "PK"),
    ("philippines", "PH"),
    ("poland", "PL"),
    ("portugal", "PT"),
    ("romania", "RO"),
    ("russia", "RU"),
    ("singapore", "SG"),
    ("south africa", "ZA"),
    ("spain", "ES"),
    ("sweden", "SE"),
    ("switzerland", "CH"),
    ("turkey", "TR"),
    ("uk", "GB"),
    ("united kingdom", "GB"),
    ("united states", "US"),
    ("usa", "US"),
    // Search Console's interface.
    ("aus", "AU"),
    ("aut", "AT"),
    ("bel", "BE"),
    ("bra", "BR"),
    ("can", "CA"),
    ("che", "CH"),
    ("deu", "DE"),
    ("dnk", "DK"),
    ("esp", "ES"),
    ("fra", "FR"),
    ("gbr", "GB"),
    ("ind", "IN"),
    ("irl", "IE"),
    ("ita", "IT"),
    ("jpn", "JP"),
    ("kor", "KR"),
    ("mex", "MX"),
    ("nld", "NL"),
    ("nor", "NO"),
    ("nzl", "NZ"),
    ("pol", "PL"),
    ("prt", "PT"),
    ("rus", "RU"),
    ("swe", "SE"),
    ("tur", "TR"),
    ("zaf", "ZA"),
];

/// The market as upper-case ISO 3166-1 alpha-2 code, from a code in any case, a language tag such as
/// `en-US`, or an English name.
pub(super) fn country(cell: &str) -> Metric<String> {
    let cell = cell.trim();
    if matches!(cell, "" | "-" | "–" | "—") || cell.eq_ignore_ascii_case("n/a") {
        return Metric::Unknown;
    }
    let known = |text: &str| {
        let code = text.trim().to_ascii_uppercase();
        if code.len() == 2 && CODES.split(' ').any(|known| known == code) {
            return Some(code);
        }
        let name = NAMES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        name.map(|(_, code)| (*code).to_owned())
    };
    // `en-US`, `US-en`, `Germany (DE)`, `google.co.uk`.
    let parts = cell.split_once(['-', '_']);
    let within = cell
        .split_once('(')
        .map(|(name, code)| (code.trim_end_matches(')'), name));
    let host = cell.to_ascii_lowercase();
    let host = host
        .trim_start_matches("www.")
        .strip_prefix("google.")
        .and_then(|end| end.rsplit('.').next());
    let found = known(cell)
        .or_else(|| parts.and_then(|(before, behind)| known(behind).or_else(|| known(before))))
        .or_else(|| within.and_then(|(inner, name)| known(inner).or_else(|| known(name))))
        .or_else(|| known(host?));
    found.map_or(Metric::Unreadable, Metric::Value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tags_and_names() {
        for (cell, code) in [
            ("us", "US"),
            ("DE", "DE"),
            ("en-GB", "GB"),
            ("UK", "GB"),
            ("United States", "US"),
            ("US-en", "US"),
            ("pt-BR", "BR"),
            ("de-DE", "DE"),
            ("Germany (DE)", "DE"),
            ("United Kingdom (Google)", "GB"),
            ("google.co.uk", "GB"),
            ("Google.de", "DE"),
            ("usa", "US"),
            ("gbr", "GB"),
        ] {
            assert_eq!(country(cell), Metric::Value(code.to_owned()), "{cell}");
        }
        assert_eq!(country("-"), Metric::Unknown);
        assert_eq!(country("xx"), Metric::Unreadable);
        assert_eq!(country("ÜÜ"), Metric::Unreadable);
    }

    #[test]
    fn there_are_249_codes() {
        assert_eq!(CODES.split(' ').count(), 249);
    }
}
