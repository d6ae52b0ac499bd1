// The text as HTML that other programs write too, and back.
import type { Editor } from "@tiptap/core";
import { DOMParser, DOMSerializer, type Node } from "@tiptap/pm/model";

// Not this page's document, so that pictures are not fetched and nothing runs.
const apart = document.implementation.createHTMLDocument("");

/** The article's HTML; empty for a text without anything in it. */
export function toHTML(editor: Editor): string {
  if (editor.isEmpty) return "";
  const root = apart.createElement("div");
  const serializer = DOMSerializer.fromSchema(editor.schema);
  root.append(serializer.serializeFragment(editor.state.doc.content, { document: apart }));
  for (const paragraph of root.querySelectorAll("li > p:first-child, td > p:only-child, th > p:only-child")) {
    if (isLone(paragraph)) paragraph.replaceWith(...paragraph.childNodes);
  }
  return root.innerHTML;
}

// Items and cells that hold one paragraph, in a list perhaps with a list below it, are written without its tags.
function isLone(paragraph: Element): boolean {
  const next = paragraph.nextElementSibling;
  return next === null || (next.nextElementSibling === null && /^[OU]L$/.test(next.tagName));
}

/** The document that this HTML describes. */
export function toDocument(editor: Editor, html: string): Node {
  const root = apart.createElement("div");
  root.innerHTML = html;
  return DOMParser.fromSchema(editor.schema).parse(root);
}
