"""The wire's form and the views' form say the same."""

from ...conftest import Server
from ..guard import Guard
from .conftest import OpenTab

RANDOM = """
let seed = 20240601;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const below = (most) => Math.floor(random() * most);
const texts = ["", " ", "a", "ü\\u0000\\ud83d\\ude00", "\\ud800", "line\\nline", "__proto__", "wire", "<b>",
  "x".repeat(999)];
const text = () => texts[below(texts.length)];
const value = (depth = 0) => [
  () => null, () => true, () => below(1e9), () => -random(), text, text,
  () => Array.from({length: below(4)}, () => value(depth + 1)),
  () => Object.fromEntries(Array.from({length: below(4)}, () => [text(), value(depth + 1)])),
][below(depth > 3 ? 6 : 8)]();
const more = () => Object.fromEntries(Array.from({length: below(4)}, () => [
  ["wire", "timestamp", "jsx", "type", "target", "__proto__", "constructor", "later", "current"][below(9)], value(),
]));
const time = () => below(4e12);
const same = (one, other) => {
  const sorted = (_, it) => it && typeof it === "object" && !Array.isArray(it)
    ? Object.keys(it).sort().map((name) => [name, it[name]]) : it;
  if (JSON.stringify(one, sorted) !== JSON.stringify(other, sorted)) {
    throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
  }
};
"""


async def test_messages_components_and_interactions_come_back_as_they_went(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served, None)
    tried = await tab.run(
        RANDOM
        + """
        const {toViewMessage, toWireMessage, toViewComponent, toWireComponent} = module;
        const {toViewEntries, toWireInteractions} = module;
        let tried = 0;
        for (; tried < 3000; tried++) {
          const message = {...more(), id: text(), sessionId: text(), parentId: value(), role: text(), content: text(),
            parts: [value()], attachments: [value()], messageType: text(), metadata: value(),
            createdAt: time(), seq: 1};
          same(toWireMessage(toViewMessage(message)), message);
          const component = {...more(), id: text(), name: text(), jsxCode: text(), cssCode: text(),
            isCurrent: below(2) > 0, componentType: text(), metadata: value(), createdAt: time(), updatedAt: time(),
            seq: below(9)};
          same(toWireComponent(toViewComponent(component)), component);
          const interactions = Array.from({length: below(5)}, (_, index) => ({...more(), id: `int_${index}`,
            prompt: text(), response: text(), interactionType: text(), targetElement: value(), metadata: value(),
            createdAt: time()}));
          same(toWireInteractions(toViewEntries(interactions)), interactions);
        }
        return tried;"""
    )
    assert tried == 3000


async def test_entries_that_a_view_has_made_become_interactions(served: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(served, None)
    found = await tab.run(
        """return module.toWireInteractions([
          {type: "prompt", content: "make it blue"},
          {type: "response", content: "done"},
          {type: "prompt", content: "and larger", target: "#title", timestamp: new Date(5)},
          {type: "prompt", content: "wait"},
          {type: "response", content: "yes?"},
          {type: "response", content: "still there?"},
        ])"""
    )
    assert found == [
        {"prompt": "make it blue", "response": "done"},
        {"prompt": "and larger", "response": "", "targetElement": "#title", "createdAt": 5},
        {"prompt": "wait", "response": "yes?"},
        {"prompt": "", "response": "still there?"},
    ]


async def test_whether_a_request_wants_an_artifact_is_the_gatekeepers_to_say(
    served: Server, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow("503")
    tab = await open_tab(served, None)
    intent = await tab.run("return client.classifyIntent('write a letter to the landlord')")
    assert (intent["shouldCreate"], intent["type"]) == (True, "doc")
    assert set(intent) == {"shouldCreate", "type", "confidence", "reason"}
    await tab.page.route("**/gatekeeper", lambda route: route.fulfill(status=503, body="{}"))
    tab_said = "return (await Promise.all(given.map((text) => client.classifyIntent(text)))).map((one) => one.type)"
    texts = [
        "Create a table of our suppliers",
        "write a python script that counts words",
        "draft a letter to my landlord",
        "make me a budget spreadsheet",
        "how do I write a letter?",
        "thank you!",
    ]
    assert await tab.run(tab_said, texts) == ["table", "code", "doc", "sheet", None, None]
    intent = await tab.run("return client.classifyIntent('make a table')")
    assert intent["reason"] == "It asks for a table to be made."
