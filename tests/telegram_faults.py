"""Faults to order: the next requests of a method fail, hang or lose their answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass

from telegram_limits import Refused
from telegram_params import Call

HANG, LATE, DROP, DROP_AFTER = "hang", "late", "drop", "drop after"
ANY = "*"


@dataclass
class Fault:
    """What happens to the next `times` requests of a method (or of any, `*`) that `when` picks."""

    method: str
    does: str | Refused
    times: int
    when: Callable[[Call], bool]


class Faults:
    """The faults that are still to happen, the first that fits first."""

    def __init__(self) -> None:
        self.released = asyncio.Event()
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order a fault."""
        with self._lock:
            self._faults.append(fault)

    def take(self, call: Call) -> str | Refused | None:
        """What happens to this request."""
        with self._lock:
            for fault in self._faults:
                if fault.method in (ANY, call.method) and fault.when(call):
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                    return fault.does
        return None

    @property
    def left(self) -> int:
        """How many are still to happen."""
        with self._lock:
            return sum(fault.times for fault in self._faults)

    def release(self) -> None:
        """Drop the connections of the requests that hang, answer those that are late. On the server's loop."""
        self.released.set()
        self.released = asyncio.Event()
