//! What is known of a function before it runs: its words, its price, how it is queued, and how its result is told.

use crate::choice::Tone;
use crate::icon::Icon;
use crate::job_run::{Phase, Queue};

/// What a function costs: credits for each started block of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Credits for a block.
    pub credits: i64,
    /// Items in a block.
    pub per: i64,
}

impl Price {
    /// The credits for `items` items: a started block counts whole.
    pub const fn of(self, items: i64) -> i64 {
        if items <= 0 {
            0
        } else {
            (items + self.per - 1) / self.per * self.credits
        }
    }

    /// So many times this price.
    #[must_use]
    pub const fn times(self, factor: i64) -> Self {
        Self {
            credits: self.credits * factor,
            ..self
        }
    }
}

/// One function.
#[derive(Clone, Copy, Debug)]
pub struct JobInfo {
    /// The name as stored, sent and used for its action.
    pub name: &'static str,
    /// The words people know it by.
    pub label: &'static str,
    /// The words on the button that starts it.
    pub verb: &'static str,
    /// The icon of what it makes or where it leads.
    pub icon: Icon,
    /// How its badge looks.
    pub tone: Tone,
    /// What it costs.
    pub price: Price,
    /// Where it waits when a person starts it.
    pub queue: Queue,
    /// Whether each selected row is a run of its own.
    pub each: bool,
    /// What it does, step by step, as people read it.
    pub steps: &'static [(Phase, &'static str)],
    /// What a schedule of it does, in words; none where it cannot be scheduled.
    pub scheduled: Option<&'static str>,
    /// The question before what a run did is taken back as a whole; none where it cannot be.
    pub undo: Option<Undo>,
    /// How its result is told.
    pub result: ResultText,
    /// Where to see what came of it.
    pub links: &'static [ResultLink],
}

/// The question before a run is undone.
#[derive(Clone, Copy, Debug)]
pub struct Undo {
    /// The question.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
    /// The button's words.
    pub verb: &'static str,
}

/// The text of a run's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultText {
    /// There is none to speak of.
    Nothing,
    /// The last message of the run.
    Message,
    /// The counts of clustering.
    Clustering,
    /// The counts of an import.
    Import,
}

/// A link under the words of a result.
#[derive(Clone, Copy, Debug)]
pub struct ResultLink {
    /// What is there.
    pub label: &'static str,
    /// Where to.
    pub to: To,
    /// The count in the result without which there is nothing to see there.
    pub shown_with: Option<&'static str>,
}

/// Where a link of a result leads.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// A list, with its filters.
    Page(&'static str),
    /// The row of a list whose id is in this field of the result; without one, the list.
    Row(&'static str, &'static str),
    /// A file whose address is in this field of the result.
    File(&'static str),
    /// A file of the run: what stands in its address before and after the run's id.
    FileOfRun(&'static str, &'static str),
}

impl ResultLink {
    /// A link that is always there.
    pub const fn new(label: &'static str, to: To) -> Self {
        Self {
            label,
            to,
            shown_with: None,
        }
    }

    /// The same link, where this count in the result is not zero.
    #[must_use]
    pub const fn given(mut self, count: &'static str) -> Self {
        self.shown_with = Some(count);
        self
    }
}

impl JobInfo {
    /// A function that is free, done in one run for all rows as soon as a worker is free, and tells its last message.
    pub(super) const fn new(
        name: &'static str,
        label: &'static str,
        icon: Icon,
        steps: &'static [(Phase, &'static str)],
    ) -> Self {
        Self {
            name,
            label,
            verb: label,
            icon,
            tone: Tone::Neutral,
            price: Price { credits: 0, per: 1 },
            queue: Queue::Interactive,
            each: false,
            steps,
            scheduled: None,
            undo: None,
            result: ResultText::Message,
            links: &[],
        }
    }

    /// Its button says this.
    pub(super) const fn verb(mut self, verb: &'static str) -> Self {
        self.verb = verb;
        self
    }

    /// It is work of a model, or like it, and takes so many credits for each started block of so many rows.
    pub(super) const fn costs(mut self, credits: i64, per: i64) -> Self {
        self.price = Price { credits, per };
        self.tone = Tone::Info;
        self
    }

    /// Each row is a run of its own.
    pub(super) const fn each(mut self) -> Self {
        self.each = true;
        self
    }

    /// It takes its time, and lets what somebody waits for go first.
    pub(super) const fn bulk(mut self) -> Self {
        self.queue = Queue::Bulk;
        self
    }

    /// Schedules can run it, and call it so.
    pub(super) const fn scheduled(mut self, label: &'static str) -> Self {
        self.scheduled = Some(label);
        self
    }

    /// What a run did can be taken back, after this question.
    pub(super) const fn undo(mut self, undo: Undo) -> Self {
        self.undo = Some(undo);
        self
    }

    /// Its result is told so.
    pub(super) const fn result(mut self, text: ResultText) -> Self {
        self.result = text;
        self
    }

    /// Its result can be seen there.
    pub(super) const fn links(mut self, links: &'static [ResultLink]) -> Self {
        self.links = links;
        self
    }
}
