//! The command line: one subcommand a role.

mod admin;
mod arguments;
mod bench;
mod check;
mod config;
mod health;
mod migrate;
mod output;
mod plans;
mod prices;
mod seed;
mod serve;
mod shutdown;

use clap::Subcommand;
use health::Role;
use igny8::error::Problem;
use tokio_util::sync::CancellationToken;

pub use arguments::of_process as arguments;

use crate::config::{Config, Fault};
use crate::error::{Error, Result};
use crate::http::watching;
use crate::runner::{Courier, Herald, Postman, Scheduler, Worker};
use crate::state::App;
use crate::telemetry;
use crate::telemetry::metrics::metrics;

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
    /// Check everything this installation depends on. Prints a line for each part, with what to do.
    Check(Box<Config>),
    /// Show all settings and where each comes from. Secrets stay hidden.
    Config(config::Show),
    /// Check that the processes of this machine or container are running.
    Health(health::Health),
    /// Measure parts of IGNY8 on data of your own.
    Bench(bench::Bench),
}

/// Does it until it is done or the process is asked to stop.
///
/// # Errors
/// It could not be done.
pub async fn run(command: Command, warnings: &[Fault]) -> Result<()> {
    telemetry::init();
    match command {
        Command::Serve(config) => {
            let (app, stop) = process(*config, Role::Serve, warnings).await?;
            serve::serve(app, stop).await
        }
        Command::Worker(config) => {
            let (app, stop) = process(*config, Role::Worker, warnings).await?;
            Worker::new(app, crate::jobs::ALL).run(stop).await;
            Ok(())
        }
        Command::Scheduler(config) => {
            let (app, stop) = process(*config, Role::Scheduler, warnings).await?;
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
        Command::Check(config) => Box::pin(check::check(App::connect(*config).await?)).await,
        Command::Config(how) => config::show(&how),
        Command::Health(asked) => health::health(&asked),
        Command::Bench(asked) => bench::bench(&asked),
    }
}

/// What a process needs that goes on until it is asked to stop: its parts, and the token that says so.
async fn process(config: Config, role: Role, warnings: &[Fault]) -> Result<(App, CancellationToken)> {
    for fault in warnings {
        tracing::warn!(variable = fault.variable, "{}", fault.what);
    }
    let app = App::connect(config).await?;
    let stop = shutdown::token(&app, role.drain(&app.config));
    metrics().is(role.name());
    if let Some(address) = app.config.watching.metrics_addr {
        watching::watch(app.clone(), address, role.tells_whole()).await.map_err(|error| {
            Problem::conflict(format!("IGNY8_METRICS_ADDR: {address} can't be listened on ({error}). Set an address that is free."))
        })?;
    }
    tokio::spawn(app.pulse.clone().keep(app.config.pulse_path(), role.name()));
    Ok((app, stop))
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
