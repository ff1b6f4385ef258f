"""Signing in at the organisation's own service: OpenID Connect, code flow with PKCE."""

import logging
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from kb.errors import ProviderFailed, UsageError
from kb.journal import Account, Role
from kb.settings import Settings

LOG = logging.getLogger("kb.web.auth")
PATIENCE = 10
# Signatures that only the service itself can make; "none" and shared secrets are not among them.
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
CLOCKS_DIFFER = 120
FAULTS = (httpx2.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Errand:
    """What we remember of somebody who is away to sign in at the service."""

    state: str
    nonce: str
    verifier: str
    back_at: str
    then: str


class Provider:
    """The organisation's sign-in service; what it publishes about itself is read once."""

    def __init__(self, settings: Settings) -> None:
        """Ask nothing of the service yet; raises UsageError for settings that cannot work."""
        self._settings = settings
        self._lock = threading.Lock()
        self._told: dict[str, Any] = {}
        self._secret = settings.oidc_client_secret.get_secret_value()
        at = urlsplit(settings.oidc_issuer)
        if at.scheme != "https" and at.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise UsageError("KB_OIDC_ISSUER moet met https:// beginnen.")
        if not settings.oidc_client_id:
            raise UsageError("KB_OIDC_CLIENT_ID ontbreekt. Vraag hem aan bij de inlogdienst.")

    def begin(self, back_at: str, then: str) -> tuple[str, Errand]:
        """Return where to send the browser and what to remember; raises ProviderFailed."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        errand = Errand(state, nonce, verifier, back_at, then)
        with self._client(back_at) as client:
            address, _ = client.create_authorization_url(
                self._metadata(client)["authorization_endpoint"],
                state=errand.state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
            )
        return str(address), errand

    def finish(self, errand: Errand, code: str) -> Account:
        """Return who came back with a code; raises ProviderFailed."""
        with self._client(errand.back_at) as client:
            metadata = self._metadata(client)
            client.token_endpoint_auth_method = _proof(metadata, self._secret)
            token = client.fetch_token(
                metadata["token_endpoint"],
                code=code,
                code_verifier=errand.verifier,
                grant_type="authorization_code",
            )
            claims = self._verified(client, token, errand.nonce)
            if "userinfo_endpoint" in metadata:
                told = _json(client, metadata["userinfo_endpoint"], with_token=True)
                # Only what is said of the same person counts.
                claims = {**(told if told.get("sub") == claims["sub"] else {}), **claims}
        return account_of(claims, self._settings)

    def _verified(
        self, client: OAuth2Client, token: Mapping[str, Any], nonce: str
    ) -> dict[str, Any]:
        signed = jwt.decode(
            token["id_token"],
            KeySet.import_key_set(self._keys(client)),
            registry=JWSRegistry(algorithms=list(SIGNATURES), strict_check_header=False),
        )
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": self._settings.oidc_issuer.rstrip("/")},
                "aud": {"essential": True, "value": self._settings.oidc_client_id},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.oidc_client_id,
                "access_token": token["access_token"],
            },
        )
        claims.validate(leeway=CLOCKS_DIFFER)
        return dict(claims)

    def _keys(self, client: OAuth2Client) -> Any:
        # Asked anew for each sign-in: the service may change its keys at any time.
        return _json(client, self._metadata(client)["jwks_uri"])

    def _metadata(self, client: OAuth2Client) -> dict[str, Any]:
        issuer = self._settings.oidc_issuer.rstrip("/")
        with self._lock:
            if not self._told:
                address = f"{issuer}/.well-known/openid-configuration"
                told = _json(client, address)
                if told["issuer"].rstrip("/") != issuer:
                    raise ValueError(f"{address} is of another issuer: {told['issuer']}")
                self._told = told
            return self._told

    @contextmanager
    def _client(self, back_at: str) -> Iterator[OAuth2Client]:
        settings = self._settings
        client = OAuth2Client(
            settings.oidc_client_id,
            self._secret or None,
            scope=settings.oidc_scope,
            redirect_uri=back_at,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )
        try:
            with client:
                yield client
        except FAULTS as error:
            # The reason is for the operator: a visitor can do nothing with it.
            LOG.warning("%s: %s", settings.oidc_issuer, error)
            raise ProviderFailed(
                f"Inloggen via {settings.oidc_name} lukt nu niet. Probeer het later opnieuw. "
                "Blijft het fout gaan? Vraag de beheerder."
            ) from error


def _proof(metadata: Mapping[str, Any], secret: str) -> str:
    """Return how we prove to the service who we are."""
    if not secret:
        return "none"
    accepted = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic = "client_secret_basic" in accepted
    return "client_secret_basic" if basic else "client_secret_post"


def _json(client: OAuth2Client, address: str, *, with_token: bool = False) -> dict[str, Any]:
    found = client.request("GET", address, withhold_token=not with_token).raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError(f"{address} gives no JSON object")  # noqa: TRY004 - theirs, not ours
    return found


def account_of(claims: Mapping[str, Any], settings: Settings) -> Account:
    """Return the account that the service's claims describe. Pure."""
    return Account(_name(claims, settings.oidc_issuer), _role(claims, settings), external=True)


def _name(claims: Mapping[str, Any], issuer: str) -> str:
    name = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
    # With an @ it is never the name of a local account.
    return name if "@" in name else f"{name}@{urlsplit(issuer).hostname}"


def _role(claims: Mapping[str, Any], settings: Settings) -> Role:
    found: Any = claims
    for part in settings.oidc_role_claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    values = found if isinstance(found, list) else [found]
    if settings.oidc_admins in values:
        return "beheerder"
    return "redacteur" if settings.oidc_editors in values else "lezer"
