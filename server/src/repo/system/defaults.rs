//! Which provider does what for an account: the first that can becomes the default, by itself.
//!
//! SQL about the settings that name a provider is put together when it is run, from the one list of them.

use igny8::system::integrations::IntegrationKind;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::tenancy::Tx;

/// The settings that name who does something, with the kinds of integration that can.
pub const PROVIDERS: [(&str, &[IntegrationKind]); 5] = [
    (ProviderSetting::Clusters.column(), &[IntegrationKind::OpenAi]),
    (ProviderSetting::Ideas.column(), &[IntegrationKind::OpenAi]),
    (ProviderSetting::Content.column(), &[IntegrationKind::OpenAi]),
    (ProviderSetting::ImagePrompts.column(), &[IntegrationKind::OpenAi]),
    (
        ProviderSetting::Images.column(),
        &[IntegrationKind::OpenAi, IntegrationKind::Runware],
    ),
];

/// What an integration `n` of the account `a` does, in words. One that is off says what does it instead.
pub const USES: &str = "nullif(nullif(concat_ws('', case when not n.enabled then 'Disabled. ' end, \
    case when n.kind in ('wordpress', 'webhook') then 'Articles of ' || w.name else \
      nullif(concat_ws(', ', case when a.clusters_by = n.id then 'Clusters' end, case when a.ideas_by = n.id then 'Ideas' end, \
        case when a.content_by = n.id then 'Articles' end, case when a.image_prompts_by = n.id then 'Image prompts' end, \
        case when a.images_by = n.id then 'Images' end), '') || case when n.enabled then '' else ': generated offline meanwhile' end \
    end), 'Disabled. '), '')";

/// Makes an integration that is on the default for what it can do and nobody does; what somebody chose stays, also where
/// that is nobody. A server of one's own draws only where it names an image model, since it may have none.
///
/// # Errors
/// The database does not answer.
pub async fn take_over(tx: &mut Tx, integration: Uuid) -> Result<()> {
    let vacant = |column: &str| {
        let can = if column == ProviderSetting::Images.column() {
            "can.draws"
        } else {
            "can.writes"
        };
        format!(
            "({can} and not '{column}' = any (a.offline_by) and not exists ( \
               select from integrations o where o.id = a.{column} and o.enabled and o.deleted_in is null))"
        )
    };
    let columns = PROVIDERS.map(|(column, _)| column);
    let set = columns.map(|column| {
        format!(
            "{column} = case when {} then can.id else a.{column} end",
            vacant(column)
        )
    });
    let sql = format!(
        "with can as ( \
           select n.id, n.kind = 'openai' and (n.base_url is null or n.text_model is not null \
               or (n.image_model is null and n.embedding_model is null)) as writes, \
             n.kind = 'runware' or n.kind = 'openai' and (n.image_model is not null or n.base_url like '%//api.openai.com%' \
               or n.base_url is null and coalesce(n.service, 'openai') = 'openai') as draws \
           from integrations n where n.id = $1 and n.enabled and n.deleted_in is null and n.kind in ('openai', 'runware')) \
         update accounts a set {} from can where {}",
        set.join(", "),
        columns.map(vacant).join(" or ")
    );
    let taken = sqlx::query(AssertSqlSafe(sql))
        .bind(integration)
        .execute(tx.conn())
        .await?;
    if taken.rows_affected() > 0 {
        sqlx::query!(
            "update integrations set unproven = check_ok is distinct from true where id = $1",
            integration
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// What is made offline once these integrations are gone, in a sentence, if anything is.
///
/// # Errors
/// The database does not answer.
pub async fn falls_back(tx: &mut Tx, integrations: &[Uuid]) -> Result<Option<String>> {
    let sql = format!(
        "select string_agg({USES}, ', ' order by n.id) from integrations n join accounts a on a.id = n.account_id \
         left join sites w on false where n.id = any ($1) and n.enabled and n.kind in ('openai', 'runware')"
    );
    let uses: Option<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(integrations)
        .fetch_one(tx.conn())
        .await?;
    Ok(uses.map(|uses| {
        format!(
            "Used for: {uses}. The offline provider takes over until you choose another provider in Settings."
        )
    }))
}

/// Keeps which settings somebody empties on purpose, before they are.
///
/// # Errors
/// The database does not answer.
pub async fn chosen(tx: &mut Tx, column: &'static str, somebody: bool) -> Result<()> {
    let sql = if somebody {
        "update accounts set offline_by = array_remove(offline_by, $1)".to_owned()
    } else {
        format!(
            "update accounts set offline_by = array_append(array_remove(offline_by, $1), $1) where {column} is not null"
        )
    };
    sqlx::query(AssertSqlSafe(sql))
        .bind(column)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What a test means for the defaults: one that went well may do what nobody does; one that failed ends what an integration
/// does that took it over by itself and has never worked.
///
/// # Errors
/// The database does not answer.
pub async fn tested(tx: &mut Tx, integration: Uuid, ok: bool) -> Result<()> {
    if ok {
        sqlx::query!(
            "update integrations set unproven = false where id = $1",
            integration
        )
        .execute(tx.conn())
        .await?;
        return take_over(tx, integration).await;
    }
    let unproven: Vec<Uuid> = sqlx::query_scalar!(
        "update integrations set unproven = false where id = $1 and unproven returning id",
        integration
    )
    .fetch_all(tx.conn())
    .await?;
    if !unproven.is_empty() {
        sqlx::query!(
            "update accounts set clusters_by = nullif(clusters_by, $1), ideas_by = nullif(ideas_by, $1), \
               content_by = nullif(content_by, $1), image_prompts_by = nullif(image_prompts_by, $1), \
               images_by = nullif(images_by, $1)",
            integration
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
