//! Every closed set of values, for tests and tools that walk them all.

use crate::auth::apps::AppState;
use crate::auth::consent::AppScope;
use crate::auth::email_link::Purpose;
use crate::auth::security::EventKind;
use crate::auth::sessions::SessionState;
use crate::auth::users::MemberState;
use crate::automation::schedules::{Every, Weekday};
use crate::billing::credits::EntryKind;
use crate::billing::plan::{PlanLimit, SubscriptionStatus};
use crate::billing::transactions::{InvoiceStatus, TransactionKind};
use crate::billing::usage::{CallPurpose, CallStatus};
use crate::choice::Choice;
use crate::job_run::{Level, Phase, Queue, Status};
use crate::permission::{Role, Verb};
use crate::planner::clusters::{ClusterOrigin, NamedBy};
use crate::planner::corrections::{CorrectionBond, CorrectionSource};
use crate::planner::ideas::IdeaStatus;
use crate::planner::import::{Intent, Source};
use crate::planner::keywords::KeywordStatus;
use crate::planner::recut::{ChangeKind, RecutKind};
use crate::staff::accounts::AccountState;
use crate::staff::announcements::{AnnouncementLevel, AnnouncementState};
use crate::staff::flags::Flag;
use crate::system::integrations::{IntegrationKind, PostEditor};
use crate::system::logs::Via;
use crate::system::notifications::NotificationKind;
use crate::system::preferences::Delivery;
use crate::system::prompts::PromptPurpose;
use crate::system::webhook_deliveries::DeliveryStatus;
use crate::system::webhooks::{WebhookEvent, WebhookState};
use crate::writer::article::VersionOrigin;
use crate::writer::brief::ContentType;
use crate::writer::content::{ArticleStatus, PublishAs};
use crate::writer::images::{ImageStatus, ImageStyle};
use crate::writer::tasks::WritingStatus;

/// Lists the enums of [`choices!`](crate::choices!), and tests each of them.
macro_rules! sets {
    ($($set:ident),+ $(,)?) => {
        /// Each with its name.
        pub static ALL: &[(&str, &[Choice])] = &[$((stringify!($set), $set::CHOICES)),+];

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_value_reads_back_as_itself() {
                $({
                    assert_eq!($set::ALL.len(), $set::CHOICES.len());
                    for (one, choice) in $set::ALL.into_iter().zip($set::CHOICES) {
                        assert_eq!((one.as_str(), one.label()), (choice.value, choice.label));
                        assert_eq!(one.to_string(), choice.value);
                        assert_eq!($set::parse(choice.value), Some(one));
                        assert_eq!(choice.value.parse(), Ok(one));
                        let json = serde_json::to_value(one).unwrap();
                        assert_eq!(json, choice.value);
                        assert_eq!(serde_json::from_value::<$set>(json).unwrap(), one);
                    }
                    for wrong in ["", "no such", "Draft"] {
                        let unknown = wrong.parse::<$set>().unwrap_err();
                        assert_eq!(unknown.given, wrong);
                        let error = serde_json::from_value::<$set>(wrong.into()).unwrap_err();
                        assert_eq!(error.to_string(), unknown.to_string());
                    }
                })+
            }
        }
    };
}

sets! {
    AccountState,
    AnnouncementLevel,
    AnnouncementState,
    Flag,
    AppState,
    AppScope,
    Purpose,
    EventKind,
    SessionState,
    MemberState,
    Every,
    Weekday,
    EntryKind,
    PlanLimit,
    SubscriptionStatus,
    InvoiceStatus,
    TransactionKind,
    CallPurpose,
    CallStatus,
    Level,
    Phase,
    Queue,
    Status,
    Role,
    Verb,
    ClusterOrigin,
    NamedBy,
    CorrectionBond,
    CorrectionSource,
    ContentType,
    IdeaStatus,
    Intent,
    Source,
    KeywordStatus,
    ChangeKind,
    RecutKind,
    IntegrationKind,
    PostEditor,
    Via,
    Delivery,
    NotificationKind,
    PromptPurpose,
    DeliveryStatus,
    WebhookEvent,
    WebhookState,
    ArticleStatus,
    PublishAs,
    VersionOrigin,
    ImageStatus,
    ImageStyle,
    WritingStatus,
}
