// Finishes the site that site-bundler began: the style sheet, smaller code, names that follow the content, and compressed copies.
// Arguments: the folder of the packaged files, and the file beside the executable that tells the server the names.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { transform } from "esbuild";

const [folder, list] = process.argv.slice(2);
const run = promisify(execFile);
// What site-bundler put where the name shall stand, and as long as that name: a binary says how long its texts are.
const NAME_TO_COME = "______________________";
const WASM_OPT = ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/** Calls `work` for each of `all`, as many at once as there are processors. */
async function each(all, work) {
  const left = [...all];
  const one = async () => {
    while (left.length > 0) await work(left.shift());
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
}

const ending = (end) => readdirSync(folder).filter((name) => name.endsWith(end));
const at = (name) => join(folder, name);

async function style() {
  await run("tailwindcss", ["--input", "style/tailwind.css", "--output", at("igny8.css"), "--minify"]);
  return nameOf([await readFile(at("igny8.css"))]);
}

/** A number of WebAssembly's at `at` of `bytes`, and where the next thing begins (LEB128). */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7, at += 1) {
    value += (bytes[at] & 127) * 2 ** shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

function numbered(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** A short name for each place in a list, of letters and digits: `_0`, `_1`, … */
const short = (place) => `_${place.toString(36)}`;

/**
 * Gives what the app imports of its own glue short names, in both: the compiler's say what is imported and end in a hash each, of which
 * nobody but the two reads anything, and every page would carry them.
 */
async function shortenImports() {
  const [wasm, glue] = [await readFile(at("igny8.wasm")), await readFile(at("igny8.js"), "utf8")];
  const text = (from, length) => wasm.toString("utf8", from, from + length);
  const names = new Map();
  const parts = [];
  // Behind the eight bytes that say what the file is, sections follow each other: kind, length, content.
  let place = 8;
  for (let kept = 0; place < wasm.length; ) {
    const [kind, [length, begin]] = [wasm[place], number(wasm, place + 1)];
    if (kind === 2) {
      let [left, from] = number(wasm, begin);
      const content = [Buffer.from(numbered(left))];
      for (; left > 0; left -= 1) {
        const [ofModule, module] = number(wasm, from);
        const [ofName, name] = number(wasm, module + ofModule);
        const end = name + ofName;
        // The app imports functions alone; each is followed by the number of its type.
        if (wasm[end] !== 0) throw new Error(`igny8.wasm imports more than functions: ${text(name, ofName)}`);
        const [, next] = number(wasm, end + 1);
        let called = text(name, ofName);
        if (text(module, ofModule) === "./igny8_bg.js") {
          if (!names.has(called)) names.set(called, short(names.size));
          called = names.get(called);
        }
        content.push(wasm.subarray(from, module + ofModule), Buffer.from([...numbered(called.length), ...Buffer.from(called)]));
        content.push(wasm.subarray(end, next));
        from = next;
      }
      const whole = Buffer.concat(content);
      parts.push(wasm.subarray(kept, place), Buffer.from([kind, ...numbered(whole.length)]), whole);
      kept = begin + length;
    }
    place = begin + length;
    if (place >= wasm.length) parts.push(wasm.subarray(kept));
  }
  const found = new Set();
  const renamed = glue.replace(/[\w$]+/g, (word) => {
    if (names.has(word)) found.add(word);
    return names.get(word) ?? word;
  });
  if (found.size !== names.size || names.size === 0) throw new Error("igny8.js does not have what igny8.wasm imports");
  await Promise.all([writeFile(at("igny8.wasm"), Buffer.concat(parts)), writeFile(at("igny8.js"), renamed)]);
}

async function shrink(name) {
  if (name.endsWith(".wasm")) {
    await run("wasm-opt", [...WASM_OPT, at(name), "-o", at(name)]);
  } else {
    const { code } = await transform(await readFile(at(name), "utf8"), { minify: true, format: "esm", target: "es2022" });
    await writeFile(at(name), code);
  }
}

function nameOf(contents) {
  const digest = createHash("sha256");
  for (const content of contents) digest.update(content);
  return digest.digest("base64url").slice(0, NAME_TO_COME.length);
}

/**
 * One name for all that was compiled together: the app, its loader and its chunks name each other, and a browser that kept
 * one of them from another build would ask for functions that are elsewhere.
 */
async function nameCode() {
  const names = [...ending(".wasm"), ...ending(".js"), ...ending("manifest.json")].sort();
  const contents = await Promise.all(names.map((name) => readFile(at(name), "latin1")));
  const one = nameOf(contents);
  const chunks = names.filter((name) => name.endsWith(".wasm")).map((name) => name.slice(0, -".wasm".length));
  await Promise.all(
    names.map(async (name, place) => {
      let text = contents[place].replaceAll(NAME_TO_COME, one);
      if (!name.endsWith(".wasm")) {
        text = text.replaceAll("./igny8.js", `./igny8.${one}.js`).replaceAll("igny8_bg.wasm", `igny8.${one}.wasm`);
        // The loader has their files, the list their names.
        for (const chunk of chunks) {
          text = text.replaceAll(`./${chunk}.wasm`, `./${chunk}.${one}.wasm`).replaceAll(`"${chunk}"`, `"${chunk}.${one}"`);
        }
      }
      await writeFile(at(name), text, "latin1");
      const [stem, ...kind] = name.replace(`.${NAME_TO_COME}`, "").split(".");
      await rename(at(name), at([stem, one, ...kind].join(".")));
    }),
  );
  return one;
}

async function compress(name) {
  const data = await readFile(at(name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  await writeFile(at(`${name}.br`), await promisify(brotliCompress)(data, { params }));
  await writeFile(at(`${name}.gz`), await promisify(gzip)(data, { level: 9 }));
}

for (const name of readdirSync(folder)) if (/\.(br|gz|ts)$/.test(name)) rmSync(at(name));
await shortenImports();
const [css] = await Promise.all([style(), each([...ending(".wasm"), ...ending(".js")], shrink)]);
const code = await nameCode();
await rename(at("igny8.css"), at(`igny8.${css}.css`));
await each([...ending(".wasm"), ...ending(".js"), ...ending(".css"), ...ending(".json")], compress);
await mkdir(dirname(list), { recursive: true });
await writeFile(list, `js: ${code}\nwasm: ${code}\ncss: ${css}\nmanifest: ${code}\nsplit: ${code}\n`);
