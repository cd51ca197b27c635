// How an open session comes to hear all of the server's: from the number up to which it is known.

/**
 * Listens to a session from where it is known, or from `since`. `session.first` resolves once it has caught up.
 *
 * @param {import("./session.js").Session} session
 * @param {import("./connection.js").Connection} connection
 */
export function follow(session, connection, since = session.state.last) {
  if (connection.open && !session.missing) session.first = catchUp(session, connection, since);
}

async function catchUp(session, connection, since) {
  session.catchingUp = true;
  const begin = (reply) => {
    if (reply.reset) session.reset();
    session.follows = true;
  };
  try {
    const asked = connection.ask({type: "subscribe", sessionId: session.id, since}, {heard: begin});
    // It is answered behind all that was missed, and so marks its end.
    const end = connection.ask({type: "get_session", sessionId: session.id}, {
      heard: (reply) => session.state.learn({...reply, seq: undefined}),
    });
    end.catch(() => {});
    const {seq} = await asked;
    await end;
    session.caughtUp(seq);
  } catch (error) {
    if (error.code !== "not_found" && error.code !== "forbidden") return;
    if (session.state.session !== null) session.state.putSession({...session.state.session, isDeleted: true});
    session.missing = true;
    session.caughtUp(0);
  } finally {
    session.catchingUp = false;
  }
}

/** A session that was not there is there now: somebody has changed something in it. */
export function isThere(session, connection) {
  if (!session.missing) return;
  session.missing = false;
  follow(session, connection);
}

/** An own message comes back as its id alone; what else the server has made of it is asked for. */
export function readOwn(session, connection, reply) {
  for (const {type, messageId} of reply.replies ?? [reply]) {
    if (type !== "message_appended" && type !== "message_accepted") continue;
    connection.ask({type: "get_message", sessionId: session.id, messageId})
      .then(({message}) => session.hear({type: "message_updated", message})).catch(() => {});
  }
}
