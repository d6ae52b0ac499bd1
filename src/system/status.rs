//! System › Status: whether database, Redis and workers do their work.

use crate::page::{Icon, SystemPage};

/// The page.
pub static PAGE: SystemPage = SystemPage {
    path: "/system/status",
    title: "Status",
    icon: Icon::Status,
    purpose: "System health",
    resource: None,
    refresh: 10,
};
