"""Replies of four weeks, conversations among them, and what people said of them."""

import json
import random
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from classifiers.core.text import DATA as WRITTEN
from leadqual.demo.people_names import DATA
from leadqual.demo.story.story_steps import SEED, Step, Story, simulated_time
from leadqual.leads.models import Contact
from leadqual.replies.classification import classify_pending
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply

N_SINGLE_REPLIES = 20
"""Replies that belong to no conversation."""

_DAYS = 28
_MAX_REVIEW_DAYS = 2
"""Days that a reply waits at most for somebody's word; younger ones still wait."""

_MESSAGE_ID = "<sample-{}@leadqual.invalid>"
_Row = dict[str, Any]


def steps(story: Story) -> list[Step]:
    """Return the steps of all replies, one for each day, and of their reviews."""
    found = [_day_step(story, day) for day in range(_DAYS, -1, -1)]
    reviews = [
        _review_step(story, days_ago, number)
        for days_ago, number in ((20, 1), (12, 0), (7, 2), (2, 1))
    ]
    return found + reviews


def _day_step(story: Story, day: int) -> Step:
    at = story.at(day, 8, 20)

    def receive(chance: random.Random) -> None:
        moment = at
        found = []
        for number, row in enumerate(_draw_replies()):
            if number * _DAYS // N_SINGLE_REPLIES == _DAYS - day or (
                day == 0 and number == N_SINGLE_REPLIES - 1
            ):
                contact = _contact(story, number)
                found.append(_email(contact, row["subject"], row["text"], f"{row['id']}"))
        for mail in (*found, *_thread_emails(story, day)):
            moment = min(moment + timedelta(minutes=chance.randint(9, 80)), story.today)
            with simulated_time(moment):
                receive_reply(workspace=story.workspace, mail=mail)
                classify_pending()

    return Step(at, f"replies {day:02}", receive)


def _thread_emails(story: Story, day: int) -> list[Mail]:
    found = []
    for number, thread in enumerate(_draw_threads()):
        last = 1 + number * 2
        first_mail = _MESSAGE_ID.format(f"our-mail-{number}")
        mails: Sequence[str] = thread["mails"]
        for place, text in enumerate(mails):
            if day == last + (len(mails) - 1 - place) * 2:
                before = [_MESSAGE_ID.format(f"thread-{number}-{n}") for n in range(place)]
                contact = _contact(story, N_SINGLE_REPLIES + number)
                name = f"thread-{number}-{place}"
                found.append(_email(contact, thread["subject"], text, name, (first_mail, *before)))
    return found


def _email(
    contact: Contact, subject: str, text: str, name: str, answers_to: Sequence[str] = ()
) -> Mail:
    return Mail(
        sender=contact.email or "",
        subject=subject,
        text=text,
        message_id=_MESSAGE_ID.format(name),
        answers_to=answers_to,
    )


def _contact(story: Story, number: int) -> Contact:
    """Return one of the people of the first list."""
    people = Contact.objects.filter(workspace=story.workspace).select_related("company")
    return people.order_by("pk")[number * 13]


def _review_step(story: Story, days_ago: int, number: int) -> Step:
    """Let somebody look at the replies that wait since days; they know what was written."""
    at = story.at(days_ago, 16, 10)
    person = story.team.people[number]

    def review(chance: random.Random) -> None:
        moment = at
        until = at - timedelta(days=_MAX_REVIEW_DAYS)
        replies = Reply.objects.filter(workspace=story.workspace, received_at__lt=until)
        for reply in replies.filter(corrected_at=None).order_by("pk"):
            known = {_MESSAGE_ID.format(row["id"]): row["label"] for row in _draw_replies()}.get(
                reply.message_id
            )
            if known is None or (reply.state != Reply.State.REVIEW and chance.random() > 1 / 3):
                continue
            moment += timedelta(seconds=chance.randint(10, 40))
            with simulated_time(moment):
                correct_reply(reply=reply, intent=known, author=person)

    return Step(at, f"review of replies {days_ago}", review)


@cache
def _draw_replies() -> list[_Row]:
    """Draw replies that were written for the product, in English."""
    lines = (WRITTEN / "replies/written.jsonl").read_text(encoding="utf-8").splitlines()
    english = [row for line in lines if (row := json.loads(line))["language"] == "en"]
    chance = random.Random(SEED)
    return chance.sample(english, N_SINGLE_REPLIES)


@cache
def _draw_threads() -> list[_Row]:
    found: list[_Row] = json.loads((DATA / "threads.json").read_text(encoding="utf-8"))
    return found
