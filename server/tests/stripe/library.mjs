// What Stripe's own library makes of our stand-in for Stripe and of our signatures, as JSON for the test that runs this.
// Arguments: the stand-in's address, its key, a body that we signed, our header for it, and the secret.
import Stripe from "stripe";

const [address, key, version, body, header, secret] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const stripe = new Stripe(key, { apiVersion: version, host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 1, telemetry: false });

/** The kind of error that a call ends with, or nothing. */
async function fault(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return error.type;
  }
}

const customer = await stripe.customers.create({ name: "Acme & Söhne", email: "ann@example.com" }, { idempotencyKey: "one" });
const again = await stripe.customers.create({ name: "Acme & Söhne", email: "ann@example.com" }, { idempotencyKey: "one" });
const reused = await fault(() => stripe.customers.create({ name: "Other", email: "ann@example.com" }, { idempotencyKey: "one" }));
const checkout = await stripe.checkout.sessions.create({
  mode: "subscription",
  customer: customer.id,
  client_reference_id: "account",
  line_items: [{ price: "price_growth", quantity: 1 }],
  success_url: "https://app.example/billing/plan",
  cancel_url: "https://app.example/billing/plan",
});
const portal = await stripe.billingPortal.sessions.create({ customer: customer.id, return_url: "https://app.example/billing/plan" });
const subscriptions = await stripe.subscriptions.list({ customer: customer.id, status: "all", limit: 100, expand: ["data.latest_invoice"] });
const invoices = await stripe.invoices.list({ customer: customer.id, limit: 100 });
const missing = await fault(() => stripe.subscriptions.retrieve("sub_none"));
const wrongKey = await fault(() =>
  new Stripe("sk_test_wrong", { apiVersion: version, host: hostname, port: Number(port), protocol: "http" }).subscriptions.retrieve("sub_none"),
);

const believed = (payload, signature, tolerance) => fault(async () => stripe.webhooks.constructEvent(payload, signature, secret, tolerance));
const theirs = stripe.webhooks.generateTestHeaderString({ payload: body, secret });
const old = stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(Date.now() / 1000) - 600 });
const foreign = stripe.webhooks.generateTestHeaderString({ payload: body, secret: "whsec_of_somebody_else" });
console.log(
  JSON.stringify({
    customer: customer.id,
    same: again.id === customer.id,
    reused,
    checkout: checkout.url,
    portal: portal.url,
    subscriptions: subscriptions.data.length,
    invoices: invoices.data.length,
    missing,
    wrongKey,
    ours: await believed(body, header, 300),
    tampered: await believed(`${body} `, header, 300),
    event: stripe.webhooks.constructEvent(body, header, secret).id,
    theirs,
    old,
    foreign,
  }),
);
