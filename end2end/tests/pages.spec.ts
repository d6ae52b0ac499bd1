// Every page: quiet, accessible and within the screen, in both schemes and at both widths, with rows and without.
import { expectNoSeriousAxe } from "../support/axe";
import { expectNoSidewaysScroll, open, SCHEMES, SCREENS, test, useScheme } from "../support/page";
import { signUp } from "../support/person";

const PAGES = [
  "/planner",
  "/planner/keywords",
  "/planner/keywords/new",
  "/planner/keywords/import",
  "/planner/clusters",
  "/auth/sites",
  "/auth/sectors",
  "/auth/users",
  "/auth/tokens",
  "/billing/credits",
  "/system/tasks",
  "/system/settings",
  "/system/status",
];

for (const scheme of SCHEMES) {
  for (const [name, viewport] of SCREENS) {
    test(`every page is quiet and accessible, ${scheme}, ${name}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize(viewport);
      await useScheme(page, scheme);
      await signUp(page);
      const sector = (await (await page.request.get("/api/v1/auth/sectors")).json()).results[0].id as string;
      await page.request.post("/api/v1/planner/keywords", {
        data: { keyword: "trail running shoes", sector_id: sector, volume: 12_000, difficulty: 61, cpc: 1.2, intent: "commercial" },
      });
      for (const path of PAGES) {
        await test.step(path, async () => {
          await open(page, path);
          await expectNoSeriousAxe(page);
          await expectNoSidewaysScroll(page);
        });
      }
    });
  }
}

for (const path of ["/login", "/signup", "/invite/no-such-token"]) {
  test(`${path} is quiet and accessible`, async ({ page }) => {
    await open(page, path);
    await expectNoSeriousAxe(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
  });
}
