"""Which commands there are: each new one has a line here, and with it stands in the documents and behind the doors."""

from typing import Annotated

from msgspec import Meta

from .account import (
    AddToCollection,
    CreateCollection,
    CreateLink,
    CreatePayment,
    DeleteCollection,
    GetAccount,
    GetCollection,
    GetCollections,
    GetFlags,
    GetLinks,
    GetPayment,
    GetPayments,
    GetStatistics,
    ListSessions,
    RemoveFromCollection,
    RevokeLink,
    Search,
    SubscribeAccount,
    UpdateCollection,
    UpdatePayment,
)
from .artifacts import (
    CreateArtifact,
    DeleteArtifact,
    GetArtifact,
    GetArtifactDiff,
    GetArtifacts,
    GetArtifactVersions,
    RestoreArtifact,
    RestoreArtifactVersion,
    UpdateArtifact,
)
from .base import Command, SessionCommand
from .connection import Authenticate, RenderMarkdown
from .editor import (
    CreateComponent,
    CreateInteraction,
    DeleteComponent,
    GetComponent,
    GetComponents,
    GetInteractions,
    UpdateComponent,
)
from .files import GetSnapshot, GetSnapshots, RestoreSnapshot, SaveSnapshot
from .jobs import CancelJob, CreateExport, CreatePreview, GetJob, GetJobs
from .messages import (
    AddToolResult,
    AppendMessage,
    CancelReply,
    DeleteMessages,
    GetBranches,
    GetMessage,
    GetMessages,
    RegenerateReply,
    SendMessage,
    SwitchBranch,
)
from .sandboxes import (
    AppendOutput,
    CreateSandbox,
    FinishCommand,
    GetCommand,
    GetCommands,
    GetSandbox,
    GetSandboxRecovery,
    StartCommand,
    UpdateSandbox,
)
from .session import (
    CopyArtifact,
    CopySession,
    CreateSession,
    DeleteSession,
    ForkSession,
    GetConversation,
    GetSession,
    GetSessionAt,
    RestoreSession,
    RestoreSessionAt,
    Subscribe,
    TouchSession,
    UpdateSession,
)
from .sites import (
    CopySite,
    CreateSite,
    DeleteSite,
    GetSite,
    GetSiteDiff,
    GetSites,
    GetSiteVersions,
    ListSites,
    PublishSite,
    RestoreSite,
    RestoreSiteVersion,
    UnpublishSite,
    UpdateSite,
)

Change = (
    CreateArtifact
    | UpdateArtifact
    | DeleteArtifact
    | RestoreArtifact
    | RestoreArtifactVersion
    | AppendMessage
    | SendMessage
    | CancelReply
    | RegenerateReply
    | AddToolResult
    | DeleteMessages
    | SwitchBranch
    | UpdateSession
    | TouchSession
    | CreateComponent
    | UpdateComponent
    | DeleteComponent
    | CreateInteraction
    | SaveSnapshot
    | RestoreSnapshot
    | CreateSite
    | UpdateSite
    | DeleteSite
    | RestoreSite
    | RestoreSiteVersion
    | CreateSandbox
    | UpdateSandbox
    | StartCommand
    | AppendOutput
    | FinishCommand
)
"""What may stand in a batch."""


class Batch(SessionCommand, tag="batch", kw_only=True, frozen=True):
    """Several changes as one: all or none."""

    commands: Annotated[list[Change], Meta(min_length=1, max_length=500)]


def creates(command: Command) -> bool:
    """Whether a command makes a session that is not there yet."""
    return any(change.creates for change in command.commands) if isinstance(command, Batch) else command.creates


SessionRequest = (
    Change
    | Batch
    | GetArtifacts
    | GetArtifact
    | GetArtifactVersions
    | GetArtifactDiff
    | GetMessages
    | GetMessage
    | GetBranches
    | GetSession
    | GetConversation
    | GetComponents
    | GetComponent
    | GetInteractions
    | GetSnapshot
    | GetSnapshots
    | GetSites
    | GetSite
    | GetSiteVersions
    | GetSiteDiff
    | CopySite
    | PublishSite
    | UnpublishSite
    | GetSandbox
    | GetSandboxRecovery
    | GetCommands
    | GetCommand
    | CreateExport
    | CreatePreview
    | GetJobs
    | GetJob
    | CancelJob
    | Subscribe
    | CreateSession
    | DeleteSession
    | RestoreSession
    | GetSessionAt
    | RestoreSessionAt
    | ForkSession
    | CopySession
    | CopyArtifact
)
AccountRequest = (
    ListSessions
    | ListSites
    | GetStatistics
    | Search
    | SubscribeAccount
    | GetAccount
    | GetFlags
    | GetCollections
    | GetCollection
    | CreateCollection
    | UpdateCollection
    | DeleteCollection
    | AddToCollection
    | RemoveFromCollection
    | CreateLink
    | GetLinks
    | RevokeLink
    | GetPayments
    | GetPayment
    | CreatePayment
    | UpdatePayment
)
Request = SessionRequest | AccountRequest | Authenticate | RenderMarkdown
"""Everything that a client can send."""
