// Says whether the block editor of a WordPress takes files of blocks as they are, by that WordPress' own scripts:
//   npm install --no-save jsdom@24
//   node scripts/lib/wordpress/valid-blocks.mjs .tools/wordpress/usr/share/wordpress crates/destinations/fixtures/blocks/blocks*.html
import { existsSync, readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const [wordpress, ...files] = process.argv.slice(2);
const scripts = `${wordpress}/wp-includes/js/dist`;
const { window } = new JSDOM("<!doctype html>", { runScripts: "outside-only", pretendToBeVisual: true, url: "http://localhost/" });

// What browsers have and jsdom has not; nothing of it is drawn.
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
const media = { matches: false, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {} };
Object.assign(window, {
  ResizeObserver: Observer,
  IntersectionObserver: Observer,
  matchMedia: () => media,
  requestIdleCallback: (call) => setTimeout(call, 0),
  fetch: () => new Promise(() => {}),
  CSS: { supports: () => false, escape: (text) => text },
  TextEncoder,
  TextDecoder,
  structuredClone,
});

// In the order in which they need each other; versions differ in which of them there are.
const order = `vendor/react vendor/react-dom vendor/react-jsx-runtime vendor/lodash vendor/moment vendor/regenerator-runtime vendor/wp-polyfill
  hooks i18n dom-ready a11y deprecated is-shallow-equal priority-queue escape-html element html-entities url keycodes dom compose
  redux-routine private-apis data api-fetch blob autop block-serialization-default-parser shortcode rich-text warning date primitives
  token-list style-engine blocks keyboard-shortcuts notices preferences-persistence preferences components commands wordcount viewport
  core-data upload-media block-editor reusable-blocks server-side-render patterns block-library`;
for (const name of order.split(/\s+/)) {
  const file = `${scripts}/${name}.js`;
  if (!existsSync(file)) continue;
  window.eval(readFileSync(file, "utf8"));
  if (name === "vendor/lodash") window.eval("window.lodash = window._;");
}
for (const level of ["info", "warn", "error", "groupCollapsed", "groupEnd"]) window.console[level] = () => {};
window.wp.blockLibrary.registerCoreBlocks();

let invalid = 0;
const check = (block, file) => {
  if (!block.isValid || ["core/missing", "core/freeform"].includes(block.name)) {
    invalid += 1;
    console.log(`${file}: ${block.name} is not valid: ${block.originalContent ?? JSON.stringify(block.attributes)}`);
  }
  for (const inner of block.innerBlocks) check(inner, file);
};
for (const file of files) {
  const blocks = window.wp.blocks.parse(readFileSync(file, "utf8"));
  for (const block of blocks) check(block, file);
  console.log(`${file}: ${blocks.length} blocks`);
}
console.log(invalid === 0 ? "All are valid." : `${invalid} are not valid.`);
process.exit(invalid === 0 ? 0 : 1);
