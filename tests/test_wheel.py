"""The wheel carries all that an installed program needs, the notes included."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_an_installed_wheel_finds_its_notes_from_any_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    notes = {note.name for note in (ROOT / "corpus" / "notes").glob("*.md")}
    code = (
        "import dva_assist.wiring as w, dva_assist.ui.page as p, dva_assist.answering as a;"
        "print(w.__file__); print(w.corpus()); p.style(); p.head(); a.packaged_calibration();"
        "import dva_assist.quality as q; q.packaged_quality();"
        "import dva_assist.backends.learner_migrations as m; assert len(m.migrations()) >= 4"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed), "GRADIO_ANALYTICS_ENABLED": "False"},
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    module, corpus = done.stdout.split()
    assert Path(module).is_relative_to(installed)
    assert Path(corpus).is_relative_to(installed)
    assert {note.name for note in Path(corpus).glob("*.md")} == notes
