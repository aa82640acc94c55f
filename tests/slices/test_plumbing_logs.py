"""What is written to the log, and when nothing is."""

import structlog

from portal.plumbing import logs


def test_while_a_history_is_built_only_warnings_are_written(capsys):
    logs.configure()
    log = structlog.get_logger()

    with logs.only_warnings():
        log.info("mail.settled")
        log.warning("mail.waits")
    log.info("mail.settled_later")

    written = capsys.readouterr().err
    assert "mail.settled_later" in written
    assert "mail.waits" in written
    assert '"mail.settled"' not in written
