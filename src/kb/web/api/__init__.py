"""The API below /v1, by the Dutch government's API Design Rules (NLGov REST API)."""

from kb.web.api.application import create_api, mount_api, refusal
from kb.web.api.protocol import VERSION

__all__ = ["VERSION", "create_api", "mount_api", "refusal"]
