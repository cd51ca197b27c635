// The artifacts of a session as tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ ; where they are many, a list to find one in.

import {h, iconButton} from "../dom.js";
import {signOf, typeName, wordsOf} from "./kinds.js";
import {beside} from "../menu.js";

const MANY = 8;

/** @param {(id: string) => void} onchoose */
export function tabsView(onchoose) {
  const made = new Map();
  let items = [];
  let chosen = null;
  const list = h("div", {class: "tabs", role: "tablist", "aria-label": "Artifacts", onkeydown: move});
  const find = iconButton("search", "Find an artifact", openList, {hidden: true, "aria-haspopup": "dialog"});
  const element = h("div", {class: "tab-row"}, list, find);

  function tab({id, type, title, live}) {
    let button = made.get(id);
    if (!button) {
      button = h("button", {type: "button", role: "tab", "aria-controls": "artifact-panel", id: `tab-${id}`, onclick: () => onchoose(id)},
        h("span", {class: "sign", "aria-hidden": "true"}), h("span", {class: "tab-name"}));
      made.set(id, button);
    }
    const [sign, name] = button.children;
    if (sign.textContent !== signOf(type)) sign.textContent = signOf(type);
    if (name.textContent !== title) name.textContent = title;
    button.title = `${title}, ${typeName(type)}`;
    button.classList.toggle("live", live);
    button.setAttribute("aria-selected", String(id === chosen));
    button.tabIndex = id === chosen ? 0 : -1;
    return button;
  }

  function move(event) {
    const at = items.findIndex(({id}) => id === chosen);
    const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1}[event.key];
    if (to === undefined || !items.length) return;
    event.preventDefault();
    const {id} = items[(to + items.length) % items.length];
    onchoose(id);
    made.get(id).focus();
  }

  function openList() {
    const text = h("input", {type: "search", class: "field", placeholder: "Find by name or text", "aria-label": "Find by name or text", oninput: fill});
    const types = [...new Set(items.map(({type}) => type))];
    const languages = [...new Set(items.map(({language}) => language).filter(Boolean))];
    const type = select("Type", types.map((one) => [one, typeName(one)]));
    const language = select("Language", languages.map((one) => [one, one]));
    const rows = h("ul", {});
    const box = h("div", {class: "finder", popover: "auto", role: "dialog", "aria-label": "Find an artifact"},
      text, h("div", {class: "two"}, type, language), rows);
    box.addEventListener("toggle", ({newState}) => { if (newState === "closed") { box.remove(); find.focus(); } });

    function select(name, options) {
      return h("select", {class: "field", "aria-label": name, onchange: fill}, h("option", {value: ""}, `Any ${name.toLowerCase()}`),
        ...options.map(([value, label]) => h("option", {value}, label)));
    }

    function fill() {
      const wanted = text.value.trim().toLowerCase();
      const found = items.filter((item) => (!type.value || item.type === type.value) && (!language.value || item.language === language.value)
        && (!wanted || `${item.title}\n${item.description}\n${item.content}`.toLowerCase().includes(wanted)));
      rows.replaceChildren(...found.length ? found.map((item) => h("li", {}, h("button", {type: "button", onclick: () => {
        box.hidePopover();
        onchoose(item.id);
      }}, h("strong", {}, item.title), h("span", {class: "faint"}, wordsOf(item))))) : [h("li", {class: "nothing"}, "Nothing is like that.")]);
    }

    fill();
    document.body.append(box);
    box.showPopover();
    beside(find, box);
    text.focus();
  }

  return {
    element,
    /** @param {{id: string, type: string, title: string, language: string, live: boolean}[]} next */
    show(next, id) {
      const moved = id !== chosen || next.length !== items.length;
      items = next;
      chosen = id;
      for (const gone of [...made.keys()].filter((key) => !items.some((item) => item.id === key))) made.delete(gone);
      const buttons = items.map(tab);
      if (buttons.length !== list.children.length || buttons.some((button, at) => button !== list.children[at])) list.replaceChildren(...buttons);
      find.hidden = items.length <= MANY;
      if (moved && made.has(id)) made.get(id).scrollIntoView({block: "nearest", inline: "nearest"});
    },
  };
}
