//! An import while it is being set up: the uploaded file, the mapping as changed, the sector.

use igny8::planner::import::{Mapping, Target};
use igny8::services::{ImportRequest, Upload};
use uuid::Uuid;

/// An import that has not started yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MappingDraft {
    /// The file with what was found in it.
    pub(super) upload: Upload,
    /// What each column becomes, in the order of the file.
    pub(super) targets: Vec<Target>,
}

impl MappingDraft {
    /// The import as the server proposes it.
    pub(super) fn of(upload: Upload) -> Self {
        let targets = upload
            .preview
            .columns
            .iter()
            .map(|column| column.target)
            .collect();
        Self { upload, targets }
    }

    /// The import after the file was read another way; columns that are called the same become what they became.
    pub(super) fn again(&self, upload: Upload) -> Self {
        let names = |upload: &Upload| -> Vec<String> {
            let columns = upload.preview.columns.iter();
            columns.map(|column| column.name.clone()).collect()
        };
        let same = names(&self.upload) == names(&upload);
        let changed = !self.is_as_found();
        let next = Self::of(upload);
        if same && changed {
            Self {
                targets: self.targets.clone(),
                ..next
            }
        } else {
            next
        }
    }

    /// Makes a column become something else.
    pub(super) fn map(&mut self, column: usize, target: Target) {
        if let Some(place) = self.targets.get_mut(column) {
            *place = target;
        }
    }

    /// Why the mapping cannot be used, as a sentence.
    pub(super) fn complaint(&self) -> Option<String> {
        self.mapping().err()
    }

    /// Whether nothing was changed of what was found.
    pub(super) fn is_as_found(&self) -> bool {
        self.upload
            .preview
            .columns
            .iter()
            .map(|column| column.target)
            .eq(self.targets.iter().copied())
    }

    /// What the server is asked to do.
    ///
    /// # Errors
    /// When the mapping cannot be used: why.
    pub(super) fn order(&self, sector_id: Uuid) -> Result<ImportRequest, String> {
        let mapping = self.mapping()?;
        let mapping = (!self.is_as_found()).then_some(mapping);
        Ok(ImportRequest {
            upload_id: self.upload.upload_id,
            sector_id,
            mapping,
            reading: self.upload.preview.reading.clone(),
        })
    }

    fn mapping(&self) -> Result<Mapping, String> {
        Mapping::from_targets(&self.targets).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::planner::import::{Preview, PreviewColumn, Reading, RowCount, Source};

    fn draft() -> MappingDraft {
        let column = |name: &str, target| PreviewColumn {
            name: name.into(),
            target,
            samples: vec![],
            reason: None,
        };
        MappingDraft::of(Upload {
            upload_id: Uuid::nil(),
            file_name: "keywords.csv".into(),
            preview: Preview {
                source: Source::List,
                reading: Reading::default(),
                tables: vec![],
                encoding: None,
                encodings: vec![],
                delimiter: Some(','),
                sheet: None,
                header: Some(1),
                header_rows: 1,
                columns: vec![
                    column("Phrase", Target::Keyword),
                    column("Searches", Target::Volume),
                ],
                head: vec![],
                rows: vec![],
                count: RowCount::default(),
                left_out: vec![],
                notes: vec![],
            },
        })
    }

    #[test]
    fn an_unchanged_mapping_is_not_sent() {
        assert_eq!(draft().order(Uuid::nil()).map(|order| order.mapping), Ok(None));
    }

    #[test]
    fn what_was_chosen_stays_where_the_columns_do() {
        let mut chosen = draft();
        chosen.map(1, Target::Cpc);
        let mut upload = draft().upload;
        assert_eq!(chosen.again(upload.clone()).targets, chosen.targets);
        upload.preview.columns[0].name = "Suchbegriff".into();
        assert_eq!(chosen.again(upload).targets, draft().targets);
    }

    #[test]
    fn a_changed_mapping_is_checked_and_sent() {
        let mut draft = draft();
        draft.map(1, Target::Keyword);
        assert!(
            draft
                .complaint()
                .is_some_and(|text| text.starts_with("Two columns") && text.ends_with('.'))
        );
        draft.map(0, Target::Ignore);
        draft.map(9, Target::Cpc);
        assert!(
            draft
                .order(Uuid::nil())
                .is_ok_and(|order| order.mapping.is_some())
        );
    }
}
