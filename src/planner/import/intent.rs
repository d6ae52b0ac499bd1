//! What somebody who searches wants.

use crate::choices;

choices! {
    /// What somebody who searches wants.
    #[derive(PartialOrd, Ord)]
    pub enum Intent {
        /// To learn something.
        Informational = "informational", "Informational", Info;
        /// To reach a certain site or page.
        Navigational = "navigational", "Navigational";
        /// To compare before buying.
        Commercial = "commercial", "Commercial", Warn;
        /// To buy or to act.
        Transactional = "transactional", "Transactional", Good;
    }
}
