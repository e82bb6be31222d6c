"""Dates that are written as a distance from now: منذ 3 ساعات, 2 hours ago, vor 3 Tagen."""

import re
from datetime import datetime, timedelta

_UNITS: tuple[tuple[str, timedelta], ...] = (
    (
        r"(?:دقيقه|دقايق|دقيقتين|minutes?|mins?|منٹ|minuten|minutos?|minuti|minuto|dakika|минуты?|минут|menit)",
        timedelta(minutes=1),
    ),
    (
        r"(?:ساعه|ساعات|ساعتين|ساعت|hours?|hrs?|heures?|گهنٹي|گهنٹه|stunden?|horas?|ore|ora|saat|uur|часа?|часов|jam)",
        timedelta(hours=1),
    ),
    (
        r"(?:يوم|ايام|يومين|يوما|days?|jours?|روز|دن|tage?n?|d[ií]as?|dias?|giorni|giorno|gün|dagen|dag|день|дня|дней|hari)",
        timedelta(days=1),
    ),
    (
        r"(?:اسبوع|اسابيع|اسبوعين|weeks?|semaines?|هفته|wochen?|semanas?|settimane|settimana|hafta|weken|недел[юиь]|minggu)",
        timedelta(weeks=1),
    ),
)
_DUALS = ("دقيقتين", "ساعتين", "يومين", "اسبوعين")


def find_relative(folded: str, now: datetime) -> datetime | None:
    """The moment that a folded text places before `now`; None if it names none."""
    for unit, length in _UNITS:
        match = re.search(
            rf"(?:منذ|قبل|il y a|\bvor|\bhace|\bhá|\bhà)\s+(?:حوالي\s+)?(?:(\d{{1,3}})\s*)?({unit})\b"
            rf"|(?<!\d)(\d{{1,3}})\s*({unit})\s+(?:ago|قبل|پيش|پهلي|önce|fa\b|atrás|geleden|назад|yang lalu|lalu)",
            folded,
        )
        if match:
            count = int(match[1] or match[3] or (2 if match[2] in _DUALS else 1))
            return now - length * count
    return None
