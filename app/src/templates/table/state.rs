//! The list state of a table page: what its URL says, and URLs that say it a little differently.

use igny8::error::Problem;
use igny8::month::Month;
use igny8::page::{Column, Layout, TablePage};
use igny8::query::{Condition, Direction, NONE, PAGE_SIZE, Query};
use igny8::value::{Row, Value};

use super::pairs;
use crate::state::site_filter::{SECTOR, SITE};
use crate::widgets::cell;

/// The most groups that an address folds away.
const MAX_CLOSED: usize = 30;

/// How high rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Density {
    /// 40 px.
    #[default]
    Comfortable,
    /// 32 px.
    Dense,
}

/// What the URL of a table page says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListState {
    /// The part that the server answers.
    pub(super) query: Query,
    /// The wire keys of the chosen columns in declared order; none for the columns as declared.
    pub(super) columns: Option<Vec<&'static str>>,
    /// How high rows are.
    pub(super) density: Density,
    /// How rows are laid out.
    pub(super) layout: Layout,
    /// The month that a calendar shows; none for that of today.
    pub(super) month: Option<Month>,
    /// The groups whose rows are folded away, by what stands for their value in addresses.
    pub(super) closed: Vec<String>,
}

impl ListState {
    /// The list as the page opens.
    pub(super) fn opening(page: &'static TablePage) -> Self {
        Self {
            query: Query::of(page),
            columns: None,
            density: Density::Comfortable,
            layout: Layout::Table,
            month: None,
            closed: Vec::new(),
        }
    }

    /// Reads a raw query string. The scope of the frame is left out where the table cannot be narrowed by it.
    ///
    /// # Errors
    /// Names every parameter that the table does not declare or whose value does not fit.
    pub(super) fn read(page: &'static TablePage, search: &str) -> Result<Self, Problem> {
        let mut pairs = pairs::read(search);
        let columns = take(&mut pairs, "columns").map(|keys| {
            let keys: Vec<&str> = keys.split(',').collect();
            let chosen = page.columns.iter().enumerate();
            chosen
                .filter(|(i, column)| *i == 0 || keys.contains(&column.field.key))
                .map(|(_, column)| column.field.key)
                .collect()
        });
        let density = match take(&mut pairs, "density").as_deref() {
            Some("dense") => Density::Dense,
            _ => Density::Comfortable,
        };
        let layout = take(&mut pairs, "layout").and_then(|word| Layout::by_word(&word));
        let layout = layout.filter(|layout| page.lays_out(*layout)).unwrap_or_default();
        let month = take(&mut pairs, "month").and_then(|text| Month::read(&text));
        let closed = take(&mut pairs, "closed");
        for scope in [SITE, SECTOR] {
            let filters = page.filters.iter().filter_map(|filter| filter.field());
            if !filters.into_iter().any(|field| field.key == scope) {
                take(&mut pairs, scope);
            }
        }
        let query = Query::parse(
            page,
            pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())),
        )?;
        Ok(Self {
            query,
            columns,
            density,
            layout,
            month,
            closed: query_closed(closed.as_deref()),
        })
    }

    /// Whether the rows of this row's group are folded away.
    pub(super) fn folds(&self, row: &Row) -> bool {
        let field = self.query.group.as_ref();
        field.is_some_and(|field| self.closed.contains(&group_word(row.get(field))))
    }

    /// The same list with this group folded away, or with its rows in sight again.
    pub(super) fn folded(&self, word: &str) -> Self {
        let mut next = self.clone();
        if next.closed.iter().any(|closed| closed == word) {
            next.closed.retain(|closed| closed != word);
        } else {
            next.closed.push(word.to_owned());
        }
        next
    }

    /// The columns that show, the label first.
    pub(super) fn shown(&self, page: &'static TablePage) -> Vec<&'static Column> {
        page.columns
            .iter()
            .enumerate()
            .filter(|(i, column)| *i == 0 || self.shows(column))
            .map(|(_, c)| c)
            .collect()
    }

    /// Whether this column shows.
    pub(super) fn shows(&self, column: &Column) -> bool {
        self.columns
            .as_ref()
            .map_or(!column.hidden, |keys| keys.contains(&column.field.key))
    }

    /// The state as a query string with its question mark, or nothing for the state as the page opens.
    pub(super) fn search(&self, page: &'static TablePage) -> String {
        let mut text = self.query.to_query_string(page);
        let mut push = |part: String| {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(&part);
        };
        if let Some(columns) = &self.columns {
            push(format!("columns={}", columns.join(",")));
        }
        if self.density == Density::Dense {
            push("density=dense".to_owned());
        }
        if self.layout != Layout::Table {
            push(format!("layout={}", self.layout.as_str()));
        }
        if let Some(month) = self.month.filter(|_| self.layout == Layout::Calendar) {
            push(format!("month={month}"));
        }
        if self.query.group.is_some() && !self.closed.is_empty() {
            push(format!("closed={}", igny8::query::encode(&self.closed.join(","))));
        }
        if text.is_empty() { text } else { format!("?{text}") }
    }

    /// The URL of the list in this state.
    pub(super) fn href(&self, page: &'static TablePage) -> String {
        format!("{}{}", page.path, self.search(page))
    }

    /// The same list after a change of its query, from the first page on.
    pub(super) fn with(&self, change: impl FnOnce(&mut Query)) -> Self {
        let mut next = self.clone();
        next.query.page = 1;
        change(&mut next.query);
        next
    }

    /// The same list ordered by this column: most first, then least first, then as it opens.
    pub(super) fn sorted_by(&self, page: &'static TablePage, column: &Column) -> Self {
        let first = if cell::starts_high(column.cell) {
            Direction::Descending
        } else {
            Direction::Ascending
        };
        let now = (self.query.sort.0.key == column.field.key).then_some(self.query.sort.1);
        self.with(|query| {
            query.sort = match now {
                None => (column.field, first),
                Some(direction) if direction == first => (column.field, opposite(first)),
                Some(_) if page.sort.0.key == column.field.key => (column.field, first),
                Some(_) => page.sort,
            };
        })
    }

    /// The same list without the condition at this place.
    pub(super) fn without(&self, place: usize) -> Self {
        self.with(|query| {
            query.conditions.remove(place);
        })
    }

    /// The same view of the list without search and conditions; the scope of the frame stays.
    pub(super) fn reset(&self) -> Self {
        self.with(|query| {
            query.search.clear();
            query
                .conditions
                .retain(|condition| is_scope(field_key(condition)));
        })
    }

    /// Whether rows may be hidden by search or conditions.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.query.search.is_empty()
            || self
                .query
                .conditions
                .iter()
                .any(|condition| !is_scope(field_key(condition)))
    }

    /// The same rows laid out otherwise.
    pub(super) fn laid_out(&self, layout: Layout) -> Self {
        Self {
            layout,
            ..self.with(|_| ())
        }
    }

    /// The same calendar in another month.
    pub(super) fn in_month(&self, month: Month) -> Self {
        Self {
            month: Some(month),
            ..self.clone()
        }
    }

    /// The same list with these columns; none for the columns as declared.
    pub(super) fn with_columns(&self, columns: Option<Vec<&'static str>>) -> Self {
        Self {
            columns,
            ..self.clone()
        }
    }

    /// The same list with this column shown or left out.
    pub(super) fn toggled(&self, page: &'static TablePage, column: &Column) -> Self {
        let shows = |other: &Column| self.shows(other) != other.field.same(&column.field);
        let keys: Vec<_> = page
            .columns
            .iter()
            .filter(|other| shows(other))
            .map(|other| other.field.key)
            .collect();
        let declared = page
            .columns
            .iter()
            .filter(|other| !other.hidden)
            .map(|other| other.field.key);
        let as_declared = declared.eq(keys.iter().copied());
        self.with_columns((!as_declared).then_some(keys))
    }

    /// The query string that a saved view keeps: all but the page and the place, which stay as they are.
    pub(super) fn to_view(&self, page: &'static TablePage) -> String {
        let mut kept = self.with(|query| {
            query
                .conditions
                .retain(|condition| !is_scope(field_key(condition)));
            // The same conditions are the same view, in whatever order they were asked for.
            query.conditions.sort_by_key(Condition::to_pair);
        });
        kept.month = None;
        kept.search(page).trim_start_matches('?').to_owned()
    }

    /// The list as a saved view has it, in the place of this one.
    ///
    /// # Errors
    /// The view asks for what the list does not have any more.
    pub(super) fn as_view(&self, page: &'static TablePage, view: &str) -> Result<Self, Problem> {
        let mut next = Self::read(page, view)?;
        let place = self.query.conditions.iter();
        let place = place.filter(|condition| is_scope(field_key(condition)));
        next.query.conditions.extend(place.cloned());
        Ok(next)
    }

    /// The query string of all rows that match, whatever the page and the order.
    pub(super) fn matching(&self, page: &'static TablePage) -> String {
        let all = self.with(|query| {
            query.sort = page.sort;
            query.page_size = PAGE_SIZE;
            query.group = None;
        });
        all.query.to_query_string(page)
    }

    /// The query string of what all rows that match come to, by group where they are grouped.
    pub(super) fn added_up(&self, page: &'static TablePage) -> String {
        let all = self.with(|query| {
            query.sort = page.sort;
            query.page_size = PAGE_SIZE;
        });
        all.query.to_query_string(page)
    }
}

/// The wire key of the field that a condition is about.
pub(super) fn field_key(condition: &Condition) -> &'static str {
    match condition {
        Condition::OneOf(field, _)
        | Condition::Is(field, _)
        | Condition::Min(field, _)
        | Condition::Max(field, _)
        | Condition::Since(field, _)
        | Condition::Until(field, _)
        | Condition::Ref(field, _) => field.key,
    }
}

/// Whether the frame's switch of site and sector is where people narrow by this key.
pub(super) fn is_scope(key: &str) -> bool {
    [SITE, SECTOR].contains(&key)
}

const fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    }
}

fn take(pairs: &mut Vec<(String, String)>, key: &str) -> Option<String> {
    let place = pairs.iter().position(|(name, _)| name == key)?;
    Some(pairs.remove(place).1).filter(|value| !value.is_empty())
}

/// What stands in addresses for the value that a group's rows have in common.
pub(super) fn group_word(value: &Value) -> String {
    let key = igny8::totals::key(value);
    if key.is_empty() { NONE.to_owned() } else { key }
}

/// The groups that an address folds away; a few at most, whatever it says.
fn query_closed(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split(',');
    words
        .filter(|word| !word.is_empty())
        .take(MAX_CLOSED)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::planner::keywords::PAGE;

    fn read(search: &str) -> ListState {
        ListState::read(&PAGE, search).expect("a state that the table declares")
    }

    #[test]
    fn a_state_reads_back_from_its_own_url() {
        let text = "?search=trail%20%26%20road&intent=commercial,transactional&sort=keyword&page=3\
                    &columns=keyword,volume&density=dense&layout=board";
        assert_eq!(read(text).search(&PAGE), text);
        assert_eq!(read("").search(&PAGE), "");
    }

    #[test]
    fn groups_are_folded_and_unfolded_by_the_address() {
        let state = read("?group=intent&closed=commercial,none,,");
        assert_eq!(state.closed, ["commercial", "none"]);
        assert_eq!(state.search(&PAGE), "?group=intent&closed=commercial,none");
        let open = state.folded("commercial");
        assert_eq!(open.search(&PAGE), "?group=intent&closed=none");
        assert_eq!(open.folded("none").search(&PAGE), "?group=intent");
        assert_eq!(
            read("?closed=commercial").search(&PAGE),
            "",
            "what is not grouped folds nothing"
        );
        let many = format!("?group=intent&closed={}", "x,".repeat(500));
        assert_eq!(read(&many).closed.len(), MAX_CLOSED);
    }

    #[test]
    fn a_view_keeps_groups_and_layout_and_no_month() {
        let state = read("?group=intent&layout=board&month=2026-12");
        assert_eq!(state.search(&PAGE), "?group=intent&layout=board");
        assert_eq!(state.matching(&PAGE), "");
        assert_eq!(state.added_up(&PAGE), "group=intent");
        let articles = &igny8::writer::content::PAGE;
        let month = ListState::read(articles, "?layout=calendar&month=2026-12").expect("declared");
        assert_eq!(month.search(articles), "?layout=calendar&month=2026-12");
        assert_eq!(month.to_view(articles), "layout=calendar");
        // Keywords have no day.
        assert_eq!(read("?layout=calendar").layout, Layout::Table);
    }

    #[test]
    fn a_form_without_scripts_sends_one_pair_a_checkbox() {
        let state = read("?intent=commercial&intent=transactional&volume_min=&search=");
        assert_eq!(state.search(&PAGE), "?intent=commercial,transactional");
    }

    #[test]
    fn sorting_goes_round_and_starts_at_the_first_page() {
        let cpc = PAGE.column("cpc").expect("declared");
        let once = read("?page=4").sorted_by(&PAGE, cpc);
        assert_eq!(once.search(&PAGE), "?sort=-cpc");
        let twice = once.sorted_by(&PAGE, cpc);
        assert_eq!(twice.search(&PAGE), "?sort=cpc");
        assert_eq!(twice.sorted_by(&PAGE, cpc).search(&PAGE), "");
    }

    #[test]
    fn the_label_column_cannot_be_left_out_and_strange_keys_are_ignored() {
        let keys: Vec<_> = read("?columns=volume,colour")
            .shown(&PAGE)
            .iter()
            .map(|c| c.field.key)
            .collect();
        assert_eq!(keys, ["keyword", "volume"]);
    }

    #[test]
    fn a_toggled_column_and_back_is_the_list_as_declared() {
        let source = PAGE.column("source").expect("declared");
        let more = read("").toggled(&PAGE, source);
        assert!(more.shows(source));
        assert_eq!(more.toggled(&PAGE, source).search(&PAGE), "");
    }

    #[test]
    fn a_reset_keeps_the_scope() {
        let sector = uuid::Uuid::nil();
        let state = read(&format!("?sector_id={sector}&search=a&status=new"));
        assert_eq!(state.reset().search(&PAGE), format!("?sector_id={sector}"));
    }

    #[test]
    fn a_view_leaves_the_place_and_the_page_alone() {
        let sector = uuid::Uuid::nil();
        let state = read(&format!(
            "?sector_id={sector}&intent=commercial&page=3&columns=keyword,volume"
        ));
        let view = state.to_view(&PAGE);
        assert_eq!(view, "intent=commercial&columns=keyword,volume");
        let here = read(&format!("?sector_id={sector}&search=shoes&page=2"));
        let shown = here.as_view(&PAGE, &view).expect("a view of this list");
        assert_eq!(shown.to_view(&PAGE), view);
        assert!(shown.search(&PAGE).contains(&format!("sector_id={sector}")));
        assert!(here.as_view(&PAGE, "colour=red").is_err());
    }

    #[test]
    fn all_matching_rows_are_named_without_page_and_order() {
        assert_eq!(
            read("?search=shoe&sort=cpc&page=2&page_size=100").matching(&PAGE),
            "search=shoe"
        );
    }

    #[test]
    fn a_strange_parameter_is_a_problem() {
        assert!(ListState::read(&PAGE, "?colour=red").is_err());
    }

    #[test]
    fn the_scope_is_left_out_where_a_table_has_no_such_filter() {
        assert!(ListState::read(&igny8::auth::users::PAGE, "?site_id=x&sector_id=y").is_ok());
    }
}
