//! The command line: one subcommand a role.

mod admin;
mod check;
mod migrate;
mod output;
mod plans;
mod prices;
mod seed;
mod serve;
mod shutdown;

use clap::Subcommand;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::runner::{Courier, Herald, Postman, Scheduler, Worker};
use crate::state::App;

/// What the process is to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the web server and API.
    Serve(Box<Config>),
    /// Run AI tasks in the background.
    Worker(Box<Config>),
    /// Start schedules, send notifications, webhooks and email, and remove expired data.
    Scheduler(Box<Config>),
    /// Migrate the database to this version.
    Migrate(Box<Config>),
    /// Add a demo account if there is none, and print its sign-in details.
    Seed(Box<Config>),
    /// List model prices, or set one.
    Prices(Box<prices::Prices>),
    /// List plans, or change one.
    Plans(Box<plans::Plans>),
    /// Manage accounts and users, such as adding credits or giving a plan.
    Admin(Box<admin::Admin>),
    /// Print the `OpenAPI` document served at `/api/v1/openapi.json`.
    #[command(name = "openapi")]
    OpenApi,
    /// Check the configuration, and the database, Redis, workers and mail server.
    Check(Box<Config>),
}

/// Does it until it is done or the process is asked to stop.
///
/// # Errors
/// It could not be done.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(config) => serve::serve(App::connect(*config).await?, shutdown::token()).await,
        Command::Worker(config) => {
            let app = App::connect(*config).await?;
            Worker::new(app, crate::jobs::ALL).run(shutdown::token()).await;
            Ok(())
        }
        Command::Scheduler(config) => {
            let (app, stop) = (App::connect(*config).await?, shutdown::token());
            let schedules = Scheduler::run(app.clone(), crate::jobs::ALL, stop.clone());
            let mails = Postman::run(app.clone(), stop.clone());
            let herald = Herald::run(app.clone(), stop.clone());
            tokio::join!(schedules, mails, herald, Courier::run(app, stop));
            Ok(())
        }
        Command::Migrate(config) => migrate::migrate(&config).await,
        Command::Seed(config) => seed_demo(App::connect(*config).await?).await,
        Command::Prices(prices) => prices::prices(*prices).await,
        Command::Plans(plans) => plans::plans(*plans).await,
        Command::Admin(admin) => admin::admin(*admin).await,
        Command::OpenApi => {
            output::say(&crate::http::openapi::build().to_string());
            Ok(())
        }
        Command::Check(config) => check::check(App::connect(*config).await?).await,
    }
}

/// Runs the web server until `stop` is cancelled.
///
/// # Errors
/// The address is taken.
pub async fn serve_until(app: App, listener: tokio::net::TcpListener, stop: CancellationToken) -> Result<()> {
    serve::on(app, listener, stop).await
}

/// Applies the migrations to the database of this URL.
///
/// # Errors
/// The database does not answer or refuses a migration.
pub async fn migrate_database(url: &secrecy::SecretString) -> Result<()> {
    migrate::apply(url).await
}

/// Adds the demo account and what is missing in it.
///
/// # Errors
/// The database does not answer, or a run did not end.
pub async fn seed_demo(app: App) -> Result<()> {
    seed::seed(app).await
}

/// Tells an operator what went wrong, with every cause.
pub fn complain(error: &Error) {
    let mut text = format!("igny8: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.extend(["\n  because: ", &error.to_string()]);
        cause = error.source();
    }
    output::err(&text);
}
