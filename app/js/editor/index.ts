// The editor of an article's text, as one module that the page loads where it needs it.
import { Editor } from "@tiptap/core";
import { exec } from "./commands";
import { extensions } from "./extensions";
import { toHTML } from "./html";
import { QUIET, replaceAll, replaceDifference } from "./replace";
import { stateOf } from "./state";
import type { Handle, Options } from "./types";

/** Milliseconds without a change after which the page is told. */
const PAUSE = 200;

/** Puts an editor into `element`. */
export function mount(element: HTMLElement, options: Options): Handle {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let state = "";
  const tell = (): void => {
    waiting = undefined;
    options.onChange(toHTML(editor));
  };
  const settle = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
  };
  const look = (): void => {
    const next = stateOf(editor);
    if (next === state) return;
    state = next;
    options.onState(next);
  };
  const attributes = {
    class: "article",
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": options.label,
    "aria-describedby": options.describedby,
    translate: "no",
  };
  const editor = new Editor({
    element,
    content: options.html,
    editable: options.editable,
    extensions: extensions(options.placeholder),
    // The page has these rules itself; its security policy allows no others.
    injectCSS: false,
    editorProps: {
      attributes,
      handleKeyDown: (_, event) => {
        if (event.key !== "Escape") return false;
        options.onEscape();
        return true;
      },
    },
    onTransaction: look,
    onUpdate: ({ transaction }) => {
      if (transaction.getMeta(QUIET) === true) return;
      clearTimeout(waiting);
      waiting = setTimeout(tell, PAUSE);
    },
    onBlur: () => {
      if (waiting !== undefined) {
        settle();
        tell();
      }
      options.onBlur();
    },
  });
  look();
  return {
    getHTML: () => {
      if (waiting !== undefined) {
        settle();
        tell();
      }
      return toHTML(editor);
    },
    setHTML: (html, keepSelection) => {
      settle();
      if (keepSelection) replaceDifference(editor, html);
      else replaceAll(editor, html);
    },
    setEditable: (editable) => editor.setEditable(editable, false),
    exec: (command, args) => exec(editor, command, args),
    isActive: (name) => state.split(" ").includes(name),
    link: () => String(editor.getAttributes("link")["href"] ?? ""),
    alt: () => String(editor.getAttributes("image")["alt"] ?? ""),
    focus: () => void editor.commands.focus(),
    destroy: () => {
      settle();
      editor.destroy();
    },
  };
}

// The page is WebAssembly without glue of its own for `import()`: it loads this module by a script element.
Object.assign(globalThis, { igny8Editor: { mount } });
