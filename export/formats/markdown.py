"""Markdown: the text as it stands, without the signs that are only markup.

This is no parser of all of CommonMark. What it does not know stays in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path

from engine.errors import FormatError
from export.formats import conll, plain
from export.formats.plain import Parts

_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")

_FENCE = re.compile(r" {0,3}(?:>\s?)*(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)$")
_TABLE_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)*\|?[ \t]*+$")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n^]{1,200}\]:\s*\S+.*$")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_HEADING_END = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_CELL_END = re.compile(r"(?<!\\)\|")

_LONGEST = 300
"""In characters, of what emphasis or a link holds: longer ones stay as they are, so that no text takes long."""

_WITHIN = rf"(?:(?!\n[ \t]{{0,9}}\n)[\s\S]){{1,{_LONGEST}}}?"
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\\(?=\n)"
    rf"|(?<!`)(?P<ticks>`{{1,8}})(?!`)(?P<code>{_WITHIN})(?<!`)(?P=ticks)(?!`)"
    r"|<(?P<address>[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]{1,1000}|[\w.+-]{1,100}@[\w.-]{1,200})>"
    r"|<!--(?:(?!<!--|-->)[\s\S]){0,5000}+-->|</?[a-zA-Z][\w-]{0,30}(?:\s[^<>]{0,1000})?/?>"
    r"|\[\^[^\]\s]{1,100}\](?::[ \t]*)?"
    rf"|!?\[(?P<link>(?:\\.|\[[^\[\]]{{0,200}}\](?:\([^()\s]{{0,500}}\))?+|[^\[\]\\]){{0,{_LONGEST}}}+)\]"
    r"(?:\((?:[^()\n]|\([^()\n]{0,500}\)){0,1000}+\)|\[[^\[\]\n]{0,200}\])"
    rf"|(?<!\*)(?P<stars>\*{{1,3}})(?![\s*])(?P<starred>{_WITHIN})(?<![\s*])(?P=stars)(?!\*)"
    rf"|(?<![\w_])(?P<lines>_{{1,3}})(?![\s_])(?P<lined>{_WITHIN})(?<![\s_])(?P=lines)(?![\w_])"
    rf"|(?<!~)~~(?![\s~])(?P<struck>{_WITHIN})(?<![\s~])~~(?!~)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
)


def matches(text: str, path: Path) -> bool:
    """Tell whether a text is named like Markdown and is no annotated file."""
    return path.suffix.lower() in _ENDINGS and not conll.matches(text, path)


def read(text: str, path: Path) -> Parts:
    """Give the one document of a text. Raises FormatError when there is nothing in it but markup."""
    bare = without_markup(text)
    if not bare.strip():
        raise FormatError("there is no text in it", path=path, remedy="choose another file")
    return plain.read(bare, path)


def without_markup(text: str) -> str:
    """Remove the signs of headings, emphasis, links, code, lists, quotes and tables; what they mark stays."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line[found.end() :].strip("`~ \t"):
                fence = ""
            else:
                parts.append(line)
        elif found and "`" not in line[found.end() :]:
            fence = found[1]
            parts += _bare(prose)
            prose = []
        else:
            prose.append(line)
    parts += _bare(prose)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip("\n")


def _bare(prose: list[str]) -> list[str]:
    """Give lines outside of code without markup; emphasis and links may go over several of them."""
    return [_inline("\n".join(_lines(prose)))] if prose else []


def _lines(prose: list[str]) -> Iterator[str]:
    in_table = False
    for number, line in enumerate(prose):
        following = prose[number + 1] if number + 1 < len(prose) else ""
        in_table = "|" in line and (in_table or ("|" in following and bool(_TABLE_RULE.match(following))))
        if in_table:
            if not _TABLE_RULE.match(line):
                yield "\t".join(cell.strip() for cell in _CELL_END.split(line.strip().strip("|"))).rstrip()
        elif _DEFINITION.match(line):
            continue
        elif _RULE.match(line):
            yield ""
        else:
            yield _line(line)


def _line(line: str) -> str:
    line = _QUOTE.sub("", line, count=1) if line.lstrip(" ").startswith(">") else line
    line = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    if _HEADING.match(line):
        return _HEADING_END.sub("", _HEADING.sub("", line, count=1)).rstrip()
    return line.rstrip()


def _inline(text: str) -> str:
    return _INLINE.sub(_content, text)


def _content(found: re.Match[str]) -> str:
    """Give what a piece of markup holds, without markup of its own."""
    for name in ("escaped", "code", "address"):
        if found[name] is not None:
            content = found[name]
            return content.strip() or content
    for name in ("link", "starred", "lined", "struck"):
        if found[name] is not None:
            return _inline(found[name])
    if found[0].lower().startswith("<br"):
        return "\n"
    return _character(found["entity"]) if found["entity"] else ""


def _character(entity: str) -> str:
    return html.unescape(entity) if entity.startswith("&#") else html5.get(entity[1:], entity)
