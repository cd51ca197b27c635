// A quiet word near the composer: what the request will probably become.

import {h} from "../dom.js";
import {typeWords} from "./cards.js";

const PAUSE = 500; // milliseconds without a key press
const SHORTEST = 12; // characters
const SURE = 0.6;

/** @param {() => import("../../client.js").Client} client */
export function intentHint(client) {
  const element = h("span", {class: "intent", hidden: true});
  let timer;
  let asked = 0;
  const show = (words) => {
    element.hidden = !words;
    element.textContent = words;
  };
  return {
    element,
    consider(text) {
      clearTimeout(timer);
      asked += 1;
      const mine = asked;
      if (text.trim().length < SHORTEST || text.startsWith("/")) return show("");
      timer = setTimeout(async () => {
        const intent = await client().classifyIntent(text).catch(() => null);
        if (mine !== asked) return;
        const likely = intent?.shouldCreate && intent.type && intent.confidence >= SURE;
        show(likely ? `Becomes an artifact: ${typeWords(intent.type).toLowerCase()}` : "");
      }, PAUSE);
    },
  };
}
