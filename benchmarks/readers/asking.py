"""Readers that ask for random ranges and compare them with what they must be."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LARGEST = 256 << 10
PATIENCE_S = 600.0  # a thousand wait in line: late is not wrong
SAMPLE_EVERY_S = 0.5


@dataclass(frozen=True)
class Target:
    """``data``: the bytes that lie at ``path``."""

    host: str
    port: int
    path: str
    data: bytes


@dataclass
class Done:
    requests: int = 0
    read: int = 0
    wrong: int = 0
    failed: int = 0
    took_s: float = 0.0
    kinds: set[str] = field(default_factory=set)


async def ask_for(
    targets: tuple[Target, ...], readers: int, seconds: float, sample: Callable[[], None]
) -> Done:
    """All readers at once, each with a connection of its own; ``sample`` is called on the way."""
    done, started = Done(), time.monotonic()
    until = started + seconds
    sampling = asyncio.create_task(_sampling(sample))
    asking = (
        _reader(targets[n % len(targets)], random.Random(n), until, done) for n in range(readers)
    )
    await asyncio.gather(*asking)
    sampling.cancel()
    done.took_s = time.monotonic() - started
    return done


async def _sampling(sample: Callable[[], None]) -> None:
    while True:
        sample()
        await asyncio.sleep(SAMPLE_EVERY_S)


async def _reader(target: Target, dice: random.Random, until: float, done: Done) -> None:
    try:
        reader, writer = await asyncio.open_connection(target.host, target.port)
        try:
            while time.monotonic() < until:
                start = dice.randrange(len(target.data))
                end = min(len(target.data), start + dice.randint(1, LARGEST))
                body = await asyncio.wait_for(
                    _range(reader, writer, target, start, end), PATIENCE_S
                )
                done.requests += 1
                done.read += len(body)
                done.wrong += body != target.data[start:end]
        finally:
            writer.close()
    except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
        done.failed += 1
        done.kinds.add(f"{type(error).__name__}: {error}"[:80])


async def _range(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: Target, start: int, end: int
) -> bytes:
    asked = f"GET {target.path} HTTP/1.1\r\nhost: {target.host}:{target.port}\r\n"
    writer.write(f"{asked}range: bytes={start}-{end - 1}\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if " 206 " not in head.split("\r\n", 1)[0]:
        raise ValueError(head.split("\r\n", 1)[0])
    length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
    return await reader.readexactly(int(length.split(":")[1]))
