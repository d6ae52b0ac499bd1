// Finishes a built site: names that follow the content, and compressed copies beside the files for the server to send.
// Arguments: the folder of the packaged files, and the list of their hashes beside the executable.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [folder, list] = process.argv.slice(2);
const WORTH_IT = /\.(wasm|js|css|svg|json)$/;

/**
 * The app, its glue and the loader of its chunks name each other, and get their hashes before they do. Were only a chunk
 * to change, the app would keep its name and a browser its old copy, which asks for chunks that are gone. So the three
 * get one name of what is in all of them.
 */
function settleNames() {
  const hashes = new Map(
    readFileSync(list, "utf8").split("\n").filter(Boolean).map((line) => line.split(": ")),
  );
  const names = ["js", "wasm", "split"].map((kind) => hashes.get(kind));
  if (names.includes(undefined) || new Set(names).size === 1) return;
  const [js, wasm, split] = names;
  const files = [`igny8.${js}.js`, `igny8.${wasm}.wasm`, `__wasm_split.${split}.js`];
  const digest = createHash("sha256");
  for (const file of files) digest.update(readFileSync(join(folder, file)));
  // As long as the hash that it replaces, since the app's binary says how long its texts are.
  const one = digest.digest("base64url").slice(0, split.length);
  for (const file of files) {
    let text = readFileSync(join(folder, file), "latin1");
    text = text.replaceAll(`igny8.${js}.js`, `igny8.${one}.js`);
    text = text.replaceAll(`igny8.${wasm}.wasm`, `igny8.${one}.wasm`);
    text = text.replaceAll(`__wasm_split.${split}.js`, `__wasm_split.${one}.js`);
    writeFileSync(join(folder, file), text, "latin1");
    const [stem, , kind] = file.split(".");
    renameSync(join(folder, file), join(folder, `${stem}.${one}.${kind}`));
  }
  for (const kind of ["js", "wasm", "split"]) hashes.set(kind, one);
  writeFileSync(list, [...hashes].map((pair) => `${pair.join(": ")}\n`).join(""));
}

/** Writes the compressed copies that are missing or older than their file, and removes those whose file is gone. */
async function compress() {
  const names = readdirSync(folder);
  for (const copy of names.filter((name) => /\.(br|gz)$/.test(name))) {
    if (!existsSync(join(folder, copy.slice(0, -3)))) rmSync(join(folder, copy));
  }
  const brotli = (data) =>
    promisify(brotliCompress)(data, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length },
    });
  const copies = [["br", brotli], ["gz", (data) => promisify(gzip)(data, { level: 9 })]];
  await Promise.all(
    names
      .filter((name) => WORTH_IT.test(name))
      .flatMap((name) => copies.map(([suffix, pack]) => [join(folder, name), suffix, pack]))
      .filter(([file, suffix]) => !isNewer(`${file}.${suffix}`, file))
      .map(async ([file, suffix, pack]) => writeFile(`${file}.${suffix}`, await pack(await readFile(file)))),
  );
}

function isNewer(copy, file) {
  return existsSync(copy) && statSync(copy).mtimeMs >= statSync(file).mtimeMs;
}

if (existsSync(list)) settleNames();
await compress();
