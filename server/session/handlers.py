"""The table: one command, one function. A new feature of a session is one struct, one function, one row here."""

import sqlite3
from typing import Any

from msgspec import Struct

from ..errors import SatchelError
from ..handling.changes import ReadChanges, TakeCopy
from ..handling.cleaning import CleanUp
from ..handling.context import Context
from ..handling.outcome import Handler, Outcome
from ..handling.receipts import once
from ..wire import commands as c
from ..wire.events import BatchApplied, Frame
from . import (
    artifacts,
    branches,
    comparing,
    components,
    exports,
    indexing,
    interactions,
    job_work,
    jobs,
    lifecycle,
    messages,
    previews,
    publishing,
    replies,
    sessions,
    sharing,
    site_archives,
    site_copying,
    site_files,
    site_versions,
    sites,
    snapshots,
    sync,
    tools,
    versions,
)
from .past import restoring, seeing
from .retention.cleaning import clean_up
from .sandboxes import recovery, running, state


def apply_batch(db: sqlite3.Connection, command: c.Batch, context: Context) -> Outcome:
    """All or none: the first that fails ends it, and the actor's savepoint takes back what was done."""
    replies_, others, everyone = list[Any](), list[Frame](), list[Frame]()
    effects: list[Struct] = []
    for index, change in enumerate(command.commands):
        if change.request_id is not None or change.idempotency_key is not None or change.session_id is not None:
            raise SatchelError(
                "invalid",
                f"commands[{index}] has an envelope of its own: requestId, idempotencyKey and sessionId belong to "
                "the batch.",
                {"field": f"commands[{index}]", "index": index},
            )
        try:
            outcome = HANDLERS[type(change)](db, change, context)
        except SatchelError as error:
            error.details = {**(error.details or {}), "index": index}
            raise
        replies_.append(outcome.reply)
        others += outcome.others
        everyone += outcome.everyone
        effects += outcome.effects
    reply = BatchApplied(replies=replies_, seq=context.seq, session_id=context.session_id)
    return Outcome(reply, others, everyone, effects)


HANDLERS: dict[type[c.Command], Handler] = {
    c.GetSession: sessions.get_session,
    c.GetConversation: lifecycle.get_conversation,
    c.CreateSession: lifecycle.create_session,
    c.UpdateSession: sessions.update_session,
    c.TouchSession: lifecycle.touch_session,
    c.DeleteSession: lifecycle.delete_session,
    c.RestoreSession: lifecycle.restore_session,
    c.GetSessionAt: seeing.get_session_at,
    c.RestoreSessionAt: restoring.restore_session_at,
    c.ForkSession: sharing.fork_session,
    c.CopySession: sharing.copy_session,
    c.CopyArtifact: sharing.copy_artifact,
    sharing.ReceiveArtifact: sharing.receive_artifact,
    c.GetArtifacts: artifacts.get_artifacts,
    c.GetArtifact: artifacts.get_artifact,
    c.CreateArtifact: artifacts.create_artifact,
    c.UpdateArtifact: artifacts.update_artifact,
    c.DeleteArtifact: artifacts.delete_artifact,
    c.RestoreArtifact: artifacts.restore_artifact,
    c.GetArtifactVersions: versions.get_artifact_versions,
    c.GetArtifactDiff: comparing.get_artifact_diff,
    c.RestoreArtifactVersion: artifacts.restore_artifact_version,
    c.AppendMessage: messages.append_message,
    c.SendMessage: replies.send_message,
    c.CancelReply: replies.cancel_reply,
    c.RegenerateReply: replies.regenerate_reply,
    c.AddToolResult: tools.add_tool_result,
    c.GetMessages: messages.get_messages,
    c.GetMessage: messages.get_message,
    c.DeleteMessages: messages.delete_messages,
    c.GetBranches: branches.get_branches,
    c.SwitchBranch: branches.switch_branch,
    c.GetComponents: components.get_components,
    c.GetComponent: components.get_component,
    c.CreateComponent: components.create_component,
    c.UpdateComponent: components.update_component,
    c.DeleteComponent: components.delete_component,
    c.GetInteractions: interactions.get_interactions,
    c.CreateInteraction: interactions.create_interaction,
    c.SaveSnapshot: snapshots.save_snapshot,
    c.GetSnapshot: snapshots.get_snapshot,
    c.GetSnapshots: snapshots.get_snapshots,
    c.RestoreSnapshot: snapshots.restore_snapshot,
    c.GetSites: sites.get_sites,
    c.GetSite: sites.get_site,
    c.CreateSite: sites.create_site,
    c.UpdateSite: sites.update_site,
    c.DeleteSite: sites.delete_site,
    c.RestoreSite: sites.restore_site,
    c.GetSiteVersions: site_versions.get_site_versions,
    c.RestoreSiteVersion: site_versions.restore_site_version,
    c.GetSiteDiff: site_versions.get_site_diff,
    c.CopySite: site_copying.copy_site,
    site_copying.ReceiveSite: site_copying.receive_site,
    site_files.OpenFile: site_files.open_file,
    site_files.ReadPiece: site_files.read_piece,
    site_files.PreparePut: site_files.prepare_put,
    site_files.PutFile: site_files.put_file,
    site_files.RemoveFile: site_files.remove_file,
    c.PublishSite: previews.publish,
    c.CreateSandbox: state.create_sandbox,
    c.GetSandbox: state.get_sandbox,
    c.UpdateSandbox: state.update_sandbox,
    c.StartCommand: running.start_command,
    c.AppendOutput: running.append_output,
    c.FinishCommand: running.finish_command,
    c.GetCommands: running.get_commands,
    c.GetCommand: running.get_command,
    c.GetSandboxRecovery: recovery.get_sandbox_recovery,
    c.UnpublishSite: publishing.unpublish_site,
    publishing.PreparePublish: publishing.prepare_publish,
    publishing.FindPublished: publishing.find_published,
    publishing.ReadPublished: publishing.read_published,
    site_archives.ImportSite: site_archives.import_site,
    site_archives.ReplaceFiles: site_archives.replace_files,
    c.CreateExport: exports.create_export,
    c.CreatePreview: previews.create_preview,
    previews.ServePreview: previews.serve_preview,
    previews.FinishPreview: previews.finish_preview,
    previews.ReadPreview: previews.read_preview,
    c.GetJobs: jobs.get_jobs,
    c.GetJob: jobs.get_job,
    c.CancelJob: jobs.cancel_job,
    c.Subscribe: sync.subscribe,
    c.Batch: apply_batch,
    ReadChanges: indexing.read_changes,
    TakeCopy: sessions.get_session,
    job_work.BeginJob: job_work.begin_job,
    jobs.AdvanceJob: jobs.advance_job,
    jobs.FinishJob: jobs.finish_job,
    jobs.ReadJobFile: jobs.read_job_file,
    replies.AddChunk: replies.add_chunk,
    replies.FinishReply: replies.finish_reply,
    CleanUp: clean_up,
    tools.AddServerResult: tools.add_server_result,
    tools.EndToolRun: tools.end_tool_run,
}


def handle(db: sqlite3.Connection, command: c.Command, context: Context) -> Outcome:
    return once(db, command, context, HANDLERS[type(command)])
