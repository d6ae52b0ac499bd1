//! Keywords of seven languages, made by tables: ten things, each in two forms, asked for in eight ways.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use clustering::{Agreement, Options, Phrase, cluster};

struct Language {
    tag: &'static str,
    /// What is asked; the thing stands where the braces are.
    asked: &'static str,
    /// Both forms of each thing.
    things: &'static str,
}

const LANGUAGES: &[Language] = &[
    Language {
        tag: "de",
        asked: "{} kaufen;beste {};{} test;{} günstig;{} reinigen;welche {} ist die beste;{} für anfänger;{} vergleich",
        things: "Kaffeemaschine/Kaffeemaschinen;Laufschuh/Laufschuhe;Fahrrad/Fahrräder;Zahnbürste/Zahnbürsten;Rasenmäher/Elektro Rasenmäher;Matratze/Matratzen;Bürostuhl/Bürostühle;Rucksack/Rucksäcke;Wasserkocher/Glas Wasserkocher;Sonnenbrille/Sonnenbrillen",
    },
    Language {
        tag: "es",
        asked: "comprar {};mejor {};{} barato;{} opiniones;como limpiar {};precio de {};{} para principiantes;comparativa de {}",
        things: "cafetera/cafeteras;zapatilla de correr/zapatillas de correr;bicicleta/bicicletas;cepillo de dientes/cepillos de dientes;cortacésped/cortacéspedes;colchón/colchones;silla de oficina/sillas de oficina;mochila/mochilas;hervidor/hervidores;gafas de sol/gafa de sol",
    },
    Language {
        tag: "tr",
        asked: "{} satın al;en iyi {};ucuz {};{} yorumları;{} nasıl temizlenir;{} fiyatları;yeni başlayanlar için {};{} karşılaştırma",
        things: "kahve makinesi/kahve makineleri;koşu ayakkabısı/koşu ayakkabıları;bisiklet/bisikletler;diş fırçası/diş fırçaları;çim biçme makinesi/çim biçme makineleri;yatak/yataklar;ofis sandalyesi/ofis sandalyeleri;sırt çantası/sırt çantaları;su ısıtıcısı/su ısıtıcıları;güneş gözlüğü/güneş gözlükleri",
    },
    Language {
        tag: "ar",
        asked: "شراء {};أفضل {};{} رخيصة;تقييم {};كيفية تنظيف {};سعر {};{} للمبتدئين;مقارنة {}",
        things: "ماكينة قهوة/ماكينات القهوة;حذاء جري/أحذية الجري;دراجة/الدراجات;فرشاة أسنان/فرش الأسنان;جزازة عشب/جزازات العشب;مرتبة/المراتب;كرسي مكتب/كراسي المكتب;حقيبة ظهر/حقائب الظهر;غلاية ماء/غلايات الماء;نظارة شمسية/نظارات شمسية",
    },
    Language {
        tag: "hi",
        asked: "{} खरीदें;सबसे अच्छा {};सस्ता {};{} समीक्षा;{} कैसे साफ करें;{} की कीमत;शुरुआती लोगों के लिए {};{} तुलना",
        things: "कॉफी मशीन/कॉफी मशीनें;दौड़ने के जूते/दौड़ने का जूता;साइकिल/साइकिलें;टूथब्रश/इलेक्ट्रिक टूथब्रश;घास काटने की मशीन/घास काटने की मशीनें;गद्दा/गद्दे;ऑफिस कुर्सी/ऑफिस कुर्सियां;बैकपैक/यात्रा बैकपैक;केतली/केतलियां;धूप का चश्मा/धूप के चश्मे",
    },
    Language {
        tag: "zh",
        asked: "购买{};最好的{};便宜的{};{}评测;如何清洁{};{}价格;新手{}推荐;{}对比",
        things: "咖啡机/全自动咖啡机;跑步鞋/男士跑步鞋;自行车/山地自行车;牙刷/电动牙刷;割草机/电动割草机;床垫/乳胶床垫;办公椅/人体工学办公椅;背包/双肩背包;热水壶/电热水壶;太阳镜/偏光太阳镜",
    },
    Language {
        tag: "ja",
        asked: "{} 購入;おすすめの{};安い{};{}の口コミ;{}の掃除方法;{} 価格;初心者向け{};{} 比較",
        things: "コーヒーメーカー/全自動コーヒーメーカー;ランニングシューズ/メンズランニングシューズ;自転車/電動自転車;歯ブラシ/電動歯ブラシ;芝刈り機/電動芝刈り機;マットレス/低反発マットレス;オフィスチェア/メッシュオフィスチェア;リュックサック/防水リュックサック;ケトル/電気ケトル;サングラス/偏光サングラス",
    },
];

/// Agreement with the things beyond chance that every language reaches.
const MIN_AGREEMENT: f64 = 0.60;

fn measure(language: &Language, characters: bool) -> (Agreement, usize) {
    let mut texts = Vec::new();
    let mut labels = Vec::new();
    for (label, forms) in language.things.split(';').enumerate() {
        for form in forms.split('/') {
            for asked in language.asked.split(';') {
                texts.push(asked.replace("{}", form));
                labels.push(label);
            }
        }
    }
    let phrases: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    let options = Options {
        language: language.tag.to_owned(),
        characters,
        ..Options::default()
    };
    let found = cluster(&phrases, &options, &mut |_, _| ControlFlow::Continue(())).expect("nobody cancels");
    let groups: Vec<usize> = found
        .assignment
        .iter()
        .enumerate()
        .map(|(place, group)| group.map_or(found.groups.len() + place, |group| group as usize))
        .collect();
    let count = groups.iter().collect::<BTreeSet<_>>().len();
    (Agreement::of(&labels, &groups), count)
}

#[test]
fn no_language_is_worse_than_by_words_alone() {
    for language in LANGUAGES {
        let (found, count) = measure(language, true);
        let (words, words_count) = measure(language, false);
        let tag = language.tag;
        assert!(
            found.ami >= words.ami - 0.005 && found.ami >= MIN_AGREEMENT,
            "{tag}: {:.3} in {count} groups, by words {:.3} in {words_count}",
            found.ami,
            words.ami
        );
    }
}
