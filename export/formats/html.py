"""HTML pages: the text that a browser would show, laid out in lines."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path

from engine.errors import FormatError
from export.formats import plain
from export.formats.encoding import decode
from export.formats.plain import Parts

MAX_BYTES = 50_000_000
"""Of one file; the standard library's parser needs a second for five to ten million."""

_ENDINGS = (".html", ".htm", ".xhtml")
_START = re.compile(
    rb"(?:\s|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_CHARSET_WITHIN = 4096
_HEAD = 8192

_CODECS = re.compile(r"cp125\d|cp874|cp866|cp932|cp949|iso8859|koi8|gb18030|big5|euc_jp|iso2022_jp|mac-cyrillic")
"""What pages are in; Python has codecs besides that no browser knows."""

_AS_BROWSERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What browsers take an encoding for, since pages do too: https://encoding.spec.whatwg.org/#names-and-labels"""

_HIDDEN = frozenset(
    [
        *("script", "style", "template", "noscript", "title", "iframe", "noframes", "noembed", "datalist"),
        *("audio", "video", "canvas", "object", "annotation", "annotation-xml", "rt", "rp"),
    ]
)
_NEVER_CLOSED = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
        *("track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"),
        *("option", "optgroup", "html", "body", "head"),
    ]
)
"""What has no end, or may go without: if such an element is hidden, nobody knows where that stops."""

_NO_DISPLAY = re.compile(r"display\s*:\s*none", re.IGNORECASE)

_PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr"]
)
_LINES = frozenset(
    [
        *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"),
        *("dt", "fieldset", "figcaption", "footer", "form", "header", "hgroup", "html", "legend", "li", "main"),
        *("menu", "nav", "optgroup", "option", "search", "section", "summary", "tbody", "tfoot", "thead", "tr"),
    ]
)
_CELLS = frozenset(["td", "th"])
_OPEN_COMMENTS = 20
_COMMENT_END = re.compile(r"--\s*>")
_TAG_START = re.compile("<[a-zA-Z/!?]")
_BLANKS = re.compile("[ \t\n\r\f]+")


def matches(data: bytes, path: Path) -> bool:
    """Tell whether bytes are an HTML page: by how it begins, by its name where it is a piece without a beginning."""
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip(b"\xfe\xff").replace(b"\0", b"")
    return bool(_START.match(head)) or path.suffix.lower() in _ENDINGS


def read(data: bytes, path: Path) -> Parts:
    """Give the one document of a page. Raises FormatError when it is too large, no text or has none to see."""
    if len(data) > MAX_BYTES:
        raise FormatError(
            f"the page has more than {MAX_BYTES // 1_000_000} MB",
            path=path,
            remedy="split it, or save it as plain text",
        )
    text = visible_text(_decoded(data, path))
    if not text.strip():
        raise FormatError("there is no text to see in the page", path=path, remedy="choose another file")
    return plain.read(text, path)


def visible_text(page: str) -> str:
    """Give the text that a browser would show, with line breaks where blocks begin and end."""
    parser = _Parser()
    parser.feed(_without_open_end(page))
    parser.close()
    return parser.text()


def _without_open_end(page: str) -> str:
    """Cut a page where a tag begins that has no end, or many comments do, as browsers do.

    WORKAROUND: html.parser looks for that end again from each later ``<``, which takes minutes (CVE-2025-6069).
    """
    closed = max((found.end() for found in _COMMENT_END.finditer(page)), default=0)
    if page.count("<!--", closed) > _OPEN_COMMENTS:  # one or two may stand in a script
        page = page[: page.index("<!--", closed)]
    tag = _TAG_START.search(page, page.rfind(">") + 1)
    return page if tag is None else page[: tag.start()]


def _decoded(data: bytes, path: Path) -> str:
    """Decode by the byte order mark, else by what the page says, else by what the bytes look like."""
    named = None if data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")) else _named_codec(data)
    if named is not None:
        try:
            return decode(data.decode(named).encode(), path)
        except UnicodeDecodeError:  # what the page says is wrong
            pass
    return decode(data, path)


def _named_codec(data: bytes) -> str | None:
    """Give Python's name of the encoding that a page names, None if that is UTF-8 or none that pages are in."""
    found = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("latin-1")).name
    except LookupError:
        return None
    name = _AS_BROWSERS.get(name, name)
    return name if _CODECS.match(name) else None


class _Parser(HTMLParser):
    """Collects visible text. Breaks and blanks wait until text comes, so that none stand at an end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._breaks = 0
        self._blank = ""
        self._preformatted = 0
        self._is_first_newline = False
        self._hidden = ""
        self._hidden_depth = 0

    def text(self) -> str:
        """Give all text so far."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            self._hidden_depth += tag == self._hidden
        elif tag in _HIDDEN or (tag not in _NEVER_CLOSED and _is_hidden(dict(attrs))):
            self._hidden, self._hidden_depth = tag, 1
        elif tag == "br":
            self._break_line()
        elif tag in _CELLS:
            self._blank = "\t"
        else:
            self._preformatted += tag == "pre"
            self._is_first_newline = tag == "pre"
            self._break_block(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _NEVER_CLOSED:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden_depth -= tag == self._hidden
            if self._hidden_depth == 0 or (tag == "ruby" and self._hidden in ("rt", "rp")):
                self._hidden = ""
        elif tag == "br":
            self._break_line()
        else:
            self._preformatted = max(0, self._preformatted - (tag == "pre"))
            self._break_block(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._preformatted:
            self._add_preformatted(data.replace("\r\n", "\n").replace("\r", "\n"))
            return
        words = _BLANKS.sub(" ", data)
        if words.startswith(" "):
            self._blank = self._blank or " "
        if words.strip(" "):
            self._add(words.strip(" "))
            self._blank = " " if words.endswith(" ") else ""

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002
        """Pass over ``<![…>`` as browsers do.

        WORKAROUND: html.parser raises AssertionError at a keyword that it does not know (bpo-32876).
        """
        return self.parse_bogus_comment(i, False)

    def _add(self, text: str) -> None:
        if self._parts:
            self._parts.append("\n" * self._breaks or self._blank)
        self._parts.append(text)
        self._breaks, self._blank = 0, ""

    def _add_preformatted(self, text: str) -> None:
        if self._is_first_newline:
            text = text.removeprefix("\n")
            self._is_first_newline = False
        lines = text.rstrip("\n")
        if lines:
            self._add(lines)
        self._breaks += len(text) - len(lines)

    def _break_block(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._breaks = max(self._breaks, 2)
        elif tag in _LINES:
            self._breaks = max(self._breaks, 1)

    def _break_line(self) -> None:
        self._breaks = min(self._breaks + 1, 2)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_NO_DISPLAY.search(attributes.get("style") or ""))
