//! Short lists in each code page that spreadsheets write.

use igny8::planner::import::Encoding::{
    Big5, EucJp, EucKr, Gb18030, Ibm437, Ibm737, Ibm775, Ibm850, Ibm852, Ibm857, Ibm862, Ibm866, Iso8859_2,
    Iso8859_5, Iso8859_6, Iso8859_7, Iso8859_13, Koi8R, Koi8U, MacCyrillic, Macintosh, ShiftJis, Windows874,
    Windows1250, Windows1251, Windows1252, Windows1253, Windows1254, Windows1255, Windows1256, Windows1257,
    Windows1258,
};

use super::*;

fn found(text: &str, encoding: Encoding, language: Option<&str>) -> Found {
    let label = encoding.decoder();
    let bytes = match encoding_rs::Encoding::for_label(label.as_bytes()) {
        Some(known) => {
            let (bytes, _, unmappable) = known.encode(text);
            assert!(!unmappable, "{text} in {label}");
            bytes.into_owned()
        }
        None => {
            let page: u16 = label.trim_start_matches("cp").parse().unwrap();
            let table = oem_cp::code_table::ENCODING_TABLE_CP_MAP.get(&page).unwrap();
            oem_cp::encode_string_checked(text, table).unwrap()
        }
    };
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    let hint = Hint {
        language: language.map(str::to_owned),
        tld: None,
    };
    detect(&bytes, &Bytes::of(file).unwrap(), &hint).unwrap()
}

#[test]
fn signs_of_print_are_no_letters_of_another_page() {
    for text in [
        "what’s on\nchildren’s shoes\n",
        "women’s boots\n",
        "don’t panic towel\nwe’ll deliver\nyou’re welcome card\n",
        "best “running” shoes\n",
        "what’s on “best” lists – 2024\n",
        "rock ’n’ roll shoes\n",
        "gifts under £50\n£20 presents\n",
        "shoes under €50\n",
        "wash at 60° towels\n",
        "lego® sets\nnike™ shoes\n",
        "l’oréal shampoo\nd’occasion vélo\nqu’est-ce que le seo\n",
        "dell’arte scarpe\n",
        "«best shoes»\n",
    ] {
        for hint in [None, Some("en"), Some("fr"), Some("de")] {
            let encoding = found(text, Windows1252, hint).encoding;
            let label = encoding.decoder();
            let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
            let read = decode::whole(&bytes, encoding, false).0;
            assert_eq!(read, text, "{label} by {hint:?}");
        }
    }
}

/// Lists of three short lines with their language, and the code pages that spreadsheets write them in.
const LISTS: &[(&str, &str, &[Encoding])] = &[
    (
        "ru",
        "компостер своими руками\nкомпост из листьев\nускоритель компоста\n",
        &[Windows1251, Koi8R, Ibm866, Iso8859_5, MacCyrillic],
    ),
    (
        "uk",
        "компостер своїми руками\nкомпост із листя\nприскорювач компосту\n",
        &[Windows1251, Koi8U],
    ),
    (
        "bg",
        "компостер за двора\nкомпост от листа\nторфена смес за цветя\n",
        &[Windows1251],
    ),
    (
        "pl",
        "kompostownik drewniany\nżyzna ziemia pod róże\nściółka z kory łąkowej\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "cs",
        "kompostér z palet\nžížalí kompostér do bytu\npřekopání kompostu\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "hu",
        "komposztáló ládák\nőszi levelek komposztálása\nkerti hulladék gyűjtő\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "de",
        "komposter für den balkon\nwürmer für den kompost\nkomposthäcksler größe\n",
        &[Windows1252, Macintosh, Ibm850, Ibm437],
    ),
    (
        "fr",
        "composteur à déchets ménagers\nfabriquer un composteur façon palette\nhôtel à vers\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "es",
        "cómo hacer compost en casa\ncompostera pequeña jardín\nabono orgánico para pequeños\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "pt",
        "composteira doméstica\ncomo fazer composteira com minhocas são joão\nadubação orgânica\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "sv",
        "kompost på balkong\nvarmkompost för trädgård\nlövkompost så här gör du\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "el",
        "κομποστοποίηση στο σπίτι\nκάδος κομποστοποίησης\nφυτόχωμα για γλάστρες\n",
        &[Windows1253, Iso8859_7, Ibm737],
    ),
    (
        "tr",
        "kompost nasıl yapılır\nbahçe için kompost kutusu\nsolucan gübresi üretimi ışık\n",
        &[Windows1254, Ibm857],
    ),
    (
        "he",
        "קומפוסט ביתי\nמהפך קומפוסט לגינה\nתולעים לקומפוסט\n",
        &[Windows1255, Ibm862],
    ),
    (
        "ar",
        "صندوق سماد منزلي\nطريقة عمل السماد\nسماد عضوي للزراعة\n",
        &[Windows1256, Iso8859_6],
    ),
    (
        "lt",
        "kompostinė sodui\nkaip daryti kompostą šiltnamyje\nžemė gėlėms\n",
        &[Windows1257, Ibm775],
    ),
    ("th", "ปุ๋ยหมักจากใบไม้\nวิธีทำปุ๋ยหมัก\nถังหมักปุ๋ย\n", &[Windows874]),
    (
        "ja",
        "コンポスト 作り方\n生ゴミ 堆肥\n腐葉土 改良\n",
        &[ShiftJis, EucJp],
    ),
    ("ko", "음식물 퇴비 만들기\n퇴비통 추천\n낙엽 퇴비\n", &[EucKr]),
    ("zh-CN", "堆肥箱制作方法\n厨余堆肥\n蚯蚓堆肥\n", &[Gb18030]),
    ("zh-TW", "堆肥箱製作方法\n廚餘堆肥\n蚯蚓堆肥\n", &[Big5]),
];

/// What public reports say that other readers mistake: capitals alone, orders, lists of titles, Bulgarian for Russian. After
/// `CharsetDetector/UTF-unknown#156` and `#6`, `chardet/chardet#132`, `jawah/charset_normalizer#731`, `errepi/ude#16`.
const REPORTED: &[(&str, &str, &[Encoding])] = &[
    (
        "ru",
        "КУПИТЬ КОМПОСТЕР\nКОМПОСТ ДЛЯ РОЗ\nСАДОВЫЙ ИЗМЕЛЬЧИТЕЛЬ\n",
        &[Windows1251, Koi8R, Ibm866],
    ),
    (
        "ru",
        "пример кириллического текста\nпримеры текстов\nтекст на кириллице\n",
        &[Windows1251, Koi8R],
    ),
    (
        "ru",
        "заказ компостера\nномер заказа 132\nзаказать с доставкой\n",
        &[Windows1251, Koi8R, MacCyrillic],
    ),
    (
        "ru",
        "01. Аромат роз\n02. Ночная песня\n03. Дорога домой\n",
        &[Windows1251, Koi8R],
    ),
    (
        "bg",
        "компостер за балкон\nплан за градина\nцена на компостер\n",
        &[Windows1251],
    ),
];

/// Lists of a few words in the pages of their languages, of letters that other pages read as letters too.
const FEW: &[(&str, &str, &[Encoding])] = &[
    (
        "hu",
        "fűnyíró\nkerti szerszám\nőszi virágok\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "hu",
        "eladó ház\ncipő webáruház\nnői ruha\nbőr táska\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "hu",
        "tető felújítás\nnyílászáró csere\nkönyvelő iroda\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "pl",
        "buty do biegania\nsukienka na wesele\nłóżko piętrowe\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "cs",
        "jak vařit rýži\nchůva praha\nžehlička\nkávovar\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "sk",
        "detské topánky\nzáhradný nábytok\npánske tričko\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "ro",
        "rochii de mireasă\nîncălţăminte damă\nmaşină de spălat\n",
        &[Windows1250, Iso8859_2],
    ),
    (
        "hr",
        "jeftini letovi\nšivaća mašina\nčaj za mršavljenje\n",
        &[Windows1250, Iso8859_2, Ibm852],
    ),
    (
        "sl",
        "otroški čevlji\nvrtno pohištvo\npočitnice ob morju\n",
        &[Windows1250, Iso8859_2],
    ),
    (
        "sr",
        "патике за трчање\nдечја одећа\nкуће на продају\n",
        &[Windows1251],
    ),
    (
        "tr",
        "koşu ayakkabısı\nkadın elbise\nçocuk oyuncakları\n",
        &[Windows1254, Ibm857],
    ),
    (
        "lt",
        "bėgimo batai\nvaikiški drabužiai\nbutai vilniuje\n",
        &[Windows1257, Iso8859_13, Ibm775],
    ),
    (
        "lv",
        "bērnu apavi\ndārza mēbeles\nlēti lidojumi\n",
        &[Windows1257, Iso8859_13, Ibm775],
    ),
    (
        "et",
        "laste jalanõud\naiamööbel\nodavad lennupiletid\n",
        &[Windows1257, Windows1252],
    ),
    (
        "vi",
        "giày cha\u{323}y bô\u{323}\náo khoác nư\u{303}\n",
        &[Windows1258],
    ),
    (
        "el",
        "φθηνά αεροπορικά\nψυγείο\nδιακοπές στην ελλάδα\n",
        &[Windows1253, Iso8859_7],
    ),
    (
        "ru",
        "дешёвые билеты\nхолодильник\nкак испечь торт\n",
        &[Windows1251, Koi8R, Ibm866, Iso8859_5],
    ),
    (
        "uk",
        "дешеві квитки\nїжа для котів\nґанок\n",
        &[Windows1251, Koi8U],
    ),
    (
        "bg",
        "маратонки\nдамски рокли\nградински мебели\n",
        &[Windows1251],
    ),
    ("he", "נעלי ריצה\nשמלות נשים\nרהיטי גן\n", &[Windows1255]),
    (
        "ar",
        "أحذية رياضية\nفساتين نسائية\nأثاث حدائق\n",
        &[Windows1256, Iso8859_6],
    ),
    ("th", "ตั๋วเครื่องบินราคาถูก\nตู้เย็น\n", &[Windows874]),
    (
        "de",
        "kühlschrank\nweihnachtsgeschenke für männer\nstraßenschuhe\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "fr",
        "chaussures de randonnée\nvêtements bébé\ncanapé d'angle\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "es",
        "zapatillas niño\ncamión de juguete\nmuebles jardín\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "pt",
        "fogões a gás\npromoções\nleilões de imóveis\nlimões\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "it",
        "città da visitare\nperché il cielo è blu\ncaffè macinato\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "sv",
        "löparskor\nträdgårdsmöbler\nbarnkläder\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "da",
        "løbesko\nhavemøbler\nbørnetøj\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "nb",
        "løpesko\nhagemøbler\nbarneklær\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    (
        "fi",
        "jääkaappi\nhalvat lennot\npääsiäinen\nmökki\n",
        &[Windows1252, Macintosh, Ibm850],
    ),
    ("is", "hlaupaskór\nódýrt flug\ngarðhúsgögn\n", &[Windows1252]),
    ("nl", "financiële hulp\npatiënt\nscène\n", &[Windows1252]),
    (
        "ca",
        "sabates de córrer\nvestits per a nens\nquè fer a barcelona\n",
        &[Windows1252],
    ),
];

/// Nobody says the language, or it is that of another site.
#[test]
fn few_words_are_enough_without_the_language() {
    let mut wrong = String::new();
    for &(language, text, encodings) in FEW {
        for encoding in encodings {
            for hint in [None, Some("en"), Some(language)] {
                let seen = found(text, *encoding, hint);
                let right = decode::whole(&found_bytes(text, *encoding), seen.encoding, false).0;
                if right != text {
                    let _ = std::fmt::Write::write_fmt(
                        &mut wrong,
                        format_args!(
                            "{encoding:?} of {language} with {hint:?} is taken for {:?}\n",
                            seen.encoding
                        ),
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Loan words of a list in English are no reason for another page.
#[test]
fn words_of_the_west_stay_there() {
    for text in [
        "jalapeño recipes\nfaçade paint\nüber eats\n",
        "café near me\nnaïve bayes\n",
        "résumé template\ncrème brûlée\npiñata\n",
        "beyoncé tickets\nmötley crüe\n",
    ] {
        for hint in [None, Some("en"), Some("de"), Some("fr")] {
            assert_eq!(
                found(text, Windows1252, hint).encoding,
                Windows1252,
                "{text} {hint:?}"
            );
        }
    }
}

/// Files of three short lines, with headers that nobody knows, in each code page that spreadsheets write.
#[test]
fn short_lists_are_found_with_the_language() {
    for &(language, text, encodings) in LISTS.iter().chain(REPORTED) {
        for encoding in encodings {
            let seen = found(text, *encoding, Some(language));
            let right = decode::whole(&found_bytes(text, *encoding), seen.encoding, false).0;
            assert_eq!(
                right, text,
                "{encoding:?} of {language} is taken for {:?}",
                seen.encoding
            );
        }
    }
}

fn found_bytes(text: &str, encoding: Encoding) -> Vec<u8> {
    let label = encoding.decoder();
    encoding_rs::Encoding::for_label(label.as_bytes()).map_or_else(
        || {
            let page: u16 = label.trim_start_matches("cp").parse().unwrap();
            oem_cp::encode_string_checked(
                text,
                oem_cp::code_table::ENCODING_TABLE_CP_MAP.get(&page).unwrap(),
            )
            .unwrap()
        },
        |known| known.encode(text).0.into_owned(),
    )
}

#[test]
fn others_are_offered() {
    let seen = found("компост\nвермикомпост\n", Windows1251, None);
    assert_eq!(seen.encoding, Windows1251);
    assert!(
        seen.others.contains(&Koi8R) && seen.others.len() <= OFFERED,
        "{seen:?}"
    );
}
