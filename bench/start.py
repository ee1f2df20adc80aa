"""How soon `python -m bot run` serves, and what it takes of the memory when nobody speaks."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil  # type: ignore[import-untyped,unused-ignore]

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the first instruction until /healthz says 200; resident memory in MB."""

    what: str
    ready: float
    resident: float


def measure(*, idle: float = 5.0, demo: bool = True) -> list[Start]:
    """The first start, which makes the database, and the second; `idle` is in seconds."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        name = "demo" if demo else "empty"
        return [
            _run(f"{what} ({name})", Path(folder), idle, demo) for what in ("first start", "second start")
        ]


def _run(what: str, folder: Path, idle: float, demo: bool) -> Start:
    port = _free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "DATA_DIR": str(folder / "data"),
        "WEB_PORT": str(port),
        "SECRET_KEY": "bench" * 8,
        "DEMO": str(int(demo)),
    }
    # In a folder of its own, so that nobody's .env is read.
    with (folder / "log").open("ab") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        ready = _wait(process, port, began, folder / "log")
        time.sleep(idle)
        return Start(what, ready, psutil.Process(process.pid).memory_info().rss / 1e6)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", port: int, began: float, log: Path) -> float:
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            raise RuntimeError(f"it ended by itself: {log.read_text()[-2000:]}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return time.perf_counter() - began
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError(f"not ready after {PATIENCE:.0f} s: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
