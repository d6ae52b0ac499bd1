//! Tests of the sanitiser: attacks by the categories of public lists, and that nothing good is lost.
//!
//! Every attack is parsed again, as a browser does, and looked through for anything that could act.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use igny8::writer::markup::{Piece, pieces};

use super::sanitize::{TAGS, clean};

/// Everything that the cleaned HTML consists of is on a list, in both attributes and tags.
pub(super) fn check(html: &str) -> String {
    let cleaned = clean(html);
    assert_eq!(clean(&cleaned), cleaned, "cleaned again, it changes: {html:?}");
    assert!(!cleaned.contains("<!"), "{cleaned}");
    for piece in pieces(&cleaned) {
        let tag = match piece {
            Piece::Text(text) => {
                assert!(!text.contains(['<', '>', '\0']), "{html:?} gave {cleaned:?}");
                continue;
            }
            Piece::End(name) => {
                assert!(TAGS.contains(&name), "{html:?} gave {cleaned:?}");
                continue;
            }
            Piece::Start(tag) => tag,
        };
        assert!(TAGS.contains(&tag.name), "{html:?} gave {cleaned:?}");
        for (name, value) in tag.attributes() {
            let value = igny8::writer::markup::decode(value);
            let bare: String = value
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect();
            let bare = bare.to_lowercase();
            let fits = match (tag.name, name) {
                ("a", "href") => !["javascript:", "data:", "vbscript:", "file:", "blob:"]
                    .iter()
                    .any(|bad| bare.starts_with(bad)),
                ("a", "rel") => value == "noopener",
                ("img", "src") => value.starts_with("/api/v1/writer/images/") || bare.starts_with("https://"),
                ("img", "alt") => true,
                ("img", "width" | "height") | ("td" | "th", "colspan" | "rowspan") => {
                    value.parse::<u16>().is_ok()
                }
                _ => false,
            };
            assert!(fits, "{name}={value:?} of {html:?} gave {cleaned:?}");
        }
    }
    cleaned
}

#[test]
fn scripts_and_their_like_go_with_their_content() {
    for html in [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<script\n>alert(1)</script\n>",
        "<script/x>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<<script>alert(1)//<</script>",
        "<script>alert(1)",
        "<script src=\"https://evil.example/\" <b>",
        "<style>*{background:url(javascript:alert(1))}</style>",
        "<style>@import'https://evil.example/x.css'</style>",
        "<link rel=stylesheet href=javascript:alert(1)>",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
        "<meta http-equiv=\"Set-Cookie\" content=\"a=b\">",
        "<base href=\"javascript:alert(1)//\">",
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
        "<object data=\"data:text/html;base64,PHNjcmlwdD4=\"></object>",
        "<embed src=javascript:alert(1)>",
        "<applet code=x></applet><bgsound src=javascript:alert(1)><layer src=x></layer>",
        "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
        "<form action=javascript:alert(1)><input type=submit><button formaction=javascript:alert(1)></button></form>",
        "<isindex action=javascript:alert(1) type=image>",
        "<video><source onerror=alert(1)></video><audio src onerror=alert(1)>",
        "<marquee onstart=alert(1)></marquee><details open ontoggle=alert(1)>",
        "<body onload=alert(1)><html onclick=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
        "<svg><a xlink:href=\"javascript:alert(1)\"></a></svg>",
        "<svg><use href=\"data:image/svg+xml,<svg onload=alert(1)>#x\"></use></svg>",
        "<math href=\"javascript:alert(1)\"></math>",
        "<xml id=x><x><![CDATA[<img src=x onerror=alert(1)>]]></x></xml>",
        "<?xml version=\"1.0\"?><?php echo 1 ?>",
    ] {
        let cleaned = check(html);
        assert!(!cleaned.contains("evil.example"), "{html} gave {cleaned}");
    }
    assert_eq!(check("a<script>alert(1)</script>b"), "ab");
    assert_eq!(check("a<style>b{}</style>c"), "ac");
}

#[test]
fn no_event_handler_stays() {
    for html in [
        "<p onclick=alert(1)>x</p>",
        "<p ONCLICK='alert(1)'>x</p>",
        "<p/onclick=alert(1)>x</p>",
        "<p\u{c}onclick=alert(1)>x</p>",
        "<p\nonclick\n=\nalert(1)>x</p>",
        "<p x=\">\" onclick=\"alert(1)\">x</p>",
        "<p x='\"' onclick='alert(1)'>x</p>",
        "<p style=x:expression(alert(1))>x</p>",
        "<p style=\"background:url('javascript:alert(1)')\">x</p>",
        "<p style=\"-moz-binding:url(x)\" class=x id=location name=x tabindex=0 onfocus=alert(1) autofocus>x</p>",
        "<p contenteditable srcdoc=x formaction=x ping=x target=_blank download>x</p>",
        "<p \"onclick=alert(1)\">x</p>",
        "<p a=1 a=2 onclick=alert(1)>x</p>",
    ] {
        assert_eq!(check(html), "<p>x</p>", "{html}");
    }
    for html in [
        "<img src=x onerror=alert(1)>",
        "<img src=\"https://example.com/a.png\" onerror=alert(1)>",
        "<img \"\"\"><script>alert(1)</script>\">",
        "<img src=`x`onerror=alert(1)>",
        "<img src=x\u{0}onerror=alert(1)>",
        "<img src=https://example.com/a.png srcset=\"javascript:alert(1) 1x\">",
        "<img dynsrc=javascript:alert(1) lowsrc=javascript:alert(1)>",
        "<a href=https://example.com onmouseover=alert(1)>x</a>",
    ] {
        assert!(!check(html).contains("alert"), "{html}");
    }
}

#[test]
fn links_lead_only_where_they_may() {
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java\rscript:alert(1)",
        "java\u{0}script:alert(1)",
        "java&Tab;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;&#x61;vascript:alert(1)",
        "&#0000106avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#58;alert(1)",
        "javascript&#x3A;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "DATA:image/svg+xml,x",
        "vbscript:msgbox(1)",
        "livescript:x",
        "mocha:x",
        "file:///etc/passwd",
        "blob:https://example.com/x",
        "feed:javascript:alert(1)",
        "view-source:x",
        "jar:x",
        "ftp://example.com",
        "tel:1",
        "x:y",
        "",
    ] {
        assert_eq!(check(&format!("<a href=\"{href}\">x</a>")), "x", "{href:?}");
    }
    for href in [
        "https://example.com/a?b=c&amp;d#e",
        "http://example.com",
        "HTTPS://example.com",
        "mailto:ann@example.com",
        "/path/to:there",
        "path",
        "#part",
        "?page=2",
        "//example.com/x",
        "javascript%3Aalert(1)",
    ] {
        let cleaned = check(&format!("<a href=\"{href}\" rel=x target=_blank>x</a>"));
        assert_eq!(cleaned, format!("<a href=\"{href}\" rel=\"noopener\">x</a>"));
    }
}

#[test]
fn pictures_are_ours_or_served_safely() {
    let own = "/api/v1/writer/images/0190a0a0-0000-7000-8000-000000000001/file/large";
    for src in [
        own,
        &format!("{own}?v=0190a0a0-0000-7000-8000-000000000002"),
        "https://example.com/a.png",
    ] {
        let html = format!("<img src=\"{src}\" alt=\"A &lt;b&gt;\" width=\"10\" height=\"20\">");
        let cleaned = check(&html);
        assert!(
            cleaned.contains(src) && cleaned.contains("width=\"10\""),
            "{cleaned}"
        );
    }
    for src in [
        "http://example.com/a.png",
        "//example.com/a.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "https:",
        "https://",
        "https://ann:secret@example.com/",
        "/logout",
        "/api/v1/writer/images/x/file/large",
        "/api/v1/writer/images/0190a0a0-0000-7000-8000-000000000001/file/huge",
        "/api/v1/writer/images/0190a0a0-0000-7000-8000-000000000001/file/large/../../../../x",
        "/api/v1/writer/images/0190a0a0-0000-7000-8000-000000000001/file/large?v=x",
    ] {
        assert_eq!(check(&format!("<img src=\"{src}\">")), "", "{src}");
    }
    assert_eq!(
        check("<table><tr><td colspan=2 rowspan=65534>x</td></tr></table>"),
        "<table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>"
    );
}

#[test]
fn parsing_tricks_do_not_help() {
    for html in [
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<template><style></template><img src=x onerror=alert(1)>",
        "<title><img src=\"</title><img src=x onerror=alert(1)>\">",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
        "<style><img title=\"</style><img src=x onerror=alert(1)>\">",
        "<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\">",
        "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\">",
        "<noframes><img title=\"</noframes><img src=x onerror=alert(1)>\">",
        "<iframe><img title=\"</iframe><img src=x onerror=alert(1)>\">",
        "<plaintext><img src=x onerror=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!--->--><img src=x onerror=alert(1)>",
        "<!-- --!><img src=x onerror=alert(1)>",
        "<!-- > <img src=x onerror=alert(1)> -->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<![if IE]><script>alert(1)</script><![endif]>",
        "</p <img src=x onerror=alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title=\"</style><img src onerror='alert(1)'>\"></style></h1>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<svg><style><img src=\"</style><img src=x onerror=alert(1)//\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
        "<svg><foreignObject><p><style></style><img src=x onerror=alert(1)></foreignObject></svg>",
        "<svg><title><style></title><img src=x onerror=alert(1)>",
        "<select><template><style></select><img src=x onerror=alert(1)>",
        "<table><td><svg><desc><td><title></title><style><!--</style></title><img src=x onerror=alert(1)>",
        "<p title=\"</p><script>alert(1)</script>\">x",
        "<b <script>alert(1)</script>0",
        "<a href=\"x\" title='\"><img src=x onerror=alert(1)>'>y</a>",
        "<a href='x\"><img src=x onerror=alert(1)>'>y</a>",
        "<img alt=\"`><img src=x onerror=alert(1)>\">",
        "\u{feff}<script>alert(1)</script>",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "\u{bc}script\u{be}alert(1)\u{bc}/script\u{be}",
        "<\u{0}script>alert(1)</\u{0}script>",
        "<p>a\u{0}b</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    ] {
        check(html);
    }
    assert_eq!(check("&lt;script&gt;"), "&lt;script&gt;");
    assert_eq!(check("<p>a\u{0}b</p>"), "<p>ab</p>");
}

#[test]
fn what_an_article_has_stays_as_it_is() {
    let article = "<p>One <strong>two</strong> <em>three</em> <a href=\"/x\" rel=\"noopener\">four</a>.<br>Five &amp; six.</p>\
        <h2>Grip</h2><h3>Mud</h3><h4>Deep</h4><ul><li>A<ul><li>B</li></ul></li></ul><ol><li><p>C</p></li></ol>\
        <blockquote><p>Q</p></blockquote><pre><code>a\n  &lt;b&gt;</code></pre><hr>\
        <table><caption>T</caption><thead><tr><th colspan=\"2\">H</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>\
        <figure><img src=\"https://example.com/a.png\" alt=\"A\"><figcaption>Cap</figcaption></figure>\
        <p>x<sub>1</sub><sup>2</sup><u>u</u><s>s</s><b>b</b><i>i</i></p>";
    assert_eq!(check(article), article);
}

#[test]
fn what_an_article_may_not_have_leaves_its_text() {
    for (html, expected) in [
        ("<h1>Title</h1><h5>Small</h5>", "<h2>Title</h2><h4>Small</h4>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div><div><p>One</p></div></div>", "<p>One</p>"),
        (
            "<p><span style=\"color:red\">x</span> <font>y</font></p>",
            "<p>x y</p>",
        ),
        ("<p></p><p> </p><p>x</p><h2></h2>", "<p>x</p>"),
        ("<p id=\"top\">x</p><a name=\"here\">y</a>", "<p>x</p>y"),
        ("<p>open <b>bold", "<p>open <b>bold</b></p>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("<del>old</del>", "<s>old</s>"),
        ("<pre>\n\n\nx\n</pre>", "<pre>x\n</pre>"),
        ("plain text", "plain text"),
        ("", ""),
    ] {
        assert_eq!(check(html), expected, "{html}");
    }
}
