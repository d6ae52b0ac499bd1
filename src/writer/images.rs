//! Writer › Images: the pictures of articles.

use serde::{Deserialize, Serialize};

use crate::choices;
use crate::entity;
use crate::jobs::Job;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage, When,
    Widget,
};
use crate::query::Direction;
use crate::resource::Resource;

choices! {
    /// How far a picture is.
    pub enum ImageStatus {
        /// It is described, not made.
        Prompt = "prompt", "Prompt only";
        /// It is there.
        Ready = "ready", "Ready", Good;
        /// It could not be made.
        Failed = "failed", "Failed", Bad;
    }
}

choices! {
    /// The looks of a picture.
    pub enum ImageStyle {
        /// Like a photo.
        Realistic = "realistic", "Realistic";
        /// Like a painting or an illustration.
        Artistic = "artistic", "Artistic";
        /// Like a drawing for children.
        Cartoon = "cartoon", "Cartoon";
    }
}

entity!(Images {
    /// What it shows, for the model that draws it.
    prompt: Field::text(),
    /// The address of its smallest file.
    thumbnail: Field::text().optional(),
    /// The article that it belongs to.
    content: Field::reference(Resource::Content),
    /// 0 is the featured one, others follow the article.
    place: Field::integer(),
    /// The heading that it follows.
    heading: Field::text().optional(),
    /// What it says to those who do not see it.
    alt: Field::text().optional(),
    /// Its looks.
    style: Field::choice(ImageStyle::CHOICES),
    /// How far it is.
    status: Field::choice(ImageStatus::CHOICES),
    /// Why it could not be made.
    error: Field::text().optional(),
    /// Who made it.
    provider: Field::text().optional(),
    /// With which model.
    model: Field::text().optional(),
    /// Whether the offline provider drew it.
    offline: Field::boolean(),
    /// Pixels.
    width: Field::integer().optional(),
    /// Pixels.
    height: Field::integer().optional(),
    /// The sector of its article.
    sector: Field::reference(Resource::Sectors),
    /// The site of its article.
    site: Field::reference(Resource::Sites),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// Makes a picture, or makes it anew.
pub const MAKE: Action = Action::run(Job::GenerateImages).primary();

/// Puts a picture into the text of its article, where it belongs.
pub const INSERT: Action = Action::new("insert", "Insert in article", Icon::Insert, ActionKind::Command)
    .done("Image inserted", "images inserted")
    .leads(Resource::Content)
    .when(&[When::one_of(
        "status",
        &[ImageStatus::Ready.as_str()],
        "Generate or upload the image first.",
    )]);

/// A part of a picture that it is cut to, in pixels of its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crop {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// At least 1.
    pub width: u32,
    /// At least 1.
    pub height: u32,
}

/// The most bytes of a picture that somebody uploads.
pub const MAX_UPLOAD: u64 = 20 * 1024 * 1024;
/// The kinds of files that are taken, as media types.
pub const TAKEN: &str = "image/png,image/jpeg,image/webp";

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/writer/images",
    "Images",
    Icon::Images,
    &[
        Column::new(F.prompt, "Prompt", Cell::Text),
        Column::new(F.thumbnail, "Image", Cell::Custom(Widget::Thumbnail)),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.content, "Article", Cell::Link),
        Column::new(F.heading, "After heading", Cell::Text),
        Column::new(F.place, "Position", Cell::Number).sortable().hidden(),
        Column::new(F.alt, "Alt text", Cell::Text),
        Column::new(F.style, "Style", Cell::Badge).hidden(),
        Column::new(F.error, "Error", Cell::Text).hidden(),
        Column::new(F.provider, "Provider", Cell::Text).hidden(),
        Column::new(F.model, "Model", Cell::Text).hidden(),
        Column::new(F.offline, "Offline draft", Cell::Check).hidden(),
        Column::new(F.width, "Width", Cell::Number).hidden(),
        Column::new(F.height, "Height", Cell::Number).hidden(),
        Column::new(F.created_at, "Added", Cell::Time).sortable(),
    ],
)
.purpose("Images for your articles. Select articles under Content and choose Write image prompts, then Generate images.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.prompt, F.alt]),
    Filter::OneOf(F.status, "Status"),
    Filter::OneOf(F.style, "Style"),
    Filter::Ref(F.content, "Article"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[MAKE, INSERT, EDIT, DELETE], &[MAKE, INSERT, EXPORT, DELETE])
.form(&[
    Input::new(F.content, "Article", InputKind::Reference).required().create_only(),
    Input::new(F.prompt, "Prompt", InputKind::LongText { max: 2000 }).required(),
    Input::new(F.alt, "Alt text", InputKind::Text { max: 300 }).help("Describe the image for screen readers."),
    Input::new(F.heading, "After heading", InputKind::Text { max: 200 }).help("Leave empty for the featured image."),
    Input::new(F.style, "Style", InputKind::Select)
        .required()
        .initial(ImageStyle::Realistic.as_str()),
])
.gallery(F.thumbnail)
.create("Add image");
