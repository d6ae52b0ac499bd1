// A server that stands in for Stripe: the calls that selling plans takes, a page to pay on, and signed events of what happens.
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const SECRET = "whsec_of_the_browser_tests";
const KEY = "sk_test_of_the_browser_tests";
const MONTH = 30 * 86_400;

interface Subscription {
  id: string;
  customer: string;
  price: string;
  status: string;
  start: number;
  paid: boolean;
}

interface Checkout {
  customer: string;
  price: string;
  success: string;
  created: number;
}

/** The server. */
export class LocalStripe {
  private readonly subscriptions: Subscription[] = [];
  private readonly checkouts = new Map<string, Checkout>();
  private number = 0;
  private address = "";
  private readonly server = createServer((request, response) => void this.answer(request, response));

  /** Events go to IGNY8 at this address. */
  constructor(private readonly igny8: string) {}

  /** Starts it; gives the settings with which IGNY8 takes its payments here. */
  async start(): Promise<Record<string, string>> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    const bound = this.server.address();
    if (typeof bound !== "object" || bound === null) throw new Error("no port");
    this.address = `http://127.0.0.1:${bound.port}`;
    return { STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRETS: SECRET, STRIPE_API_URL: this.address };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  /** The next payment of everybody fails. */
  async failPayments(): Promise<void> {
    for (const one of this.subscriptions) {
      one.status = "past_due";
      one.paid = false;
      await this.tell("customer.subscription.updated", this.subscription(one));
      await this.tell("invoice.payment_failed", this.invoice(one));
    }
  }

  private id(prefix: string): string {
    this.number += 1;
    return `${prefix}_${process.pid}_${Date.now()}_${this.number}`;
  }

  private async tell(type: string, object: unknown): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const event = { id: this.id("evt"), object: "event", type, created: now, livemode: false, api_version: "2025-03-31.basil", data: { object } };
    const body = JSON.stringify(event);
    const signature = createHmac("sha256", SECRET).update(`${now}.${body}`).digest("hex");
    const answer = await fetch(`${this.igny8}/api/v1/billing/stripe/webhook`, {
      method: "POST",
      headers: { "content-type": "application/json", "stripe-signature": `t=${now},v1=${signature}` },
      body,
    });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const url = new URL(request.url ?? "/", this.address);
    const json = (body: unknown, status = 200): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const page = url.pathname.match(/^\/pay\/(.+)$/);
    if (page?.[1] !== undefined) {
      await this.pay(page[1], request.method === "POST", response);
      return;
    }
    if (request.headers.authorization !== `Bearer ${KEY}`) {
      json({ error: { type: "invalid_request_error", message: "Invalid API Key provided" } }, 401);
      return;
    }
    const list = (data: unknown[]): void => json({ object: "list", url: url.pathname, has_more: false, data });
    const own = this.subscriptions.filter((one) => one.customer === url.searchParams.get("customer"));
    const one = this.subscriptions.find(({ id }) => url.pathname === `/v1/subscriptions/${id}`);
    const over = url.pathname.match(/^\/v1\/checkout\/sessions\/(.+)\/expire$/);
    switch (`${request.method} ${url.pathname}`) {
      case "POST /v1/customers":
        return json({ id: this.id("cus"), object: "customer", livemode: false });
      case "POST /v1/checkout/sessions": {
        const id = this.id("cs_test");
        const value = (name: string): string => form.get(name) ?? "";
        const created = Math.floor(Date.now() / 1000);
        this.checkouts.set(id, { customer: value("customer"), price: value("line_items[0][price]"), success: value("success_url"), created });
        return json(this.session(id));
      }
      case "GET /v1/checkout/sessions": {
        const open = [...this.checkouts].filter(([, { customer }]) => customer === url.searchParams.get("customer"));
        return list(open.map(([id]) => this.session(id)));
      }
      case "POST /v1/billing_portal/sessions":
        return json({ id: this.id("bps"), object: "billing_portal.session", url: `${this.address}/portal` });
      case "GET /v1/subscriptions":
        return list(own.map((each) => this.subscription(each)));
      case "GET /v1/invoices":
        return list(own.map((each) => this.invoice(each)));
      default:
        if (one !== undefined) return json(this.subscription(one));
        if (over?.[1] !== undefined) {
          const session = this.session(over[1]);
          this.checkouts.delete(over[1]);
          return json({ ...session, status: "expired", url: null });
        }
        return json({ error: { type: "invalid_request_error", code: "resource_missing", message: "No such object" } }, 404);
    }
  }

  private async pay(id: string, paid: boolean, response: ServerResponse): Promise<void> {
    const checkout = this.checkouts.get(id);
    if (checkout === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (!paid) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end("<!doctype html><html lang=en><title>Pay</title><form method=post><button>Pay</button></form></html>");
      return;
    }
    const { customer, price, success } = checkout;
    const sold = { id: this.id("sub"), customer, price, status: "active", start: Math.floor(Date.now() / 1000) - 60, paid: true };
    this.checkouts.delete(id);
    this.subscriptions.push(sold);
    await this.tell("customer.subscription.created", this.subscription(sold));
    await this.tell("invoice.paid", this.invoice(sold));
    response.writeHead(303, { location: success }).end();
  }

  /** A checkout that is open, as all are that are known. */
  private session(id: string): object {
    const { customer, created } = this.checkouts.get(id) ?? { customer: "", created: 0 };
    return { id, object: "checkout.session", customer, created, status: "open", url: `${this.address}/pay/${id}`, livemode: false };
  }

  private subscription(one: Subscription): object {
    const item = {
      id: `si_${one.id}`,
      object: "subscription_item",
      quantity: 1,
      price: { id: one.price, object: "price" },
      current_period_start: one.start,
      current_period_end: one.start + MONTH,
    };
    return {
      id: one.id,
      object: "subscription",
      customer: one.customer,
      status: one.status,
      created: one.start,
      cancel_at_period_end: false,
      cancel_at: null,
      livemode: false,
      metadata: {},
      items: { object: "list", data: [item] },
      latest_invoice: this.invoice(one),
    };
  }

  private invoice(one: Subscription): object {
    return {
      id: `in_${one.id}`,
      object: "invoice",
      customer: one.customer,
      parent: { type: "subscription_details", subscription_details: { subscription: one.id } },
      status: one.paid ? "paid" : "open",
      created: one.start,
      livemode: false,
      number: `N-${one.id}`,
      currency: "usd",
      amount_due: 2900,
      amount_paid: one.paid ? 2900 : 0,
      hosted_invoice_url: null,
    };
  }
}
