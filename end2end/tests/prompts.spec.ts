// The screen of a prompt: variables, a preview with one's own keywords, saving, conflicts, history, both schemes, a phone.
import type { Locator, Page } from "@playwright/test";
import { apiOf, good, type Schema, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectHydrated, expectNoSidewaysScroll, open, PHONE, SCHEMES, test, useScheme } from "../support/page";
import { signUp } from "../support/person";

const template = (page: Page): Locator => page.getByRole("textbox", { name: "Prompt", exact: true });
const instruction = (page: Page): Locator => page.getByRole("textbox", { name: "Instruction", exact: true });
const preview = (page: Page): Locator => page.getByRole("region", { name: "Preview" });
const sent = (page: Page): Locator => preview(page).getByRole("group", { name: "Prompt as sent" });
const history = (page: Page): Locator => page.getByRole("region", { name: "History" });
const state = (page: Page): Locator => page.getByRole("form", { name: "Text" }).getByRole("status");

/** The id of the prompt for a purpose. */
async function promptIdFor(page: Page, purpose: Schema<"Prompt">["purpose"]): Promise<string> {
  const { results } = await good(apiOf(page).GET("/system/prompts"));
  const found = results.find((row) => row.purpose === purpose);
  if (found === undefined) throw new Error(`there is no prompt for ${purpose}`);
  return found.id;
}

/** The address of the prompt for a purpose. */
async function promptFor(page: Page, purpose: Schema<"Prompt">["purpose"]): Promise<string> {
  return `/system/prompts/${await promptIdFor(page, purpose)}`;
}

/** Changes the instruction of a prompt as somebody else would. */
async function instruct(page: Page, id: string, system: string): Promise<void> {
  await good(apiOf(page).PATCH("/system/prompts/{id}", { params: { path: { id } }, body: { system } }));
}

/** A cluster with one keyword. */
async function addCluster(page: Page, name: string, keyword: string): Promise<void> {
  const [api, sector_id] = [apiOf(page), await sectorOf(page)];
  const { id: cluster_id } = await good(api.POST("/planner/clusters", { body: { name, sector_id } }));
  await good(api.POST("/planner/keywords", { body: { keyword, sector_id, cluster_id, volume: 1_300 } }));
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(state(page)).toHaveText("All changes saved");
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(270_000);
  await signUp(page);
});

test("from the list to a text of one's own, seen with one's own keywords", async ({ page }) => {
  await addCluster(page, "Trail shoes", "waterproof trail shoes");
  await open(page, "/system/prompts");
  await page.getByRole("row").getByRole("link", { name: "Ideas", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Ideas", level: 1 })).toBeVisible();
  await expect(page.getByText("Default", { exact: true }).first()).toBeVisible();
  await expect(preview(page).getByLabel("Preview with")).toHaveValue("Trail shoes");
  await expect(sent(page).locator("mark[title=keywords]")).toContainText("waterproof trail shoes (1300 a month)");
  await expect(preview(page).getByText(/^About [\d,]+ tokens$/)).toBeVisible();

  await template(page).fill("Ideas for ");
  await template(page).press("End");
  await page.getByRole("button", { name: "Insert {{cluster}}" }).click();
  await expect(template(page)).toHaveValue("Ideas for {{cluster}}");
  await expect(template(page)).toBeFocused();
  await page.keyboard.type(" from {{keyword}}");
  await expect(page.getByText(/Unknown variable keyword\. Use language, count/)).toBeVisible();
  await expect(preview(page).getByText("Fix the errors to see a preview")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("s}}");
  await expect(sent(page)).toHaveText(/^Ideas for Trail shoes from - waterproof trail shoes/);
  await expect(state(page)).toHaveText("You have unsaved changes");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(state(page)).toHaveText("All changes saved");
  await expect(page.getByText("Customized · Version 1")).toBeVisible();
  await page.reload();
  await expectHydrated(page);
  await expect(template(page)).toHaveValue("Ideas for {{cluster}} from {{keywords}}");

  await addCluster(page, "Espresso", "small espresso machine");
  const picker = preview(page).getByLabel("Preview with");
  await picker.fill("Espre");
  await preview(page).getByRole("option", { name: "Espresso" }).click();
  await expect(sent(page)).toHaveText(/^Ideas for Espresso from - small espresso machine/);
});

test("versions stand beside each other and come back", async ({ page }) => {
  await open(page, await promptFor(page, "name_clusters"));
  await expect(preview(page).getByText("No clusters yet, so the preview uses sample values.")).toBeVisible();
  await expect(history(page).getByText(/^No versions yet/)).toBeVisible();
  await template(page).fill("Name each group in two words.\n{{groups}}");
  await save(page);
  await template(page).fill("Name each group in three words.\n{{groups}}");
  await save(page);

  const rows = history(page).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("Version 2");
  await expect(rows.first()).toContainText("Current");
  await expect(rows.first()).toContainText("Ann");
  const table = history(page).getByRole("table");
  await expect(table.getByRole("columnheader")).toHaveText(["Version 1", "Version 2"]);
  await expect(table.locator("del", { hasText: "two" })).toBeVisible();
  await expect(table.locator("ins", { hasText: "three" })).toBeVisible();
  await history(page).getByLabel("From", { exact: true }).selectOption("Default text");
  await expect(table.getByRole("columnheader").first()).toHaveText("Default text");
  await page.setViewportSize(PHONE);
  await expect(table).toBeHidden();
  await expect(history(page).locator("ins", { hasText: "three" }).last()).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });

  await history(page).getByRole("button", { name: "Restore version 1" }).click();
  await page.getByRole("dialog", { name: "Restore version 1?" }).getByRole("button", { name: "Restore" }).click();
  await expect(template(page)).toHaveValue("Name each group in two words.\n{{groups}}");
  await expect(rows).toHaveCount(3);
  await expect(page.getByText("Customized · Version 3")).toBeVisible();

  await page.getByRole("button", { name: "Reset to default" }).click();
  await page.getByRole("dialog", { name: "Reset to the default text?" }).getByRole("button", { name: "Reset to default" }).click();
  await expect(template(page)).toHaveValue(/^Give each group a name/);
  await expect(page.getByRole("button", { name: "Reset to default" })).toBeDisabled();
  await expect(rows).toHaveCount(4);
});

test.describe("two people at once", () => {
  test.use({ allowedComplaints: { patterns: [/409/] } });

  test("the second is asked, and both texts are kept", async ({ page }) => {
    const id = await promptIdFor(page, "outline");
    await open(page, `/system/prompts/${id}`);
    await instruct(page, id, "Theirs came first.");
    await instruction(page).fill("Mine came second.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Someone else changed this prompt" });
    await expect(dialog.locator("del", { hasText: "Theirs" })).toBeVisible();
    await expect(dialog.locator("ins", { hasText: "Mine" })).toBeVisible();
    await dialog.getByRole("button", { name: /^Save mine/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Customized · Version 2")).toBeVisible();
    await expect(history(page).getByRole("listitem")).toHaveCount(2);

    await instruct(page, id, "Theirs again.");
    await instruction(page).fill("Mine again.");
    await page.keyboard.press("ControlOrMeta+s");
    await dialog.getByRole("button", { name: "Use theirs" }).click();
    await expect(instruction(page)).toHaveValue("Theirs again.");
    await page.getByRole("button", { name: "Keep editing mine" }).click();
    await expect(instruction(page)).toHaveValue("Mine again.");
  });
});

test("nothing unsaved is lost by a link, and all can be read without a script", async ({ page, browser }) => {
  const path = await promptFor(page, "finish");
  await open(page, path);
  await instruction(page).fill("Half a thought");
  await page.getByRole("link", { name: "All prompts" }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(instruction(page)).toHaveValue("Half a thought");
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("link", { name: "All prompts" }).click();
  await expect(page.getByRole("heading", { name: "Prompts", level: 1 })).toBeVisible();

  const plain = await browser.newContext({ storageState: await page.context().storageState(), javaScriptEnabled: false });
  const reader = await plain.newPage();
  await reader.goto(path);
  await expect(template(reader)).toHaveValue(/^Give meta data for an article/);
  await expect(sent(reader)).toContainText("A trail shoe grips");
  await plain.close();
});

for (const scheme of SCHEMES) {
  test(`accessible and within the screen, ${scheme}`, async ({ page }) => {
    await addCluster(page, "Trail shoes", "trail shoes");
    const path = await promptFor(page, "ideas");
    await useScheme(page, scheme);
    await open(page, path);
    await instruction(page).fill("You are terse.");
    await save(page);
    await expect(history(page).getByRole("table").first()).toBeVisible();
    await expectNoSeriousAxe(page);
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectNoSeriousAxe(page);
  });
}
