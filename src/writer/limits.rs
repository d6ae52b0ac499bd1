//! How long the parts of an article may be.

/// Characters of a title.
pub const TITLE: usize = 300;
/// Bytes of a body.
pub const HTML_BYTES: usize = 1024 * 1024;
/// Characters of a title for search results.
pub const META_TITLE: usize = 300;
/// Characters of a description for search results.
pub const META_DESCRIPTION: usize = 500;
/// Characters of an excerpt.
pub const EXCERPT: usize = 1_000;
/// Questions of an article.
pub const QUESTIONS: usize = 50;
/// Characters of a question.
pub const QUESTION: usize = 500;
/// Characters of an answer.
pub const ANSWER: usize = 2_000;
/// Tags of an article; categories too.
pub const TAGS: usize = 30;
/// Characters of a tag or category.
pub const TAG: usize = 100;

/// What to say of a body with more than [`HTML_BYTES`].
pub fn too_long() -> String {
    "The article is larger than 1 MB. Shorten it or split it into two articles.".into()
}
