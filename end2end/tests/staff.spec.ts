// The staff area: an account is suspended and resumed, gets credits once, and is acted for with a banner and a trace.
import type { Page } from "@playwright/test";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectHydrated, expectNoSidewaysScroll, open, PHONE, test, useScheme } from "../support/page";
import { signUp } from "../support/person";
import { becomeStaff } from "../support/staff";

/** Opens the menu of the row with this text, and begins an action. */
async function begin(page: Page, row: string, action: string): Promise<void> {
  await page.getByRole("row", { name: row }).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

// The browser tells of every answer that is not 2xx; a form without a reason is refused.
test.use({ allowedComplaints: { patterns: [/status of 422/] } });

test("staff look after an account, and the account sees it", async ({ page, browser }) => {
  test.setTimeout(360_000);
  const customers = await browser.newContext();
  const customer = await customers.newPage();
  await signUp(customer);
  const owner = await emailOf(customer);
  await signUp(page);
  const staff = await emailOf(page);
  // Until then there is nothing.
  expect((await page.request.get("/admin/accounts")).status()).toBe(404);
  await becomeStaff(page, staff);
  await expectHydrated(page);

  const list = `/admin/accounts?search=${encodeURIComponent(owner)}`;
  await test.step("suspend", async () => {
    await open(page, list);
    await begin(page, owner, "Suspend");
    const dialog = page.getByRole("dialog", { name: "Suspend" });
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(dialog.getByText("Enter a value.").first()).toBeVisible();
    await dialog.getByLabel("Reason").fill("Unpaid invoices");
    await expectNoSeriousAxe(page);
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(page.getByRole("row", { name: owner }).getByText("Suspended", { exact: true })).toBeVisible();
    await open(customer, "/planner/keywords");
    await expect(customer.getByText(/This account is suspended \(Unpaid invoices\)/)).toBeVisible();
    const body = { resource: "sites", id: null, record: { name: "A", domain: "a.example", language: "en" } };
    const refused = await customer.request.post("/api/v1/fn/save", { data: body });
    expect(refused.status()).toBe(403);
  });

  await test.step("resume", async () => {
    await open(page, list);
    await begin(page, owner, "Resume");
    const dialog = page.getByRole("dialog", { name: "Resume" });
    await dialog.getByLabel("Reason").fill("Paid");
    await dialog.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("row", { name: owner }).getByText("Active", { exact: true })).toBeVisible();
    await open(customer, "/planner/keywords");
    await expect(customer.getByText(/This account is suspended/)).toHaveCount(0);
  });

  await test.step("act for it", async () => {
    await open(page, list);
    await begin(page, owner, "Act for this account");
    const dialog = page.getByRole("dialog", { name: "Act for this account" });
    await dialog.getByLabel("Reason").fill("Ticket 4711");
    await dialog.getByRole("button", { name: "Act for this account" }).click();
    await page.waitForURL("**/home");
    await expectHydrated(page);
    for (const path of ["/planner/keywords", "/system/logs"]) {
      await open(page, path);
      await expect(page.getByText(/you're acting for Ann's agency/)).toBeVisible();
      await expectNoSeriousAxe(page);
    }
    await expect(page.getByRole("link", { name: "Accounts", exact: true })).toHaveCount(0);
    await page.getByRole("button", { name: "Stop acting" }).click();
    await page.waitForURL("**/admin/accounts");
    await expect(page.getByText(/you're acting for/)).toHaveCount(0);
    await open(customer, "/system/logs?via=staff");
    await expect(customer.getByText("Staff member Ann acted for Ann").first()).toBeVisible();
    await expect(customer.getByText("Staff access started: Ticket 4711")).toBeVisible();
  });
  await customers.close();
});

test("the pages of the staff area are accessible, light and dark, at a desk and on a phone", async ({ page }) => {
  test.setTimeout(360_000);
  await signUp(page);
  await becomeStaff(page, await emailOf(page));
  const paths = ["accounts", "users", "plans", "model-prices", "tasks", "queue", "providers", "announcements", "flags", "audit"];
  for (const path of paths) {
    await test.step(path, async () => {
      await open(page, `/admin/${path}`);
      await expectNoSeriousAxe(page);
    });
  }
  await useScheme(page, "dark");
  await page.setViewportSize(PHONE);
  for (const path of ["accounts", "queue", "announcements/new"]) {
    await test.step(`${path}, dark, phone`, async () => {
      await open(page, `/admin/${path}`);
      await expectNoSeriousAxe(page);
      await expectNoSidewaysScroll(page);
    });
  }
});

async function emailOf(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/auth/session");
  return ((await answer.json()) as { email: string }).email;
}
