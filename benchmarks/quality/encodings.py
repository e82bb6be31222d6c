"""Encodings: good texts that repairing changes, what it restores of broken ones, and who is believed of many."""

from collections import Counter
from collections.abc import Callable, Iterator

from pipelines.text.encoding import decode
from pipelines.text.mojibake import repair
from tests.support.pages.mutated_pages import SITE
from tests.support.real_data import readalso_documents, real_data_folder, saudi_articles
from tests.support.texts.languages import CHARSETS as CHARSETS_OF
from tests.support.texts.languages import TEXTS

DECLARED = ("", "utf-8", "windows-1256", "iso-8859-1", "iso-8859-6", "windows-1252", "utf-16", "x-klingon")
"""What a header or a page may say; "" for nothing."""

CONTENTS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1256", "iso-8859-6")
"""What the bytes are; `utf-16` and `utf-32` begin with a mark, `utf-16-le` and `-be` do not."""


def _western(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def _western_lossy(text: str) -> str:
    return text.encode().decode("cp1252", "ignore")


MISREADINGS: dict[str, Callable[[str], str]] = {
    "UTF-8 read as windows-1252": _western,
    "UTF-8 read as windows-1252, undefined bytes lost": _western_lossy,
    "UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 read as windows-1256": lambda text: text.encode().decode("cp1256"),
    "UTF-8 read as windows-1252, twice": lambda text: _western(_western(text)),
    "windows-1256 read as windows-1252": lambda text: _western_of(text.encode("cp1256", "ignore")),
    "second half only, read as windows-1252": lambda text: _half(text, _western),
    "second half only, read as windows-1256": lambda text: _half(
        text, lambda one: one.encode().decode("cp1256")
    ),
}
"""How Arabic text is stored wrongly: name and what does it."""


def _western_of(body: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in body)


def _half(text: str, change: Callable[[str], str]) -> str:
    at = text.find(" ", len(text) // 2) + 1
    return text[:at] + change(text[at:])


def page(text: str, charset: str) -> str:
    """A page around a text that names a charset, if one is given."""
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>خبر</title></head><body><article><p>{text}</p></article></body></html>"


def good_texts() -> Iterator[tuple[str, str]]:
    """Texts of which nothing may change, each with where it is from."""
    for one in saudi_articles():
        yield "saudi_2015", f"{one['title']}\n{one['text']}"
    for document in readalso_documents():
        yield "readalso_spans_dev", document["text"]
    for path in (*SITE.rglob("*.html"), *(real_data_folder() / "html").glob("*.html")):
        yield "pages", path.read_text(encoding="utf-8", errors="replace")
    for path in (*(real_data_folder() / "rss").rglob("*"), *(real_data_folder() / "feeds_odd").rglob("*")):
        if path.is_file():
            yield "feeds", path.read_bytes().decode("utf-8", "replace")


def restored(text: str, misreading: Callable[[str], str]) -> float:
    """The share of a text's words that come back; 1 if the whole text does, to the character."""
    broken = repair(misreading(text))
    if broken == text:
        return 1.0
    words = Counter(text.split())
    return min((words & Counter(broken.split())).total() / words.total(), 0.9999)


def disagreements(text: str, content: str) -> list[str]:
    """What header and page said where a text in some encoding was not decoded right."""
    wrong = []
    for header in DECLARED:
        for meta in DECLARED:
            body = page(text, meta).encode(content, "ignore")
            content_type = f"text/html; charset={header}" if header else "text/html"
            if text.encode(content, "ignore").decode(content) not in decode(body, content_type).text:
                wrong.append(f"header {header or 'nothing'}, page {meta or 'nothing'}")
    return wrong


def feed_of(text: str, charset: str) -> str:
    """A feed with a text as an entry's title, that names a charset, if one is given."""
    said = f' encoding="{charset}"' if charset else ""
    return f'<?xml version="1.0"{said}?><rss><channel><item><title>{text}</title></item></channel></rss>'


def right_of_language(language: str, characters: int, declared: str) -> dict[str, tuple[int, int]]:
    """How many pieces of a language's text are read right as pages and as feeds, and of how many, by charset."""
    counts = {}
    for charset in CHARSETS_OF[language]:
        # Characters that the charset lacks are lost on the way there, by no fault of reading.
        text = TEXTS[language].encode(charset, "ignore").decode(charset)
        pieces = [text[start : start + characters] for start in range(0, len(text) - characters + 1, 5)]
        bodies = [
            (piece, document(piece, declared).encode(charset, "ignore"))
            for piece in pieces
            for document in (page, feed_of)
        ]
        content_type = f"text/html; charset={declared}" if declared else ""
        right = sum(piece in decode(body, content_type).text for piece, body in bodies)
        counts[charset] = (right, len(bodies))
    return counts


def run() -> None:
    """Prints the figures."""
    total, changed = Counter[str](), Counter[str]()
    for name, text in good_texts():
        total[name] += 1
        changed[name] += repair(text) != text
    for name, count in total.items():
        print(f"good texts changed: {changed[name]} of {count:,} ({name})")
    articles = [one["text"] for one in saudi_articles()[::100] if len(one["text"]) > 200]
    # Characters that windows-1256 lacks are lost on the way there, by no fault of reading.
    writable = [text.encode("cp1256", "ignore").decode("cp1256") for text in articles]
    print(f"{len(articles)} articles: whole texts restored; words restored")
    for name, misreading in MISREADINGS.items():
        shares = [
            restored(text, misreading) for text in (writable if name.startswith("windows") else articles)
        ]
        whole = sum(share == 1 for share in shares) / len(shares)
        print(f"{whole:8.1%} {sum(shares) / len(shares):8.2%}  {name}")
    pages = [page(text, "") for text in writable]
    right = sum(decode(one.encode("cp1256")).text == one for one in pages)
    print(f"{right / len(pages):8.1%}           windows-1256 that nobody declares, as pages")
    print("header × page × content: combinations in which all of 25 articles are right")
    for content in CONTENTS:
        wrong = Counter[str]()
        for text in articles[:25]:
            wrong.update(disagreements(text, content))
        combinations = len(DECLARED) ** 2
        print(
            f"{combinations - len(wrong):5} of {combinations}  {content}"
            + "".join(f"; {one}" for one in list(wrong)[:3])
        )
    print("languages: pieces of 50 characters read right, as pages and as feeds, by what was declared")
    for language in TEXTS:
        for declared in ("", "utf-8", "iso-8859-1", "windows-1256", "windows-1251"):
            shown = (
                f"{charset} {right} of {all_of_them}"
                for charset, (right, all_of_them) in right_of_language(language, 50, declared).items()
            )
            print(f"{language:>11}  {declared or 'nothing':<13} {'; '.join(shown)}")
