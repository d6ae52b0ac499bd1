//! How close short English phrases are in meaning, by a table of word vectors that ships with the program.
//!
//! A phrase is split into the word pieces of all-MiniLM-L6-v2 ([`pieces`](mod@pieces)); its vector is the mean of
//! theirs, in which frequent pieces count less. That knows nothing of the order of words, and is some thousand times
//! faster than the model.

mod pieces;
mod table;
mod vector;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use self::{
    table::{Damaged, Table},
    vector::{DIMENSIONS, Vector},
};
