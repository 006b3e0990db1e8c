"""One workload on heroku3: `python workload.py WORK URL COUNT`."""

import contextlib
import io
import itertools
import json
import resource
import sys
import threading
import time

import requests
from heroku3.api import Heroku

APPS = 50_000
IN_FLIGHT = 64
WARM_UP = 20


def client(url):
    """A client of another server than Heroku's: heroku3 has no option for it, but an attribute."""
    session = requests.session()
    session.trust_env = False
    heroku = Heroku(session=session)
    heroku._heroku_url = url
    heroku.authenticate("any")
    return heroku


def info(heroku):
    assert heroku.app("example").id


def sequential(clients, count):
    for _ in range(count):
        info(clients[0])


def concurrent(clients, count):
    """It blocks, so each call in flight takes a thread, and a session, which threads cannot share."""
    begun = itertools.count()
    failures = []

    def work(own):
        try:
            while next(begun) < count:
                info(own)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(own,)) for own in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def walk(clients, count):
    """It fetches all pages by itself, and says so on standard output each time."""
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in range(count):
            apps = clients[0].apps(valrange="id ..; max=1000")
            assert len(apps) == APPS, f"{len(apps)} apps, not {APPS}"


WORKLOADS = {"sequential": sequential, "concurrent": concurrent, "walk": walk}


def main():
    work, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    run = WORKLOADS[work]
    clients = [client(url) for _ in range(IN_FLIGHT if work == "concurrent" else 1)]
    for own in clients:
        sequential([own], WARM_UP)

    cpu, wall = time.process_time(), time.perf_counter()
    run(clients, count)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall

    line = {
        "client": "heroku3",
        "work": work,
        "count": count,
        "cpu_seconds": cpu,
        "wall_seconds": wall,
        "peak_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }
    print(json.dumps(line, separators=(",", ":")))


if __name__ == "__main__":
    main()
