"""Company news, what candidates ask, and what they get ready before a first day."""

from portal.engagement.models.posts import Audience, Post
from portal.engagement.models.questions import Answer, Question

__all__ = ["Answer", "Audience", "Post", "Question"]
