"""Bring the catalogues of all languages up to date with the code: new words come in empty, those no longer used go.

    python scripts/strings.py           write resources/translations/*.po and say what is missing
    python scripts/strings.py --check   write nothing; fail if something is missing, stale or not marked

What is marked: literals given to ``tr``, ``tr_n``, ``tr_later`` and ``tr_n_later`` in ``gui``, and the sentences that
``engine`` and ``export`` make: of errors that a person can mend, and titles of actions. The tests use this module.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gui import catalogue  # noqa: E402
from gui.catalogue import SENTENCES, Message  # noqa: E402

TRANSLATIONS = ROOT / "resources" / "translations"
FIELD = re.compile(r"\{(\w*)")

MARKERS: dict[str, tuple[tuple[int, ...], ...]] = {
    "tr": ((0,),),
    "tr_later": ((0,),),
    "tr_n": ((1, 2),),
    "tr_n_later": ((0, 1),),
    "Command": ((1,), (3,)),
}
"""What marks words, and which of its arguments they are: one form or two, of one message or more."""

NOT_SEEN = {"gui/tour", "gui/contrast.py"}
"""Words for the person who runs the tour in a terminal, or the tests."""

Found = dict[tuple[str, ...], list[str]]
"""English words, one form or two, and where they stand."""


def main(arguments: Sequence[str]) -> int:
    """Update or check; give the exit code."""
    wrong = [*unmarked(), *forgotten(), *(f"{place}: put together before it is translated" for place in unreadable())]
    for path in catalogues():
        found = words_for(path)
        messages = catalogue.read(path)
        if "--check" not in arguments:
            messages = updated(messages, found)
            catalogue.write(path, header(path), messages)
        wrong += [f"{path.name}: {problem}" for problem in problems(messages, found)]
    print("\n".join(wrong) or "Everything is translated.")
    return 1 if wrong else 0


def catalogues() -> list[Path]:
    """Give the files of all languages: of each one for the window and one for the sentences of the engine."""
    return sorted(TRANSLATIONS.glob("*.po"))


def words_for(path: Path) -> Found:
    """Give the words that belong into a catalogue, with the files they stand in, as they stand there."""
    found: Found = {}
    for place, english in engine_words() if path.name.endswith(SENTENCES) else window_words():
        places = found.setdefault(english, [])
        if place not in places:
            places.append(place)
    return found


def updated(messages: Sequence[Message], found: Found) -> list[Message]:
    """Give the messages that the code asks for, with what is known of them."""
    known = {message.english: message.forms for message in messages}
    return [Message(english, known.get(english, ("",) * len(english)), tuple(at)) for english, at in found.items()]


def header(path: Path) -> str:
    """Give what stands above the first message of a catalogue."""
    return path.read_text(encoding="utf-8").partition("\n\n")[0]


def problems(messages: Sequence[Message], found: Found) -> Iterator[str]:
    """Say what is wrong with a catalogue: untranslated, stale, twice, with other fields than the English."""
    seen: set[str] = set()
    for message in messages:
        english = message.english[0]
        if message.english not in found:
            yield f"no longer in the code: {english!r}"
        if english in seen:
            yield f"there twice: {english!r}"
        seen.add(english)
        if not message.done or len(message.forms) != len(message.english):
            yield f"not translated: {english!r}"
            continue
        for form in message.forms:
            if fields(form) != fields(message.english[-1]) and fields(form) != fields(english):
                yield f"other fields than the English: {form!r}"
    known = {message.english for message in messages}
    for english in found:
        if english not in known:
            yield f"not translated: {english[0]!r}"


def fields(words: str) -> set[str]:
    """Give the names in braces."""
    return set(FIELD.findall(words))


# --- the window ---


def files(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """Give the modules of packages, by their paths in the repository."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not any(name.startswith(folder) for folder in NOT_SEEN):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def in_order(module: ast.Module) -> list[ast.AST]:
    """Give the parts of a module as they stand in it."""
    return sorted(ast.walk(module), key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))


def called(node: ast.AST) -> str:
    """Give the name of what is called, "" if nothing is."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def literal(node: ast.expr) -> str | None:
    """Give a string that is written out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def marked(node: ast.AST) -> Iterator[list[ast.expr]]:
    """Give the words that a call marks, message by message."""
    if isinstance(node, ast.Call):
        for places in MARKERS.get(called(node), ()):
            if max(places) < len(node.args):
                yield [node.args[place] for place in places]


def window_words() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the words of the window with their places."""
    for name, module in files("gui"):
        for node in in_order(module):
            for message in marked(node):
                forms = tuple(words for form in message if (words := literal(form)))
                if len(forms) == len(message):
                    yield name, forms


def unreadable() -> Iterator[str]:
    """Give the places where words are put together before they are translated, which nobody can translate."""
    for name, module in files("gui"):
        if name == "gui/words.py":
            continue
        for node in ast.walk(module):
            for form in (form for message in marked(node) for form in message):
                if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(form)):
                    yield f"{name}:{form.lineno}"


# --- words that nobody marked ---

WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]|^[A-ZÄÖÜ][^\W\d_]+|[^\W\d_]…|[^\W\d_]\)$")
"""What looks like words for people: two words, a capital at the beginning, an ellipsis."""

TECHNICAL = re.compile(
    r"""
    [{};]\s*$ | ^[#*.\w\s\[\]"=:,>-]*\{                             # style sheets
    | ^(Ctrl|Alt|Shift|Meta|F\d+)(\+|$)                              # keys
    | ^(Return|Enter|Tab|Backspace|Delete|Del|Space|Esc|Home|End|Left|Right|Up|Down|PgUp|PgDown|Menu)$
    | ^(<\w|</) | ^%                                                # markup, patterns of dates
    | ^msg(id|str) | ^Python | ^Deutsch$ | ^English$ | \ –\ Gatelight$ | ^Sample\. | ^Aa$ | ^Prodigy$ | \.json$
    | ^[A-Z_]+$ | ^Gatelight$ | ^Fusion$ | ^etaoin | ^CoNLL | ^SELECT | ^Q[A-Z]\w+$
    """,
    re.VERBOSE,
)

QUIET_CALLS = {
    "ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError", "AssertionError", "NotImplementedError",
    "QKeySequence", "setProperty", "property", "setObjectName", "TypeVar", "getattr", "setStyleSheet", "value",
    "setValue", "setFamilies", "print", "compile", "DamagedFiguresError",
}  # fmt: skip
"""What takes strings that nobody sees: errors that are bugs, names, keys, styles."""


def unmarked() -> Iterator[str]:
    """Give the words for people that are neither translated nor marked for it, with their places."""
    for name, module in files("gui"):
        quiet = {id(part) for node in quiet_nodes(module) for part in ast.walk(node)}
        for node in ast.walk(module):
            if id(node) not in quiet and (words := shown(node)) is not None:
                yield f"{name}:{node.lineno}: not through tr: {words!r}"
                quiet |= {id(part) for part in ast.walk(node)}


def forgotten() -> Iterator[str]:
    """Give the places where a constant that is marked for later is used, but not given to ``tr``."""
    modules = list(files("gui"))
    all_constants = {name: set(marked_constants(module)) for name, module in modules}
    for name, module in modules:
        constants = all_constants[name] | {
            alias.name
            for node in module.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name in all_constants.get(f"{(node.module or '').replace('.', '/')}.py", ())
        }
        tables = [statement for statement in module.body if isinstance(statement, ast.Assign)]
        translated = [node for node in ast.walk(module) if called(node) in MARKERS]
        fine = {id(part) for node in [*tables, *translated] for part in ast.walk(node)}
        for node in ast.walk(module):
            used = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in fine
            if used and node.id in constants:
                yield f"{name}:{node.lineno}: {node.id} is not given to tr"


def marked_constants(module: ast.Module) -> Iterator[str]:
    """Give the names at the top of a module that stand for words marked for later."""
    for statement in module.body:
        if isinstance(statement, ast.Assign) and called(statement.value) == "tr_later":
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def shown(node: ast.AST) -> str | None:
    """Give the words of a literal that looks like words for people."""
    text = None
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        constant = " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
        if not re.search(r"[^\W\d_]{2,}", constant) or TECHNICAL.search(constant):
            return None
        # an f-string is glued: one word is enough, unless it is a name or a path without blanks
        return text if re.search(r"(^|[\s,.:;(«“])[^\W\d_]{2,}([\s,.:;)»”]|$)", text) and " " in text else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        return text if WORDS.search(text) and not TECHNICAL.search(text) else None
    return None


def quiet_nodes(module: ast.Module) -> Iterator[ast.AST]:
    """Give the parts of a module in which strings are not for people, or translated already."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and literal(node.value) is not None:
            yield node  # a docstring
        elif called(node) in (*MARKERS, *QUIET_CALLS, *ENGINE_ERRORS, "add_documents") or is_names(node):
            yield node  # what the engine's errors say is collected with the engine
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield node.format_spec


def is_names(node: ast.AST) -> bool:
    """Tell whether a statement only names things: the values of an enum, ``__all__``, the menus."""
    if isinstance(node, ast.ClassDef):
        return any("Enum" in ast.unparse(base) for base in node.bases)
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in (
        "__all__",
        "MENUS",
        "OTHER_FAMILIES",
        "MENU_COLUMNS",
        "BEGINNINGS",
    )


# --- engine and export ---

ENGINE_ERRORS = {
    "UserError", "FormatError", "ModelFileError", "ProjectError", "LostProjectError", "SavingError", "HeldError",
    "ReadOnlyError", "TrainingError", "DamagedError",
}  # fmt: skip
TABLES = {"_TROUBLES", "NO_ACCESS", "_LOCKED"}
"""Names of tables with sentences in them."""


def engine_words() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the sentences of engine and export with their places, halves of sentences on their own."""
    for name, module in files("engine", "export", "gui"):
        reader = Reader(module)
        for node in in_order(module):
            for argument in spoken(node):
                for words in reader.read(argument):
                    if re.search(r"[^\W\d_]{2,}", FIELD.sub("", words)):
                        yield name, (words,)


def spoken(node: ast.AST) -> Iterator[ast.expr]:
    """Give the arguments of a call that a person is to read."""
    if isinstance(node, ast.FunctionDef) and (
        node.name in ("remedy", "sentence", "_trouble") or node.name.endswith("_title")
    ):
        yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value is not None)
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and target.id in TABLES:
            yield from (part for part in ast.walk(node.value) if isinstance(part, ast.Constant | ast.JoinedStr))
    if isinstance(node, ast.Assign):
        yield from titles(node.targets[0], node.value)
    if not isinstance(node, ast.Call):
        return
    name = called(node)
    if name in ENGINE_ERRORS:
        yield from node.args[:1]
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "remedy")
    elif name == "Action":
        yield from node.args[:1]
    elif name in ("add_documents", "create_with_documents"):
        yield from node.args[1:3]
    elif name == "record_gazetteer":
        yield from node.args[3:4]
    elif name == "Ledger":
        notes = (keyword.value for keyword in node.keywords if keyword.arg == "notes")
        yield from (note for notes in notes if isinstance(notes, ast.Tuple) for note in notes.elts)
    elif name == "LedgerRow" and len(node.args) == 6:
        yield node.args[5]
    elif name == "Problem" and len(node.args) == 2:
        yield node.args[1]


def titles(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """Give what becomes a ``title``, of an action that may be made in another module."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from titles(one, other)
    elif isinstance(target, ast.Name) and target.id == "title" and isinstance(value, ast.JoinedStr | ast.IfExp):
        yield value


@dataclass
class Reader:
    """Reads what strings an expression can be, with ``{name}`` for what is only known when it runs."""

    module: ast.Module
    depth: int = 0
    owners: dict[int, ast.FunctionDef] = field(default_factory=dict)
    functions: list[ast.FunctionDef] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.functions = [node for node in ast.walk(self.module) if isinstance(node, ast.FunctionDef)]
        for function in self.functions:
            for part in ast.walk(function):
                self.owners[id(part)] = function  # the innermost comes last

    def read(self, node: ast.expr) -> list[str]:
        """Give the strings, none for what comes from somewhere else."""
        if self.depth > 6:
            return []
        self.depth += 1
        try:
            return self._read(node)
        finally:
            self.depth -= 1

    def _read(self, node: ast.expr) -> list[str]:
        match node:
            case ast.Constant(value=str(words)):
                return [words] if words else []
            case ast.JoinedStr(values=parts):
                return self._joined(parts)
            case ast.IfExp(body=one, orelse=other):
                return [*self.read(one), *self.read(other)]
            case ast.BoolOp(values=values):
                return [words for value in values for words in self.read(value)]
            case ast.Call():
                return [words for value in node.args for words in self.read(value) if " " in words]
            case ast.Name(id=name):
                return self._assigned(node, name)
        return []

    def _joined(self, parts: Sequence[ast.expr]) -> list[str]:
        choices: list[list[str]] = []
        names: list[str] = []
        for part in parts:
            if isinstance(part, ast.FormattedValue):
                options = self._known(part.value)
                if options is None:
                    names.append(unique(name_of(part.value), names))
                    options = [f"{{{names[-1]}}}"]
                choices.append(options)
            else:
                choices.append([literal(part) or ""])
        return ["".join(choice) for choice in product(*choices)]

    def _known(self, node: ast.expr) -> list[str] | None:
        """Give all that an expression can be, None if that depends on more than the code."""
        match node:
            case ast.Constant(value=str(words)):
                return [words]
            case ast.JoinedStr(values=parts):
                return self._joined(parts)
            case ast.IfExp(body=one, orelse=other):
                both = self._known(one), self._known(other)
                return None if None in both else [*(both[0] or []), *(both[1] or [])]
            case ast.Call(func=ast.Name(id=name)):
                returned = [
                    r for f in self.functions if f.name == name for r in ast.walk(f) if isinstance(r, ast.Return)
                ]
                value = returned[0].value if len(returned) == 1 else None
                return self._joined(value.values) if isinstance(value, ast.JoinedStr) else None
            case ast.Name(id=name) if function := self.owners.get(id(node)):
                values = [
                    statement.value
                    for statement in ast.walk(function)
                    if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name
                ]
                known = [self._known(value) for value in values]
                return None if not known or None in known else [words for each in known for words in each or []]
        return None

    def _assigned(self, node: ast.Name, name: str) -> list[str]:
        function = self.owners.get(id(node))
        found: list[str] = []
        for scope in filter(None, (function, self.module)):
            statements = ast.walk(scope) if scope is function else iter(self.module.body)
            for statement in statements:
                if isinstance(statement, ast.Assign):
                    for target in statement.targets:
                        found += self._from(target, statement.value, name)
            if found:
                return found
        if isinstance(function, ast.FunctionDef):
            arguments = [argument.arg for argument in function.args.args]
            if name in arguments:
                for call in ast.walk(self.module):
                    if isinstance(call, ast.Call) and called(call) == function.name:
                        place = arguments.index(name) - (arguments[:1] == ["self"])
                        given = [k.value for k in call.keywords if k.arg == name] or call.args[place : place + 1]
                        found += [words for value in given for words in self.read(value)]
        return found

    def _from(self, target: ast.expr, value: ast.expr, name: str) -> list[str]:
        if isinstance(target, ast.Name) and target.id == name:
            return self.read(value)
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = zip(target.elts, value.elts, strict=False)
            return [words for one, other in pairs for words in self._from(one, other, name)]
        return []


def name_of(node: ast.expr) -> str:
    """Name what is filled in, by the last word of its expression."""
    match node:
        case ast.Attribute(value=inner, attr="value"):
            return name_of(inner)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_")
        case ast.Call(args=[first, *_]):
            return name_of(first)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Subscript(value=inner):
            return name_of(inner)
    return "value"


def unique(name: str, taken: Sequence[str]) -> str:
    """Give a name that is not taken yet."""
    return name if name not in taken else next(n for i in range(2, 99) if (n := f"{name}{i}") not in taken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
