import {createRoot} from "react-dom/client";

import {ChatPage} from "./chat.jsx";
import {history} from "./others.js";

// The address names the chat, so that a reload finds it again.
const id = location.hash.slice(1) || crypto.randomUUID();
location.hash = id;

const messages = (await history(id)) ?? [];

createRoot(document.getElementById("root")).render(<ChatPage id={id} messages={messages} />);
