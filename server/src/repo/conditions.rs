//! Conditions that several statements have in common: each is said here alone, and checked with every statement that has it.

/// A statement with such conditions between its texts, checked as those of `sqlx` are, whose macros take texts and nothing that
/// gives one: `statement!(query_as(Type): "select …" CLEARED "…"; values)`. As `text` it is only the text.
macro_rules! statement {
    // Readers may see the article `c` of the site `w`.
    (@[$($how:tt)+] [$($sql:tt)*] CLEARED $($rest:tt)*) => {
        crate::repo::conditions::statement!(@[$($how)+] [$($sql)*
            + "(not w.approval or (c.approved_edition is not null and c.approved_edition = c.edition))"
        ] $($rest)*)
    };
    // The article `c` would go to readers when it is published now.
    (@[$($how:tt)+] [$($sql:tt)*] GOES_LIVE $($rest:tt)*) => {
        crate::repo::conditions::statement!(@[$($how)+] [$($sql)* + "c.publish_as <> 'draft'"] $($rest)*)
    };
    // The integration `n` takes articles.
    (@[$($how:tt)+] [$($sql:tt)*] TAKES_ARTICLES $($rest:tt)*) => {
        crate::repo::conditions::statement!(@[$($how)+] [$($sql)*
            + "n.enabled and n.kind in ('wordpress', 'webhook') and n.deleted_in is null"
        ] $($rest)*)
    };
    (@[$($how:tt)+] [$($sql:tt)*] $text:literal $($rest:tt)*) => {
        crate::repo::conditions::statement!(@[$($how)+] [$($sql)* + $text] $($rest)*)
    };
    (@[text] [$(+ $sql:literal)+]) => {
        concat!($($sql),+)
    };
    (@[$query:ident] [+ $($sql:tt)+]; $($value:expr),*) => {
        sqlx::$query!($($sql)+, $($value),*)
    };
    (@[$query:ident($of:ident)] [+ $($sql:tt)+]; $($value:expr),*) => {
        sqlx::$query!($of, $($sql)+, $($value),*)
    };
    ($query:ident $(($of:ident))?: $($rest:tt)+) => {
        crate::repo::conditions::statement!(@[$query $(($of))?] [] $($rest)+)
    };
}
pub(super) use statement;
