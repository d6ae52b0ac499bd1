// The first page of a visitor: it is healthy, quiet, accessible and fits, in both schemes and at both widths.
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, SCHEMES, SCREENS, test, useScheme } from "../support/page";

test("the health check answers", async ({ request }) => {
  const answer = await request.get("/api/v1/system/status/");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "ok", parts: { database: { ok: true }, redis: { ok: true } } });
});

for (const scheme of SCHEMES) {
  for (const [name, viewport] of SCREENS) {
    test(`the start page is quiet and accessible, ${scheme}, ${name}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await useScheme(page, scheme);
      await open(page, "/");
      await expect(page).toHaveTitle("Sign in to IGNY8 · IGNY8");
      await expect(page.getByRole("heading", { name: "Sign in to IGNY8", level: 1 })).toBeVisible();
      await expectNoSeriousAxe(page);
      await expectNoSidewaysScroll(page);
    });
  }
}
