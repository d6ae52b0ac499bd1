//! Where a keyword and its metrics come from.

use crate::choices;

choices! {
    /// Where a keyword and its metrics come from.
    pub enum Source {
        /// An export of Semrush.
        Semrush = "semrush", "Semrush";
        /// An export of Ahrefs.
        Ahrefs = "ahrefs", "Ahrefs";
        /// An export of Google Keyword Planner.
        KeywordPlanner = "keyword_planner", "Google Keyword Planner";
        /// An export of Google Search Console.
        SearchConsole = "search_console", "Google Search Console";
        /// A report of Google Ads, or a table of its Editor.
        GoogleAds = "google_ads", "Google Ads";
        /// Related or trending searches of Google Trends.
        GoogleTrends = "google_trends", "Google Trends";
        /// A report of Microsoft Advertising.
        MicrosoftAds = "microsoft_ads", "Microsoft Advertising";
        /// An export of Bing Webmaster Tools.
        BingWebmaster = "bing_webmaster", "Bing Webmaster Tools";
        /// An export of Moz.
        Moz = "moz", "Moz";
        /// An export of Keywords Everywhere.
        KeywordsEverywhere = "keywords_everywhere", "Keywords Everywhere";
        /// An export of Ubersuggest.
        Ubersuggest = "ubersuggest", "Ubersuggest";
        /// An export of Mangools' `KWFinder`.
        Mangools = "mangools", "Mangools KWFinder";
        /// An export of SE Ranking.
        SeRanking = "se_ranking", "SE Ranking";
        /// An export of Serpstat.
        Serpstat = "serpstat", "Serpstat";
        /// An export of `SpyFu`.
        SpyFu = "spyfu", "SpyFu";
        /// An export of Sistrix.
        Sistrix = "sistrix", "Sistrix";
        /// An export of Keyword Tool.
        KeywordTool = "keyword_tool", "Keyword Tool";
        /// An export of `AnswerThePublic`.
        AnswerThePublic = "answer_the_public", "AnswerThePublic";
        /// An export of `AlsoAsked`.
        AlsoAsked = "also_asked", "AlsoAsked";
        /// An export of Yandex Wordstat, or of Key Collector, which reads it.
        Wordstat = "wordstat", "Yandex Wordstat";
        /// An export of Naver's keyword tool.
        Naver = "naver", "Naver";
        /// An export of Baidu's keyword planner.
        Baidu = "baidu", "Baidu";
        /// An export of Screaming Frog with queries of Search Console.
        ScreamingFrog = "screaming_frog", "Screaming Frog";
        /// An export of `DataForSEO`.
        DataForSeo = "dataforseo", "DataForSEO";
        /// An export of `AccuRanker`.
        AccuRanker = "accuranker", "AccuRanker";
        /// An export of Yandex Webmaster.
        YandexWebmaster = "yandex_webmaster", "Yandex Webmaster";
        /// An export of Yandex Metrica.
        YandexMetrica = "yandex_metrica", "Yandex Metrica";
        /// An export of Google Analytics.
        GoogleAnalytics = "google_analytics", "Google Analytics";
        /// A report of Apple's advertising in its store.
        AppleAds = "apple_ads", "Apple Ads";
        /// A report of Amazon's advertising.
        AmazonAds = "amazon_ads", "Amazon Ads";
        /// An export of Helium 10.
        Helium10 = "helium_10", "Helium 10";
        /// An export of Jungle Scout.
        JungleScout = "jungle_scout", "Jungle Scout";
        /// An export of Rank Tracker.
        RankTracker = "rank_tracker", "Rank Tracker";
        /// An export of Searchmetrics.
        Searchmetrics = "searchmetrics", "Searchmetrics";
        /// An export of `LowFruits`.
        LowFruits = "low_fruits", "LowFruits";
        /// An export of Keyword Insights.
        KeywordInsights = "keyword_insights", "Keyword Insights";
        /// An export of Long Tail Pro.
        LongTailPro = "long_tail_pro", "Long Tail Pro";
        /// An export of 5118.
        Keywords5118 = "keywords_5118", "5118";
        /// A file that none of the known tools wrote.
        List = "list", "Keyword list";
        /// Typed in by a person, without a file.
        Manual = "manual", "Added manually";
    }
}
