"""Where two texts that are laid side by side differ, and whether these places are a template's slots.

The issues of a template (obituaries, previews of matches, prices, weather, prayer times) share a frame, and differ
where a name, a number or a day is filled in: both texts have something there, something short, and not the same thing
in another spelling. An editor also drops and adds words, touches small words, and respells. So two texts all of whose
differences are slots, in several places, are issues of one template; one slot may be a correction.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.dedup.features.fingerprint import WORD_SHIFT
from pipelines.dedup.features.hashing import LETTER_BITS
from pipelines.dedup.rules.alignment import Alignment, Gap
from pipelines.dedup.rules.config import DedupConfig
from pipelines.dedup.rules.counting_words import (
    COUNTS,
    IS_NUMBER,
    IS_OF_CALENDAR,
    IS_SCALE,
    classes_of,
    month_words,
)

# A name with titles, or a number written out, has at most so many words.
_SLOT_WORDS = 6
# A word of fewer different letters says little (في, من, the): templates have no slot for it.
_CONTENT_LETTERS = 4
# Letters that two spellings of a word share, of those that either has; جوجنهايم and غوغنهايم: six of eight.
_SAME_LETTERS = 0.6
# The same of words that are parted otherwise: في الرياض, بالرياض.
_SAME_LETTERS_OF_SEVERAL = 0.7
# The same of number words, which resemble each other: ستين and تسعين share four of five.
_SAME_LETTERS_OF_NUMBERS = 0.85
_LETTERS = (1 << LETTER_BITS) - 1


Place = tuple[int, int]
"""From and to of a slot in a text, in words."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The places in which two texts differ, in the order of the texts.

    Attributes:
        numbers: with another number in each, in digits or in words.
        equal_numbers: numbers in both texts, in parallel.
        days: with another weekday or month.
        words: with other words in each; the same ones replaced by the same in several places are one.
        others: that are no slots: words dropped, added or touched, and phrases.
        changed: words in slots, in each of the text that has more.
        one_unit: most of the differing numbers have the same word before or behind them: a list of values.
        places, other_places: from and to of each slot in the first text and in the second.
    """

    numbers: int
    equal_numbers: int
    days: int
    words: int
    others: int
    changed: int
    one_unit: bool
    places: tuple[Place, ...]
    other_places: tuple[Place, ...]

    @property
    def slots(self) -> int:
        """Number of slots."""
        return self.numbers + self.days + self.words


def find_slots(
    one: Sequence[int], other: Sequence[int], alignment: Alignment, numbers: Sequence[int]
) -> Slots:
    """Looks at each place in which two texts differ.

    Args:
        one: the words of a text, as `Features.words` has them.
        other: of the other.
        alignment: of the two.
        numbers: where the numbers of the first text stand, ascending (`number_places`).
    """
    found: Counter[str] = Counter()
    # The same words replaced by the same ones everywhere are one decision of an editor.
    replaced: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    changed = 0
    places: list[Gap] = []
    units: Counter[tuple[str, int]] = Counter()
    is_unspaced = _is_unspaced(one)
    gaps = _joined_gaps(alignment)
    for number, gap in enumerate(gaps):
        here, there = one[slice(*gap.one)], other[slice(*gap.other)]
        if not here and not there:
            continue
        at_edge = number == 0 or number == len(gaps) - 1
        kind = _kind(here, there, at_edge=at_edge, is_unspaced=is_unspaced)
        if kind == "word":
            if (tuple(here), tuple(there)) in replaced:
                continue
            replaced.add((tuple(here), tuple(there)))
        found[kind] += 1
        if kind in ("number", "day", "word"):
            changed += max(len(here), len(there))
            places.append(gap)
        if kind == "number":
            units.update(_neighbours(one, gap))
    return Slots(
        numbers=found["number"],
        equal_numbers=_in_parallel(numbers, alignment),
        days=found["day"],
        words=found["word"],
        others=found["other"],
        changed=changed,
        one_unit=bool(units) and max(units.values()) > max(1, found["number"] // 2 - 1),
        places=tuple(gap.one for gap in places),
        other_places=tuple(gap.other for gap in places),
    )


def _joined_gaps(alignment: Alignment) -> list[Gap]:
    """The gaps; two with one word between them, of which only one text fills one, are one, unless it fills both.

    Where two names share a word in another place (غسان جمال النجار, جمال طارق الحلاق), or two matches a team (A meets B, C
    meets A), that word runs in parallel.
    """
    gaps: list[Gap] = []
    for gap in alignment.gaps():
        if gaps and gap.one[0] - gaps[-1].one[1] == 1 and _are_one_slot(gaps[-1], gap):
            before = gaps.pop()
            gaps.append(Gap((before.one[0], gap.one[1]), (before.other[0], gap.other[1])))
        else:
            gaps.append(gap)
    return gaps


def _are_one_slot(gap: Gap, next_gap: Gap) -> bool:
    """Whether one of two gaps is filled by one text alone and the other is not, or by the other text alone."""
    alone, next_alone = _filled_alone_by(gap), _filled_alone_by(next_gap)
    return alone != next_alone


def _filled_alone_by(gap: Gap) -> Literal["one", "other"] | None:
    here, there = gap.one[0] < gap.one[1], gap.other[0] < gap.other[1]
    if here == there:
        return None
    return "one" if here else "other"


def has_other_numbers(slots: Slots, words: int, config: DedupConfig) -> bool:
    """Whether so few numbers are equal that the texts are issues of a template.

    Args:
        slots: of two texts.
        words: of the longer one.
        config: thresholds.
    """
    of_both = slots.numbers + slots.equal_numbers
    if of_both >= config.number_slots:
        return slots.equal_numbers < config.number_agreement * of_both
    return words <= config.words_of_flash and slots.numbers > 0 and not (slots.equal_numbers or slots.others)


def has_other_slots(slots: Slots, words: int, config: DedupConfig, *, of_two_days: bool) -> bool:
    """Whether the texts differ in slots only, and in enough of them, that they are issues of a template.

    Args:
        slots: of two texts.
        words: of the longer one.
        config: thresholds.
        of_two_days: whether both days are known, and are two: a template is issued daily, a copy comes at once.
    """
    share = slots.changed / words
    counted = slots.numbers + slots.days
    if (
        of_two_days
        and not slots.others
        and share >= config.slot_share
        and slots.slots >= config.slots_of_days
    ):
        return True
    if not counted:
        return slots.words >= config.word_slots and not slots.others and share >= config.word_slot_share
    least = config.slots if counted < config.counted_slots else config.counted_slots
    return (
        slots.slots >= least
        and slots.others <= config.others_among_slots * slots.slots
        and share >= config.slot_share
    )


def _neighbours(words: Sequence[int], gap: Gap) -> list[tuple[str, int]]:
    before, behind = gap.one
    found = [("before", words[before - 1])] if before else []
    return [*found, ("behind", words[behind])] if behind < len(words) else found


def _kind(here: Sequence[int], there: Sequence[int], *, at_edge: bool, is_unspaced: bool) -> str:
    if not here or not there:
        # Datelines, bylines and footers come and go.
        return "edge" if at_edge else "other"
    kind = "other"
    if max(len(here), len(there)) > _SLOT_WORDS or sorted(here) == sorted(there):
        pass
    # Two days of the week are called "the one" and "the two" in Arabic.
    elif _are_days(here) and _are_days(there):
        kind = "spelling" if _are_same_months(here, there) else "day"
    elif _are_numbers(here) and _are_numbers(there):
        kind = "number" if _are_written_alike(here, there) else "spelling"
    elif (_all_are(here, IS_SCALE) and _all_are(there, IS_SCALE)) or _is_respelled(here, there):
        # Million for millions is grammar.
        kind = "spelling"
    elif is_unspaced or (_has_content(here) and _has_content(there)):
        kind = "word"
    return kind


def _all_are(words: Sequence[int], what: int) -> bool:
    return all(classes_of(word) & what for word in words)


def _are_days(words: Sequence[int]) -> bool:
    return _all_are(words, IS_OF_CALENDAR) and not _all_are(words, IS_NUMBER)


def _are_numbers(words: Sequence[int]) -> bool:
    words = [word for word in words if not classes_of(word) & IS_SCALE]
    return bool(words) and _all_are(words, COUNTS)


def _are_written_alike(here: Sequence[int], there: Sequence[int]) -> bool:
    """Not so are 4 and four, 1,250,000 and 1.25 million, المئة and المائة: they may be equal."""
    digits, their_digits = ([word & 1 for word in words] for words in (here, there))
    if all(digits + their_digits) and min(len(here), len(there)) > 1:
        # Lists of numbers: those of a draw, of which some stand in both.
        return True
    if digits != their_digits:
        return not any(digits) and not any(their_digits)
    return any(digits) or _same_letters(_joined(here), _joined(there)) < _SAME_LETTERS_OF_NUMBERS


def _are_same_months(here: Sequence[int], there: Sequence[int]) -> bool:
    """نيسان وأيار, أبريل ومايو: the same months by other names."""
    known = month_words()
    return len(here) == len(there) and all(
        one == other
        or known.get(one >> WORD_SHIFT, frozenset()) & known.get(other >> WORD_SHIFT, frozenset())
        for one, other in zip(here, there, strict=True)
    )


def _is_respelled(here: Sequence[int], there: Sequence[int]) -> bool:
    if len(here) == len(there):
        return all(_same_letters(a, b) >= _SAME_LETTERS for a, b in zip(here, there, strict=True))
    return _same_letters(_joined(here), _joined(there)) >= _SAME_LETTERS_OF_SEVERAL


def _joined(words: Sequence[int]) -> int:
    letters = 0
    for word in words:
        letters |= word
    return letters


def _letters_of(word: int) -> int:
    return word >> 1 & _LETTERS


def _same_letters(one: int, other: int) -> float:
    if (one & 1) or (other & 1):
        return 0.0
    a, b = _letters_of(one), _letters_of(other)
    return (a & b).bit_count() / max((a | b).bit_count(), 1)


def _has_content(words: Sequence[int]) -> bool:
    return any(word & 1 or _letters_of(word).bit_count() >= _CONTENT_LETTERS for word in words)


def _is_unspaced(words: Sequence[int]) -> bool:
    """Whether most words are one letter, as where a script has no spaces: there a letter says as much as a word."""
    return 2 * sum(_letters_of(word).bit_count() == 1 for word in words) > len(words)


def _in_parallel(places: Sequence[int], alignment: Alignment) -> int:
    """How many places of the first text run in parallel to the other."""
    starts = [block.one for block in alignment.blocks]
    before = ((place, bisect_right(starts, place) - 1) for place in places)
    return sum(
        number >= 0 and place < starts[number] + alignment.blocks[number].words for place, number in before
    )
