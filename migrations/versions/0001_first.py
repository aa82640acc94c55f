"""Every table of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    on_postgresql = op.get_context().dialect.name == "postgresql"
    if on_postgresql:
        op.execute("CREATE SCHEMA IF NOT EXISTS rounds")
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject"], unique=False)
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("extras", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("ref", name=op.f("uq_candidates_ref")),
    )
    op.create_index(op.f("ix_candidates_email_key"), "candidates", ["email_key"], unique=False)
    op.create_index(op.f("ix_candidates_external_id"), "candidates", ["external_id"], unique=False)
    op.create_table(
        "column_maps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_maps")),
        sa.UniqueConstraint("source", name=op.f("uq_column_maps_source")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("weekend", sa.String(), nullable=False),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("retention_months", sa.Integer(), nullable=False),
        sa.Column("privacy_contact", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_company_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "kept_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_mails")),
    )
    op.create_table(
        "mail_heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("problem_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("stopped_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_heartbeat_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_heartbeat")),
    )
    op.create_table(
        "survey_ballots",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "mark", name=op.f("pk_survey_ballots")),
        schema="rounds",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_comments",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_comments")),
        schema="rounds",
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_survey_comments_round_id"),
        "survey_comments",
        ["round_id"],
        unique=False,
        schema="rounds",
    )
    op.create_table(
        "survey_tallies",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("job_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "round_id", "job_id", "item", "value", name=op.f("pk_survey_tallies")
        ),
        schema="rounds",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_source"), "sign_in_attempts", ["source"], unique=False
    )
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("touchpoint", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("comment_limit", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "comment_limit >= 10 AND comment_limit >= k", name=op.f("ck_surveys_comments_need_more")
        ),
        sa.CheckConstraint("k >= 5", name=op.f("ck_surveys_no_fewer_than_five")),
        sa.CheckConstraint("months IN (1, 3)", name=op.f("ck_surveys_month_or_quarter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("touchpoint", name=op.f("uq_surveys_touchpoint")),
    )
    op.create_table(
        "teammates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teammates")),
        sa.UniqueConstraint("email_key", name=op.f("uq_teammates_email_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_teammates_ref")),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("next_line", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_import_runs_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("ref", name=op.f("uq_import_runs_ref")),
    )
    op.create_index("ix_import_runs_file", "import_runs", ["file_sha256", "state"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("public_url", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("everyone_by", sa.Date(), nullable=True),
        sa.Column("first_word_days", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_jobs_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["teammates.id"], name=op.f("fk_jobs_lead_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("ref", name=op.f("uq_jobs_ref")),
    )
    op.create_index(op.f("ix_jobs_department_id"), "jobs", ["department_id"], unique=False)
    op.create_index(op.f("ix_jobs_external_id"), "jobs", ["external_id"], unique=False)
    op.create_index(op.f("ix_jobs_lead_id"), "jobs", ["lead_id"], unique=False)
    op.create_table(
        "link_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_link_requests_candidate_id_candidates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_requests")),
    )
    op.create_index(
        op.f("ix_link_requests_email_key"), "link_requests", ["email_key"], unique=False
    )
    op.create_table(
        "magic_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_magic_links_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_magic_links")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_magic_links_key_hash")),
    )
    op.create_index(
        "ix_magic_links_candidate", "magic_links", ["candidate_id", "purpose"], unique=False
    )
    op.create_table(
        "survey_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_versions_survey_id_surveys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_versions")),
        sa.UniqueConstraint(
            "survey_id", "number", name=op.f("uq_survey_versions_survey_id_number")
        ),
    )
    op.create_table(
        "team_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("teammate_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["teammate_id"],
            ["teammates.id"],
            name=op.f("fk_team_invitations_teammate_id_teammates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitations")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_team_invitations_key_hash")),
    )
    op.create_index(
        op.f("ix_team_invitations_teammate_id"), "team_invitations", ["teammate_id"], unique=False
    )
    op.create_table(
        "team_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("teammate_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["teammate_id"], ["teammates.id"], name=op.f("fk_team_sessions_teammate_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_sessions")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_team_sessions_key_hash")),
    )
    op.create_index(
        op.f("ix_team_sessions_teammate_id"), "team_sessions", ["teammate_id"], unique=False
    )
    op.create_table(
        "candidate_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("has_code", sa.Boolean(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_candidate_sessions_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["magic_links.id"], name=op.f("fk_candidate_sessions_link_id_magic_links")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_sessions")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_candidate_sessions_key_hash")),
    )
    op.create_index(
        op.f("ix_candidate_sessions_candidate_id"),
        "candidate_sessions",
        ["candidate_id"],
        unique=False,
    )
    op.create_table(
        "import_lines",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("doc", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_runs.id"], name=op.f("fk_import_lines_run_id_import_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_import_lines")),
    )
    op.create_index(
        "ix_import_lines_action", "import_lines", ["run_id", "action", "line"], unique=False
    )
    op.create_table(
        "job_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("teammate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_members_job_id_jobs")),
        sa.ForeignKeyConstraint(
            ["teammate_id"], ["teammates.id"], name=op.f("fk_job_members_teammate_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_members")),
        sa.UniqueConstraint(
            "job_id", "teammate_id", name=op.f("uq_job_members_job_id_teammate_id")
        ),
    )
    op.create_index(
        op.f("ix_job_members_teammate_id"), "job_members", ["teammate_id"], unique=False
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_posts_confirmed_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["teammates.id"], name=op.f("fk_posts_author_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["teammates.id"], name=op.f("fk_posts_confirmed_by_id_teammates")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_posts_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("ref", name=op.f("uq_posts_ref")),
    )
    op.create_index("ix_posts_publish_at", "posts", ["publish_at"], unique=False)
    op.create_table(
        "stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_stages_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint("job_id", "name", name=op.f("uq_stages_job_id_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_stages_ref")),
    )
    op.create_table(
        "survey_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("touchpoint", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("invites_until", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("comment_limit", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pooled_into_id", sa.Integer(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "comment_limit >= 10 AND comment_limit >= k",
            name=op.f("ck_survey_rounds_comments_need_more"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR closed_at IS NOT NULL",
            name=op.f("ck_survey_rounds_forgotten_is_closed"),
        ),
        sa.CheckConstraint("k >= 5", name=op.f("ck_survey_rounds_no_fewer_than_five")),
        sa.CheckConstraint(
            "pooled_into_id IS NULL OR closed_at IS NOT NULL",
            name=op.f("ck_survey_rounds_pooled_is_closed"),
        ),
        sa.ForeignKeyConstraint(
            ["pooled_into_id"],
            ["survey_rounds.id"],
            name=op.f("fk_survey_rounds_pooled_into_id_survey_rounds"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["survey_versions.id"],
            name=op.f("fk_survey_rounds_version_id_survey_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_rounds")),
        sa.UniqueConstraint("ref", name=op.f("uq_survey_rounds_ref")),
        sa.UniqueConstraint(
            "touchpoint", "opens_on", name=op.f("uq_survey_rounds_touchpoint_opens_on")
        ),
    )
    op.create_index(
        op.f("ix_survey_rounds_pooled_into_id"), "survey_rounds", ["pooled_into_id"], unique=False
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("next_word_by", sa.Date(), nullable=True),
        sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interviewed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR ending_id IS NOT NULL OR outcome NOT IN ('not_selected', 'job_closed', 'offer_lapsed', 'offer_rescinded')",
            name=op.f("ck_applications_closed_by_us_was_told"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_at IS NULL)",
            name=op.f("ck_applications_closed_has_a_moment"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (next_word_by IS NOT NULL)",
            name=op.f("ck_applications_open_has_a_date"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_applications_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["ending_id"],
            ["endings.id"],
            name=op.f("fk_applications_ending_id_endings"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_applications_job_id_jobs")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["teammates.id"], name=op.f("fk_applications_owner_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stages.id"], name=op.f("fk_applications_stage_id_stages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("ref", name=op.f("uq_applications_ref")),
    )
    op.create_index("ix_applications_applied", "applications", ["applied_at", "id"], unique=False)
    op.create_index(
        op.f("ix_applications_candidate_id"), "applications", ["candidate_id"], unique=False
    )
    op.create_index(
        "ix_applications_due", "applications", ["outcome", "next_word_by"], unique=False
    )
    op.create_index(
        op.f("ix_applications_external_id"), "applications", ["external_id"], unique=False
    )
    op.create_index(
        "ix_applications_job_external", "applications", ["job_id", "external_id"], unique=False
    )
    op.create_index(
        "ix_applications_owner_due",
        "applications",
        ["owner_id", "outcome", "next_word_by"],
        unique=False,
    )
    op.create_index(op.f("ix_applications_stage_id"), "applications", ["stage_id"], unique=False)
    op.create_table(
        "step_up_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["candidate_sessions.id"],
            name=op.f("fk_step_up_codes_session_id_candidate_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_up_codes")),
    )
    op.create_index(
        op.f("ix_step_up_codes_session_id"), "step_up_codes", ["session_id"], unique=False
    )
    op.create_table(
        "survey_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["survey_rounds.id"],
            name=op.f("fk_survey_snapshots_round_id_survey_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_snapshots")),
        sa.UniqueConstraint("round_id", name=op.f("uq_survey_snapshots_round_id")),
    )
    op.create_table(
        "endings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "way = 'elsewhere' OR words <> ''", name=op.f("ck_endings_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_endings_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_endings_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endings")),
        sa.UniqueConstraint("ref", name=op.f("uq_endings_ref")),
    )
    op.create_index(op.f("ix_endings_application_id"), "endings", ["application_id"], unique=False)
    op.create_table(
        "imported_applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_imported_applications_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_runs.id"], name=op.f("fk_imported_applications_run_id_import_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_applications")),
        sa.UniqueConstraint("key", name=op.f("uq_imported_applications_key")),
    )
    op.create_index(
        op.f("ix_imported_applications_application_id"),
        "imported_applications",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_imported_applications_run_id"), "imported_applications", ["run_id"], unique=False
    )
    op.create_table(
        "memos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_memos_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["teammates.id"], name=op.f("fk_memos_by_id_teammates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memos")),
    )
    op.create_index(op.f("ix_memos_application_id"), "memos", ["application_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("letter", sa.String(length=32), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("teammate_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("use_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(candidate_id IS NULL) <> (teammate_id IS NULL)",
            name=op.f("ck_messages_one_recipient"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_messages_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_messages_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["teammate_id"], ["teammates.id"], name=op.f("fk_messages_teammate_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("purpose", name=op.f("uq_messages_purpose")),
        sa.UniqueConstraint("ref", name=op.f("uq_messages_ref")),
    )
    op.create_index(
        "ix_messages_application", "messages", ["application_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_messages_candidate", "messages", ["candidate_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_messages_due",
        "messages",
        ["urgency", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'retry', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'retry', 'sending')"),
    )
    op.create_index(
        "ix_messages_stuck",
        "messages",
        ["created_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('failed', 'stale', 'unsure')"),
        postgresql_where=sa.text("state IN ('failed', 'stale', 'unsure')"),
    )
    op.create_index("ix_messages_subject", "messages", ["subject"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'sent' OR (sent_at IS NOT NULL AND answer_by IS NOT NULL)",
            name=op.f("ck_offers_sent_has_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_offers_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_offers_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("ref", name=op.f("uq_offers_ref")),
    )
    op.create_index(op.f("ix_offers_application_id"), "offers", ["application_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(result IS NULL) = (settled_at IS NULL)", name=op.f("ck_promises_settled_has_a_result")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_promises_application_id_applications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_application", "promises", ["application_id", "id"], unique=False)
    op.create_index(
        "uq_promises_open",
        "promises",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "stage_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("from_stage_id", sa.Integer(), nullable=True),
        sa.Column("to_stage_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_stage_moves_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_stage_moves_by_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["from_stage_id"], ["stages.id"], name=op.f("fk_stage_moves_from_stage_id_stages")
        ),
        sa.ForeignKeyConstraint(
            ["to_stage_id"], ["stages.id"], name=op.f("fk_stage_moves_to_stage_id_stages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_moves")),
    )
    op.create_index(
        op.f("ix_stage_moves_application_id"), "stage_moves", ["application_id"], unique=False
    )
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("preparation", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_steps_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_steps_application_id_applications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint("ref", name=op.f("uq_steps_ref")),
    )
    op.create_index(op.f("ix_steps_application_id"), "steps", ["application_id"], unique=False)
    op.create_index("ix_steps_ends_at", "steps", ["ends_at"], unique=False)
    op.create_table(
        "survey_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_no_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_survey_invitations_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_survey_invitations_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["survey_rounds.id"],
            name=op.f("fk_survey_invitations_round_id_survey_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitations")),
        sa.UniqueConstraint("ref", name=op.f("uq_survey_invitations_ref")),
        sa.UniqueConstraint(
            "round_id", "application_id", name=op.f("uq_survey_invitations_round_id_application_id")
        ),
    )
    op.create_index(
        op.f("ix_survey_invitations_application_id"),
        "survey_invitations",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        "ix_survey_invitations_candidate",
        "survey_invitations",
        ["candidate_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "timeline_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_timeline_entries_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_timeline_entries_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entries")),
    )
    op.create_index(
        "ix_timeline_entries_application",
        "timeline_entries",
        ["application_id", "at"],
        unique=False,
    )
    op.create_table(
        "updates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("next_word_by", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_updates_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_updates_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
        sa.UniqueConstraint("ref", name=op.f("uq_updates_ref")),
    )
    op.create_index(op.f("ix_updates_application_id"), "updates", ["application_id"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_verdicts_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_verdicts_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    op.create_index(
        "uq_verdicts_standing",
        "verdicts",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "offer_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("stay_in_touch", sa.Boolean(), nullable=False),
        sa.Column("reasons_given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_decisions_offer_id_offers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_decisions")),
    )
    op.create_index("ix_offer_decisions_offer", "offer_decisions", ["offer_id", "id"], unique=False)
    op.create_index(
        "uq_offer_decisions_standing",
        "offer_decisions",
        ["offer_id"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "offer_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_items_offer_id_offers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_items")),
        sa.UniqueConstraint("offer_id", "position", name=op.f("uq_offer_items_offer_id_position")),
    )
    op.create_table(
        "survey_named_responses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["survey_invitations.id"],
            name=op.f("fk_survey_named_responses_invitation_id_survey_invitations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_named_responses")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_survey_named_responses_invitation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_survey_named_responses_ref")),
    )
    op.create_index(
        op.f("ix_survey_named_responses_at"), "survey_named_responses", ["at"], unique=False
    )
    op.create_table(
        "offer_decision_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["offer_decisions.id"],
            name=op.f("fk_offer_decision_reasons_decision_id_offer_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_decision_reasons")),
        sa.UniqueConstraint(
            "decision_id", "code", name=op.f("uq_offer_decision_reasons_decision_id_code")
        ),
        sa.UniqueConstraint(
            "decision_id", "rank", name=op.f("uq_offer_decision_reasons_decision_id_rank")
        ),
    )

    # Two tables point at each other. SQLite lets them; here one key waits for its table.
    if on_postgresql:
        op.create_foreign_key(
            op.f("fk_applications_ending_id_endings"),
            "applications",
            "endings",
            ["ending_id"],
            ["id"],
        )
