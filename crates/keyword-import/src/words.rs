//! What tools call their columns, in the languages that they speak, in lower case and with one kind of space.

/// Headers of a query that people searched, as Search Console names its table of them. These and search terms go before any
/// other column with keywords.
pub(super) const QUERIES: &str = "top queries|query|queries|search query|search queries|popular queries|\
    أهم طلبات البحث|طلبات البحث|طلب البحث|أهم عمليات البحث|عمليات البحث الشائعة|най-популярни заявки|водещи заявки|заявки|\
    заявка|consultes principals|consultes més freqüents|consulta principal|nejčastější dotazy|dotazy|dotaz|\
    populæreste forespørgsler|mest populære forespørgsler|forespørgsler|mest almindelige søgeord|häufigste suchanfragen|\
    suchanfragen|suchanfrage|κορυφαία ερωτήματα|δημοφιλέστερα ερωτήματα|ερωτήματα|ερώτημα|κυριότερα ερωτήματα|\
    consultas principales|principales consultas|consultas|consulta|populaarseimad päringud|populaarsed päringud|päringud|\
    پرتکرارترین عبارت‌های جستجو|پرس‌وجوهای برتر|برترین عبارت‌های جستجو|عبارت‌های جستجو|suosituimmat kyselyt|suosituimmat haut|\
    kyselyt|mga nangungunang query|nangungunang mga query|requêtes les plus fréquentes|principales requêtes|requêtes|requête|\
    השאילתות המובילות|שאילתות מובילות|שאילתות נפוצות|שאילתות|शीर्ष क्वेरी|लोकप्रिय क्वेरी|सबसे ज़्यादा खोजी गई क्वेरी|क्वेरी|\
    najčešći upiti|glavni upiti|najpopularniji upiti|upiti|leggyakoribb lekérdezések|leggyakoribb keresések|lekérdezések|\
    keresési lekérdezések|kueri teratas|kueri populer|kueri|query principali|query più frequenti|上位のクエリ|クエリ|検索クエリ|\
    인기 검색어|상위 검색어|검색어|populiariausios užklausos|dažniausios užklausos|užklausos|užklausa|populārākie vaicājumi|\
    biežākie vaicājumi|vaicājumi|pertanyaan teratas|pertanyaan popular|populairste zoekopdrachten|meest gebruikte zoekopdrachten|\
    zoekopdrachten|zoekopdracht|populære søk|mest populære søk|vanligste søk|populære søkeord|mest populære søkeord|søk|\
    vanligste søkene|najpopularniejsze zapytania|zapytania|zapytanie|principais consultas|consultas mais frequentes|\
    consultas populares|cele mai populare interogări|interogări principale|cele mai frecvente interogări|interogări|\
    популярные запросы|самые популярные запросы|запросы|запрос|основные запросы|поисковая фраза|поисковые фразы|текст запроса|najčastejšie dopyty|najčastejšie dotazy|\
    najpopulárnejšie dopyty|dopyty|glavne poizvedbe|najpogostejše poizvedbe|priljubljene poizvedbe|poizvedbe|најчешћи упити|\
    најпопуларнији упити|главни упити|упити|vanligaste sökfrågorna|vanligaste sökfrågor|populäraste frågorna|sökfrågor|sökfråga|\
    คำค้นหายอดนิยม|คำค้นหาที่มีการค้นหามากที่สุด|ข้อความค้นหายอดนิยม|คำค้นหา|en popüler sorgular|en çok yapılan sorgular|sorgular|\
    sorgu|найпопулярніші запити|популярні запити|запити|запит|cụm từ tìm kiếm hàng đầu|truy vấn hàng đầu|truy vấn phổ biến nhất|\
    truy vấn|热门查询|排名靠前的查询|查询|查询数最多的|熱門查詢|最常查詢|常用查詢|查詢|主要查詢";

/// Headers of the search terms of an advertisement, as Google and Microsoft name them.
pub(super) const SEARCH_TERMS: &str = "search term|search terms|customer search term|customer search terms|matched search term|suchbegriff|suchbegriffe|terme de recherche|termes de recherche|término de búsqueda|\
    términos de búsqueda|termine di ricerca|termini di ricerca|termo de pesquisa|termos de pesquisa|termo pesquisado|zoekterm|\
    zoektermen|wyszukiwane hasło|wyszukiwane hasła|поисковый запрос|поисковые запросы|検索語句|検索用語|검색 용어|搜索字词|\
    搜索词|搜尋字詞|arama terimi|arama terimleri|vyhledávací dotaz|vyhledávací dotazy|vyhledávaný výraz|sökterm|söktermer|\
    søgeterm|søgetermer|søgeord|søkeord|søketerm|hakutermi|hakutermit|hakusana|termen de căutare|keresési kifejezés|\
    όρος αναζήτησης|όροι αναζήτησης|cụm từ tìm kiếm|ข้อความค้นหา|istilah penelusuran|عبارة البحث|عبارات البحث|מונח חיפוש|\
    пошуковий запит|hľadaný výraz|vyhľadávací dopyt|дума за търсене|paieškos terminas|meklēšanas vienums|otsingutermin|\
    pojam za pretraživanje|iskalni izraz|खोज शब्द|terme de cerca";

/// Headers of what a tool suggests for a keyword, which may stand in a column before it.
pub(super) const SUGGESTIONS: &str = "suggestion|keyword suggestion|suggested keyword";

/// Headers of any other column with keywords.
pub(super) const KEYWORDS: &str = "топ запросов|検索キーワード|elsődleges kifejezés|kulcskifejezés|kifejezés|клуч збор|keyword|keywords|key word|keyphrase|key phrase|focus keyword|phrase|phrases|\
    search phrase|term|terms|suggestions|keyword suggestions|keyword phrase|keyword text|kw|kws|keyword idea|keyword ideas|\
    related keyword|related keywords|similar keyword|similar keywords|related query|long-tail keyword|long tail keyword|\
    keyword variation|関連キーワード|サジェストキーワード|相关词|相关关键词|长尾词|长尾关键词|schlüsselwort|schlüsselwörter|mot clé|mot-clé|mots clés|mots-clés|\
    palabra clave|palabras clave|parola chiave|parole chiave|palavra-chave|palavras-chave|palavra chave|palavras chave|\
    zoekwoord|zoekwoorden|słowo kluczowe|słowa kluczowe|fraza|frazy|ключевое слово|ключевые слова|ключевая фраза|ключ|\
    фраза|фразы|ключове слово|ключові слова|キーワード|关键词|关键字|關鍵字|關鍵詞|키워드|연관키워드|연관 키워드|\
    anahtar kelime|anahtar kelimeler|klíčové slovo|klíčová slova|kľúčové slovo|kľúčové slová|kulcsszó|kulcsszavak|sökord|\
    nøgleord|nøkkelord|avainsana|avainsanat|cuvânt cheie|cuvinte cheie|λέξη-κλειδί|λέξη κλειδί|λέξεις-κλειδιά|\
    ключова дума|ключови думи|ključna riječ|ključne riječi|ključna beseda|ključne besede|кључна реч|raktažodis|raktažodžiai|\
    запросы со словами|статистика по словам|что искали со словами|stichwort|stichwörter|atslēgvārds|atslēgvārdi|märksõna|märksõnad|paraula clau|paraules clau|từ khóa|từ khoá|คีย์เวิร์ด|คำหลัก|kata kunci|\
    الكلمة المفتاحية|الكلمات المفتاحية|كلمة مفتاحية|الكلمة الدلالية|الكلمة الرئيسية|الكلمات الرئيسية|كلمة رئيسية|מילת מפתח|מילות מפתח|کلمه کلیدی|کلمات کلیدی|कीवर्ड|mot-clef";

/// Headers of questions: taken as keywords where nothing else is.
pub(super) const QUESTIONS: &str = "question|questions|paa question|people also ask|frage|fragen";

/// Searches a month, as such or as an average over months.
pub(super) const VOLUMES: &str = "media mensual|promedio mensual|média mensal|media mensile|moyenne mensuelle|monatsdurchschnitt|monthly average|monthly avg|monthly avg.|monatlicher durchschnitt|ボリューム|ч (ws)|frequency ws|총검색건수|총조회수|volume|vol|vol.|search volume|search vol.|search vol|searchvolume|searchvol|sv|\
    monthly volume|monthly search volume|monthly searches|searches|msv|searches per month|search traffic|\
    suchvolumen|suchvol.|suchanfragen pro monat|volume de recherche|volume recherche|recherches mensuelles|volumen|\
    volumen de búsqueda|volumen de búsquedas|búsquedas|búsquedas mensuales|volume di ricerca|ricerche mensili|\
    volume de busca|volume de pesquisa|volume de buscas|buscas mensais|zoekvolume|wolumen|wolumen wyszukiwań|\
    liczba wyszukiwań|частотность|базовая частотность|базовая|частотность, весь мир|весь мир|базовая частота|частота|число запросов|показов в месяц|\
    число показов в месяц|количество запросов|частотність|частотность [yw]|базовая частотность [yw]|базовая частота [yw]|検索ボリューム|検索数|月間検索数|\
    月間検索ボリューム|搜索量|月搜索量|月均搜索量|月搜尋量|搜尋量|검색량|월간 검색량|월간검색수|총검색수|총검색량|총 검색량|전체 검색량|합계 검색량|arama hacmi|\
    hledanost|objem vyhledávání|hľadanosť|keresési volumen|sökvolym|søgevolumen|søkevolum|hakumäärä|hakuvolyymi|volum de căutare|\
    όγκος αναζήτησης|όγκος αναζητήσεων|μηνιαίες αναζητήσεις|volum de cerca|volum de cerques|volumen pretraživanja|obseg iskanja|обим претраге|обем на търсене|обем търсения|paieškų apimtis|lượng tìm kiếm|ปริมาณการค้นหา|volume pencarian|حجم البحث|\
    נפח חיפוש|נפח חיפושים|נפח חיפוש חודשי|חיפושים חודשיים|حجم البحث الشهري|عدد عمليات البحث|جستجوی ماهانه|मासिक खोज|मासिक खोज मात्रा|месечни търсения|обсяг пошуку|частотність на місяць|кількість запитів|volum lunar|havi keresési volumen|havi keresések|månedlige søk|månedlige søgninger|månatlig sökvolym|kuukausihaut|حجم جستجو|खोज मात्रा|est. volume|estimated volume|search volume (monthly)|\
    regional monthly searches|# of searches|number of searches|search count|exact volume|exact search volume|monthly vol|ws|\
    частота запроса|частота запросов|кол-во запросов|запросов в месяц|показы в месяц|volumen mensual|volumen de busqueda|\
    suchvolumen pro monat|monatliches suchvolumen|mtl. suchvolumen|monatliche suchanfragen|volume mensuel|volume de recherche mensuel|\
    volume mensile|volume mensal|lượt tìm kiếm|lượng tìm kiếm hàng tháng|月間ボリューム|月間検索ボリューム数|월검색량|월간 총 검색수|월 검색량|\
    ежемесячная частотность|частотность (месяц)|aylık arama hacmi|aylık arama sayısı|měsíční hledanost|zoekvolume per maand";

/// Searches a month over a year, as Keyword Planner and those that read it name them.
pub(super) const AVERAGES: &str = "estimated monthly search|estimated monthly searches|estimated monthly search volume|est. monthly searches|avg. monthly searches|avg monthly searches|average monthly searches|\
    avg. search volume|avg search volume|average search volume|average searches|avg. searches|avg searches|avg. monthly search volume|average monthly search volume|\
    durchschnittl. suchanfragen pro monat|durchschn. monatliche suchanfragen|\
    durchschnittliche suchanfragen pro monat|nbre moyen de recherches mensuelles|recherches mensuelles moy.|\
    moyenne des recherches mensuelles|nombre moyen de recherches mensuelles|recherches mensuelles moyennes|promedio de búsquedas mensuales|\
    prom. de búsquedas mensuales|media de búsquedas mensuales|media delle ricerche mensili|ricerche mensili medie|\
    media ricerche mensili|média de pesquisas mensais|pesquisas mensais (média)|méd. de pesquisas mensais|\
    gem. aantal zoekopdrachten per maand|gem. maandelijkse zoekopdrachten|śr. mies. liczba wyszukiwań|\
    śr. miesięczna liczba wyszukiwań|średnia miesięczna liczba wyszukiwań|ø suchanfragen pro monat|gem. aantal maandelijkse zoekopdrachten|월간 평균 검색량|월간 평균 검색수|월평균 검색건수|ср. число запросов в месяц|\
    среднее число запросов в месяц|ср. месячное количество запросов|сер. кількість запитів на місяць|月間平均検索ボリューム|\
    月間平均検索数|平均月間検索数|월평균 검색수|월평균 검색량|평균 월간 검색량|平均每月搜索量|平均每月搜尋量|每月平均搜尋量|平均月搜索量|整体月均搜索量|ort. aylık arama sayısı|aylık ort. arama sayısı|\
    ortalama aylık arama sayısı|prům. měsíční vyhledávání|prům. počet vyhledávání za měsíc|priem. mesačné vyhľadávania|\
    átl. havi keresések|havi keresések átlaga|genomsn. antal sökningar per månad|gnsn. antal sökningar per månad|\
    gnsn. månedlige søgninger|gns. månedlige søgninger|gj.sn. månedlige søk|gjennomsnittlige månedlige søk|\
    kuukausittaiset haut keskimäärin|keskim. kuukausihaut|căutări lunare medii|media căutărilor lunare|\
    μέσος όρος μηνιαίων αναζητήσεων|средно търсения за месец|số lần tìm kiếm hàng tháng trung bình|\
    lượt tìm kiếm trung bình hằng tháng|การค้นหาเฉลี่ยต่อเดือน|rata-rata penelusuran bulanan|متوسط عمليات البحث الشهرية|متوسط عدد عمليات البحث الشهرية|\
    ממוצע חיפושים חודשיים|vid. mėnesio paieškų skaičius|vid. meklējumu skaits mēnesī|keskm. otsinguid kuus";

/// How hard it is to rank.
pub(super) const DIFFICULTIES: &str = "dificuldade da palavra-chave|dificuldade de palavra-chave|difficulté du mot clé|difficulté du mot-clé|difficulté des mots clés|キーワード難易度|difficoltà della parola chiave|difficoltà parola chiave|difficoltà parole chiave|moeilijkheid van zoekwoord|zoekwoordmoeilijkheid|moeilijkheidsgraad|키워드 난이도|anahtar kelime zorluğu|trudność słowa kluczowego|сложность фразы|сложность запроса|складність ключового слова|sökordssvårighet|dificultad seo de la palabra clave|dificuldade seo da palavra-chave|obtížnost klíčového slova|dificultad de la palabra clave|schwierigkeitsgrad|difficulty|difficulty level|الصعوبة|صعوبة الكلمة المفتاحية|קושי|سختی|कठिनाई|ความยาก|kesulitan|težina|трудност|vanskelighetsgrad|nehézség|keyword difficulty|keyword difficulty index|kd|kd %|kd%|seo difficulty|\
    sd|search difficulty|ranking difficulty|organic difficulty|keyword seo difficulty|rank difficulty|difficulty score|\
    seo difficulty score|keyword difficulty score|kw difficulty|keyword diff|keyword diff.|kw diff|seo diff|diff|diff.|kc|avg. kc|avg kc|average kc|\
    keyword competitiveness|kd score|seo kd|organic kd|difficulty %|difficulty (%)|kw-difficulty|seo competition|schwierigkeit|keyword-schwierigkeit|difficulté|difficulté seo|\
    dificultad|dificultad seo|dificultad de palabra clave|difficoltà|difficoltà seo|dificuldade|dificuldade seo|moeilijkheid|\
    trudność|сложность|сложность ключевого слова|складність|难度|關鍵字難度|关键词难度|難易度|seo難易度|난이도|zorluk|obtížnost|\
    svårighetsgrad|sværhedsgrad|vaikeus|dificultate|δυσκολία|độ khó";

/// Cost of a click.
pub(super) const COSTS: &str = "cena za proklik|cena za klik|cena kliku|kattintásonkénti költség|koszt kliknięcia|cost per clic|klikpris|klickpris|tıklama başına maliyet|1クリックあたりの費用|单次点击成本|cost/click|cpc|cost per click|avg. cost per click|average cost per click|cost-per-click|estimated average cpc|est. cpc|h10 ppc sugg. bid|ppc sugg. bid|avg. cpc|avg cpc|average cpc|broad cost per click|exact cost per click|\
    phrase cost per click|cpc usd|top of page bid (high range)|page bid (high)|\
    gebote für obere seitenpositionen (oberer bereich)|gebot für obere positionen (oberer bereich)|cout par clic|coût par clic|\
    cpc moyen|cpc moy.|enchère en haut de page (fourchette élevée)|enchère de haut de page (haut de gamme)|coste por clic|cpc medio|\
    cpc prom.|puja para la parte superior de la página (intervalo alto)|puja por la parte superior de la página (intervalo alto)|puja por la parte superior de la página (rango alto)|\
    costo per clic|cpc medio|offerta per la parte superiore della pagina (fascia alta)|custo por clique|cpc médio|cpc méd.|\
    lance na parte superior da página (maior)|lance na parte superior da página (maiores valores)|lance no topo da página (intervalo alto)|suggested bid|gem. cpc|bod voor bovenaan pagina (hoog bereik)|śr. cpc|cpc prom|стоимость, $|стоимость|цена клика, $|\
    stawka za górną część strony (górny zakres)|цена клика|цена за клик|ср. цена клика|средняя цена за клик|стоимость клика|\
    ставка для показа вверху стр. (макс.)|平均クリック単価|クリック単価|ページ上部に掲載された広告の入札単価 (高額帯)|ページ上部に表示された広告の入札単価 (高額帯)|入札単価 (高額帯)|평균 cpc|\
    페이지 상단 입찰가 (높은 범위)|平均每次点击费用|每次点击费用|页首出价 (高位区间)|平均單次點擊出價|单次点击费用|ort. tbm|tbm|\
    頁首出價 (高範圍)|頁首出價 (高位區間)|页首出价 (高范围)|페이지 상단 입찰가 (높은 범위)|prům. cpc|genomsn. cpc|gnsn. cpc|gns. cpc";

/// What the searcher wants.
pub(super) const INTENTS: &str = "typ intencji|intencja wyszukiwania|intencja użytkownika|absicht|zoekintentie|sökintention|záměr|arama amacı|检索意图|intent|intents|search intents|intent type|query intent|suchabsicht|nutzerintention|intención de la búsqueda|намерение|тип запроса|search intent|keyword intent|keyword intents|main intent|user intent|\
    suchintention|intention|intention de recherche|intención|intención de búsqueda|intento|intento di ricerca|intenção|\
    intenção de busca|intentie|intencja|интент|検索意図|搜索意图|意圖|意图|의도";

/// The market.
pub(super) const COUNTRIES: &str = "country|country code|country or region|country/region|market|database|location|region|geo|land|pays|país|paese|kraj|\
    страна|регион|国|国家/地区|국가|ülke|país/región";

/// Interest over time, all in one cell.
pub(super) const TRENDS: &str = "trend|search trend|monthly trend|trend data|search volume trend|sv trend|volume trend|trenddaten|tendencia|\
    tendance|tendenza|tendência|тренд|トレンド|趋势|트렌드";

/// Why the low end of a bid is not imported.
pub(super) const LOW_BID: &str = "This is the low end of the bid. CPC uses the high end.";

/// Why an index is no volume.
pub(super) const INDEX: &str = "This is an index from 0 to 100, not a search volume.";

/// Headers that only tools for app stores have.
pub(super) const OF_APPS: &str = "max. reach|maximum reach|max reach|chance|ranked apps|installs potential|traffic score|total apps|apps ranked";

/// Why a column is not imported whose values fit nothing.
pub(super) const NO_FIELD: &str = "IGNY8 has no matching field.";

/// Why a cost in millionths is not imported.
pub(super) const MICROS: &str =
    "This cost is in millionths of the currency. Divide it by a million to import it.";

/// The same for hundredths.
pub(super) const CENTS: &str =
    "This cost is in hundredths of the currency. Divide it by a hundred to import it.";

/// What a column is called that has the average of those beside it.
pub(super) const AVERAGE_ALONE: &str = "average|avg|avg.|mean|average volume|durchschnitt|ø|schnitt|promedio|media|média|moyenne|gemiddelde|średnia|\
    průměr|priemer|átlag|medel|genomsnitt|gennemsnit|gjennomsnitt|keskiarvo|ortalama|среднее|средняя|середнє|平均|평균|المتوسط|ממוצע|μέσος όρος|trung bình";

/// Why searches of what trends now are no volume.
pub(super) const OF_A_TREND: &str = "This counts searches during the trend, not per month.";

/// Engines whose searches a volume may count.
pub(super) const ENGINES: &str = "google|bing|yahoo!|yahoo|seznam|yandex|naver|baidu|duckduckgo";

/// Columns of known tools that are not imported, by the reason.
pub(super) const NOT_TAKEN: &[(&str, &str)] = &[
    (
        "This counts views or clicks of your site or ads, not searches.",
        "organic google search clicks|organic google search impressions|organic google search click through rate|\
    organic google search average position|sessions|users|new users|total users|active users|bounce rate|engaged sessions|\
    визиты|посетители|отказы|глубина просмотра|время на сайте|ctr, %|средняя позиция|ср. позиция показа|ср. позиция клика|средняя позиция показа|\
    средняя позиция клика|durchschn. position|durchschnittl. position|wyśw.|wyśw|taps|ttr|clicks|impressions|impr.|impr|ctr|position|avg. position|average position|avg position|avg. pos.|pos|site ctr|url clicks|\
    klicks|impressionen|visn.|göst.|クリック率|klickrate|klickfrekvens|클릭률|点击率|點閱率|點擊率|نسبة النقر إلى الظهور|tıklama oranı|współczynnik klikalności|durchschnittliche position|clics|position moyenne|impresiones|posición|posición media|clic|\
    impressioni|posizione|posizione media|cliques|impressões|posição|posição média|klikken|vertoningen|weergaven|positie|\
    kliknięcia|wyświetlenia|pozycja|śr. pozycja|клики|показы|позиция|ср. позиция|クリック数|合計クリック数|表示回数|掲載順位|平均掲載順位|클릭수|노출수|\
    게재순위|평균 게재순위|点击次数|展示次数|展示|排名|平均排名|點擊|點閱|點擊次數|曝光|曝光次數|排名|平均排名|tıklamalar|tıklama|gösterimler|\
    gösterim|görüntüleme|konum|ortalama konum|kliknutí|zobrazení|pozice|průměrná pozice|klick|klickningar|visningar|exponeringar|\
    genomsnittlig position|klikkauksia|näyttökerrat|kattintások|megjelenítések|pozíció|κλικ|εμφανίσεις|θέση|afișări|clicuri|poziție|\
    klik|visninger|eksponeringer|eksponeringar|placering|plassering|כניסות|הופעות|מיקום|النقرات|مرات الظهور|الموضع|ترتيب|کلیک‌ها|نمایش‌ها|जगह|क्लिक|\
    इंप्रेशन|số lần nhấp|số lần hiển thị|vị trí|lượt nhấp|lượt hiển thị|การคลิก|การแสดงผล|อันดับ|คลิก|klik|tayangan|posisi|кліки|покази|позиція|кліків",
    ),
    (
        "This is competition among advertisers, not among pages.",
        "densidad competitiva|densidade competitiva|densité concurrentielle|wettbewerbsdichte|densità competitiva|競合密度|竞争密度|\
    concurrentiedichtheid|ppc medio|конкуренция %|competition %|konkurrens|konkurrence|konkurence|konkurencia|verseny|kilpailu|竞争|競爭|広告競合性|\
    有料難易度|adwords konkurrenz|concurență|ανταγωνισμός|konkurransenivå|konkurranse|competition|competition (indexed value)|competition index|competition density|avg. ppc|ppc competition index|concorrenza (valore indicizzato)|\
    竞争程度 (指数值)|競爭程度 (索引值)|競爭程度|경쟁 (색인 생성된 값)|concurrentie (geïndexeerde waarde)|конкуренция, %|конкуренция в ppc, %|竞价竞争度|경쟁강도|competitive density|com.|comp|comp.|paid competition|ppc competition|ppc|paid difficulty|pd|\
    ppc difficulty|ad competition|advertiser competition|competition, %|wettbewerb|wettbewerb (indexwert)|konkurrenz|concurrence|\
    concurrence (valeur indexée)|competencia|competencia (valor indexado)|concorrenza|concorrência|concurrentie|konkurencja|\
    конкуренция|уровень конкуренции|競合性|경쟁정도|경쟁지수|경쟁|المنافسة|竞争程度|竞争激烈程度|rekabet",
    ),
    (
        "This is the total for all countries, not your market.",
        "volumen global|volume global|volume globale|globales volumen|グローバルボリューム|global sv|world volume|global volume|global search volume|global monthly searches|global msv|worldwide volume|gv|globales suchvolumen",
    ),
    (
        LOW_BID,
        "puja por la parte superior de la página (intervalo bajo)|puja por la parte superior de la página (rango bajo)|\
    offerta per la parte superiore della pagina (fascia bassa)|页首出价 (低位区间)|页首出价 (低范围)|頁首出價 (低範圍)|頁首出價 (低位區間)|페이지 상단 입찰가 (낮은 범위)|top of page bid (low range)|page bid (low)|gebote für obere seitenpositionen (unterer bereich)|\
    gebot für obere positionen (unterer bereich)|enchère en haut de page (fourchette basse)|\
    lance na parte superior da página (menores valores)|lance no topo da página (intervalo baixo)|\
    ページ上部に掲載された広告の入札単価 (低額帯)|ページ上部に表示された広告の入札単価 (低額帯)|入札単価 (低額帯)",
    ),
    (
        INDEX,
        "search interest|interest|suchinteresse|interest over time|popularity|increase percent|breakout|value",
    ),
    (
        "This is a forecast, not a measured volume.",
        "sv forecasting trend|sv forecast|forecast|forecasted volume|search volume forecast",
    ),
    (
        "This is a daily value, not monthly.",
        "average daily searches|pc日检索量|移动日检索量|整体日均搜索量|日均搜索量|整体日均值|移动日均值|daily searches|searches per day|daily search volume|移动日均搜索量|pc日均搜索量",
    ),
    (
        "This counts searches of the report's time on Amazon, not per month.",
        "search query volume|search funnel - impressions|total search volume (amazon)",
    ),
    (
        "This counts searches of a year, not of a month.",
        "roční hledanost|ročná hľadanosť|annual search volume|annual searches|yearly searches|yearly search volume|jährliches suchvolumen|\
    volume annuel|volumen anual|volume anual|volume annuale|roczna liczba wyszukiwań|yıllık arama hacmi|éves keresések",
    ),
    (
        "This counts the exact wording only. The volume covers all wordings.",
        "!ws|точная [!]|точная|!весь мир|точная частотность|частотность \"!\"|частотность \"\"|частотность \"!\" [yw]|частотность \"\" [yw]|уточненная частотность|точная частота|!частотность",
    ),
    (
        NO_FIELD,
        "weekly change|monthly change|yearly change|追加 / 除外|追加/除外|已添加/已排除|추가됨/제외됨|tillagd/utesluten|eklendi/hariç tutuldu|добавлено/исключено|dodane/wykluczone|agregada/excluida|añadida/excluida|\
    ajouté/exclu|aggiunto/escluso|adicionado/excluído|toegevoegd/uitgesloten|added / excluded|estado de la palabra clave|keyword-status|état du mot clé|features serp|características serp|recursos de serp|fonctionnalités serp|serp-funktionen|serp の機能|serpの機能|funciones serp|nombre de résultats|número de resultados|\
    anzahl der ergebnisse|numero di risultati|結果数|результатов|liczba wyników|親トピック|最終更新|tema principal|última actualización|potencial de tráfico|\
    トラフィックポテンシャル|reporting date|優先度|ziel-url|pénznem|měna|mena|monedă|währungscode|código de moneda|código da moeda|code de devise|codice valuta|valutakod|valutakode|valutacode|para birimi kodu|код валюты|\
    通貨コード|货币代码|貨幣代碼|통화 코드|kod waluty|kód měny|kosten|kostnad|omkostning|coste|coût|costo|custo|koszt|maliyet|費用|费用|비용|náklady|költség|kulut|\
    keyword-option|tipo de concordancia|tipo de correspondência|type de correspondance|tipo di corrispondenza|zoektype|typ dopasowania|matchningstyp|\
    matchtype|eşleme türü|тип соответствия|マッチ タイプ|マッチタイプ|匹配类型|比對類型|검색 유형|kampagne|campaña|campagne|campagna|campanha|kampania|\
    kampanya|kampanj|кампания|キャンペーン|广告系列|廣告活動|캠페인|anzeigengruppe|grupo de anuncios|grupo de anúncios|groupe d'annonces|gruppo di annunci|\
    advertentiegroep|grupa reklam|reklam grubu|annonsgrupp|группа объявлений|広告グループ|广告组|廣告群組|광고그룹|hinzugefügt/ausgeschlossen|\
    relevanz|relevance|relevancy|kei|ranking|best position|landing page|landingpage|address|search partners|category|source|change|rank change|competitor rank (avg)|\
    keyword sales|cerebro iq score|sponsored asins|competing products|cpr|title density|relative rank|search frequency rank|word count|number of words|#|no|no.|rank|cps|parent keyword|parent topic|last update|updated|date|day|serp features|serp features by keyword|\
    traffic potential|global traffic potential|first seen|last seen|languages|language|results|number of results|currency|currency code|\
    three month change|yoy change|mudança em três meses|mudança yoy|cambio en tres meses|cambio interanual|\
    variation sur trois mois|variation sur un an|3 か月の推移|3か月の推移|前年比の推移|التغيير على مدار ثلاثة أشهر|التغيير على أساس سنوي|\
    moeda|devise|moneda|währung|valuta|waluta|валюта|para birimi|通貨|币种|幣別|통화|العملة|\
    impr. share|organic impr. share|extracted from|segmentation|seed keyword|seed|url|urls|page|pages|traffic|traffic (%)|traffic cost|timestamp|cluster|status|tags|tag|\
    match type|added/excluded|campaign|campaign type|ad group|cost|conversions|cost / conv.|conv. rate|keyword status|criterion type|\
    account|account name|max. cpc|max cpc|quality score|final url|headline 1|description|first page bid|device|device type|\
    position type|previous position|position difference|current position|current url|current url inside|previous url|\
    previous organic traffic|current organic traffic|organic traffic|organic traffic change|paid traffic|position change|\
    branded|local|non-branded|entities|click potential|content references|competitors|competitor|topic|topic group|page type|\
    opportunity|organic ctr|priority|importance|my score|percent mobile searches|percent desktop searches|total monthly clicks|\
    monthly cost|ranking homepages|ads|organic|modifier|modifier type|depth|parent|in account?|in plan?|ad impression share|\
    organic impression share|organic average position|started|ended|trend breakdown|explore link|note|notes|comment|kommentar|group|groups|\
    关键词分组|推荐理由|竞争度|비고",
    ),
];

/// Words for devices by which a volume is split.
pub(super) const DEVICES: &str = "desktop|desktops|mobile|mobiles|tablet|tablets|computer|computers|pc|smartphone|smartphones|phone|phones|\
    mobile phones|mobile devices|handy|ordinateur|ordinateurs|ordenador|ordenadores|móvil|móviles|cellulare|celular|celulares|mobiel|\
    telefon|telefony|komputery|компьютеры|мобильные|планшеты|десктоп|телефоны|モバイル|パソコン|タブレット|モバイル端末|모바일|컴퓨터|태블릿|데스크톱|移动|移动设备|\
    电脑|计算机|平板电脑|手機|電腦|平板|bilgisayar|mobil|tablety|počítače|dator|mobiltelefon|surfplatta|tv screens|connected tv|tv|other|others";

/// How tools call the searches of a month in the header of its column.
pub(super) const OF_A_MONTH: &str = "suchanfragen|recherches|búsquedas|ricerche|pesquisas|buscas|zoekopdrachten|wyszukiwania|\
    запросы|запросов|поиски|検索数|検索|搜索次数|搜索|搜尋次數|검색수|검색|aramalar|arama|sökningar|søgninger|søk|haut|vyhledávání|hledání|\
    vyhľadávania|keresések|căutări|αναζητήσεις|tìm kiếm|lượt tìm kiếm|การค้นหา|penelusuran|عمليات البحث|חיפושים|пошуки|пошукові запити|\
    търсения|paieškos|meklējumi|otsingud|pretraživanja|iskanja|cerques";

/// Words beside the word for keywords that do not change what it is.
pub(super) const BESIDE_KEYWORD: &str = "target|targeted|main|primary|focus|seo|customer|user|organic|google|search|bing|amazon|youtube|ranking|\
    ranked|text|name|top|the|your|our|all|by|relevance|exact|tracked|raw|final|new|long-tail|longtail|/|&|or|and|query|queries|term|terms|\
    phrase|haupt|fokus|principal|objetivo|cible|principale|główne|основной|целевой|メイン|対策";

/// Words beside the word for volume that do not change what it is.
pub(super) const QUALIFIERS: &str = "#|no.|number|count|avg|avg.|average|monthly|mo|mo.|month|per|google|est|est.|estimated|approx|approx.|local|total|all|\
    overall|exact|search|searches|volume|vol|vol.|organic|keyword|in|of|the|devices|sum|gesamt|national|by|region|country|device|월간|월평균";

/// How Search Console names the first column of its tables that hold no queries, with the table's name.
pub(super) const OTHER_TABLES: &[(&str, &str)] = &[
    (
        "countries",
        "country|countries|البلد|البلدان|страна|държава|държави|país|països|země|země/oblast|land|lande|lande/områder|land/region|länder|länder/regionen|\
    χώρα|χώρες|países|riik|riigid|کشور|کشورها|maa|maat|bansa|mga bansa|pays|ארץ|מדינה|מדינות|देश|zemlja|zemlje|država|države|ország|országok|negara|\
    paese|paesi|国|国/地域|국가|국가/지역|šalis|šalys|valsts|valstis|landen|kraj|kraje|kraje/regiony|țară|țări|страны|krajina|krajiny|земља|земље|länder/områden|\
    ประเทศ|ülke|ülkeler|країна|країни|quốc gia|国家|国家/地区|國家|國家/地區",
    ),
    (
        "devices",
        "device|devices|الجهاز|الأجهزة|устройство|устройства|dispositiu|dispositius|zařízení|enhed|enheder|gerät|geräte|συσκευή|συσκευές|\
    dispositivo|dispositivos|seade|seadmed|دستگاه|دستگاه‌ها|laite|laitteet|device|mga device|appareil|appareils|מכשיר|מכשירים|डिवाइस|uređaj|uređaji|eszköz|\
    eszközök|perangkat|dispositivi|デバイス|기기|įrenginys|įrenginiai|ierīce|ierīces|peranti|apparaat|apparaten|enhet|enheter|urządzenie|urządzenia|dispozitiv|\
    dispozitive|zariadenie|zariadenia|naprava|naprave|уређај|уређаји|อุปกรณ์|cihaz|cihazlar|пристрій|пристрої|thiết bị|设备|裝置",
    ),
    (
        "search appearances",
        "search appearance|search appearances|ظهور البحث|الظهور في البحث|вид в търсенето|представяне в търсенето|aparença a la cerca|vzhled ve vyhledávání|\
    søgeudseende|søgevisning|darstellung in der suche|εμφάνιση στην αναζήτηση|aparición en búsquedas|apariencia en la búsqueda|aspecto en la búsqueda|\
    hakutulosten ulkoasu|näkyminen haussa|apparence dans les résultats de recherche|apparence dans la recherche|חזות תוצאות החיפוש|מראה בחיפוש|\
    खोज में दिखने का तरीका|izgled u pretraživanju|megjelenés a keresésben|tampilan penelusuran|aspetto nella ricerca|検索での見え方|검색 노출|검색결과 표시|\
    weergave in zoekopdrachten|zoekopmaak|søkeutseende|søkevisning|wygląd w wyszukiwarce|wygląd w wynikach wyszukiwania|aspeto na pesquisa|\
    aparência da pesquisa|aspect în căutare|вид в поиске|vzhľad vo vyhľadávaní|videz v iskanju|изглед у претрази|sökutseende|utseende i sök|\
    ลักษณะที่ปรากฏในการค้นหา|arama görünümü|вигляд у пошуку|giao diện tìm kiếm|搜索结果呈现|搜尋外觀|搜尋結果呈現",
    ),
    (
        "filters",
        "filter|filters|فلتر|филтър|filtre|filtr|φίλτρο|filtro|filtri|suodatin|מסנן|फ़िल्टर|szűrő|フィルタ|필터|фильтр|ตัวกรอง|bộ lọc|过滤条件|过滤器|篩選器|篩選條件",
    ),
    (
        "days",
        "date|dates|period|период|période|periodo|período|zeitraum|zeit|час|время|التاريخ|дата|data|datum|dato|ημερομηνία|fecha|kuupäev|تاریخ|päivämäärä|petsa|תאריך|तारीख|dátum|tanggal|日付|날짜|datums|tarikh|dată|датум|\
    วันที่|tarih|ngày|日期|week|month|day|time|woche|monat|tag|semaine|mois|jour|semana|mes|día|settimana|mese|giorno|неделя|месяц|день|週|月|日",
    ),
    (
        "pages",
        "page|pages|top pages|landing page|url|urls|أهم الصفحات|водещи страници|най-популярни страници|pàgines principals|nejčastější stránky|nejnavštěvovanější stránky|\
    mest populære sider|häufigste seiten|seiten|seite|κορυφαίες σελίδες|páginas principales|páginas|suosituimmat sivut|pages les plus populaires|\
    pages les plus fréquentes|principales pages|הדפים המובילים|शीर्ष पेज|najčešće stranice|leggyakoribb oldalak|halaman teratas|pagine principali|上位のページ|\
    ページ|인기 페이지|페이지|populairste pagina's|najpopularniejsze strony|principais páginas|páginas mais frequentes|популярные страницы|самые популярные страницы|\
    страницы|страница|populäraste sidorna|vanligaste sidorna|en popüler sayfalar|sayfalar|найпопулярніші сторінки|trang hàng đầu|热门网页|网页|排名靠前的网页|熱門網頁|網頁",
    ),
];

/// How Google Ads and Microsoft Advertising name the columns that say where in an account an item stands.
pub(super) const CAMPAIGNS: &str = "campaign|campaign name|kampagne|campagne|campaña|campagna|campanha|kampania|кампания|キャンペーン|캠페인|广告系列|廣告活動|\
    kampanya|kampaň|kampanj|kampanje|kampanja|campanie|kampány|καμπάνια|chiến dịch|แคมเปญ|الحملة|קמפיין|кампанія|kampaň|kampaania|kampaņa|campanya|अभियान|kampanye";

/// The same for ad groups.
pub(super) const AD_GROUPS: &str = "ad group|ad group name|adgroup|anzeigengruppe|groupe d'annonces|grupo de anuncios|gruppo di annunci|grupo de anúncios|\
    advertentiegroep|grupa reklam|группа объявлений|広告グループ|광고그룹|广告组|廣告群組|reklam grubu|reklamní sestava|reklamná skupina|annonsgrupp|annoncegruppe|\
    annonsegruppe|mainosryhmä|grup de anunțuri|hirdetéscsoport|ομάδα διαφημίσεων|nhóm quảng cáo|กลุ่มโฆษณา|المجموعة الإعلانية|קבוצת מודעות|група оголошень|\
    рекламна група|grup iklan|skelbimų grupė|reklāmu kopa|reklaamirühm|oglasna skupina|grupa oglasa|विज्ञापन समूह|grup d'anuncis";
