"""Processes that begin with the stack imported, and end with whoever started them.

A runner is a fork of the helper (see `warm`), which has no thread and no socket; it forks its
kernel first thing, so that a kernel too begins with the stack imported, with what the helper
remembers (see `remember`), and with nothing else. Whoever loses its parent is killed by the
system, so nothing outlives a kill -9. Without fork, runners are fresh processes and papermill
starts ordinary kernels.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context

from zoneecon.refresh import runner

DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG
#: Letters of a complaint: fewer than a pipe holds while nobody reads.
MOST_SAID = 2_000


def die_with(parent: int) -> None:
    """Have the system kill this process when its parent ends; only Linux can."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


class ForkedProcess:
    """The part of `subprocess.Popen` that jupyter_client uses, for a forked child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid, self.returncode = pid, None

    def poll(self) -> int | None:
        if self.returncode is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        while self.poll() is None:
            time.sleep(0.005)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
        self.wait()

    terminate = kill


# --- what runs beside the helper --------------------------------------------------------------


class Forked:
    """An action in a fork of this process, in a process group of its own.

    Parameters
    ----------
    action : callable
        What it raises is its complaint.
    """

    def __init__(self, action: Callable[[], object]):
        self._read, write = os.pipe()
        helper, self.pid = os.getpid(), os.fork()
        if not self.pid:
            os.close(self._read)
            _leave_after(lambda: self._do(action, helper), write)
        os.close(write)
        with suppress(OSError):
            os.setpgid(self.pid, self.pid)  # here too: whoever comes first
        self.process = ForkedProcess(self.pid)

    @staticmethod
    def _do(action: Callable[[], object], helper: int) -> None:
        with suppress(OSError):
            os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(helper)
        action()

    def done(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> str:
        """End it, its kernel and whatever a notebook started: one process group. Its complaint."""
        with suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        os.set_blocking(self._read, False)  # something that a notebook started may hold the pipe
        said = b""
        with suppress(BlockingIOError):
            said = os.read(self._read, MOST_SAID)
        os.close(self._read)
        return said.decode("utf-8", "replace")


class Spawned:
    """A notebook run by papermill in a fresh process, for systems that cannot fork."""

    def __init__(self, task: runner.Task, sockets: str):
        self.process = get_context("spawn").Process(
            target=_spawned, args=(tuple(task), sockets, os.getpid())
        )
        self.process.start()

    def done(self) -> bool:
        return not self.process.is_alive()

    def end(self) -> str:
        """End it; its kernel notices within a second that it has no parent. It never complains."""
        self.process.kill()
        self.process.join()
        return ""


class Here:
    """An action in this very process: done as soon as it is started."""

    def __init__(self, action: Callable[[], object]):
        action()

    def done(self) -> bool:
        return True

    def end(self) -> str:
        """Nothing is left to end."""
        return ""


def _spawned(task: tuple, sockets: str, parent: int) -> None:
    die_with(parent)
    runner.attempt(runner.Task(*task), sockets)


def _leave_after(action: Callable[[], object], complain: int | None = None) -> None:
    """Do it and end the process, whatever happens: a fork must not return to its caller.

    What went wrong is said to `complain`, a pipe, for the caller to repeat if it matters: a full
    disk in a sentence, a fault of ours with its traceback. Without a pipe it is printed.
    """
    code = 1
    try:
        action()
        code = 0
    except BaseException as error:
        import traceback

        said = str(error) if isinstance(error, OSError) else traceback.format_exc()
        if complain is None:
            print(said, file=sys.__stderr__)
        else:
            os.write(complain, said.encode("utf-8", "replace")[-MOST_SAID:])
    finally:
        with suppress(Exception):
            sys.__stderr__.flush()
        os._exit(code)


# --- notebooks ---------------------------------------------------------------------------------


def run_notebook(task: runner.Task, sockets: str) -> None:
    """Run a notebook by papermill in this fork, its kernel in another."""
    mine, (read, write) = os.getpid(), os.pipe()
    kernel = os.fork()
    if not kernel:
        os.close(write)
        _leave_after(lambda: _become_kernel(read, mine))
    os.close(read)
    runner.attempt(task, sockets, lambda: _use_waiting_kernel(kernel, write))


def _become_kernel(orders: int, parent: int) -> None:
    """Wait for the order that names a connection file; then be an ordinary IPython kernel."""
    die_with(parent)
    order = b"".join(iter(lambda: os.read(orders, 65536), b""))
    if not order:
        return  # the runner needed no kernel
    order = json.loads(order)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = order["cmd"][2:]
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=parent)
    app.initialize(order["cmd"][3:])
    app.start()


def _use_waiting_kernel(pid: int, orders: int) -> None:
    """Have jupyter_client start its next kernel by an order to a process that waits for one."""
    from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

    class Waiting(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **options: object) -> dict:
            environment = dict(options.get("env") or os.environ)
            cwd = str(options.get("cwd") or os.getcwd())
            os.write(orders, json.dumps({"cmd": cmd, "env": environment, "cwd": cwd}).encode())
            os.close(orders)
            self.process, self.pid, self.cwd = ForkedProcess(pid), pid, cwd
            self.pgid = None  # the kernel shares its runner's group: signals go to it alone
            return self.connection_info

        async def kill(self, restart: bool = False) -> None:
            self.process.kill()  # and wait: the default looks for the body every 0.1 s only

    class Factory(KernelProvisionerFactory):
        def create_provisioner_instance(self, kernel_id, kernel_spec, parent):
            return Waiting(kernel_id=kernel_id, kernel_spec=kernel_spec, parent=parent)

    Factory.instance()  # a singleton: from here on every kernel manager of this process asks it
