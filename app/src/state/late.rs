//! What templates show and other code draws, which the frame knows how to fetch.

use igny8::resource::Resource;
use leptos::prelude::*;
use uuid::Uuid;

/// Draws why a row is where it is, once the code is there.
#[derive(Clone, Copy)]
pub struct DrawReasons(pub fn(Resource, Uuid) -> Option<AnyView>);
