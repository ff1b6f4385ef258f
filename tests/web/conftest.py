from collections.abc import Iterator
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from kb.app import Application
from kb.journal import ROLES, passwords
from kb.web.site import create_app

PASSWORD = "paard batterij nietje correct"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Real argon2id, at a cost that tests can pay."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: cheap)
        passwords._decoy.cache_clear()
        yield
        passwords._decoy.cache_clear()


@pytest.fixture(scope="session")
def seeded(
    quick_passwords: None, small: Application, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A journal file with one account of each role, named after it; copied, never changed."""
    folder = tmp_path_factory.mktemp("accounts")
    services = Application(small.settings.model_copy(update={"data": folder}))
    for role in ROLES:
        services.journal.accounts.add(f"een-{role}", role, PASSWORD)
    with services.journal.accounts._database.connect() as connection:
        connection.execute("VACUUM INTO ?", (str(folder / "kopie.sqlite"),))
    return folder / "kopie.sqlite"


@pytest.fixture
def services(small: Application, seeded: Path, tmp_path: Path) -> Application:
    """The services over `small` with a journal of this test alone and the accounts of `seeded`."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "journal.sqlite").write_bytes(seeded.read_bytes())
    return Application(small.settings.model_copy(update={"data": data}))


@pytest.fixture
def visitor(services: Application) -> Iterator[TestClient]:
    """A browser without a session, that does not follow where it is sent."""
    with TestClient(create_app(services), follow_redirects=False) as found:
        yield found


def sign_in(browser: TestClient, name: str, password: str = PASSWORD, **more: str) -> int:
    """Fill in the form; return the status of the answer."""
    form = {"naam": name, "wachtwoord": password, **more}
    return browser.post("/inloggen", data=form).status_code
