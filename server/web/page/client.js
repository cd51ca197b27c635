// Satchel in the browser; `client.d.ts` beside it says what there is.

export {connect} from "./client/connect.js";
export {
  toViewComponent, toViewEntries, toViewMessage, toWireComponent, toWireInteractions, toWireMessage,
} from "./client/convert.js";
export {SatchelError} from "./client/errors.js";
export {guessIntent} from "./client/intent.js";
