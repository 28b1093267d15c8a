#!/usr/bin/env python3
"""A server that speaks TDS 7.4 on the loopback and keeps tables in SQLite, for what no SQL Server does on demand.

    tests/tds/server.py FOLDER      prints its port; FOLDER gets the database and `statements`, which has each that
                                    came once, a line each; it may have a file `faults`

It knows the statements of rowan and no others. Each line of `faults` is for the next statement in which the regular
expression behind the action is found, and is used up by it; a login is the statement "LOGIN":

    pass 0            nothing happens; the next one is meant
    error NUMBER      the statement is refused by this error, and its transaction is gone, as with XACT_ABORT ON
    drop              the connection ends before the statement runs
    drop_after        the connection ends after the statement has run, and nobody is told
    warn NUMBER       something is said beside success
    count N           so many rows are said to be written
    trigger N         a trigger's own number of rows stands before that of the statement
    nocount           no number of rows is said
    less N            one row fewer is written, and counted; where N is not 0, N rows of a trigger come before that
    vanish            the transaction is rolled back first, and nothing says so
"""

import os
import re
import socket
import sqlite3
import sys
import threading

import tds
from translate import catalogue, translate

WORDS = {2627: "Violation of PRIMARY KEY constraint 'PK'. Cannot insert duplicate key in object 't'.",
         515: "Cannot insert the value NULL into column 'c', table 't'; column does not allow nulls.",
         547: "The INSERT statement conflicted with the CHECK constraint \"c\".",
         208: "Invalid object name 't'.", 207: "Invalid column name 'c'.", 102: "Incorrect syntax near 'x'.",
         1205: "Transaction (Process ID 51) was deadlocked on lock resources with another process and has been "
               "chosen as the deadlock victim. Rerun the transaction.",
         1222: "Lock request time out period exceeded.", 3609: "The transaction ended in the trigger.",
         2628: "String or binary data would be truncated in table 't', column 'c'.",
         9002: "The transaction log for database 'rowan' is full.",
         229: "The INSERT permission was denied on the object 't'.",
         11728: "The sequence object 's' has reached its minimum or maximum value. Restart the sequence object to "
                "allow new values to be generated.",
         4060: "Cannot open database \"rowan\" requested by the login. The login failed.",
         18456: "Login failed for user 'rowan'.",
         18401: "Login failed for user 'rowan'. Reason: Server is in script upgrade mode.",
         40613: "Database 'rowan' on server 'db' is not currently available. Please retry the connection later."}


class Refused(Exception):
    def __init__(self, number, words=None):
        super().__init__(words or WORDS.get(number, "error %d" % number))
        self.number = number


class Faults:
    """Shared by all connections."""

    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()

    def take(self, statement):
        with self.lock:
            try:
                lines = open(self.path, encoding="utf-8").read().splitlines()
            except FileNotFoundError:
                return None, None
            for i, line in enumerate(lines):
                if not line:
                    continue
                action, argument, pattern = line.split(" ", 2)
                if re.search(pattern, statement):
                    del lines[i]
                    with open(self.path + ".new", "w", encoding="utf-8") as file:
                        file.write("".join(l + "\n" for l in lines))
                    os.replace(self.path + ".new", self.path)
                    return action, int(argument)
            return None, None


class Statements:
    """Shared by all connections."""

    def __init__(self, path):
        self.path, self.lock, self.known = path, threading.Lock(), set()

    def add(self, statement):
        line = re.sub(r"\s+", " ", statement).strip()
        with self.lock:
            if line not in self.known:
                self.known.add(line)
                with open(self.path, "a", encoding="utf-8") as file:
                    file.write(line + "\n")


class Session:
    transactions = 0
    statements = None

    def __init__(self, sock, folder, faults):
        self.sock, self.faults = sock, faults
        self.db = sqlite3.connect(os.path.join(folder, "rowan.db"), isolation_level=None, timeout=60)
        self.db.create_collation("Latin1_General_100_BIN2", lambda a, b: (a.rstrip(" ") > b.rstrip(" ")) -
                                 (a.rstrip(" ") < b.rstrip(" ")))
        self.db.create_function("NCHAR", 1, chr, deterministic=True)
        self.db.create_function("DATALENGTH", 1, lambda v: v if v is None else len(str(v)) * 2)
        self.open, self.descriptor, self.prepared, self.options = False, 0, {}, set()
        self.numbered = None  # the table that IDENTITY_INSERT is on for

    # ---- transactions ----

    def begin(self):
        self.db.execute("BEGIN IMMEDIATE")
        Session.transactions += 1
        self.open, self.descriptor = True, Session.transactions
        return tds.transaction_change(True, self.descriptor)

    def end(self, commit):
        if not self.open:
            raise Refused(3902 if commit else 3903, "The request has no corresponding BEGIN TRANSACTION.")
        self.db.execute("COMMIT" if commit else "ROLLBACK")
        self.open = False
        return tds.transaction_change(False if commit else None, self.descriptor)

    # ---- statements ----

    def control(self, statement):
        """What is no SQL of tables; None: it is."""
        if statement.startswith("BEGIN TRANSACTION"):
            return self.begin()
        if "COMMIT TRANSACTION" in statement:
            if not self.open:
                raise Refused(50000, "the transaction is not there any more, or cannot be committed")
            return self.end(True)
        if "ROLLBACK TRANSACTION" in statement:
            return self.end(False) if self.open else b""
        if statement.startswith("SET IDENTITY_INSERT "):
            _, _, table, word = statement.split()
            if word == "ON" and self.numbered not in (None, table):
                raise Refused(8107)
            self.numbered = table if word == "ON" else None
            return b""
        if statement.startswith("SET "):
            self.options.add(statement)
            return b""
        return None

    def check_numbers(self, statement):
        """Numbers of the database's own are written while that is said, and only then."""
        insert = re.match(r"INSERT INTO (\S+) \((.*?)\) VALUES", statement)
        if insert and "[number]" in insert[2] and self.numbered != insert[1]:
            raise Refused(544)
        if insert and "[number]" not in insert[2] and self.numbered == insert[1]:
            raise Refused(545)

    def answer(self, statement, params):
        """Names and rows of a result, or None and the number of rows."""
        known = catalogue(self.db, statement, params, self.options)
        if known is not None:
            return known
        try:
            cursor = self.db.execute(translate(statement),
                                     {"P%d" % (i + 1): v for i, v in enumerate(params)} if params else {})
            if cursor.description:
                return [d[0] for d in cursor.description], cursor.fetchall()
            return None, max(cursor.rowcount, 0)
        except sqlite3.IntegrityError as e:
            words = str(e)
            raise Refused(2627 if "UNIQUE" in words else 515 if "NOT NULL" in words else 547) from e
        except sqlite3.OperationalError as e:
            words = str(e)
            raise Refused(208 if "no such table" in words else 207 if "column" in words else 102,
                          "%s: %s" % (words, statement)) from e

    def run(self, statement, params, kind):
        self.statements.add(statement)
        if len(params) > 2100:
            raise Refused(8003)
        action, argument = self.faults.take(statement)
        if action == "drop":
            raise tds.Lost
        if action == "error":
            raise Refused(argument)
        if action == "less":
            statement, params = without_last_row(statement, params)
        if action == "vanish" and self.open:
            self.end(None)
        self.check_numbers(statement)
        control = self.control(statement)
        names, result = (None, None) if control is not None else self.answer(statement, params)
        if action == "drop_after":
            raise tds.Lost
        before = control or b""
        if action == "warn":
            before += tds.message(argument, "something that a trigger says", 0)
        if action == "trigger" or (action == "less" and argument):
            before += tds.done(tds.MORE, argument, kind)
        if control is not None or action == "nocount":
            return before + tds.done(tds.MORE, None, kind)
        if names:
            return before + tds.rows(names, result) + tds.done(tds.MORE, len(result), kind)
        return before + tds.done(tds.MORE, argument if action == "count" else result, kind)

    def refused(self, e):
        """The error and, as XACT_ABORT is ON, the end of the transaction."""
        data = tds.message(e.number, str(e), 14)
        return data + (self.end(None) if self.open else b"")

    def batch(self, statement):
        try:
            return self.run(statement.strip(), [], 0xFD) + tds.done()
        except Refused as e:
            return self.refused(e) + tds.done(tds.ERROR)

    def execute(self, name, values):
        number = 0
        if name == "executesql":
            statement, params = values[0], values[2:]
        elif name == "prepexec":
            number, statement, params = len(self.prepared) + 1, values[2], values[3:]
            self.prepared[number] = statement
        elif name == "execute":
            statement, params = self.prepared[values[0]], values[1:]
        else:
            return tds.done(0, None, 0xFE)
        try:
            data = self.run(statement, params, 0xFF)
        except Refused as e:
            return self.refused(e) + tds.done(tds.ERROR, None, 0xFE)
        return data + (tds.handle(number) if number else b"") + tds.done(0, None, 0xFE)

    def login(self):
        action, argument = self.faults.take("LOGIN")
        if action == "drop":
            raise tds.Lost
        if action == "error":
            return tds.message(argument, WORDS[argument], 14) + tds.done(tds.ERROR)
        return tds.login_ack()

    def manage(self, data):
        """A driver that begins and ends transactions itself."""
        request = tds.Reader(data)
        request.take(request.number("I") - 4)
        kind = request.number("H")
        try:
            return (self.begin() if kind == 5 else self.end(kind == 7)) + tds.done()
        except Refused as e:
            return self.refused(e) + tds.done(tds.ERROR)

    def serve(self):
        while True:
            kind, data = tds.read_message(self.sock)
            if kind == tds.PRELOGIN:
                reply = tds.prelogin()
            elif kind == tds.LOGIN:
                reply = self.login()
            elif kind == tds.BATCH:
                reply = self.batch(tds.batch_text(data))
            elif kind == tds.RPC:
                reply = self.execute(*tds.procedure(data))
            elif kind == tds.TRANSACTION:
                reply = self.manage(data)
            else:
                reply = tds.done(tds.ATTENTION_DONE)
            tds.send_message(self.sock, reply)

    def close(self):
        if self.open:
            self.db.execute("ROLLBACK")
        self.db.close()
        self.sock.close()


def without_last_row(statement, params):
    head, values = statement.split(" VALUES ")
    rows = values.split("), (")
    width = rows[-1].count("@P")
    return head + " VALUES " + "), (".join(rows[:-1]) + ")", params[:-width]


def serve(sock, folder, faults):
    session = None
    try:
        session = Session(sock, folder, faults)
        session.serve()
    except (tds.Lost, ConnectionError):
        pass
    finally:
        if session:
            session.close()


def main():
    folder = sys.argv[1]
    faults = Faults(os.path.join(folder, "faults"))
    Session.statements = Statements(os.path.join(folder, "statements"))
    db = sqlite3.connect(os.path.join(folder, "rowan.db"))
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock, folder, faults), daemon=True).start()


if __name__ == "__main__":
    main()
