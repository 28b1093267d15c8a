"""Texts to values by a contract's data types: what does not convert is None."""

import re
from datetime import date
from decimal import Decimal, ROUND_HALF_UP

RANGES = {"tinyint": (0, 255), "smallint": (-(2 ** 15), 2 ** 15 - 1), "int": (-(2 ** 31), 2 ** 31 - 1),
          "integer": (-(2 ** 31), 2 ** 31 - 1), "bigint": (-(2 ** 63), 2 ** 63 - 1)}
TRUE, FALSE = ("true", "1", "yes", "y", "t", "on"), ("false", "0", "no", "n", "f", "off")


# 12, 1,234,567 and 1,23,456: commas that part thousands; any other may stand before a fraction.
WHOLE = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}|[0-9]+)"


def plain(text):
    """A number without the commas between its thousands; other texts as they are."""
    written = re.fullmatch(rf"([-+]?)({WHOLE}\.?[0-9]*|\.[0-9]+)((?:[eE][-+]?[0-9]+)?)", text)
    return written[1] + written[2].replace(",", "") + written[3] if written else text


UNCLEAR = "\0"
BLANKS = r"[\s\u00a0\u2009\u202f]"


def number(text):
    """A formatted amount as a number: blanks at its ends and between thousands, commas, currency signs go; (1) is -1."""
    text = re.sub(rf"(?<![0-9])([0-9]{{1,3}}){BLANKS}(?=[0-9]{{3}}(?![0-9]))", r"\1", text)
    if re.search(rf"[0-9]{BLANKS}+[0-9]", text):
        return None
    text = re.sub(rf"{BLANKS}|[$€£¥]", "", text).replace("\u2212", "-")
    inner = re.fullmatch(r"\((.*)\)", text)
    text = plain("-" + inner[1] if inner else text)
    return Decimal(text) if re.fullmatch(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", text) else None


def may_be_another(text, found):
    """Whether the first number of a text is another one for somebody: ,5 and 1 000 and 12-."""
    before, rest = text[: found.start()], text[found.start():]
    return (re.search(r"(?:^|[^A-Za-z])[.,]$", before)
            or re.match(rf"[1-9][0-9]{{0,2}}(?:{BLANKS}|['\u2019])[0-9]{{3}}(?![0-9])", rest)
            or text[found.end():].strip() in ("-", "\u2212"))


def first_number(text):
    """The first number in a text, without the commas between its thousands; what never converts if that may be another; None."""
    found = re.search(r"[0-9]+(?:[.,][0-9]+)*(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[.,][0-9]+)*(?:[eE][-+]?[0-9]+)?", text)
    if not found:
        return None
    if may_be_another(text, found):
        return UNCLEAR + text
    before = text[: found.start()]
    sign = "-" if re.search(r"(?:^|[^0-9])[-\u2212]$", before) or before.strip() in ("-", "\u2212") else ""
    return sign + plain(found.group())


def whole(text, kind):
    """The first number of a text, rounded half up (away from zero)."""
    found = first_number(text)
    if found is None or not re.fullmatch(r"-?[0-9]*\.?[0-9]+", found):
        return None
    value = int(Decimal(found).to_integral_value(ROUND_HALF_UP))
    least, most = RANGES[kind]
    return value if least <= value <= most else None


def decimal(text, digits, precision=18):
    value = number(text)
    if value is None or abs(value) >= Decimal(10) ** 40:
        return None
    value = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    if value == 0:
        value = abs(value)
    return value if abs(value) < Decimal(10) ** (precision - digits) else None


def moment(text):
    """(date, time text) of ISO, year-month-day, month/day/year and day/month/year; None when it is none of these."""
    text = text.strip()
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?"
                       r"(?:Z|[+-]\d\d:?\d\d)?", text)
    if iso:
        y, m, d, hh, mi, ss, ff = iso.groups()
        return build(y, m, d, hh, mi, ss, ff)
    clock = r"(?: (\d\d?):(\d\d?)(?::(\d\d?)(?:\.(\d{1,9}))?)?"
    short = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)" + clock + ")?", text)
    if short:
        return build(*short.groups())
    slashes = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})" + clock + "(?: ([AP]M))?)?", text, re.I)
    if slashes:
        first, second, y, hh, mi, ss, ff, half = slashes.groups()
        if half:
            if not 1 <= int(hh) <= 12 or ff:
                return None
            return build(y, first, second, str(int(hh) % 12 + (12 if half.upper() == "PM" else 0)), mi, ss, ff)
        return build(y, first, second, hh, mi, ss, ff) or build(y, second, first, hh, mi, ss, ff)
    return None


def build(y, m, d, hh, mi, ss, ff):
    try:
        day = date(int(y), int(m), int(d)).isoformat()
    except ValueError:
        return None
    hh, mi, ss = int(hh or 0), int(mi or 0), int(ss or 0)
    if hh > 23 or mi > 59 or ss > 59:
        return None
    fraction = (ff or "")[:6].rstrip("0")
    return day, f"{hh:02}:{mi:02}:{ss:02}" + ("." + fraction if fraction else "")


def convert(entry, text):
    text = text.strip()
    if text == "":
        return None
    kind = entry.type
    if kind == "string":
        return (text if entry.length is None else text[: entry.length].rstrip()) or None
    if kind in RANGES:
        return whole(text, kind)
    if kind == "decimal":
        return decimal(text, entry.length, entry.precision)
    if kind == "double":
        value = number(text)
        return None if value is None else float(value)
    if kind in ("date", "datetime"):
        found = moment(text)
        return found and (found[0] if kind == "date" else f"{found[0]} {found[1]}")
    if kind == "bit":
        return 1 if text.lower() in TRUE else 0 if text.lower() in FALSE else None
    raise ValueError(f"data_type {kind}")


def retype(entry, value):
    """A value of an enum or a bit table in the column's type."""
    if value is None:
        return None
    if entry.type == "string":
        return str(value)
    if isinstance(value, str):
        return None
    if entry.type == "decimal":
        return decimal(str(value), entry.length, entry.precision)
    return value


def default(entry, given):
    """The value of default_value."""
    if entry.has("enum"):
        table = entry.contract.enum(entry)
        for label, value in table.items():
            if str(given).lower() == label.lower():
                return retype(entry, value)
    if isinstance(given, bool):
        given = int(given)
    text = str(given)
    if entry.is_flag():
        for kind in ("char_to_bit", "boolean_to_bit"):
            if entry.has(kind) and text.lower() in entry.contract.bits(kind):
                return retype(entry, entry.contract.bits(kind)[text.lower()])
        return retype(entry, 1 if text.lower() in TRUE else 0)
    return convert(entry, text)
