// Another text in place of the one that is there.
import type { Editor } from "@tiptap/core";
import { Selection } from "@tiptap/pm/state";
import { toDocument } from "./html";

/** Replaces the whole text; undo brings the one before it back. */
export function replaceAll(editor: Editor, html: string): void {
  const { state, view } = editor;
  view.dispatch(state.tr.replaceWith(0, state.doc.content.size, toDocument(editor, html).content).setMeta(QUIET, true));
}

/** Replaces only what differs, so that the cursor stays where it is; undo does not know of it. */
export function replaceDifference(editor: Editor, html: string): void {
  const { state, view } = editor;
  const next = toDocument(editor, html);
  const start = state.doc.content.findDiffStart(next.content);
  const end = state.doc.content.findDiffEnd(next.content);
  if (start === null || end === null) return;
  // Where the same words stand on both sides of the difference, the two searches overlap.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const slice = next.slice(start, end.b + overlap);
  const change = state.tr.replace(start, end.a + overlap, slice);
  const { head } = state.selection;
  // Inside of what is replaced the cursor would go to its end.
  if (head > start && head < end.a + overlap) {
    change.setSelection(Selection.near(change.doc.resolve(Math.min(head, change.doc.content.size))));
  }
  view.dispatch(change.setMeta(QUIET, true).setMeta("addToHistory", false));
}

/** Marks what the page did itself, which it need not be told. */
export const QUIET = "quiet";
