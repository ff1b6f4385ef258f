"""The only reader of the environment and the configuration file."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, its environment variable (KB_ and the name) and its default.

    A `kb.env` file in the working folder is read too; the environment wins over
    it, and command-line options win over both.
    """

    model_config = SettingsConfigDict(env_prefix="KB_", env_file="kb.env", extra="ignore")

    corpus: Path = Field(default=Path("corpus"), description="Folder with the documents")
    index: Path = Field(
        default=Path("index"), description="Folder with the generations of the index"
    )
    data: Path = Field(
        default=Path("data"), description="Folder for what cannot be rebuilt: accounts, feedback"
    )
    model: str = Field(
        default="",
        description="Embedding model: a folder or a name that sentence-transformers knows; "
        "empty for the model in the package",
    )
    retention: int = Field(
        default=90, ge=1, description="How many days questions and feedback are kept"
    )
    max_upload: int = Field(
        default=100, ge=1, description="Largest upload of the editors, in megabytes"
    )
    golden: Path = Field(
        default=Path("golden.jsonl"),
        description="File with the editors' golden questions, in the data folder or elsewhere",
    )
    follow: bool = Field(
        default=True, description="Whether a running server keeps the index up to date by itself"
    )
    keep: int = Field(default=7, ge=1, description="How many generations to keep for a rollback")
    host: str = Field(default="127.0.0.1", description="Address that the web server listens on")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port that the web server listens on"
    )
    site_name: str = Field(default="Kennisbank", description="Name of the site on every page")
    theme: str = Field(
        default="voorbeeld-theme",
        description="Theme class of the NL Design System, from a design-tokens package in "
        "`package.json`",
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+/?)?$",
        description="Address under which visitors know the site: https://kb.waterdam.example",
    )
    contact: str = Field(
        default="beheer@kennisbank.example",
        min_length=1,
        description="Where reports of problems and leaks go: an e-mail or web address",
    )
    reading: Literal["public", "signed-in"] = Field(
        default="public", description="Who may read: everyone, or only who is signed in"
    )
    oidc_issuer: str = Field(
        default="", description="OpenID Connect: address of the organisation's sign-in service"
    )
    oidc_client_id: str = Field(default="", description="OpenID Connect: our name at that service")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="OpenID Connect: our secret at that service"
    )
    oidc_name: str = Field(
        default="uw organisatie", description="OpenID Connect: the service's name on the button"
    )
    oidc_scope: str = Field(
        default="openid profile email", description="OpenID Connect: what we ask the service"
    )
    oidc_role_claim: str = Field(
        default="roles",
        description="OpenID Connect: the claim with someone's roles; a.b looks in b of a",
    )
    oidc_editors: str = Field(
        default="redacteur", description="OpenID Connect: the value in that claim of an editor"
    )
    oidc_admins: str = Field(
        default="beheerder",
        description="OpenID Connect: the value in that claim of an administrator",
    )

    @property
    def golden_file(self) -> Path:
        """Where the editors' golden questions are."""
        # An absolute path wins from the folder before it.
        return self.data / self.golden
