//! A picture, large, with what can be done to it: made anew, replaced by a file of one's own, cut, put into its article.

mod area;
mod crop;
mod send;

use igny8::choice::Tone;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource as Of;
use igny8::value::{Row, Value};
use igny8::writer::images::{F, INSERT, ImageStatus, MAKE, MAX_UPLOAD, TAKEN};
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use uuid::Uuid;
use web_sys::{File, HtmlInputElement};

use self::area::Whole;
use crate::server_fns;
use crate::state::events::Events;
use crate::state::late::StartAction;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;
use crate::strings::pictures as words;
use crate::widgets::live::{click, live};
use crate::widgets::states::problem;
use crate::widgets::{IconView, Skeleton};

/// A picture that shows, and what goes on with it.
#[derive(Clone, Copy)]
struct Shown {
    id: Uuid,
    start: StartAction,
    /// Grows with each change that was made here.
    changes: RwSignal<u32>,
    /// Whether it is being cut.
    cropping: RwSignal<bool>,
    /// What is being done to it.
    busy: RwSignal<Option<&'static str>>,
    fault: RwSignal<Option<Problem>>,
    toasts: Toasts,
}

/// The picture of the row with this id.
pub fn picture(id: Uuid, start: StartAction) -> AnyView {
    let shown = Shown {
        id,
        start,
        changes: RwSignal::new(0),
        cropping: RwSignal::new(false),
        busy: RwSignal::new(None),
        fault: RwSignal::new(None),
        toasts: Toasts::expect(),
    };
    let events = Events::expect();
    let may = CurrentSession::expect().may(Verb::Update, Of::Images);
    // A run that ends may have made it anew.
    let row = LocalResource::new(move || {
        shown.changes.track();
        events.changed.track();
        server_fns::get(Of::Images, id)
    });
    let content = move || {
        row.get().map(|row| match row {
            Ok(row) => sheet(shown, &row, may),
            Err(failure) => problem(failure.0),
        })
    };
    view! {
        <section class="mb-4">
            <Transition fallback=|| view! { <Skeleton lines=4 /> }>{live(content)}</Transition>
        </section>
    }
    .into_any()
}

/// The address of the picture in the size for a page, with the key of its file.
fn source(row: &Row) -> Option<String> {
    let thumb = row.get(&F.thumbnail).as_str()?;
    Some(thumb.replacen("/file/thumb", "/file/large", 1))
}

fn whole(row: &Row) -> Option<Whole> {
    match (row.get(&F.width), row.get(&F.height)) {
        (Value::Int(width), Value::Int(height)) => Whole::new(*width, *height),
        _ => None,
    }
}

fn sheet(shown: Shown, row: &Row, may: bool) -> AnyView {
    let (src, whole) = (source(row), whole(row));
    let alt = row.get(&F.alt).as_str().unwrap_or_default().to_owned();
    let alt = if alt.is_empty() {
        words::UNDESCRIBED.to_owned()
    } else {
        alt
    };
    let frame = match (src.clone(), whole) {
        (Some(src), Some(whole)) => {
            let (shut, alt) = (src.clone(), alt.clone());
            live(move || {
                if shown.cropping.get() {
                    crop::crop(shown, whole, src.clone())
                } else {
                    still(&shut, &alt)
                }
            })
        }
        (Some(src), None) => still(&src, &alt),
        (None, _) => view! {
            <p class="flex aspect-video flex-col items-center justify-center gap-2 rounded-md border border-line bg-sunken px-4 text-center text-muted">
                <IconView icon=icondata_lu::LuImage class="size-8" />
                {words::NO_FILE}
            </p>
        }
        .into_any(),
    };
    let size = whole.map(|whole| {
        view! { <p class="mt-1 text-sm text-muted tabular-nums">{words::size(whole.width.into(), whole.height.into())}</p> }
    });
    let is_ready = row.get(&F.status).as_str() == Some(ImageStatus::Ready.as_str());
    let tools = may.then(|| tools(shown, src.is_some(), whole.is_some(), is_ready));
    let article = row.get(&F.content).as_id().map(|id| {
        view! {
            <a class="btn btn-sm" href=format!("{}/{id}", igny8::writer::content::PAGE.path)>
                <IconView icon=icondata_lu::LuFileText />
                {words::OPEN_ARTICLE}
            </a>
        }
    });
    view! {
        {frame}
        {size}
        <div class="mt-3 flex flex-wrap gap-2">{tools} {article}</div>
        {live(move || shown.fault.get().map(|fault| view! { <div class="mt-3">{problem(fault)}</div> }))}
        <p class="mt-2 text-sm text-muted" role="status" aria-live="polite">
            {live(move || shown.busy.get().map(|_| words::WORKING))}
        </p>
    }
    .into_any()
}

fn still(src: &str, alt: &str) -> AnyView {
    view! {
        <img
            class="max-h-[60dvh] w-full rounded-md border border-line bg-sunken object-contain"
            src=src.to_owned()
            alt=alt.to_owned()
            decoding="async"
        />
    }
    .into_any()
}

/// The buttons of what can be done to it now.
fn tools(shown: Shown, has_file: bool, has_size: bool, is_ready: bool) -> AnyView {
    let make = if has_file {
        words::REGENERATE
    } else {
        words::GENERATE
    };
    let idle = Signal::derive(move || shown.busy.get().is_some());
    let crop = has_size.then(|| {
        view! {
            <button
                type="button"
                class="btn btn-sm"
                disabled=idle
                aria-pressed=Signal::derive(move || shown.cropping.get().to_string())
                on:click=click(move |_| shown.cropping.update(|on| *on = !*on))
            >
                <IconView icon=icondata_lu::LuCrop />
                {words::CROP}
            </button>
        }
    });
    let insert = is_ready.then(|| button(shown, idle, INSERT.name, words::INSERT, icondata_lu::LuImagePlus));
    view! {
        {button(shown, idle, MAKE.name, make, icondata_lu::LuSparkles)}
        {upload(shown, idle)}
        {crop}
        {insert}
    }
    .into_any()
}

fn button(
    shown: Shown,
    idle: Signal<bool>,
    action: &'static str,
    label: &'static str,
    icon: &'static icondata_core::IconData,
) -> AnyView {
    view! {
        <button type="button" class="btn btn-sm" disabled=idle on:click=click(move |_| shown.start.run(action))>
            <IconView icon=icon />
            {label}
        </button>
    }
    .into_any()
}

/// The button that chooses a file; the input itself does the choosing, so that the keyboard and assistive technology know it.
fn upload(shown: Shown, idle: Signal<bool>) -> AnyView {
    let node = NodeRef::<leptos::html::Input>::new();
    let chosen = move |event: ev::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            shown.upload(&file);
        }
        // The same file once more is a choice, too.
        input.set_value("");
    };
    view! {
        <input
            node_ref=node
            type="file"
            class="sr-only"
            tabindex="-1"
            aria-hidden="true"
            accept=TAKEN
            on:change=chosen
        />
        <button
            type="button"
            class="btn btn-sm"
            title=words::FILE_HELP
            disabled=idle
            on:click=click(move |_| {
                if let Some(input) = node.get_untracked() {
                    input.click();
                }
            })
        >
            <IconView icon=icondata_lu::LuUpload />
            {words::UPLOAD}
        </button>
    }
    .into_any()
}

impl Shown {
    /// Sends a file, unless it is known before that it would be refused.
    fn upload(self, file: &File) {
        let kind = file.type_();
        #[expect(clippy::cast_precision_loss, reason = "no more than tens of millions")]
        let most = MAX_UPLOAD as f64;
        let refused = if file.size() > most {
            Some(words::TOO_LARGE)
        } else if !kind.is_empty() && !TAKEN.split(',').any(|taken| taken == kind) {
            Some(words::NOT_TAKEN)
        } else {
            None
        };
        match refused {
            Some(why) => self.fault.set(Some(Problem::field("file", why))),
            None => self.send(Some(file), None, words::UPLOADING, words::UPLOADED),
        }
    }

    /// Sends what takes the picture's place, and shows it.
    fn send(self, file: Option<&File>, part: Option<&str>, doing: &'static str, done: &'static str) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.fault.set(None);
        self.busy.set(Some(doing));
        send::send(self.id, file, part, move |answer| {
            // The panel may be closed by now.
            if self.busy.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    self.cropping.set(false);
                    self.changes.update(|count| *count += 1);
                    self.toasts.say(Tone::Good, done);
                    self.start.run("");
                }
                Err(problem) => self.fault.set(Some(problem)),
            }
        });
    }
}
