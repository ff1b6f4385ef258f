"""What the wheel carries: an installed kb needs no checkout."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import write_corpus

ROOT = Path(__file__).parents[1]
# Where the folders of a checkout lie in the wheel.
FOLDERS = {ROOT / "src" / "kb": "kb", ROOT / "web": "kb/web/assets"}
VISIT = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
import kb
from kb.app import Application
from kb.settings import Settings
from kb.web.site import create_app

class Silent:
    def step(self, name, done, total):
        pass

services = Application(Settings())
services.build(Silent())
print(Path(kb.__file__).parent)
with TestClient(create_app(services)) as visitor:
    for address in ("/", "/?q=bewoners", "/over", "/static/voorbeeld-theme.css", "/static/kb.js"):
        print(address, visitor.get(address).status_code)
    print("What would you like to know?" in visitor.get("/?taal=en").text)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel of this checkout was unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("kb-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def carried() -> Iterator[str]:
    for folder, place in FOLDERS.items():
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(folder).as_posix()}"


def test_the_wheel_carries_every_file_that_kb_needs(installed: Path) -> None:
    expected = set(carried())
    assert "kb/web/assets/static/voorbeeld-theme.css" in expected
    assert "kb/models/nl-en-static/0_StaticEmbedding/model.safetensors" in expected
    assert {name for name in expected if not (installed / name).is_file()} == set()
    licence = next(installed.glob("kb-*.dist-info/licenses/LICENSE"))
    assert "EUROPEAN UNION PUBLIC LICENCE" in licence.read_text("utf-8").upper()


def unset() -> dict[str, str]:
    """The environment without the settings of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KB_")}


def test_an_installed_kb_builds_and_serves_from_any_folder(installed: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    visit = subprocess.run(
        [sys.executable, "-c", VISIT],
        cwd=tmp_path,
        env={**unset(), "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert visit.returncode == 0, visit.stderr
    first, *answers, english = visit.stdout.splitlines()
    assert Path(first) == installed / "kb"
    assert [each.split()[-1] for each in answers] == ["200"] * 5
    assert english == "True"
    assert (tmp_path / "index" / "CURRENT").is_file()
