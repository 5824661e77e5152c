"""A proxy on loopback that delays each direction, in a process of its own.

    python -m bench.delay PORT BEHIND SECONDS

listens on PORT for what stands behind it. SECONDS is half of the round trip. It has
no other limit: octets wait in a queue, and the order stays.
"""

import asyncio
import contextlib
import sys


async def carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float
) -> None:
    """Write what is read, each piece `delay` seconds later."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def read() -> None:
        while octets := await reader.read(262_144):
            queue.put_nowait((loop.time() + delay, octets))
        queue.put_nowait((loop.time() + delay, b""))

    reading = asyncio.create_task(read())
    with contextlib.suppress(OSError):
        while True:
            due, octets = await queue.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not octets:
                break
            writer.write(octets)
            await writer.drain()
        writer.write_eof()
    await reading


async def serve(port: int, behind: int, delay: float) -> None:
    """Join each connection to `port` with one to `behind`."""

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A handshake takes a round trip too.
        await asyncio.sleep(2 * delay)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", behind)
        with contextlib.suppress(OSError):
            await asyncio.gather(
                carry(reader, far_writer, delay), carry(far_reader, writer, delay)
            )
        for each in (writer, far_writer):
            each.close()

    server = await asyncio.start_server(join, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
