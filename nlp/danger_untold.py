"""Whether a message tells of danger without a word that means it: then only what was learned
speaks, and it must be surer."""

from nlp.cues import Found

#: Word groups that stand in ordinary messages as often as in danger (a house, now, not any more),
#: or say something only beside another (漏, 塌了).
_COMMON = frozenset(
    f"urgency.{name}"
    for name in (
        "about",
        "alarm_now",
        "assault_now",
        "blast_thing",
        "building",
        "burnable",
        "child",
        "child_danger",
        "chronic",
        "crowd_many",
        "dam_danger",
        "faint_all",
        "falling",
        "fear",
        "fell",
        "flood_danger",
        "gas_leak",
        "harmless",
        "hazmat_leak",
        "high_place",
        "hurt",
        "hypothetical",
        "jump_hint",
        "leak_place",
        "lift",
        "many_eaters",
        "medical",
        "missing_who",
        "now",
        "over",
        "over_not",
        "past",
        "seen",
        "soon",
        "trapped",
        "vehicle",
        "weigh",
        "wire_down",
        "yesterday",
    )
)


def is_untold(found: Found) -> bool:
    """Whether no word of danger stands in the message: then the learned score alone is sure of it
    from higher on, and of a very short one, where a chance word is all there is, from higher still.
    """
    return _COMMON.issuperset(found.groups())
