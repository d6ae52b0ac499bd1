//! The name of the row that the address opens, told by what shows it, for the parts of the frame that name it.

use leptos::prelude::*;
use uuid::Uuid;

/// The row and its name.
#[derive(Clone, Copy, Debug)]
pub struct OpenRecord(RwSignal<Option<(Uuid, String)>>);

impl OpenRecord {
    /// Puts it into context.
    pub fn provide() -> Self {
        let record = Self(RwSignal::new(None));
        provide_context(record);
        record
    }

    /// That of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What the row is called that this last part of a path names, tracked.
    pub fn name(self, last: &str) -> Option<String> {
        let id: Uuid = last.parse().ok()?;
        self.0.with(|known| {
            let (_, name) = known.as_ref().filter(|(of, _)| *of == id)?;
            Some(name.clone()).filter(|name| !name.is_empty())
        })
    }

    /// Tells the name of the row that shows; in a browser only, since the server has drawn the frame before.
    pub fn tell(row: Signal<Option<(Uuid, String)>>) {
        let Some(record) = use_context::<Self>() else {
            return;
        };
        Effect::new(move |_| record.0.set(row.get()));
    }
}
