"""Words of grammar: they begin sentences with a capital and are no part of a name there.

Small on purpose, as lists are never complete: whoever asks looks at the text itself, too.
"""

from __future__ import annotations

ENGLISH = (
    "a an the this that these those such here there now then today yesterday tomorrow tonight later soon once again "
    "i you he she it we they me him her us them my your his its our their mine yours who whom whose which what "
    "when where why how if unless because since as while whereas although though whether until till before after "
    "and or but nor so yet for not no neither either both each every all any some many most much few more less several "
    "about above across against along among around at behind below beneath beside besides between beyond by despite "
    "during down except from in inside into like near of off on onto out outside over past per than through throughout "
    "to toward towards under underneath up upon via with within without "
    "is are was were be been has have had do does did can could will would shall should may might must let "
    "also just only even still however therefore thus meanwhile perhaps maybe never always often sometimes other"
)
GERMAN = (
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner dieser diese dieses "
    "diesen diesem jener jene jenes jeder jede jedes alle alles viele mehrere einige manche beide "
    "ich du er sie es wir ihr mich dich ihn ihm uns euch ihnen mein meine dein deine sein seine seinen ihre unser "
    "wer wen wem was wann wo woher wohin warum wie welcher welche welches und oder aber denn sondern doch "
    "dass weil wenn als ob obwohl damit nachdem bevor seit bis während indem sobald solange falls nicht nur noch schon "
    "an am auf aus bei beim durch für gegen hinter im in ins mit nach neben ohne um unter über vom von vor zu zum zur "
    "zwischen trotz wegen statt ab außer gegenüber laut heute gestern morgen jetzt dann da dort hier damals auch "
    "ist sind war waren hat haben hatte wird werden wurde kann soll muss so nun also dabei daher deshalb dennoch "
    "vielleicht immer nie oft"
)
ROMANCE = (
    "le la les l un une des du de au aux ce cet cette ces il elle ils elles nous vous je tu on mon ma mes son sa ses "
    "leur leurs et ou mais donc or ni car que qui quand où comment pourquoi si comme dans en sur sous avec sans pour "
    "par chez vers depuis pendant avant après entre contre hier demain ici ne pas "
    "el los las una unos unas del al este esta estos estas él ella ellos ellas nosotros y o pero sino porque cuando "
    "donde como en con sin por para desde hasta sobre ante bajo según hoy ayer no sí su sus "
    "il lo gli i uno questo questa questi queste lui lei noi voi loro e ed ma perché quando dove come nel nella nei "
    "nelle dal dalla alla allo ai agli con senza per tra fra oggi ieri non anche "
    "os as um uma este esta ele ela eles nós mas quando onde em no na nos nas com sem por para desde hoje ontem não"
)
DUTCH = (
    "de het een deze dit die dat hij zij wij jullie ik mijn zijn haar ons onze hun wie wat waar wanneer waarom hoe "
    "en of maar want omdat als toen terwijl hoewel in op aan bij met zonder van voor naar uit door over onder tegen "
    "tussen sinds tijdens na vandaag gisteren morgen nu niet ook nog al geen"
)

FUNCTION_WORDS = frozenset(f"{ENGLISH} {GERMAN} {ROMANCE} {DUTCH}".split())
"""In lower case."""

ALWAYS_CAPITAL = frozenset(("I", "Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres", "Ihnen"))
"""Pronouns that have a capital wherever they stand."""
