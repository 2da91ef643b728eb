"""What does the explorer's Jupyter server serve, and to whom?

One server shows a notebook in JupyterLab or as Voilà's page, and answers 403 to whoever lacks the
token of the printed link. Voilà is loaded as an extension of that server: started by itself it
would run notebooks for anyone. The configuration of the person or the machine is not read, so that
nothing in it can open what is closed here.
"""

import logging
from pathlib import Path
from urllib.parse import unquote

import zmq
from jupyter_server.auth import IdentityProvider
from jupyter_server.serverapp import ServerApp
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import ErrorHandler, Finish
from traitlets.config import Config

from zoneecon.data.files.checkout import Checkout
from zoneecon.text.catalogue import LANGUAGES, say

#: What Jupyter reads of ours. `lab`: no news, no autosave over the committed notebook, no services
#: that are not started. `voila`: a page that asks nothing of another machine. `custom`: the font.
SHARE = Path(__file__).with_name("jupyter")
CUSTOM = str(SHARE / "custom")
#: What a page needs of JupyterLab's extensions; others that are installed are not loaded.
WIDGETS = (
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
)
#: Minutes after which a kernel that no page holds any more is ended.
IDLE = 10
#: Warnings and errors only: the one line that matters is the link.
QUIET = logging.WARNING


class Astray(Matcher):
    """Paths that leave a folder, hold a control character or are no text.

    Nothing of ours is called so, and some handlers of Jupyter and Voilà answer with a traceback.
    """

    def match(self, request: HTTPServerRequest) -> dict | None:
        try:
            path = unquote(request.path, errors="strict")
        except UnicodeDecodeError:
            return {}
        parts = path.replace("\\", "/").split("/")
        return {} if ".." in parts or not path.isprintable() else None


class Server(ServerApp):
    """Jupyter's server, which calls a path that leads astray not found before anyone reads it."""

    def init_webapp(self) -> None:
        super().init_webapp()
        self.web_app.add_handlers(".*$", [Rule(Astray(), ErrorHandler, {"status_code": 404})])


class LinkOnly(IdentityProvider):
    """Every request needs the token: pages say 403 instead of showing a form to log in."""

    async def get_user(self, handler):
        user = await super().get_user(handler)
        if user is None:
            handler.set_status(403)
            handler.set_header("Content-Type", "text/plain; charset=utf-8")
            raise Finish("".join(f"{say('commands.explore.locked', one)}\n" for one in LANGUAGES))
        return user

    def is_token_authenticated(self, handler) -> bool:
        """Let a page that is closed end its kernel: it can say so with its cookie only.

        Voilà's good-bye lacks the mark against forged requests, which Jupyter wants of whoever
        shows no token. No other site can have a browser send this cookie: it is strict.
        """
        return "/voila/api/shutdown/" in handler.request.path or super().is_token_authenticated(
            handler
        )


def configuration(
    checkout: Checkout,
    page: bool,
    address: str,
    port: int | None,
    browser: bool,
    token: str,
    notes: Path,
    notebook: str,
) -> Config:
    """Settings of the Jupyter server that shows one notebook of a checkout.

    Parameters
    ----------
    checkout : Checkout
        The checkout; files outside it are not served.
    page : bool
        Voilà's page rather than JupyterLab.
    address, port
        Where to listen. None: 8888 or the next free port. 0: any free port.
    browser : bool
        Open the page in the default browser.
    token : str
        What every request must carry.
    notes : Path
        Folder, of this start only, for JupyterLab's own notes such as which tabs are open.
    notebook : str
        The notebook, from the checkout on.
    """
    extension = "voila.server_extension" if page else "jupyterlab"
    server = {
        "ip": address,
        "port": 8888 if port is None else port,
        "port_retries": 50 if port is None else 0,
        "root_dir": str(checkout.root),
        "open_browser": browser,
        "answer_yes": True,
        "log_level": QUIET,
        "default_url": f"/voila/render/{notebook}" if page else f"/doc/tree/{notebook}",
        "jpserver_extensions": {extension: True},
        "extra_static_paths": [CUSTOM],
        "identity_provider_class": LinkOnly,
        "allow_unauthenticated_access": False,
        # No pings: Jupyter would close a connection whose last answer is older than the timeout,
        # tornado wants a timeout no longer than the time between pings, and so a page would lose
        # its kernel, and what it was just told, about every 30 seconds. Nor MathJax: Voilà would
        # fetch it from another machine.
        "tornado_settings": {
            "ws_ping_interval": 0,
            "xsrf_cookie_kwargs": {"samesite": "Strict"},
            "static_custom_path": [CUSTOM],
            **({"mathjax_url": "null", "mathjax_config": "null"} if page else {}),
        },
        # who started this as root has said so: see `refusals`
        "allow_root": True,
    }
    # a page's kernel ends with its page, also where the browser could not say good-bye
    culling = {"cull_idle_timeout": 60 * IDLE, "cull_interval": 60} if page else {}
    encryption = "auto" if zmq.has("curve") else "disabled"
    lab = {
        "news_url": None,
        "extension_manager": "readonly",
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "app_settings_dir": str(SHARE / "lab"),
        "workspaces_dir": str(notes),
        "user_settings_dir": str(notes),
        "custom_css": True,
        "log_level": QUIET,
    }
    # Voilà hands the files that its list allows to anyone, token or not: the list is empty
    voila = {
        "strip_sources": True,
        "template": "zoneecon",
        "theme": "light",
        "file_allowlist": [],
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "extension_allowlist": list(WIDGETS),
    }
    return Config(
        {
            "ServerApp": server,
            "IdentityProvider": {"token": token, "cookie_options": {"samesite": "Strict"}},
            "KernelManager": {"transport_encryption": encryption},
            "MappingKernelManager": culling,
            "LabApp": lab,
            "VoilaConfiguration": voila,
            # the page's template hides what these cells show
            "VoilaExecutor": {"skip_cells_with_tag": "static"},
        }
    )
