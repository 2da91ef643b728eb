"""A browser for tests: finds Chromium, starts the explorer, opens pages and keeps what they say."""

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No sandbox because tests may run as root in a container; the rest keeps it quiet and off the net.
OFF = ("gpu", "quic", "sync", "background-networking", "component-update", "dev-shm-usage")
FLAGS = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in OFF)]
EXPLORE = ["-m", "zoneecon.cli", "explore", "--no-browser", "--allow-root"]
SIZE = {"width": 1280, "height": 800}
LINK = re.compile(r"http://\S+token=[0-9a-f]+")


def find_chromium() -> str | None:
    """Path of an installed Chromium or Chrome; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def copied(root: Path, to: Path) -> Path:
    """A checkout of its own to write in: data and notebooks copied, the package as it is."""
    for name in ("data", "notebooks"):
        shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns(".*"))
    (to / "src").symlink_to(root / "src")
    return to


class Server:
    """A running `zoneecon explore`; `log` is all that it and its kernels have written."""

    def __init__(self, root: Path, log: Path, *arguments: str):
        self.root, self._log = root, log
        command = [sys.executable, *EXPLORE, "--port", "0", *arguments]
        with log.open("w", encoding="utf-8") as file:
            self.process = subprocess.Popen(
                command,
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**os.environ, "ZONEECON_ROOT": str(root)},
                start_new_session=True,
            )
        self.link = self._wait_for_link()
        self.address, _, self.token = self.link.partition("?token=")
        self.home = self.address[: self.address.index("/", 7)]

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _wait_for_link(self, seconds: float = 40.0) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if found := LINK.search(self.log):
                return found[0]
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the explorer gave no link:\n{self.log}")

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it as a scheduler or, with SIGINT, as a person would; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise


@contextmanager
def served(root: Path, log: Path, *arguments: str) -> Iterator[Server]:
    """The explorer of a checkout, on any free port, for as long as the block lasts."""
    server = Server(root, log, *arguments)
    try:
        yield server
    finally:
        server.stop()


def expect_clean(server: Server) -> None:
    """No error, no traceback and no lost connection in what the server and its kernels wrote."""
    wrong = re.compile(r"\[[EC] |Traceback|.*(ping timeout|stale connection)")
    bad = [line for line in server.log.splitlines() if wrong.match(line)]
    assert bad == [], server.log


@contextmanager
def chromium(executable: str, **options) -> Iterator:
    """A headless browser with an empty profile, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=FLAGS, **options)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser, link: str, **options) -> Iterator:
    """A page of its own session; `page.complaints` gathers errors and calls to other machines."""
    context = browser.new_context(viewport=SIZE, **options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    listen(page)
    count_questions(page)
    page.goto(link, timeout=150_000)  # it is loaded when its cells have run
    try:
        yield page
    finally:
        context.close()


def listen(page) -> None:
    """Keep in `page.complaints` what a person would find in the browser's console."""
    page.complaints = []
    note = page.complaints.append
    page.on("console", lambda said: note(f"console: {said.text}") if said.type == "error" else 0)
    page.on("pageerror", lambda error: note(f"page: {error}"))
    page.on("response", lambda got: note(f"{got.status}: {got.url}") if got.status >= 400 else 0)
    page.on("request", lambda asked: 0 if _here(asked.url) else note(f"outside: {asked.url}"))


def count_questions(page) -> None:
    """Keep in `page.unanswered` what was asked of a kernel and not yet answered, by connection."""
    page.unanswered = {}

    def watch(socket) -> None:
        asked = page.unanswered[socket] = set()
        socket.on("framesent", lambda frame: asked.add(_message(frame)["header"]["msg_id"]))
        socket.on("framereceived", lambda frame: asked.discard(_answered(frame)))
        socket.on("close", lambda _: asked.clear())

    page.on("websocket", lambda socket: watch(socket) if "/channels" in socket.url else None)


def _message(frame: bytes | str) -> dict:
    """What a frame of Jupyter's binary protocol (v1) or of the older one in JSON says."""
    if isinstance(frame, str):
        return json.loads(frame)
    count = int.from_bytes(frame[:8], "little")
    at = [int.from_bytes(frame[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    parts = [frame[one:two] for one, two in itertools.pairwise(at)]
    names = "header", "parent_header", "metadata", "content"
    return dict(zip(names, map(json.loads, parts[1:5]), strict=True))


def _answered(frame: bytes | str) -> str:
    """The question that a kernel has done with, if that is what a frame says."""
    said = _message(frame)
    done = said["content"].get("execution_state") == "idle"
    return said["parent_header"].get("msg_id", "") if done else ""


def _here(url: str) -> bool:
    return url.startswith(("data:", "blob:", "http://127.0.0.1:", "ws://127.0.0.1:", "about:"))


def run_all(page) -> None:
    """In JupyterLab: wait for the kernel, then choose Run ▸ Run All Cells from the menu."""
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
