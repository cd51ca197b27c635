"""The table: one command, one function. A new feature of an account is one struct, one function, one row here."""

import sqlite3

from ..handling.changes import GetIndex, IndexSessions
from ..handling.cleaning import CleanUp
from ..handling.context import Context
from ..handling.outcome import Handler, Outcome
from ..handling.receipts import once
from ..wire import commands as c
from . import accounts, asking, collections, indexing, links, payments, search, sessions, sites

HANDLERS: dict[type[c.Command], Handler] = {
    c.ListSessions: sessions.list_sessions,
    c.ListSites: sites.list_sites,
    c.GetStatistics: sessions.get_statistics,
    c.Search: search.search,
    c.SubscribeAccount: accounts.subscribe_account,
    c.GetAccount: accounts.get_account,
    c.GetCollections: collections.get_collections,
    c.GetCollection: collections.get_collection,
    c.CreateCollection: collections.create_collection,
    c.UpdateCollection: collections.update_collection,
    c.DeleteCollection: collections.delete_collection,
    c.AddToCollection: collections.add_to_collection,
    c.RemoveFromCollection: collections.remove_from_collection,
    c.CreateLink: links.create_link,
    c.GetLinks: links.get_links,
    c.RevokeLink: links.revoke_link,
    c.GetPayments: payments.get_payments,
    c.GetPayment: payments.get_payment,
    c.CreatePayment: payments.create_payment,
    c.UpdatePayment: payments.update_payment,
    GetIndex: accounts.get_index,
    IndexSessions: indexing.index_sessions,
    asking.GetUsage: accounts.get_usage,
    asking.ResolveLink: links.resolve_link,
    asking.ForgetIndex: accounts.forget_index,
    CleanUp: accounts.clean_up,
}


def handle(db: sqlite3.Connection, command: c.Command, context: Context) -> Outcome:
    """Runs a command's handler once, however often the command is sent with the same idempotency key."""
    handler = HANDLERS[type(command)]
    if isinstance(command, c.CreateLink):
        return links.say_once(lambda create: once(db, command, context, create))
    return once(db, command, context, handler)
