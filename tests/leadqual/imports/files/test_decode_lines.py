"""Lines in another encoding than the rest of their file do not come in garbled."""

import io

from leadqual.imports.files.reading import read_rows
from tests.leadqual.imports.conftest import layout_in

NAMES = ["Jörg Müller", "Zoë Brontë", "André Peña", "Øystein Bø", "Łukasz Żak"]


def names_in(content: bytes) -> list[str]:
    file = io.BytesIO(content)
    return [row.values[0] for row in read_rows(file, layout_in(file))]


def test_each_line_is_decoded_for_itself() -> None:
    for n_utf8 in [1, 30, 400]:
        for n_older in [1, 30, 400]:
            lines = [b"name,email\n"]
            lines += [f"{NAMES[at % 5]},u{at}@x.example\n".encode() for at in range(n_utf8)]
            lines += [
                f"{NAMES[at % 4]},w{at}@x.example\n".encode("cp1252") for at in range(n_older)
            ]

            found = names_in(b"".join(lines))

            assert found[:n_utf8] == [NAMES[at % 5] for at in range(n_utf8)]
            assert found[n_utf8:] == [NAMES[at % 4] for at in range(n_older)]


def test_what_was_encoded_twice_is_repaired_and_what_only_looks_so_stays() -> None:
    twice = "Jörg Müller".encode().decode("cp1252")
    text = f"name,email\n{twice},a@x.example\nJoão SÃO,b@x.example\n"

    assert names_in(text.encode()) == ["Jörg Müller", "João SÃO"]


def test_a_damaged_line_keeps_what_cannot_be_read() -> None:
    good = "".join(f"Jörg {at},u{at}@x.example\n" for at in range(20)).encode()
    damaged = "Jörg ".encode() + b"M\xfcller,x@x.example\n"

    *_, last = names_in(b"name,email\n" + good + damaged)

    assert "\udcfc" in last
