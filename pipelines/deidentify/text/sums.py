"""Check digits, as the offices publish them."""

from __future__ import annotations

_RESIDENT = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BUSINESS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_ROUTING = (3, 7, 1, 3, 7, 1, 3, 7, 1)


def resident(digits: str) -> bool:
    """주민등록번호 of 13 digits. Numbers given out since October 2020 need not pass."""
    return int(digits[12]) == (11 - _weighted(digits, _RESIDENT) % 11) % 10


def foreigner(digits: str) -> bool:
    """외국인등록번호 of 13 digits."""
    return int(digits[12]) == (13 - _weighted(digits, _RESIDENT) % 11) % 10


def business(digits: str) -> bool:
    """사업자등록번호 of 10 digits."""
    total = _weighted(digits, _BUSINESS) + int(digits[8]) * 5 // 10
    return int(digits[9]) == (10 - total % 10) % 10


def corporate(digits: str) -> bool:
    """법인등록번호 of 13 digits."""
    total = sum(int(one) * (1 + n % 2) for n, one in enumerate(digits[:12]))
    return int(digits[12]) == (10 - total % 10) % 10


def luhn(digits: str) -> bool:
    """Numbers of payment cards (ISO/IEC 7812)."""
    doubled = (int(one) * (1 + n % 2) for n, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def iban(text: str) -> bool:
    """International account numbers (ISO 13616), without spaces, in capitals."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def routing(digits: str) -> bool:
    """Routing numbers of US banks, 9 digits."""
    return _weighted(digits, _ROUTING) % 10 == 0


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(one) * weight for one, weight in zip(digits, weights, strict=False))
