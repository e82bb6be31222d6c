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
