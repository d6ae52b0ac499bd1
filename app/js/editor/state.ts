// Which buttons are pressed and which apply, as one line that the page compares with the one before.
import type { Editor } from "@tiptap/core";

const PLAIN = [
  "bold",
  "italic",
  "underline",
  "strike",
  "code",
  "link",
  "bulletList",
  "orderedList",
  "blockquote",
  "codeBlock",
  "image",
  "table",
] as const;
const LEVELS = [2, 3, 4] as const;

/** The names of what is at the cursor, with `undo` and `redo` where there is something to undo or redo. */
export function stateOf(editor: Editor): string {
  const names: string[] = PLAIN.filter((name) => editor.isActive(name));
  for (const level of LEVELS) {
    if (editor.isActive("heading", { level })) names.push(`heading${level}`);
  }
  const can = editor.can();
  if (can.undo()) names.push("undo");
  if (can.redo()) names.push("redo");
  if (!editor.state.selection.empty) names.push("selection");
  return names.join(" ");
}
