// The preview of an artifact: in the frame, as prose, as a table, as a tree, or as code with a sentence that says why.

import {h, iconButton, setSafeHtml} from "../dom.js";
import {codeView} from "./code.js";
import {frameView, hasPackages} from "./frame.js";
import {treeView} from "./json.js";
import {kindOf, sentenceOf} from "./kinds.js";
import {logView} from "./log.js";
import {parseRows} from "./rows.js";
import {tableView} from "./table.js";

const WITHOUT_PACKAGES = "React components are shown as code here, because the packages that run them are not installed on "
  + "this server. Run “make previews” there and start it again.";

/** Names of previews that did not answer, until they do: after a reload of the page they are not started by themselves. */
const MARK = "satchel.preview";

/** @returns {{element: HTMLElement, rows?: () => import("./rows.js").Rows, stop: () => void}} */
export function previewView(app, artifact) {
  const {look} = kindOf(artifact);
  if (look === "frame") return framed(app, artifact);
  if (look === "prose") return prose(app, artifact);
  if (look === "tree") {
    const found = treeView(artifact.content);
    return still(found ?? explained(app, artifact, "This is not valid JSON, so it is shown as it is. Edit the code to mend it."));
  }
  if (look === "table") {
    const found = parseRows(artifact.content, artifact.language);
    if (!found) return still(explained(app, artifact, "No table was found in this text, so it is shown as it is."));
    return {...still(null), ...tableView(found, artifact.title)};
  }
  return still(explained(app, artifact, sentenceOf(artifact)));
}

function still(element) {
  return {element, stop() {}};
}

function explained(app, artifact, sentence) {
  return h("div", {class: "explained"}, sentence && h("p", {class: "notice"}, sentence), codeView(app, artifact).element);
}

function prose(app, {content}) {
  const element = h("article", {class: "prose", tabindex: "0"});
  const show = async () => {
    const [html] = await app.client.render([content]);
    if (html !== null) setSafeHtml(element, html);
    else {
      element.replaceChildren(h("p", {class: "notice"}, "The server can't be reached, so the text is shown as it was written."),
        h("pre", {class: "plain", tabindex: "0"}, content));
    }
  };
  show();
  return still(element);
}

function framed(app, artifact) {
  const log = logView();
  const mark = `${artifact.id} ${artifact.version}`;
  const notice = h("div", {class: "notice stuck", role: "alert", hidden: true},
    h("span", {}, "The preview does not answer. Something in it may run without an end."),
    h("button", {type: "button", class: "button", onclick: halt}, "Stop it"));
  const frame = frameView({
    title: artifact.title,
    onlog: log.add,
    onalive: () => sessionStorage.removeItem(MARK),
    onstuck: (stuck) => {
      notice.hidden = !stuck;
      if (stuck) sessionStorage.setItem(MARK, mark);
    },
  });
  const reload = iconButton("refresh", "Reload the preview", run, {class: "icon-button frame-reload"});
  const body = h("div", {class: "frame-body"}, frame.element, reload);
  const element = h("div", {class: artifact.type === "javascript" ? "framed console-first" : "framed"}, notice, body, log.element);

  function run() {
    log.clear();
    body.replaceChildren(frame.element, reload);
    sessionStorage.setItem(MARK, mark);
    frame.show(artifact);
    if (artifact.type === "javascript") log.open(true);
  }

  function halt() {
    frame.stop();
    notice.hidden = true;
    body.replaceChildren(offer("The preview was stopped."));
  }

  function offer(sentence) {
    return h("div", {class: "offer"}, h("p", {}, sentence),
      h("button", {type: "button", class: "button main", onclick: run}, "Run it again"));
  }

  async function begin() {
    const isReact = artifact.type === "react-component";
    if (isReact && !await hasPackages().catch(() => true)) {
      element.replaceChildren(explained(app, artifact, WITHOUT_PACKAGES));
    } else if (sessionStorage.getItem(MARK) === mark) {
      body.replaceChildren(offer("This preview did not answer when it ran last, so it was not started by itself."));
    } else run();
  }

  begin();
  return {element, stop: () => { if (notice.hidden) sessionStorage.removeItem(MARK); frame.stop(); }};
}
