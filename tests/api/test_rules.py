"""The ruleset of scripts/lint-api: our description keeps it, and it catches who does not."""

import json
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from kb.app import Application
from kb.settings import Settings
from kb.web.site import create_app

TOP = Path(__file__).parents[2]
RULES = TOP / "scripts" / "api-rules.yaml"
SPECTRAL = TOP / "node_modules" / ".bin" / "spectral"
OWN = {name for name in yaml.safe_load(RULES.read_text("utf-8"))["rules"] if name.startswith("kb:")}

pytestmark = pytest.mark.skipif(
    not SPECTRAL.exists(), reason="scripts/setup dev installs Spectral in node_modules"
)


@pytest.fixture(scope="module")
def described() -> Any:
    application = Application(Settings(public_url="https://kennisbank.example"))
    return TestClient(create_app(application)).get("/v1/openapi.json").json()


def broken(described: dict[str, Any]) -> dict[str, Any]:
    """Return the description with every rule broken at least once."""
    bad = deepcopy(described)
    bad["openapi"] = "2.0"
    bad["info"]["version"] = "1.0"
    del bad["info"]["contact"]["email"]
    bad["servers"] = [{"url": "http://kennisbank.example/latest"}]
    search = bad["paths"].pop("/zoekresultaten")
    bad["paths"]["/zoekResultaten/"] = {**search, "trace": search["get"]}
    operation = search["get"]
    operation["parameters"][0]["name"] = "Soort_Bron"
    del operation["responses"]["400"]
    operation["responses"]["422"] = {"description": "x"}
    operation["responses"]["200"]["headers"] = {}
    operation["responses"]["500"]["content"] = {"application/json": {"schema": {}}}
    listing = bad["paths"]["/documenten"]["get"]["responses"]
    listing["400"]["content"]["application/problem+json"]["schema"] = {
        "type": "object",
        "properties": {"title": {"type": "string"}},
    }
    bad["components"]["schemas"]["bad_name"] = {
        "type": "object",
        "properties": {
            "datum": {"type": "string", "format": "date-time"},
            "eindDatum": {"type": "string"},
            "Hoe_Laat": {"type": "string", "format": "time"},
        },
    }
    return bad


def reported(document: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    file = folder / "openapi.json"
    file.write_text(json.dumps(document), "utf-8")
    run = subprocess.run(
        [SPECTRAL, "lint", "--ruleset", RULES, "--format", "json", "--quiet", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def test_our_description_keeps_every_rule(described: dict[str, Any], tmp_path: Path) -> None:
    assert reported(described, tmp_path) == []


def test_every_rule_catches_who_breaks_it(described: dict[str, Any], tmp_path: Path) -> None:
    codes = {each["code"] for each in reported(broken(described), tmp_path)}
    assert OWN - codes == set()
