"""The demo's mails, as whoever looks around reads them."""

from dataclasses import replace

from portal.mail import queries
from portal.mail.sending import drain


def test_a_mail_of_the_demo_can_be_read_and_its_link_followed(client, make, session, sessions):
    make.application()
    drain(sessions)

    index = client.get("/dev/mail").get_data(as_text=True)
    (mail,) = queries.kept_mails(session)
    page = client.get(f"/dev/mail/{mail.id}").get_data(as_text=True)

    assert "Your application for Backend Engineer at Northwind" in index
    assert "sam@example.org" in page
    assert '<a href="http://localhost/l/' in page


def test_before_the_first_mail_it_says_what_will_be_here(client):
    assert "No mail yet" in client.get("/dev/mail").get_data(as_text=True)


def test_a_mail_nobody_sent_is_not_found(client):
    assert client.get("/dev/mail/17").status_code == 404


def test_outside_the_demo_there_is_no_such_page(app, config, client, make, sessions):
    make.application()
    drain(sessions)
    app.extensions["config"] = replace(config, demo=False)

    assert client.get("/dev/mail").status_code == 404
    assert client.get("/dev/mail/1").status_code == 404


def test_hostile_words_are_only_shown(client, make, session, sessions):
    application = make.application(introduced=False)
    application.candidate.called = '<script>alert("x")</script>'
    session.commit()
    make.step(make.application(candidate=application.candidate, job=application.job))
    drain(sessions)

    pages = [client.get(f"/dev/mail/{mail.id}") for mail in queries.kept_mails(session)]

    assert pages
    assert all("<script>" not in page.get_data(as_text=True) for page in pages)
