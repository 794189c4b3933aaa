"""New files: whole from the moment they have their name, and for their owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_OWNER_ONLY = 0o600


def make_file(path: Path, content: bytes = b"") -> bool:
    """Make a file under a name that is free; False if something has that name already.

    It is written and synced under another name first and then linked, which replaces nothing: a
    full disk or a kill leaves no empty file behind, and no descriptor of the named file is ever
    held here. The second matters for databases: closing any descriptor of a file drops all locks
    that SQLite holds on it in this process (``fcntl(2)``, advisory record locks).

    Raises:
        OSError: If the folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return False
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    except FileExistsError:
        return False
    finally:
        part.unlink(missing_ok=True)
    return True
