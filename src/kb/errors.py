"""What can go wrong, said so that a person knows what to do next.

Messages are Dutch (editors and operators read them) and state three things:
what happened, to what, and what to do now. Only `kb.web` knows status codes
and only `kb.cli` knows exit codes.
"""


class KBError(Exception):
    """Base of every error that kb raises on purpose."""


class UsageError(KBError):
    """The caller asked for something that cannot be: wrong path, wrong value."""


class CorpusMissing(UsageError):
    """The corpus folder does not exist or cannot be listed."""


class CorpusEmpty(UsageError):
    """No document in the corpus could be read; an empty index would lose everything."""


class DocumentUnreadable(KBError):
    """One document cannot be turned into sections; the message is the reason."""


class UnsupportedFormat(DocumentUnreadable):
    """No reader knows this kind of file."""


class ModelUnavailable(KBError):
    """The embedding model cannot be loaded."""


class IndexMissing(KBError):
    """There is no live generation to search."""


class IndexDamaged(KBError):
    """A file of a generation is missing or differs from its manifest."""


class IndexIncompatible(KBError):
    """The generation was made by another model or format version."""


class IndexLocked(KBError):
    """Another process is writing the index."""


class DocumentUnknown(KBError):
    """The address names no document of the live generation."""


class StaleEdit(KBError):
    """Someone else saved the document first; nothing of either is lost."""


class DocumentExists(KBError):
    """Another document has this name already."""


class DeskBusy(KBError):
    """Another editor holds the lock for too long."""


class UploadUnknown(KBError):
    """The address names no upload that waits to be saved."""


class UploadTooLarge(KBError):
    """A file is larger than one upload may be."""


class QueriesInvalid(UsageError):
    """A file with judged questions cannot be read."""


class JournalUnavailable(KBError):
    """The file with questions, feedback and accounts cannot be read or written."""


class SignInNeeded(KBError):
    """Only who is signed in may do this."""


class NotAllowed(KBError):
    """Who is signed in has no role that may do this."""


class FormForeign(KBError):
    """A form was sent from another site, or its page was too old."""


class TooOften(KBError):
    """The same visitor or name tried more often than is allowed for now."""


class ProviderFailed(KBError):
    """The organisation's own sign-in service gave no usable answer."""
