// Makes the icons of the installed app from public/favicon.svg, the one source: run it after that has changed, and commit both.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const source = await readFile("public/favicon.svg", "utf8");
const systemChromium = process.env["IGNY8_CHROMIUM"] ?? "/usr/bin/chromium";
// Systems cut maskable icons to shapes of their own: the mark stands in the middle, the colour reaches the edge.
const maskable = source.replace('viewBox="0 0 32 32"', 'viewBox="-6 -6 44 44"').replace('width="32" height="32" rx="8"', 'x="-6" y="-6" width="44" height="44"');
if (maskable === source) throw new Error("public/favicon.svg is not as this script knows it");

const browser = await chromium.launch({
  ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
  args: ["--no-sandbox"],
});
await mkdir("public/icons", { recursive: true });
for (const [name, size, svg] of [
  ["icon-192", 192, source],
  ["icon-512", 512, source],
  ["maskable-512", 512, maskable],
  ["apple-180", 180, maskable],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await writeFile(`public/icons/${name}.png`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
