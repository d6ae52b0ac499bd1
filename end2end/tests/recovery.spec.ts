// A forgotten password: asked for, mailed, chosen anew by the link of the mail, and the old one opens nothing any more.
import { expect, test } from "../support/page";
import { forgetSession, signUp } from "../support/person";
import { type Server, serveAtLocalhost } from "../support/server";

let server: Server;

// A server that shows its mails in place of sending them; all others send none.
test.beforeAll(async () => {
  server = await serveAtLocalhost({ IGNY8_DEV_MAILBOX: "true" });
});

test.afterAll(async () => {
  await server.stop();
});

test.describe("who forgot their password", () => {
  // The browser tells of every answer that is not 2xx.
  test.use({ allowedComplaints: { patterns: [/status of (401|404)/] } });

  test("comes back in by the mailbox", async ({ page }) => {
    const base = `http://localhost:${server.port}`;
    const email = await signUp(page, base);
    await forgetSession(page);

    const signIn = async (password: string): Promise<void> => {
      await page.goto(`${base}/login`);
      await page.locator("input[name=email]").fill(email);
      await page.locator("input[name=password]").fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    await page.goto(`${base}/login`);
    await page.getByRole("link", { name: "Forgot password?" }).click();
    await page.locator("input[name=email]").fill(email);
    await page.locator("button[type=submit]").click();
    await page.waitForURL("**/forgot?sent");

    await page.goto(`${base}/dev/mailbox`);
    const mail = page.getByRole("article").filter({ hasText: `To ${email}` }).filter({ hasText: "/reset/" });
    const link = (await mail.getByRole("link").first().getAttribute("href")) ?? "";
    expect(link).toContain(`${base}/reset/`);
    await page.goto(link);
    await page.locator("input[name=password]").fill("another quite long one");
    await page.locator("button[type=submit]").click();
    await page.waitForURL("**/login?reset");

    await signIn("a long enough password");
    await expect(page.getByText("Incorrect email or password.")).toBeVisible();
    await signIn("another quite long one");
    await page.waitForURL("**/home");
    // The link worked once.
    await page.goto(link);
    await expect(page.getByText(/was already used/)).toBeVisible();
  });
});
