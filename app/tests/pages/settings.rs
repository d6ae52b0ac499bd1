//! Forms, the bin, and what each role may do on them, as the server sends their pages.

use igny8::permission::Role;

use crate::drawn::page;
use crate::fake;

#[tokio::test]
async fn settings_are_chosen_from_registers_and_saved_in_sight() {
    let (status, html) = page(Role::Admin, "/system/settings").await;
    assert_eq!(status, 200);
    for part in [
        "id=\"form-time_zone\"",
        "value=\"America/New York\"",
        "value=\"Portuguese (Brazil) – pt-BR\"",
        "aria-label=\"Suggestions\"",
        "id=\"save-bar\"",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    assert!(!html.contains("style=\""));
}

#[tokio::test]
async fn the_bin_is_there_for_those_who_delete() {
    let (status, html) = page(Role::Editor, "/system/bin").await;
    assert_eq!(status, 200);
    for part in [
        "href=\"/system/bin\"",
        "No deleted items yet",
        "stay here for 30 days",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    let (_, html) = page(Role::Viewer, "/planner").await;
    assert!(!html.contains("href=\"/system/bin\""));
    // What is not there may have been deleted.
    let missing = "/planner/keywords/00000000-0000-0000-0000-00000000dead";
    let (_, html) = page(Role::Editor, missing).await;
    assert!(html.contains("View trash"), "{html}");
    let (_, html) = page(Role::Viewer, missing).await;
    assert!(!html.contains("View trash"));
}

#[tokio::test]
async fn figures_end_where_their_titles_do_and_rows_have_one_ground() {
    let (_, html) = page(Role::Editor, "/planner/keywords").await;
    let heading = html.split("aria-sort=\"descending\"").nth(1).unwrap_or_default();
    let link = heading.split("</a>").next().unwrap_or_default();
    assert!(
        link.contains("flex-row-reverse") && link.contains("Volume"),
        "the arrow stands before the title: {link}"
    );
    assert!(html.contains("class=\"row ") && html.contains("row-menu"));
    assert!(html.contains("border-separate"));
}

#[tokio::test]
async fn nobody_fills_in_a_form_that_would_be_refused() {
    let mut read_only = 0;
    for form in igny8::registry::forms() {
        for role in [Role::Viewer, Role::Editor, Role::Admin, Role::Owner] {
            let (status, html) = page(role, form.path).await;
            assert_eq!(status, 200, "{}", form.path);
            let may = role.may(igny8::permission::Verb::Update, form.entity.resource);
            assert_eq!(
                html.contains("All changes saved"),
                may,
                "{} as {role:?}",
                form.path
            );
            assert_eq!(
                html.contains("Ask an admin to change them."),
                !may,
                "{} as {role:?}",
                form.path
            );
            assert_eq!(
                html.contains("<fieldset disabled"),
                !may,
                "{} as {role:?}",
                form.path
            );
            read_only += u32::from(!may);
        }
    }
    assert!(read_only >= 2, "viewers and editors only read the settings");
}

#[tokio::test]
async fn the_page_of_an_invitation_says_who_invites_where() {
    let (status, html) = page(Role::Viewer, &format!("/invite/{}", fake::INVITATION)).await;
    assert_eq!(status, 200);
    for part in [
        "Ann invited you to join Acme &amp; Söhne.",
        "Your role: Editor.",
        "value=\"carol@example.com\"",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    let (status, html) = page(Role::Viewer, "/invite/another").await;
    assert_eq!(status, 404);
    assert!(!html.contains("name=\"password\""), "{html}");
}
