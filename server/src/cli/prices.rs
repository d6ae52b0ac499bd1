//! The price list of models: what a million tokens or a picture costs in dollars.

use clap::Args;
use secrecy::ExposeSecret;
use sqlx::{Connection as _, PgConnection};

use crate::cli::output::say;
use crate::config::Config;
use crate::error::Result;

/// A price to set; without one, the list is shown.
#[derive(Args, Clone, Debug)]
pub struct Prices {
    #[command(flatten)]
    config: Config,
    /// `openai` or `runware`.
    #[arg(requires = "model")]
    provider: Option<String>,
    /// The model, or how the names of its dated versions begin.
    #[arg(requires = "input")]
    model: Option<String>,
    /// Dollars for a million tokens that it reads.
    #[arg(value_parser = dollars)]
    input: Option<f64>,
    /// Dollars for a million tokens that it reads from its cache; as others when not given.
    #[arg(long, value_parser = dollars)]
    cached: Option<f64>,
    /// Dollars for a million tokens that it writes.
    #[arg(long, value_parser = dollars, default_value = "0")]
    output: f64,
    /// Dollars for a picture.
    #[arg(long, value_parser = dollars, default_value = "0")]
    image: f64,
}

fn dollars(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=100_000.0).contains(&number) => Ok(number),
        _ => Err("give dollars from 0 to 100000".to_owned()),
    }
}

/// Sets a price, if one is given, and shows the list.
///
/// # Errors
/// The database does not answer.
pub async fn prices(prices: Prices) -> Result<()> {
    let url = prices
        .config
        .database_owner_url
        .as_ref()
        .unwrap_or(&prices.config.database_url);
    let mut connection = PgConnection::connect(url.expose_secret()).await?;
    if let (Some(provider), Some(model), Some(input)) = (&prices.provider, &prices.model, prices.input) {
        sqlx::query!(
            "insert into model_prices (provider, model, input_per_million, cached_per_million, output_per_million, per_image) \
             values ($1, $2, $3::float8::numeric, $4::float8::numeric, $5::float8::numeric, $6::float8::numeric) \
             on conflict (provider, model) do update set input_per_million = excluded.input_per_million, \
               cached_per_million = excluded.cached_per_million, output_per_million = excluded.output_per_million, \
               per_image = excluded.per_image, updated_at = now()",
            provider,
            model,
            input,
            prices.cached.unwrap_or(input),
            prices.output,
            prices.image
        )
        .execute(&mut connection)
        .await?;
    }
    let rows = sqlx::query!(
        "select provider, model, input_per_million::float8 as \"input!\", cached_per_million::float8 as \"cached!\", \
           output_per_million::float8 as \"output!\", per_image::float8 as \"image!\" \
         from model_prices order by provider, model"
    )
    .fetch_all(&mut connection)
    .await?;
    say("dollars for a million tokens read, read from the cache, written; and for a picture");
    for row in rows {
        say(&format!(
            "{:<8} {:<26} {:>8} {:>8} {:>8} {:>8}",
            row.provider, row.model, row.input, row.cached, row.output, row.image
        ));
    }
    connection.close().await?;
    Ok(())
}
