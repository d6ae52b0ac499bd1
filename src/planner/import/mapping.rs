//! Which column of a file becomes what, as the user or the API says it.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Target;

/// Which column becomes what; columns that are not named are not imported.
///
/// In JSON either an object from column to target (`{"0": "keyword", "Search volume": "volume"}`, a column
/// being its index from 0 or its header in any case) or an array of targets in the file's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Wire", into = "BTreeMap<String, Target>")]
pub struct Mapping {
    columns: BTreeMap<Column, Target>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// By position, from 0.
    Index(usize),
    /// By its header.
    Name(String),
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingError {
    /// No column is the keyword.
    #[error("No column is mapped to Keyword. Choose the column with the search phrases.")]
    NoKeyword,
    /// Two columns claim a target that only one can have.
    #[error("Two columns are mapped to {}. Keep only one.", .0.label())]
    Twice(Target),
    /// The file has no such column; indexes count from 0.
    #[error("The file has no column “{0}”. Choose a column from the preview.")]
    NoSuchColumn(Column),
}

impl Mapping {
    /// A mapping from columns to targets.
    ///
    /// # Errors
    /// Unless exactly one column is the keyword and no other single-column target is claimed twice.
    pub fn new(columns: impl IntoIterator<Item = (Column, Target)>) -> Result<Self, MappingError> {
        let columns: BTreeMap<_, _> = columns.into_iter().collect();
        check(columns.values().copied())?;
        Ok(Self { columns })
    }

    /// A mapping that names the target of every column in the file's order.
    ///
    /// # Errors
    /// As [`Mapping::new`].
    pub fn from_targets(targets: &[Target]) -> Result<Self, MappingError> {
        Self::new(
            targets
                .iter()
                .enumerate()
                .map(|(index, target)| (Column::Index(index), *target)),
        )
    }

    /// The target of each column of a file with these headers.
    ///
    /// # Errors
    /// When a column is not in the file, or when an index and a name together claim a target twice.
    pub fn resolve<N: AsRef<str>>(&self, headers: &[N]) -> Result<Vec<Target>, MappingError> {
        let mut targets = vec![Target::Ignore; headers.len()];
        for (column, target) in &self.columns {
            let index = match column {
                Column::Index(index) => Some(*index).filter(|index| *index < headers.len()),
                Column::Name(name) => headers
                    .iter()
                    .position(|header| same_header(header.as_ref(), name)),
            };
            targets[index.ok_or_else(|| MappingError::NoSuchColumn(column.clone()))?] = *target;
        }
        check(targets.iter().copied())?;
        Ok(targets)
    }
}

fn same_header(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn check(targets: impl Iterator<Item = Target>) -> Result<(), MappingError> {
    let mut seen = Vec::new();
    for target in targets.filter(|target| !target.may_repeat()) {
        if seen.contains(&target) {
            return Err(MappingError::Twice(target));
        }
        seen.push(target);
    }
    if seen.contains(&Target::Keyword) {
        Ok(())
    } else {
        Err(MappingError::NoKeyword)
    }
}

/// The two shapes that JSON may have.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Wire {
    List(Vec<Target>),
    Object(BTreeMap<String, Target>),
}

impl TryFrom<Wire> for Mapping {
    type Error = MappingError;

    fn try_from(wire: Wire) -> Result<Self, MappingError> {
        match wire {
            Wire::List(targets) => Self::from_targets(&targets),
            Wire::Object(columns) => Self::new(columns.into_iter().map(|(column, target)| {
                let column = column
                    .parse()
                    .map_or_else(|_| Column::Name(column), Column::Index);
                (column, target)
            })),
        }
    }
}

impl From<Mapping> for BTreeMap<String, Target> {
    fn from(mapping: Mapping) -> Self {
        mapping
            .columns
            .into_iter()
            .map(|(column, target)| (column.to_string(), target))
            .collect()
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "{index}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_json_shapes_mean_the_same() {
        let object: Mapping = serde_json::from_str(r#"{"0":"keyword","2":"volume"}"#).unwrap();
        let array: Mapping = serde_json::from_str(r#"["keyword","ignore","volume"]"#).unwrap();
        let headers = ["Keyword", "Intent", "Volume"];
        let targets = [Target::Keyword, Target::Ignore, Target::Volume];
        assert_eq!(object.resolve(&headers).unwrap(), targets);
        assert_eq!(array.resolve(&headers).unwrap(), targets);
        assert_eq!(
            serde_json::to_string(&object).unwrap(),
            r#"{"0":"keyword","2":"volume"}"#
        );
    }

    #[test]
    fn a_column_may_be_named() {
        let mapping: Mapping = serde_json::from_str(r#"{"Suchbegriff":"keyword"}"#).unwrap();
        assert_eq!(
            mapping.resolve(&["x", " suchbegriff"]).unwrap(),
            [Target::Ignore, Target::Keyword]
        );
        assert_eq!(
            mapping.resolve(&["x"]).unwrap_err(),
            MappingError::NoSuchColumn(Column::Name("Suchbegriff".into()))
        );
    }

    #[test]
    fn exactly_one_keyword_column() {
        use Target::{Ignore, Keyword, Trend, Volume};
        assert_eq!(Mapping::from_targets(&[Volume]), Err(MappingError::NoKeyword));
        assert_eq!(
            Mapping::from_targets(&[Keyword, Keyword]),
            Err(MappingError::Twice(Keyword))
        );
        assert!(Mapping::from_targets(&[Keyword, Trend, Trend, Ignore, Ignore]).is_ok());
        assert!(serde_json::from_str::<Mapping>(r#"["ignore"]"#).is_err());
    }
}
