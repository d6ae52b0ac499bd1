//! Words of a picture that shows large.

pub const NO_FILE: &str = "No image yet. Generate it or upload your own.";
pub const REGENERATE: &str = "Regenerate";
pub const GENERATE: &str = "Generate";
pub const UPLOAD: &str = "Upload";
pub const CROP: &str = "Crop";
pub const INSERT: &str = "Insert in article";
pub const OPEN_ARTICLE: &str = "Open article";
pub const UPLOADING: &str = "Uploading image";
pub const CROPPING: &str = "Cropping image";
pub const UPLOADED: &str = "Image replaced";
pub const CROPPED: &str = "Image cropped";
pub const NOT_SENT: &str = "The upload was interrupted. Check your connection and try again.";
pub const TOO_LARGE: &str = "The image is larger than 20 MB. Choose a smaller one.";
pub const NOT_TAKEN: &str = "Choose a PNG, JPEG or WebP image.";
pub const FILE_HELP: &str = "PNG, JPEG or WebP, up to 20 MB. It replaces the current image.";
pub const SELECTION: &str = "Part to keep, in pixels";
pub const SHAPE: &str = "Shape";
pub const FREE: &str = "Free";
pub const LEFT: &str = "Left";
pub const TOP: &str = "Top";
pub const WIDTH: &str = "Width";
pub const HEIGHT: &str = "Height";
pub const DRAW: &str = "Drag across the image, or enter numbers below.";
pub const APPLY: &str = "Apply crop";
pub const WORKING: &str = "Working…";

/// What a picture is, for who does not see it and where nobody has said so.
pub const UNDESCRIBED: &str = "Image without alt text";

/// Such as “1536 × 1024 pixels”.
pub fn size(width: i64, height: i64) -> String {
    format!("{width} × {height} pixels")
}
