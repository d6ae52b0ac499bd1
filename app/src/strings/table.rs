//! What table pages say.

use std::fmt::Write as _;

use igny8::billing::HOW_TO_ADD;
use igny8::bulk::Changed;
use igny8::month::{Day, Month};
use igny8::page::{Action, Layout, Total};
use igny8::resource::Resource;

use crate::strings::common;
use crate::strings::number::{count, group};

pub const FILTERS: &str = "Filters";
pub const APPLY: &str = "Apply";
pub const RESET_FILTERS: &str = "Reset filters";
pub const RESET_VIEW: &str = "Reset view";
pub const BAD_URL: &str = "This link contains filters or settings that the list doesn't support";
pub const COLUMNS: &str = "Columns";
pub const COLUMNS_AS_DECLARED: &str = "Default columns";
pub const DENSE: &str = "Compact rows";
pub const COMFORTABLE: &str = "Comfortable rows";
pub const SHOW: &str = "View";
pub const MORE: &str = "More";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const PREVIOUS: &str = "Previous page";
pub const NEXT: &str = "Next page";
pub const FIRST: &str = "First page";
pub const ROWS_A_PAGE: &str = "Rows per page";
pub const SELECT_PAGE: &str = "Select all rows on this page";
pub const CLEAR: &str = "Clear";
pub const CLEAR_SELECTION: &str = "Clear selection";
pub const NOTHING_FOUND: &str = "No results match these filters";
pub const NOTHING_FOUND_HELP: &str = "Remove a filter or try another search.";
pub const SAVING: &str = "Saving…";
pub const ONCE: &str = "Copy this now";
pub const ONCE_HELP: &str = "You won't be able to see it again.";
pub const DONE: &str = "Done";
pub const DISCARD: &str = "Discard your changes?";
pub const DISCARD_HELP: &str = "Your changes haven't been saved.";
pub const DISCARD_DO: &str = "Discard";
pub const PRICING: &str = "Calculating cost…";
pub const BALANCE: &str = "Balance";
pub const PRICE: &str = "Cost";
pub const ROWS: &str = "Selected";
pub const FREE: &str = "Free";
pub const ALL_OF_THEM: &str =
    "This deletes every row that matches the filters. You can restore them from the trash for 30 days.";
pub const GOES_WITH: &str =
    "These related items are deleted too. You can restore everything from the trash for 30 days.";
pub const NOTHING_TO_DO: &str = "Nothing to do for the selected rows.";
pub const EDIT: &str = "Edit";
pub const OPEN: &str = "Open";
pub const PEEK: &str = "Preview";
pub const HISTORY: &str = "History";
pub const PREVIOUS_ROW: &str = "Previous row";
pub const NEXT_ROW: &str = "Next row";
pub const SORT_BY: &str = "Sort by";
pub const SELECTION: &str = "Selected rows";
pub const PAGES: &str = "Pages";
pub const PAST_THE_END: &str = "This page doesn't exist";
pub const PAST_THE_END_HELP: &str = "The list has fewer pages than this.";
pub const VIEWS: &str = "Views";
pub const ALL_ROWS: &str = "All";
pub const OF_TEAM: &str = "shared with team";
pub const SAVE_VIEW: &str = "Save view";
pub const NAME_VIEW: &str = "Name this view";
pub const SAVE_AS: &str = "Save as";
pub const NEW_VIEW: &str = "New view";
pub const VIEW_NAME: &str = "View name";
pub const SHARE_VIEW: &str = "Share with team";
pub const RENAME_VIEW: &str = "Rename view";
pub const DELETE_VIEW: &str = "Delete view";
pub const READ_ONLY: &str = "You have view-only access.";
pub const LAYOUT: &str = "Layout";
pub const NO_GROUPS: &str = "No grouping";
pub const TOTALS: &str = "Totals";
pub const CALCULATE: &str = "Calculate totals";
pub const EDIT_FIELDS: &str = "Edit fields";
pub const EDIT_MANY_HELP: &str = "Choose the fields to change. An empty field clears the value.";
pub const BOARD: &str = "Board columns";
pub const DAY_LATER: &str = "Move one day later";
pub const DAY_EARLIER: &str = "Move one day earlier";
pub const WEEK_LATER: &str = "Move one week later";
pub const TODAY: &str = "Today";
pub const PREVIOUS_MONTH: &str = "Previous month";
pub const NEXT_MONTH: &str = "Next month";
pub const EMPTY_MONTH: &str = "Nothing this month";
pub const NO_PICTURE: &str = "No image yet";
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What rows are laid out as.
pub const fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::Table => "Table",
        Layout::Board => "Board",
        Layout::Calendar => "Calendar",
        Layout::Gallery => "Gallery",
    }
}

/// What a figure under a column is.
pub const fn total(total: Total) -> &'static str {
    match total {
        Total::Sum => "Sum",
        Total::Mean => "Avg",
    }
}

/// Such as “Group” or “Group: Intent”.
pub fn grouped(by: Option<&str>) -> String {
    by.map_or_else(|| "Group".to_owned(), |title| format!("Group: {title}"))
}

/// Such as “December 2026”.
pub fn month(month: Month) -> String {
    format!("{} {}", MONTHS[month.of_year()], month.year())
}

/// Such as “Tue, December 1”.
pub fn day(day: Day) -> String {
    let weekday = usize::try_from(day.weekday()).unwrap_or_default();
    format!(
        "{}, {} {}",
        WEEKDAYS[weekday],
        MONTHS[day.month().of_year()],
        day.of_month()
    )
}

/// Such as “120 more in this month.”
pub fn calendar_rest(rows: u64) -> String {
    format!("{} more in this month.", count(rows))
}

/// Such as “Move to Approved”.
pub fn move_to(column: &str) -> String {
    format!("Move to {column}")
}

/// Such as ““Trail shoes” moved to Commercial”.
pub fn moved(label: &str, to: &str) -> String {
    format!("“{label}” moved to {to}")
}

/// Such as “Edit 12 keywords”.
pub fn edit_many(resource: Resource, count: u64) -> String {
    format!("Edit {}", rows(resource, count))
}

/// Such as “Change Intent”.
pub fn change_field(label: &str) -> String {
    format!("Change {}", label.to_lowercase())
}

/// Such as “Volume of trail shoes changed”.
pub fn cell_changed(title: &str, label: &str) -> String {
    format!("{title} of {label} changed")
}

/// Such as “Change undone” or “Change undone for 3 keywords”.
pub fn taken_back(resource: Resource, count: u64) -> String {
    if count == 1 {
        common::UNDONE.to_owned()
    } else {
        format!("Change undone for {}", rows(resource, count))
    }
}

/// Such as “12 keywords changed, 3 already had this value. 2 skipped: Choose a cluster of the same sector.”
pub fn changed(resource: Resource, changed: &Changed) -> String {
    let mut text = format!("{} changed", rows(resource, changed.count));
    if changed.unchanged > 0 {
        let _ = write!(text, ", {} already had this value", count(changed.unchanged));
    }
    text.push('.');
    for left in &changed.left_out {
        let _ = write!(text, " {} skipped: {}", count(left.count), left.reason);
    }
    text
}

/// The word for this many rows of a resource.
pub fn noun(resource: Resource, rows: u64) -> &'static str {
    if rows == 1 {
        resource.one()
    } else {
        resource.many()
    }
}

/// Such as “1,204 keywords”.
pub fn rows(resource: Resource, rows: u64) -> String {
    format!("{} {}", count(rows), noun(resource, rows))
}

/// Such as “Search keywords”.
pub fn search(resource: Resource) -> String {
    format!("Search {}", resource.many())
}

/// Such as “12 selected”.
pub fn selected(rows: u64) -> String {
    format!("{} selected", count(rows))
}

/// Such as “Select all 1,204 matching”.
pub fn select_all(rows: u64, estimated: bool) -> String {
    if estimated {
        format!("Select all about {} matching", count(rows))
    } else {
        format!("Select all {} matching", count(rows))
    }
}

/// Such as “Select trail shoes”.
pub fn select_row(label: &str) -> String {
    format!("Select {label}")
}

/// Such as “Actions for trail shoes”.
pub fn actions_for(label: &str) -> String {
    format!("Actions for {label}")
}

/// Such as “Edit Volume of trail shoes”.
pub fn edit_cell(title: &str, label: &str) -> String {
    format!("Edit {title} of {label}")
}

/// Such as “Remove filter Volume from 100”.
pub fn remove_filter(text: &str) -> String {
    format!("Remove filter {text}")
}

/// Such as “1–50 of 1,204” or “1–50 of about 12,000”.
pub fn range(first: u64, last: u64, of: u64, estimated: bool) -> String {
    let about = if estimated { "about " } else { "" };
    if of == 0 {
        "0 rows".to_owned()
    } else {
        format!("{}–{} of {about}{}", count(first), count(last), count(of))
    }
}

/// Such as “No keywords yet”.
pub fn none_yet(resource: Resource) -> String {
    format!("No {} yet", resource.many())
}

/// Such as “Keyword deleted” or “3 keywords deleted”.
pub fn deleted(resource: Resource, count: u64) -> String {
    format!("{} deleted", subject(resource, count))
}

/// Such as “Keyword restored” or “3 keywords restored”.
pub fn restored(resource: Resource, count: u64) -> String {
    format!("{} restored", subject(resource, count))
}

/// What a sentence about so many rows begins with.
fn subject(resource: Resource, count: u64) -> String {
    if count == 1 {
        details(resource)
    } else {
        rows(resource, count)
    }
}

/// Such as “Article approved” or “3 AI tasks canceled”; of a run that has begun, “Publish started”.
pub fn commanded(action: &Action, done: u64) -> String {
    match action.done {
        Some((one, _)) if done == 1 => one.to_owned(),
        Some((_, many)) => format!("{} {many}", count(done)),
        None => format!("{} started", action.label),
    }
}

/// Such as “Delete 12 keywords?”.
pub fn confirm_many(label: &str, resource: Resource, count: u64) -> String {
    format!("{label} {}?", rows(resource, count))
}

/// Such as “Delete site “Coffee”?”.
pub fn delete_one(resource: Resource, name: &str) -> String {
    format!("Delete {} “{name}”?", resource.one())
}

/// That the balance does not suffice, and what can be done.
pub fn short_of_credits(balance: i64) -> String {
    let fewer = if balance > 0 { " Select fewer rows." } else { "" };
    format!("Not enough credits.{fewer} {HOW_TO_ADD}")
}

/// Such as “12 credits”.
pub fn credits(credits: i64) -> String {
    if credits == 0 {
        FREE.to_owned()
    } else {
        format!(
            "{} {}",
            group(credits),
            if credits == 1 { "credit" } else { "credits" }
        )
    }
}

/// Such as “Edit keyword”.
pub fn edit(resource: Resource) -> String {
    format!("Edit {}", resource.one())
}

/// Such as “Add keyword” where the page has no own word for it.
pub fn details(resource: Resource) -> String {
    let one = resource.one();
    one[..1].to_uppercase() + &one[1..]
}

/// Such as “Keyword saved”.
pub fn saved(resource: Resource) -> String {
    format!("{} saved", details(resource))
}

/// Such as “Replace Quick wins”.
pub fn instead_of(name: &str) -> String {
    format!("Replace {name}")
}

/// Such as “View “Quick wins” deleted”.
pub fn view_deleted(name: &str) -> String {
    format!("View “{name}” deleted")
}

/// Such as “from 100”.
pub fn at_least(value: &str) -> String {
    format!("from {value}")
}

/// Such as “up to 100”.
pub fn at_most(value: &str) -> String {
    format!("up to {value}")
}

/// Such as “Search: trail”.
pub fn searched(text: &str) -> String {
    format!("Search: {text}")
}

/// Such as “No cluster”.
pub fn without(name: &str) -> String {
    format!("No {}", name.to_lowercase())
}

/// Such as “Volume, highest first”.
pub fn order(title: &str, ascending: bool) -> String {
    format!(
        "{title}, {}",
        if ascending {
            "lowest first"
        } else {
            "highest first"
        }
    )
}

/// Such as “50 rows per page”.
pub fn page_size(rows: u32) -> String {
    format!("{rows} rows per page")
}
/// The link to all rows of a list of which the first show.
pub fn view_all(rows: u64, estimated: bool) -> String {
    let more = if estimated { "+" } else { "" };
    format!("View all {}{more}", count(rows))
}

/// Who did something, between what and when.
pub fn by(who: &str) -> String {
    format!(" by {who}, ")
}
