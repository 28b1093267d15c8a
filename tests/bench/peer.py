#!/usr/bin/env python3
"""What rowan is compared with: the same work, written by hand in Python with lxml and pyodbc.

    peer.py CONNECT --workers N --from KEY --to KEY

The rows are those of mappings/credit.lua; a document's rows and its log row are one transaction, rows go table by
table with executemany, workers are processes over equal ranges of keys. Prints one line of JSON.
"""
import argparse
import json
import multiprocessing
import resource
import time
from datetime import datetime, timezone

import pyodbc
from lxml import etree

MAPPING = "credit_application"
PAGE = 100

CHANNEL = {"Web": "W", "Branch": "B", "Dealer": "D", "Phone": "P"}
PRODUCT = {"CAR": 10, "CASH": 20, "HOME": 30, "CARD": 40}
ROLE = {"Applicant": 1, "Co-applicant": 2, "Guarantor": 3}
GENDER = {"F": "female", "M": "male", "X": "other"}
MARITAL = {"Single": 1, "Married": 2, "Partner": 3, "Divorced": 4, "Widowed": 5}
ADDRESS_OF = {"Current": "C", "Previous": "P", "Mailing": "M"}
HOUSING = {"Own": "own", "Rent": "rent", "Parents": "family", "Other": "other"}
WORK = {"Employed": 1, "Self-employed": 2, "Retired": 3, "Student": 4, "Unemployed": 5}
OUTCOME = {"Approved": "A", "Declined": "D", "Review": "R", "Countered": "C"}
YES_NO = {"Y": 1, "N": 0}
PER_MONTH = {"Weekly": 52 / 12, "Monthly": 1, "Yearly": 1 / 12}

# In the order in which they are written; how many columns each has.
TABLES = {"application": 30, "contact": 21, "address": 13, "employment": 12, "score": 7, "indicator": 3,
          "bureau_report": 10, "vehicle": 14, "decision": 9, "decision_reason": 5}
INSERT = {table: f"INSERT INTO {table} VALUES ({', '.join('?' * width)})" for table, width in TABLES.items()}
LOG = """INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at)
         VALUES (?, ?, 'loaded', ?, ?, ?, ?)"""
READ = """SELECT s.app_id, s.received_at, s.xml FROM app_xml s WHERE s.app_id > ? AND s.app_id <= ?
          AND NOT EXISTS (SELECT 1 FROM rowan_ledger l
                           WHERE l.feed = ? AND l.doc_key = CAST(s.app_id AS varchar(20)))
          ORDER BY s.app_id LIMIT ?"""


def text(node, path):
    """The text of a child; None when there is none or it is empty."""
    return node.findtext(path) or None


def attribute(node, path, name):
    child = node.find(path)
    return None if child is None else child.get(name) or None


def whole(value):
    return None if value is None else int(value)


def utc(value):
    if value is None:
        return None
    return datetime.fromisoformat(value.replace("Z", "+00:00")).replace(tzinfo=None).isoformat(" ")


def plain(value):
    return None if value is None else value.replace(",", "")


def monthly(amount, interval):
    return None if amount is None or interval is None else f"{float(plain(amount)) * PER_MONTH[interval]:.2f}"


def application_row(app_id, stored_at, doc, run_id):
    tags = ", ".join(tag.text for tag in doc.iterfind("Header/Tag"))
    outcomes = doc.findall("Decisions/Decision")
    note = text(doc, "Note")
    return (
        app_id, doc.get("no"), doc.get("version"), CHANNEL[text(doc, "Header/Channel")],
        utc(text(doc, "Header/Received")), stored_at, attribute(doc, "Header/Branch", "no"),
        text(doc, "Header/Branch"), attribute(doc, "Header/Dealer", "no"), text(doc, "Header/Campaign"),
        text(doc, "Header/Language") or "en", tags or None, PRODUCT[attribute(doc, "Loan", "product")],
        attribute(doc, "Loan", "purpose"), doc.findtext("Loan/Amount"),
        attribute(doc, "Loan/Amount", "currency") or "EUR", text(doc, "Loan/DownPayment") or "0",
        whole(text(doc, "Loan/Term")), text(doc, "Loan/Rate"), whole(text(doc, "Household/Persons")),
        whole(text(doc, "Household/Children") or "0"), plain(text(doc, "Household/Income")),
        text(doc, "Household/Costs"), YES_NO[text(doc, "Consents/Bureau") or "N"],
        YES_NO[text(doc, "Consents/Marketing") or "N"], note and note.strip()[:60].rstrip(),
        OUTCOME.get(outcomes[-1].get("outcome")) if outcomes else None, "los", run_id, "1")


def contact_row(app_id, no, contact):
    given, family = text(contact, "Person/Given"), text(contact, "Person/Family")
    phones = contact.findall("Phone")
    mobile = next((p.text for p in phones if p.get("kind") == "mobile"), None)
    phone = next((p.text for p in phones if p.get("kind") in ("home", "work")), None)
    tax_no, email = text(contact, "TaxNo"), text(contact, "Email")
    return (
        app_id, no, ROLE[contact.get("role")], text(contact, "Person/Title"), given, family,
        f"{family}, {given}" if family and given else None, attribute(contact, "Person/Birth", "date"),
        attribute(contact, "Person/Birth", "place"), GENDER.get(text(contact, "Person/Gender")),
        text(contact, "Person/Nationality"), MARITAL.get(text(contact, "Person/Marital")),
        attribute(contact, "Document", "kind"), attribute(contact, "Document", "no"),
        attribute(contact, "Document", "expires"), tax_no and "".join(filter(str.isdigit, tax_no)),
        email and email.lower(), mobile, phone, whole(attribute(contact, "Customer", "no")),
        attribute(contact, "Customer", "since"))


def address_row(app_id, contact_no, no, address):
    return (
        app_id, contact_no, no, ADDRESS_OF[address.get("kind")], address.get("since"), text(address, "Street"),
        text(address, "House"), address.findtext("Postcode"), text(address, "City"), text(address, "Region"),
        text(address, "Country") or "DE", HOUSING.get(text(address, "Housing")), attribute(address, "Housing", "cost"))


def employment_row(app_id, contact_no, no, job):
    income, interval = text(job, "Income"), attribute(job, "Income", "interval")
    employer = text(job, "Employer")
    return (
        app_id, contact_no, no, WORK[job.get("status")], employer and employer[:40],
        attribute(job, "Employer", "industry"), text(job, "Occupation"), text(job, "Since"), text(job, "Until"),
        plain(income), interval or "Monthly", monthly(income, interval))


def report_row(app_id, no, report):
    summary = report.find("Summary")
    return (
        app_id, no, report.get("bureau"), report.get("ordered"), YES_NO[report.get("hit") or "N"],
        whole(summary.get("open")), whole(summary.get("closed")), summary.get("balance"), summary.get("oldest"),
        whole(summary.get("inquiries")))


def vehicle_row(app_id, no, vehicle, doc):
    return (
        app_id, no, vehicle.get("vin"), vehicle.get("new") == "Y", text(vehicle, "Make"),
        text(vehicle, "Model"), whole(text(vehicle, "Year")), whole(text(vehicle, "Mileage")), text(vehicle, "Fuel"),
        plain(text(vehicle, "Price")), text(vehicle, "Valuation"), text(vehicle, "Registered"),
        attribute(doc, "Header/Dealer", "no"), text(doc, "Header/Dealer/Name"))


def decision_row(app_id, decision):
    offer = decision.find("Offer")
    amount, rate, term, until = (offer.get(name) for name in ("amount", "rate", "term", "until")) \
        if offer is not None else (None, None, None, None)
    return (app_id, int(decision.get("no")), OUTCOME[decision.get("outcome")], utc(decision.get("at")),
            decision.get("by") or "engine", amount, rate, whole(term), until)


def rows_of(app_id, stored_at, xml, run_id):
    """All rows of a document, by table."""
    doc = etree.fromstring(xml.encode())
    rows = {table: [] for table in TABLES}
    rows["application"].append(application_row(app_id, stored_at, doc, run_id))
    for contact in doc.iterfind("Contacts/Contact"):
        contact_no = int(contact.get("id"))
        rows["contact"].append(contact_row(app_id, contact_no, contact))
        for no, address in enumerate(contact.iterfind("Addresses/Address"), 1):
            rows["address"].append(address_row(app_id, contact_no, no, address))
        for no, job in enumerate(contact.iterfind("Employments/Employment"), 1):
            rows["employment"].append(employment_row(app_id, contact_no, no, job))
    for no, score in enumerate(doc.iterfind("Scores/Score[@value]"), 1):
        rows["score"].append((app_id, no, score.get("name"), score.get("model"), score.get("value"),
                              score.get("band"), utc(score.get("at"))))
    for indicator in doc.iterfind("Indicators/Indicator"):
        if indicator.text == "Y":
            rows["indicator"].append((app_id, indicator.get("name"), indicator.get("source")))
    for no, report in enumerate(doc.iterfind("Bureaus/Report"), 1):
        rows["bureau_report"].append(report_row(app_id, no, report))
    for no, vehicle in enumerate(doc.iterfind("Collateral/Vehicle"), 1):
        rows["vehicle"].append(vehicle_row(app_id, no, vehicle, doc))
    for decision in doc.iterfind("Decisions/Decision"):
        rows["decision"].append(decision_row(app_id, decision))
        for no, reason in enumerate(decision.iterfind("Reason"), 1):
            rows["decision_reason"].append((app_id, int(decision.get("no")), no, reason.get("code"),
                                            (reason.text or "")[:120] or None))
    return rows


def load(connect, first, last):
    """Load a range of keys; returns what was done and the memory it took."""
    reading = pyodbc.connect(connect, autocommit=True)
    writing = pyodbc.connect(connect, autocommit=False)
    cursor = writing.cursor()
    run_id = f"peer-{first}"
    done = {"documents": 0, "rows": 0, "bytes": 0}
    key = first - 1
    while page := reading.execute(READ, key, last, MAPPING, PAGE).fetchall():
        for key, stored_at, xml in page:
            count = 0
            for table, rows in rows_of(key, str(stored_at), xml, run_id).items():
                if rows:
                    cursor.executemany(INSERT[table], rows)
                    count += len(rows)
            now = datetime.now(timezone.utc).replace(tzinfo=None)
            cursor.execute(LOG, MAPPING, str(key), count, count, run_id, now.isoformat(" ", "milliseconds"))
            writing.commit()
            done["documents"] += 1
            done["rows"] += count
            done["bytes"] += len(xml)
    reading.close()
    writing.close()
    done["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return done


def main():
    parser = argparse.ArgumentParser(description="Load mock credit applications with lxml and pyodbc.")
    parser.add_argument("connect")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--from", type=int, dest="first", required=True)
    parser.add_argument("--to", type=int, dest="last", required=True)
    args = parser.parse_args()
    began = time.monotonic()
    borders = [args.first + (args.last - args.first + 1) * i // args.workers for i in range(args.workers + 1)]
    with multiprocessing.Pool(args.workers) as pool:
        parts = pool.starmap(load, [(args.connect, a, b - 1) for a, b in zip(borders, borders[1:])], chunksize=1)
    result = {name: sum(part[name] for part in parts) for name in ("documents", "rows", "bytes")}
    result["memory"] = max(part["memory"] for part in parts)
    result["seconds"] = time.monotonic() - began
    print(json.dumps(result))


if __name__ == "__main__":
    main()
