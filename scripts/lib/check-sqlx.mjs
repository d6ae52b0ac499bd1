// Finds files of checked SQL that were merged or edited by hand: each is named by the hash of its statement.
// Argument: the folder.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const folder = process.argv[2];
for (const name of readdirSync(folder)) {
  const { query, hash } = JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
  const expected = createHash("sha256").update(query).digest("hex");
  if (hash !== expected || name !== `query-${expected}.json`) {
    console.error(`Error: ${folder}/${name} is not what 'make sqlx' wrote: run it again.`);
    process.exitCode = 1;
  }
}
