//! The first step: a file, chosen or dropped, or what is pasted, on its way to the server with progress.

use igny8::choice::Tone;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::draft::MappingDraft;
use super::{Step, Wizard, upload};
use crate::server_fns::Failure;
use crate::state::browser;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::number::count;
use crate::strings::{form, import as words};
use crate::widgets::{IconView, Notice, ProgressBar, TextArea};

const INPUT: &str = "import-file";
const PASTE: &str = "import-paste";

#[derive(Clone, Copy)]
struct Sending {
    wizard: Wizard,
    /// The share that was sent, while something is on its way.
    share: RwSignal<Option<f64>>,
    fault: RwSignal<Option<String>>,
    over: RwSignal<bool>,
}

/// The step.
pub(super) fn file(wizard: Wizard) -> AnyView {
    let sending = Sending {
        wizard,
        share: RwSignal::new(None),
        fault: RwSignal::new(None),
        over: RwSignal::new(false),
    };
    Effect::new(move |_| {
        if let Some(text) = browser::carried(super::PASTED) {
            sending.send_text(&text);
        }
    });
    on_cleanup(|| {
        if browser::in_browser() {
            upload::abort();
        }
    });
    let fault = move || {
        sending
            .fault
            .get()
            .or_else(|| wizard.fault.get().map(words::not_kept))
            .map(|text| view! { <div class="mb-4"><Notice tone=Tone::Bad text=text /></div> })
    };
    let body = move || {
        if wizard.reading.get() {
            view! { <p class="px-2 py-8" role="status">{words::READING}</p> }.into_any()
        } else if sending.share.with(Option::is_some) {
            sending.on_its_way()
        } else {
            sending.choose()
        }
    };
    view! {
        {fault}
        <section class="card p-5" aria-label=words::STEP_FILE>
            {body}
            <p class="mt-4 text-sm text-muted">{words::LIMITS}</p>
            <p class="mt-2 text-sm">
                <a class="link inline-flex min-h-6 items-center gap-1.5" href="/samples/keywords.csv" download="">
                    <IconView icon=icondata_lu::LuDownload />
                    {words::SAMPLE}
                </a>
            </p>
            <noscript>
                <p class="mt-2 text-sm text-warn">{form::NEEDS_SCRIPT}</p>
            </noscript>
        </section>
    }
    .into_any()
}

impl Sending {
    fn choose(self) -> AnyView {
        let node = NodeRef::<html::Input>::new();
        let known = self
            .wizard
            .draft
            .with_untracked(|draft| draft.as_ref().map(|draft| draft.upload.file_name.clone()));
        let chosen = move |_| {
            if let Some(file) = node
                .get_untracked()
                .and_then(|input| input.files())
                .and_then(|files| files.get(0))
            {
                self.send(&file);
            }
        };
        let dropped = move |event: ev::DragEvent| {
            event.prevent_default();
            self.over.set(false);
            if let Some(file) = event
                .data_transfer()
                .and_then(|data| data.files())
                .and_then(|files| files.get(0))
            {
                self.send(&file);
            }
        };
        let hover = move |over: bool| {
            move |event: ev::DragEvent| {
                event.prevent_default();
                self.over.set(over);
            }
        };
        let look = move || {
            let state = if self.over.get() {
                "border-brand bg-brand-soft"
            } else {
                "border-edge hover:bg-sunken"
            };
            format!(
                "flex cursor-pointer flex-col items-center gap-3 rounded-lg border-2 border-dashed px-6 py-12 text-center transition-colors focus-within:outline-2 focus-within:outline-link {state}"
            )
        };
        let label = if known.is_some() {
            words::CHOOSE_OTHER
        } else {
            words::CHOOSE
        };
        let go_on = known.map(|name| {
            view! {
                <div class="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-md bg-sunken px-4 py-3">
                    <span class="flex min-w-0 items-center gap-2">
                        <IconView icon=icondata_lu::LuFileSpreadsheet />
                        <span class="truncate font-medium">{name}</span>
                    </span>
                    <button type="button" class="btn btn-primary" on:click=move |_| self.wizard.step.set(Step::Check)>
                        {words::GO_ON}
                    </button>
                </div>
            }
        });
        view! {
            {go_on}
            <label for=INPUT class=look on:dragenter=hover(true) on:dragover=hover(true) on:dragleave=hover(false) on:drop=dropped>
                <span class="text-link">
                    <IconView icon=icondata_lu::LuUpload class="size-8" />
                </span>
                <span class="font-medium">{words::DROP}</span>
                <input
                    node_ref=node
                    id=INPUT
                    class="sr-only"
                    type="file"
                    accept=".csv,.tsv,.tab,.txt,.md,.xlsx,.xlsm,.xls,.ods,.html,.htm,.json,.jsonl,.zip,.gz,application/zip,application/gzip,application/json,text/csv,text/tab-separated-values,text/plain"
                    on:change=chosen
                />
                <span class="btn" aria-hidden="true">{label}</span>
            </label>
            {self.paste()}
        }
        .into_any()
    }

    /// A list that is typed or pasted, or columns of a sheet: read as a file would be.
    fn paste(self) -> AnyView {
        let text = RwSignal::new(String::new());
        let lines = Memo::new(move |_| {
            text.with(|text| text.lines().filter(|line| !line.trim().is_empty()).count() as u64)
        });
        let read = move |_| self.send_text(&text.get_untracked());
        view! {
            <div class="mt-5">
                <label for=PASTE class="mb-1 block font-medium">
                    {words::PASTE}
                </label>
                <TextArea
                    value=text
                    attr:id=PASTE
                    attr:class="input font-mono text-sm"
                    attr:rows="5"
                    attr:spellcheck="false"
                    attr:autocomplete="off"
                    attr:aria-describedby="import-paste-help"
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <p id="import-paste-help" class="mt-1 text-sm text-muted">{words::PASTE_HELP}</p>
                <div class="mt-3 flex items-center gap-3">
                    <button type="button" class="btn btn-primary" disabled=move || lines.get() == 0 on:click=read>
                        {words::READ_PASTED}
                    </button>
                    <span class="text-sm text-muted tabular-nums" role="status">
                        {move || (lines.get() > 0).then(|| words::rows(count(lines.get()), lines.get()))}
                    </span>
                </div>
            </div>
        }
        .into_any()
    }

    /// Sends a text as the file that it could have been.
    fn send_text(self, text: &str) {
        let parts = js_sys::Array::of1(&text.into());
        match web_sys::File::new_with_str_sequence(&parts, words::PASTED_NAME) {
            Ok(file) => self.send(&file),
            Err(_) => self.fault.set(Some(words::NOT_SENT.to_owned())),
        }
    }

    fn on_its_way(self) -> AnyView {
        let percent = Signal::derive(move || as_percent(self.share.get().unwrap_or_default()));
        let stop = move |_| {
            upload::abort();
            self.share.set(None);
        };
        view! {
            <div class="px-2 py-8">
                <p class="mb-2 flex justify-between gap-3">
                    <span role="status">{words::UPLOADING}</span>
                    <span class="text-muted tabular-nums">{move || words::sent(percent.get())}</span>
                </p>
                <ProgressBar percent=percent label=words::UPLOADING />
                <button type="button" class="btn btn-sm mt-4" on:click=stop>
                    {words::STOP}
                </button>
            </div>
        }
        .into_any()
    }

    fn send(self, file: &web_sys::File) {
        let bytes = file.size();
        if bytes > upload::MAX_BYTES || bytes == 0.0 {
            let text = if bytes == 0.0 {
                words::EMPTY_FILE
            } else {
                words::TOO_LARGE
            };
            self.fault.set(Some(text.to_owned()));
            return;
        }
        self.fault.set(None);
        self.share.set(Some(0.0));
        let progress = move |share| {
            self.share.try_set(Some(share));
        };
        upload::send(file, progress, move |answer| {
            if self.share.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(found) => {
                    self.wizard.check(MappingDraft::of(found));
                }
                Err(problem) => {
                    let failure = Failure(problem);
                    if !leave_if_signed_out(&failure) {
                        self.fault.set(Some(failure.0.detail));
                    }
                }
            }
        });
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0 to 100"
)]
fn as_percent(share: f64) -> u8 {
    (share * 100.0).clamp(0.0, 100.0) as u8
}
