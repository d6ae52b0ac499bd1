//! System › Settings: what holds for the whole account.

use crate::entity;
use crate::page::{FormPage, Icon, Input, InputKind, Section};

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
});

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
                Input::new(F.time_zone, "Time zone", InputKind::Text { max: 64 })
                    .required()
                    .help("An IANA name such as Europe/Berlin or UTC."),
                Input::new(F.language, "Language of new sites", InputKind::Text { max: 12 })
                    .required()
                    .help("Such as en or pt-BR."),
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
            ],
        },
    ],
};
