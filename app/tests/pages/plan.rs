//! The plan as each role sees it, and the banner of a late payment.

use igny8::permission::Role;

use crate::drawn::page;

#[tokio::test]
async fn the_plan_says_what_is_used_and_where_to_go() {
    let (status, html) = page(Role::Owner, "/billing/plan").await;
    assert_eq!(status, 200);
    for part in [
        "Starter plan",
        "Payment overdue",
        "You keep your plan until",
        "6 of 5",
        "6, no limit",
        "Over the limit. Nothing is deleted",
        "href=\"/planner/keywords\"",
        "20,000 keywords",
        "$99.50 per month",
        "Scheduled runs this month: no limit",
        "Manage billing",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    assert!(
        !html.contains("style=\""),
        "an inline style, which the content security policy forbids"
    );
    assert_eq!(
        html.matches("btn-primary mt-4").count(),
        1,
        "one plan can be switched to"
    );
}

#[tokio::test]
async fn only_owners_are_offered_to_pay() {
    let (_, html) = page(Role::Admin, "/billing/plan").await;
    assert!(html.contains("Starter plan") && html.contains("Ask an account owner"));
    assert!(!html.contains("Manage billing") && !html.contains("Switch to"));
    let (_, html) = page(Role::Editor, "/planner").await;
    assert!(!html.contains("/billing/plan"));
}

#[tokio::test]
async fn a_late_payment_is_told_on_every_page() {
    let (_, html) = page(Role::Owner, "/planner/keywords").await;
    assert!(html.contains("Your last payment failed."), "{html}");
    let (_, html) = page(Role::Editor, "/planner/keywords").await;
    assert!(!html.contains("Your last payment failed."));
}
