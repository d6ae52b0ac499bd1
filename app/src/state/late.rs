//! What templates show and other code draws, which the frame knows how to fetch.

use igny8::resource::Resource;
use leptos::prelude::*;
use uuid::Uuid;

/// Starts an action of a picture's list by its name.
pub type StartAction = Callback<&'static str>;

/// Draws a picture large, with what can be done to it, once the code is there.
#[derive(Clone, Copy)]
pub struct DrawPicture(pub fn(Uuid, StartAction) -> Option<AnyView>);

/// Draws why a row is where it is, once the code is there.
#[derive(Clone, Copy)]
pub struct DrawReasons(pub fn(Resource, Uuid) -> Option<AnyView>);
