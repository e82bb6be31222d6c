"""Normalisation of texts for comparison. Displayed text is never altered."""

from pipelines.text.batch import normalize_all
from pipelines.text.normalize import NORMALIZER_VERSION, NormalizedText, normalize, wording

__all__ = ["NORMALIZER_VERSION", "NormalizedText", "normalize", "normalize_all", "wording"]
