// The program's own commands, as operators call them.
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** Runs `igny8` with these words, on the data of the tests. */
export function igny8(...words: string[]): string {
  const program = process.env["IGNY8_PROGRAM"] ?? "target/release/igny8";
  return execFileSync(resolve(__dirname, "../..", program), words, { stdio: "pipe" }).toString();
}
