//! System › Settings: what holds for the whole account.

use crate::entity;
use crate::page::{FormPage, Icon, Input, InputKind, Section};
use crate::resource::Resource;
use crate::writer::images::STYLES;

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
    image_style: Field::choice(STYLES),
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

const PROVIDER: &str = "An integration. Empty: the built-in offline provider, without any key.";

/// The page.
pub static PAGE: FormPage = FormPage {
    entity: &ENTITY,
    path: "/system/settings",
    title: "Settings",
    icon: Icon::Settings,
    sections: &[
        Section {
            title: "Account",
            help: "Shown to all members.",
            inputs: &[
                Input::new(F.name, "Account name", InputKind::Text { max: 120 }).required(),
                Input::new(F.time_zone, "Time zone", InputKind::TimeZone)
                    .required()
                    .help("Type a city, such as Berlin, or UTC."),
                Input::new(F.language, "Language of new sites", InputKind::Language)
                    .required()
                    .help("Type its name. A region can be added, such as pt-BR."),
            ],
        },
        Section {
            title: "Clustering",
            help: "How Auto-cluster groups keywords.",
            inputs: &[
                Input::new(
                    F.cluster_min_size,
                    "Smallest cluster",
                    InputKind::Number { min: 2.0, max: 50.0 },
                )
                .required()
                .help("Keywords in smaller groups become strays."),
                Input::new(
                    F.cluster_similarity,
                    "Similarity",
                    InputKind::Number { min: 0.0, max: 1.0 },
                )
                .required()
                .help("From 0 (few large clusters) to 1 (only near duplicates)."),
                Input::new(F.clusters_by, "Names by", InputKind::Reference)
                    .help("An integration that names clusters, and joins those of one meaning if it has an embedding model. Empty: the strongest keywords name them."),
            ],
        },
        Section {
            title: "Writing",
            help: "How ideas are found and articles are written.",
            inputs: &[
                Input::new(
                    F.ideas_per_cluster,
                    "Ideas a cluster",
                    InputKind::Number { min: 1.0, max: 20.0 },
                )
                .required(),
                Input::new(F.ideas_by, "Ideas by", InputKind::Reference).help(PROVIDER),
                Input::new(
                    F.article_words,
                    "Words an article",
                    InputKind::Number {
                        min: 200.0,
                        max: 10_000.0,
                    },
                )
                .required(),
                Input::new(F.content_by, "Articles by", InputKind::Reference).help(PROVIDER),
            ],
        },
        Section {
            title: "Images",
            help: "How the pictures of articles are made.",
            inputs: &[
                Input::new(
                    F.images_per_article,
                    "Images in an article",
                    InputKind::Number { min: 0.0, max: 10.0 },
                )
                .required()
                .help("Besides the featured one."),
                Input::new(F.image_style, "Style", InputKind::Select).required(),
                Input::new(F.image_prompts_by, "Prompts by", InputKind::Reference).help(PROVIDER),
                Input::new(F.images_by, "Images by", InputKind::Reference).help(PROVIDER),
            ],
        },
    ],
};
