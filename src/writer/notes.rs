//! Notes to the editor within a text: what the offline writer leaves for a person to check. Each is a paragraph or list item
//! that begins with one of these labels in bold.

/// German.
pub const DE: &str = "Für die Redaktion:";
/// English, and languages without phrases of their own.
pub const EN: &str = "For the editor:";
/// Spanish.
pub const ES: &str = "Para la redacción:";
/// French.
pub const FR: &str = "Pour la rédaction :";
/// Italian.
pub const IT: &str = "Per la redazione:";
/// Dutch.
pub const NL: &str = "Voor de redactie:";
/// Portuguese.
pub const PT: &str = "Para a redação:";

/// All of them.
pub const LABELS: [&str; 7] = [DE, EN, ES, FR, IT, NL, PT];
