"""Short word lists that tell what a dot or an apostrophe means; small on purpose: a rule beats an entry."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "Mr Mrs Ms Mme Mlle Dr Drs Prof Rev Hon St Ste Gen Col Lt Maj Capt Cpl Sgt Cmdr Adm Gov Sen Rep Pres "
    "MR MRS MS DR ST Mt Ft vs Vs v viz cf Cf approx Hr Fr Frl Sra Srta Sta geb bzw vgl Vgl Bd"
)
"""Abbreviations that do not end a sentence: something has to follow."""

CLOSING = _words("Inc Ltd Corp Co Bros Jr Sr Esq Dept Univ Assn Intl Ave Blvd Rd Est etc al ca usw INC LTD CORP")
"""Abbreviations that may end a sentence: it depends on what follows."""

BEFORE_NUMBER = _words(
    "No Nos no nos Nr Nrn Art art Sec sec Fig Figs fig p pp Vol vol Ch ch Abs "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
"""Words that are abbreviations only with a number behind them."""

STARTERS = _words(
    "The A An This That These There Here He She It We They You I His Her Its Our Their My Your In On At By "
    "For From With As If When While After But And Or So Yet However What Who Why How Where Then Also Now "
    "Not No Der Die Das Ein Eine Er Sie Es Wir Und Le La Les Il Elle El Los"
)
"""Words that start sentences and are capitalised only there."""

CLITICS = ("s", "S", "m", "M", "d", "D", "ll", "LL", "re", "RE", "ve", "VE")
"""What English hangs on a word with an apostrophe."""

ELISIONS = _words("l d j m t s n c qu jusqu lorsqu puisqu quoiqu dell nell all dall sull un quest")
"""What French and Italian put before a word with an apostrophe, in lower case."""

DOMAINS = "com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|co|uk|de|fr|es|nl|ru|cn|jp|kr|br|eu|ca|au|ch|se|dk|pl"
"""Top-level domains that make a web address without ``https://``; not those that are words."""
