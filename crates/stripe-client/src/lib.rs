//! The few calls of Stripe's API that selling plans takes, and its webhooks.

mod client;
mod error;
mod event;
mod form;
mod objects;
mod signature;

pub use client::{API_VERSION, Mode, NewCheckout, NewCustomer, Stripe};
pub use error::{Fault, StripeError};
pub use event::{Event, EventError};
pub use objects::{Customer, Invoice, Item, LatestInvoice, List, Session, Status, Subscription};
pub use signature::{Secrets, SignatureError, TOLERANCE, header};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
