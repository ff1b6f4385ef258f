from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kb.app import Application, Opened
from tests.support import Silent, application, write_corpus

# A machine that is busy with something else breaks no law.
settings.register_profile("kb", deadline=None)
settings.load_profile("kb")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus that the test may change."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def app(corpus: Path, tmp_path: Path) -> Application:
    """The services over `corpus`, not built yet."""
    return application(corpus, tmp_path / "index")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The services over a built index that no test changes."""
    folder = tmp_path_factory.mktemp("small")
    services = application(write_corpus(folder / "corpus"), folder / "index")
    services.build(Silent())
    return services


@pytest.fixture
def opened(small: Application) -> Iterator[Opened]:
    """The live generation of `small` with its searcher."""
    found = small.open_live()
    yield found
    found.generation.close()
