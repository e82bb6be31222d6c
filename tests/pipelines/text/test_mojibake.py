"""Arabic that was stored in a wrong encoding comes back; what is none stays, to the character."""

import random

import pytest

from benchmarks.quality.encodings import CONTENTS, MISREADINGS, disagreements, restored
from pipelines.text.encoding import decode
from pipelines.text.mojibake import repair
from tests.support.real_data import readalso_documents

ARABIC = (
    "قال الوزير إن فقط، 25% من «العقود» نُفّذت؛ وأضاف أن الشروط، في الغالب، لا تُطبّق. "
    "كتاب‌خانه‌های تهران، وہ لوگ جو ظٹ نہیں — https://news.example/1?a=1&b=2"
)
OTHERS = {
    "French": "À l'été, Éric a créé l'œuvre « Où est passée l'âme ? » — déjà vu, naïve, ça coûte 5 €. Élève ÉTÉ",
    "Turkish": "Çağdaş Türkiye'nin İstanbul şehrinde ÇOK güzel; ığdır, üzüm, öğrenci",
    "Danish": "Øen Ærø, på Åland: RØDGRØD MED FLØDE; Ø 20 mm",
    "Icelandic": "Þýðingin á alþýðuóperunni: Ísland, óþægð, Úlfur",
    "Portuguese": "AÇÃO, NAÇÕES, CORAÇÃO; ação, não, Ãs vezes, “aspas”",
    "Vietnamese": "Tiếng Việt: được, người, ở đâu, Ù ù",
    "Russian": "Збор грошей, Русский текст в кодировке",
    "Catalan": "plaça Çà i llà, FORÇA, Barça",
}


@pytest.mark.parametrize(
    "name", [name for name in MISREADINGS if "lost" not in name and "256 read" not in name]
)
def test_what_was_misread_is_restored(name):
    assert restored(ARABIC, MISREADINGS[name]) == 1


def test_one_byte_text_read_as_western_is_restored():
    text = "العراق يعلن موعد استئناف المحادثات مع واشنطن لمناقشة مستقبل التحالف الدولي، وفق المصدر؟"
    assert repair(MISREADINGS["windows-1256 read as windows-1252"](text)) == text


def test_a_letter_that_was_lost_is_guessed():
    assert repair("Ù\ufffdÙŠ Ø§Ù„ØªØ£Ù„ÙŠÙ Ø§Ù„Ø¢Ù†") == "في التأليف الآن"


@pytest.mark.parametrize(
    "text", [ARABIC, "Ø§ 3 og Ú½, فقط، ط،", *OTHERS.values()], ids=["Arabic", "single signs", *OTHERS]
)
def test_what_is_right_stays(text):
    assert repair(text) == text
    assert repair(f"<p class='x'>{text}</p>\n" * 5) == f"<p class='x'>{text}</p>\n" * 5


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_languages_stay_beside_misread_arabic(text):
    misread = MISREADINGS["UTF-8 read as windows-1252"](ARABIC)
    assert repair(f"{text} | {misread} | {text}") == f"{text} | {ARABIC} | {text}"


@pytest.mark.parametrize("content", CONTENTS)
def test_whatever_header_and_page_say_the_bytes_are_read_right(content):
    text = "العراق يعلن موعد استئناف المحادثات مع واشنطن لمناقشة مستقبل التحالف الدولي في الشرق"
    assert disagreements(text, content) == []


def test_good_texts_of_real_outlets_stay(shared_data):
    assert shared_data
    texts = [one["text"] for one in readalso_documents()]
    assert [text for text in texts if repair(text) != text] == []
    chosen = random.Random(5).sample(texts, 25)
    for name, misreading in MISREADINGS.items():
        shares = [restored(text.encode("cp1256", "ignore").decode("cp1256"), misreading) for text in chosen]
        assert sum(shares) / len(shares) >= 0.99, name


def test_megabytes_of_misread_signs_are_read_once():
    for unit in ("Ø", "Ø§", "ط§", "Ø§x", "Ù", "Ã˜", "Çá", "Çáx ", "ط§ ", "Ø§Ù„Ø¹ "):
        text = unit * (300_000 // len(unit))
        assert decode(text.encode()) is not None


LATIN_AND_OTHERS = {
    "Polish": "Wojewoda ogłosił, że budowa mostu rozpocznie się jeszcze w tym roku, choć mieszkańcy są przeciwni.",
    "English": "“We don’t know yet,” the mayor said – and that’s all he’d say about the harbour’s future.",
    "Russian": "Министр сообщил, что переговоры продолжатся в пятницу.",
    "Greek": "Ο υπουργός ανακοίνωσε ότι οι συνομιλίες θα συνεχιστούν την Παρασκευή.",
    "French": "L’été dernier, les élèves ont été reçus à l’hôtel de ville où l’on fêtait déjà Noël.",
}


@pytest.mark.parametrize("reading", ["cp1252", "latin-1"])
@pytest.mark.parametrize("language", LATIN_AND_OTHERS)
def test_other_languages_read_as_western_are_given_back(language, reading):
    text = LATIN_AND_OTHERS[language]
    # windows-1252 leaves five bytes undefined; browsers read them as controls.
    stored = "".join(bytes([byte]).decode(reading, "ignore") or chr(byte) for byte in text.encode())
    assert repair(stored) == text
    assert repair(repair(stored)) == text


@pytest.mark.parametrize("language", LATIN_AND_OTHERS)
def test_other_languages_stay_as_they_are(language):
    assert repair(LATIN_AND_OTHERS[language]) == LATIN_AND_OTHERS[language]


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ® and CAFÉ® and CAFÉ® again: the brand’s name, three times, in a text without other letters.",
        "São Paulo, São Luís e a JOÃO: a ação não está na lição.",
        "On écrit « donâ€™t » pour « don’t » : c’est l’effet d’un mauvais encodage, déjà vu à l’été.",
        "20 Â° and 30 Â° only",
    ],
)
def test_what_may_be_meant_stays(text):
    assert repair(text) == text


STORED_TWICE = {
    "windows-1251": "Министр сообщил, что переговоры продолжатся в пятницу, а мост через реку откроют весной.",
    "gbk": "市政府周一宣布，港口将于明年春天重新开放，渡轮恢复每天往返各岛屿的航班。",
    "euc-kr": "시는 월요일에 항구가 내년 봄에 다시 문을 열고 섬으로 가는 배가 다시 다닌다고 밝혔다.",
    "windows-1253": "Ο υπουργός ανακοίνωσε ότι οι συνομιλίες θα συνεχιστούν την Παρασκευή στην Αθήνα.",
}


@pytest.mark.parametrize("reading", ["iso8859-15", "latin-1"])
@pytest.mark.parametrize("charset", STORED_TWICE)
def test_what_was_read_as_western_is_read_as_its_page_declares(charset, reading):
    page = (
        f"<html><head><meta charset={charset}></head><body><p>{STORED_TWICE[charset] * 3}</p></body></html>"
    )
    stored = page.encode(charset).decode(reading).encode()
    assert decode(stored).text == page


@pytest.mark.parametrize("language", [*OTHERS, *LATIN_AND_OTHERS])
@pytest.mark.parametrize("charset", ["windows-1251", "gbk", "windows-1256"])
def test_a_wrong_declaration_changes_no_good_text(language, charset):
    text = {**OTHERS, **LATIN_AND_OTHERS}[language]
    page = f"<html><head><meta charset={charset}></head><body><p>{text * 3}</p></body></html>"
    assert decode(page.encode()).text == page
