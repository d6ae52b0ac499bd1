//! All SQL on runs. PostgreSQL is the truth about them; every write of a worker carries the fence of its claim.

mod asked;
mod batch;
mod cancel;
mod claim;
mod enqueue;
mod feed;
mod finish;
mod heartbeat;
mod lost;
mod progress;
mod purge;
mod read;
mod retry;
mod row;
mod schedules;

pub use asked::{RequestKey, Underway, alone, known, open_for, open_with, underway};
pub use batch::{BatchItem, NewBatch, enqueue_batch};
pub use cancel::request_cancel;
pub use claim::{Claim, Claims, claim};
pub use enqueue::{NewTask, enqueue};
pub use feed::{Ticket, accounts_waiting, feed, unfeed};
pub use finish::{
    Done, cancelled, failed, hand_back, kept, priced, retry_later, succeeded, succeeded_all, used,
};
pub use heartbeat::{Beat, asked_to_stop, hold, limit_idle, renew};
pub use lost::{expired, refresh_statistics, stale, try_lead};
pub use progress::{Line, Progress, add_lines, say, write_lines, write_progress};
pub use purge::{
    DueObject, due_objects, merge_changes, merge_figures, object_gone, purge_deletions, purge_groupings,
    purge_logs, purge_security_events, purge_sessions, purge_uploads,
};
pub use read::{detail, latest, states, task, tray};
pub use retry::{Old, begin_rounds, functions, unsuccessful};
pub use schedules::{Due, Outcome, due, due_articles, fire, outcome, switch_off};
