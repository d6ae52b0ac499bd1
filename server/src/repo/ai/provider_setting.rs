//! The settings of an account that name who does something.

/// A setting that names who does something for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderSetting {
    /// Who names clusters and compares keywords by meaning.
    Clusters,
    /// Who finds ideas.
    Ideas,
    /// Who writes articles.
    Content,
    /// Who describes pictures.
    ImagePrompts,
    /// Who draws pictures.
    Images,
}

impl ProviderSetting {
    /// Its column.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Clusters => "clusters_by",
            Self::Ideas => "ideas_by",
            Self::Content => "content_by",
            Self::ImagePrompts => "image_prompts_by",
            Self::Images => "images_by",
        }
    }
}
