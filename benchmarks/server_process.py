"""A server as a process of its own, what it costs in CPU seconds, and clients that ask it over kept connections."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `cpu_seconds` counts it and the processes it has started."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        total, waiting = 0, [self.pid]
        while waiting:
            pid = waiting.pop()
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
            waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return total / _TICKS


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], port: int) -> Iterator[Server]:
    """The server that the command starts on the port, stopped in the end."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def granian(target: str, port: int) -> list[str]:
    """The command that serves an application factory as the product is served, without a log of accesses."""
    options = ["--interface", "asgi", "--factory", "--workers", "1", "--no-ws", "--no-access-log", "--port", str(port)]
    return [sys.executable, "-m", "granian", *options, target]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Connection:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def get(self, path: str, headers: Mapping[str, str]) -> Answer:
        listed = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{listed}\r\n".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        length = int(fields.get("content-length", 0))
        status = int(head[0].split()[1])
        body = await self._reader.readexactly(length) if status != 304 else b""
        return Answer(status, fields, body)


async def ask(server: Server, path: str, headers: Mapping[str, str], times: int) -> float:
    """CPU microseconds of the server for each of so many requests over a few kept connections."""
    connections = [await Connection.open(server.port) for _ in range(CONNECTIONS)]

    async def repeat(connection: Connection, count: int) -> None:
        for _ in range(count):
            await connection.get(path, headers)

    await asyncio.gather(*(repeat(connection, max(times // CONNECTIONS // 10, 1)) for connection in connections))
    before = server.cpu_seconds()
    await asyncio.gather(*(repeat(connection, times // CONNECTIONS) for connection in connections))
    return (server.cpu_seconds() - before) / (times // CONNECTIONS * CONNECTIONS) * 1e6


async def ask_anew(server: Server, path: str, headers: Mapping[str, str], times: int) -> float:
    """As `ask`, for a server that closes every connection."""
    before = server.cpu_seconds()
    for _ in range(times):
        await (await Connection.open(server.port)).get(path, headers)
    return (server.cpu_seconds() - before) / times * 1e6


def _wait_for(port: int) -> None:
    for _ in range(600):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
