//! Where the wizard is, in the page's address: a reload goes on with the same file or the same result.

use igny8::planner::import::{Encoding, Reading};
use igny8::query::encode;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

use crate::state::browser;

const PATH: &str = "/planner/keywords/import";
const UPLOAD: &str = "upload";
const IMPORT: &str = "import";
const ENCODING: &str = "encoding";
const HEADER: &str = "header_row";
const TABLE: &str = "table";

/// Where the wizard is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Address {
    /// Nothing is chosen yet.
    #[default]
    Empty,
    /// A file was sent and is looked into.
    Upload(Uuid, Reading),
    /// An import was started.
    Import(Uuid),
}

impl Address {
    /// What the page's address says.
    pub(super) fn read() -> Self {
        let query = use_query_map().get_untracked();
        let id = |key| query.get_str(key).and_then(|value| value.parse().ok());
        if let Some(task) = id(IMPORT) {
            return Self::Import(task);
        }
        let Some(upload) = id(UPLOAD) else {
            return Self::Empty;
        };
        let reading = Reading {
            encoding: query.get_str(ENCODING).and_then(Encoding::from_name),
            header_row: query.get_str(HEADER).and_then(|line| line.parse().ok()),
            table: query.get_str(TABLE).map(str::to_owned),
        };
        Self::Upload(upload, reading)
    }

    /// The address as a path with its query.
    fn path(&self) -> String {
        match self {
            Self::Empty => PATH.to_owned(),
            Self::Import(task) => format!("{PATH}?{IMPORT}={task}"),
            Self::Upload(upload, reading) => {
                let mut path = format!("{PATH}?{UPLOAD}={upload}");
                let parts = [
                    (
                        ENCODING,
                        reading.encoding.map(|encoding| encoding.as_str().to_owned()),
                    ),
                    (HEADER, reading.header_row.map(|line| line.to_string())),
                    (TABLE, reading.table.clone()),
                ];
                for (key, value) in parts {
                    if let Some(value) = value {
                        path.extend(["&", key, "=", &encode(&value)]);
                    }
                }
                path
            }
        }
    }

    /// Lets the browser show this address, without a step back to the one before.
    pub(super) fn show(&self, link: impl Fn(&str) -> String) {
        browser::replace_address(&link(&self.path()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_a_reload_needs() {
        let reading = Reading {
            encoding: Some(Encoding::Windows1251),
            header_row: Some(0),
            table: Some("Запросы.csv".to_owned()),
        };
        let path = Address::Upload(Uuid::nil(), reading).path();
        assert!(path.ends_with(
            "&encoding=windows1251&header_row=0&table=%D0%97%D0%B0%D0%BF%D1%80%D0%BE%D1%81%D1%8B.csv"
        ));
        assert_eq!(Address::Empty.path(), PATH);
    }
}
