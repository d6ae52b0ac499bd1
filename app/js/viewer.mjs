// Makes public/api-docs/: the viewer of the API's document as npm has it, what starts it, and compressed copies for the server.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const viewer = join(root, "node_modules", "swagger-ui-dist");
const own = join(root, "app", "js", "api-docs");
const folder = join(root, "public", "api-docs");
mkdirSync(folder, { recursive: true });

// What names the map of a file that is not served would be asked for by every developer's browser.
const withoutMap = (text) => text.replace(/\s*\/[/*]# sourceMappingURL=\S+(?: \*\/)?\s*$/, "\n");
const files = [
  [viewer, "swagger-ui-bundle.js"],
  [viewer, "swagger-ui.css"],
  [own, "viewer.js"],
  [own, "viewer.css"],
];
for (const [from, name] of files) {
  const code = Buffer.from(withoutMap(readFileSync(join(from, name), "utf8")));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(folder, name), code);
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(code, { params }));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(code, { level: 9 }));
}
copyFileSync(join(viewer, "LICENSE"), join(folder, "LICENSE.txt"));
copyFileSync(join(viewer, "NOTICE"), join(folder, "NOTICE.txt"));
copyFileSync(join(viewer, "swagger-ui-bundle.js.LICENSE.txt"), join(folder, "swagger-ui-bundle.js.LICENSE.txt"));
