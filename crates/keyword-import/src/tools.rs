//! The tool that wrote a table, by the headers that only it has, and those that few have.

use igny8::planner::import::Source;

use super::{headers, words};

/// A tool with its headers: one that only it has is enough, of those that others have too it takes two.
struct Tool {
    source: Source,
    own: &'static str,
    shared: &'static str,
}

/// Tools in the order in which they go before each other where headers fit both.
const TOOLS: &[Tool] = &[
    Tool {
        source: Source::KeywordPlanner,
        own: "competition (indexed value)|top of page bid (low range)|top of page bid (high range)|wettbewerb (indexwert)|\
              gebote für obere seitenpositionen (oberer bereich)|gebote für obere seitenpositionen (unterer bereich)|\
              concurrence (valeur indexée)|competencia (valor indexado)|concorrência (valor indexado)|concorrenza (valore indicizzato)|\
              競合性 (インデックス値)|المنافسة (القيمة المفهرسة)|ad impression share|organic impression share|in plan?|\
              avg. monthly searches (exact match only)|suggested bid",
        shared: "avg. monthly searches|competition|currency|three month change|yoy change|in account?|organic average position",
    },
    Tool {
        source: Source::GoogleTrends,
        own: "search interest|increase percent|trend breakdown|explore link",
        shared: "",
    },
    Tool {
        source: Source::Ahrefs,
        own: "cps|parent keyword|traffic potential|global traffic potential|current url inside|previous organic traffic|\
              current organic traffic|organic traffic change|non-branded|branded",
        shared: "#|global volume|parent topic|first seen|last update|current position|current url|previous url|\
                 position change|organic traffic|paid traffic|entities|serp features|languages|local|previous position",
    },
    Tool {
        source: Source::Semrush,
        own: "competitive density|densidad competitiva|densidade competitiva|densité concurrentielle|wettbewerbsdichte|densità competitiva|競合密度|\
              concurrentiedichtheid|竞争密度|com.|keyword intents|keyword difficulty index|serp features by keyword|position type|\
              traffic cost|traffic cost (%)|click potential|content references|kd %|kd%",
        shared: "intent|intents|trend|trends|keyword difficulty|serp features|number of results|results|traffic (%)|\
                 previous position|timestamp|topic group|seed keyword",
    },
    Tool {
        source: Source::Mangools,
        own: "page bid (low)|page bid (high)|keyword seo difficulty|avg. search volume (last 12 months)|\
              avg. search volume (last known 12 months)|keyword seo difficulty (last known value)|\
              avg. ppc|last kd update",
        shared: "diff|ppc|suggestion",
    },
    Tool {
        source: Source::Ubersuggest,
        own: "paid difficulty",
        shared: "seo difficulty|search difficulty|sd|pd|no|est. visits",
    },
    Tool {
        source: Source::Moz,
        own: "organic ctr|organic ctr score|my score|min volume|max volume|min monthly volume|max monthly volume",
        shared: "priority|opportunity|monthly volume|importance",
    },
    Tool {
        source: Source::SpyFu,
        own: "ranking difficulty|total monthly clicks|percent mobile searches|broad cost per click|ranking homepages|\
              exact cost per click",
        shared: "",
    },
    Tool {
        source: Source::Serpstat,
        own: "competition, %|competition %|cpc $|стоимость $|конкуренция %|found results|keyword difficulty, %|конкуренция в ppc, %|стоимость, $",
        shared: "",
    },
    Tool {
        source: Source::AnswerThePublic,
        own: "modifier type",
        shared: "modifier",
    },
    Tool {
        source: Source::AlsoAsked,
        own: "paa question|paa title",
        shared: "depth|parent|people also ask",
    },
    Tool {
        source: Source::Wordstat,
        own: "запросы со словами|статистика по словам|базовая частотность|точная частотность|частотность [yw]|число запросов|показов в месяц|базовая частота [yw]|\
              частотность \"!\" [yw]",
        shared: "",
    },
    Tool {
        source: Source::Naver,
        own: "연관키워드|월간검색수 (pc)|월간검색수 (모바일)|월평균클릭수 (pc)",
        shared: "",
    },
    Tool {
        source: Source::Sistrix,
        own: "trenddaten|search intent: know|search intent: do|search intent: website|search intent: visit",
        shared: "suchintention|wettbewerb|suchvolumen|top-10-domains",
    },
    Tool {
        source: Source::AccuRanker,
        own: "share of voice|starred",
        shared: "",
    },
    Tool {
        source: Source::ScreamingFrog,
        own: "indexability status|crawl depth",
        shared: "address|status code|indexability",
    },
    Tool {
        source: Source::DataForSeo,
        own: "keyword info.search volume|keyword data.keyword info.search volume|keyword properties.keyword difficulty|\
              location code",
        shared: "language code|search partners|keyword data.keyword",
    },
    Tool {
        source: Source::KeywordsEverywhere,
        own: "trend %",
        shared: "vol|vol.|comp|competition|cpc ($)",
    },
];

/// Headers of advertising that are no place in an account.
const ADS: &str = "added/excluded|criterion type|keyword status|match type|currency code|impr.|avg. cpc|cost|conversions|max cpc|\
    max. cpc|quality score|final url|cost / conv.|conv. rate|first page bid|search keyword|campaign type";

/// Headers that Microsoft Advertising has and Google Ads has not.
const MICROSOFT: &str = "spend|delivered match type|deliv. match type|bid match type|ad distribution|top vs. other|current maximum cpc|\
    account name|account number|customer|revenue|keyword relevance";

/// Tools whose headers look like those of others, by headers that only they have, and how many of these it takes.
const FIRST: &[(Source, &str, usize)] = &[
    (Source::SeRanking, "search vol.", 1),
    (Source::Semrush, "database|search volume|cpc|competition", 4),
    (
        Source::KeywordTool,
        "average cpc (usd)|average cpc (eur)|average cpc (gbp)",
        1,
    ),
    (
        Source::KeywordInsights,
        "top 3 urls|cluster size|cluster volume|spoke cluster",
        1,
    ),
    (
        Source::Baidu,
        "整体月均搜索量|整体日均搜索量|整体日均值|移动日均值|移动月均搜索量|pc月均搜索量|竞争激烈程度|推荐理由",
        1,
    ),
    (
        Source::YandexWebmaster,
        "ср. позиция показа|ср. позиция клика|средняя позиция показа|средняя позиция клика|ctr, %|demand|спрос|ср. позиция",
        1,
    ),
    (
        Source::YandexMetrica,
        "визиты|посетители|отказы|глубина просмотра|время на сайте",
        2,
    ),
    (
        Source::GoogleAnalytics,
        "organic google search clicks|organic google search impressions|organic google search click through rate|bounce rate|\
         sessions|pages / session|avg. session duration|engaged sessions|new users|users",
        2,
    ),
    (
        Source::AppleAds,
        "taps|ttr|avg cpt|avg. cpt|installs (total)|search popularity (1-5)",
        2,
    ),
    (
        Source::AmazonAds,
        "customer search term|7 day total sales|14 day total sales|click-thru rate (ctr)|total advertising cost of sales (acos)|acos|roas",
        2,
    ),
    (
        Source::Helium10,
        "cerebro iq score|magnet iq score|h10 ppc sugg. bid|title density|keyword sales|cpr",
        2,
    ),
    (
        Source::JungleScout,
        "monthly search volume (exact match)|monthly search volume (broad match)|30-day trend|hsa bid|recommended giveaways|ease to rank",
        2,
    ),
    (Source::LowFruits, "weak spots|domain diversity|serp fruits", 1),
    (Source::LongTailPro, "rank value|average kc|avg. kc|kc", 2),
    (
        Source::RankTracker,
        "# of searches|kei|google rank|google url found|expected visits|ranking pages",
        2,
    ),
    (
        Source::Searchmetrics,
        "traffic index|pos|traffic value|dynamic cpc",
        2,
    ),
    (
        Source::Keywords5118,
        "长尾词数量|竞价公司数量|pc日检索量|移动日检索量|收录量|移动指数|pc指数",
        2,
    ),
];

/// The tool that writes these normalised headers; [`Source::List`] where none is known.
pub(super) fn source(all: &[String]) -> Source {
    let has = |name: &str| all.iter().any(|header| header == name);
    let count = |names: &str| {
        names
            .split('|')
            .filter(|name| !name.trim().is_empty() && has(name.trim()))
            .count()
    };
    let is_volume = |header: &String| matches!(headers::what(header), Some(headers::What::Volume(_)));
    let volume = all.iter().any(is_volume);
    let groups = usize::from(count(words::AD_GROUPS) > 0) * 2 + usize::from(count(words::CAMPAIGNS) > 0);
    let ads = groups + count(ADS);
    for (source, own, least) in FIRST {
        let is_ads = groups > 0 && *source == Source::YandexWebmaster;
        if count(own) >= *least && !is_ads {
            return *source;
        }
    }
    // Search terms with more figures than Search Console has are those of an advertisement, in whatever language.
    let terms = all.len() > 5 && count(words::SEARCH_TERMS) > 0 && count_figures(all) >= 2;
    if (ads >= 3 || terms) && !volume {
        return if count(MICROSOFT) > 0 {
            Source::MicrosoftAds
        } else {
            Source::GoogleAds
        };
    }
    if !volume && count_figures(all) >= 2 {
        let first = all.iter().find_map(|header| match headers::what(header) {
            Some(headers::What::Keyword(rank)) => Some(rank),
            _ => None,
        });
        match first {
            Some(headers::PLAIN)
                if [
                    "posição média",
                    "posición media",
                    "posizione media",
                    "position moyenne",
                    "gemiddelde positie",
                    "śr. pozycja",
                    "průměrná pozice",
                    "ortalama konum",
                    "平均掲載順位",
                    "平均排名",
                    "평균 게재순위",
                    "avg. position",
                    "average position",
                    "avg position",
                    "durchschn. position",
                    "durchschnittl. position",
                ]
                .iter()
                .any(|name| has(name)) =>
            {
                return Source::BingWebmaster;
            }
            Some(0 | headers::PLAIN) => return Source::SearchConsole,
            _ => {}
        }
    }
    // A translated name of Keyword Planner's average stands in no other tool.
    let bids = all.iter().any(|header| headers::is_bid(header));
    let translated = |header: &String| {
        headers::is_average(header) && !["a", "est", "mo"].iter().any(|start| header.starts_with(start))
            || bids && headers::is_spoken_average(header)
    };
    let difficulty = all
        .iter()
        .any(|header| headers::what(header) == Some(headers::What::Difficulty));
    if !difficulty && all.iter().any(translated) && all.iter().all(|header| !header.contains("12")) {
        return Source::KeywordPlanner;
    }
    let in_currency = usize::from(all.iter().any(|header| headers::currency(header).is_some()));
    let mut best = (1, Source::List);
    for tool in TOOLS {
        // Keyword Planner knows no difficulty; what has one only took its figures over.
        let is_planner = tool.source == Source::KeywordPlanner;
        if is_planner
            && (difficulty || count(tool.own) == 0 && !all.iter().any(|header| headers::is_average(header)))
        {
            continue;
        }
        let mut points = 2 * count(tool.own) + count(tool.shared);
        if tool.source == Source::Semrush && points > 0 {
            points += in_currency;
        }
        if points > best.0 {
            best = (points, tool.source);
        }
    }
    best.1
}

/// Columns of clicks, impressions, click rate and position, of one time or of two that are compared.
fn count_figures(all: &[String]) -> usize {
    all.iter().filter(|header| is_figure(header)).count()
}

/// Whether a header is that of clicks, impressions, click rate or position, with or without the time that it is of.
pub(super) fn is_figure(header: &str) -> bool {
    let (_, figures) = words::NOT_TAKEN[0];
    let last = header.rsplit(' ').next().unwrap_or_default();
    let is_timed = header.contains(|c: char| c.is_ascii_digit());
    figures.split('|').any(|known| {
        let known = known.trim();
        known == header
            || (is_timed && (known == last || header.split_once(" (").is_some_and(|(base, _)| known == base)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source_of(headers: &str) -> Source {
        source(&headers.split(',').map(headers::normalise).collect::<Vec<_>>())
    }

    #[test]
    fn headers_are_in_the_form_in_which_they_are_looked_up() {
        let lists = TOOLS.iter().flat_map(|tool| [tool.own, tool.shared]);
        for name in lists.chain([ADS, MICROSOFT]).flat_map(|names| names.split('|')) {
            assert_eq!(headers::normalise(name), name.trim());
        }
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
            // With columns taken out by hand.
            ("Keyword,Intent,Volume,KD %,CPC (USD)", Source::Semrush),
            ("Keyword,Volume,Keyword Difficulty,CPC (EUR)", Source::Semrush),
            ("Keyword,Intent,Volume,Keyword Difficulty", Source::Semrush),
            (
                "Keyword,Position,Previous position,Search Volume,Keyword Difficulty,CPC,URL,Traffic,Traffic (%),Traffic Cost,Competition,Number of Results,Trends,Timestamp,SERP Features by Keyword,Keyword Intents,Position Type",
                Source::Semrush,
            ),
            (
                "#,Keyword,Country,Difficulty,Volume,CPC,CPS,Parent Keyword,Last Update,SERP Features,Global volume,Traffic potential,Global traffic potential,First seen,Intents,Languages",
                Source::Ahrefs,
            ),
            (
                "Keyword,Country,Location,Entities,SERP features,Volume,KD,CPC,Paid traffic,Previous organic traffic,Current organic traffic,Organic traffic change,Previous position,Current position,Position change,Current URL,Branded,Local,Navigational,Informational,Commercial,Transactional",
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
            ("query,clicks,impressions,ctr,position", Source::SearchConsole),
            (
                "Top queries,Last 3 months Clicks,Previous 3 months Clicks,Last 3 months Impressions,Previous 3 months Impressions",
                Source::SearchConsole,
            ),
            (
                "Häufigste Suchanfragen,Klicks,Impressionen,CTR,Position",
                Source::SearchConsole,
            ),
            (
                "Keyword,Impressions,Clicks,CTR,Avg. Position",
                Source::BingWebmaster,
            ),
            (
                "Search term,Match type,Added/Excluded,Campaign,Ad group,Keyword,Impr.,Clicks,CTR,Currency code,Avg. CPC,Cost,Conversions",
                Source::GoogleAds,
            ),
            (
                "Suchbegriff,Kampagne,Anzeigengruppe,Klicks,Impressionen,CTR",
                Source::GoogleAds,
            ),
            (
                "Campaign,Ad Group,Max CPC,Keyword,Criterion Type,Final URL,Status",
                Source::GoogleAds,
            ),
            (
                "Search term,Keyword,Campaign,Ad group,Match type,Clicks,Impr.,CTR,Spend",
                Source::MicrosoftAds,
            ),
            ("query,search interest,increase percent", Source::GoogleTrends),
            ("Keyword,Vol,CPC,Competition", Source::KeywordsEverywhere),
            (
                "No,Keywords,Volume,CPC,Paid Difficulty,SEO Difficulty",
                Source::Ubersuggest,
            ),
            ("Фраза,Базовая частотность,Точная частотность", Source::Wordstat),
            ("연관키워드,월간검색수(PC),월간검색수(모바일)", Source::Naver),
            (
                "Keyword,Min Volume,Max Volume,Difficulty,Organic CTR,Priority",
                Source::Moz,
            ),
            ("Keyword,Volume,Difficulty", Source::List),
            ("phrase", Source::List),
        ] {
            assert_eq!(source_of(headers), expected, "{headers}");
        }
    }
}
