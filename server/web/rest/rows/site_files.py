"""Files of sites, by doors of their own: single ones, and all of a site as a ZIP."""

from typing import Annotated

from msgspec import Meta, Struct

from ....wire.commands.base import Description, Number, Title
from ....wire.ids import Id, SessionId
from ....wire.resources import FileInfo, Site
from ..route import Route, View
from ..shown import shown_struct
from ..told import as_it_is

ShownSite = shown_struct(Site)[0]
Path = Annotated[str, Meta(min_length=1, max_length=1000, description="With its slashes: `assets/logo.png`.")]
FILE = "/api/sites/{siteId}/files/{path}"


class FileOfSite(Struct, rename="camel", kw_only=True):
    site_id: Id
    path: Path


class FileAtVersion(FileOfSite, rename="camel", kw_only=True):
    version: Number | None = None


class NewFromArchive(Struct, rename="camel", kw_only=True):
    session_id: SessionId | None = None
    title: Title = ""


class SiteAtVersion(Struct, rename="camel", kw_only=True):
    site_id: Id
    version: Annotated[int, Meta(ge=1, le=999_999_999)] | None = None


class SiteToReplace(Struct, rename="camel", kw_only=True):
    site_id: Id
    change_description: Description = ""


class FileToPut(FileOfSite, rename="camel", kw_only=True):
    message_id: Id | None = None
    change_description: Description = ""


class FileStored(Struct):
    """The site as it is now, and the file."""

    site: ShownSite  # type: ignore[valid-type]
    file: FileInfo


class SiteChanged(Struct):
    site: ShownSite  # type: ignore[valid-type]


ROWS = (
    Route(
        method="GET",
        path=FILE,
        tag="files",
        name="GetSiteFile",
        input=FileAtVersion,
        served="elsewhere",
        media="*/*",
        also=(206, 304, 416),
        summary="The content of a file, whole or a part of it (`Range`). It has an ETag: the SHA-256.",
    ),
    Route(
        method="PUT",
        path=FILE,
        tag="files",
        name="PutSiteFile",
        input=FileToPut,
        view=View(FileStored, as_it_is),
        served="elsewhere",
        takes="*/*",
        also=(201, 412),
        summary="Stores the body as a file, new or in place of the one that is there (`If-Match`, `If-None-Match: *`).",
    ),
    Route(
        method="DELETE",
        path=FILE,
        tag="files",
        name="DeleteSiteFile",
        input=FileOfSite,
        view=View(SiteChanged, as_it_is),
        served="elsewhere",
        also=(412,),
        summary="Removes a file from the newest version; older ones still have it.",
    ),
    Route(
        method="POST",
        path="/api/sites/import",
        tag="files",
        name="ImportSite",
        input=NewFromArchive,
        view=View(SiteChanged, as_it_is),
        status=201,
        location=str,
        served="elsewhere",
        takes="application/zip",
        once=True,
        summary="A new site of the files in a ZIP archive, in a chat of its own if none is named.",
    ),
    Route(
        method="PUT",
        path="/api/sites/{siteId}/zip",
        tag="files",
        name="ReplaceSiteFiles",
        input=SiteToReplace,
        view=View(SiteChanged, as_it_is),
        served="elsewhere",
        takes="application/zip",
        also=(412,),
        summary="The files in a ZIP archive become the next version of a site (`If-Match`).",
    ),
    Route(
        method="GET",
        path="/api/sites/{siteId}/zip",
        tag="files",
        name="ExportSite",
        input=SiteAtVersion,
        served="elsewhere",
        media="application/zip",
        summary="All files of a site, now or at a version, as a ZIP archive: the same for the same files.",
    ),
)
