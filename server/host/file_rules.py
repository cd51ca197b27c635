"""What the operator's settings let in as files, and how long what is old is kept."""

from ..config import Settings
from ..handling.cleaning import Retention
from ..handling.context import FileRules


def file_rules(settings: Settings, no_previews: str = "") -> FileRules:
    """Args: no_previews: why no preview images can be made, where they can't."""
    return FileRules(
        file_bytes=settings.file_bytes,
        tree_bytes=settings.site_bytes,
        files=settings.site_files,
        types=settings.allowed_types,
        output_bytes=settings.output_bytes,
        published_at=settings.published_at,
        no_previews=no_previews,
        preview_on_publish=settings.preview_on_publish,
    )


def retention(settings: Settings) -> Retention:
    return Retention(**{name: getattr(settings, f"keep_{name}") for name in Retention.__struct_fields__})


KEEP_ALL = {f"keep_{name}": None for name in Retention.__struct_fields__}
"""Settings with which nothing old goes."""
