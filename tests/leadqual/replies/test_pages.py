"""The inbox: folders, one reply open, a person's word, its undo."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from classifiers.replies.intents import INTENTS
from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply, undo_reply
from leadqual.replies.models import Reply
from leadqual.replies.pages.inbox_folders import intent_keys
from leadqual.replies.pages.reply_page import format_time, mark_words, whole_words
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.leads.people import make_company
from tests.leadqual.replies.conftest import ADDRESS, STOP, reply_of, unsure_text
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
URL = "/replies/"


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_inbox_says_how_replies_come_in(
    qualifier_client: Client, viewer_client: Client, models: None
) -> None:
    assert "Paste a reply" in page(qualifier_client)
    body = page(viewer_client)
    assert "No replies yet" in body
    assert "Paste a reply" not in body


def test_the_list_shows_a_score_below_the_threshold_and_others_on_hover(
    qualifier_client: Client, contact: Contact
) -> None:
    for score, shown in [(0.01, " <b>0.01</b>"), (1.0, "")]:
        reply = reply_of(contact.workspace, "Maybe later.")
        Reply.objects.update(state=Reply.State.REVIEW, intent="objection_bad_timing", score=score)

        tags = page(qualifier_client, f"reply={reply.pk}").partition(f'id="tags-{reply.pk}"')[2]

        said = f'<span title="Score {score:.2f}">Uncertain</span>{shown}</span>'
        assert f'<span class="tag warn">{said}' in tags


JAPANESE = "お世話になっております。配信停止をお願いします。よろしくお願いします。"


def test_reply_in_an_unsupported_language_proposes_no_intent_anywhere(
    qualifier_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, JAPANESE)

    body = page(qualifier_client, f"reply={reply.pk}")
    letter = body[body.index('id="letter"') :]
    thread = qualifier_client.get(f"{URL}{reply.pk}/thread/").content.decode()

    assert (reply.intent, reply.category, reply.score) == ("", "", None)
    assert [(one["label"], one["text"]) for one in reply.why][:1] == [("", "Japanese")]
    assert "Language not supported: Japanese" in body
    assert "No intent proposed" in letter
    assert "data-confirm" not in letter
    main = re.search(
        r'<(\w+) class="btn primary"[^>]*><span[^>]*>([^<]+)', letter[letter.index('"acts"') :]
    )
    assert main is not None
    assert (main[1], main[2].strip()) == ("summary", "Choose an intent")
    row = body[body.index('id="marking"') : body.index('id="letter"')]
    assert '<span class="tag warn">Choose an intent</span>' in row
    assert "Unsubscribe" not in thread


def test_confirming_the_selected_leaves_replies_without_an_intent(
    qualifier_client: Client, contact: Contact
) -> None:
    keys = [reply_of(contact.workspace, text).pk for text in (JAPANESE, STOP)]

    answer = qualifier_client.post(f"{URL}mark/", {"reply": keys, "intent": ""}, follow=True)

    told = answer.content.decode()
    assert "1 reply confirmed. 1 reply without a proposed intent left as is." in told
    assert Reply.objects.get(pk=keys[0]).corrected_at is None


def test_intent_chosen_for_an_unsupported_language_is_undone_to_none(
    contact: Contact, manager: User
) -> None:
    reply = reply_of(contact.workspace, JAPANESE)

    correct_reply(reply=reply, intent="unsubscribe", author=manager)
    undo_reply(reply=reply, author=manager)

    reply.refresh_from_db()
    assert (reply.intent, reply.state, reply.corrected_at) == ("", "review", None)


def test_a_reply_shows_who_what_why_and_what_was_done(
    qualifier_client: Client, contact: Contact
) -> None:
    reply_of(contact.workspace, STOP)

    body = page(qualifier_client, "intent=unsubscribe")

    assert "Henrik Sand" in body
    assert "Marked Do not contact" in body
    assert "<mark>take me off" in body
    assert "Removed 1 line: &gt; Shall we talk?" in body
    assert "Procurement Lead at Nordkran" in body
    assert "Marked Do not contact</li>" in body


def test_words_that_decided_are_shown_with_what_they_add(
    qualifier_client: Client, contact: Contact
) -> None:
    reply_of(contact.workspace, "Sorry, we have no budget for this, too expensive.")

    body = page(qualifier_client)

    assert "Deciding words" in body
    assert "<mark>no budget</mark>" in body
    chosen = Reply.objects.get().get_intent_display()
    others = body.split("Other possible intents")[1].split("</ul>")[0]
    assert "<li>" in others
    assert f"<span>{chosen}</span>" not in others
    assert "including confirmed" in body


def test_a_phrase_that_may_ask_to_stop_is_marked_and_named_as_the_reason(
    qualifier_client: Client, contact: Contact
) -> None:
    text = "What does it cost? And do not send any attachments please."
    reply = reply_of(contact.workspace, text)

    body = page(qualifier_client, "show=unsure")

    assert reply.intent != "unsubscribe"
    assert re.search("<mark>[^<]*do not send any", body)
    assert "It may be an unsubscribe request" in body


def test_a_clear_question_needs_an_answer_and_is_not_called_uncertain(
    qualifier_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, "Hi, how does the pricing work for a team of eight?")

    body = page(qualifier_client, "show=unsure")

    assert (reply.state, reply.action) == ("review", "none")
    assert body.count("Needs an answer") == 2
    assert "Uncertain" not in body
    assert "unsubscribe request" not in body


def test_the_sender_is_answered_in_a_mail_program_but_not_whoever_asked_to_stop(
    qualifier_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, "How does the pricing work for a team of eight?")

    body = page(qualifier_client, f"reply={reply.pk}")
    reply_of(contact.workspace, STOP)
    after = page(qualifier_client, f"reply={reply.pk}")

    assert f'href="mailto:{ADDRESS}?subject=Re%3A%20Offer"' in body
    assert f'href="/people/?person={contact.pk}#person"' in body
    assert "mailto:" not in after


def test_words_that_deny_a_request_to_stop_are_marked_and_named_as_the_reason(
    qualifier_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, "There is no need to remove us from the list.")

    body = page(qualifier_client, "show=unsure")

    assert (reply.intent, reply.state) == ("unsubscribe", "review")
    assert re.search("<mark>[^<]*no need to remove", body)
    assert "it may mean the opposite" in body


def test_every_address_opens(qualifier_client: Client, contact: Contact) -> None:
    reply_of(contact.workspace, STOP)
    reply_of(contact.workspace, unsure_text())

    for query in [
        *("", "show=waiting", "show=odd", "intent=angry", "category=odd", "page=9", "page=x"),
        *("reply=99999999999999999999", "contact=99999999999999999999", "campaign=x", "state=odd"),
        *("until=9999-12-31", "since=0001-01-01", "since=2026-02-31", "text=%00", "text=%25_"),
    ]:
        assert "Replies" in page(qualifier_client, query)


def test_every_intent_opens_said_by_the_model_or_by_a_person(
    qualifier_client: Client, qualifier: User, contact: Contact
) -> None:
    for intent in INTENTS:
        reply = reply_of(contact.workspace, unsure_text())
        correct_reply(reply=reply, intent=intent, author=qualifier)

        body = page(qualifier_client, f"intent={intent}")

        assert "Confirmed by Mira Okafor" in body
        assert "Undo" in body


def test_correcting_in_place_counts_at_once_and_can_be_undone(
    qualifier_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, unsure_text())

    response = qualifier_client.post(
        f"{URL}{reply.pk}/correct/", {"intent": "unsubscribe", "next": "/replies/?show=unsure"}
    )
    blocked = Contact.objects.get(pk=contact.pk).do_not_contact
    body = page(qualifier_client)
    undo = html.unescape(re.findall(rf'action="({URL}{reply.pk}/undo/\?[^"]+)"', body)[0])
    undone = qualifier_client.post(undo)

    assert (response.status_code, response.headers["Location"]) == (302, "/replies/?show=unsure")
    assert undone.headers["Location"] == f"/replies/?show=unsure&reply={reply.pk}#letter"
    assert blocked
    assert "Corrected: Unsubscribe." in body
    assert not Contact.objects.get(pk=contact.pk).do_not_contact


def test_the_way_back_never_leads_out(qualifier_client: Client, contact: Contact) -> None:
    reply = reply_of(contact.workspace, unsure_text())

    response = qualifier_client.post(
        f"{URL}{reply.pk}/correct/", {"intent": "other_intents", "next": "https://evil.example/"}
    )

    assert response.headers["Location"].startswith("/replies/")


def test_an_unknown_intent_changes_nothing(qualifier_client: Client, contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)

    response = qualifier_client.post(f"{URL}{reply.pk}/correct/", {"intent": "angry"}, follow=True)

    assert "Nothing was saved" in response.content.decode()
    assert not reply.corrections.exists()


def test_a_pasted_reply_is_read_and_opened(
    qualifier_client: Client,
    contact: Contact,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = qualifier_client.post(
            f"{URL}new/", {"sender": ADDRESS, "subject": "Re: Offer", "text": STOP}
        )

    reply = Reply.objects.get()
    assert response.headers["Location"] == f"{URL}?reply={reply.pk}#letter"
    assert (reply.contact, reply.intent) == (contact, "unsubscribe")
    assert DoNotContact.objects.filter(value=ADDRESS).exists()


def test_the_page_asks_for_a_reply_until_it_is_read(
    qualifier_client: Client, contact: Contact
) -> None:
    mail = Mail(sender=ADDRESS, subject="Re: Offer", text=STOP)
    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)

    waiting = page(qualifier_client, f"reply={reply.pk}")
    classify_reply(reply_id=reply.pk)

    assert f'hx-get="{URL}?page=1&amp;reply={reply.pk}" hx-trigger="every 2s"' in waiting
    assert "every 2s" not in page(qualifier_client, f"reply={reply.pk}")


def test_a_bad_address_is_named_beside_its_field(qualifier_client: Client, models: None) -> None:
    response = qualifier_client.post(f"{URL}new/", {"sender": "nobody", "text": "x"})

    assert response.status_code == 422
    assert "valid email address" in response.content.decode()
    assert not Reply.objects.exists()


def test_a_viewer_sees_and_changes_nothing(viewer_client: Client, contact: Contact) -> None:
    reply = reply_of(contact.workspace, STOP)

    body = page(viewer_client)
    answers = [
        viewer_client.post(f"{URL}{reply.pk}/{action}/", {"intent": "other_intents"}).status_code
        for action in ("correct", "undo", "contact")
    ]

    assert "data-confirm" not in body
    assert answers == [403, 403, 403]
    assert viewer_client.get(f"{URL}new/").status_code == 403
    reply.refresh_from_db()
    assert reply.state == "taken"


def test_replies_of_another_workspace_are_not_there(
    stranger_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, STOP)

    body = page(stranger_client, f"reply={reply.pk}")
    answers = [
        stranger_client.post(f"{URL}{reply.pk}/{action}/", {"intent": "other_intents"}).status_code
        for action in ("correct", "undo", "contact")
    ]

    assert contact.company
    answers += [stranger_client.get(f"/companies/{contact.company.pk}/replies/").status_code]
    assert "Henrik" not in body
    assert answers == [404] * 4


def test_the_number_of_queries_does_not_grow_with_the_inbox(
    qualifier_client: Client,
    contact: Contact,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(4):
        reply_of(contact.workspace, "No thanks.")

    with django_assert_max_num_queries(17):
        page(qualifier_client)


def test_words_are_marked_whatever_their_case_and_accents() -> None:
    parts = mark_words("Straße: PAS DE Bùdget, passé", ["pas de budget", "strasse", "pas"])

    assert "".join(part.text for part in parts) == "Straße: PAS DE Bùdget, passé"
    assert [part.text for part in parts if part.is_marked] == ["Straße", "PAS DE Bùdget"]


def test_deciding_words_are_never_parts_of_words() -> None:
    assert whole_words("2%", "We save 22% with it.") == "22%"
    assert whole_words("no budget", "Sorry, no budget.") == "no budget"
    assert whole_words("gone", "Nothing of it stands here.") == "gone"


def test_times_are_said_as_people_say_them() -> None:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    said = [
        format_time(at, now)
        for at in (
            datetime(2026, 11, 20, 9, 41, tzinfo=UTC),
            datetime(2026, 11, 18, 9, 41, tzinfo=UTC),
            datetime(2026, 3, 2, 9, 41, tzinfo=UTC),
            datetime(2025, 3, 2, 9, 41, tzinfo=UTC),
        )
    ]

    assert said == ["09:41", "Wed", "Mar 2", "Mar 2, 2025"]


def test_the_inbox_is_narrowed_and_its_counts_with_it(
    qualifier_client: Client, qualifier: User, contact: Contact
) -> None:
    reply_of(contact.workspace, STOP)
    reply_of(contact.workspace, "Too expensive for us, no budget.", sender="ana@x.example")
    Reply.objects.filter(sender="ana@x.example").update(received_at="2026-03-04T12:00Z")
    other = Company.objects.create(workspace=contact.workspace, name="Other", name_key="other")
    asked = contact.workspace.campaigns.create(name="Ports", author=qualifier, scope="selected")
    empty = contact.workspace.campaigns.create(name="Farms", author=qualifier, scope="selected")
    assert contact.company is not None
    asked.companies.add(contact.company)
    empty.companies.add(other)

    def who(query: str) -> list[str]:
        rows = re.findall(r"Select the reply from ([^<]+)<", page(qualifier_client, query))
        return sorted(rows)

    assert who("") == ["Henrik Sand", "ana@x.example"]
    assert who("text=no+BUDGET") == ["ana@x.example"]
    assert who("text=nordkran") == ["Henrik Sand"]
    assert who("state=taken") == ["Henrik Sand"]
    assert who(f"contact={contact.pk}") == ["Henrik Sand"]
    assert who(f"campaign={asked.pk}") == ["Henrik Sand"]
    assert who(f"campaign={empty.pk}") == []
    assert who("since=2026-03-04&until=2026-03-04") == ["ana@x.example"]
    assert who("since=2026-03-05") == ["Henrik Sand"]
    assert who("until=2026-03-03") == []
    assert who("intent=unsubscribe&text=budget") == []
    body = page(qualifier_client, "intent=unsubscribe&text=budget")
    assert "No reply in this folder matches the filters." in body
    assert 'Inbox<span class="count">1</span>' in body
    assert "intent=objection_financial&amp;text=budget" in body


def test_a_campaign_of_another_workspace_finds_nobody(
    qualifier_client: Client, stranger: User, other_workspace: Workspace, contact: Contact
) -> None:
    reply_of(contact.workspace, STOP)
    theirs = other_workspace.campaigns.create(name="All", author=stranger, scope="all")

    assert "Henrik Sand" not in page(qualifier_client, f"campaign={theirs.pk}")


def test_ticked_replies_are_marked_and_taken_back_as_one(
    qualifier_client: Client, contact: Contact
) -> None:
    replies = [reply_of(contact.workspace, unsure_text()) for _ in range(2)]

    form = {"reply": [one.pk for one in replies], "intent": "other_intents"}
    answer = qualifier_client.post(f"{URL}mark/", form, follow=True).content.decode()
    undo = re.findall(r'action="(/replies/bulk-actions/\d+/undo/)"', answer)
    marked = Reply.objects.filter(intent="other_intents", corrected_by__isnull=False).count()
    after = qualifier_client.post(undo[0], follow=True).content.decode()

    assert "2 replies labeled “Other”." in answer
    assert marked == 2
    assert "Undone for 2." in after
    assert not Reply.objects.exclude(corrected_by=None).exists()
    nothing = qualifier_client.post(f"{URL}mark/", {}, follow=True).content.decode()
    assert "Select replies" in nothing


def ways(body: str) -> dict[str, str]:
    """Return where the keys of an open reply lead: key → its address, with Enter for a word."""
    said = re.search(r'name="next" value="([^"]+)">\s*<button [^>]*data-confirm', body)
    links = re.findall(r'href="([^"]+)" data-step="-?1" aria-keyshortcuts="(S J|K)"', body)
    found = {keys[0]: html.unescape(url) for url, keys in links}
    return found | ({"Enter": html.unescape(said[1])} if said else {})


def test_behind_the_last_row_the_next_page_comes_and_what_waits_moves_up(
    qualifier_client: Client, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.replies.pages.inbox.PAGE_SIZE", 2)
    third, second, first = (reply_of(contact.workspace, unsure_text()) for _ in range(3))

    of_first = ways(page(qualifier_client, f"show=waiting&page=1&reply={first.pk}"))
    of_second = ways(page(qualifier_client, f"show=waiting&page=1&reply={second.pk}"))
    of_all = ways(page(qualifier_client, f"page=1&reply={second.pk}"))
    of_third = ways(page(qualifier_client, f"page=2&reply={third.pk}"))

    on_page = f"{URL}?show=waiting&page="
    assert of_first == dict.fromkeys(["S", "Enter"], f"{on_page}1&reply={second.pk}#letter")
    assert of_second == {
        "S": f"{on_page}2#letter",
        "Enter": f"{on_page}1#letter",
        "K": f"{on_page}1&reply={first.pk}#letter",
    }
    assert of_all["Enter"] == of_all["S"] == f"{URL}?page=2#letter"
    assert of_third["S"] == f"{URL}?page=2&reply={third.pk}#letter"


def test_folders_without_replies_are_listed_below_the_others(
    qualifier_client: Client, contact: Contact
) -> None:
    reply_of(contact.workspace, "Please take me off your list.")

    body = page(qualifier_client)
    folders = body[body.index('id="folders"') : body.index("</nav>", body.index('id="folders"'))]
    shown, hidden = folders.split('<details class="empty-intents">')

    assert 'Unsubscribe<span class="count">1</span>' in shown
    assert "Bad timing" not in shown
    assert 'Bad timing<span class="count">0</span>' in hidden
    assert (
        "Bad timing" in page(qualifier_client, "intent=objection_bad_timing").split("<details")[0]
    )


def test_every_intent_has_a_key_of_its_own(qualifier_client: Client, contact: Contact) -> None:
    reply_of(contact.workspace, STOP)

    body = page(qualifier_client)
    selection = body.partition('class="row grow if-ticked"')[2].partition(
        "</span>\n              </div>"
    )[0]
    rest = body.replace(
        selection, ""
    )  # The bar is there while replies are selected; its keys come first.
    keys, ticked = (
        " ".join(re.findall(r'aria-keyshortcuts="([^"]+)"', part)).split()
        for part in (rest, selection)
    )

    assert len(intent_keys()) == len({one.key for one in intent_keys()})
    assert sorted(one.slug for one in intent_keys()) == sorted(INTENTS)
    assert not [key for key in keys if keys.count(key) > 1]
    assert ticked
    assert len(ticked) == len(set(ticked))
    assert 'value="unsubscribe" aria-keyshortcuts' not in body  # It is that already.


def test_a_thread_shows_all_its_replies_in_order_with_what_was_left_out(
    qualifier_client: Client, qualifier: User, contact: Contact
) -> None:
    asked = contact.workspace.campaigns.create(name="Ports", author=qualifier, scope="selected")
    assert contact.company is not None
    asked.companies.add(contact.company)
    first = reply_of(contact.workspace, STOP)
    mail = Mail("henrik@home.example", "Re: Offer", "And this one.", answers_to=[first.message_id])
    second, _ = receive_reply(workspace=contact.workspace, mail=mail)
    classify_reply(reply_id=second.pk)

    inbox = page(qualifier_client, f"reply={second.pk}")
    body = qualifier_client.get(f"{URL}{second.pk}/thread/").content.decode()

    assert "Thread of 2 replies" in inbox
    assert "Ports</a>" in inbox
    words = re.sub(r"<[^>]+>", "", body)
    assert words.index("take me off your list.") < words.index("And this one.")
    assert "Removed 1 line: &gt; Shall we talk?" in body
    assert 'All replies from&nbsp;<bdi class="clip" title="Henrik Sand">' in body
    assert "Ports</a>" in body


def test_a_proposed_contact_is_accepted_or_dismissed_from_the_page(
    qualifier_client: Client, qualifier: User, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, "Hm. Ask the cat, or Ana Lopes, ana@nordkran.example")
    correct_reply(reply=reply, intent="referral_specific_contacts", author=qualifier)

    body = page(qualifier_client, f"reply={reply.pk}")
    qualifier_client.post(f"{URL}{reply.pk}/dismiss/")
    dismissed = page(qualifier_client, f"reply={reply.pk}")
    qualifier_client.post(f"{URL}{reply.pk}/undo/")
    form = {"first_name": "Ana", "email": "ana@nordkran.example", "company_name": "Nordkran"}
    answer = qualifier_client.post(f"{URL}{reply.pk}/contact/", form, follow=True)

    assert 'value="Nordkran"' in body
    assert "The proposed action was dismissed" in dismissed
    assert "was added to People" in answer.content.decode()
    assert Contact.objects.get(email="ana@nordkran.example").company == contact.company


def test_a_contact_that_was_accepted_is_what_was_done(
    qualifier_client: Client, contact: Contact
) -> None:
    reply = reply_of(contact.workspace, "Please talk to Ana Lopes, ana@nordkran.example")
    Reply.objects.filter(pk=reply.pk).update(
        intent="referral_specific_contacts", action="propose_contact", state="proposed"
    )

    qualifier_client.post(f"{URL}{reply.pk}/contact/", {"email": "ana@nordkran.example"})
    body = page(qualifier_client, f"reply={reply.pk}")

    assert "The referred contact is in People" in body
    assert "This intent has no automatic action" not in body


def test_what_was_taken_back_says_whether_somebody_else_still_asks_for_it(
    qualifier_client: Client, contact: Contact, qualifier: User
) -> None:
    first, second = reply_of(contact.workspace, STOP), reply_of(contact.workspace, "unsubscribe")

    undo_reply(reply=first, author=qualifier)
    still = qualifier_client.get(f"/replies/?reply={first.pk}").content.decode()
    undo_reply(reply=second, author=qualifier)
    free = qualifier_client.get(f"/replies/?reply={first.pk}").content.decode()

    assert "stays marked Do not contact" in still
    assert "can be contacted again" in free


def test_company_shows_what_its_people_replied(
    viewer_client: Client, workspace: Workspace, contact: Contact
) -> None:
    reply = reply_of(workspace, "Please call me on Monday, we are interested.")
    assert contact.company
    quiet = make_company(workspace, "Quiet")

    part = viewer_client.get(
        f"/companies/{contact.company.pk}/replies/", headers={"hx-request": "true"}
    ).content.decode()
    page = viewer_client.get(f"/companies/{contact.company.pk}/replies/").content.decode()
    nothing = viewer_client.get(f"/companies/{quiet.pk}/replies/").content.decode()

    assert f"/replies/{reply.pk}/thread/" in part
    assert "<html" not in part
    assert f"/replies/{reply.pk}/thread/" in page
    assert "No replies" in nothing


def test_selected_replies_that_are_gone_are_named(
    manager_client: Client, workspace: Workspace
) -> None:
    for name, fields in [
        ("replies:mark", {"intent": ""}),
        ("replies:delete_selected", {}),
        ("replies:snooze", {"until": "2027-01-01"}),
    ]:
        with rolled_back():
            reply = reply_of(workspace, STOP)
            sent = {"reply": [reply.pk, 10**9, 10**9 + 1], **fields}

            done = manager_client.post(reverse(name), sent, follow=True)

            assert "2 of the selected replies no longer exist." in done.content.decode()
