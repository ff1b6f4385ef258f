"""Run the website and say where it is as soon as it answers."""

from kb import serving
from kb.app import Application
from kb.web.site import create_app


def run(application: Application) -> None:
    """Serve until stopped; raises UsageError for a taken port, IndexMissing without an index."""
    settings = application.settings
    # Opened here, so that a missing index is said now and not to the first visitor.
    application.open_live().generation.close()
    listening = serving.listen(settings.host, settings.port)
    if settings.follow:
        application.follower.start()
    try:
        said = f"kb staat klaar op {serving.address(listening)}"
        serving.serve(create_app(application), listening, said)
    finally:
        application.follower.stop()
