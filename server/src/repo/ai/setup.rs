//! What an account has set for a function: who answers, and its own prompts.

use igny8::ai::Function;
use sqlx::Row as _;
use sqlx::{AssertSqlSafe, postgres::PgRow};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::system::integrations::{self, Integration};
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
    pub image_style: String,
    /// The account's own prompts: purpose, instruction, template.
    pub prompts: Vec<(String, String, String)>,
}

/// The column of the setting that names who does a function.
const fn column(function: Function) -> &'static str {
    match function {
        Function::AutoCluster => "clusters_by",
        Function::GenerateIdeas => "ideas_by",
        Function::GenerateImagePrompts => "image_prompts_by",
        Function::GenerateImages => "images_by",
        _ => "content_by",
    }
}

/// Who does a function for the account; none is the offline provider. A provider that is switched off or deleted is as good
/// as not set.
///
/// # Errors
/// The database does not answer.
pub async fn who(tx: &mut Tx, function: Function) -> Result<Option<Integration>> {
    let sql = format!("select {} from accounts", column(function));
    let who: Option<Uuid> = sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_one(tx.conn())
        .await?;
    Ok(match who {
        Some(id) => integrations::find(tx, id).await?.filter(|found| found.enabled),
        None => None,
    })
}

/// What the account has set for a function.
///
/// # Errors
/// The database does not answer.
pub async fn setup(tx: &mut Tx, function: Function) -> Result<Setup> {
    let integration = who(tx, function).await?;
    let row: PgRow = sqlx::query("select ideas_per_cluster, images_per_article, image_style from accounts")
        .fetch_one(tx.conn())
        .await?;
    Ok(Setup {
        integration,
        ideas_per_cluster: row.try_get("ideas_per_cluster")?,
        images_per_article: row.try_get("images_per_article")?,
        image_style: row.try_get("image_style")?,
        prompts: sqlx::query_as("select purpose, system, template from prompts where template is not null")
            .fetch_all(tx.conn())
            .await?,
    })
}
