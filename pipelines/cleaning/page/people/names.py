"""Names out of what a page writes around them: what introduces them, what follows, and what is nobody's name."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import chain, islice, takewhile

from pipelines.cleaning.line.wordings import wordings
from pipelines.cleaning.page.header import OTHER_WORK, is_sentence
from pipelines.dates.words import tokens, words
from pipelines.text.fold import fold, origins

# Words, and Chinese letters, of a house's name; more is a sentence.
_NAME_WORDS, _CHINESE_MAX = 6, 16
# Of JSON-LD: the authors of a paper in physics, and characters of what is said to be a name.
AUTHORS_MAX, _WRITTEN_MAX = 50, 1_000
# Characters of names that are short names of weekdays as well: Sun, Jan.
SHORT_NAME = 3
_LEADS_OVER = 3  # characters of such a word
# Two or three words with capitals, of which one may be an initial.
PERSON_NAME = re.compile(
    r"(?!The )[A-ZÀ-ÞŁŚŽČŠ][\w'’-]+(?: [A-ZÀ-Þ]\.?)?(?: (?:de|van|von|al|el|bin|da|di|del|den|der|la|dos)){0,2}(?: [A-ZÀ-ÞŁŚŽČŠ][\w'’-]+){1,2}(?: [JS]r\.?)?"
)
# What introduces names in the languages that the wordings of `line` do not cover yet, and in class names' own texts.
_STARTS = (
    "posted by", "reporting by", "reported by", "compiled by", "words by", "posts by", "articles by", "see all posts by", "more articles by", "published by",
    "article by", "authored by", "recipe by", "text by", "interview by", "view all posts by",
    "read more about", "author", "authors", "auteur", "von", "ein gastbeitrag von", "text von", "autor",
    "autorin", "autoren", "door", "auteurs", "por", "escrito por", "publicado por", "redactado por",
    "autora", "autores", "di", "a cura di", "dal nostro inviato", "dalla nostra inviata", "dal nostro corrispondente", "curated by",
    "scritto da", "pubblicato da", "autore", "tekst", "napisał",
    "autorzy", "автор", "авторы", "текст", "автори", "yazan", "haber", "yazar", "oleh", "penulis",
    "ditulis oleh", "av", "af", "skriven av", "teksti", "kirjoittaja", "de", "scris de", "szerző", "írta",
    "firmado por", "submitted by", "created by", "contributed by", "geschrieben von", "verfasst von", "veröffentlicht von", "eingestellt von",
    "gespeichert von", "erstellt von", "gepostet von", "eingereicht von", "posté par", "proposé par", "enviado por", "postado por",
    "publicada por", "postato da", "inserito da", "geplaatst door", "gepubliceerd door", "ingezonden door", "napisane przez",
    "opublikowane przez", "dodane przez", "dodał", "dodała", "publicerad av", "postat av", "skrevet av", "skrevet af", "lagt inn av",
    "kirjoittanut", "publicat de", "postat de", "gönderen", "dipublikasikan oleh", "diposting oleh",
    "zum profil von", "over de plaatser", "voir le profil de", "view profile of", "ver perfil de",
    "γράφει ο", "γράφει η", "του", "της", "από", "מאת", "作者", "记者", "文", "責任編輯", "tác giả", "लेखक",
    "द्वारा", "লেখক", "نووسینی", "ليکوال",
)  # fmt: skip
_JOINS = re.compile(r"\s+(?:and|und|y|e|en|и|i|og|och|ja|ve|dan|та|és|și|&|και)\s+(?=[^\W\d_a-zа-я])")
# `Ana Soto, Luis Gil, and Tom Hale` is parted at its commas.
_JOINING = re.compile(r"^(?:and|und|et|og|och|ve)\s+(?=[^\W\d_a-z])")
# `أحمد علي ومحمود حسن`: Arabic writes its "and" at the word behind it; names that begin with that letter are none of it. Persian
# and Urdu, with letters of their own, write it apart.
_ARABIC_JOIN = re.compile(
    r"(?<=[\u0621-\u064a]\s)و(?!ليد|ائل|سام|سيم|جدي|جيه|فاء|فيق|لاء|داد|حيد|ديع|صفي|ضاح|سيل|هيب|هبة|ردة?\s|رود|هاب|ئام|جدان|جنات|ليم|ثاب)"
    r"(?=[\u0621-\u064a]{3,}\s[\u0621-\u064a])"
)
_PERSIAN = re.compile("[پچژگکیےہ]")
# `بيروت - سعد الياس`: a place or the outlet before the names, in scripts without capitals; a name has two words.
_PLACE_FIRST = re.compile(r"\A\s*[\u0590-\u06ff]+\s+[-–—|]+\s+(?=[\u0590-\u06ff]+\s+[\u0590-\u06ff])")
# What follows the names: a date, a place, an address, a post.
_REST = re.compile(
    r"\s*(?:[|•·●∙⋅–—\[*]|,?\s*@\w|\((?![\w.]+\)\s\w)|\s(?:[-–—/]|//)\s|(?<!\w)\d|(?<=[a-z])(?:19|20)\d\d\b|\s[A-Z]{1,3}\d{2}|\S+@|https?:).*$",
    re.DOTALL,
)
# `[田中 花子，Bay News]`, `（Ana Soto）`: the brackets around a whole byline.
_BRACKETED = re.compile(r"\s*[\[［【〔（(]\s*([^\[\]［］【】〔〕（）()]+?)\s*[\]］】〕）)]\s*")
# `[서울=뉴시스] 홍길동 기자`: a place and the agency before the name.
_BRACKET_FIRST = re.compile(r"\A\s*[\[［【(（][^\[\]［］【】()（）]{2,25}[\]］】)）]\s*(?=[^\W\d_])")
# `Soto, Ana`, `van Dyke, Ana M.`: family and given name.
_FAMILY_NAME = re.compile(
    r"([^\W\d_][\w'’-]*(?: [\w'’-]+)?),\s+([^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2})"
)
# What follows names with a label of its own: `李雷 责任编辑：韩梅`, `By Ana Soto Fotos: Luis Gil`. Without an introduction the
# first words may be a label as well: `Web site: …`.
_LABELLED = re.compile(r"(?<=[^\s,،;؛&|、:：])\s+[^\W\d_]{2,14}\s?[:：].*$", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENDS = re.compile(
    r"\s*[,.]?\s*\b(?:updated|last updated|published|posted|was|reviewed|medically reviewed|fact[- ]checked|read|written|staff writer"
    r"|senior|contributing|contributor|editor|writer|reporter|correspondent|gardener|educators?|strategist|founder|co-founder|ceo|head|director|manager"
    r"|veröffentlicht|aktualisiert|mis à jour|publié|actualizado|become an?|follow|subscribe|see all|view all|more (?:from|by))\b.*$"
    r"|(?<=\w)\s*[,.]?\s+(?:envoyée?s? sp[eé]cia(?:l|le|ux|les)|correspondante?s?|journalistes?|grand reporter|enviad[oa]s? especial(?:es)?|corresponsal"
    r"|periodista|redactora?|jornalista|inviat[oaie]|giornalista|korrespondent(?:in)?|redakteur(?:in)?|reporterin|verslaggever|dziennikar\w+|журналист\w*"
    r"|корреспондент\w*|обозреватель|muhabiri?|gazeteci)\b.*$"
    r"|(?<=[가-힣])\s+(?:선임|수석|인턴|객원)?(?:기자|특파원|논설위원|통신원)(?:\s.*)?$",
    re.IGNORECASE | re.DOTALL,
)
# What a reporter is of: `Tom Hale Health reporter, Bay News`, `ANN LEE AP Medical Writer`.
_OF_A_POST = re.compile(
    r"(?<=\w),?(?:\s+(?:and|AP|executive|managing|senior|health|science|medical|political|politics|business|economics|environment|education|sports?|technology|crime|legal"
    r"|chief|deputy|associate|assistant|special|foreign|consumer|religion|arts|features|news|city|home affairs|staff|national|local))+"
    r"(?=\s*,?\s+(?:reporter|correspondent|writer|editor)\b)",
    re.IGNORECASE,
)
# The post of a reporter, behind whatever it is of: `Inquirer Staff Writer`, `US environment correspondent`.
_REPORTS = re.compile(r"\b(?:reporter|correspondent|writer|editor)s?\s*$", re.IGNORECASE)
# `Ana Soto, AP`.
_ACRONYM = re.compile(r"\s*[A-Z]{2,5}\s*")
# Whom a reporter wrote for: `Article by: ANA SOTO ASSOCIATED PRESS`, `Ana Soto for Between the Lines`.
_EMPLOYER = re.compile(
    r"\s+(?:(?:the\s+)?(?:associated press|agence france-presse|thomson reuters|reuters|bloomberg(?: news)?|xinhua|press trust of india)$|for\s.*)",
    re.IGNORECASE,
)
# Who worked on it besides, and is nobody: `Ana Soto and agencies`, `سالم الحداد ووكالات`.
_AND_AGENCIES = re.compile(
    r"(?<=\w),?\s+(?:(?:and|with|mit|und|avec|et|con|y|com|e|и)\s+(?:staff|(?:news )?agencies|wires?|(?:wire|news) services|agenturen|agences|afp|agencias"
    r"|agências|agenzie|агентства)|و\s?الوكالات|و\s?وكالات|\+\s?وكالات)\s*$",
    re.IGNORECASE,
)
# What a comma sets apart behind a name: Brett Cruz, Digital Security Expert.
_POST = re.compile(
    r",[^,]*\b(?:expert|advisor|consultant|educators?|specialist|analyst|officer|professor|journalist|columnist|researcher"
    r"|president|owner|partner|network|committee|team|master|ceo|phd|medical)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
# `【聯合報╱記者黃文奇／即時報導】`, `记者 李雷 上海报道`, `观察者网专栏作者 王文`.
_CHINESE_REPORTER = re.compile(
    r"(?:記者|记者)\s?([^\W\d_]{2,4})(?=\s?[/／╱)）】\]]|\s[^\W\d_]{2,6}(?:报道|報導|報道))|[^\W\d_](?:記者|记者|作者|撰稿人|评论员|評論員)\s+([^\W\d_]{2,4})(?=$|[/／╱)）】\]])"
)
# Small words, which no name has in lower case: Salma Rawi on Friday.
_SMALL = re.compile(r"\s+(?:on|am|was|at|in(?! 't))(?:\s.*)?$", re.DOTALL)
# What joins the words of one house: `Department of Fish and Boats`.
_HOUSE = re.compile(r"([^,;]*?)\s(?:of|for)\s[^,;]*\s(?:and|&)\s")
# What is left of `Letters to the Editor` without the post.
_LED_ON = re.compile(r"\s(?:to|of|for|with|from|and|or)(?:\s(?:the|an?))?$")
_SEPARATORS = re.compile(r"\s*[,،;؛&|、]\s*|\s/\s|，(?=\s*[A-Za-z])")
# Words of accounts, desks and templates.
_NOBODY = re.compile(
    r"\b(?:admin\w*|administrator|webmaster|columnists?|contributors?|correspondents?|reporters?|editors?|writers?|analysts?|researchers?|directors?|managers?|experts?|editorial|staff|team|desk|newsroom|redaktion|redacci[oó]n|redazione"
    r"|r[eé]daction|redactie|undefined|null|none|unknown|guest|user|author|anonymous|default|test|inc|llc|ltd|agency|agencies"
    r"|press|media|news|stor(?:y|ies)|highlights|times|today|tribune|gazette|herald|chronicle|observer|examiner|courier|journal|magazine|radio|television|university|institute|department|cent(?:er|re)|foundation|society|association|ministry|bureau|date|online|bio|profile|web|www|com|blog|marketing|group|редакция|редакції|redaksi|گروه|سرویس|تحریریه|نمائندہ|ڈیسک|تحرير|التحرير|محرر|المحرر|وكالات|وكاله|ادارة)\b|संवाददाता|डेस्क|ब्यूरो|ডেস্ক",
    re.IGNORECASE,
)
# Of them those that introduce names as well: `Redacción`, `Redaktion: Ana Soto`.
_DESK = re.compile(r"r[eé]da[ckz]\w+|редакці?[яії]\w*|(?:ال)?تحرير", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"[\w.-]*[a-z\d][._-][\w.-]*|[A-Za-z]+\d\w*|(?!Mc|Mac|De|La|Le|O)[A-Z]?[a-z]{2,}[A-Z]\w*|.*[{}<>=_\\].*",
    re.ASCII,
)
_ADDRESS = re.compile(r"\w\.\w{2,}/")
# What templates print where they have no name, numbers of editors, and degrees behind a comma.
_NOTHING = re.compile(
    r"our|special|خاص|undefined|null|none|unknown|n/?a|the|by|see|more|size|archive|rss|bio|authors?|writers?|columnists?|contributors?|未知|佚名|匿名|不详|不詳|غير معروف|مجهول|inconnue?|desconocid[oa]|unbekannt|неизвест\w+|\W*|[A-Z]{1,3}\d{2,}|M\.?[DAS]\.?|Ph\.?D\.?|MPH|MBA|RN|RDN?|LDN?|CPA|DDS|DVM|LCSW|Esq\.?|\w+(?:\.\w+){3,}|.*[{}:：].*",
    re.IGNORECASE,
)
# Buttons, and who made the site.
_NO_AUTHOR = re.compile(
    r"^(?:view|see all|print|share|follow|click|show|log in|sign in|start|shop|buy|order|get|join|download|try|contact|learn|watch|listen|about the|full bio"
    r"|subscribe|become an?|edit profile|visit|read (?:more|all|the)|more (?:from|by|about|articles|posts|stories)|send|e-?mail|add (?:to|a)|report a|like us|tweet"
    r"|s'abonner|suivre|abonnieren|folgen|suscr[ií]b\w+|seguir|segui|iscriviti|volgen|подписаться|اشترك|تابع|متابعة"
    rf"|this|of this|for the|special to|(?:{OTHER_WORK}) by)\b|\bdesign(?:er|ed)?\b|\b(?:web|software|it) solutions\b|\binteractive$|\bpvt\b"
    r"|\bsp\. z o|^(?:发布|發布|发表|發表|更新|来源|來源)\w{0,2}$|^компания\b|^(?:войти|регистрация)$",
    re.IGNORECASE,
)


def people(names: Iterable[str], *, sites: Collection[str], hosts: Collection[str]) -> list[str]:
    """Names out of what a page gives as its authors; no addresses, not the site itself, nor its name behind a person's.

    Args:
        names: as written, be it with what introduces them (`بقلم: …`, `By …`).
        sites: names of the site, folded; whatever holds one of them is not a person's.
        hosts: the parts of its host name.
    """
    given = [one for one in islice(names, AUTHORS_MAX) if one]
    if not given:
        # Most places name nobody.
        return []
    found: list[str] = []
    # `Bay&Trend` is one name where `Bay & Trend` is the site's.
    own_names = {_letters(site) for site in (*sites, *hosts)}
    for written in given:
        if _letters(fold(written)) in own_names and not is_person(written):
            continue
        for name in _parted(bare_names(" ".join(written.split()))):
            bare = _without_site(_JOINING.sub("", name.strip(" :-–—\"'*,»›©()（）【】[]［］")), sites)
            folded = fold(bare)
            own = folded in hosts or any(site in folded for site in sites)
            if _is_name(bare) and not own:
                found.append(bare)
    return _without_outlets(list(dict.fromkeys(found)))


def _parted(text: str) -> list[str]:
    """The names in a text."""
    if (house := _HOUSE.match(text)) is not None and not is_person(house[1]):
        return [text]
    found: list[str] = []
    for part in _SEPARATORS.split(_JOINS.sub(" & ", text)):
        names = wordings().name_joins.split(part)
        # `Justice et faits divers` is one name.
        found += [part] if any(name[:1].islower() for name in names[1:]) else chain(*map(_arabic, names))
    return found


def _arabic(text: str) -> list[str]:
    """The names in a text without separators, of which Arabic ones may be joined: each of two words or more."""
    first, *others = _ARABIC_JOIN.split(text)
    return [first.strip(), *others] if " " in first.strip() and not _PERSIAN.search(text) else [text]


def _without_outlets(names: list[str]) -> list[str]:
    """Names without those behind a person's that begin with an article: `Ana Soto, The Quay Dealer`."""
    if not (names and is_person(names[0])):
        return names
    return [name for name in names if not name.startswith("The ")]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _without_site(name: str, sites: Collection[str]) -> str:
    """A person's name without the site's behind it: `Ana Soto Bay News`."""
    folded = fold(name)
    for site in sites:
        person = " ".join(name.split()[: -len(site.split())])
        if folded.endswith(f" {site}") and is_person(person):
            return person
    return name


def _is_name(text: str) -> bool:
    return (
        len(text.split()) <= _NAME_WORDS
        and len(_CHINESE.findall(text)) <= _CHINESE_MAX
        and not text.startswith(("http", "@", "/", "www."))
        and not _ADDRESS.search(text)
        and not _NOTHING.fullmatch(text)
        and not _NO_AUTHOR.search(text)
        and any(map(str.isalpha, text))
        and not wordings().is_marker(text)
        and not _LED_ON.search(text)
    )


def is_account(name: str) -> bool:
    """Whether a name is an account's, a desk's or a company's rather than a person's."""
    return (
        bool(_NOBODY.search(name))
        or bool(_ACCOUNT.fullmatch(name))
        or (name.isascii() and name.islower() and " " not in name)
    )


def are_joined(text: str) -> bool:
    """Whether a byline joins its last name by a word: `Ana Soto, Luis Gil and Tom Hale`."""
    return _JOINS.search(text) is not None or wordings().name_joins.search(text) is not None


def looks_like_names(text: str) -> bool:
    """Up to five words, each with a capital where the script has them; small ones (van, bin, de) may be between."""
    parts = text.replace(",", " ").split()
    if not 1 <= len(parts) <= 2 * _NAME_WORDS or (is_sentence(text) and len(parts) > 3):
        return False
    cased = [part for part in parts if part[0].lower() != part[0].upper()]
    big = [part for part in cased if part[0].isupper()]
    return (
        bool(parts)
        and any(map(str.isalpha, text))
        and (not cased or (len(big) >= 1 and len(cased) - len(big) <= 2 and cased[0][0].isupper()))
    )


def bare_names(text: str) -> str:
    """What stands between the words that introduce names and the date, place or post after them."""
    written = text[:_WRITTEN_MAX]
    if (reporter := _CHINESE_REPORTER.search(written)) is not None:
        return reporter[1] or reporter[2]
    if (bracketed := _BRACKETED.fullmatch(written)) is not None:
        written = bracketed[1]
    whole = _PLACE_FIRST.sub("", without_introduction(_BRACKET_FIRST.sub("", written)))
    if whole != written or _CHINESE.search(whole):
        whole = _LABELLED.sub("", whole)
    whole = _AND_AGENCIES.sub("", whole)
    rest = _REST.sub("", whole)
    is_dated = whole[len(rest) :].lstrip()[:1].isdecimal()
    if is_dated:
        rest = _without_month(rest)
    if len(rest.split()) > 1:
        rest = without_small_words(_without_post(_POST.sub("", _without_posts(rest))))
        person = _EMPLOYER.sub("", rest)
        rest = _without_small(person if is_person(person) else rest, is_dated=is_dated)
    return _once(rest.strip(" :-–—\"'*,"))


def _without_posts(text: str) -> str:
    """Names without a post or acronym that a comma sets apart, and what follows it: `Ana Soto, US environment correspondent, Bay News`."""
    first, *others = text.split(",")
    # `AP, AFP` are two.
    return (
        text
        if _ACRONYM.fullmatch(first)
        else ",".join([first, *takewhile(lambda one: not _is_post(one), others)])
    )


def _is_post(text: str) -> bool:
    """Whether a part of a byline is a reporter's post, or whom they report for; in `Ana Soto, Luis Gil Staff Writer` the second is none."""
    is_reports = _REPORTS.search(text) is not None and not is_person(_without_post(text).strip())
    return is_reports or (_ACRONYM.fullmatch(text) or _EMPLOYER.fullmatch(text)) is not None


def _without_post(text: str) -> str:
    """A name without the post behind it."""
    return _ENDS.sub("", _OF_A_POST.sub("", text))


def _once(name: str) -> str:
    """A name without its repetition: some pages write it for small screens and for large ones."""
    parts = name.split()
    half = len(parts) // 2
    return " ".join(parts[:half]) if half and parts[:half] == parts[half:] else name


def given_first(name: str) -> str:
    """`Soto, Ana` as `Ana Soto`; other names, and two of them, as they are."""
    match = _FAMILY_NAME.fullmatch(name.strip())
    if match is None or (" " in match[1] and " " in match[2]):
        return name
    return f"{match[2]} {match[1]}"


def without_small_words(text: str) -> str:
    """A name without what a small word leads over to: Salma Rawi on Friday."""
    return _SMALL.sub("", text).strip()


def is_person(name: str) -> bool:
    """Whether words can be nothing but a person's name: two or three with capitals, none of them a desk's."""
    return bool(PERSON_NAME.fullmatch(name)) and not _NOBODY.search(name)


def _without_month(text: str) -> str:
    """`Tom Hale July 3` was cut at the number; what is left ends with the month, or is nothing else."""
    found = tokens(text)
    if found and found[-1].text.lower() in words().months and len(fold(text)) == len(text):
        return text[: found[-1].start]
    return text


def _without_small(text: str, *, is_dated: bool) -> str:
    """Names without what led over to what was cut behind them: `Ana Soto en`, before a date also `Ruth Maier am Dienstag`."""
    parts = text.split()
    weekdays = words().weekdays if is_dated else ()
    while len(parts) > 2 and (
        (parts[-1].islower() and len(parts[-1]) <= _LEADS_OVER)
        or (len(parts[-1]) > SHORT_NAME and parts[-1].lower().strip(",") in weekdays)
    ):
        parts.pop()
    return " ".join(parts)


@lru_cache(maxsize=1)
def _introduction() -> re.Pattern[str]:
    starts = "|".join(re.escape(fold(one)) for one in sorted(_STARTS, key=len, reverse=True))
    return re.compile(rf"\W*(?:{starts})(?:\s*[:/,]\s*|\s+)(?=\S)")


def without_introduction(text: str) -> str:
    """A text without the words that introduce its names (`Written by`, `بقلم:`); as it is, if it has none."""
    folded = fold(text)
    match = wordings().byline.match(folded) or _introduction().match(folded)
    if match is None:
        return text
    rest = text[match.end() if len(folded) == len(text) else origins(text)[match.end()] :]
    if not rest.strip() and _DESK.fullmatch(text.strip()):
        return text
    # `posted by`, `author`: `von der Leyen` and `De Niro` are names.
    return (
        without_introduction(rest)
        if rest and rest != text and _introduction().match(fold(rest)) and ":" in rest[:12]
        else rest
    )
