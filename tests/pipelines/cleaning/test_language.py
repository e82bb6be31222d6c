"""The language of a text by its letters."""

import pytest

from pipelines.cleaning.language import language

TEXTS = {
    "قال الوزير إن الحكومة ستواصل دعم القطاع الزراعي خلال العام المقبل": "ar",
    "وزیر کشور گفت که دولت از کشاورزان حمایت می‌کند و برنامه ادامه دارد": "fa",
    "وزیر اعظم نے کہا ہے کہ حکومت کسانوں کی مدد جاری رکھے گی اور یہ منصوبہ چلے گا": "ur",
    "The minister said that the plan for the provinces was to go on": "en",
    "Le ministre a déclaré que les travaux dans la région se poursuivent pour une année": "fr",
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
@pytest.mark.parametrize("declared", [None, "en-US", "ar", "fr"])
def test_the_letters_win_over_the_declaration(text, expected, declared):
    assert language(text, declared) == expected


def test_too_few_letters_leave_the_declaration():
    assert language("12345", "ar_EG") == "ar"
    assert language("12345") is None


def test_a_language_we_do_not_know_stays_as_declared():
    assert language("Il ministro ha detto che il governo continua a sostenere gli agricoltori", "it") == "it"


SENTENCES = {
    "سەرۆکی هەرێم پێشوازی لە شاندێکی ئەمریکی کرد": "ckb",
    "ولسمشر د افغانستان د سولې په اړه له سیاسي مشرانو سره وکتل": "ps",
    "شىنجاڭ ئۇيغۇر ئاپتونوم رايونىدا يېڭى يىل پائالىيىتى ئۆتكۈزۈلدى": "ug",
    "وزير اعليٰ سنڌ چيو آهي ته صوبي ۾ ترقياتي ڪم جاري آهن": "sd",
    "O presidente disse que não vai aceitar a proposta do governo": "pt",
    "De minister zei dat het kabinet het voorstel niet zal aanvaarden": "nl",
    "Il presidente ha detto che il governo non accetterà la proposta": "it",
    "Presiden mengatakan pemerintah tidak akan menerima usulan itu": "id",
    "Президент заявив, що уряд не прийме пропозицію": "uk",
    "总统表示政府不会接受这一提案": "zh",
    "대통령은 정부가 그 제안을 받아들이지 않을 것이라고 말했다": "ko",
    "प्रधानमंत्री ने कहा कि सरकार प्रस्ताव स्वीकार नहीं करेगी": "hi",
}


@pytest.mark.parametrize(("text", "expected"), SENTENCES.items())
@pytest.mark.parametrize("declared", [None, "ar", "en"])
def test_languages_of_the_worlds_news(text, expected, declared):
    assert language(text, declared) == expected


def test_a_declaration_decides_between_near_languages():
    text = "Perdana Menteri berkata kerajaan tidak akan menerima cadangan itu"
    assert (language(text, "ms"), language(text, "id")) == ("ms", "id")


def test_a_declaration_of_another_script_is_no_evidence():
    assert language("Habari za asubuhi kwa wakazi wa bandari hii ndogo", "ar") != "ar"
