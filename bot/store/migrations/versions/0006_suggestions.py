"""Suggestions: drafts, co-signers, assignments, meetings, replies, ratings, promises, supervision."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "congress_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("congress", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("submit_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("congress IN ('county','township')", name="congress_session_level"),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["grids.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("area_id", "term", "number", name="congress_session_once"),
    )
    op.create_table(
        "committee_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee", sa.String(length=64), nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bureau_id"],
            ["bureaus.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("committee", "bureau_id", name="committee_pair_once"),
    )
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=48), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("congress", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("came_by", sa.String(length=16), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("signature", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("bureaus", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("remarks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("decline_reason", sa.String(length=32), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("coordination", sa.Boolean(), nullable=False),
        sa.Column("not_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("cap", sa.Date(), nullable=True),
        sa.Column("cap_proof", sa.String(length=512), nullable=False),
        sa.Column("next_notice_on", sa.Date(), nullable=True),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rate_by", sa.Date(), nullable=True),
        sa.Column("rate_proof", sa.String(length=512), nullable=False),
        sa.Column("rating_watch_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "congress IN ('national','province','city','county','township')",
            name="suggestion_congress",
        ),
        sa.CheckConstraint("source IN ('session','between','motion')", name="suggestion_source"),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["grids.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"],
            ["deputies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["congress_sessions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["deputies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_number"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("session_id", "serial", name="suggestion_serial"),
    )
    with op.batch_alter_table("suggestions") as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestions_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_serial"), ["serial"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_suggestions_successor_id"), ["successor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_suggestions_topic"), ["topic"], unique=False)
        batch_op.create_index("suggestions_notices", ["next_notice_on"], unique=False)
        batch_op.create_index("suggestions_open", ["state", "id"], unique=False)
        batch_op.create_index("suggestions_rating", ["rating_watch_on"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(length=1024), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chase_on", sa.Date(), nullable=True),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=False),
        sa.Column("return_proof", sa.String(length=512), nullable=False),
        sa.Column("return_to", sa.String(length=64), nullable=False),
        sa.Column("return_late", sa.Boolean(), nullable=False),
        sa.Column("extension_until", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("watch_on", sa.Date(), nullable=True),
        sa.Column("draft_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_class", sa.String(length=1), nullable=True),
        sa.Column("points_lost", sa.Integer(), nullable=False),
        sa.Column("outside_number", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "outcome_class IS NULL OR outcome_class IN ('A','B','C','D')", name="assignment_class"
        ),
        sa.CheckConstraint("role IN ('lead','supporting')", name="assignment_role"),
        sa.ForeignKeyConstraint(
            ["bureau_id"],
            ["bureaus.id"],
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["assignments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["via_id"],
            ["bureaus.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("assignments") as batch_op:
        batch_op.create_index("assignments_by_due", ["state", "due", "id"], unique=False)
        batch_op.create_index("assignments_chase", ["chase_on"], unique=False)
        batch_op.create_index("assignments_due", ["watch_on"], unique=False)
        batch_op.create_index("assignments_open", ["bureau_id", "state", "due"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assignments_suggestion_id"), ["suggestion_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assignments_via_id"), ["via_id"], unique=False)

    op.create_table(
        "co_signers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('invited','signed','refused')", name="co_signer_state"),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "deputy_id", name="co_signer_once"),
    )
    with op.batch_alter_table("co_signers") as batch_op:
        batch_op.create_index(batch_op.f("ix_co_signers_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_co_signers_suggestion_id"), ["suggestion_id"], unique=False
        )

    op.create_table(
        "key_supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("leading_officer", sa.String(length=32), nullable=False),
        sa.Column("committee", sa.String(length=64), nullable=False),
        sa.Column("report_asked_on", sa.Date(), nullable=True),
        sa.Column("report_received_on", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["noted_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id"),
    )
    op.create_table(
        "look_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.String(length=16), nullable=True),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "found IS NULL OR found IN ('real','partly','not_done')", name="look_back_found"
        ),
        sa.CheckConstraint("reason IN ('sample','promise','revisit')", name="look_back_reason"),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "reason", "year", name="look_back_once"),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('drafted','signed','issued','void')", name="paper_state"),
        sa.ForeignKeyConstraint(
            ["bureau_id"],
            ["bureaus.id"],
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("papers") as batch_op:
        batch_op.create_index(batch_op.f("ix_papers_bureau_id"), ["bureau_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_papers_suggestion_id"), ["suggestion_id"], unique=False
        )

    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.String(length=16), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("grade IN ('satisfied','fair','unsatisfied')", name="rating_grade"),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["deputies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "round", "deputy_id", name="rating_once"),
    )
    with op.batch_alter_table("ratings") as batch_op:
        batch_op.create_index(batch_op.f("ix_ratings_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_deputy_id"), ["deputy_id"], unique=False)

    op.create_table(
        "revisit_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('many_at_once','citizen_says_not','back_where_it_came_from')",
            name="revisit_flag_kind",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "kind", "round", name="revisit_flag_once"),
    )
    op.create_table(
        "suggestion_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"],
            ["issues.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "issue_id", name="suggestion_issue_once"),
    )
    with op.batch_alter_table("suggestion_issues") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_suggestion_issues_issue_id"), ["issue_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_suggestion_issues_suggestion_id"), ["suggestion_id"], unique=False
        )

    op.create_table(
        "suggestion_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("situation_id", sa.Integer(), nullable=True),
        sa.Column("analysis_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["situation_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "number", name="suggestion_version_once"),
    )
    op.create_table(
        "supervision_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("supervision_log") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_log_suggestion_id"), ["suggestion_id"], unique=False
        )

    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("consultation", sa.Boolean(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("present", sa.String(length=16), nullable=False),
        sa.Column("level_ok", sa.Boolean(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stands_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('before','during','after')", name="meeting_kind"),
        sa.CheckConstraint(
            "present IN ('liaison','deputy_head','head','county_leader')", name="meeting_present"
        ),
        sa.CheckConstraint(
            "state IN ('recorded','confirmed','stands','disputed')", name="meeting_state"
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("meetings") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meetings_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index("meetings_silent", ["stands_on"], unique=False)

    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("watch_on", sa.Date(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open','kept','released')", name="promise_state"),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("promises") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promises_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index("promises_due", ["watch_on"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=8), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('reopen','class')", name="proposal_kind"),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("proposals") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposals_suggestion_id"), ["suggestion_id"], unique=False
        )

    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("open_words_id", sa.Integer(), nullable=True),
        sa.Column("outcome_class", sa.String(length=1), nullable=True),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("letter_number", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("joint_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('draft','reply','again','opinion')", name="reply_kind"),
        sa.CheckConstraint(
            "outcome_class IS NULL OR outcome_class IN ('A','B','C','D')", name="reply_class"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
        ),
        sa.ForeignKeyConstraint(
            ["joint_id"],
            ["replies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["open_words_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("replies") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_replies_assignment_id"), ["assignment_id"], unique=False
        )

    op.create_table(
        "supervisors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["key_supervision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_id", "officer_id", name="supervisor_once"),
    )
    op.create_table(
        "close_out_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('visit','photo','citizen')", name="evidence_kind"),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media.id"],
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["words.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("close_out_evidence") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_close_out_evidence_suggestion_id"), ["suggestion_id"], unique=False
        )

    op.create_table(
        "reply_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.CheckConstraint("kind IN ('letter','evidence')", name="reply_file_kind"),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["replies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reply_id", "media_id", name="reply_file_once"),
    )


def downgrade() -> None:
    for table in (
        "reply_files",
        "close_out_evidence",
        "supervisors",
        "replies",
        "proposals",
        "promises",
        "meetings",
        "supervision_log",
        "suggestion_versions",
        "suggestion_issues",
        "revisit_flags",
        "ratings",
        "papers",
        "look_backs",
        "key_supervision",
        "co_signers",
        "assignments",
        "suggestions",
        "committee_pairs",
        "congress_sessions",
    ):
        op.drop_table(table)
