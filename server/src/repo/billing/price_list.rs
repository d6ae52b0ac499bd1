//! SQL of the price list of models, which is all accounts'; operators set it.

use sqlx::PgConnection;

use crate::error::Result;

/// What a model costs, in dollars.
#[derive(Clone, Debug)]
pub struct Price {
    /// Who has the model.
    pub provider: String,
    /// Its name, or how the names of its dated versions begin.
    pub model: String,
    /// A million tokens that it reads.
    pub input: f64,
    /// A million tokens that it reads from its cache.
    pub cached: f64,
    /// A million tokens that it writes.
    pub output: f64,
    /// A picture.
    pub image: f64,
}

/// Sets a price.
///
/// # Errors
/// The database does not answer, or the login may not.
pub async fn set(conn: &mut PgConnection, price: &Price) -> Result<()> {
    sqlx::query!(
        "insert into model_prices (provider, model, input_per_million, cached_per_million, output_per_million, per_image) \
         values ($1, $2, $3::float8::numeric, $4::float8::numeric, $5::float8::numeric, $6::float8::numeric) \
         on conflict (provider, model) do update set input_per_million = excluded.input_per_million, \
           cached_per_million = excluded.cached_per_million, output_per_million = excluded.output_per_million, \
           per_image = excluded.per_image, updated_at = now()",
        price.provider,
        price.model,
        price.input,
        price.cached,
        price.output,
        price.image
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The whole list.
///
/// # Errors
/// The database does not answer.
pub async fn all(conn: &mut PgConnection) -> Result<Vec<Price>> {
    Ok(sqlx::query_as!(
        Price,
        "select provider, model, input_per_million::float8 as \"input!\", cached_per_million::float8 as \"cached!\", \
           output_per_million::float8 as \"output!\", per_image::float8 as \"image!\" \
         from model_prices order by provider, model"
    )
    .fetch_all(conn)
    .await?)
}
