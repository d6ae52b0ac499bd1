"""Clients of several web processes behind one proxy: those that ask again and again, and those that listen to events.

scale.py load BASE CA TOKEN CLIENTS      asks until its input ends, then prints what was answered
scale.py events BASE CA CLIENTS TOKEN…   listens until its input ends, then prints what each client heard
"""

import collections
import http.client
import json
import ssl
import sys
import threading
import time
import urllib.parse

STOP = threading.Event()


def connection(base, authority, patience):
    place = urllib.parse.urlsplit(base)
    if place.scheme == "https":
        context = ssl.create_default_context(cafile=authority)
        return http.client.HTTPSConnection(place.hostname, place.port, timeout=patience, context=context)
    return http.client.HTTPConnection(place.hostname, place.port, timeout=patience)


def load(base, authority, token, clients):
    answers, times, lock = collections.Counter(), [], threading.Lock()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def one(number):
        client, own, took, turn = connection(base, authority, 40), collections.Counter(), [], 0
        while not STOP.is_set():
            turn += 1
            began = time.monotonic()
            try:
                if turn % 10 == 0:
                    # A change, which nobody may send twice on their own account.
                    client.request("POST", "/api/v1/planner/keywords", json.dumps({}), headers)
                else:
                    client.request("GET", "/api/v1/planner/keywords?page_size=25", headers=headers)
                answer = client.getresponse()
                answer.read()
                # An empty form is refused by us, and so was answered.
                own["ok" if answer.status in (200, 400, 422) else str(answer.status)] += 1
            except (OSError, http.client.HTTPException) as fault:
                own[type(fault).__name__] += 1
                client.close()
                client = connection(base, authority, 40)
            took.append(time.monotonic() - began)
        with lock:
            answers.update(own)
            times.extend(took)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    sys.stdin.read()
    STOP.set()
    for thread in threads:
        thread.join()
    took, times = time.monotonic() - began, sorted(times)
    share = lambda part: round(times[min(len(times) - 1, int(len(times) * part))] * 1000, 1) if times else 0
    failed = {name: count for name, count in answers.items() if name != "ok"}
    print(json.dumps({
        "answered": answers["ok"], "failed": failed, "per_second": round(answers["ok"] / took, 1),
        "p50_ms": share(0.5), "p95_ms": share(0.95), "p99_ms": share(0.99), "max_ms": share(1),
    }))


def events(base, authority, clients, *tokens):
    heard = [{"ended": set(), "resyncs": 0, "connections": 0, "faults": 0} for _ in range(clients * len(tokens))]
    ready = threading.Semaphore(0)

    def listen(own, token):
        last, first = None, True
        while not STOP.is_set():
            client = connection(base, authority, 30)
            try:
                headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
                if last:
                    headers["last-event-id"] = last
                client.request("GET", "/api/v1/events", headers=headers)
                answer = client.getresponse()
                if answer.status != 200:
                    own["faults"] += 1
                    time.sleep(0.3)
                    continue
                own["connections"] += 1
                kind = ""
                while not STOP.is_set():
                    line = answer.readline().decode().rstrip("\r\n")
                    if not line and answer.isclosed():
                        break
                    if line.startswith("id:"):
                        last = line[3:].strip()
                    elif line.startswith("event:"):
                        kind = line[6:].strip()
                    elif line.startswith("data:"):
                        if first:
                            # Each begins by being told to read.
                            first = False
                            ready.release()
                        elif kind == "resync":
                            own["resyncs"] += 1
                        if kind == "task":
                            run = json.loads(line[5:])
                            if run.get("status") in ("succeeded", "failed", "cancelled", "dead"):
                                own["ended"].add(run["id"])
            except (OSError, http.client.HTTPException, ValueError):
                pass
            finally:
                client.close()
            time.sleep(0.1)

    threads = []
    for place, token in enumerate(tokens):
        for number in range(clients):
            own = heard[place * clients + number]
            threads.append(threading.Thread(target=listen, args=(own, token), daemon=True))
    for thread in threads:
        thread.start()
    for _ in threads:
        if not ready.acquire(timeout=60):
            sys.exit("the clients could not connect")
    print("ready", flush=True)
    sys.stdin.read()
    STOP.set()
    print(json.dumps([
        {"account": place // clients, "ended": len(own["ended"]), "resyncs": own["resyncs"],
         "connections": own["connections"], "faults": own["faults"]}
        for place, own in enumerate(heard)
    ]), flush=True)


command, base, authority, *rest = sys.argv[1:]
if command == "load":
    load(base, authority, rest[0], int(rest[1]))
else:
    events(base, authority, int(rest[0]), *rest[1:])
