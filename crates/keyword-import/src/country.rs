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
const NAMES: [(&str, &str); 44] = [
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
];

/// The market as upper-case ISO 3166-1 alpha-2 code, from a code in any case, a language tag such as
/// `en-US`, or an English name.
pub(super) fn country(cell: &str) -> Metric<String> {
    let cell = cell.trim();
    if matches!(cell, "" | "-" | "–" | "—") || cell.eq_ignore_ascii_case("n/a") {
        return Metric::Unknown;
    }
    let tail = cell.rsplit_once(['-', '_']).map_or(cell, |(_, region)| region);
    let code = tail.to_ascii_uppercase();
    if code.len() == 2 && CODES.split(' ').any(|known| known == code) {
        return Metric::Value(code);
    }
    let name = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(cell));
    name.map_or(Metric::Unreadable, |(_, code)| Metric::Value((*code).to_owned()))
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
