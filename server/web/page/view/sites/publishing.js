// A site becomes seen by everybody, and by nobody any more.

import {dialog, h, panel, toast} from "../dom.js";
import {sentence, tell} from "../trouble.js";

/** Asks under which name, and publishes. The question stays as long as the server does not take the name. */
export function publish(here, version = null) {
  const {site} = here;
  const name = h("input", {class: "field", "aria-label": "Name in the address", "aria-describedby": "slug-rule",
    placeholder: "as before, or made from the title", maxlength: "63", autocapitalize: "none", spellcheck: "false",
    autocomplete: "off"});
  const problem = h("p", {class: "error", role: "alert"});
  const button = h("button", {class: "button main"}, `Publish version ${version ?? site.version}`);
  const element = panel("Publish the site", [h("form", {onsubmit: send},
    h("p", {}, "Whoever knows its address can see it then, without signing in. You can unpublish it at any time."),
    h("label", {class: "stack"}, h("span", {}, "Name in the address"), name),
    h("p", {class: "faint", id: "slug-rule"}, "Small letters, digits and hyphens. It may be left empty."), problem,
    h("div", {class: "buttons"}, button))]);
  name.focus();

  async function send(event) {
    event.preventDefault();
    const slug = name.value.trim().toLowerCase();
    if (slug && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(slug)) {
      problem.textContent = "The name may hold small letters, digits, and hyphens between them.";
      return name.focus();
    }
    button.disabled = true;
    try {
      await here.change({type: "publish_site", ...(slug ? {slug} : {}), ...(version ? {version} : {})});
      element.close();
      toast("It is published.");
    } catch (error) {
      problem.textContent = sentence(error);
      name.focus();
    } finally {
      button.disabled = false;
    }
  }
}

export async function unpublish(here) {
  const sure = await dialog("Unpublish the site?", [h("p", {},
    "Its address leads nowhere then. The site and its versions stay, and it can be published again.")], [
    {value: "", label: "Keep it published"}, {value: "end", label: "Unpublish", class: "button danger"}]);
  if (sure) await here.change({type: "unpublish_site"}, "It is not published any more.").catch(tell);
}
