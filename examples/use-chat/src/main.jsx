import {createRoot} from "react-dom/client";

import {ChatPage} from "./chat.jsx";

// The address names the chat, so that a reload finds it again.
const id = location.hash.slice(1) || crypto.randomUUID();
location.hash = id;

const response = await fetch(`/api/chat/${id}/messages`);
const messages = response.ok ? await response.json() : []; // 404: it is made with its first message

createRoot(document.getElementById("root")).render(<ChatPage id={id} messages={messages} />);
