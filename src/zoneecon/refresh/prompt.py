"""A Jupyter client that goes on as soon as the kernel says that it is ready."""

import time
from contextlib import suppress
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient


class PromptClient(AsyncKernelClient):
    """Waits for the kernel's own "idle"; the ordinary client for 0.2 s of silence after it."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until both channels answer; RuntimeError where the kernel dies or takes too long."""
        end = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < end:
            asked = self.kernel_info()
            with suppress(Empty):
                while not self._answers(await self.shell_channel.get_msg(timeout=1), asked):
                    pass
                while not self._answers(await self.iopub_channel.get_msg(timeout=0.2), asked):
                    pass
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError(f"the kernel was not ready within {timeout:g} seconds")

    def _answers(self, message: dict, asked: str) -> bool:
        """Whether a message ends what was asked."""
        if message["parent_header"].get("msg_id") != asked:
            return False
        if message["msg_type"] == "kernel_info_reply":
            self._handle_kernel_info_reply(message)
            return True
        return message["content"].get("execution_state") == "idle"
