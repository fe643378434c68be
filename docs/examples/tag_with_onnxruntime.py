"""Run a tagger as docs/model-format.md says, without Gatelight: tag_with_onnxruntime.py MODEL.onnx < sentences.txt

In: a sentence a line, UTF-8, blanks between tokens. Out: line (from 0), first token, last token (exclusive), label."""

import json
import re
import sys
from zlib import crc32

import numpy as np
import onnxruntime

KINDS = ("country", "people", "place", "title", "organisation_word", "time", "organisation", "thing")
SCRIPTS = {"h": range(0x3040, 0x30A0), "k": range(0x30A0, 0x3100), "g": range(0xAC00, 0xD7B0), "c": range(0x110000)}
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
entries = session.get_modelmeta().custom_metadata_map
tags, config, boldness = (json.loads(entries.get(key, "0.0")) for key in ("tags", "features", "boldness"))
lists = {name: set(words.split(" ")) for name, words in json.loads(entries["lexicon"]).items()}
probe = {i.name: np.zeros([1 if n in ("T", "B") else n for n in i.shape], np.int32) for i in session.get_inputs()}
transitions, start, end, words, clusters = session.run(None, probe | {"lengths": np.ones(1, np.int32)})[2:7]
row_of = {word: row for row, word in enumerate(words.tolist(), 1)}
names = [*config["names"], *(f"cluster{way}" for way in range(clusters.shape[1]))]
around = [names.index(name) for name in (*config["context"], *names[len(config["names"]) :])]
columns = {0: list(range(len(names))), -2: around, -1: around, 1: around, 2: around}


def look_at(form: str) -> tuple[int, list[int]]:
    """Give the row of a form's word, and the hashes of its features and clusters."""
    form, kinds = form[:64], ""
    for c in form:
        cased = "X" if c.isupper() or c.istitle() else "x" if c.islower() else "0" if c.isdecimal() else ""
        kinds += cased or (next(kind for kind, codes in SCRIPTS.items() if ord(c) in codes) if c.isalpha() else c)
    word = re.sub(r"\d", "0", form.lower())
    seen = {f"prefix{n}": word[:n] for n in (1, 2, 3, 4)} | {f"suffix{n}": word[-n:] for n in (1, 2, 3, 4)}
    seen |= {"shape": re.sub(r"(.)\1{3,}", r"\1\1\1", kinds), "outline": re.sub(r"(.)\1+", r"\1", kinds)}
    seen |= {"form": form, "lower": word, "kind": next((name for name in KINDS if word in lists.get(name, ())), "")}
    seen["person"] = " ".join(name for name in ("given", "surname") if word in lists.get(name, ()))
    row = row_of.get(crc32(f"lower={word}".encode()), 0)
    seen |= {f"cluster{way}": cluster for way, cluster in enumerate(clusters[row])}
    return row, [crc32(f"{name}={seen[name]}".encode()) for name in names]


for number, line in enumerate(sys.stdin.buffer):
    forms = re.findall(r"[^ \r\n]+", line.decode())
    for at in range(0, len(forms), 512):
        rows, hashes = zip(*map(look_at, forms[at : at + 512]), strict=True)
        wide = np.pad(np.array(hashes, np.uint64), ((2, 2), (0, 0)), constant_values=crc32(b"outside"))
        salted = [wide[2 + d :][: len(rows), own] ^ crc32(f"distance={d}".encode()) for d, own in columns.items()]
        direct = np.concatenate(salted, axis=1) * 0x9E3779B97F4A7C15 >> 65 - config["direct_buckets"].bit_length()
        feed = {"features": wide[2:-2, : len(config["names"])] % config["buckets"], "words": rows, "direct": direct}
        feed = {name: np.array(numbers, np.int32)[:, None] for name, numbers in feed.items()}
        scores = session.run(["emissions"], feed | {"lengths": np.array([len(rows)], np.int32)})[0][:, 0]
        scores = scores + boldness * (np.arange(len(tags)) % 2)  # B- tags have odd numbers
        best, paths = start + scores[0], [[tag] for tag in range(len(tags))]
        for score in scores[1:]:
            reached = best[:, None] + transitions
            best, paths = reached.max(axis=0) + score, [[*paths[k], to] for to, k in enumerate(reached.argmax(axis=0))]
        path = paths[(best + end).argmax()]
        for entity in re.finditer("BI*", "".join(tags[tag][0] for tag in path)):
            print(number, at + entity.start(), at + entity.end(), tags[path[entity.start()]][2:], sep="\t")
