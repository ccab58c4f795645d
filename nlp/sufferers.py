"""Clauses that say only who suffers from what is wrong: 「路塌了，孩子上学从那过」 is about a road.

The topic, its bureau and the title are read without them; danger is read with them."""

import re

_CLAUSE = re.compile(
    r"(?<=[，,。；;])\s*(?:我们?|俺们?|家里|村里|附近|那边)?的?"
    r"(?:孩子|学生|娃娃?|小孩|老人|老年人|大家|大人|村民|群众|妇女|老百姓)们?(?:每天|天天|早晚|晚上|夜里|都)?"
    r"[^，,。；;]{0,3}(?:上学|上下学|放学|看病|走路|出门|出行|赶集|下地|进出|过路)"
    r"[^，,。；;]{0,5}(?:从[那这此]|必经|路过|经过|要走|得走|都走|绕|怕|危险|不便|不方便|不敢|难)"
    r"[^，,。；;]{0,8}(?=[，,。；;！!]|$)"
)


def without_sufferers(plain: str) -> str:
    """``plain`` with such clauses blanked; the same length, so that offsets hold."""
    if "，" not in plain and "," not in plain:
        return plain
    return _CLAUSE.sub(lambda found: " " * len(found[0]), plain)
