//! Models on servers: OpenAI and the many that speak as it does, and Runware for pictures.
//!
//! Each client is a [`provider::Provider`], goes through the guard of outgoing requests, and keeps its key out of all that it
//! says. What a server does not take is found out from its refusal and left out from then on.

mod openai;
mod runware;
mod wire;

pub use openai::OpenAi;
pub use runware::Runware;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
