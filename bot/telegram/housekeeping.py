"""What is deleted after a set time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from bot.telegram.service import Service

log = logging.getLogger(__name__)

EVERY = 6 * 3600.0
"""Seconds between two looks."""


async def keep_house(service: Service) -> None:
    """Delete what is older than TELEGRAM_KEEP_DAYS, now and every few hours, until cancelled."""
    while True:
        try:
            deleted = await service.run(service.state.privacy.prune, service.settings.telegram_keep_days)
            for path in deleted.files:
                with suppress(OSError):
                    Path(path).unlink()
        except ReportbotError as error:
            log.error("what is old could not be deleted: %s", error)
        await asyncio.sleep(EVERY)
