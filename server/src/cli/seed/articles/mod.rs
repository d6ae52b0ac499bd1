//! Two articles that a person finished: what an approved and a published one look like.

/// One article.
pub(super) struct Article {
    /// Its title.
    pub title: &'static str,
    /// The keywords, the main one first, one a line.
    pub keywords: &'static str,
    /// The title for search results.
    pub meta_title: &'static str,
    /// The description for search results.
    pub meta_description: &'static str,
    /// The last part of its address.
    pub slug: &'static str,
    /// One sentence for lists.
    pub excerpt: &'static str,
    /// The body.
    pub html: &'static str,
    /// A question with its answer.
    pub faq: (&'static str, &'static str),
    /// Where it is published, if it is.
    pub url: Option<&'static str>,
}

/// Both, for the coffee sector.
pub(super) static ARTICLES: &[Article] = &[
    Article {
        title: "Cold brew at home: ratio, time and grind",
        keywords: "cold brew\nhow to use cold brew\ncold brew for beginners",
        meta_title: "Cold brew at home: ratio, time and grind",
        meta_description: "Make cold brew with one jar and a filter: 1 part coffee to 8 parts water, coarse grind, 14 hours. With a table of strengths and how to keep it fresh.",
        slug: "cold-brew-at-home",
        excerpt: "One jar, one filter, fourteen hours: what makes cold brew smooth, and how to make it as strong as you like.",
        html: include_str!("cold-brew.html"),
        faq: (
            "How long does cold brew keep?",
            "A week in the fridge in a closed bottle. Its taste is best in the first four days.",
        ),
        url: None,
    },
    Article {
        title: "French press: a full cup without the mud",
        keywords: "french press\nhow to use french press\nfrench press guide",
        meta_title: "French press: a full cup without the mud",
        meta_description: "How to use a French press: 30 grams of coffee for half a litre, four minutes, and one step that most people leave out. With the grind that keeps the cup clear.",
        slug: "french-press-full-cup",
        excerpt: "Four minutes and one step that most people leave out: that is all a clear French press takes.",
        html: include_str!("french-press.html"),
        faq: (
            "Which grind is right for a French press?",
            "Coarse, like rough sea salt. Finer grounds slip through the mesh and make the cup muddy.",
        ),
        url: Some("https://brewhouse.example/french-press-full-cup"),
    },
];
