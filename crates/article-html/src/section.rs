//! A model's text as HTML that may be kept: taken out of what stands around it, sanitised, and with links only to pages
//! that it was given.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{clean, markdown, marks, tags};

/// The most characters of what a model says around its answer.
const ASIDE: usize = 300;

/// Words with which models speak to the one who asked, in lower case.
const SPOKEN: &[&str] = &[
    "sure",
    "here is",
    "here's",
    "here are",
    "here you go",
    "this is the",
    "okay",
    "ok",
    "great",
    "got it",
    "understood",
    "certainly",
    "of course",
    "absolutely",
    "below is",
    "let me know",
    "i hope",
    "i've",
    "i have",
    "feel free",
    "as requested",
    "the section",
    "hier ist",
    "hier sind",
    "gerne",
    "natürlich",
    "voici",
    "bien sûr",
    "aquí",
    "claro",
    "ecco",
    "certo",
    "aqui está",
    "hier is",
    "以下是",
    "好的",
    "当然",
    "如下",
    "以下は",
    "はい",
    "вот",
    "конечно",
    "다음은",
    "물론",
    "oczywiście",
    "oto",
    "aquí tienes",
    "por supuesto",
    "com certeza",
    "segue",
    "naturalmente",
    "natuurlijk",
    "självklart",
    "här är",
    "elbette",
    "işte",
    "samozřejmě",
    "zde je",
    "ось",
    "звичайно",
    "إليك",
    "بالتأكيد",
    "dưới đây là",
    "berikut",
    "tentu",
];

/// Words for the text that was asked for: a greeting that has none of them may be a sentence of the text.
const ASKED_FOR: &[&str] = &[
    "section",
    "article",
    "html",
    "markdown",
    "draft",
    "rewritten",
    "version",
    "paragraph",
    "content",
    "text",
    "post",
    "abschnitt",
    "artikel",
    "entwurf",
    "fassung",
    "rédig",
    "paragraphe",
    "sección",
    "artículo",
    "seção",
    "artigo",
    "sezione",
    "articolo",
    "sectie",
    "部分",
    "章节",
    "章節",
    "文章",
    "内容",
    "段落",
    "セクション",
    "記事",
    "本文",
    "раздел",
    "стать",
    "текст",
    "섹션",
    "본문",
    "글",
    "sekcj",
    "artykuł",
    "avsnitt",
    "bölüm",
    "sekce",
    "článek",
    "розділ",
    "القسم",
    "المقال",
    "phần",
    "bagian",
];

/// Beginnings of what models say to the one who asked, below their answer.
const CLOSING: &[&str] = &[
    "let me know if",
    "let me know whether",
    "let me know what",
    "i hope this helps",
    "i hope this section",
    "i hope this meets",
    "希望这符合",
    "hope this helps",
    "would you like me to",
    "do you want me to",
    "if you'd like, i can",
    "if you would like, i can",
    "if you want, i can",
    "feel free to adjust",
    "feel free to let me",
    "word count",
    "(word count",
    "[word count",
    "total word count",
    "lass mich wissen",
    "lassen sie mich wissen",
    "sag bescheid",
    "möchtest du, dass ich",
    "möchten sie, dass ich",
    "wortanzahl",
    "(wortanzahl",
    "n'hésitez pas à me",
    "dites-moi si",
    "souhaitez-vous que je",
    "veux-tu que je",
    "nombre de mots",
    "(nombre de mots",
    "avísame si",
    "hazme saber",
    "házmelo saber",
    "¿quieres que",
    "¿te gustaría que",
    "me avise se",
    "gostaria que eu",
    "quer que eu",
    "fammi sapere",
    "vuoi che io",
    "laat me weten",
    "wil je dat ik",
    "daj mi znać",
    "czy chcesz, żebym",
    "如果您需要我",
    "如果你需要我",
    "如需我",
    "需要我",
    "请告诉我",
    "ご希望があれば",
    "必要であれば",
    "дайте знать",
    "дай знать",
    "если нужно, я",
    "хотите, я",
    "필요하시면",
    "원하시면",
];

/// The section of a model, whatever it answered in: fences go, Markdown becomes HTML, and links that were not offered
/// become plain text.
pub fn section(text: &str, links: &BTreeSet<&str>) -> String {
    let text = text.trim_start_matches('\u{feff}').trim();
    let unwrapped = out_of_json(text);
    let unescaped = out_of_entities(unwrapped.as_deref().unwrap_or(text));
    let alone = without_closing(alone(&unescaped));
    let html = markdown::html(&escaped(&marks::without(alone)));
    without_foreign_links(&clean(&html), links)
}

/// HTML that is the only text of a JSON document.
fn out_of_json(text: &str) -> Option<String> {
    let fields = serde_json::from_str::<Value>(
        text.strip_prefix("```json")
            .map_or(text, |text| text.trim_end_matches('`')),
    )
    .ok()?;
    let fields = fields.as_object()?;
    let named = [
        "html", "content", "section", "text", "body", "answer", "markdown", "output", "response", "article",
    ];
    let named = named.iter().find_map(|name| fields.get(*name)?.as_str());
    let only = fields.values().next().filter(|_| fields.len() == 1);
    named.or_else(|| only?.as_str()).map(str::to_owned)
}

/// The answer without what a model says below it to the one who asked.
fn without_closing(text: &str) -> &str {
    let mut text = text.trim_end();
    for _ in 0..3 {
        let Some((before, last)) = text.rsplit_once("\n\n") else {
            return text;
        };
        let said = last
            .trim()
            .trim_start_matches(['*', '_', '-', ' ', '—'])
            .to_lowercase()
            .replace('’', "'");
        let said = said.strip_prefix("<p>").unwrap_or(&said);
        let is_rule = matches!(last.trim(), "---" | "***" | "___" | "<hr>" | "<hr/>" | "<hr />");
        let is_closing = last.chars().count() <= ASIDE
            && !last.trim().contains('\n')
            && CLOSING.iter().any(|begins| said.starts_with(begins));
        if before.trim().is_empty() || !(is_rule || is_closing) {
            return text;
        }
        text = before.trim_end();
    }
    text
}

/// HTML whose signs are written as entities throughout.
fn out_of_entities(text: &str) -> String {
    if !text.starts_with("&lt;") || !text.contains("&lt;/") || text.contains("</") {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The answer without what a model says around it: the inside of a fence, or what follows a greeting.
fn alone(text: &str) -> &str {
    if let Some((before, inner, after)) = fenced(text) {
        let spoken = match (before.is_empty(), after.is_empty()) {
            (true, true) => true,
            (false, _) => {
                is_aside(before)
                    && (after.is_empty() || is_short(after))
                    && (is_spoken(before) || before.ends_with([':', '：']))
            }
            (true, false) => is_aside(after) && is_spoken(after),
        };
        // A listing within a text that stands on its own feet is one.
        if spoken && (before.is_empty() && after.is_empty() || holds_blocks(inner)) {
            return inner;
        }
    }
    // A greeting before elements, or before a heading where it speaks of the text.
    match text.split_once('\n') {
        Some((first, rest)) if is_aside(first) && is_spoken(first) => {
            let rest = rest.trim_start();
            let lower = first.to_lowercase();
            let is_about = ASKED_FOR.iter().any(|word| lower.contains(word));
            let ends = first.trim_end().trim_end_matches(['*', '_']);
            let greets = ends.ends_with([':', '：']) || is_about && ends.ends_with(['.', '!', '。', '！']);
            if greets && (rest.starts_with('<') || is_about && rest.starts_with(['#', '-', '＃'])) {
                return rest.trim_start_matches("---").trim_start();
            }
            text
        }
        _ => text,
    }
}

/// The only fence of HTML, Markdown or no kind: what stands before it, in it and after it.
fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let at = ["```", "~~~"]
        .iter()
        .filter_map(|mark| {
            if text.starts_with(mark) {
                Some(0)
            } else {
                text.find(&format!("\n{mark}")).map(|at| at + 1)
            }
        })
        .min()?;
    let mark = text[at..].chars().next()?;
    let length = text[at..].len() - text[at..].trim_start_matches(mark).len();
    let rest = &text[at + length..];
    let (kind, inner) = rest.split_once('\n')?;
    let kind = kind.trim().to_ascii_lowercase();
    if !matches!(
        kind.as_str(),
        "" | "html" | "xhtml" | "htm" | "xml" | "markdown" | "md" | "text" | "txt"
    ) {
        return None;
    }
    let fence = &text[at..at + length];
    // The last line of the same marks ends it; a text that was cut has none.
    let lines = inner.match_indices(fence).filter(|(place, _)| {
        let is_begin = *place == 0 || inner[..*place].ends_with('\n');
        is_begin
            && inner[*place + length..]
                .lines()
                .next()
                .is_none_or(|rest| rest.trim().is_empty())
    });
    let (inner, after) = match lines.last() {
        Some((end, _)) => (&inner[..end], &inner[end + length..]),
        None => (inner, ""),
    };
    Some((text[..at].trim(), inner.trim(), after.trim()))
}

/// Whether the inside of a fence is a text rather than a listing.
fn holds_blocks(text: &str) -> bool {
    let begins = text.trim_start();
    [
        "<p",
        "<h",
        "<ul",
        "<ol",
        "<table",
        "<div",
        "<section",
        "<article",
        "<block",
        "<!doctype",
        "<fig",
        "#",
        "- ",
        "* ",
        "**",
    ]
    .iter()
    .any(|mark| begins.to_ascii_lowercase().starts_with(mark))
        || text.contains("\n\n")
}

/// Whether a text is one short paragraph without any markup.
fn is_aside(text: &str) -> bool {
    is_short(text) && !text.trim().contains("\n\n")
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= ASIDE
        && !text.contains("</")
        && !text.contains("\n#")
        && !text.contains("\n- ")
        && !text.contains('|')
}

fn is_spoken(text: &str) -> bool {
    // The capital of Turkish has a dot of its own.
    let text = text.to_lowercase().replace("i\u{307}", "i");
    SPOKEN.iter().any(|words| {
        text.match_indices(words).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + words.len()..].chars().next();
            let parted = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
            parted(before) && parted(after)
        })
    })
}

/// The same with signs that open no known element as those of the text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut begins, mut at) = (0, 0);
    while let Some(found) = text[at..].find(['<', '`', '~']).map(|found| at + found) {
        if !text[found..].starts_with('<') {
            at = tags::code_end(text, found).unwrap_or(found + 1);
            continue;
        }
        let rest = &text[found..];
        let is_markup = tags::is_known(rest)
            || rest.starts_with("<!")
            || rest.starts_with("<http")
            || rest.starts_with("<mailto");
        if !is_markup {
            out.push_str(&text[begins..found]);
            out.push_str("&lt;");
            begins = found + 1;
        }
        at = found + 1;
    }
    out.push_str(&text[begins..]);
    out
}

/// Sanitised HTML has its anchors in one form, so that they can be found by their text.
fn without_foreign_links(html: &str, links: &BTreeSet<&str>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<a ") {
        out.push_str(before);
        let Some((tag, next)) = after.split_once('>') else {
            return out;
        };
        let (inner, following) = next.split_once("</a>").unwrap_or((next, ""));
        let href = tag
            .split_once("href=\"")
            .and_then(|(_, value)| value.split_once('"'))
            .map(|(value, _)| value.replace("&amp;", "&"));
        if href.is_some_and(|href| links.contains(href.as_str())) {
            out.extend(["<a ", tag, ">", inner, "</a>"]);
        } else {
            out.push_str(inner);
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_markdown_become_html() {
        let none = BTreeSet::new();
        assert_eq!(section("```html\n<p>One</p>\n```", &none), "<p>One</p>");
        let html = section("One **two**\n\n- a\n- b", &none);
        assert!(
            html.contains("<strong>two</strong>") && html.contains("<li>a</li>"),
            "{html}"
        );
    }

    #[test]
    fn only_offered_links_stay() {
        let links = BTreeSet::from(["https://example.com/a?x=1&y=2"]);
        let html = section(
            r#"<p><a href="https://example.com/a?x=1&amp;y=2">A</a> and <a href="https://evil.example/">B <b>c</b></a>.</p>"#,
            &links,
        );
        assert!(html.contains("https://example.com/a?x=1&amp;y=2"), "{html}");
        assert!(!html.contains("evil") && html.contains("B <b>c</b>"), "{html}");
    }
}
