from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError
from export.formats import html, read_documents
from export.formats.html import visible_text


def text_of(tmp_path: Path, data: bytes, name: str = "page.html") -> str:
    (tmp_path / name).write_bytes(data)
    (one,), ledger = read_documents(tmp_path / name)
    assert (one.name, ledger.documents) == ("page", 1)
    return one.text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Ada\n  met <b>Bob</b>\tin&nbsp;Rome.</p>", "Ada met Bob in\xa0Rome."),
        ("<p>one</p><p>two</p>  <div>three</div><div>four</div>", "one\n\ntwo\n\nthree\nfour"),
        ("<h1>Head</h1>text<br>more<br><br><br>end", "Head\n\ntext\nmore\n\nend"),
        ("<ul><li>milk<li>eggs</ul>rest", "milk\neggs\n\nrest"),
        ("<b>Ada </b> <i> Lovelace</i>, <span>who</span><span>se</span>", "Ada Lovelace, whose"),
        ("<table><tr><th>Name</th> <th>Town</th></tr><tr><td> Ada<td>Paris</table>", "Name\tTown\nAda\tParis"),
        ("<pre>\n a  b\n\n<span>c</span>\n<span>d</span>\n</pre>after", " a  b\n\nc\nd\n\nafter"),
        ("un<wbr>broken soft&shy;ly &lt;b&gt; &amp; &#x1F680; &#8364;", "unbroken soft\xadly <b> & 🚀 €"),
        ("漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>を読む", "漢字を読む"),
        ("<ruby>字<rt>じ</ruby>を", "字を"),
    ],
)
def test_text_is_laid_out_as_in_a_browser(page: str, text: str) -> None:
    assert visible_text(page) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<head><title>Not me</title><style>p { x: y }</style></head>",
        "<title>Not me</title>",
        "<script>if (a < b) { '<p>no</p>' }</script>",
        "<style>b > c</style>",
        "<noscript><p>Not me</p></noscript>",
        "<template><div>no<template>no</template>no</div></template>",
        "<!-- no --><!doctype html><?no no?><![CDATA[no]]>",
        "<div hidden>no<div>no</div>no</div>",
        '<span style="color: red; display : none">no</span>',
        "<![if !IE]><![no[ ]>",
        "<iframe><p>no</p></iframe>",
    ],
)
def test_what_is_not_shown_is_left_out(hidden: str) -> None:
    assert visible_text(f"<p>Ada</p>{hidden}<p>Bob</p>") == "Ada\n\nBob"


def test_a_hidden_element_that_needs_no_end_hides_nothing_else() -> None:
    assert visible_text("<ul><li hidden>x<li>Ada</ul><p hidden>y<p>Bob") == "x\nAda\n\ny\n\nBob"


def test_any_script_keeps_exact_offsets(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html lang=he><body dir=rtl><p>דוד גר בירושלים.<p>我住在北京。👩‍🚀 <b>A</b>da &amp; Bob"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (one,), _ = read_documents(tmp_path / "a.html")

    assert one.text == "דוד גר בירושלים.\n\n我住在北京。👩‍🚀 Ada & Bob"
    forms = one.tokens.forms()
    assert [one.text[start:end] for start, end in zip(one.tokens.starts, one.tokens.ends, strict=True)] == forms
    assert {"דוד", "👩‍🚀", "Ada"} <= set(forms)


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("utf-8", "", "Zoë 東京"),
        ("utf-8", "<meta charset=utf-8>", "Zoë 東京"),
        ("utf-8-sig", "<meta charset='iso-8859-1'>", "Zoë 東京"),
        ("utf-16", "<meta charset=utf-8>", "Zoë 東京"),
        ("cp1252", "<meta charset='ISO-8859-1'>", "Zoë “€”"),
        ("cp1255", "<META http-equiv=x content='text/html; charset=windows-1255'>", "דוד"),
        ("gb18030", '<meta charset="GB2312">', "联通 北京"),
        ("shift_jis", "<meta charset=Shift_JIS>", "東京"),
        ("iso2022_jp", "<meta charset=ISO-2022-JP>", "東京"),
        ("koi8-r", "<?xml version='1.0' encoding='KOI8-R'?>", "Москва"),
        ("utf-8", "<meta charset=hex>", "Zoë"),
        ("utf-8", "<meta charset=utf-7>", "Zoë"),
        ("utf-8", "<meta charset=euc-kr>", "Zoë — naïve"),
    ],
)
def test_the_encoding_is_that_of_the_mark_or_the_page_or_the_bytes(
    tmp_path: Path, encoding: str, declared: str, text: str
) -> None:
    assert text_of(tmp_path, f"<html>{declared}<p>{text}</p></html>".encode(encoding)) == text


@pytest.mark.parametrize(
    "start",
    [
        b"<!doctype html>",
        b"\n <HTML>",
        b"<?xml version='1.0'?>\n<!-- x --><!DOCTYPE html PUBLIC 'x'>",
        codecs.BOM_UTF8 + b"<html>",
    ],
)
def test_a_page_is_known_by_how_it_begins(tmp_path: Path, start: bytes) -> None:
    assert text_of(tmp_path, start + b"<p>Ada", "page.txt") == "Ada"


def test_a_piece_of_a_page_is_known_by_its_name_alone(tmp_path: Path) -> None:
    assert text_of(tmp_path, b"<p>Ada", "page.htm") == "Ada"
    assert text_of(tmp_path, b"<p>Ada", "page.txt") == "<p>Ada"
    assert text_of(tmp_path, b"<htmlx>Ada", "page.txt") == "<htmlx>Ada"


def test_as_plain_text_a_page_keeps_its_markup(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><p>Ada")
    assert read_documents(tmp_path / "a.html", "text")[0][0].text == "<html><p>Ada"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html><title>x</title><script>y</script></html>", "there is no text to see in the page"),
        (b"<html><p>\x00Ada and some more of her letters</p></html>", "there is a NUL character"),
        (b"\x89PNG\r\n\x1a\n", "it looks like a PNG picture"),
        (b"", "there is no text in it"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_documents(tmp_path / "a.html")

    assert str(caught.value).startswith(str(tmp_path / "a.html"))
    assert message in str(caught.value)


def test_a_page_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_BYTES", 2_000_000)
    (tmp_path / "a.html").write_bytes(b"<html>" + b"a" * 2_000_000)
    with pytest.raises(FormatError, match="the page has more than 2 MB; split it, or save it as plain text"):
        read_documents(tmp_path / "a.html")


@given(
    st.lists(
        st.sampled_from(["<", ">", "!", "[", "]", "-", "p", "pre", "/", " ", "\n", "&", "#1;", "ruby", "rt", "'", "a"])
    )
)
def test_no_page_breaks_the_parser(parts: list[str]) -> None:
    text = visible_text("".join(parts))
    assert text == text.strip("\n")


def test_a_script_with_the_start_of_a_comment_hides_nothing() -> None:
    assert visible_text("<script>x = '<!--'</script><p>Ada</p>") == "Ada"


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<a", "</", "<![", "<a b='"])
def test_a_page_of_what_has_no_end_is_read_at_once(piece: str) -> None:
    assert visible_text("<p>Ada</p>" + piece * 100_000) == "Ada"
