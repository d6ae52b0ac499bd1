//! Questions that must be answered before something is done.

use leptos::prelude::*;

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is asked.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// The verb on the button.
    pub verb: String,
    /// Whether something is destroyed.
    pub destructive: bool,
    /// What to do after a yes.
    pub yes: Callback<()>,
}

/// What a question says beyond its sentence.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// What goes, by name and number.
    pub facts: Vec<(String, String)>,
    /// What must be typed before a yes.
    pub typed: Option<String>,
}

/// The question that is open, if any.
#[derive(Clone, Copy, Debug)]
pub struct Confirm {
    /// The question; kept after it was answered, while the dialog closes.
    pub question: RwSignal<Option<Question>>,
    /// What it says beyond its sentence.
    pub details: RwSignal<Details>,
    /// Whether its dialog is open.
    pub open: RwSignal<bool>,
}

impl Confirm {
    /// Puts the questions into context.
    pub fn provide() -> Self {
        let confirm = Self {
            question: RwSignal::new(None),
            details: RwSignal::new(Details::default()),
            open: RwSignal::new(false),
        };
        provide_context(confirm);
        confirm
    }

    /// The questions of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Asks.
    pub fn ask(self, question: Question) {
        self.ask_about(question, Details::default());
    }

    /// Asks, and says what goes.
    pub fn ask_about(self, question: Question, details: Details) {
        self.details.set(details);
        self.question.set(Some(question));
        self.open.set(true);
    }
}
