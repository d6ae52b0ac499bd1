// Somebody new with an account of their own, signed up by the form as anybody would.
import { type Page } from "@playwright/test";

let made = 0;

/** Signs up in this page's browser and ends on the first page after it. */
export async function signUp(page: Page): Promise<void> {
  made += 1;
  await page.goto("/signup");
  await page.getByLabel("Your name").fill("Ann");
  await page.locator("input[name=email]").fill(`ann-${process.pid}-${made}-${Date.now()}@example.com`);
  await page.locator("input[name=account]").fill("Ann's agency");
  await page.locator("input[name=password]").fill("a long enough password");
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/home");
}
