//! Staff › Queue and workers: what waits, for how long, and who works it off.

use crate::page::{Icon, SystemPage};
use crate::resource::Resource;

/// The page.
pub static PAGE: SystemPage = SystemPage {
    path: "/admin/queue",
    title: "Queue and workers",
    icon: Icon::Status,
    purpose: "Queued and running AI tasks across all accounts, and their workers",
    resource: Some(Resource::StaffTasks),
    refresh: 10,
};
