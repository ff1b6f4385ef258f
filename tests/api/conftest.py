from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.site import create_app


@pytest.fixture
def client(small: Application) -> Iterator[TestClient]:
    with TestClient(create_app(small), raise_server_exceptions=False) as found:
        yield found
