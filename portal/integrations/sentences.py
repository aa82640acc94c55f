"""A plan in sentences, as people say it. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from portal.hiring.stages import Status, sentence
from portal.integrations.options import Options
from portal.integrations.spreadsheet import WORKBOOK
from portal.plumbing.words import gettext as _
from portal.plumbing.words import language, ngettext

_NAMED = 5


def about(head: Mapping[str, Any], options: Options) -> list[str]:
    """The plan as people say it."""
    return [*_file(head), *_people(head, options), *_mail(head, options)]


def mails(head: Mapping[str, Any], options: Options) -> int:
    """How many mails applying this would send: none, but for introductions that were asked for."""
    if not options.introduce:
        return 0
    reachable = head["reachable"]
    untold = 0 if options.told else reachable.get("rejected", 0)
    return int(reachable.get("active", 0) + untold)


def _file(head: Mapping[str, Any]) -> Iterator[str]:
    if head["encoding"] == "cp1252":
        yield _("The file is not UTF-8; it was read as Windows-1252 (cp1252).")
    if head["encoding"] == WORKBOOK:
        yield _("The first sheet was read; a formula counts as what it last gave.")
    never = [column["header"] for column in head["columns"] if column["is_never"]]
    if never:
        yield _("Not imported on purpose: %(columns)s.", columns=", ".join(never))
    unused = [
        column["header"]
        for column in head["columns"]
        if not column["mapped_to"] and not column["is_never"]
    ]
    if unused:
        yield _("Not used: %(columns)s.", columns=", ".join(unused))


def _people(head: Mapping[str, Any], options: Options) -> Iterator[str]:
    counts, comes_as = head["counts"], head["comes_as"]
    yield from _new_jobs([job["title"] for job in head["jobs"].values()])
    for read in head["reads"]:
        yield _reads(read)
    yield from _unmapped(head["stages_unmapped"])
    if counts["left_out"]:
        yield ngettext(
            "%(num)d is not a candidate yet and is left out.",
            "%(num)d are not candidates yet and are left out.",
            counts["left_out"],
        )
    yield from _rejected(comes_as.get("rejected", 0), options)
    for standing, words in _ENDED.items():
        if comes_as.get(standing):
            yield words(comes_as[standing])
    yield from _changes(head)


def _new_jobs(titles: Sequence[str]) -> Iterator[str]:
    if titles:
        named = ", ".join(titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")
        yield ngettext(
            "%(num)d job is new: %(titles)s.",
            "%(num)d jobs are new: %(titles)s.",
            len(titles),
            titles=named,
        )


def _unmapped(stages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if stages:
        yield ngettext(
            "%(num)d stands in a stage that is not mapped yet: %(stages)s.",
            "%(num)d stand in stages that are not mapped yet: %(stages)s.",
            sum(one["rows"] for one in stages),
            stages=", ".join(one["stage"] for one in stages[:_NAMED]),
        )


def _rejected(count: int, options: Options) -> Iterator[str]:
    if count and options.told:
        yield ngettext(
            "%(num)d was told elsewhere: closed, and nothing is sent.",
            "%(num)d were told elsewhere: closed, and nothing is sent.",
            count,
        )
    elif count:
        yield ngettext(
            "%(num)d is rejected in the file: decided, not told.",
            "%(num)d are rejected in the file: decided, not told.",
            count,
        )


def _changes(head: Mapping[str, Any]) -> Iterator[str]:
    counts = head["counts"]
    if counts["update"]:
        yield ngettext(
            "%(num)d is here already and changes.",
            "%(num)d are here already and change.",
            counts["update"],
        )
    if head["newly_rejected"]:
        yield ngettext(
            "%(num)d of them is rejected in the file now: decided, not told.",
            "%(num)d of them are rejected in the file now: decided, not told.",
            head["newly_rejected"],
        )
    if head["proposals"]:
        yield ngettext(
            "%(num)d moved on: tell them?", "%(num)d moved on: tell them?", len(head["proposals"])
        )
    if counts["unchanged"]:
        yield ngettext("%(num)d stays as it is.", "%(num)d stay as they are.", counts["unchanged"])
    if counts["error"]:
        yield ngettext(
            "%(num)d row has a mistake and is not imported.",
            "%(num)d rows have a mistake and are not imported.",
            counts["error"],
        )


def _mail(head: Mapping[str, Any], options: Options) -> Iterator[str]:
    count = mails(head, options)
    if count:
        yield ngettext(
            "%(num)d introduction is mailed.", "%(num)d introductions are mailed.", count
        )
    else:
        yield _("Nothing is mailed.")


def _reads(read: Mapping[str, Any]) -> str:
    first, last = _day(read["from"]), _day(read["to"])
    words = {"heading": sentence(Status(read["status"])), "first": first, "last": last}
    if first == last:
        return ngettext(
            "%(num)d will read “%(heading)s”, next word by %(first)s.",
            "%(num)d will read “%(heading)s”, next word by %(first)s.",
            read["people"],
            **words,
        )
    return ngettext(
        "%(num)d will read “%(heading)s”, next word between %(first)s and %(last)s.",
        "%(num)d will read “%(heading)s”, next word between %(first)s and %(last)s.",
        read["people"],
        **words,
    )


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "d MMMM", locale=language().replace("-", "_"))


def _withdrawn(count: int) -> str:
    return ngettext("%(num)d withdrew before: closed.", "%(num)d withdrew before: closed.", count)


def _hired(count: int) -> str:
    return ngettext("%(num)d was hired: closed.", "%(num)d were hired: closed.", count)


_ENDED: dict[str, Callable[[int], str]] = {"withdrawn": _withdrawn, "hired": _hired}
