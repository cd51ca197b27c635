"""Which frames there are: each new one has a line here."""

from .account import (
    AccountFound,
    AccountSubscribed,
    CollectionCreated,
    CollectionDeleted,
    CollectionFound,
    Collections,
    CollectionUpdated,
    Flags,
    LinkCreated,
    LinkRevoked,
    Links,
    PaymentCreated,
    PaymentFound,
    Payments,
    PaymentUpdated,
    SearchResults,
    SessionListed,
    SessionsFound,
    SessionUnlisted,
    StatisticsFound,
)
from .answers import (
    ArtifactDiff,
    ArtifactFound,
    Artifacts,
    ArtifactVersions,
    Branches,
    ComponentFound,
    Components,
    Conversation,
    Error,
    Interactions,
    MessageFound,
    Messages,
    SessionFound,
    Subscribed,
)
from .changes import (
    ArtifactCopied,
    ArtifactCreated,
    ArtifactDeleted,
    ArtifactRestored,
    ArtifactUpdated,
    BatchApplied,
    BranchSwitched,
    ComponentCreated,
    ComponentDeleted,
    ComponentUpdated,
    InteractionCreated,
    MessageAccepted,
    MessageAdded,
    MessageAppended,
    MessagesDeleted,
    MessageUpdated,
    SessionCopied,
    SessionCreated,
    SessionDeleted,
    SessionForked,
    SessionRestored,
    SessionUpdated,
    ToolResultAdded,
)
from .connection import Authenticated, MarkdownRendered, TokenExpiring
from .files import (
    SiteCopied,
    SiteCreated,
    SiteDeleted,
    SiteDiff,
    SiteFound,
    SitePublished,
    SiteRestored,
    Sites,
    SitesFound,
    SiteUnpublished,
    SiteUpdated,
    SiteVersions,
    SnapshotFound,
    Snapshots,
    SnapshotSaved,
)
from .jobs import JobFound, Jobs, JobUpdated
from .past import SessionAt, SessionRestoredAt
from .replies import (
    ArtifactDelta,
    ArtifactFinished,
    ArtifactStarted,
    ReasoningDelta,
    ReplyCancelled,
    ReplyDelta,
    ReplyFailed,
    ReplyFinished,
    ReplyStarted,
    ToolCallDelta,
    ToolCallReady,
    ToolCallStarted,
)
from .sandboxes import (
    CommandFinished,
    CommandFound,
    Commands,
    CommandStarted,
    OutputAppended,
    SandboxCreated,
    SandboxFound,
    SandboxOutput,
    SandboxRecovery,
    SandboxUpdated,
)

Event = (
    TokenExpiring
    | ArtifactCreated
    | ArtifactUpdated
    | ArtifactDeleted
    | ArtifactRestored
    | MessageAppended
    | MessageAccepted
    | ToolResultAdded
    | MessageAdded
    | MessageUpdated
    | MessagesDeleted
    | SessionUpdated
    | BatchApplied
    | SessionCreated
    | SessionDeleted
    | SessionRestored
    | SessionRestoredAt
    | SessionForked
    | SessionCopied
    | ArtifactCopied
    | ComponentCreated
    | ComponentUpdated
    | ComponentDeleted
    | InteractionCreated
    | SnapshotSaved
    | SiteCreated
    | SiteUpdated
    | SiteDeleted
    | SiteRestored
    | SiteCopied
    | SitePublished
    | SiteUnpublished
    | BranchSwitched
    | SandboxCreated
    | SandboxUpdated
    | CommandStarted
    | OutputAppended
    | SandboxOutput
    | CommandFinished
    | JobUpdated
    | ReplyStarted
    | ReplyDelta
    | ReasoningDelta
    | ReplyFinished
    | ReplyFailed
    | ReplyCancelled
    | ToolCallStarted
    | ToolCallDelta
    | ToolCallReady
    | ArtifactStarted
    | ArtifactDelta
    | ArtifactFinished
    | SessionListed
    | SessionUnlisted
    | CollectionCreated
    | CollectionUpdated
    | CollectionDeleted
    | LinkCreated
    | LinkRevoked
    | PaymentCreated
    | PaymentUpdated
)
Answer = (
    Authenticated
    | MarkdownRendered
    | Artifacts
    | ArtifactFound
    | ArtifactVersions
    | Messages
    | MessageFound
    | SessionFound
    | SessionAt
    | Subscribed
    | Conversation
    | Branches
    | ArtifactDiff
    | Components
    | ComponentFound
    | Interactions
    | SnapshotFound
    | Snapshots
    | SiteFound
    | Sites
    | SiteVersions
    | SiteDiff
    | SitesFound
    | SandboxFound
    | Commands
    | CommandFound
    | SandboxRecovery
    | Jobs
    | JobFound
    | Error
    | SessionsFound
    | StatisticsFound
    | SearchResults
    | AccountSubscribed
    | AccountFound
    | Flags
    | Collections
    | CollectionFound
    | Links
    | Payments
    | PaymentFound
)
AnyFrame = Event | Answer
"""Every frame that a client can receive."""
