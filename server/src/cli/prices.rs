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
    /// The provider: `openai` or `runware`.
    #[arg(requires = "model")]
    provider: Option<String>,
    /// The model name, or the prefix of its dated versions.
    #[arg(requires = "input")]
    model: Option<String>,
    /// Dollars per million input tokens.
    #[arg(value_parser = dollars)]
    input: Option<f64>,
    /// Dollars per million cached input tokens. Defaults to the input price.
    #[arg(long, value_parser = dollars)]
    cached: Option<f64>,
    /// Dollars per million output tokens.
    #[arg(long, value_parser = dollars, default_value = "0")]
    output: f64,
    /// Dollars per image.
    #[arg(long, value_parser = dollars, default_value = "0")]
    image: f64,
}

fn dollars(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=100_000.0).contains(&number) => Ok(number),
        _ => Err("enter dollars from 0 to 100000".to_owned()),
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
    say("provider, model, then $ per million input, cached input and output tokens, and $ per image");
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
