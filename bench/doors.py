"""The clients of 80-doors.sh: one process that measures as another account, others that load. Arguments: port, token."""

import http.client, json, multiprocessing, os, socket, sys, threading, time, uuid

PORT, TOKEN = int(sys.argv[1]), sys.argv[2]
HOST = "127.0.0.1"
SECONDS = 12


def call(method, path, token=None, body=None, accept=None, connection=None):
    one = connection or http.client.HTTPConnection(HOST, PORT, timeout=30)
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if accept:
        headers = {"accept": accept, "cookie": f"igny8_access={token}"}
    one.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = one.getresponse()
    data = answer.read()
    if connection is None:
        one.close()
    return answer.status, data


def made(method, path, token, body):
    status, data = call(method, f"/api/v1{path}", token, body)
    assert status < 300, (path, status, data[:300])
    return json.loads(data)


def measure(token, count):
    """Milliseconds of calls that people make: lists, one row more, a page."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
    sector = json.loads(call("GET", "/api/v1/auth/sectors", token, connection=connection)[1])["results"][0]["id"]
    times = {"list": [], "save": [], "page": []}
    for number in range(count):
        for kind in times:
            begun = time.perf_counter()
            if kind == "list":
                status, _ = call("GET", "/api/v1/planner/keywords?sort=-volume", token, connection=connection)
            elif kind == "save":
                body = {"keyword": f"doors {uuid.uuid4()}", "sector_id": sector}
                status, _ = call("POST", "/api/v1/planner/keywords", token, body, connection=connection)
            else:
                status, _ = call("GET", "/planner/keywords", token, accept="text/html", connection=connection)
            times[kind].append((time.perf_counter() - begun) * 1000)
            assert status < 300, (kind, status)
    return {kind: percentile(values) for kind, values in times.items()}


def percentile(values):
    values = sorted(values)
    return values[int((len(values) - 1) * 0.95)]


def raw(text):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(30)
    one.connect((HOST, PORT))
    one.sendall(text.encode())
    return one


def beside(work, *arguments):
    """Runs a load as its clients would be: on other machines. Here it only gets the processor time that is left."""
    os.nice(19)
    try:
        # Where Linux shares the processor among sessions first, niceness counts only between sessions.
        os.setsid()
        with open("/proc/self/autogroup", "w") as group:
            group.write("19")
    except OSError:
        pass
    work(*arguments)


def unread(token, until):
    """Exports, pages, lists and events that nobody reads, opened again when they end."""
    paths = ["/api/v1/planner/keywords/export"] * 24 + ["/api/v1/planner/keywords?page_size=200"] * 16
    paths += ["/api/v1/events"] * 10 + ["/planner/keywords"] * 10
    while time.time() < until:
        held = []
        for path in paths:
            try:
                held.append(raw(f"GET {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\r\n"))
            except OSError:
                pass
        time.sleep(min(6, max(0, until - time.time())))
        for one in held:
            one.close()


def slow(token, until):
    """Heads and bodies that come byte by byte or not at all."""
    login = "POST /api/v1/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n"
    form = "content-type: multipart/form-data; boundary=x\r\ncontent-length: 900000\r\n"
    upload = f"POST /api/v1/planner/keywords/import/preview HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n{form}\r\n"
    kinds = ["", "GET / HT", "GET / HTTP/1.1\r\nhost: a\r\nx: ", login, login + "{", upload, upload + "--x\r\n"]
    held = []
    while time.time() < until:
        while len(held) < 60:
            held.append(raw(kinds[len(held) % len(kinds)]))
        for one in list(held):
            try:
                one.sendall(b"a")
            except OSError:
                one.close()
                held.remove(one)
        time.sleep(0.3)
    for one in held:
        one.close()


def storm(token, path, until, out):
    """Loads of one page, a few at once, one after the other."""
    total = [0, 0]

    def load():
        while time.time() < until:
            total[0] += 1
            try:
                status, data = call("GET", path, token, accept="text/html")
                if status != 200 or b"</html>" not in data:
                    total[1] += 1
            except (OSError, http.client.HTTPException):
                total[1] += 1
            time.sleep(0.02)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    out.put(total)


def starts(token, sector):
    """Ten starts of one article at once, a few times: runs and credits beyond one each."""
    runs, charged = 0, 0
    rounds = 3
    for number in range(rounds):
        task = made("POST", "/writer/tasks", token, {"title": f"Doors {uuid.uuid4()}", "sector_id": sector})
        before = made("GET", "/auth/session", token, None)["credits"]
        path = "/writer/tasks/actions/generate_content"
        price = made("POST", f"{path}/price", token, {"ids": [task["id"]]})["credits"]
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(call("POST", f"/api/v1{path}", token, {"ids": [task["id"]]})))
            for _ in range(10)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        begun = {json.loads(data).get("task_id") for status, data in answers if status < 300}
        runs += max(0, len(begun) - 1)
        deadline = time.time() + 60
        while time.time() < deadline:
            states = [made("GET", f"/system/tasks/{run}", token, None)["status"] for run in begun]
            if all(state in ("succeeded", "failed", "cancelled", "dead") for state in states):
                break
            time.sleep(0.3)
        after = made("GET", "/auth/session", token, None)["credits"]
        charged += max(0, before - after - price)
    return runs, charged


def account():
    email = f"doors-{uuid.uuid4()}@example.com"
    person = {"email": email, "password": "a long enough one for doors", "name": "Doors", "account": "Doors"}
    return made("POST", "/auth/signup", None, person)["access_token"]


def main():
    other, stormy = account(), account()
    sector = made("GET", "/auth/sectors", other, None)["results"][0]["id"]
    measure(other, 20)
    alone = measure(other, 120)
    its_sector = made("GET", "/auth/sectors", stormy, None)["results"][0]["id"]
    double_runs, double_charges = starts(stormy, its_sector)
    articles = made("GET", "/writer/content?page_size=1", stormy, None)["results"]
    path = f"/writer/content/{articles[0]['id']}" if articles else "/writer/content"
    until = time.time() + SECONDS
    out = multiprocessing.Queue()
    loads = [
        multiprocessing.Process(target=beside, args=(unread, TOKEN, until)),
        multiprocessing.Process(target=beside, args=(slow, TOKEN, until)),
        multiprocessing.Process(target=beside, args=(storm, stormy, path, until, out)),
    ]
    for one in loads:
        one.start()
    time.sleep(1)
    loaded = measure(other, 120)
    loads_total, dropped = out.get(timeout=120)
    for one in loads:
        one.join(60)
    print(f"{'':22}{'alone, p95 ms':>14}{'loaded, p95 ms':>16}{'ratio':>8}")
    for kind in alone:
        print(f"{kind:22}{alone[kind]:14.1f}{loaded[kind]:16.1f}{loaded[kind] / alone[kind]:8.2f}")
    print(f"page loads {loads_total}, dropped answers {dropped}; second runs {double_runs}, credits charged twice {double_charges}")
    if dropped or double_runs or double_charges:
        sys.exit(1)


main()
