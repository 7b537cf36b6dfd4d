"""A SQLite file that never changes again, read from several threads."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from dva_assist.errors import IndexCorrupt


class ReadOnlyFile:
    """Stays readable after the file is deleted. ``mend`` is the command that an error names."""

    def __init__(self, path: Path, mend: str) -> None:
        self._path, self._mend = path, mend
        self._lock = threading.Lock()
        try:
            uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise IndexCorrupt(f"{path} cannot be opened ({error}); run: {mend}") from error

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Raises IndexCorrupt where the file is damaged."""
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexCorrupt(f"{self._path} is damaged ({error}); run: {self._mend}") from error

    def close(self) -> None:
        self._connection.close()
