//! Account › Settings: what holds for the whole account.

use crate::entity;
use crate::page::{FormPage, Icon, Input, InputKind, Section};
use crate::resource::Resource;
use crate::writer::images::ImageStyle;

entity!(Settings {
    /// The account's name.
    name: Field::text(),
    /// The time zone of schedules and reports, as an IANA name.
    time_zone: Field::text(),
    /// The language of new sites, as a BCP 47 tag.
    language: Field::text(),
    /// The least keywords of a cluster.
    cluster_min_size: Field::integer(),
    /// How alike keywords of a cluster must be, 0 to 1.
    cluster_similarity: Field::decimal(),
    /// Ideas that are found for one cluster.
    ideas_per_cluster: Field::integer(),
    /// Words of an article where nothing else is said.
    article_words: Field::integer(),
    /// Pictures within an article, besides the featured one.
    images_per_article: Field::integer(),
    /// The looks of pictures.
    image_style: Field::choice(ImageStyle::CHOICES),
    /// Who names clusters and compares them by meaning; without one, their strongest keywords do.
    clusters_by: Field::reference(Resource::Integrations).optional(),
    /// Who finds ideas; without one, the offline provider.
    ideas_by: Field::reference(Resource::Integrations).optional(),
    /// Who writes articles; without one, the offline provider.
    content_by: Field::reference(Resource::Integrations).optional(),
    /// Who writes image prompts; without one, the offline provider.
    image_prompts_by: Field::reference(Resource::Integrations).optional(),
    /// Who makes pictures; without one, the offline provider.
    images_by: Field::reference(Resource::Integrations).optional(),
});

const PROVIDER: &str = "Leave empty to use the models included in your plan, or the built-in offline provider if there are none.";

/// The page.
pub static PAGE: FormPage = FormPage {
    entity: &ENTITY,
    path: "/system/settings",
    title: "Settings",
    icon: Icon::Settings,
    sections: &[
        Section {
            title: "Account",
            help: "Visible to all members.",
            inputs: &[
                Input::new(F.name, "Account name", InputKind::Text { max: 120 }).required(),
                Input::new(F.time_zone, "Time zone", InputKind::TimeZone)
                    .required()
                    .help("Search for a city such as Berlin, or UTC."),
                Input::new(F.language, "Default language for new sites", InputKind::Language)
                    .required()
                    .help("Search by name. You can add a region, such as pt-BR."),
            ],
        },
        Section {
            title: "Clustering",
            help: "How Auto-cluster groups keywords.",
            inputs: &[
                Input::new(
                    F.cluster_min_size,
                    "Minimum cluster size",
                    InputKind::Number { min: 2.0, max: 50.0 },
                )
                .required()
                .help("Keywords in smaller groups stay unclustered."),
                Input::new(
                    F.cluster_similarity,
                    "Similarity",
                    InputKind::Number { min: 0.0, max: 1.0 },
                )
                .required()
                .help("From 0 (few large clusters) to 1 (only near duplicates)."),
                Input::new(F.clusters_by, "Naming model", InputKind::Reference)
                    .help("The integration that names clusters. With an embedding model, it also merges clusters with the same meaning. Leave empty to name clusters after their strongest keyword."),
            ],
        },
        Section {
            title: "Writing",
            help: "How ideas and articles are generated.",
            inputs: &[
                Input::new(
                    F.ideas_per_cluster,
                    "Ideas per cluster",
                    InputKind::Number { min: 1.0, max: 20.0 },
                )
                .required(),
                Input::new(F.ideas_by, "Ideas model", InputKind::Reference).help(PROVIDER),
                Input::new(
                    F.article_words,
                    "Target word count",
                    InputKind::Number {
                        min: 200.0,
                        max: 10_000.0,
                    },
                )
                .required(),
                Input::new(F.content_by, "Writing model", InputKind::Reference).help(PROVIDER),
            ],
        },
        Section {
            title: "Images",
            help: "How article images are generated.",
            inputs: &[
                Input::new(
                    F.images_per_article,
                    "Images per article",
                    InputKind::Number { min: 0.0, max: 10.0 },
                )
                .required()
                .help("In addition to the featured image."),
                Input::new(F.image_style, "Style", InputKind::Select).required(),
                Input::new(F.image_prompts_by, "Image prompt model", InputKind::Reference).help(PROVIDER),
                Input::new(F.images_by, "Image model", InputKind::Reference).help(PROVIDER),
            ],
        },
    ],
};
