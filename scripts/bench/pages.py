"""What pages cost a visitor: requests, bytes and the time to the first answer on this machine.

Starts a server over the live index (KB_INDEX) and opens each page in a fresh Chromium, so that
nothing is cached; the times are the median of several visits.
"""

import argparse
import os
import statistics
import subprocess
import sys

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "start": "/",
    "answers": "/?q=hitte+in+de+stad",
    "filtered": "/?q=circulaire+economie&soort=webinar",
    "no answer": "/?q=kwantumcomputers+op+Mars",
    "webinar": "/documenten/webinars/leren-transformeren.vtt",
    "handout": "/documenten/handouts/woo-zoekslag-in-zeven-stappen.pdf",
    "article": "/documenten/artikelen/hittestress-en-kwetsbare-ouderen.html",
    "about": "/over",
}
HEAD = "page        requests  kB sent  kB unpacked  first byte ms  painted ms  loaded ms  shift"
# Bytes as they travel, headers included; times in milliseconds.
MEASURE = """() => {
  const entries = performance.getEntries().filter(each => each.transferSize !== undefined);
  const page = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    requests: entries.length,
    bytes: entries.reduce((sum, each) => sum + each.transferSize, 0),
    unpacked: entries.reduce((sum, each) => sum + each.decodedBodySize, 0),
    first: page.responseStart - page.requestStart,
    painted: paint ? paint.startTime : page.domContentLoadedEventEnd,
    ready: page.loadEventEnd,
    shift: window.shift,
  };
}"""
# How much of the page moved after it was painted (Cumulative Layout Shift; .1 is called good).
WATCH = """window.shift = 0;
new PerformanceObserver(list => {
  for (const each of list.getEntries()) window.shift += each.value;
}).observe({ type: "layout-shift", buffered: true });"""


def measure(browser: Browser, address: str, visits: int) -> dict[str, float]:
    found = []
    for _ in range(visits):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address, wait_until="networkidle")
        found.append(page.evaluate(MEASURE))
        context.close()
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=5)
    visits = parser.parse_args().visits
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        site = server.stdout.readline().split()[-1]
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            print(HEAD)
            for name, address in PAGES.items():
                each = measure(browser, f"{site}{address}", visits)
                print(
                    f"{name:<12}{each['requests']:>8.0f}{each['bytes'] / 1000:>9.1f}"
                    f"{each['unpacked'] / 1000:>13.1f}{each['first']:>15.0f}"
                    f"{each['painted']:>12.0f}{each['ready']:>11.0f}{each['shift']:>7.3f}"
                )
            browser.close()
    finally:
        server.terminate()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
