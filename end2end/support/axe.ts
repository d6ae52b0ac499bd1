// Accessibility: a page may have no violation that axe calls serious or critical.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with one line a violation: the rule, what it asks for, and the elements that break it. */
export async function expectNoSeriousAxe(page: Page): Promise<void> {
  // Colors that are still on their way are nobody's. What turns as long as something loads has no end.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)));
    return Promise.allSettled(ending.map((one) => one.finished));
  });
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(serious, "serious accessibility violations").toEqual([]);
}
