//! What the parts of one table page share: its state, its rows and what is selected.

use igny8::choice::Tone;
use igny8::error::{FieldErrors, Problem};
use igny8::page::{Layout, TablePage};
use igny8::permission::Verb;
use igny8::resource::Resource as Kind;
use igny8::services::{OneTimeSecret, Page};
use igny8::totals::Totals;
use igny8::value::Row;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use uuid::Uuid;

use super::asked::{self, Laid};
use super::selection::RowSelection;
use super::state::ListState;
use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::state::confirm::Confirm;
use crate::state::events::Events;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;
use crate::strings::common;
use crate::widgets::price::Ask;

/// What the URL names of the list's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// One that is being made.
    New,
    /// This one.
    Row(Uuid),
}

/// What the rows that show are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// The rows.
    pub(super) rows: Vec<Row>,
    /// How many match.
    pub(super) count: u64,
    /// Whether that is an estimate.
    pub(super) estimated: bool,
}

impl Seen {
    /// The ids of the rows.
    pub(super) fn ids(&self) -> Vec<Uuid> {
        self.rows.iter().map(|row| row.id).collect()
    }
}

/// One table page.
#[derive(Clone, Copy)]
pub struct Table {
    /// Its declaration.
    pub(super) page: &'static TablePage,
    /// What its URL says.
    pub(super) state: Memo<Result<ListState, Problem>>,
    /// The row that its URL names.
    pub(super) open: Memo<Option<Opened>>,
    /// The rows that the server answered with.
    pub(super) rows: Resource<Result<Page, Failure>>,
    /// The rows of a board or a calendar.
    laid: StoredValue<Resource<Result<Laid, Failure>>>,
    /// Whether other rows are on their way.
    pub(super) pending: RwSignal<bool>,
    /// What is selected.
    pub(super) picked: RwSignal<RowSelection>,
    /// The place of the row that the keyboard is on.
    pub(super) cursor: RwSignal<Option<usize>>,
    /// Whether the side panel shows the row that the keyboard is on.
    pub(super) peek: RwSignal<bool>,
    /// The row that was selected or left out last, from which a range goes on.
    pub(super) anchor: StoredValue<Option<Uuid>>,
    /// The cell that is being edited: its row and the wire key of its field.
    pub(super) editing: RwSignal<Option<(Uuid, &'static str)>>,
    /// What is wrong with the filters that were asked for, by parameter.
    pub(super) faults: RwSignal<FieldErrors>,
    /// What must be answered before an action is done.
    pub(super) ask: RwSignal<Option<Ask>>,
    /// The notices of the page.
    pub(super) toasts: Toasts,
    /// The questions of the page.
    pub(super) confirm: Confirm,
    /// The runs in the background.
    pub(super) events: Events,
    /// Who sees the page.
    pub(super) session: CurrentSession,
    /// The row whose menu is open.
    pub(super) menu: RwSignal<Option<Row>>,
    /// Where the menu opens once the pointer's button is released.
    pub(super) held: StoredValue<Option<(f64, f64)>>,
    /// What the rows that show are, for keys and buttons outside of them.
    pub(super) seen: RwSignal<Seen>,
    /// What an action made that is shown only once.
    pub(super) told: RwSignal<Option<OneTimeSecret>>,
    figures: StoredValue<Figures>,
    /// Grows whenever rows may have changed.
    pub(super) changes: RwSignal<u32>,
    /// Whether the dialog that changes the selected rows is open.
    pub(super) changing: RwSignal<bool>,
    /// The row whose card is being dragged.
    pub(super) dragged: RwSignal<Option<Row>>,
    /// What can be taken back, the latest last.
    undos: StoredValue<Vec<(u32, Callback<()>)>>,
    go: StoredValue<Go>,
}

/// What the rows come to, as far as it is known.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    /// All rows that match.
    pub(super) listed: RwSignal<Option<Totals>>,
    /// The selected ones.
    pub(super) chosen: RwSignal<Option<Totals>>,
    /// Whether more rows than are added up unasked are added up.
    pub(super) asked_all: RwSignal<bool>,
    /// Which question is the last, of all rows and of the selected ones.
    pub(super) turns: (StoredValue<u32>, StoredValue<u32>),
}

/// Goes to a path; the flag asks to replace the entry in the history.
type Go = Box<dyn Fn(&str, bool) + Send + Sync>;

impl Table {
    /// Notes which cards show, once the page runs. The keyboard goes along with a card that was moved.
    pub(super) fn sees(self, seen: Seen) {
        Effect::new(move |_| {
            let here = self.cursor.get_untracked().and_then(|place| {
                self.seen
                    .with_untracked(|seen| seen.rows.get(place).map(|row| row.id))
            });
            let place = here.and_then(|id| seen.rows.iter().position(|row| row.id == id));
            self.cursor.set(place);
            self.seen.set(seen.clone());
        });
    }

    /// The table of this page.
    pub(super) fn provide(page: &'static TablePage) -> Self {
        let location = use_location();
        let state = Memo::new(move |_| ListState::read(page, &location.search.get()));
        let open = Memo::new(move |_| opened(page, &location.pathname.get()));
        let wire = Memo::new(move |_| {
            let query = |state: &Result<ListState, _>| {
                // A board and a calendar ask for rows of their own.
                let state = state.as_ref().ok()?;
                let listed = matches!(state.layout, Layout::Table | Layout::Gallery);
                listed.then(|| state.query.to_query_string(page))
            };
            state.try_with(query).flatten()
        });
        let rows = Resource::new_blocking(
            // Rows may still be on their way when the table goes.
            move || wire.try_get().flatten(),
            move |query| async move {
                match query {
                    Some(query) => server_fns::list(page.resource(), query).await,
                    None => Ok(Page::default()),
                }
            },
        );
        let changes = RwSignal::new(0);
        let laid = asked::laid(page, state, changes);
        let navigate = use_navigate();
        let go = StoredValue::new(Box::new(move |href: &str, replace: bool| {
            navigate(
                href,
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        }) as Box<dyn Fn(&str, bool) + Send + Sync>);
        let table = Self {
            page,
            state,
            open,
            rows,
            laid: StoredValue::new(laid),
            pending: RwSignal::new(false),
            picked: RwSignal::new(RowSelection::default()),
            cursor: RwSignal::new(None),
            peek: RwSignal::new(false),
            anchor: StoredValue::new(None),
            editing: RwSignal::new(None),
            faults: RwSignal::new(FieldErrors::new()),
            ask: RwSignal::new(None),
            toasts: Toasts::expect(),
            confirm: Confirm::expect(),
            events: Events::expect(),
            session: CurrentSession::expect(),
            menu: RwSignal::new(None),
            held: StoredValue::new(None),
            seen: RwSignal::new(Seen::default()),
            told: RwSignal::new(None),
            figures: StoredValue::new(Figures {
                listed: RwSignal::new(None),
                chosen: RwSignal::new(None),
                asked_all: RwSignal::new(false),
                turns: (StoredValue::new(0), StoredValue::new(0)),
            }),
            changes,
            changing: RwSignal::new(false),
            dragged: RwSignal::new(None),
            undos: StoredValue::new(Vec::new()),
            go,
        };
        table.watch();
        table
    }

    /// Where the boundary of the rows notes that other rows are on their way. In the browser alone: on the server it is noted by
    /// another thread than the one that draws, and a signal that is just being written counts there as gone.
    pub(super) fn waits(self) -> SignalSetter<bool> {
        SignalSetter::map(move |pending| {
            if browser::in_browser() {
                self.pending.set(pending);
            }
        })
    }

    /// Notes what shows, for keys and buttons outside of the rows. Made inside the boundary of the rows: an effect
    /// outside of it would make the boundary around the whole frame wait for them.
    pub(super) fn note(self) {
        Effect::new(move |_| {
            let seen = self.rows.try_with(|rows| match rows {
                Some(Ok(listing)) => Some(Seen {
                    rows: listing.results.clone(),
                    count: listing.count,
                    estimated: listing.count_estimated,
                }),
                _ => None,
            });
            let Some(seen) = seen.flatten() else { return };
            // A changed cell leaves the keyboard where it is, other rows do not.
            if self.seen.with_untracked(Seen::ids) != seen.ids() {
                self.cursor.set(None);
                self.anchor.set_value(None);
                self.editing.set(None);
            }
            self.seen.set(seen);
        });
    }

    /// Reads the rows again when a run ended, and forgets the selection when other rows match.
    fn watch(self) {
        let events = self.events;
        Effect::new(move |before: Option<u32>| {
            let changed = events.changed.get();
            if before.is_some_and(|before| before != changed) {
                self.refresh_soon();
            }
            changed
        });
        if self.page.live {
            // Runs say how far they are several times a second; the list is read again once they pause, or every second.
            let waits = StoredValue::new(false);
            Effect::new(move |first: Option<()>| {
                events.tasks.track();
                if first.is_none() || waits.get_value() {
                    return;
                }
                waits.set_value(true);
                leptos::task::spawn_local(async move {
                    gloo_timers::future::TimeoutFuture::new(1_000).await;
                    if waits.try_set_value(false).is_none() && !document().hidden() {
                        self.refresh_soon();
                    }
                });
            });
        }
        let matching = Memo::new(move |_| {
            self.state
                .with(|state| state.as_ref().ok().map(|s| s.matching(self.page)))
        });
        Effect::new(move |before: Option<Option<String>>| {
            let now = matching.get();
            if before.is_some_and(|before| before != now) {
                self.picked.set(RowSelection::default());
            }
            now
        });
    }

    /// The rows of a board or a calendar; handed on within the table, which is to stay small.
    pub(super) fn laid(self) -> Resource<Result<Laid, Failure>> {
        self.laid.get_value()
    }

    /// What the rows come to.
    pub(super) fn figures(self) -> Figures {
        self.figures.get_value()
    }

    /// The resource of the rows.
    pub(super) const fn resource(self) -> Kind {
        self.page.resource()
    }

    /// The state, or the list as it opens where the URL is not valid; tracked.
    pub(super) fn list(self) -> ListState {
        self.state
            .with(|state| state.as_ref().ok().cloned())
            .unwrap_or_else(|| ListState::opening(self.page))
    }

    /// Shows the list in another state; `replace` leaves no entry in the history, as for every key of a search.
    pub(super) fn show(self, state: &ListState, replace: bool) {
        self.go(&state.href(self.page), replace);
    }

    /// Opens an address inside the app. A notice's button may outlive the table: the browser then goes there by itself.
    pub(super) fn go(self, href: &str, replace: bool) {
        if self.go.try_with_value(|go| go(href, replace)).is_none() {
            browser::go(href);
        }
    }

    /// The address at which a row is made.
    pub(super) fn new_href(self) -> String {
        format!("{}/new{}", self.page.path, self.list().search(self.page))
    }

    /// The address of a row, which keeps the list behind it.
    pub(super) fn row_href(self, id: Uuid) -> String {
        format!("{}/{id}{}", self.page.path, self.list().search(self.page))
    }

    /// Goes back from a row to the list.
    pub(super) fn close_row(self) {
        let state = untrack(move || self.list());
        self.show(&state, false);
    }

    /// Reads the rows again.
    pub(super) fn refresh(self) {
        self.rows.refetch();
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Says what was done, with a button that takes it back; so does Ctrl+Z as long as the page shows.
    pub(super) fn offer_undo(self, text: String, undo: Callback<()>) {
        let id = self
            .undos
            .with_value(|all| all.last().map_or(0, |(last, _)| last.wrapping_add(1)));
        let once = Callback::new(move |()| {
            let known = self.undos.try_update_value(|all| {
                let before = all.len();
                all.retain(|(other, _)| *other != id);
                before > all.len()
            });
            // The button may outlive the page; on it, each thing is taken back once.
            if known != Some(false) {
                undo.run(());
            }
        });
        self.undos.update_value(|all| all.push((id, once)));
        self.toasts.offer(Tone::Good, text, common::UNDO, once);
    }

    /// Takes back what was done last, if something was.
    pub(super) fn undo_last(self) -> bool {
        let last = self.undos.with_value(|all| all.last().map(|(_, undo)| *undo));
        last.is_some_and(|undo| {
            undo.run(());
            true
        })
    }

    /// Reads the rows again once the server has had a moment; runs often end in a bunch. A cell that is being edited
    /// is not drawn anew under the person's hands.
    fn refresh_soon(self) {
        leptos::task::spawn_local(async move {
            loop {
                gloo_timers::future::TimeoutFuture::new(400).await;
                match self.editing.try_with_untracked(Option::is_some) {
                    Some(true) => {}
                    Some(false) => return self.refresh(),
                    None => return,
                }
            }
        });
    }

    /// Puts a changed row in the place of what shows of it.
    pub(super) fn replace(self, row: Row) {
        self.rows.update(|rows| {
            if let Some(Ok(listing)) = rows
                && let Some(old) = listing.results.iter_mut().find(|old| old.id == row.id)
            {
                *old = row;
            }
        });
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Selects a row of those that show, or leaves it out; `range` takes all rows between it and the last one along.
    pub(super) fn toggle(self, id: Uuid, range: bool) {
        let ids = self.seen.with_untracked(Seen::ids);
        let from = self.anchor.get_value().filter(|_| range);
        self.picked.update(|picked| match from {
            Some(from) => picked.toggle_range(from, id, &ids),
            None => picked.toggle(id, &ids),
        });
        self.anchor.set_value(Some(id));
    }

    /// What people know a row by.
    pub(super) fn label(self, row: &Row) -> String {
        row.get(self.page.label()).to_plain()
    }

    /// Whether the person may do this to the rows.
    pub(super) fn may(self, verb: Verb) -> bool {
        self.session.may(verb, self.resource())
    }
}

/// What a path names under the page's own.
fn opened(page: &'static TablePage, path: &str) -> Option<Opened> {
    match path
        .strip_prefix(page.path)?
        .strip_prefix('/')?
        .trim_end_matches('/')
    {
        "new" => page.create.map(|_| Opened::New),
        id => id.parse().ok().map(Opened::Row),
    }
}
