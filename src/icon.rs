//! The icons that declarations may name; the app draws each, exhaustively.

/// An icon by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says what the icon stands for")]
pub enum Icon {
    Activity,
    Approve,
    Billing,
    Cancel,
    Clock,
    Clusters,
    Content,
    Copy,
    Dashboard,
    Delete,
    Edit,
    Export,
    History,
    Ideas,
    Images,
    Import,
    Integrations,
    Keywords,
    Log,
    People,
    Plus,
    Prompts,
    Restore,
    Retry,
    Sectors,
    Settings,
    Sites,
    Sparkles,
    Status,
    Tasks,
    Token,
}
