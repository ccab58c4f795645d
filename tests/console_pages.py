"""Every page of the console by its endpoint, and how a test opens it; and what is no page. Who adds
a page adds a line: the browser then looks at it as each role."""

#: Endpoint → paths below /console/; names in braces are those of the scene.
PAGES: dict[str, tuple[str, ...]] = {
    "today": ("",),
    "issues": ("issues", "issues?state=all&q=路灯", "issues?age=7"),
    "issue": tuple(f"issue/{{{name}}}" for name in ("lamp", "danger", "voice", "secretary")),
    "new": ("new",),
    "receipt": ("receipt/{slip}",),
    "suggestions": ("suggestions", "suggestions?stage=running"),
    "suggestion": ("suggestion/1", "suggestion/2", "suggestion/3", "suggestion/4"),
    "papers_page": ("suggestion/2/papers",),
    "measures": ("suggestion/2/measures",),
    "meeting": ("suggestions/meeting",),
    "meetings": ("suggestions/meetings",),
    "letters": ("suggestions/meetings/letters?name=年初交办会&day=2026-12-31",),
    "congress_sessions": ("suggestions/sessions",),
    "suggestion_sheets": ("suggestions/sheets",),
    "promises": ("suggestions/promises",),
    "key_items": ("suggestions/key",),
    "all_figures": ("suggestions/figures?year=2026",),
    "figure_cases": (
        "suggestions/figures/cases?year=2026&by=bureau&group=（全部）&figure=procedure_closed&rest=yes",
    ),
    "papers": ("papers", "papers?year=2025"),
    "monday": ("papers/monday",),
    "poster": ("papers/poster/{station}",),
    "receptions": ("receptions",),
    "duty_books": ("papers/duty-books", "papers/duty-books?q=李"),
    "pictures": ("pictures",),
    "hot": ("hot",),
    "opening": ("opening",),
    "outgoing": ("outgoing", "outgoing?state=telephone"),
    "broadcasts": ("broadcasts",),
    "broadcast": ("broadcasts/{broadcast}",),
    "change_broadcast": ("broadcasts/{broadcast}/change",),
    "new_broadcast": ("broadcasts/new",),
    "codes": ("codes",),
    "sheets": ("sheets",),
    "accounts": ("accounts",),
    "roster": ("roster", "roster?q=李"),
    "book": tuple(
        f"book/{key}"
        for key in ("places", "stations", "deputies", "bureaus", "liaisons", "officers", "groups")
    ),
    "row": ("book/deputies/1", "book/places/3", "book/officers/1"),
    "new_row": ("book/deputies/new",),
    "import_page": ("book-import",),
    "elections_page": ("elections",),
    "election": ("elections/{election}",),
    "rules_page": ("rules",),
    "rule_page": ("rules/one?name=hand_over.within", "rules/one?name=quiet.night"),
    "words_page": ("rules/words",),
    "bureaus_page": ("rules/bureaus",),
    "texts_page": ("rules/texts",),
    "text_page": ("rules/text?name=notice.issue.task",),
    "presets_page": ("rules/presets",),
    "record": ("record", "record?group=doors"),
    "looks": ("looks",),
    "own_data": ("own-data",),
    "person": ("own-data/{request}",),
    "erasure": ("own-data/{request}/erase",),
    "retention": ("retention",),
    "password": ("password",),
}

#: Endpoints that give a file under an address without its suffix, or send whoever is signed in
#: elsewhere. What ends in .docx, .xlsx or .zip is a file anyway.
FILES = frozenset({"login", "media", "binder", "suggestion_file", "download"})

#: Pages that open in WeChat: endpoint → who opens it, and the path; names as above.
IN_WECHAT: dict[str, tuple[tuple[str, str], ...]] = {
    "mine": (("大娘", "mine"), ("李明", "mine"), ("孙电", "mine"), ("周干事", "mine")),
    "duty_book": (("李明", "duty-book"),),
    "word": (("周干事", "word/{broadcast}"),),
    "issue": (("大娘", "issue/{lamp}"), ("李明", "issue/{lamp}"), ("孙电", "issue/{lamp}")),
    "suggestion": (("李明", "suggestion/1"), ("李明", "suggestion/4")),
    "suggestions": (("李明", "suggestions"),),
    "examples": (("李明", "suggestions/examples"),),
}
#: Pages for everybody, once the county has switched them on.
FOR_EVERYBODY: dict[str, tuple[str, ...]] = {
    "index": ("open/",),
    "deputy": ("open/deputy/D1",),
    "station": ("open/station/Z01",),
    "results": ("open/results",),
    "figures": ("open/figures",),
    "screen": ("hall/{screen}",),
}
#: Files, and what is no page of its own: the platform's door and what a screen asks for.
OUTSIDE_FILES = frozenset({"auth", "media", "suggestion_file", "counts"})
