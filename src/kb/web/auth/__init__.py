"""Signing in and what it allows: `Depends(require("redacteur"))`, `Depends(csrf)`."""

from kb.journal import Account
from kb.web.auth.guard import csrf, require

__all__ = ["Account", "csrf", "require"]
