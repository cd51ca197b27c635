"""What is told of files: of the project's snapshots, and of sites."""

from ..resources import FileChange, Site, SiteVersion, Snapshot
from .frame import Frame


class SnapshotSaved(Frame, tag="snapshot_saved", kw_only=True):
    snapshot: Snapshot


class SnapshotFound(Frame, tag="snapshot", kw_only=True):
    snapshot: Snapshot


class Snapshots(Frame, tag="snapshots", kw_only=True):
    snapshots: list[Snapshot]
    total: int


class SiteCreated(Frame, tag="site_created", kw_only=True):
    site: Site


class SiteUpdated(Frame, tag="site_updated", kw_only=True):
    site: Site


class SiteDeleted(Frame, tag="site_deleted", kw_only=True):
    site_id: str


class SiteRestored(Frame, tag="site_restored", kw_only=True):
    site: Site


class SiteCopied(Frame, tag="site_copied", kw_only=True):
    """The new site, in its session."""

    site: Site


class SitePublished(Frame, tag="site_published", kw_only=True):
    site: Site


class SiteUnpublished(Frame, tag="site_unpublished", kw_only=True):
    site: Site


class SiteFound(Frame, tag="site", kw_only=True):
    site: Site


class Sites(Frame, tag="sites", kw_only=True):
    """Those of a session."""

    sites: list[Site]


class SitesFound(Frame, tag="sites_found", kw_only=True):
    """Those of a user, of all sessions."""

    sites: list[Site]
    total: int


class SiteVersions(Frame, tag="site_versions", kw_only=True):
    versions: list[SiteVersion]
    total: int


class SiteDiff(Frame, tag="site_diff", kw_only=True):
    site_id: str
    from_version: int
    to_version: int
    changes: list[FileChange]
