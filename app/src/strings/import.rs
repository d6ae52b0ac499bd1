//! What the keyword import says.

pub const TITLE: &str = "Import keywords";
pub const BACK_TO_LIST: &str = "Keywords";
pub const STEPS: &str = "Import steps";
pub const STEP_FILE: &str = "Choose a file";
pub const STEP_CHECK: &str = "Map columns";
pub const STEP_IMPORT: &str = "Import";
pub const DROP: &str = "Drop a file here or choose one";
pub const CHOOSE: &str = "Choose file";
pub const CHOOSE_OTHER: &str = "Choose another file";
pub const LIMITS: &str = "CSV, TSV, TXT, XLSX, ODS, JSON or ZIP, up to 100 MB. Upload an export from Search Console, Keyword Planner, Google Ads, Semrush, Ahrefs or another tool, or your own list.";
pub const SAMPLE: &str = "Download sample file";
pub const TOO_LARGE: &str = "The file is larger than 100 MB. Split it and import each part.";
pub const EMPTY_FILE: &str = "The file is empty. Choose a file with at least one keyword.";
pub const NOT_SENT: &str = "The upload failed. Check your connection and choose the file again.";
pub const PASTE: &str = "Or paste keywords";
pub const PASTE_HELP: &str =
    "One keyword per line, or columns copied from a spreadsheet with their headings.";
pub const PASTED_NAME: &str = "Pasted keywords.txt";
pub const READ_PASTED: &str = "Continue";
pub const UPLOADING: &str = "Uploading file…";
pub const STOP: &str = "Cancel";
pub const READING: &str = "Reading file…";
pub const FOUND: &str = "File details";
pub const FILE: &str = "File";
pub const TABLE: &str = "Table to import";
pub const ROWS: &str = "Rows";
pub const ENCODINGS_THAT_FIT: &str = "Suggested encodings";
pub const OTHER_ENCODINGS: &str = "Other encodings";
pub const LEFT_OUT: &str = "Skipped rows";
pub const EMPTY_VALUE: &str = "(empty)";
pub const NO_KEYWORDS: &str = "Not keywords";
pub const SOURCE: &str = "Source";
pub const ENCODING: &str = "Encoding";
pub const DELIMITER: &str = "Delimiter";
pub const SHEET: &str = "Sheet";
pub const HEADER: &str = "Header row";
pub const NO_HEADER: &str = "None (first row is data)";
pub const NOTES: &str = "Notice";
pub const MAPPING_HELP: &str = "Choose a field for each column. One column must be the keyword.";
pub const FIRST_ROWS: &str = "Preview";
pub const SECTOR: &str = "Import into sector";
pub const SECTOR_HELP: &str =
    "Keywords that already exist in the sector aren't duplicated. Their missing values are filled in.";
pub const NO_SECTOR: &str = "No sectors yet. Add one to import keywords.";
pub const ADD_SECTOR: &str = "Add sector";
pub const NEW_SECTOR: &str = "New sector";
pub const NEW_SECTOR_NAME: &str = "Sector name";
pub const NEW_SECTOR_SITE: &str = "Site";
pub const NO_SITE: &str = "Add a site first under Account › Sites.";
pub const STARTING: &str = "Starting…";
pub const BACK: &str = "Back";
pub const ANOTHER: &str = "Import another file";
pub const GO_ON: &str = "Continue with this file";
pub const READ: &str = "Rows read";
pub const ADDED: &str = "Added";
pub const UPDATED: &str = "Updated";
pub const UNCHANGED: &str = "Unchanged";
pub const REJECTED: &str = "Rejected";
pub const NOT_ALLOWED: &str = "You don't have permission to import. Ask an account admin for access.";

/// What separates columns, in words.
pub fn delimiter(mark: char) -> String {
    match mark {
        ',' => "Comma".to_owned(),
        ';' => "Semicolon".to_owned(),
        '\t' => "Tab".to_owned(),
        '|' => "Pipe".to_owned(),
        ' ' => "Spaces".to_owned(),
        other => other.to_string(),
    }
}

/// Such as “Line 3”.
pub fn header(line: u64) -> String {
    format!("Line {line}")
}

/// Such as “Line 3: Keyword · Volume · CPC”.
pub fn header_row(line: u64, cells: &str) -> String {
    format!("{}: {cells}", header(line))
}

/// Such as “12 rows”, of a number and how it is written.
pub fn rows(shown: String, number: u64) -> String {
    shown + if number == 1 { " row" } else { " rows" }
}

/// Such as “1,204 rows” or “About 120,000 rows”.
pub fn row_count(shown: String, number: u64, exact: bool) -> String {
    let rows = rows(shown, number);
    if exact { rows } else { format!("About {rows}") }
}

/// Why a file that was sent before cannot be gone on with, and what to do.
pub fn not_kept(detail: String) -> String {
    format!("{detail} Uploaded files are kept for 7 days. Choose the file again.")
}

/// Such as “garden.zip was read as Search Console: Queries.csv, UTF-8.”
pub fn was_read(file: Option<&str>, source: &str, table: Option<&str>, encoding: Option<&str>) -> String {
    let file = file.unwrap_or("The file");
    let parts: Vec<&str> = [table, encoding].into_iter().flatten().collect();
    if parts.is_empty() {
        format!("{file} was read as {source}.")
    } else {
        format!("{file} was read as {source}: {}.", parts.join(", "))
    }
}

/// Such as “3 columns were not imported”.
pub fn columns_not_taken(columns: usize) -> String {
    if columns == 1 {
        "1 column wasn't imported".to_owned()
    } else {
        format!("{columns} columns weren't imported")
    }
}

/// Such as “Field for column Searches”.
pub fn column(name: &str) -> String {
    format!("Field for column {name}")
}

/// Such as “42% uploaded”.
pub fn sent(percent: u8) -> String {
    format!("{percent}% uploaded")
}
