"""The page of a piece of news, whichever form on it was sent."""

from flask import render_template
from flask_wtf.file import FileField, FileRequired
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal.engagement.actions.pictures import ALT_AT_MOST
from portal.engagement.models import Audience, Post
from portal.engagement.pictures import BYTES_AT_MOST, Pixels, made_anew
from portal.mail.contacts import room_for
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, HouseForm, SeenForm, one_line
from portal.web.session import db

AUDIENCES = {
    Audience.OFFERED: _l("Everybody with an offer, and everybody who is joining"),
    Audience.JOINING: _l("Only those who accepted and are joining"),
}


class ConfirmForm(SeenForm):
    safe = BooleanField(_l("Nothing in here is confidential"), validators=[InputRequired()])


class PictureForm(HouseForm):
    takes_files = True

    file = FileField(
        _l("A JPEG, PNG or WebP file, up to 10 MiB"),
        validators=[FileRequired(_l("Choose a file."))],
    )
    alt = StringField(
        _l("What it shows"),
        validators=[
            DataRequired(_l("Say what it shows: not everybody can see it.")),
            AtMost(ALT_AT_MOST),
        ],
        filters=[one_line],
    )
    pixels: Pixels | None = None
    """The picture made anew. Only after validation."""

    def validate_file(self, field: FileField) -> None:
        """It is a picture: made anew here, before anything is held in the database for it."""
        handed_in: FileStorage = field.data
        try:
            self.pixels = made_anew(handed_in.read(BYTES_AT_MOST + 1))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


def post_page(
    post: Post,
    *,
    confirm: ConfirmForm | None = None,
    picture: PictureForm | None = None,
    pressed: HouseForm | None = None,
) -> str:
    """As candidates will read it, and what may be done with it."""
    return render_template(
        "recruiter/posts/show.html",
        post=post,
        form=confirm or ConfirmForm(formdata=None),
        picture=picture or PictureForm(formdata=None),
        pressed=pressed,
        body=body_of(post),
        room=room_for(db(), post),
        audiences=AUDIENCES,
        now=clock.now(),
    )


def body_of(post: Post) -> Markup:
    """Its HTML, which was washed by an allow-list when it was saved."""
    return Markup(post.html)  # noqa: S704
