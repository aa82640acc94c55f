"""What the sender's domain says in DNS: asked of one who answers here, never of the network."""

from dataclasses import replace

import pytest

from portal.mail.records import Known, NotAsked, looked_up, records


@pytest.fixture
def real(config):
    return replace(config, demo=False, mail_from="Northwind <hiring@Northwind.example>")


def answering(**texts):
    """DNS that knows these names and no other."""
    known = {name.replace("__", "."): said for name, said in texts.items()}
    return lambda name: known.get(name.replace("northwind.example", "here"))


def states(config, ask):
    return [record.known for record in looked_up(config, ask)]


def test_three_records_are_told_by_their_names(real):
    assert [(record.kind, record.name, record.begins) for record in records(real)] == [
        ("SPF", "northwind.example", "v=spf1"),
        ("DKIM", "_domainkey.northwind.example", "v=DKIM1"),
        ("DMARC", "_dmarc.northwind.example", "v=DMARC1"),
    ]


def test_what_is_there_is_seen(real):
    ask = answering(
        here=["google-site=1", "V=SPF1 mx ~all"],
        _domainkey__here=[],
        _dmarc__here=["v=DMARC1; p=none"],
    )

    assert states(real, ask) == [Known.THERE] * 3


def test_what_is_missing_is_seen(real):
    assert states(real, answering(here=["nothing of ours"])) == [Known.MISSING] * 3


def test_two_of_a_kind_are_believed_by_nobody(real):
    ask = answering(here=["v=spf1 mx", "v=spf1 a"], _domainkey__here=[], _dmarc__here=["v=DMARC1"])

    assert states(real, ask)[0] is Known.TWICE


def test_what_the_domain_above_says_of_dmarc_holds_below(real):
    below = replace(real, mail_from="hiring@jobs.northwind.example")

    assert states(below, answering(_dmarc__here=["v=DMARC1; p=none"]))[2] is Known.THERE


def test_where_dns_can_not_be_asked_nothing_is_claimed(real):
    def ask(_name):
        raise NotAsked

    assert states(real, ask) == [Known.NOT_CHECKED] * 3


def test_the_demo_asks_nobody(config):
    def ask(_name):
        raise AssertionError

    assert states(config, ask) == [Known.NOT_CHECKED] * 3
