//! The price of an action before it runs, and its start.

use igny8::choice::Tone;
use igny8::page::{Action, Arguments, Param, ParamKind};
use igny8::resource::Resource;
use igny8::services::{Outcome, Quote, Selection};
use leptos::prelude::*;

use crate::server_fns::{self, Failure};
use crate::state::events::Events;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;
use crate::strings::number::group;
use crate::strings::{common, table as words};
use crate::widgets::states::problem;
use crate::widgets::{Dialog, Notice};

/// An action that waits for a yes to its price.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Whose action it is.
    pub resource: Resource,
    /// The action.
    pub action: &'static Action,
    /// What it is for.
    pub selection: Selection,
    /// What was answered already.
    pub arguments: Arguments,
}

#[derive(Clone, Copy)]
struct Pricing {
    ask: RwSignal<Option<Ask>>,
    started: Callback<Outcome>,
    events: Events,
    toasts: Toasts,
    session: CurrentSession,
    open: RwSignal<bool>,
    quote: RwSignal<Option<Result<Quote, Failure>>>,
    starting: RwSignal<bool>,
    answers: RwSignal<Arguments>,
}

/// The dialog of the action that is asked about; it follows the run that the action starts.
#[component]
pub fn PriceDialog(
    /// What is asked about.
    ask: RwSignal<Option<Ask>>,
    /// Called once it has started.
    started: Callback<Outcome>,
) -> impl IntoView {
    let pricing = Pricing {
        ask,
        started,
        events: Events::expect(),
        toasts: Toasts::expect(),
        session: CurrentSession::expect(),
        open: RwSignal::new(false),
        quote: RwSignal::new(None),
        starting: RwSignal::new(false),
        answers: RwSignal::new(Arguments::default()),
    };
    Effect::new(move |_| {
        if let Some(ask) = ask.get() {
            pricing.begin(ask);
        }
    });
    let title = Signal::derive(move || {
        ask.with(|ask| {
            ask.as_ref()
                .map(|ask| ask.action.label.to_owned())
                .unwrap_or_default()
        })
    });
    let content = move || match pricing.quote.get() {
        None => view! { <p class="py-4 text-muted" role="status">{words::PRICING}</p> }.into_any(),
        Some(Err(failure)) => problem(failure.0),
        Some(Ok(quote)) => pricing.price(quote),
    };
    view! {
        <Dialog open=pricing.open id="price" title=title on_close=Callback::new(move |()| ask.set(None))>
            {content}
        </Dialog>
    }
    .into_any()
}

impl Pricing {
    fn begin(self, ask: Ask) {
        self.quote.set(None);
        self.starting.set(false);
        self.answers.set(ask.arguments.clone());
        self.open.set(true);
        leptos::task::spawn_local(async move {
            let quote = server_fns::quote(ask.resource, ask.action.name.to_owned(), ask.selection).await;
            self.quote.try_set(Some(quote));
        });
    }

    /// Starts the action that was asked about and follows its run.
    fn start(self) {
        let Some(ask) = self.ask.get_untracked() else {
            return;
        };
        self.starting.set(true);
        leptos::task::spawn_local(async move {
            let answers = Some(self.answers.get_untracked());
            let outcome =
                server_fns::act(ask.resource, ask.action.name.to_owned(), ask.selection, answers).await;
            self.starting.try_set(false);
            match outcome {
                Ok(outcome) => {
                    self.open.try_set(false);
                    match outcome.task_id {
                        Some(id) => self.events.follow(id),
                        None => self
                            .toasts
                            .say(Tone::Good, words::commanded(ask.action, outcome.count)),
                    }
                    self.session.refresh();
                    self.started.try_run(outcome);
                }
                Err(failure) => {
                    self.quote.try_set(Some(Err(failure)));
                }
            }
        });
    }

    /// A box to tick for a question of the action.
    fn tick(self, param: &'static Param) -> AnyView {
        let ticked = move || self.answers.with(|answers| answers.flag(param));
        let tick = move |event| {
            let yes = event_target_checked(&event);
            self.answers
                .update(|answers| *answers = std::mem::take(answers).with_flag(param, yes));
        };
        view! {
            <label class="mt-4 flex items-center gap-2">
                <input type="checkbox" name=param.name prop:checked=ticked on:change=tick />
                {param.label}
            </label>
        }
        .into_any()
    }

    fn price(self, quote: Quote) -> AnyView {
        let asked = self
            .ask
            .with_untracked(|ask| ask.as_ref().map(|ask| (ask.resource, ask.action)));
        let (resource, action) = asked.unzip();
        let label = action.map(|action| action.label);
        let explained = action
            .and_then(|action| action.confirm)
            .map(|text| view! { <p class="mb-4 text-muted">{text}</p> });
        let rows = resource.map(|resource| words::rows(resource, quote.count));
        let short = quote.credits > quote.balance;
        let named = |name: &str, value: String| (name.to_owned(), value);
        let mut facts = vec![named(words::ROWS, rows.unwrap_or_default())];
        facts.extend(quote.facts);
        // What costs nothing says so in one line.
        facts.push(named(words::PRICE, words::credits(quote.credits)));
        if quote.credits > 0 {
            facts.push(named(words::BALANCE, group(quote.balance)));
        }
        let facts = facts.into_iter().map(|(name, value)| {
            view! {
                <dt class="text-muted">{name}</dt>
                <dd class="min-w-0 text-right font-medium break-words tabular-nums">{value}</dd>
            }
        });
        let asked = action.into_iter().flat_map(|action| action.params);
        let boxes = asked
            .filter(|param| param.kind == ParamKind::Flag && quote.asks.iter().any(|name| name == param.name))
            .map(|param| self.tick(param))
            .collect_view();
        let blocked = move || short || quote.count == 0 || self.starting.get();
        view! {
            {explained}
            <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">{facts.collect_view()}</dl>
            {quote
                .notes
                .into_iter()
                .map(|note| view! { <div class="mt-4"><Notice tone=Tone::Warn text=note /></div> })
                .collect_view()}
            {boxes}
            {quote
                .help_link
                .map(|way| view! { <p class="mt-3"><a href=way.path class="link">{way.label}</a></p> })}
            {short.then(|| view! { <div class="mt-4"><Notice tone=Tone::Warn text=words::short_of_credits(quote.balance) /></div> })}
            {(quote.count == 0).then(|| view! { <div class="mt-4"><Notice tone=Tone::Info text=words::NOTHING_TO_DO /></div> })}
            <div class="dialog-foot">
                <button type="button" class="btn" on:click=move |_| self.open.set(false)>
                    {common::CANCEL}
                </button>
                <button type="button" class="btn btn-primary" disabled=blocked on:click=move |_| self.start()>
                    {label}
                </button>
            </div>
        }
        .into_any()
    }
}
