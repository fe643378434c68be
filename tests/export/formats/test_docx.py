from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml

from engine.errors import FormatError
from engine.text.document import Document
from export.formats import docx as word
from export.formats import read_documents

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(made: WordDocument) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def document_of(tmp_path: Path, made: WordDocument, name: str = "letter.docx") -> Document:
    (tmp_path / name).write_bytes(saved(made))
    (one,), ledger = read_documents(tmp_path / name)
    assert ledger.documents == 1
    return one


def with_xml(inner: str) -> WordDocument:
    """Make a document of one paragraph that has this inside."""
    made = docx.Document()
    made.element.body.insert(0, parse_xml(f"<w:p {NAMESPACES}>{inner}</w:p>"))
    return made


def test_paragraphs_headings_and_list_items_are_lines(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("The valley", 1)
    made.add_paragraph("Ada met ").add_run("Bob").bold = True
    made.add_paragraph("In Paris.\nIn Rome.")
    made.add_paragraph("milk", style="List Bullet")
    made.add_paragraph("eggs", style="List Number")
    made.sections[0].header.paragraphs[0].text = "Header"
    made.sections[0].footer.paragraphs[0].text = "Footer"
    one = document_of(tmp_path, made)

    assert (one.name, one.text) == ("letter", "The valley\n\nAda met Bob\nIn Paris.\nIn Rome.\nmilk\neggs")


def test_a_row_of_a_table_is_a_line_unless_its_cells_have_several(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Before")
    table = made.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("Ada", "", "Paris"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("Bob", "x", "Rome\nItaly"), strict=True):
        cell.text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[1])
    made.add_paragraph("After")

    assert document_of(tmp_path, made).text == "Before\n\nAda\t\tParis\nBob\nx\nRome\nItaly\n\nAfter"


def test_any_script_keeps_exact_offsets(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("דוד גר בירושלים.")
    made.add_paragraph("我住在北京。👩‍🚀 Ada & Bob\tok")
    one = document_of(tmp_path, made)

    assert one.text == "דוד גר בירושלים.\n我住在北京。👩‍🚀 Ada & Bob\tok"
    forms = one.tokens.forms()
    spans = zip(one.tokens.starts, one.tokens.ends, strict=True)
    assert [one.text[start:end] for start, end in spans] == forms
    assert {"דוד", "👩‍🚀", "Ada"} <= set(forms)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:hyperlink><w:r><w:t>Ada</w:t></w:r></w:hyperlink>", "Ada"),
        ("<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>", "new"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>field</w:t></w:r></w:sdtContent></w:sdt>", "field"),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t>a</w:t><w:tab/><w:noBreakHyphen/><w:t>b</w:t></w:r>", "a\t-b"),
        (
            "<w:r><w:t>Text</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>"
            "</w:txbxContent></mc:Choice><mc:Fallback><w:t>again</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "Text\nbox",
        ),
    ],
)
def test_text_is_found_in_whatever_it_is_wrapped(tmp_path: Path, inner: str, text: str) -> None:
    assert document_of(tmp_path, with_xml(inner)).text == text


def test_footnotes_are_said_to_be_missing(tmp_path: Path) -> None:
    made = with_xml('<w:r><w:t>Ada</w:t><w:footnoteReference w:id="1"/></w:r>')
    (tmp_path / "a.docx").write_bytes(saved(made))

    assert read_documents(tmp_path / "a.docx")[1].notes == ("The footnotes of a Word file are left out.",)


def test_a_word_file_is_known_by_its_content(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Ada")
    assert document_of(tmp_path, made, "letter.bin").text == "Ada"
    assert read_documents(tmp_path / "letter.bin", "text")[0][0].text == "Ada"
    with pytest.raises(FormatError, match="not like text"):
        read_documents(tmp_path / "letter.bin", "conll")
    (tmp_path / "only-named.docx").write_text("Bob\n")
    assert read_documents(tmp_path / "only-named.docx")[0][0].text == "Bob\n"


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def full() -> bytes:
    made = docx.Document()
    made.add_paragraph("Ada met Bob. " * 50)
    return saved(made)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: full()[:5000], "it is damaged or cut off; fetch or save it once more"),
        (lambda: full().replace(b"word/document.xml", b"word/document.xmm"), "it is damaged, or no Word document"),
        (lambda: archive(word__document_xml="<a"), "it is damaged, or no Word document"),
        (lambda: saved(docx.Document()), "there is no text in it"),
        (lambda: b"\xd0\xcf\x11\xe0 old", "it is an old Word document; open it in Word and save it as .docx"),
        (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "it is locked with a password"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, make: Callable[[], bytes], message: str) -> None:
    (tmp_path / "a.docx").write_bytes(make())
    with pytest.raises(FormatError) as caught:
        read_documents(tmp_path / "a.docx")

    assert str(caught.value).startswith(f"{tmp_path / 'a.docx'}: {message}")


def test_any_cut_of_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    data = full()
    for size in range(4, len(data), 997):
        (tmp_path / "a.docx").write_bytes(data[:size])
        with pytest.raises(FormatError):
            read_documents(tmp_path / "a.docx")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bomb.docx").write_bytes(archive(word__document_xml=" " * (word.MAX_XML_BYTES + 1)))
    with pytest.raises(FormatError, match="unpacks to more than can be read at once"):
        read_documents(tmp_path / "bomb.docx")
    monkeypatch.setattr(word, "MAX_BYTES", 100_000)
    (tmp_path / "b.docx").write_bytes(archive(word__document_xml="<a/>", word__picture="x" * 100_000))
    with pytest.raises(FormatError, match="unpacks to more"):
        read_documents(tmp_path / "b.docx")


def test_a_part_counts_as_xml_whatever_it_is_named_unless_it_is_a_picture(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(word, "MAX_XML_BYTES", 1_000_000)
    made = docx.Document()
    made.add_paragraph("Ada " * 300_000)
    for name in ("document.foo", "document.bin", "document.png"):
        (tmp_path / "a.docx").write_bytes(renamed(saved(made), "document.xml", name))
        with pytest.raises(FormatError, match="unpacks to more than can be read at once"):
            read_documents(tmp_path / "a.docx")

    with zipfile.ZipFile(tmp_path / "b.docx", "w") as pictures:
        pictures.writestr("word/media/image1.PNG", b"\x89PNG" * 300_000)
    with pytest.raises(FormatError, match="it is damaged, or no Word document"):
        read_documents(tmp_path / "b.docx")


def test_a_part_of_any_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(renamed(full(), "document.xml", "document.foo"))
    assert read_documents(tmp_path / "a.docx")[0][0].text.startswith("Ada met Bob.")


def renamed(data: bytes, old: str, new: str) -> bytes:
    """Give a Word file of which a part has another name, in whatever speaks of it too."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                content = content.replace(old.encode(), new.encode())
            made.writestr(name.replace(old, new), content)
    return buffer.getvalue()


def test_blanks_within_a_line_do_not_take_long(tmp_path: Path) -> None:
    blanks = " \t" * 15_000
    began = time.perf_counter()
    one = document_of(tmp_path, with_xml(f'<w:r><w:t xml:space="preserve">a{blanks}b{blanks}</w:t></w:r>'))
    assert time.perf_counter() - began < 2
    assert one.text == f"a{blanks}b"


def test_entities_of_xml_are_not_expanded(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(full())) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                body = "<w:body><w:p><w:r><w:t>Ada &a11;</w:t></w:r></w:p></w:body>"
                content = f"{evil}<w:document {NAMESPACES}>{body}</w:document>".encode()
            new.writestr(name, content)
    (tmp_path / "a.docx").write_bytes(data.getvalue())

    with pytest.raises(FormatError, match="it is damaged"):
        read_documents(tmp_path / "a.docx")
