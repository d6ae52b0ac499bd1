// Doors for machines: the API's document as people read and use it, and webhooks by their pages.
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, SCHEMES, test, useScheme } from "../support/page";
import { signUp } from "../support/person";

test("the API reference opens under its policy and sends requests with the session", async ({ page }) => {
  await signUp(page);
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== new URL(page.url()).origin) elsewhere.push(request.url());
  });
  await open(page, "/auth/tokens");
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page).toHaveTitle("API reference · IGNY8");
  await page.locator("#operations-tag-planner").click();
  const operation = page.locator("#operations-planner-get_planner_keywords");
  await operation.locator("button.opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  await expect(operation.locator(".live-responses-table tbody .response-col_status")).toContainText("200");
  expect(elsewhere, "requests to others").toEqual([]);
});

for (const scheme of SCHEMES) {
  test(`the API reference can be read and fits, ${scheme}`, async ({ page }) => {
    await useScheme(page, scheme);
    await page.goto("/api/docs");
    await expect(page.locator("#operations-tag-planner")).toBeVisible();
    // Operations are closed: what the viewer nests within them is its own.
    await expectNoSeriousAxe(page);
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
  });
}

test("a webhook is added by its form, shows its secret once, is tested and rotated", async ({ page }) => {
  await signUp(page);
  await open(page, "/system/webhooks/new");
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Reports");
  await form.getByLabel("URL").fill("https://hooks.invalid/in");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Events is required.").first()).toBeVisible();
  await form.getByRole("checkbox", { name: "AI task failed" }).check();
  await form.getByRole("checkbox", { name: "Article published" }).check();
  await expectNoSeriousAxe(page);
  await form.getByRole("button", { name: "Save" }).click();
  const secret = page.locator("input[readonly]");
  await expect(secret).toHaveValue(/^whsec_/);
  await page.getByRole("button", { name: "Done" }).click();
  await open(page, "/system/webhooks");
  await expect(page.getByText("AI task failed, Article published")).toBeVisible();
});
