//! The editor of the text, a module in JavaScript that only this page loads: `public/editor/editor.js` out of `app/js`.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// Its address; the version lets browsers keep it.
const URL: &str = concat!("/editor/editor.js?v=", env!("EDITOR_VERSION"));
/// Where it puts itself.
const GLOBAL: &str = "igny8Editor";

#[wasm_bindgen]
extern "C" {
    /// What `mount` answers with; `app/js/editor/types.ts` says what each method does.
    #[derive(Clone)]
    type Handle;
    #[wasm_bindgen(method, js_name = getHTML)]
    fn get_html(this: &Handle) -> String;
    #[wasm_bindgen(method, js_name = setHTML)]
    fn set_html(this: &Handle, html: &str, keep_selection: bool);
    #[wasm_bindgen(method, js_name = setEditable)]
    fn set_editable(this: &Handle, editable: bool);
    #[wasm_bindgen(method)]
    fn exec(this: &Handle, command: &str, args: &JsValue) -> bool;
    #[wasm_bindgen(method)]
    fn link(this: &Handle) -> String;
    #[wasm_bindgen(method)]
    fn alt(this: &Handle) -> String;
    #[wasm_bindgen(method)]
    fn focus(this: &Handle);
    #[wasm_bindgen(method)]
    fn destroy(this: &Handle);
}

thread_local! {
    /// The editors of this page: the browser's objects, which cannot live in signals.
    static MOUNTED: RefCell<Vec<(u32, Handle)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

/// What an editor is made with.
pub(super) struct Options {
    /// The text.
    pub(super) html: String,
    /// Whether it can be changed from the start.
    pub(super) editable: bool,
    /// What stands there while it is empty.
    pub(super) placeholder: &'static str,
    /// What the text is called.
    pub(super) label: &'static str,
    /// The id of the element that tells how to leave it.
    pub(super) describedby: &'static str,
    /// Told of each change.
    pub(super) on_change: Callback<String>,
    /// Told which buttons are pressed and which apply.
    pub(super) on_state: Callback<String>,
    /// Told when the focus leaves.
    pub(super) on_blur: Callback<()>,
    /// Told when Escape leaves the text.
    pub(super) on_escape: Callback<()>,
}

/// A mounted editor, or none: nothing happens then, as on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Body(u32);

impl Body {
    /// Loads the module and puts an editor into `element`.
    ///
    /// # Errors
    /// When the module cannot be loaded.
    pub(super) async fn mount(element: &HtmlElement, options: Options) -> Result<Self, JsValue> {
        let module = load().await?;
        let mount: Function = Reflect::get(&module, &"mount".into())?.dyn_into()?;
        let made = mount.call2(&module, element, &into_object(options)?.into())?;
        let id = NEXT.replace(NEXT.get().wrapping_add(1));
        MOUNTED.with_borrow_mut(|all| all.push((id, made.unchecked_into())));
        Ok(Self(id))
    }

    /// Taken out of the store first: what the editor calls back may ask for it, too.
    fn handle(self) -> Option<Handle> {
        MOUNTED.with_borrow(|all| {
            all.iter()
                .find(|(id, _)| *id == self.0)
                .map(|(_, handle)| handle.clone())
        })
    }

    /// The text as it is now.
    pub(super) fn html(self) -> Option<String> {
        self.handle().map(|handle| handle.get_html())
    }

    /// Puts another text there.
    pub(super) fn set_html(self, html: &str, keep_selection: bool) {
        if let Some(handle) = self.handle() {
            handle.set_html(html, keep_selection);
        }
    }

    /// Lets people type, or not.
    pub(super) fn set_editable(self, editable: bool) {
        if let Some(handle) = self.handle() {
            handle.set_editable(editable);
        }
    }

    /// Does a command; false where it does not apply.
    pub(super) fn exec(self, command: &str, args: &[(&str, &str)]) -> bool {
        let object = Object::new();
        for (key, value) in args {
            let _ = Reflect::set(&object, &(*key).into(), &(*value).into());
        }
        self.handle().is_some_and(|handle| handle.exec(command, &object))
    }

    /// The address of the link at the cursor.
    pub(super) fn link(self) -> String {
        self.handle().map(|handle| handle.link()).unwrap_or_default()
    }

    /// The alternative text of the selected picture.
    pub(super) fn alt(self) -> String {
        self.handle().map(|handle| handle.alt()).unwrap_or_default()
    }

    /// Puts the cursor into the text.
    pub(super) fn focus(self) {
        if let Some(handle) = self.handle() {
            handle.focus();
        }
    }

    /// Takes the editor away.
    pub(super) fn destroy(self) {
        if let Some(handle) = self.handle() {
            MOUNTED.with_borrow_mut(|all| all.retain(|(id, _)| *id != self.0));
            handle.destroy();
        }
    }
}

fn into_object(options: Options) -> Result<Object, JsValue> {
    let object = Object::new();
    let set = |key: &str, value: &JsValue| Reflect::set(&object, &key.into(), value);
    set("html", &options.html.into())?;
    set("editable", &options.editable.into())?;
    set("placeholder", &options.placeholder.into())?;
    set("label", &options.label.into())?;
    set("describedby", &options.describedby.into())?;
    // A change may be told after the page went on to another; then nobody listens.
    let text = |callback: Callback<String>| {
        Closure::<dyn Fn(String)>::new(move |text| {
            callback.try_run(text);
        })
        .into_js_value()
    };
    let plain = |callback: Callback<()>| {
        Closure::<dyn Fn()>::new(move || {
            callback.try_run(());
        })
        .into_js_value()
    };
    set("onChange", &text(options.on_change))?;
    set("onState", &text(options.on_state))?;
    set("onBlur", &plain(options.on_blur))?;
    set("onEscape", &plain(options.on_escape))?;
    Ok(object)
}

/// The module, loaded once. A script element can be given an address from here; `import()` is no function to call.
async fn load() -> Result<JsValue, JsValue> {
    let known = Reflect::get(&window(), &GLOBAL.into())?;
    if known.is_object() {
        return Ok(known);
    }
    let script = document().create_element("script")?;
    script.set_attribute("type", "module")?;
    script.set_attribute("src", URL)?;
    let arrived = Promise::new(&mut |resolve, reject| {
        let _ = script.add_event_listener_with_callback("load", &resolve);
        let _ = script.add_event_listener_with_callback("error", &reject);
    });
    let head = document().head().ok_or(JsValue::UNDEFINED)?;
    head.append_child(&script)?;
    let outcome = JsFuture::from(arrived).await;
    // It has run, or another try begins with an element of its own.
    script.remove();
    outcome?;
    Reflect::get(&window(), &GLOBAL.into())
}
