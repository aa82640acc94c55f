"""Company news, what candidates ask, and what they get ready before a first day."""

from portal.engagement.models.joining import (
    ChangeResult,
    ChecklistItem,
    ChecklistTemplate,
    ChecklistTemplateItem,
    FirstDay,
    PersonToKnow,
    StartChange,
    Whose,
)
from portal.engagement.models.posts import Audience, Post, PostPicture
from portal.engagement.models.questions import Answer, Question, QuestionKind
from portal.engagement.models.touches import PlannedTouch, Touch, TouchResult

__all__ = [
    "Answer",
    "Audience",
    "ChangeResult",
    "ChecklistItem",
    "ChecklistTemplate",
    "ChecklistTemplateItem",
    "FirstDay",
    "PersonToKnow",
    "PlannedTouch",
    "Post",
    "PostPicture",
    "Question",
    "QuestionKind",
    "StartChange",
    "Touch",
    "TouchResult",
    "Whose",
]
