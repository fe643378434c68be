from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.errors import FormatError
from export.formats import pdf, read_documents

PROSE = (
    "The analytical engine weaves algebraic patterns just as the loom of",
    "Jacquard weaves flowers and leaves. It was Ada Lovelace who wrote so in",
    "the year 1843.",
    "Charles Babbage had asked her to translate the paper of Luigi Menabrea",
    "into English.",
)
PICTURE = b"q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"


def hexed(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def made(pages: Sequence[Sequence[str] | bytes], encrypted: bool = False) -> bytes:
    """Make a PDF of pages: lines of text, or what draws the page. Any character up to 255 different ones works."""
    characters = sorted({character for page in pages if not isinstance(page, bytes) for character in "".join(page)})
    codes = {character: number for number, character in enumerate(characters, start=1)}
    pairs = b"\n".join(b"<%04x> <%s>" % (code, hexed(character)) for character, code in codes.items())
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"%d beginbfchar\n%s\nendbfchar endcmap end" % (len(codes), pairs)
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    for number, page in enumerate(pages):
        drawn = page if isinstance(page, bytes) else shown(page, codes)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (7 + 2 * number)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return assembled(
        objects,
        b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (b"00" * 32, b"11" * 32)
        if encrypted
        else b"",
    )


def shown(lines: Sequence[str], codes: dict[str, int]) -> bytes:
    strings = (b"<%s> Tj T*" % b"".join(b"%04x" % codes[character] for character in line) for line in lines)
    return b"BT /F 12 Tf 14 TL 20 750 Td %s ET" % b" ".join(strings)


def assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(b"%010d 00000 n \n" % len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(offsets))
    return data + table + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(data))


def text_of(tmp_path: Path, *pages: Sequence[str] | bytes) -> str:
    (tmp_path / "paper.pdf").write_bytes(made(pages))
    (one,), ledger = read_documents(tmp_path / "paper.pdf")
    assert (one.name, ledger.documents) == ("paper", 1)
    return one.text


def test_lines_become_paragraphs_and_pages_are_apart(tmp_path: Path) -> None:
    assert text_of(tmp_path, ["A heading", *PROSE], ["Another page"]) == (
        f"A heading\n{' '.join(PROSE[:3])}\n{' '.join(PROSE[3:])}\n\nAnother page"
    )


def test_words_that_a_hyphen_broke_are_whole_again(tmp_path: Path) -> None:
    assert text_of(tmp_path, ["Ada met Bob in Lon-", "don with Jean-", "Pierre and a well-known", "man -"]) == (
        "Ada met Bob in London with Jean-Pierre and a well-known\nman -"
    )


def test_any_script_keeps_exact_offsets(tmp_path: Path) -> None:
    # Glyphs are drawn from the left, so Hebrew stands backwards in a PDF.
    (tmp_path / "a.pdf").write_bytes(made([["דוד גר בירושלים"[::-1], "我住在北京。", "Zoë 🚀 Köln ﬁn"]]))
    (one,), _ = read_documents(tmp_path / "a.pdf")

    assert one.text == "דוד גר בירושלים\n我住在北京。\nZoë 🚀 Köln fin"
    forms = one.tokens.forms()
    assert [one.text[start:end] for start, end in zip(one.tokens.starts, one.tokens.ends, strict=True)] == forms
    assert {"דוד", "🚀", "Zoë"} <= set(forms)


def test_a_broken_word_does_not_make_its_line_look_long() -> None:
    page = "\r\n".join([f"{PROSE[0]}\x02{PROSE[1]}", *PROSE[1:]])
    assert pdf.paragraphs(page).split("\n") == [
        f"{PROSE[0]}{PROSE[1]} {PROSE[1]} {PROSE[2]}".replace("ofJacquard", "of-Jacquard"),
        " ".join(PROSE[3:]),
    ]


def test_lists_and_tables_of_contents_stay_lines() -> None:
    page = "\r\n".join(["What the parser of this library can manage", "• INTEGER and all of its cousins, be it small",
                        "• BOOLEAN and none of its cousins, be it big", "1. Of parsers . . . . . . . . . . . . . . . 1",
                        "Of writers . . . . . . . . . . . . . . . . 2"])  # fmt: skip
    assert pdf.paragraphs(page) == page.replace("\r\n", "\n")


def test_a_title_at_the_start_of_a_line_is_no_item_of_a_list() -> None:
    assert pdf.paragraphs("In the evening she wrote a letter to\r\nDr. Babbage of London.") == (
        "In the evening she wrote a letter to Dr. Babbage of London."
    )


def test_chinese_lines_are_joined_without_a_blank() -> None:
    assert (
        pdf.paragraphs("我爱北京天安门天安门上太阳升我爱北\r\n京天安门") == "我爱北京天安门天安门上太阳升我爱北京天安门"
    )


def test_a_scan_says_that_it_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="the PDF has pictures of pages but no text; run OCR on it first"):
        text_of(tmp_path, PICTURE, PICTURE)
    with pytest.raises(FormatError, match="there is no text in it"):
        text_of(tmp_path, b"")


def test_pages_without_text_are_noted(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(made([["Ada"], PICTURE, b""]))
    (one,), ledger = read_documents(tmp_path / "a.pdf")

    assert one.text == "Ada"
    assert ledger.notes == ("1 page of a PDF is a picture without text.",)


def test_a_pdf_is_known_by_its_content(tmp_path: Path) -> None:
    data = made([["Ada"]])
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "b.pdf").write_bytes(b"\n\n" + data)
    (tmp_path / "c.pdf").write_text("Ada met Bob.")

    assert [read_documents(tmp_path / name)[0][0].text for name in ("a.txt", "b.pdf")] == ["Ada", "Ada"]
    assert read_documents(tmp_path / "c.pdf")[0][0].text == "Ada met Bob."
    assert read_documents(tmp_path / "a.txt", "text")[0][0].text == "Ada"
    with pytest.raises(FormatError, match="looks like a PDF, not like text"):
        read_documents(tmp_path / "a.txt", "conll")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (made([["Ada"]], encrypted=True), "it is locked with a password; save it without one in a PDF reader first"),
        (made([["Ada"]])[:300], "it is a damaged PDF; fetch or save it once more"),
        (b"%PDF-1.7\n" + b"nothing" * 1000, "it is a damaged PDF"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_documents(tmp_path / "a.pdf")

    assert str(caught.value).startswith(f"{tmp_path / 'a.pdf'}: {message}")


def test_any_cut_of_a_file_is_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    data = made([PROSE, PROSE])
    for size in range(5, len(data), 97):
        (tmp_path / "a.pdf").write_bytes(data[:size])
        try:
            read_documents(tmp_path / "a.pdf")
        except FormatError as error:
            assert str(error).startswith(str(tmp_path))


def test_too_much_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 100)
    with pytest.raises(FormatError, match="more text than can be read at once; split it"):
        text_of(tmp_path, PROSE)


def test_two_threads_can_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made([PROSE] * 20))
    with ThreadPoolExecutor(4) as pool:
        texts = {documents[0].text for documents, _ in pool.map(read_documents, [path] * 16)}

    assert len(texts) == 1
