// The commands that buttons and dialogs of the page give, by name.
import type { ChainedCommands, Editor } from "@tiptap/core";

type Args = Record<string, unknown>;
type Command = (chain: ChainedCommands, args: Args) => ChainedCommands;

const text = (args: Args, key: string): string => {
  const value = args[key];
  return typeof value === "string" ? value : "";
};

const COMMANDS: Record<string, Command> = {
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
  paragraph: (chain) => chain.setParagraph(),
  heading2: (chain) => chain.toggleHeading({ level: 2 }),
  heading3: (chain) => chain.toggleHeading({ level: 3 }),
  heading4: (chain) => chain.toggleHeading({ level: 4 }),
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  underline: (chain) => chain.toggleUnderline(),
  strike: (chain) => chain.toggleStrike(),
  code: (chain) => chain.toggleCode(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
  codeBlock: (chain) => chain.toggleCodeBlock(),
  rule: (chain) => chain.setHorizontalRule(),
  setLink: setLink,
  unsetLink: (chain) => chain.extendMarkRange("link").unsetLink(),
  setImage: (chain, args) => chain.setImage({ src: text(args, "src"), alt: text(args, "alt") }),
  setAlt: (chain, args) => chain.updateAttributes("image", { alt: text(args, "alt") }),
  insertTable: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  addRowBefore: (chain) => chain.addRowBefore(),
  addRowAfter: (chain) => chain.addRowAfter(),
  deleteRow: (chain) => chain.deleteRow(),
  addColumnBefore: (chain) => chain.addColumnBefore(),
  addColumnAfter: (chain) => chain.addColumnAfter(),
  deleteColumn: (chain) => chain.deleteColumn(),
  toggleHeaderRow: (chain) => chain.toggleHeaderRow(),
  deleteTable: (chain) => chain.deleteTable(),
};

// Without a selection and outside of a link there is nothing to link, so the words given are put there.
function setLink(chain: ChainedCommands, args: Args): ChainedCommands {
  const href = text(args, "href");
  const words = text(args, "text");
  if (words === "") return chain.extendMarkRange("link").setLink({ href });
  return chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] });
}

/** Does the command and puts the cursor back into the text; false where it does not apply. */
export function exec(editor: Editor, name: string, args: Args): boolean {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined || !editor.isEditable) return false;
  return command(editor.chain().focus(), args).run();
}
