"""What editors learn from visitors, and the golden questions that keep it learned."""

from fastapi import APIRouter, Depends

from kb.app import Application, Live
from kb.web.auth import require
from kb.web.learning.exports import ExportPages
from kb.web.learning.golden import GoldenPages
from kb.web.learning.questions import QuestionPages
from kb.web.learning.service import LearningService
from kb.web.rendering import Renderer


class Learning:
    """The pages of the desk about questions."""

    def __init__(self, application: Application, live: Live, renderer: Renderer) -> None:
        """Learn from what `application` keeps, and measure on `live`."""
        service = LearningService(application, live)
        self.router = APIRouter(
            dependencies=[Depends(require("redacteur"))], include_in_schema=False
        )
        for pages in (
            QuestionPages(service, renderer),
            GoldenPages(service, renderer),
            ExportPages(service),
        ):
            self.router.include_router(pages.router)
