//! The icons that declarations may name; the app draws each, exhaustively.

/// An icon by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says what the icon stands for")]
pub enum Icon {
    Activity,
    Billing,
    Cancel,
    Clusters,
    Copy,
    Dashboard,
    Delete,
    Edit,
    Export,
    Import,
    Keywords,
    People,
    Plus,
    Retry,
    Sectors,
    Settings,
    Sites,
    Sparkles,
    Status,
    Token,
}
