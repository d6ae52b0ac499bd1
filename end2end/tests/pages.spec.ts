// Every page: quiet, accessible and within the screen, in both schemes and at both widths, with rows and without.
import { apiOf, first, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, SCHEMES, SCREENS, test, useScheme } from "../support/page";
import { signUp } from "../support/person";
import type { Page } from "@playwright/test";

/** What the navigation does not link: a form over a list, the wizard, and the pages of one run and of one prompt. */
async function beyondNavigation(page: Page, sector: string): Promise<string[]> {
  const api = apiOf(page);
  const keyword = first(await good(api.GET("/planner/keywords"))).id;
  const { task_id: run } = await good(api.POST("/planner/keywords/actions/auto_cluster", { body: { ids: [keyword] } }));
  const prompt = first(await good(api.GET("/system/prompts"))).id;
  return [
    "/planner/keywords/new",
    "/planner/keywords/import",
    `/planner/keywords/${keyword}`,
    `/planner/keywords?sector_id=${sector}&volume_min=1000&sort=keyword&density=dense`,
    `/system/tasks/${run}`,
    `/system/prompts/${prompt}`,
    "/auth/tokens/new",
    "/two-factor",
    "/confirm",
  ];
}

/** All pages that the sidebars link, of the work and of the settings, so that a new page is covered from its first day. */
async function navigation(page: Page): Promise<string[]> {
  const links = page.getByRole("navigation", { name: "Main", includeHidden: true }).locator("a");
  const linked = (): Promise<string[]> =>
    links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  const work = await linked();
  await open(page, work.at(-1) ?? "");
  const settings = await linked();
  for (const paths of [work, settings]) expect(paths.length, "links of the sidebar").toBeGreaterThan(8);
  return [...new Set([...work, ...settings])];
}

for (const scheme of SCHEMES) {
  for (const [name, viewport] of SCREENS) {
    test(`every page is quiet and accessible, ${scheme}, ${name}`, async ({ page }) => {
      test.setTimeout(720_000);
      await page.setViewportSize(viewport);
      await useScheme(page, scheme);
      await signUp(page);
      const sector = await sectorOf(page);
      const body = { keyword: "trail running shoes", sector_id: sector, volume: 12_000, difficulty: 61, cpc: 1.2, intent: "commercial" } as const;
      await good(apiOf(page).POST("/planner/keywords", { body }));
      for (const path of [...(await navigation(page)), ...(await beyondNavigation(page, sector))]) {
        await test.step(path, async () => {
          await open(page, path);
          await expectNoSeriousAxe(page);
          await expectNoSidewaysScroll(page);
        });
      }
    });
  }
}

test.describe("without a session", () => {
  // A link that is none is told as that, with a page that says what to do.
  test.use({ allowedComplaints: { patterns: [/404.*no-such-token/] } });

  for (const path of ["/login", "/signup", "/forgot", "/reset/no-such-token", "/confirm/no-such-token", "/invite/no-such-token"]) {
    test(`${path} is quiet and accessible`, async ({ page }) => {
      await open(page, path);
      await expectNoSeriousAxe(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await expectNoSidewaysScroll(page);
    });
  }
});
