//! Tables as the editor's table block has them.

use std::fmt::Write as _;

use super::fragment::{Child, children, is_inline};
use super::{Style, block, caption};

/// The block; none for a table that the editor's cannot hold, as with cells that span others.
pub(super) fn block_of(inner: &str, text: Option<&str>, style: Style) -> Option<String> {
    let mut own = None;
    let mut sections = String::new();
    for child in children(inner) {
        match child.name() {
            "caption" => own = Some(child.inner),
            name @ ("thead" | "tbody" | "tfoot") => {
                let rows = rows(child.inner)?;
                if !rows.is_empty() {
                    let _ = write!(sections, "<{name}>{rows}</{name}>");
                }
            }
            "" if child.outer.trim().is_empty() => {}
            _ => return None,
        }
    }
    if sections.is_empty() {
        return None;
    }
    let caption = caption(text.or(own), style);
    let html = format!("<figure class=\"wp-block-table\"><table>{sections}</table>{caption}</figure>");
    // Said, because what holds where it is not said has changed.
    Some(block("table", "{\"hasFixedLayout\":false}", &html))
}

fn rows(inner: &str) -> Option<String> {
    let mut rows = String::new();
    for row in children(inner) {
        match row.name() {
            "tr" => {
                let mut cells = String::new();
                for cell in children(row.inner) {
                    match cell.name() {
                        name @ ("td" | "th") => {
                            let _ = write!(cells, "<{name}>{}</{name}>", content(&cell)?);
                        }
                        "" if cell.outer.trim().is_empty() => {}
                        _ => return None,
                    }
                }
                let _ = write!(rows, "<tr>{cells}</tr>");
            }
            "" if row.outer.trim().is_empty() => {}
            _ => return None,
        }
    }
    Some(rows)
}

/// A cell's line of text; its paragraphs become lines.
fn content(cell: &Child<'_>) -> Option<String> {
    let spans = |name| cell.attribute(name).is_some_and(|span| span != "1");
    if spans("colspan") || spans("rowspan") {
        return None;
    }
    let mut line = String::new();
    for child in children(cell.inner) {
        match child.name() {
            "p" => {
                if !line.trim().is_empty() {
                    line.push_str("<br>");
                }
                line.push_str(child.inner);
            }
            name if is_inline(name) => line.push_str(child.outer),
            _ => return None,
        }
    }
    Some(line.trim().to_owned())
}
