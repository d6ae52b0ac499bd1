//! All SQL on runs. PostgreSQL is the truth about them; every write of a worker carries the fence of its claim.

mod claim;
mod control;
mod enqueue;
mod feed;
mod finish;
mod progress;
mod read;

pub use claim::{Claim, Claims, Functions, Heartbeat, asked_to_stop, claim, hold, limit_idle, renew};
pub use control::{Old, begin_rounds, functions, request_cancel, unsuccessful};
pub use enqueue::{
    BatchItem, NewBatch, NewRun, RequestKey, Underway, alone, enqueue, enqueue_batch, known, open_for,
    open_with, underway,
};
pub use feed::{
    Ticket, accounts_waiting, expired, feed, load, refresh_statistics, stale, stuck, try_lead, unfeed,
};
pub use finish::{
    Done, cancelled, failed, hand_back, kept, priced, retry_later, succeeded, succeeded_all, used,
};
pub use progress::{Line, Progress, add_lines, purge_logs, say, write_lines, write_progress};
pub use read::{detail, latest, states, task, tray};
