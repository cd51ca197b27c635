// What the modules make, as far as it can be read from them, against what `client.d.ts` says that they make.

import type * as said from "../../../server/web/page/client.js";
import {connect} from "../../../server/web/page/client/connect.js";
import {SatchelError} from "../../../server/web/page/client/errors.js";

type MadeClient = Awaited<ReturnType<typeof connect>>;
type MadeSession = Awaited<ReturnType<MadeClient["session"]>>;
type MadeChange = Awaited<ReturnType<MadeSession["change"]>>;

export function compare(client: MadeClient, session: MadeSession, change: MadeChange, error: SatchelError) {
  const found: [said.Client, said.Session, said.Change, said.SatchelError] = [client, session, change, error];
  return found;
}
