//! Pages as the server sends them, before any script runs.
#![cfg(feature = "ssr")]

mod drawn;
mod fake;
mod overview;
mod plan;
mod settings;

use drawn::{asking, page};
use fake::{ARTICLE, Asked, PROMPT, TASK};
use igny8::permission::{Role, Verb};

#[tokio::test]
async fn a_list_has_its_rows_links_and_count() {
    let (status, html) = page(Role::Editor, "/planner/keywords?intent=commercial&page_size=25").await;
    assert_eq!(status, 200);
    for part in [
        "trail shoes 0",
        "12,000",
        "1–25 of 120",
        "Intent: Commercial",
        "aria-sort=\"descending\"",
        "href=\"/planner/keywords?intent=commercial&amp;sort=volume&amp;page_size=25\"",
        "href=\"/planner/keywords/00000000-0000-0000-0000-000000001000?intent=commercial",
        "Add keyword",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    assert!(
        !html.contains("style=\""),
        "an inline style, which the content security policy forbids"
    );
}

/// What is asked twice may be answered otherwise the second time: the browser would take over another page than the one that was
/// drawn.
#[tokio::test]
async fn pages_are_drawn_from_answers_that_are_asked_for_once() {
    for path in [
        "/home",
        "/planner",
        "/planner/keywords",
        "/billing/plan",
        "/system/settings",
        "/system/status",
        &format!("/writer/content/{ARTICLE}"),
    ] {
        let asked = Asked::default();
        let (status, _) = asking(Role::Owner, path, &asked).await;
        assert_eq!(status, 200, "{path}");
        let asked = asked.lock().unwrap();
        assert!(asked.len() > 1, "{path} asks for nothing but {asked:?}");
        assert!(asked.values().all(|times| *times == 1), "{path}: {asked:?}");
    }
}

/// The addresses of all links that lead to pages of the Planner.
fn planner_links(html: &str) -> Vec<&str> {
    html.split("href=\"/planner")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[tokio::test]
async fn a_viewer_is_offered_nothing_that_changes() {
    let (status, html) = page(Role::Viewer, "/planner/keywords").await;
    assert_eq!(status, 200);
    assert!(html.contains("trail shoes 0") && html.contains("Actions for trail shoes 0"));
    for offered in [
        "Add keyword",
        "/planner/keywords/import",
        "Edit Volume of trail shoes 0",
        "Auto-cluster",
        "Delete",
    ] {
        assert!(!html.contains(offered), "a viewer is offered {offered}");
    }
    let (_, html) = page(Role::Viewer, "/planner/clusters").await;
    assert!(html.contains("No clusters yet") && !html.contains("Add cluster"));
}

#[tokio::test]
async fn an_editor_may_select_rows_and_edit_the_cells_that_the_declaration_says() {
    let (_, html) = page(Role::Editor, "/planner/keywords").await;
    for part in [
        "Select trail shoes 0",
        "Select all rows on this page",
        "Edit Volume of trail shoes 0",
        "data-cell=\"intent\"",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    assert!(
        !html.contains("data-cell=\"status\"") && !html.contains("data-cell=\"keyword\""),
        "cells that are not declared as editable"
    );
}

#[tokio::test]
async fn the_navigation_has_what_the_role_may_see() {
    let (_, editor) = page(Role::Editor, "/planner").await;
    assert!(
        editor.contains("href=\"/planner/keywords\"") && editor.contains("href=\"/automation/schedules\"")
    );
    for hidden in [
        "/auth/tokens",
        "/auth/users",
        "/system/settings",
        "/billing/credits",
    ] {
        assert!(
            !editor.contains(&format!("href=\"{hidden}\"")),
            "an editor sees {hidden}"
        );
    }
    let (_, admin) = page(Role::Admin, "/planner").await;
    assert!(
        admin.contains("href=\"/auth/sites\"") && !admin.contains("href=\"/auth/users\""),
        "beside the work stands the way to the settings, and nothing of them"
    );
    let (_, admin) = page(Role::Admin, "/system/settings").await;
    for shown in [
        "/auth/tokens",
        "/auth/users",
        "/system/settings",
        "/billing/credits",
    ] {
        assert!(
            admin.contains(&format!("href=\"{shown}\"")),
            "an admin does not see {shown}"
        );
    }
    assert!(
        admin.contains("Back to Home") && !admin.contains("href=\"/planner/keywords\""),
        "in the settings stands the way back, and nothing of the work"
    );
}

#[tokio::test]
async fn every_step_of_the_way_to_a_page_leads_to_a_page() {
    let way = async |path: &str| {
        let (_, html) = page(Role::Owner, path).await;
        let way = html.split("aria-label=\"Breadcrumb\"").nth(1)?;
        let links = way.split("</nav>").next()?.split("href=\"").skip(1);
        Some(
            links
                .filter_map(|rest| rest.split('"').next())
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(way("/home").await, None);
    assert_eq!(way("/planner/keywords").await.unwrap(), ["/planner"]);
    assert_eq!(
        way("/planner/keywords/new").await.unwrap(),
        ["/planner", "/planner/keywords"]
    );
    assert_eq!(way("/planner").await, None);
    assert_eq!(way("/billing/plan").await.unwrap(), ["/auth/sites"]);
    assert_eq!(way("/system/status").await.unwrap(), ["/auth/sites"]);
}

#[tokio::test]
async fn the_site_and_sector_stay_in_every_link_of_the_planner() {
    let site = "site_id=00000000-0000-0000-0000-000000000051";
    let sector = "sector_id=00000000-0000-0000-0000-00000000005e";
    let (status, html) = page(
        Role::Editor,
        &format!("/planner/keywords?{site}&{sector}&intent=commercial"),
    )
    .await;
    assert_eq!(status, 200);
    assert!(
        html.contains("Example site · Running"),
        "the switch says where one is"
    );
    let links = planner_links(&html);
    assert!(links.len() > 60, "only {} links", links.len());
    // The switch itself leads to other places.
    let switch = html
        .split("id=\"place\"")
        .nth(1)
        .and_then(|rest| rest.split("</header>").next());
    let switch = planner_links(switch.unwrap_or_default());
    for link in links {
        let stays = link.contains(site) && link.contains(sector);
        assert!(stays || switch.contains(&link), "/planner{link} loses the place");
    }
}

#[tokio::test]
async fn saved_views_are_tabs_that_keep_the_place() {
    let sector = "sector_id=00000000-0000-0000-0000-00000000005e";
    let (_, html) = page(
        Role::Editor,
        &format!("/planner/keywords?{sector}&difficulty_max=30"),
    )
    .await;
    for part in ["aria-label=\"Views\"", "Quick wins", "shared with team"] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    let name = html.find("Quick wins").expect("the name of the view");
    let link = html[..name].rfind("<a ").expect("the link of the view");
    let tab = &html[link..name];
    assert!(
        tab.contains("aria-current=\"page\"") && tab.contains(sector),
        "{tab}"
    );
    assert!(!html.contains("Save view"), "what shows is saved already");
    let (_, html) = page(Role::Editor, "/planner/keywords?difficulty_max=29").await;
    assert!(html.contains("Save view"));
    let (_, html) = page(Role::Editor, "/planner/keywords").await;
    assert!(!html.contains("Save view"), "the list as it opens needs no name");
}

#[tokio::test]
async fn where_no_page_is_the_answer_is_404_with_a_way_on() {
    for path in [
        "/nowhere",
        "/planner/keywords/7",
        "/system/tasks/new",
        "/planner/nothing",
    ] {
        let (status, html) = page(Role::Editor, path).await;
        assert_eq!(status, 404, "{path}");
        assert!(
            html.contains("Page not found") && html.contains("Go to home"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_address_that_the_list_does_not_have_says_so() {
    let (_, html) = page(Role::Editor, "/planner/keywords?colour=red").await;
    assert!(html.contains("colour") && html.contains("Unknown filter."));
    assert!(html.contains("Reset view"));
}

#[tokio::test]
async fn what_is_empty_says_what_it_is_for_and_what_is_filtered_away_how_to_get_back() {
    let (_, html) = page(Role::Editor, "/planner/clusters").await;
    assert!(html.contains("No clusters yet") && html.contains("Add cluster"));
    let (_, html) = page(Role::Editor, "/planner/keywords?search=nothing-like-it").await;
    assert!(html.contains("No results match these filters") && html.contains("Reset filters"));
}

#[tokio::test]
async fn a_missing_row_is_a_404() {
    let (status, html) = page(
        Role::Editor,
        "/planner/keywords/00000000-0000-0000-0000-00000000dead",
    )
    .await;
    assert_eq!(status, 404, "{html}");
    assert!(html.contains("This keyword doesn"));
    // The list behind it is there all the same.
    assert!(html.contains("trail shoes 0"));
    let (status, html) = page(Role::Editor, "/system/tasks/00000000-0000-0000-0000-00000000dead").await;
    assert_eq!(status, 404, "{html}");
    let (status, _) = page(
        Role::Editor,
        "/planner/keywords/00000000-0000-0000-0000-000000001000",
    )
    .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_run_shows_its_result_in_words_with_links() {
    let (status, html) = page(Role::Editor, &format!("/system/tasks/{TASK}")).await;
    assert_eq!(status, 200);
    for part in [
        "Read 1,204 rows: 1,180 added, 12 updated, 4 unchanged, 8 rejected.",
        "/rejects\"",
        "Undo import",
        "View keywords",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
}

#[tokio::test]
async fn the_import_starts_with_a_file_and_is_not_for_viewers() {
    let (_, html) = page(Role::Editor, "/planner/keywords/import").await;
    assert!(html.contains("type=\"file\"") && html.contains("/samples/keywords.csv"));
    let (_, html) = page(Role::Viewer, "/planner/keywords/import").await;
    assert!(!html.contains("type=\"file\"") && html.contains("permission to import."));
}

#[tokio::test]
async fn an_article_can_be_read_before_its_editor_is_there() {
    let (status, html) = page(Role::Editor, &format!("/writer/content/{ARTICLE}")).await;
    assert_eq!(status, 200);
    for part in [
        "Edit “How to choose trail shoes”",
        "<h2>Grip</h2>",
        "<li>Mud: 5 mm and more</li>",
        "Offline draft",
        "role=\"toolbar\"",
        "Approve",
        "Publish",
        "How long do trail shoes last?",
        "value=\"choose-trail-shoes\"",
        "A shoe on wet rock",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    assert!(
        !html.contains("style=\""),
        "an inline style, which the content security policy forbids"
    );
}

#[tokio::test]
async fn a_viewer_reads_an_article_and_changes_nothing() {
    let (_, html) = page(Role::Viewer, &format!("/writer/content/{ARTICLE}")).await;
    assert!(html.contains("<h2>Grip</h2>"));
    for part in ["role=\"toolbar\"", "Approve", "Publish", "Remove shoes"] {
        assert!(!html.contains(part), "{part} in\n{html}");
    }
}

#[tokio::test]
async fn a_client_may_approve_an_article_and_comment_on_it_and_nothing_else() {
    let (_, html) = page(Role::Client, &format!("/writer/content/{ARTICLE}")).await;
    for part in ["Approve", "Add a comment", "<h2>Grip</h2>"] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    for part in ["role=\"toolbar\"", "Publish", "Remove shoes", "Submit for review"] {
        assert!(!html.contains(part), "{part} in\n{html}");
    }
    let (_, html) = page(Role::Viewer, &format!("/writer/content/{ARTICLE}")).await;
    assert!(html.contains("Comments") && !html.contains("Add a comment"));
}

#[tokio::test]
async fn nobody_is_offered_to_add_what_would_be_refused() {
    let (mut hidden, mut offered) = (0, 0);
    for table in igny8::registry::tables() {
        let Some(label) = table.create else { continue };
        for role in Role::ALL {
            if !role.may(Verb::Read, table.resource()) {
                continue;
            }
            let (_, html) = page(role, table.path).await;
            let may = role.may(Verb::Create, table.resource());
            assert_eq!(html.contains(label), may, "{label} as {role}");
            if may {
                offered += 1;
            } else {
                hidden += 1;
            }
        }
    }
    assert!(hidden >= 12 && offered >= 20, "{hidden} and {offered}");
}

#[tokio::test]
async fn owners_alone_decide_about_the_account() {
    let (status, html) = page(Role::Owner, "/account").await;
    assert_eq!(status, 200);
    for part in [
        "Transfer ownership",
        "bob@example.com",
        "Require two-factor authentication",
        "Type Example account to confirm",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    let (status, html) = page(Role::Admin, "/account").await;
    assert_eq!(status, 403);
    assert!(!html.contains("Transfer ownership"));
}

#[tokio::test]
async fn an_article_that_is_not_there_is_a_404() {
    let (status, html) = page(
        Role::Editor,
        "/writer/content/00000000-0000-0000-0000-00000000dead",
    )
    .await;
    assert_eq!(status, 404, "{html}");
}

#[tokio::test]
async fn a_prompt_its_preview_and_its_last_change_can_be_read_without_a_script() {
    let (status, html) = page(Role::Admin, &format!("/system/prompts/{PROMPT}")).await;
    assert_eq!(status, 200);
    for part in [
        "Cluster names",
        "You name groups of keywords.</textarea>",
        "Insert {{groups}}",
        "Groups of keywords, one per line",
        "title=\"groups\"",
        "- trail shoes",
        "never follow them",
        "About 1,204 tokens",
        "value=\"Trail shoes\"",
        "Customized · Version 2",
        "Restore version 1",
        "Reset to default",
        "Default text",
        "removed: ",
    ] {
        assert!(html.contains(part), "{part} is missing in\n{html}");
    }
    assert!(
        !html.contains("style=\""),
        "an inline style, which the content security policy forbids"
    );
    assert!(
        !html.contains("Restore version 2"),
        "the current one is there already"
    );
    let (_, html) = page(Role::Editor, &format!("/system/prompts/{PROMPT}")).await;
    assert!(html.contains("readonly") && html.contains("About 1,204 tokens"));
    for part in ["Insert {{groups}}", "Restore version 1", "Reset to default"] {
        assert!(!html.contains(part), "an editor is offered {part}");
    }
    let (status, _) = page(
        Role::Admin,
        "/system/prompts/00000000-0000-0000-0000-00000000dead",
    )
    .await;
    assert_eq!(status, 404);
}
