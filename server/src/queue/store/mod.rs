//! All SQL on runs. PostgreSQL is the truth about them; every write of a worker carries the fence of its claim.

mod asked;
mod batch;
mod cancel;
mod claim;
mod enqueue;
mod feed;
mod finish;
mod heartbeat;
mod load;
mod logs;
mod lost;
mod progress;
mod read;
mod retry;
mod row;

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
pub use load::{load, stuck};
pub use logs::purge_logs;
pub use lost::{expired, refresh_statistics, stale, try_lead};
pub use progress::{Line, Progress, add_lines, say, write_lines, write_progress};
pub use read::{detail, latest, states, task, tray};
pub use retry::{Old, begin_rounds, functions, unsuccessful};
