//! Hands a post over, and where the site refuses a part of it, once more without that part.

use serde_json::{Map, Value};

use super::blocks;
use super::characters;
use super::compare::same_text;
use super::post::{self, Post};
use super::said::Said;
use super::site::Site;
use super::wall::Kind;
use crate::article::OutgoingArticle;
use crate::destination::Known;
use crate::error::DestinationError;

/// How often it is handed over at most.
const TIMES: usize = 6;

/// What an article is without, rather than not published.
const SPARED: &[(&str, &str)] = &[
    ("meta", "the meta title, meta description and focus keyword"),
    ("categories", "the categories"),
    ("tags", "the tags"),
    ("featured_media", "the featured image"),
    ("excerpt", "the excerpt"),
    ("slug", "the slug"),
];

/// A post before it is sent.
#[derive(Clone)]
pub(super) struct Submission {
    /// Its fields but for the text.
    pub(super) body: Map<String, Value>,
    /// The text, in blocks or as HTML.
    pub(super) content: String,
    /// The block of structured data that goes with it.
    pub(super) structured: Option<String>,
    /// The mark that a text in blocks is found again by; in others it stands in the text.
    pub(super) mark: Option<String>,
}

impl Submission {
    /// Its fields as they are sent.
    pub(super) fn sent(&self) -> Map<String, Value> {
        let structured = self.structured.as_deref();
        let content = match (&self.mark, structured) {
            (Some(mark), _) => {
                let inner: Vec<&str> = [Some(mark.as_str()), structured].into_iter().flatten().collect();
                format!("{}\n\n{}", self.content, blocks::raw(&inner.join("\n")))
            }
            // WordPress would put a script that stands alone into a paragraph.
            (None, Some(block)) => format!("{}\n<div>{block}</div>", self.content),
            (None, None) => self.content.clone(),
        };
        let mut body = self.body.clone();
        body.insert("content".to_owned(), Value::String(content));
        body
    }

    /// Leaves out what may have been refused, and tells of it; nothing where nothing is left to leave out.
    fn give_way(&mut self, refused: &Refused, told: &mut Vec<String>) -> Option<()> {
        let by_wall = match refused {
            Refused::Error(_) => true,
            Refused::Said(said) => said.wall.is_some_and(|wall| wall.kind == Kind::Firewall),
        };
        if by_wall {
            self.structured.take()?;
            tell(
                told,
                format!(
                    "Structured data was skipped: with it, a firewall in front of the site blocked the article ({}). Allow it there or let an SEO plugin add it.",
                    refused.words()
                ),
            );
            return Some(());
        }
        let Refused::Said(said) = refused else { return None };
        if (said.is_about_database() || said.status >= 500) && self.simplify(told) {
            return Some(());
        }
        let refused = |name: &str| match said.code.as_str() {
            "rest_cannot_assign_term" => matches!(name, "categories" | "tags"),
            "rest_invalid_featured_media" => name == "featured_media",
            "rest_meta_database_error" => name == "meta",
            _ if said.is_about_rights() => name == "meta",
            _ => said
                .parameters()
                .iter()
                .any(|of| of.split(['.', '[']).next() == Some(name)),
        };
        let spared: Vec<_> = SPARED
            .iter()
            .filter(|(name, _)| self.body.contains_key(*name) && refused(name))
            .collect();
        if spared.is_empty() {
            return None;
        }
        for (name, what) in spared {
            self.body.remove(*name);
            tell(
                told,
                if said.is_about_rights() {
                    let mut letters = what.chars();
                    let first = letters.next().map(|c| c.to_ascii_uppercase()).unwrap_or_default();
                    format!(
                        "{first}{} couldn't be saved: the WordPress user doesn't have permission.",
                        letters.as_str()
                    )
                } else {
                    format!("WordPress rejected {what} ({}). Set it there.", said.words())
                },
            );
        }
        Some(())
    }

    /// Takes out the characters that old tables do not take, and tells of it.
    pub(super) fn simplify(&mut self, told: &mut Vec<String>) -> bool {
        let any = self.take_out_characters();
        if any {
            tell(told,
                "The site's database doesn't support emoji and other 4-byte characters. They were encoded in title, text and excerpt, and removed elsewhere. Convert its tables to utf8mb4."
                    .to_owned(),
            );
        }
        any
    }

    fn take_out_characters(&mut self) -> bool {
        let mut any = characters::take_out(&mut self.body);
        if characters::any_in(&self.content) {
            self.content = characters::as_references(&self.content);
            any = true;
        }
        if let Some(block) = &mut self.structured
            && characters::any_in(block)
        {
            *block = characters::as_escapes(block);
            any = true;
        }
        any
    }
}

/// The language of a tag of languages, without its region: plugins know languages by it.
pub(super) fn primary(tag: &str) -> Option<&str> {
    let language = tag.split(['-', '_']).next()?;
    (language.len() >= 2 && language.bytes().all(|b| b.is_ascii_alphabetic())).then_some(language)
}

/// Tells what was not told before: two posts made at the same moment are handed over twice.
fn tell(told: &mut Vec<String>, sentence: String) {
    if !told.contains(&sentence) {
        told.push(sentence);
    }
}

/// How it was refused.
enum Refused {
    Said(Said),
    /// The answer broke off or was none, as some firewalls do it.
    Error(DestinationError),
}

impl Refused {
    /// Whether WordPress may have kept the post all the same: what hooks of plugins and proxies do behind it comes too late. Where its
    /// database refused the post, what is found is an earlier one.
    fn may_have_kept(&self) -> bool {
        match self {
            Self::Said(said) => said.status >= 500 && said.wall.is_none() && !said.is_about_database(),
            Self::Error(error) => matches!(
                error,
                DestinationError::Broken(_)
                    | DestinationError::Malformed { .. }
                    | DestinationError::Unavailable { .. }
                    | DestinationError::TimedOut { .. }
            ),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Said(said) => said.words(),
            Self::Error(error) => error.to_string(),
        }
    }
}

/// The post, if it is there as it was sent. That it cannot be looked for says no more than the fault before it.
async fn kept(
    site: &Site<'_>,
    article: &OutgoingArticle,
    known: Option<&Known>,
    body: &Map<String, Value>,
) -> Option<u64> {
    let there = post::find(site, article.content_id, &article.slug, known)
        .await
        .ok()??;
    let status = body.get("status").and_then(Value::as_str);
    let is_so = same_text(body, &there, there.revisions() <= 1)
        && status.is_none_or(|status| status == there.status.as_str());
    is_so.then_some(there.id)
}

/// Creates or changes the post; its id comes back, with what was sent in the end.
pub(super) async fn submit(
    site: &Site<'_>,
    article: &OutgoingArticle,
    known: Option<&Known>,
    before: Option<&Post>,
    mut draft: Submission,
    told: &mut Vec<String>,
) -> Result<(u64, Map<String, Value>), DestinationError> {
    let mut made = None;
    let mut times = 1;
    loop {
        let body = draft.sent();
        // Only a new one is given its language: that of others is for people to say.
        let language = site
            .index
            .languages_by()
            .filter(|_| before.is_none() && made.is_none())
            .and_then(|_| primary(&article.language));
        let mut refused = match post::write(site, before.or(made.as_ref()), &body, language).await {
            Ok(Ok(id)) => return Ok((id, body)),
            Ok(Err(said)) => Refused::Said(said),
            Err(error) => Refused::Error(error),
        };
        if refused.may_have_kept()
            && let Some(id) = kept(site, article, known, &body).await
        {
            tell(
                told,
                format!(
                    "WordPress saved the post but didn't confirm it ({}). A plugin or the server fails after saving: check the site's error log.",
                    refused.words()
                ),
            );
            return Ok((id, body));
        }
        if let Refused::Error(error) = refused {
            if !matches!(
                error,
                DestinationError::Broken(_) | DestinationError::Malformed { .. }
            ) {
                return Err(error);
            }
            refused = Refused::Error(error);
        }
        let gave_way = times < TIMES && draft.give_way(&refused, told).is_some();
        if !gave_way {
            return Err(match refused {
                Refused::Said(said) => said.about("this article"),
                Refused::Error(error) => error,
            });
        }
        times += 1;
        // WordPress may have kept the post before it refused one of its fields: a second one would be a twin.
        if before.is_none() && made.is_none() {
            made = post::find(site, article.content_id, &article.slug, known).await?;
        }
    }
}
