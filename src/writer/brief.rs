//! What an article that is to be written is told to be: the same inputs for ideas and for writing tasks.

use crate::choices;
use crate::entity::Field;
use crate::page::{Input, InputKind};

choices! {
    /// The kinds of articles.
    pub enum ContentType {
        /// Explains a topic.
        Guide = "guide", "Guide";
        /// Leads through a task.
        HowTo = "how_to", "How-to";
        /// Collects and compares in short.
        List = "list", "List";
        /// Sets things against each other.
        Comparison = "comparison", "Comparison";
        /// Judges one thing.
        Review = "review", "Review";
        /// Tells what is new.
        News = "news", "News";
        /// Leads to an action.
        Landing = "landing", "Landing page";
    }
}

/// The fields that a brief fills.
#[derive(Clone, Copy, Debug)]
pub struct Brief {
    /// The working title.
    pub title: Field,
    /// The sector that it belongs to.
    pub sector: Field,
    /// The cluster that it is for.
    pub cluster: Field,
    /// The kind of article.
    pub content_type: Field,
    /// Phrases that it is for.
    pub keywords: Field,
    /// What sets it apart.
    pub angle: Field,
    /// Its headings.
    pub outline: Field,
    /// What comes first.
    pub priority: Field,
}

/// How many words an article may be asked for.
pub const WORDS: InputKind = InputKind::Number {
    min: 200.0,
    max: 10_000.0,
};

impl Brief {
    /// The inputs in the order of the form; `words` is the one of the words, which differs.
    pub const fn inputs(self, words: Input) -> [Input; 9] {
        [
            Input::new(self.title, "Title", InputKind::Text { max: 200 }).required(),
            Input::new(self.sector, "Sector", InputKind::Reference).required(),
            Input::new(self.cluster, "Cluster", InputKind::Reference),
            Input::new(self.content_type, "Type", InputKind::Select)
                .required()
                .initial(ContentType::Guide.as_str()),
            Input::new(self.keywords, "Keywords", InputKind::LongText { max: 4000 })
                .help("One per line, primary first."),
            Input::new(self.angle, "Angle", InputKind::LongText { max: 1000 })
                .help("What makes this article different from others."),
            Input::new(self.outline, "Outline", InputKind::LongText { max: 4000 })
                .help("One heading per line."),
            words,
            Input::new(
                self.priority,
                "Priority",
                InputKind::Number { min: 1.0, max: 3.0 },
            )
            .required()
            .initial("2")
            .help("1 is highest, 3 is lowest."),
        ]
    }
}
