//! Server functions as the document of the API tells them.

use schemars::{Schema, SchemaGenerator};

/// A server function as the document of the API tells it.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Its name, as in its endpoint.
    pub name: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// What it takes.
    pub arguments: &'static [Argument],
    /// What it answers.
    pub answer: Shape,
}

/// An argument of a server function.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Its type as it is written.
    pub(super) kind: &'static str,
    /// Its schema.
    pub shape: Shape,
}

/// Makes the schema of a type.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

impl Argument {
    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        self.kind.starts_with("Option")
    }
}
