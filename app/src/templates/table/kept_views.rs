//! The saved views of a list, as the server has them.

use igny8::view::View;
use leptos::prelude::*;

use crate::server_fns::Failure;

/// The views of the list, as the server answered.
pub(super) type Kept = Resource<Result<Vec<View>, Failure>>;

/// Reads the views again, if the page is still there.
pub(super) fn refetch(kept: Kept) {
    if !kept.is_disposed() {
        kept.refetch();
    }
}
