//! The buttons of the toolbar, as data.

use icondata_core::IconData;

use crate::strings::editor as words;

/// One button: its command, which is also the name of its mark.
pub(super) struct Tool {
    /// What it does, by the editor's name.
    pub(super) command: &'static str,
    /// What it is called.
    pub(super) label: &'static str,
    /// Its keys; empty if it has none.
    pub(super) keys: &'static str,
    /// Its drawing.
    pub(super) icon: &'static IconData,
}

const fn tool(
    command: &'static str,
    label: &'static str,
    keys: &'static str,
    icon: &'static IconData,
) -> Tool {
    Tool {
        command,
        label,
        keys,
        icon,
    }
}

/// Buttons whose command stays on at the cursor until it is pressed again, in groups.
pub(super) static TOGGLES: &[&[Tool]] = &[
    &[
        tool(
            "heading2",
            words::HEADING_2,
            "Ctrl+Alt+2",
            icondata_lu::LuHeading2,
        ),
        tool(
            "heading3",
            words::HEADING_3,
            "Ctrl+Alt+3",
            icondata_lu::LuHeading3,
        ),
        tool(
            "heading4",
            words::HEADING_4,
            "Ctrl+Alt+4",
            icondata_lu::LuHeading4,
        ),
    ],
    &[
        tool("bold", words::BOLD, "Ctrl+B", icondata_lu::LuBold),
        tool("italic", words::ITALIC, "Ctrl+I", icondata_lu::LuItalic),
        tool("underline", words::UNDERLINE, "Ctrl+U", icondata_lu::LuUnderline),
        tool(
            "strike",
            words::STRIKE,
            "Ctrl+Shift+S",
            icondata_lu::LuStrikethrough,
        ),
        tool("code", words::CODE, "Ctrl+E", icondata_lu::LuCode),
    ],
    &[
        tool("bulletList", words::BULLETS, "Ctrl+Shift+8", icondata_lu::LuList),
        tool(
            "orderedList",
            words::NUMBERS,
            "Ctrl+Shift+7",
            icondata_lu::LuListOrdered,
        ),
        tool("blockquote", words::QUOTE, "Ctrl+Shift+B", icondata_lu::LuQuote),
        tool(
            "codeBlock",
            words::CODE_BLOCK,
            "Ctrl+Alt+C",
            icondata_lu::LuSquareCode,
        ),
    ],
];

/// Buttons that go back and forth.
pub(super) static HISTORY: &[Tool] = &[
    tool("undo", words::UNDO, "Ctrl+Z", icondata_lu::LuUndo2),
    tool("redo", words::REDO, "Ctrl+Shift+Z", icondata_lu::LuRedo2),
];

/// What can be done to the table at the cursor.
pub(super) static TABLE: &[Tool] = &[
    tool(
        "addRowBefore",
        words::ROW_ABOVE,
        "",
        icondata_lu::LuBetweenHorizontalEnd,
    ),
    tool(
        "addRowAfter",
        words::ROW_BELOW,
        "",
        icondata_lu::LuBetweenHorizontalStart,
    ),
    tool("deleteRow", words::DELETE_ROW, "", icondata_lu::LuTableRowsSplit),
    tool(
        "addColumnBefore",
        words::COLUMN_LEFT,
        "",
        icondata_lu::LuBetweenVerticalEnd,
    ),
    tool(
        "addColumnAfter",
        words::COLUMN_RIGHT,
        "",
        icondata_lu::LuBetweenVerticalStart,
    ),
    tool(
        "deleteColumn",
        words::DELETE_COLUMN,
        "",
        icondata_lu::LuTableColumnsSplit,
    ),
    tool("toggleHeaderRow", words::HEADER_ROW, "", icondata_lu::LuTable2),
    tool("deleteTable", words::DELETE_TABLE, "", icondata_lu::LuTrash2),
];

/// Puts a table there.
pub(super) static INSERT_TABLE: Tool = tool("insertTable", words::INSERT_TABLE, "", icondata_lu::LuTable);
/// Puts a line across.
pub(super) static RULE: Tool = tool("rule", words::RULE, "", icondata_lu::LuMinus);

/// Opens the dialog of a link.
pub(super) static LINK: Tool = tool("link", words::LINK, "", icondata_lu::LuLink);
/// Opens the dialog of a picture.
pub(super) static PICTURE: Tool = tool("image", words::PICTURE, "", icondata_lu::LuImage);
