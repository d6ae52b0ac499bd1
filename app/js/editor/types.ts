// What the page and the editor say to each other.

/** What the page gives. */
export interface Options {
  /** The article's HTML. */
  html: string;
  /** Whether it can be changed from the start. */
  editable: boolean;
  /** What stands there while it is empty. */
  placeholder: string;
  /** What the text is called. */
  label: string;
  /** The id of the element that tells how to leave the text. */
  describedby: string;
  /** Called a moment after the last change, with all of the text. */
  onChange(html: string): void;
  /** Called when other buttons apply than before: names as in state.ts, with spaces between them. */
  onState(state: string): void;
  /** Called when the focus leaves. */
  onBlur(): void;
  /** Called when Escape leaves the text. */
  onEscape(): void;
}

/** What the page gets. */
export interface Handle {
  /** The text as it is now; a change that was not told yet counts as told. */
  getHTML(): string;
  /** Puts another text there; with `keepSelection` only what differs is replaced, and undo knows nothing of it. */
  setHTML(html: string, keepSelection: boolean): void;
  /** Lets people type, or not. */
  setEditable(editable: boolean): void;
  /** Does a command by name; false where it does not apply. */
  exec(command: string, args: Record<string, unknown>): boolean;
  /** Whether a name is part of the state. */
  isActive(name: string): boolean;
  /** The address of the link at the cursor; empty if there is none. */
  link(): string;
  /** The alternative text of the selected picture; empty if there is none. */
  alt(): string;
  /** Puts the cursor into the text. */
  focus(): void;
  /** Takes the editor away. */
  destroy(): void;
}
