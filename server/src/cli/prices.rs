//! The price list of models: what a million tokens or a picture costs in dollars.

use clap::Args;
use secrecy::ExposeSecret;
use sqlx::{Connection as _, PgConnection};

use crate::cli::output::say;
use crate::config::Config;
use crate::error::Result;
use crate::repo::billing::price_list::{self, Price};

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
        let price = Price {
            provider: provider.clone(),
            model: model.clone(),
            input,
            cached: prices.cached.unwrap_or(input),
            output: prices.output,
            image: prices.image,
        };
        price_list::set(&mut connection, &price).await?;
    }
    let all = price_list::all(&mut connection).await?;
    say("dollars for a million tokens read, read from the cache, written; and for a picture");
    for Price {
        provider,
        model,
        input,
        cached,
        output,
        image,
    } in all
    {
        say(&format!(
            "{provider:<8} {model:<26} {input:>8} {cached:>8} {output:>8} {image:>8}"
        ));
    }
    connection.close().await?;
    Ok(())
}
