"""What the words and names around a date say that it is: a publication's, a change's, or nothing."""

import re
from collections.abc import Sequence
from typing import Literal

from pipelines.text.fold import fold, origins

Role = Literal["published", "changed", "plain"]

_CHANGED_NAMES = re.compile(r"updat|modif|changed|revis|edited", re.IGNORECASE)
_SURELY_CHANGED_NAMES = re.compile(
    r"date-?(?:modified|updated)|(?:modified|updated)-?(?:date|time)", re.IGNORECASE
)
_PUBLISHED_NAMES = re.compile(
    r"publish|posted|submitted|pub-?date|entry-?date|post-?date|article-?date|date-?line|created|issued|release",
    re.IGNORECASE,
)
_CHANGED_WORDS = re.compile(
    r"updated?\b|modified|last (?:reviewed|edited|revised|changed|checked)|reviewed\b|edited|corrected|revised"
    r"|mise? [aà] jour|modific|modifi[eé]|actuali[sz]|atualiz|alterad[oa]|aggiornat|ultima modifica|(?:ge|ver)[aä]ndert|[aä]nderung|[uü]berarbeitet"
    r"|bearbeitet|\bstand\s*:|bijgewerkt|gewijzigd|aangepast|bewerkt|обновл|измен|редакт|оновлен|змінен|zaktualizowan|aktuali[sz]"
    r"|zmodyfikowan|zmieniono|ostatnia|upraven|zm[eě]n[eě]n|ενημερ|τροποποι|guncelle|güncelle|diperbarui|diubah|uppdatera|[aä]ndrad|redigera"
    r"|opdatere|ændret|oppdatert|endret|paivitetty|päivitetty|muokattu|frissít|m[oó]dosít"
    r"|تحديث|تعديل|بروزرساني|به روز رساني|ويرايش|اپ ڈيٹ|اپڈيٹ"
    r"|更新|修改|수정|עודכן|cập nhật|อัปเดต|अपडेट|আপডেট"
)
PUBLISHED_WORDS = re.compile(
    r"publish|posted|submitted (?:by|on)|post (?:time|date)|publi[eé]|publica[dtcç]|mise? en ligne|\bparu\b|post[eé] le|cr[eé][eé] le|r[eé]dig[eé]\b|\bcread[oa]|criad[oa]"
    r"|postad[oae]|postat|pubblica[tz]|inserit[oa]|creato|gepubliceerd|geplaatst|aangemaakt|veröffentlich|erschienen|erstellt|eingestellt|gespeichert von"
    # The verb stands behind the day: `Dieser Beitrag wurde am 3. Mai 2019 von … verfasst`.
    r"|(?:artikel|beitrag|eintrag) wurde am|soumis par|enviado por|inviato da|ingezonden door|beküldte|отправлено"
    r"|online seit|опубликов|публикаци|размещен|опублікован|opublikowan|publikacji|\bdodano|utworzon|publikov|zve[rř]ejn[eě]n|vlo[zž]en"
    r"|δημοσι|αναρτ|yayin|yayın|olu[sş]turul|eklen|diterbitkan|diposting|dipublikasi|publicerad|skapad|udgivet|oprettet|publisert|opprettet"
    r"|objavljen|објављен|публикуван|paskelbt|postitat|gönderil"
    r"|julkaist|luotu|megjelen|k[oö]zz[eé]t|felt[oö]lt"
    r"|نشر|اضيف|انتشار|شايع|发布|發布|發佈|发表|公開|投稿|입력|등록|פורסם|đăng|प्रकाशित|প্রকাশ"
)
FIRST_WORDS = re.compile(
    r"(?:originally|initially|first)\s+(?:published|posted|appeared|ran)\b"
    r"|(?:erstmals|zuerst|urspr[uü]nglich)\s(?:\w+\s){0,2}?(?:(?:veröffentlicht|erschienen|publiziert)|(?:am|im)\b)"
    r"|(?:initialement|d'abord)\s(?:publi|paru)|(?:publi|paru)\w*\s(?:initialement|d'abord|pour la premi[eè]re fois)|premi[eè]re publication"
    r"|publicad[oa]\s(?:originalmente|originariamente|inicialmente|por primera vez|pela primeira vez)|(?:originalmente|inicialmente)\spublicad"
    r"|(?:originariamente|inizialmente)\spubblicat|pubblicat\w\s(?:originariamente|inizialmente|per la prima volta)|oorspronkelijk\s(?:gepubliceerd|verschenen)"
    r"|eerder\sgepubliceerd|pierwotnie\sopublik|впервые\sопублик|первоначально\sопублик|ilk olarak|نشر (?:ل?اول مرة|اصلا)"
)
"""When an article first appeared, of texts as `fold` gives them."""
_SEGMENTS = re.compile(rf"(?={_CHANGED_WORDS.pattern})|(?={PUBLISHED_WORDS.pattern})")


def is_of_change(label: str) -> bool:
    """Whether the words before a date say that it is a change's, as in `Last updated: 3 May 2024`."""
    return role_of(fold(label), "", "plain") == "changed"


def role_of_names(names: str) -> Role:
    """What names of elements say that a date is; `post-date post-date__modified-date` says it is a change's."""
    if _SURELY_CHANGED_NAMES.search(names) and "datepublished" not in names.lower():
        return "changed"
    if _PUBLISHED_NAMES.search(names):
        return "published"
    return "changed" if _CHANGED_NAMES.search(names) else "plain"


def role_of(folded: str, names: str, label: Role) -> Role:
    """What a date is, by the last word that says so before it, by class names, or by a label on the line before."""
    lower = folded.lower()
    changed = [match.start() for match in _CHANGED_WORDS.finditer(lower)]
    published = [match.start() for match in PUBLISHED_WORDS.finditer(lower)]
    if changed or published:
        return "changed" if max(changed, default=-1) > max(published, default=-1) else "published"
    named = role_of_names(names)
    return label if label != "plain" and named != "changed" else named


def segments(text: str) -> list[str]:
    """A line in parts, each from a word such as `published` or `updated` on."""
    folded = fold(text)
    at: Sequence[int] = range(len(text)) if len(folded) == len(text) else origins(text)
    places = [at[match.start()] for match in _SEGMENTS.finditer(folded)]
    return [
        text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True) if start < end
    ]
