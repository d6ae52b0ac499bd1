//! The record of calls: written before a call, completed after it.

use igny8::billing::usage::CallPurpose;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// A call that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewCall<'a> {
    /// The run that makes it.
    pub run: Uuid,
    /// The article that it is for.
    pub content: Option<Uuid>,
    /// What for, by name.
    pub purpose: CallPurpose,
    /// Who answers.
    pub provider: &'a str,
    /// With which model.
    pub model: &'a str,
}

/// How a call went.
#[derive(Clone, Debug, Default)]
pub struct CallEnd {
    /// The provider's id of it.
    pub request_id: Option<String>,
    /// Tokens that it read.
    pub input: i64,
    /// Of those, from the provider's cache.
    pub cached: i64,
    /// Tokens that it wrote.
    pub output: i64,
    /// Pictures that it made.
    pub images: i64,
    /// Dollars, where the provider says so; else the list price is taken.
    pub cost: Option<f64>,
    /// Milliseconds.
    pub latency: i64,
    /// What went wrong.
    pub error: Option<String>,
}

/// Notes that a call is being made.
///
/// # Errors
/// The database does not answer.
pub async fn sent(tx: &mut Tx, call: NewCall<'_>) -> Result<Uuid> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into ai_calls (account_id, id, run_id, content_id, purpose, provider, model) values ($1, $2, $3, $4, $5, $6, $7)",
        tx.account().0,
        id,
        call.run,
        call.content,
        call.purpose.as_str(),
        call.provider,
        call.model
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Notes how a call went, with its price, which it answers with and the article's cost grows by. A dated model costs what the one whose
/// name its own begins with does.
///
/// # Errors
/// The database does not answer.
pub async fn ended(tx: &mut Tx, id: Uuid, end: CallEnd) -> Result<f64> {
    let cost = sqlx::query_scalar!(
        "with price as ( \
           select p.* from ( \
             select true as own, provider, model, input_per_million, coalesce(cached_per_million, input_per_million) as cached_per_million, \
               output_per_million, per_image from account_prices where account_id = $1 and deleted_in is null \
             union all select false, provider, model, input_per_million, cached_per_million, output_per_million, per_image \
               from model_prices) p \
           join ai_calls c on c.id = $2 and c.account_id = $1 \
           where p.provider = c.provider and starts_with(c.model, p.model) order by p.own desc, length(p.model) desc limit 1), \
         ended as ( \
           update ai_calls c set status = case when $10::text is null then 'ok' else 'failed' end, request_id = $3, \
             input_tokens = $4, cached_tokens = $5, output_tokens = $6, latency_ms = $9, error = $10, \
             cost = coalesce($8::float8::numeric, (select (p.input_per_million * ($4::int8 - $5::int8) + p.cached_per_million * $5::int8 \
               + p.output_per_million * $6::int8) / 1000000 + p.per_image * $7::int8 from price p), 0) \
           where c.account_id = $1 and c.id = $2 returning c.content_id, c.cost), \
         grown as ( \
           update contents a set cost = a.cost + ended.cost from ended \
           where a.account_id = $1 and a.id = ended.content_id and ended.cost > 0) \
         select cost::float8 as \"cost!\" from ended",
        tx.account().0,
        id,
        end.request_id.map(|id| id.replace('\0', "")),
        end.input,
        end.cached,
        end.output,
        end.images,
        end.cost,
        end.latency,
        end.error.map(|error| error.replace('\0', ""))
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(cost.unwrap_or_default())
}
