"""Signing in and what it allows: `Depends(require("redacteur"))`, `Depends(csrf)`."""

from typing import Annotated

from fastapi import Depends

from kb.journal import Account
from kb.web.auth.guard import csrf, require

__all__ = ["Account", "Admin", "Editor", "csrf", "require"]

# Who asks for a page of the desk, and who for one of the administrators.
Editor = Annotated[Account, Depends(require("redacteur"))]
Admin = Annotated[Account, Depends(require("beheerder"))]
