"""What programs do while an installation is upgraded; whatever fails is kept."""

import time
from collections import Counter
from threading import Condition, Thread, current_thread
from typing import Self

from leadqual_client import LeadQual
from leadqual_client.transport import Retries

ROWS = 40
_HEAD = "First name,Last name,Email,Job title,Company,Website,Country\n"
_TITLES = ("Head of Sales", "Leiter Einkauf", "CFO", "Software Engineer", "VP Marketing")


class Visitor:
    """One program that imports, searches, corrects and judges, by one web server.

    Attributes:
        name: part of each row, so that all that were written can be counted.
        done: how often each thing was done.
    """

    def __init__(self, name: str, *, port: int, key: str) -> None:
        self.name = name
        self.done = Counter[str]()
        # Nothing is sent again: an error has to be seen.
        self._client = LeadQual(f"http://127.0.0.1:{port}", key=key, retries=Retries(most=0))

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def import_people(self) -> int:
        """Send a file and wait until it is done; gives the number of rows in it."""
        number = self.done["import"]
        rows = "".join(
            f"Ada,Berg,{self._email(number, row)},{_TITLES[row % len(_TITLES)]} {self.name},"
            f"Firm {row % 7} {self.name},firm{row % 7}-{self.name}.example,Germany\n"
            for row in range(ROWS)
        )
        content = (_HEAD + rows).encode()
        file = ("people.csv", content, "text/csv")
        batch = self._client.create_import({"file": file}, {"kind": "contacts"})
        while batch["status"] not in {"done", "failed"}:
            time.sleep(0.2)
            batch = self._client.get_import(batch["id"])
        assert batch["status"] == "done", batch
        self.done["import"] += 1
        return ROWS

    def search(self) -> None:
        """Find a person who was imported, and count all who were."""
        self._client.list_contacts(q=self.name, page_size=5)
        self.done["search"] += 1

    def n_people(self, of: "Visitor | None" = None) -> int:
        """Count the people whom this or another visitor imported."""
        emails = (one["email"] for one in self._client.each(self._client.list_contacts))
        return sum(f"-{(of or self).name}@" in (email or "") for email in emails)

    def correct(self) -> None:
        """Correct a title, see that the correction holds, and take it back."""
        title = f"{_TITLES[0]} {self.name}"
        (found,) = self._client.list_titles(title=title)["results"]
        correction = self._client.correct_title(
            found["id"],
            {"functions": ["operations"], "level": "director", "propagate": False},
        )
        (found,) = self._client.list_titles(title=title)["results"]
        assert sorted(found["labels"]) == ["operations"]
        self._client.undo_title_correction(correction["id"])
        self.done["correction"] += 1

    def judge(self) -> None:
        """Like a company, see the verdict, and undo it, so that there is a card the next time."""
        campaign = self._campaign()
        card = self._client.get_next_card(campaign)
        while card["empty_reason"] in {"not_embedded", "description_unread"}:
            time.sleep(0.2)
            card = self._client.get_next_card(campaign)
        assert card["company"], card["empty_reason"]
        verdict = self._client.record_verdict(
            campaign, {"company": card["company"]["id"], "verdict": "like"}
        )
        self._client.undo_verdict(campaign, verdict["id"])
        self.done["verdict"] += 1

    def everything(self) -> None:
        """Do each thing once."""
        self.import_people()
        self.search()
        self.correct()
        self.judge()

    def _campaign(self) -> int:
        for campaign in self._client.each(self._client.list_campaigns):
            if campaign["name"] == self.name:
                return int(campaign["id"])
        return int(self._client.create_campaign({"name": self.name})["id"])

    def _email(self, number: int, row: int) -> str:
        return f"person{number}-{row}-{self.name}@firm{row % 7}-{self.name}.example"


class Traffic:
    """Visitors who do the same again and again, each in a thread, until the block ends.

    Attributes:
        errors: what failed; a visitor stops at its first error.
    """

    def __init__(self, *visitors: Visitor) -> None:
        self.errors: list[BaseException] = []
        self._changed = Condition()
        self._is_over = False
        self._rounds = Counter[str]()
        self._threads = [Thread(target=self._repeat, args=[one]) for one in visitors]

    def __enter__(self) -> Self:
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Let each finish what it does."""
        with self._changed:
            self._is_over = True
        for thread in self._threads:
            thread.join()

    def wait_for_rounds(self, most: int) -> None:
        """Wait until each visitor has begun and ended that many rounds from now on, or failed."""
        with self._changed:
            start = self._rounds.copy()
            names = [thread.name for thread in self._threads]
            self._changed.wait_for(
                lambda: (
                    bool(self.errors)
                    or all(self._rounds[name] > start[name] + most for name in names)
                )
            )

    def _repeat(self, visitor: Visitor) -> None:
        while not self._is_over:
            try:
                visitor.everything()
            except Exception as error:  # noqa: BLE001  # whatever fails is to be seen
                with self._changed:
                    self.errors.append(error)
                    self._changed.notify_all()
                return
            with self._changed:
                self._rounds[current_thread().name] += 1
                self._changed.notify_all()
