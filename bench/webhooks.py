"""The clients of 90-webhooks.sh, and what stands in for Stripe. Arguments: `stand-in` port, or `send` port, events, customers."""

import hashlib, hmac, http.client, http.server, json, multiprocessing, sys, time

CLIENTS = 4


class StandIn(http.server.BaseHTTPRequestHandler):
    """A Stripe where nobody has a subscription."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b'{"object":"list","has_more":false,"data":[]}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def signed(number, customers):
    event = {
        "id": f"evt_bench_{number}", "object": "event", "api_version": "2026-03-25.dahlia", "created": int(time.time()),
        "livemode": False, "type": "customer.subscription.updated",
        "data": {"object": {"id": f"sub_{number}", "object": "subscription", "customer": f"cus_bench_{number % customers + 1}", "pad": "x" * 800}},
    }
    body = json.dumps(event).encode()
    now = int(time.time())
    mac = hmac.new(b"whsec_bench", f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"content-type": "application/json", "stripe-signature": f"t={now},v1={mac}"}


def client(port, numbers, customers, ready, begin, done):
    calls = [signed(number, customers) for number in numbers]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    ready.release()
    begin.wait()
    for body, headers in calls:
        connection.request("POST", "/api/v1/billing/stripe/webhook", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    done.put(time.perf_counter())


def send(port, events, customers):
    ready, begin, done = multiprocessing.Semaphore(0), multiprocessing.Event(), multiprocessing.Queue()
    clients = [
        multiprocessing.Process(target=client, args=(port, range(at, events, CLIENTS), customers, ready, begin, done))
        for at in range(CLIENTS)
    ]
    for one in clients:
        one.start()
    for _ in clients:
        ready.acquire()
    begun = time.perf_counter()
    begin.set()
    ended = max(done.get(timeout=120) for _ in clients)
    for one in clients:
        one.join()
        assert one.exitcode == 0
    print(ended - begun)


if sys.argv[1] == "stand-in":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), StandIn).serve_forever()
else:
    send(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
