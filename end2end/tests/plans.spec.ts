// A plan's limit is reached, lifted by a payment at the local Stripe, and a payment that fails later is told on every page.
import { expect, expectHydrated, open, test } from "../support/page";
import { signUp } from "../support/person";
import { igny8 } from "../support/program";
import { freePort, type Server, serveAtLocalhost } from "../support/server";
import { LocalStripe } from "../support/stripe";

const PRICE = "price_of_the_browser_tests";

let server: Server;
let stripe: LocalStripe;

test.beforeAll(async () => {
  const port = await freePort();
  stripe = new LocalStripe(`http://127.0.0.1:${port}`);
  server = await serveAtLocalhost(await stripe.start(), port);
  igny8("plans", "growth", "--stripe-price", PRICE);
  // All other tests have accounts without limits.
  igny8("plans", "free", "--default");
});

test.afterAll(async () => {
  igny8("plans", "unlimited", "--default");
  await server.stop();
  await stripe.stop();
});

test.describe("an account with the free plan", () => {
  // The browser tells of every answer that is not 2xx.
  test.use({ allowedComplaints: { patterns: [/status of 402/] } });

  test("reaches a limit, pays, goes on, and hears of a late payment", async ({ page }) => {
    test.setTimeout(360_000);
    const base = `http://localhost:${server.port}`;
    await signUp(page, base);

    const addSite = async (name: string): Promise<void> => {
      await open(page, `${base}/auth/sites/new`);
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill(name);
      await dialog.getByLabel("Language").fill("en");
      await dialog.getByRole("button", { name: "Save", exact: true }).click();
    };

    await test.step("the limit says what to do", async () => {
      await addSite("Second site");
      await expect(page.getByRole("link", { name: "Second site", exact: true }).first()).toBeVisible();
      await addSite("Third site");
      await expect(page.getByText(/Your Free plan includes 2 sites/)).toBeVisible();
    });

    await test.step("paid at Stripe", async () => {
      await open(page, `${base}/billing/plan`);
      await page.getByRole("button", { name: "Choose Growth" }).click();
      await page.waitForURL("**/pay/**");
      await page.getByRole("button", { name: "Pay" }).click();
      await page.waitForURL("**/billing/plan?paid=true");
      await expectHydrated(page);
      await expect(page.getByRole("heading", { name: "Growth plan" })).toBeVisible({ timeout: 60_000 });
    });

    await test.step("the limit is lifted", async () => {
      await addSite("Third site");
      await expect(page.getByRole("link", { name: "Third site", exact: true }).first()).toBeVisible();
    });

    await test.step("a payment that failed is told on every page", async () => {
      await stripe.failPayments();
      for (const path of ["/planner/keywords", "/billing/plan"]) {
        await open(page, `${base}${path}`);
        await expect(page.getByText(/You keep your plan until|payment failed/i).first()).toBeVisible();
      }
    });
  });
});
