"""Write texts with their entities as one HTML page that needs nothing else: no script, no font, no network.

Light and dark follow the reader's system. The legend switches labels on and off by CSS alone (``:has``);
where a browser does not know that, all stay visible.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Protocol

from engine.text.labels import PALETTE_SIZE, Label, LabelSet
from export.palette import DARK_CHIP_TEXT, DARK_COLOURS, LIGHT_CHIP_TEXT, LIGHT_COLOURS


class Marked(Protocol):
    """What is drawn: a labelled range of code points; confidence in [0, 1], None for what a person said."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def confidence(self) -> float | None: ...  # noqa: D102


NamedText = tuple[str, str, Sequence[Marked]]
"""A document for the page: its name, its text and its entities."""


def html_page(title: str, documents: Sequence[NamedText], labels: Sequence[Label] = ()) -> str:
    """Give the page as text.

    labels: order, names and colours of the legend; a label that is only in the entities comes behind them.
    Raises ValueError when an entity is not inside its text.
    """
    counts = Counter(entity.label for _, _, entities in documents for entity in entities)
    shown = [label for label in LabelSet(labels).with_names(counts) if counts[label.name]]
    numbers = {label.name: number for number, label in enumerate(shown)}
    summary = f"{_count(len(documents), 'document')} · {_count(counts.total(), 'entity', 'entities')}"
    return _PAGE.format(
        title=_escaped(title),
        style=_STYLE + _label_style(shown),
        summary=summary,
        legend=_legend(shown, counts),
        articles="\n".join(_article(*document, numbers, title) for document in documents),
    )


def _legend(labels: Sequence[Label], counts: Counter[str]) -> str:
    if not labels:
        return ""
    items = [
        f'<li><label class="key c{number}"><input type="checkbox" id="l{number}" checked>'
        f'<span dir="auto">{_escaped(label.name)}</span><b>{counts[label.name]}</b></label></li>'
        for number, label in enumerate(labels)
    ]
    return f'<ul class="legend" aria-label="Labels">{"".join(items)}</ul>'


def _article(name: str, text: str, entities: Sequence[Marked], numbers: dict[str, int], title: str) -> str:
    parts, position, undrawn = [], 0, 0
    for entity in sorted(entities, key=lambda entity: (entity.start, -entity.end)):
        if not 0 <= entity.start < entity.end <= len(text):
            raise ValueError(f"{name}: entity [{entity.start}, {entity.end}) is not inside the text ({len(text)})")
        if entity.start < position:
            undrawn += 1
            continue
        label = _escaped(entity.label)
        sure = "" if entity.confidence is None else f" · {entity.confidence:.0%}"
        parts.append(_escaped(text[position : entity.start]))
        parts.append(
            f'<mark class="c{numbers[entity.label]}" data-label="{label}" title="{label}{sure}">'
            f"{_escaped(text[entity.start : entity.end])}</mark>"
        )
        position = entity.end
    parts.append(_escaped(text[position:]))
    heading = "" if name == title else f'<h2 dir="auto">{_escaped(name)}</h2>'
    note = f'<p class="note">{_count(undrawn, "overlapping entity", "overlapping entities")} not drawn</p>'
    body = f'<div class="text" dir="auto">{"".join(parts)}</div>'
    return f"<article>{heading}{body}{note if undrawn else ''}</article>"


def _label_style(labels: Sequence[Label]) -> str:
    """Give the rules of each label: its colours, and how it looks when it is switched off."""

    def colours(table: Sequence[tuple[str, str]]) -> str:
        pairs = ((number, table[label.colour % PALETTE_SIZE]) for number, label in enumerate(labels))
        return "".join(f".c{number}{{--fill:{fill};--chip:{chip}}}" for number, (fill, chip) in pairs)

    off = "".join(
        f"body:has(#l{number}:not(:checked)) mark.c{number}"
        "{background:none;padding:0;margin:0}"
        f"body:has(#l{number}:not(:checked)) mark.c{number}::after{{content:none}}"
        for number in range(len(labels))
    )
    return f"{colours(LIGHT_COLOURS)}@media (prefers-color-scheme:dark){{{colours(DARK_COLOURS)}}}{off}"


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _escaped(text: str) -> str:
    """Escape for element content and attributes; what HTML cannot hold becomes U+FFFD."""
    return escape(_UNWRITABLE.sub("\ufffd", text)).replace("\r", "&#13;")


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


_STYLE = f"""
:root{{color-scheme:light dark;--page:#ffffff;--window:#f4f5f7;--text:#1b1f24;--muted:#57606a;--line:#dcdfe4;
--accent:#1f5fbf;--chip-text:{LIGHT_CHIP_TEXT}}}
@media (prefers-color-scheme:dark){{:root{{--page:#1f2429;--window:#15181c;--text:#e6e9ed;--muted:#a3acb6;
--line:#343a42;--accent:#7db1f5;--chip-text:{DARK_CHIP_TEXT}}}}}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--window);color:var(--text);
font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
print-color-adjust:exact;-webkit-print-color-adjust:exact}}
header,main,footer{{max-width:52rem;margin:0 auto;padding:0 1.5rem}}
header{{padding-top:2.5rem}}
h1{{margin:0;font-size:1.6rem;line-height:1.25;font-weight:650;overflow-wrap:anywhere}}
.summary{{margin:.25rem 0 0;color:var(--muted);font-size:.9rem}}
nav{{position:sticky;top:0;z-index:1;background:var(--window);border-bottom:1px solid var(--line)}}
nav:empty{{display:none}}
.legend{{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;max-width:52rem;max-height:40vh;overflow:auto;
margin:0 auto;padding:.75rem 1.5rem}}
.key{{position:relative;display:flex;align-items:center;gap:.5rem;padding:.2rem .3rem .2rem .7rem;
border-radius:.45rem;cursor:pointer;background:var(--fill);font-size:.85rem;user-select:none;-webkit-user-select:none}}
.key input{{position:absolute;width:1px;height:1px;margin:0;opacity:0;appearance:none}}
.key b{{min-width:1.6rem;padding:.05rem .4rem;border-radius:.3rem;background:var(--chip);
color:var(--chip-text);font-weight:600;font-variant-numeric:tabular-nums;text-align:center}}
.key:has(:focus-visible){{outline:2px solid var(--accent);outline-offset:2px}}
.key:has(input:not(:checked)){{background:none;box-shadow:inset 0 0 0 1px var(--line)}}
.key:has(input:not(:checked)) span{{color:var(--muted);text-decoration:line-through}}
main{{padding-top:1.25rem;padding-bottom:1rem}}
article{{margin:0 0 1.25rem;padding:1.5rem 1.75rem;background:var(--page);border:1px solid var(--line);
border-radius:.75rem;content-visibility:auto;contain-intrinsic-size:auto 20rem}}
h2{{margin:0 0 .75rem;font-size:1rem;font-weight:650;color:var(--muted);overflow-wrap:anywhere}}
.text{{line-height:2.05;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;text-align:start;
tab-size:4}}
mark{{margin:0 .05em;padding:.2em .3em;border-radius:.4em;background:var(--fill);color:inherit;
box-decoration-break:clone;-webkit-box-decoration-break:clone}}
mark::after{{content:attr(data-label);unicode-bidi:isolate;white-space:nowrap;margin-inline-start:.45em;
padding:.2em .5em;border-radius:.45em;background:var(--chip);color:var(--chip-text);
font-size:.64em;font-weight:650;letter-spacing:.02em;vertical-align:.14em;user-select:none}}
.note{{margin:.75rem 0 0;color:var(--muted);font-size:.85rem}}
footer{{padding-bottom:2rem;color:var(--muted);font-size:.8rem}}
@media (max-width:36rem){{header,main,footer,.legend{{padding-left:.9rem;padding-right:.9rem}}
article{{padding:1rem}}}}
@media print{{nav{{position:static}}body,nav{{background:none}}
article{{border:0;padding:0;content-visibility:visible}}}}
"""

_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Gatelight">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1 dir="auto">{title}</h1><p class="summary">{summary}</p></header>
<nav>{legend}</nav>
<main>
{articles}
</main>
<footer>Highlighted by Gatelight</footer>
</body>
</html>
"""
