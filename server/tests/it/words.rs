//! Closed sets of values are the same in the code and in the database.

use std::collections::{BTreeMap, BTreeSet};

use igny8::auth::email_link::Purpose;
use igny8::automation::schedules::{Every, Weekday};
use igny8::billing::credits::EntryKind;
use igny8::billing::plan::SubscriptionStatus;
use igny8::billing::prices::PROVIDERS;
use igny8::billing::usage::CallStatus;
use igny8::choice::Choice;
use igny8::job_run::{Level, Phase, Queue, Status};
use igny8::permission::Role;
use igny8::planner::clusters::{ClusterOrigin, NamedBy};
use igny8::planner::corrections::{CorrectionBond, CorrectionSource};
use igny8::planner::ideas::IdeaStatus;
use igny8::planner::recut::ChangeKind;
use igny8::staff::announcements::AnnouncementLevel;
use igny8::system::integrations::{IntegrationKind, PostEditor};
use igny8::system::notifications::NotificationKind;
use igny8::system::preferences::Delivery;
use igny8::system::webhook_deliveries::DeliveryStatus;
use igny8::system::webhooks::WebhookEvent;
use igny8::writer::article::VersionOrigin;
use igny8::writer::content::{ArticleStatus, PublishAs};
use igny8::writer::images::{ImageStatus, ImageStyle};
use igny8::writer::tasks::WritingStatus;
use server::repo::mail;
use server::repo::objects::Kind;
use server::repo::word::Word;
use server::services::sign_in::passkey::CeremonyPurpose;

use crate::app::with_app;

/// The columns that the database keeps to a set, with that set.
const CHECKED: &[(&str, &[Choice])] = &[
    ("account_prices.provider", PROVIDERS),
    ("accounts.image_style", ImageStyle::CHOICES),
    ("ai_calls.status", CallStatus::CHOICES),
    ("ai_task_logs.level", Level::CHOICES),
    ("ai_tasks.phase", Phase::CHOICES),
    ("ai_tasks.queue", Queue::CHOICES),
    ("ai_tasks.status", Status::CHOICES),
    ("announcements.level", AnnouncementLevel::CHOICES),
    ("api_tokens.role", Role::CHOICES),
    ("cluster_corrections.bond", CorrectionBond::CHOICES),
    ("cluster_corrections.source", CorrectionSource::CHOICES),
    ("clusters.named_by", NamedBy::CHOICES),
    ("clusters.origin", ClusterOrigin::CHOICES),
    ("content_versions.origin", VersionOrigin::CHOICES),
    ("contents.publish_as", PublishAs::CHOICES),
    ("contents.status", ArticleStatus::CHOICES),
    ("credit_entries.kind", EntryKind::CHOICES),
    ("groupings.kind", ChangeKind::CHOICES),
    ("ideas.status", IdeaStatus::CHOICES),
    ("images.status", ImageStatus::CHOICES),
    ("images.style", ImageStyle::CHOICES),
    ("integrations.editor", PostEditor::CHOICES),
    ("integrations.kind", IntegrationKind::CHOICES),
    ("email_links.purpose", Purpose::CHOICES),
    ("mails.kind", mail::Kind::CHOICES),
    ("mails.state", mail::State::CHOICES),
    ("memberships.role", Role::CHOICES),
    ("oauth_grants.role", Role::CHOICES),
    ("member_preferences.approval_waiting", Delivery::CHOICES),
    ("member_preferences.budget_low", Delivery::CHOICES),
    ("member_preferences.credits_low", Delivery::CHOICES),
    ("member_preferences.invitation_accepted", Delivery::CHOICES),
    ("member_preferences.publication_failed", Delivery::CHOICES),
    ("member_preferences.run_failed", Delivery::CHOICES),
    ("member_preferences.run_finished", Delivery::CHOICES),
    ("member_preferences.schedule_skipped", Delivery::CHOICES),
    ("notifications.kind", NotificationKind::CHOICES),
    ("object_deletions.kind", Kind::CHOICES),
    ("passkey_ceremonies.purpose", CeremonyPurpose::CHOICES),
    ("schedules.every", Every::CHOICES),
    ("schedules.weekday", Weekday::CHOICES),
    ("subscriptions.status", SubscriptionStatus::CHOICES),
    ("webhook_deliveries.event", WebhookEvent::CHOICES),
    ("webhook_deliveries.status", DeliveryStatus::CHOICES),
    ("writing_tasks.status", WritingStatus::CHOICES),
];

#[tokio::test]
async fn the_database_allows_exactly_the_words_of_the_code() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let found: Vec<(String, Vec<String>)> = sqlx::query_as(
            "select k.conrelid::regclass || '.' || a.attname, \
               array(select m[1] from regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') m) \
             from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] \
             where k.contype = 'c' and k.connamespace = 'public'::regnamespace and array_length(k.conkey, 1) = 1 \
               and pg_get_constraintdef(k.oid) like '%= ANY (ARRAY[%'",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        let found: BTreeMap<String, BTreeSet<String>> = found
            .into_iter()
            .map(|(column, words)| (column, words.into_iter().collect()))
            .collect();
        let known: BTreeMap<String, BTreeSet<String>> = CHECKED
            .iter()
            .map(|(column, set)| {
                let words = set.iter().map(|choice| choice.value.to_owned());
                ((*column).to_owned(), words.collect())
            })
            .collect();
        assert_eq!(found, known);
    })
    .await;
}

#[tokio::test]
async fn a_word_that_nobody_knows_is_an_error_that_names_it() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let known: Word<Role> = sqlx::query_scalar("select 'admin'::text")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(known, Word(Role::Admin));
        let none: Option<Word<Role>> = sqlx::query_scalar("select null::text")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(none, None);
        let unknown = sqlx::query_scalar::<_, Word<Role>>("select 'king'::text")
            .fetch_one(&mut database)
            .await
            .unwrap_err();
        assert!(unknown.to_string().contains("`king`"), "{unknown}");
    })
    .await;
}
