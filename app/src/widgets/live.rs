//! What follows signals, of one type whatever it follows: each closure that a view names brings code of its own into the app, for
//! drawing, taking over and renewing what it draws, while what is boxed here shares one.

use leptos::ev;
use leptos::prelude::*;

/// A part of the page that is drawn anew when what it reads changes.
pub fn live<V: IntoAny>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || draw().into_any());
    draw.into_any()
}

/// An attribute, or a text, that follows.
pub fn follows(value: impl Fn() -> String + Send + 'static) -> Box<dyn FnMut() -> String + Send> {
    Box::new(value)
}

/// An attribute that follows, and is there only sometimes.
pub fn sometimes(
    value: impl Fn() -> Option<String> + Send + 'static,
) -> Box<dyn FnMut() -> Option<String> + Send> {
    Box::new(value)
}

/// What a click does.
pub fn click(act: impl FnMut(ev::MouseEvent) + 'static) -> Box<dyn FnMut(ev::MouseEvent)> {
    Box::new(act)
}

/// Does it now, and again when what it reads changes; in a browser only.
pub fn watch(act: impl Fn() + 'static) {
    let act: Box<dyn FnMut(Option<()>)> = Box::new(move |_| act());
    Effect::new(act);
}
