//! What an account has set for a function: who answers, and its own prompts.

use igny8::system::prompts::PromptPurpose;
use igny8::writer::images::ImageStyle;
use sqlx::Row as _;
use sqlx::{AssertSqlSafe, postgres::PgRow};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::system::integrations::{self, Integration};
use crate::repo::word::{Word, word};
use crate::tenancy::Tx;

/// What an account has set.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Who answers; none is the offline provider.
    pub integration: Option<Integration>,
    /// Ideas for one cluster.
    pub ideas_per_cluster: i16,
    /// Pictures within an article.
    pub images_per_article: i16,
    /// The looks of pictures.
    pub image_style: ImageStyle,
    /// The account's own prompts: purpose, instruction, template.
    pub prompts: Vec<(Word<PromptPurpose>, String, String)>,
}

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

/// Who does it for the account; none is the offline provider. A provider that is switched off or deleted is as good
/// as not set.
///
/// # Errors
/// The database does not answer.
pub async fn who(tx: &mut Tx, setting: ProviderSetting) -> Result<Option<Integration>> {
    let sql = format!("select {} from accounts", setting.column());
    let who: Option<Uuid> = sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_one(tx.conn())
        .await?;
    Ok(match who {
        Some(id) => integrations::find(tx, id).await?.filter(|found| found.enabled),
        None => None,
    })
}

/// What the account has set for what this setting is about.
///
/// # Errors
/// The database does not answer.
pub async fn setup(tx: &mut Tx, setting: ProviderSetting) -> Result<Setup> {
    let integration = who(tx, setting).await?;
    with(tx, integration).await
}

/// What the account has set, with somebody in particular to answer.
///
/// # Errors
/// The database does not answer.
pub async fn with(tx: &mut Tx, integration: Option<Integration>) -> Result<Setup> {
    let row: PgRow = sqlx::query("select ideas_per_cluster, images_per_article, image_style from accounts")
        .fetch_one(tx.conn())
        .await?;
    Ok(Setup {
        integration,
        ideas_per_cluster: row.try_get("ideas_per_cluster")?,
        images_per_article: row.try_get("images_per_article")?,
        image_style: word(&row, "image_style")?,
        prompts: sqlx::query_as("select purpose, system, template from prompts where template is not null")
            .fetch_all(tx.conn())
            .await?,
    })
}
