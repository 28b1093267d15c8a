"""The databases that ./dev bench measures on: made, filled, emptied, looked at."""
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import time

# In the order in which they are written; the first has one row per document.
TABLES = ("application", "contact", "address", "employment", "score", "indicator", "bureau_report", "vehicle",
          "decision", "decision_reason", "rowan_ledger")
# What differs between two loads of the same documents.
PASSING = {"application": {"loaded_by"}, "rowan_ledger": {"message", "run_id", "logged_at", "feed", "mapping_hash"}}


def check_output(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def key_of(table):
    return "CAST(doc_key AS bigint)" if table == "rowan_ledger" else "app_id"


class Database:
    """What both have in common; connect is the ODBC connection string of the database in hand."""
    connect = None
    # What rowan adds to a connection string, for those who connect without rowan.
    odbc_options = ""

    def __init__(self, rowan, mapping, folder):
        self.rowan, self.mapping, self.folder = rowan, mapping, folder

    def run_rowan(self, *arguments):
        return check_output([self.rowan, *map(str, arguments)], env={**os.environ, "ROWAN_CONNECT": self.connect})

    def make_source(self, profile, documents):
        self.run_rowan("mock", self.mapping, "--count", documents, "--profile", profile)

    @property
    def odbc(self):
        return self.connect + self.odbc_options

    def columns(self, table, skip=()):
        left_out = PASSING.get(table, set()) | {column for name, column in skip if name == table}
        return [column for column in self.all_columns(table) if column not in left_out]

    def rows(self, last, skip=()):
        """How many rows each table has for documents up to a key, and a checksum of them."""
        return {table: self.sum_up(table, last, self.columns(table, skip)) for table in TABLES}


class PostgreSQL(Database):
    name = "postgresql"
    odbc_options = ";CommLog=0;Debug=0;Protocol=7.4-1;UseServerSidePrepare=1;LFConversion=0;BoolsAsChar=0"
    commit = 500  # documents per transaction that rowan takes by itself
    text_type = "text"

    def __init__(self, rowan, mapping, folder, servers):
        super().__init__(rowan, mapping, folder)
        self.servers = servers
        self.psql = shutil.which("psql") or max(glob.glob("/usr/lib/postgresql/*/bin/psql"))
        self.server = check_output([servers, "start", "postgresql", folder]).decode().strip()
        self.port = re.search(r"Port=(\d+)", self.server)[1]
        self.database = "rowan"

    def server_cpu(self):
        """Seconds of processor time that the server's processes have used: the living and, by their parent, the dead."""
        time.sleep(0.2)  # for those whose client has gone
        with open(os.path.join(self.folder, "data/postmaster.pid"), encoding="utf8") as file:
            parent = file.readline().strip()
        with open(f"/proc/{parent}/task/{parent}/children", encoding="utf8") as file:
            living = file.read().split()
        ticks = 0
        for pid, fields in [(parent, slice(11, 15)), *((pid, slice(11, 13)) for pid in living)]:
            try:
                with open(f"/proc/{pid}/stat", encoding="utf8") as file:
                    ticks += sum(map(int, file.read().rpartition(")")[2].split()[fields]))
            except OSError:
                pass  # it has ended, and is counted with its parent
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self):
        check_output([self.servers, "stop", "postgresql", self.folder])

    @property
    def conninfo(self):
        return f"host=127.0.0.1 port={self.port} user=rowan dbname={self.database} client_encoding=UTF8"

    def sql(self, text, *options):
        return check_output([self.psql, "-Xqt", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo, *options],
                            input=text.encode(), env={**os.environ, "PGTZ": "UTC"})

    def execute(self, sql):
        self.sql(sql)

    @staticmethod
    def series(last):
        return f"generate_series(1, {last}) AS k(n)"

    @property
    def inbox(self):
        """The same documents, for a source that is another endpoint: its string differs."""
        return self.connect.replace("Server=127.0.0.1", "Server=localhost")

    def replace_documents(self, count):
        self.sql("TRUNCATE app_xml")
        self.sql(f"INSERT INTO app_xml (app_id, xml) SELECT k.n, repeat('x', 300) FROM {self.series(count)}")

    def settle(self):
        self.sql("VACUUM ANALYZE rowan_ledger")
        self.sql("VACUUM ANALYZE app_xml")

    def flush(self):
        """All that was written is on disk, and nobody has to do that while others are timed."""
        self.sql("CHECKPOINT")
        os.sync()

    def fill(self, profile, documents):
        self.database = "rowan"
        name = f"bench_{profile}"
        self.sql(f"DROP DATABASE IF EXISTS {name}")
        self.sql(f"CREATE DATABASE {name}")
        self.database = name
        self.connect = self.server.replace("Database=rowan", f"Database={name}")
        self.run_rowan("init", self.mapping, "--tables")
        self.make_source(profile, documents)
        self.sql("VACUUM ANALYZE app_xml")

    def empty(self):
        self.sql(f"TRUNCATE {', '.join(TABLES)}, rowan_run")
        self.sql("CHECKPOINT")

    def drop(self):
        name, self.database = self.database, "rowan"
        self.sql(f"DROP DATABASE {name}")

    def all_columns(self, table):
        return self.sql("SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND "
                        f"attrelid = '{table}'::regclass ORDER BY attnum").decode().split()

    def sum_up(self, table, last, columns):
        text = self.sql(f"COPY (SELECT {', '.join(columns)} FROM {table} WHERE {key_of(table)} <= {last} "
                        "ORDER BY 1, 2, 3) TO STDOUT")
        return text.count(b"\n"), hashlib.md5(text).hexdigest()

    def keep_result(self):
        """The floor's rows are in files, see save_range."""

    def save_range(self, folder, first, last):
        """Write the rows of a range of keys to files as COPY reads them."""
        os.makedirs(folder, exist_ok=True)
        for table in TABLES:
            columns = "doc_key, feed, status, sent, stored, mapping_hash, run_id, logged_at" if table == "rowan_ledger" else "*"
            with open(os.path.join(folder, table), "wb") as file:
                file.write(self.sql(f"COPY (SELECT {columns} FROM {table} WHERE {key_of(table)} BETWEEN {first} "
                                    f"AND {last} ORDER BY {key_of(table)}) TO STDOUT"))

    def floor_load(self, folder, _first, _last):
        return ["copy", self.conninfo, folder, str(self.commit), *TABLES]


class SQLite(Database):
    name = "sqlite"
    odbc_options = ";Timeout=100000;JournalMode=WAL;FKSupport=1;BigInt=1;NoWCHAR=1"
    commit = 500
    text_type = "text"

    def __init__(self, rowan, mapping, folder, _servers):
        super().__init__(rowan, mapping, folder)
        os.makedirs(folder, exist_ok=True)
        self.source, self.file, self.result = (os.path.join(folder, name)
                                               for name in ("source.db", "run.db", "result.db"))

    @staticmethod
    def server_cpu():
        return 0

    def close(self):
        pass

    def remove(self, path):
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(path + end):
                os.remove(path + end)

    def fill(self, profile, documents):
        self.remove(self.source)
        self.connect = f"Driver=SQLite3;Database={self.source}"
        self.run_rowan("init", self.mapping, "--tables")
        self.make_source(profile, documents)
        self.connect = f"Driver=SQLite3;Database={self.file}"

    def empty(self):
        """A copy of the source with empty tables, on disk before anybody is timed."""
        self.remove(self.file)
        shutil.copyfile(self.source, self.file)
        with open(self.file, "rb+") as file:
            os.fsync(file.fileno())

    def drop(self):
        for path in (self.source, self.file, self.result):
            self.remove(path)

    def query(self, sql):
        connection = sqlite3.connect(self.file)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def execute(self, sql):
        connection = sqlite3.connect(self.file)
        with connection:
            connection.execute(sql)
        connection.close()

    @staticmethod
    def series(last):
        return f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {last}) SELECT n FROM c) k"

    @property
    def inbox(self):
        """The same documents, in a file of their own."""
        return f"Driver=SQLite3;Database={self.source}"

    def replace_documents(self, count):
        """In both files, as the run's is a copy of the source's."""
        for file in (self.source, self.file):
            connection = sqlite3.connect(file)
            with connection:
                connection.execute("DELETE FROM app_xml")
                connection.execute(f"INSERT INTO app_xml (app_id, xml) SELECT k.n, printf('%300d', 0) FROM {self.series(count)}")
            connection.close()

    def settle(self):
        self.query("PRAGMA wal_checkpoint(TRUNCATE)")

    @staticmethod
    def flush():
        os.sync()

    def all_columns(self, table):
        return [row[1] for row in self.query(f"PRAGMA table_info({table})")]

    def sum_up(self, table, last, columns):
        rows = self.query(f"SELECT {', '.join(columns)} FROM {table} WHERE {key_of(table)} <= {last} ORDER BY 1, 2, 3")
        return len(rows), hashlib.md5("\n".join(map(repr, rows)).encode()).hexdigest()

    def keep_result(self):
        self.remove(self.result)
        self.query("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, self.result)

    def save_range(self, folder, first, last):
        """The floor reads its rows from the file that keep_result left."""

    def floor_load(self, _folder, first, last):
        return ["insert", self.file, self.result, str(first), str(last), str(self.commit), *TABLES]


class MariaDB(Database):
    """For --endpoints; there is no floor on it."""
    name = "mariadb"
    text_type = "char"

    def __init__(self, rowan, mapping, folder, servers):
        super().__init__(rowan, mapping, folder)
        self.servers = servers
        self.client = shutil.which("mariadb")
        self.server = check_output([servers, "start", "mariadb", folder]).decode().strip()
        self.port = re.search(r"Port=(\d+)", self.server)[1]
        self.database = "rowan"

    @staticmethod
    def server_cpu():
        return 0  # its threads are not told apart

    def close(self):
        check_output([self.servers, "stop", "mariadb", self.folder])

    def execute(self, sql):
        check_output([self.client, "--no-defaults", "-h", "127.0.0.1", "-P", self.port, "-u", "rowan", "-prowan",
                      "-D", self.database], input=sql.encode())

    @staticmethod
    def series(last):
        return f"(SELECT seq AS n FROM seq_1_to_{last}) k"

    @property
    def inbox(self):
        """The same documents, for a source that is another endpoint: its string differs."""
        return self.connect + ";Charset=utf8mb4"

    def replace_documents(self, count):
        self.execute("TRUNCATE app_xml")
        self.execute(f"INSERT INTO app_xml (app_id, xml) SELECT k.n, repeat('x', 300) FROM {self.series(count)}")

    def settle(self):
        self.execute("ANALYZE TABLE rowan_ledger, app_xml")

    @staticmethod
    def flush():
        os.sync()

    def fill(self, profile, documents):
        self.database = f"bench_{profile}"
        self.execute_in("rowan", f"DROP DATABASE IF EXISTS {self.database}; "
                                 f"CREATE DATABASE {self.database} CHARACTER SET utf8mb4")
        self.connect = self.server.replace("Database=rowan", f"Database={self.database}")
        self.run_rowan("init", self.mapping, "--tables")
        self.make_source(profile, documents)
        self.execute("ANALYZE TABLE app_xml")

    def empty(self):
        deleted = "; ".join(f"TRUNCATE {name}" for name in (*TABLES, "rowan_run"))
        self.execute(f"SET foreign_key_checks = 0; {deleted}")
        self.flush()

    def drop(self):
        self.execute_in("rowan", f"DROP DATABASE {self.database}")

    def execute_in(self, database, sql):
        own, self.database = self.database, database
        try:
            self.execute(sql)
        finally:
            self.database = own
