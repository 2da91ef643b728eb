"""A kernel that is ready is used at once, and one that is not is not waited for in vain."""

import asyncio

import pytest
from jupyter_client import AsyncKernelManager

from zoneecon.refresh.prompt import PromptClient


async def started(**options) -> tuple[AsyncKernelManager, PromptClient]:
    manager = AsyncKernelManager(client_factory=PromptClient)
    await manager.start_kernel(**options)
    client = manager.client()
    client.start_channels()
    return manager, client


def test_what_a_kernel_says_after_it_is_ready_is_heard():
    async def session() -> list[str]:
        manager, client = await started()
        try:
            await client.wait_for_ready(timeout=60)
            said = []
            await client.execute_interactive(
                "print(6 * 7)",
                timeout=60,
                output_hook=lambda m: said.append(m["content"].get("text", "")),
            )
            return said
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    assert "".join(asyncio.run(session())).strip() == "42"


@pytest.mark.parametrize("dead", [True, False])
def test_a_kernel_that_dies_or_never_answers_is_an_error(dead):
    async def session() -> None:
        manager, client = await started()
        try:
            if dead:
                await manager.shutdown_kernel(now=True)
            else:
                client.kernel_info = lambda: "a question that nobody gets"
            await client.wait_for_ready(timeout=2)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with pytest.raises(RuntimeError, match="died" if dead else "within 2 seconds"):
        asyncio.run(session())
