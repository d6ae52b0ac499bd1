// An image, large: replaced by one's own, cut by numbers and by drawing, put into its article; by keyboard and by touch.
import { apiOf, good } from "../support/api";
import { writeArticle } from "../support/article";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, SCHEMES, test, useScheme } from "../support/page";
import { signUp } from "../support/person";
import type { Locator, Page } from "@playwright/test";

/** An image without a file, of an article of its own: their ids. */
async function image(page: Page, title: string): Promise<{ id: string; content: string }> {
  const content = await writeArticle(page, title);
  const body = { content_id: content, prompt: "A shoe on a trail", alt: "A shoe", style: "realistic" } as const;
  const { id } = await good(apiOf(page).POST("/writer/images", { body }));
  return { id, content };
}

/** A picture of this size: what the page shows of itself. */
async function picture(page: Page, width: number, height: number): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const buffer = await page.screenshot({ clip: { x: 0, y: 0, width, height } });
  return { name: "own.png", mimeType: "image/png", buffer };
}

function dialog(page: Page): Locator {
  return page.getByRole("dialog", { name: /image/i });
}

test.describe("with what is refused once", () => {
  test.use({ allowedComplaints: { patterns: [/409/] } });

  test("an image is replaced, cropped by keyboard and inserted", async ({ page }) => {
    test.setTimeout(240_000);
    await signUp(page);
    const { id, content } = await image(page, "Shoes for trails");
    const own = await picture(page, 320, 200);
    await open(page, `/writer/images/${id}`);
    await expect(dialog(page).getByText("No image yet. Generate it or upload your own.")).toBeVisible();
    await expect(dialog(page).getByRole("button", { name: "Crop" })).toHaveCount(0);
    await dialog(page).locator("input[type=file]").setInputFiles(own);
    await expect(dialog(page).getByText("320 × 200 pixels")).toBeVisible();
    await expect(dialog(page).getByRole("img", { name: "A shoe" })).toBeVisible();
    await expectNoSeriousAxe(page);

    await dialog(page).getByRole("button", { name: "Crop" }).press("Enter");
    await expect(dialog(page).getByRole("button", { name: "Apply crop" })).toBeDisabled();
    await dialog(page).getByLabel("Shape").selectOption("1:1");
    await expect(dialog(page).getByLabel("Width")).toHaveValue("200");
    const left = dialog(page).getByLabel("Left");
    await left.fill("9999");
    await left.press("Tab");
    await expect(left).toHaveValue("120");
    await expectNoSeriousAxe(page);
    await dialog(page).getByRole("button", { name: "Apply crop" }).press("Enter");
    await expect(dialog(page).getByText("200 × 200 pixels")).toBeVisible();

    await dialog(page).getByRole("button", { name: "Insert in article" }).press("Enter");
    await expect(page.getByText("Image inserted")).toBeVisible();
    const { text } = await good(apiOf(page).GET("/writer/content/{id}/document", { params: { path: { id: content } } }));
    expect(text.html).toContain(`/api/v1/writer/images/${id}/file/large`);
    await dialog(page).getByRole("button", { name: "Insert in article" }).press("Enter");
    await expect(page.getByText("This image is already in its article.")).toBeVisible();

    await dialog(page).getByRole("button", { name: "Regenerate" }).click();
    await expect(page.getByRole("dialog").filter({ hasText: "Cost" })).toBeVisible();
  });
});

test.describe("with a file that is refused", () => {
  test.use({ allowedComplaints: { patterns: [/422/] } });

  test("the panel says what to do next", async ({ page }) => {
    test.setTimeout(240_000);
    await signUp(page);
    const { id } = await image(page, "Shoes for roads");
    await open(page, `/writer/images/${id}`);
    const input = dialog(page).locator("input[type=file]");
    await input.setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("a,b") });
    await expect(dialog(page).getByText("Choose a PNG, JPEG or WebP image.")).toBeVisible();
    // It says that it is one, and is not.
    await input.setInputFiles({ name: "own.png", mimeType: "image/png", buffer: Buffer.from("nothing") });
    await expect(dialog(page).getByText("The file isn't a PNG, JPEG or WebP image.")).toBeVisible();
    await expectNoSeriousAxe(page);
  });
});

for (const scheme of SCHEMES) {
  test.describe(`by touch, ${scheme}`, () => {
    test.use({ hasTouch: true, viewport: PHONE });

    test("a part is drawn across the image with a finger", async ({ page }) => {
      test.setTimeout(240_000);
      await useScheme(page, scheme);
      await signUp(page);
      const { id } = await image(page, "Shoes for rain");
      const own = await picture(page, 300, 200);
      await open(page, `/writer/images/${id}`);
      await dialog(page).locator("input[type=file]").setInputFiles(own);
      await expect(dialog(page).getByText("300 × 200 pixels")).toBeVisible();
      await dialog(page).getByRole("button", { name: "Crop" }).tap();
      const box = await page.getByTestId("crop").boundingBox();
      if (box === null) throw new Error("no drawing");
      const at = (across: number, down: number): [number, number] => [box.x + box.width * across, box.y + box.height * down];
      await page.mouse.move(...at(0.25, 0.25));
      await page.mouse.down();
      await page.mouse.move(...at(0.5, 0.5));
      await page.mouse.move(...at(0.75, 0.75));
      await page.mouse.up();
      const width = Number(await dialog(page).getByLabel("Width").inputValue());
      expect(Math.abs(width - 150)).toBeLessThan(4);
      await expectNoSeriousAxe(page);
      await expectNoSidewaysScroll(page);
      await dialog(page).getByRole("button", { name: "Apply crop" }).tap();
      await expect(dialog(page).getByText(new RegExp(`^${width} × \\d+ pixels$`))).toBeVisible();
    });
  });
}
