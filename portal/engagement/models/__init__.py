"""Company news, what candidates ask, and what they get ready before a first day."""

from portal.engagement.models.joining import ChangeResult, FirstDay, StartChange
from portal.engagement.models.posts import Audience, Post
from portal.engagement.models.questions import Answer, Question

__all__ = [
    "Answer",
    "Audience",
    "ChangeResult",
    "FirstDay",
    "Post",
    "Question",
    "StartChange",
]
