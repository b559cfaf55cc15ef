"""Arabic texts for measurements, drawn from a fixed pool so that a run can be repeated."""

from __future__ import annotations

import random

_SPEECH = (
    "الخدمة تأخرت كثيرًا هذا الشهر والمواطن يدفع الثمن مرتين لذلك نطلب أن يُعلن الموعد وأن يُكتب السبب على باب "
    "المركز كل يوم حتى يعرف الناس متى يعودون ومن يسألون وأين يجدون الجواب الصحيح من أول مرة دون انتظار طويل في "
    "الطابور قبل الفجر وبعد الظهر لأن النافذة تُغلق باكرًا والموظف يقول إن الشبكة متوقفة والورقة ناقصة والختم في "
    "مبنى آخر ولا أحد يعرف القائمة الكاملة للوثائق المطلوبة فنرجع خائبين ونخسر أجرة الطريق ويوم عمل"
)
_WORDS = _SPEECH.split()
_MATTERS = (
    "تأخّر المعاملة", "انقطاع التغذية", "ازدحام النوافذ", "ضعف التغطية", "اختلاف الرسوم", "غياب الإعلان",
    "تكرار الوثائق", "طول الانتظار", "تعطّل الجهاز", "إغلاق المكتب", "خطأ في البيانات", "رفض الطلب",
)  # fmt: skip
_PLACES = (
    "في المركز الرئيسي", "في حيّنا", "في القرى الشرقية", "عند المدخل الجنوبي", "في سوق المدينة", "قرب المدرسة",
    "في مكتب البريد", "في الطابق العلوي", "على الطريق العام", "في الناحية", "عند الجسر", "في المنطقة الصناعية",
)  # fmt: skip
_TIMES = ("منذ أسبوع", "كل صباح", "منذ شهرين", "بعد الظهر", "في نهاية الشهر", "أيام الخميس", "منذ سنة", "في الشتاء")


def texts(count: int, *, average: int = 200, seed: int = 5) -> list[str]:
    """Return ``count`` different texts whose lengths average ``average`` characters."""
    chance = random.Random(seed)
    return [_text(chance, chance.randint(average // 2, average * 3 // 2)) for _number in range(count)]


def _text(chance: random.Random, length: int) -> str:
    parts: list[str] = []
    while length > 0:
        word = chance.choice(_WORDS)
        parts.append(word)
        length -= len(word) + 1
    return " ".join(parts)


def title(number: int) -> str:
    """Return a title for the topic or solution of this number; some thousands differ, as they do in life."""
    matter, rest = _MATTERS[number % len(_MATTERS)], number // len(_MATTERS)
    place, rest = _PLACES[rest % len(_PLACES)], rest // len(_PLACES)
    return f"{matter} {place} {_TIMES[rest % len(_TIMES)]}"
