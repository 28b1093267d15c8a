#!/usr/bin/env python3
"""Contracts with one slip each, and what rowan import says of it.

    slips.py ROWAN

prints the messages of every slip; tests/import/slips.txt has them as they should be.
"""

import copy
import json
import subprocess
import sys
import tempfile

BASE = {
    "xml_root_element": "Hub",
    "xml_application_path": "Hub/Case",
    "source_table": "hub_xml",
    "source_column": "xml",
    "source_key": "app_id",
    "target_schema": "lake",
    "table_insertion_order": ["app", "contact", "scores"],
    "element_filtering": {"filter_rules": [
        {"element_type": "contact", "xml_parent_path": "Hub/Case", "xml_child_path": "Hub/Case/contact",
         "required_attributes": {"con_id": True, "role": ["PR", "SEC"]}},
    ]},
    "relationships": [
        {"parent_table": "app", "child_table": "contact", "foreign_key_column": "app_id", "xml_parent_path": "Hub/Case",
         "xml_child_path": "Hub/Case/contact"},
        {"parent_table": "app", "child_table": "scores", "foreign_key_column": "app_id"},
    ],
    "enum_mappings": {"state_enum": {"A": 1, "D": 2}},
    "bit_conversions": {"char_to_bit": {"Y": 1, "N": 0}},
    "mappings": [
        {"xml_path": "Hub/Case", "xml_attribute": "id", "target_table": "app", "target_column": "app_id", "data_type": "bigint",
         "nullable": False, "required": True, "mapping_type": ["identity_insert"]},
        {"xml_path": "Hub/Case", "xml_attribute": "state", "target_table": "app", "target_column": "state_enum",
         "data_type": "smallint", "nullable": True, "mapping_type": ["enum"]},
        {"xml_path": "Hub/Case", "xml_attribute": "amount", "target_table": "app", "target_column": "amount",
         "data_type": "decimal", "data_length": 2, "nullable": True},
        {"xml_path": "Hub/Case", "xml_attribute": "open", "target_table": "app", "target_column": "is_open",
         "data_type": "bit", "nullable": True, "mapping_type": ["char_to_bit"]},
        {"xml_path": "Hub/Case/contact", "xml_attribute": "con_id", "target_table": "contact", "target_column": "con_id",
         "data_type": "bigint", "nullable": False, "required": True, "mapping_type": ["identity_insert"]},
        {"xml_path": "Hub/Case/contact", "xml_attribute": "name", "target_table": "contact", "target_column": "name",
         "data_type": "string", "data_length": 40, "nullable": True},
        {"xml_path": "Hub/Case", "xml_attribute": "fico", "target_table": "scores", "target_column": "score",
         "data_type": "int", "nullable": True, "mapping_type": ["add_score(FICO)"]},
    ],
}

ENTRY = {"state": 1, "amount": 2, "open": 3, "name": 5, "score": 6}


def slots(*columns):
    """A slot for each list of (attribute, column, type)."""
    def change(contract):
        for number, slot in enumerate(columns, 1):
            for attribute, column, data_type in slot:
                contract["mappings"].append({
                    "xml_path": "Hub/Case", "xml_attribute": attribute, "target_table": "item",
                    "target_column": column, "data_type": data_type, "data_length": 9,
                    "mapping_type": [f"add_collateral({number})"]})
        contract["table_insertion_order"].append("item")
    return change


def entry(which, **fields):
    def change(contract):
        contract["mappings"][ENTRY[which]].update(fields)
    return change


def without(which, field):
    return lambda contract: contract["mappings"][ENTRY[which]].pop(field)


def top(**fields):
    return lambda contract: contract.update(fields)


def drop(field):
    return lambda contract: contract.pop(field)


def rule(**fields):
    return lambda contract: contract["element_filtering"]["filter_rules"][0].update(fields)


def relation(**fields):
    return lambda contract: contract["relationships"][0].update(fields)


def addresses(**fields):
    """A table whose rows hold something by its filter rule, with one column."""
    def change(contract):
        contract["table_insertion_order"].append("contact_address")
        contract["element_filtering"]["filter_rules"].append(
            {"element_type": "address", "xml_parent_path": "Hub/Case/contact",
             "xml_child_path": "Hub/Case/contact/address", "required_attributes": {"kind": ["CURR"]}})
        contract["relationships"].append({"parent_table": "contact", "child_table": "contact_address",
                                          "foreign_key_column": "con_id", "xml_parent_path": "Hub/Case/contact",
                                          "xml_child_path": "Hub/Case/contact/address"})
        contract["mappings"].append(
            {"xml_attribute": "city", "target_table": "contact_address", "target_column": "city",
             "data_type": "string", "data_length": 40, **fields})
    return change


SLIPS = {
    "none": lambda contract: None,
    "no_mappings": drop("mappings"),
    "empty_mappings": top(mappings=[]),
    "no_application_path": drop("xml_application_path"),
    "no_source": lambda contract: [contract.pop(name) for name in ("source_table", "source_column", "source_key")],
    "key_slip": lambda contract: contract.update(enum_maping=contract["enum_mappings"]),
    "entry_key_slip": entry("name", data_lenght=7),
    "data_type": entry("amount", data_type="decmal"),
    "no_data_type": without("amount", "data_type"),
    "data_length": entry("name", data_length="many"),
    "decimal_digits": entry("amount", data_length=40),
    "mapping_type": entry("state", mapping_type=["enumm"]),
    "two_types": entry("open", mapping_type=["enum", "char_to_bit"]),
    "no_enum": entry("state", enum_name="statuses"),
    "enum_value": top(enum_mappings={"state_enum": {"A": "one", "D": 2}}),
    "enum_default": top(enum_mappings={"state_enum": {"A": 1, "": '0, {}) error("x") --'}}),
    "enum_case": top(enum_mappings={"state_enum": {"A": 1, "a": 2}}),
    "enum_empty": top(enum_mappings={"state_enum": {}}),
    "bit_value": top(bit_conversions={"char_to_bit": {"Y": 7, "N": 0}}),
    "no_bits": drop("bit_conversions"),
    "default_enum": entry("state", default_value="Z"),
    "default_bit": entry("open", default_value="maybe"),
    "default_number": entry("amount", default_value="a lot"),
    "attribute": entry("name", xml_attribute="first name"),
    "no_attribute": without("score", "xml_attribute"),
    "no_path": without("name", "xml_path"),
    "address": addresses(xml_path="Hub/Case/contact/address"),
    "address_no_path": addresses(),
    "address_empty_path": addresses(xml_path=""),
    "address_no_expression": addresses(xml_path="Hub/Case/contact/address", mapping_type=["calculated_field"],
                                       expression="(("),
    "alone_no_expression": lambda contract: contract["mappings"].append(
        {"xml_path": "Hub/Case/extra", "xml_attribute": "x", "target_table": "extra", "target_column": "x",
         "data_type": "int", "mapping_type": ["calculated_field"], "expression": "(("}),
    "alone_no_enum": lambda contract: contract["mappings"].append(
        {"xml_path": "Hub/Case/extra", "xml_attribute": "x", "target_table": "extra", "target_column": "x_enum",
         "data_type": "smallint", "mapping_type": ["enum"]}),
    "all_bare": lambda contract: contract.update(relationships=[], mappings=[
        {"xml_path": "Hub/Case/extra", "xml_attribute": "x", "target_table": "extra", "target_column": "x_enum",
         "data_type": "smallint", "mapping_type": ["enum"]}]),
    "address_no_column": addresses(xml_path="Hub/Case/contact/address", xml_attribute="the city"),
    "path": entry("name", xml_path="Hub/Case/con tact"),
    "root": entry("name", xml_path="Other/contact"),
    "twice": lambda contract: contract["mappings"].append(copy.deepcopy(contract["mappings"][5])),
    "twice_otherwise": lambda contract: contract["mappings"].append({**contract["mappings"][5], "xml_attribute": "b"}),
    "places": lambda contract: contract["mappings"].extend(
        [{**contract["mappings"][5], "target_table": "app", "target_column": place, "xml_path": f"Hub/Case/{place}/fees"}
         for place in ("left", "right")]
        + [{**contract["mappings"][2], "target_column": "sum", "mapping_type": ["calculated_field"],
            "expression": "fees.total + nowhere.total + elsewhere.rate"}]),
    "no_table": without("name", "target_table"),
    "order": top(table_insertion_order=["app", "contact"]),
    "order_unknown": top(table_insertion_order=["app", "contact", "scores", "address"]),
    "score_name": entry("score", mapping_type=["add_score"]),
    "score_column": entry("score", target_column="points"),
    "slots_by_name": slots([("phone", "phone", "string"), ("addr1_line", "line", "string")],
                           [("phone2", "phone", "string"), ("second_addr_line", "line", "string")],
                           [("phone_alt", "phone", "string")]),
    "slots_unlike": slots([("phone", "phone", "string"), ("year", "built", "int")],
                          [("second_phone", "phone", "int"), ("built_on", "built", "date")]),
    "required_flag": entry("name", nullable="perhaps"),
    "expression": entry("amount", mapping_type=["calculated_field"], expression="@a + (b * 2"),
    "expression_function": entry("amount", mapping_type=["calculated_field"], expression="SQRT(b)"),
    "expression_no_number": entry("amount", mapping_type=["calculated_field"], expression="amount * 'two'"),
    "expression_quoted": entry("amount", mapping_type=["calculated_field"],
                               expression="ROUND(amount * '1.5', '2') - '-3' + SUBSTRING(state, '1', '1')"),
    "no_expression": entry("amount", mapping_type=["calculated_field"]),
    "rule_path": lambda contract: contract["element_filtering"]["filter_rules"][0].pop("xml_child_path"),
    "rule_attributes": rule(required_attributes="con_id"),
    "rule_values": rule(required_attributes={"con_id": True, "role": ["PR", 7]}),
    "rule_long": rule(required_attributes={"con_id": True, "the_role_in_which_somebody_takes_part_in_a_case": [
        f"PARTICIPANT_OF_KIND_{n}" for n in range(9)]}),
    "rule_attribute": rule(required_attributes={"con id": True}),
    "relation_table": relation(parent_table="application"),
    "relation_column": relation(foreign_key_column="case_id"),
    "kind": top(mappings={"a": 1}),
    "not_json": None,
}


def import_of(rowan, text):
    done = subprocess.run([rowan, "import", "-"], input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def says_of(rowan, mapping):
    """What is there, and whether it loads."""
    if not mapping:
        return "no mapping"
    if any(len(line) > 120 for line in mapping.splitlines()):
        return "a mapping with longer lines than 120 characters"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(mapping)
        file.flush()
        done = subprocess.run([rowan, "plan", file.name], capture_output=True, text=True, check=False)
        return "a mapping" if done.returncode == 0 else "a mapping that does not load: " + done.stderr


def main():
    rowan = sys.argv[1]
    for name, change in SLIPS.items():
        contract = copy.deepcopy(BASE)
        if change:
            change(contract)
        text = json.dumps(contract) if change else json.dumps(contract)[:-1]
        status, mapping, messages = import_of(rowan, text)
        print(f"== {name}: status {status}, {says_of(rowan, mapping)}\n{messages}", end="")


main()
