"""The explorer is served to whoever has the link, and to this machine only."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import papermill
import pytest
from nbformat import v4

import zoneecon as ze
from tests import browser
from tests.cases import tables
from tests.conftest import ROOT, at
from zoneecon import cli
from zoneecon.data import notebooks
from zoneecon.explorer import ahead, inputs, serve
from zoneecon.scenarios import simulate
from zoneecon.text.catalogue import say

#: What each way of serving has to guard, and what both have to.
GUARDED = {
    way: [path.format(here=serve.NOTEBOOK) for path in paths]
    for way, paths in tables(__file__).items()
}


def ask(server: browser.Server, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and body of a request to a server."""
    connection = HTTPConnection(urlsplit(server.home).netloc, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As little as can be served: what marks a checkout, and a notebook of one cell."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "data" / "raw" / "toytown").mkdir(parents=True)
    (root / "data" / "indicators.csv").touch()
    (root / serve.NOTEBOOK).parent.mkdir()
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("1 + 1")]), root / serve.NOTEBOOK)
    return root


@pytest.fixture(scope="module")
def lab(checkout: Path) -> Iterator[browser.Server]:
    with browser.served(checkout, checkout / "lab.txt") as server:
        yield server


@pytest.fixture(scope="module")
def app(checkout: Path) -> Iterator[browser.Server]:
    with browser.served(checkout, checkout / "app.txt", "--app") as server:
        yield server


@pytest.fixture(params=["lab", "app"])
def server(request: pytest.FixtureRequest) -> browser.Server:
    return request.getfixturevalue(request.param)


def paths(server: browser.Server) -> list[str]:
    return GUARDED["app" if "/voila/" in server.address else "lab"] + GUARDED["both"]


def test_nothing_is_served_without_the_token(server):
    assert {path: ask(server, path)[0] for path in paths(server)} == dict.fromkeys(
        paths(server), 403
    )
    assert "zoneecon explore" in ask(server, paths(server)[0])[1]


@pytest.mark.parametrize("way", [(), ("--app",)], ids=["lab", "page"])
def test_the_link_is_all_that_is_said(checkout, tmp_path, way):
    """Also by the process that reads ahead, which is there as soon as a kernel is."""
    with browser.served(checkout, tmp_path / "log.txt", *way) as server:
        token = f"token {server.token}"
        assert ask(server, "/api/kernels", "POST", Authorization=token)[0] == 201
        assert server.log.rstrip() == say("commands.explore.link", link=server.link)


def test_a_wrong_token_or_cookie_opens_nothing(server):
    for headers in (
        {"Authorization": "token 0000"},
        {"Cookie": f"username-{server.home[7:]}=someone"},
    ):
        assert {ask(server, path, **headers)[0] for path in paths(server)} == {403}
    assert {ask(server, f"{path}?token=")[0] for path in paths(server)} == {403}


def test_no_program_is_started_or_reached_without_the_token(server):
    assert ask(server, "/api/kernels", "POST")[0] == 403
    assert ask(server, "/api/sessions", "POST")[0] == 403
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    kernel = "/api/kernels/11111111-2222-3333-4444-555555555555/channels"
    assert ask(server, kernel, **upgrade)[0] == 403
    listed = ask(server, "/api/kernels", Authorization=f"token {server.token}")[1]
    assert json.loads(listed) == [] or "connections" in listed


def test_the_token_opens_the_page_of_the_link(server):
    status, body = ask(server, f"/api/contents/{serve.NOTEBOOK}?content=0&token={server.token}")
    assert status == 200 and json.loads(body)["path"] == serve.NOTEBOOK
    if "/voila/" not in server.address:  # Voilà's page runs the notebook: the browser tests ask
        assert ask(server, server.link[len(server.home) :])[0] == 200


def test_another_name_for_this_machine_opens_nothing(server):
    """A page elsewhere that has its own name lead to 127.0.0.1 is refused, token or not."""
    path = f"{paths(server)[0]}?token={server.token}"
    assert ask(server, path, Host="evil.example")[0] == 403


def test_voila_hands_out_no_file_of_the_checkout(app):
    """Its own file handler asks for no token, so it must refuse everything."""
    (app.root / "picture.png").write_bytes(b"secret")
    token = {"Authorization": f"token {app.token}"}
    assert ask(app, "/voila/files/picture.png")[0] == 403
    assert ask(app, "/voila/files/picture.png", **token)[0] == 403
    assert ask(app, "/files/picture.png", **token)[0] == 200


#: Where a path must not lead, said in many ways: dots, backslashes, control characters, no text.
ASTRAY = r".. %2e%2e %2E. ..%2f.. ..%5c.. ..\.. a%00 a%0d%0aB:c %7f %ff %c0%ae%c0%ae".split()
DOORS = ["/voila/render/", "/voila/files/", "/voila/templates/zoneecon/static/", "/voila/tree/"]
DOORS += ["/api/contents/", "/files/", "/static/", "/custom/", "/nbconvert/html/", "/"]


def test_a_path_that_leads_astray_is_not_found_and_no_traceback(server):
    token = {"Authorization": f"token {server.token}"}
    asked = [f"{door}{way}{end}" for door in DOORS for way in ASTRAY for end in ("", "/x.ipynb")]
    assert {ask(server, path, **headers)[0] for path in asked for headers in ({}, token)} == {404}
    for path in ("/voila/render/none.ipynb", f"/{'a' * 500}"):
        assert ask(server, path, **token)[0] < 500
    browser.expect_clean(server)


def test_no_other_site_can_have_a_browser_send_the_cookies(server):
    connection = HTTPConnection(urlsplit(server.home).netloc, timeout=20)
    connection.request("GET", f"/voila/render/none.ipynb?token={server.token}")
    cookies = connection.getresponse().headers.get_all("Set-Cookie")
    assert cookies and all(cookie.endswith("SameSite=Strict") for cookie in cookies)


def test_only_this_machine_is_listened_to(server):
    assert urlsplit(server.home).hostname == "127.0.0.1"
    if not (table := Path("/proc/net/tcp")).exists():
        pytest.skip("no /proc/net/tcp to see who listens")
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    port = f":{urlsplit(server.home).port:04X}"
    assert [row[1] for row in rows if row[1].endswith(port) and row[3] == "0A"] == [
        f"0100007F{port}"
    ]


def test_nothing_of_the_person_s_own_jupyter_settings_is_read(tmp_path, checkout, monkeypatch):
    """Settings that would open a server for everyone have no effect."""
    (tmp_path / "jupyter_server_config.json").write_text(
        json.dumps({"IdentityProvider": {"token": ""}, "ServerApp": {"ip": "0.0.0.0"}})
    )
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    with browser.served(checkout, tmp_path / "log.txt") as server:
        assert urlsplit(server.home).hostname == "127.0.0.1"
        assert ask(server, "/api/kernels")[0] == 403


def marked(mark: str) -> set[int]:
    """Processes that live and began with a variable of this value."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended meanwhile, or is another's
            if mark.encode() in file.read_bytes():
                found.add(int(file.parent.name))
    return found - {os.getpid()}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.every(3)
@pytest.mark.parametrize("way", [(), ("--app",)], ids=["lab", "page"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_the_server_is_the_end_of_its_programs(
    checkout, tmp_path, monkeypatch, how, way
):
    monkeypatch.setenv("MARK_OF_A_TEST", str(tmp_path))
    with browser.served(checkout, tmp_path / "log.txt", *way) as server:
        token = f"token {server.token}"
        assert ask(server, "/api/kernels", "POST", Authorization=token)[0] == 201
        assert json.loads(ask(server, "/api/kernels", Authorization=token)[1])
        assert len(marked(str(tmp_path))) >= (4 if way else 2)  # with who forks, and who tidies up
        assert server.stop(how) == (0 if how != signal.SIGKILL else -how)
        end = time.monotonic() + 20
        while marked(str(tmp_path)) and time.monotonic() < end:
            time.sleep(0.1)
        assert marked(str(tmp_path)) == set()
    if how != signal.SIGKILL:
        assert "Parent appears to have exited" not in server.log


def test_what_is_computed_ahead_is_what_the_notebook_asks_for(monkeypatch):
    """A fork of the process that looked ahead draws nothing again."""
    monkeypatch.setenv("ZONEECON_ROOT", "")  # set back at the end, as `look` sets it
    parameters = papermill.inspect_notebook(ROOT / serve.NOTEBOOK)
    asked = {name: ast.literal_eval(one["default"]) for name, one in parameters.items()}
    ahead.look({"zone": asked["zone"], "root": str(ROOT)})
    for module, name in ((simulate, "_run"), (inputs, "reported")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("computed again"))
    plan = ze.load(asked["zone"], asked["as_of"])
    began = ze.explore(plan, asked["scenario"], draws=asked["draws"], seed=asked["seed"])
    assert len(began.chances)


# --- what is refused, and what is said -----------------------------------------------------------


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_addresses_of_this_machine_need_no_flag(address):
    assert serve.refusals(address, False, False, True) == []


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "example.org", "", "*"])
def test_any_other_address_needs_the_flag(address):
    (message,) = serve.refusals(address, False, False, True)
    assert "--allow-remote" in message
    assert serve.refusals(address, True, False, True) == []


def test_a_missing_extra_is_one_message_with_the_command(capsys, monkeypatch, checkout):
    monkeypatch.setenv("ZONEECON_ROOT", str(checkout))
    monkeypatch.setattr(cli, "EXPLORER", ("json", "no_such_package"))
    assert cli.main(["explore", "--allow-root", "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert "no_such_package" in said and "[explore]" in said and len(said.splitlines()) == 1


def test_root_and_addresses_are_asked_for_together(capsys, monkeypatch, checkout):
    monkeypatch.setenv("ZONEECON_ROOT", str(checkout))
    monkeypatch.setattr(serve.os, "geteuid", lambda: 0, raising=False)
    assert cli.main(["explore", "--ip", "0.0.0.0", "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert "--allow-remote" in said and "--allow-root" in said


def test_what_an_open_address_means_is_printed(checkout, tmp_path):
    with browser.served(checkout, tmp_path / "log.txt", "--ip", "0.0.0.0", "--allow-remote") as one:
        assert "WARNING" in one.log and "not encrypted" in one.log and "ssh -N -L" in one.log
        assert one.log.index("WARNING") < one.log.index("Explorer:")


def test_a_taken_port_is_named(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = subprocess.run(
            [sys.executable, *browser.EXPLORE, "--port", port],
            env={**os.environ, "ZONEECON_ROOT": str(checkout)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert run.returncode == 2 and f"port {port} is taken" in run.stderr
    assert "Traceback" not in run.stderr


def test_another_zone_gets_a_copy_that_asks_for_it_and_the_committed_one_stays(tmp_path):
    own = tmp_path / serve.NOTEBOOK
    own.parent.mkdir()
    own.write_bytes((ROOT / serve.NOTEBOOK).read_bytes())
    before = own.read_bytes()
    assert serve.sliders(at(tmp_path, notebooks.asks_for(own))) == own
    copy = serve.sliders(at(tmp_path, "toytown"))
    assert copy != own and notebooks.asks_for(copy) == "toytown"
    assert own.read_bytes() == before
    assert not any(cell.get("outputs") for cell in nbformat.read(copy, as_version=4).cells)


@pytest.mark.parametrize("scenario", ["plan_met", "my scenario", "钢铁 2"])
def test_a_scenario_to_begin_with_gets_a_copy_that_begins_with_it(tmp_path, scenario):
    own = tmp_path / serve.NOTEBOOK
    own.parent.mkdir()
    own.write_bytes((ROOT / serve.NOTEBOOK).read_bytes())
    copy = serve.sliders(at(tmp_path, notebooks.asks_for(own)), "zh", scenario)
    given: dict = {}
    (cell,) = [
        one.source
        for one in nbformat.read(copy, as_version=4).cells
        if notebooks.PARAMETERS in one.metadata.get("tags", [])
    ]
    exec(cell, given)  # noqa: S102 - our own notebook
    assert (given["scenario"], given["language"]) == (scenario, "zh")


def test_an_unknown_scenario_or_notebook_is_one_sentence_with_the_known_ones(capsys, monkeypatch):
    monkeypatch.setenv("ZONEECON_ROOT", str(ROOT))
    asked = ["explore", "--no-browser", "--allow-root", "--zone", "anshan-edz"]
    for option, known in (("--scenario", "plan_met"), ("--notebook", "00_summary")):
        assert cli.main([*asked, option, "../evil"]) == 2
        said = capsys.readouterr().err
        assert "../evil" in said and known in said and len(said.splitlines()) == 1


def test_ending_start_py_ends_its_server(checkout, tmp_path):
    """`start.py lab`, without setting up: the settings of `explore`, opened at the summary."""
    summary = checkout / "notebooks" / "00_summary.ipynb"
    nbformat.write(v4.new_notebook(), summary)
    log = tmp_path / "lab.txt"
    code = (
        "import importlib.util as load, sys;"
        "spec = load.spec_from_file_location('start', sys.argv[1]);"
        "start = load.module_from_spec(spec); spec.loader.exec_module(start);"
        "start.set_up = lambda: None; start.PYTHON = sys.executable; start.main(sys.argv[2:])"
    )
    command = [sys.executable, "-c", code, str(ROOT / "start.py"), "lab"]
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*command, "--no-browser", "--allow-root", "--port", "0"],
            stdout=file,
            stderr=file,
            env={**os.environ, "ZONEECON_ROOT": str(checkout)},
        )
    try:
        for _ in range(600):
            if found := browser.LINK.search(log.read_text(encoding="utf-8")):
                break
            time.sleep(0.1)
        link = found[0]
        assert "/doc/tree/notebooks/00_summary.ipynb" in link
        place = urlsplit(link)
        connection = HTTPConnection(place.netloc, timeout=20)
        connection.request("GET", f"/lab?{place.query}")
        page = connection.getresponse().read().decode()
        assert "checkForUpdates" not in page or '"fetchNews": "true"' not in page
    finally:
        process.terminate()
        assert process.wait(timeout=30) in (0, -signal.SIGTERM, 143)
    with pytest.raises(ConnectionRefusedError), socket.socket() as gone:
        gone.connect((place.hostname, place.port))
