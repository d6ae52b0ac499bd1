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
const [css] = await Promise.all([style(), each([...ending(".wasm"), ...ending(".js")], shrink)]);
const code = await nameCode();
await rename(at("igny8.css"), at(`igny8.${css}.css`));
await each([...ending(".wasm"), ...ending(".js"), ...ending(".css"), ...ending(".json")], compress);
await mkdir(dirname(list), { recursive: true });
await writeFile(list, `js: ${code}\nwasm: ${code}\ncss: ${css}\nmanifest: ${code}\nsplit: ${code}\n`);
