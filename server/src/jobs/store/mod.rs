//! All SQL on runs. PostgreSQL is the truth about them; every write of a worker carries the fence of its claim.

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

pub use batch::{NewBatch, enqueue_batch};
pub use cancel::request_cancel;
pub use claim::{Claim, Claims, claim};
pub use enqueue::{NewTask, enqueue, known};
pub use feed::{Ticket, accounts_waiting, feed, unfeed};
pub use finish::{Done, cancelled, failed, hand_back, retry_later, succeeded, succeeded_all};
pub use heartbeat::{Beat, asked_to_stop, hold, limit_idle, renew};
pub use lost::{expired, refresh_statistics, stale, try_lead};
pub use progress::{Line, Progress, add_lines, write_lines, write_progress};
pub use purge::{
    merge_changes, merge_figures, purge_deletions, purge_groupings, purge_logs, purge_sessions, purge_uploads,
};
pub use read::{detail, states, task, tray};
pub use retry::retry;
pub use schedules::{Due, due, due_articles, fire, instant, outcome, switch_off};
