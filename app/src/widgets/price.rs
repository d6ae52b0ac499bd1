//! The price of an action before it runs, and its start.

use igny8::choice::Tone;
use igny8::error::{FieldErrors, Problem};
use igny8::page::{Action, Arguments, Param, ParamKind};
use igny8::resource::Resource;
use igny8::services::{Outcome, Quote, Selection};
use igny8::value::Value;
use leptos::prelude::*;

use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::state::events::Events;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;
use crate::strings::number::group;
use crate::strings::{common, table as words};
use crate::widgets::combobox::{Combobox, Source};
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
    fault: RwSignal<Option<String>>,
    /// What is wrong with answers, by their names.
    faults: RwSignal<FieldErrors>,
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
        fault: RwSignal::new(None),
        faults: RwSignal::new(FieldErrors::new()),
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
        Some(Ok(quote)) => pricing.asked(quote),
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
        self.well();
        self.answers.set(once(ask.action, ask.arguments.clone()));
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
                    if let Some(path) = ask.action.opens {
                        return browser::go(path);
                    }
                    match outcome.task_id {
                        Some(id) => self.events.follow(id),
                        None => {
                            let text = words::commanded(ask.action, outcome.count);
                            let again = Outcome {
                                change_id: None,
                                ..outcome.clone()
                            };
                            let then = Callback::new(move |()| {
                                self.started.try_run(again.clone());
                            });
                            self.toasts.done(text, outcome.change_id, then);
                        }
                    }
                    self.session.refresh();
                    self.started.try_run(outcome);
                }
                // What was entered stays, to be mended.
                Err(failure) if ask.action.asks() => {
                    self.refused(ask.action, failure.0);
                }
                Err(failure) => {
                    self.quote.try_set(Some(Err(failure)));
                }
            }
        });
    }

    /// Nothing is wrong any more.
    fn well(self) {
        self.fault.set(None);
        self.faults.set(FieldErrors::new());
    }

    /// Says what is wrong: of an answer at its input, the first of which gets the focus, and of all else above the buttons.
    fn refused(self, action: &'static Action, problem: Problem) {
        let asked = |name: &String| action.params.iter().any(|param| param.name == name.as_str());
        let (own, other): (FieldErrors, FieldErrors) =
            problem.errors.into_iter().partition(|(name, _)| asked(name));
        let said: Vec<_> = other.into_values().flatten().collect();
        let text = match (said.is_empty(), own.is_empty()) {
            (false, _) => Some(said.join(" ")),
            (true, true) => Some(problem.detail),
            (true, false) => None,
        };
        let first = action.params.iter().find(|param| own.contains_key(param.name));
        let first = first.map(id_of);
        self.fault.try_set(text);
        self.faults.try_set(own);
        if let Some(id) = first {
            browser::focus(&id);
        }
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

    /// What the action asks before a yes: what it needs to know, or only for its price.
    fn asked(self, quote: Quote) -> AnyView {
        let ask = self
            .ask
            .with_untracked(|ask| ask.as_ref().map(|ask| (ask.resource, ask.action)));
        match ask {
            Some((resource, action)) if action.asks() => self.questions(resource, action, quote),
            _ => self.price(quote),
        }
    }

    /// An input for an answer that is needed.
    fn input(self, param: &'static Param) -> Option<AnyView> {
        if let ParamKind::Row { of, needed } = param.kind {
            return Some(self.row(param, of, needed));
        }
        let (kind, max) = match param.kind {
            ParamKind::Text { max } => ("text", Some(max)),
            ParamKind::Number { .. } => ("number", None),
            _ => return None,
        };
        let typed = move |event| {
            let text = event_target_value(&event);
            self.answers.update(|answers| {
                let all = std::mem::take(answers);
                *answers = match param.kind {
                    ParamKind::Number { .. } => {
                        all.with_number(param, text.trim().parse().unwrap_or_default())
                    }
                    _ => all.with_text(param, &text),
                };
            });
        };
        let id = id_of(param);
        let wrong = format!("{id}-wrong");
        let fault = Memo::new(move |_| {
            let said = self.faults.with(|faults| faults.get(param.name).cloned())?;
            Some(said.join(" ")).filter(|said| !said.is_empty())
        });
        let described = {
            let wrong = wrong.clone();
            move || fault.with(Option::is_some).then(|| wrong.clone())
        };
        Some(
            view! {
                <div class="mt-4">
                    <label for=id.clone() class="mb-1 block font-medium">
                        {param.label}
                    </label>
                    <input
                        id=id
                        class="input"
                        type=kind
                        step="1"
                        maxlength=max
                        autocomplete="off"
                        required
                        aria-invalid=move || fault.with(Option::is_some).then_some("true")
                        aria-describedby=described
                        on:input=typed
                    />
                    <p id=wrong class="mt-1 text-sm text-bad empty:hidden" role="alert">
                        {move || fault.get()}
                    </p>
                </div>
            }
            .into_any(),
        )
    }

    /// A choice of a row for an answer.
    fn row(self, param: &'static Param, of: Resource, needed: bool) -> AnyView {
        let chosen = RwSignal::new(Value::Null);
        let choose = Callback::new(move |value: Value| {
            let id = value.as_id().map(|id| id.to_string()).unwrap_or_default();
            self.answers.update(|answers| {
                let all = std::mem::take(answers);
                *answers = if id.is_empty() {
                    all.without(param)
                } else {
                    all.with_text(param, &id)
                };
            });
            chosen.set(value);
        });
        let id = id_of(param);
        let wrong = format!("{id}-wrong");
        let fault = Memo::new(move |_| {
            let said = self.faults.with(|faults| faults.get(param.name).cloned())?;
            Some(said.join(" ")).filter(|said| !said.is_empty())
        });
        let invalid = Signal::derive(move || fault.with(Option::is_some));
        let described = {
            let wrong = wrong.clone();
            Signal::derive(move || invalid.get().then(|| wrong.clone()))
        };
        view! {
            <div class="mt-4">
                <label for=id.clone() class="mb-1 block font-medium">
                    {param.label}
                </label>
                <Combobox
                    id=id
                    source=Source::Rows(of)
                    value=chosen.into()
                    choose=choose
                    required=needed
                    invalid=invalid
                    described=described
                />
                <p id=wrong class="mt-1 text-sm text-bad empty:hidden" role="alert">
                    {move || fault.get()}
                </p>
            </div>
        }
        .into_any()
    }

    fn questions(self, resource: Resource, action: &'static Action, quote: Quote) -> AnyView {
        let about = quote.name.unwrap_or_else(|| words::rows(resource, quote.count));
        let inputs: Vec<_> = action
            .params
            .iter()
            .filter_map(|param| self.input(param))
            .collect();
        let look = if action.destructive {
            "btn btn-danger"
        } else {
            "btn btn-primary"
        };
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if !self.starting.get_untracked() {
                self.well();
                self.start();
            }
        };
        let fault = move || {
            let text = self.fault.get()?;
            Some(view! { <div class="mt-4"><Notice tone=Tone::Bad text=text /></div> })
        };
        view! {
            <form on:submit=submit novalidate>
                <p class="font-medium break-words">{about}</p>
                {action.confirm.map(|text| view! { <p class="mt-2 text-muted">{text}</p> })}
                {inputs}
                {fault}
                <div class="dialog-foot">
                    <button type="button" class="btn" on:click=move |_| self.open.set(false)>
                        {common::CANCEL}
                    </button>
                    <button type="submit" class=look disabled=move || self.starting.get()>
                        {action.label}
                    </button>
                </div>
            </form>
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

/// The id of the input of an answer.
fn id_of(param: &Param) -> String {
    format!("ask-{}", param.name)
}

/// The answers with a new key for what counts once, where the action asks for one.
fn once(action: &Action, answers: Arguments) -> Arguments {
    let param = action.params.iter().find(|param| param.kind == ParamKind::Once);
    match param {
        // Two of one person in one millisecond would have to meet by chance as well.
        Some(param) if browser::in_browser() => answers.with_text(
            param,
            &format!("{}-{}", js_sys::Date::now(), js_sys::Math::random()),
        ),
        _ => answers,
    }
}
