//! Integration tests: the real app on a port of its own, with real PostgreSQL and Redis.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on panics"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::similar_names,
    clippy::too_many_lines,
    reason = "a test tells one story, with the things that it is about close together"
)]

mod across;
mod activity;
mod addresses;
mod answers;
mod api_doc;
mod app;
mod approvals;
mod articles;
mod at_once;
mod attacks;
mod auth;
mod bad_input;
mod batches;
mod bin;
mod books;
mod changes;
mod chaos;
mod clustered;
mod counts;
mod cut_off;
mod defaults;
mod documents;
mod doors;
mod events;
mod fake_openai;
mod fake_stripe;
mod fault_proxy;
mod figures;
mod files;
mod groupings;
mod health;
mod held;
mod hostile;
mod idempotency;
mod import_reading;
mod imports;
mod interleaved;
mod interrupted;
mod invitations;
mod jobs;
mod known;
mod ledger;
mod links;
mod list_statements;
mod markup;
mod mcp;
mod members;
mod model_servers;
mod monthly_credits;
mod notifications;
mod oauth;
mod objects;
mod outbox;
mod overview;
mod owned;
mod owners;
mod pages;
mod passkeys;
mod payments;
mod pictures;
mod pipeline;
mod placing;
mod plan_limits;
mod plans;
mod platform_models;
mod post;
mod process;
mod prompts;
mod providers;
mod recovery;
mod recut;
mod refining;
mod rescoring;
mod resources;
mod rivals;
mod roles;
mod rotation;
mod scheduled;
mod schedules;
mod search;
mod security_log;
mod seed;
mod share;
mod sign_in;
mod sign_up;
mod sites_of_members;
mod staff;
mod starts;
mod statements;
mod stripe_library;
mod telemetry;
mod tenancy;
mod token_scopes;
mod totals;
mod two_factor;
mod uploads;
mod views;
mod waiting;
mod webhook;
mod webhooks;
mod wordpress;
mod wordpress_faults;
mod wordpress_plugins;
mod wordpress_roles;
mod wordpress_world;
mod words;
mod writing;
