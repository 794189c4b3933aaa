"""Digests as files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from forecaster.store.records import Delivery, Digest
from jobs.deliver.outbox import TransientError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class FolderSender:
    """Writes a digest's parts beside one another; writing twice leaves the same files."""

    folder: Path
    digest: Digest

    def __call__(self, delivery: Delivery) -> None:
        """Write text, HTML and the message, each whole or not at all."""
        name = _UNSAFE.sub("_", f"{self.digest.local_on}-{delivery.id}")
        parts = {".txt": self.digest.text, ".html": self.digest.html, ".eml": delivery.message}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for ending, content in parts.items():
                if content:
                    _write(self.folder / f"{name}{ending}", content)
        except OSError as error:
            raise TransientError(f"{self.folder}: {error.strerror}") from error


def _write(path: Path, content: str) -> None:
    draft = path.with_suffix(f"{path.suffix}.part")
    draft.write_text(content, encoding="utf-8", newline="")
    draft.replace(path)
