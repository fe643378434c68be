from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError
from export.formats.encoding import decode, read_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    text = "Zoë reads, wrote and 東京.\nSecond line, with enough of plain letters."

    assert decode(text.encode(encoding)) == text


def test_utf16_with_a_big_endian_mark_is_read() -> None:
    assert decode(b"\xfe\xff" + "Ωμέγα".encode("utf-16-be")) == "Ωμέγα"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Zoë ging nach Köln – „heute“."),
        ("cp1252", "Le garçon est allé à l’école où il a été très bien reçu."),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy. Včera večer jsme šli domů."),
        ("cp1251", "Президент России приехал в Москву."),
        ("cp1254", "İstanbul şehrinde çok güzel bir gün geçirdik, ağaçlar"),
        ("shift_jis", "東京は日本の首都です。私は京都に行きます。"),
        ("gb18030", "我爱北京天安门，天安门上太阳升。"),
    ],
)
def test_legacy_encodings_are_found(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_long_legacy_text_is_read_to_its_end() -> None:
    text = "Zoë ging über die Brücke nach Köln.\n" * 10_000

    assert decode(text.encode("latin-1")) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_utf8_text_comes_back_unchanged(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


def test_every_line_end_becomes_a_newline() -> None:
    assert decode(b"a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 ...", "looks like a PDF, not like text; save it as plain text first"),
        (b"PK\x03\x04....", "looks like a zip archive or an Office document"),
        (b"\x89PNG\r\n\x1a\n", "looks like a PNG picture"),
        (b"SQLite format 3\x00", "looks like an SQLite database or a Gatelight project"),
        (bytes(range(256)) * 8, "looks like a binary file"),
        (b"\x00\x01\x02\x03" * 9, "looks like a binary file"),
        (b"", "there is no text in it"),
        (b" \r\n\t\xc2\xa0\n", "there is no text in it"),
        (b"\xef\xbb\xbf", "there is no text in it"),
        (b"\xff\xfe\x41", "not valid UTF-16-LE; save the file as UTF-8"),
    ],
)
def test_what_is_not_text_is_said_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(data, "notes.txt")

    assert str(caught.value).startswith("notes.txt")
    assert message in str(caught.value)


def test_a_nul_character_is_refused_with_its_line() -> None:
    text = b"A first line of text.\r\nAnd a second one.\nHere it\x00is.\n"
    with pytest.raises(FormatError, match=r"notes\.txt, line 3: there is a NUL character"):
        decode(text, "notes.txt")


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="no such file; check the name"):
        read_text(tmp_path / "missing.txt")
    with pytest.raises(FormatError, match="this is a folder"):
        read_text(tmp_path)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FormatError, match="may not be read"):
        read_text(tmp_path / "locked.txt")


def test_utf8_with_a_few_bad_bytes_is_not_guessed_to_be_something_else() -> None:
    data = "Größe und Straße\nin Zürich\n".encode() + b"caf\xe9\n"
    with pytest.raises(FormatError, match=r"notes\.txt, line 3: byte \d+ is not valid UTF-8; save the file as UTF-8"):
        decode(data, "notes.txt")
