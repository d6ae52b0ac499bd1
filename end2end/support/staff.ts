// Somebody of the staff: granted by the command line as operators do it, signed in with a code as an authenticator app makes it.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { resolve } from "node:path";
import { expect, type Page } from "@playwright/test";
import { forgetSession } from "./person";

const PASSWORD = "a long enough password";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of a key in base 32, some half minutes from now (RFC 6238). */
function code(key: string, steps: number): string {
  const bits = [...key].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", bytes).update(counter).digest();
  const at = (digest[19] ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Makes whoever signed up in this page, with this address, one of the staff, and signs them in with a code. */
export async function becomeStaff(page: Page, email: string): Promise<void> {
  const program = process.env["IGNY8_PROGRAM"] ?? "target/release/igny8";
  execFileSync(resolve(__dirname, "../..", program), ["admin", "grant", email], { stdio: "pipe" });
  await page.goto("/two-factor");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  const key = (await page.locator("p.font-mono").innerText()).replace(/\s/g, "");
  await page.locator("input[name=code]").fill(code(key, 0));
  await page.locator("button[type=submit]").click();
  await expect(page.locator("ul.font-mono li")).toHaveCount(10);
  await forgetSession(page);
  await page.goto("/login?next=/admin/accounts");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/login/code**");
  // A code counts once: the one of the next half minute is as good.
  await page.locator("input[name=code]").fill(code(key, 1));
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/admin/accounts");
}
