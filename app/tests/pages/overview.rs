//! The first page and Billing's, as the server sends them.

use igny8::permission::Role;

use crate::drawn::page;

fn has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
}

#[tokio::test]
async fn home_says_what_to_do_and_the_bell_what_is_new() {
    let (status, html) = page(Role::Editor, "/home").await;
    assert_eq!(status, 200);
    has(
        &html,
        &[
            "Needs attention",
            "3 articles are ready for review.",
            "href=\"/writer/content?status=in_review\"",
            "Set up your site",
            "Dismiss",
            "aria-label=\"Notifications, 3 unread\"",
            "href=\"/system/notifications\"",
        ],
    );
}

#[tokio::test]
async fn figures_stand_against_the_period_before_also_as_a_table() {
    let (status, html) = page(Role::Owner, "/billing").await;
    assert_eq!(status, 200);
    has(
        &html,
        &[
            "+40 vs. the previous 30 days",
            "+0.02 vs. the previous 30 days",
            "was 80",
            "Previous period",
            "Your credits last until 4 December 2026.",
            "03 Dec (expected)",
            "href=\"/billing?days=90\"",
            "12 months",
            "<polyline",
        ],
    );
    assert!(
        !html.contains("style=\""),
        "an inline style, which the content security policy forbids"
    );
    assert!(!html.contains("NaN") && !html.contains("inf%"), "{html}");
}
