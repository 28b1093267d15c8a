"""The expression language of contracts, evaluated directly."""

import re
from datetime import date, timedelta
from decimal import Decimal, ROUND_DOWN, getcontext

import values

getcontext().prec = 100


class Failure(Exception):
    """The expression has no answer, not even a missing one."""


TOKENS = re.compile(r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?|\.\d+)
  | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
  | \[(?P<bracket>[^\]]+)\]
  | (?P<name>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)
  | (?P<sign>\*\*|//|<>|!=|<=|>=|==|\|\||[-+*/%=<>(),])
)""", re.X)

KEYWORDS = {"case", "when", "then", "else", "end", "and", "or", "not", "like", "is", "null", "empty", "in", "between"}


def tokens_of(text):
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKENS.match(text, at)
        if not match:
            raise ValueError(f"no token at {text[at:]!r}")
        at = match.end()
        kind = match.lastgroup
        value = match[kind]
        if kind == "name" and value.lower() in KEYWORDS:
            kind, value = "word", value.lower()
        if kind == "bracket":
            kind = "name"
        if kind == "text":
            value = value[1:-1].replace(value[0] * 2, value[0])
        found.append((kind, value))
    return found + [("end", None)]


class Unknown:
    """The truth of a condition with a missing operand."""

    def __bool__(self):
        return False


UNKNOWN = Unknown()

# Values are None, str and Decimal; conditions True, False and UNKNOWN.


def plain(value):
    """A number as text without useless digits."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value


def as_number(value):
    if isinstance(value, Decimal) or value is None:
        return value
    text = value.strip()
    return Decimal(text) if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)", text) else None


class Literal(str):
    """A text of the expression itself; + joins where one side is such a text and no number."""


def joins(value):
    return isinstance(value, Literal) and as_number(value) is None


def missing(value):
    return value is None or value == ""


class Date(str):
    """What a function of dates gives."""


def together(left, right, sign):
    """Both as numbers, as dates or as texts: what is written says which, not what the document holds."""
    ordered = sign in ("<", ">", "<=", ">=")
    literals = [one for one in (left, right) if isinstance(one, Literal)]
    if Decimal in (type(left), type(right)) or ordered and any(as_number(one) is not None for one in literals):
        return [as_number(one) for one in (left, right)]
    if Date in (type(left), type(right)) or any(values.moment(one) for one in literals) or ordered and not literals:
        return [values.moment(plain(one)) for one in (left, right)]
    return [plain(left), plain(right)]


def blank(value):
    """Where a number or a date is wanted, nothing but blanks is missing."""
    return missing(value) or isinstance(value, str) and not value.strip()


def compare(left, right, sign):
    if missing(left) or missing(right):
        return UNKNOWN
    a, b = together(left, right, sign)
    for one, found in ((left, a), (right, b)):
        if found is None:
            if one.strip():
                raise Failure(f"{left!r} {sign} {right!r}")
            return UNKNOWN
    return {"=": a == b, "==": a == b, "!=": a != b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b,
            ">=": a >= b}[sign]


def arithmetic(sign, left, right):
    if blank(left) or blank(right):
        return None
    a, b = as_number(left), as_number(right)
    if a is None or b is None:
        raise Failure(f"{left!r} {sign} {right!r}: not a number")
    if sign in ("/", "//", "%") and b == 0:
        raise Failure(f"{left!r} {sign} 0")
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if sign == "/":
        return a / b
    if sign == "//":
        return (a / b).to_integral_value(ROUND_DOWN)
    if sign == "%":
        return a - b * (a / b).to_integral_value(ROUND_DOWN)
    return a ** b


def like(value, pattern):
    if missing(value) or pattern is None:
        return UNKNOWN
    regex = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.fullmatch(regex, plain(value), re.I | re.S) is not None


def all_of(a, b):
    return False if a is False or b is False else UNKNOWN if UNKNOWN in (a, b) else True


def any_of(a, b):
    return True if a is True or b is True else UNKNOWN if UNKNOWN in (a, b) else False


def opposite(a):
    return UNKNOWN if a is UNKNOWN else not a


class Parser:
    """Parses and evaluates at once; what stands in a branch not taken is passed over with live = False."""

    def __init__(self, text, lookup):
        self.tokens, self.at, self.lookup, self.live = tokens_of(text), 0, lookup, True

    def peek(self, *wanted):
        kind, value = self.tokens[self.at]
        return value in wanted and kind in ("sign", "word")

    def take(self, *wanted):
        if not self.peek(*wanted):
            return None
        self.at += 1
        return self.tokens[self.at - 1][1]

    def need(self, wanted):
        if not self.take(wanted):
            raise ValueError(f"expected {wanted} at {self.tokens[self.at:][:3]}")

    def either(self):
        left = self.both()
        while self.take("or"):
            left = any_of(left, self.unless(left is True, self.both))
        return left

    def both(self):
        left = self.negation()
        while self.take("and"):
            left = all_of(left, self.unless(left is False, self.negation))
        return left

    def unless(self, decided, parse):
        """Nothing is calculated where the answer is known already."""
        was, self.live = self.live, self.live and not decided
        value = parse()
        self.live = was
        return value

    def negation(self):
        return opposite(self.negation()) if self.take("not") else self.comparison()

    def comparison(self):
        left = self.sum()
        sign = self.take("=", "==", "!=", "<>", "<", ">", "<=", ">=")
        if sign:
            right = self.sum()
            if right == "" and sign in ("=", "==", "!=", "<>"):
                return missing(left) == (sign in ("=", "=="))
            return compare(left, right, sign) if self.live else UNKNOWN
        if self.take("is"):
            negated = self.take("not")
            found = missing(left) if self.take("null") else None
            if found is None:
                self.need("empty")
                found = missing(left) or (isinstance(left, str) and not left.strip())
            return found != bool(negated)
        negated = self.take("not")
        if self.take("like"):
            found = like(left, self.sum())
        elif self.take("between"):
            low = self.sum()
            self.need("and")
            high = self.sum()
            found = all_of(compare(left, low, ">="), compare(left, high, "<=")) if self.live else UNKNOWN
        elif self.take("in"):
            self.need("(")
            found = False
            while True:
                one = self.sum()
                found = any_of(found, missing(left) if one == "" else
                               compare(left, one, "=") if self.live else UNKNOWN)
                if not self.take(","):
                    break
            self.need(")")
        else:
            return left
        return opposite(found) if negated else found

    def calculate(self, sign, left, right):
        return arithmetic(sign, left, right) if self.live else None

    def sum(self):
        left = self.product()
        while True:
            sign = self.take("+", "-")
            if not sign:
                return left
            right = self.product()
            if sign == "+" and (joins(left) or joins(right)):
                left = None if missing(left) or missing(right) else Literal(plain(left) + plain(right))
            else:
                left = self.calculate(sign, left, right)

    def product(self):
        left = self.signed()
        while True:
            sign = self.take("*", "/", "//", "%")
            if not sign:
                return left
            left = self.calculate(sign, left, self.signed())

    def signed(self):
        if self.take("-"):
            return self.calculate("-", Decimal(0), self.signed())
        left = self.primary()
        return self.calculate("**", left, self.signed()) if self.take("**") else left

    def primary(self):
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Decimal(value)
        if kind == "text":
            return Literal(value)
        if kind == "word" and value == "case":
            return self.case()
        if kind == "word" and value == "null":
            return None
        if kind == "name" and self.peek("("):
            return self.call(value.lower())
        if kind == "name" and value.lower() in ("true", "false"):
            return value.lower()
        if kind == "name":
            return self.lookup(value.split(".")) if self.live else None
        if kind == "sign" and value == "(":
            inner = self.either()
            self.need(")")
            return inner
        raise ValueError(f"no operand: {value}")

    def branch(self, live):
        was, self.live = self.live, self.live and live
        value = self.either()
        self.live = was
        return value

    def case(self):
        subject = None if self.peek("when") else [self.either()]
        found, value = False, None
        while self.take("when"):
            condition = self.branch(not found)
            if subject:
                condition = (missing(subject[0]) if condition == "" else
                             compare(subject[0], condition, "=") if self.live and not found else UNKNOWN)
            self.need("then")
            hit = not found and condition is True
            one = self.branch(hit)
            if hit:
                found, value = True, one
        if self.take("else"):
            one = self.branch(not found)
            value = value if found else one
        self.need("end")
        return value

    def call(self, name):
        self.need("(")
        if name == "datediff":
            self.at += 1
            self.need(",")
            start = self.either()
            self.need(",")
            end = self.either()
            self.need(")")
            return self.days_between(start, end) if self.live else None
        if name == "dateadd":
            unit = self.tokens[self.at][1].lower()
            self.at += 1
            self.need(",")
            count = self.either()
            self.need(",")
            start = self.either()
            self.need(")")
            return self.dateadd(unit, count, start) if self.live else None
        if name == "date":
            given = self.either()
            self.need(")")
            if not self.live or blank(given):
                return None
            found = values.moment(given)
            if not found:
                raise Failure(f"date({given!r})")
            return Date(found[0])
        args = [self.either()]
        while self.take(","):
            args.append(self.either())
        self.need(")")
        return self.function(name, args) if self.live else None

    @staticmethod
    def function(name, args):
        if name == "isnull":
            return args[1] if missing(args[0]) else args[0]
        if name == "concat":
            return "".join(plain(one) for one in args if one is not None)
        if name == "len":
            return None if missing(args[0]) else Decimal(len(plain(args[0])))
        raise ValueError(f"no function {name}")

    @staticmethod
    def days_between(start, end):
        if missing(start) or missing(end):
            return None
        days = [values.moment(plain(one)) for one in (start, end)]
        if None in days:
            raise Failure(f"datediff({start!r}, {end!r})")
        return Decimal((date.fromisoformat(days[1][0]) - date.fromisoformat(days[0][0])).days)

    def dateadd(self, unit, count, start):
        if blank(count) or blank(start):
            return None
        found, n = values.moment(start), as_number(count)
        if not found or n is None or unit != "day":
            raise Failure(f"dateadd({unit}, {count}, {start})")
        day = date.fromisoformat(found[0]) + timedelta(days=int(n))
        return Date(day.isoformat() + ("" if found[1] == "00:00:00" else " " + found[1]))


def evaluate(expression, lookup):
    """The value as a text, None, or the truth of a condition."""
    parser = Parser(expression, lookup)
    value = parser.either()
    if parser.tokens[parser.at][0] != "end":
        raise ValueError(f"left over: {parser.tokens[parser.at:]}")
    return value if isinstance(value, (bool, Unknown)) else plain(value)
