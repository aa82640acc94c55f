"""Several forms on one page: their fields need ids of their own."""

from portal.web.forms import HouseForm


def name_fields(key: str, form: HouseForm) -> None:
    """Let every id of that form begin with the key; what is sent keeps its name."""
    for field in form:
        field.id = field.label.field_id = f"{key}-{field.name}"
