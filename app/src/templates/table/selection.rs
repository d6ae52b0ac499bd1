//! Which rows of a list are selected: some by id, or all that match.

use std::collections::BTreeSet;

use igny8::services::Selection;
use uuid::Uuid;

/// The selected rows of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RowSelection {
    ids: BTreeSet<Uuid>,
    /// The query string that all rows match, and how many do.
    all: Option<(String, u64)>,
}

impl RowSelection {
    /// Whether nothing is selected.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.all.is_none()
    }

    /// Whether all rows that match are selected.
    pub(super) fn is_all(&self) -> bool {
        self.all.is_some()
    }

    /// How many rows are selected.
    pub(super) fn count(&self) -> u64 {
        self.all
            .as_ref()
            .map_or(self.ids.len() as u64, |(_, count)| *count)
    }

    /// Whether this row is selected.
    pub(super) fn contains(&self, id: Uuid) -> bool {
        self.all.is_some() || self.ids.contains(&id)
    }

    /// Selects a row or leaves it out. Leaving one out of all keeps the others of the page.
    pub(super) fn toggle(&mut self, id: Uuid, page: &[Uuid]) {
        if self.all.take().is_some() {
            self.ids = page.iter().copied().collect();
        }
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
    }

    /// Selects all rows of the page between two of them, or leaves them out where the second was selected.
    pub(super) fn toggle_range(&mut self, from: Uuid, to: Uuid, page: &[Uuid]) {
        let place = |id| page.iter().position(|one| *one == id);
        let (Some(from), Some(last)) = (place(from), place(to)) else {
            self.toggle(to, page);
            return;
        };
        let leave = self.contains(to);
        if self.all.take().is_some() {
            self.ids = page.iter().copied().collect();
        }
        let range = &page[from.min(last)..=from.max(last)];
        if leave {
            self.ids.retain(|id| !range.contains(id));
        } else {
            self.ids.extend(range);
        }
    }

    /// Selects every row of the page, or none of them where all were.
    pub(super) fn toggle_page(&mut self, page: &[Uuid]) {
        if self.all.take().is_some() {
            self.ids.clear();
        } else if self.has_page(page) {
            self.ids.retain(|id| !page.contains(id));
        } else {
            self.ids.extend(page);
        }
    }

    /// Whether every row of the page is selected.
    pub(super) fn has_page(&self, page: &[Uuid]) -> bool {
        !page.is_empty() && page.iter().all(|id| self.contains(*id))
    }

    /// Selects all rows that match a query string.
    pub(super) fn pick_all(&mut self, matching: String, count: u64) {
        self.ids.clear();
        self.all = Some((matching, count));
    }

    /// Selects nothing.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The selection as the server takes it.
    pub(super) fn selection(&self) -> Selection {
        match &self.all {
            Some((matching, _)) => Selection::Query(matching.clone()),
            None => Selection::Ids(self.ids.iter().copied().collect()),
        }
    }
}

/// The query string of the export of a selection.
pub(super) fn export_query(selection: &Selection) -> String {
    match selection {
        Selection::Query(matching) => matching.clone(),
        Selection::Ids(ids) => {
            format!(
                "ids={}",
                ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids<const N: usize>() -> [Uuid; N] {
        std::array::from_fn(|i| Uuid::from_u128(i as u128 + 1))
    }

    #[test]
    fn a_page_is_selected_and_left_out_as_a_whole() {
        let page = ids::<3>();
        let mut picked = RowSelection::default();
        picked.toggle(page[1], &page);
        assert!(picked.contains(page[1]) && !picked.has_page(&page));
        picked.toggle_page(&page);
        assert!(picked.has_page(&page) && picked.count() == 3);
        picked.toggle_page(&page);
        assert!(picked.is_empty());
        assert!(!picked.has_page(&[]));
    }

    #[test]
    fn a_range_goes_either_way_and_over_what_shows_only() {
        let page = ids::<5>();
        let mut picked = RowSelection::default();
        picked.toggle(page[3], &page);
        picked.toggle_range(page[3], page[1], &page);
        assert_eq!(picked.selection(), Selection::Ids(page[1..=3].to_vec()));
        picked.toggle_range(page[1], page[2], &page);
        assert_eq!(picked.selection(), Selection::Ids(vec![page[3]]));
        // The row before is on another page now.
        picked.toggle_range(Uuid::nil(), page[0], &page);
        assert_eq!(picked.selection(), Selection::Ids(vec![page[0], page[3]]));
    }

    #[test]
    fn leaving_one_out_of_all_keeps_the_rest_of_the_page() {
        let page = ids::<3>();
        let mut picked = RowSelection::default();
        picked.pick_all("intent=commercial".into(), 1204);
        assert_eq!(
            (picked.count(), picked.selection()),
            (1204, Selection::Query("intent=commercial".into()))
        );
        picked.toggle(page[0], &page);
        assert_eq!(picked.selection(), Selection::Ids(page[1..].to_vec()));
    }

    #[test]
    fn an_export_names_ids_or_the_filter() {
        let page = ids::<2>();
        let names = format!("ids={},{}", page[0], page[1]);
        assert_eq!(export_query(&Selection::Ids(page.to_vec())), names);
        assert_eq!(export_query(&Selection::Query("search=a".into())), "search=a");
    }
}
