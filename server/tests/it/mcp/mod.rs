//! Agents: what `/mcp` answers them, by the newest revision of the protocol and those before it.

pub mod agent;
mod doors;
mod roles;
mod tools;
mod walk;
