"""How a snapshot is kept."""


def as_written(dialect: str) -> list[str]:
    """Squeezing ten thousand comments takes PostgreSQL longer than everything else at closing."""
    if dialect != "postgresql":
        return []
    return [
        f"ALTER TABLE survey_snapshots ALTER COLUMN {column} SET STORAGE EXTERNAL"
        for column in ("figures", "parts", "comments")
    ]
