"""Made texts, and small changes of them."""

import random

VOCABULARY = [f"كلمة{number}" for number in range(4000)]


def prose(seed, words=120):
    return " ".join(random.Random(seed).choices(VOCABULARY, k=words))


def edited(text, seed, share=0.05):
    chance = random.Random(seed)
    return " ".join(chance.choice(VOCABULARY) if chance.random() < share else word for word in text.split())


def lead(text, share):
    words = text.split()
    return " ".join(words[: int(len(words) * share)])
