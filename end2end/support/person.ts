// Somebody new with an account of their own, signed up by the form as anybody would.
import { type Page } from "@playwright/test";

let made = 0;

/** Signs up in this page's browser, at another server where one is given, and ends on the first page after it; gives the address. */
export async function signUp(page: Page, base = ""): Promise<string> {
  made += 1;
  const email = `ann-${process.pid}-${made}-${Date.now()}@example.com`;
  await page.goto(`${base}/signup`);
  await page.getByLabel("Your name").fill("Ann");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=account]").fill("Ann's agency");
  await page.locator("input[name=password]").fill("a long enough password");
  await page.locator("button[type=submit]").click();
  await page.waitForURL(/\/(home|signup\?sent)$/);
  // A server that sends mail asks whether the address is theirs.
  if (page.url().endsWith("?sent")) {
    await page.goto(`${base}/dev/mailbox`);
    const mail = page.getByRole("article").filter({ hasText: `To ${email}` }).filter({ hasText: "/signup/" });
    await page.goto((await mail.getByRole("link").first().getAttribute("href")) ?? "");
    await page.locator("input[name=password]").fill("a long enough password");
    await page.locator("button[type=submit]").click();
    await page.waitForURL("**/home");
  }
  return email;
}

/** Ends the browser's session; the page is left first, since one that is open would go to the sign-in page by itself, and stop a way elsewhere. */
export async function forgetSession(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}
