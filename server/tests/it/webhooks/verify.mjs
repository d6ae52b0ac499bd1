// Verifies deliveries with the official library of the Standard Webhooks specification. Reads a list of {secret, headers, body}
// as JSON and prints for each its type, or why the library refuses it.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const deliveries = JSON.parse(readFileSync(0, "utf8"));
const said = deliveries.map(({ secret, headers, body }) => {
  try {
    return new Webhook(secret).verify(body, headers).type;
  } catch (error) {
    return `refused: ${error.message}`;
  }
});
console.log(JSON.stringify(said));
