"""TDS 7.4, as far as a driver needs it that sends statements of rowan: packets, login, tokens, parameters."""

import struct

PRELOGIN, BATCH, RPC, ATTENTION, TRANSACTION, LOGIN, REPLY = 0x12, 0x01, 0x03, 0x06, 0x0E, 0x10, 0x04
COLLATION = bytes([0x09, 0x04, 0xD0, 0x00, 0x34])  # Latin1, code page 1252, not sensitive to case
MORE, ERROR, COUNT, ATTENTION_DONE = 0x01, 0x02, 0x10, 0x20
PROCEDURES = {10: "executesql", 11: "prepare", 12: "execute", 13: "prepexec", 15: "unprepare"}


class Lost(Exception):
    """The client is gone."""


def read_exactly(sock, size):
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise Lost
        data += piece
    return data


def read_message(sock):
    """The type and the whole of a message, whose packets end with one that says so."""
    data = b""
    while True:
        kind, status, size = struct.unpack(">BBH", read_exactly(sock, 8)[:4])
        data += read_exactly(sock, size - 8)
        if status & 1:
            return kind, data


def send_message(sock, data):
    pieces = [data[i:i + 4088] for i in range(0, len(data), 4088)] or [b""]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        sock.sendall(struct.pack(">BBHHBB", REPLY, last, len(piece) + 8, 0, (number + 1) % 256, 0) + piece)


# ---- what the server says ----

def short_text(text):
    return struct.pack("<B", len(text)) + text.encode("utf-16-le")


def text(value):
    return struct.pack("<H", len(value)) + value.encode("utf-16-le")


def token(number, body):
    return struct.pack("<BH", number, len(body)) + body


def prelogin():
    """No encryption, not even of the login."""
    options = [(0x00, b"\x0f\x00\x10\x00\x00\x00"), (0x01, b"\x02"), (0x02, b"\x00"), (0x04, b"\x00")]
    head, body, at = b"", b"", len(options) * 5 + 1
    for number, data in options:
        head += struct.pack(">BHH", number, at + len(body), len(data))
        body += data
    return head + b"\xff" + body


def login_ack():
    name = "Microsoft SQL Server"
    changes = token(0xE3, b"\x01" + short_text("rowan") + short_text("master"))
    changes += token(0xE3, b"\x07" + struct.pack("<B", 5) + COLLATION + b"\x00")
    changes += token(0xE3, b"\x04" + short_text("4096") + short_text("4096"))
    return changes + token(0xAD, b"\x01\x74\x00\x00\x04" + short_text(name) + b"\x0f\x00\x10\x00") + done()


def message(number, words, severity=16):
    """An error, or, of a severity up to 10, something said beside success."""
    body = struct.pack("<iBB", number, 1, severity) + text(words) + short_text("tds") + short_text("")
    return token(0xAA if severity > 10 else 0xAB, body + struct.pack("<i", 1))


def transaction_change(begun, descriptor):
    number = {True: 8, False: 9, None: 10}[begun]
    mark = struct.pack("<BQ", 8, descriptor)
    return token(0xE3, struct.pack("<B", number) + (mark + b"\x00" if begun else b"\x00" + mark))


def done(status=0, count=None, kind=0xFD):
    """kind 0xFD ends a statement, 0xFF one of a procedure, 0xFE the procedure."""
    if count is not None:
        status |= COUNT
    return struct.pack("<BHHQ", kind, status, 0xC1, count or 0)


def column_head(name, integer):
    kind = b"\x26\x08" if integer else b"\xe7\xff\xff" + COLLATION
    return struct.pack("<IH", 0, 9) + kind + short_text(name)


def cell(value, integer):
    if integer:
        return b"\x00" if value is None else struct.pack("<Bq", 8, value)
    if value is None:
        return struct.pack("<Q", 0xFFFFFFFFFFFFFFFF)
    data = value.encode("utf-16-le", "surrogatepass") if isinstance(value, str) else str(value).encode("utf-16-le")
    piece = struct.pack("<I", len(data)) + data if data else b""
    return struct.pack("<Q", len(data)) + piece + struct.pack("<I", 0)


def rows(names, values):
    """A result. A column whose values are all integers is one of integers."""
    integer = [any(row[i] is not None for row in values) and
               all(row[i] is None or isinstance(row[i], int) for row in values) for i in range(len(names))]
    data = struct.pack("<BH", 0x81, len(names))
    for name, whole in zip(names, integer):
        data += column_head(name, whole)
    for row in values:
        data += b"\xd1" + b"".join(cell(value, whole) for value, whole in zip(row, integer))
    return data


def handle(number):
    """What sp_prepexec gives back: the status of the procedure and the number of the statement."""
    value = struct.pack("<BHBBIHBBBi", 0xAC, 0, 0, 1, 0, 0, 0x26, 4, 4, number)
    return struct.pack("<Bi", 0x79, 0) + value


# ---- what the client says ----

class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]

    def more(self):
        return self.at < len(self.data)

    def pieces(self):
        """A value whose length stands before each of its pieces."""
        total, value = self.number("Q"), b""
        if total == 0xFFFFFFFFFFFFFFFF:
            return None
        while True:
            size = self.number("I")
            if size == 0:
                return value
            value += self.take(size)

    def counted(self, form, none):
        size = self.number(form)
        return None if size == none else self.take(size)

    def value(self):
        """A parameter's value behind its type."""
        kind = self.number("B")
        if kind in (0xE7, 0xEF, 0xA5, 0xAD, 0xA7, 0xAF):
            room = self.number("H")
            if kind not in (0xA5, 0xAD):
                self.take(5)
            data = self.pieces() if room == 0xFFFF else self.counted("H", 0xFFFF)
            if data is None or kind in (0xA5, 0xAD):
                return data
            return data.decode("utf-16-le" if kind in (0xE7, 0xEF) else "cp1252", "surrogatepass"
                               if kind in (0xE7, 0xEF) else "strict")
        if kind == 0x63:
            self.number("I")
            self.take(5)
            data = self.counted("I", 0xFFFFFFFF)
            return data if data is None else data.decode("utf-16-le")
        if kind in (0x26, 0x6D, 0x68):
            self.number("B")
            data = self.take(self.number("B"))
            if not data:
                return None
            if kind == 0x6D:
                return struct.unpack("<d" if len(data) == 8 else "<f", data)[0]
            return int.from_bytes(data, "little", signed=kind == 0x26)
        if kind in (0x7F, 0x38, 0x34, 0x30):
            size = {0x7F: 8, 0x38: 4, 0x34: 2, 0x30: 1}[kind]
            return int.from_bytes(self.take(size), "little", signed=True)
        raise ValueError("type 0x%02x" % kind)


def batch_text(data):
    size = struct.unpack("<I", data[:4])[0]
    return data[size:].decode("utf-16-le", "surrogatepass")


def procedure(data):
    """The name of the procedure, and the values that it gets."""
    reader = Reader(data)
    reader.take(reader.number("I") - 4)
    size = reader.number("H")
    if size == 0xFFFF:
        name = PROCEDURES.get(reader.number("H"), "?")
    else:
        name = reader.take(size * 2).decode("utf-16-le").replace("sp_", "")
    reader.number("H")
    values = []
    while reader.more():
        reader.take(reader.number("B") * 2)
        reader.number("B")
        values.append(reader.value())
    return name, values
