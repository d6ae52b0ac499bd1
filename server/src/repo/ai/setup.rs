//! What an account has set for a function: who answers, and its own prompts.

use igny8::system::prompts::PromptPurpose;
use igny8::writer::images::ImageStyle;

use crate::error::Result;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::system::integrations::{self, Integration};
use crate::repo::word::Word;
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

/// Who does it for the account; none is the offline provider. A provider that is switched off or deleted is as good
/// as not set.
///
/// # Errors
/// The database does not answer.
pub async fn who(tx: &mut Tx, setting: ProviderSetting) -> Result<Option<Integration>> {
    let set =
        sqlx::query!("select clusters_by, ideas_by, content_by, image_prompts_by, images_by from accounts")
            .fetch_one(tx.conn())
            .await?;
    let who = match setting {
        ProviderSetting::Clusters => set.clusters_by,
        ProviderSetting::Ideas => set.ideas_by,
        ProviderSetting::Content => set.content_by,
        ProviderSetting::ImagePrompts => set.image_prompts_by,
        ProviderSetting::Images => set.images_by,
    };
    Ok(match who {
        Some(id) => integrations::find(tx, id).await?.filter(|found| found.enabled),
        None => None,
    })
}

/// How many times the usual credits it costs that the platform's models do it; none where the account has a provider for it, wants
/// it made offline, or its plan does not have them.
///
/// # Errors
/// The database does not answer.
pub async fn platform_factor(tx: &mut Tx, setting: ProviderSetting) -> Result<Option<i16>> {
    if who(tx, setting).await?.is_some() {
        return Ok(None);
    }
    let account = tx.account().0;
    let factor = sqlx::query_scalar!(
        "select p.platform_factor from accounts a join account_plans h on h.account_id = a.id join plans p on p.key = h.plan \
         where a.id = $1 and not $2 = any (a.offline_by)",
        account,
        setting.column()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(factor.flatten())
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
    let account = sqlx::query!(
        "select ideas_per_cluster, images_per_article, image_style as \"image_style: Word<ImageStyle>\" from accounts"
    )
    .fetch_one(tx.conn())
    .await?;
    let prompts = sqlx::query!(
        "select purpose as \"purpose: Word<PromptPurpose>\", system as \"system!\", template as \"template!\" \
         from prompts where template is not null"
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Setup {
        integration,
        ideas_per_cluster: account.ideas_per_cluster,
        images_per_article: account.images_per_article,
        image_style: account.image_style.0,
        prompts: prompts
            .into_iter()
            .map(|prompt| (prompt.purpose, prompt.system, prompt.template))
            .collect(),
    })
}
