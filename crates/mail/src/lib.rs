//! Mail to people: letters in text and HTML, sent by SMTP, and what the server's answer means for the next try.
//!
//! A letter is made of names that strangers chose and goes to addresses that strangers typed. So names become one harmless
//! line before they come into a header or a body, addresses are checked down to what SMTP can carry, and nothing of either
//! is ever put together as text of the protocol.
//!
//! SMTP hands a mail over at one moment, when the server answers the end of its data. What fails before it may be tried
//! again; what is lost at that moment may have arrived, and is not sent twice.

#![doc = include_str!("../README.md")]

mod address;
mod answer;
#[cfg(test)]
mod answer_tests;
mod error;
mod letter;
mod message;
mod name;
mod send;
mod settings;
#[cfg(feature = "test-server")]
pub mod test_server;

pub use address::{Address, AddressError};
pub use answer::{Answer, Stage, Verdict};
pub use error::SendError;
pub use letter::{Letter, PasskeyChange, escaped};
pub use message::{Message, Recipient, Sender};
pub use send::{Accepted, Mailer, Ready};
pub use settings::{Login, Settings, SettingsError, Tls};
