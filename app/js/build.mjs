// Makes public/editor/editor.js, one module of everything in editor/, with its compressed copies for the server.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const outfile = join(root, "public", "editor", "editor.js");

const { metafile } = await build({
  entryPoints: [join(root, "app", "js", "editor", "index.ts")],
  outfile,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  // The licences of what is bundled stand in a file beside it.
  legalComments: "none",
  metafile: true,
  absWorkingDir: root,
  logLevel: "warning",
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((input) => input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
);
const licences = [...packages].sort().map((folder) => {
  const name = folder.slice("node_modules/".length);
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((one) => join(root, folder, one)).find(existsSync);
  const { license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return `${name} (${license})\n\n${file === undefined ? "" : readFileSync(file, "utf8").trim()}\n`;
});
writeFileSync(join(dirname(outfile), "licences.txt"), licences.join("\n\n"));

const code = readFileSync(outfile);
const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
const small = brotliCompressSync(code, { params });
writeFileSync(`${outfile}.br`, small);
writeFileSync(`${outfile}.gz`, gzipSync(code, { level: 9 }));
console.log(`editor.js: ${code.length} bytes, ${small.length} with brotli`);
